"""Movesense, through its GATT SensorData Protocol: subscriptions by path, data in one or two notifications.

Source: movesense.com `docs/esw/gatt_sensordata_protocol`, and the sensor's published interface files: a data
packet's time is that of its first sample.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Sequence
from contextlib import suppress

import numpy as np
from scipy.constants import degree

from soleus_sense.errors import WearableError
from soleus_sense.motion.clock import Timing
from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import (
    ANSWER_WITHIN_S,
    Answer,
    Dialogue,
    Packet,
    PacketError,
    Refused,
    Settings,
    Started,
    Step,
    WearableKind,
    Write,
    least_that_serves,
    uuid16,
)
from soleus_sense.wearables.unpack import plausible, vectors

COMMAND = "34800001-7185-4d5d-b431-630e7050e8f0"
NOTIFY = "34800002-7185-4d5d-b431-630e7050e8f0"

HELLO, SUBSCRIBE, UNSUBSCRIBE, GET = 0, 1, 2, 4
RESPONSE, DATA, DATA_CONTINUED = 1, 2, 3

STREAM_REF, QUESTION_REF = 1, 2
"""The client's own marks, any but zero, which the sensor repeats in what belongs to them."""

RATES_HZ = (26.0, 52.0, 104.0, 208.0)
"""13 Hz exists too, and cannot time a heel raise."""

SAMPLES_PER_PACKET = {26.0: 2, 52.0: 4, 104.0: 8, 208.0: 16}
"""The firmware hands out thirteen packets a second at every rate."""

ACC_RANGE_G = 8.0
GYR_RANGE_DPS = 2000.0
"""The firmware's ranges; this protocol cannot change them."""

STAMP_WRAPS = 1 << 32
STAMP_BYTES = 4

SETTLED_S = 0.5
"""Long enough for an answer to an unsubscription, which older firmware never gives."""

STATUS = {
    400: "The sensor did not understand the request.",
    403: "The sensor does not allow this; it may be recording on its own.",
    404: "The sensor does not know this measurement or rate.",
    409: "The sensor is measuring something that excludes this.",
    501: "The sensor's firmware cannot do this.",
    507: "The sensor serves as many streams as it can; switch it off and on.",
}


def encode_command(code: int, reference: int, path: str = "") -> bytes:
    """A command; `path` for those that name a measurement."""
    return bytes([code, reference]) + path.encode("ascii")


def encode_response(reference: int, status: int, payload: bytes = b"") -> bytes:
    """The sensor's answer to a command."""
    return struct.pack("<BBH", RESPONSE, reference, status) + payload


def encode_data(
    acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None, *, stamp_ms: int, reference: int = STREAM_REF, most: int = 155
) -> tuple[bytes, ...]:
    """One data packet as one or two notifications of at most `most` bytes."""
    arrays = (acc_m_s2,) if gyr_rad_s is None else (acc_m_s2, gyr_rad_s / degree)
    body = struct.pack("<I", stamp_ms % STAMP_WRAPS) + b"".join(array.astype("<f4").tobytes() for array in arrays)
    first, second = body[: most - 2], body[most - 2 :]
    parts = [bytes([DATA, reference]) + first]
    if second:
        parts.append(bytes([DATA_CONTINUED, reference]) + second)
    return tuple(parts)


def decode_body(body: bytes, has_gyro: bool) -> Packet:
    """Read a whole packet's body: time in ms, all accelerations, then all rotations.

    Raises
    ------
    PacketError
        No whole number of samples, or numbers that cannot be.
    """
    stamp_ms = int.from_bytes(body[:STAMP_BYTES], "little")
    rows = vectors(body[STAMP_BYTES:], "<f4")
    if not has_gyro:
        plausible(acc_m_s2=rows)
        return Packet(rows, stamp=stamp_ms)
    if len(rows) % 2:
        raise PacketError(f"A packet holds {len(rows)} vectors; as many accelerations as rotations were expected.")
    acc, gyr = np.split(rows, 2)
    gyr = gyr * degree
    plausible(acc_m_s2=acc, gyr_rad_s=gyr)
    return Packet(acc, gyr, stamp=stamp_ms)


