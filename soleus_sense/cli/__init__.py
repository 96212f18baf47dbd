"""The command line: one file per verb, each thin."""

from __future__ import annotations

import sys

INTERRUPTED = 130
"""Exit status after Ctrl-C."""


def main() -> None:
    """Run the command line; never returns. Ctrl-C ends it quietly even while the verbs are being loaded."""
    try:
        from soleus_sense.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
