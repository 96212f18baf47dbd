"""What turns about a point says where the point lies, with a gyro; without one how far it turned about a known one."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.pivot import Pivot, pivot_of, turn_about

START, END = 50, 100
"""A raise and a lowering of half a second each, after a second at the bottom."""

ANY_WAY = np.linalg.qr(np.array([[0.4, 0.8, 0.1], [-0.3, 0.5, 0.9], [0.7, -0.2, 0.6]]))[0]
"""Some mounting."""


def turning(*, below_m=0.04, aside_m=0.12, turn_deg=30.0, hand=1.0):
    """(n, 3) force and rate of a sensor so far from the point about which it turns there and back."""
    time_s = np.arange(-1, 2, 1 / GRID_RATE_HZ)
    angle = np.deg2rad(turn_deg) * np.sin(np.pi * np.clip(time_s, 0, 1)) ** 2
    fine_s = 1 / GRID_RATE_HZ
    rate = np.gradient(angle) / fine_s
    quickening = np.gradient(rate) / fine_s
    # Up and across in the sensor's own axes, which turn with it; across: the way the upper end turns to.
    up, across = g * np.cos(angle), -g * np.sin(angle)
    up = up + quickening * aside_m - rate**2 * below_m
    across = across + quickening * below_m + rate**2 * aside_m
    still = np.zeros_like(up)
    force = np.column_stack((across, still, up)) @ ANY_WAY.T
    return force, hand * np.column_stack((still, rate, still)) @ ANY_WAY.T


@pytest.mark.parametrize(("below_m", "aside_m"), [(0.02, 0.17), (0.05, 0.05), (0.14, 0.15), (0.4, 0.1)])
@pytest.mark.parametrize("hand", [1.0, -1.0], ids=["as force", "other hand"])
def test_a_point_is_found_from_any_mounting_and_with_a_gyro_of_either_hand(below_m, aside_m, hand):
    found = pivot_of(*turning(below_m=below_m, aside_m=aside_m, hand=hand), start=START, end=END)
    assert found.below_m == pytest.approx(below_m, abs=0.02)
    assert found.aside_m == pytest.approx(aside_m, abs=0.02)
    assert found.error_m < 0.05


def test_a_leg_that_swings_from_the_knee_turns_about_a_point_above():
    found = pivot_of(*turning(below_m=-0.4, aside_m=0.0), start=START, end=END)
    assert found.below_m == pytest.approx(-0.4, abs=0.03)


def test_which_side_of_it_the_sensor_is_on_shows_whether_the_turn_lifts_it():
    force, rate = turning(aside_m=0.12)
    lowered, back = turning(aside_m=-0.12)
    assert pivot_of(force, rate, start=START, end=END).lifts
    assert pivot_of(lowered, back, start=START, end=END).lifts is False
    assert Pivot(0.04, 0.01, 0.03).lifts is None


def test_what_turns_about_the_sensor_itself_shows_gravity_alone_and_not_which_way_is_up():
    here = Pivot(0.0, 0.0, 0.005)
    assert here.may_be_ball
    assert here.lifts is None
    assert Pivot(0.07, 0.0, 0.005).lifts is False


def test_the_ball_is_sure_where_the_point_is_exact_and_explains_all_that_is_felt():
    assert Pivot(0.03, 0.15, 0.01, left_m_s2=0.05, push_m_s2=1.0).is_ball
    assert not Pivot(0.03, 0.15, 0.05, left_m_s2=0.05, push_m_s2=1.0).is_ball
    assert not Pivot(0.03, 0.15, 0.01, left_m_s2=0.3, push_m_s2=1.0).is_ball


@pytest.mark.parametrize("place", [(0.03, 0.17), (0.06, 0.05), (0.02, 0.10)], ids=["heel", "instep", "lateral"])
def test_the_ball_of_the_foot_may_be_where_a_shoe_has_it(place):
    assert Pivot(*place, 0.01).may_be_ball


@pytest.mark.parametrize("place", [(-0.45, 0.05), (0.30, 0.10), (0.03, -0.12)], ids=["knee", "deep", "before the ball"])
def test_it_is_not_anywhere_else_unless_that_is_unsure(place):
    assert not Pivot(*place, 0.01).may_be_ball
    assert Pivot(*place, 0.25).may_be_ball


@pytest.mark.parametrize("below_m", [0.08, 0.35], ids=["above the ankle", "below the knee"])
@pytest.mark.parametrize("leans_deg", [0.0, 8.0])
def test_a_shank_that_is_bent_and_stretched_turns_about_an_ankle_straight_below_its_seeming_top(below_m, leans_deg):
    # Bent by 25° more than where it stands, and stretched again: up is the way back to standing.
    bent = np.deg2rad(25.0 + leans_deg)
    force, rate = turning(below_m=below_m * np.cos(bent), aside_m=below_m * np.sin(bent), turn_deg=25.0)
    found = pivot_of(force, rate, start=START, end=END)
    assert found.aside_at_top_m == pytest.approx(below_m * np.sin(np.deg2rad(leans_deg)), abs=0.02)
    assert found.may_be_ankle
    assert not found.is_no_ankle


def test_a_heel_raise_turns_a_shank_about_a_point_aside_of_it_at_the_top_too():
    found = pivot_of(*turning(below_m=0.1, aside_m=0.18, turn_deg=15.0), start=START, end=END)
    assert found.is_no_ankle
    assert not found.may_be_ankle


@pytest.mark.parametrize("above_m", [0.1, 0.35], ids=["below the knee", "above the ankle"])
def test_a_lower_leg_that_swings_turns_about_a_knee(above_m):
    assert pivot_of(*turning(below_m=-above_m, aside_m=0.0), start=START, end=END).is_knee


def test_a_shin_that_tilts_back_while_its_heel_rises_turns_about_no_knee():
    assert not pivot_of(*turning(below_m=-0.12, aside_m=0.22, turn_deg=12.0), start=START, end=END).is_knee


def test_a_gyros_offset_moves_no_point():
    force, rate = turning()
    found = pivot_of(force, rate + np.deg2rad([6.0, -9.0, 4.0]), start=START, end=END)
    assert found.below_m == pytest.approx(0.04, abs=0.02)


def test_what_hardly_turns_shows_no_point():
    found = pivot_of(*turning(turn_deg=0.2), start=START, end=END)
    assert found.error_m > 1.0


def test_a_gyro_that_stands_still_shows_none_either():
    force, rate = turning()
    assert pivot_of(force, np.zeros_like(rate), start=START, end=END).error_m > 1.0


def test_few_samples_show_none_at_all():
    force, rate = turning()
    assert pivot_of(force[:12], rate[:12], start=2, end=11) is None


@pytest.mark.parametrize("below_m", [0.04, 0.13, 0.3])
def test_the_push_of_a_quick_turn_is_taken_out_for_a_known_distance(below_m):
    force, _ = turning(below_m=below_m, aside_m=0.0, turn_deg=20.0)
    felt = force / np.linalg.norm(force, axis=1)[:, None]
    assert np.rad2deg(np.arccos(np.clip(felt[START:END] @ felt[START], -1, 1)).max()) > 20.5
    assert np.rad2deg(turn_about(force, below_m, start=START, end=END)) == pytest.approx(20.0, abs=1.0)


def test_a_foot_that_stays_on_its_ball_leaves_nothing_unexplained():
    found = pivot_of(*turning(), start=START, end=END)
    assert found.left_m_s2 < 0.1
    assert found.stays
    assert found.may_stay


@pytest.mark.parametrize("peak_m_s2", [2.0, 4.0])
def test_a_foot_that_is_carried_on_while_it_turns_does_not_stay(peak_m_s2):
    force, rate = turning()
    # Carried 10 or 20 cm ahead within the second in which it turns.
    step = peak_m_s2 * np.sin(2 * np.pi * np.linspace(0, 1, END - START))
    force[START:END] += step[:, None] * (ANY_WAY @ [1.0, 0.0, 0.0])
    assert not pivot_of(force, rate, start=START, end=END).stays


def test_a_sole_that_rolls_off_shortens_its_lever_and_stays():
    far, rate = turning(aside_m=0.18)
    near, _ = turning(aside_m=0.15)
    force = far + np.linspace(0, 1, len(far))[:, None] * (near - far)
    assert pivot_of(force, rate, start=START, end=END).stays


def test_the_ball_lies_above_a_heel_off_a_steps_edge_and_a_hanging_foots_ankle_near_it():
    assert Pivot(-0.04, 0.20, 0.006).may_be_ball
    assert not Pivot(-0.04, 0.05, 0.006).may_be_ball


def test_an_unsure_point_may_still_be_likelier_on_one_side():
    assert Pivot(0.1, 0.09, 0.07).lifts is None
    assert Pivot(0.1, 0.09, 0.07).may_lift
    assert not Pivot(0.1, 0.02, 0.07).may_lift


def test_a_shank_below_the_knee_that_tilts_back_hardly_further_aside_turns_about_no_knee_either():
    assert not pivot_of(*turning(below_m=-0.08, aside_m=0.06), start=START, end=END).is_knee
    assert pivot_of(*turning(below_m=-0.3, aside_m=0.06), start=START, end=END).is_knee
