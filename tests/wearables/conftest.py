"""A room with a virtual wearable in it, and what its stream said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import numpy as np
import pytest

from soleus_sense.exercises import Tempo
from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.virtual.firmware import Firmware
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Faults, VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.stream import StreamItem, WearableStream


@pytest.fixture(scope="session")
def three_reps() -> Simulation:
    return simulate(Scenario(tempo=Tempo.parse("2-0-1-0"), reps=3, seed=5))


@dataclass
class Heard:
    """Everything a stream said until its wearable had played its recording."""

    stream: WearableStream
    wearable: VirtualWearable
    items: list[StreamItem] = field(default_factory=list)

    @property
    def blocks(self) -> list[SampleBlock]:
        return [item for item in self.items if isinstance(item, SampleBlock)]

    def of(self, kind: type) -> list[StreamItem]:
        return [item for item in self.items if isinstance(item, kind)]

    @property
    def recording(self) -> Recording:
        gyr = [block.gyr_rad_s for block in self.blocks if block.gyr_rad_s is not None]
        return Recording.from_arrays(
            np.concatenate([block.time_s for block in self.blocks]),
            np.concatenate([block.acc_m_s2 for block in self.blocks]),
            np.concatenate(gyr) if gyr else None,
        )


@pytest.fixture
def listen() -> Callable[..., Awaitable[Heard]]:
    """Play a simulation to a stream: `await listen(simulation, faults, secure=…)`."""
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    return _listen


async def _listen(
    simulation: Simulation,
    faults: Faults | None = None,
    *,
    patience: Patience | None = None,
    while_playing: Callable[[VirtualWearable, StreamItem], None] | None = None,
    firmware: Firmware | None = None,
    secure: bool = False,
    settings: Settings | None = None,
) -> Heard:
    """Scan, connect, and listen until the wearable has played everything."""
    radio = MemoryRadio()
    program = firmware or SoleusFirmware()
    virtual = VirtualWearable(radio, simulation.recording, firmware=program, faults=faults, secure=secure)
    async with virtual:
        found = await find(program.advertised.name.lower(), radio=radio.radio)
        stream = WearableStream(found, radio=radio.radio, settings=settings, patience=patience)
        heard = Heard(stream, virtual)

        async def collect() -> None:
            async with aclosing(stream.items()) as items:
                async for item in items:
                    heard.items.append(item)
                    if while_playing is not None:
                        while_playing(virtual, item)

        collecting = asyncio.create_task(collect())
        finished = asyncio.create_task(virtual.finished.wait())
        await asyncio.wait({collecting, finished}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        await asyncio.sleep(0.02)
        finished.cancel()
        collecting.cancel()
        (outcome,) = await asyncio.gather(collecting, return_exceptions=True)
        if isinstance(outcome, Exception):
            raise outcome
    return heard
