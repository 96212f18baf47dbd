"""Smooths, centres, slopes and ranks short series: as scipy and numpy do, without what they spend on every call.

A repetition is measured in some dozens of operations on a few hundred samples. There the general functions of numpy
and scipy take longer to look at their arguments than to compute; these give the same numbers, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import signal
from scipy.ndimage import correlate1d

from soleus_sense.motion.samples import FloatArray

REACH = 4.0
"""A Gaussian is cut off at this many of its widths, as `scipy.ndimage.gaussian_filter1d` does."""

DECAYS, LEAST_DECAY = 4.0, 12
"""After so many cycles of its cutoff, and so many samples, a low-pass of order 4 has decayed to a ten thousandth."""

KERNELS_KEPT = 256
"""Widths follow a phase's length in whole samples: a workout has some dozens of them."""


def smoothed(values: FloatArray, width: float) -> FloatArray:
    """(n,) or (n, c) values smoothed along the first axis by a Gaussian, held at both ends.

    Parameters
    ----------
    values : (n,) or (n, c)
    width : standard deviation of the Gaussian, samples
    """
    return correlate1d(values, _gaussian(width), axis=0, output=np.empty_like(values), mode="nearest")


def low_passed(values: FloatArray, cutoff: float) -> FloatArray:
    """(n,) values without what is faster than `cutoff`, cycles per sample; nothing moves in time. Held at both ends."""
    return correlate1d(values, _low_pass(cutoff), output=np.empty_like(values), mode="nearest")


@lru_cache(maxsize=KERNELS_KEPT)
def _low_pass(cutoff: float) -> FloatArray:
    """The weights of a Butterworth filter of order 4 to and fro, summing to 1."""
    most = int(DECAYS / cutoff) + LEAST_DECAY
    impulse = np.zeros(2 * most + 1)
    impulse[most] = 1.0
    weights = signal.sosfiltfilt(signal.butter(4, cutoff, fs=1.0, output="sos"), impulse, padlen=0)
    return np.asarray(weights / weights.sum())


def reach(width: float) -> int:
    """How many samples to each side a Gaussian of that width is felt over."""
    return int(REACH * width + 0.5)


@lru_cache(maxsize=KERNELS_KEPT)
def _gaussian(width: float) -> FloatArray:
    """The weights of a Gaussian, summing to 1."""
    most = reach(width)
    weights = np.exp(-0.5 / (width * width) * np.arange(-most, most + 1) ** 2)
    return weights / weights.sum()


@lru_cache(maxsize=KERNELS_KEPT)
def triangle(half: int) -> FloatArray:
    """(2 · half + 1,) the weights of a triangle that is zero beyond so many samples to each side, summing to 1."""
    ramp = np.ones(half + 1)
    return np.convolve(ramp, ramp) / (half + 1) ** 2


def held(values: FloatArray, by: int) -> FloatArray:
    """(n + 2 · by,) or (n + 2 · by, c) values with their first and their last held for so many samples more."""
    return np.concatenate((values[:1].repeat(by, axis=0), values, values[-1:].repeat(by, axis=0)))


def centred(values: FloatArray) -> FloatArray:
    """(n,) or (n, c) values less their mean along the first axis."""
    return values - values.sum(axis=0) / len(values)


def slopes(values: FloatArray) -> FloatArray:
    """(n,) or (n, c) change per sample: half of that from the sample before to the one after; n at least 2."""
    out = np.empty_like(values)
    out[1:-1] = (values[2:] - values[:-2]) / 2.0
    out[0], out[-1] = values[1] - values[0], values[-1] - values[-2]
    return out


def middle(values: FloatArray) -> float:
    """The median of (n,) values."""
    ordered, half = np.sort(values), len(values) // 2
    return float(ordered[half]) if len(values) % 2 else float(ordered[half - 1] + ordered[half]) / 2.0


def percentiles(values: FloatArray, shares: Sequence[float]) -> list[float]:
    """The values under which each of these shares (0 to 1) of (n,) values lie, interpolated between two of them."""
    ordered = np.sort(values)
    last = len(ordered) - 1
    found: list[float] = []
    for share in shares:
        at = share * last
        low = min(int(at), max(last - 1, 0))
        below, above = float(ordered[low]), float(ordered[min(low + 1, last)])
        into, step = at - low, above - below
        found.append(below + step * into if into < 0.5 else above - step * (1.0 - into))
    return found
