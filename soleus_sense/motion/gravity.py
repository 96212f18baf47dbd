"""Gravity's direction in the sensor's axes, out of a specific force that also holds pushes, falls and shocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.constants import g as GRAVITY_M_S2
from vqf import VQF

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import centred, slopes, smoothed
from soleus_sense.motion.vectors import crosses, lengths, shortened

MOST_SHARE = 1.25
"""A force longer than this share of gravity counts as one of that length: a landing of 10 g would otherwise
outweigh the half second around it. A shorter one, in a fall, weighs less by itself."""


def limited(force_m_s2: FloatArray) -> FloatArray:
    """(n, 3) the force, shortened to at most `MOST_SHARE` of gravity."""
    return shortened(force_m_s2, MOST_SHARE * GRAVITY_M_S2)


TRUSTED = (0.65, 1.35)
"""The force's length over gravity between which its direction is taken for gravity's: not in a fall or a shock."""


def trusted(length_m_s2: FloatArray) -> NDArray[np.bool_]:
    """(n,) whether a smoothed force of that length points about where gravity does."""
    share = length_m_s2 / GRAVITY_M_S2
    return (share > TRUSTED[0]) & (share < TRUSTED[1])


INCLINE_S = 2.0
"""The gyro is followed for shorter, gravity for longer than this."""

SEEN_S = 0.3
"""A gyro is held against gravity's turn smoothed by a Gaussian this wide: the pushes of tremor look like turns."""

AGREE = 0.5
"""A gyro that explains the turn of gravity with less than this correlation is in other axes: it is left out."""


def gravity_direction(force_m_s2: FloatArray, rate_rad_s: FloatArray) -> FloatArray | None:
    """Gravity's direction over a window from accelerometer and gyro together.

    Parameters
    ----------
    force_m_s2, rate_rad_s : (n, 3) on the grid

    Returns
    -------
    (n, 3) unit vectors in the sensor's axes, or None where the gyro does not turn with gravity

    Notes
    -----
    VQF (Laidig & Seel 2023) runs forward and back over the window, so that both ends are settled. The gyro's
    offset is what it turns too much on average: over a window a leg turns nowhere. Some boards give rotation in
    axes of the other handedness; the sign that fits gravity's own turn is taken.
    """
    rate = centred(rate_rad_s)
    # A landing of 10 g would pull the direction along for seconds.
    calm = limited(force_m_s2)
    coarse = smoothed(calm, SEEN_S * GRID_RATE_HZ)
    coarse /= lengths(coarse)[:, None]
    seen = slopes(coarse) * GRID_RATE_HZ
    told = crosses(coarse, smoothed(rate, SEEN_S * GRID_RATE_HZ))
    together = float((seen * told).sum() / np.sqrt((seen * seen).sum() * (told * told).sum() + 1e-12))
    if abs(together) < AGREE:
        return None
    rate = rate if together > 0 else -rate
    n = len(rate)
    # Back before forth, and forth before back: what comes first settles what is kept.
    again = -rate[::-1]
    forward = _upward(np.concatenate((again, rate)), np.concatenate((calm[::-1], calm)), n)
    back = _upward(np.concatenate((rate, again)), np.concatenate((calm, calm[::-1])), n)
    both = forward + back[::-1]
    return both / lengths(both)[:, None]


_PLAIN = {"motionBiasEstEnabled": False, "restBiasEstEnabled": False}


def _upward(rate: FloatArray, force: FloatArray, first: int) -> FloatArray:
    """(n − first, 3) the upward direction in the sensor's axes: the third row of the rotation to the earth."""
    filter_ = VQF(1 / GRID_RATE_HZ, tauAcc=INCLINE_S, **_PLAIN)
    found = filter_.updateBatch(rate, force)
    w, x, y, z = found["quat6D"][first:].T
    return np.column_stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
