"""Tells a repetition from what only looks like one: steps, stairs, knee bends, fidgets, the strap put on."""

from __future__ import annotations

from enum import Enum, auto

import numpy as np
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.samples import FloatArray

LEAST_TURN_RAD = np.deg2rad(6.0)
"""A foot that pitches less does not lift the heel by two centimetres."""

MOST_TURN_RAD = np.deg2rad(75.0)
"""Ankles do not plantarflex further; a foot in the swing of a step pitches up to 80°."""

LEAST_LIFT_M = 0.015

MOST_DYNAMIC_M_S2 = 5.0
"""A heel swung about the ball of the foot in 0.35 s is accelerated by 5 m/s² at most; a striding foot by 10 to 30."""

LANDING_S = 0.14
"""The last part of a lowering is left out of that: even a careful landing shakes the sensor."""


class Verdict(Enum):
    """What a cycle is."""

    REPETITION = auto()
    NOTHING = auto()


def judge(
    force_m_s2: FloatArray, rate_rad_s: FloatArray | None, measured: Measured, placement: str, onset: int
) -> Verdict:
    """Judge a cycle from the samples around it.

    Parameters
    ----------
    force_m_s2 : (n, 3) from before the cycle to where it was known; rate_rad_s likewise, or None
    onset : where in them the cycle was noticed
    """
    turn = measured.range_rad or 0.0
    if placement == "heel" and not LEAST_TURN_RAD <= turn <= MOST_TURN_RAD:
        return Verdict.NOTHING
    if placement == "shin" and (measured.lift_m or 0.0) < LEAST_LIFT_M:
        return Verdict.NOTHING
    moving = force_m_s2[onset : max(len(force_m_s2) - round(LANDING_S * GRID_RATE_HZ), onset + 1)]
    dynamic = np.abs(np.sqrt((moving * moving).sum(axis=1)) - GRAVITY_M_S2)
    if float(np.percentile(dynamic, 70)) > MOST_DYNAMIC_M_S2:
        return Verdict.NOTHING
    return Verdict.REPETITION
