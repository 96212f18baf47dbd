"""A radio of one's own: lost and found again, bonds that are kept, and sentences for all that can be wrong with it."""

from __future__ import annotations

import asyncio
import errno
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import usb1
from bleak import BleakClient
from bleak.exc import BleakError
from bumble.transport import open_transport
from bumble.transport.common import TransportInitError

from soleus_sense.errors import SettingsError, WearableError
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables import bumble_radio
from soleus_sense.wearables.discovery import find, scan
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.radio_spec import WAYS, check_radio
from soleus_sense.wearables.radio_trouble import explain
from soleus_sense.wearables.radios import open_radio
from soleus_sense.wearables.stream import Connected, Retrying, WearableStream


@pytest.fixture(autouse=True)
def quiet() -> None:
    logging.getLogger("bumble").setLevel(logging.CRITICAL)


class Socket:
    """A controller in a room, plugged in at a port of this machine; it can be pulled out and plugged in again."""

    def __init__(self, room: MemoryRadio) -> None:
        self._room = room
        self._server: Any = None
        self._plugs = 0
        self.port = 0

    @property
    def spec(self) -> str:
        return f"tcp-client:127.0.0.1:{self.port}"

    async def plug_in(self) -> None:
        self._server = await open_transport(f"tcp-server:127.0.0.1:{self.port}")
        self.port = self._server.server.sockets[0].getsockname()[1]
        self._plugs += 1
        self._room.controller(f"dongle {self._plugs}", self._server)

    async def pull_out(self) -> None:
        self._server.server.close()
        if self._server.sink.transport is not None:
            self._server.sink.transport.close()
        await self._server.server.wait_closed()


@asynccontextmanager
async def plugged_in(room: MemoryRadio) -> AsyncGenerator[Socket]:
    there = Socket(room)
    await there.plug_in()
    try:
        yield there
    finally:
        await there.pull_out()


async def test_a_stream_goes_on_when_its_adapter_is_pulled_out_and_put_back(three_reps: Simulation) -> None:
    room = MemoryRadio()
    firmware = SoleusFirmware()
    links: list[Connected] = []
    whys: list[str] = []
    virtual = VirtualWearable(room, three_reps.recording, firmware=firmware)
    async with virtual, plugged_in(room) as socket, open_radio(socket.spec) as radio:
        found = await find("Soleus", radio=radio, within_s=5)
        stream = WearableStream(found, radio=radio, patience=Patience(retry_s=0.02, longest_retry_s=0.1))
        async with aclosing(stream.items()) as items:
            async for item in items:
                if isinstance(item, Connected):
                    links.append(item)
                    if len(links) == 1:
                        await socket.pull_out()
                        await virtual.drop()  # as its own controller does when it hears nothing any more
                elif isinstance(item, Retrying):
                    whys.append(item.why)
                    if any("Nobody listens" in why for why in whys):
                        await socket.plug_in()
                        whys.clear()
                if len(links) == 2 and stream.health.samples > 20:
                    break
    assert [link.again for link in links] == [False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to stand for a serial port")
async def test_a_board_on_a_serial_port_is_a_radio_too(three_reps: Simulation, tmp_path: Path) -> None:
    room = MemoryRadio()
    port = str(tmp_path / "port")
    async with await open_transport(f"pty:{port}") as board:
        room.controller("board", board)
        virtual = VirtualWearable(room, three_reps.recording, firmware=SoleusFirmware())
        async with virtual, open_radio(f"serial:{port},1000000") as radio:
            found = await find("Soleus", radio=radio, within_s=5)
            async with BleakClient(found.device, backend=radio and radio.client) as client:
                assert await client.read_gatt_char("d35a0003-dcb6-4a4c-b8b6-b33b029cfe43")


async def test_keys_the_wearable_no_longer_has_are_forgotten_and_made_anew(
    three_reps: Simulation, tmp_path: Path
) -> None:
    room = MemoryRadio()
    virtual = VirtualWearable(room, three_reps.recording, firmware=SoleusFirmware(), secure=True)
    async with virtual, plugged_in(room) as socket:
        async with open_radio(socket.spec, tmp_path) as radio:
            found = await find("Soleus", radio=radio, within_s=5)
            async with BleakClient(found.device, backend=radio and radio.client) as client:
                await client.pair()
        await socket.pull_out()
        await socket.plug_in()
        keys: Any = virtual._device.keystore  # pyright: ignore[reportPrivateUsage]
        await keys.delete_all()
        async with open_radio(socket.spec, tmp_path) as radio:
            found = await find("Soleus", radio=radio, within_s=5)
            with pytest.raises(BleakError):
                await BleakClient(found.device, backend=radio and radio.client).connect()
            found = await find("Soleus", radio=radio, within_s=5)
            async with BleakClient(found.device, backend=radio and radio.client) as client:
                await client.pair()
                assert await client.read_gatt_char("d35a0003-dcb6-4a4c-b8b6-b33b029cfe43")


async def test_something_that_is_no_controller_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bumble_radio, "START_WITHIN_S", 0.2)
    talked: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: talked.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with open_radio(f"tcp-client:127.0.0.1:{port}") as radio:
        with pytest.raises(WearableError, match="does not answer as a Bluetooth controller does: what shares it"):
            await scan(0.1, radio=radio)
    server.close()
    for writer in talked:
        writer.close()
    await server.wait_closed()


