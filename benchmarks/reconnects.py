"""A hundred lost links and new ones: what is left behind? `python benchmarks/reconnects.py`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import sys
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from bleak import BleakClient
from bumble.device import Peer
from bumble.gatt_client import Client

from soleus_sense.evaluation.fault_runs import MODELS
from soleus_sense.evaluation.memory import resident_mib
from soleus_sense.exercises import Tempo
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.link import Link
from soleus_sense.wearables.stream import Connected, WearableStream

BETWEEN_S = 3.0
"""Samples come for so long before the link is lost again."""

WARM_ROUNDS = 10
"""The first rounds fill caches: what is left behind is counted from here on."""

MOST_GROWTH_MIB = 2.0


@dataclass(frozen=True)
class Left:
    """What there is at one moment, garbage collected."""

    tasks: int
    files: int
    links: int
    handlers: int
    objects: int
    memory_mib: float


def _left() -> Left:
    gc.collect()
    everything = gc.get_objects()
    folder = Path("/proc/self/fd")
    return Left(
        tasks=len(asyncio.all_tasks()),
        files=len(list(folder.iterdir())) if folder.exists() else 0,
        links=sum(isinstance(one, Link | BleakClient | Peer | Client) for one in everything),
        handlers=sum(_handlers(one) for one in everything if isinstance(one, Client)),
        objects=len(everything),
        memory_mib=resident_mib(),
    )


def _handlers(client: Client) -> int:
    """Callbacks that wait for notifications or indications."""
    tables = (client.notification_subscribers, client.indication_subscribers)
    return sum(len(callbacks) for table in tables for callbacks in table.values())


async def _rounds(model: str, rounds: int) -> tuple[list[Left], WearableStream, VirtualWearable]:
    recording = simulate(Scenario(tempo=Tempo.parse("2-0-1-0"), reps=3)).recording
    radio, seen = MemoryRadio(), list[Left]()
    wearable = VirtualWearable(radio, recording, firmware=MODELS[model](), repeat=True, secure=True)
    async with wearable:
        stream = WearableStream(await find(radio=radio.radio), radio=radio.radio)
        lost_at_s: float | None = None
        loop = asyncio.get_running_loop()
        async with aclosing(stream.items()) as items:
            async for item in items:
                if isinstance(item, Connected):
                    lost_at_s = loop.time() + BETWEEN_S
                if isinstance(item, SampleBlock) and lost_at_s is not None and loop.time() >= lost_at_s:
                    if stream.health.links in (WARM_ROUNDS, rounds):
                        seen.append(_left())
                    if stream.health.links >= rounds:
                        break
                    lost_at_s = None
                    await wearable.drop()
    return seen, stream, wearable


def main() -> None:
    """Print what there is after the first rounds and after the last; the exit status tells whether it is the same."""
    parser = argparse.ArgumentParser(description="Lose the link a hundred times and look for what is left behind.")
    parser.add_argument("--rounds", type=int, default=100, help="(default: %(default)s)")
    parser.add_argument("--model", default="soleus", choices=MODELS, help="(default: %(default)s)")
    wanted = parser.parse_args()
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    (before, after), stream, wearable = run_leaping(_rounds(wanted.model, wanted.rounds))
    print(f"{'after round':<12} {'tasks':>6} {'files':>6} {'links':>6} {'handlers':>9} {'objects':>9} {'MiB':>8}")
    for number, left in ((WARM_ROUNDS, before), (wanted.rounds, after)):
        print(
            f"{number:<12} {left.tasks:>6} {left.files:>6} {left.links:>6} {left.handlers:>9} {left.objects:>9} "
            f"{left.memory_mib:>8.2f}"
        )
    health = stream.health
    due = wearable.arrived_samples + wearable.missing_samples
    print(
        f"{health.links} links; {health.samples} samples taken and {health.lost_samples} told lost of {due}; "
        f"{health.duplicates} came twice."
    )
    same = (before.tasks, before.files, before.links, before.handlers) == (
        after.tasks,
        after.files,
        after.links,
        after.handlers,
    )
    flat = after.memory_mib - before.memory_mib < MOST_GROWTH_MIB
    print("Nothing is left behind." if same and flat and not health.duplicates else "Something is left behind.")
    sys.exit(not (same and flat and not health.duplicates))


if __name__ == "__main__":
    main()
