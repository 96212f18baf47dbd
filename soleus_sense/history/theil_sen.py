"""A straight line through dots that odd ones do not bend: the median of the slopes between all pairs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from math import sqrt
from statistics import NormalDist, median


@dataclass(frozen=True, slots=True)
class Line:
    """y = level + slope × x, and the slope's confidence interval."""

    slope: float
    level: float
    low: float
    high: float


def theil_sen(x: Sequence[float], y: Sequence[float], *, confidence: float = 0.95) -> Line:
    """The Theil-Sen line.

    `scipy.stats.theilslopes` gives the same; importing it takes longer than everything else `soleus trend` does.

    Parameters
    ----------
    x, y : of each dot; at least two different x
    confidence : of the interval, between 0 and 1

    Notes
    -----
    P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968): the interval is
    formed by the slopes that lie sqrt(variance of Kendall's sum) × z ranks around the middle one, with the variance
    made smaller for ties (his eq. 2.6).

    Raises
    ------
    ValueError
        All x are the same.
    """
    dots = sorted(zip(x, y, strict=True))
    slopes = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(dots, 2) if b[0] > a[0])
    if not slopes:
        raise ValueError("a slope needs two different x")
    slope = median(slopes)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    n = len(x)
    variance = (_spread(n) - sum(_spread(ties) for ties in _ties(x)) - sum(_spread(ties) for ties in _ties(y))) / 18
    if variance < 0:  # nearly all dots share their x and their y: nothing is known of the slope
        return Line(slope, median(y) - slope * median(x), slopes[0], slopes[-1])
    half = z * sqrt(variance)
    low = max(round((len(slopes) - half) / 2) - 1, 0)
    high = min(round((len(slopes) + half) / 2), len(slopes) - 1)
    return Line(slope, median(y) - slope * median(x), slopes[low], slopes[high])


def _spread(n: int) -> int:
    return n * (n - 1) * (2 * n + 5)


def _ties(values: Sequence[float]) -> list[int]:
    """How many dots share a value, for each value that several share."""
    runs = (len(list(run)) for _, run in groupby(sorted(values)))
    return [run for run in runs if run > 1]
