"""A finished cycle is measured: the turn of a foot, the way of a shin, and the four instants that bound both phases."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.cycles import Cycle
from soleus_sense.motion.gravity import gravity_direction, limited
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured, Stretch, stretch_of, struck_at
from soleus_sense.motion.measure_lift import Spell, height_on_grid, measure_from_bottom, measure_lift
from soleus_sense.motion.measure_pitch import measure_pitch
from soleus_sense.motion.phases import Bounds

TAIL = (1 - np.sqrt(1 - np.sqrt(0.1))) / 2
"""Share of a minimum-jerk way, at either end, that is slower than a tenth of its peak."""


def minimum_jerk(t):
    t = np.clip(t, 0, 1)
    return 10 * t**3 - 15 * t**4 + 6 * t**5


def way(raise_s, top_s, lower_s, *, before_s=3.0, after_s=2.0):
    """(n,) up from 0 to 1 and down again on the grid, and the marks a tracker would give."""
    time_s = np.arange(0, before_s + raise_s + top_s + lower_s + after_s, 1 / GRID_RATE_HZ)
    down_s = before_s + raise_s + top_s
    shape = minimum_jerk((time_s - before_s) / raise_s) - minimum_jerk((time_s - down_s) / lower_s)
    marks = (before_s - 0.5, before_s + 0.3 * raise_s, down_s - 0.5 * top_s, down_s + lower_s, time_s[-1])
    return shape, Stretch(*(round(t * GRID_RATE_HZ) for t in marks))


def foot(raise_s, top_s, lower_s, *, range_deg=30.0, bias_rad_s=0.0):
    """Force and rotation of a foot that turns by so much, with a sensor's noise and offset."""
    shape, at = way(raise_s, top_s, lower_s)
    angle = np.deg2rad(range_deg) * shape
    rng, zero = np.random.default_rng(3), np.zeros_like(angle)
    force = g * np.column_stack((np.sin(angle), zero, np.cos(angle))) + 0.02 * rng.standard_normal((len(angle), 3))
    rate = np.column_stack((zero, -np.gradient(angle) * GRID_RATE_HZ, zero)) + bias_rad_s
    return force, rate + 0.002 * rng.standard_normal(rate.shape), at


def shin(raise_s, top_s, lower_s, *, height_m=0.06, noise_m_s2=0.02):
    shape, at = way(raise_s, top_s, lower_s)
    tilt, zero = 1.5 * height_m * shape, np.zeros_like(shape)
    vertical = g + height_m * np.gradient(np.gradient(shape)) * GRID_RATE_HZ**2
    force = vertical[:, None] * np.column_stack((np.sin(tilt), zero, np.cos(tilt)))
    rate = np.column_stack((zero, -np.gradient(tilt) * GRID_RATE_HZ, zero))
    return force + noise_m_s2 * np.random.default_rng(3).standard_normal(force.shape), rate, at


def bounds_s(measured):
    ends = (measured.raise_start, measured.raise_end, measured.lower_start, measured.lower_end)
    return np.array(ends) / GRID_RATE_HZ


def true_bounds_s(raise_s, top_s, lower_s):
    down_s = 3 + raise_s + top_s
    return np.array(
        [3 + TAIL * raise_s, 3 + (1 - TAIL) * raise_s, down_s + TAIL * lower_s, down_s + (1 - TAIL) * lower_s]
    )


TEMPI = pytest.mark.parametrize("phases", [(0.5, 0.3, 0.5), (1, 1, 2), (1, 0.5, 4)], ids=str)


@TEMPI
def test_a_foots_phases_are_bounded_by_the_definition(phases):
    force, rate, at = foot(*phases)
    # The definition is of the height, the sine of the angle: at 30° that moves a bound by a hundredth of the phase.
    assert bounds_s(measure_pitch(force, rate, at)) == pytest.approx(true_bounds_s(*phases), abs=0.04)
    assert bounds_s(measure_pitch(force, None, at)) == pytest.approx(true_bounds_s(*phases), abs=0.10)


