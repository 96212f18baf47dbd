"""Wearables whose notifications are a row of numbers: one table of layouts and one decoder for all of them.

| wearable | layout of a notification | source |
|---|---|---|
| Adafruit CLUE, Feather Sense | `<fff` m/s²; rotation apart, `<fff` rad/s | Adafruit's Bluetooth services |
| Nordic Thingy:52 | 9 × int16: g / 1024, °/s / 32, magnetic field | Thingy:52 firmware architecture |
| OpenEarable 2 | id, size, µs; 9 × float32 each sample | OpenEarable 2 firmware |
| ST boards with BlueST | stamp in 8 ms; 9 × int16: mg, 0.1 °/s, mG | BlueST protocol, ST's firmware |
| BBC micro:bit | `<hhh` mg | micro:bit Bluetooth profile |

Where a range cannot be set, the one given is the firmware's own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.constants import degree, g

from soleus_sense.motion.clock import Timing
from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import (
    Dialogue,
    Packet,
    PacketError,
    Read,
    Settings,
    Started,
    WearableKind,
    Write,
    least_that_serves,
    nothing_to_do,
    standard_battery,
)
from soleus_sense.wearables.pairs import PairsByTurn
from soleus_sense.wearables.unpack import plausible, vectors

UNTIMED = (
    "This sensor sends neither times nor numbers: its rate is measured, and a lost notification shows only as a "
    "lower rate.",
)

UNSTAMPED = Timing()

OPEN_EARABLE_IMU = 0
"""Which of that wearable's sensors is meant, in requests and in data."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one characteristic's notifications are built: a header, then rows of numbers, one row per sample.

    Attributes
    ----------
    characteristic : whose notifications
    number : numpy's name of one number
    columns : numbers per sample
    acc_unit : m/s² per 1 of the first three columns; None where they are rotation
    gyr_unit : rad/s per 1 of the three columns of rotation (the second three, or the first where there is no other)
    header : struct format of what comes before the rows
    stamp_at : index of the clock among the header's values
    only : values of the header (by index) of the notifications meant; others are for somebody else
    tail_bytes : may follow several rows
    """

    characteristic: str
    number: str
    columns: int
    acc_unit: float | None = None
    gyr_unit: float | None = None
    header: str = "<"
    stamp_at: int | None = None
    only: Mapping[int, int] = field(default_factory=dict[int, int])
    tail_bytes: int = 0


def decode(data: bytes, layout: Layout) -> tuple[FloatArray | None, FloatArray | None, int | None] | None:
    """Acceleration in m/s², rotation in rad/s (each (n, 3) or None) and stamp; None where it is not meant for us.

    Raises
    ------
    PacketError
        A length that does not fit, or numbers that cannot be.
    """
    size = struct.calcsize(layout.header)
    if len(data) < size:
        raise PacketError(f"A notification of {len(data)} bytes is shorter than its header.")
    header = struct.unpack_from(layout.header, data)
    if any(header[index] != value for index, value in layout.only.items()):
        return None
    body = data[size:]
    row_bytes = np.dtype(layout.number).itemsize * layout.columns
    if layout.tail_bytes and len(body) % row_bytes == layout.tail_bytes:
        body = body[: -layout.tail_bytes]
    rows = vectors(body, layout.number, columns=layout.columns)
    acc = None if layout.acc_unit is None else rows[:, :3] * layout.acc_unit
    gyr_at = 0 if acc is None else 3
    gyr = None if layout.gyr_unit is None else rows[:, gyr_at : gyr_at + 3] * layout.gyr_unit
    plausible(acc_m_s2=acc, gyr_rad_s=gyr)
    return acc, gyr, None if layout.stamp_at is None else header[layout.stamp_at]


def encode(
    layout: Layout, acc_m_s2: FloatArray | None, gyr_rad_s: FloatArray | None, header: Sequence[int] = ()
) -> bytes:
    """A notification of (n, 3) values as the wearable sends it; columns nobody reads are zero."""
    parts = [(acc_m_s2, layout.acc_unit), (gyr_rad_s, layout.gyr_unit)]
    used = [values / unit for values, unit in parts if values is not None and unit is not None]
    rows = np.hstack(used)
    rows = np.hstack((rows, np.zeros((len(rows), layout.columns - rows.shape[1]))))
    kind = np.dtype(layout.number)
    if kind.kind == "i":
        rows = np.clip(np.rint(rows), np.iinfo(kind).min, np.iinfo(kind).max)
    return struct.pack(layout.header, *header) + rows.astype(kind).tobytes()


class LayoutDecoder:
    """Notifications to packets, by one layout, or by two where rotation comes apart.

    State: in the second case, the acceleration whose rotation has not come yet.
    """

    def __init__(self, layout: Layout, gyr_layout: Layout | None = None) -> None:
        self._layout = layout
        self._gyr_layout = gyr_layout
        self._pairs = PairsByTurn()

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The packet that is complete with this notification."""
        if self._gyr_layout is not None and characteristic == self._gyr_layout.characteristic:
            found = decode(data, self._gyr_layout)
            return self._pairs.rotation(found[1]) if found and found[1] is not None else ()
        if characteristic != self._layout.characteristic:
            return ()
        acc, gyr, stamp = decode(data, self._layout) or (None, None, None)
        if acc is None:
            return ()
        if self._gyr_layout is not None:
            self._pairs.acceleration(acc)
            return ()
        return (Packet(acc, gyr, stamp=stamp),)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One wearable of the table: what is its own besides the layout.

    Attributes
    ----------
    layout, gyr_layout : of its notifications; the second where rotation comes apart
    begin : the dialogue that sets the rate, whether rotation is wanted, and begins
    rates_hz : what it can be set to
    acc_range_g, gyr_range_dps : fixed; no gyro: None
    timing : what its stamps say
    """

    layout: Layout
    gyr_layout: Layout | None = None
    begin: Callable[[float, bool], Dialogue[None]]
    rates_hz: tuple[float, ...]
    acc_range_g: float
    gyr_range_dps: float | None = None
    timing: Timing = UNSTAMPED

    def start(self, settings: Settings) -> Dialogue[Started]:
        """Set the least rate that serves, and begin."""
        rate_hz = least_that_serves(self.rates_hz, settings.rate_hz)
        apart = self.gyr_layout is not None
        has_gyro = self.gyr_range_dps is not None and (settings.gyro or not apart)
        yield from self.begin(rate_hz, has_gyro)
        return Started(
            decoder=LayoutDecoder(self.layout, self.gyr_layout if has_gyro else None),
            timing=self.timing,
            rate_hz=rate_hz,
            has_gyro=has_gyro,
            acc_range_g=self.acc_range_g,
            gyr_range_dps=self.gyr_range_dps if has_gyro else None,
            interval_s=1 / rate_hz,
            notes=() if self.timing.tick_s else UNTIMED,
        )

    @property
    def notifies(self) -> tuple[str, ...]:
        return tuple(layout.characteristic for layout in (self.layout, self.gyr_layout) if layout)


def unknown_battery() -> Dialogue[int | None]:
    """The dialogue of a wearable that does not tell its charge."""
    yield from ()
    return None


def _begin_adafruit(rate_hz: float, has_gyro: bool) -> Dialogue[None]:
    for service in (ADAFRUIT_ACC_SERVICE, ADAFRUIT_GYR_SERVICE)[: 1 + has_gyro]:
        yield Write(ADAFRUIT_PERIOD, struct.pack("<i", round(1000 / rate_hz)), service=service)


def _begin_thingy(rate_hz: float, _: bool) -> Dialogue[None]:
    wanted = encode_thingy_config(rate_hz)
    # Every write goes to the sensor's flash, which wears: only when something changes.
    if (yield Read(THINGY_CONFIG)) != wanted:
        yield Write(THINGY_CONFIG, wanted)


def _begin_open_earable(rate_hz: float, _: bool) -> Dialogue[None]:
    yield Write(OPEN_EARABLE_CONFIG, bytes([OPEN_EARABLE_IMU, OPEN_EARABLE.rates_hz.index(rate_hz), 1]))


def _end_open_earable() -> Dialogue[None]:
    yield Write(OPEN_EARABLE_CONFIG, bytes([OPEN_EARABLE_IMU, 0, 0]))


def _begin_bluest(_rate_hz: float, _: bool) -> Dialogue[None]:
    yield from nothing_to_do()


def _begin_microbit(rate_hz: float, _: bool) -> Dialogue[None]:
    yield Write(MICROBIT_PERIOD, struct.pack("<H", round(1000 / rate_hz)))


def encode_thingy_config(rate_hz: float) -> bytes:
    """Thingy's motion configuration: three intervals in ms that do not matter here, rate, no wake-up by motion."""
    return struct.pack("<HHHHB", 1000, 5000, 1000, round(rate_hz), 0)


