"""What an examination of Bluetooth found: a sentence each, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    what : the part looked at
    state : "good"; "trouble", which has to be mended; "unsure", which may be nothing
    sentence : how it is
    remedy : what to do on this system, or None where there is nothing to do
    """

    what: str
    state: Literal["good", "trouble", "unsure"]
    sentence: str
    remedy: str | None = None


def good(what: str, sentence: str) -> Finding:
    """Nothing to do."""
    return Finding(what, "good", sentence)


def trouble(what: str, sentence: str, remedy: str) -> Finding:
    """To be mended."""
    return Finding(what, "trouble", sentence, remedy)


def unsure(what: str, sentence: str, remedy: str) -> Finding:
    """Perhaps nothing."""
    return Finding(what, "unsure", sentence, remedy)
