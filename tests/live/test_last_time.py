"""However a workout ends, it is saved, the exit status says how it ended, and the next start tells what was amiss."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.cli.live import live
from soleus_sense.errors import RecordingError
from soleus_sense.history import History
from soleus_sense.live import workout
from soleus_sense.live.last_time import STOPPED, LastTime, RunningNote, told_once
from soleus_sense.live.plain import last_time_sentence
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Channel, Session
from soleus_sense.live.sources import RecordingSource
from soleus_sense.live.workout import Wearing
from soleus_sense.motion.analysis import analyze
from soleus_sense.recording.journal import JournalWriter, read_metadata
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.scenario import Simulation

SCRIPT = Path(__file__).with_name("virtual_live.py")
TIMEOUT_S = 60

OWN_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""Whoever runs this hears when the terminal on its standard input is closed."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals and limits")


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what it had said."""

    status: int
    errors: str
    said: list[dict[str, Any]]
    home: Path

    @property
    def recording(self) -> Path:
        (path,) = (self.home / "recordings").glob("*.csv")
        return path


def run_until(
    home: Path, end: Callable[[subprocess.Popen[str]], None] | None, last: str, times: int = 1, **faults: Any
) -> Ended:
    """Run a workout until something has been said so often, then end it."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), json.dumps(faults), "--jsonl", "--tempo", "0.6-0-0.6-0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SOLEUS_HOME": str(home)},
    )
    assert process.stdout is not None
    said: list[dict[str, Any]] = []
    for line in process.stdout:
        said.append(json.loads(line))
        times -= said[-1]["type"] == last
        if not times:
            break
    if end is not None:
        end(process)
    rest, errors = process.communicate(timeout=TIMEOUT_S)
    said += [json.loads(line) for line in rest.splitlines()]
    return Ended(process.returncode, errors, said, home)


def sends(name: str) -> Callable[[subprocess.Popen[str]], None]:
    return lambda process: process.send_signal(getattr(signal, name))


@posix
def test_a_terminal_closed_in_mid_set_saves_everything_and_is_told_of_once(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, str(SCRIPT), "{}", "--tempo", "0.6-0-0.6-0"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "SOLEUS_HOME": str(tmp_path), "TERM": "xterm-256color"},
    )
    os.close(theirs)
    seen = b""
    while b"lowered in" not in seen:
        seen = seen[-100:] + os.read(ours, 4096)
    os.close(ours)
    assert process.wait(TIMEOUT_S) == 129
    (told,) = told_once(tmp_path)
    assert told.why == "its terminal was closed"
    with History(tmp_path / "history.sqlite") as history:
        (session,) = history.sessions()
    whole = analyze(read_recording(told.paths[0]), placement="heel", tempo="0.6-0-0.6-0")
    assert session.reps == whole.counted >= 1
    assert told_once(tmp_path) == ()


@posix
def test_a_killed_program_leaves_its_samples_and_what_is_told_of_it_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = run_until(tmp_path, sends("SIGKILL"), "rep")
    assert ended.status == -signal.SIGKILL
    kept = read_recording(ended.recording)
    *_, last = [one["rep"] for one in ended.said if one["type"] == "rep"]
    assert kept.duration_s > last["lower_end_s"] - 1.0
    (told,) = told_once(tmp_path)
    assert (told.why, told.paths) == (STOPPED, (ended.recording,))

    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    said = last_time_sentence(told).split("`")[3].split()
    subprocess.run(
        [sys.executable, "-m", "soleus_sense", *said[1:]], check=True, capture_output=True, timeout=TIMEOUT_S
    )
    with History() as history:
        (session,) = history.sessions()
        (leg,) = history.session(session.id).recordings
    beside = read_metadata(ended.recording)
    assert beside is not None and beside.start_utc is not None
    assert abs(session.began - datetime.fromisoformat(beside.start_utc)).total_seconds() < 0.01
    assert (leg.worn.wearable, leg.worn.placement, session.tempo) == (beside.wearable, "heel", "0.6-0-0.6-0")
    assert session.reps >= 1


@posix
def test_a_full_disk_ends_the_workout_with_a_sentence_and_what_fitted(tmp_path: Path) -> None:
    # The history has less than that, the samples reach it within seconds.
    ended = run_until(tmp_path, None, "finished", largest_file=14_000)
    assert ended.status == 2
    assert "cannot be written" in ended.errors
    assert "Traceback" not in ended.errors
    assert len(read_recording(ended.recording)) > 100
    (told,) = told_once(tmp_path)
    assert "cannot be written" in told.why


@posix
def test_a_wearable_lost_in_mid_set_is_waited_for_and_the_set_is_saved(tmp_path: Path) -> None:
    ended = run_until(tmp_path, sends("SIGINT"), "retrying", drops=[2.6], away_s=1000.0)
    assert (ended.status, ended.errors) == (130, "")
    types = [one["type"] for one in ended.said]
    assert types.index("rep") < types.index("signal_lost") < types.index("finished")
    assert ended.said[-1]["analysis"]["sets"][0]["reps"] == types.count("rep")
    assert read_recording(ended.recording).duration_s == pytest.approx(2.6, abs=0.5)
    assert told_once(tmp_path) == (), "the person ended it and saw how"


def begun(home: Path, *names: str) -> RunningNote:
    """A note of a workout with these recordings."""
    note = RunningNote(home)
    for name in names:
        (home / name).touch()
        note.begin([home / name])
    return note


def test_a_workout_that_ends_as_wanted_leaves_no_note(tmp_path: Path) -> None:
    with begun(tmp_path, "a.csv"):
        assert len(list((tmp_path / "running").iterdir())) == 1
    with pytest.raises(KeyboardInterrupt), begun(tmp_path, "b.csv"):
        raise KeyboardInterrupt
    assert list((tmp_path / "running").iterdir()) == []


def test_a_workout_that_runs_in_another_window_is_not_told_of(tmp_path: Path) -> None:
    begun(tmp_path, "a.csv")
    if sys.platform != "win32":
        assert told_once(tmp_path) == ()
    (note,) = (tmp_path / "running").iterdir()
    says = json.loads(note.read_text())
    note.write_text(json.dumps({**says, "pid": 2**22 + 1}))
    (told,) = told_once(tmp_path)
    assert told.why == STOPPED


def test_every_exercise_of_a_day_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError), begun(tmp_path, "a.csv", "b.csv"):
        raise RecordingError("The disk is full.")
    (told,) = told_once(tmp_path)
    assert (told.why, [path.name for path in told.paths]) == ("The disk is full", ["a.csv", "b.csv"])


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "soleus-sense/running/1"}', '{"schema": 3, "pid": "x"}'])
def test_a_note_that_is_none_is_thrown_away(text: str, tmp_path: Path) -> None:
    (tmp_path / "running").mkdir()
    (tmp_path / "running" / "a.json").write_text(text)
    assert told_once(tmp_path) == ()
    assert list((tmp_path / "running").iterdir()) == []


def test_a_home_that_takes_no_note_stops_no_workout(tmp_path: Path) -> None:
    (tmp_path / "running").touch()
    with begun(tmp_path, "a.csv"):
        pass
    assert told_once(tmp_path) == ()


def test_it_is_said_when_where_and_how_to_see_it() -> None:
    sentence = last_time_sentence(LastTime(datetime(2026, 11, 22, 15, 4, tzinfo=UTC), STOPPED, (Path("a.csv"),)))
    assert sentence == (
        "The workout of 22 November at 15:04 ended early: the program or the computer was stopped. "
        "What it recorded is saved: a.csv (`soleus report a.csv` shows it, `soleus analyze a.csv --save` puts into the "
        "history what is not there yet)."
    )


def test_what_is_to_be_typed_can_be_typed_as_it_is() -> None:
    paths = (Path("my data/left.csv"), Path("my data/right.csv"))
    sentence = last_time_sentence(LastTime(datetime(2026, 11, 22, 15, 4, tzinfo=UTC), STOPPED, paths))
    assert f'`soleus report "{paths[0]}"`' in sentence
    assert f'`soleus analyze "{paths[0]}" "{paths[1]}" --save`' in sentence


def test_the_next_workout_begins_with_it(
    four_reps: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))

    async def replayed(wearing: Wearing, plan: Plan, output: Any, *, counter: Any, radio: Any) -> Session:
        path = workout.record_path(wearing.record, datetime.now(UTC))
        source = RecordingSource(four_reps.recording, speed=0)
        return Session([Channel("", source, counter(), journal=JournalWriter(path), plan=plan)], output)

    monkeypatch.setattr(workout, "open_session", replayed)
    with pytest.raises(RecordingError), begun(tmp_path, "a.csv"):
        raise RecordingError("The disk is full.")
    for first in (True, False):
        live(placement="heel", plain=True)
        printed = capsys.readouterr().out
        assert printed.startswith("The workout of ") == first
        assert "4 reps in 1 set." in printed
    assert list((tmp_path / "running").iterdir()) == []
