"""Dialogues over a link: answers found among the samples, refusals and missing characteristics handed on."""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager

import numpy as np
import pytest

from soleus_sense.errors import WearableError
from soleus_sense.motion.clock import Timing
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, Sent
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables import link as link_module
from soleus_sense.wearables.discovery import Found, scan
from soleus_sense.wearables.driver import (
    Answer,
    Dialogue,
    Packet,
    PacketError,
    Read,
    Refused,
    Settings,
    Started,
    StreamEnded,
    WearableKind,
    Write,
)
from soleus_sense.wearables.link import Link, LinkLost, Patience
from soleus_sense.wearables.stream import Connected, SamplesLost, WearableStream

SERVICE = "11111111-0000-4000-8000-000000000000"
CONTROL = "11111111-0001-4000-8000-000000000000"
DATA = "11111111-0002-4000-8000-000000000000"
NOWHERE = "11111111-0003-4000-8000-000000000000"


class ChattyFirmware:
    """Answers on an indicate characteristic; one sample per notification, numbered; ends its stream on 0x0E."""

    def __init__(self) -> None:
        self.advertised = Advertised("Chatty", (SERVICE,))
        self.characteristics = (
            Exposed(CONTROL, SERVICE, Can.WRITE | Can.INDICATE),
            Exposed(DATA, SERVICE, Can.NOTIFY),
        )
        self.rate_hz = 100.0
        self.streaming = False
        self.asked: list[bytes] = []
        self.sent = 0

    def connected(self, payload: int) -> None: ...

    def disconnected(self) -> None:
        self.streaming = False

    def read(self, characteristic: str, clock_s: float) -> bytes:
        return b""

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        self.asked.append(data)
        if data == b"refuse":
            raise Refused("No.", 0x85)
        if data == b"start":
            self.streaming = True
        if data == b"mute":
            return ()
        return ((CONTROL, b"\xf0" + data),)

    def samples_per_notification(self) -> int:
        return 1

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        self.sent += 1
        if self.sent == 40:
            return ((DATA, b"\x0e"),)
        return ((DATA, struct.pack("<B3h", self.sent % 256, *np.rint(block.acc_m_s2[0] * 100).astype(int))),)


class ChattyDecoder:
    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        if characteristic == CONTROL:
            return ()
        if data == b"\x0e":
            raise StreamEnded("It ended.")
        if len(data) != 7:
            raise PacketError("No.")
        number, *acc = struct.unpack("<B3h", data)
        return (Packet(np.array([acc]) / 100.0, sequence=number),)


def start(settings: Settings) -> Dialogue[Started]:
    answer = yield Write(CONTROL, b"start", answer=Answer(CONTROL, lambda data: data == b"\xf0start"))
    if answer is None:
        raise WearableError("It did not answer.")
    return Started(ChattyDecoder(), Timing(sequence_wraps=256), 100.0, False, 8.0, interval_s=0.01)


def battery() -> Dialogue[int | None]:
    answer = yield Write(CONTROL, b"battery", answer=Answer(CONTROL, lambda data: data == b"\xf0battery"))
    return None if answer is None else 42


CHATTY = WearableKind(
    key="chatty",
    name="Chatty",
    services=(SERVICE,),
    notifies=(CONTROL, DATA),
    rates_hz=(100.0,),
    acc_ranges_g=(8.0,),
    start=start,
    battery=battery,
)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")


@asynccontextmanager
async def linked(simulation: Simulation) -> AsyncGenerator[tuple[Link, VirtualWearable, Found]]:
    radio = MemoryRadio()
    async with VirtualWearable(radio, simulation.recording, firmware=ChattyFirmware()) as virtual:
        (heard,) = await scan(0.15, radio=radio.radio)
        found = Found(heard.device, heard.name, CHATTY, heard.rssi_dbm)
        clock = asyncio.get_running_loop().time
        link = Link(found.device, CHATTY, radio=radio.radio, patience=Patience(), clock=clock)
        try:
            yield link, virtual, found
        finally:
            await link.close()


def one_step(step: Write | Read) -> Dialogue[bytes | Refused | None]:
    try:
        return (yield step)
    except Refused as refused:
        return refused


async def test_an_answer_is_found_among_samples_and_nothing_is_lost(three_reps: Simulation) -> None:
    async with linked(three_reps) as (link, virtual, _):
        await link.open(Settings())
        await asyncio.sleep(0.1)
        assert await link.run(battery()) == 42
        assert isinstance(virtual.firmware, ChattyFirmware)
        heard = [*await link.next(1.0), *await link.next(1.0)]
        numbers = [one.data[0] for one in heard if one.characteristic == DATA]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 8
        assert b"\xf0battery" in [one.data for one in heard]


async def test_no_answer_is_none_after_its_time(three_reps: Simulation) -> None:
    async with linked(three_reps) as (link, _, _):
        await link.open(Settings())
        awaited = Answer(CONTROL, lambda data: data == b"\xf0mute", within_s=0.05)
        assert await link.run(one_step(Write(CONTROL, b"mute", answer=awaited))) is None


async def test_refusals_and_missing_characteristics_reach_the_dialogue(three_reps: Simulation) -> None:
    async with linked(three_reps) as (link, _, _):
        await link.open(Settings())
        refused = await link.run(one_step(Write(CONTROL, b"refuse")))
        missing = await link.run(one_step(Read(NOWHERE)))
        assert isinstance(refused, Refused)
        assert isinstance(missing, Refused)
        assert (refused.code, missing.code) == (0x85, link_module.ATTRIBUTE_NOT_FOUND)


async def test_a_lost_link_ends_a_dialogue_that_waits(three_reps: Simulation) -> None:
    async with linked(three_reps) as (link, virtual, _):
        await link.open(Settings())
        awaited = Answer(CONTROL, lambda data: data == b"\xf0mute", within_s=5)
        waiting = asyncio.create_task(link.run(one_step(Write(CONTROL, b"mute", answer=awaited))))
        await asyncio.sleep(0.05)
        await virtual.drop()
        with pytest.raises(LinkLost):
            await waiting
        with pytest.raises(LinkLost, match="lost"):
            while True:
                await link.next(1.0)


async def test_what_nobody_takes_is_dropped_and_counted(
    three_reps: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "LARGEST_QUEUE", 5)
    async with linked(three_reps) as (link, _, _):
        await link.open(Settings())
        await asyncio.sleep(0.2)
        assert len(await link.next(1.0)) <= 5
        assert link.dropped >= 5


async def test_a_stream_that_the_wearable_ends_is_started_again_over_the_same_link(three_reps: Simulation) -> None:
    radio = MemoryRadio()
    firmware = ChattyFirmware()
    async with VirtualWearable(radio, three_reps.recording, firmware=firmware) as virtual:
        (heard,) = await scan(0.15, radio=radio.radio)
        stream = WearableStream(
            Found(heard.device, heard.name, CHATTY, -50),
            radio=radio.radio,
            patience=Patience(battery_s=0.3),
        )
        items = stream.items()
        blocks: list[SampleBlock] = []
        others: list[object] = []
        async for item in items:
            if isinstance(item, SampleBlock):
                blocks.append(item)
            else:
                others.append(item)
            if len(blocks) >= 80:
                break
        await items.aclose()
        assert virtual.links == 1
    assert firmware.asked.count(b"start") == 2
    assert firmware.asked.count(b"battery") >= 2
    steps_s = np.diff([block.time_s[0] for block in blocks])
    assert np.median(steps_s) == pytest.approx(0.01, rel=0.1)
    assert all(isinstance(one, Connected) or (isinstance(one, SamplesLost) and one.samples <= 5) for one in others)
