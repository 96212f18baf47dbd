"""What stands for a sign that standard output cannot say, so that no minus and no tolerance is lost there."""

from __future__ import annotations

import codecs

ERRORS = "soleus-ascii"
"""The name of this way, for `errors=` of a stream."""

SIGNS = {
    "\u00a0": " ",
    "\u2009": " ",
    "−": "-",
    "–": "-",
    "·": "|",
    "…": "...",
    "±": "+-",
    "×": "x",
    "°": "deg",
    "²": "2",
    "→": "->",
    "†": "*",
    "✓": "+",
    "✗": "x",
    "▲": "^",
    "▼": "v",
}
"""Every other sign is a question mark."""


def provide() -> None:
    """Let streams be opened with `ERRORS`."""
    codecs.register_error(ERRORS, _instead)


def _instead(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(SIGNS.get(sign, "?") for sign in error.object[error.start : error.end]), error.end
