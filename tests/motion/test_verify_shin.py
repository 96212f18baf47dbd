"""What makes a cycle at the shin a repetition: its lift, tilt and calm, its way back, its likeness to the set."""

from dataclasses import replace

import numpy as np
import pytest
from cycle_shapes import SHIN

from soleus_sense.motion.alike import is_repeated
from soleus_sense.motion.set_look import SetLook
from soleus_sense.motion.verify_shin import (
    hardly_lifts,
    is_brisk,
    is_doubtful,
    is_like_steps,
    is_outdone,
    is_plain,
    is_repetition,
    is_small,
    lifts_well,
    turns_as_much,
)


def test_a_calm_repetition_is_one_first_and_later():
    assert is_repetition(SHIN, None)
    assert is_repetition(SHIN, SetLook.of(SHIN, None))


@pytest.mark.parametrize(
    "unlike",
    [
        {"lift_m": 0.005},
        {"lift_m": 0.5},
        # A knee bend: the shank leans far and hardly rises.
        {"lift_m": 0.012, "turn_rad": np.deg2rad(30)},
        {"shaken_m_s2": (8.0, 9.0, 25.0)},
        {"raise_s": 0.05},
    ],
    ids=str,
)
def test_what_a_first_repetition_of_a_shin_is_not(unlike):
    assert not is_repetition(replace(SHIN, **unlike), None)


@pytest.mark.parametrize(
    "unlike",
    [
        {"shaken_m_s2": (0.0, 0.0, 0.01)},
        {"lift_m": 0.12},
        {"turned_rad": np.deg2rad(30)},
    ],
    ids=["at rest", "twice as high", "turned far more"],
)
def test_after_a_set_at_the_shin_what_is_unlike_it_is_no_further_repetition(unlike):
    look = SetLook.of(replace(SHIN, turned_rad=np.deg2rad(6)), None)
    assert is_outdone(replace(SHIN, **unlike), look)
    assert not is_outdone(replace(SHIN, turned_rad=np.deg2rad(8), lift_m=0.06), look)


def test_a_knee_bend_turns_the_shank_further_than_it_lifts_it():
    bend = replace(SHIN, turn_rad=np.deg2rad(14), turned_rad=np.deg2rad(24), lift_m=0.03, cycle_s=2.0)
    assert not is_repetition(bend, None)
    assert is_repetition(replace(bend, lift_m=0.05), None)


def test_a_quick_lift_of_a_shin_is_doubted_until_it_is_done_again():
    quick = replace(SHIN, shaken_m_s2=(1.4, 1.7, 3.0), cycle_s=0.6)
    assert is_doubtful(quick)
    assert not is_doubtful(SHIN)
    assert is_repeated(replace(quick, lift_m=0.06, cycle_s=0.9), quick)
    assert not is_repeated(replace(quick, lift_m=0.1), quick)
    assert not is_repeated(replace(quick, cycle_s=3.0), quick)


QUICK_SHIN = replace(
    SHIN, turn_rad=np.deg2rad(60), cycle_s=0.45, raise_s=0.22, shaken_m_s2=(2.4, 3.3, 6.0), unclosed=0.05, off_plane=0.1
)
"""As forceful as the quickest of real ankle straps."""


def test_a_forceful_repetition_is_plain_whatever_its_tempo_if_its_force_fits_it():
    assert is_plain(QUICK_SHIN)
    twice_as_slow = replace(QUICK_SHIN, cycle_s=0.9, raise_s=0.45, shaken_m_s2=(0.6, 0.8, 1.5))
    assert is_plain(twice_as_slow)
    # A stride takes as long, and is shaken as the quick one is.
    assert not is_plain(replace(QUICK_SHIN, cycle_s=0.9, raise_s=0.45))


@pytest.mark.parametrize("unlike", [{"unclosed": 0.9}, {"off_plane": 0.4}, {"lift_m": 0.15}, {"cycle_s": 2.0}], ids=str)
def test_what_is_thrown_or_carried_is_not_plain(unlike):
    assert not is_plain(replace(QUICK_SHIN, **unlike))


def test_in_a_set_what_is_done_again_quicker_counts_though_it_is_far_wilder():
    slow = replace(QUICK_SHIN, cycle_s=2.0, raise_s=0.9, shaken_m_s2=(0.15, 0.2, 0.4))
    calm = SetLook.of(slow, None)
    assert is_outdone(QUICK_SHIN, calm)
    assert is_repetition(QUICK_SHIN, calm)


def test_what_is_as_quiet_as_rest_is_a_repetition_only_if_it_comes_back():
    quiet = replace(SHIN, shaken_m_s2=(0.02, 0.03, 0.05))
    assert is_repetition(quiet, None)
    assert not is_repetition(replace(quiet, unclosed=0.5), None)


def test_a_knee_bend_is_not_brisk_and_a_quick_or_forceful_cycle_is():
    assert not is_brisk(replace(SHIN, cycle_s=3.0, shaken_m_s2=(0.1, 0.3, 1.4)))
    assert is_brisk(QUICK_SHIN)
    assert is_brisk(replace(QUICK_SHIN, cycle_s=1.6))


@pytest.mark.parametrize(("lift_m", "is_it"), [(0.010, False), (0.014, True), (0.019, True), (0.030, False)])
def test_a_small_rise_is_one_that_needs_others_like_it(lift_m, is_it):
    rise = replace(SHIN, lift_m=lift_m, turn_rad=np.deg2rad(3))
    assert is_small(rise) == is_it


