"""Polar Verity Sense, OH1 and H10: requests to the measurement service (PMD) and its answers.

Source: `technical_documentation/online_measurement.pdf` and the Android tests of polarofficial/polar-ble-sdk.

What differs: the H10 (chest strap, 25–200 Hz, no gyro) sends plain frames; the OH1 knows 50 Hz and no gyro; the
Verity Sense has a gyro, sends delta-compressed frames, and offers 52 Hz, or 26–416 Hz in its SDK mode. What is on
offer is always asked for, never taken from the name.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum

from scipy.constants import degree, g

from soleus_sense.errors import WearableError
from soleus_sense.motion.clock import Timing
from soleus_sense.wearables.driver import (
    Answer,
    Dialogue,
    Packet,
    PacketError,
    Read,
    Refused,
    Settings,
    Started,
    Step,
    StreamEnded,
    Wait,
    WearableKind,
    Write,
    least_that_serves,
)
from soleus_sense.wearables.pairs import PairsByStamp
from soleus_sense.wearables.polar_frames import Measurement, decode_frame
from soleus_sense.wearables.unpack import plausible

CONTROL = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

RATES_HZ = (25.0, 26.0, 50.0, 52.0, 100.0, 104.0, 200.0, 208.0, 416.0)
ACC_RANGES_G = (2.0, 4.0, 8.0, 16.0)
GYR_RANGES_DPS = (250.0, 500.0, 1000.0, 2000.0)

TICK_S = 1e-9
"""Stamps are nanoseconds since 2000-01-01, 64 bits of them: they do not wrap."""

MODE_CHANGE_S = 0.3
"""Changing the SDK mode stops every stream and takes 0.1 s or more."""

PLAIN_FRAME = 36
"""Samples in a plain frame of the H10: 6 bytes each fill the usual 232-byte notification."""

PACKED_FRAME = 72
"""Samples in a delta-compressed frame of a Verity Sense at rest; fewer in motion."""

LONGEST_WAIT_S = 6.0
"""Acceleration and rotation come in frames of 1.4 s or less each; if one waits longer the other has stopped."""

MOST_PARTS = 16
"""No offer is longer, even in the shortest packets; a sensor that never ends its answer is not waited for."""

COUNTS = 32768


class Op(IntEnum):
    """First byte of a request to the control characteristic."""

    SETTINGS = 1
    START = 2
    STOP = 3
    SDK_SETTINGS = 4
    STATUS = 5


class Setting(IntEnum):
    """What a stream can be set to; on the wire: this number, how many values, the values."""

    RATE = 0
    RESOLUTION = 1
    RANGE = 2
    RANGE_MILLI = 3
    CHANNELS = 4
    FACTOR = 5


_SETTING_FORMAT = {
    Setting.RATE: "<H",
    Setting.RESOLUTION: "<H",
    Setting.RANGE: "<H",
    Setting.RANGE_MILLI: "<I",
    Setting.CHANNELS: "<B",
    Setting.FACTOR: "<f",
}

FEATURES = {0: "ECG", 1: "PPG", 2: "ACC", 3: "PPI", 5: "GYRO", 6: "MAG", 9: "SDK"}
"""Bits of the feature word."""

READ_MARK, STOPPED_MARK, ANSWER_MARK = 0x0F, 0x01, 0xF0
ALREADY_IN_STATE = 6

ERRORS = {
    1: "The sensor does not know this request.",
    2: "The sensor does not know this kind of measurement.",
    3: "The sensor does not support this.",
    4: "The sensor says that the request has the wrong length.",
    5: "The sensor does not accept this setting.",
    ALREADY_IN_STATE: "The sensor is streaming already, perhaps to another program or phone; close that one.",
    7: "The sensor does not offer this resolution.",
    8: "The sensor does not offer this rate.",
    9: "The sensor does not offer this range.",
    10: "The connection's packets are too short for this stream; connect again.",
    11: "The sensor does not offer this number of channels.",
    12: "The sensor is in a mode that cannot stream; switch it off and on, and start it in its heart rate mode.",
    13: "The sensor is in its charger; take it out.",
    14: "The sensor's memory is full; empty it with Polar's app.",
}
"""Error codes of the control characteristic, as sentences."""


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """An answer on the control characteristic; `more` says that its parameters go on in a further one."""

    op: int
    measurement: int
    error: int
    more: bool
    parameters: bytes


def decode_features(data: bytes) -> frozenset[str]:
    """What the sensor can measure, from a read of the control characteristic.

    Raises
    ------
    PacketError
        It does not begin as such a read does.
    """
    if len(data) < 2 or data[0] != READ_MARK:
        raise PacketError("The sensor's list of features is not one.")
    word = int.from_bytes(data[1:5], "little")
    return frozenset(name for bit, name in FEATURES.items() if word >> bit & 1)


def encode_features(features: Sequence[str]) -> bytes:
    """The 16 bytes of that read."""
    word = sum(1 << bit for bit, name in FEATURES.items() if name in features)
    return bytes([READ_MARK]) + word.to_bytes(15, "little")


def encode_settings(settings: Mapping[Setting, float]) -> bytes:
    """One value for each setting, in the order given; also what follows `encode_request` in a start request."""
    return b"".join(bytes([key, 1]) + _value(key, value) for key, value in settings.items())


def encode_offer(offer: Mapping[Setting, Sequence[float]]) -> bytes:
    """The parameters of an answer: every value each setting can have."""
    return b"".join(
        bytes([key, len(values)]) + b"".join(_value(key, value) for value in values) for key, values in offer.items()
    )


def decode_settings(parameters: bytes) -> dict[Setting, tuple[float, ...]]:
    """What is on offer, or (in the answer to a start) in effect.

    An entry that is cut off is left out.

    Raises
    ------
    PacketError
        An unknown setting.
    """
    found: dict[Setting, tuple[float, ...]] = {}
    at = 0
    while at + 2 <= len(parameters):
        if parameters[at] not in set(Setting):
            raise PacketError(f"The sensor names a setting {parameters[at]}, which is unknown.")
        key, count = Setting(parameters[at]), parameters[at + 1]
        size = struct.calcsize(_SETTING_FORMAT[key])
        at += 2 + count * size
        if at > len(parameters):
            break
        values = parameters[at - count * size : at]
        found[key] = tuple(value for (value,) in struct.iter_unpack(_SETTING_FORMAT[key], values))
    return found


def encode_request(op: Op, measurement: Measurement, settings: Mapping[Setting, float] | None = None) -> bytes:
    """A request to the control characteristic; settings belong to a start."""
    return bytes([op, measurement]) + encode_settings(settings or {})


def encode_answer(answer: ControlAnswer) -> bytes:
    """The answer as the sensor sends it."""
    return bytes([ANSWER_MARK, answer.op, answer.measurement, answer.error, answer.more]) + answer.parameters


def decode_answer(data: bytes) -> ControlAnswer:
    """Read an answer of the control characteristic.

    Raises
    ------
    PacketError
        It is not an answer.
    """
    if len(data) < 4 or data[0] != ANSWER_MARK:
        raise PacketError("The sensor's answer is not one.")
    return ControlAnswer(data[1], data[2], data[3], len(data) > 4 and data[4] != 0, data[5:])


class PolarDecoder:
    """Frames to packets.

    State: with rotation, what waits for the other kind; without, none.

    Parameters
    ----------
    acc_factor_g : g per count, for frames that carry counts
    gyr_factor_dps : °/s per count
    pairs : where rotation is wanted; it holds what waits
    """

    def __init__(self, acc_factor_g: float, gyr_factor_dps: float, pairs: PairsByStamp | None = None) -> None:
        self._acc_factor_g = acc_factor_g
        self._gyr_factor_dps = gyr_factor_dps
        self._pairs = pairs

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The packets of a frame; on the control characteristic, whether the sensor stopped by itself."""
        if characteristic == CONTROL:
            return self._control(data)
        frame = decode_frame(data) if characteristic == DATA else None
        if frame is None:
            return ()
        if frame.measurement is Measurement.ACC:
            acc = frame.values * ((self._acc_factor_g if frame.needs_factor else 1e-3) * g)
            plausible(acc_m_s2=acc)
            if self._pairs is None:
                return (Packet(acc, stamp=frame.stamp_ns, stamped_sample=-1),)
            packets = self._pairs.acceleration(acc, frame.stamp_ns)
        else:
            gyr = frame.values * ((self._gyr_factor_dps if frame.needs_factor else 1.0) * degree)
            plausible(gyr_rad_s=gyr)
            if self._pairs is None:
                return ()
            packets = self._pairs.rotation(gyr, frame.stamp_ns)
        if self._pairs.waiting_s > LONGEST_WAIT_S:
            raise StreamEnded("The sensor sends only one of acceleration and rotation any more.")
        return packets

    def _control(self, data: bytes) -> Sequence[Packet]:
        if data[:1] == bytes([STOPPED_MARK]) and {Measurement.ACC, Measurement.GYRO} & set(data[1:]):
            raise StreamEnded("The sensor stopped its stream by itself; it may be off the skin or in its charger.")
        return ()


