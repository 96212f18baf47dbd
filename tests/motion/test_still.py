"""For how long a foot has stood still is told the same however its samples come."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.still import STILL_S, Stillness


def directions(angle_deg):
    angle = np.deg2rad(angle_deg)
    return np.column_stack((np.sin(angle), np.zeros_like(angle), np.cos(angle)))


def seconds(still_s):
    return np.zeros(round(still_s * GRID_RATE_HZ))


def test_a_foot_is_still_once_it_has_stayed_where_it_is():
    still_s = Stillness().push(directions(seconds(2.0)))
    assert still_s[round(0.5 * GRID_RATE_HZ)] == 0
    assert still_s[-1] == pytest.approx(2.0, abs=0.03)


def test_the_slowest_lowering_is_no_standing_still():
    slow_deg = np.linspace(25, 0, round(5 * GRID_RATE_HZ))
    assert (Stillness().push(directions(slow_deg)) == 0).all()


def test_after_a_turn_it_begins_anew():
    angle_deg = np.concatenate((seconds(2.0), seconds(1.0) + 20.0))
    still_s = Stillness().push(directions(angle_deg))
    turned = round(2.0 * GRID_RATE_HZ)
    assert still_s[turned] == 0
    assert still_s[-1] == pytest.approx(1.0, abs=0.03)
    assert still_s.max() == pytest.approx(2.0, abs=0.03)
    assert still_s[still_s > 0].min() > STILL_S


@pytest.mark.parametrize("size", [1, 7, 31])
def test_it_is_the_same_in_any_chunks(size):
    rng = np.random.default_rng(5)
    angle_deg = np.repeat(rng.uniform(0, 30, 12), 45) + rng.normal(0, 0.2, 540)
    whole = Stillness().push(directions(angle_deg))
    stillness = Stillness()
    parts = [stillness.push(directions(angle_deg[i : i + size])) for i in range(0, len(angle_deg), size)]
    assert whole.any()
    assert_array_equal(np.concatenate(parts), whole)
