"""The stream over bleak's own BlueZ backend, against a private D-Bus: bond, lost links, one copy of everything."""

from __future__ import annotations

import asyncio
import shutil
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from bleak import BleakClient, BleakScanner

if not sys.platform.startswith("linux") or shutil.which("dbus-daemon") is None:
    pytest.skip("BlueZ needs Linux, and this test needs dbus-daemon", allow_module_level=True)

from fake_bluez import FakeBlueZ, FakeDevice

from soleus_sense.errors import WearableError
from soleus_sense.exercises import Tempo
from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.wearables import soleus_profile as profile
from soleus_sense.wearables.discovery import find, scan
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.stream import Connected, WearableStream

SPEED = 8.0


@pytest.fixture(scope="module")
def recording() -> Recording:
    return simulate(Scenario(tempo=Tempo.parse("2-0-1-0"), reps=3, seed=5)).recording


def on_bus(bluez: FakeBlueZ, monkeypatch: pytest.MonkeyPatch) -> FakeBlueZ:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bluez.address)
    return bluez


async def test_the_stream_bonds_survives_lost_links_and_hears_everything_once(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_bus(FakeBlueZ(tmp_path), monkeypatch) as bluez:
        device = FakeDevice(bluez, SoleusFirmware(), recording, secure=True, speed=SPEED)
        loop = asyncio.get_running_loop()
        found = await find("Soleus Sense A1", within_s=3)
        stream = WearableStream(found, patience=Patience(retry_s=0.05, close_s=1.0), clock=lambda: loop.time() * SPEED)
        links: list[Connected] = []
        blocks = 0
        async with aclosing(stream.items()) as items:
            async for item in items:
                if isinstance(item, Connected):
                    links.append(item)
                elif isinstance(item, SampleBlock):
                    blocks += 1
                    if blocks in (15, 30):
                        device.lose_link()
                    if device.finished.is_set():
                        break
    assert [(link.battery_percent, link.bonded) for link in links] == [(87, True), (87, False), (87, False)]
    assert device.copies == device.sent
    assert stream.health.duplicates == stream.health.misread == 0
    assert device.sent - blocks <= 4


async def test_the_fake_repeats_everything_to_those_who_do_not_disconnect(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_bus(FakeBlueZ(tmp_path), monkeypatch) as bluez:
        device = FakeDevice(bluez, SoleusFirmware(), recording, speed=SPEED)
        heard: list[int | None] = []
        buses: list[Any] = []
        client = BleakClient(await BleakScanner.find_device_by_name("Soleus Sense A1", timeout=3) or "")
        for _ in range(2):
            await client.connect()
            buses.append(client._backend._bus)  # pyright: ignore[reportPrivateUsage]
            heard.clear()
            await client.start_notify(
                profile.DATA, lambda _, data: heard.append(profile.decode_data(bytes(data)).sequence)
            )
            await client.write_gatt_char(profile.CONTROL, b"\x02", response=True)
            await asyncio.sleep(0.3)
            device.lose_link()
            await asyncio.sleep(0.05)
        await client.disconnect()
        for bus in buses:
            bus.disconnect()
    assert len(heard) >= 2 * len(set(heard)) > 0


async def test_bluetooth_that_is_switched_off_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_bus(FakeBlueZ(tmp_path, powered=False), monkeypatch):
        with pytest.raises(WearableError, match=r"Bluetooth is switched off: switch it on.*--demo"):
            await scan(0.2)
