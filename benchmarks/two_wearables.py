"""Two wearables at 200 Hz for ten minutes: what clocks, journals and counting cost, and whether a queue grows.

The radio in memory plays both ends of every link in this process, which no real radio asks of it: its cost is measured
by listening to the same notifications without looking at them, and told apart. The queues are watched in a second
run against this machine's own clock, as many times faster than real time as is said.

    python benchmarks/two_wearables.py
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from soleus_sense.evaluation.fault_runs import MODELS
from soleus_sense.evaluation.memory import resident_mib
from soleus_sense.exercises import Tempo
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Channel, Said, Session
from soleus_sense.live.sources import StreamSource
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.journal import JournalWriter
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.sensor import Sensor
from soleus_sense.virtual.wearable import Beginning, VirtualWearable
from soleus_sense.wearables.discovery import Found, find
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.link import Link, LinkLost, Patience
from soleus_sense.wearables.stream import WearableStream

RATE_HZ = 200.0
SIDES = ("left", "right")
SETTINGS = Settings(rate_hz=RATE_HZ)

LONGEST_SILENCE_S = 5.0

MOST_SHARE = 0.10
"""Of one core, for both together."""


class _Nobody:
    """An output that tells nobody."""

    def say(self, sensor: str, said: Said) -> None: ...

    def tick(self, sensors: Sequence[Channel]) -> None: ...

    def close(self) -> None: ...


def _workout() -> Recording:
    """Two minutes of sets and rests, played again and again."""
    scenario = Scenario(
        tempo=Tempo.parse("3-0-1-0"), reps=10, sets=2, rest_s=20, lead_out_s=18, sensor=Sensor(sample_rate_hz=RATE_HZ)
    )
    return simulate(scenario).recording


async def _in_a_room(
    model: str, recording: Recording, speed: float, work: Callable[[MemoryRadio, list[Found]], Awaitable[None]]
) -> None:
    """Do `work` where two such wearables are to be heard."""
    radio, together = MemoryRadio(), Beginning()
    async with AsyncExitStack() as stack:
        found: list[Found] = []
        for number, _ in enumerate(SIDES):
            wearable = VirtualWearable(
                radio,
                recording,
                firmware=MODELS[model](),
                address=f"F0:F1:F2:F3:F4:0{number}",
                speed=speed,
                repeat=True,
                together=together,
            )
            await stack.enter_async_context(wearable)
            taken = frozenset(one.address for one in found)
            found.append(await find(radio=radio.radio, besides=taken))
        await work(radio, found)


async def _count(radio: MemoryRadio, found: list[Found], *, seconds: float, folder: Path, speed: float) -> Counted:
    """The whole way: links, clocks, journals and counters, as `soleus live` has them."""
    loop = asyncio.get_running_loop()
    channels: list[Channel] = []
    streams: list[WearableStream] = []
    for side, one in zip(SIDES, found, strict=True):
        stream = WearableStream(one, radio=radio.radio, settings=SETTINGS, clock=lambda: loop.time() * speed)
        journal = JournalWriter(folder / f"{side}.csv", placement="heel", side=side, start_utc=datetime.now(UTC))
        streams.append(stream)
        channels.append(
            Channel(side, StreamSource(stream), RepCounter("heel", None, "3-0-1-0"), journal=journal, plan=Plan())
        )
    session = Session(channels, _Nobody())
    running = asyncio.ensure_future(session.run())
    waiting: list[int] = []
    for _ in range(round(seconds / 60.0)):
        await asyncio.sleep(60.0 / speed)
        waiting.append(max(stream.health.most_waiting for stream in streams))
        for stream in streams:
            stream.health.most_waiting = 0
    session.stop()
    await running
    return Counted(streams, channels, waiting)


class Counted:
    """What came of a run: streams, channels, and the most notifications that waited in each minute."""

    def __init__(self, streams: list[WearableStream], channels: list[Channel], waiting: list[int]) -> None:
        self.samples = sum(stream.health.samples for stream in streams)
        self.lost = sum(stream.health.lost_samples for stream in streams)
        self.dropped = sum(stream.health.dropped for stream in streams)
        self.reps = [channel.counter.analysis().counted for channel in channels]
        self.waiting = waiting


async def _listen(radio: MemoryRadio, found: list[Found], *, seconds: float) -> int:
    """The radio alone: both links are made and every notification is taken, and thrown away."""
    heard = 0
    loop = asyncio.get_running_loop()

    async def one_link(one: Found) -> None:
        nonlocal heard
        if one.kind is None:
            return
        link = Link(one.device, one.kind, radio=radio.radio, patience=Patience(), clock=loop.time)
        try:
            await link.open(SETTINGS)
            async with asyncio.timeout(seconds):
                while True:
                    taken = await link.next(LONGEST_SILENCE_S)
                    heard += len(taken)
        except (TimeoutError, LinkLost):
            return
        finally:
            await link.close()

    await asyncio.gather(*(one_link(one) for one in found))
    return heard


def _costs(model: str, recording: Recording, seconds: float) -> tuple[float, float, Counted, int]:
    """Processor seconds of the whole way and of the radio alone, what was counted, notifications heard."""
    kept: list[Counted] = []
    heard: list[int] = []

    async def counting(radio: MemoryRadio, found: list[Found]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            kept.append(await _count(radio, found, seconds=seconds, folder=Path(folder), speed=1.0))

    async def listening(radio: MemoryRadio, found: list[Found]) -> None:
        heard.append(await _listen(radio, found, seconds=seconds))

    spent: list[float] = []
    for work in (listening, counting):
        began_s = time.process_time()
        run_leaping(_in_a_room(model, recording, 1.0, work))
        spent.append(time.process_time() - began_s)
    return spent[1], spent[0], kept[0], heard[0]


def _in_real_time(model: str, recording: Recording, seconds: float, speed: float) -> Counted:
    kept: list[Counted] = []

    async def counting(radio: MemoryRadio, found: list[Found]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            kept.append(await _count(radio, found, seconds=seconds, folder=Path(folder), speed=speed))

    asyncio.run(_in_a_room(model, recording, speed, counting))
    return kept[0]


def main() -> None:
    """Print the costs and the queues; the exit status tells whether both are as they should be."""
    parser = argparse.ArgumentParser(description="Time two wearables at 200 Hz.")
    parser.add_argument("--minutes", type=int, default=10, help="of samples (default: %(default)s)")
    parser.add_argument("--model", default="soleus", choices=MODELS, help="(default: %(default)s)")
    parser.add_argument(
        "--speed", type=float, default=10.0, help="of the second run, times real time; 0: none (default: %(default)s)"
    )
    wanted = parser.parse_args()
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    recording, seconds = _workout(), 60.0 * wanted.minutes

    whole_s, radio_s, counted, heard = _costs(wanted.model, recording, seconds)
    share = (whole_s - radio_s) / seconds
    print(f"{wanted.minutes} minutes of two wearables of {counted.samples / 2 / seconds:.0f} samples a second each:")
    print(f"  decoding, clocks, journals, counting: {100 * share:5.2f} % of a core ({whole_s - radio_s:.1f} s in all)")
    print(f"  the radio in memory, both its ends:   {100 * radio_s / seconds:5.2f} % ({heard} notifications)")
    print(f"  counted: {counted.reps[0]} and {counted.reps[1]}; {counted.lost} samples lost")
    good = share < MOST_SHARE and counted.reps[0] == counted.reps[1] and not counted.lost
    if wanted.speed:
        before_mib = resident_mib()
        real = _in_real_time(wanted.model, recording, seconds, wanted.speed)
        print(f"The same at {wanted.speed:g} times real time: most notifications waiting at once, minute by minute:")
        print(f"  {', '.join(map(str, real.waiting))}; {real.dropped} dropped, {real.lost} samples lost")
        print(f"  memory {resident_mib() - before_mib:+.1f} MiB")
        good = good and not real.dropped and max(real.waiting[-3:]) <= 2 * max(real.waiting[:3])
    print("As it should be." if good else "Not as it should be.")
    sys.exit(not good)


if __name__ == "__main__":
    main()
