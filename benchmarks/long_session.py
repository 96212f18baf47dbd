"""A workout of 45 minutes, virtual and replayed: counted like its recording, in flat memory.

    python benchmarks/long_session.py

The virtual one goes over the Bluetooth in memory, into the journal, the history and the live screen, by a clock that
leaps over the waits. The replayed one is what was recorded, on the live screen, in real time at 60 times its speed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from soleus_sense.exercises import Tempo
from soleus_sense.live.keeping import Keeping
from soleus_sense.live.plan import Plan
from soleus_sense.live.screen import LiveApp
from soleus_sense.live.session import Channel, Session
from soleus_sense.live.sources import RecordingSource
from soleus_sense.live.terminal import ScreenOutput
from soleus_sense.live.workout import Wearing, open_session
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.counter import RepCounter
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable

TEMPO = Tempo.parse("3-0-1-0")
REPS, REST_S = 12, 40.0
SET_S = REPS * 5.1 + REST_S
"""A set and its rest take about so long."""

NAME = "Soleus long"
PLAN = Plan("standing-calf-raise", TEMPO, reps=REPS, rest_s=REST_S)

FEWEST_LOOKS = 9
"""Memory is looked at so often."""


class Watched(ScreenOutput):
    """The live screen, without a terminal; looks at the memory as time passes.

    State: (seconds of the sensor's clock, MiB in use) so far.
    """

    def __init__(self, every_s: float) -> None:
        super().__init__(PLAN, LiveApp(PLAN), headless=True)
        self.looks: list[tuple[float, float]] = []
        self._every_s = every_s

    def tick(self, sensors: Sequence[Channel]) -> None:
        """Time has passed."""
        super().tick(sensors)
        at_s = max((channel.newest_s for channel in sensors), default=0.0)
        if at_s >= len(self.looks) * self._every_s:
            gc.collect()
            self.looks.append((at_s, in_use_mib()))


def in_use_mib() -> float:
    """What this process has in memory now; where the system does not say, the most it ever had."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def counter() -> RepCounter:
    """A fresh one."""
    return RepCounter("heel", PLAN.exercise, str(TEMPO))


async def virtual(minutes: float, folder: Path, output: Watched) -> tuple[int, Path]:
    """A workout over the radio in memory; returns what was counted, and its recording."""
    sets = max(round(60 * minutes / SET_S), 1)
    simulation = simulate(Scenario(tempo=TEMPO, sets=sets, reps=REPS, rest_s=REST_S, seed=7))
    radio, loop = MemoryRadio(), asyncio.get_running_loop()
    keeping = Keeping(PLAN, path=folder / "history.sqlite")
    async with VirtualWearable(radio, simulation.recording, firmware=SoleusFirmware(NAME), secure=True) as wearable:
        session = await open_session(
            Wearing((NAME,), "heel", record=folder), PLAN, output, counter=counter, radio=radio.radio, clock=loop.time
        )
        keeping.begin(session.channels)
        running = loop.create_task(session.run())
        await wearable.finished.wait()
        await asyncio.sleep(0.5)
        session.stop()
        await running
    if (problem := keeping.end()) is not None:
        raise problem
    (channel,) = session.channels
    if channel.journal is None:
        raise RuntimeError("the session keeps a journal")
    return channel.counter.analysis().counted, channel.journal.path


async def replayed(path: Path, speed: float, output: Watched) -> int:
    """The recording on the screen; returns what was counted."""
    channel = Channel("", RecordingSource(read_recording(path), speed=speed), counter(), journal=None, plan=PLAN)
    await Session([channel], output).run()
    return channel.counter.analysis().counted


def measured(run: Callable[[Any], Any], work: Callable[[Watched], Any], every_s: float) -> tuple[Any, Watched, float]:
    """Run the work behind the screen; its result, what was looked at, and the seconds it took."""
    output = Watched(every_s)
    began_s = time.monotonic()
    with redirect_stdout(StringIO()):
        result = run(output.around(work(output)))
    return result, output, time.monotonic() - began_s


def show(what: str, counted: int, whole: int, output: Watched, took_s: float) -> None:
    """Print one session."""
    # The first look comes before the counter and the screen have what they keep.
    settled, last = output.looks[1], output.looks[-1]
    memory = " ".join(f"{mib:.1f}" for _, mib in output.looks)
    print(f"{what}: {counted} counted, {whole} by analyze; {took_s:.0f} s on the wall")
    print(
        f"  MiB in use: {memory}; from minute {settled[0] / 60:.0f} to the end {last[1] - settled[1]:+.1f}", flush=True
    )


def main() -> None:
    """Run both and print what came of them."""
    parser = argparse.ArgumentParser(description="Run a long workout, virtual and replayed.")
    parser.add_argument("--minutes", type=float, default=45.0, help="default: %(default)s")
    parser.add_argument("--speed", type=float, default=60.0, help="of the replay (default: %(default)s)")
    wanted = parser.parse_args()
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    every_s = 60 * wanted.minutes / FEWEST_LOOKS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (counted, path), output, took_s = measured(
            run_leaping, lambda shown: virtual(wanted.minutes, folder, shown), every_s
        )
        whole = analyze(read_recording(path), placement="heel", exercise=PLAN.exercise, tempo=str(TEMPO)).counted
        show("virtual", counted, whole, output, took_s)
        again, output, took_s = measured(asyncio.run, lambda shown: replayed(path, wanted.speed, shown), every_s)
        show(f"replayed at {wanted.speed:g}×", again, whole, output, took_s)


if __name__ == "__main__":
    main()
