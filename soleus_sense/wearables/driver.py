"""What every kind of wearable implements: bytes in, bytes out, no radio.

A kind of wearable is one `WearableKind`: what its advertisement looks like, and four short dialogues
(start, stop, battery, identify). A dialogue is a generator. It yields what to do over the link next
(`Write`, `Read`, `Wait`) and is sent what came back; its return value is the result. So a dialogue can ask and
decide (which chip is in there? which rates does it know?) and is still tested without any radio.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias, TypeVar

from soleus_sense.errors import WearableError
from soleus_sense.motion.clock import Timing
from soleus_sense.motion.samples import FloatArray

T = TypeVar("T")

ANSWER_WITHIN_S = 2.0
"""Wearables answer within a few connection intervals (at most 4 s by the standard, 0.05 s as a rule)."""

NOTIFICATION_INTERVAL_S = 0.1
"""How often a wearable notifies where its driver knows nothing better; the stall watchdog starts from it."""


def uuid16(number: int) -> str:
    """The full UUID of a number assigned by the Bluetooth SIG, as bleak writes it."""
    return f"0000{number:04x}-0000-1000-8000-00805f9b34fb"


BATTERY_LEVEL = uuid16(0x2A19)
"""Battery level, one byte of per cent (service 0x180F)."""


class PacketError(WearableError):
    """A notification that is not what its wearable sends; it is left out, and nothing else happens."""


class Refused(WearableError):
    """The wearable answered a request with an error.

    Attributes
    ----------
    code : the ATT error code, or the wearable's own
    """

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


class StreamEnded(WearableError):
    """The wearable says that it stopped its stream by itself; raised by a decoder, answered with a new start."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person wants; a kind takes the least it knows that serves.

    Attributes
    ----------
    rate_hz : samples a second
    acc_range_g : largest acceleration, g
    gyro : rotation wanted too, where there is a gyro
    gyr_range_dps : largest rotation, degrees a second
    said : names of those above that somebody asked for; the person is told where they come out otherwise
    """

    rate_hz: float = 100.0
    acc_range_g: float = 8.0
    gyro: bool = True
    gyr_range_dps: float = 1000.0
    said: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What to wait for after a write: the first notification of `characteristic` for which `matches` holds."""

    characteristic: str
    matches: Callable[[bytes], bool]
    within_s: float = ANSWER_WITHIN_S


@dataclass(frozen=True, slots=True)
class Write:
    """Write `data`; then wait `pause_s`, then for the answer if one is given.

    `service` says which is meant where several services have a characteristic of that UUID. What is sent back
    into the dialogue: the answer's bytes, or None where none is awaited or none came.
    """

    characteristic: str
    data: bytes
    with_response: bool = True
    pause_s: float = 0.0
    answer: Answer | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Read a characteristic; its bytes are sent back into the dialogue."""

    characteristic: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for a further notification, without a request; its bytes, or None, are sent back into the dialogue."""

    answer: Answer


Step: TypeAlias = Write | Read | Wait
Dialogue: TypeAlias = Generator[Step, bytes | None, T]
"""Steps to take over the link; a request that is refused, or whose characteristic is missing, is thrown into it
as `Refused`."""


@dataclass(frozen=True)
class Packet:
    """The samples of one notification (or of one frame of it), evenly spaced, in the order they were taken.

    Attributes
    ----------
    acc_m_s2 : (n, 3) specific force, gravity included
    gyr_rad_s : (n, 3) angular rate, or None
    stamp : ticks of the wearable's clock, or None where it has none
    stamped_sample : the sample the stamp belongs to: 0 the first, -1 the last
    sequence : the running number, or None
    """

    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray | None = None
    stamp: int | None = None
    stamped_sample: int = 0
    sequence: int | None = None

    def __len__(self) -> int:
        return len(self.acc_m_s2)


