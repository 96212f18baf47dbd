"""Bonding never hangs, and says what to do where it fails."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from bleak import BleakClient
from bleak.exc import BleakDBusError, BleakError, BleakGATTProtocolError

from soleus_sense.errors import WearableError
from soleus_sense.wearables.pairing import BondFailed, Identity, bond, read_identity, wants_bond

TEXTS = {0x2A29: b"Polar Electro Oy\0", 0x2A24: b"  ", 0x2A26: b"\xff1.0\n"}


class Client:
    """What bonding and reading need of a bleak client."""

    name, address = "Polar Sense", "A0:9E:1A:00:00:00"

    def __init__(self, outcome: BaseException | None = None, *, hangs: bool = False) -> None:
        self._outcome, self._hangs = outcome, hangs

    async def pair(self) -> None:
        if self._hangs:
            await asyncio.sleep(60)
        if self._outcome is not None:
            raise self._outcome

    async def read_gatt_char(self, uuid: str) -> bytearray:
        number = int(uuid[4:8], 16)
        if number not in TEXTS:
            raise BleakGATTProtocolError(0x02)
        return bytearray(TEXTS[number])


def client(*args: Any, **kwargs: Any) -> BleakClient:
    return cast(BleakClient, Client(*args, **kwargs))


async def test_a_bond_is_made_or_left_to_the_system() -> None:
    assert await bond(client())
    assert not await bond(client(NotImplementedError()))


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [("linux", r"bluetoothctl.*pair A0:9E:1A:00:00:00"), ("win32", "Settings > Bluetooth"), ("freebsd", "settings")],
)
async def test_a_bond_nobody_confirms_ends_in_time_with_the_systems_remedy(
    platform: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    with pytest.raises(BondFailed, match=f"was not done within 0 s: .*{remedy}"):
        await bond(client(hangs=True), within_s=0.01)


async def test_a_refused_bond_says_why() -> None:
    with pytest.raises(WearableError, match=r"Pairing with Polar Sense failed \(refused\)"):
        await bond(client(BleakError("refused")))


@pytest.mark.parametrize(("code", "wanted"), [(0x05, True), (0x08, True), (0x0C, True), (0x0F, True), (0x80, False)])
def test_only_a_want_of_trust_asks_for_a_bond(code: int, wanted: bool) -> None:
    assert wants_bond(BleakGATTProtocolError(code)) is wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("org.bluez.Error.NotPermitted", True),
        ("org.bluez.Error.NotPaired", True),
        ("org.bluez.Error.Failed", False),
    ],
)
def test_bluez_says_not_paired_in_its_own_way(name: str, wanted: bool) -> None:
    assert wants_bond(BleakDBusError(name, ["Not paired"])) is wanted


async def test_what_a_wearable_says_it_is_is_read_as_far_as_it_goes() -> None:
    assert await read_identity(client()) == Identity(manufacturer="Polar Electro Oy", firmware="\ufffd1.0")