def start(settings: Settings) -> Dialogue[Started]:
    """Stop what runs, ask what is on offer, choose the least that serves, begin."""
    features = decode_features((yield Read(CONTROL)) or b"")
    if "ACC" not in features:
        raise WearableError("This Polar sensor sends no acceleration; a Verity Sense, an OH1 or an H10 does.")
    has_gyro = settings.gyro and "GYRO" in features
    for measurement in (Measurement.ACC, Measurement.GYRO) if "GYRO" in features else (Measurement.ACC,):
        yield from _end(measurement)
    offer = yield from _offer(Measurement.ACC)
    wanted = {Setting.RATE: settings.rate_hz, Setting.RANGE: settings.acc_range_g}
    if "SDK" in features and any(max(offer.get(key, (value,))) < value for key, value in wanted.items()):
        # The wider choice; it also switches the optical sensor off, which saves the battery.
        answer = yield from _ask(encode_request(Op.START, Measurement.SDK_MODE), pause_s=MODE_CHANGE_S)
        _refuse_errors(answer, allowed=(ALREADY_IN_STATE,))
        offer = yield from _offer(Measurement.ACC)
    offered = offer
    acc, acc_factor = yield from _begin(Measurement.ACC, offered, wanted)
    rate_hz, acc_range_g = acc[Setting.RATE], acc.get(Setting.RANGE, settings.acc_range_g)
    is_packed = Setting.CHANNELS in acc
    pairs, gyr_range_dps, gyr_factor = None, None, 1.0
    if has_gyro:
        offer = yield from _offer(Measurement.GYRO)
        wanted = {Setting.RATE: rate_hz, Setting.RANGE: settings.gyr_range_dps}
        gyr, found_factor = yield from _begin(Measurement.GYRO, offer, wanted)
        gyr_range_dps = gyr.get(Setting.RANGE, settings.gyr_range_dps)
        gyr_factor = found_factor or gyr_range_dps / COUNTS
        pairs = PairsByStamp(1 / rate_hz, 1 / gyr[Setting.RATE], tick_s=TICK_S)
    interval_s = (PACKED_FRAME if is_packed else PLAIN_FRAME) / rate_hz
    return Started(
        decoder=PolarDecoder(acc_factor or acc_range_g / COUNTS, gyr_factor, pairs),
        timing=Timing(tick_s=TICK_S),
        rate_hz=rate_hz,
        has_gyro=has_gyro,
        acc_range_g=acc_range_g,
        gyr_range_dps=gyr_range_dps,
        interval_s=interval_s,
        rates_hz=offered.get(Setting.RATE, ()),
        acc_ranges_g=offered.get(Setting.RANGE, ()),
        notes=(f"A Polar sensor sends its samples {interval_s:.1f} s at a time: what you see lags by up to that.",),
    )


