"""A workout is in the history set by set, and is not disturbed by a history that cannot be used."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.cli.live import live
from soleus_sense.exercises import Tempo
from soleus_sense.history import History, newest_session
from soleus_sense.live import workout
from soleus_sense.live.byhand import Note, Weight
from soleus_sense.live.keeping import Keeping
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Channel, Finished, Session
from soleus_sense.live.sources import RecordingSource
from soleus_sense.live.workout import Wearing, open_session
from soleus_sense.recording.journal import JournalWriter
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable

PLAN = Plan("standing-calf-raise", Tempo.parse("2-0-1-0"))


def channel_of(simulation: Simulation, counter: Any, path: Path) -> Channel:
    source = RecordingSource(simulation.recording, speed=0)
    return Channel("", source, counter, journal=JournalWriter(path), plan=PLAN)


async def test_a_workout_over_the_radio_is_in_the_history_with_its_recording(
    four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")
    radio = MemoryRadio()
    keeping = Keeping(PLAN, path=tmp_path / "history.sqlite")
    async with VirtualWearable(radio, four_reps.recording, firmware=SoleusFirmware("Soleus A1")) as wearable:
        session = await open_session(
            Wearing(("left=Soleus A1",), "heel", record=tmp_path),
            PLAN,
            notebook,
            counter=lambda: knowing,
            radio=radio.radio,
        )
        keeping.begin(session.channels)
        running = asyncio.create_task(session.run())
        await wearable.finished.wait()
        await asyncio.sleep(0.05)
        session.stop()
        await running
    assert keeping.end() is None
    kept = newest_session(tmp_path / "history.sqlite")
    assert kept is not None
    (finished,), (recorded,) = notebook.of(Finished), kept.recordings
    assert (kept.exercise, kept.tempo, kept.ended is None) == ("standing-calf-raise", "2-0-1-0", False)
    assert kept.paths == (finished.path,)
    assert recorded.analysis.reps == finished.analysis.reps == four_reps.truth
    assert (recorded.worn.side, recorded.worn.placement, recorded.sample_rate_hz) == ("left", "heel", 100.0)


async def test_a_set_ended_by_hand_is_kept_at_once(four_reps: Simulation, knowing: Any, tmp_path: Path) -> None:
    channel = channel_of(four_reps, knowing, tmp_path / "heel.csv")
    keeping = Keeping(PLAN, path=tmp_path / "history.sqlite")
    keeping.begin([channel])
    channel.take(four_reps.recording.block(0, len(four_reps.recording)))
    assert newest_session(tmp_path / "history.sqlite") is None
    channel.end_set()
    kept = newest_session(tmp_path / "history.sqlite")
    assert kept is not None
    assert (kept.recordings[0].analysis.counted, kept.ended) == (4, None)
    channel.close()
    assert keeping.end() is None


async def test_what_is_added_by_hand_is_in_the_history_with_the_workout(
    four_reps: Simulation, knowing: Any, tmp_path: Path
) -> None:
    channel = channel_of(four_reps, knowing, tmp_path / "heel.csv")
    keeping = Keeping(PLAN, path=tmp_path / "history.sqlite")
    keeping.begin([channel])
    channel.take(four_reps.recording.block(0, len(four_reps.recording)))
    channel.by_hand.add(Weight(1, 20.0, channel.counter.now.at_s))
    channel.by_hand.add(Note(1, "sore", channel.counter.now.at_s))
    channel.correct(1)
    channel.close()
    assert keeping.end() is None
    kept = newest_session(tmp_path / "history.sqlite")
    assert kept is not None
    remarks = kept.recordings[0].remarks
    assert (remarks.weights_kg, remarks.added_reps) == ({1: 20.0}, {1: 1})
    assert [note.text for note in remarks.notes] == ["sore"]


async def test_a_history_that_cannot_be_used_costs_the_workout_nothing(
    four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path
) -> None:
    (tmp_path / "history.sqlite").write_text("These are no tables, and there are none behind them either.\n" * 20)
    channel = channel_of(four_reps, knowing, tmp_path / "heel.csv")
    keeping = Keeping(PLAN, path=tmp_path / "history.sqlite")
    keeping.begin([channel])
    await Session([channel], notebook).run()
    assert "is no history" in str(keeping.end())
    assert len(read_recording(tmp_path / "heel.csv")) == len(four_reps.recording)
    assert len(notebook.of(Finished)) == 1


@pytest.mark.parametrize("usable", [True, False])
def test_the_command_line_keeps_a_workout_and_says_at_the_end_what_it_could_not(
    usable: bool,
    four_reps: Simulation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    if not usable:
        (tmp_path / "history.sqlite").mkdir()

    async def replayed(wearing: Wearing, plan: Plan, output: Any, *, counter: Any, radio: Any) -> Session:
        path = workout.record_path(wearing.record, datetime.now(UTC))
        source = RecordingSource(four_reps.recording, speed=0)
        return Session([Channel("", source, counter(), journal=JournalWriter(path), plan=plan)], output)

    monkeypatch.setattr(workout, "open_session", replayed)
    live(exercise="standing-calf-raise", tempo="2-0-1-0", placement="heel", plain=True)
    printed = capsys.readouterr()
    assert "4 reps in 1 set." in printed.out
    if usable:
        with History(tmp_path / "history.sqlite") as history:
            assert [one.reps for one in history.sessions()] == [4]
        assert printed.err == ""
    else:
        assert printed.err.count("\n") == 1
        assert "history.sqlite cannot be opened" in printed.err
