"""Two counters from the textbook, to compare with: peaks of a magnitude, peaks of the first principal component.

Both see the same samples as ours. They keep the band of human movement, which takes out gravity and noise, and
take the peaks that stand out from the signal's usual spread.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import signal

from soleus_sense.motion.samples import FloatArray, Recording

PASS_BAND_HZ = (0.05, 1.5)
"""From a repetition of twenty seconds to three in two seconds. Of seven bands and eight prominences this pair does
best on tuning cases and real recordings together: what ours is compared with is to be as good as it can be made.
"""

ORDER = 2

LEAST_APART_S = 0.7
"""The quickest repetition: 0.35 s up, 0.35 s down."""

LEAST_PROMINENCE = 1.2
"""Peaks that stand out by so many robust standard deviations of the band-passed signal."""

NORMAL_MAD = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""


def magnitude_peaks(recording: Recording) -> FloatArray:
    """(k,) s, peaks of the acceleration's magnitude."""
    return _peaks(recording, np.linalg.norm(recording.acc_m_s2, axis=1))


def component_peaks(recording: Recording) -> FloatArray:
    """(k,) s, peaks of the acceleration's first principal component."""
    return _peaks(recording, _first_component(recording))


PLAIN_COUNTERS: dict[str, Callable[[Recording], FloatArray]] = {
    "peaks of the magnitude": magnitude_peaks,
    "peaks of the first principal component": component_peaks,
}
"""By name: a recording in, the times of its repetitions out."""


def _first_component(recording: Recording) -> FloatArray:
    """(n,) the acceleration along the direction of its greatest variance in the pass band."""
    banded = _banded(recording, recording.acc_m_s2)
    _, axes = np.linalg.eigh(np.cov(banded.T))
    along = banded @ axes[:, -1]
    # At the heel and the shin alike a repetition leans one way from rest: the longer tail is "up".
    sign = 1.0 if float((along**3).mean()) >= 0 else -1.0
    return recording.acc_m_s2 @ (sign * axes[:, -1])


def _banded(recording: Recording, values: FloatArray) -> FloatArray:
    rate_hz = recording.sample_rate_hz
    sos = signal.butter(ORDER, PASS_BAND_HZ, "bandpass", fs=rate_hz, output="sos")
    # The filter's own start-up; a recording shorter than it is extended by what there is.
    extended = min(len(values) - 1, round(rate_hz / PASS_BAND_HZ[0]))
    return np.asarray(signal.sosfiltfilt(sos, values, axis=0, padlen=extended), np.float64)


def _peaks(recording: Recording, values: FloatArray) -> FloatArray:
    banded = _banded(recording, values)
    spread = NORMAL_MAD * float(np.median(np.abs(banded - np.median(banded))))
    apart = max(1, round(LEAST_APART_S * recording.sample_rate_hz))
    at, _ = signal.find_peaks(banded, distance=apart, prominence=max(LEAST_PROMINENCE * spread, 1e-9))
    return recording.time_s[at]