ADAFRUIT_ACC_SERVICE = "adaf0200-c332-42a8-93bd-25e905756cb8"
ADAFRUIT_GYR_SERVICE = "adaf0400-c332-42a8-93bd-25e905756cb8"
ADAFRUIT_PERIOD = "adaf0001-c332-42a8-93bd-25e905756cb8"
"""Each of Adafruit's services has one of these, for its own notifications."""

THINGY_CONFIG = "ef680401-9b35-4933-9b10-52ffa9740042"
OPEN_EARABLE_CONFIG = "34c2e3be-34aa-11eb-adc1-0242ac120002"
MICROBIT_PERIOD = "e95dfb24-251d-470a-a062-fa1922dfa9a8"

ADAFRUIT_ROW = Row(
    layout=Layout(
        characteristic="adaf0201-c332-42a8-93bd-25e905756cb8",
        number="<f4",
        columns=3,
        acc_unit=1.0,
    ),
    gyr_layout=Layout(
        characteristic="adaf0401-c332-42a8-93bd-25e905756cb8",
        number="<f4",
        columns=3,
        gyr_unit=1.0,
    ),
    begin=_begin_adafruit,
    rates_hz=(20.0, 25.0, 50.0, 100.0),
    acc_range_g=4.0,
    gyr_range_dps=2000.0,
)

