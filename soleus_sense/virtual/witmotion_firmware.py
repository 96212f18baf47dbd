"""The firmware of a virtual WitMotion sensor: it streams to whoever listens, in a stream of bytes cut anywhere."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, FirmwareBase, Sent
from soleus_sense.wearables import witmotion as wit

HELD_BACK = 7
"""Bytes of the last frame that come with the next notification: the real one cuts frames too."""

RATES_HZ = {0x06: 10.0, **{code: rate for rate, code in wit.RATE_CODES.items()}}
RATE_AT_FIRST = 0x06


class WitMotionFirmware(FirmwareBase):
    """Obeys register reads and writes; a change needs the unlocking command first.

    Parameters
    ----------
    name : advertised
    """

    def __init__(self, name: str = "WT901BLE68") -> None:
        exposed = (
            Exposed(wit.NOTIFY, wit.SERVICE, Can.NOTIFY),
            Exposed(wit.WRITE, wit.SERVICE, Can.WRITE_QUICKLY),
        )
        super().__init__(Advertised(name, (wit.SERVICE,)), exposed, rate_hz=RATES_HZ[RATE_AT_FIRST])
        self._unlocked = False
        self._code = RATE_AT_FIRST
        self._rest = b""

    def connected(self, payload: int) -> None:
        super().connected(payload)
        self.streaming = True

    def disconnected(self) -> None:
        super().disconnected()
        self._unlocked, self._rest = False, b""

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        if len(data) != 5 or data[:2] != b"\xff\xaa":
            return ()
        register, value = struct.unpack("<BH", data[2:])
        if data == wit.UNLOCK:
            self._unlocked = True
        elif register == 0x27:
            return ((wit.NOTIFY, wit.encode_registers(value, self._registers(value))),)
        elif register == wit.RATE_REGISTER and self._unlocked and value in RATES_HZ:
            self._code, self.rate_hz = value, RATES_HZ[value]
        return ()

    def samples_per_notification(self) -> int:
        frames = round(self.rate_hz * wit.INTERVAL_S)
        return max(1, min(frames, (self.payload - HELD_BACK) // wit.FRAME_BYTES))

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        gyr = np.zeros_like(block.acc_m_s2) if block.gyr_rad_s is None else block.gyr_rad_s
        stream = self._rest + wit.encode_sample(block.acc_m_s2, gyr)
        now, self._rest = stream[:-HELD_BACK], stream[-HELD_BACK:]
        return ((wit.NOTIFY, now),)

    def _registers(self, first: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        volts = float(np.interp(self.battery_percent, wit.CHARGE_PERCENT, wit.CHARGE_V))
        known = {wit.RATE_REGISTER: self._code, wit.BATTERY_REGISTER: round(volts * 100)}
        return np.array([known.get(first + at, 0) for at in range(8)], dtype=np.int16)
