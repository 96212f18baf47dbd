"""A whole recording in one call: what was said about it is used, what is found comes out in plain values."""

import json
from dataclasses import FrozenInstanceError, asdict, fields, replace

import numpy as np
import pytest
from scipy.constants import g
from simulated import made

from soleus_sense import EXERCISES, Recording, Rep, SettingsError, Tempo, analyze
from soleus_sense.motion import analysis


@pytest.fixture(scope="module")
def recording():
    return replace(made("heel").recording, tempo=None)


@pytest.fixture(scope="module")
def out(recording):
    return analyze(recording)


def test_everything_found_is_frozen(out):
    with pytest.raises(FrozenInstanceError):
        out.reps[0].lower_s = 3.0
    with pytest.raises(FrozenInstanceError):
        out.sets[0].reps = 99
    assert isinstance(out.reps, tuple)
    assert isinstance(out.sets, tuple)


def test_repetitions_are_numbered_from_one_in_the_order_of_time(out):
    assert [rep.index for rep in out.reps] == [1, 2, 3, 4, 5]
    assert [one.index for one in out.sets] == [1]
    starts = [rep.raise_start_s for rep in out.reps]
    assert starts == sorted(starts)


def test_durations_are_what_lies_between_the_times(out):
    for rep in out.reps:
        assert rep.raise_s == pytest.approx(rep.raise_end_s - rep.raise_start_s)
        assert rep.top_s == pytest.approx(max(rep.lower_start_s - rep.raise_end_s, 0))
        assert rep.lower_s == pytest.approx(rep.lower_end_s - rep.lower_start_s)


def test_times_are_of_the_recordings_own_clock(recording, out):
    later = replace(recording, time_s=recording.time_s + 1_000_000.0)
    moved = analyze(later)
    assert moved.counted == out.counted
    for a, b in zip(out.reps, moved.reps, strict=True):
        assert b.raise_start_s - a.raise_start_s == pytest.approx(1_000_000.0, abs=0.005)


def test_what_the_recording_says_is_used():
    known = analyze(replace(made("shin").recording, exercise="isometric-tempo", tempo="2-0-1-0"))
    assert (known.placement, known.exercise, known.tempo) == ("shin", "isometric-tempo", "2-0-1-0")


def test_what_is_asked_for_goes_before_it():
    recording = replace(made("heel").recording, placement="shin", exercise="isometric-tempo", tempo="5-0-1-0")
    asked = analyze(recording, "heel", "seated-calf-raise", "2-0-1-0")
    assert (asked.placement, asked.exercise, asked.tempo) == ("heel", "seated-calf-raise", "2-0-1-0")
    assert asked.counted == 5


def test_an_exercise_brings_its_own_tempo(recording):
    known = analyze(recording, exercise="heavy-slow-resistance")
    assert known.tempo == EXERCISES["heavy-slow-resistance"].tempo


def test_a_tempo_is_what_lowerings_are_held_to(recording):
    kept, missed, none = (analyze(recording, tempo=tempo).sets[0] for tempo in ("2-0-1-0", "5-0-1-0", None))
    assert (kept.tempo_compliance, missed.tempo_compliance, none.tempo_compliance) == (1.0, 0.0, None)


def test_a_tempo_changes_nothing_that_is_found(recording, out):
    assert analyze(recording, tempo="5-0-1-0").reps == out.reps


def test_a_tempo_comes_out_as_text(recording):
    assert analyze(recording, tempo="30X1").tempo == str(Tempo.parse("3-0-X-1")) == "3-0-X-1"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"placement": "knee"}, "choose heel, shin or auto"),
        ({"exercise": "squat"}, "standing-calf-raise"),
        ({"tempo": "slow"}, "3-0-1-0"),
        ({"tempo": "3-0-1"}, "four phases"),
        ({"body_height_m": 170}, "metres"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_a_setting_that_makes_no_sense_is_refused_in_a_sentence(recording, wrong, said):
    with pytest.raises(SettingsError, match=said) as error:
        analyze(recording, **wrong)
    assert "\n" not in str(error.value)


def test_what_the_reader_said_is_passed_on_first(recording):
    warned = analyze(replace(recording, warnings=("Acceleration is taken to be in g.",)))
    assert warned.warnings[0] == "Acceleration is taken to be in g."
    assert len(warned.warnings) > 1


def test_the_size_of_the_blocks_bears_on_nothing(recording, out, monkeypatch):
    monkeypatch.setattr(analysis, "BLOCK", 333)
    assert analyze(recording).reps == out.reps


def test_analysing_twice_gives_the_same(recording, out):
    assert analyze(recording) == out


def test_the_recording_is_left_as_it_was(recording):
    before = recording.acc_m_s2.copy(), recording.gyr_rad_s.copy()
    analyze(recording)
    assert np.array_equal(recording.acc_m_s2, before[0])
    assert np.array_equal(recording.gyr_rad_s, before[1])


def test_a_table_has_a_row_for_every_repetition(out):
    frame = out.to_frame()
    assert list(frame.columns) == [field.name for field in fields(Rep)]
    assert len(frame) == 5
    assert frame["lower_s"].tolist() == [rep.lower_s for rep in out.reps]
    assert np.isnan(frame["bottom_s"].iloc[-1])


def test_a_table_of_none_keeps_its_columns():
    still = Recording.from_arrays(np.arange(500) / 100, np.tile([0.0, 0.0, g], (500, 1)))
    empty = analyze(still)
    assert empty.counted == 0
    assert empty.sets == ()
    assert list(empty.to_frame().columns) == [field.name for field in fields(Rep)]


def test_plain_values_survive_json(out):
    document = json.loads(json.dumps(out.to_dict(), allow_nan=False))
    assert document["reps"] == [asdict(rep) for rep in out.reps]
    assert document["sets"][0]["reps"] == 5
    assert document["reps"][-1]["bottom_s"] is None
