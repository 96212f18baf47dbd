"""Long streams without a seam, and a memory that is really looked at."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.evaluation.memory import resident_mib, stream_memory
from soleus_sense.evaluation.speed import RATE_HZ, LiveSpeed, Tiles, WholeSpeed, everyday, piece_of_day


@pytest.mark.parametrize(
    ("day", "placement"), [("everyday", "heel"), ("everyday", "shin"), ("sitting", "heel"), ("push-ups", "heel")]
)
def test_pieces_laid_end_to_end_have_no_seam(day, placement):
    tiles = Tiles(piece_of_day(day, placement))
    seam = round(tiles.seconds * RATE_HZ)

    time_s, acc, gyr = tiles.samples(seam - 200, seam + 200)

    steps = np.abs(np.diff(acc, axis=0)).max(axis=1)
    assert steps[198:202].max() < 0.3
    assert np.linalg.norm(acc, axis=1) == pytest.approx(g, abs=1.5)
    assert np.abs(gyr).max() < 1.5
    assert np.diff(time_s) == pytest.approx(1 / RATE_HZ)


def test_pushes_hold_the_same_samples_as_the_whole():
    tiles = Tiles(everyday("heel", has_gyro=False))
    whole = tiles.recording(0.05)

    parts = list(tiles.pushes(0.05, 7))

    assert np.concatenate([part[1] for part in parts]).tobytes() == whole.acc_m_s2.tobytes()
    assert np.concatenate([part[0] for part in parts]).tolist() == whole.time_s.tolist()
    assert {part[2] for part in parts} == {None}
    assert len(whole) == 18_000


def test_costs_are_worked_out_from_what_was_timed():
    whole = WholeSpeed("heel", 4.5, 1_620_000, True, seconds=1.62, filter_seconds=0.27, reps=1)
    live = LiveSpeed("heel", True, samples=10_000, per_push=10, cpu_seconds=0.2)

    assert (whole.ratio, whole.per_sample_us) == pytest.approx((6.0, 1.0))
    assert (live.per_sample_us, live.core_share) == pytest.approx((20.0, 0.002))


def test_resident_memory_sees_what_is_held():
    before = resident_mib()
    held = np.ones(8_000_000)

    assert resident_mib() - before > 50
    assert held.all()


def test_memory_is_told_by_the_hour():
    told = []

    hours = stream_memory("heel", 1, per_push=2000, done=told.append)

    assert [one.hour for one in hours] == [1]
    assert hours == tuple(told)
    assert hours[0].peak_mib > 20
    assert hours[0].reps > 0
