"""What a virtual wearable of one kind does with bytes: requests in, samples out, no radio and no clock.

`soleus_firmware` is the model; a virtual wearable of another kind is one more such file, and one more line in
`firmwares`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Protocol

from soleus_sense.motion.samples import SampleBlock


class Can(Flag):
    """What may be done with a characteristic."""

    READ = auto()
    WRITE = auto()
    WRITE_QUICKLY = auto()
    NOTIFY = auto()
    INDICATE = auto()


@dataclass(frozen=True, slots=True)
class Exposed:
    """One characteristic of the wearable.

    Attributes
    ----------
    uuid, service : full UUIDs of it and of the service it is in
    can : what may be done with it
    """

    uuid: str
    service: str
    can: Can


@dataclass(frozen=True, slots=True)
class Advertised:
    """What the wearable calls into the room.

    Attributes
    ----------
    name : complete local name
    services : full UUIDs; an advertisement has room for one of 128 bits
    company : (assigned number, bytes) of the manufacturer data, or None
    battery_percent : level in the battery service's data, or None where it is not advertised
    """

    name: str
    services: tuple[str, ...] = ()
    company: tuple[int, bytes] | None = None
    battery_percent: int | None = None


Sent = tuple[str, bytes]
"""A notification: characteristic, bytes."""


class Firmware(Protocol):
    """The wearable's program. The player calls it; it never waits and never sends by itself."""

    @property
    def advertised(self) -> Advertised:
        """What it advertises."""
        ...

    @property
    def characteristics(self) -> tuple[Exposed, ...]:
        """What it exposes besides battery and device information."""
        ...

    @property
    def rate_hz(self) -> float:
        """Samples a second, as it is set now."""
        ...

    @property
    def streaming(self) -> bool:
        """Whether samples are wanted now."""
        ...

    def connected(self, payload: int) -> None:
        """A new link, whose notifications hold at most `payload` bytes; called again when that grows."""
        ...

    def disconnected(self) -> None:
        """The link is gone: whoever connects next starts the stream again."""
        ...

    def read(self, characteristic: str, clock_s: float) -> bytes:
        """The value of a characteristic; `clock_s` is the wearable's clock now."""
        ...

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        """Obey a request; return the answers.

        Raises
        ------
        Refused
            The request is refused with this ATT error code.
        """
        ...

    def samples_per_notification(self) -> int:
        """How many samples the next notification holds."""
        ...

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        """The notifications that carry these samples; times are of the wearable's clock, seconds."""
        ...


SHORTEST_PAYLOAD = 20
"""Bytes of a notification until the two sides have agreed on more."""

BATTERY_AT_FIRST_PERCENT = 87


class FirmwareBase:
    """What most programs have in common: a name, a link, a stream that is on or off, and a battery.

    Parameters
    ----------
    advertised, characteristics : as of `Firmware`
    rate_hz : until it is set
    """

    def __init__(self, advertised: Advertised, characteristics: tuple[Exposed, ...], *, rate_hz: float) -> None:
        self.advertised = advertised
        self.characteristics = characteristics
        self.rate_hz = rate_hz
        self.streaming = False
        self.payload = SHORTEST_PAYLOAD
        self.battery_percent = BATTERY_AT_FIRST_PERCENT

    def connected(self, payload: int) -> None:
        self.payload = payload

    def disconnected(self) -> None:
        self.streaming = False

    def read(self, characteristic: str, clock_s: float) -> bytes:
        return b""

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        return ()

    def samples_per_notification(self) -> int:
        return 1
