"""When, on which leg and with what a recording was made, as far as anybody knows: the line under a report's title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from soleus_sense.report.words import day_words

if TYPE_CHECKING:
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording

TOGETHER = timedelta(minutes=5)
"""Two recordings of one session begin within this: their day and hour are said once."""

UNKNOWN_PLACE = "placement not known"
"""No repetition told it, and nobody did."""


@dataclass(frozen=True, slots=True)
class Made:
    """How a recording was made; None for what nobody knows.

    Attributes
    ----------
    began : on the clock of where it was, or of this machine
    side, placement : "left" or "right", "heel" or "shin"
    wearable : its name and kind
    """

    began: datetime | None
    side: str | None
    placement: str | None
    wearable: str | None

    @property
    def known(self) -> bool:
        """Whether there is more to say than the figures' own page does."""
        return any((self.began, self.side, self.wearable))


def placement_of(recording: Recording, analysis: Analysis) -> str | None:
    """Where the sensor was: as said, or as its repetitions told; None where neither was."""
    return analysis.placement if analysis.reps or recording.placement is not None else None


def made_of(
    recording: Recording, analysis: Analysis, *, began: datetime | None = None, wearable: str | None = None
) -> Made:
    """How a recording was made: as given, else as the `.json` beside it says."""
    from soleus_sense.recording.journal import metadata_of

    beside = metadata_of(recording)
    return Made(
        began or _moment(beside.start_utc),
        recording.side,
        placement_of(recording, analysis),
        wearable or beside.wearable,
    )


def _moment(start_utc: str | None) -> datetime | None:
    try:
        return None if start_utc is None else datetime.fromisoformat(start_utc).astimezone()
    except ValueError:
        return None


def made_words(names: Sequence[str], made: Sequence[Made]) -> str:
    """`2 March 2026, 18:30 · left heel, Polar Sense`; "" where nothing is known.

    Parameters
    ----------
    names : what the sides are called; "" where there is one
    """
    moments = [one.began for one in made if one.began is not None]
    together = bool(moments) and max(moments) - min(moments) < TOGETHER
    parts = [_clock(min(moments))] if together else []
    for name, one in zip(names, made, strict=True):
        own = "" if together or one.began is None else _clock(one.began)
        where = " ".join(filter(None, (one.side, one.placement)))
        told = ", ".join(filter(None, (own, where, one.wearable)))
        if told and one.known:
            parts.append(told if one.side is not None and name in ("", one.side) else f"{name}: {told}".lstrip(": "))
    line = " · ".join(parts)
    return f"{line[:1].upper()}{line[1:]}"


def _clock(moment: datetime) -> str:
    return f"{day_words(moment)}, {moment:%H:%M}"
