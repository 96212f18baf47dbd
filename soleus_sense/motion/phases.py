"""The definition: where a raise or a lowering begins and ends in the height of the heel.

A phase begins at the last instant before 10 % of its way is covered at which speed is below 10 % of the
phase's own peak speed; it ends at the first instant after 90 % of the way at which speed is below 10 % of
that peak.
"""

from __future__ import annotations

from dataclasses import dataclass

from soleus_sense.motion.samples import FloatArray

EDGE = 0.10
"""Share of the way, and of the peak speed, that bounds a phase."""


LEVEL = 0.15
"""What lies this near to an end of the way, as a share of it, is the level there: a foot that stops shows more by a
tenth."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A phase in samples (with fractions), the way it covered, and its peak speed per sample."""

    start: float
    end: float
    way: float
    peak: float


def bounds_of_rise(
    height: FloatArray,
    speed: FloatArray,
    low: int,
    high: int,
    first: int,
    last: int,
    *,
    top_last: bool,
    overshoots: bool = False,
) -> Bounds | None:
    """Bounds of the way up from index `low` to index `high`.

    Parameters
    ----------
    height, speed : (n,) and its change per sample, positive up; for a lowering give both negated
    low, high : where the way begins and ends, low < high
    first, last : the phase is looked for from `first` to `last`, first <= low, high <= last
    top_last : the top is at `high` (a raise) rather than at `low` (a lowering, negated): where the height passes
        the middle more than once, what is next to the top counts
    overshoots : the height shows more at either end than there is, as an accelerometer's tilt does where the foot
        starts and stops; then the way goes from the mean level at its one end to that at the other

    Returns
    -------
    None where nothing rises
    """
    level, way = float(height[low]), float(height[high] - height[low])
    if way <= 0 or high <= low:
        return None
    share = (height[low : high + 1] - level) / way
    middle = low + _middle(share, top_last)
    if overshoots:
        begun, done = share[: middle - low + 1], share[middle - low :]
        from_, to = float(begun[begun < LEVEL].mean()), float(done[done > 1 - LEVEL].mean())
        share = (share - from_) / (to - from_)
    # Seen from the middle of the way: the last time under a tenth, the first time over nine tenths.
    tenth = low + int((share[: middle - low + 1] <= EDGE).nonzero()[0][-1])
    most = middle + int((share[middle - low :] >= 1 - EDGE).argmax())
    peak = float(speed[tenth : most + 1].max())
    if peak <= 0:
        return None
    slow = speed < EDGE * peak
    before = slow[first : tenth + 1].nonzero()[0]
    after = slow[most : last + 1].nonzero()[0]
    start = _crossing(speed, first + int(before[-1]), EDGE * peak) if len(before) else float(first)
    end = _crossing(speed, most + int(after[0]) - 1, EDGE * peak) if len(after) else float(last)
    return Bounds(start, max(end, start), way, peak)


FLANK = (0.3, 0.6)
"""Where the ends of a height that drifts cannot be seen, the flanks of its speed are: between these shares of the
peak it stands clear of the drift, and the straight line through both shows where it ends."""


MET = 0.18
"""The line is followed to this share only: the height is smoothed by some tenths of a second, which lays the foot of
its flanks wider than they are."""

INNER = 0.15
"""The flanks are looked for from these shares of the way outwards: a slow foot may nearly stop in between."""


def bounds_by_flanks(
    height: FloatArray, speed: FloatArray, low: int, high: int, first: int, last: int, *, top_last: bool
) -> Bounds | None:
    """As `bounds_of_rise`, for a height that drifts while the heel rests.

    The flanks of the speed around the middle of the way are followed outwards to `FLANK` of the peak and
    continued in a straight line to `MET` of it.
    """
    level, way = float(height[low]), float(height[high] - height[low])
    if way <= 0 or high <= low:
        return None
    share = (height[low : high + 1] - level) / way
    middle = low + _middle(share, top_last)
    begun = low + int((share[: middle - low + 1] <= INNER).nonzero()[0][-1])
    done = middle + int((share[middle - low :] >= 1 - INNER).argmax())
    peak = float(speed[begun : done + 1].max())
    if peak <= 0:
        return None
    before = _outwards(speed[first : begun + 1][::-1], peak)
    after = _outwards(speed[done : last + 1], peak)
    return Bounds(begun - before, done + after, way, peak)


def _middle(share: FloatArray, top_last: bool) -> int:
    """Index from which on half of the way is covered: seen from the top, the first time it is."""
    if top_last:
        return int((share < 0.5).nonzero()[0][-1]) + 1
    return int((share >= 0.5).argmax())


def _outwards(speed: FloatArray, peak: float) -> float:
    """Samples from the first to where the flank's straight line meets `MET` of the peak; at most all of them."""
    at: list[float] = []
    for share in FLANK[::-1]:
        under = (speed < share * peak).nonzero()[0]
        if not len(under):
            return float(len(speed) - 1)
        i = int(under[0])
        at.append(0.0 if i == 0 else i - (share * peak - float(speed[i])) / float(speed[i - 1] - speed[i]))
    near, far = at
    return min(max(far + (far - near) * (FLANK[0] - MET) / (FLANK[1] - FLANK[0]), 0.0), float(len(speed) - 1))


def _crossing(speed: FloatArray, at: int, level: float) -> float:
    """Where between sample `at` and the next the speed passes a level."""
    if at < 0 or at + 1 >= len(speed):
        return float(max(at, 0))
    step = float(speed[at + 1] - speed[at])
    return at + min(max((level - float(speed[at])) / step, 0.0), 1.0) if step else float(at)
