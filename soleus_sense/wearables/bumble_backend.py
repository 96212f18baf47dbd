"""A backend for bleak over a Bumble host: unmodified `BleakScanner` and `BleakClient` then use that host's radio.

The host is a Bumble `Device`; its controller may be in memory (`virtual.radio.MemoryRadio`), or one that is plugged in
or reached over a network (`bumble_radio.BumbleRadio`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol, TypeVar, cast

import bleak
from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic, GattCharacteristicsFlags
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError
from bumble import core
from bumble.att import ATT_Error
from bumble.core import AdvertisingData
from bumble.device import Advertisement, Connection, ConnectionParametersPreferences, Device, Peer
from bumble.hci import HCI_LE_1M_PHY, HCI_READ_RSSI_COMMAND
from bumble.pairing import PairingConfig, PairingDelegate

T = TypeVar("T")

LARGEST_MTU = 247
"""What phones and PCs agree on with most wearables: one link-layer packet of 251 bytes."""

SUPERVISION_MS = 4000
"""A link counts as lost after this much silence: a body in the way mutes a sensor for a second or two."""

CANCEL_S = 1.0
"""A controller that is told in time that a link is no longer wanted takes the next request."""

ANSWER_WITHIN_S = 3.0
"""A controller that answers at all answers in milliseconds; one that was pulled out never does."""

_NAMES = (AdvertisingData.COMPLETE_LOCAL_NAME, AdvertisingData.SHORTENED_LOCAL_NAME)
_SERVICES = (
    AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
)
_SERVICE_DATA = (AdvertisingData.SERVICE_DATA_16_BIT_UUID, AdvertisingData.SERVICE_DATA_128_BIT_UUID)


class Central(Protocol):
    """Where the backend gets its host from, and what outlives a connection."""

    bonded: set[str]
    """Addresses with which keys were exchanged; their links are encrypted as soon as they are up."""

    connecting: asyncio.Lock
    """A controller opens one link at a time."""

    scanning: asyncio.Lock
    """A controller refuses to begin a scan that is under way, or that is just being ended, for somebody else."""

    async def host(self) -> Device:
        """The powered Bumble device that scans and connects."""
        ...


class BumbleScanner(BaseBleakScanner):
    """Scans with the host of `central`, which a subclass sets."""

    central: ClassVar[Central]

    def __init__(
        self,
        detection_callback: Callable[[BLEDevice, AdvertisementData], Any] | None,
        service_uuids: list[str] | None,
        scanning_mode: str = "active",
        **_: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._active = scanning_mode != "passive"
        self._host: Device | None = None

    async def start(self) -> None:
        self.seen_devices = {}
        self._host = host = await self.central.host()
        async with self.central.scanning:
            host.on(Device.EVENT_ADVERTISEMENT, self._heard)
            try:
                if not host.is_scanning:
                    await _over(_soon(host.start_scanning(active=self._active)))
            except BaseException:
                host.remove_listener(Device.EVENT_ADVERTISEMENT, self._heard)
                raise

    async def stop(self) -> None:
        host, self._host = self._host, None
        if host is None:
            return
        async with self.central.scanning:
            host.remove_listener(Device.EVENT_ADVERTISEMENT, self._heard)
            if not host.listeners(Device.EVENT_ADVERTISEMENT):
                await _over(_soon(host.stop_scanning()))

    def _heard(self, advertisement: Advertisement) -> None:
        data, address = advertisement.data, advertisement.address.to_string(False)
        name = next((cast(str, data.get(kind)) for kind in _NAMES if data.get(kind) is not None), None)
        groups = [group for kind in _SERVICES for group in data.get_all(kind)]
        services = list(dict.fromkeys(uuid_text(uuid) for group in groups for uuid in group))
        makers = data.get_all(AdvertisingData.MANUFACTURER_SPECIFIC_DATA)
        heard = AdvertisementData(
            local_name=name,
            manufacturer_data={int(company): bytes(payload) for company, payload in makers},
            service_data={
                uuid_text(uuid): bytes(value) for kind in _SERVICE_DATA for uuid, value in data.get_all(kind)
            },
            service_uuids=services,
            tx_power=None,
            rssi=advertisement.rssi,
            platform_data=(advertisement,),
        )
        device = self.create_or_update_device(address, address, name, advertisement.address, heard)
        if self.is_allowed_uuid(services):
            self.call_detection_callbacks(device, heard)
        else:
            self.seen_devices.pop(address, None)


class BumbleClient(BaseBleakClient):
    """A GATT client on the host of `central`, which a subclass sets."""

    central: ClassVar[Central]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        services: set[str] | None = None,
        **_: Any,
    ) -> None:
        super().__init__(address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout)
        self._device = address_or_ble_device if isinstance(address_or_ble_device, BLEDevice) else None
        self._wanted = services
        self._link: Connection | None = None
        self._peer: Peer | None = None
        self._handlers: dict[int, Callable[[bytes], None]] = {}

    @property
    def name(self) -> str:
        return (self._device and self._device.name) or self.address

    @property
    def mtu_size(self) -> int:
        return self._link.att_mtu if self._link else 23

    @property
    def is_connected(self) -> bool:
        return self._link is not None

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        if self._link is not None:
            raise BleakError("The client is connected already.")
        device = self._device or await bleak.BleakScanner.find_device_by_address(
            self.address, self._timeout, backend=_scanner_class(self.central)
        )
        if device is None:
            raise BleakDeviceNotFoundError(self.address, f"Device with address {self.address} was not found.")
        self._device = device
        host = await self.central.host()
        # Whoever waits for this waits as long as it may take: the controller has to be told before that.
        within_s = max(self._timeout - CANCEL_S, self._timeout / 2)
        try:
            async with self.central.connecting, asyncio.timeout(self._timeout):
                self._link = await host.connect(
                    device.details,
                    connection_parameters_preferences={HCI_LE_1M_PHY: _link_wanted()},
                    timeout=within_s,
                )
        except (TimeoutError, core.TimeoutError) as error:
            raise TimeoutError from error
        except (core.BaseBumbleError, ConnectionError) as error:
            raise BleakError(str(error)) from error
        link = self._link
        link.on(link.EVENT_DISCONNECTION, self._lost)
        self._peer = peer = Peer(link)
        try:
            if self.address in self.central.bonded:
                await self._encrypt(link)
            elif pair:
                await self.pair()
            await _over(peer.request_mtu(LARGEST_MTU))
            self.services = await self._discover(peer)
        except BaseException:
            await self.disconnect()
            raise

    async def get_rssi(self) -> int:
        """How strongly the peer is heard now, dBm: a name that bleak's backend of macOS has too."""
        if self._link is None:
            raise BleakError("Not connected.")
        if not (await self.central.host()).host.supports_command(HCI_READ_RSSI_COMMAND):
            raise BleakError("The controller does not tell how strongly it hears.")
        return int(await _over(self._link.get_rssi()))

    async def disconnect(self) -> None:
        if self._link is not None:
            await _over(self._link.disconnect())

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        link = self._link
        if link is None:
            raise BleakError("Not connected.")
        if not link.is_encrypted:
            await _over(link.pair())
            self.central.bonded.add(self.address)

    async def unpair(self) -> None:
        await self._forget_bond()
        await self.disconnect()

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        return bytearray(await _over(self._connected.read_value(characteristic.handle)))

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        return bytearray(await _over(self._connected.read_value(descriptor.handle)))

    async def write_gatt_char(self, characteristic: BleakGATTCharacteristic, data: Any, response: bool) -> None:
        await _over(self._connected.write_value(characteristic.handle, bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: Any) -> None:
        await _over(self._connected.write_value(descriptor.handle, bytes(data), with_response=True))

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **kwargs: Any
    ) -> None:
        if characteristic.handle in self._handlers:
            raise BleakError("Notifications of this characteristic are on already.")

        def heard(value: bytes) -> None:
            callback(bytearray(value))

        peer = self._connected
        try:
            await _over(peer.subscribe(characteristic.obj, heard))
        except BleakError:
            # Bumble keeps who was refused: whoever asks again after a bond would hear everything twice.
            for subscribers in (peer.gatt_client.notification_subscribers, peer.gatt_client.indication_subscribers):
                subscribers.pop(characteristic.handle, None)
            raise
        self._handlers[characteristic.handle] = heard

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        handler = self._handlers.pop(characteristic.handle, None)
        await _over(self._connected.unsubscribe(characteristic.obj, handler))

    async def _encrypt(self, link: Connection) -> None:
        """Use the keys of the bond; those that the wearable no longer has are forgotten, and it is bonded anew."""
        try:
            await _over(link.encrypt())
        except BleakError:
            if self.is_connected:
                await self._forget_bond()
            raise

    async def _forget_bond(self) -> None:
        self.central.bonded.discard(self.address)
        keys = (await self.central.host()).keystore
        if keys is None:
            return
        for name, _ in await keys.get_all():
            if address_of(name) == self.address:
                await keys.delete(name)

    @property
    def _connected(self) -> Peer:
        if self._peer is None:
            raise BleakError("Not connected.")
        return self._peer

    async def _discover(self, peer: Peer) -> BleakGATTServiceCollection:
        found = BleakGATTServiceCollection()
        for service in await _over(peer.discover_services()):
            if self._wanted and uuid_text(service.uuid) not in self._wanted:
                continue
            described = BleakGATTService(service, service.handle, uuid_text(service.uuid))
            found.add_service(described)
            for one in await _over(service.discover_characteristics()):
                flags = [flag.name or "" for flag in GattCharacteristicsFlags if flag.value & one.properties]
                characteristic = BleakGATTCharacteristic(
                    one,
                    one.handle,
                    uuid_text(one.uuid),
                    [cast(CharacteristicPropertyName, flag.replace("_", "-")) for flag in flags],
                    lambda: self.mtu_size - 3,
                    described,
                )
                found.add_characteristic(characteristic)
                for descriptor in await _over(one.discover_descriptors()):
                    found.add_descriptor(
                        BleakGATTDescriptor(descriptor, descriptor.handle, uuid_text(descriptor.type), characteristic)
                    )
        return found

    def _lost(self, _reason: int) -> None:
        self._link = self._peer = self.services = None
        self._handlers.clear()
        if self._disconnected_callback is not None:
            asyncio.get_running_loop().call_soon(self._disconnected_callback)