async def test_a_broken_file_of_bonds_is_said_with_its_name(tmp_path: Path) -> None:
    (tmp_path / bumble_radio.KEYS_FILE).write_text("{", encoding="utf-8")
    async with open_radio("tcp-client:127.0.0.1:9", tmp_path) as radio:
        with pytest.raises(WearableError, match=r"bonds in .*radio-keys\.json cannot be read: remove the file"):
            await scan(0.1, radio=radio)


async def test_without_a_name_it_is_the_systems_own() -> None:
    async with open_radio(None) as radio:
        assert radio is None


@pytest.mark.parametrize(
    "spec",
    [
        *(way.example for way in WAYS.values()),
        *("usb:0a12:0001", "usb:0A12:0001/00E04C", "usb:0a12:0001#1", "usb:1-2.4", "usb:[driver=rtk]0", "usb:0!"),
        *("serial:COM9", "serial:/dev/ttyUSB0,115200,rtscts", "hci-socket:", "tcp-client:a.local:9001"),
    ],
)
def test_what_names_a_radio_is_taken(spec: str) -> None:
    check_radio(spec)


@pytest.mark.parametrize(
    "spec",
    [
        *("", "0", "usb", "usb:", "usb:x", "usb:0a12", "serial:", "serial:/dev/ttyUSB0,fast", "hci-socket:hci0"),
        *("tcp-client:", "tcp-client:9001", "tcp-client:localhost:0", "tcp-client:localhost:65536", "bluetooth:0"),
    ],
)
def test_what_names_none_is_refused_with_what_one_looks_like(spec: str) -> None:
    with pytest.raises(SettingsError, match=r"usb:0|serial:/dev|tcp-client:127|hci-socket:0"):
        check_radio(spec)


def usb_error(name: str) -> Exception:
    return getattr(usb1, name)()


def no_module() -> Exception:
    return ModuleNotFoundError("No module named 'serial_asyncio'", name="serial_asyncio")


@pytest.mark.parametrize(
    ("spec", "error", "system", "said"),
    [
        ("usb:0", TransportInitError("device not found"), "linux", "no Bluetooth adapter usb:0: plug it in; `lsusb`"),
        ("usb:0", usb_error("USBErrorNoDevice"), "linux", "no Bluetooth adapter usb:0: plug it in"),
        ("usb:1-2", TransportInitError("no compatible interface found for device"), "linux", "is no Bluetooth adapter"),
        ("usb:0", usb_error("USBErrorAccess"), "linux", "may not open usb:0: let yourself in"),
        (
            "usb:0",
            usb_error("USBErrorNotSupported"),
            "win32",
            "may not open usb:0: give it the WinUSB driver with Zadig",
        ),
        ("usb:0", usb_error("USBErrorBusy"), "linux", "usb:0 is in use: end the other program that uses it"),
        ("usb:0", usb_error("USBErrorBusy"), "darwin", "usb:0 is in use: end the other program that uses it."),
        ("usb:0", usb_error("USBErrorOther"), "linux", "There is no USB here"),
        ("usb:0", OSError("libusb-1.0.so: cannot open"), "darwin", "libusb is missing: `brew install libusb`"),
        (
            "serial:/dev/ttyACM0,115200",
            OSError(errno.ENOENT, "x"),
            "linux",
            "There is no port /dev/ttyACM0: plug it in",
        ),
        (
            "serial:COM9",
            OSError("could not open port: FileNotFoundError(2)"),
            "win32",
            "no port COM9: plug it in; the Dev",
        ),
        ("serial:COM9", OSError("could not open port: PermissionError(13)"), "win32", "COM9 is in use"),
        ("serial:/dev/ttyACM0", OSError(errno.EACCES, "x"), "linux", "`sudo usermod -aG dialout $USER`"),
        ("serial:/dev/ttyACM0", OSError(errno.EBUSY, "x"), "linux", "is in use: end the other program"),
        ("serial:/dev/null", OSError("Could not configure port: (25, '')"), "linux", "/dev/null is no serial port"),
        ("serial:/dev/ttyACM0", no_module(), "linux", "serial_asyncio is missing: `pip install serial_asyncio`"),
        ("tcp-client:a:1", TimeoutError(), "linux", "a, port 1, cannot be reached: start what shares"),
        ("hci-socket:0", PermissionError(errno.EPERM, "x"), "linux", "may not open hci-socket:0: run it as root"),
        ("hci-socket:0", OSError(errno.EBUSY, "x"), "linux", "is in use: put the adapter down first"),
        ("hci-socket:1", OSError(errno.ENODEV, "x"), "linux", "no Bluetooth adapter hci-socket:1: plug one in"),
        ("hci-socket:0", OSError(errno.EAFNOSUPPORT, "x"), "linux", "Linux knows no Bluetooth"),
        (
            "hci-socket:0",
            Exception("Bluetooth HCI sockets not supported on this platform"),
            "win32",
            "Linux alone: take",
        ),
        ("usb:0", Exception("odd"), "linux", "The radio usb:0 cannot be used (odd): try another one"),
    ],
)
def test_everything_that_can_be_wrong_is_one_sentence_with_its_remedy(
    spec: str, error: Exception, system: str, said: str
) -> None:
    explained = explain(spec, error, system)
    assert said in str(explained)
    assert str(explained) == f"{explained.sentence.rstrip('.')}: {explained.remedy}."
    assert "\n" not in str(explained)
