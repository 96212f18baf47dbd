"""Chart: left and right side by side, each figure as a share of the stronger side's."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from soleus_sense.motion.quality import PASS_SYMMETRY, common_ranges
from soleus_sense.motion.reps import Analysis
from soleus_sense.report.axes import above_bar, dress, legend_above, nothing
from soleus_sense.report.comparable import ALL, Comparable
from soleus_sense.report.pick import counted_of
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.words import length, seconds

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

SHORT_NAMES = 14
"""Characters: names of more in all have no room beside the pass mark: a legend wider than its axes squeezes them."""


def plot_sides(
    left: Analysis,
    right: Analysis,
    ax: Axes,
    *,
    names: tuple[str, str] = ("left", "right"),
    can: Comparable = ALL,
    palette: Palette = LIGHT,
) -> Axes:
    """Draw reps, mean range and mean lowering of two sides, 100 % being the larger of the two.

    Each bar carries its own figure; the line is the usual pass mark of a limb symmetry index. What of the two can be
    compared says `can`.
    """
    from matplotlib.ticker import MultipleLocator

    both = counted_of(left), counted_of(right)
    ranges = common_ranges(*both)
    rows: list[tuple[str, list[float], list[str]]] = []
    if can.reps and (both[0] or both[1]):
        counts = [float(len(reps)) for reps in both]
        rows.append(("reps", counts, [f"{number:.0f}" for number in counts]))
    if can.lowering and both[0] and both[1]:
        lowerings = [fmean(rep.lower_s for rep in reps) for reps in both]
        rows.append(("lowering", lowerings, [seconds(value) for value in lowerings]))
    if can.range and ranges[0].unit:
        means = [fmean(found.measured) for found in ranges]
        rows.append(("range", means, [length(value, ranges[0].unit) for value in means]))
    if not rows:
        return nothing(ax, "Neither side has a counted repetition.", palette)
    handles: list[Artist] = []
    for side, (name, colour, hatch) in enumerate(
        zip(names, (palette.left, palette.right), (None, "////"), strict=True)
    ):
        at = [row + 0.4 * side for row in range(len(rows))]
        shares = [100 * values[side] / (max(values) or 1.0) for _, values, _ in rows]
        bars = ax.bar(at, shares, width=0.36, facecolor=colour, edgecolor=palette.ink, linewidth=0.6, hatch=hatch)
        bars[0].set_label(name)
        handles.append(bars[0])
        for x, share, (_, _, texts) in zip(at, shares, rows, strict=True):
            above_bar(ax, x, share, texts[side], palette)
    handles.append(
        ax.axhline(
            PASS_SYMMETRY,
            color=palette.ink,
            linestyle=(0, (4, 2)),
            linewidth=1.0,
            label=f"usual pass mark {PASS_SYMMETRY:.0f} %",
        )
    )
    ax.set_xticks([row + 0.2 for row in range(len(rows))], [name for name, _, _ in rows])
    ax.set_ylim(0, 112)
    ax.yaxis.set_major_locator(MultipleLocator(25))
    ax.set_ylabel("Share of the larger side (%)")
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=3 if len("".join(names)) <= SHORT_NAMES else 2)
    return ax
