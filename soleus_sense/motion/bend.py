"""Whether a shank was bent about its ankle or lifted, as the force on it shows even without a gyro.

A heel raise lifts a shin by about as much for each degree that it tilts. Who bends the knees turns the shank about an
ankle that stays where it is: from upright, a lean of φ lowers a sensor r above the ankle by r · (1 − cos φ), hardly at
all at first and ever more. Both speed the sensor up or down, and the force's length tells the one from the other.
"""

from __future__ import annotations

import numpy as np
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.gravity import limited
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import slopes, smoothed
from soleus_sense.motion.shape import LANDING_S
from soleus_sense.motion.swings import DIRECTION_S
from soleus_sense.motion.vectors import along, lengths

BEFORE_S = 0.2
"""A raise is looked at from a little before its beginning on."""

FEWEST = 12
"""Three numbers are solved for: fewer samples say nothing about them."""

LEFT_SHARE = 1.5
"""A knee bend leaves so much more to a lift than to a bend: four in five simulated ones do, and no heel raise as large;
those of real ankle straps 0.7 to 1.44 times as much."""

LEAST_ABOVE_M = 0.06
"""A sensor on the shin sits further above the ankle than this."""


def is_felt_as_bend(
    force_m_s2: FloatArray, bottom: FloatArray, way: FloatArray, *, start: int, top: int, end: int
) -> bool:
    """Whether a bend about an ankle, stretched at the top, explains the force's length far better than a lift does.

    Parameters
    ----------
    force_m_s2 : (n, 3) grid samples from before a way up to after its way down
    bottom, way : (3,) unit vectors at a right angle: gravity's direction at the bottom, and the way it goes
    start, top, end : rows at which the way up begins, the leg is up, and the way down ends

    Notes
    -----
    An offset of the sensor shows itself in proportion to the tilt: it is solved for with either.
    """
    part = slice(max(start - round(BEFORE_S * GRID_RATE_HZ), 0), end - round(LANDING_S * GRID_RATE_HZ))
    if part.stop - part.start < FEWEST:
        return False
    force = smoothed(limited(force_m_s2), DIRECTION_S * GRID_RATE_HZ)
    tilt = np.arctan2(along(force, way), along(force, bottom))
    tilt -= tilt[top]
    speed = slopes(tilt) * GRID_RATE_HZ
    quickening = slopes(speed) * GRID_RATE_HZ
    felt = (lengths(force) - GRAVITY_M_S2)[part]
    lifted, _ = _left(felt, tilt[part], quickening[part])
    bent, radius_m = _left(felt, tilt[part], -(tilt * quickening + speed**2)[part])
    return radius_m > LEAST_ABOVE_M and lifted > LEFT_SHARE * bent


def _left(felt_m_s2: FloatArray, tilt_rad: FloatArray, push: FloatArray) -> tuple[float, float]:
    """What an offset, one that tilts, and a push leave over (root mean square, m/s²), and how large the push is."""
    columns = np.column_stack((np.ones(len(felt_m_s2)), tilt_rad, push))
    shares = np.linalg.lstsq(columns, felt_m_s2, rcond=None)[0]
    left = felt_m_s2 - columns @ shares
    return float(np.sqrt((left**2).mean())), float(shares[2])
