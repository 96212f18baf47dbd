"""The heel's travel over time, drawn from a recording and its repetitions: for charts, not for counting."""

from __future__ import annotations

from dataclasses import dataclass

from soleus_sense.motion.reps import Analysis
from soleus_sense.motion.samples import FloatArray, Recording


@dataclass(frozen=True, eq=False)
class TravelTrace:
    """Travel over time on a regular grid of about 50 Hz.

    Attributes
    ----------
    time_s : (n,) seconds of the recording's clock
    travel : (n,) heel travel, 0 at the bottom, up is positive
    unit : "°" (foot pitch), "cm" (height of the shin) or "relative" where neither can be had
    """

    time_s: FloatArray
    travel: FloatArray
    unit: str


def travel_trace(recording: Recording, analysis: Analysis) -> TravelTrace:
    """The heel's travel over the whole recording."""
    raise NotImplementedError
