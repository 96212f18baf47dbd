"""Errors in numbers: bias, mean absolute error, 95 % limits. Where nothing was measured there is None, not 0."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from soleus_sense.motion.samples import FloatArray

NORMAL_95 = 1.96
"""Standard deviations on either side of the mean that hold 95 % of a normal distribution (Bland and Altman 1986)."""

PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class ErrorStatistics:
    """Errors of one quantity, in its unit.

    Attributes
    ----------
    n : errors there are
    unmeasured : where the truth is known and nothing was measured
    bias : their mean; None where n is 0
    mean_absolute : mean of their sizes; None where n is 0
    limits : bias ∓ 1.96 standard deviations, the usual 95 % limits of agreement; None where n is below 2
    percentiles : 2.5th and 97.5th percentile, which heavy tails move and limits hide; None where n is 0
    """

    n: int
    unmeasured: int
    bias: float | None
    mean_absolute: float | None
    limits: tuple[float, float] | None
    percentiles: tuple[float, float] | None


def describe(errors: ArrayLike, unmeasured: int = 0) -> ErrorStatistics:
    """Statistics of (n,) errors."""
    values: FloatArray = np.asarray(errors, np.float64)
    if not len(values):
        return ErrorStatistics(0, unmeasured, None, None, None, None)
    bias = float(values.mean())
    half = NORMAL_95 * float(values.std(ddof=1)) if len(values) > 1 else None
    low, high = np.percentile(values, PERCENTILES).tolist()
    return ErrorStatistics(
        n=len(values),
        unmeasured=unmeasured,
        bias=bias,
        mean_absolute=float(np.abs(values).mean()),
        limits=None if half is None else (bias - half, bias + half),
        percentiles=(low, high),
    )


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`; None where there is no whole."""
    return part / whole if whole else None


def percentile(values: Iterable[float], q: float) -> float | None:
    """The q-th percentile; None where there is no value."""
    known = list(values)
    return float(np.percentile(known, q)) if known else None
