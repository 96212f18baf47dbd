"""How often a leg went out and back: gravity's direction tells it where a height that is solved for runs together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from soleus_sense.motion.gravity import limited
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import slopes, smoothed
from soleus_sense.motion.vectors import along, cross, lengths

DIRECTION_S = 0.06
"""Gravity's direction is smoothed by a Gaussian this wide: a tremor of 6 Hz is left at a twelfth."""

OUT_SHARE, BACK_SHARE = 0.65, 0.35
"""Beyond the one share of the usual turn a leg is out, under the other it is back: a range may fall by a third from one
repetition to the next, and a top may sag by as much."""


NEAR_SHARE, STANDS_PER_S = 0.25, 0.15
"""A leg stands at an end of its way within this share of it, moving by less than that share in a second: a lowering of
5 s moves by a fifth."""


def directions(force_m_s2: FloatArray) -> FloatArray:
    """(n, 3) unit vectors of gravity as far as (n, 3) grid samples of specific force show it."""
    smooth = smoothed(limited(force_m_s2), DIRECTION_S * GRID_RATE_HZ)
    return smooth / lengths(smooth)[:, None]


@dataclass(frozen=True, slots=True)
class Swing:
    """Out and back once: where it was lowest before, furthest out, and lowest after; indices of a stretch."""

    onset: int
    top: int
    landing: int


def stood_above_s(
    direction: FloatArray, rests: NDArray[np.bool_], bottom: FloatArray, way: FloatArray, turn_rad: float
) -> float:
    """For how much longer a leg stood where a way up ends than where it begins, seconds; negative for less.

    Parameters
    ----------
    direction : (n, 3) of gravity on the grid, before the way up
    rests : (n,) whether the leg was calm, as a heel that is held up is not
    bottom, way : (3,) unit vectors at a right angle: gravity's direction where the way begins, and the way it goes
    turn_rad : how far it goes
    """
    share = np.arctan2(along(direction, way), along(direction, bottom)) / turn_rad
    aside = np.abs(along(direction, cross(bottom, way))) / turn_rad
    stands = (np.abs(slopes(share)) * GRID_RATE_HZ < STANDS_PER_S) & (aside < NEAR_SHARE)
    above = stands & rests & (np.abs(share - 1.0) < NEAR_SHARE)
    below = stands & (np.abs(share) < NEAR_SHARE)
    return (int(above.sum()) - int(below.sum())) / GRID_RATE_HZ


def swings_of(direction: FloatArray, bottom: FloatArray, way: FloatArray, turn_rad: float) -> list[Swing]:
    """How often a leg went out and back in a stretch; it may be out at the beginning and at the end of it.

    Parameters
    ----------
    direction : (n, 3) of gravity, on the grid
    bottom, way : (3,) unit vectors at a right angle: gravity's direction at the bottom, and the way it goes
    turn_rad : how far it usually goes
    """
    share = np.arctan2(along(direction, way), along(direction, bottom)) / turn_rad
    out, back = share > OUT_SHARE, share < BACK_SHARE
    tells = np.flatnonzero(out | back)
    changes = tells[np.diff(out[tells].astype(np.int8), prepend=0) != 0].tolist()
    # By turns out and back again; between them lies a bottom.
    edges = [0, *changes] if len(changes) % 2 == 0 else [0, *changes, len(share) - 1]
    bottoms = [
        a + int(share[a : b + 1].argmin()) for a, b in zip(edges[::2], [*edges[1::2], len(share) - 1], strict=True)
    ]
    return [
        Swing(low, (left + returned) // 2, landing)
        for (low, landing), left, returned in zip(pairwise(bottoms), edges[1::2], edges[2::2], strict=True)
    ]
