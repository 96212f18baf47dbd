"""A wearable that is not there: it advertises, bonds, tells its battery and plays a recording in real time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from bumble import data_types
from bumble.att import ATT_Error, Attribute
from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.device import Connection, Device
from bumble.gatt import (
    GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR,
    Characteristic,
    CharacteristicValue,
    Service,
)
from bumble.hci import HCI_CONNECTION_TIMEOUT_ERROR

from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.virtual.firmware import Can, Exposed, Firmware, FirmwareBase, Sent
from soleus_sense.wearables.driver import BATTERY_LEVEL, Refused, uuid16

ADDRESS = "F0:F1:F2:F3:F4:F5"
ADVERTISING_INTERVAL_MS = 50.0
ATT_HEADER = 3

BATTERY_SERVICE = uuid16(0x180F)
INFORMATION_SERVICE = uuid16(0x180A)
INFORMATION = {uuid16(0x2A29): b"Soleus Sense", uuid16(0x2A24): b"Virtual wearable", uuid16(0x2A26): b"1.0"}
"""Manufacturer, model, firmware."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on the way. Times are seconds of the played recording.

    Attributes
    ----------
    loss : share of the notifications that never arrive
    loss_run : how many are lost in a row, on average
    loss_s : how long such a run lasts on average, in place of their number; at least one is lost
    repeated : share of the notifications that arrive twice
    late_s : notifications are held for up to this long and then come together
    stalls : (at, for how long): the link stays up, nothing comes, what was due is lost
    drops : when the link is lost
    away_s : how long after a lost link it is not to be heard
    drop_connects : so many links are lost as soon as they are up
    drop_pairings : so many links are lost while they are bonded
    clock_restarts : after a lost link the wearable's clock begins at zero
    rate_error : share by which the wearable samples faster than it says
    seed : of the chances
    """

    loss: float = 0.0
    loss_run: float = 4.0
    loss_s: float | None = None
    repeated: float = 0.0
    late_s: float = 0.0
    stalls: tuple[tuple[float, float], ...] = ()
    drops: tuple[float, ...] = ()
    away_s: float = 0.0
    drop_connects: int = 0
    drop_pairings: int = 0
    clock_restarts: bool = False
    rate_error: float = 0.0
    seed: int = 1


class Room(Protocol):
    """Where a wearable is: whatever gives it a radio of its own."""

    def device(self, name: str, address: str) -> Device:
        """A new Bumble device; services are added to it, it is powered on, and it advertises."""
        ...


@dataclass(slots=True)
class Beginning:
    """When what several wearables feel begins, by the event loop's clock: as soon as the first of them streams."""

    at_s: float | None = None


@dataclass(slots=True)
class _Block:
    """Some samples on their way: the first one's number, how many, and the notifications that carry them."""

    first: int
    count: int
    parts: list[Sent] = field(default_factory=list[Sent])
    whole: bool = True


