"""`soleus live` and `soleus replay` as a person or a program runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soleus_sense.cli.live import live
from soleus_sense.errors import SoleusError
from soleus_sense.recording.journal import write_recording
from soleus_sense.virtual.scenario import Simulation

TIMEOUT_S = 60

ENOUGH_LINES = 50
"""Of a recording: half a second."""


def soleus(*words: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SOLEUS_HOME": str(home), **more}
    return subprocess.run(
        [sys.executable, "-m", "soleus_sense", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment,
        timeout=TIMEOUT_S,
        check=False,
    )


def until_samples_are_kept(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait for a few blocks of samples on the disk."""
    while not any(len(path.read_text(encoding="utf-8").splitlines()) > ENOUGH_LINES for path in folder.glob("*.csv")):
        assert process.poll() is None
        time.sleep(0.02)


@pytest.fixture
def recorded(four_reps: Simulation, tmp_path: Path) -> Path:
    return write_recording(four_reps.recording, tmp_path / "heel.csv")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hides the system bus, which only Linux has")
def test_without_bluetooth_one_sentence_says_so_and_names_the_demo(tmp_path: Path) -> None:
    done = soleus("live", home=tmp_path, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={tmp_path}/nobody")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Bluetooth" in done.stderr
    assert "`soleus live --demo`" in done.stderr
    assert not list(tmp_path.rglob("*.csv"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"plain": True, "jsonl": True}, "Choose one of --plain and --jsonl"),
        ({"exercise": "squat"}, "There is no exercise 'squat'"),
        ({"tempo": "fast"}, "is not four phases"),
        ({"exercise": "toe-walk"}, "walking"),
        ({"placement": "knee"}, "no placement 'knee'"),
        ({"record": Path("set.txt")}, "neither a folder nor a name that ends in .csv"),
        ({"record": Path("nowhere/set.csv")}, "there is no folder nowhere"),
        ({"device": ["left=A", "left=B"]}, "one on each side"),
        ({"device": ["A", "B", "C"]}, "Two wearables at most"),
        ({"device": ["A", "B"], "record": Path("set.csv")}, "name a folder"),
        ({"sides": 2, "record": Path("set.csv")}, "name a folder"),
        ({"sides": 2, "programme": "standing-raises"}, "--sides is for --demo without a programme"),
    ],
)
def test_settings_that_make_no_sense_are_refused_before_anything_is_done(
    options: dict[str, Any],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    with pytest.raises(SoleusError, match=sentence):
        live(demo=True, **options)
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_sides_are_of_the_demo_and_two_wearables_are_named(tmp_path: Path) -> None:
    done = soleus("live", "--sides", "2", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "with two wearables: --device left=NAME --device right=NAME" in done.stderr


def test_a_replay_through_a_pipe_is_json_to_the_end(recorded: Path, tmp_path: Path, four_reps: Simulation) -> None:
    done = soleus("replay", str(recorded), "--speed", "0", "--jsonl", "--tempo", "2-0-1-0", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    start, *lines = (json.loads(line) for line in done.stdout.splitlines())
    assert (start["schema"], start["tempo"]) == ("soleus-sense/live/1", "2-0-1-0")
    assert sum(line["type"] == "rep" for line in lines) == four_reps.counted
    assert (lines[-1]["type"], len(lines[-1]["analysis"]["reps"])) == ("finished", four_reps.counted)
    assert np.isfinite([line["at_s"] for line in lines if "at_s" in line]).all()


@pytest.mark.parametrize(("words", "goal"), [((), ""), (("--reps", "3"), " of 3")])
def test_a_replay_has_no_goal_but_one_that_is_given(
    words: tuple[str, ...], goal: str, recorded: Path, tmp_path: Path
) -> None:
    exercise = ("--exercise", "standing-calf-raise", "--placement", "heel")
    done = soleus("replay", str(recorded), "--speed", "0", "--plain", *exercise, *words, home=tmp_path)
    assert f"\n3{goal}: lowered in " in done.stdout
    assert "Rest for" not in done.stdout


def test_a_reader_that_goes_away_ends_a_replay_without_a_traceback(recorded: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "soleus_sense", "replay", str(recorded), "--speed", "2", "--plain"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(TIMEOUT_S) == 141
    assert process.stderr.read() == ""
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_ends_the_demo_with_everything_saved(name: str, status: int, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "soleus_sense", "live", "--demo", "--jsonl", "--record", str(tmp_path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SOLEUS_HOME": str(tmp_path)},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["type"] == "connected":
            break
    until_samples_are_kept(process, tmp_path)
    process.send_signal(getattr(signal, name))
    rest, errors = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, errors) == (status, "")
    last = json.loads(rest.splitlines()[-1])
    assert last["type"] == "finished"
    lines = Path(last["path"]).read_text(encoding="utf-8").splitlines()
    assert len(lines) > ENOUGH_LINES
    assert lines[-1].count(",") == lines[0].count(",")
    assert not (tmp_path / "history.sqlite").exists(), "a demo is no workout"
