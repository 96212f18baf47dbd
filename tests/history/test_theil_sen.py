"""The robust line is the one that scipy draws, ties and all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from soleus_sense.history.theil_sen import theil_sen

DOTS = st.lists(st.tuples(st.integers(0, 20), st.integers(-30, 30)), min_size=2, max_size=30).filter(
    lambda dots: len({x for x, _ in dots}) > 1
)


@given(DOTS, st.sampled_from([0.8, 0.95]))
def test_it_is_the_line_and_the_interval_of_scipy(dots, confidence):
    x, y = zip(*((x / 3, y / 7) for x, y in dots), strict=True)

    line = theil_sen(x, y, confidence=confidence)

    with np.errstate(invalid="ignore"):
        found = theilslopes(y, x, confidence)
    assert (line.slope, line.level) == (pytest.approx(found.slope), pytest.approx(found.intercept))
    if np.isfinite(found.low_slope):
        assert (line.low, line.high) == (pytest.approx(found.low_slope), pytest.approx(found.high_slope))


def test_a_third_of_odd_dots_leaves_the_line_where_it_was():
    x = list(range(12))
    line = theil_sen(x, [2.0 + 0.5 * at if at % 3 else 99.0 for at in x])
    assert line.slope == pytest.approx(0.5, abs=0.1)


def test_where_nearly_all_dots_coincide_the_slope_may_be_any():
    line = theil_sen([0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 1.0, 2.0])
    assert (line.low, line.high) == (-1.0, 0.0)


def test_dots_at_one_moment_have_no_slope():
    with pytest.raises(ValueError, match="two different x"):
        theil_sen([1.0, 1.0], [2.0, 3.0])
