"""WitMotion WT901BLE, WT9011DCL: a byte stream of 20-byte frames without checksum, number or stamp.

Source: WITMOTION/WitBluetooth_BWT901BLE5_0 (protocol notes and clients of the vendor).
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.constants import degree, g

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
from soleus_sense.wearables.unpack import vectors

SERVICE = "0000ffe5-0000-1000-8000-00805f9a34fb"
NOTIFY = "0000ffe4-0000-1000-8000-00805f9a34fb"
WRITE = "0000ffe9-0000-1000-8000-00805f9a34fb"
"""Nearly the Bluetooth base, but for 9a in place of 9b: so the service is the vendor's own after all."""

ACC_RANGE_G = 16.0
GYR_RANGE_DPS = 2000.0

RATE_CODES = {20.0: 0x07, 50.0: 0x08, 100.0: 0x09, 200.0: 0x0B}
"""Value of the rate register; slower rates exist (10 Hz when it leaves the shop) and cannot time a heel raise."""

RATE_REGISTER = 0x03
BATTERY_REGISTER = 0x64

COMMAND_PAUSE_S = 0.1
"""The sensor drops commands that come closer together."""

INTERVAL_S = 0.05
"""Frames are sent in every connection event, one or a few at a time."""

CHARGE_V = (3.40, 3.50, 3.68, 3.70, 3.73, 3.77, 3.79, 3.82, 3.87, 3.93, 3.96, 3.99)
CHARGE_PERCENT = (0, 5, 10, 15, 20, 30, 40, 50, 60, 75, 90, 100)
"""Battery voltage to charge, as in the vendor's clients."""

FRAME_BYTES = 20
MARK, SAMPLE, REGISTERS = 0x55, 0x61, 0x71
COUNTS = 32768

NOTES = (
    "This sensor sends neither times nor numbers: its rate is measured, and a lost notification shows only as a "
    "lower rate.",
)


def encode_sample(acc_m_s2: FloatArray, gyr_rad_s: FloatArray) -> bytes:
    """One frame per row of (n, 3) and (n, 3); the angles, which we do not use, are zero."""
    units = np.array([ACC_RANGE_G * g] * 3 + [GYR_RANGE_DPS * degree] * 3) / COUNTS
    counts = np.clip(np.rint(np.hstack((acc_m_s2, gyr_rad_s)) / units), -COUNTS, COUNTS - 1)
    rows = np.hstack((counts, np.zeros((len(counts), 3)))).astype("<i2")
    return b"".join(bytes([MARK, SAMPLE]) + row.tobytes() for row in rows)


def encode_registers(register: int, values: NDArray[np.int16]) -> bytes:
    """The answer to a register read: that register and the seven after it."""
    return struct.pack("<BBH", MARK, REGISTERS, register) + values.astype("<i2").tobytes()


def encode_write(register: int, value: int) -> bytes:
    """The command that sets a register."""
    return struct.pack("<BBBH", 0xFF, 0xAA, register, value)


def encode_read(register: int) -> bytes:
    """The command that asks for a register; the answer begins with 55 71 and the register."""
    return encode_write(0x27, register)


UNLOCK = encode_write(0x69, 0xB588)
"""Must go before a change. Nothing is ever saved: it would wear the sensor's flash, and we set what we need."""


def split_frames(stream: bytes) -> tuple[list[bytes], bytes, int]:
    """Find the frames in a stretch of the stream.

    A frame begins with 55 61 or 55 71, and another one, or the end of what has come, follows it: bytes inside a
    frame that look like a beginning are told apart by that.

    Returns
    -------
    The frames, the rest to put before what comes next (the beginning of a frame), and how many bytes fitted nothing
    """
    frames: list[bytes] = []
    at = skipped = 0
    while at < len(stream):
        end = at + FRAME_BYTES
        if not _may_begin(stream, at) or not _may_begin(stream, end):
            at += 1
            skipped += 1
        elif end > len(stream):
            break
        else:
            frames.append(stream[at:end])
            at = end
    return frames, stream[at:], skipped


def _may_begin(stream: bytes, at: int) -> bool:
    """Whether a frame can begin here, as far as the bytes have come."""
    return stream[at : at + 1] in (b"", b"\x55") and stream[at + 1 : at + 2] in (b"", b"\x61", b"\x71")


class WitDecoder:
    """Frames to packets. State: the beginning of a frame whose end has not come yet, under 20 bytes."""

    def __init__(self) -> None:
        self._rest = b""

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """All frames that are complete with this notification, as one packet."""
        if characteristic != NOTIFY:
            return ()
        frames, self._rest, skipped = split_frames(self._rest + data)
        samples = b"".join(frame[2:14] for frame in frames if frame[1] == SAMPLE)
        if not samples:
            if skipped and not frames:
                raise PacketError(f"{skipped} bytes of the stream belong to no frame.")
            return ()
        counts = vectors(samples, "<i2", columns=6)
        return (Packet(counts[:, :3] * (ACC_RANGE_G * g / COUNTS), counts[:, 3:] * (GYR_RANGE_DPS * degree / COUNTS)),)


def _read(register: int) -> Generator[Step, bytes | None, int | None]:
    """Ask for a register; its value, or None where no answer came (or came in two pieces)."""
    mark = bytes([MARK, REGISTERS]) + struct.pack("<H", register)
    answer = Answer(NOTIFY, lambda data: mark in data)
    data = yield Write(WRITE, encode_read(register), pause_s=COMMAND_PAUSE_S, answer=answer)
    value = data[data.index(mark) + 4 :][:2] if data else b""
    return int.from_bytes(value, "little") if len(value) == 2 else None


def start(settings: Settings) -> Dialogue[Started]:
    """Set the rate and read it back; the stream runs by itself as soon as somebody listens."""
    rate_hz = least_that_serves(RATE_CODES, settings.rate_hz)
    yield Write(WRITE, UNLOCK, pause_s=COMMAND_PAUSE_S)
    yield Write(WRITE, encode_write(RATE_REGISTER, RATE_CODES[rate_hz]), pause_s=COMMAND_PAUSE_S)
    code = yield from _read(RATE_REGISTER)
    in_effect = {code: rate for rate, code in RATE_CODES.items()}.get(code if code is not None else -1)
    notes = NOTES
    if code is not None and in_effect is None:
        notes = (*NOTES, f"The sensor did not take the rate of {rate_hz:g} Hz; switch it off and on, then try again.")
    return Started(
        decoder=WitDecoder(),
        timing=Timing(),
        rate_hz=in_effect or rate_hz,
        has_gyro=True,
        acc_range_g=ACC_RANGE_G,
        gyr_range_dps=GYR_RANGE_DPS,
        interval_s=INTERVAL_S,
        notes=notes,
    )


def battery() -> Dialogue[int | None]:
    """Per cent, from the voltage."""
    hundredths = yield from _read(BATTERY_REGISTER)
    return None if hundredths is None else round(float(np.interp(hundredths / 100, CHARGE_V, CHARGE_PERCENT)))


WITMOTION = WearableKind(
    key="witmotion",
    name="WitMotion WT901BLE, WT9011DCL",
    names=r"(?<![A-Za-z])WT\d|^WTSDCL",
    services=(SERVICE,),
    notifies=(NOTIFY,),
    rates_hz=tuple(RATE_CODES),
    acc_ranges_g=(ACC_RANGE_G,),
    gyr_ranges_dps=(GYR_RANGE_DPS,),
    start=start,
    battery=battery,
)
