"""What makes a cycle at the foot a repetition: its turn, its calm, its way back, and its likeness to the set."""

from dataclasses import replace

import numpy as np
import pytest
from cycle_shapes import DOWN, FOOT, FORWARD, turned

from soleus_sense.motion.set_look import SetLook
from soleus_sense.motion.verify_heel import (
    begins_at_rest,
    comes_back,
    is_hasty,
    is_outdone,
    is_repetition,
    is_tight,
)


def test_a_calm_repetition_is_one_first_and_later():
    assert is_repetition(FOOT, None)
    assert is_repetition(FOOT, SetLook.of(FOOT, None))


@pytest.mark.parametrize(
    "unlike",
    [
        {"turn_rad": np.deg2rad(5)},
        {"turn_rad": np.deg2rad(80)},
        {"shaken_m_s2": (6.0, 9.0, 15.0)},
        {"unclosed": 0.6},
        {"off_plane": 0.8},
        {"before_m_s2": 5.0},
        {"raise_s": 0.1},
        {"cycle_s": 0.2},
    ],
    ids=lambda one: next(iter(one)),
)
def test_what_a_first_repetition_of_a_foot_is_not(unlike):
    assert not is_repetition(replace(FOOT, **unlike), None)


@pytest.mark.parametrize("degrees", [60, 90, 180])
def test_one_that_goes_another_way_than_the_set_is_none(degrees):
    look = SetLook.of(FOOT, None)
    assert is_repetition(replace(FOOT, way=turned(FORWARD, 20)), look)
    assert not is_repetition(replace(FOOT, way=turned(FORWARD, degrees)), look)


def test_one_from_another_bottom_than_the_sets_is_none():
    look = SetLook.of(FOOT, None)
    assert is_repetition(replace(FOOT, bottom=turned(DOWN, 12)), look)
    assert not is_repetition(replace(FOOT, bottom=turned(DOWN, 45)), look)


def test_a_smaller_one_may_follow_though_it_could_not_be_the_first():
    small = replace(FOOT, turn_rad=np.deg2rad(8))
    assert not is_repetition(small, None)
    assert is_repetition(small, SetLook.of(FOOT, None))


def test_one_far_wilder_than_the_set_is_none():
    wild = replace(FOOT, shaken_m_s2=(2.5, 4.0, 8.5))
    look = SetLook.of(FOOT, None)
    assert is_outdone(wild, look)
    assert not is_repetition(wild, look)


GYRO_FOOT = replace(FOOT, turned_rad=FOOT.turn_rad)
"""The same foot with a gyro."""


def test_a_gyro_that_sees_a_further_turn_than_an_ankle_makes_tells_what_is_no_heel_raise():
    shape = replace(FOOT, turned_rad=np.deg2rad(80))
    assert is_repetition(FOOT, None)
    assert not is_repetition(shape, None)
    assert not is_repetition(shape, SetLook.of(replace(FOOT, turned_rad=np.deg2rad(27)), None))


def test_a_raise_longer_than_anybody_takes_is_none():
    slow = replace(FOOT, raise_s=9.0, cycle_s=12.0)
    assert is_repetition(replace(slow, raise_s=3.0), None)
    assert not is_repetition(slow, None)
    assert not is_repetition(slow, SetLook.of(FOOT, None))


def test_the_same_motion_again_counts_though_it_is_far_more_forceful():
    calm = replace(GYRO_FOOT, shaken_m_s2=(0.2, 0.4, 1.0))
    forceful = replace(calm, shaken_m_s2=(1.6, 2.4, 4.0))
    assert is_repetition(forceful, SetLook.of(calm, None))
    assert not is_repetition(replace(forceful, turned_rad=None), SetLook.of(calm, None))
    assert not is_repetition(replace(forceful, unclosed=0.6), SetLook.of(calm, None))


def test_what_is_too_forceful_for_a_first_one_may_be_one_if_it_is_done_again_along_one_arc():
    forceful = replace(FOOT, shaken_m_s2=(2.1, 2.9, 4.0), raise_s=0.2, cycle_s=0.6, unclosed=0.02, off_plane=0.03)
    assert not is_repetition(forceful, None)
    assert is_tight(forceful)
    for other in ({"unclosed": 0.1}, {"off_plane": 0.1}, {"shaken_m_s2": (3.0, 4.0, 9.0)}, {"cycle_s": 2.0}):
        assert not is_tight(replace(forceful, **other))


def test_as_quick_as_a_step_in_a_slow_set_is_hasty():
    swing = replace(FOOT, cycle_s=0.5)
    assert is_hasty(swing, FOOT)
    assert not is_hasty(swing, swing)
    assert not is_hasty(replace(FOOT, cycle_s=1.0), FOOT)


def test_one_that_strays_far_more_than_its_set_is_none_and_a_fall_throws_the_direction_about():
    look = SetLook.of(FOOT, None)
    astray = replace(FOOT, off_plane=np.deg2rad(14) / FOOT.turn_rad, cycle_s=2.0)
    assert is_outdone(astray, look)
    assert not is_outdone(astray, SetLook.of(replace(FOOT, off_plane=0.2), look))
    assert not is_outdone(replace(astray, cycle_s=0.9), look)


def test_the_same_again_may_be_as_forceful_as_its_set():
    forceful = replace(FOOT, shaken_m_s2=(3.2, 4.4, 6.0), cycle_s=0.6, raise_s=0.28)
    assert is_repetition(forceful, SetLook.of(forceful, None))
    assert not is_repetition(forceful, SetLook.of(FOOT, None))


def test_a_quick_one_comes_back_along_its_arc():
    quick = replace(FOOT, shaken_m_s2=(3.2, 4.4, 6.0), cycle_s=0.8, raise_s=0.28, off_plane=0.1, unclosed=0.0)
    assert comes_back(quick)
    assert not comes_back(quick, exactly=True)
    assert not comes_back(replace(quick, cycle_s=2.0))


def test_a_foot_begins_at_rest_or_out_of_another_motion():
    assert begins_at_rest(replace(FOOT, before_m_s2=0.05))
    assert not begins_at_rest(replace(FOOT, before_m_s2=0.5))


def test_a_foot_that_turns_far_more_than_gravitys_direction_is_swung_round():
    look = SetLook.of(GYRO_FOOT, None)
    swung = replace(FOOT, turn_rad=np.deg2rad(12), turned_rad=np.deg2rad(40))
    assert is_repetition(replace(swung, turned_rad=np.deg2rad(15)), look)
    assert not is_repetition(swung, look)
    assert is_repetition(swung, None)


def test_the_landing_of_one_that_waits_is_felt_before_the_next():
    hard = replace(FOOT, shaken_m_s2=(3.0, 4.0, 8.0), cycle_s=0.7, raise_s=0.35, turned_rad=FOOT.turn_rad)
    landed = replace(hard, before_m_s2=5.0)
    assert is_tight(hard)
    assert not is_tight(landed)
    assert is_tight(landed, again=True)
