"""A simulated motion as a wearable of some kind takes it: its rate, its words, its truth on its own clock."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from soleus_sense.errors import SettingsError, WearableError
from soleus_sense.exercises import Tempo
from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate
from soleus_sense.virtual.taken import take
from soleus_sense.virtual.wearable import Faults
from soleus_sense.wearables.driver import Settings


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")


@pytest.fixture(scope="module")
def three_reps() -> Simulation:
    return simulate(Scenario(tempo=Tempo.parse("2-0-1-0"), reps=3, seed=5))


@pytest.mark.parametrize(
    ("kind", "rate_hz", "has_gyro"), [("soleus", 100, True), ("dot", 60, True), ("polar", 104, True)]
)
def test_what_a_wearable_takes_is_counted_and_its_truth_fits(
    kind: str, rate_hz: float, has_gyro: bool, three_reps: Simulation
) -> None:
    taken = take(three_reps, kind)
    assert (taken.connected.rate_hz, taken.recording.has_gyro) == (rate_hz, has_gyro)
    assert taken.recording.sample_rate_hz == pytest.approx(rate_hz, rel=0.01)
    assert taken.lost_samples == 0
    found = [rep for rep in analyze(taken.recording, placement="heel").reps if rep.counted]
    assert len(found) == len(taken.truth) == 3
    errors = [rep.lower_end_s - true.lower_end_s for rep, true in zip(found, taken.truth, strict=True)]
    assert np.abs(errors).max() < 0.15


def test_a_wearable_asked_to_leave_its_gyro_off_does(three_reps: Simulation) -> None:
    taken = take(three_reps, "soleus", settings=Settings(rate_hz=50, gyro=False))
    assert (taken.connected.rate_hz, taken.recording.has_gyro) == (50, False)


def test_losses_are_told_and_the_truth_keeps_to_the_first_sample_that_came(three_reps: Simulation) -> None:
    taken = take(three_reps, "soleus", settings=Settings(rate_hz=50), faults=Faults(loss=0.3, loss_s=0.25, seed=3))
    assert taken.lost_samples > 0.1 * len(taken.recording)
    found = [rep for rep in analyze(taken.recording, placement="heel").reps if rep.counted]
    ends = [true.lower_end_s for true in taken.truth]
    assert all(min(abs(rep.lower_end_s - end_s) for end_s in ends) < 0.3 for rep in found)


def test_the_same_comes_out_each_time(three_reps: Simulation) -> None:
    once, again = (take(three_reps, "soleus", faults=Faults(loss=0.1)) for _ in range(2))
    assert (once.recording.time_s == again.recording.time_s).all()
    assert (once.recording.acc_m_s2 == again.recording.acc_m_s2).all()


def test_what_cannot_be_taken_is_said(three_reps: Simulation) -> None:
    with pytest.raises(SettingsError, match="no virtual wearable 'watch'"):
        take(three_reps, "watch")
    with pytest.raises(WearableError, match="Hardly a sample came"):
        take(three_reps, "soleus", faults=Faults(loss=0.999, loss_run=1e6, stalls=((0.0, 1e6),)))
