"""The definition: where a raise or a lowering begins and ends in the height of the heel.

A phase begins at the last instant before 10 % of its way is covered at which speed is below 10 % of the
phase's own peak speed; it ends at the first instant after 90 % of the way at which speed is below 10 % of
that peak.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from soleus_sense.motion.samples import FloatArray

EDGE = 0.10
"""Share of the way, and of the peak speed, that bounds a phase."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A phase in samples (with fractions), the way it covered, and its peak speed per sample."""

    start: float
    end: float
    way: float
    peak: float


def bounds_of_rise(height: FloatArray, speed: FloatArray, low: int, high: int, first: int, last: int) -> Bounds | None:
    """Bounds of the way up from index `low` to index `high`.

    Parameters
    ----------
    height, speed : (n,) and its change per sample, positive up; for a lowering give both negated
    low, high : where the way begins and ends, low < high
    first, last : the phase is looked for from `first` to `last`, first <= low, high <= last

    Returns
    -------
    None where nothing rises
    """
    level, way = float(height[low]), float(height[high] - height[low])
    if way <= 0 or high <= low:
        return None
    share = (height[low : high + 1] - level) / way
    middle = low + int(np.argmax(share >= 0.5))
    # Seen from the middle of the way: the last time under a tenth, the first time over nine tenths.
    tenth = low + int(np.flatnonzero(share[: middle - low + 1] <= EDGE)[-1])
    most = middle + int(np.argmax(share[middle - low :] >= 1 - EDGE))
    peak = float(speed[tenth : most + 1].max())
    if peak <= 0:
        return None
    slow = speed < EDGE * peak
    before = np.flatnonzero(slow[first : tenth + 1])
    after = np.flatnonzero(slow[most : last + 1])
    start = _crossing(speed, first + int(before[-1]), EDGE * peak) if len(before) else float(first)
    end = _crossing(speed, most + int(after[0]) - 1, EDGE * peak) if len(after) else float(last)
    return Bounds(start, max(end, start), way, peak)


def _crossing(speed: FloatArray, at: int, level: float) -> float:
    """Where between sample `at` and the next the speed passes a level."""
    if at < 0 or at + 1 >= len(speed):
        return float(max(at, 0))
    step = float(speed[at + 1] - speed[at])
    return at + min(max((level - float(speed[at])) / step, 0.0), 1.0) if step else float(at)