@pytest.mark.parametrize("gyro", [True, False])
def test_a_held_foot_that_rolls_from_side_to_side_is_not_lowered_by_it(gyro):
    # It rolls about its own length from the end of the raise on, faster than it is lowered, and comes back.
    phases = (2.0, 1.5, 4.0)
    _, _, at = foot(*phases)
    angle = np.deg2rad(25) * way(*phases)[0]
    time_s = np.arange(len(angle)) / GRID_RATE_HZ
    rolls = (time_s > 4.4) & (time_s < 6.2)
    roll = np.deg2rad(7) * np.where(rolls, 1 - np.cos(2 * np.pi * (time_s - 4.4) / 1.8), 0.0)
    upright = np.cos(angle)
    force = g * np.column_stack((np.sin(angle), upright * np.sin(roll), upright * np.cos(roll)))
    pitching, rolling = (np.gradient(one) * GRID_RATE_HZ for one in (angle, roll))
    rate = np.column_stack((rolling, -pitching * np.cos(roll), pitching * np.sin(roll)))
    measured = measure_pitch(force, rate if gyro else None, at)
    assert bounds_s(measured)[2:] == pytest.approx(true_bounds_s(*phases)[2:], abs=0.15)
    assert bounds_s(measured)[:2] == pytest.approx(true_bounds_s(*phases)[:2], abs=0.3)


@TEMPI
def test_a_foots_turn_is_measured(phases):
    force, rate, at = foot(*phases)
    for gyro in (rate, None):
        measured = measure_pitch(force, gyro, at)
        assert np.rad2deg(measured.range_rad) == pytest.approx(30, abs=1)
        assert measured.lift_m is None


def test_the_fastest_of_a_lowering_is_measured():
    force, rate, at = foot(1, 1, 2)
    assert np.rad2deg(measure_pitch(force, rate, at).peak_lower_rad_s) == pytest.approx(1.875 * 30 / 2, rel=0.05)


def test_a_gyros_offset_of_ten_degrees_a_second_does_no_harm():
    true, off = (foot(1, 1, 2, bias_rad_s=bias) for bias in (0.0, np.deg2rad(10)))
    assert bounds_s(measure_pitch(*off)) == pytest.approx(bounds_s(measure_pitch(*true)), abs=0.02)
    assert measure_pitch(*off).range_rad == pytest.approx(measure_pitch(*true).range_rad, abs=0.02)


def test_a_gyro_of_the_other_handedness_gives_the_same():
    force, rate, at = foot(1, 1, 2)
    assert measure_pitch(force, -rate, at) == measure_pitch(force, rate, at)


def test_a_gyro_in_other_axes_is_left_out():
    force, rate, at = foot(1, 1, 2)
    wild = np.random.default_rng(5).standard_normal(rate.shape)
    assert measure_pitch(force, wild, at) == measure_pitch(force, None, at)


def test_a_foot_that_stays_where_it_is_has_nothing_to_measure():
    still = np.tile([0.0, 0.0, g], (300, 1))
    assert measure_pitch(still, None, Stretch(10, 50, 100, 200, 290)) is None


@pytest.mark.parametrize("phases", [(0.5, 0.3, 0.5), (1, 0.3, 1)], ids=str)
def test_a_shins_phases_are_bounded_too(phases):
    force, rate, at = shin(*phases)
    for gyro in (rate, None):
        assert bounds_s(measure_lift(force, gyro, at)) == pytest.approx(true_bounds_s(*phases), abs=0.15)


def test_a_shins_way_and_tilt_are_measured():
    force, rate, at = shin(0.8, 0.3, 0.8)
    for gyro in (rate, None):
        measured = measure_lift(force, gyro, at)
        assert measured.lift_m == pytest.approx(0.06, abs=0.01)
        assert np.rad2deg(measured.range_rad) == pytest.approx(np.rad2deg(0.09), abs=1.5)
        assert measured.peak_lower_rad_s is None


def test_the_height_over_a_window_has_a_point_for_every_grid_sample():
    force, _, _ = shin(0.8, 0.3, 0.8)
    height = height_on_grid(force)
    assert len(height) == len(force)
    assert np.ptp(height) == pytest.approx(0.06, abs=0.012)


def test_gravitys_direction_is_followed_through_a_push_with_a_gyro():
    force, rate, _ = foot(1, 1, 2)
    shaken = force + 0.3 * np.sin(2 * np.pi * 1.5 * np.arange(len(force)) / GRID_RATE_HZ)[:, None] * [0, 1, 0]
    calm, found = (gravity_direction(one, rate) for one in (force, shaken))
    assert np.linalg.norm(found, axis=1) == pytest.approx(1)
    assert np.rad2deg(np.arccos(np.clip((found * calm).sum(axis=1), -1, 1))).max() < 3


def test_the_sign_of_a_gyro_is_taken_from_gravity():
    force, rate, _ = foot(1, 1, 2)
    assert gravity_direction(force, -rate) == pytest.approx(gravity_direction(force, rate))


