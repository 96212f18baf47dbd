"""A set's charts, and its travel cut into strips, for the page and for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from soleus_sense.motion.reps import Analysis
from soleus_sense.report.chart import Chart
from soleus_sense.report.content import SetContent, SideContent
from soleus_sense.report.cycles import plot_cycles
from soleus_sense.report.heel_range import plot_range, range_top
from soleus_sense.report.lowering import lowering_top, plot_lowering
from soleus_sense.report.pick import counted_of, ranges_of
from soleus_sense.report.style import CHART_INCH, FONT_PT, WIDE_INCH, Palette
from soleus_sense.report.tempo import plot_tempo, tempo_top
from soleus_sense.report.travel import plot_travel, travel_name, window_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

    from soleus_sense.motion.trace import TravelTrace

WIDE_STRIP_S = 75.0
"""Seconds of travel across a desktop page: a 3 s lowering is then 35 px wide."""

NARROW_STRIP_S = 30.0
"""The same across a phone."""

MOST_STRIPS = 6
"""A set that needs more strips of travel is shown by its first, its middle and its last."""

STRIP_INCH = 1.55
LEGEND_INCH = 0.35

SETS_IN_FULL = 6
"""A session of more sets has its first and last ones drawn, half of this many each; all are in the table."""


@dataclass(frozen=True, eq=False)
class Side:
    """One sensor's analysis with what the charts need besides."""

    analysis: Analysis
    trace: TravelTrace
    gaps: Sequence[tuple[float, float]]
    content: SideContent


@dataclass(frozen=True, eq=False)
class SetGroup:
    """A set of one sensor, or the sets of the same number of both; `named`: of two, so that each is told apart."""

    index: int
    members: tuple[tuple[Side, SetContent], ...]
    named: bool

    @property
    def title(self) -> str:
        """The set's number, and its weight where all who did it had the same."""
        titles = {one.title for _, one in self.members}
        return titles.pop() if len(titles) == 1 else f"Set {self.index}"

    def rows(self, palette: Palette) -> list[tuple[Chart | None, ...]]:
        """Its charts two by two: of one sensor in their order, of two the same chart of each side by side."""
        paired = len(self.members) > 1
        tops = self._tops() if paired else {}
        each = [charts_of(side, one, palette, named=self.named, tops=tops) for side, one in self.members]
        if not paired:
            return [tuple(each[0][at : at + 2]) for at in range(0, len(each[0]), 2)]
        keyed = [{chart.key: chart for chart in charts} for charts in each]
        keys = dict.fromkeys(chart.key for charts in each for chart in charts)
        return [tuple(charts.get(key) for charts in keyed) for key in keys]

    def _tops(self) -> dict[str, float]:
        """Where the axes of the charts end that stand side by side, by the chart's key."""
        sides = [side.analysis for side, _ in self.members]
        tops = {
            "lowering": max(lowering_top(side, self.index) for side in sides),
            "tempo": max(tempo_top(side, self.index) for side in sides),
        }
        if len({ranges_of(counted_of(side, self.index)).unit for side in sides}) == 1:
            tops["range"] = max(range_top(side, self.index) for side in sides)
        return tops


