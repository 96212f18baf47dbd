"""The work runs behind the screen: whoever ends first, everything is saved and what matters is printed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soleus_sense.live.plan import Plan
from soleus_sense.live.screen import LiveApp
from soleus_sense.live.session import Channel, Finished, Session, SteppedBack
from soleus_sense.live.sources import RecordingSource
from soleus_sense.live.terminal import ScreenOutput
from soleus_sense.motion.reps import RepCounted, SetStarted
from soleus_sense.recording.journal import JournalWriter
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.wearables.stream import Battery


def session_on(output: ScreenOutput, simulation: Simulation, counter: Any, path: Path) -> Session:
    source = RecordingSource(simulation.recording)
    return Session([Channel("", source, counter, journal=JournalWriter(path), plan=Plan())], output)


async def until(true: Callable[[], object]) -> None:
    """Wait until it is so; 10 s at most."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for is the product's own state
            await asyncio.sleep(0.01)


async def test_a_session_that_ends_takes_the_screen_with_it(
    four_reps: Simulation, knowing: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = LiveApp(Plan())
    output = ScreenOutput(Plan(), app, headless=True)
    session = session_on(output, four_reps, knowing, tmp_path / "heel.csv")
    await output.around(session.run())
    assert not app.is_running
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("Set 1 ended: 4 reps")
    assert printed[-2:] == ["4 reps in 1 set.", f"Saved: {tmp_path / 'heel.csv'}"]


async def test_who_quits_has_everything_saved(
    four_reps: Simulation, knowing: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = LiveApp(Plan())
    output = ScreenOutput(Plan(), app, headless=True)
    session = session_on(output, four_reps, knowing, tmp_path / "heel.csv")
    running = asyncio.create_task(output.around(session.run()))
    await until(lambda: knowing.samples)
    app.exit()
    assert await running is None
    assert len(read_recording(tmp_path / "heel.csv")) == knowing.samples > 0
    assert "Saved: " in capsys.readouterr().out


async def test_who_is_cancelled_has_everything_saved(
    four_reps: Simulation, knowing: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = LiveApp(Plan())
    output = ScreenOutput(Plan(), app, headless=True)
    session = session_on(output, four_reps, knowing, tmp_path / "heel.csv")
    running = asyncio.create_task(output.around(session.run()))
    await until(lambda: knowing.samples)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not app.is_running
    assert len(read_recording(tmp_path / "heel.csv")) == knowing.samples > 0
    assert "Saved: " in capsys.readouterr().out


async def test_a_screen_that_breaks_costs_no_sample(
    four_reps: Simulation, knowing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = LiveApp(Plan())
    output = ScreenOutput(Plan(), app, headless=True)

    def broken(*_: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(app, "show", broken)
    session = session_on(output, four_reps, knowing, tmp_path / "heel.csv")
    with pytest.raises(SystemExit):
        await output.around(session.run())
    assert len(read_recording(tmp_path / "heel.csv")) == knowing.samples > 0


def test_corrections_are_said_beside_the_sensors_count(
    four_reps: Simulation, knowing: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = ScreenOutput(Plan(), LiveApp(Plan()))
    channel = Channel("", RecordingSource(four_reps.recording), knowing, journal=None, plan=Plan())
    recording = four_reps.recording
    channel.take(recording.block(0, len(recording)))
    channel.correct(-1)
    output.tick([channel])
    for said in channel.close():
        output.say("", said)
    output.close()
    assert capsys.readouterr().out.splitlines()[-2:] == ["4 reps in 1 set.", "By hand −1: 3 reps."]


def test_what_is_printed_names_the_side_as_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    output = ScreenOutput(Plan(), LiveApp(Plan()))
    output.say("left", Battery(14, warn=True))
    assert capsys.readouterr().out == "Left: The battery is at 14 %: charge it after this workout.\n"


async def test_a_replay_is_held_stepped_and_hurried(four_reps: Simulation, knowing: Any) -> None:
    app = LiveApp(Plan(), replay=True)
    source = RecordingSource(four_reps.recording, speed=1.0)
    channel = Channel("", source, knowing, journal=None, plan=Plan())
    output = ScreenOutput(Plan(), app)
    async with app.run_test(size=(80, 24)) as pilot:
        running = asyncio.create_task(Session([channel], output).run())
        await until(lambda: app.query("SensorPane"))
        await pilot.press("p")
        for count in (1, 2):
            await pilot.press("right")
            await until(lambda: source.pace.held)
            assert channel.progress.counted == count
        await pilot.press("plus", "plus")
        assert source.pace.speed == 4.0
        await pilot.press("minus")
        assert source.pace.speed == 2.0
        app.show([channel])
        assert str(app.query_one("#head").render()).startswith("Soleus Sense · replay ×2 · held")
        await pilot.press("right", "right")
        running.cancel()
        await asyncio.wait({running})


async def test_a_recording_that_is_stepped_to_its_end_waits_there(four_reps: Simulation, knowing: Any) -> None:
    source = RecordingSource(four_reps.recording, speed=1.0)
    channel = Channel("", source, knowing, journal=None, plan=Plan())
    source.pace.release(step=True)
    told: list[object] = []

    async def play() -> None:
        async for item in source.items():
            told.extend(channel.take(item))

    monitored = asyncio.create_task(play())
    source.pace.speed = 1000.0
    await until(lambda: source.pace.held)
    assert sum(isinstance(one, RepCounted) for one in told) == 4
    assert any(isinstance(one, SetStarted) for one in told)
    assert not monitored.done()
    source.pace.release()
    await asyncio.wait_for(monitored, 5)
    assert any(isinstance(one, Finished) for one in channel.close())


async def test_a_replay_goes_back_to_the_repetition_before_and_counts_it_once(
    four_reps: Simulation, knowing_of: Any
) -> None:
    def anew() -> Any:
        return knowing_of(four_reps.truth)

    app = LiveApp(Plan(), replay=True)
    source = RecordingSource(four_reps.recording, speed=1.0)
    channel = Channel("", source, anew(), journal=None, plan=Plan(), anew=anew)
    output = ScreenOutput(Plan(), app)

    async def press(pilot: Any, key: str, count: int) -> None:
        await pilot.press(key)
        await until(lambda: source.pace.held and not source.pace.stepping and channel.progress.counted == count)

    async with app.run_test(size=(80, 24)) as pilot:
        running = asyncio.create_task(Session([channel], output).run())
        await until(lambda: app.query("SensorPane"))
        await pilot.press("p")
        for key, count in (
            ("right", 1),
            ("right", 2),
            ("right", 3),
            ("left", 2),
            ("left", 1),
            ("right", 2),
            ("left", 1),
            ("left", 0),
            ("left", 0),
            ("right", 1),
        ):
            await press(pilot, key, count)
        assert len(channel.marks_s) == 1
        running.cancel()
        await asyncio.wait({running})
        assert channel.counter.analysis().counted == 1


async def test_from_its_end_a_recording_can_be_stepped_back_and_played_again(
    four_reps: Simulation, knowing_of: Any
) -> None:
    source = RecordingSource(four_reps.recording, speed=1000.0)
    channel = Channel(
        "", source, knowing_of(four_reps.truth), journal=None, plan=Plan(), anew=lambda: knowing_of(four_reps.truth)
    )
    source.pace.release(step=True)
    told: list[object] = []

    async def play() -> None:
        async for item in source.items():
            told.extend(channel.take(item))

    playing = asyncio.create_task(play())
    await until(lambda: source.pace.held)
    assert channel.progress.counted == 4
    source.pace.back(channel.marks_s[1])
    await until(lambda: source.pace.held and channel.progress.counted == 2)
    (back,) = [one for one in told if isinstance(one, SteppedBack)]
    assert back.last is not None
    assert back.last.rep == four_reps.truth[1]
    shown_s = np.array([at_s for at_s, _ in back.trail if at_s > channel.newest_s - 5.0])
    assert np.diff(shown_s).max() < 0.07, "the trace is as fine as if it had been played"
    source.pace.release()
    await asyncio.wait_for(playing, 10)
    assert channel.progress.counted == 4
    assert channel.newest_s == four_reps.recording.time_s[-1]
