"""Finding a wearable: by kind, by name, by address; and sentences where there is none, or no Bluetooth."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError

from soleus_sense.errors import WearableError
from soleus_sense.virtual.firmware import Advertised
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables.discovery import Radio, explained, find, scan


@pytest_asyncio.fixture(loop_scope="function")
async def room(three_reps: Simulation, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Radio]:
    """Two wearables of a known kind, and something else."""
    caplog.set_level(logging.CRITICAL, logger="bumble")
    radio = MemoryRadio()
    kettle = SoleusFirmware()
    kettle.advertised = Advertised("Kettle")
    async with AsyncExitStack() as stack:
        for number, firmware in enumerate((SoleusFirmware("Soleus A1"), SoleusFirmware("Soleus B2"), kettle)):
            address = f"F0:F1:F2:F3:F4:0{number}"
            await stack.enter_async_context(
                VirtualWearable(radio, three_reps.recording, firmware=firmware, address=address)
            )
        yield radio.radio


async def test_a_scan_hears_all_and_knows_the_kinds(room: Radio) -> None:
    heard = await scan(0.3, radio=room)
    assert {(one.name, one.kind.key if one.kind else None) for one in heard} == {
        ("Soleus A1", "soleus"),
        ("Soleus B2", "soleus"),
        ("Kettle", None),
    }


@pytest.mark.parametrize("wanted", ["soleus b2", "Soleus B", "f0:f1:f2:f3:f4:01"])
async def test_a_wearable_is_found_by_name_its_beginning_or_address(room: Radio, wanted: str) -> None:
    assert (await find(wanted, radio=room, within_s=2)).name == "Soleus B2"


async def test_any_wearable_of_a_known_kind_will_do_but_not_one_in_use(room: Radio) -> None:
    first = await find(radio=room, within_s=2)
    second = await find(radio=room, within_s=2, besides=frozenset({first.address}))
    assert {first.name, second.name} == {"Soleus A1", "Soleus B2"}


async def test_what_is_not_there_is_said_with_what_to_do(room: Radio) -> None:
    with pytest.raises(WearableError, match=r"'Polar' was not heard within 0 s: switch it on.*--demo"):
        await find("Polar", radio=room, within_s=0.2)
    with pytest.raises(WearableError, match="Kettle is in reach, but it is of no kind"):
        await find("kettle", radio=room, within_s=0.2)


async def test_nothing_is_left_running_after_a_search(room: Radio) -> None:
    before = asyncio.all_tasks()
    await find("Soleus A1", radio=room, within_s=2)
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason.POWERED_OFF),
            "Bluetooth is switched off: switch it on",
        ),
        (
            BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason.DENIED_BY_USER),
            "may not use Bluetooth: allow it",
        ),
        (
            BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason.NO_BLUETOOTH),
            "There is no Bluetooth on this machine",
        ),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []), "Bluetooth service of this machine"),
        (FileNotFoundError(2, "No such file or directory"), "no usable Bluetooth on this machine"),
    ],
)
def test_no_bluetooth_is_one_sentence_that_names_the_demo(error: Exception, sentence: str) -> None:
    with pytest.raises(WearableError, match=sentence) as said, explained():
        raise error
    assert "soleus live --demo" in str(said.value)
    assert "\n" not in str(said.value)
