"""The firmware of a virtual Movesense sensor that speaks the GATT SensorData Protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, FirmwareBase, Sent
from soleus_sense.wearables import movesense
from soleus_sense.wearables.driver import uuid16

SERVICE = "34802252-7185-4d5d-b431-630e7050e8f0"
COMPANY = (0x009F, b"\x01")

LONGEST_NOTIFICATION = 155
"""What the sensor puts into one notification; a longer packet goes into two."""

OK, NOT_FOUND = 200, 404


class MovesenseFirmware(FirmwareBase):
    """Answers commands with a status, and streams one subscription.

    Parameters
    ----------
    name : advertised
    """

    def __init__(self, name: str = "Movesense 174530000001") -> None:
        exposed = (
            Exposed(movesense.COMMAND, SERVICE, Can.WRITE),
            Exposed(movesense.NOTIFY, SERVICE, Can.NOTIFY),
        )
        super().__init__(Advertised(name, (uuid16(0xFDF3),), COMPANY), exposed, rate_hz=52.0)
        self._reference = 0
        self._has_gyro = False

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        if len(data) < 2:
            return ()
        code, reference, path = data[0], data[1], data[2:].decode("ascii", "replace")
        status, payload = OK, b""
        match code:
            case movesense.HELLO:
                payload = b"\x01Movesense"
            case movesense.SUBSCRIBE:
                status = self._subscribe(reference, path)
            case movesense.UNSUBSCRIBE:
                self.streaming = self.streaming and reference != self._reference
            case movesense.GET if path == "/System/Energy/Level":
                payload = bytes([self.battery_percent])
            case _:
                status = NOT_FOUND
        return ((movesense.NOTIFY, movesense.encode_response(reference, status, payload)),)

    def samples_per_notification(self) -> int:
        return movesense.SAMPLES_PER_PACKET[self.rate_hz]

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        parts = movesense.encode_data(
            block.acc_m_s2,
            block.gyr_rad_s if self._has_gyro else None,
            stamp_ms=round(float(block.time_s[0]) * 1000),
            reference=self._reference,
            most=min(LONGEST_NOTIFICATION, self.payload),
        )
        return [(movesense.NOTIFY, part) for part in parts]

    def _subscribe(self, reference: int, path: str) -> int:
        found = re.fullmatch(r"/Meas/(Acc|IMU6)/(\d+)", path)
        if found is None or float(found[2]) not in movesense.RATES_HZ:
            return NOT_FOUND
        self._reference, self._has_gyro, self.rate_hz = reference, found[1] == "IMU6", float(found[2])
        self.streaming = True
        return OK
