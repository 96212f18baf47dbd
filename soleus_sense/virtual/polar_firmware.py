"""The firmware of a virtual Polar sensor: a Verity Sense (gyro, packed frames, SDK mode) or an H10 (plain frames)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.constants import degree, g

from soleus_sense.motion.samples import FloatArray, SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, FirmwareBase, Sent
from soleus_sense.wearables import polar
from soleus_sense.wearables.driver import PacketError, uuid16
from soleus_sense.wearables.polar import ControlAnswer, Op, Setting
from soleus_sense.wearables.polar_frames import Measurement, encode_frame

SERVICE = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
COMPANY = (0x006B, b"\x72\x08\x97\xc5\x45\x00")

EPOCH_NS = 8 * 10**17
"""Some day in 2025, in nanoseconds since 2000: where its clock begins."""

Offer = Mapping[Setting, Sequence[float]]

H10_OFFER: Offer = {Setting.RATE: (25, 50, 100, 200), Setting.RESOLUTION: (16,), Setting.RANGE: (2, 4, 8)}
PLAIN_OFFERS: Mapping[Measurement, Offer] = {
    Measurement.ACC: {Setting.RATE: (52,), Setting.RESOLUTION: (16,), Setting.RANGE: (8,), Setting.CHANNELS: (3,)},
    Measurement.GYRO: {Setting.RATE: (52,), Setting.RESOLUTION: (16,), Setting.RANGE: (2000,), Setting.CHANNELS: (3,)},
}
SDK_OFFERS: Mapping[Measurement, Offer] = {
    Measurement.ACC: {
        Setting.RATE: (26, 52, 104, 208, 416),
        Setting.RESOLUTION: (16,),
        Setting.RANGE: (2, 4, 8, 16),
        Setting.CHANNELS: (3,),
    },
    Measurement.GYRO: {
        Setting.RATE: (26, 52, 104, 208, 416),
        Setting.RESOLUTION: (16,),
        Setting.RANGE: (250, 500, 1000, 2000),
        Setting.CHANNELS: (3,),
    },
}

MILLI = 1000
"""Plain frames of the H10 carry mg."""


class PolarFirmware(FirmwareBase):
    """Obeys the control point of the measurement service.

    Parameters
    ----------
    name : advertised
    has_gyro : True: a Verity Sense; False: an H10
    """

    def __init__(self, name: str = "Polar Sense 1A2B3C4D", *, has_gyro: bool = True) -> None:
        exposed = (
            Exposed(polar.CONTROL, SERVICE, Can.READ | Can.WRITE | Can.INDICATE),
            Exposed(polar.DATA, SERVICE, Can.NOTIFY),
        )
        super().__init__(Advertised(name, (uuid16(0xFEEE),), COMPANY), exposed, rate_hz=52.0 if has_gyro else 200.0)
        self.sdk_mode = False
        self._has_gyro = has_gyro
        self._running: dict[Measurement, dict[Setting, float]] = {}

    def disconnected(self) -> None:
        super().disconnected()
        self._running.clear()

    def read(self, characteristic: str, clock_s: float) -> bytes:
        features = ["PPG", "ACC", "GYRO", "MAG", "SDK"] if self._has_gyro else ["ECG", "ACC"]
        return polar.encode_features(features)

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        if len(data) < 2:
            return self._answers(data[:1] or b"\0", 0, 4)
        error, parameters = self._obey(data)
        return self._answers(data[:1], data[1], error, parameters)

    def samples_per_notification(self) -> int:
        return polar.PLAIN_FRAME if self.payload > 200 else 2

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        frames: list[bytes] = []
        if Measurement.ACC in self._running:
            scale = self._factor(Measurement.ACC) * g if self._has_gyro else g / MILLI
            frames += self._frames(Measurement.ACC, block.acc_m_s2 / scale, block.time_s)
        if Measurement.GYRO in self._running and block.gyr_rad_s is not None:
            scale = self._factor(Measurement.GYRO) * degree
            frames += self._frames(Measurement.GYRO, block.gyr_rad_s / scale, block.time_s)
        return [(polar.DATA, frame) for frame in frames]

    def _obey(self, data: bytes) -> tuple[int, bytes]:
        """The error code and the parameters of the answer."""
        known = {Measurement.ACC, *((Measurement.GYRO, Measurement.SDK_MODE) if self._has_gyro else ())}
        if data[1] not in known:
            return 2, b""
        measurement = Measurement(data[1])
        match data[0]:
            case Op.SETTINGS if measurement in self._offers:
                return 0, polar.encode_offer(self._offers[measurement])
            case Op.START if measurement is Measurement.SDK_MODE:
                return self._set_sdk_mode(True), b""
            case Op.START:
                return self._start(measurement, data[2:])
            case Op.STOP if measurement is Measurement.SDK_MODE:
                return self._set_sdk_mode(False), b""
            case Op.STOP:
                stopped = self._running.pop(measurement, None)
                self.streaming = bool(self._running)
                return 0 if stopped else polar.ALREADY_IN_STATE, b""
            case _:
                return 1, b""

    @property
    def _offers(self) -> Mapping[Measurement, Offer]:
        if not self._has_gyro:
            return {Measurement.ACC: H10_OFFER}
        return SDK_OFFERS if self.sdk_mode else PLAIN_OFFERS

    def _set_sdk_mode(self, on: bool) -> int:
        self._running.clear()
        self.streaming = False
        error = polar.ALREADY_IN_STATE if on == self.sdk_mode else 0
        self.sdk_mode = on
        return error

    def _start(self, measurement: Measurement, parameters: bytes) -> tuple[int, bytes]:
        if measurement in self._running:
            return polar.ALREADY_IN_STATE, b""
        try:
            wanted = {key: values[0] for key, values in polar.decode_settings(parameters).items() if values}
        except PacketError:
            return 5, b""
        offer = self._offers[measurement]
        errors = {Setting.RATE: 8, Setting.RESOLUTION: 7, Setting.RANGE: 9, Setting.CHANNELS: 11}
        for key, values in offer.items():
            if wanted.get(key) not in values:
                return errors[key], b""
        self._running[measurement] = wanted
        self.streaming = True
        if measurement is Measurement.ACC:
            self.rate_hz = float(wanted[Setting.RATE])
        return 0, polar.encode_settings({Setting.FACTOR: self._factor(measurement)}) if self._has_gyro else b""

    def _factor(self, measurement: Measurement) -> float:
        """Units per count, as a number of 32 bits, since that is what it is told as."""
        return float(np.float32(self._running[measurement][Setting.RANGE] / polar.COUNTS))

    def _frames(self, measurement: Measurement, counts: FloatArray, time_s: FloatArray) -> list[bytes]:
        """One frame, or several where a notification does not hold one."""
        values: NDArray[Any] = np.clip(np.rint(counts), -polar.COUNTS, polar.COUNTS - 1).astype(np.int64)
        stamp_ns = EPOCH_NS + round(float(time_s[-1]) * 1e9)
        frame = encode_frame(measurement, values, stamp_ns=stamp_ns, frame_type=0x80 if self._has_gyro else 1)
        half = len(counts) // 2
        if len(frame) <= self.payload or not half:
            return [frame]
        first = self._frames(measurement, counts[:half], time_s[:half])
        return first + self._frames(measurement, counts[half:], time_s[half:])

    def _answers(self, op: bytes, measurement: int, error: int, parameters: bytes = b"") -> list[Sent]:
        """The answer, in parts where the packets are short."""
        room = self.payload - 5
        first, rest = parameters[:room], parameters[room:]
        parts = [polar.encode_answer(ControlAnswer(op[0], measurement, error, bool(rest), first))]
        while rest:
            piece, rest = rest[: self.payload - 1], rest[self.payload - 1 :]
            parts.append(bytes([bool(rest)]) + piece)
        return [(polar.CONTROL, part) for part in parts]
