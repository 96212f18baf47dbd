"""The firmware of a virtual Movella DOT: its rate in the device control, its samples one by one."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, FirmwareBase, Sent
from soleus_sense.wearables import movella_dot as dot
from soleus_sense.wearables.driver import PacketError, Refused

CONFIGURATION_SERVICE = "15171000-4947-11e9-8646-d663bd873d93"
BATTERY_SERVICE = "15173000-4947-11e9-8646-d663bd873d93"
COMPANY = (0x0886, b"\x01")

CLOCK_AT_FIRST_US = (1 << 32) - 3_000_000
"""Its clock wraps soon after it is switched on, so that whoever reads it meets that."""

WRONG_LENGTH = 0x0D
"""ATT error code."""


class DotFirmware(FirmwareBase):
    """Streams rate quantities at 20, 30 or 60 Hz.

    Parameters
    ----------
    name : advertised
    """

    def __init__(self, name: str = "Movella DOT") -> None:
        exposed = (
            Exposed(dot.DEVICE_CONTROL, CONFIGURATION_SERVICE, Can.READ | Can.WRITE),
            Exposed(dot.MEASURE, dot.MEASURE_SERVICE, Can.READ | Can.WRITE),
            Exposed(dot.MEDIUM, dot.MEASURE_SERVICE, Can.NOTIFY),
            Exposed(dot.BATTERY, BATTERY_SERVICE, Can.READ | Can.NOTIFY),
        )
        super().__init__(Advertised(name, (), COMPANY), exposed, rate_hz=60.0)
        self.blinked = 0
        """How often it was asked to show itself."""

    def read(self, characteristic: str, clock_s: float) -> bytes:
        if characteristic == dot.BATTERY:
            return bytes([self.battery_percent, 0])
        if characteristic == dot.MEASURE:
            return dot.encode_measuring(dot.Measuring(1, self.streaming, dot.RATE_QUANTITIES))
        return dot.encode_rate(self.rate_hz)

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        if characteristic == dot.MEASURE:
            try:
                wanted = dot.decode_measuring(data)
            except PacketError as error:
                raise Refused(str(error), WRONG_LENGTH) from error
            self.streaming = wanted.running and wanted.mode == dot.RATE_QUANTITIES
        elif len(data) != dot.CONTROL_BYTES:
            raise Refused("The device control has another length.", WRONG_LENGTH)
        elif data[0] & dot.VISIT_RATE:
            (rate_hz,) = struct.unpack_from("<H", data, dot.RATE_AT)
            self.rate_hz = float(rate_hz) if rate_hz in dot.RATES_HZ else self.rate_hz
        elif data[0] & dot.VISIT_IDENTIFY:
            self.blinked += 1
        return ()

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        gyr = np.zeros_like(block.acc_m_s2) if block.gyr_rad_s is None else block.gyr_rad_s
        stamps = [CLOCK_AT_FIRST_US + round(float(at_s) * 1e6) for at_s in block.time_s]
        return [
            (dot.MEDIUM, dot.encode_payload(block.acc_m_s2[at], gyr[at], stamp_us=stamp))
            for at, stamp in enumerate(stamps)
        ]
