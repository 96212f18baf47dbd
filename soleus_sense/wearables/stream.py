"""Samples from a wearable for as long as a workout lasts: stalls and lost links end in a new link, never in an end.

What is read off the stream is in the sensor's time (`motion.clock`), without duplicates, and says of every gap
that it is one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

import numpy as np
from bleak.exc import BleakError

from soleus_sense.errors import WearableError
from soleus_sense.motion.clock import SensorClock, Timing
from soleus_sense.motion.reps import SignalBack, SignalLost
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.wearables.choice import choice_notes
from soleus_sense.wearables.discovery import Found, Radio, find
from soleus_sense.wearables.driver import NOTIFICATION_INTERVAL_S, Packet, PacketError, Settings, Started, StreamEnded
from soleus_sense.wearables.link import Heard, Link, LinkLost, Patience
from soleus_sense.wearables.pairing import BondFailed, Identity, read_identity

FIRST_TRIES = 3
"""A wearable that was just heard and lets nobody connect three times is held by somebody else, or broken."""

RESCAN_AFTER = 2
"""A second failed try in a row: the system may have forgotten the wearable, so it is listened for again."""

INTERVAL_SHARE = 0.05
"""How fast the usual interval between notifications follows the seen ones: it settles within twenty."""

LOW_BATTERY_PERCENT = 15
"""Enough for the workout that runs, not for the next."""

EMPTY_BATTERY_PERCENT = 5
"""From here a sensor may switch itself off within the set: worth a second warning."""

TROUBLE = (BleakError, TimeoutError, OSError, EOFError, WearableError)
"""What a radio, a system's Bluetooth service or a wearable may raise while a link is made or used."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A link is up and samples are on their way.

    Attributes
    ----------
    name, kind : as advertised; the kind's name
    rate_hz : nominal rate in effect
    has_gyro : whether rotation comes too
    battery_percent : or None where it does not tell
    bonded : whether it had to be bonded
    notes : sentences for the person
    again : whether it was connected before
    acc_range_g, gyr_range_dps : the ranges in effect; None where they are not known
    identity : what the device information service says, where it was asked for
    """

    name: str
    kind: str
    rate_hz: float
    has_gyro: bool
    battery_percent: int | None
    bonded: bool
    notes: tuple[str, ...]
    again: bool
    acc_range_g: float | None = None
    gyr_range_dps: float | None = None
    identity: Identity | None = None

    @property
    def battery(self) -> Battery | None:
        """The battery's level, where it tells."""
        return None if self.battery_percent is None else Battery(self.battery_percent)


@dataclass(frozen=True, slots=True)
class Retrying:
    """There is no link; why, and after how many seconds the next one is tried."""

    why: str
    after_s: float


@dataclass(frozen=True, slots=True)
class SamplesLost:
    """So many samples are missing before `at_s`."""

    samples: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Battery:
    """The battery's level.

    Attributes
    ----------
    percent : of its charge
    warn : it is low, or nearly empty, and nobody has said so yet
    """

    percent: int
    warn: bool = False

    @property
    def low(self) -> bool:
        """Whether it is worth charging before the next workout."""
        return self.percent <= LOW_BATTERY_PERCENT


StreamItem = SampleBlock | Connected | Retrying | SamplesLost | Battery | SignalLost | SignalBack


@dataclass
class Health:
    """How the stream has gone so far.

    Attributes
    ----------
    links : how often it was connected
    notifications : received, duplicates included
    samples : handed on
    lost_samples : missing by stamps, running numbers or the clock
    duplicates : notifications that had been seen
    misread : notifications that were none of this wearable's
    dropped : notifications dropped because nobody took them in time
    most_waiting : the most notifications that ever waited to be taken at once
    """

    links: int = 0
    notifications: int = 0
    samples: int = 0
    lost_samples: int = 0
    duplicates: int = 0
    misread: int = 0
    dropped: int = 0
    most_waiting: int = 0


