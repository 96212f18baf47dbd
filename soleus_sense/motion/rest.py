"""Tells when a leg rests between its repetitions: then it stands still, whatever its acceleration adds up to."""

from __future__ import annotations

from math import sqrt

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
"""In a repetition that comes down within this time even the slow end is restless: here the upper quarter of as long
before the top is the measure, since the cycle's own marks may reach far into the rest, and a landing rings."""


RESTS_SHARE, MOVES_SHARE = 1.4, 3.0
"""A lowering no more restless (median) than the one times what the leg was at its calmest is mostly rest, if its raise
(upper quarter) was over the other times that: no lowering of a calf that carries a body, however slow, is below 1.5."""

AT_LAST_S = 0.5
STANDS_SHARE = 0.5
"""Half as restless as its cycle (median) a leg stands, or is about to: what is begun later is seen as a raise. A heel
that is held up trembles all through it."""

CALMEST = 0.05
"""The calmest twentieth of what was felt lately is a leg at rest, if it rested at all."""


def moved_after(
    force_m_s2: FloatArray, raise_start: int, raise_end: int, lower_start: int, lower_end: int
) -> float | None:
    """How long a leg moved after its raise, seconds, where what was measured as its lowering is mostly rest.

    Who steps up to level from below a step's edge stays there; the height, which drifts, comes back by itself.

    Parameters
    ----------
    force_m_s2 : (n, 3) on the grid, from some time before the raise to the landing
    raise_start, raise_end, lower_start, lower_end : indices

    Returns
    -------
    None where the leg does not rest
    """
    restless = _restless(force_m_s2)
    calmest = percentiles(restless, (CALMEST,))[0]
    moves = percentiles(restless[raise_start : raise_end + 1], (0.75,))[0]
    if moves < MOVES_SHARE * calmest or middle(restless[lower_start : lower_end + 1]) > RESTS_SHARE * calmest:
        return None
    return float((restless[raise_end : lower_end + 1] > sqrt(moves * calmest)).sum()) / GRID_RATE_HZ


def stands_at_last(force_m_s2: FloatArray, onset: int, landing: int) -> bool:
    """Whether a leg is far calmer at the end of a window than in the cycle in it.

    Parameters
    ----------
    force_m_s2 : (n, 3) on the grid
    onset, landing : indices of the cycle's marks
    """
    restless = _restless(force_m_s2)
    last = restless[-round(AT_LAST_S * GRID_RATE_HZ) :]
    return middle(last) < STANDS_SHARE * middle(restless[onset : landing + 1])


def stands(force_m_s2: FloatArray, onset: int) -> NDArray[np.bool_]:
    """(n,) whether a leg is far calmer than in the cycle that ends a window, as a heel that is held up is not.

    Parameters
    ----------
    force_m_s2 : (n, 3) on the grid
    onset : index from which on the cycle goes on
    """
    restless = _restless(force_m_s2)
    return restless < STANDS_SHARE * middle(restless[onset:])


def _restless(force_m_s2: FloatArray) -> FloatArray:
    """(n,) how far the force strays from its mean around each moment, m/s²."""
    away = force_m_s2 - force_m_s2.sum(axis=0) / len(force_m_s2)
    mean = uniform_filter1d(away, WIDTH, axis=0, mode="nearest")
    square = uniform_filter1d(away * away, WIDTH, axis=0, mode="nearest")
    return np.sqrt(np.maximum(square - mean * mean, 0.0).sum(axis=1))


def resting(force_m_s2: FloatArray, onset: int, top: int, landing: int) -> NDArray[np.bool_]:
    """(n,) whether the leg rests, as far as what it does in one of its cycles shows.

    Parameters
    ----------
    force_m_s2 : (n, 3) on the grid
    onset, top, landing : indices of the cycle's marks
    """
    restless = _restless(force_m_s2)
    calm = CALM_SHARE * middle(restless[onset : landing + 1])
    if landing - top < BRISK_LOWERING_S * GRID_RATE_HZ:
        raised = restless[max(onset, top - round(BRISK_LOWERING_S * GRID_RATE_HZ)) : top + 1]
        calm = max(calm, CALM_SHARE_BRISK * percentiles(raised, (0.75,))[0])
    return np.asarray(binary_opening(restless < calm, np.ones(round(AT_LEAST_S * GRID_RATE_HZ))), dtype=np.bool_)
