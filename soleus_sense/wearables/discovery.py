"""Which wearables are in reach, over the operating system's radio or another one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from bleak import BleakScanner
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError, BleakError

from soleus_sense.errors import WearableError
from soleus_sense.wearables.driver import WearableKind, uuid16
from soleus_sense.wearables.kinds import recognise

SCAN_S = 5.0
"""Sensors advertise at least once a second, sleepy ones every two: five seconds hear nearly all."""

FIND_WITHIN_S = 15.0
"""How long to look for one wearable before saying that it is not there: time to switch it on."""

START_WITHIN_S = 30.0
"""A system's radio listens within a second; an adapter whose firmware is loaded first takes longer."""

SETTLE_S = 0.4
"""After the first fitting wearable is heard, a nearer one may still be: its advertisement comes this soon."""

BATTERY_SERVICE = uuid16(0x180F)
"""In advertisements its data is the battery's level, per cent."""

NO_SENSOR_HINT = "`soleus live --demo` shows the program without a sensor."


@dataclass(frozen=True, slots=True)
class Radio:
    """Which radio to use: bleak backends, or None for the operating system's own."""

    scanner: type[BaseBleakScanner] | None = None
    client: type[BaseBleakClient] | None = None


@dataclass(frozen=True)
class Found:
    """A wearable that was heard.

    Attributes
    ----------
    device : bleak's handle, to connect with
    name : as advertised, or its address where it has none
    kind : what it is, or None where unknown
    rssi_dbm : signal strength; nearer is larger
    services, companies : as advertised
    battery_percent : as advertised, which few do; else None
    """

    device: BLEDevice
    name: str
    kind: WearableKind | None
    rssi_dbm: int
    services: frozenset[str] = field(default=frozenset())
    companies: frozenset[int] = field(default=frozenset())
    battery_percent: int | None = None

    @property
    def address(self) -> str:
        """The device's address; on macOS an identifier that only this machine knows."""
        return self.device.address


async def scan(
    seconds: float = SCAN_S, *, radio: Radio | None = None, on_heard: Callable[[Found], None] | None = None
) -> tuple[Found, ...]:
    """Everything heard within `seconds`, strongest first, unknown kinds too.

    Parameters
    ----------
    on_heard : is told of each as often as it is heard

    Raises
    ------
    WearableError
        There is no usable Bluetooth here.
    """
    heard: dict[str, Found] = {}

    def note(found: Found) -> None:
        heard[found.address] = found
        if on_heard is not None:
            on_heard(found)

    await _listen(note, radio, seconds)
    return tuple(sorted(heard.values(), key=lambda found: -found.rssi_dbm))


async def find(
    wanted: str | None = None,
    *,
    radio: Radio | None = None,
    within_s: float = FIND_WITHIN_S,
    besides: frozenset[str] = frozenset(),
    or_called: str | None = None,
) -> Found:
    """The wearable of that name or address; without one, the strongest of a known kind.

    Parameters
    ----------
    wanted : address, or the advertised name or its beginning, in upper or lower case
    within_s : how long to look
    besides : addresses that are in use already
    or_called : advertised name that will do as well, for wearables whose address changes

    Raises
    ------
    WearableError
        It was not heard, it is of no known kind, or there is no usable Bluetooth here.
    """
    fitting: dict[str, Found] = {}
    strangers: dict[str, Found] = {}

    def heard(found: Found) -> float | None:
        called = wanted is None or _is_called(found, wanted) or found.name == or_called
        if found.address in besides or not called:
            return None
        if found.kind is None:
            strangers[found.address] = found
            return None
        first = not fitting
        fitting[found.address] = found
        if _is_exactly(found, wanted):
            return 0.0
        return SETTLE_S if first else None

    await _listen(heard, radio, within_s)
    if fitting:
        return max(fitting.values(), key=lambda found: (_is_exactly(found, wanted), found.rssi_dbm))
    if wanted is not None and strangers:
        name = next(iter(strangers.values())).name
        raise WearableError(f"{name} is in reach, but it is of no kind that this program knows.")
    who = "No wearable" if wanted is None else f"{wanted!r}"
    what = "of a known kind was heard" if wanted is None else "was not heard"
    raise WearableError(
        f"{who} {what} within {within_s:.0f} s: switch it on, bring it near, and end other apps that hold it. "
        + NO_SENSOR_HINT
    )


