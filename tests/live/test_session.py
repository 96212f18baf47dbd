"""A session keeps every sample and tells everything, however it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soleus_sense.errors import RecordingError, WearableError
from soleus_sense.live.interrupt import run_to_the_end
from soleus_sense.live.plan import GoalReached, Plan
from soleus_sense.live.session import SIGNAL_EVERY_S, Channel, Finished, Session
from soleus_sense.live.sources import RecordingSource
from soleus_sense.motion.reps import RepCounted, SetEnded, SignalBack, SignalLost
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.journal import JournalWriter
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.wearables.stream import SamplesLost, StreamItem


def channel_of(
    simulation: Simulation, counter: Any, path: Path | None = None, *, plan: Plan | None = None, speed: float = 0.0
) -> Channel:
    journal = None if path is None else JournalWriter(path, placement="heel")
    source = RecordingSource(simulation.recording, speed=speed)
    return Channel("", source, counter, journal=journal, plan=plan or Plan())


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_every_sample_is_kept_and_every_repetition_told(
    four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path
) -> None:
    path = tmp_path / "heel.csv"
    await Session([channel_of(four_reps, knowing, path)], notebook).run()
    kept = read_recording(path)
    assert len(kept) == len(four_reps.recording) == knowing.samples
    assert np.abs(kept.acc_m_s2 - four_reps.recording.acc_m_s2).max() < 1e-4
    assert [said.rep for said in notebook.of(RepCounted)] == list(four_reps.truth)
    (finished,) = notebook.of(Finished)
    assert (finished.path, finished.analysis.counted, finished.lost_samples) == (path, 4, 0)
    assert isinstance(notebook.told[-1][1], Finished)
    assert isinstance(notebook.told[-2][1], SetEnded)


async def test_a_cancelled_session_has_saved_and_told(
    four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path
) -> None:
    path = tmp_path / "heel.csv"
    session = Session([channel_of(four_reps, knowing, path, speed=1.0)], notebook)
    running = asyncio.create_task(session.run())
    await notebook.first_rep.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(read_recording(path)) == knowing.samples > 100
    assert len(notebook.of(Finished)) == len(notebook.of(SetEnded)) == 1


async def test_an_output_that_breaks_costs_no_sample(four_reps: Simulation, knowing: Any, tmp_path: Path) -> None:
    class Pipe:
        def say(self, sensor: str, said: object) -> None:
            raise BrokenPipeError

        def tick(self, sensors: object) -> None: ...

        def close(self) -> None: ...

    path = tmp_path / "heel.csv"
    with pytest.raises(BrokenPipeError):
        await Session([channel_of(four_reps, knowing, path)], Pipe()).run()
    assert len(read_recording(path)) == knowing.samples > 100


async def test_a_disk_that_is_full_ends_the_session_with_a_sentence(
    four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = channel_of(four_reps, knowing, tmp_path / "heel.csv")
    assert channel.journal is not None
    append, full = channel.journal.append, iter(range(10))

    def until_full(block: Any) -> None:
        if next(full, None) is None:
            raise RecordingError("The disk is full.")
        append(block)

    monkeypatch.setattr(channel.journal, "append", until_full)
    with pytest.raises(RecordingError, match="full"):
        await Session([channel], notebook).run()
    assert len(read_recording(tmp_path / "heel.csv")) == knowing.samples
    assert len(notebook.of(Finished)) == 1


async def test_what_was_counted_is_told_though_the_disk_takes_no_last_samples(
    four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = channel_of(four_reps, knowing, tmp_path / "heel.csv")
    assert channel.journal is not None
    close = channel.journal.close

    def full() -> None:
        close()
        raise RecordingError("The disk is full.")

    monkeypatch.setattr(channel.journal, "close", full)
    with pytest.raises(RecordingError, match="full"):
        await Session([channel], notebook).run()
    (finished,) = notebook.of(Finished)
    assert finished.analysis.counted == 4


async def test_one_sensor_that_fails_ends_and_saves_both(
    four_reps: Simulation, knowing: Any, tmp_path: Path, notebook: Any
) -> None:
    class Failing(RecordingSource):
        async def items(self) -> AsyncGenerator[StreamItem, None]:
            await asyncio.sleep(4.0)
            raise WearableError("It is broken.")
            yield

    left = Channel(
        "left",
        RecordingSource(four_reps.recording, speed=1.0),
        knowing,
        journal=JournalWriter(tmp_path / "left.csv"),
        plan=Plan(),
    )
    right = Channel("right", Failing(four_reps.recording), knowing, journal=None, plan=Plan())
    with pytest.raises(WearableError, match="broken"):
        await Session([left, right], notebook).run()
    assert len(read_recording(tmp_path / "left.csv")) == knowing.samples > 0
    assert {name for name, said in notebook.told if isinstance(said, Finished)} == {"left"}


def test_the_strength_of_the_signal_is_asked_for_while_the_samples_come(
    four_reps: Simulation, knowing: Any, notebook: Any
) -> None:
    class Fading(RecordingSource):
        asked = 0

        async def rssi_dbm(self) -> int | None:
            self.asked += 1
            return -50 - self.asked

    source = Fading(four_reps.recording, speed=1.0)
    channel = Channel("", source, knowing, journal=None, plan=Plan())
    run_leaping(Session([channel], notebook).run())
    assert source.asked == four_reps.recording.duration_s // SIGNAL_EVERY_S > 1
    assert channel.rssi_dbm == -50 - source.asked


async def test_the_goal_is_told_once(four_reps: Simulation, knowing: Any, notebook: Any) -> None:
    await Session([channel_of(four_reps, knowing, plan=Plan(reps=3))], notebook).run()
    (goal,) = notebook.of(GoalReached)
    assert (goal.set, goal.reps) == (1, 3)


async def test_a_gap_in_a_recording_is_told_as_it_would_have_been_live(
    four_reps: Simulation, knowing: Any, notebook: Any
) -> None:
    whole = four_reps.recording
    keep = (whole.time_s < 4.0) | (whole.time_s > 7.0)
    assert whole.gyr_rad_s is not None
    cut = Recording.from_arrays(whole.time_s[keep], whole.acc_m_s2[keep], whole.gyr_rad_s[keep])
    channel = Channel("", RecordingSource(cut, speed=0), knowing, journal=None, plan=Plan())
    await Session([channel], notebook).run()
    assert knowing.samples == len(cut)
    (lost,), (back,), (missing,) = (notebook.of(kind) for kind in (SignalLost, SignalBack, SamplesLost))
    assert (lost.at_s, back.at_s) == pytest.approx((4.0, 7.0), abs=0.03)
    assert missing.samples == pytest.approx(300, abs=3)


async def test_a_recording_is_played_in_its_own_time(four_reps: Simulation, knowing: Any, notebook: Any) -> None:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await Session([channel_of(four_reps, knowing, speed=2.0)], notebook).run()
    assert loop.time() - began_s == pytest.approx(four_reps.recording.duration_s / 2, abs=1e-6)
    assert notebook.ticks >= 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("name", "ends_with"), [("SIGINT", KeyboardInterrupt), ("SIGTERM", SystemExit), ("SIGHUP", SystemExit)]
)
def test_signals_end_a_session_after_saving(
    name: str, ends_with: type[BaseException], four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path
) -> None:
    number = getattr(signal, name)
    before = signal.getsignal(number)
    path = tmp_path / "heel.csv"
    session = Session([channel_of(four_reps, knowing, path)], notebook)

    async def be_signalled() -> None:
        await notebook.first_rep.wait()
        os.kill(os.getpid(), number)

    async def run_and_be_signalled() -> None:
        await asyncio.gather(session.run(), be_signalled())

    with pytest.raises(ends_with) as ended:
        run_to_the_end(run_and_be_signalled())
    if isinstance(ended.value, SystemExit):
        assert ended.value.code == 128 + number
    assert len(read_recording(path)) == knowing.samples
    assert len(notebook.of(Finished)) == 1
    assert signal.getsignal(number) == before


async def test_a_session_without_a_sample_leaves_no_empty_recording(
    four_reps: Simulation, knowing: Any, notebook: Any, tmp_path: Path
) -> None:
    class Silent(RecordingSource):
        async def items(self) -> AsyncGenerator[StreamItem, None]:
            raise WearableError("Nobody is there.")
            yield

    channel = Channel(
        "", Silent(four_reps.recording), knowing, journal=JournalWriter(tmp_path / "heel.csv"), plan=Plan()
    )
    with pytest.raises(WearableError):
        await Session([channel], notebook).run()
    assert names_in(tmp_path) == []
    assert notebook.told == []