def groups_of(sides: Sequence[Side], most: int = SETS_IN_FULL) -> tuple[SetGroup, ...]:
    """The sets that get charts: all, or the first and last few of very many."""
    indices = sorted({one.index for side in sides for one in side.content.sets})
    if len(indices) > most:
        indices = [*indices[: most // 2], *indices[-(most // 2) :]]
    return tuple(
        SetGroup(
            index,
            tuple((side, one) for side in sides for one in side.content.sets if one.index == index),
            named=len(sides) > 1,
        )
        for index in indices
    )


def charts_of(
    side: Side, one: SetContent, palette: Palette, *, named: bool = False, tops: Mapping[str, float] | None = None
) -> list[Chart]:
    """The charts of a set that have something to show; `named` puts the side into their titles.

    `tops` are the ends of the axes, by key, where they are shared with another chart.
    """
    tops = tops or {}
    if not one.counted:
        return []
    known: dict[str, Any] = {"set_index": one.index, "palette": palette}
    band = " Grey: the target and its tolerance." if side.content.target else ""
    many = " Each bar is a block of reps." if one.table.kinds[:1] == ("block",) else ""
    name = f", {side.content.name}" if named else ""
    charts = [
        Chart(
            "lowering",
            f"Lowering time of each rep{name}",
            f"The lowering (eccentric) times.{band}{many}",
            lambda ax: plot_lowering(side.analysis, ax, top=tops.get("lowering"), **known),
        ),
        Chart(
            "tempo",
            f"Tempo of each rep{name}",
            f"From below: raise, top, lower, bottom (no bottom after the last rep).{many}",
            lambda ax: plot_tempo(side.analysis, ax, top=tops.get("tempo"), **known),
        ),
    ]
    if one.counted > 1 and len(side.trace.time_s) > 1:
        charts.append(
            Chart(
                "cycles",
                f"Form: all reps on one cycle{name}",
                "Each rep stretched to the same length; close together is steady form.",
                lambda ax: plot_cycles(side.analysis, ax, trace=side.trace, **known),
            )
        )
    if one.counted > 1 and one.has_range:
        charts.append(
            Chart(
                "range",
                f"Range of each rep{name}",
                "How far each rep went, and what the last three had lost of the best three.",
                lambda ax: plot_range(side.analysis, ax, top=tops.get("range"), **known),
            )
        )
    return charts


def strips(window_s: tuple[float, float], strip_s: float) -> list[tuple[float, float]]:
    """A stretch of time cut into equal strips; first, middle and last where they would be too many."""
    start_s, end_s = window_s
    if end_s <= start_s:
        return []
    number = ceil((end_s - start_s) / strip_s)
    each_s = (end_s - start_s) / number
    if number > MOST_STRIPS:
        starts = [start_s, (start_s + end_s - each_s) / 2, end_s - each_s]
    else:
        starts = [start_s + i * each_s for i in range(number)]
    return [(at, at + each_s) for at in starts]


def travel_caption(side: Side, set_index: int) -> str:
    """What to know about a set's travel."""
    window_s = window_of(side.analysis, side.trace, set_index)
    if len(strips(window_s, WIDE_STRIP_S)) < ceil((window_s[1] - window_s[0]) / WIDE_STRIP_S):
        return "Three stretches of a long set: its beginning, middle and end. The line is thick while the heel lowers."
    return "The line is thick while the heel lowers; the numbers above are the reps."


def strip_windows(side: Side, set_index: int, *, wide: bool) -> list[tuple[float, float]]:
    """The strips of a set's travel, for a desktop page or a phone; none where there is nothing to draw."""
    if len(side.trace.time_s) < 2:
        return []
    window_s = window_of(side.analysis, side.trace, set_index)
    return strips(window_s, WIDE_STRIP_S if wide else NARROW_STRIP_S)


def strips_inch(windows: Sequence[tuple[float, float]]) -> float:
    """How tall strips of travel are."""
    return LEGEND_INCH + len(windows) * STRIP_INCH


def travel_figure(side: Side, set_index: int, palette: Palette, *, wide: bool) -> Figure | None:
    """A set's travel alone, for the page; None where there is nothing to draw."""
    from matplotlib.figure import Figure

    windows = strip_windows(side, set_index, wide=wide)
    if not windows:
        return None
    figure = Figure(figsize=(WIDE_INCH if wide else CHART_INCH[0], strips_inch(windows)), layout="constrained")
    draw_strips(figure, side, windows, palette)
    return figure


def draw_strips(
    figure: Figure | SubFigure, side: Side, windows: Sequence[tuple[float, float]], palette: Palette
) -> None:
    """Draw travel strip below strip, all to one scale."""
    shared = figure.subplots(len(windows), 1, sharey=True, squeeze=False)
    for row, (ax, window_s) in enumerate(zip(shared[:, 0], windows, strict=True)):
        plot_travel(
            side.analysis, ax, trace=side.trace, window_s=window_s, gaps=side.gaps, legend=not row, palette=palette
        )
        if row + 1 < len(windows):
            ax.set_xlabel("")
        if len(windows) > 2:
            ax.set_ylabel("")
    if len(windows) > 2:
        figure.supylabel(travel_name(side.trace), fontsize=FONT_PT, color=palette.ink)
