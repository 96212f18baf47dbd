"""Bonding with a wearable that wants it, without ever hanging; and what a wearable says it is."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass

from bleak import BleakClient
from bleak.exc import (
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakError,
    BleakGATTProtocolError,
    BleakGATTProtocolErrorCode,
)

from soleus_sense.errors import WearableError
from soleus_sense.wearables.driver import uuid16

PAIR_WITHIN_S = 20.0
"""Without an agent BlueZ waits for one without end; a person needs a few seconds to confirm a dialog."""

READ_WITHIN_S = 5.0
"""A read takes two connection intervals; a dead link answers never."""

_WANTS_BOND = {
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHORIZATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION_KEY_SIZE,
}

_WANTS_BOND_BLUEZ = {"org.bluez.Error.NotPermitted", "org.bluez.Error.NotPaired"}
"""What BlueZ makes of three of these (`create_gatt_dbus_error` in its gatt-client.c: "Not paired")."""

_REMEDY = {
    "linux": "run `bluetoothctl`, type `agent on`, then `pair ADDRESS`, and try again",
    "win32": "pair it once in Settings > Bluetooth & devices, and try again",
    "darwin": "confirm the system's dialog when it comes up, and try again",
}


class BondFailed(WearableError):
    """Nobody confirmed the bond in time: the person has to do something, trying again does not help."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the device information service (0x180A) says; None where it does not."""

    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None


async def bond(client: BleakClient, *, within_s: float = PAIR_WITHIN_S) -> bool:
    """Bond over a link that is up.

    Returns
    -------
    False where the system bonds by itself when a protected characteristic is first used (macOS)

    Raises
    ------
    WearableError
        It failed (`BondFailed`: it was not done in time); the sentence says what to do on this system.
    """
    try:
        async with asyncio.timeout(within_s):
            await client.pair()
    except NotImplementedError:
        return False
    except TimeoutError as error:
        raise BondFailed(_failed(client, f"was not done within {within_s:.0f} s")) from error
    except (BleakError, OSError) as error:
        raise WearableError(_failed(client, f"failed ({error})")) from error
    return True


def wants_bond(error: Exception) -> bool:
    """Whether a request was refused because the link is not encrypted or not trusted."""
    if isinstance(error, BleakDBusError):
        return error.dbus_error in _WANTS_BOND_BLUEZ
    return isinstance(error, BleakGATTProtocolError) and error.code in _WANTS_BOND


async def read_identity(client: BleakClient) -> Identity:
    """Manufacturer, model, serial number and firmware, as far as the wearable tells.

    Raises
    ------
    BleakError, TimeoutError
        The link was lost.
    """
    return Identity(
        manufacturer=await _read_text(client, 0x2A29),
        model=await _read_text(client, 0x2A24),
        serial=await _read_text(client, 0x2A25),
        firmware=await _read_text(client, 0x2A26),
    )


async def _read_text(client: BleakClient, number: int) -> str | None:
    try:
        async with asyncio.timeout(READ_WITHIN_S):
            data = await client.read_gatt_char(uuid16(number))
    except (BleakCharacteristicNotFoundError, BleakGATTProtocolError):
        return None
    text = bytes(data).decode("utf-8", "replace").strip("\0 \t\r\n")
    return "".join(character for character in text if character.isprintable()) or None


def _failed(client: BleakClient, how: str) -> str:
    remedy = _REMEDY.get(sys.platform, "pair it in the system's settings, and try again")
    return f"Pairing with {client.name} {how}: {remedy.replace('ADDRESS', client.address)}."
