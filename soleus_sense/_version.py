"""The version, in the one place the packaging reads it from."""

__version__ = "0.1.0"
