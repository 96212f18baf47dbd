"""What the charts over weeks share: their dates, their dots, and their place with room for the legend above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from soleus_sense.history.progress import Point, Series
from soleus_sense.report.chart import Chart
from soleus_sense.report.style import Palette

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

ROOM = 1.12
"""Axes reach this many times as high as their highest dot."""

SIDE_SHARE = 0.03
"""Left and right of the dots this share of the whole time stays free, so that no dot is cut by the frame."""

LEAST_SPAN = timedelta(days=10)
"""Axes are at least this long, so that the dates below the dots of one day are days, not minutes."""

SINGLE_DAYS = timedelta(days=21)
"""Up to this span the dates below are every few days; beyond, weeks and months that begin where a month does."""

FEW_DOTS = 40
"""Up to this many dots they are drawn large."""

MARGINS_INCH = (0.62, 0.1, 0.4)
"""Left, right and below the axes: room for a name, figures of `DIGITS` and dates. Said here, not found out by
drawing each chart twice, which takes longer than all the rest of the page."""

DIGITS = 4

DIGIT_INCH = 0.075

NAME_INCH = 0.16
"""From the left edge to the lower edge of an axis's name, which is written upward."""

LINES_ACROSS = 6
"""At most so many steps on the upward axis: enough for reading off a figure in a chart of this height."""

COLUMNS = 2
"""Of a legend."""

LEGEND_ROW_INCH = 0.165

ABOVE_INCH = 0.08

Span = tuple[datetime, datetime]


def place(chart: Chart, area: Figure | SubFigure, size_inch: tuple[float, float]) -> Axes:
    """Draw a chart into an area of that width and height, with room for its legend above it."""
    width, height = size_inch
    left, right, below = MARGINS_INCH
    ax = chart.draw(area.add_axes((0.0, 0.0, 1.0, 1.0)))
    legend = ax.get_legend()
    rows = 0 if legend is None else -(-len(legend.get_texts()) // COLUMNS)
    above = ABOVE_INCH + rows * LEGEND_ROW_INCH
    left += DIGIT_INCH * max(0, len(f"{ax.get_ylim()[1]:.0f}") - DIGITS)
    ax.set_position((left / width, below / height, 1 - (left + right) / width, 1 - (below + above) / height))
    # A label that is to find its own place has all ticks measured again, a quarter of the time a chart takes.
    ax.xaxis.set_label_coords(0.5, 0.0)
    ax.yaxis.set_label_coords((NAME_INCH - left) / (width - left - right), 0.5)
    return ax


def marks(ax: Axes, points: Sequence[Point], palette: Palette, *, marker: str, colour: str, label: str) -> list[Artist]:
    """Draw a dot per session."""
    return list(
        ax.plot(
            days_of([local(point.began) for point in points]),
            [point.value for point in points],
            linestyle="none",
            marker=marker,
            markersize=5.5 if len(points) <= FEW_DOTS else 3.8,
            markerfacecolor=colour,
            markeredgecolor=palette.paper,
            markeredgewidth=0.4,
            zorder=3,
            clip_on=False,
            label=label,
        )
    )


def span_of(series: Sequence[Series]) -> Span:
    """From the first to the last dot of them all; they have at least one."""
    moments = [local(point.began) for one in series for point in one.points]
    return min(moments), max(moments)


def across(ax: Axes) -> None:
    """A few round figures on the upward axis."""
    from matplotlib.ticker import MaxNLocator

    ax.yaxis.set_major_locator(MaxNLocator(LINES_ACROSS, steps=[1, 2, 2.5, 5, 10]))


def dates_below(ax: Axes, span: Span) -> None:
    """Dates below, a few of them, and as short as they can be."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    begin, end = span
    if end - begin < LEAST_SPAN:
        spare = (LEAST_SPAN - (end - begin)) / 2
        begin, end = begin - spare, end + spare
    free = SIDE_SHARE * (end - begin)
    low, high = days_of([begin - free, end + free])
    ax.set_xlim(low, high)
    # Every second or third day of a month would begin anew with the next: 29, 31 and 1.
    locator = AutoDateLocator(minticks=3, maxticks=6, interval_multiples=end - begin > SINGLE_DAYS)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(
        ConciseDateFormatter(
            locator,
            formats=["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"],
            zero_formats=["", "%Y", "%d %b", "%d %b", "%H:%M", "%H:%M"],
            offset_formats=["", "%Y", "%Y", "%d %b %Y", "%d %b %Y", "%d %b %Y"],
        )
    )


def days_of(moments: Sequence[datetime]) -> list[float]:
    """Moments as matplotlib counts them: days."""
    from matplotlib.dates import date2num

    numbers: Any = date2num(list(moments))
    return [float(number) for number in numbers]


def local(moment: datetime) -> datetime:
    """The clock on the wall where it was."""
    return moment.replace(tzinfo=None)