def stop() -> Dialogue[None]:
    """End both streams and leave the SDK mode; a sensor that has no such thing refuses, which changes nothing."""
    for measurement in Measurement:
        yield from _end(measurement)


Request = Generator[Step, bytes | None, ControlAnswer | None]


def _ask(request: bytes, *, pause_s: float = 0.0) -> Request:
    """Send a request, return its answer, or None where none came.

    Where the packets are short it comes in parts: each further one begins with whether another follows.
    """
    mark = bytes([ANSWER_MARK]) + request[:2]
    answer = Answer(CONTROL, lambda data: data.startswith(mark))
    data = yield Write(CONTROL, request, pause_s=pause_s, answer=answer)
    if not data:
        return None
    whole = decode_answer(data)
    for _ in range(MOST_PARTS if whole.more else 0):
        part = yield Wait(Answer(CONTROL, lambda data: data[:1] in (b"\0", b"\1")))
        if not part:
            break
        whole = replace(whole, more=part[0] != 0, parameters=whole.parameters + part[1:])
        if not whole.more:
            break
    return whole


def _end(measurement: Measurement) -> Dialogue[None]:
    """Stop a measurement, running or not."""
    with suppress(Refused):
        yield from _ask(encode_request(Op.STOP, measurement))


def _offer(measurement: Measurement) -> Generator[Step, bytes | None, dict[Setting, tuple[float, ...]]]:
    """What the sensor offers for a measurement; at least a rate."""
    answer = _refuse_errors((yield from _ask(encode_request(Op.SETTINGS, measurement))))
    offer = {key: values for key, values in decode_settings(answer.parameters).items() if values}
    if min(offer.get(Setting.RATE, (0,))) <= 0:
        raise WearableError(f"The sensor offers no rate for {measurement.name}.")
    return offer