class VirtualWearable:
    """Plays a recording to whoever connects; an asynchronous context manager.

    The recording begins when the stream is first started, and goes on while the link is lost: what was due
    then is lost too, as on a leg.

    Parameters
    ----------
    room : where it is
    recording : what it feels
    firmware : what kind it is
    address : of the link layer
    speed : how much faster than real time it plays; its clock goes along
    faults : what goes wrong
    battery_percent : level at the beginning; may be changed while it plays
    repeat : begin again at the recording's end, without end
    together : the beginning that it shares with the other wearables of the same person
    secure : only bonded hosts may read, write and listen
    clock_s : its clock when it is switched on
    """

    def __init__(
        self,
        room: Room,
        recording: Recording,
        *,
        firmware: Firmware,
        address: str = ADDRESS,
        speed: float = 1.0,
        faults: Faults | None = None,
        battery_percent: int = 87,
        repeat: bool = False,
        together: Beginning | None = None,
        secure: bool = False,
        clock_s: float = 12.5,
    ) -> None:
        self.recording = recording
        self.firmware = firmware
        self.finished = asyncio.Event()
        """Set when the recording has been played to its end."""
        self.sent = 0
        """Notifications of samples that were due while the link was up."""
        self.lost = 0
        """How many of these never arrived."""
        self.arrived_samples = 0
        """Samples all of whose notifications arrived, each counted once."""
        self.missing_samples = 0
        """Samples that did not, between the first and the newest one that did."""
        self.began_with: int | None = None
        """Number of the first sample that arrived, from 0 at the recording's beginning."""
        self.sent_s = 0.0
        """Where in the recording the newest sample lies that was sent: a clock without this machine's hiccups."""
        self.links = 0
        """How often somebody connected."""
        self.on_link: Callable[[bool], None] | None = None
        """Is told when somebody connects (True) or leaves."""
        self._faults = faults or Faults()
        self._battery_percent = battery_percent
        self.battery_percent = battery_percent
        self._speed = speed
        self._secure = secure
        self._clock_s = clock_s
        self._rng = np.random.default_rng(self._faults.seed)
        self._repeat = repeat
        self._losing = False
        self._held: list[_Block] = []
        self._newest = -1
        self._heard_by: set[str] = set()
        self._held_since_s = 0.0
        self._drops = sorted(self._faults.drops)
        self._switched_off = asyncio.Event()
        self._asked = asyncio.Event()
        self._beginning = together or Beginning()
        self._pairings = 0
        self._link: Connection | None = None
        self._player: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._characteristics: dict[str, Characteristic[bytes]] = {}
        self._device = room.device(firmware.advertised.name, address)
        self._device.add_services(self._services())
        if secure:
            self._protect_subscriptions()
        self._device.on(Device.EVENT_CONNECTION, self._on_link)

    async def __aenter__(self) -> Self:
        advertised = self.firmware.advertised
        flags = AdvertisingData.Flags
        fields: list[Any] = [
            data_types.Flags(flags.LE_GENERAL_DISCOVERABLE_MODE | flags.BR_EDR_NOT_SUPPORTED),
            data_types.CompleteLocalName(advertised.name),
            data_types.CompleteListOf128BitServiceUUIDs([UUID(uuid) for uuid in advertised.services]),
        ]
        if advertised.company is not None:
            fields.append(data_types.ManufacturerSpecificData(*advertised.company))
        if advertised.battery_percent is not None:
            fields.append(
                data_types.ServiceData16BitUUID(UUID(BATTERY_SERVICE[4:8]), bytes([advertised.battery_percent]))
            )
        self._device.advertising_data = bytes(AdvertisingData(fields))
        self._device.advertising_interval_min = self._device.advertising_interval_max = ADVERTISING_INTERVAL_MS
        await self._device.power_on()
        await self._device.start_advertising()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._switched_off.set()
        if self._player is not None:
            self._player.cancel()
            await asyncio.gather(self._player, return_exceptions=True)
        # The others are left to finish: a request to the controller that is cancelled half way upsets Bumble.
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._link is not None:
            await self._link.disconnect()
        await self._device.stop_advertising()
        await self._device.power_off()

    @property
    def battery_percent(self) -> int:
        """The level it tells, in the battery service or in its own way."""
        return self._battery_percent

    @battery_percent.setter
    def battery_percent(self, percent: int) -> None:
        self._battery_percent = percent
        if isinstance(self.firmware, FirmwareBase):
            self.firmware.battery_percent = percent

    @property
    def played_s(self) -> float:
        """Where in the recording it is."""
        if self._beginning.at_s is None:
            return 0.0
        return (asyncio.get_running_loop().time() - self._beginning.at_s) * self._speed

    @property
    def began_s(self) -> float:
        """Where in the recording the first sample lies that arrived."""
        return (self.began_with or 0) / (self.firmware.rate_hz * (1 + self._faults.rate_error))

    async def drop(self) -> None:
        """Lose the link now, as when the battery falls out."""
        if self._link is not None:
            await self._link.disconnect(HCI_CONNECTION_TIMEOUT_ERROR)

    def count_afresh(self) -> None:
        """Forget which samples arrived: somebody else listens from now on."""
        self.began_with = None
        self.arrived_samples = self.missing_samples = 0

    def _services(self) -> list[Service]:
        read, notify = Can.READ, Can.READ | Can.NOTIFY
        exposed = [
            *self.firmware.characteristics,
            Exposed(BATTERY_LEVEL, BATTERY_SERVICE, notify),
            *(Exposed(uuid, INFORMATION_SERVICE, read) for uuid in INFORMATION),
        ]
        grouped: dict[str, list[Characteristic[bytes]]] = {}
        for one in exposed:
            characteristic = self._characteristics[one.uuid] = self._characteristic(one)
            grouped.setdefault(one.service, []).append(characteristic)
        return [Service(UUID(uuid), members) for uuid, members in grouped.items()]

    def _protect_subscriptions(self) -> None:
        """Let only bonded hosts subscribe: Bumble leaves that open, though a wearable with keys never does."""
        for uuid, characteristic in self._characteristics.items():
            if uuid == BATTERY_LEVEL or uuid in INFORMATION:
                continue
            handles = range(characteristic.handle, characteristic.end_group_handle + 1)
            for attribute in map(self._device.gatt_server.get_attribute, handles):
                if attribute is not None and attribute.type == GATT_CLIENT_CHARACTERISTIC_CONFIGURATION_DESCRIPTOR:
                    attribute.permissions |= Attribute.Permissions.WRITE_REQUIRES_ENCRYPTION

    def _characteristic(self, exposed: Exposed) -> Characteristic[bytes]:
        def read(_link: Connection) -> bytes:
            return self._read(exposed.uuid)

        def write(_link: Connection, data: bytes) -> None:
            self._written(exposed.uuid, bytes(data))

        can, properties, permissions = exposed.can, Characteristic.Properties, Attribute.Permissions
        meaning = {
            Can.READ: properties.READ,
            Can.WRITE: properties.WRITE,
            Can.WRITE_QUICKLY: properties.WRITE_WITHOUT_RESPONSE,
            Can.NOTIFY: properties.NOTIFY,
            Can.INDICATE: properties.INDICATE,
        }
        offered = properties(0)
        for one in can:
            offered |= meaning[one]
        allowed = permissions.READABLE | permissions.WRITEABLE
        if self._secure and exposed.service not in (BATTERY_SERVICE, INFORMATION_SERVICE):
            allowed |= permissions.READ_REQUIRES_ENCRYPTION | permissions.WRITE_REQUIRES_ENCRYPTION
        value = CharacteristicValue(read=read, write=write)
        characteristic = Characteristic(UUID(exposed.uuid), offered, allowed, value)

        def listened(_link: Connection, notify: bool, indicate: bool) -> None:
            (self._heard_by.add if notify or indicate else self._heard_by.discard)(exposed.uuid)
            self._play_if_wanted()

        characteristic.on(characteristic.EVENT_SUBSCRIPTION, listened)
        return characteristic

    def _read(self, uuid: str) -> bytes:
        if uuid == BATTERY_LEVEL:
            return bytes([self.battery_percent])
        return INFORMATION.get(uuid) or self.firmware.read(uuid, self._clock_s + self.played_s)

    def _written(self, uuid: str, data: bytes) -> None:
        try:
            answers = self.firmware.written(uuid, data)
        except Refused as refused:
            raise ATT_Error(refused.code) from refused
        for characteristic, answer in answers:
            self._spawn(self._answer(characteristic, answer))
        self._asked.set()
        self._play_if_wanted()

    def _play_if_wanted(self) -> None:
        if self.firmware.streaming and self._heard_by and (self._player is None or self._player.done()):
            self._player = asyncio.get_running_loop().create_task(self._play())

    async def _answer(self, uuid: str, data: bytes) -> None:
        characteristic, link = self._characteristics[uuid], self._link
        if link is None:
            return
        if characteristic.properties & Characteristic.Properties.INDICATE:
            await self._device.indicate_subscriber(link, characteristic, data)
        else:
            await self._device.notify_subscriber(link, characteristic, data)

    def _on_link(self, link: Connection) -> None:
        self._link = link
        self.links += 1
        if self.on_link is not None:
            self.on_link(True)
        link.on(link.EVENT_DISCONNECTION, self._on_link_lost)
        link.on(link.EVENT_CONNECTION_ATT_MTU_UPDATE, lambda: self.firmware.connected(link.att_mtu - ATT_HEADER))
        self.firmware.connected(link.att_mtu - ATT_HEADER)
        link.on(link.EVENT_PAIRING_START, self._on_pairing)
        if self.links <= self._faults.drop_connects:
            self._spawn(self.drop())

    def _on_pairing(self) -> None:
        self._pairings += 1
        if self._pairings <= self._faults.drop_pairings:
            self._spawn(self.drop())

    def _on_link_lost(self, _reason: int) -> None:
        self._link = None
        if self.on_link is not None:
            self.on_link(False)
        self._heard_by.clear()
        self.lost += sum(len(block.parts) for block in self._held)
        self._held.clear()
        self.firmware.disconnected()
        if self._player is not None:
            self._player.cancel()
        if self._faults.clock_restarts:
            self._clock_s = -self.played_s
        if not self._switched_off.is_set():
            self._spawn(self._advertise_again())

    async def _advertise_again(self) -> None:
        try:
            async with asyncio.timeout(self._faults.away_s / self._speed):
                await self._switched_off.wait()
        except TimeoutError:
            await self._device.start_advertising()

    async def _play(self) -> None:
        """Send what is due, until the recording ends or the stream is stopped."""
        loop = asyncio.get_running_loop()
        begins = self._beginning.at_s is None
        if self._beginning.at_s is None:
            self._beginning.at_s = loop.time()
        recording, firmware = self.recording, self.firmware
        rate_hz, samples, index = 0.0, 1.0, 0
        while firmware.streaming and index < samples:
            if rate_hz != firmware.rate_hz * (1 + self._faults.rate_error):
                if rate_hz:
                    self.count_afresh()  # samples are numbered anew
                rate_hz = firmware.rate_hz * (1 + self._faults.rate_error)
                samples = math.inf if self._repeat else math.floor(recording.duration_s * rate_hz) + 1
                index = 0 if begins else math.ceil(self.played_s * rate_hz)
                begins = False
                continue
            count = int(min(firmware.samples_per_notification(), samples - index))
            if not await self._until((index + count - 1) / rate_hz):
                continue
            at_s = np.arange(index, index + count) / rate_hz
            await self._send(self._felt(at_s), index, float(at_s[-1]))
            index += count
        await self._release()
        if firmware.streaming:
            self.finished.set()

    async def _until(self, at_s: float) -> bool:
        """Wait for that point of the recording; False where a request, which may change the rate, came before it."""
        left_s = (at_s - self.played_s) / self._speed
        if left_s <= 0:
            await asyncio.sleep(0)
            return True
        self._asked.clear()
        try:
            async with asyncio.timeout(left_s):
                await self._asked.wait()
        except TimeoutError:
            return True
        return False

    def _felt(self, at_s: np.ndarray[Any, np.dtype[np.float64]]) -> SampleBlock:
        """The recording at these times since its beginning, stamped by the wearable's clock."""
        recording = self.recording
        time_s = recording.time_s - recording.time_s[0]
        where_s = at_s % recording.duration_s if self._repeat else at_s
        first = max(0, int(np.searchsorted(time_s, where_s.min())) - 2)
        part = slice(first, int(np.searchsorted(time_s, where_s.max())) + 2)

        def at(values: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
            return np.column_stack([np.interp(where_s, time_s[part], column) for column in values[part].T])

        gyr = None if recording.gyr_rad_s is None else at(recording.gyr_rad_s)
        return SampleBlock(at_s + self._clock_s, at(recording.acc_m_s2), gyr)

    async def _send(self, samples: SampleBlock, first: int, at_s: float) -> None:
        faults = self._faults
        stalled = any(start <= at_s < start + length for start, length in faults.stalls)
        block = _Block(first, len(samples))
        parts = tuple(self.firmware.notifications(samples))
        loss_run = faults.loss_run
        if faults.loss_s is not None:
            loss_run = faults.loss_s * len(parts) * self.firmware.rate_hz / len(samples)
        for part in parts:
            self.sent += 1
            if self._is_lost(max(1.0, loss_run)) or stalled:
                self.lost += 1
                block.whole = False
                continue
            block.parts += [part, part] if self._rng.random() < faults.repeated else [part]
        self._held.append(block)
        if not faults.late_s or at_s - self._held_since_s >= self._rng.uniform(0, faults.late_s):
            self.sent_s = self._held_since_s = at_s
            await self._release()
        if self._drops and at_s >= self._drops[0]:
            del self._drops[0]
            await self.drop()

    def _is_lost(self, run: float) -> bool:
        """Losses come in runs (Gilbert's two-state channel) of the mean length and share that are asked for."""
        loss = self._faults.loss
        if not loss:
            return False
        turn = 1 / run if self._losing else loss / (run * (1 - loss))
        if self._rng.random() < turn:
            self._losing = not self._losing
        return self._losing

    async def _release(self) -> None:
        held, self._held = self._held, []
        for block in held:
            for uuid, data in block.parts:
                block.whole &= uuid in self._heard_by
                if self._link is not None:
                    await self._device.notify_subscriber(self._link, self._characteristics[uuid], data)
            if block.whole and block.parts:
                self._arrived(block)

    def _arrived(self, block: _Block) -> None:
        """Note that these samples came, and how many before them did not."""
        if self.began_with is None:
            self.began_with, self._newest = block.first, block.first - 1
        self.missing_samples += max(0, block.first - self._newest - 1)
        self.arrived_samples += block.count
        self._newest = block.first + block.count - 1

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside; a link that is lost meanwhile ends it without a word."""

        async def quietly() -> None:
            try:
                await work
            except (BaseBumbleError, TimeoutError):
                return

        task = asyncio.get_running_loop().create_task(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
