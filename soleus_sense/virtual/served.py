"""A virtual wearable for other programs: on a controller that they are lent, or over a real adapter of this machine."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from bumble.core import BaseBumbleError
from bumble.device import Device
from bumble.hci import Address
from bumble.transport import open_transport
from bumble.transport.common import Transport

from soleus_sense.errors import SettingsError
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.firmwares import new_firmware
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.wearable import Room, VirtualWearable
from soleus_sense.wearables.bumble_backend import just_works
from soleus_sense.wearables.kinds import find_kind
from soleus_sense.wearables.radio_spec import HIGHEST_PORT, WAYS, check_radio
from soleus_sense.wearables.radio_trouble import RadioError, explain, no_answer

SERVER = re.compile(r"tcp-server:(.+):(\d{1,5})")
EXAMPLE = "tcp-server:127.0.0.1:9001"

EVERY_INTERFACE = "_"
"""What Bumble calls all of this machine's networks."""

OPEN_WITHIN_S = 10.0
CLOSE_WITHIN_S = 3.0


def check_served(spec: str) -> None:
    """Refuse a name that names no radio to serve on, before anything is opened.

    Raises
    ------
    SettingsError
        It is none; the sentence shows what one looks like.
    """
    if spec.startswith("tcp-server"):
        named = SERVER.fullmatch(spec)
        if named is None or not 0 < int(named[2]) <= HIGHEST_PORT:
            raise SettingsError(f"{spec!r} names no radio; it looks like {EXAMPLE} (HOST:PORT).")
    elif spec.partition(":")[0] not in WAYS:
        examples = ", ".join((EXAMPLE, *(way.example for way in WAYS.values())))
        raise SettingsError(f"There is no radio {spec!r}; it is named like one of these: {examples}.")
    else:
        check_radio(spec)


def how_to_find(spec: str, name: str) -> str:
    """The command with which another program of ours finds what is served."""
    named = SERVER.fullmatch(spec)
    if named is None:
        return f'soleus live --device "{name}"'
    host = "THIS-MACHINE" if named[1] == EVERY_INTERFACE else named[1]
    return f"soleus live --radio tcp-client:{host}:{named[2]}"


async def serve(
    recording: Recording, kind: str, spec: str, *, told: Callable[[str], None], begun: Callable[[str], None]
) -> None:
    """Let a virtual wearable be found on that radio; it plays the recording again and again, until it is cancelled.

    Parameters
    ----------
    recording : what it feels; its end is to lead over to its beginning
    kind : key of the kind, such as "polar"
    spec : `tcp-server:HOST:PORT` lends a controller to whoever connects; every other radio is used itself
    told : is told in a word when somebody connects or leaves
    begun : is told its name when it can be found

    Raises
    ------
    SettingsError
        No such kind.
    RadioError
        The radio cannot be opened, or does not answer.
    """
    firmware = new_firmware(kind)
    # Bumble tells of every request that its controller does not know; hosts ask, and go on without.
    log = logging.getLogger("bumble")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        async with _room(spec) as room:
            secure = find_kind(kind).wants_bond
            wearable = VirtualWearable(room, recording, firmware=firmware, repeat=True, secure=secure)
            wearable.on_link = lambda up: told("Connected." if up else "Disconnected.")
            try:
                await wearable.__aenter__()
            except (TimeoutError, BaseBumbleError, OSError) as error:
                raise no_answer(spec) from error
            try:
                begun(firmware.advertised.name)
                await asyncio.Event().wait()
            finally:
                with suppress(TimeoutError, BaseBumbleError, OSError):
                    async with asyncio.timeout(CLOSE_WITHIN_S):
                        await wearable.__aexit__(None, None, None)
    finally:
        log.setLevel(level)


class _Adapter:
    """A controller at the other end of a transport, which becomes the wearable's own."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def device(self, name: str, address: str) -> Device:
        device = Device.with_hci(name, Address(address), self._transport.source, self._transport.sink)
        device.pairing_config_factory = just_works
        return device


def _unserved(spec: str, error: Exception) -> RadioError:
    """Why a controller cannot be lent there, and what to do."""
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return RadioError(f"{spec} is in use", "end the other program there, or choose another port")
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return RadioError(f"{spec} is not allowed to you", "choose a port from 1024 on")
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return RadioError(f"{spec} cannot be opened ({why})", f"name an address of this machine, as in {EXAMPLE}")


@asynccontextmanager
async def _room(spec: str) -> AsyncGenerator[Room]:
    check_served(spec)
    try:
        async with asyncio.timeout(OPEN_WITHIN_S):
            transport: Any = await open_transport(spec)
    except Exception as error:  # each transport raises what its library raises
        raise (_unserved(spec, error) if SERVER.fullmatch(spec) else explain(spec, error)) from error
    try:
        if SERVER.fullmatch(spec):
            room = MemoryRadio()
            room.controller("lent", transport)
            yield room
        else:
            yield _Adapter(transport)
    finally:
        with suppress(Exception):  # what is gone cannot be closed
            async with asyncio.timeout(CLOSE_WITHIN_S):
                if SERVER.fullmatch(spec):
                    transport.server.close()  # which Bumble's own closing leaves open
                    if transport.sink.transport is not None:
                        transport.sink.transport.close()
                else:
                    await transport.close()
