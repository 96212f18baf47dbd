"""A bend of the knees and a raise of the heel change the force's length each in its own way, without a gyro too."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.bend import is_felt_as_bend
from soleus_sense.motion.grid import GRID_RATE_HZ

START, TOP, END = 50, 100, 150
"""A second up, a second down, after a second at the bottom."""

BOTTOM, WAY = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])


def felt(tilt_deg, move, *, noise_m_s2=0.02, offset_m_s2=(0.0, 0.0, 0.0)):
    """(n, 3) force on a sensor that tilts by so much and back, and goes ahead and up with the tilt as `move` says."""
    time_s = np.arange(-1, 3, 1 / GRID_RATE_HZ)
    tilt = np.deg2rad(tilt_deg) * np.sin(np.pi * np.clip(time_s, 0, 2) / 2) ** 2
    ahead, up = (np.gradient(np.gradient(way)) * GRID_RATE_HZ**2 for way in move(tilt))
    across, along = ahead, up + g
    force = np.column_stack(
        (
            np.cos(tilt) * across + np.sin(tilt) * along,
            np.zeros_like(tilt),
            np.cos(tilt) * along - np.sin(tilt) * across,
        )
    )
    return force + offset_m_s2 + np.random.default_rng(1).normal(0, noise_m_s2, force.shape)


def bent(radius_m, bent_deg):
    """About an ankle so far below, from so far bent to upright."""

    def move(tilt):
        lean = np.deg2rad(bent_deg) - tilt
        return radius_m * np.sin(lean), radius_m * np.cos(lean)

    return move


def lifted(m_per_rad):
    """The ankle goes up by so much for the tilt."""
    return lambda tilt: (0.1 * tilt, m_per_rad * tilt)


@pytest.mark.parametrize("radius_m", [0.1, 0.3], ids=["above the ankle", "below the knee"])
@pytest.mark.parametrize("offset_m_s2", [(0.0, 0.0, 0.0), (0.2, -0.1, 0.3)], ids=["", "an offset"])
def test_a_shank_bent_about_its_ankle_is_felt_as_that(radius_m, offset_m_s2):
    force = felt(28.0, bent(radius_m, 28.0), offset_m_s2=offset_m_s2)
    assert is_felt_as_bend(force, BOTTOM, WAY, start=START, top=TOP, end=END)


@pytest.mark.parametrize("m_per_rad", [0.1, 0.2])
@pytest.mark.parametrize("offset_m_s2", [(0.0, 0.0, 0.0), (0.2, -0.1, 0.3)], ids=["", "an offset"])
def test_one_that_is_lifted_is_not(m_per_rad, offset_m_s2):
    force = felt(28.0, lifted(m_per_rad), offset_m_s2=offset_m_s2)
    assert not is_felt_as_bend(force, BOTTOM, WAY, start=START, top=TOP, end=END)


def test_what_shows_neither_is_no_bend():
    assert not is_felt_as_bend(felt(28.0, lifted(0.0)), BOTTOM, WAY, start=START, top=TOP, end=END)
    assert not is_felt_as_bend(felt(28.0, bent(0.3, 28.0)), BOTTOM, WAY, start=START, top=START + 5, end=START + 8)
