"""MbientLab MetaMotion S, RL and R: which chip is in there, how it is set, and its packed frames of three samples.

Source: mbientlab/MetaWear-SDK-Cpp, `test/test_accelerometer_bmi160.py`, `test_accelerometer_bmi270.py`,
`test_gyro_bmi160.py` and `test_led.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.constants import degree, g

from soleus_sense.errors import WearableError
from soleus_sense.motion.clock import Timing
from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import (
    Answer,
    Dialogue,
    Packet,
    PacketError,
    Settings,
    Started,
    Step,
    WearableKind,
    Write,
    least_that_serves,
)
from soleus_sense.wearables.pairs import PairsByTurn
from soleus_sense.wearables.unpack import vectors

SERVICE = "326a9000-85cb-9195-d9dd-464cfbbae75a"
COMMAND = "326a9001-85cb-9195-d9dd-464cfbbae75a"
NOTIFY = "326a9006-85cb-9195-d9dd-464cfbbae75a"

LED, ACC, SETTINGS, GYRO = 0x02, 0x03, 0x11, 0x13
"""Modules: the first byte of every command and notification; the second is the register, +0x80 to read it."""

READ_INFO = 0x80
READ_BATTERY = 0xCC
BATTERY = 0x8C

RATES_HZ = (25.0, 50.0, 100.0, 200.0)
RATE_CODES = {25.0: 6, 50.0: 7, 100.0: 8, 200.0: 9}
ACC_LSB_PER_G = {2.0: 16384.0, 4.0: 8192.0, 8.0: 4096.0, 16.0: 2048.0}
GYR_LSB_PER_DPS = {125.0: 262.4, 250.0: 131.2, 500.0: 65.6, 1000.0: 32.8, 2000.0: 16.4}
GYR_RANGE_CODES = {2000.0: 0, 1000.0: 1, 500.0: 2, 250.0: 3, 125.0: 4}

GYR_FILTER = 0x20
"""The gyro's usual low-pass, in the upper half of the byte that holds the rate."""

CONNECTION_INTERVAL = bytes([SETTINGS, 0x09]) + struct.pack("<HHHH", 6, 12, 0, 600)
"""7.5 to 15 ms (in 1.25 ms), no skipped events, 6 s until the link counts as lost (in 10 ms)."""

BLINK = bytes([LED, 0x03, 0x00, 0x02, 0x1F, 0, 0, 0, 0x32, 0, 0, 0, 0xF4, 0x01, 0, 0, 6])
"""Green, 50 ms out of 500 ms, six times."""

PACKED_SAMPLES = 3

NOTES = (
    "This sensor sends neither times nor numbers: its rate is measured, and a lost notification shows only as a "
    "lower rate.",
)


@dataclass(frozen=True, slots=True)
class Chip:
    """What the two accelerometers do differently.

    Attributes
    ----------
    code : in the answer about the accelerometer
    odr_filter : upper half of the byte with the rate
    acc_range_codes : of 2, 4, 8, 16 g
    acc_packed, gyr_packed : registers of three samples a notification
    acc_single, gyr_single : registers of one
    """

    code: int
    odr_filter: int
    acc_range_codes: dict[float, int]
    acc_packed: int
    gyr_packed: int
    acc_single: int
    gyr_single: int


BMI160 = Chip(1, 0x20, {2.0: 0x3, 4.0: 0x5, 8.0: 0x8, 16.0: 0xC}, 0x1C, 0x07, 0x04, 0x05)
BMI270 = Chip(4, 0xA0, {2.0: 0, 4.0: 1, 8.0: 2, 16.0: 3}, 0x05, 0x05, 0x04, 0x04)
CHIPS = {chip.code: chip for chip in (BMI160, BMI270)}


def encode_acc_config(chip: Chip, rate_hz: float, acc_range_g: float) -> bytes:
    """The command that sets the accelerometer's rate and range."""
    return bytes([ACC, 0x03, chip.odr_filter | RATE_CODES[rate_hz], chip.acc_range_codes[acc_range_g]])


def encode_gyr_config(rate_hz: float, gyr_range_dps: float) -> bytes:
    """The command that sets the gyro's rate and range."""
    return bytes([GYRO, 0x03, GYR_FILTER | RATE_CODES[rate_hz], GYR_RANGE_CODES[gyr_range_dps]])


def encode_listen(module: int, register: int, on: bool) -> bytes:
    """The command that switches a register's notifications."""
    return bytes([module, register, on])


def encode_sampling(module: int, on: bool) -> bytes:
    """The command that makes a module measure."""
    return bytes([module, 0x02, on, not on])


def encode_power(module: int, on: bool) -> bytes:
    """The command that switches a module on."""
    return bytes([module, 0x01, on])


def encode_frame(module: int, register: int, values: FloatArray, *, per_unit: float) -> bytes:
    """A notification of (n, 3) values in g or °/s; `per_unit` counts each."""
    counts = np.clip(np.rint(values * per_unit), -32768, 32767)
    return bytes([module, register]) + counts.astype("<i2").tobytes()


def decode_frame(data: bytes) -> FloatArray:
    """(n, 3) counts of a notification with one or three samples.

    Raises
    ------
    PacketError
        Another number of bytes.
    """
    counts = vectors(data[2:], "<i2")
    if len(counts) not in (1, PACKED_SAMPLES):
        raise PacketError(f"A notification holds {len(counts)} samples; one or three were expected.")
    return counts


def decode_chip(info: bytes) -> Chip | None:
    """Which chip the answer about the accelerometer names; None for one this program does not know, or none."""
    return CHIPS.get(info[2]) if len(info) > 2 else None