def test_a_gyro_that_does_not_turn_with_gravity_gives_no_direction():
    force, rate, _ = foot(1, 1, 2)
    assert gravity_direction(force, np.random.default_rng(5).standard_normal(rate.shape)) is None


def test_a_long_force_is_shortened_and_a_usual_one_is_not():
    force = np.array([[0, 0, g], [0, 0, 10 * g], [3.0, 0, 2.0]])
    assert limited(force) == pytest.approx(np.array([[0, 0, g], [0, 0, 1.25 * g], [3.0, 0, 2.0]]))


def test_a_cycles_marks_are_moved_into_its_window_and_kept_within():
    cycle = Cycle(onset=90, top=150, landing=230, known=240, span=0.5)
    assert stretch_of(cycle, 50, first=80, last=220) == Stretch(30, 40, 100, 170, 170)
    assert stretch_of(cycle, 50, first=100, last=260).onset == 50


@pytest.mark.parametrize("gyro", [True, False])
def test_a_rest_after_a_quick_lowering_is_no_part_of_it(gyro):
    # The tracker saw the landing a second late, and the sensor's own gravity drifts meanwhile.
    force, rate, at = shin(0.4, 0.1, 0.4)
    force[at.landing :, 2] -= 0.04
    late = Stretch(at.first, at.onset, at.top, at.landing + 50, at.last)
    end_s = bounds_s(measure_lift(force, rate if gyro else None, late))[3]
    assert end_s == pytest.approx(true_bounds_s(0.4, 0.1, 0.4)[3], abs=0.15)


def spell(begins_s, ends_s):
    return Spell(begins_s * GRID_RATE_HZ, ends_s * GRID_RATE_HZ, raised_quickly=False, lowered_quickly=False)


def tracked(at, *, early=0):
    """A cycle as its tracker sees it, or as one that saw its landing so many samples too early."""
    return spell(at.onset / GRID_RATE_HZ, (at.landing - early) / GRID_RATE_HZ)


@pytest.mark.parametrize("gyro", [True, False])
@pytest.mark.parametrize("phases", [(1, 0.5, 4), (1.5, 2, 3)], ids=str)
def test_a_slow_lowering_of_a_shin_is_bounded_by_the_bottom_it_comes_back_to(gyro, phases):
    # The tracker saw the landing half a second early.
    force, rate, at = shin(*phases, noise_m_s2=0.002)
    measured = measure_from_bottom(force, rate if gyro else None, at, tracked(at, early=25))
    assert bounds_s(measured) == pytest.approx(true_bounds_s(*phases), abs=0.08)
    assert measured.lift_m == pytest.approx(0.06, abs=0.004)


@pytest.mark.parametrize("gyro", [True, False])
def test_a_repetition_that_contradicts_what_was_felt_bounds_no_other(gyro):
    # One is said to have landed at the very top of this one.
    phases = (1.0, 2.0, 2.0)
    force, rate, at = shin(*phases, noise_m_s2=0.002)
    measured = measure_from_bottom(force, rate if gyro else None, at, tracked(at), others=[spell(1.0, 5.0)])
    assert bounds_s(measured) == pytest.approx(true_bounds_s(*phases), abs=0.08)
    assert measured.lift_m == pytest.approx(0.06, abs=0.004)


@pytest.mark.parametrize("gyro", [True, False])
def test_a_leg_that_is_calm_at_the_top_of_the_next_raise_does_not_stand_below(gyro):
    # It trembles in the first repetition only, and the window ends while the next is held up.
    phases = (1.0, 1.0, 2.0)
    force, rate, at = shin(*phases, noise_m_s2=0.002)
    time_s = np.arange(len(force)) / GRID_RATE_HZ
    force[at.onset : at.landing, 2] += 0.3 * np.sin(2 * np.pi * 6 * time_s[at.onset : at.landing])
    again, turns = (one[: round((3 + 1.0 + 0.9) * GRID_RATE_HZ)] for one in shin(*phases, noise_m_s2=0.002)[:2])
    force, rate = (
        np.concatenate((one[: at.landing + 10], next_one[125:])) for one, next_one in ((force, again), (rate, turns))
    )
    window = Stretch(at.first, at.onset, at.top, at.landing, len(force) - 1)
    measured = measure_from_bottom(force, rate if gyro else None, window, tracked(at))
    assert measured.lift_m == pytest.approx(0.06, abs=0.005)
    assert bounds_s(measured) == pytest.approx(true_bounds_s(*phases), abs=0.15)


