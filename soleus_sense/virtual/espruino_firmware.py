"""The firmware of a virtual Puck.js: enough of its console to run the program that the driver sends, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Advertised, Can, Exposed, FirmwareBase, Sent
from soleus_sense.wearables import espruino

SERVICE = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
COMPANY = (0x0590, b"\x01")

RANGE_BITS = 0x0C
"""Where a register of the chip holds its range; the driver leaves the others as they are."""


class EspruinoFirmware(FirmwareBase):
    """Reads lines, as a console does, and knows those that matter.

    Parameters
    ----------
    name : advertised
    """

    def __init__(self, name: str = "Puck.js 1a2b") -> None:
        exposed = (
            Exposed(espruino.CONSOLE_IN, SERVICE, Can.WRITE | Can.WRITE_QUICKLY),
            Exposed(espruino.CONSOLE_OUT, SERVICE, Can.NOTIFY),
        )
        super().__init__(Advertised(name, (), COMPANY), exposed, rate_hz=52.0)
        self._line = ""
        self._number = 0
        self._zero_s: float | None = None
        self._acc_bits, self._gyr_bits = 0, 0

    def disconnected(self) -> None:
        """The program goes on without anybody listening: only the line that was being typed is gone."""
        self._line = ""

    def written(self, characteristic: str, data: bytes) -> Iterable[Sent]:
        self._line = (self._line + data.decode("ascii", "replace")).rpartition("\x03")[2]
        *lines, self._line = self._line.split("\n")
        said = "".join(self._run(line.lstrip(espruino.NO_ECHO)) for line in lines)
        return ((espruino.CONSOLE_OUT, said.encode("ascii")),) if said else ()

    def notifications(self, block: SampleBlock) -> Iterable[Sent]:
        accs = {bits: value for value, bits in espruino.PUCK_ACC_BITS.items()}
        gyrs = {bits: value for value, bits in espruino.PUCK_GYR_BITS.items()}
        units = espruino.puck_units(accs[self._acc_bits], gyrs[self._gyr_bits])
        lines = b""
        for at, time_s in enumerate(block.time_s):
            self._zero_s = float(time_s) if self._zero_s is None else self._zero_s
            gyr = None if block.gyr_rad_s is None else block.gyr_rad_s[at]
            ms = round((float(time_s) - self._zero_s) * 1000)
            lines += espruino.encode_lines(block.acc_m_s2[at], gyr, units, sequence=self._number, ms=ms)
            self._number += 1
        return ((espruino.CONSOLE_OUT, lines),)

    def _run(self, line: str) -> str:
        """What the line prints."""
        if line == espruino.HEAD:
            self._number, self._zero_s = 0, None
        elif "'~M'" in line:
            return "~MP\r\n"
        elif "'~B'" in line:
            return f"~B{self.battery_percent}\r\n"
        elif line == espruino.QUIET[0]:
            self.streaming = False
        elif found := re.fullmatch(r"Puck\.accelOn\((\d+)\);", line):
            self.rate_hz = float(found[1])
        elif found := re.fullmatch(r"Puck\.accelWr\((16|17),Puck\.accelRd\(\1\)&243\|(\d+)\);", line):
            if found[1] == "16":
                self._acc_bits = int(found[2]) & RANGE_BITS
            else:
                self._gyr_bits = int(found[2]) & RANGE_BITS
        elif line == "Puck.on('accel',ssA);":
            self.streaming = True
        return ""
