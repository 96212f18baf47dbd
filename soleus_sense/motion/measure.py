"""What measuring a finished cycle is the same for at foot and shin: its marks, its way, the instants that bound it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.cycles import Cycle
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.phases import Bounds
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import slopes
from soleus_sense.motion.vectors import lengths

CYCLES, SLOWEST_HZ, FASTEST_HZ = 8.0, 4.0, 20.0
"""What a gyro or a solved height shows is low-passed at so many cycles of a phase, but not below the least: what one
wills of a raise or a lowering of 2 s and more ends under 3 Hz, tremor begins at 4."""

QUICK_S, APART_S = 1.0, 0.15
"""A phase shorter than the one stands out of whatever drifts: seen elsewhere by more than the other, it is there."""

RISES_AGAIN = 0.15
"""Higher again by this share of the way down, the next raise has begun."""

DOWN_AGAIN = 0.6
"""A lowering that rises again before this much of the way is one that wavers."""

STRUCK_M_S2 = 15.0
"""A heel that falls strikes the floor with 3 to 10 g as a foot or a shin feels it; one put down quickly, with 0.5 to
1.6."""

RINGS_S = 0.1
"""A strike is at its hardest within this time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One cycle measured. Grid positions with fractions; what cannot be had is None.

    Attributes
    ----------
    raise_start, raise_end, lower_start, lower_end : grid positions
    range_rad : change of pitch (foot) or tilt (shin) from bottom to top
    lift_m : way of the shin upward, None for a foot sensor
    peak_lower_rad_s : greatest speed of the turn while lowering
    struck : where a foot that fell struck the floor: its lowering ended there, whatever its tilt is smoothed to; else
        None
    """

    raise_start: float
    raise_end: float
    lower_start: float
    lower_end: float
    range_rad: float | None
    lift_m: float | None
    peak_lower_rad_s: float | None
    struck: float | None = None

    @property
    def landed(self) -> float:
        """Where the lowering ended, by the strike where there was one."""
        return self.lower_end if self.struck is None else self.struck

    def moved(self, by: int) -> Measured:
        """The same, `by` grid positions later."""
        return Measured(
            self.raise_start + by,
            self.raise_end + by,
            self.lower_start + by,
            self.lower_end + by,
            self.range_rad,
            self.lift_m,
            self.peak_lower_rad_s,
            None if self.struck is None else self.struck + by,
        )

    def where_quick(self, seen: Measured) -> Measured:
        """The same, but where a quick phase was seen elsewhere (`seen`) by its own acceleration alone, it is there."""
        found = self
        for begins, ends in (("raise_start", "raise_end"), ("lower_start", "lower_end")):
            at, here = (tuple(getattr(one, name) for name in (begins, ends)) for one in (seen, self))
            apart = max(abs(at[0] - here[0]), abs(at[1] - here[1]))
            if at[1] - at[0] < QUICK_S * GRID_RATE_HZ and apart > APART_S * GRID_RATE_HZ:
                found = replace(found, **{begins: at[0], ends: at[1]})
        return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Indices into a window: where the cycle may begin at the earliest and end at the latest, and its marks."""

    first: int
    onset: int
    top: int
    landing: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """(n,) a height, and (n,) its change per sample."""

    height: FloatArray
    speed: FloatArray

    @classmethod
    def of(cls, height: FloatArray) -> Travel:
        """That of a height."""
        return cls(height, slopes(height))


def travels(height: Callable[[float], FloatArray], at: Stretch) -> tuple[Travel, Travel]:
    """A height for the way up and for the way down, without what is quicker than a phase of that length may be.

    Parameters
    ----------
    height : gives it, (n,), low-passed at a cutoff in cycles per sample; ways of one length share it
    """
    up, down = (
        min(max(CYCLES / (samples / GRID_RATE_HZ), SLOWEST_HZ), FASTEST_HZ) / GRID_RATE_HZ
        for samples in (at.top - at.onset, at.landing - at.top)
    )
    raised = Travel.of(height(up))
    return raised, raised if down == up else Travel.of(height(down))


def bounds_of_cycle(
    up: Travel, down: Travel, at: Stretch, bounds: Callable[..., Bounds | None]
) -> tuple[Bounds, Bounds] | None:
    """Raise and lowering."""
    height = up.height
    top = at.onset + int(height[at.onset : at.landing + 1].argmax())
    low = at.first + int(height[at.first : top + 1].argmin())
    raised = bounds(height, up.speed, low, top, at.first, at.landing, top_last=True)
    height = down.height
    high = at.onset + int(height[at.onset : at.landing + 1].argmax())
    end = high + _settled(height[high : at.last + 1])
    earliest = top if raised is None else int(raised.end)
    lowered = bounds(-height, -down.speed, high, end, earliest, at.last, top_last=False)
    return None if raised is None or lowered is None else (raised, lowered)


def struck_at(force_m_s2: FloatArray, lowered: Bounds) -> float | None:
    """Where in (n, 3) forces a heel that fell struck the floor at the end of a lowering; None if it was put down."""
    start = int(lowered.start)
    excess = lengths(force_m_s2[start : int(lowered.end) + 1]) - GRAVITY_M_S2
    struck = np.flatnonzero(excess > STRUCK_M_S2)
    if not len(struck):
        return None
    # The first strike; a quick next repetition may end in a harder one.
    first = int(struck[0])
    return float(start + first + int(np.argmax(excess[first : first + round(RINGS_S * GRID_RATE_HZ)])))


def _settled(height: FloatArray) -> int:
    """Index of the lowest point after the first, before the height rises again by a good part of the way."""
    lowest = np.minimum.accumulate(height)
    down = height[0] - lowest
    again = (height - lowest > RISES_AGAIN * down) & (lowest < height[0]) & (down > DOWN_AGAIN * down[-1])
    stop = int(again.argmax()) if again.any() else len(height)
    return int(height[:stop].argmin())


def stretch_of(cycle: Cycle, base: int, *, first: int, last: int) -> Stretch:
    """A cycle's marks as indices into a window that begins at grid index `base`."""
    return Stretch(
        first - base,
        min(max(cycle.onset, first), cycle.top) - base,
        cycle.top - base,
        min(cycle.landing, last) - base,
        last - base,
    )
