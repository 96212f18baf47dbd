"""Tells for how long a direction has stayed where it is."""

from __future__ import annotations

import numpy as np

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.vectors import lengths

STILL_RAD = np.deg2rad(1.0)
STILL_S = 0.6
"""Still is a foot whose direction stays within this over so long: the slowest raise turns it by 6° in that time, the
slowest lowering by 3°."""

_APART = tuple(round(share * STILL_S * GRID_RATE_HZ) for share in (1 / 3, 2 / 3, 1))
"""Samples between the directions that are compared."""


class Stillness:
    """Follows a direction on the grid.

    Carried: the newest directions, and for how many samples they have been still.
    """

    def __init__(self) -> None:
        self._newest = np.empty((0, 3))
        self._still = 0

    def push(self, direction: FloatArray) -> FloatArray:
        """(n,) seconds for which the direction has been still at each of (n, 3) unit vectors; 0 where it is not."""
        known = np.concatenate((self._newest, direction))
        moved = np.full(len(known), np.inf)
        moved[_APART[-1] :] = 0.0
        for by in _APART:
            np.maximum(moved[by:], lengths(known[by:] - known[:-by]), out=moved[by:])
        moved = moved[len(self._newest) :]
        index = np.arange(len(moved))
        restless = np.maximum.accumulate(np.where(moved > STILL_RAD, index, -1))
        still = np.where(restless >= 0, index - restless, index + 1 + self._still)
        self._newest, self._still = known[-_APART[-1] :], int(still[-1])
        return np.where(still > 0, STILL_S + still / GRID_RATE_HZ, 0.0)
