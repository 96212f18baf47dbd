"""What a leg did before it was as it is now is told from what it does now."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.series import middle
from soleus_sense.motion.steady import over_seconds, steady_since

RATE_HZ = 25.0
SECOND = round(RATE_HZ)


def shaken(seconds, rms_m_s2):
    """(n,) how shaken a leg is for so many seconds each."""
    return np.concatenate([np.full(round(s * RATE_HZ), rms) for s, rms in zip(seconds, rms_m_s2, strict=True)])


def still(samples, direction=(0.0, 0.0, 1.0)):
    return np.tile(g * np.array(direction), (samples, 1))


def since(force, rough):
    return steady_since(np.linalg.norm(force, axis=1), rough, over_seconds(force, rough, SECOND), SECOND)


def test_a_walk_before_a_calm_leg_is_left_out_and_a_second_more():
    rough = shaken((5, 6), (3.0, 0.1))
    since_s = since(still(len(rough)), rough) / RATE_HZ
    assert since_s == pytest.approx(6.0, abs=0.5)


def test_what_is_as_rough_now_is_left_in():
    rough = shaken((5, 6), (3.0, 2.0))
    assert since(still(len(rough)), rough) == 0


def test_another_posture_before_is_left_out():
    force = np.concatenate((still(100, (1.0, 0.0, 0.0)), still(150)))
    assert 100 < since(force, np.full(250, 0.1)) < 200


def test_a_sensor_that_takes_too_much_for_gravity_is_not_rough_for_that():
    rough = shaken((5, 6), (3.0, 0.8))
    assert since(still(len(rough)) * (1 + 0.8 / g), rough) > 0


def test_a_second_is_summed_and_ranked_at_each_of_its_ends():
    draw = np.random.default_rng(3)
    force, rough = draw.standard_normal((60, 3)), draw.random(60)
    seconds = over_seconds(force, rough, SECOND)
    for end in (SECOND - 1, 40, 59):
        part = slice(end - SECOND + 1, end + 1)
        assert seconds[end, :3] == pytest.approx(force[part].sum(axis=0))
        assert seconds[end, 3] == pytest.approx(np.linalg.norm(force[part].sum(axis=0)))
        assert 0.5 * seconds[end, 4:].sum() == pytest.approx(middle(rough[part]))


def test_a_second_holds_the_same_bits_however_much_comes_with_it():
    draw = np.random.default_rng(4)
    force, rough = draw.standard_normal((300, 3)), draw.random(300)
    alone = [over_seconds(force[i - SECOND + 1 : i + 1], rough[i - SECOND + 1 : i + 1], SECOND)[-1] for i in (30, 299)]
    assert np.array_equal(alone, over_seconds(force, rough, SECOND)[[30, 299]])
