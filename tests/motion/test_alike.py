"""What makes two cycles one motion done twice, and what makes them two."""

from dataclasses import replace

import numpy as np
import pytest

from soleus_sense.motion.alike import (
    goes_the_same_way,
    is_as_high,
    is_as_much,
    is_just_as_much,
    is_repeated,
    is_same_again,
)
from soleus_sense.motion.shape import Shape


def towards(degrees):
    """A unit vector so far from the first axis."""
    return np.array([np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees)), 0.0])


ONCE = Shape(
    turn_rad=np.deg2rad(40.0),
    turned_rad=np.deg2rad(18.0),
    unclosed=0.05,
    left_rad=0.02,
    off_plane=0.1,
    shaken_m_s2=(1.5, 2.0, 3.0),
    before_m_s2=0.03,
    raise_s=0.3,
    cycle_s=0.6,
    lift_m=0.045,
    bottom=towards(0),
    way=towards(90),
    swings=1,
    moved_s=None,
    span_m=None,
)
"""A quick repetition of a real ankle strap, more or less."""


def test_a_motion_is_like_itself():
    assert goes_the_same_way(ONCE, ONCE)
    assert is_as_much(ONCE, ONCE)
    assert is_repeated(ONCE, ONCE)
    assert is_same_again(ONCE, ONCE)


@pytest.mark.parametrize(
    "other",
    [
        {"lift_m": 0.02},
        {"cycle_s": 4.0},
        {"lift_m": 0.034, "cycle_s": 2.0},
        {"way": towards(150)},
        {"bottom": towards(30)},
    ],
)
def test_what_is_lower_longer_another_way_or_elsewhere_is_no_repeat(other):
    assert not is_repeated(replace(ONCE, **other), ONCE)


def test_what_goes_just_as_high_may_take_three_times_as_long():
    assert is_repeated(replace(ONCE, cycle_s=2.0), ONCE)


@pytest.mark.parametrize(
    "other",
    [{"unclosed": 0.9}, {"way": towards(115)}, {"bottom": towards(10)}, {"turned_rad": np.deg2rad(35)}],
)
def test_a_stride_is_not_the_same_again(other):
    assert not is_same_again(replace(ONCE, **other), ONCE)


def test_slower_and_seemingly_lower_it_is_the_same_again_if_it_turned_as_far():
    assert is_same_again(replace(ONCE, lift_m=0.02, cycle_s=2.5, shaken_m_s2=(0.1, 0.2, 0.4)), ONCE)


def test_a_turn_that_is_hardly_one_says_nothing():
    small = replace(ONCE, turned_rad=np.deg2rad(4.0))
    assert not is_same_again(small, small)


def test_without_a_gyro_gravitys_turn_is_compared():
    one = replace(ONCE, turned_rad=None)
    assert is_same_again(replace(one, turn_rad=np.deg2rad(50.0)), one)
    assert not is_same_again(replace(one, turn_rad=np.deg2rad(70.0)), one)


def test_where_the_heel_is_dropped_only_the_height_is_compared():
    thrown = replace(ONCE, way=towards(180), bottom=towards(60), cycle_s=2.0)
    assert is_repeated(thrown, ONCE, dropped=True)
    assert not is_repeated(replace(thrown, lift_m=0.1), ONCE, dropped=True)


def test_shins_that_hardly_tilt_are_repeated_whichever_way_they_tilt():
    calm = replace(ONCE, turn_rad=np.deg2rad(4.0), turned_rad=np.deg2rad(5.0))
    assert is_repeated(replace(calm, way=towards(180)), calm)
    assert not is_repeated(replace(calm, bottom=towards(40)), calm)
    # One that tilts clearly is another motion.
    assert not is_repeated(replace(ONCE, way=towards(180)), calm)
    # Nor is one without a way that a gyro saw turn.
    assert not is_repeated(replace(calm, way=towards(180), turned_rad=np.deg2rad(30.0)), calm)


def test_quick_and_slow_ones_may_be_as_high_as_each_other():
    slow = replace(ONCE, cycle_s=5.0)
    assert is_as_high(ONCE, slow)
    assert not is_as_much(ONCE, replace(slow, lift_m=0.06))
    assert not is_as_high(ONCE, replace(slow, lift_m=0.09))
    assert not is_as_high(ONCE, replace(slow, way=towards(180)))


def test_where_a_shank_hardly_tilts_they_have_to_be_just_as_high():
    upright = replace(ONCE, turn_rad=np.deg2rad(5), turned_rad=np.deg2rad(4))
    assert is_as_high(upright, replace(upright, cycle_s=5.0, lift_m=0.050, way=towards(180)))
    assert not is_as_high(upright, replace(upright, cycle_s=5.0, lift_m=0.065))


def test_just_as_much_is_within_a_quarter_in_height_and_time():
    assert is_just_as_much(ONCE, replace(ONCE, lift_m=0.054, cycle_s=0.7))
    assert not is_just_as_much(ONCE, replace(ONCE, lift_m=0.06))
    assert not is_just_as_much(ONCE, replace(ONCE, cycle_s=0.8))
