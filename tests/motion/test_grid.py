"""The regular grid keeps what was measured, at every rate, and does not depend on how the samples arrive."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus_sense.motion.grid import GRID_RATE_HZ, GridResampler

STEP_S = 1 / GRID_RATE_HZ


def through(time_s, values, cuts=()):
    """What a resampler makes of samples cut into chunks: times, values, bridged."""
    resampler = GridResampler(values.shape[1])
    blocks = [resampler.push(time_s[a:b], values[a:b]) for a, b in pairwise([0, *sorted(cuts), len(time_s)])]
    return tuple(np.concatenate([getattr(block, name) for block in blocks]) for name in ("time_s", "values", "bridged"))


def ragged(seed, samples):
    """Samples with steps of 1 to 60 ms, and now and then a gap."""
    rng = np.random.default_rng(seed)
    steps = rng.uniform(0.001, 0.06, samples) + rng.choice([0.0, 0.4], samples, p=[0.97, 0.03])
    return 100 + np.cumsum(steps), rng.standard_normal((samples, 2))


@pytest.mark.parametrize("rate_hz", [15.0, 20.0, 50.0, 99.7, 104.0, 400.0, 1600.0])
def test_points_come_at_the_grids_rate_in_the_middle_of_their_cells(rate_hz):
    time_s = 7.0 + np.arange(int(3 * rate_hz) + 1) / rate_hz
    at, _, _ = through(time_s, np.zeros((len(time_s), 1)))
    assert len(at) == pytest.approx(3 * GRID_RATE_HZ, abs=2)
    assert at[0] == pytest.approx(7.0 + STEP_S / 2)
    assert np.diff(at) == pytest.approx(STEP_S)


@pytest.mark.parametrize("rate_hz", [15.0, 52.0, 100.0, 400.0])
def test_a_constant_and_a_slope_come_through_unchanged(rate_hz):
    time_s = np.arange(int(4 * rate_hz)) / rate_hz
    at, values, bridged = through(time_s, np.column_stack((np.full_like(time_s, 9.8), 2 * time_s - 1)))
    assert values[:, 0] == pytest.approx(9.8)
    assert values[:, 1] == pytest.approx(2 * at - 1)
    assert not bridged.any()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_integrals_are_kept(seed):
    time_s, values = ragged(seed, 200)
    at, means, _ = through(time_s, values)
    last_s = at[-1] + STEP_S / 2
    inside = time_s < last_s
    edge = [np.interp(last_s, time_s, values[:, i]) for i in range(2)]
    whole = np.trapezoid(np.vstack((values[inside], edge)), np.append(time_s[inside], last_s), axis=0)
    assert means.sum(axis=0) * STEP_S == pytest.approx(whole, abs=1e-9)


@given(seed=st.integers(0, 10_000), cuts=st.lists(st.integers(0, 150), max_size=20))
@settings(max_examples=60, deadline=None)
def test_chunks_change_no_bit(seed, cuts):
    time_s, values = ragged(seed, 150)
    for whole, cut in zip(through(time_s, values), through(time_s, values, cuts), strict=True):
        assert np.array_equal(whole, cut)


def test_samples_on_the_edges_of_the_cells_change_no_bit_either():
    time_s, values = np.arange(300) / GRID_RATE_HZ, np.random.default_rng(1).standard_normal((300, 1))
    one = through(time_s, values)
    each = through(time_s, values, range(1, 300))
    assert all(np.array_equal(a, b) for a, b in zip(one, each, strict=True))


def test_shaking_faster_than_the_grid_is_damped():
    time_s = np.arange(4000) / 1000
    _, values, _ = through(time_s, np.sin(2 * np.pi * 45 * time_s)[:, None])
    assert np.abs(values).max() < 0.2


def test_a_gap_is_bridged_by_a_straight_line_and_flagged():
    time_s = np.concatenate((np.arange(0, 1, 0.01), np.arange(1.5, 2.5, 0.01)))
    at, values, bridged = through(time_s, time_s[:, None])
    assert values[:, 0] == pytest.approx(at, abs=1e-9)
    assert bridged[(at > 1.02) & (at < 1.48)].all()
    assert not bridged[(at < 0.97) | (at > 1.53)].any()


def test_the_slowest_usable_rate_is_no_gap():
    time_s = np.arange(60) / 15.0
    assert not through(time_s, np.zeros((60, 1)))[2].any()


def test_the_first_sample_gives_no_point_and_none_gives_none():
    resampler = GridResampler(3)
    assert len(resampler.push(np.empty(0), np.empty((0, 3)))) == 0
    assert len(resampler.push(np.array([5.0]), np.zeros((1, 3)))) == 0


def test_after_a_restart_the_next_sample_begins_a_new_grid():
    resampler = GridResampler(1)
    resampler.push(np.arange(100) / 100, np.ones((100, 1)))
    resampler.restart()
    block = resampler.push(50.003 + np.arange(100) / 100, np.full((100, 1), 2.0))
    assert block.time_s[0] == pytest.approx(50.013)
    assert block.values == pytest.approx(2.0)
