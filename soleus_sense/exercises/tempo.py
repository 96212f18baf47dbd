"""The notation for tempo: target seconds of each phase, and when a phase meets its target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from soleus_sense.errors import SettingsError

TOLERANCE_S = 0.3
"""A lowering this near its target complies, however short the target: a person's own timing error."""

TOLERANCE_SHARE = 0.15
"""A long target is allowed this share of itself; ours, not a published standard."""

X_LIMIT_S = 0.5
"""`X`, as fast as possible, is met by a phase no longer than this."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Target seconds of each phase; None where the notation says X (as fast as possible).

    Written `lower-bottom-raise-top`, eccentric first, as strength coaches write it.
    """

    lower_s: float | None
    bottom_s: float | None
    raise_s: float | None
    top_s: float | None

    @classmethod
    def parse(cls, text: str) -> Tempo:
        """Read `3-0-1-0`, `3010`, `2.5-0-1-1` or `3-0-X-0`.

        Raises
        ------
        SettingsError
            The text is not four phases, or they take no time at all.
        """
        parts = re.split(r"[-/ ]", text.strip()) if re.search(r"[-/ ]", text.strip()) else list(text.strip())
        if len(parts) != 4 or not all(re.fullmatch(r"\d{1,2}(\.\d+)?|[xX]", part) for part in parts):
            raise SettingsError(
                f"The tempo {text!r} is not four phases: write lower-bottom-raise-top in seconds, "
                "such as 3-0-1-0 (3 s down, no pause, 1 s up, no hold); X means as fast as possible."
            )
        tempo = cls(*(None if part in "xX" else float(part) for part in parts))
        if not any(phase is None or phase > 0 for phase in (tempo.lower_s, tempo.bottom_s, tempo.raise_s, tempo.top_s)):
            raise SettingsError(f"A tempo of {tempo} takes no time at all: write X for what is as fast as possible.")
        return tempo

    def __str__(self) -> str:
        phases = (self.lower_s, self.bottom_s, self.raise_s, self.top_s)
        return "-".join("X" if phase is None else f"{phase:g}" for phase in phases)

    @property
    def in_words(self) -> str:
        """`3 s down, no pause, 1 s up, no hold`."""

        def words(seconds: float | None, what: str, nothing: str) -> str:
            if seconds is None:
                return f"{what} as fast as possible"
            return nothing if seconds == 0 else f"{seconds:g} s {what}"

        return ", ".join(
            (
                words(self.lower_s, "down", "straight down"),
                words(self.bottom_s, "pause", "no pause"),
                words(self.raise_s, "up", "straight up"),
                words(self.top_s, "hold", "no hold"),
            )
        )

    @property
    def lower_tolerance_s(self) -> float:
        """How far a lowering may be from its target and still comply."""
        return tolerance_s(self.lower_s or 0.0)

    def complies(self, lower_s: float) -> bool:
        """Whether a lowering of `lower_s` seconds meets the target."""
        if self.lower_s is None:
            return lower_s <= X_LIMIT_S
        return abs(lower_s - self.lower_s) <= self.lower_tolerance_s


def tolerance_s(target_s: float) -> float:
    """Half width of the band around a target in which a phase complies, seconds."""
    return max(TOLERANCE_S, TOLERANCE_SHARE * target_s)
