"""The height of a shin is solved for out of its acceleration, whatever leaks of gravity into it."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.height import SHOCK_M_S2, equations_of, shake, weight_of

RATE_HZ = 25.0


def minimum_jerk(t):
    t = np.clip(t, 0, 1)
    return 10 * t**3 - 15 * t**4 + 6 * t**5


def raises(raise_s, top_s, lower_s, *, count=3, height_m=0.05):
    """(n,) height of a shin that is raised so many times, and rests for a second before each."""
    cycle_s = 1 + raise_s + top_s + lower_s
    time_s = np.arange(0, count * cycle_s + 2, 1 / RATE_HZ)
    height = np.zeros_like(time_s)
    for i in range(count):
        up = 1 + i * cycle_s
        height += minimum_jerk((time_s - up) / raise_s) - minimum_jerk((time_s - up - raise_s - top_s) / lower_s)
    return height_m * height


def felt(height, *, tilt_rad_per_m=2.0, bias_m_s2=(0.0, 0.0, 0.0), noise_m_s2=0.03, seed=1):
    """(n, 3) specific force at a shin that tilts along with its height, and (n, 3) the way up in its axes."""
    acceleration = np.gradient(np.gradient(height)) * RATE_HZ**2
    tilt = tilt_rad_per_m * height
    upward = np.column_stack((np.sin(tilt), np.zeros_like(tilt), np.cos(tilt)))
    noise = noise_m_s2 * np.random.default_rng(seed).standard_normal(upward.shape)
    return upward * (g + acceleration)[:, None] + bias_m_s2 + noise, upward


def solved(force, direction=None):
    return equations_of(force, *shake(force, 3), RATE_HZ, direction=direction).solved()


def worst_m(found, height):
    return float(np.abs((found - found.mean()) - (height - height.mean())).max())


@pytest.mark.parametrize("with_gyro", [True, False])
@pytest.mark.parametrize("bias", [(0, 0, 0), (0.35, -0.2, 0.3)], ids=["true sensor", "cheap sensor"])
@pytest.mark.parametrize("phases", [(0.5, 0.0, 0.5), (1.0, 0.5, 1.0), (1.0, 0.0, 2.0)], ids=str)
def test_a_known_displacement_is_recovered_within_a_centimetre(phases, bias, with_gyro):
    height = raises(*phases)
    force, upward = felt(height, bias_m_s2=bias)
    assert worst_m(solved(force, upward if with_gyro else None).height_m, height) < 0.01


def test_gravity_that_leaks_along_with_the_tilt_is_taken_out():
    # 65 mg across the shank, and 9° of tilt: a third of what the raise accelerates.
    height = raises(1.0, 0.0, 1.0)
    force, upward = felt(height, tilt_rad_per_m=3.0, bias_m_s2=(0.64, 0, 0))
    assert worst_m(solved(force, upward).height_m, height) < 0.01


def test_a_sensors_offset_is_no_height():
    height = raises(1.0, 0.0, 1.0)
    force, upward = felt(height, noise_m_s2=0)
    off, _ = felt(height, noise_m_s2=0, bias_m_s2=(0, 0, 0.3))
    assert np.ptp(solved(off, upward).height_m) == pytest.approx(np.ptp(solved(force, upward).height_m), abs=0.005)


def test_tilt_that_goes_along_with_the_height_explains_it():
    height = raises(1.0, 0.5, 1.0)
    with_it = solved(felt(height, tilt_rad_per_m=3.0)[0])
    without = solved(felt(height, tilt_rad_per_m=0.0)[0])
    assert with_it.explained > 0.8 > without.explained
    assert with_it.error_m < without.error_m


def test_a_leg_at_rest_has_no_height():
    force, _ = felt(np.zeros(300))
    assert np.ptp(solved(force).height_m) < 0.012


def test_a_landings_shock_is_not_believed():
    height = raises(0.6, 0.0, 0.6)
    force, upward = felt(height)
    struck = force.copy()
    struck[round(2.25 * RATE_HZ)] += [0, 0, 25.0]
    assert worst_m(solved(struck, upward).height_m, height) < 0.015


def test_however_the_case_is_turned_the_height_is_the_same():
    turn = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))[0]
    force, _ = felt(raises(1.0, 0.0, 1.0))
    assert solved(force @ turn).height_m == pytest.approx(solved(force).height_m, abs=1e-9)


def test_a_calm_leg_is_not_shaken():
    rms, excess = shake(np.tile([0, 0, g], (50, 1)), 3)
    assert rms == pytest.approx(0, abs=1e-12)
    assert excess == pytest.approx(0, abs=1e-12)


def test_a_knock_shakes_what_lies_within_reach_of_it_and_nothing_else():
    force = np.tile([0, 0, g], (50, 1))
    force[25, 2] += 7.0
    rms, excess = shake(force, 3)
    near = np.abs(np.arange(50) - 25) <= 3
    assert rms[near] == pytest.approx(7 / np.sqrt(7))
    assert excess[near] == pytest.approx(7)
    assert excess[~near] == pytest.approx(0, abs=1e-12)


def test_lost_samples_say_nothing_about_the_height():
    height = raises(1.0, 1.0, 2.0)
    force, _ = felt(height)
    at = round(2.6 * RATE_HZ)
    # A straight line across a tenth of a second, drawn from a crest of the tremor.
    force[at : at + 5, 2] += 0.8
    lost = np.zeros(len(force), dtype=bool)
    lost[at : at + 5] = True
    believed = equations_of(force, *shake(force, 3), RATE_HZ).solved().height_m
    told = equations_of(force, *shake(force, 3), RATE_HZ, unseen=lost).solved().height_m
    assert worst_m(told, height) < 0.5 * worst_m(believed, height)


@pytest.mark.parametrize("has_gyro", [True, False])
def test_what_no_sample_shows_is_believed_less_than_a_calm_moment_and_more_than_a_shock(has_gyro):
    excess = np.array([0.0, 0.0, 2 * SHOCK_M_S2, 2 * SHOCK_M_S2])
    unseen = np.array([False, True, False, True])
    calm, lost, shock, lost_in_shock = weight_of(np.zeros(4), excess, unseen=unseen, has_gyro=has_gyro)
    assert calm > lost > shock == lost_in_shock > 0


def test_a_leg_that_is_known_to_rest_stays_where_it_is():
    height = raises(0.5, 0.0, 0.5)
    force, _ = felt(height, noise_m_s2=0.1)
    rests = np.abs(np.gradient(height)) < 1e-9
    found = solved(force).height_m, equations_of(force, *shake(force, 3), RATE_HZ, resting=rests).solved().height_m
    guessed, told = (np.abs(np.diff(one)[rests[1:] & rests[:-1]]).max() * RATE_HZ for one in found)
    assert told < 0.003 < guessed
    assert worst_m(found[1], height) < worst_m(found[0], height)


@pytest.mark.parametrize("phases", [(1.0, 0.0, 5.0), (2.0, 2.0, 4.0)], ids=str)
def test_a_slow_lowering_without_tilt_keeps_its_way_where_the_bottom_is_known(phases):
    # Left to itself what is slower than a cycle of 8 s is held down; the bottom holds it in place instead.
    height = raises(*phases)
    force, upward = felt(height, tilt_rad_per_m=0.0, bias_m_s2=(0.3, -0.2, 0.3), noise_m_s2=0.01)
    equations = equations_of(force, *shake(force, 3), RATE_HZ, direction=upward)
    known = equations.solved_from((height < 1e-4) / 0.003**2 / 5, np.zeros(len(height) - 1)).height_m
    assert worst_m(known, height) < 0.008
    assert worst_m(equations.solved().height_m, height) > 0.02


def test_a_leg_that_stops_at_its_bottom_does_not_drift_there():
    height = raises(0.5, 0.0, 0.5)
    force, upward = felt(height, noise_m_s2=0.1)
    equations = equations_of(force, *shake(force, 3), RATE_HZ, direction=upward)
    bottom = (height < 1e-4) / (0.003**2 * RATE_HZ)
    stops = (height[1:] < 1e-4) & (height[:-1] < 1e-4)
    moved, stopped = (
        np.abs(np.diff(equations.solved_from(bottom, known).height_m)[stops]).max() * RATE_HZ
        for known in (np.zeros(len(stops)), stops / 0.002**2)
    )
    assert stopped < 0.5 * moved
