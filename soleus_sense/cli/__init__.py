"""The command line: one file per verb, each thin."""

from soleus_sense.cli.app import main

__all__ = ["main"]
