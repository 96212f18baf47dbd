"""The Soleus Sense profile, version 1: requests, status and data packets, both ways.

The byte table, the state diagram and test vectors are in `firmware_notes/ble_profile.md`; this module and
that page say the same, and the tests hold them together.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.constants import degree, g

from soleus_sense.motion.clock import Timing
from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import (
    Dialogue,
    Packet,
    PacketError,
    Read,
    Refused,
    Settings,
    Started,
    WearableKind,
    Write,
    least_that_serves,
)

VERSION = 1

SERVICE = "d35a0001-dcb6-4a4c-b8b6-b33b029cfe43"
CONTROL = "d35a0002-dcb6-4a4c-b8b6-b33b029cfe43"
STATUS = "d35a0003-dcb6-4a4c-b8b6-b33b029cfe43"
DATA = "d35a0004-dcb6-4a4c-b8b6-b33b029cfe43"

RATES_HZ = (25.0, 50.0, 100.0, 200.0, 400.0)
ACC_RANGES_G = (2.0, 4.0, 8.0, 16.0)
GYR_RANGES_DPS = (125.0, 250.0, 500.0, 1000.0, 2000.0)

LONGEST_HOLD_S = 0.2
"""A notification goes out when it is full, or when its first sample is this old: what is shown lags no more."""

FULL_SCALE = 32768
STAMP_WRAPS = 1 << 32
SEQUENCE_WRAPS = 1 << 16

_HEADER = struct.Struct("<BBHI")
_STATUS = struct.Struct("<BBHBHHHI")
_CONFIGURE = struct.Struct("<BHBH")


class Op(IntEnum):
    """First byte of a request written to the control characteristic."""

    CONFIGURE = 1
    START = 2
    STOP = 3
    IDENTIFY = 4


class ControlError(IntEnum):
    """ATT application errors with which a request is refused."""

    UNKNOWN_OP = 0x80
    WRONG_LENGTH = 0x81
    OUT_OF_RANGE = 0x82
    WRONG_STATE = 0x83


class State(IntEnum):
    """What the wearable is doing."""

    IDLE = 0
    STREAMING = 1
    FAULT = 2


@dataclass(frozen=True, slots=True)
class Configuration:
    """Rate and ranges; `gyr_range_dps` 0 switches the gyro off."""

    rate_hz: int
    acc_range_g: int
    gyr_range_dps: int


@dataclass(frozen=True, slots=True)
class Status:
    """The status characteristic.

    Attributes
    ----------
    state : what it is doing
    configuration : in effect
    highest_rate_hz : what it can do at most
    next_sequence : of the next data notification
    clock_us : its clock now, modulo 2³²
    """

    state: State
    configuration: Configuration
    highest_rate_hz: int
    next_sequence: int
    clock_us: int


def encode_configure(configuration: Configuration) -> bytes:
    """The request that sets rate and ranges."""
    return _CONFIGURE.pack(Op.CONFIGURE, configuration.rate_hz, configuration.acc_range_g, configuration.gyr_range_dps)


def decode_configure(data: bytes) -> Configuration:
    """Read that request, as the firmware does.

    Raises
    ------
    Refused
        Wrong length, or a value that is not in the tables; `code` is a `ControlError`.
    """
    if len(data) != _CONFIGURE.size:
        raise Refused("The configure request has the wrong length.", ControlError.WRONG_LENGTH)
    _, rate_hz, acc_range_g, gyr_range_dps = _CONFIGURE.unpack(data)
    known = rate_hz in RATES_HZ and acc_range_g in ACC_RANGES_G and gyr_range_dps in (0.0, *GYR_RANGES_DPS)
    if not known:
        raise Refused("The wearable does not know that rate or range.", ControlError.OUT_OF_RANGE)
    return Configuration(rate_hz, acc_range_g, gyr_range_dps)


def encode_status(status: Status) -> bytes:
    """The 15 bytes of the status characteristic."""
    in_effect = status.configuration
    return _STATUS.pack(
        VERSION,
        status.state,
        in_effect.rate_hz,
        in_effect.acc_range_g,
        in_effect.gyr_range_dps,
        status.highest_rate_hz,
        status.next_sequence % SEQUENCE_WRAPS,
        status.clock_us % STAMP_WRAPS,
    )


def decode_status(data: bytes) -> Status:
    """Read the status; bytes past the known ones belong to later minor additions and are left alone.

    Raises
    ------
    PacketError
        Too short, another version, or an unknown state.
    """
    if len(data) < _STATUS.size:
        raise PacketError(f"The wearable's status has {len(data)} bytes; {_STATUS.size} were expected.")
    version, state, rate_hz, acc_range_g, gyr_range_dps, highest, sequence, clock_us = _STATUS.unpack_from(data)
    if version != VERSION:
        raise PacketError(
            f"The wearable speaks version {version} of the Soleus Sense profile; this program knows {VERSION}."
        )
    if state not in set(State):
        raise PacketError(f"The wearable reports the unknown state {state}.")
    if rate_hz == 0:
        raise PacketError("The wearable reports a rate of zero.")
    return Status(State(state), Configuration(rate_hz, acc_range_g, gyr_range_dps), highest, sequence, clock_us)


def samples_per_notification(payload: int, configuration: Configuration) -> int:
    """How many samples go into one notification of at most `payload` bytes (the MTU less 3)."""
    fitting = (payload - _HEADER.size) // _sample_bytes(configuration.gyr_range_dps > 0)
    in_time = int(LONGEST_HOLD_S * configuration.rate_hz)
    return max(1, min(fitting, in_time))


def encode_data(
    acc_m_s2: FloatArray,
    gyr_rad_s: FloatArray | None,
    *,
    sequence: int,
    stamp_us: int,
    configuration: Configuration,
) -> bytes:
    """One data notification.

    Parameters
    ----------
    acc_m_s2 : (n, 3) specific force; clipped at the range, as the sensor does
    gyr_rad_s : (n, 3) angular rate; None where the configuration has the gyro off
    sequence, stamp_us : running number, and clock at the first sample; both wrap
    configuration : rate and ranges in effect
    """
    columns = [_counts(acc_m_s2, configuration.acc_range_g * g)]
    gyr_code = 0
    if configuration.gyr_range_dps and gyr_rad_s is not None:
        columns.append(_counts(gyr_rad_s, configuration.gyr_range_dps * degree))
        gyr_code = 1 + GYR_RANGES_DPS.index(configuration.gyr_range_dps)
    ranges = ACC_RANGES_G.index(configuration.acc_range_g) | gyr_code << 4
    header = _HEADER.pack(VERSION, ranges, sequence % SEQUENCE_WRAPS, stamp_us % STAMP_WRAPS)
    return header + np.hstack(columns).tobytes()


def decode_data(data: bytes) -> Packet:
    """Read one data notification; it says its own ranges, so no state is needed.

    Raises
    ------
    PacketError
        Another version, unknown ranges, or a length that is no whole number of samples.
    """
    if len(data) < _HEADER.size:
        raise PacketError(f"A data notification of {len(data)} bytes is shorter than its header.")
    version, ranges, sequence, stamp_us = _HEADER.unpack_from(data)
    acc_code, gyr_code = ranges & 0x0F, ranges >> 4
    if version != VERSION or acc_code >= len(ACC_RANGES_G) or gyr_code > len(GYR_RANGES_DPS):
        raise PacketError(f"A data notification begins with {data[:2].hex()}, which version {VERSION} never sends.")
    size = _sample_bytes(gyr_code > 0)
    body = data[_HEADER.size :]
    if not body or len(body) % size:
        raise PacketError(f"A data notification holds {len(body)} bytes, no whole number of samples of {size}.")
    counts = np.frombuffer(body, dtype="<i2").reshape(-1, size // 2).astype(np.float64)
    acc = counts[:, :3] * (ACC_RANGES_G[acc_code] * g / FULL_SCALE)
    gyr = counts[:, 3:] * (GYR_RANGES_DPS[gyr_code - 1] * degree / FULL_SCALE) if gyr_code else None
    return Packet(acc, gyr, stamp=stamp_us, sequence=sequence)


class SoleusDecoder:
    """Stateless: every notification says its own ranges."""

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The packet of a data notification; the status holds no samples."""
        return (decode_data(data),) if characteristic == DATA else ()