THINGY_ROW = Row(
    layout=Layout(
        characteristic="ef680406-9b35-4933-9b10-52ffa9740042",
        number="<i2",
        columns=9,
        acc_unit=g / 1024,
        gyr_unit=degree / 32,
    ),
    begin=_begin_thingy,
    rates_hz=(20.0, 50.0, 100.0, 200.0),
    acc_range_g=2.0,
    gyr_range_dps=2000.0,
)

OPEN_EARABLE_ROW = Row(
    layout=Layout(
        characteristic="34c2e3bc-34aa-11eb-adc1-0242ac120002",
        number="<f4",
        columns=9,
        acc_unit=1.0,
        gyr_unit=degree,
        header="<BBQ",
        stamp_at=2,
        only={0: OPEN_EARABLE_IMU},
        tail_bytes=2,
    ),
    begin=_begin_open_earable,
    rates_hz=(25.0, 50.0, 100.0),
    acc_range_g=2.0,
    gyr_range_dps=250.0,
    timing=Timing(tick_s=1e-6),
)

BLUEST_ROW = Row(
    layout=Layout(
        characteristic="00e00000-0001-11e1-ac36-0002a5d5c51b",
        number="<i2",
        columns=9,
        acc_unit=g / 1000,
        gyr_unit=degree / 10,
        header="<H",
        stamp_at=0,
    ),
    begin=_begin_bluest,
    rates_hz=(20.0,),
    acc_range_g=2.0,
    gyr_range_dps=2000.0,
    timing=Timing(tick_s=8e-3, stamp_wraps=1 << 16),
)

MICROBIT_ROW = Row(
    layout=Layout(
        characteristic="e95dca4b-251d-470a-a062-fa1922dfa9a8",
        number="<i2",
        columns=3,
        acc_unit=g / 1000,
    ),
    begin=_begin_microbit,
    rates_hz=(50.0, 100.0),
    acc_range_g=2.0,
)


def _kind(
    row: Row,
    *,
    key: str,
    name: str,
    names: str,
    services: tuple[str, ...] = (),
    company: int | None = None,
    stop: Callable[[], Dialogue[None]] = nothing_to_do,
    battery: Callable[[], Dialogue[int | None]] = standard_battery,
    wants_bond: bool = False,
) -> WearableKind:
    return WearableKind(
        key=key,
        name=name,
        names=names,
        services=services,
        company=company,
        notifies=row.notifies,
        rates_hz=row.rates_hz,
        acc_ranges_g=(row.acc_range_g,),
        gyr_ranges_dps=() if row.gyr_range_dps is None else (row.gyr_range_dps,),
        start=row.start,
        stop=stop,
        battery=battery,
        wants_bond=wants_bond,
    )


ADAFRUIT = _kind(
    ADAFRUIT_ROW,
    key="adafruit",
    name="Adafruit CLUE, Feather Sense",
    names=r"^(CLUE|Sense|Feather ?Sense|CIRCUITPY)",
    services=(ADAFRUIT_ACC_SERVICE,),
    company=0x0822,
    battery=unknown_battery,
)

THINGY = _kind(
    THINGY_ROW,
    key="thingy52",
    name="Nordic Thingy:52",
    names=r"^Thingy",
    services=("ef680100-9b35-4933-9b10-52ffa9740042",),
)

OPEN_EARABLE = _kind(
    OPEN_EARABLE_ROW,
    key="openearable",
    name="OpenEarable 2",
    names=r"^OpenEarable",
    stop=_end_open_earable,
)

BLUEST = _kind(
    BLUEST_ROW,
    key="bluest",
    name="ST SensorTile and other boards with BlueST",
    names=r"^(AM1V|BM2V|STB\dV|STWIN|SensorTile|BCOIN)",
    company=0x0030,
    battery=unknown_battery,
)

MICROBIT = _kind(
    MICROBIT_ROW,
    key="microbit",
    name="BBC micro:bit",
    names=r"^BBC micro:bit",
    services=("e95d0753-251d-470a-a062-fa1922dfa9a8",),
    battery=unknown_battery,
    wants_bond=True,
)

SIMPLE_KINDS = (ADAFRUIT, THINGY, OPEN_EARABLE, BLUEST, MICROBIT)
