"""One link to one wearable, from connecting to disconnecting: dialogues and notifications over bleak."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bleak.exc import BleakCharacteristicNotFoundError, BleakError, BleakGATTProtocolError

from soleus_sense.errors import WearableError
from soleus_sense.wearables.bluez_agent import confirming
from soleus_sense.wearables.discovery import Radio
from soleus_sense.wearables.driver import (
    Answer,
    Dialogue,
    Read,
    Refused,
    Settings,
    Started,
    Step,
    Wait,
    WearableKind,
    Write,
)
from soleus_sense.wearables.pairing import bond, wants_bond

T = TypeVar("T")

LARGEST_QUEUE = 2000
"""Notifications waiting to be decoded: ten seconds of the fastest wearable; more is dropped and counted."""

ATTRIBUTE_NOT_FOUND = 0x0A
"""ATT error code with which a missing characteristic is reported to a dialogue."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, seconds.

    Attributes
    ----------
    connect_s : for a link with its services
    request_s : for one read or write
    pair_s : for bonding
    close_s : for saying goodbye
    stall_s : at least so long without a sample before a link that is up counts as dead
    stall_intervals : and so many usual intervals between notifications
    retry_s : after a failed or lost link, the first time; doubled each time
    longest_retry_s : up to this
    find_s : to hear a lost wearable again before each further try
    battery_s : between two looks at the battery
    """

    connect_s: float = 20.0
    request_s: float = 5.0
    pair_s: float = 20.0
    close_s: float = 3.0
    stall_s: float = 2.0
    stall_intervals: float = 5.0
    retry_s: float = 0.5
    longest_retry_s: float = 10.0
    find_s: float = 10.0
    battery_s: float = 300.0


class LinkLost(WearableError):
    """The link is gone, or as good as gone."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A notification and when it arrived, seconds of the host's monotonic clock."""

    characteristic: str
    data: bytes
    arrived_s: float


