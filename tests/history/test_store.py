"""What is given to the history comes back as it was, and stays together."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from made import BEGAN, add_session, analysis_of, one_rep

from soleus_sense.errors import SettingsError, SoleusError
from soleus_sense.history import History, Worn, newest_session
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Gait, Rep, Set
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.journal import Metadata, write_recording


def recording_of(path: Path | None, seconds: float = 10.0, **known) -> Recording:
    time_s = np.arange(0.0, seconds, 0.02)
    return Recording.from_arrays(
        time_s, np.tile([0.0, 0.0, 9.81], (len(time_s), 1)), path=None if path is None else str(path), **known
    )


def test_what_is_kept_comes_back_to_the_last_digit(history):
    analysis = replace(analysis_of([3.0, 2.9], [3.1 / 3]), gait=Gait(12, 20.5, 101.3), warnings=("Said.", "Twice."))
    session = history.begin_session(exercise=analysis.exercise, tempo=analysis.tempo, began=BEGAN)

    history.save_whole(session, analysis, lost_samples=7)

    (kept,) = history.session(session).recordings
    assert kept.analysis == analysis
    assert kept.lost_samples == 7


def test_what_could_not_be_measured_comes_back_as_nothing(history):
    reps = [one_rep(1, 3.0, range_deg=None, height_m=None, bottom_s=None, peak_lower_deg_s=None, flagged=True)]
    one = summarise_set(1, reps, None)
    session = history.begin_session()

    history.save_set(session, one, reps)

    kept = history.session(session).recordings[0].analysis
    assert kept.reps == tuple(reps)
    assert kept.sets == (one,)


def test_every_field_of_a_repetition_and_a_set_has_its_column(history, path):
    with closing(sqlite3.connect(path)) as database:
        for kind, table in ((Rep, "reps"), (Set, "sets")):
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
            assert {field.name for field in fields(kind)} <= columns


def test_numbers_of_numpy_are_kept_too(history):
    rep = one_rep(np.int64(1), np.float64(3.0), counted=np.bool_(True))
    session = history.begin_session()

    history.save_set(session, summarise_set(1, [rep], None), [rep])

    assert history.session(session).recordings[0].analysis.reps == (one_rep(1, 3.0),)


def test_a_set_is_there_before_the_session_has_ended(history, path):
    analysis = analysis_of([3.0, 3.0])
    session = history.begin_session(began=BEGAN)

    history.save_set(session, analysis.sets[0], analysis.reps)

    with History(path) as another:
        (kept,) = another.sessions()
    assert (kept.id, kept.reps, kept.ended) == (session, 2, None)


def test_the_last_digits_take_the_place_of_the_first(history):
    first, last = analysis_of([3.0, 3.0, 2.9]), analysis_of([3.01, 3.02])
    session = history.begin_session(began=BEGAN)
    history.save_set(session, first.sets[0], first.reps)

    history.save_whole(session, last)

    assert history.session(session).recordings[0].analysis.reps == last.reps


def test_the_same_set_saved_twice_is_one(history):
    first, last = analysis_of([3.0, 3.0, 2.9]), analysis_of([3.01, 3.02])
    session = history.begin_session(began=BEGAN)

    for analysis in (first, last):
        history.save_set(session, analysis.sets[0], analysis.reps)

    kept = history.session(session).recordings[0].analysis
    assert (kept.reps, kept.sets) == (last.reps, last.sets)


def test_two_legs_are_one_session(history):
    left, right = analysis_of([3.0] * 10, height_m=0.08), analysis_of([2.4] * 9, height_m=0.06)
    session = history.begin_session(began=BEGAN, worn=(Worn("left", "left"), Worn("right", "right")))

    history.save_whole(session, left, sensor="left")
    history.save_whole(session, right, sensor="right")

    (kept,) = history.sessions()
    assert [(leg.side, leg.reps) for leg in kept.legs] == [("left", 10), ("right", 9)]
    assert (kept.reps, kept.lower_s, kept.range) == (9.5, pytest.approx(2.7), (pytest.approx(7.0), "cm"))
    assert kept.symmetry is not None
    assert (kept.symmetry.reps, kept.symmetry.range) == (pytest.approx(90), pytest.approx(75))
    assert kept.symmetry.lower_s == pytest.approx(80)


def test_a_shins_range_is_not_held_against_a_heels(history):
    session = history.begin_session(began=BEGAN, worn=(Worn("left", "left"), Worn("right", "right")))
    history.save_whole(session, replace(analysis_of([3.0], height_m=0.05), placement="shin"), sensor="left")
    history.save_whole(session, replace(analysis_of([3.0], height_m=0.09), placement="heel"), sensor="right")

    (kept,) = history.sessions()
    assert kept.symmetry is not None
    assert (kept.symmetry.reps, kept.symmetry.range) == (pytest.approx(100), None)


def test_a_session_without_anything_in_it_leaves_no_trace(history):
    session = history.begin_session(began=BEGAN)

    assert history.end_session(session) is False

    assert history.sessions() == ()
    with pytest.raises(SettingsError):
        history.session(session)


def test_a_walk_without_repetitions_is_kept(history):
    session = history.begin_session(exercise="toe-walk", began=BEGAN)
    history.save_whole(session, analysis_of(exercise="toe-walk", tempo=None, gait=Gait(30, 40.0, 95.0)))

    assert history.end_session(session) is True

    (kept,) = history.sessions()
    assert (kept.reps, kept.walking_s, kept.lower_s) == (0, 40.0, None)


def test_the_figures_of_a_session_are_those_of_its_sets(history):
    analysis = analysis_of([3.0, 3.0, 2.0], [3.4])
    session = add_session(history, analysis)

    (kept,) = history.sessions()

    assert (kept.id, kept.sets, kept.reps, kept.most_reps) == (session, 2, 4, 3)
    assert kept.lower_s == pytest.approx(sum(rep.lower_s for rep in analysis.reps) / 4)
    assert kept.compliance == pytest.approx(3 / 4)
    assert kept.time_under_tension_s == pytest.approx(sum(one.time_under_tension_s for one in analysis.sets))
    assert kept.range == (pytest.approx(8.0), "cm")


def test_a_height_known_less_often_than_the_turn_is_not_the_range(history):
    analysis = analysis_of([3.0] * 3)
    reps = (analysis.reps[0], *(replace(rep, height_m=None) for rep in analysis.reps[1:]))
    add_session(history, replace(analysis, reps=reps))

    assert history.sessions()[0].range == (30.0, "°")


def test_partials_are_in_no_mean(history):
    reps = [one_rep(1, 3.0), one_rep(2, 0.5, counted=False, range_deg=5.0, height_m=0.01)]
    session = history.begin_session(began=BEGAN)
    history.save_set(session, summarise_set(1, reps, None), reps)

    (kept,) = history.sessions()

    assert (kept.reps, kept.legs[0].partials, kept.lower_s) == (1, 1, 3.0)
    assert kept.range == (8.0, "cm")


def test_sessions_are_chosen_by_exercise_and_day(history):
    kinds = ["seated-calf-raise", "standing-calf-raise"]
    numbers = [add_session(history, analysis_of([3.0], exercise=kinds[i % 2]), days=i) for i in range(6)]

    def chosen(**wanted) -> list[int]:
        return [one.id for one in history.sessions(**wanted)]

    assert chosen() == numbers
    assert chosen(exercise="seated-calf-raise") == numbers[::2]
    first = history.sessions()[0].day
    assert chosen(since=first + timedelta(days=4)) == numbers[4:]
    assert chosen(until=first + timedelta(days=1)) == numbers[:2]


def test_the_day_is_the_one_of_where_it_was(history):
    late = datetime(2026, 3, 2, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    add_session(history, analysis_of([3.0]), began=late)

    (kept,) = history.sessions(since=date(2026, 3, 2), until=date(2026, 3, 2))
    assert (kept.day, kept.began) == (date(2026, 3, 2), late)
    assert history.sessions(since=date(2026, 3, 3)) == ()


def test_a_moment_needs_a_time_zone(history):
    with pytest.raises(SettingsError, match="time zone"):
        history.begin_session(began=datetime(2026, 3, 2))


@pytest.mark.parametrize("wrong", [{"exercise": "juggling"}, {"tempo": "3-0"}])
def test_only_known_exercises_and_tempos_are_kept(history, wrong):
    with pytest.raises(SettingsError):
        history.begin_session(**wrong)


def test_a_session_that_was_deleted_meanwhile_takes_no_more_sets(history):
    analysis = analysis_of([3.0])
    session = add_session(history, analysis)
    history.delete(session)

    with pytest.raises(SettingsError, match=rf"^There is no session {session} in the history;.*\.$"):
        history.save_set(session, analysis.sets[0], analysis.reps)


def test_a_file_becomes_a_session_at_the_moment_it_was_recorded(history, tmp_path):
    file = tmp_path / "heel.csv"
    write_recording(recording_of(None), file, Metadata(side="left", start_utc="2026-03-02T12:00:00Z"))

    session = history.save_analysis(recording_of(file, side="left"), analysis_of([3.0]))

    kept = history.session(session)
    assert kept.began == BEGAN
    assert kept.ended == BEGAN + timedelta(seconds=recording_of(file).duration_s)
    assert kept.paths == (file,)
    assert kept.recordings[0].worn.side == "left"


def test_what_the_metadata_say_of_a_file_is_kept_with_it(history, tmp_path):
    file = tmp_path / "heel.csv"
    write_recording(recording_of(None), file, Metadata(wearable="Polar Sense", placement="heel", lost_samples=256))

    session = history.save_analysis(recording_of(file), analysis_of([3.0]))

    (kept,) = history.session(session).recordings
    assert (kept.worn.wearable, kept.worn.placement, kept.lost_samples) == ("Polar Sense", "heel", 256)


def test_a_workout_that_was_cut_off_becomes_whole_with_its_file(history, tmp_path):
    recording, whole = recording_of(tmp_path / "heel.csv"), analysis_of([3.0, 2.9], [3.1])
    session = history.begin_session(began=BEGAN, worn=[Worn("", path=tmp_path / "heel.csv")])
    history.save_set(session, whole.sets[0], whole.reps[:2])
    assert history.session_of(recording) is None

    assert history.save_analysis(recording, whole, began=BEGAN) == session

    kept = history.session(session)
    assert kept.recordings[0].analysis.reps == whole.reps
    assert kept.ended == BEGAN + timedelta(seconds=recording.duration_s)
    assert history.session_of(recording) == session
    assert len(history.sessions()) == 1


def test_a_file_is_in_the_history_once(history, tmp_path):
    recording = recording_of(tmp_path / "heel.csv")
    first = history.save_analysis(recording, analysis_of([3.0]))

    assert history.save_analysis(recording, analysis_of([9.0])) == first

    assert history.session(first).recordings[0].analysis.reps == analysis_of([3.0]).reps


def test_another_recording_under_an_old_name_is_another_session(history, tmp_path):
    first = history.save_analysis(recording_of(tmp_path / "heel.csv"), analysis_of([3.0]))

    second = history.save_analysis(recording_of(tmp_path / "heel.csv", seconds=20.0), analysis_of([2.0]))

    assert second != first
    assert history.session(first).recordings[0].worn.path is None
    assert history.session(second).recordings[0].worn.path == tmp_path / "heel.csv"


def test_the_other_legs_file_joins_the_session(history, tmp_path):
    session = history.save_analysis(recording_of(tmp_path / "left.csv", side="left"), analysis_of([3.0]))

    history.save_analysis(recording_of(tmp_path / "right.csv", side="right"), analysis_of([3.0]), session=session)

    assert [leg.side for leg in history.sessions()[0].legs] == ["left", "right"]
    with pytest.raises(SettingsError, match="this side already"):
        history.save_analysis(recording_of(tmp_path / "again.csv", side="right"), analysis_of([3.0]), session=session)


def test_a_home_that_is_moved_keeps_its_recordings(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "recordings").mkdir(parents=True)
    file = write_recording(recording_of(None), old / "recordings" / "heel.csv")
    with History(old / "history.sqlite") as history:
        history.save_analysis(recording_of(file), analysis_of([3.0]))

    old.rename(new)

    newest = newest_session(new / "history.sqlite")
    assert newest is not None
    assert newest.paths == (new / "recordings" / "heel.csv",)


def test_the_newest_session_is_the_one_that_began_last(history, path):
    add_session(history, analysis_of([3.0]), days=5)
    add_session(history, analysis_of([2.0]), days=1)

    newest = newest_session(path)

    assert newest is not None
    assert newest.began == BEGAN + timedelta(days=5)
    assert newest.recordings[0].analysis.counted == 1


def test_asking_for_the_newest_makes_no_history(path):
    assert newest_session(path) is None
    assert not path.exists()


def test_the_history_is_in_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "home"))

    with History() as history:
        history.begin_session()

    assert (tmp_path / "home" / "history.sqlite").exists()
    assert newest_session() is None


def test_the_note_of_a_session_may_be_anything(history):
    session = add_session(history, analysis_of([3.0]))
    nasty = "<script>'); DROP TABLE sessions;-- \N{FOOT}\n"

    history.edit(session, note=nasty)

    assert history.session(session).note == nasty


@pytest.mark.parametrize("module", ["history", "history.progress", "report.trend_content"])
def test_the_science_is_not_loaded_to_look_at_the_history(module):
    asked = f"import sys, soleus_sense.{module}; print({{'scipy', 'numpy', 'matplotlib', 'pandas'}} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_a_value_that_is_no_number_is_refused_and_nothing_of_the_set_is_kept(history):
    rep = replace(one_rep(1, 3.0), lower_s="three")
    session = history.begin_session(began=BEGAN)

    with pytest.raises(SoleusError, match="'three' as lower_s cannot be kept"):
        history.save_set(session, Set(1, 0.0, 1.0, 1, 0, 3.0, None, None, None, None, 4.0), [rep])

    assert history.sessions() == ()


def test_an_analysis_without_anything_is_no_obstacle(history):
    session = history.begin_session(began=BEGAN)
    history.save_whole(session, Analysis((), (), None, (), "heel"))
    assert history.end_session(session, ended=datetime.now(UTC)) is False
