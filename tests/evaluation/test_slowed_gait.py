"""What a foot did is walked again at another pace, and no pace makes it a heel raise."""

from pathlib import Path

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.evaluation.outcomes import SENSORS
from soleus_sense.evaluation.slowed_gait import FACTORS, retimed, run_slowed_gait
from soleus_sense.motion.samples import Recording

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
RATE_HZ = 100.0


def rocked(turn_deg=30.0, pushed_m_s2=2.0):
    """A sensor that rests, turns there and back, and is pushed up and caught again meanwhile."""
    time_s = np.arange(0, 6, 1 / RATE_HZ)
    part = np.clip((time_s - 2) / 2, 0, 1)
    angle = np.deg2rad(turn_deg) * np.sin(np.pi * part) ** 2
    rate = np.gradient(angle, 1 / RATE_HZ)
    felt = g + pushed_m_s2 * np.sin(2 * np.pi * part)
    acc = np.column_stack((-np.sin(angle) * felt, np.zeros_like(felt), np.cos(angle) * felt))
    return Recording.from_arrays(time_s, acc, np.column_stack((np.zeros_like(rate), rate, np.zeros_like(rate))))


def test_at_its_own_pace_nothing_changes():
    before = rocked()
    after = retimed(before, 1.0)
    assert after.acc_m_s2 == pytest.approx(before.acc_m_s2, abs=1e-6)
    assert np.array_equal(after.time_s, before.time_s)


def test_half_as_quick_it_turns_as_far_and_is_pushed_by_a_quarter():
    before, after = rocked(), retimed(rocked(), 2.0)
    step_s = np.diff(after.time_s).mean()
    assert step_s == pytest.approx(2 / RATE_HZ)
    turned = np.cumsum(after.gyr_rad_s[:, 1]) * step_s
    assert np.rad2deg(turned.max()) == pytest.approx(30.0, abs=0.5)
    excess = [np.abs(np.linalg.norm(one.acc_m_s2, axis=1) - g).max() for one in (before, after)]
    assert excess[1] == pytest.approx(excess[0] / 4, rel=0.1)


def test_without_a_gyro_there_is_no_telling():
    with pytest.raises(ValueError, match="which way was up"):
        retimed(rocked().without_gyro(), 2.0)


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the real recordings in ../shared/data")
def test_no_pace_of_real_gait_is_a_heel_raise_with_a_gyro_nor_a_usual_one_without():
    found = run_slowed_gait(DATA)
    assert [one.factor for one in found] == list(FACTORS)
    assert {one.recordings for one in found} == {6}
    with_gyro, without = SENSORS
    assert {one.factor: one.counted[with_gyro] for one in found} == dict.fromkeys(FACTORS, 0)
    assert all(one.counted[without] == 0 for one in found if one.factor <= 1.5)
