"""A running workout is kept set by set, and goes on whatever happens to the history."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from made import BEGAN, analysis_of

from soleus_sense.errors import SoleusError
from soleus_sense.exercises import Tempo
from soleus_sense.history import Keeper, Worn
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import Gait, PhaseChanged, RepCounted, SetEnded
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
    keeper = keeper_of(history)
    history._database.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        keeper.hear("", SetEnded(whole.sets[0], 20.0), lambda: whole)
    assert history.sessions() == ()

    keeper.finish("", whole)

    assert history.session(keeper.close()).recordings[0].analysis == whole


def test_what_could_not_be_saved_at_all_is_said_at_the_end(history, path):
    whole = analysis_of([3.0, 2.9])
    keeper = keeper_of(history)
    history._database.execute("PRAGMA busy_timeout = 20")
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
