"""A running workout is kept set by set, and goes on whatever happens to the history."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from made import BEGAN, analysis_of

from soleus_sense.errors import SoleusError
from soleus_sense.exercises import Tempo
from soleus_sense.history import Keeper, Worn
from soleus_sense.live.byhand import ByHand, Correction, Note, Weight
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import Gait, PhaseChanged, RepCounted, SetEnded
from soleus_sense.recording.byhand import remarks_path
from soleus_sense.virtual.scenario import Scenario, simulate


def keeper_of(history, **known) -> Keeper:
    return Keeper(history, exercise="seated-calf-raise", tempo="3-0-1-0", began=BEGAN, **known)


def test_each_set_is_kept_as_it_ends(history):
    whole = analysis_of([3.0, 2.9], [3.1, 3.0, 2.8])
    keeper = keeper_of(history)

    for count, one in enumerate(whole.sets, start=1):
        keeper.hear("", SetEnded(one, one.end_s + 8), lambda: whole)
        assert [kept.sets for kept in history.sessions()] == [count]

    kept = history.sessions()[0]
    assert (kept.id, kept.reps, kept.ended) == (keeper.session, 5, None)
    assert history.session(kept.id).recordings[0].analysis.reps == whole.reps


def test_other_events_save_nothing_and_ask_for_nothing(history):
    def never():
        raise AssertionError("nobody needs the analysis now")

    keeper = keeper_of(history)
    for event in (PhaseChanged("top", 1.0), RepCounted(analysis_of([3.0]).reps[0], 4.0)):
        keeper.hear("", event, never)
    assert keeper.session is None


def test_the_end_of_a_sensor_brings_the_final_digits(history):
    first, last = analysis_of([3.0, 2.9]), replace(analysis_of([3.05, 2.95]), gait=Gait(4, 5.0, 100.0))
    keeper = keeper_of(history, worn=(Worn("left", "left"), Worn("right", "right")))
    keeper.hear("left", SetEnded(first.sets[0], 20.0), lambda: first)

    keeper.finish("left", last, lost_samples=3)
    keeper.finish("right", last)
    number = keeper.close()

    kept = history.session(number)
    assert [one.worn.side for one in kept.recordings] == ["left", "right"]
    assert [one.analysis for one in kept.recordings] == [last, last]
    assert kept.recordings[0].lost_samples == 3
    assert kept.ended is not None


def test_a_workout_without_a_repetition_leaves_no_trace(history):
    keeper = keeper_of(history)
    keeper.finish("", analysis_of())
    assert keeper.close() is None
    assert history._database.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def test_a_set_that_could_not_be_saved_is_saved_at_the_end(history, path):
    whole = analysis_of([3.0, 2.9])
    keeper = keeper_of(history, busy_s=0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        keeper.hear("", SetEnded(whole.sets[0], 20.0), lambda: whole)
    assert history.sessions() == ()

    keeper.finish("", whole)

    assert history.session(keeper.close()).recordings[0].analysis == whole


def test_a_set_that_could_not_be_saved_is_saved_with_the_next(history, path):
    whole = analysis_of([3.0, 2.9], [3.1], [3.0])
    keeper = keeper_of(history, busy_s=0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for one in whole.sets[:2]:
            keeper.hear("", SetEnded(one, one.end_s + 8), lambda: whole)

    keeper.hear("", SetEnded(whole.sets[2], 90.0), lambda: whole)

    assert [one.reps for one in history.sessions()] == [4]


def test_a_running_workout_hardly_waits_for_another_program(history, path):
    keeper_of(history)
    assert history._database.execute("PRAGMA busy_timeout").fetchone() == (50,)


def test_one_set_that_cannot_be_kept_does_not_cost_the_others(history):
    whole = analysis_of([3.0], [2.9])
    odd = replace(whole.sets[0], lower_s="three")
    keeper = keeper_of(history)

    for one in (odd, whole.sets[1]):
        keeper.hear("", SetEnded(one, one.end_s + 8), lambda: whole)

    assert [one.reps for one in history.sessions()] == [1]
    with pytest.raises(SoleusError, match="'three' as lower_s cannot be kept"):
        keeper.close()


def test_what_was_added_by_hand_is_kept_with_each_set_and_as_it_is_at_the_end(history, tmp_path):
    whole = analysis_of([3.0, 2.9], [3.1, 3.0])
    by_hand = ByHand(tmp_path / "heel.csv")
    keeper = keeper_of(history, worn=(Worn("", path=tmp_path / "heel.csv"),))
    by_hand.add(Weight(1, 20.0, 3.0))
    by_hand.add(Correction(1, 1, 5.0))
    keeper.hear("", SetEnded(whole.sets[0], 20.0), lambda: whole)
    (first,) = history.session(keeper.session).recordings
    assert (first.weights_kg, first.remarks.added_reps) == ({1: 20}, {1: 1})

    by_hand.add(Weight(1, 25.0, whole.sets[0].end_s + 10))
    by_hand.add(Note(2, "left knee bent", whole.sets[1].start_s))
    by_hand.add(Correction(2, -2, whole.sets[1].end_s))
    keeper.finish("", whole)
    (kept,) = history.session(keeper.close()).recordings

    assert kept.weights_kg == {1: 20, 2: 25}
    assert kept.remarks.added_reps == {1: 1, 2: -2}
    assert [note.text for note in kept.remarks.notes] == ["left knee bent"]
    assert kept.analysis == whole
    assert [(one.reps, one.most_reps, one.legs[0].added_reps) for one in history.sessions()] == [(3, 3, -1)]


def test_damaged_remarks_cost_no_set_and_are_said_at_the_end(history, tmp_path):
    whole = analysis_of([3.0])
    remarks_path(tmp_path / "heel.csv").write_text("?", encoding="utf-8")
    keeper = keeper_of(history, worn=(Worn("", path=tmp_path / "heel.csv"),))
    keeper.finish("", whole)

    with pytest.raises(SoleusError, match=r"heel\.byhand\.jsonl is not what was added"):
        keeper.close()

    assert [(one.reps, one.ended is not None) for one in history.sessions()] == [(1, True)]


def test_what_could_not_be_saved_at_all_is_said_at_the_end(history, path):
    whole = analysis_of([3.0, 2.9])
    keeper = keeper_of(history, busy_s=0.01, last_busy_s=0.02)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        keeper.finish("", whole)
        with pytest.raises(SoleusError, match="in use by another program"):
            keeper.close()


def test_a_counted_workout_is_in_the_history_as_it_was_analysed(history):
    """The real counter over simulated samples, a block at a time, as a live session feeds it."""
    recording = simulate(Scenario(reps=3, tempo=Tempo.parse("2-0-1-0"), seed=3)).recording
    counter = RepCounter("heel", "standing-calf-raise", "2-0-1-0")
    keeper = keeper_of(history)
    for start in range(0, len(recording), 50):
        block = recording.block(start, start + 50)
        for event in counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s):
            keeper.hear("", event, counter.analysis)
    for event in counter.finish():
        keeper.hear("", event, counter.analysis)
    assert history.sessions()[0].reps == 3

    keeper.finish("", counter.analysis())

    kept = history.session(keeper.close()).recordings[0].analysis
    assert (kept.reps, kept.sets) == (counter.analysis().reps, counter.analysis().sets)
