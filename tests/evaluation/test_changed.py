"""Real recordings are changed as the tables say, and in nothing else; and their counts survive it."""

from pathlib import Path

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.evaluation.changed import CHANGES, offset, resampled, rested, run_changed, slowed, thinned, turned
from soleus_sense.motion.samples import Recording

DATA = Path(__file__).parents[2] / "../shared/data"

ANYHOW = [
    *("as it is", "strapped on another way", "another sensor's offsets", "5 % too much", "5 % too little"),
    *("a cheap sensor's noise", "eight bits", "at 100 Hz", "at 30 Hz", "15 % slower", "10 % quicker"),
    *("10 s of rest before", "40 s of rest before"),
]


def recording(seconds=20.0, rate_hz=50.0):
    time_s = np.arange(0, seconds, 1 / rate_hz)
    up = np.column_stack((np.zeros_like(time_s), 0.5 * np.sin(time_s), np.full_like(time_s, g)))
    return Recording.from_arrays(time_s=time_s, acc_m_s2=up, gyr_rad_s=0.1 * np.cos(up))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_makes_a_recording_again_and_always_the_same(change):
    once, again = change(recording()), change(recording())
    assert (np.diff(once.time_s) > 0).all()
    assert once.acc_m_s2.shape == once.gyr_rad_s.shape == (len(once), 3)
    assert np.array_equal(once.acc_m_s2, again.acc_m_s2)


def test_a_strap_turned_feels_as_much():
    before, after = recording(), turned(recording())
    assert np.linalg.norm(after.acc_m_s2, axis=1) == pytest.approx(np.linalg.norm(before.acc_m_s2, axis=1))
    assert np.abs(after.acc_m_s2 - before.acc_m_s2).max() > 1


def test_an_offset_is_the_same_all_along():
    added = offset(recording()).acc_m_s2 - recording().acc_m_s2
    assert np.ptp(added, axis=0) == pytest.approx(0)
    assert 0 < np.abs(added).max() <= 0.4


def test_a_slower_motion_turns_as_far_and_rotates_slower():
    before, after = recording(), slowed(recording(), 1.25)
    assert after.time_s[-1] == pytest.approx(1.25 * before.time_s[-1])
    assert after.gyr_rad_s == pytest.approx(before.gyr_rad_s / 1.25)
    assert np.median(np.linalg.norm(after.acc_m_s2, axis=1)) == pytest.approx(g, abs=0.05)


def test_another_rate_keeps_the_length():
    after = resampled(recording(), 30.0)
    assert after.time_s[-1] == pytest.approx(recording().time_s[-1], abs=0.05)
    assert after.sample_rate_hz == pytest.approx(30.0, rel=0.01)


def test_samples_are_lost_but_none_is_changed():
    before, after = recording(), thinned(recording())
    kept = np.isin(before.time_s, after.time_s)
    assert 0.01 < 1 - kept.mean() < 0.1
    assert np.array_equal(after.acc_m_s2, before.acc_m_s2[kept])


def test_a_rest_before_is_as_long_as_told_and_stands_as_the_leg_stood():
    before, after = recording(), rested(recording(), 5.0, 10.0)
    resting = after.time_s < 5.0
    assert np.count_nonzero(resting) == 500
    assert np.array_equal(after.acc_m_s2[~resting], before.acc_m_s2[before.time_s >= 5.0])
    assert np.linalg.norm(after.acc_m_s2[resting].mean(axis=0)) == pytest.approx(g, abs=0.05)


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the real recordings in ../shared/data")
def test_real_counts_survive_another_sensor_another_mount_a_slower_person_and_a_rest():
    # A third of them; all are in the table.
    found = {one.change: one for one in run_changed(DATA, every=3)}
    assert {change: found[change].exact for change in ANYHOW} == {
        change: dict.fromkeys(found[change].exact, found[change].recordings) for change in ANYHOW
    }
    assert all(abs(error) <= 1 for one in found.values() for error in one.furthest.values())
