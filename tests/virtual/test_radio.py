"""The radio in memory: unmodified bleak scans, connects, bonds, reads, writes and subscribes over it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import bleak
import pytest
import pytest_asyncio
from bleak import BleakClient, BleakScanner
from bleak.exc import BleakCharacteristicNotFoundError, BleakError, BleakGATTProtocolError

from soleus_sense.exercises import Tempo
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import ADDRESS, VirtualWearable
from soleus_sense.wearables import soleus_profile as profile
from soleus_sense.wearables.driver import BATTERY_LEVEL, uuid16

NAME = "Soleus Sense A1"


@pytest_asyncio.fixture(loop_scope="function")
async def wearable(caplog: pytest.LogCaptureFixture) -> AsyncIterator[VirtualWearable]:
    caplog.set_level(logging.CRITICAL, logger="bumble")
    recording = simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=2)).recording
    radio = MemoryRadio()
    async with VirtualWearable(radio, recording, firmware=SoleusFirmware(NAME), secure=True) as virtual:
        with radio.installed():
            yield virtual


async def found() -> Any:
    device = await BleakScanner.find_device_by_name(NAME, timeout=2)
    assert device is not None
    return device


async def test_a_scan_hears_name_service_and_strength(wearable: VirtualWearable) -> None:
    heard = await BleakScanner.discover(timeout=0.2, return_adv=True)
    ((device, data),) = heard.values()
    assert (device.address, device.name, data.service_uuids) == (ADDRESS, NAME, [profile.SERVICE])
    assert data.rssi < 0
    assert await BleakScanner.find_device_by_name("nobody", timeout=0.1) is None
    assert await BleakScanner.find_device_by_filter(lambda _, data: bool(data.manufacturer_data), timeout=0.1) is None


async def test_two_scans_at_once_both_hear_and_the_first_to_end_does_not_end_the_other(
    wearable: VirtualWearable,
) -> None:
    async def names(seconds: float) -> list[str | None]:
        return [device.name for device in await BleakScanner.discover(timeout=seconds)]

    first, second = await asyncio.gather(names(0.2), names(0.5))
    assert first == second == [NAME]
    one, other = BleakScanner(), BleakScanner()
    await one.start()
    await asyncio.gather(one.stop(), other.start())
    async with asyncio.timeout(2):
        device, _ = await anext(other.advertisement_data())
    assert device.name == NAME
    await other.stop()


async def test_services_and_open_characteristics_are_there(wearable: VirtualWearable) -> None:
    async with BleakClient(await found()) as client:
        control = client.services.get_characteristic(profile.CONTROL)
        assert control is not None
        assert control.properties == ["write"]
        assert control.max_write_without_response_size > 100
        assert await client.read_gatt_char(BATTERY_LEVEL) == bytes([87])
        assert await client.read_gatt_char(uuid16(0x2A29)) == b"Soleus Sense"
        with pytest.raises(BleakCharacteristicNotFoundError):
            await client.read_gatt_char(uuid16(0x2A00 + 0xFF))
        with pytest.raises(BleakError, match="already"):
            await client.connect()


async def test_what_is_protected_needs_a_bond_and_the_bond_lasts(wearable: VirtualWearable) -> None:
    device = await found()
    async with BleakClient(device) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.read_gatt_char(profile.STATUS)
        assert refused.value.code == 0x0F
        await client.pair()
        assert profile.decode_status(bytes(await client.read_gatt_char(profile.STATUS)))
    async with BleakClient(device) as client:
        assert profile.decode_status(bytes(await client.read_gatt_char(profile.STATUS)))
        await client.unpair()
    async with BleakClient(device) as client:
        with pytest.raises(BleakGATTProtocolError):
            await client.read_gatt_char(profile.STATUS)


async def test_a_refused_write_carries_its_code(wearable: VirtualWearable) -> None:
    async with BleakClient(await found(), pair=True) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.write_gatt_char(profile.CONTROL, b"\x55", response=True)
        assert refused.value.code == profile.ControlError.UNKNOWN_OP
        await client.write_gatt_char(profile.CONTROL, b"\x04\x03", response=True)
    assert isinstance(wearable.firmware, SoleusFirmware)
    assert wearable.firmware.blinked == 1


async def test_notifications_come_while_subscribed_and_once_each(wearable: VirtualWearable) -> None:
    sequences: list[int | None] = []
    async with BleakClient(await found(), pair=True) as client:
        await client.start_notify(
            profile.DATA, lambda _, data: sequences.append(profile.decode_data(bytes(data)).sequence)
        )
        await client.write_gatt_char(profile.CONTROL, b"\x02", response=True)
        await asyncio.sleep(3.0)
        await client.stop_notify(profile.DATA)
        so_far = len(sequences)
        await asyncio.sleep(1.0)
    assert so_far > 5
    assert sequences == list(range(so_far))


async def test_who_was_refused_and_asks_again_after_the_bond_hears_everything_once(wearable: VirtualWearable) -> None:
    sequences: list[int | None] = []

    def heard(_: object, data: bytearray) -> None:
        sequences.append(profile.decode_data(bytes(data)).sequence)

    async with BleakClient(await found()) as client:
        with pytest.raises(BleakGATTProtocolError):
            await client.start_notify(profile.DATA, heard)
        await client.pair()
        await client.start_notify(profile.DATA, heard)
        await client.write_gatt_char(profile.CONTROL, b"\x02", response=True)
        await asyncio.sleep(2.0)
    assert len(sequences) > 3
    assert len(set(sequences)) == len(sequences)


async def test_a_lost_link_is_told_once_and_ends_what_runs(wearable: VirtualWearable) -> None:
    told: list[BleakClient] = []
    client = BleakClient(await found(), told.append)
    await client.connect()
    await wearable.drop()
    await asyncio.sleep(0.05)
    assert told == [client]
    assert not client.is_connected
    with pytest.raises(BleakError):
        await client.read_gatt_char(BATTERY_LEVEL)
    await client.disconnect()
    async with BleakClient(await found()) as again:
        assert again.is_connected


async def test_an_address_nobody_has_is_not_connected(wearable: VirtualWearable) -> None:
    with pytest.raises(BleakError, match="not found"):
        await BleakClient("AA:BB:CC:DD:EE:FF", timeout=0.1).connect()


async def test_bleak_is_as_it_was_afterwards() -> None:
    before = bleak.get_platform_scanner_backend_type, bleak.get_platform_client_backend_type  # type: ignore[attr-defined]
    with MemoryRadio().installed():
        assert bleak.get_platform_scanner_backend_type not in before  # type: ignore[attr-defined]
    assert (bleak.get_platform_scanner_backend_type, bleak.get_platform_client_backend_type) == before  # type: ignore[attr-defined]