class MovesenseDecoder:
    """Notifications to packets.

    State: a first part whose continuation has not come, and how long a whole packet is.

    Parameters
    ----------
    has_gyro : the stream is IMU6, not Acc
    samples : in a whole packet; a firmware that sends fewer is found out, as its packets never have a second part
    """

    def __init__(self, has_gyro: bool, samples: int) -> None:
        self._has_gyro = has_gyro
        self._expected = self._whole = STAMP_BYTES + samples * (24 if has_gyro else 12)
        self._first: bytes | None = None
        self._saw_second = False

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The packet that is complete with this notification."""
        if characteristic != NOTIFY or len(data) < 2:
            return ()
        code, reference, body = data[0], data[1], data[2:]
        if reference != STREAM_REF or code not in (DATA, DATA_CONTINUED):
            return ()
        first, self._first = self._first, None
        if code == DATA:
            if first is not None and first != body and not self._saw_second:
                self._whole = len(first)
            if len(body) < self._whole:
                self._first = body
                return ()
            return (decode_body(body, self._has_gyro),)
        self._saw_second = True
        self._whole = self._expected
        if first is None:  # its first part was lost, or both parts came twice
            return ()
        return (decode_body(first + body, self._has_gyro),)


def _ask(
    code: int, reference: int, path: str = "", *, within_s: float = ANSWER_WITHIN_S
) -> Generator[Step, bytes | None, bytes | None]:
    """Send a command; what follows status in its answer, or None where none came.

    Raises
    ------
    Refused
        The sensor answered with an error.
    """
    # Some firmware answers a hello with its own code.
    marks = (bytes([RESPONSE, reference]), bytes([HELLO, reference]))
    answer = Answer(NOTIFY, lambda data: data[:2] in marks, within_s)
    data = yield Write(COMMAND, encode_command(code, reference, path), answer=answer)
    if data is None:
        return None
    status = int.from_bytes(data[2:4], "little")
    if status >= 1000:  # some firmware writes its errors the other way round
        status = int.from_bytes(data[2:4], "big")
    if 400 <= status < 600 and code != HELLO:
        raise Refused(STATUS.get(status, f"The sensor refused with status {status}."), status)
    return data[4:]


def start(settings: Settings) -> Dialogue[Started]:
    """Say hello, end what an earlier program left running, and subscribe."""
    if (yield from _ask(HELLO, QUESTION_REF)) is None:
        raise WearableError(
            "The Movesense sensor does not answer; its firmware must speak the GATT SensorData Protocol "
            "(any recent one does), and no other program may be connected to it."
        )
    with suppress(Refused):
        yield from _ask(UNSUBSCRIBE, STREAM_REF, within_s=SETTLED_S)
    rate_hz = least_that_serves(RATES_HZ, settings.rate_hz)
    path = f"/Meas/{'IMU6' if settings.gyro else 'Acc'}/{rate_hz:.0f}"
    yield from _ask(SUBSCRIBE, STREAM_REF, path)
    samples = SAMPLES_PER_PACKET[rate_hz]
    return Started(
        decoder=MovesenseDecoder(settings.gyro, samples),
        timing=Timing(tick_s=1e-3, stamp_wraps=STAMP_WRAPS),
        rate_hz=rate_hz,
        has_gyro=settings.gyro,
        acc_range_g=ACC_RANGE_G,
        gyr_range_dps=GYR_RANGE_DPS if settings.gyro else None,
        interval_s=samples / rate_hz,
    )


def stop() -> Dialogue[None]:
    """End the subscription."""
    yield Write(COMMAND, encode_command(UNSUBSCRIBE, STREAM_REF))


def battery() -> Dialogue[int | None]:
    """Per cent; None from firmware that cannot be asked."""
    try:
        payload = yield from _ask(GET, QUESTION_REF, "/System/Energy/Level")
    except Refused:
        return None
    return payload[0] if payload and payload[0] <= 100 else None


MOVESENSE = WearableKind(
    key="movesense",
    name="Movesense",
    names=r"^Movesense\b",
    services=(uuid16(0xFDF3), uuid16(0xFE06)),
    company=0x009F,
    notifies=(NOTIFY,),
    rates_hz=RATES_HZ,
    acc_ranges_g=(ACC_RANGE_G,),
    gyr_ranges_dps=(GYR_RANGE_DPS,),
    start=start,
    stop=stop,
    battery=battery,
)
