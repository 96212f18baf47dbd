"""A leg that rests between its repetitions is told from one that moves or is held up."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.rest import moved_after, resting, stands_at_last

TREMOR_HZ = 7.0


def tremble(*parts):
    """(n, 3) force of a leg, in turn (seconds, its tremor in m/s²), and the index where each part begins."""
    amplitude = np.concatenate([np.full(round(s * GRID_RATE_HZ), size) for s, size in parts])
    time_s = np.arange(len(amplitude)) / GRID_RATE_HZ
    force = np.tile([0.0, 0.0, g], (len(time_s), 1))
    force[:, 2] += amplitude * np.sin(2 * np.pi * TREMOR_HZ * time_s)
    begins = np.cumsum([0] + [round(s * GRID_RATE_HZ) for s, _ in parts])
    return force + 0.005 * np.random.default_rng(1).standard_normal(force.shape), begins


def test_before_and_after_a_cycle_it_rests_and_all_through_it_does_not():
    force, (_, up, top, down, end) = tremble((3, 0), (1, 0.5), (1, 0.4), (2, 0))
    rests = resting(force, up, top, down)
    assert rests[: up - 6].all()
    assert not rests[up:down].any()
    assert rests[down + 6 : end].all()


def test_a_slow_lowering_is_no_rest_though_it_is_calm():
    # A third as restless as the raise, and for four seconds.
    force, (_, up, top, down, _) = tremble((3, 0), (1, 0.15), (4, 0.05), (2, 0))
    assert not resting(force, up, top, down)[up:down].any()


def test_a_moment_between_two_motions_is_no_rest():
    force, (_, up, top, pause, _, end) = tremble((3, 0), (1, 0.5), (1, 0.5), (0.3, 0), (2, 0.5))
    assert not resting(force, up, top, pause)[up:end].any()


@pytest.mark.parametrize("late_s", [0.0, 0.5])
def test_a_landing_that_was_seen_late_changes_little_after_a_quick_lowering(late_s):
    force, (_, up, top, down, end) = tremble((3, 0), (0.4, 2.0), (0.4, 2.0), (3, 0))
    rests = resting(force, up, top, down + round(late_s * GRID_RATE_HZ))
    assert rests[down + 6 : end].all()
    assert not rests[up:down].any()


@pytest.mark.parametrize("early_s", [0.0, 2.5])
def test_an_onset_that_was_seen_early_changes_nothing_before_a_quick_lowering(early_s):
    force, (_, up, top, down, _) = tremble((4, 0), (0.4, 2.0), (0.4, 2.0), (3, 0))
    rests = resting(force, up - round(early_s * GRID_RATE_HZ), top, down)
    assert rests[: up - 6].all()
    assert not rests[up:down].any()


def test_who_steps_up_and_stands_there_moved_for_the_step_only():
    force, (_, up, top, rest, end) = tremble((5, 0), (1, 0.5), (0.4, 0.5), (6, 0))
    assert moved_after(force, up, top, top, end - 1) == pytest.approx(0.4, abs=0.15)
    assert moved_after(force, up, top, top, rest) is None


def test_who_lowers_the_heel_moves_all_the_way_down_however_slowly():
    force, (_, up, top, down, _) = tremble((5, 0), (1, 0.15), (5, 0.03), (2, 0))
    assert moved_after(force, up, top, top, down) is None


def test_noise_as_strong_as_the_raise_does_not_tell_rest():
    force, (_, up, top, down, _) = tremble((5, 0), (1, 0.05), (2, 0), (2, 0))
    force += 0.1 * np.random.default_rng(2).standard_normal(force.shape)
    assert moved_after(force, up, top, top, down) is None


@pytest.mark.parametrize(("after", "stands"), [((2, 0.02), True), ((2, 2.0), False), ((2, 0.4), False)])
def test_a_leg_that_is_far_calmer_at_last_than_in_its_cycle_stands(after, stands):
    force, (_, up, _, end, _) = tremble((2, 0), (1, 0.5), (1, 0.4), after)
    assert stands_at_last(force, up, end) is stands
