"""A hand-made `org.bluez` on a D-Bus daemon of its own: bleak's own BlueZ backend runs against it unmodified.

It behaves like bluetoothd where that matters here: a subscription lasts as long as the D-Bus connection that made
it, a lost link does not end it, and every subscription gets its own copy of a notification. That is why a client
that connects again without having disconnected hears everything twice (bleak's issue 2002). And where it is told to
ask, it bonds only when an agent confirms it.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bleak.backends.bluezdbus import manager as bleak_manager
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.firmware import Can, Firmware
from soleus_sense.wearables.driver import BATTERY_LEVEL, Refused, uuid16

ADAPTER_PATH = "/org/bluez/hci0"
OBJECTS, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"
ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
MTU = 247

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_type="signal"/><allow send_requested_reply="true"/><allow receive_requested_reply="true"/>
<allow send_destination="*"/><allow eavesdrop="true"/></policy></busconfig>"""

FLAGS = {
    Can.READ: "read",
    Can.WRITE: "write",
    Can.WRITE_QUICKLY: "write-without-response",
    Can.NOTIFY: "notify",
    Can.INDICATE: "indicate",
}

Interfaces = dict[str, dict[str, Variant]]


class BlueZError(Exception):
    """An answer `org.bluez.Error.<name>`."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text)
        self.name, self.text = f"org.bluez.Error.{name}", text


class FakeBlueZ:
    """The bus and the adapter; an asynchronous context manager. Set `DBUS_SYSTEM_BUS_ADDRESS` to `address`."""

    def __init__(self, folder: Path, *, powered: bool = True) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        self.devices: list[FakeDevice] = []
        self.agents: list[tuple[str, str]] = []
        """Bus name and path of those that may confirm a bond; the last is the default one."""
        self._folder = folder
        self._tasks: set[asyncio.Task[None]] = set()
        self._advertising: asyncio.Task[None] | None = None
        self.objects: dict[str, Interfaces] = {
            ADAPTER_PATH: {
                ADAPTER: {
                    "Address": Variant("s", "00:11:22:33:44:55"),
                    "Name": Variant("s", "fake"),
                    "Powered": Variant("b", powered),
                    "Discovering": Variant("b", False),
                    "Roles": Variant("as", ["central"]),
                    "UUIDs": Variant("as", []),
                }
            }
        }

    async def __aenter__(self) -> Self:
        self._daemon = self._begin()
        self._bus = await MessageBus(bus_address=self.address).connect()
        self._bus.add_message_handler(self._heard)
        watch = "type='signal',member='NameOwnerChanged'"
        bus_name = "org.freedesktop.DBus"
        path = "/org/freedesktop/DBus"
        await self._bus.call(
            Message(destination=bus_name, path=path, interface=bus_name, member="AddMatch", signature="s", body=[watch])
        )
        await self._bus.request_name("org.bluez")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for device in self.devices:
            device.lose_link()
        tasks = [*self._tasks, *([self._advertising] if self._advertising else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for manager in list(bleak_manager._global_instances.values()):  # pyright: ignore[reportPrivateUsage]
            if manager._bus is not None:  # pyright: ignore[reportPrivateUsage]
                manager._bus.disconnect()  # pyright: ignore[reportPrivateUsage]
        self._bus.disconnect()
        await asyncio.sleep(0.02)
        self._daemon.terminate()
        self._daemon.wait()
        if self._daemon.stdout is not None:
            self._daemon.stdout.close()

    def _begin(self) -> subprocess.Popen[bytes]:
        configuration = self._folder / "bus.conf"
        configuration.write_text(CONFIGURATION.format(socket=self._folder / "bus"), encoding="utf-8")
        command = ["dbus-daemon", "--nofork", "--nopidfile", "--print-address", f"--config-file={configuration}"]
        daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if daemon.stdout is not None:
            daemon.stdout.readline()  # it says its address when it listens
        return daemon

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def confirmed(self, device: str) -> bool:
        """Ask the default agent whether to bond with the device of that path."""
        if not self.agents:
            return False
        bus_name, path = self.agents[-1]
        question = Message(
            destination=bus_name,
            path=path,
            interface="org.bluez.Agent1",
            member="RequestConfirmation",
            signature="ou",
            body=[device, 0],
        )
        answer = await self._bus.call(question)
        return answer.message_type is MessageType.METHOD_RETURN

    def add(self, path: str, interface: str, properties: dict[str, Variant]) -> None:
        self.objects.setdefault(path, {})[interface] = properties
        self._emit("/", OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [path, {interface: properties}])

    def remove(self, path: str) -> None:
        for one in [one for one in self.objects if one == path or one.startswith(f"{path}/")]:
            self._emit("/", OBJECTS, "InterfacesRemoved", "oas", [one, list(self.objects.pop(one))])

    def change(self, path: str, interface: str, **properties: Variant) -> None:
        self.objects[path][interface].update(properties)
        self._emit(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, properties, []])

    def _emit(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self._bus.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=body,
            )
        )

    def _heard(self, message: Message) -> bool | None:
        if message.message_type == MessageType.SIGNAL and message.member == "NameOwnerChanged":
            if not message.body[2]:
                for device in self.devices:
                    device.forget_listener(message.body[0])
            return None
        if message.message_type != MessageType.METHOD_CALL:
            return None
        self.spawn(self._answer(message))
        return True

    async def _answer(self, message: Message) -> None:
        try:
            signature, body = await self._call(message)
        except BlueZError as error:
            reply = Message.new_error(message, error.name, error.text)  # pyright: ignore[reportArgumentType]
        else:
            reply = Message.new_method_return(message, signature, body)
        self._bus.send(reply)

    async def _call(self, message: Message) -> tuple[str, list[Any]]:
        if message.member == "GetManagedObjects":
            return "a{oa{sa{sv}}}", [self.objects]
        if message.interface == PROPERTIES and message.member == "Set":
            interface, name, value = message.body
            self.change(message.path or "", interface, **{name: value})
            return "", []
        if message.member in ("RegisterAgent", "RequestDefaultAgent"):
            agent = (message.sender or "", message.body[0])
            self.agents = [*(one for one in self.agents if one != agent), agent]
            return "", []
        if message.path == ADAPTER_PATH:
            if message.member == "StartDiscovery" and self._advertising is None:
                self._advertising = asyncio.get_running_loop().create_task(self._advertise())
            return "", []
        for device in self.devices:
            if f"{message.path}/".startswith(f"{device.path}/") and message.path in self.objects:
                return await device.call(message)
        raise BlueZError("DoesNotExist")

    async def _advertise(self) -> None:
        while True:
            for device in self.devices:
                device.advertise()
            await asyncio.sleep(0.05)


class FakeDevice:
    """A wearable as bluetoothd shows it; plays a recording through a firmware while its stream is on."""

    def __init__(
        self,
        bluez: FakeBlueZ,
        firmware: Firmware,
        recording: Recording,
        *,
        secure: bool = False,
        asks: bool = False,
        speed: float = 1.0,
    ) -> None:
        self.address = "F0:F1:F2:F3:F4:F5"
        self.path = f"{ADAPTER_PATH}/dev_{self.address.replace(':', '_')}"
        self.sent = 0
        """Notifications, each counted once."""
        self.copies = 0
        """Notifications, counted as often as they were said on the bus."""
        self.finished = asyncio.Event()
        self._bluez, self._firmware, self._recording = bluez, firmware, recording
        self._secure, self._asks, self._speed = secure, asks, speed
        self._connected = self._paired = False
        self._played = 0
        self._uuids: dict[str, str] = {}
        self._listeners: dict[str, list[str]] = {}
        bluez.devices.append(self)

    def advertise(self) -> None:
        strength = Variant("n", -50)
        if self.path in self._bluez.objects:
            if not self._connected:
                self._bluez.change(self.path, DEVICE, RSSI=strength)
            return
        name, services = self._firmware.advertised.name, list(self._firmware.advertised.services)
        self._bluez.add(
            self.path,
            DEVICE,
            {
                "Address": Variant("s", self.address),
                "AddressType": Variant("s", "random"),
                "Name": Variant("s", name),
                "Alias": Variant("s", name),
                "Paired": Variant("b", False),
                "Connected": Variant("b", False),
                "ServicesResolved": Variant("b", False),
                "UUIDs": Variant("as", services),
                "RSSI": strength,
                "Adapter": Variant("o", ADAPTER_PATH),
            },
        )

    def lose_link(self) -> None:
        """As when the wearable goes out of reach."""
        if not self._connected:
            return
        self._connected = False
        self._firmware.disconnected()
        self._bluez.change(self.path, DEVICE, ServicesResolved=Variant("b", False), Connected=Variant("b", False))
        for service in [one for one in self._bluez.objects if SERVICE in self._bluez.objects[one]]:
            self._bluez.remove(service)

    def forget_listener(self, bus_name: str) -> None:
        for listeners in self._listeners.values():
            listeners[:] = [one for one in listeners if one != bus_name]

    async def call(self, message: Message) -> tuple[str, list[Any]]:
        match message.interface, message.member:
            case "org.bluez.Device1", "Connect":
                await asyncio.sleep(0.02)
                self._connect()
            case "org.bluez.Device1", "Disconnect":
                self.lose_link()
            case "org.bluez.Device1", "Pair":
                if self._asks and not await self._bluez.confirmed(self.path):
                    raise BlueZError("AuthenticationFailed")
                self._paired = True
                self._bluez.change(self.path, DEVICE, Paired=Variant("b", True))
            case _:
                return self._characteristic(message)
        return "", []

    def _connect(self) -> None:
        self._connected = True
        self._firmware.connected(MTU - 3)
        self._bluez.change(self.path, DEVICE, Connected=Variant("b", True))
        members: dict[str, list[tuple[str, Can]]] = {uuid16(0x180F): [(BATTERY_LEVEL, Can.READ)]}
        for one in self._firmware.characteristics:
            members.setdefault(one.service, []).append((one.uuid, one.can))
        handle = 0x10
        for service, characteristics in members.items():
            service_path = f"{self.path}/service{handle:04x}"
            described = {
                "UUID": Variant("s", service),
                "Device": Variant("o", self.path),
                "Primary": Variant("b", True),
                "Includes": Variant("ao", []),
            }
            self._bluez.add(service_path, SERVICE, described)
            for uuid, can in characteristics:
                handle += 2
                path = f"{service_path}/char{handle:04x}"
                self._uuids[path] = uuid
                self._bluez.add(
                    path,
                    CHARACTERISTIC,
                    {
                        "UUID": Variant("s", uuid),
                        "Service": Variant("o", service_path),
                        "Value": Variant("ay", b""),
                        "Notifying": Variant("b", False),
                        "Flags": Variant("as", [FLAGS[one] for one in can]),
                        "MTU": Variant("q", MTU),
                    },
                )
            handle += 2
        self._bluez.change(self.path, DEVICE, ServicesResolved=Variant("b", True))

    def _characteristic(self, message: Message) -> tuple[str, list[Any]]:
        uuid = self._uuids[message.path or ""]
        if self._secure and not self._paired and uuid != BATTERY_LEVEL:
            raise BlueZError("NotPermitted", "Not paired")
        match message.member:
            case "ReadValue":
                value = b"\x57" if uuid == BATTERY_LEVEL else self._firmware.read(uuid, self._at_s)
                return "ay", [value]
            case "WriteValue":
                self._write(uuid, bytes(message.body[0]))
            case "StartNotify":
                self._listeners.setdefault(uuid, []).append(message.sender or "")
            case "StopNotify":
                self._listeners[uuid].remove(message.sender or "")
            case _:
                raise BlueZError("NotSupported")
        return "", []

    @property
    def _at_s(self) -> float:
        return self._played / self._recording.sample_rate_hz

    def _write(self, uuid: str, data: bytes) -> None:
        was_streaming = self._firmware.streaming
        try:
            self._firmware.written(uuid, data)
        except Refused as refused:
            raise BlueZError("Failed", f"Operation failed with ATT error: 0x{refused.code:02x}") from refused
        if self._firmware.streaming and not was_streaming:
            self._bluez.spawn(self._play())

    async def _play(self) -> None:
        rate_hz = self._recording.sample_rate_hz
        while self._firmware.streaming and self._played < len(self._recording):
            count = min(self._firmware.samples_per_notification(), len(self._recording) - self._played)
            await asyncio.sleep(count / rate_hz / self._speed)
            if not self._firmware.streaming:
                return
            for uuid, data in self._firmware.notifications(self._recording.block(self._played, self._played + count)):
                self._notify(uuid, data)
            self._played += count
        self.finished.set()

    def _notify(self, uuid: str, data: bytes) -> None:
        path = next(path for path, one in self._uuids.items() if one == uuid and path in self._bluez.objects)
        self.sent += 1
        for _ in self._listeners.get(uuid, ()):
            self.copies += 1
            self._bluez.change(path, CHARACTERISTIC, Value=Variant("ay", data))
