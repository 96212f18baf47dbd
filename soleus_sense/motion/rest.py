"""Tells when a leg rests between its repetitions: then it stands still, whatever its acceleration adds up to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_opening, uniform_filter1d

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import middle, percentiles

WIDTH = 2 * round(0.1 * GRID_RATE_HZ) + 1
"""Restless is how far the force strays from its mean over 0.2 s: shorter than a quick raise, a tremor and a half."""

AT_LEAST_S = 0.24
"""A pause shorter than this is a moment between two motions."""

CALM_SHARE = 0.06
"""As calm as this share of a cycle's median restlessness a leg does nothing: a muscle that holds the body up trembles
all through a repetition, and the slowest end of a lowering is still a fifth as restless as its middle."""

CALM_SHARE_BRISK = 0.08
BRISK_LOWERING_S = 1.0
"""In a repetition that comes down within this time even the slow end is restless: here the upper quarter of the raise
is the measure, since the cycle's own marks may reach far into the rest, and a landing rings."""


def resting(force_m_s2: FloatArray, onset: int, top: int, landing: int) -> NDArray[np.bool_]:
    """(n,) whether the leg rests, as far as what it does in one of its cycles shows.

    Parameters
    ----------
    force_m_s2 : (n, 3) on the grid
    onset, top, landing : indices of the cycle's marks
    """
    away = force_m_s2 - force_m_s2.sum(axis=0) / len(force_m_s2)
    mean = uniform_filter1d(away, WIDTH, axis=0, mode="nearest")
    square = uniform_filter1d(away * away, WIDTH, axis=0, mode="nearest")
    restless = np.sqrt(np.maximum(square - mean * mean, 0.0).sum(axis=1))
    calm = CALM_SHARE * middle(restless[onset : landing + 1])
    if landing - top < BRISK_LOWERING_S * GRID_RATE_HZ:
        calm = max(calm, CALM_SHARE_BRISK * percentiles(restless[onset : top + 1], (0.75,))[0])
    return np.asarray(binary_opening(restless < calm, np.ones(round(AT_LEAST_S * GRID_RATE_HZ))), dtype=np.bool_)
