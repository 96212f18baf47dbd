"""How often a leg went out and back is read off gravity's direction."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.swings import directions, stood_above_s, swings_of

BOTTOM, WAY = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])
TURN_RAD = np.deg2rad(20.0)


def tilted(share):
    """(n, 3) directions that far along the way, as shares of the usual turn."""
    angle = TURN_RAD * np.asarray(share)
    return np.outer(np.cos(angle), BOTTOM) + np.outer(np.sin(angle), WAY)


def waves(count, *, low=0.0, high=1.0, period=100):
    """So many ways out and back."""
    return low + (high - low) * np.sin(np.pi * np.arange(count * period + 1) / period) ** 2


def swings(share):
    return swings_of(tilted(share), BOTTOM, WAY, TURN_RAD)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_each_way_out_and_back_is_a_swing(count):
    found = swings(waves(count))
    assert [(one.onset, one.landing) for one in found] == [(100 * i, 100 * (i + 1)) for i in range(count)]
    assert all(30 < one.top - one.onset < 70 for one in found)


def test_a_top_that_sags_and_a_bottom_that_wavers_are_part_of_one():
    top = np.concatenate((waves(1)[:50], waves(3, low=1.0, high=0.5), waves(1)[51:]))
    assert len(swings(top)) == 1
    bottom = np.concatenate((waves(2, high=0.5), waves(1)[1:]))
    assert len(swings(bottom)) == 1


def test_what_does_not_come_back_far_enough_is_not_parted():
    assert len(swings(waves(2, low=0.5))) == 1


def test_it_may_be_out_already_and_still():
    share = waves(2)[50:-50]
    (first, second) = swings(share)
    assert (first.onset, first.landing) == (0, 50)
    assert (second.onset, second.landing) == (50, 100)


def test_the_bottom_between_two_is_the_lowest_moment():
    share = waves(2)
    share[90:111] = 0.1
    share[97] = 0.05
    assert swings(share)[0].landing == swings(share)[1].onset == 97


def test_a_tremor_does_not_part_what_is_felt():
    time_s = np.arange(0, 4, 1 / GRID_RATE_HZ)
    slow = tilted(np.sin(np.pi * time_s / 4) ** 2)
    # 1 m/s² at 6.5 Hz across, as held tops of real ankle straps show.
    force = g * slow + np.outer(np.sin(2 * np.pi * 6.5 * time_s), WAY)
    assert len(swings_of(directions(force), BOTTOM, WAY, TURN_RAD)) == 1


@pytest.mark.parametrize(
    ("share", "longer_s"),
    [
        ([(1.0, 3.0), (0.0, 0.5)], 2.5),
        ([(0.0, 3.0), (1.0, 1.0), (0.0, 0.5)], -2.5),
        ([(0.35, 3.0), (0.0, 0.5)], -0.5),
    ],
    ids=["a knee bent", "a heel raised", "sunk off an edge"],
)
def test_where_a_leg_stood_before_tells_a_way_up_from_a_way_back(share, longer_s):
    stood = np.concatenate([np.full(round(seconds * GRID_RATE_HZ), level) for level, seconds in share])
    calm = np.ones(len(stood), dtype=bool)
    assert stood_above_s(tilted(stood), calm, BOTTOM, WAY, TURN_RAD) == pytest.approx(longer_s, abs=0.15)


def test_what_stood_in_another_posture_says_nothing():
    aside = np.tile([0.0, np.sin(0.5), np.cos(0.5)], (100, 1))
    assert stood_above_s(aside, np.ones(100, dtype=bool), BOTTOM, WAY, TURN_RAD) == 0


def test_a_heel_that_is_held_up_and_trembles_does_not_stand():
    held = tilted(np.full(150, 1.0))
    assert stood_above_s(held, np.zeros(150, dtype=bool), BOTTOM, WAY, TURN_RAD) == 0