class Decoder(Protocol):
    """Turns notifications into packets; its only state is what a packet needs from the ones before."""

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The packets that are complete with this notification: none, one or several.

        Every notification is given, answers on a control characteristic too: what holds no samples gives none.

        Raises
        ------
        PacketError
            Bytes this wearable never sends. The decoder stays usable.
        StreamEnded
            The wearable stopped by itself.
        """
        ...


@dataclass(frozen=True)
class Started:
    """What the start dialogue found out and set.

    Attributes
    ----------
    decoder : for the notifications from now on
    timing : which stamps and numbers the packets carry
    rate_hz : the nominal rate in effect
    has_gyro : whether rotation comes too
    acc_range_g, gyr_range_dps : the ranges in effect
    interval_s : the usual time between two notifications
    notes : sentences for the person, such as how far the samples lag behind
    rates_hz, acc_ranges_g : what this very one can be set to, where models of its kind differ; else ()
    """

    decoder: Decoder
    timing: Timing
    rate_hz: float
    has_gyro: bool
    acc_range_g: float
    gyr_range_dps: float | None = None
    interval_s: float = NOTIFICATION_INTERVAL_S
    notes: tuple[str, ...] = ()
    rates_hz: tuple[float, ...] = ()
    acc_ranges_g: tuple[float, ...] = ()


def standard_battery() -> Dialogue[int | None]:
    """Read the battery service's level, per cent; None where there is no such service."""
    try:
        data = yield Read(BATTERY_LEVEL)
    except Refused:
        return None
    return data[0] if data and data[0] <= 100 else None


def nothing_to_do() -> Dialogue[None]:
    """The dialogue of a wearable that needs no request."""
    yield from ()


Tested = Literal["vector", "layout"]
"""Tested on packets somebody published ("vector"), or on packets built from the vendor's description ("layout")."""


@dataclass(frozen=True, kw_only=True)
class WearableKind:
    """One kind of wearable, all that the rest of the program needs to know about it.

    Attributes
    ----------
    key : as typed and stored, e.g. "polar"
    name : as shown, e.g. "Polar Verity Sense, OH1, H10"
    names : regular expression searched in the advertised name, or None
    services : full UUIDs of advertised services that no other kind has
    company : assigned number of the manufacturer data; supports a name, identifies nothing alone
    notifies : characteristics to subscribe to, in this order, before `start`
    start : the dialogue that sets rate and ranges and begins the stream
    stop, battery, identify : the dialogues for these; `identify` blinks or buzzes, None where it cannot
    rates_hz, acc_ranges_g, gyr_ranges_dps : what it can be set to, rising; no gyro: ()
    wants_bond : refuses to stream until it is bonded
    tested : how well its packets are known; nobody has tried it on the hardware yet
    """

    key: str
    name: str
    start: Callable[[Settings], Dialogue[Started]]
    notifies: tuple[str, ...]
    rates_hz: tuple[float, ...]
    acc_ranges_g: tuple[float, ...]
    gyr_ranges_dps: tuple[float, ...] = ()
    names: str | None = None
    services: tuple[str, ...] = ()
    company: int | None = None
    stop: Callable[[], Dialogue[None]] = nothing_to_do
    battery: Callable[[], Dialogue[int | None]] = standard_battery
    identify: Callable[[], Dialogue[None]] | None = None
    wants_bond: bool = False
    tested: Tested = "layout"
    _names: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", None if self.names is None else re.compile(self.names))

    @property
    def tested_words(self) -> str:
        """How well its packets are known, as shown."""
        return f"{self.tested}-tested, on hardware by nobody yet"

    def likeness(self, name: str | None, services: Iterable[str] = (), companies: Iterable[int] = ()) -> int:
        """How surely an advertisement is of this kind: 4 by a service, 3 by name and company, 2 by name, 0 not."""
        if any(service.lower() in self.services for service in services):
            return 4
        if self._names is not None and self._names.search(name or ""):
            return 3 if self.company in tuple(companies) else 2
        return 0


def least_that_serves(offered: Iterable[float], wanted: float) -> float:
    """The smallest value on offer that is not below what is wanted, else the largest.

    Raises
    ------
    ValueError
        Nothing is offered.
    """
    values = sorted(offered)
    return next((value for value in values if value >= wanted), values[-1])


def rehearse(dialogue: Dialogue[T], answers: Iterable[bytes | Exception | None]) -> tuple[list[Step], T]:
    """Run a dialogue against prepared answers, one per step; return its steps and its result.

    For tests, and for seeing what a driver writes. An exception among the answers is thrown into the dialogue.

    Raises
    ------
    ValueError
        The dialogue takes more steps than there are answers.
    """
    steps: list[Step] = []
    replies: Iterator[bytes | Exception | None] = iter(answers)
    try:
        step = next(dialogue)
        while True:
            steps.append(step)
            try:
                reply = next(replies)
            except StopIteration:
                raise ValueError(f"no answer is prepared for step {len(steps)}: {step}") from None
            step = dialogue.throw(reply) if isinstance(reply, Exception) else dialogue.send(reply)
    except StopIteration as done:
        return steps, done.value
