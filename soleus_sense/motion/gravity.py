"""Gravity's direction in the sensor's axes, out of a specific force that also holds pushes, falls and shocks."""

from __future__ import annotations

import numpy as np
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.samples import FloatArray

MOST_SHARE = 1.25
"""A force longer than this share of gravity counts as one of that length: a landing of 10 g would otherwise
outweigh the half second around it. A shorter one, in a fall, weighs less by itself."""


def limited(force_m_s2: FloatArray) -> FloatArray:
    """(n, 3) the force, shortened to at most `MOST_SHARE` of gravity."""
    length = np.sqrt(force_m_s2[:, 0] ** 2 + force_m_s2[:, 1] ** 2 + force_m_s2[:, 2] ** 2)
    return force_m_s2 * (MOST_SHARE * GRAVITY_M_S2 / np.maximum(length, MOST_SHARE * GRAVITY_M_S2))[:, None]