def backend_of(central: Central) -> tuple[type[BumbleScanner], type[BumbleClient]]:
    """The scanner and client classes that use this host; pass them to bleak as `backend=`."""
    client = type("BumbleClient", (BumbleClient,), {"central": central})
    return _scanner_class(central), client


@contextmanager
def installed(central: Central) -> Generator[None]:
    """Inside, `BleakScanner()` and `BleakClient()` use this host without being told; for programs not our own."""
    scanner, client = backend_of(central)
    replaced: dict[str, type] = {
        "get_platform_scanner_backend_type": scanner,
        "get_platform_client_backend_type": client,
    }
    before = {name: getattr(bleak, name) for name in replaced}
    for name, backend in replaced.items():
        setattr(bleak, name, lambda backend=backend: (backend, "bumble"))
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(bleak, name, function)


def just_works(_connection: object) -> PairingConfig:
    """Bonding with encryption and without a PIN, as sensors without a display do it."""
    delegate = PairingDelegate(PairingDelegate.IoCapability.NO_OUTPUT_NO_INPUT)
    return PairingConfig(sc=True, mitm=False, bonding=True, delegate=delegate)


def address_of(name: str) -> str:
    """The address in a name of Bumble's key store, which adds `/P` to public ones."""
    return name.partition("/")[0]


