"""Chart: all repetitions laid over each other on one normalised cycle, with their mean: form at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from soleus_sense.motion.quality import FEWEST_FOR_RANGE_KEPT, RANGE_GROUP
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.samples import FloatArray
from soleus_sense.report.axes import dress, legend_above, nothing
from soleus_sense.report.pick import MANY, counted_of
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.travel import travel_name

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from soleus_sense.motion.trace import TravelTrace

STEPS = 101
"""Points on the normalised cycle: one for each per cent."""

DRAWN_AT_MOST = 200
"""Of thousands of repetitions this many, evenly spread, show the band as well as all would."""


def plot_cycles(
    analysis: Analysis, ax: Axes, *, trace: TravelTrace, set_index: int | None = None, palette: Palette = LIGHT
) -> Axes:
    """Draw travel from each raise's beginning (0 %) to its lowering's end (100 %).

    Parameters
    ----------
    analysis : what was found
    ax : where to draw
    trace : the travel, see `soleus_sense.motion.trace.travel_trace`
    set_index : the set to show; all where None
    """
    from matplotlib.lines import Line2D
    from matplotlib.ticker import MultipleLocator

    reps = counted_of(analysis, set_index)
    cycles = cycles_of(reps, trace)
    if not len(cycles):
        return nothing(ax, "No repetition counted.", palette)
    percent = np.linspace(0, 100, STEPS)
    handles: list[Artist] = []
    if len(reps) <= MANY:
        ax.plot(percent, cycles.T, color=palette.soft, alpha=0.55, linewidth=0.7, zorder=2)
        handles.append(Line2D([], [], color=palette.soft, alpha=0.55, linewidth=0.7, label="each repetition"))
    else:
        low, high = np.quantile(cycles, (0.1, 0.9), axis=0)
        handles.append(
            ax.fill_between(
                percent, low, high, color=palette.soft, alpha=0.3, linewidth=0, zorder=2, label="middle 80 %"
            )
        )
    handles += ax.plot(percent, cycles.mean(axis=0), color=palette.lower, linewidth=2.4, zorder=4, label="mean")
    if len(reps) >= FEWEST_FOR_RANGE_KEPT:
        last = cycles_of(reps[-RANGE_GROUP:], trace)
        if len(last):
            handles += ax.plot(
                percent,
                last.mean(axis=0),
                color=palette.ink,
                linestyle=(0, (4, 2)),
                linewidth=1.4,
                zorder=5,
                label="last three",
            )
    ax.set_xlim(0, 100)
    ax.xaxis.set_major_locator(MultipleLocator(25))
    ax.set_xlabel("Cycle, raise to end of lowering (%)")
    ax.set_ylabel(travel_name(trace))
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=3)
    return ax


def cycles_of(reps: tuple[Rep, ...], trace: TravelTrace) -> FloatArray:
    """Travel of each repetition on `STEPS` points, (reps, STEPS); of very many, evenly spread ones.

    A repetition of which the trace has fewer than three samples is left out.
    """
    if len(reps) > DRAWN_AT_MOST:
        reps = tuple(reps[i] for i in np.linspace(0, len(reps) - 1, DRAWN_AT_MOST).astype(int))
    rows: list[FloatArray] = []
    for rep in reps:
        first, last = np.searchsorted(trace.time_s, (rep.raise_start_s, rep.lower_end_s))
        if last - first >= 3:
            at_s = np.linspace(rep.raise_start_s, rep.lower_end_s, STEPS)
            rows.append(np.interp(at_s, trace.time_s, trace.travel))
    return np.array(rows, dtype=np.float64).reshape(-1, STEPS)
