"""Recordings on disk: our own journal, readers of foreign files, exporters."""
