"""Two wearables of different kinds on two legs: found, kept and counted side by side, whatever happens to one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from soleus_sense.exercises import Tempo
from soleus_sense.live.both import SidesCompared
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Finished, Session
from soleus_sense.live.workout import Wearing, open_session
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import SignalBack, SignalLost
from soleus_sense.recording.journal import read_metadata
from soleus_sense.recording.reader import read_recording
from soleus_sense.report.timeline import lag_between
from soleus_sense.virtual.dot_firmware import DotFirmware
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Beginning, Faults, VirtualWearable

DROP_AT_S = 9.0
UNDER_WAY_S = 0.5


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")


@pytest.fixture(scope="module")
def four_slow_reps() -> Simulation:
    return simulate(Scenario(tempo=Tempo.parse("3-1-1-0"), reps=4, seed=5))


async def worked_out(
    felt: Simulation,
    output: Any,
    folder: Path,
    *,
    faults: Faults | None = None,
    meanwhile: Callable[[Session], Awaitable[None]] | None = None,
) -> Session:
    """The same set on both legs: ours on the left one, a DOT on the right one, found by their names."""
    radio, together = MemoryRadio(), Beginning()
    async with AsyncExitStack() as stack:
        left, right = [
            await stack.enter_async_context(
                VirtualWearable(
                    radio, felt.recording, firmware=firmware, address=address, faults=fault, together=together
                )
            )
            for firmware, address, fault in (
                (SoleusFirmware("Soleus Sense A1"), "F0:F1:F2:F3:F4:01", faults),
                (DotFirmware(), "F0:F1:F2:F3:F4:02", None),
            )
        ]
        session = await open_session(
            Wearing(("left=Soleus Sense", "right=Movella DOT"), "heel", record=folder),
            Plan(),
            output,
            counter=lambda: RepCounter("heel"),
            radio=radio.radio,
        )
        running = asyncio.ensure_future(session.run())
        if meanwhile is not None:
            await meanwhile(session)
        played = asyncio.gather(left.finished.wait(), right.finished.wait())
        await asyncio.wait({played, running}, return_when=asyncio.FIRST_COMPLETED)
        played.cancel()
        await asyncio.sleep(UNDER_WAY_S)
        session.stop()
        await running
    return session


def test_each_leg_is_counted_kept_and_on_the_same_time_base(
    four_slow_reps: Simulation, notebook: Any, tmp_path: Path
) -> None:
    run_leaping(worked_out(four_slow_reps, notebook, tmp_path))
    finished = {name: said for name, said in notebook.told if isinstance(said, Finished)}
    assert {name: said.analysis.counted for name, said in finished.items()} == {"left": 4, "right": 4}
    recordings = [read_recording(finished[side].path) for side in ("left", "right")]
    assert [round(one.sample_rate_hz) for one in recordings] == [100, 60]
    analyses = [finished[side].analysis for side in ("left", "right")]
    assert lag_between(recordings, analyses) == pytest.approx(0.0, abs=0.05)
    over = notebook.of(SidesCompared)[-1]
    assert (over.over, over.reps, over.symmetry.reps) == (True, (4, 4), 100)
    assert over.symmetry.lower_s > 97
    assert over.lag_s == pytest.approx(0.0, abs=0.05)


def test_a_link_that_one_leg_loses_costs_the_other_nothing(
    four_slow_reps: Simulation, notebook: Any, tmp_path: Path
) -> None:
    faults = Faults(drops=(DROP_AT_S,), away_s=0.3, loss=0.05, loss_s=0.2)
    run_leaping(worked_out(four_slow_reps, notebook, tmp_path, faults=faults))
    finished = {name: said for name, said in notebook.told if isinstance(said, Finished)}
    assert {name: said.analysis.counted for name, said in finished.items()} == {"left": 4, "right": 4}
    assert finished["left"].lost_samples > 0
    assert finished["right"].lost_samples == 0
    for kind in (SignalLost, SignalBack):
        assert [name for name, said in notebook.told if isinstance(said, kind)] == ["left"]
    assert notebook.of(SidesCompared)[-1].lag_s == pytest.approx(0.0, abs=0.06)


def test_recordings_that_end_early_know_their_sides_and_clocks(
    four_slow_reps: Simulation, notebook: Any, tmp_path: Path
) -> None:
    async def soon(session: Session) -> None:
        await asyncio.sleep(3.0)
        session.stop()

    run_leaping(worked_out(four_slow_reps, notebook, tmp_path, meanwhile=soon))
    known = {path.stem.rpartition("_")[2]: read_metadata(path) for path in tmp_path.glob("*.csv")}
    assert {name: one and one.side for name, one in known.items()} == {"left": "left", "right": "right"}
    assert all(one is not None and one.clock is not None for one in known.values())
