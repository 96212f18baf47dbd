"""Two legs on one timeline: how much later the one does what the other does."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

FEWEST_MOMENTS = 3
"""Under three the middle one may be any."""

TOGETHER_SHARE = 0.35
"""Legs that are further apart than this share of a cycle do not move together: they take turns, and neither leads."""

LAG_SEEN_S = 0.05
"""Two links' delays differ by some ten milliseconds, which nobody can see from here: less is no lag."""


def lag_s(first_s: Sequence[float], second_s: Sequence[float]) -> float | None:
    """How much later the second leg is than the first, seconds; negative: earlier. None where they take turns.

    Parameters
    ----------
    first_s, second_s : the moments of the same event of either leg, rising, in seconds of one clock
    """
    if min(len(first_s), len(second_s)) < FEWEST_MOMENTS:
        return None
    cycle_s = median(later - sooner for sooner, later in pairwise(first_s))
    apart: list[float] = []
    for at_s in first_s:
        after = bisect_left(second_s, at_s)
        near = [second_s[index] - at_s for index in (after - 1, after) if 0 <= index < len(second_s)]
        nearest_s = min(near, key=abs)
        if abs(nearest_s) <= TOGETHER_SHARE * cycle_s:
            apart.append(nearest_s)
    return median(apart) if 2 * len(apart) > len(first_s) else None
