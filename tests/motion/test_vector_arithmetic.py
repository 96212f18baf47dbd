"""Vectors give the same bits one by one as many together: live counting stands on it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.motion.vectors import along, cross, crosses, dot, lengths, main_axis


def drawn(seed, rows):
    return 10 * np.random.default_rng(seed).standard_normal((rows, 3))


@given(seed=st.integers(0, 2**16), rows=st.integers(1, 300))
def test_one_by_one_as_many_together(seed, rows):
    vectors, way = drawn(seed, rows), drawn(seed + 1, 1)[0]
    assert lengths(vectors).tolist() == [float(lengths(one[None])[0]) for one in vectors]
    assert along(vectors, way).tolist() == [dot(one, way) for one in vectors]


@given(seed=st.integers(0, 2**16))
def test_products_are_those_of_numpy(seed):
    one, other = drawn(seed, 2)
    assert np.array_equal(cross(one, other), np.cross(one, other))
    assert np.array_equal(crosses(drawn(seed, 50), drawn(seed + 1, 50)), np.cross(drawn(seed, 50), drawn(seed + 1, 50)))
    assert dot(one, other) == pytest.approx(float(one @ other), abs=1e-12)


def test_the_main_axis_is_the_way_that_most_goes():
    way = np.array([0.6, 0.0, 0.8])
    vectors = np.linspace(-1, 1, 21)[:, None] * way + 0.01 * drawn(1, 21) / 10
    assert abs(dot(main_axis(vectors - vectors.mean(axis=0)), way)) == pytest.approx(1.0, abs=1e-3)
