"""The firmware of a virtual MetaMotion: modules that are configured, listened to and switched on, each in its turn."""

from __future__ import annotations

from collections.abc import Iterable

from scipy.constants import degree, g

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, FirmwareBase, Sent
from soleus_sense.wearables import metamotion as meta

MILLIVOLTS = 4100


class MetaMotionFirmware(FirmwareBase):
    """Obeys the commands of accelerometer, gyro, battery and light.

    Parameters
    ----------
    name : advertised
    chip : which accelerometer is in it
    """

    def __init__(self, name: str = "MetaWear", *, chip: meta.Chip = meta.BMI270) -> None:
        exposed = (
            Exposed(meta.COMMAND, meta.SERVICE, Can.WRITE | Can.WRITE_QUICKLY),
            Exposed(meta.NOTIFY, meta.SERVICE, Can.NOTIFY),
        )
        super().__init__(Advertised(name, (meta.SERVICE,)), exposed, rate_hz=25.0)
        self.blinked = 0
        """How often it was asked to show itself."""
        self._chip = chip
        self._on: set[tuple[int, str]] = set()
        self._per_g, self._per_dps = 16384.0, 16.4

    def disconnected(self) -> None:
        super().disconnected()
        self._on.clear()

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        match list(data):
            case [meta.ACC, meta.READ_INFO]:
                return ((meta.NOTIFY, bytes([meta.ACC, meta.READ_INFO, self._chip.code, 1])),)
            case [meta.GYRO, meta.READ_INFO]:
                return ((meta.NOTIFY, bytes([meta.GYRO, meta.READ_INFO, int(self._chip is meta.BMI270), 1])),)
            case [meta.SETTINGS, meta.READ_BATTERY]:
                level = bytes([meta.SETTINGS, meta.BATTERY, self.battery_percent])
                return ((meta.NOTIFY, level + MILLIVOLTS.to_bytes(2, "little")),)
            case [meta.ACC, 0x03, rate, code]:
                self._set_rate(rate)
                ranges = {code: value for value, code in self._chip.acc_range_codes.items()}
                self._per_g = meta.ACC_LSB_PER_G[ranges[code]]
            case [meta.GYRO, 0x03, _, code]:
                ranges = {code: value for value, code in meta.GYR_RANGE_CODES.items()}
                self._per_dps = meta.GYR_LSB_PER_DPS[ranges[code]]
            case [(meta.ACC | meta.GYRO) as module, 0x01, on]:
                self._switch(module, "power", bool(on))
            case [(meta.ACC | meta.GYRO) as module, 0x02, on, _]:
                self._switch(module, "sampling", bool(on))
            case [(meta.ACC | meta.GYRO) as module, register, on] if register in self._packed(module):
                self._switch(module, "listened", bool(on))
            case [meta.LED, 0x03, *_]:
                self.blinked += 1
            case _:
                pass
        return ()

    def samples_per_notification(self) -> int:
        return meta.PACKED_SAMPLES

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        if len(block) != meta.PACKED_SAMPLES:
            return ()  # the last samples of a recording: a packet that is not full is never sent
        frames = [meta.encode_frame(meta.ACC, self._chip.acc_packed, block.acc_m_s2 / g, per_unit=self._per_g)]
        if block.gyr_rad_s is not None and self._runs(meta.GYRO):
            turns = block.gyr_rad_s / degree
            frames.append(meta.encode_frame(meta.GYRO, self._chip.gyr_packed, turns, per_unit=self._per_dps))
        return [(meta.NOTIFY, frame) for frame in frames]

    def _set_rate(self, code: int) -> None:
        rates = {code: rate for rate, code in meta.RATE_CODES.items()}
        self.rate_hz = rates[code & 0x0F]

    def _packed(self, module: int) -> tuple[int, ...]:
        return (self._chip.acc_packed,) if module == meta.ACC else (self._chip.gyr_packed,)

    def _switch(self, module: int, what: str, on: bool) -> None:
        (self._on.add if on else self._on.discard)((module, what))
        self.streaming = self._runs(meta.ACC)

    def _runs(self, module: int) -> bool:
        return {(module, what) for what in ("power", "sampling", "listened")} <= self._on
