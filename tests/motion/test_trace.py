"""Travel over time, as the charts draw it: 0 at every bottom, up is positive, in the placement's own unit."""

import numpy as np
import pytest
from scipy.constants import g
from simulated import made, seen_by

from soleus_sense import Recording, analyze
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.trace import travel_trace

GYRO = pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "no gyro"])
PLACE = pytest.mark.parametrize("placement", ["heel", "shin"])


def traced(recording):
    out = analyze(recording)
    return travel_trace(recording, out), out


def at(trace, when_s):
    return np.interp(when_s, trace.time_s, trace.travel)


@PLACE
def test_a_trace_spans_the_recording_on_a_regular_grid(placement):
    recording = made(placement).recording
    trace, _ = traced(recording)
    assert len(trace.travel) == len(trace.time_s)
    assert np.diff(trace.time_s) == pytest.approx(1 / GRID_RATE_HZ)
    assert trace.time_s[0] == pytest.approx(recording.time_s[0], abs=0.05)
    assert trace.time_s[-1] == pytest.approx(recording.time_s[-1], abs=0.05)
    assert np.isfinite(trace.travel).all()


@GYRO
@PLACE
def test_every_repetition_begins_and_ends_at_zero_and_is_up_in_between(placement, gyro):
    trace, out = traced(seen_by(made(placement, "2-1-1-1").recording, gyro=gyro))
    tops = [at(trace, 0.5 * (rep.raise_end_s + rep.lower_start_s)) for rep in out.reps]
    ends = [at(trace, when) for rep in out.reps for when in (rep.raise_start_s, rep.lower_end_s)]
    assert len(tops) == 5
    assert np.abs(ends).max() < 0.1 * np.median(tops)
    assert min(tops) > 0.5 * np.median(tops) > 0


def highest(trace, rep):
    return trace.travel[(trace.time_s >= rep.raise_start_s) & (trace.time_s <= rep.lower_end_s)].max()


@GYRO
@pytest.mark.parametrize("tempo", ["1-0-1-0", "2-1-1-1"])
def test_a_foots_travel_is_its_turn_in_degrees(tempo, gyro):
    trace, out = traced(seen_by(made("heel", tempo).recording, gyro=gyro))
    assert trace.unit == "°"
    assert [highest(trace, rep) for rep in out.reps] == pytest.approx([rep.range_deg for rep in out.reps], abs=0.5)


@GYRO
@pytest.mark.parametrize("tempo", ["1-0-1-0", "4-2-2-1"])
def test_a_shins_travel_is_as_high_as_its_repetitions_were_measured(tempo, gyro):
    trace, out = traced(seen_by(made("shin", tempo).recording, gyro=gyro))
    assert [highest(trace, rep) for rep in out.reps] == pytest.approx([100 * rep.height_m for rep in out.reps], abs=0.1)
    inside = (trace.time_s >= out.reps[0].raise_start_s) & (trace.time_s <= out.reps[-1].lower_end_s)
    assert trace.travel[inside].min() > -0.5


def test_a_shins_travel_is_its_height_in_centimetres():
    sim = made("shin", "1-0-1-0")
    trace, out = traced(sim.recording)
    assert trace.unit == "cm"
    tops = [at(trace, 0.5 * (rep.raise_end_s + rep.lower_start_s)) for rep in out.reps]
    assert np.median(tops) == pytest.approx(100 * np.median([way for _, way in sim.shin_range]), rel=0.5)


@PLACE
def test_each_of_two_sets_has_its_own_bottom(placement):
    trace, out = traced(made(placement, sets=2, reps=3, rest_s=15.0).recording)
    assert len(out.sets) == 2
    assert [at(trace, one.start_s) for one in out.sets] == pytest.approx([0, 0], abs=0.5)


@PLACE
def test_a_recording_without_repetitions_is_drawn_too(placement):
    recording = made(placement, None, sets=0, before=(("still", 8.0),)).recording
    trace, out = traced(recording)
    assert out.reps == ()
    assert len(trace.travel) == pytest.approx(recording.duration_s * GRID_RATE_HZ, abs=2)
    assert np.median(trace.travel) == pytest.approx(0, abs=1e-9)


@PLACE
def test_a_handful_of_samples_is_no_trouble(placement):
    still = Recording.from_arrays(np.arange(4) / 100, np.tile([0.0, 0.0, g], (4, 1)), placement=placement)
    trace, _ = traced(still)
    assert len(trace.travel) == len(trace.time_s) <= 2
