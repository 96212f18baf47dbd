"""Chart: the heel's travel over time, phases shaded, repetitions numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.report.axes import dress, legend_above, nothing
from soleus_sense.report.pick import flag, numbers, reps_of
from soleus_sense.report.style import LIGHT, SMALL_PT, Palette
from soleus_sense.report.words import clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from soleus_sense.motion.trace import TravelTrace

MARGIN_S = 1.0
"""Shown before a set's first raise and after its last lowering, so that both can be seen to be the ends."""

CLOCK_FROM_S = 120.0
"""Later than this, minutes and seconds read better than seconds."""

NUMBER_ROOM = 0.022
"""A number needs this share of the axes' width (per digit pair); where there is less, some are left out."""

SHADE = 0.3
"""How much of a phase's colour lies behind the line."""

UNITS = {"°": "Turn of the foot (°)", "cm": "Rise of the shin (cm)"}


def travel_name(trace: TravelTrace) -> str:
    """What the travel is, with its unit, for an axis."""
    return UNITS.get(trace.unit, "Heel travel (relative)")


def window_of(analysis: Analysis, trace: TravelTrace, set_index: int | None = None) -> tuple[float, float]:
    """From just before the first raise to just after the last lowering, inside the recording, s of its clock."""
    reps = reps_of(analysis, set_index)
    if not len(trace.time_s):
        return 0.0, 0.0
    first, last = float(trace.time_s[0]), float(trace.time_s[-1])
    if not reps or set_index is None:
        return first, last
    return max(first, reps[0].raise_start_s - MARGIN_S), min(last, reps[-1].lower_end_s + MARGIN_S)


def plot_travel(
    analysis: Analysis,
    ax: Axes,
    *,
    trace: TravelTrace,
    set_index: int | None = None,
    window_s: tuple[float, float] | None = None,
    gaps: Sequence[tuple[float, float]] = (),
    legend: bool = True,
    palette: Palette = LIGHT,
) -> Axes:
    """Draw travel over time; the raise, top and lowering of every repetition are shaded.

    Parameters
    ----------
    analysis : what was found
    ax : where to draw
    trace : the travel, see `soleus_sense.motion.trace.travel_trace`
    set_index : the set to show; all where None
    window_s : (start, end) to show, seconds of the recording's clock; the set's own where None
    gaps : (start_s, end_s) of stretches without samples
    legend : whether to explain the shades above the axes
    """
    start_s, end_s = window_s or window_of(analysis, trace, set_index)
    inside = (trace.time_s >= start_s) & (trace.time_s <= end_s)
    if inside.sum() < 2:
        return nothing(ax, "No travel to draw.", palette)
    origin_s = float(trace.time_s[0])
    time_s, travel = trace.time_s[inside] - origin_s, trace.travel[inside].astype(np.float64)
    for gap_start_s, gap_end_s in gaps:
        travel[(time_s > gap_start_s - origin_s) & (time_s < gap_end_s - origin_s)] = np.nan
    shown = [rep for rep in analysis.reps if rep.lower_end_s > start_s and rep.raise_start_s < end_s]
    _shade(ax, shown, origin_s, palette)
    hatched = [gap for gap in gaps if gap[1] > start_s and gap[0] < end_s]
    for gap in hatched:
        ax.axvspan(
            gap[0] - origin_s,
            gap[1] - origin_s,
            facecolor="none",
            edgecolor=palette.soft,
            hatch="xxxx",
            linewidth=0,
            zorder=1.5,
        )
    ax.plot(time_s, travel, color=palette.ink, linewidth=1.1, zorder=3)
    lowering = np.zeros(len(time_s), dtype=np.bool_)
    for rep in shown:
        first, last = np.searchsorted(time_s, (rep.lower_start_s - origin_s, rep.lower_end_s - origin_s))
        lowering[first:last] = True
    ax.plot(time_s, np.where(lowering, travel, np.nan), color=palette.lower, linewidth=2.4, zorder=4)
    ax.set_xlim(start_s - origin_s, end_s - origin_s)
    _number(ax, analysis, shown, origin_s, palette)
    ax.set_ylabel(travel_name(trace))
    _time_axis(ax, end_s - origin_s)
    dress(ax, palette)
    if legend:
        _legend(ax, palette, partial=any(not rep.counted for rep in shown), gap=bool(hatched))
    return ax