def _begin(
    measurement: Measurement, offer: Mapping[Setting, Sequence[float]], wanted: Mapping[Setting, float]
) -> Generator[Step, bytes | None, tuple[dict[Setting, float], float | None]]:
    """Start with the least that serves of each setting (the most of those nobody asks about); what, and the factor."""
    chosen = {
        key: least_that_serves(values, wanted.get(key, max(values)))
        for key, values in offer.items()
        if key is not Setting.FACTOR
    }
    request = encode_request(Op.START, measurement, chosen)
    answer = yield from _ask(request)
    if answer is not None and answer.error == ALREADY_IN_STATE:
        yield from _ask(encode_request(Op.STOP, measurement))
        answer = yield from _ask(request)
    in_effect = decode_settings(_refuse_errors(answer).parameters)
    factor = next(iter(in_effect.get(Setting.FACTOR, ())), None)
    return chosen, factor if factor and 0 < factor < 1e3 else None


def _refuse_errors(answer: ControlAnswer | None, allowed: tuple[int, ...] = ()) -> ControlAnswer:
    if answer is None:
        raise WearableError("The sensor did not answer; it may be busy with another program or phone.")
    if answer.error and answer.error not in allowed:
        raise Refused(ERRORS.get(answer.error, f"The sensor refused with code {answer.error}."), answer.error)
    return answer


def _value(key: Setting, value: float) -> bytes:
    return struct.pack(_SETTING_FORMAT[key], value if key is Setting.FACTOR else int(value))


POLAR = WearableKind(
    key="polar",
    name="Polar Verity Sense, OH1, H10",
    names=r"^Polar (Sense|OH1|H10)\b",
    company=0x006B,
    notifies=(CONTROL, DATA),
    rates_hz=RATES_HZ,
    acc_ranges_g=ACC_RANGES_G,
    gyr_ranges_dps=GYR_RANGES_DPS,
    start=start,
    stop=stop,
    tested="vector",
)