def uuid_text(uuid: core.UUID) -> str:
    """A UUID as bleak writes it: all 128 bits, lower case."""
    digits = uuid.to_bytes(force_128=True)[::-1].hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _scanner_class(central: Central) -> type[BumbleScanner]:
    return type("BumbleScanner", (BumbleScanner,), {"central": central})


def _link_wanted() -> ConnectionParametersPreferences:
    return ConnectionParametersPreferences(supervision_timeout=SUPERVISION_MS)


async def _soon(request: Awaitable[T]) -> T:
    async with asyncio.timeout(ANSWER_WITHIN_S):
        return await request


async def _over(request: Awaitable[T]) -> T:
    """Await a request: errors of the peer become bleak's, a link or radio lost meanwhile a `BleakError`."""
    asking = asyncio.current_task()
    cancelled = asking.cancelling() if asking is not None else 0
    try:
        answer = await request
    except ATT_Error as error:
        raise BleakGATTProtocolError(int(error.error_code)) from error
    except asyncio.CancelledError as error:
        if asking is not None and asking.cancelling() > cancelled:
            raise
        raise BleakError("The link was lost during a request.") from error
    except TimeoutError as error:
        raise BleakError("The request failed: no answer came.") from error
    except core.BaseBumbleError as error:
        raise BleakError(f"The request failed: {error}") from error
    # Python 3.11's `wait_for`, through which Bumble waits, forgets a cancellation that comes together with the answer.
    if asking is not None and asking.cancelling() > cancelled:
        raise asyncio.CancelledError
    return answer
