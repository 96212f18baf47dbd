"""Short series come out as scipy and numpy would give them, to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal
from scipy.ndimage import gaussian_filter1d

from soleus_sense.motion.series import centred, held, low_passed, middle, percentiles, reach, slopes, smoothed


def walk(seed, *shape):
    return np.cumsum(np.random.default_rng(seed).standard_normal(shape), axis=0)


@given(seed=st.integers(0, 2**16), length=st.integers(1, 400), width=st.floats(0.2, 10.0))
@pytest.mark.parametrize("axes", [(), (3,)], ids=["one", "three axes"])
def test_smoothing_is_that_of_scipy_however_short_the_series(axes, seed, length, width):
    values = walk(seed, length, *axes)
    assert np.array_equal(smoothed(values, width), gaussian_filter1d(values, width, axis=0, mode="nearest"))


@given(seed=st.integers(0, 2**16), at=st.integers(0, 299), width=st.floats(0.2, 10.0))
def test_beyond_its_reach_nothing_is_felt(seed, at, width):
    values = walk(seed, 300, 3)
    first = max(at - reach(width), 0)
    near = values[first : at + reach(width) + 1]
    assert np.array_equal(smoothed(near, width)[at - first], smoothed(values, width)[at])


@given(seed=st.integers(0, 2**16), length=st.integers(1, 40), by=st.integers(0, 60))
def test_the_ends_are_held_as_numpy_holds_them(seed, length, by):
    values = walk(seed, length, 3)
    assert np.array_equal(held(values, by), np.pad(values, ((by, by), (0, 0)), mode="edge"))


@given(seed=st.integers(0, 2**16), length=st.integers(1, 400))
def test_the_mean_is_that_of_numpy(seed, length):
    values = walk(seed, length, 3)
    assert np.array_equal(centred(values), values - values.mean(axis=0))
    assert np.array_equal(centred(values[:, 0]), values[:, 0] - values[:, 0].mean())


@given(seed=st.integers(0, 2**16), length=st.integers(2, 400))
def test_the_slope_is_that_of_numpy(seed, length):
    values = walk(seed, length, 3)
    assert np.array_equal(slopes(values), np.gradient(values, axis=0))
    assert np.array_equal(slopes(values[:, 0]), np.gradient(values[:, 0]))


@given(seed=st.integers(0, 2**16), length=st.integers(1, 400), share=st.floats(0.0, 1.0))
def test_percentiles_and_the_median_are_those_of_numpy(seed, length, share):
    values = walk(seed, length)
    assert middle(values) == np.median(values)
    assert percentiles(values, (share, 0.5)) == np.quantile(values, (share, 0.5)).tolist()


def test_what_is_asked_for_keeps_its_order_and_the_series_its_own():
    values = np.array([3.0, 1.0, 2.0])
    assert percentiles(values, (1.0, 0.0)) == [3.0, 1.0]
    assert values.tolist() == [3.0, 1.0, 2.0]


@pytest.mark.parametrize("cutoff", [0.08, 0.2, 0.4])
def test_a_low_pass_is_a_butterworth_filter_to_and_fro(cutoff):
    values = walk(7, 400)
    there_and_back = signal.sosfiltfilt(signal.butter(4, cutoff, fs=1.0, output="sos"), values)
    inner = slice(60, -60)  # beyond what either does at the ends
    assert low_passed(values, cutoff)[inner] == pytest.approx(there_and_back[inner], abs=1e-3 * np.ptp(values))


def test_a_low_pass_leaves_a_level_where_it_is():
    assert low_passed(np.full(50, 3.0), 0.08) == pytest.approx(3.0)
