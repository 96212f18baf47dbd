"""What makes a cycle a repetition: its turn, its calm, its way back, and its likeness to the set."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.alike import is_repeated
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.shape import shape_of
from soleus_sense.motion.verify import SetLook, is_brisk, is_doubtful, is_hasty, is_plain, is_repetition, is_small

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


@pytest.mark.parametrize("shape", [FOOT, SHIN], ids=["foot", "shin"])
def test_a_calm_repetition_is_one_first_and_later(shape):
    assert is_repetition(shape, None)
    assert is_repetition(shape, SetLook.of(shape, None))


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
    assert look.is_outdone_by(wild)
    assert not is_repetition(wild, look)


def test_a_set_remembers_its_newest_and_its_wildest():
    wilder = replace(FOOT, shaken_m_s2=(1.0, 0.1, 0.9), turn_rad=np.deg2rad(40))
    newest = replace(FOOT, shaken_m_s2=(0.2, 0.3, 0.6))
    look = SetLook.of(newest, SetLook.of(wilder, None))
    assert look.count == 2
    assert look.newest is newest
    assert look.shaken_m_s2 == (1.0, 0.3, 0.9)
    assert look.turn_rad == wilder.turn_rad


def test_a_cycles_shape_is_read_off_its_force():
    shape = seen(*cycle())
    assert np.rad2deg(shape.turn_rad) == pytest.approx(30, abs=1.5)
    assert shape.unclosed < 0.05
    assert shape.off_plane < 0.02
    assert max(shape.shaken_m_s2) < 0.1
    assert shape.before_m_s2 == pytest.approx(0, abs=0.01)
    assert (shape.raise_s, shape.cycle_s) == pytest.approx((0.94, 1.94))
    assert shape.bottom == pytest.approx(DOWN, abs=0.05)
    assert shape.way == pytest.approx(FORWARD, abs=0.05)


def test_a_shape_says_what_is_wrong_with_a_cycle():
    assert seen(*cycle(left_deg=12)).unclosed == pytest.approx(0.4, abs=0.1)
    assert seen(*cycle(sideways_deg=15)).off_plane > 0.3
    shaken = seen(*cycle(push_m_s2=4.0)).shaken_m_s2
    assert shaken[0] == pytest.approx(4 * np.sin(np.pi / 4), rel=0.2)
    assert shaken[0] < shaken[1] < shaken[2]


def test_a_window_may_begin_anywhere():
    force, measured = cycle()
    later = replace(
        measured,
        raise_start=measured.raise_start + 700,
        raise_end=measured.raise_end + 700,
        lower_start=measured.lower_start + 700,
        lower_end=measured.lower_end + 700,
    )
    one, other = seen(force, measured), seen(force, later, 700)
    assert one.turn_rad == other.turn_rad
    assert one.shaken_m_s2 == other.shaken_m_s2


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
    assert look.is_outdone_by(replace(SHIN, **unlike))
    assert not look.is_outdone_by(replace(SHIN, turned_rad=np.deg2rad(8), lift_m=0.06))


def test_a_knee_bend_turns_the_shank_further_than_it_lifts_it():
    bend = replace(SHIN, turn_rad=np.deg2rad(14), turned_rad=np.deg2rad(24), lift_m=0.03, cycle_s=2.0)
    assert not is_repetition(bend, None)
    assert is_repetition(replace(bend, lift_m=0.05), None)


def test_a_quick_lift_of_a_shin_is_doubted_until_it_is_done_again():
    quick = replace(SHIN, shaken_m_s2=(1.4, 1.7, 3.0), cycle_s=0.6)
    assert is_doubtful(quick)
    assert not is_doubtful(SHIN)
    assert not is_doubtful(replace(FOOT, shaken_m_s2=(1.4, 1.7, 3.0)))
    assert is_repeated(replace(quick, lift_m=0.06, cycle_s=0.9), quick)
    assert not is_repeated(replace(quick, lift_m=0.1), quick)
    assert not is_repeated(replace(quick, cycle_s=2.0), quick)


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


@pytest.mark.parametrize(
    "unlike", [{"unclosed": 0.9}, {"off_plane": 0.4}, {"lift_m": 0.15}, {"lift_m": None}, {"cycle_s": 2.0}], ids=str
)
def test_what_is_thrown_or_carried_is_not_plain(unlike):
    assert not is_plain(replace(QUICK_SHIN, **unlike))


def test_in_a_set_what_is_done_again_quicker_counts_though_it_is_far_wilder():
    slow = replace(QUICK_SHIN, cycle_s=2.0, raise_s=0.9, shaken_m_s2=(0.15, 0.2, 0.4))
    calm = SetLook.of(slow, None)
    assert calm.is_outdone_by(QUICK_SHIN)
    assert is_repetition(QUICK_SHIN, calm)


def test_what_is_as_quiet_as_rest_is_a_repetition_only_if_it_comes_back():
    quiet = replace(SHIN, shaken_m_s2=(0.02, 0.03, 0.05))
    assert is_repetition(quiet, None)
    assert not is_repetition(replace(quiet, unclosed=0.5), None)


def test_a_knee_bend_is_not_brisk_and_a_quick_or_forceful_cycle_is():
    assert not is_brisk(replace(SHIN, cycle_s=3.0, shaken_m_s2=(0.1, 0.3, 1.4)))
    assert is_brisk(QUICK_SHIN)
    assert is_brisk(replace(QUICK_SHIN, cycle_s=1.6))
    assert not is_brisk(replace(QUICK_SHIN, lift_m=None))


GYRO_FOOT = replace(FOOT, turned_rad=FOOT.turn_rad)
"""The same foot with a gyro."""


@pytest.mark.parametrize(
    ("turn_deg", "turned_deg"),
    [(30, 80), (30, 12), (14, 30)],
    ids=["further than an ankle", "less than gravity", "more than gravity"],
)
def test_a_gyro_that_sees_another_turn_than_gravity_tells_what_is_no_heel_raise(turn_deg, turned_deg):
    shape = replace(FOOT, turn_rad=np.deg2rad(turn_deg), turned_rad=np.deg2rad(turned_deg))
    assert is_repetition(replace(shape, turned_rad=None), None)
    assert not is_repetition(shape, None)
    assert not is_repetition(shape, SetLook.of(replace(FOOT, turned_rad=shape.turned_rad / 3), None))


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


def test_a_push_up_may_shake_a_foot_that_comes_back_to_where_it_was():
    push_up = replace(FOOT, shaken_m_s2=(2.1, 2.7, 3.5), raise_s=0.42, cycle_s=0.65)
    assert is_repetition(push_up, None)
    for other in ({"unclosed": 0.24}, {"off_plane": 0.4}, {"raise_s": 0.25}, {"before_m_s2": 1.0}):
        assert not is_repetition(replace(push_up, **other), None)


@pytest.mark.parametrize(("lift_m", "is_it"), [(0.010, False), (0.014, True), (0.019, True), (0.030, False)])
def test_a_small_rise_is_one_that_needs_others_like_it(lift_m, is_it):
    rise = replace(SHIN, lift_m=lift_m, turn_rad=np.deg2rad(3))
    assert is_small(rise) == is_it
    assert not is_small(replace(rise, lift_m=None))


def test_what_no_first_repetition_may_be_is_no_small_one_either():
    rise = replace(SHIN, lift_m=0.015, turn_rad=np.deg2rad(3))
    assert not is_small(replace(rise, shaken_m_s2=(4.0, 5.0, 15.0)))
    assert not is_small(replace(rise, shaken_m_s2=(0.01, 0.02, 0.05), unclosed=1.0))


@pytest.mark.parametrize(("moved_s", "is_it"), [(None, True), (0.8, True), (0.4, False)])
def test_one_that_rests_where_it_should_come_down_has_moved_as_long_as_the_set_does(moved_s, is_it):
    look = SetLook.of(SHIN, None)
    assert SHIN.cycle_s - SHIN.raise_s == pytest.approx(1.0, abs=0.2)
    assert is_repetition(replace(SHIN, moved_s=moved_s), look) is is_it
    # The first of a set has nothing to be held against.
    assert is_repetition(replace(SHIN, moved_s=moved_s), None)


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


def test_as_quick_as_a_step_in_a_slow_set_is_hasty():
    swing = replace(FOOT, cycle_s=0.5)
    assert is_hasty(swing, FOOT)
    assert not is_hasty(swing, swing)
    assert not is_hasty(replace(FOOT, cycle_s=1.0), FOOT)
    assert not is_hasty(replace(SHIN, cycle_s=0.5), SHIN)


def test_a_shin_that_tilts_as_it_did_for_its_lift_goes_on():
    lean = replace(SHIN, turned_rad=np.deg2rad(28), turn_rad=np.deg2rad(28), lift_m=0.04)
    assert not is_repetition(lean, None)
    assert is_repetition(replace(lean, lift_m=0.036), SetLook.of(lean, None))
