"""A small chart of characters: dots, a line through them and a band behind them, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters a chart is made of."""

    dot: str
    line: str
    band: str
    frame: str
    corner: str
    floor: str
    bars: str


FINE = Signs("•", "─", "░", "│", "└", "─", BLOCKS)
PLAIN = Signs("o", "-", ".", "|", "+", "-", "_.:-=+*#")
"""For terminals whose encoding knows none of the finer ones."""


def signs_for(encoding: str | None) -> Signs:
    """The finest signs an encoding can say."""
    try:
        "".join((FINE.dot, FINE.line, FINE.band, FINE.frame, FINE.corner, FINE.bars)).encode(encoding or "ascii")
    except (UnicodeError, LookupError):
        return PLAIN
    return FINE


def dot_chart(
    points: Sequence[tuple[float, float]],
    *,
    low: float,
    high: float,
    ends: tuple[str, str],
    width: int = 60,
    height: int = 8,
    line: Sequence[tuple[float, float]] = (),
    band: tuple[float, float] | None = None,
    band_from: float = 0.0,
    digits: int = 1,
    signs: Signs = FINE,
) -> list[str]:
    """Lines of text that show dots over time.

    Parameters
    ----------
    points : (x, y), x from 0 to 1
    low, high : where the upward axis begins and ends
    ends : what stands below its left and right end
    width, height : of the area for the dots, characters
    line : (x, y) of a line's ends
    band : (low, high) of a band behind the dots
    band_from : the x from which on it is, to the right end
    digits : decimals of the axis's figures
    """
    whole = max(high - low, 1e-9)

    def row_of(y: float) -> int:
        return min(max(round((high - y) / whole * (height - 1)), 0), height - 1)

    def column_of(x: float) -> int:
        return min(max(round(x * (width - 1)), 0), width - 1)

    cells = [[" "] * width for _ in range(height)]
    if band is not None:
        for row in range(row_of(band[1]), row_of(band[0]) + 1):
            cells[row][column_of(band_from) :] = [signs.band] * (width - column_of(band_from))
    if len(line) == 2:
        (x0, y0), (x1, y1) = line
        first, last = column_of(x0), column_of(x1)
        for column in range(first, last + 1):
            share = (column - first) / max(last - first, 1)
            cells[row_of(y0 + share * (y1 - y0))][column] = signs.line
    for x, y in points:
        cells[row_of(y)][column_of(x)] = signs.dot
    labels = [""] * height
    for row in {0, (height - 1) // 2, height - 1}:
        labels[row] = f"{high - row / max(height - 1, 1) * whole:.{digits}f}"
    margin = max(map(len, labels))
    drawn = [
        f"{label:>{margin}} {signs.frame}{''.join(row)}".rstrip() for label, row in zip(labels, cells, strict=True)
    ]
    below = f"{ends[0]}{ends[1]:>{width - len(ends[0])}}" if width > len(ends[0]) + len(ends[1]) else ends[1]
    return [*drawn, f"{'':>{margin}} {signs.corner}{signs.floor * width}", f"{'':>{margin}}  {below}"]


def bars(values: Sequence[float], *, most: int = 60, signs: Signs = FINE) -> str:
    """A row of bars, one character each, the newest `most` of them; a space for nothing."""
    shown = values[-most:]
    top = max(shown, default=0.0)
    if top <= 0:
        return ""
    steps = len(signs.bars)
    return "".join(" " if value <= 0 else signs.bars[min(int(value / top * steps), steps - 1)] for value in shown)
