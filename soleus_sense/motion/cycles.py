"""What the trackers find: a cycle is a way up and the way back down, on the regular grid."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from soleus_sense.motion.samples import FloatArray

MOST_FIRST_RAD = np.deg2rad(64.0)
"""No heel raise that a set begins with turns a foot further: an ankle plantarflexes by 50°, and has 15 of sinking below
an edge before that."""


@dataclass(frozen=True, slots=True, eq=False)
class Cycle:
    """One way up and down again, before anything is known about whether it is a repetition.

    Attributes
    ----------
    onset, top, landing : grid indices: leaving the bottom, highest point, back at the bottom
    known : grid index of the newest sample that was needed to tell
    span : how far it went, in the tracker's own unit (radians of pitch, metres of height)
    up : (3,) unit vector along which gravity's direction moved on the way up, in the sensor's axes; None
        where the tracker does not tell
    rest : (3,) gravity's direction at the bottom before it; None likewise
    gravity_m_s2 : what the sensor takes for gravity, where the tracker saw the leg rest; None likewise
    missed : whether it was seen only once what followed it had shown which way is up
    """

    onset: int
    top: int
    landing: int
    known: int
    span: float
    up: FloatArray | None = None
    rest: FloatArray | None = None
    gravity_m_s2: float | None = None
    missed: bool = False


def earlier(cycle: Cycle, first: int, by: int) -> Cycle:
    """The cycle with onset and top moved back, not before grid index `first`: a causal filter tells them late."""
    onset = min(max(first, cycle.onset - by), cycle.onset)
    return replace(cycle, onset=onset, top=max(onset + 1, cycle.top - by))


@dataclass(frozen=True, slots=True)
class Turn:
    """The heel is in another phase from grid index `at` on."""

    phase: str
    at: int
