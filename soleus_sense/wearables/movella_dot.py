"""Movella (Xsens) DOT: control, and the "rate quantities" payload with a clock of 32 bits of microseconds.

Source: vendor specification XD0506P revision F, in adamkewley/xdc.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.constants import degree

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
)
from soleus_sense.wearables.unpack import plausible, vectors

DEVICE_CONTROL = "15171002-4947-11e9-8646-d663bd873d93"
MEASURE_SERVICE = "15172000-4947-11e9-8646-d663bd873d93"
MEASURE = "15172001-4947-11e9-8646-d663bd873d93"
MEDIUM = "15172003-4947-11e9-8646-d663bd873d93"
BATTERY = "15173001-4947-11e9-8646-d663bd873d93"

RATES_HZ = (20.0, 30.0, 60.0)
"""The most it streams is 60 Hz; slower than 20 Hz cannot time a heel raise."""

ACC_RANGE_G = 16.0
GYR_RANGE_DPS = 2000.0

RATE_QUANTITIES = 21
"""Payload mode: acceleration with gravity and angular rate, as measured."""

STAMP_WRAPS = 1 << 32

CONTROL_BYTES = 32
RATE_AT = 24
VISIT_IDENTIFY, VISIT_RATE = 0x01, 0x10
"""Bits of the first byte of the device control: which of its fields a write means."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """The measurement control characteristic: what is sent and whether it runs."""

    kind: int
    running: bool
    mode: int


def encode_measuring(measuring: Measuring) -> bytes:
    """The three bytes of it."""
    return bytes([measuring.kind, measuring.running, measuring.mode])


def decode_measuring(data: bytes) -> Measuring:
    """Read it.

    Raises
    ------
    PacketError
        Too short.
    """
    if len(data) < 3:
        raise PacketError("The measurement control has fewer than three bytes.")
    return Measuring(data[0], data[1] != 0, data[2])


def encode_rate(rate_hz: float) -> bytes:
    """A write to the device control that sets nothing but the rate."""
    control = bytearray(CONTROL_BYTES)
    control[0] = VISIT_RATE
    struct.pack_into("<H", control, RATE_AT, int(rate_hz))
    return bytes(control)


def decode_rate(control: bytes) -> int | None:
    """The rate in effect, Hz, from a read of the device control."""
    return struct.unpack_from("<H", control, RATE_AT)[0] if len(control) >= RATE_AT + 2 else None


def encode_payload(acc_m_s2: FloatArray, gyr_rad_s: FloatArray, *, stamp_us: int) -> bytes:
    """One sample, (3,) and (3,), as the sensor sends it in this mode."""
    return struct.pack("<I6f", stamp_us % STAMP_WRAPS, *acc_m_s2, *(gyr_rad_s / degree))


def decode_vectors(data: bytes, count: int) -> tuple[int, FloatArray]:
    """A stamp in µs and (count, 3) numbers; what follows them is padding.

    Raises
    ------
    PacketError
        Too short.
    """
    size = 4 + 12 * count
    if len(data) < size:
        raise PacketError(f"A payload holds {len(data)} bytes; {size} were expected.")
    return int.from_bytes(data[:4], "little"), vectors(data[4:size], "<f4")


class DotDecoder:
    """Stateless: every notification is one sample with its time."""

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The packet of a medium payload."""
        if characteristic != MEDIUM:
            return ()
        stamp_us, rows = decode_vectors(data, 2)
        acc, gyr = rows[:1], rows[1:] * degree
        plausible(acc_m_s2=acc, gyr_rad_s=gyr)
        return (Packet(acc, gyr, stamp=stamp_us),)


def start(settings: Settings) -> Dialogue[Started]:
    """Stop what runs, set the rate, read back what is in effect, begin."""
    yield Write(MEASURE, encode_measuring(Measuring(1, False, RATE_QUANTITIES)))
    rate_hz = least_that_serves(RATES_HZ, settings.rate_hz)
    yield Write(DEVICE_CONTROL, encode_rate(rate_hz))
    in_effect_hz = float(decode_rate((yield Read(DEVICE_CONTROL)) or b"") or rate_hz)
    yield Write(MEASURE, encode_measuring(Measuring(1, True, RATE_QUANTITIES)))
    return Started(
        decoder=DotDecoder(),
        timing=Timing(tick_s=1e-6, stamp_wraps=STAMP_WRAPS),
        rate_hz=in_effect_hz,
        has_gyro=True,
        acc_range_g=ACC_RANGE_G,
        gyr_range_dps=GYR_RANGE_DPS,
        interval_s=1 / in_effect_hz,
    )


def stop() -> Dialogue[None]:
    """End the stream."""
    yield Write(MEASURE, encode_measuring(Measuring(1, False, RATE_QUANTITIES)))


def battery() -> Dialogue[int | None]:
    """Per cent."""
    data = yield Read(BATTERY)
    return data[0] if data and data[0] <= 100 else None


def identify() -> Dialogue[None]:
    """Blink the light."""
    yield Write(DEVICE_CONTROL, bytes([VISIT_IDENTIFY, 1]) + bytes(CONTROL_BYTES - 2))


MOVELLA_DOT = WearableKind(
    key="dot",
    name="Movella (Xsens) DOT",
    names=r"^(Xsens|Movella) DOT\b",
    company=0x0886,
    notifies=(MEDIUM,),
    rates_hz=RATES_HZ,
    acc_ranges_g=(ACC_RANGE_G,),
    gyr_ranges_dps=(GYR_RANGE_DPS,),
    start=start,
    stop=stop,
    battery=battery,
    identify=identify,
)
