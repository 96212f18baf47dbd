"""Large figures, bars and traces made of a terminal's characters: numbers in, lines of text out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BAR_SHARE = 1.5
"""A bar with a target is this many targets long, so that a slow phase can be seen to run over its mark."""

OPEN_BAR_S = 4.0
"""How long the bar is where there is no target."""

_FONT = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", " # ", " # ", " # "),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ".": (" ", " ", " ", " ", "#"),
    ":": (" ", "#", " ", "#", " "),
    "-": ("   ", "   ", "###", "   ", "   "),
}
"""Five points high, three wide."""

_FONT_ROWS = 5

_BRAILLE = 0x2800
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bits of a braille cell's dots: left column from the top, right column from the top (Unicode, U+2800)."""


def big(text: str, *, columns: int, rows: int, room_for: str = "") -> str:
    """Draw figures as large as fit, of half blocks; the text itself where even the smallest do not.

    Parameters
    ----------
    text : of digits, `.`, `:` and `-`
    columns, rows : the room there is, in cells
    room_for : drawn no larger than this would be, so that the size stays when figures are added
    """
    width = _width(text)
    # A point is `scale` half rows high and as many columns wide: a cell is about twice as high as it is wide.
    scale = min(columns // max(width, _width(room_for), 1), 2 * rows // _FONT_ROWS)
    if scale < 1 or not text:
        return text
    points = np.zeros((_FONT_ROWS, width), dtype=bool)
    left = 0
    for one in text:
        drawn = np.array([[point == "#" for point in row] for row in _FONT[one]])
        points[:, left : left + drawn.shape[1]] = drawn
        left += drawn.shape[1] + 1
    halves = np.kron(points, np.ones((scale, scale), dtype=bool))
    if len(halves) % 2:
        halves = np.vstack((halves, np.zeros((1, halves.shape[1]), dtype=bool)))
    blocks = np.array(list(" ▀▄█"))[halves[0::2].astype(int) + 2 * halves[1::2]]
    return "\n".join("".join(row) for row in blocks)


def _width(text: str) -> int:
    return sum(len(_FONT[one][0]) + 1 for one in text) - 1


def bar(running_s: float, target_s: float | None, *, columns: int) -> str:
    """A bar of the time a phase has taken, with its target marked; without a target it is open.

    Parameters
    ----------
    running_s : since the phase began
    target_s : where the mark stands; None or 0: none
    columns : how long the bar is
    """
    full_s = target_s * BAR_SHARE if target_s else OPEN_BAR_S
    filled = min(columns, round(columns * max(running_s, 0.0) / full_s))
    cells = ["█"] * filled + ["░"] * (columns - filled)
    if target_s and columns:
        cells[max(round(columns / BAR_SHARE) - 1, 0)] = "┃"
    return "".join(cells)


def trace(
    at_s: Sequence[float], travel: Sequence[float], *, now_s: float, span_s: float, columns: int, rows: int
) -> str:
    """Travel over the last seconds as a line of braille dots, the newest at the right.

    Parameters
    ----------
    at_s, travel : (n,) times in seconds, rising, and the height then, 0 at the bottom and 1 at the top
    now_s : the time at the right edge
    span_s : how many seconds are shown
    columns, rows : the room there is, in cells
    """
    if columns < 1 or rows < 1:
        return ""
    cells = np.zeros((rows, columns), dtype=int)
    if len(at_s):
        dots_x, dots_y = 2 * columns, 4 * rows
        times = now_s - span_s * (1 - (np.arange(dots_x) + 0.5) / dots_x)
        heights = np.interp(times, at_s, np.clip(travel, 0.0, 1.0), left=np.nan)
        levels = np.where(np.isnan(heights), -1, np.rint(np.nan_to_num(heights) * (dots_y - 1))).astype(int)
        for x in np.flatnonzero(levels >= 0):
            before = levels[x - 1] if x and levels[x - 1] >= 0 else levels[x]
            # Steep stretches are joined from dot to dot, so that the line does not fall into points.
            low, high = sorted((int(levels[x]), int(before + np.sign(levels[x] - before))))
            for level in range(low, high + 1):
                y = dots_y - 1 - level
                cells[y // 4, x // 2] |= _DOTS[x % 2][y % 4]
    return "\n".join("".join(chr(_BRAILLE + cell) for cell in row) for row in cells)


def clock(seconds: float) -> str:
    """`45` under a minute, `1:05` from there on."""
    whole = max(0, round(seconds))
    return str(whole) if whole < 60 else f"{whole // 60}:{whole % 60:02}"
