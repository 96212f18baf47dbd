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


INNER = 0.25
CREPT = 0.15
"""A foot may nearly stop within this share of either end of its way; what it covers beyond, more slowly on average than
this share of the peak speed, is a hold that sags, or a height that drifts while the heel rests."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A phase in samples (with fractions), the way it covered, and its peak speed per sample."""

    start: float
    end: float
    way: float
    peak: float

    def every(self, stride: int) -> Bounds:
        """The same where only every `stride`-th sample is kept."""
        return Bounds(self.start / stride, self.end / stride, self.way, self.peak * stride)


def bounds_of_rise(
    height: FloatArray,
    speed: FloatArray,
    low: int,
    high: int,
    first: int,
    last: int,
    *,
    top_last: bool,
) -> Bounds | None:
    """Bounds of the way up from index `low` to index `high`.

    Parameters
    ----------
    height, speed : (n,) and its change per sample, positive up; for a lowering give both negated
    low, high : where the way begins and ends, low < high
    first, last : the phase is looked for from `first` to `last`, first <= low, high <= last
    top_last : the top is at `high` (a raise) rather than at `low` (a lowering, negated): where the height passes
        the middle more than once, what is next to the top counts

    Returns
    -------
    None where nothing rises
    """
    level, way = float(height[low]), float(height[high] - height[low])
    if way <= 0 or high <= low:
        return None
    share = (height[low : high + 1] - level) / way
    middle = low + _middle(share, top_last)
    begun, done = share[: middle - low + 1], share[middle - low :]
    # Seen from the middle of the way: the last time under a tenth or a quarter, the first time over what is left.
    tenth, inner = (low + int((begun <= most).nonzero()[0][-1]) for most in (EDGE, INNER))
    most, outer = (middle + int((done >= 1 - least).argmax()) for least in (EDGE, INNER))
    peak = float(speed[inner : outer + 1].max())
    if peak <= 0:
        return None
    slow = speed < EDGE * peak
    crept = CREPT * peak
    before, after = slow[first : inner + 1].nonzero()[0] + first, slow[outer : last + 1].nonzero()[0] + outer
    # A hold that sags is none of the way, which begins where the heel leaves it and ends where it comes to rest.
    if (rests := slow[first : tenth + 1].nonzero()[0]).size:
        tenth = low + int((begun <= _of_the_rest(float(height[first + rests[-1]]) - level, way)).nonzero()[0][-1])
    if (rests := slow[most : last + 1].nonzero()[0]).size:
        most = middle + int((done >= 1 - _of_the_rest(level + way - float(height[most + rests[0]]), way)).argmax())
    start, end = float(first), float(last)
    if len(before):
        at = int(before[-1])
        left = before[before <= tenth]
        # What was covered before the last slow moment is part of the way, unless a held end only drifted meanwhile.
        sooner = int(left[-1]) if len(left) else first
        if height[at] - height[sooner] >= crept * (at - sooner):
            at = sooner
        start = _crossing(speed, at, EDGE * peak) if slow[at] else float(at)
    if len(after):
        at = int(after[0])
        right = after[after >= most]
        later = int(right[0]) if len(right) else last
        if height[later] - height[at] >= crept * (later - at):
            at = later
        end = _crossing(speed, at - 1, EDGE * peak) if slow[at] else float(at)
    return Bounds(start, max(end, start), way, peak)


def _of_the_rest(sagged: float, way: float) -> float:
    """The share of a way that a sag and `EDGE` of what it leaves are."""
    share = max(sagged / way, 0.0)
    return share + EDGE * (1 - share)


FLANK = (0.3, 0.6)
"""Where the ends of a height that drifts cannot be seen, the flanks of its speed are: between these shares of the
peak it stands clear of the drift, and the straight line through both shows where it ends."""


MET = 0.18
"""The line is followed to this share only: the height is smoothed by some tenths of a second, which lays the foot of
its flanks wider than they are."""

FLANKS_FROM = 0.15
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
    begun = low + int((share[: middle - low + 1] <= FLANKS_FROM).nonzero()[0][-1])
    done = middle + int((share[middle - low :] >= 1 - FLANKS_FROM).argmax())
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