def test_what_no_first_repetition_may_be_is_no_small_one_either():
    rise = replace(SHIN, lift_m=0.015, turn_rad=np.deg2rad(3))
    assert not is_small(replace(rise, shaken_m_s2=(4.0, 5.0, 15.0)))
    assert not is_small(replace(rise, shaken_m_s2=(0.01, 0.02, 0.05), unclosed=1.0))


@pytest.mark.parametrize(("moved_s", "is_it"), [(None, True), (0.8, True), (0.6, False)])
def test_one_that_rests_where_it_should_come_down_has_moved_as_long_as_the_set_does(moved_s, is_it):
    slow = replace(SHIN, cycle_s=SHIN.raise_s + 1.5)
    look = SetLook.of(slow, None)
    assert is_repetition(replace(slow, moved_s=moved_s), look) is is_it
    # The first of a set has nothing to be held against.
    assert is_repetition(replace(slow, moved_s=moved_s), None)
    # No height drifts down by a raise's way within a second.
    assert is_repetition(replace(slow, cycle_s=SHIN.raise_s + 1.0, moved_s=moved_s), look)


def test_a_shank_that_a_gyro_saw_turn_comes_back_too():
    # To gravity a step seems to turn it by 10°, and to miss its beginning by 15.
    step = replace(SHIN, turn_rad=np.deg2rad(10), turned_rad=np.deg2rad(43), unclosed=1.5)
    assert not is_repetition(step, None)
    assert is_repetition(replace(step, turned_rad=np.deg2rad(10)), None)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"unclosed": np.deg2rad(25) / SHIN.turn_rad},
        {"off_plane": np.deg2rad(35) / SHIN.turn_rad},
        {"left_rad": np.deg2rad(25), "cycle_s": 0.8, "raise_s": 0.4},
        {"shaken_m_s2": (0.005, 0.1, 0.2)},
    ],
    ids=["ends elsewhere", "goes aside", "is left turned", "rests half way"],
)
def test_a_shank_that_hardly_tilts_still_goes_up_and_back_along_one_way(elsewhere):
    quick = replace(SHIN, **{key: elsewhere[key] for key in ("cycle_s", "raise_s") if key in elsewhere})
    assert is_repetition(quick, None)
    assert not is_repetition(replace(SHIN, **elsewhere), None)
    assert not is_repetition(replace(SHIN, **elsewhere), SetLook.of(SHIN, None))


def test_a_shin_that_tilts_as_it_did_for_its_lift_goes_on():
    lean = replace(SHIN, turned_rad=np.deg2rad(28), turn_rad=np.deg2rad(28), lift_m=0.04)
    assert not is_repetition(lean, None)
    assert is_repetition(replace(lean, lift_m=0.036), SetLook.of(lean, None))


@pytest.mark.parametrize(("span_m", "is_it"), [(0.02, False), (0.08, True)])
def test_a_height_that_shrank_in_one_window_stands_in_the_other(span_m, is_it):
    """The same tilt again, as long as it was: of two heights one may be lost."""
    like = replace(SHIN, turn_rad=np.deg2rad(22), turned_rad=np.deg2rad(22), lift_m=0.05, span_m=0.05)
    again = replace(like, lift_m=0.018, span_m=span_m, cycle_s=1.1 * like.cycle_s)
    assert is_repetition(again, SetLook.of(like, None)) is is_it


@pytest.mark.parametrize(("cycle_s", "is_it"), [(2.0, False), (5.0, True)])
def test_a_slow_raise_may_seem_higher_than_any(cycle_s, is_it):
    assert bool(is_repetition(replace(SHIN, lift_m=0.25, cycle_s=cycle_s), None)) is is_it


def test_what_goes_up_far_for_its_tilt_is_no_knee_and_what_hardly_does_may_be_one():
    tilted = replace(SHIN, turn_rad=np.deg2rad(14), cycle_s=3.0)
    assert lifts_well(tilted)
    assert not hardly_lifts(tilted)
    assert hardly_lifts(replace(tilted, lift_m=0.02))
    assert not hardly_lifts(replace(tilted, lift_m=0.02, cycle_s=1.0))


@pytest.mark.parametrize(
    ("turn_deg", "turned_deg", "is_it"), [(40, 20, True), (40, 5, False), (40, None, True), (15, None, False)]
)
def test_steps_on_the_spot_turn_a_shank_far(turn_deg, turned_deg, is_it):
    turned_rad = None if turned_deg is None else np.deg2rad(turned_deg)
    step = replace(SHIN, cycle_s=0.6, turn_rad=np.deg2rad(turn_deg), turned_rad=turned_rad)
    assert is_like_steps(step, step) is is_it
    assert not is_like_steps(step, replace(step, cycle_s=2.0))


def test_one_turns_a_shank_as_far_as_another_by_a_gyro_where_there_is_one():
    one = replace(SHIN, turn_rad=np.deg2rad(20))
    assert turns_as_much(one, replace(one, turn_rad=np.deg2rad(27)), 1.4)
    assert not turns_as_much(one, replace(one, turn_rad=np.deg2rad(29)), 1.4)
    felt = replace(one, turned_rad=np.deg2rad(10))
    assert turns_as_much(felt, replace(felt, turn_rad=np.deg2rad(60)), 1.4)


def test_a_quick_one_that_a_gyro_sees_come_back_may_seem_to_end_elsewhere():
    thrown = replace(QUICK_SHIN, turn_rad=np.deg2rad(21), unclosed=0.98, turned_rad=np.deg2rad(8))
    look = SetLook.of(QUICK_SHIN, None)
    assert not is_repetition(replace(thrown, turned_rad=None, left_rad=None), look)
    assert is_repetition(replace(thrown, left_rad=np.deg2rad(3)), look)