@contextmanager
def explained() -> Generator[None]:
    """Turn what bleak raises where Bluetooth cannot be used into one sentence with its remedy."""
    try:
        yield
    except BleakBluetoothNotAvailableError as error:
        raise WearableError(f"{_why_not(error.reason)} {NO_SENSOR_HINT}") from error
    except BleakDBusError as error:
        raise WearableError(f"The Bluetooth service of this machine refuses: {error}. {NO_SENSOR_HINT}") from error
    except (BleakError, OSError) as error:
        raise WearableError(f"There is no usable Bluetooth on this machine{_where(error)}. {NO_SENSOR_HINT}") from error


def _why_not(reason: BleakBluetoothNotAvailableReason) -> str:
    reasons = BleakBluetoothNotAvailableReason
    if reason is reasons.POWERED_OFF:
        return "Bluetooth is switched off: switch it on and try again."
    if reason in (reasons.DENIED_BY_USER, reasons.DENIED_BY_SYSTEM, reasons.DENIED_BY_UNKNOWN):
        return "This program may not use Bluetooth: allow it in the system's privacy settings."
    if reason is reasons.NO_BLE_CENTRAL_ROLE:
        return "The Bluetooth adapter of this machine is too old for Bluetooth Low Energy."
    return "There is no Bluetooth on this machine."


def _where(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and sys.platform.startswith("linux"):
        return " (the system bus is not running, and BlueZ with it)"
    return f" ({error})" if str(error) else ""


def _merged(before: Found | None, device: BLEDevice, data: AdvertisementData) -> Found:
    """What is known of a device: an advertisement and the answer to a scan each hold a part."""
    services = (before.services if before else frozenset[str]()) | {uuid.lower() for uuid in data.service_uuids}
    companies = (before.companies if before else frozenset[int]()) | set(data.manufacturer_data)
    advertised = data.local_name or device.name or (before.name if before else None)
    kind = recognise(advertised, services, companies)
    level = data.service_data.get(BATTERY_SERVICE, b"")
    battery = level[0] if level and level[0] <= 100 else before.battery_percent if before else None
    return Found(device, advertised or device.address, kind, data.rssi, services, companies, battery)


def _is_called(found: Found, wanted: str) -> bool:
    wanted = wanted.casefold()
    return found.address.casefold() == wanted or found.name.casefold().startswith(wanted)


def _is_exactly(found: Found, wanted: str | None) -> bool:
    return wanted is not None and wanted.casefold() in (found.address.casefold(), found.name.casefold())


async def _listen(heard: Callable[[Found], float | None], radio: Radio | None, within_s: float) -> None:
    """Hand over what is heard until the time is up, or the shorter time that `heard` returns.

    The time begins when the radio listens: one that has to be made ready first takes nothing away from it.
    """
    known: dict[str, Found] = {}
    async with _scanning(radio) as advertised:
        try:
            async with asyncio.timeout(within_s) as limit:
                while True:
                    device, data = await advertised.get()
                    found = known[device.address] = _merged(known.get(device.address), device, data)
                    if (enough_s := heard(found)) is not None:
                        limit.reschedule(asyncio.get_running_loop().time() + enough_s)
        except TimeoutError:
            return


@asynccontextmanager
async def _scanning(radio: Radio | None) -> AsyncGenerator[asyncio.Queue[tuple[BLEDevice, AdvertisementData]]]:
    """Inside, the radio listens; what it hears is in the queue.

    Raises
    ------
    WearableError
        There is no usable Bluetooth here.
    """
    heard: asyncio.Queue[tuple[BLEDevice, AdvertisementData]] = asyncio.Queue()

    def on_heard(device: BLEDevice, data: AdvertisementData) -> None:
        heard.put_nowait((device, data))

    with explained():
        scanner = BleakScanner(on_heard, backend=(radio or Radio()).scanner)
        try:
            async with asyncio.timeout(START_WITHIN_S):
                await scanner.start()
        except TimeoutError as error:
            raise BleakError("it does not answer") from error
    try:
        yield heard
    finally:
        await _quietly_stop(scanner)


async def _quietly_stop(scanner: BleakScanner) -> None:
    """Stop scanning; a radio that went away meanwhile has stopped already."""
    try:
        await scanner.stop()
    except (BleakError, OSError):
        return
