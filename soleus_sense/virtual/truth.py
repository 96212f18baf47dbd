"""What really happened: the definition of MEASUREMENT applied to the noise-free height of the heel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import FloatArray
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ
from soleus_sense.virtual.movement import Attempt, Stretch

EDGE = 0.10
"""A phase begins and ends where its speed falls below this share of its own peak, near this share of its way."""


def phase_bounds(height_m: FloatArray, stretch: Stretch) -> tuple[float, float]:
    """Where a raise or lowering begins and ends, in samples (with fractions).

    It begins at the last instant before 10 % of its way at which the speed (in its own direction) is below
    10 % of the phase's own peak speed, and ends at the first such instant after 90 %.

    Parameters
    ----------
    height_m : (n,) the heel's height on the kinematic grid
    stretch : the commanded raise or lowering, to say which way is meant
    """
    first, last = stretch.first, min(stretch.last, len(height_m) - 1)
    start, end = max(0, stretch.before), min(stretch.after, len(height_m) - 1)
    level, way = height_m[first], height_m[last] - height_m[first]
    covered = (height_m[start : end + 1] - level) / way
    speed = np.gradient(covered)
    least = EDGE * float(speed[first - start : last - start + 1].max())
    inside = covered[first - start : last - start + 1]
    tenth = first - start + int(np.argmax(inside >= EDGE))
    most = first - start + len(inside) - 1 - int(np.argmax(inside[::-1] <= 1 - EDGE))
    slow = speed < least
    early, late = np.flatnonzero(slow[: tenth + 1]), np.flatnonzero(slow[most:])
    begin = start + (_crossing(speed, int(early[-1]), least) if len(early) else 0.0)
    finish = start + (_crossing(speed, most + int(late[0]) - 1, least) if len(late) else float(end - start))
    return begin, finish


def _crossing(speed: FloatArray, at: int, level: float) -> float:
    """Where between sample `at` and the next the speed passes the level."""
    if at < 0 or at + 1 >= len(speed):
        return float(max(at, 0))
    rise = speed[at + 1] - speed[at]
    return at + float(np.clip((level - speed[at]) / rise, 0.0, 1.0)) if rise else float(at)


def measure(
    attempts: Sequence[Attempt],
    height_m: FloatArray,
    pitch_rad: FloatArray,
    *,
    set_number: int = 1,
    starts_s: float = 0.0,
    clock: float = 1.0,
) -> tuple[Rep, ...]:
    """The repetitions of one set as the definition measures them.

    Give the height without tremor for the usual truth: a tremor's cycle is not a phase's end. With tremor in
    it the same function shows what the definition says of every millimetre that really moved.

    Parameters
    ----------
    height_m, pitch_rad : (n,) on the kinematic grid
    starts_s : the true time of the set's first sample
    clock : seconds of the recording's clock per true second

    Notes
    -----
    The range is that of the raise, which off a step's edge differs from the lowering's in the first repetition.
    """
    reps: list[Rep] = []

    def when(sample: float) -> float:
        return (starts_s + sample / KINEMATIC_RATE_HZ) * clock

    bounds = [(phase_bounds(height_m, one.up), phase_bounds(height_m, one.down)) for one in attempts]
    rate = np.gradient(pitch_rad) * KINEMATIC_RATE_HZ
    for i, (attempt, (up, down)) in enumerate(zip(attempts, bounds, strict=True)):
        raise_start, raise_end, lower_start, lower_end = map(when, (*up, *down))
        low, high = round(up[0]), min(round(up[1]), len(pitch_rad) - 1)
        falling = rate[round(down[0]) : round(down[1]) + 1]
        reps.append(
            Rep(
                index=i + 1,
                set=set_number,
                counted=attempt.counted,
                raise_start_s=raise_start,
                raise_end_s=raise_end,
                lower_start_s=lower_start,
                lower_end_s=lower_end,
                raise_s=raise_end - raise_start,
                top_s=lower_start - raise_end,
                lower_s=lower_end - lower_start,
                bottom_s=when(bounds[i + 1][0][0]) - lower_end if i + 1 < len(bounds) else None,
                range_deg=float(np.rad2deg(pitch_rad[high] - pitch_rad[low])),
                height_m=float(height_m[high] - height_m[low]),
                peak_lower_deg_s=float(np.rad2deg(-falling.min())) / clock,
            )
        )
    return tuple(reps)
