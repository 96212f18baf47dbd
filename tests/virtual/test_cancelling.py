"""Whoever is cancelled in the middle of a request over Bumble ends, even if the answer comes at the same moment."""

from __future__ import annotations

import asyncio
import logging

import pytest

from soleus_sense.exercises import Tempo
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.link import Link, Patience

MOMENTS = 40
"""Turns of the event loop after which the task is cancelled: somewhere among them the answer comes."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")


def test_a_cancelled_request_ends_its_task_at_whatever_moment() -> None:
    recording = simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=1)).recording

    async def run() -> int:
        radio, went_on = MemoryRadio(), 0
        async with VirtualWearable(radio, recording, firmware=SoleusFirmware()):
            found = await find(radio=radio.radio)
            assert found.kind is not None
            kind = found.kind
            clock = asyncio.get_running_loop().time
            link = Link(found.device, kind, radio=radio.radio, patience=Patience(), clock=clock)
            await link.open(Settings())

            async def ask_for_ever() -> None:
                for _ in range(MOMENTS):
                    await link.run(kind.battery())
                    await link.rssi_dbm()

            for turns in range(MOMENTS):
                asking = asyncio.ensure_future(ask_for_ever())
                for _ in range(turns):
                    await asyncio.sleep(0)
                cancelled = asking.cancel()
                await asyncio.wait({asking})
                went_on += cancelled and not asking.cancelled()
            await link.close()
        return went_on

    assert run_leaping(run()) == 0
