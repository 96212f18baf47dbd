"""A virtual wearable that another program finds over a controller it is lent: here that program is this one."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import aclosing

import pytest
from bumble.device import Device
from bumble.hci import Address
from bumble.transport import open_transport

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo
from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.served import check_served, how_to_find, serve
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.radio_trouble import RadioError
from soleus_sense.wearables.radios import open_radio
from soleus_sense.wearables.stream import Connected, WearableStream

SHORT_S = 0.4
"""It is played several times while the test listens."""


@pytest.fixture(scope="module")
def short() -> Recording:
    whole = simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=1)).recording
    kept = whole.time_s < SHORT_S
    assert whole.gyr_rad_s is not None
    return Recording.from_arrays(whole.time_s[kept], whole.acc_m_s2[kept], whole.gyr_rad_s[kept])


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


async def test_another_program_finds_it_streams_comes_back_and_it_goes_on_for_ever(short: Recording) -> None:
    port, told, ready = free_port(), list[str](), asyncio.Event()
    loud_before = logging.getLogger("bumble").level

    def begun(name: str) -> None:
        told.append(name)
        ready.set()

    serving = asyncio.create_task(serve(short, "dot", f"tcp-server:127.0.0.1:{port}", told=told.append, begun=begun))
    async with asyncio.timeout(20):
        await ready.wait()
        for _ in range(2):
            async with open_radio(f"tcp-client:127.0.0.1:{port}") as radio:
                found = await find("Movella", radio=radio, within_s=5)
                samples = 0
                async with aclosing(WearableStream(found, radio=radio).items()) as items:
                    async for item in items:
                        if isinstance(item, Connected):
                            assert item.rate_hz == 60
                        if isinstance(item, SampleBlock):
                            samples += len(item)
                        if samples > 1.5 * SHORT_S * 60:
                            break
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert told == ["Movella DOT", "Connected.", "Disconnected.", "Connected.", "Disconnected."]
    assert logging.getLogger("bumble").level == loud_before


async def test_it_is_found_again_after_whoever_was_connected_was_killed(short: Recording) -> None:
    port, told, ready = free_port(), list[str](), asyncio.Event()
    serving = asyncio.create_task(
        serve(short, "dot", f"tcp-server:127.0.0.1:{port}", told=told.append, begun=lambda _: ready.set())
    )
    lent = f"tcp-client:127.0.0.1:{port}"
    async with asyncio.timeout(20):
        await ready.wait()
        async with open_radio(lent) as radio:
            address = (await find("Movella", radio=radio, within_s=5)).address
        transport = await open_transport(lent)
        killed = Device.with_hci("killed", Address("C0:C1:C2:C3:C4:C6"), transport.source, transport.sink)
        await killed.power_on()
        await killed.connect(Address(address))
        transport.sink.transport.abort()
        await asyncio.sleep(0.3)  # until the server has been told

        async with open_radio(lent) as radio:
            assert (await find("Movella", radio=radio, within_s=5)).address == address
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert told == ["Connected.", "Disconnected."]


@pytest.mark.parametrize(
    ("spec", "sentence"), [("tcp-server:192.0.2.1:9001", "cannot be opened"), ("tcp-client:127.0.0.1:1", "Nobody")]
)
async def test_a_radio_that_cannot_be_opened_is_said(spec: str, sentence: str, short: Recording) -> None:
    with pytest.raises(RadioError, match=sentence):
        await serve(short, "dot", spec, told=print, begun=print)


async def test_a_port_that_is_taken_is_said(short: Recording) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        spec = f"tcp-server:127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(RadioError, match="is in use: end the other program there, or choose another port"):
            await serve(short, "dot", spec, told=print, begun=print)


@pytest.mark.parametrize("spec", ["tcp-server:9001", "tcp-server:here:99999", "wire:0", "usb", "serial:"])
def test_what_names_no_radio_is_said(spec: str) -> None:
    with pytest.raises(SettingsError, match=r"no radio"):
        check_served(spec)


def test_it_is_said_how_to_find_it() -> None:
    assert how_to_find("tcp-server:127.0.0.1:9001", "X") == "soleus live --radio tcp-client:127.0.0.1:9001"
    assert how_to_find("tcp-server:_:9001", "X") == "soleus live --radio tcp-client:THIS-MACHINE:9001"
    assert how_to_find("usb:0", "Movella DOT") == 'soleus live --device "Movella DOT"'
