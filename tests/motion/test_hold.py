"""How long a heel is held up beside a slow phase."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.height import equations_of, shake
from soleus_sense.motion.hold import OVER_S, held_level
from soleus_sense.motion.phases import Bounds

RATE_HZ = 25.0
UP_M = 0.06


def held_up(raise_s, top_s, lower_s):
    """(n,) a height at `RATE_HZ` that goes up, is held and comes down, and where its two phases are."""
    rest, up, held, down = (round(seconds * RATE_HZ) for seconds in (2, raise_s, top_s, lower_s))
    way = [(1 - np.cos(np.linspace(0, np.pi, n))) / 2 for n in (up, down)]
    height = UP_M * np.concatenate((np.zeros(rest), way[0], np.ones(held), way[1][::-1], np.zeros(rest)))
    raised = Bounds(rest, rest + up, UP_M, UP_M / up)
    return height, raised, Bounds(rest + up + held, len(height) - rest, UP_M, UP_M / down)


def level_of(height, raised, lowered):
    """What is held of a height, known at its bottom, that a sensor with a little noise felt."""
    force = np.zeros((len(height), 3))
    force[:, 2] = g + np.gradient(np.gradient(height)) * RATE_HZ**2
    force += 0.01 * np.random.default_rng(0).standard_normal(force.shape)
    equations = equations_of(force, *shake(force, 3), RATE_HZ, direction=np.tile([0.0, 0.0, 1.0], (len(height), 1)))
    bottom = (height < 1e-6) / 0.003**2 / 5
    return held_level(equations, bottom, np.zeros(len(height) - 1), raised, lowered, RATE_HZ)


def test_a_hold_reaches_to_where_the_slow_lowering_after_it_begins():
    # What was seen of the lowering began a second too soon.
    height, raised, lowered = held_up(0.6, 2.0, 3.0)
    level = level_of(height, raised, Bounds(lowered.start - RATE_HZ, lowered.end, lowered.way, lowered.peak))
    held = np.flatnonzero(level)
    ends = held[-1] + 1 + OVER_S * RATE_HZ
    assert held[0] == np.ceil(raised.end)
    assert lowered.start - 0.5 * RATE_HZ < ends < lowered.start + 0.5 * RATE_HZ


def test_a_hold_reaches_back_to_where_the_slow_raise_before_it_ends():
    height, raised, lowered = held_up(3.0, 2.0, 0.6)
    level = level_of(height, Bounds(raised.start, raised.end + RATE_HZ, raised.way, raised.peak), lowered)
    held = np.flatnonzero(level)
    assert held[-1] + 1 + OVER_S * RATE_HZ == int(lowered.start)
    assert raised.end - 0.5 * RATE_HZ < held[0] < raised.end + 0.5 * RATE_HZ


@pytest.mark.parametrize("phases", [(0.6, 2.0, 0.6), (0.6, 0.0, 3.0)], ids=["quick", "not held"])
def test_nothing_is_held_where_both_phases_are_quick_or_one_follows_the_other(phases):
    assert level_of(*held_up(*phases)) is None
