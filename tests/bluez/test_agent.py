"""On Linux without a desktop nobody confirms a bond but this program: for the wearable meant, and for no other."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import pytest
from bleak import BleakClient

if not sys.platform.startswith("linux") or shutil.which("dbus-daemon") is None:
    pytest.skip("BlueZ needs Linux, and this test needs dbus-daemon", allow_module_level=True)

from dbus_fast import Message, MessageType
from fake_bluez import FakeBlueZ, FakeDevice

from soleus_sense.exercises import Tempo
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.wearables import bluez_agent
from soleus_sense.wearables.bluez_agent import Confirmer, confirming
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.look import look_at

ADDRESS = "F0:F1:F2:F3:F4:F5"
DEVICE = "/org/bluez/hci0/dev_F0_F1_F2_F3_F4_F5"


@pytest.fixture(scope="module")
def recording() -> Recording:
    return simulate(Scenario(tempo=Tempo.parse("2-0-1-0"), reps=2, seed=5)).recording


def asked(member: str, *body: object, path: str = bluez_agent.PATH) -> Message:
    signature = "".join("u" if isinstance(one, int) else "o" for one in body)
    return Message(
        path=path,
        interface=bluez_agent.AGENT,
        member=member,
        signature=signature,
        body=list(body),
        serial=7,
        sender=":1",
    )


async def bonded(tmp_path: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch) -> bool:
    async with FakeBlueZ(tmp_path) as bluez:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bluez.address)
        FakeDevice(bluez, SoleusFirmware(), recording, secure=True, asks=True)
        found = await find("Soleus", within_s=3)
        connected, _ = await look_at(found, seconds=0.2, patience=Patience(retry_s=0.01, longest_retry_s=0.01))
        return connected.bonded


async def test_a_bond_that_bluez_asks_about_is_confirmed(
    tmp_path: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bluez_agent, "running_agents", lambda _root: [])  # whatever runs on this machine
    assert await bonded(tmp_path, recording, monkeypatch)


async def test_where_a_desktop_confirms_this_program_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "proc/7").mkdir(parents=True)
    (tmp_path / "proc/7/comm").write_text("gnome-shell\n", encoding="utf-8")
    async with FakeBlueZ(tmp_path) as bluez:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bluez.address)
        client = BleakClient(ADDRESS)
        async with confirming(client, root=tmp_path):
            assert bluez.agents == []
        async with confirming(client, root=tmp_path / "nothing"):
            assert [path for _, path in bluez.agents] == [bluez_agent.PATH]


async def test_without_a_bus_the_link_is_made_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    async with confirming(BleakClient(ADDRESS), root=tmp_path) as confirmer:
        assert not confirmer.asked


async def test_over_another_radio_there_is_nobody_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_confirmer: Confirmer) -> None:
        raise AssertionError("BlueZ is asked though its radio is not used")

    monkeypatch.setattr(bluez_agent, "_registered", never)
    async with confirming(BleakClient(ADDRESS, backend=MemoryRadio().radio.client), root=tmp_path):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("member", "body", "granted"),
    [
        ("RequestConfirmation", (DEVICE, 123456), True),
        ("RequestAuthorization", (DEVICE,), True),
        ("RequestConfirmation", ("/org/bluez/hci0/dev_00_11_22_33_44_55", 0), False),
        ("RequestPasskey", (DEVICE,), False),
        ("RequestPinCode", (DEVICE,), False),
        ("RequestAuthorization", (), False),
    ],
)
def test_only_the_wearable_meant_is_confirmed_and_no_pin_is_made_up(
    member: str, body: tuple[object, ...], granted: bool
) -> None:
    confirmer = Confirmer(ADDRESS.lower())
    answer = confirmer.answer(asked(member, *body))
    assert isinstance(answer, Message)
    assert answer.message_type is (MessageType.METHOD_RETURN if granted else MessageType.ERROR)
    assert confirmer.asked is granted


def test_what_is_for_somebody_else_is_left_alone_and_an_end_is_no_bond() -> None:
    confirmer = Confirmer(ADDRESS)
    assert confirmer.answer(asked("RequestConfirmation", DEVICE, 1, path="/other")) is False
    ended = confirmer.answer(asked("Cancel"))
    assert isinstance(ended, Message)
    assert ended.message_type is MessageType.METHOD_RETURN
    assert not confirmer.asked