class Link:
    """A connection to one wearable. The notification callback only enqueues.

    Parameters
    ----------
    device : as the scan gave it
    kind : what it is
    radio : which bleak backend
    clock : the host's monotonic clock
    """

    def __init__(
        self,
        device: BLEDevice,
        kind: WearableKind,
        *,
        radio: Radio,
        patience: Patience,
        clock: Callable[[], float],
    ) -> None:
        self.dropped = 0
        """Notifications dropped because the queue was full."""
        self.bonded = False
        """Whether this link had to be bonded."""
        self._kind = kind
        self._patience = patience
        self._clock = clock
        self._queue: asyncio.Queue[Heard | None] = asyncio.Queue()
        self._kept: list[Heard] = []
        self._subscribed: set[str] = set()
        self._client = BleakClient(
            device, lambda _client: self._queue.put_nowait(None), timeout=patience.connect_s, backend=radio.client
        )

    @property
    def client(self) -> BleakClient:
        """Bleak's client, for what is not a dialogue."""
        return self._client

    async def open(self, settings: Settings) -> Started:
        """Connect, bond where it is wanted, subscribe and start the stream.

        Raises
        ------
        WearableError, BleakError, TimeoutError, OSError
            It did not work; call `close()`.
        """
        async with confirming(self._client) as confirmer:
            try:
                return await self._opened(settings)
            finally:
                self.bonded = self.bonded or confirmer.asked

    async def _opened(self, settings: Settings) -> Started:
        async with asyncio.timeout(self._patience.connect_s):
            await self._client.connect()
        if self._kind.wants_bond:
            await self._bond()
        try:
            return await self._start(settings)
        except BleakError as error:
            if self.bonded or not wants_bond(error):
                raise
        await self._bond()
        return await self._start(settings)

    async def restart(self, settings: Settings) -> Started:
        """Start the stream again over the same link."""
        return await self.run(self._kind.start(settings), afresh=True)

    async def next(self, within_s: float) -> list[Heard]:
        """The notifications that are waiting; if none, the next one.

        Raises
        ------
        LinkLost
            The link is lost, or nothing came within that time.
        """
        if self._kept:
            kept, self._kept = self._kept, []
            return kept
        try:
            async with asyncio.timeout(within_s):
                heard = [await self._get()]
        except TimeoutError as error:
            raise LinkLost(f"nothing came for {within_s:.1f} s though the link is up") from error
        while not self._queue.empty():
            one = self._queue.get_nowait()
            if one is None:
                self._queue.put_nowait(None)
                break
            heard.append(one)
        return heard

    async def run(self, dialogue: Dialogue[T], *, afresh: bool = False) -> T:
        """Go through a dialogue; notifications that come meanwhile are kept for `next`.

        Parameters
        ----------
        afresh : forget at each write what came before it: it was sent with other settings

        Raises
        ------
        WearableError
            The wearable's answers make no sense, or the link is lost.
        BleakError
            The link is lost, or a bond is wanted.
        """
        try:
            step = next(dialogue)
            while True:
                if afresh and isinstance(step, Write):
                    self._forget()
                try:
                    reply = await self._take(step)
                except BleakCharacteristicNotFoundError as error:
                    missing = Refused(
                        f"The wearable has no characteristic {error.char_specifier}.", ATTRIBUTE_NOT_FOUND
                    )
                    step = dialogue.throw(missing)
                except BleakGATTProtocolError as error:
                    if wants_bond(error):
                        raise
                    step = dialogue.throw(Refused(f"The wearable refuses a request ({error}).", int(error.code)))
                else:
                    step = dialogue.send(reply)
        except StopIteration as done:
            return done.value
        finally:
            dialogue.close()

    async def rssi_dbm(self) -> int | None:
        """How strongly the wearable is heard now; None where the backend does not tell of a link (BlueZ, Windows)."""
        # Bleak has no face for it: its backends of macOS and of Bumble have this method, the others none.
        ask: Callable[[], Awaitable[int]] | None = getattr(getattr(self._client, "_backend", None), "get_rssi", None)
        if ask is None or not self._client.is_connected:
            return None
        with suppress(BleakError, TimeoutError, OSError, EOFError):
            async with asyncio.timeout(self._patience.request_s):
                return int(await ask())
        return None

    async def close(self) -> None:
        """Stop the stream if the link is up, and always disconnect: else the system may keep old subscriptions."""
        trouble = (BleakError, WearableError, TimeoutError, OSError, EOFError)
        if self._client.is_connected:
            with suppress(*trouble):
                async with asyncio.timeout(self._patience.close_s):
                    await self.run(self._kind.stop())
        with suppress(*trouble):
            async with asyncio.timeout(self._patience.close_s):
                await self._client.disconnect()

    async def _start(self, settings: Settings) -> Started:
        # Again after a bond: what was subscribed to before it stays so, and twice would be everything twice.
        for characteristic in self._kind.notifies:
            if characteristic not in self._subscribed:
                async with asyncio.timeout(self._patience.request_s):
                    await self._client.start_notify(characteristic, self._on_notification)
                self._subscribed.add(characteristic)
        return await self.run(self._kind.start(settings), afresh=True)

    async def _bond(self) -> None:
        self.bonded = True
        await bond(self._client, within_s=self._patience.pair_s)

    async def _take(self, step: Step) -> bytes | None:
        if isinstance(step, Wait):
            return await self._answer(step.answer)
        if isinstance(step, Read):
            async with asyncio.timeout(self._patience.request_s):
                return bytes(await self._client.read_gatt_char(step.characteristic))
        target = self._target(step)
        respond = step.with_response and "write" in target.properties
        async with asyncio.timeout(self._patience.request_s):
            await self._client.write_gatt_char(target, step.data, response=respond)
        if step.pause_s:
            await asyncio.sleep(step.pause_s)
        return None if step.answer is None else await self._answer(step.answer)

    def _target(self, step: Write) -> BleakGATTCharacteristic:
        """The characteristic meant, in the service meant where one is named."""
        services = self._client.services
        place = services if step.service is None else services.get_service(step.service)
        target = None if place is None else place.get_characteristic(step.characteristic)
        if target is None:
            raise BleakCharacteristicNotFoundError(step.characteristic)
        return target

    async def _answer(self, answer: Answer) -> bytes | None:
        """Wait for the answer; it and all before it are kept for the decoder too."""
        try:
            async with asyncio.timeout(answer.within_s):
                while True:
                    heard = await self._get()
                    self._kept.append(heard)
                    if heard.characteristic == answer.characteristic and answer.matches(heard.data):
                        return heard.data
        except TimeoutError:
            return None

    def _forget(self) -> None:
        self._kept.clear()
        while not self._queue.empty():
            if self._queue.get_nowait() is None:
                self._queue.put_nowait(None)
                return

    async def _get(self) -> Heard:
        heard = await self._queue.get()
        if heard is None:
            self._queue.put_nowait(None)
            raise LinkLost("the link was lost")
        return heard

    def _on_notification(self, characteristic: BleakGATTCharacteristic, data: bytearray) -> None:
        if self._queue.qsize() >= LARGEST_QUEUE:
            self.dropped += 1
        else:
            self._queue.put_nowait(Heard(characteristic.uuid, bytes(data), self._clock()))