def start(settings: Settings) -> Dialogue[Started]:
    """Set rate and ranges, begin, and read back what is in effect."""
    status = decode_status((yield Read(STATUS)) or b"")
    if status.state == State.STREAMING:
        yield Write(CONTROL, bytes([Op.STOP]))
    possible = [rate for rate in RATES_HZ if rate <= status.highest_rate_hz]
    possible = possible or list(RATES_HZ[:1])
    wanted = Configuration(
        int(least_that_serves(possible, settings.rate_hz)),
        int(least_that_serves(ACC_RANGES_G, settings.acc_range_g)),
        int(least_that_serves(GYR_RANGES_DPS, settings.gyr_range_dps)) if settings.gyro else 0,
    )
    yield Write(CONTROL, encode_configure(wanted))
    in_effect = decode_status((yield Read(STATUS)) or b"").configuration
    yield Write(CONTROL, bytes([Op.START]))
    return Started(
        decoder=SoleusDecoder(),
        timing=Timing(tick_s=1e-6, stamp_wraps=STAMP_WRAPS, sequence_wraps=SEQUENCE_WRAPS),
        rate_hz=float(in_effect.rate_hz),
        has_gyro=in_effect.gyr_range_dps > 0,
        acc_range_g=float(in_effect.acc_range_g),
        gyr_range_dps=float(in_effect.gyr_range_dps) or None,
        interval_s=LONGEST_HOLD_S,
        rates_hz=tuple(possible),
    )


def stop() -> Dialogue[None]:
    """End the stream."""
    yield Write(CONTROL, bytes([Op.STOP]))


def identify() -> Dialogue[None]:
    """Blink the LED for three seconds."""
    yield Write(CONTROL, bytes([Op.IDENTIFY, 3]))


def _sample_bytes(has_gyro: bool) -> int:
    return 12 if has_gyro else 6


def _counts(values: FloatArray, full_scale: float) -> NDArray[np.int16]:
    """Values as the sensor's integers: rounded, held at the ends of the range."""
    counts = np.rint(values * (FULL_SCALE / full_scale))
    return np.clip(counts, -FULL_SCALE, FULL_SCALE - 1).astype("<i2")


SOLEUS = WearableKind(
    key="soleus",
    name="Soleus Sense profile",
    names=r"^Soleus",
    services=(SERVICE,),
    notifies=(STATUS, DATA),
    rates_hz=RATES_HZ,
    acc_ranges_g=ACC_RANGES_G,
    gyr_ranges_dps=GYR_RANGES_DPS,
    start=start,
    stop=stop,
    identify=identify,
    tested="vector",
)
