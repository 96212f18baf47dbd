"""Where nobody said where the sensor is, the motion says it: what is counted until then is said together, for good."""

from dataclasses import replace

import numpy as np
import pytest
from simulated import equal_cuts, made, seen_by, stream

from soleus_sense import RepCounted, RepCounter, SetEnded, SetStarted, analyze

GYRO = pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "no gyro"])
PLACE = pytest.mark.parametrize("placement", ["heel", "shin"])


def untold(recording):
    return replace(recording, placement=None, tempo=None)


@pytest.mark.parametrize(
    "known", [{"site": "instep"}, {"site": "lateral"}, {"posture": "standing"}, {"tempo": "X-0-X-0"}]
)
@GYRO
def test_a_foot_is_counted_as_if_told(known, gyro):
    recording = seen_by(untold(made("heel", **known).recording), gyro=gyro)
    found, told = analyze(recording), analyze(recording, "heel")
    assert found.placement == "heel"
    assert found.reps == told.reps
    assert found.sets == told.sets


@pytest.mark.parametrize("known", [{"site": "below-knee"}, {"posture": "standing", "tempo": "1-0-1-0"}])
@GYRO
def test_a_shin_is_counted_as_if_told(known, gyro):
    recording = seen_by(untold(made("shin", **known).recording), gyro=gyro)
    found, told = analyze(recording), analyze(recording, "shin")
    assert found.placement == "shin"
    assert found.reps == told.reps


@PLACE
@GYRO
def test_nothing_is_said_before_the_third_repetition_and_all_of_them_with_it(placement, gyro):
    recording = seen_by(untold(made(placement, reps=6).recording), gyro=gyro)
    counter, said = RepCounter(), []
    for start in range(0, len(recording), 10):
        block = recording.block(start, start + 10)
        events = counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s)
        said.append(sum(isinstance(event, RepCounted) for event in events))
        assert counter.now.counted == counter.analysis().counted == sum(said)
    assert next(new for new in said if new) == 3
    assert sum(said) + sum(isinstance(event, RepCounted) for event in counter.finish()) == 6


@PLACE
def test_what_is_said_together_is_said_in_order_and_not_in_the_past(placement):
    recording = untold(made(placement, reps=6).recording)
    events = stream(RepCounter(), recording, equal_cuts(len(recording), 10))
    reps = [event for event in events if isinstance(event, RepCounted)]
    assert [event.rep.index for event in reps] == [1, 2, 3, 4, 5, 6]
    assert reps[0].at_s == reps[1].at_s == reps[2].at_s < reps[3].at_s
    kinds = [type(event) for event in events if isinstance(event, SetStarted | RepCounted | SetEnded)]
    assert kinds == [SetStarted, *[RepCounted] * 6, SetEnded]


def test_a_set_of_two_is_said_at_the_recordings_end():
    recording = untold(made("heel", reps=2, lead_out_s=20.0).recording)
    counter = RepCounter()
    counter.push(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s)
    assert counter.now.counted == 0
    assert sum(isinstance(event, RepCounted) for event in counter.finish()) == 2
    assert counter.analysis().placement == "heel"


@PLACE
def test_a_set_that_is_ended_by_hand_goes_on_in_another(placement):
    recording = untold(made(placement, reps=6).recording)
    half = int(np.searchsorted(recording.time_s, analyze(recording, placement).reps[3].lower_end_s + 0.5))
    counter = RepCounter()
    events: list = []
    for start, stop in ((0, half), (half, len(recording))):
        block = recording.block(start, stop)
        events += counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s)
        events += counter.end_set()
    events += counter.finish()
    assert [event.set.reps for event in events if isinstance(event, SetEnded)] == [4, 2]


@PLACE
@GYRO
def test_what_people_do_before_a_set_decides_nothing(placement, gyro):
    known = {"before": (("fidget", 12.0), ("strap", 6.0)), "reps": 6, "seed": 11}
    recording = seen_by(untold(made(placement, **known).recording), gyro=gyro)
    assert analyze(recording).placement == placement