class WearableStream:
    """The stream of one wearable.

    Parameters
    ----------
    found : as discovery heard it; its kind must be known
    radio : which bleak backend; None for the operating system's
    settings : wanted rate and ranges
    patience : how long to wait for what
    clock : the host's monotonic clock, seconds; None: the event loop's
    asks_identity : read the device information too whenever a link is made; it takes a moment

    Raises
    ------
    WearableError
        The wearable's kind is unknown.
    """

    def __init__(
        self,
        found: Found,
        *,
        radio: Radio | None = None,
        settings: Settings | None = None,
        patience: Patience | None = None,
        clock: Callable[[], float] | None = None,
        asks_identity: bool = False,
    ) -> None:
        if found.kind is None:
            raise WearableError(f"{found.name} is of no kind that this program knows.")
        self.found = found
        self.health = Health()
        self._kind = found.kind
        self._radio = radio or Radio()
        self._settings = settings or Settings()
        self._patience = patience or Patience()
        self._host_clock = clock or _loop_s
        self._asks_identity = asks_identity
        self._link: Link | None = None
        self._started: Started | None = None
        self._sensor_clock: SensorClock | None = None
        self._has_gyro: bool | None = None
        self._newest_s: float | None = None
        self._silent = True
        self._battery: int | None = None
        self._battery_due_s = 0.0
        self._battery_said = 101
        self._interval_s = NOTIFICATION_INTERVAL_S
        self._fed_s = 0.0

    @property
    def host_s(self) -> float:
        """The host's clock now."""
        return self._host_clock()

    @property
    def tells_losses(self) -> bool:
        """Whether its packets carry a stamp or a number; without, a loss shows only as a lower rate."""
        timing = self._started.timing if self._started else Timing()
        return timing.tick_s is not None or timing.sequence_wraps is not None

    @property
    def sensor_clock(self) -> SensorClock | None:
        """The sensor's clock and its map to the host's; None before the first link."""
        return self._sensor_clock

    async def rssi_dbm(self) -> int | None:
        """How strongly the wearable is heard now; None without a link, or where the backend does not tell."""
        return None if self._link is None else await self._link.rssi_dbm()

    async def items(self) -> AsyncGenerator[StreamItem, None]:
        """Blocks of samples, and what happens to the link, without end.

        Close it (`contextlib.aclosing`) or cancel its task to stop: the wearable is told to stop and the link
        is closed. It does not end by itself.

        Raises
        ------
        WearableError
            No link could be made at all; or, later, bonding is refused for good.
        """
        device, failures = self.found.device, 0
        while True:
            link = Link(device, self._kind, radio=self._radio, patience=self._patience, clock=self._host_clock)
            self._link = link
            try:
                yield await self._begin(link)
                for item in self._battery_news(self._battery):
                    yield item
                while True:
                    for item in await self._more(link):
                        yield item
                        if isinstance(item, SampleBlock):
                            failures = 0
            except BondFailed as error:
                if not self.health.links:
                    raise
                why = _sentence(error)
            except TROUBLE as error:
                why = _sentence(error)
            finally:
                self._link = None
                self.health.dropped += link.dropped
                await link.close()
            failures += 1
            if not self.health.links and failures >= FIRST_TRIES:
                raise WearableError(f"{self.found.name} is in reach, but no link to it can be made: {why}.")
            if not self._silent and self._newest_s is not None:
                self._silent = True
                yield SignalLost(self._newest_s)
            after_s = self._wait_s(failures)
            yield Retrying(why, after_s)
            await asyncio.sleep(after_s)
            while failures >= RESCAN_AFTER:
                try:
                    again = await find(self.found.address, radio=self._radio, within_s=self._patience.find_s)
                except WearableError:
                    failures += 1
                    after_s = self._wait_s(failures)
                    yield Retrying("it is not to be heard", after_s)
                    await asyncio.sleep(after_s)
                else:
                    device = again.device
                    break

    async def _begin(self, link: Link) -> Connected:
        """Make the link and start the stream; the sensor's clock goes on where it was."""
        self._take_over(await link.open(self._settings), link)
        self._battery = await self._battery_of(link)
        started = self._started
        if started is None:
            raise LinkLost("the stream was not started")
        self.health.links += 1
        return Connected(
            name=self.found.name,
            kind=self._kind.name,
            rate_hz=started.rate_hz,
            has_gyro=started.has_gyro,
            battery_percent=self._battery,
            bonded=link.bonded,
            notes=(*started.notes, *choice_notes(self._settings, started, self._kind)),
            again=self.health.links > 1,
            acc_range_g=started.acc_range_g,
            gyr_range_dps=started.gyr_range_dps,
            identity=await self._identity_of(link) if self._asks_identity else None,
        )

    def _take_over(self, started: Started, link: Link) -> None:
        self._started = started
        if self._sensor_clock is None:
            self._sensor_clock = SensorClock(started.timing, started.rate_hz)
            self._has_gyro = started.has_gyro
        else:
            self._sensor_clock.resume(started.timing, started.rate_hz)
        self._interval_s = started.interval_s
        self._fed_s = _loop_s()

    async def _more(self, link: Link) -> list[StreamItem]:
        """What the next notifications hold.

        Raises
        ------
        LinkLost
            The link is lost, or no sample has come for too long.
        """
        patience = self._patience
        nominal_s = self._started.interval_s if self._started else NOTIFICATION_INTERVAL_S
        limit_s = max(patience.stall_s, patience.stall_intervals * max(nominal_s, self._interval_s))
        left_s = self._fed_s + limit_s - _loop_s()
        if left_s <= 0:
            raise LinkLost(f"no sample came for {limit_s:.1f} s though the link is up")
        items: list[StreamItem] = []
        waited = await link.next(left_s)
        self.health.most_waiting = max(self.health.most_waiting, len(waited))
        for heard in waited:
            self.health.notifications += 1
            try:
                items += self._decoded(heard)
            except PacketError:
                self.health.misread += 1
            except StreamEnded:
                self._take_over(await link.restart(self._settings), link)
        if _loop_s() >= self._battery_due_s:
            before, percent = self._battery, await self._battery_of(link)
            if percent is not None and percent != before:
                self._battery = percent
                items += self._battery_news(percent) or [Battery(percent)]
        return items

    def _battery_news(self, percent: int | None) -> list[StreamItem]:
        """A warning, where the battery has become low or nearly empty: each is said once, however often it is read."""
        passed = [at for at in (LOW_BATTERY_PERCENT, EMPTY_BATTERY_PERCENT) if percent is not None and percent <= at]
        if percent is None or not passed or min(passed) >= self._battery_said:
            return []
        self._battery_said = min(passed)
        return [Battery(percent, warn=True)]

    def _decoded(self, heard: Heard) -> list[StreamItem]:
        if self._started is None:
            return []
        items: list[StreamItem] = []
        for packet in self._started.decoder.decode(heard.characteristic, heard.data):
            items += self._placed(packet, heard.arrived_s)
        return items

    def _placed(self, packet: Packet, arrived_s: float) -> list[StreamItem]:
        """The packet's samples with their times, and what is missing before them."""
        clock, health = self._sensor_clock, self.health
        if clock is None or not len(packet):
            return []
        acc, gyr = packet.acc_m_s2, packet.gyr_rad_s if self._has_gyro else None
        if not np.isfinite(acc).all() or (self._has_gyro and (gyr is None or not np.isfinite(gyr).all())):
            raise PacketError("A notification holds values that are no numbers.")
        placed = clock.place(
            len(packet), arrived_s, stamp=packet.stamp, stamped_sample=packet.stamped_sample, sequence=packet.sequence
        )
        if placed.fate != "new":
            health.duplicates += placed.fate == "duplicate"
            health.misread += placed.fate == "misread"
            return []
        first_s, items = float(placed.time_s[0]), list[StreamItem]()
        if self._silent and self._newest_s is not None:
            items.append(SignalBack(first_s))
        if placed.lost:
            items.append(SamplesLost(placed.lost, first_s))
        items.append(SampleBlock(placed.time_s, acc, gyr))
        now_s = _loop_s()
        self._interval_s += INTERVAL_SHARE * (now_s - self._fed_s - self._interval_s)
        self._silent, self._newest_s, self._fed_s = False, float(placed.time_s[-1]), now_s
        health.samples += len(packet)
        health.lost_samples += placed.lost
        return items

    async def _battery_of(self, link: Link) -> int | None:
        """The battery's level; None where it cannot be had just now, which is no reason to end a stream."""
        self._battery_due_s = _loop_s() + self._patience.battery_s
        try:
            return await link.run(self._kind.battery())
        except TROUBLE:
            return None

    async def _identity_of(self, link: Link) -> Identity | None:
        """What the wearable says it is; None where it cannot be had just now."""
        try:
            return await read_identity(link.client)
        except TROUBLE:
            return None

    def _wait_s(self, failures: int) -> float:
        return min(self._patience.longest_retry_s, self._patience.retry_s * 2.0 ** min(failures - 1, 30))


def _loop_s() -> float:
    """The running event loop's clock, by which everything here waits."""
    return asyncio.get_running_loop().time()


def _sentence(error: BaseException) -> str:
    """What went wrong, without a full stop, to be put into a sentence."""
    if isinstance(error, TimeoutError):
        return "it does not answer"
    return (str(error) or type(error).__name__).rstrip(".")
