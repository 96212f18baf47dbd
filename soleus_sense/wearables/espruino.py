"""Puck.js and Bangle.js (Espruino): we send a few lines of JavaScript, and it prints a line of numbers per sample.

Since the program that prints is ours, its lines carry a running number and a time:
`~number,ms,x,y,z[,x,y,z]` with raw counts of the chip. What else the console says is left alone.

Source: espruino.com reference (Nordic UART console, `Puck.accelOn`, `Bangle.accelWr`); data sheet of the
LSM6DS3TR-C for counts and range bits.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.constants import degree, g

from soleus_sense.errors import WearableError
from soleus_sense.motion.clock import Timing
from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import (
    Answer,
    Dialogue,
    Packet,
    PacketError,
    Settings,
    Started,
    Step,
    WearableKind,
    Write,
    least_that_serves,
)
from soleus_sense.wearables.unpack import plausible

CONSOLE_IN = "6e400002-b5a3-f393-e0a9-e50e24dcca9e"
CONSOLE_OUT = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"

PIECE_BYTES = 20
"""The shortest payload of a connection; a longer line goes in pieces."""

LONGEST_LINE = 256
"""Ours have under 60 characters; a longer one without an end is some other output, and is forgotten."""

SEQUENCE_WRAPS = 256
NO_ECHO = "\x10"
INTERRUPT = b"\x03"
"""Ends what the console may be in the middle of."""

_LINE = re.compile(rb"~(\d{1,3}),(\d{1,12})((?:,-?\d{1,6}){3}(?:(?:,-?\d{1,6}){3})?)")
_OTHER_ANSWER = re.compile(rb"~[A-Z]")
_BATTERY = re.compile(rb"~B(\d{1,3})")


@dataclass(frozen=True, kw_only=True)
class Model:
    """What differs between the two.

    Attributes
    ----------
    rates_hz : as far as JavaScript keeps up (Puck.js does 50 callbacks a second, says Espruino issue 2349)
    acc_ranges_g : that it can be set to
    gyr_ranges_dps : the same; none where there is no gyro
    """

    rates_hz: tuple[float, ...]
    acc_ranges_g: tuple[float, ...]
    gyr_ranges_dps: tuple[float, ...] = ()


PUCK = Model(rates_hz=(26.0, 52.0), acc_ranges_g=(2.0, 4.0, 8.0, 16.0), gyr_ranges_dps=(245.0, 500.0, 1000.0, 2000.0))
PUCK_ACC_BITS = {2.0: 0x0, 16.0: 0x4, 4.0: 0x8, 8.0: 0xC}
PUCK_GYR_BITS = {245.0: 0x0, 500.0: 0x4, 1000.0: 0x8, 2000.0: 0xC}
PUCK_DPS_PER_COUNT = {245.0: 0.00875, 500.0: 0.0175, 1000.0: 0.035, 2000.0: 0.070}
"""Not the range / 2¹⁵, says the data sheet: the counts go on past the range."""

BANGLE = Model(rates_hz=(25.0, 50.0), acc_ranges_g=(4.0,))
BANGLE_RATE_BITS = {25.0: 0x41, 50.0: 0x42}
BANGLE_COUNTS_PER_G = 8192.0


@dataclass(frozen=True, slots=True)
class Units:
    """What one count is: m/s², and rad/s where there is a gyro."""

    acc: float
    gyr: float | None


def puck_units(acc_range_g: float, gyr_range_dps: float) -> Units:
    """Of a Puck.js at these ranges; 2¹⁵ counts are the range of acceleration."""
    return Units(acc_range_g * g / 32768, PUCK_DPS_PER_COUNT[gyr_range_dps] * degree)


BANGLE_UNITS = Units(g / BANGLE_COUNTS_PER_G, None)

HEAD = "var ssN=0,ssT=getTime();function ssP(v){Bluetooth.println('~'+[ssN++&255,Math.round((getTime()-ssT)*1000)]+v);}"


def puck_program(rate_hz: float, acc_range_g: float, gyr_range_dps: float) -> tuple[str, ...]:
    """The lines that make a Puck.js print its samples."""
    return (
        HEAD,
        "function ssA(a){var c=a.acc,w=a.gyro;ssP(','+[c.x,c.y,c.z,w.x,w.y,w.z]);}",
        f"Puck.accelOn({rate_hz:g});",
        f"Puck.accelWr(16,Puck.accelRd(16)&243|{PUCK_ACC_BITS[acc_range_g]});",
        f"Puck.accelWr(17,Puck.accelRd(17)&243|{PUCK_GYR_BITS[gyr_range_dps]});",
        "Puck.on('accel',ssA);",
    )


def bangle_program(rate_hz: float) -> tuple[str, ...]:
    """The lines that make a Bangle.js print its samples; its filter for slow motion is left as it is."""
    return (
        HEAD,
        f"function ssA(a){{ssP(','+[a.x,a.y,a.z].map(v=>Math.round(v*{BANGLE_COUNTS_PER_G:g})));}}",
        "Bangle.setOptions({powerSave:false});",
        "Bangle.accelWr(24,108);",
        f"Bangle.accelWr(27,{BANGLE_RATE_BITS[rate_hz]});",
        "Bangle.accelWr(24,236);",
        f"Bangle.setPollInterval({1000 / rate_hz:g});",
        "Bangle.on('accel',ssA);",
    )


QUIET = (
    "if(global.ssA&&global.Puck){Puck.removeListener('accel',ssA);Puck.accelOff();}",
    "if(global.ssA&&global.Bangle){Bangle.removeListener('accel',ssA);Bangle.setPollInterval(80);"
    "Bangle.accelWr(24,108);Bangle.accelWr(27,0);Bangle.accelWr(24,236);}",
)
"""Undoes either program, and does nothing where none runs."""


def encode_lines(acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None, units: Units, *, sequence: int, ms: int) -> bytes:
    """The line of one sample, (3,) and (3,) or None, as our program prints it."""
    counts = list(np.rint(acc_m_s2 / units.acc).astype(int))
    if gyr_rad_s is not None and units.gyr is not None:
        counts += list(np.rint(gyr_rad_s / units.gyr).astype(int))
    return f"~{sequence % SEQUENCE_WRAPS},{ms},{','.join(str(count) for count in counts)}\r\n".encode()


class EspruinoDecoder:
    """Lines to packets. State: the beginning of a line whose end has not come yet.

    Parameters
    ----------
    units : of the counts
    """

    def __init__(self, units: Units) -> None:
        self._units = units
        self._rest = b""

    def decode(self, characteristic: str, data: bytes) -> Sequence[Packet]:
        """The samples whose lines are complete with this notification, one packet each."""
        if characteristic != CONSOLE_OUT:
            return ()
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest if len(rest) <= LONGEST_LINE else b""
        packets: list[Packet] = []
        broken = 0
        for line in lines:
            at = line.rfind(b"~")
            if at < 0 or _OTHER_ANSWER.match(line, at):
                continue
            packet = self._packet(line[at:].rstrip())
            if packet is None:
                broken += 1
            else:
                packets.append(packet)
        if broken and not packets:
            raise PacketError(f"{broken} lines of the sensor's output are broken.")
        return packets

    def _packet(self, line: bytes) -> Packet | None:
        found = _LINE.fullmatch(line)
        if not found:
            return None
        counts = np.array([float(part) for part in found[3].split(b",")[1:]])
        if (len(counts) == 6) != (self._units.gyr is not None) or int(found[1]) >= SEQUENCE_WRAPS:
            return None
        acc = counts[None, :3] * self._units.acc
        gyr = None if self._units.gyr is None else counts[None, 3:] * self._units.gyr
        try:
            plausible(acc_m_s2=acc, gyr_rad_s=gyr)
        except PacketError:
            return None
        return Packet(acc, gyr, stamp=int(found[2]), sequence=int(found[1]))


def _pieces(line: str) -> list[bytes]:
    """A line in pieces the shortest connection takes; the console runs it at its end, and does not echo it."""
    data = f"{NO_ECHO}{line}\n".encode("ascii")
    return [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]


def _send(lines: Iterable[str]) -> Dialogue[None]:
    for line in lines:
        for piece in _pieces(line):
            yield Write(CONSOLE_IN, piece)


def _ask(expression: str, mark: bytes) -> Generator[Step, bytes | None, bytes | None]:
    """Have something printed; the notification it came in, or None."""
    *pieces, last = _pieces(f"Bluetooth.println({expression});")
    for piece in pieces:
        yield Write(CONSOLE_IN, piece)
    return (yield Write(CONSOLE_IN, last, answer=Answer(CONSOLE_OUT, lambda data: mark in data)))


def start(settings: Settings) -> Dialogue[Started]:
    """Ask what it is, undo what an earlier program left, and send ours."""
    yield Write(CONSOLE_IN, INTERRUPT)
    said = yield from _ask("'~M'+(global.Puck?'P':global.Bangle?'B':'-')", b"~M")
    name = said[said.index(b"~M") + 2 :][:1] if said else b""
    model = {b"P": PUCK, b"B": BANGLE}.get(name)
    if model is None:
        raise WearableError(
            "This Espruino is no Puck.js and no Bangle.js, or its console is in use; switch it off and on."
        )
    rate_hz = least_that_serves(model.rates_hz, settings.rate_hz)
    acc_range_g = least_that_serves(model.acc_ranges_g, settings.acc_range_g)
    gyr_range_dps = None
    if model is PUCK:
        gyr_range_dps = least_that_serves(model.gyr_ranges_dps, settings.gyr_range_dps)
        program, units = puck_program(rate_hz, acc_range_g, gyr_range_dps), puck_units(acc_range_g, gyr_range_dps)
    else:
        program, units = bangle_program(rate_hz), BANGLE_UNITS
    yield from _send((*QUIET, *program))
    return Started(
        decoder=EspruinoDecoder(units),
        timing=Timing(tick_s=1e-3, sequence_wraps=SEQUENCE_WRAPS),
        rate_hz=rate_hz,
        has_gyro=gyr_range_dps is not None,
        acc_range_g=acc_range_g,
        gyr_range_dps=gyr_range_dps,
        rates_hz=model.rates_hz,
        acc_ranges_g=model.acc_ranges_g,
    )


def stop() -> Dialogue[None]:
    """Undo our program."""
    yield from _send(QUIET)


def battery() -> Dialogue[int | None]:
    """Per cent."""
    said = yield from _ask("'~B'+E.getBattery()", b"~B")
    found = _BATTERY.search(said or b"")
    return int(found[1]) if found and int(found[1]) <= 100 else None


ESPRUINO = WearableKind(
    key="espruino",
    name="Puck.js, Bangle.js (Espruino)",
    names=r"^(Puck|Bangle)\.js",
    company=0x0590,
    notifies=(CONSOLE_OUT,),
    rates_hz=tuple(sorted({*PUCK.rates_hz, *BANGLE.rates_hz})),
    acc_ranges_g=PUCK.acc_ranges_g,
    gyr_ranges_dps=PUCK.gyr_ranges_dps,
    start=start,
    stop=stop,
    battery=battery,
)
