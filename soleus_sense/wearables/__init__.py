"""Wearables: one file per kind, and discovery, pairing and streaming for all of them."""