def decode_has_gyro(info: bytes) -> bool:
    """Whether the answer about the gyro says that there is one."""
    return len(info) > 2


def decode_battery(data: bytes) -> tuple[int, int] | None:
    """(per cent, mV) of the answer about the battery; None where it is no such answer."""
    if len(data) < 5 or data[:2] != bytes([SETTINGS, BATTERY]) or data[2] > 100:
        return None
    return data[2], int.from_bytes(data[3:5], "little")


class MetaMotionDecoder:
    """Notifications to packets.

    State: with the gyro on, the accelerations whose rotations have not come yet.

    Parameters
    ----------
    chip : whose registers to read
    acc_range_g, gyr_range_dps : in effect; None where the gyro is off
    """

    def __init__(self, chip: Chip, acc_range_g: float, gyr_range_dps: float | None) -> None:
        self._acc_registers = {chip.acc_packed, chip.acc_single}
        self._gyr_registers = {chip.gyr_packed, chip.gyr_single}
        self._acc_unit = g / ACC_LSB_PER_G[acc_range_g]
        self._gyr_unit = degree / GYR_LSB_PER_DPS[gyr_range_dps] if gyr_range_dps else None
        self._pairs = PairsByTurn()

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The packet that is complete with this notification."""
        if characteristic != NOTIFY or len(data) < 2:
            return ()
        if data[0] == ACC and data[1] in self._acc_registers:
            acc = decode_frame(data) * self._acc_unit
            if self._gyr_unit is None:
                return (Packet(acc),)
            self._pairs.acceleration(acc)
        elif data[0] == GYRO and data[1] in self._gyr_registers and self._gyr_unit is not None:
            return self._pairs.rotation(decode_frame(data) * self._gyr_unit)
        return ()


def _ask(module: int, register: int) -> Generator[Step, bytes | None, bytes | None]:
    """Read a register; its answer, or None."""
    answer = Answer(NOTIFY, lambda data: data[:2] == bytes([module, register]))
    return (yield Write(COMMAND, bytes([module, register]), answer=answer))


def _off() -> Dialogue[None]:
    for module in (ACC, GYRO):
        yield Write(COMMAND, encode_power(module, False))
        yield Write(COMMAND, encode_sampling(module, False))


def start(settings: Settings) -> Dialogue[Started]:
    """Find the chip, switch off what may be running, set rate and ranges, begin."""
    info = (yield from _ask(ACC, READ_INFO)) or b""
    chip = decode_chip(info)
    if chip is None:
        raise WearableError("This MetaWear board has no accelerometer this program knows (BMI160 or BMI270).")
    has_gyro = settings.gyro and decode_has_gyro((yield from _ask(GYRO, READ_INFO)) or b"")
    yield from _off()
    rate_hz = least_that_serves(RATES_HZ, settings.rate_hz)
    acc_range_g = least_that_serves(ACC_LSB_PER_G, settings.acc_range_g)
    gyr_range_dps = least_that_serves(GYR_LSB_PER_DPS, settings.gyr_range_dps) if has_gyro else None
    yield Write(COMMAND, CONNECTION_INTERVAL)
    is_packed = chip is BMI270 or info[3:4] >= b"\x01"
    modules = [(ACC, chip.acc_packed if is_packed else chip.acc_single)]
    yield Write(COMMAND, encode_acc_config(chip, rate_hz, acc_range_g))
    if gyr_range_dps:
        modules.insert(0, (GYRO, chip.gyr_packed if is_packed else chip.gyr_single))
        yield Write(COMMAND, encode_gyr_config(rate_hz, gyr_range_dps))
    for module, register in modules:
        yield Write(COMMAND, encode_listen(module, register, True))
        yield Write(COMMAND, encode_sampling(module, True))
    for module, _ in modules:
        yield Write(COMMAND, encode_power(module, True))
    return Started(
        decoder=MetaMotionDecoder(chip, acc_range_g, gyr_range_dps),
        timing=Timing(),
        rate_hz=rate_hz,
        has_gyro=has_gyro,
        acc_range_g=acc_range_g,
        gyr_range_dps=gyr_range_dps,
        interval_s=PACKED_SAMPLES / rate_hz if is_packed else 1 / rate_hz,
        notes=NOTES,
    )


def stop() -> Dialogue[None]:
    """Switch both chips off."""
    yield from _off()


def battery() -> Dialogue[int | None]:
    """Per cent."""
    answer = Answer(NOTIFY, lambda data: decode_battery(data) is not None)
    found = decode_battery((yield Write(COMMAND, bytes([SETTINGS, READ_BATTERY]), answer=answer)) or b"")
    return found[0] if found else None


def identify() -> Dialogue[None]:
    """Blink green for three seconds."""
    yield Write(COMMAND, bytes([LED, 0x02, 0x01]))
    yield Write(COMMAND, BLINK)
    yield Write(COMMAND, bytes([LED, 0x01, 0x01]))


METAMOTION = WearableKind(
    key="metamotion",
    name="MbientLab MetaMotion S, RL, R",
    names=r"^Meta(Wear|Motion)",
    services=(SERVICE,),
    notifies=(NOTIFY,),
    rates_hz=RATES_HZ,
    acc_ranges_g=tuple(ACC_LSB_PER_G),
    gyr_ranges_dps=tuple(GYR_LSB_PER_DPS),
    start=start,
    stop=stop,
    battery=battery,
    identify=identify,
    tested="vector",
)
