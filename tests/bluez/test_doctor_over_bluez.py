"""The examination against a BlueZ that answers, and against one that does not run."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

if not sys.platform.startswith("linux") or shutil.which("dbus-daemon") is None:
    pytest.skip("BlueZ needs Linux, and this test needs dbus-daemon", allow_module_level=True)

from dbus_fast import Variant
from fake_bluez import DEVICE, FakeBlueZ, FakeDevice

from soleus_sense.exercises import Tempo
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.wearables.bluez_checks import ask_bluez
from soleus_sense.wearables.examination import examine


async def test_a_sound_bluetooth_with_a_sensor_somebody_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=1)).recording
    async with FakeBlueZ(tmp_path) as bluez:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bluez.address)
        device = FakeDevice(bluez, SoleusFirmware(), recording)
        free = {(one.what, one.state): one.sentence for one in await examine(seconds=0.3)}
        bluez.change(device.path, DEVICE, Connected=Variant("b", True))
        held = {(one.what, one.state): one.sentence for one in await examine(seconds=0.3)}
        bluez.change(device.path, DEVICE, Connected=Variant("b", False))
    assert free["D-Bus", "good"] == "The system bus runs."
    assert free["Adapter", "good"] == "hci0 (00:11:22:33:44:55) is on."
    assert "1 of a known kind: Soleus Sense A1" in free["Radio", "good"]
    assert ("Sensor", "trouble") not in free
    assert held["Sensor", "trouble"] == "Soleus Sense A1 is connected to this computer already."


async def test_a_bus_without_bluez_and_an_adapter_that_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeBlueZ(tmp_path, powered=False) as bluez:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bluez.address)
        off = {(one.what, one.state): one for one in await examine(seconds=0.2)}
        await bluez._bus.release_name("org.bluez")  # pyright: ignore[reportPrivateUsage]
        await asyncio.sleep(0)
        findings, known = await ask_bluez()
    assert off["Adapter", "trouble"].remedy == "`bluetoothctl power on`"
    assert "switched off" in off["Radio", "trouble"].sentence
    assert known is None
    assert [(one.what, one.state) for one in findings] == [("D-Bus", "good"), ("BlueZ", "trouble")]
