"""Chart: how far the heel went in each repetition, and what was lost towards the end."""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING

from soleus_sense.motion.quality import RANGE_GROUP, range_kept
from soleus_sense.motion.reps import Analysis
from soleus_sense.report.axes import FEW, VALUE_ROOM, dress, legend_above, nothing, rep_ticks, value_row
from soleus_sense.report.pick import blocks, counted_of, range_name, ranges_of
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.words import length, percent

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

SHORTEST = 0.94
"""The line of the last three begins here (share of the axis) at the latest, so that it is seen in a long set."""


def plot_range(
    analysis: Analysis, ax: Axes, *, set_index: int | None = None, top: float | None = None, palette: Palette = LIGHT
) -> Axes:
    """Draw the range of every counted repetition, the level of the best three and that of the last three.

    Parameters
    ----------
    analysis : what was found
    ax : where to draw
    set_index : the set to show; all where None
    top : where the axis ends, to compare two charts; see `range_top`
    """
    reps = counted_of(analysis, set_index)
    found = ranges_of(reps)
    if not found.measured:
        return nothing(ax, "No range of motion could be measured.", palette)
    centres: list[float] = []
    levels: list[float] = []
    runs = blocks(reps)
    for run in runs:
        values = [value for value in found.values[run.first - 1 : run.last] if value is not None]
        if values:
            centres.append((run.first + run.last) / 2)
            levels.append(median(values))
    single = len(runs) == len(reps)
    handles: list[Artist] = list(
        ax.plot(
            centres,
            levels,
            color=palette.left,
            linewidth=0.9,
            marker="o",
            markersize=4.5 if len(levels) <= FEW else 3,
            zorder=3,
            label="repetition" if single else f"median of {len(runs[0].reps)}",
        )
    )
    if single:
        texts = [length(level, found.unit, unit_shown=False) for level in levels]
        value_row(ax, centres, texts, [reps[round(at) - 1] for at in centres], palette)
    kept = range_kept(reps)
    if kept is not None:
        measured = found.measured
        best = fmean(sorted(measured)[-RANGE_GROUP:])
        last = fmean(measured[-RANGE_GROUP:])
        handles.append(ax.axhline(best, color=palette.soft, linewidth=1.0, zorder=2, label="best three"))
        lost = "nothing lost" if kept > 0.995 else f"{percent(1 - kept)} lost"
        handles += ax.plot(
            [min(len(reps) - RANGE_GROUP + 0.6, SHORTEST * len(reps)), len(reps) + 0.4],
            [last, last],
            color=palette.ink,
            linewidth=2.2,
            linestyle=(0, (2, 1)),
            zorder=4,
            label=f"last three: {lost}",
        )
    rep_ticks(ax, reps)
    ax.set_ylim(0, top or range_top(analysis, set_index))
    ax.set_ylabel(range_name(analysis, found.unit))
    dress(ax, palette)
    legend_above(ax, handles, palette)
    return ax


def range_top(analysis: Analysis, set_index: int | None = None) -> float:
    """Where a range chart's axis has to end to hold this set's values."""
    return VALUE_ROOM * max(ranges_of(counted_of(analysis, set_index)).measured, default=0.0) or 1.0
