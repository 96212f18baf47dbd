"""Polar's data frames: plain, or compressed to differences between samples.

Source: `technical_documentation/online_measurement.pdf` and the Android tests of polarofficial/polar-ble-sdk.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import PacketError
from soleus_sense.wearables.unpack import vectors

WIDEST_DELTA_BITS = 32

MOST_SAMPLES = 1024
"""A notification of 512 bytes, the longest there is, holds fewer even at one bit per delta."""

_HEADER = struct.Struct("<BQB")


class Measurement(IntEnum):
    """What can be started."""

    ACC = 2
    GYRO = 5
    SDK_MODE = 9


@dataclass(frozen=True)
class Frame:
    """One frame of data.

    Attributes
    ----------
    measurement : ACC or GYRO
    stamp_ns : of the last sample
    values : (n, 3) as sent
    needs_factor : `values` are counts, to be multiplied by the stream's factor; else mg or °/s
    """

    measurement: Measurement
    stamp_ns: int
    values: FloatArray
    needs_factor: bool


def decode_frame(data: bytes) -> Frame | None:
    """Read one frame of acceleration or rotation; None for other measurements.

    Raises
    ------
    PacketError
        Shorter than its header, an unknown type, or a body that does not fit it.
    """
    if len(data) < _HEADER.size:
        raise PacketError(f"A frame of {len(data)} bytes is shorter than its header.")
    kind, stamp_ns, frame_type = _HEADER.unpack_from(data)
    if kind & 0x3F not in (Measurement.ACC, Measurement.GYRO):
        return None
    measurement, body = Measurement(kind & 0x3F), data[_HEADER.size :]
    is_acc = measurement is Measurement.ACC
    if is_acc and frame_type in (0, 1, 2):
        return Frame(measurement, stamp_ns, _plain(body, frame_type + 1), needs_factor=False)
    if frame_type == 0x80 or (is_acc and frame_type == 0x81):
        counts = _unpacked(body, "<i2").astype(np.float64)
        return Frame(measurement, stamp_ns, counts, needs_factor=frame_type == 0x80)
    if frame_type == 0x81:
        # The deltas are between the bit patterns of the numbers, as the vendor's own client reads them.
        patterns = _unpacked(body, "<i4").astype(np.uint32).view(np.float32)
        with np.errstate(invalid="ignore"):
            return Frame(measurement, stamp_ns, patterns.astype(np.float64), needs_factor=False)
    raise PacketError(f"A frame is of type {frame_type:#04x}, which is unknown for {measurement.name}.")


def encode_frame(measurement: Measurement, values: NDArray[np.integer], *, stamp_ns: int, frame_type: int) -> bytes:
    """One frame: type 1 (plain, mg) or 0x80, 0x81 (delta-compressed counts, mg).

    Parameters
    ----------
    values : (n, 3) integers within 16 bits, at least one row
    stamp_ns : of the last sample
    """
    header = _HEADER.pack(measurement, stamp_ns, frame_type)
    if frame_type == 1:
        return header + values.astype("<i2").tobytes()
    deltas = np.diff(values.astype(np.int64), axis=0)
    blocks = [_packed(deltas[at : at + 255]) for at in range(0, len(deltas), 255)]
    return header + values[:1].astype("<i2").tobytes() + b"".join(blocks)


def _plain(body: bytes, size: int) -> FloatArray:
    """(n, 3) of little-endian signed integers of 1, 2 or 3 bytes."""
    if size < 3:
        return vectors(body, f"<i{size}")
    wide = vectors(body, "u1", columns=9).reshape(-1, 3, 3) @ np.array([1.0, 256.0, 65536.0])
    return np.where(wide >= 1 << 23, wide - (1 << 24), wide)


def _unpacked(body: bytes, number: str) -> NDArray[np.int64]:
    """Undo the delta compression: a reference sample, then blocks of deltas of one width each, summed up."""
    size = np.dtype(number).itemsize * 3
    if len(body) < size:
        raise PacketError("A compressed frame is shorter than its first sample.")
    parts = [np.frombuffer(body[:size], dtype=number).astype(np.int64).reshape(1, 3)]
    at, samples = size, 1
    while at < len(body):
        width, count = body[at], body[at + 1] if at + 1 < len(body) else 0
        end = at + 2 + (3 * width * count + 7) // 8
        if width > WIDEST_DELTA_BITS or not count or end > len(body):
            raise PacketError("A compressed frame ends inside a block of differences.")
        parts.append(_deltas(body[at + 2 : end], width, count))
        samples += count
        if samples > MOST_SAMPLES:
            raise PacketError("A compressed frame claims more samples than a notification can hold.")
        at = end
    return np.cumsum(np.concatenate(parts), axis=0)


def _deltas(block: bytes, width: int, count: int) -> NDArray[np.int64]:
    """(count, 3) two's complement numbers of `width` bits, lowest bit first."""
    if not width:
        return np.zeros((count, 3), dtype=np.int64)
    bits = np.unpackbits(np.frombuffer(block, dtype=np.uint8), count=3 * width * count, bitorder="little")
    weights = 1 << np.arange(width, dtype=np.int64)
    weights[-1] *= -1
    return (bits.reshape(-1, width).astype(np.int64) @ weights).reshape(count, 3)


def _packed(deltas: NDArray[np.int64]) -> bytes:
    """One block of deltas, as narrow as they fit."""
    width = 1 + int(np.where(deltas < 0, ~deltas, deltas).max()).bit_length()
    bits = (deltas.reshape(-1, 1) >> np.arange(width)) & 1
    return bytes([width, len(deltas)]) + np.packbits(bits.astype(np.uint8).ravel(), bitorder="little").tobytes()