def test_no_lowering_reaches_into_the_next_raise():
    force, rate, at = shin(1, 0.5, 2)
    twice = np.concatenate((force[: at.landing + 5], force[at.onset - 25 :]))
    turned = np.concatenate((rate[: at.landing + 5], rate[at.onset - 25 :]))
    next_s = (at.landing + 5 + 25) / GRID_RATE_HZ
    window = Stretch(at.first, at.onset, at.top, at.landing, len(twice) - 1)
    measured = measure_from_bottom(twice, turned, window, tracked(at), others=[spell(next_s, np.inf)])
    assert bounds_s(measured)[3] <= next_s
    assert bounds_s(measured)[3] == pytest.approx(true_bounds_s(1, 0.5, 2)[3], abs=0.15)


def test_a_quick_phase_stays_where_its_own_acceleration_shows_it():
    def at(*grid):
        return Measured(*map(float, grid), 0.1, 0.05, None)

    seen = at(100, 130, 200, 230)
    assert at(100, 131, 201, 231).where_quick(seen) == at(100, 131, 201, 231)
    assert at(100, 131, 150, 231).where_quick(seen) == at(100, 131, 200, 230)
    slow = at(100, 130, 200, 330)
    assert at(100, 131, 160, 331).where_quick(slow) == at(100, 131, 160, 331)


def test_a_foots_own_push_passes_for_no_turn():
    # Half a second up and down about the ball of the foot, 15 cm in front of the sensor at its height.
    force, _, at = foot(0.5, 0, 0.5)
    angle = np.deg2rad(30) * way(0.5, 0, 0.5)[0]
    push = 0.15 * np.gradient(np.gradient(angle)) * GRID_RATE_HZ**2
    felt = force + np.column_stack((np.zeros_like(push), np.zeros_like(push), push))
    pushed, still = measure_pitch(felt, None, at), measure_pitch(force, None, at)
    assert np.rad2deg(abs(pushed.range_rad - still.range_rad)) < 1
    assert bounds_s(pushed) == pytest.approx(bounds_s(still), abs=0.03)


def test_a_fall_ends_where_it_strikes_the_floor():
    force, _, at = foot(1, 0.3, 0.3)
    strike = at.landing - 3
    force[strike] += (0, 0, 40)
    seen = measure_pitch(force, None, at)
    assert seen.landed == strike
    assert seen.moved(5).landed == strike + 5


def test_a_heel_put_down_strikes_nothing():
    force, _, at = foot(1, 0.3, 1)
    seen = measure_pitch(force, None, at)
    assert seen.struck is None
    assert seen.landed == seen.lower_end


def test_the_first_strike_is_meant():
    force = np.tile((0.0, 0.0, g), (100, 1))
    force[[60, 62, 90]] += np.array([[0, 0, 20], [0, 0, 30], [0, 0, 90]])
    assert struck_at(force, Bounds(40.0, 95.0, 1.0, 0.1)) == 62


def rolling_foot(*, trembles_deg):
    """A foot that rolls by a third of what it is raised, waveringly, and is held and lowered slowly with a tremor."""
    shape, at = way(1.0, 1.5, 4.0)
    time_s = np.arange(len(shape)) / GRID_RATE_HZ
    pitch = np.deg2rad(30) * shape + np.deg2rad(trembles_deg) * shape * np.sin(2 * np.pi * 6.3 * time_s)
    roll = np.deg2rad(10) * shape * (1 + 0.4 * np.sin(2 * np.pi * 0.4 * time_s))
    (sp, cp), (sr, cr) = ((np.sin(angle), np.cos(angle)) for angle in (pitch, roll))
    # Turned about its own axis from heel to ball first, then raised about the ball of the foot.
    force = g * np.column_stack((-cr * sp, sr, cr * cp))
    pitch_rate, roll_rate = (np.gradient(angle) * GRID_RATE_HZ for angle in (pitch, roll))
    rate = np.column_stack((cp * roll_rate, pitch_rate, sp * roll_rate))
    return force, rate + 0.002 * np.random.default_rng(4).standard_normal(rate.shape), at


def test_what_a_raised_foot_rolls_is_no_height():
    found = measure_pitch(*rolling_foot(trembles_deg=0.1))
    assert np.rad2deg(found.range_rad) == pytest.approx(30, abs=0.6)
    assert bounds_s(found) == pytest.approx(true_bounds_s(1.0, 1.5, 4.0), abs=0.06)


def test_where_a_foot_does_not_tremble_the_whole_turn_tells_its_axis():
    found = measure_pitch(*rolling_foot(trembles_deg=0.0))
    assert np.rad2deg(found.range_rad) == pytest.approx(np.hypot(30, 10), abs=2)
