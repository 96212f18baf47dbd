"""Live equals batch: however a stream is cut into chunks, it gives the analysis of the whole recording."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulated import counted, equal_cuts, made, seen_by, stream

from soleus_sense import PartialRep, PhaseChanged, RepCounted, RepCounter, SetEnded, SetStarted, analyze
from soleus_sense.motion import judge_shin
from soleus_sense.motion.evidence import KEPT_S
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual import plain
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.sensor import Sensor

GYRO = pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "no gyro"])
PLACE = pytest.mark.parametrize("placement", ["heel", "shin"])

LOSSY = Sensor(lost_share=0.08, notification_samples=12, jitter_s=0.003)


@cache
def two_sets(placement):
    """Two sets of three repetitions, partials among them, from a sensor that loses and jitters."""
    manner = Manner(partial_share=0.2, bottom_s=(0.2, 0.6))
    return made(placement, sets=2, reps=3, rest_s=13.0, sensor=LOSSY, manner=manner).recording


@cache
def broken(placement):
    """A set with 1.5 s and then 10 s missing: one gap is bridged, the other is not."""
    whole = made(placement, "1-0-1-0", reps=14).recording
    kept = np.ones(len(whole), bool)
    for start_s, end_s in ((6.5, 8.0), (14.0, 24.0)):
        kept &= (whole.time_s < start_s) | (whole.time_s > end_s)
    return Recording.from_arrays(whole.time_s[kept], whole.acc_m_s2[kept], whole.gyr_rad_s[kept])


def same(recording, cuts, placement):
    """Whether the stream cut so gives the analysis of the whole; its events."""
    counter = RepCounter(placement)
    events = stream(counter, recording, cuts)
    live, batch = counter.analysis(), analyze(replace(recording, placement=None, tempo=None), placement)
    assert live.reps == batch.reps
    assert live.sets == batch.sets
    assert live.placement == batch.placement
    assert live.warnings == batch.warnings
    return events, batch


@pytest.mark.parametrize("size", [1, 7, 50, 10**9], ids=["1", "7", "50", "all"])
@pytest.mark.parametrize("asked", ["as it is", "auto"])
@GYRO
@PLACE
def test_chunks_of_one_size(placement, gyro, asked, size):
    recording = seen_by(made(placement, reps=4).recording, gyro=gyro)
    _, batch = same(recording, equal_cuts(len(recording), size), placement if asked == "as it is" else asked)
    assert batch.counted == 4


@pytest.mark.parametrize("size", [1, 7, 50])
@pytest.mark.parametrize("asked", ["as it is", "auto"])
@PLACE
def test_chunks_of_one_size_with_partials_losses_jitter_and_two_sets(placement, asked, size):
    recording = two_sets(placement)
    _, batch = same(recording, equal_cuts(len(recording), size), placement if asked == "as it is" else asked)
    assert len(batch.sets) == 2
    assert any(rep.flagged for rep in batch.reps)


@pytest.mark.parametrize("size", [1, 7, 50])
@GYRO
@PLACE
def test_chunks_of_one_size_over_long_gaps(placement, gyro, size):
    recording = seen_by(broken(placement), gyro=gyro)
    _, batch = same(recording, equal_cuts(len(recording), size), placement)
    assert batch.counted >= 6


@PLACE
@given(data=st.data(), gyro=st.booleans(), asked=st.sampled_from(["as it is", "auto"]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cuts(placement, data, gyro, asked):
    recording = seen_by(data.draw(st.sampled_from([two_sets, broken]))(placement), gyro=gyro)
    cuts = data.draw(st.lists(st.integers(1, len(recording) - 1), unique=True, max_size=60))
    same(recording, cuts, placement if asked == "as it is" else asked)


@PLACE
@given(seed=st.integers(0, 2**16), rate_hz=st.sampled_from([20.0, 52.0, 104.0, 208.0]), size=st.integers(1, 400))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_sensor(placement, seed, rate_hz, size):
    recording = made(placement, reps=3, seed=seed, sensor=replace(LOSSY, sample_rate_hz=rate_hz)).recording
    same(recording, equal_cuts(len(recording), size), placement)


@GYRO
@PLACE
def test_what_was_said_live_is_what_the_analysis_holds(placement, gyro):
    recording = seen_by(two_sets(placement), gyro=gyro)
    events, batch = same(recording, equal_cuts(len(recording), 5), placement)
    said = [event.rep for event in events if isinstance(event, RepCounted)]
    partial = [event.rep for event in events if isinstance(event, PartialRep)]
    assert [rep.index for rep in said] == [rep.index for rep in counted(batch.reps)]
    assert [rep.index for rep in partial] == [rep.index for rep in batch.reps if not rep.counted]
    assert [rep.set for rep in said] == [rep.set for rep in counted(batch.reps)]
    assert [event.set for event in events if isinstance(event, SetStarted)] == [1, 2]
    assert [event.set.index for event in events if isinstance(event, SetEnded)] == [1, 2]


@pytest.mark.parametrize("tempo", ["1-0-1-0", "2-1-1-1", "3-0-1-0"])
@GYRO
def test_a_lowering_said_live_at_the_heel_changes_by_a_tenth_of_a_second_at_most(gyro, tempo):
    recording = seen_by(made("heel", tempo, reps=4).recording, gyro=gyro)
    events, batch = same(recording, equal_cuts(len(recording), 5), "heel")
    said = [event.rep.lower_s for event in events if isinstance(event, RepCounted)]
    assert said == pytest.approx([rep.lower_s for rep in counted(batch.reps)], abs=0.1)


@GYRO
@PLACE
def test_the_count_never_goes_down(placement, gyro):
    recording = seen_by(two_sets(placement), gyro=gyro)
    counter, known = RepCounter(placement), [0]
    for start in range(0, len(recording), 25):
        block = recording.block(start, start + 25)
        events = counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s)
        known.append(known[-1] + sum(isinstance(event, RepCounted) for event in events))
        assert counter.analysis().counted == counter.now.counted == known[-1]
    ended = sum(isinstance(event, RepCounted) for event in counter.finish())
    assert counter.analysis().counted == known[-1] + ended == analyze(recording, placement).counted


@PLACE
def test_an_event_names_no_sample_that_has_not_come_yet(placement):
    recording = two_sets(placement)
    counter = RepCounter(placement)
    for start in range(0, len(recording), 3):
        block = recording.block(start, start + 3)
        for event in counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s):
            assert event.at_s <= block.time_s[-1]


@GYRO
@PLACE
def test_a_repetition_is_said_soon_after_the_heel_lands(placement, gyro):
    recording = seen_by(made(placement, "1-0-1-0", reps=6).recording, gyro=gyro)
    events, _ = same(recording, equal_cuts(len(recording), 1), placement)
    late_s = [event.at_s - event.rep.lower_end_s for event in events if isinstance(event, RepCounted)]
    assert len(late_s) == 6
    assert np.median(late_s) < 0.4


def test_raises_and_lowerings_of_a_foot_are_said_by_turns():
    recording = made("heel", "2-1-1-1", reps=4).recording
    events, _ = same(recording, equal_cuts(len(recording), 5), "heel")
    phases = [event.phase for event in events if isinstance(event, PhaseChanged)]
    assert [phase for phase in phases if phase in ("raise", "lower")] == ["raise", "lower"] * 4


def test_what_was_passed_over_too_long_ago_is_not_looked_at_in_samples_that_are_gone(monkeypatch):
    # Ten slow repetitions, none of which may begin the set before the ninth: the first lie further back than is kept.
    sim = made("shin", "5-0-3-0", reps=10, lead_in_s=100.0)
    judge = judge_shin.is_repetition

    def counts_from_the_ninth_on():
        asked = 0

        def judged(shape, look, **known):
            nonlocal asked
            asked += look is None
            return (look is not None or asked > 8) and judge(shape, look, **known)

        monkeypatch.setattr(judge_shin, "is_repetition", judged)

    found = []
    for size in (7, len(sim.recording)):
        counts_from_the_ninth_on()
        counter = RepCounter("shin")
        stream(counter, sim.recording, equal_cuts(len(sim.recording), size))
        found.append(counter.analysis().reps)
    live, whole = found
    assert live == whole
    begins_s, ends_s = live[0].raise_start_s, live[-1].lower_end_s
    assert 3 <= len(live) < 10
    assert ends_s - begins_s < KEPT_S + 10


def test_what_waited_for_long_is_not_measured_by_samples_that_are_gone():
    # Ten seconds up and down, eight of rest, no tremor: the first of three alike is a minute old when it counts.
    manner = plain.Manner(
        reps=7, raise_s=2.4, top_s=3, lower_s=4.6, bottom_s=8, range_deg=25, tremor_deg=0, lead_in_s=4
    )
    recording = plain.plain_set("shin", manner, 1)
    _, batch = same(recording, equal_cuts(len(recording), 20), "shin")
    assert len(batch.reps) >= 3


@GYRO
@pytest.mark.parametrize("size", [1, 33, 1000])
def test_what_begins_with_the_recording_and_waits_to_be_told(size, gyro):
    manner = plain.Manner(reps=5, raise_s=1.1, top_s=2.6, lower_s=0.5, bottom_s=0.0, range_deg=30, lead_in_s=0.2)
    recording = seen_by(plain.plain_set("shin", manner, 3), gyro=gyro)
    _, batch = same(recording, equal_cuts(len(recording), size), "shin")
    assert batch.counted == 5
