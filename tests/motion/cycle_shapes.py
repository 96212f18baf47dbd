"""Cycles as a sensor sees them, made up for the tests of what is a repetition."""

from dataclasses import replace

import numpy as np
from scipy.constants import g

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.shape import shape_of

DOWN, FORWARD = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])


def cycle(*, range_deg=30.0, left_deg=0.0, sideways_deg=0.0, push_m_s2=0.0):
    """(n, 3) force at a foot that turns up in 1 s and back in 1 s from 1 s on, and where that was measured."""
    time_s = np.arange(0, 4, 1 / GRID_RATE_HZ)
    raised = 0.5 * (1 - np.cos(np.pi * np.clip(time_s - 1, 0, 2)))
    angle = np.deg2rad(range_deg) * raised + np.deg2rad(left_deg) * (time_s >= 2) * (1 - raised)
    aside = np.deg2rad(sideways_deg) * np.sin(np.pi * np.clip(time_s - 1, 0, 2))
    force = g * np.column_stack((np.sin(angle), np.sin(aside), np.cos(angle) * np.cos(aside)))
    inside = (time_s > 1) & (time_s < 3)
    force[:, 2] += push_m_s2 * np.sin(2 * np.pi * 10 * time_s) * inside
    ends = (1.03, 1.97, 2.03, 2.97)
    return force, Measured(*(t * GRID_RATE_HZ for t in ends), np.deg2rad(range_deg), None, None)


def seen(force, measured, base=0):
    """The shape of a cycle that a sensor without a gyro saw."""
    return shape_of(force, None, measured, base)


FOOT = seen(*cycle())
"""A calm foot's repetition."""

SHIN = replace(FOOT, turn_rad=np.deg2rad(5), lift_m=0.05, shaken_m_s2=(0.05, 0.1, 0.2))
"""A calm shin's: the muscle trembles, the foot's joint does not show it."""


def turned(vector, degrees):
    """A vector turned about the vertical for the way, about the way's normal for the bottom."""
    a = np.deg2rad(degrees)
    if vector is FORWARD:
        return np.array([np.cos(a), np.sin(a), 0.0])
    return np.array([0.0, np.sin(a), np.cos(a)])