def _shade(ax: Axes, reps: Sequence[Rep], origin_s: float, palette: Palette) -> None:
    """Tint the repetitions' three phases: all of a kind at once, for single spans of thousands take seconds."""
    for counted in (True, False):
        some = [rep for rep in reps if rep.counted == counted]
        for phase, spans in (
            ("raise", [(rep.raise_start_s, rep.raise_end_s) for rep in some]),
            ("top", [(rep.raise_end_s, rep.lower_start_s) for rep in some]),
            ("lower", [(rep.lower_start_s, rep.lower_end_s) for rep in some]),
        ):
            if spans:
                ax.broken_barh(
                    [(begin_s - origin_s, end_s - begin_s) for begin_s, end_s in spans],
                    (0.0, 1.0),
                    transform=ax.get_xaxis_transform(),
                    facecolors=palette.of_phase(phase),
                    alpha=SHADE if counted else SHADE / 2,
                    linewidth=0,
                    zorder=0.5,
                )


def _number(ax: Axes, analysis: Analysis, shown: Sequence[Rep], origin_s: float, palette: Palette) -> None:
    """Write each repetition's number within its set above it, as many as there is room for."""
    called = {
        rep: number
        for index in {rep.set for rep in shown}
        for rep, number in zip(reps_of(analysis, index), numbers(reps_of(analysis, index)), strict=True)
    }
    left_s, right_s = ax.get_xlim()
    width_inch = ax.get_window_extent().width / ax.figure.dpi
    room_s = (right_s - left_s) * max(NUMBER_ROOM, 0.16 / max(width_inch, 0.5))
    free_from_s = left_s - room_s  # half a number may stand over the edge
    for rep in shown:
        middle_s = (rep.raise_start_s + rep.lower_end_s) / 2 - origin_s
        number = called[rep]
        text = "p" if number is None else f"{number}{flag(rep)}"
        need_s = room_s * max(1.0, len(text) / 2)
        if middle_s - need_s / 2 < free_from_s or not left_s <= middle_s <= right_s:
            continue
        free_from_s = middle_s + need_s / 2
        ax.annotate(
            text,
            (middle_s, 1.0),
            xycoords=ax.get_xaxis_transform(),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SMALL_PT,
            color=palette.ink,
            annotation_clip=False,
        )


def _time_axis(ax: Axes, last_s: float) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    if last_s > CLOCK_FROM_S:
        ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 1.2, 1.5, 2, 3, 6, 10]))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(value)))
        ax.set_xlabel("Time (h:min:s)" if last_s >= 3600 else "Time (min:s)")
    else:
        ax.xaxis.set_major_locator(MaxNLocator(9, steps=[1, 2, 5, 10]))
        ax.set_xlabel("Time (s)")


def _legend(ax: Axes, palette: Palette, *, partial: bool, gap: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Patch | Line2D] = [
        Patch(facecolor=palette.raise_, alpha=SHADE, label="raise"),
        Patch(facecolor=palette.top, alpha=SHADE, label="top"),
        Line2D([], [], color=palette.lower, linewidth=2.4, label="lower (thick)"),
    ]
    if partial:
        handles.append(Line2D([], [], linestyle="none", label="p: partial"))
    if gap:
        handles.append(Patch(facecolor="none", edgecolor=palette.soft, hatch="xxxx", linewidth=0, label="no samples"))
    legend_above(ax, handles, palette, columns=len(handles), lift_pt=13.0)
