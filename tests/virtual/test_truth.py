"""The truth is the definition applied to the heel's height, and nothing else."""

import itertools

import numpy as np
import pytest

from soleus_sense.virtual.body import KINEMATIC_RATE_HZ, Body
from soleus_sense.virtual.movement import (
    MINIMUM_JERK_TAIL,
    Attempt,
    Manner,
    Stretch,
    minimum_jerk,
    perform_set,
)
from soleus_sense.virtual.truth import measure, phase_bounds

QUIET = {"wobble_deg": 0.0, "tremor_m_s2": 0.0}


def one_raise(before, moving, after):
    height = np.concatenate((np.zeros(before), minimum_jerk(moving), np.ones(after)))
    return height, Stretch(before, before + moving, 0, len(height) - 1)


def test_a_phase_ends_where_its_speed_falls_below_a_tenth_of_its_own_peak():
    height, stretch = one_raise(500, 2000, 500)
    begin, end = phase_bounds(height, stretch)
    assert begin == pytest.approx(500 + MINIMUM_JERK_TAIL * 2000, abs=2)
    assert end == pytest.approx(2500 - MINIMUM_JERK_TAIL * 2000, abs=2)


def test_a_bump_and_a_creep_outside_the_way_do_not_move_its_ends():
    height, stretch = one_raise(2000, 1000, 2000)
    plain = phase_bounds(height, stretch)
    creeping = height.copy()
    creeping[3000:] -= 0.03 * minimum_jerk(2000)
    bumped = height.copy()
    bumped[500:800] += 0.04 * np.sin(np.linspace(0, np.pi, 300)) ** 2
    assert phase_bounds(creeping, stretch) == pytest.approx(plain, abs=3)
    assert phase_bounds(bumped, stretch) == pytest.approx(plain, abs=3)


def test_a_lowering_is_read_like_a_raise():
    height, stretch = one_raise(500, 1500, 500)
    assert phase_bounds(-height, stretch) == pytest.approx(phase_bounds(height, stretch))


@pytest.mark.parametrize("shape", ["minimum-jerk", "sine"])
@pytest.mark.parametrize("lower_s", [0.35, 1.0, 3.0, 5.0])
def test_measured_phases_are_the_commanded_ones(shape, lower_s):
    manner = Manner(
        raise_s=(0.8, 0.8), top_s=(1.0, 1.0), lower_s=(lower_s, lower_s), bottom_s=(1.2, 1.2),
        raise_shape=shape, lower_shape=shape, **QUIET,
    )  # fmt: skip
    body = Body()
    motion = perform_set(np.random.default_rng(3), manner, body, reps=4)
    reps = measure(motion.attempts, body.lever_m * np.sin(motion.pitch_rad), motion.pitch_rad)
    for rep in reps:
        # Height is the sine of the pitch: the ends of a way in height are a little softer at the top.
        assert rep.raise_s == pytest.approx(0.8, abs=0.035)
        assert rep.lower_s == pytest.approx(lower_s, rel=0.04)
        assert rep.top_s == pytest.approx(1.0, abs=0.12)
        assert rep.raise_s + rep.top_s + rep.lower_s == pytest.approx(rep.lower_end_s - rep.raise_start_s)
    for rep, following in itertools.pairwise(reps):
        assert rep.bottom_s == pytest.approx(following.raise_start_s - rep.lower_end_s)
    assert reps[-1].bottom_s is None


def test_range_and_height_are_those_of_the_foot_and_the_heel():
    manner = Manner(range_deg=(30, 30), raise_shape="minimum-jerk", **QUIET)
    body = Body()
    motion = perform_set(np.random.default_rng(1), manner, body, reps=3)
    pitch = motion.pitch_rad
    for rep, attempt in zip(
        measure(motion.attempts, body.lever_m * np.sin(pitch), pitch), motion.attempts, strict=True
    ):
        low, high = pitch[attempt.up.first], pitch[attempt.up.last]
        assert rep.range_deg == pytest.approx(np.rad2deg(high - low), rel=0.03)
        assert rep.height_m == pytest.approx(body.lever_m * (np.sin(high) - np.sin(low)), rel=0.03)
        assert rep.peak_lower_deg_s > rep.range_deg / rep.lower_s


def test_times_are_given_in_the_recordings_clock():
    height, stretch = one_raise(500, 1000, 500)
    both = np.concatenate((height, height[::-1]))
    down = Stretch(2500, 3500, 2000, 3999)
    attempt = Attempt(stretch, down, counted=True, landing_m_s2=0.0)
    (plain,) = measure([attempt], both, both)
    (fast,) = measure([attempt], both, both, starts_s=10.0, clock=1.02)
    assert fast.lower_s == pytest.approx(1.02 * plain.lower_s)
    assert fast.raise_start_s == pytest.approx(1.02 * (10.0 + plain.raise_start_s))
    assert stretch.last / KINEMATIC_RATE_HZ > plain.raise_end_s
