"""The firmwares of the virtual wearables whose notifications are a row of numbers, one sample each."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, FirmwareBase, Sent
from soleus_sense.wearables import simple_layouts as simple
from soleus_sense.wearables.simple_layouts import Row

THINGY_SERVICE = "ef680400-9b35-4933-9b10-52ffa9740042"
OPEN_EARABLE_SERVICE = "34c2e3bb-34aa-11eb-adc1-0242ac120002"
BLUEST_SERVICE = "00000000-0001-11e1-9ab4-0002a5d5c51b"
MICROBIT_SERVICE = "e95d0753-251d-470a-a062-fa1922dfa9a8"


@dataclass(frozen=True, kw_only=True)
class Board:
    """What one of them is, beside the layout of its samples.

    Attributes
    ----------
    row : the driver's row of the table
    advertised : what it calls
    controls : what is written to set it up, beside the notifications
    service, gyr_service : which its notifications are in
    rate_hz : when it is switched on
    by_itself : it streams to whoever listens; else a request starts it
    """

    row: Row
    advertised: Advertised
    controls: tuple[Exposed, ...] = ()
    service: str
    gyr_service: str = ""
    rate_hz: float
    by_itself: bool = True


BOARDS = {
    "adafruit": Board(
        row=simple.ADAFRUIT_ROW,
        advertised=Advertised("CLUE", (simple.ADAFRUIT_ACC_SERVICE,), (0x0822, b"\x04\x01\x00\x72\x80")),
        controls=(
            Exposed(simple.ADAFRUIT_PERIOD, simple.ADAFRUIT_ACC_SERVICE, Can.READ | Can.WRITE),
            Exposed(simple.ADAFRUIT_PERIOD, simple.ADAFRUIT_GYR_SERVICE, Can.READ | Can.WRITE),
        ),
        service=simple.ADAFRUIT_ACC_SERVICE,
        gyr_service=simple.ADAFRUIT_GYR_SERVICE,
        rate_hz=1.0,
    ),
    "thingy52": Board(
        row=simple.THINGY_ROW,
        advertised=Advertised("Thingy", ("ef680100-9b35-4933-9b10-52ffa9740042",)),
        controls=(Exposed(simple.THINGY_CONFIG, THINGY_SERVICE, Can.READ | Can.WRITE),),
        service=THINGY_SERVICE,
        rate_hz=10.0,
    ),
    "openearable": Board(
        row=simple.OPEN_EARABLE_ROW,
        advertised=Advertised("OpenEarable-1A2B"),
        controls=(Exposed(simple.OPEN_EARABLE_CONFIG, OPEN_EARABLE_SERVICE, Can.WRITE),),
        service=OPEN_EARABLE_SERVICE,
        rate_hz=50.0,
        by_itself=False,
    ),
    "bluest": Board(
        row=simple.BLUEST_ROW,
        advertised=Advertised("BM2V310", (), (0x0030, b"\x01\x80\x00\xe0\x00\x00")),
        service=BLUEST_SERVICE,
        rate_hz=20.0,
    ),
    "microbit": Board(
        row=simple.MICROBIT_ROW,
        advertised=Advertised("BBC micro:bit [zavut]", (MICROBIT_SERVICE,)),
        controls=(Exposed(simple.MICROBIT_PERIOD, MICROBIT_SERVICE, Can.READ | Can.WRITE),),
        service=MICROBIT_SERVICE,
        rate_hz=50.0,
    ),
}
"""By the key of their kind."""


class LayoutFirmware(FirmwareBase):
    """One of the boards.

    Parameters
    ----------
    board : which
    name : advertised, where it is to be another than the usual
    """

    def __init__(self, board: Board, name: str | None = None) -> None:
        layouts = ((board.row.layout, board.service), (board.row.gyr_layout, board.gyr_service))
        streams = tuple(
            Exposed(layout.characteristic, service, Can.NOTIFY) for layout, service in layouts if layout is not None
        )
        usual = board.advertised
        advertised = Advertised(name or usual.name, usual.services, usual.company)
        super().__init__(advertised, (*streams, *board.controls), rate_hz=board.rate_hz)
        self._board = board

    def connected(self, payload: int) -> None:
        super().connected(payload)
        self.streaming = self._board.by_itself

    def read(self, characteristic: str, clock_s: float) -> bytes:
        return simple.encode_thingy_config(self.rate_hz) if characteristic == simple.THINGY_CONFIG else b""

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        match characteristic:
            case simple.ADAFRUIT_PERIOD:
                self.rate_hz = 1000.0 / struct.unpack("<i", data)[0]
            case simple.MICROBIT_PERIOD:
                self.rate_hz = 1000.0 / struct.unpack("<H", data)[0]
            case simple.THINGY_CONFIG:
                self.rate_hz = float(struct.unpack("<HHHHB", data)[3])
            case simple.OPEN_EARABLE_CONFIG:
                _, index, on = data
                self.streaming = bool(on)
                self.rate_hz = self._board.row.rates_hz[index] if on else self.rate_hz
            case _:
                pass
        return ()

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        row = self._board.row
        gyr = block.gyr_rad_s if row.layout.gyr_unit is not None else None
        header = self._header(float(block.time_s[0]))
        sent = [(row.layout.characteristic, simple.encode(row.layout, block.acc_m_s2, gyr, header))]
        if row.gyr_layout is not None and block.gyr_rad_s is not None:
            sent.append((row.gyr_layout.characteristic, simple.encode(row.gyr_layout, None, block.gyr_rad_s)))
        return sent

    def _header(self, at_s: float) -> tuple[int, ...]:
        layout, timing = self._board.row.layout, self._board.row.timing
        if layout.stamp_at is None or timing.tick_s is None:
            return ()
        ticks = round(at_s / timing.tick_s) % (timing.stamp_wraps or 1 << 64)
        return (ticks,) if layout.stamp_at == 0 else (simple.OPEN_EARABLE_IMU, 36, ticks)
