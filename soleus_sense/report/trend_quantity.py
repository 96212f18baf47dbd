"""Chart: a figure of each session over the weeks, with its robust trend; of the lowering time its target too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from soleus_sense.exercises import X_LIMIT_S, Tempo
from soleus_sense.history.progress import COMPLIANCE, LOWERING, RANGE, Point, Series
from soleus_sense.report.axes import dress, legend_above, nothing
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.trend_axes import (
    COLUMNS,
    LEAST_SPAN,
    ROOM,
    Span,
    across,
    dates_below,
    days_of,
    local,
    marks,
    span_of,
)
from soleus_sense.report.trend_content import changes, trend_ends
from soleus_sense.report.words import NBSP

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

LINE_STEPS = 20
"""Pieces of a trend's line."""


def plot_trend(series: Series, ax: Axes, *, span: Span | None = None, palette: Palette = LIGHT) -> Axes:
    """Draw a dot per session and the robust trend; of the lowering time, the target and its tolerance too.

    Parameters
    ----------
    series : of `soleus_sense.history.progress.series_of`
    ax : where to draw
    span : the time to show, to compare charts; from the first to the last dot where None
    """
    if not series.points:
        return nothing(ax, "No session has this figure.", palette)
    handles: list[Artist] = []
    tops = [point.value for point in series.points]
    if series.quantity.key == LOWERING.key:
        band, top = _target_bands(ax, series.points, palette)
        handles += band
        tops.append(top)
    handles = _dots(ax, series.points, palette) + handles
    handles += _trend_line(ax, series, palette)
    ax.set_ylim(0, 105 if series.unit == "%" else ROOM * max(tops) or 1.0)
    ax.set_ylabel(_axis_name(series))
    dates_below(ax, span or span_of([series]))
    across(ax)
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=COLUMNS)
    return ax


def _axis_name(series: Series) -> str:
    if series.quantity.key == RANGE.key:
        place = {"shin": "Shin", "heel": "Foot" if series.unit == "°" else "Heel"}.get(series.placement or "", "Range")
        moved = {("shin", "cm"): " rise", ("shin", "°"): " tilt", ("heel", "cm"): " rise", ("heel", "°"): " turn"}
        return f"{place}{moved.get((series.placement or '', series.unit), '')} ({series.unit})"
    if series.quantity.key == COMPLIANCE.key:
        return "Within the target (%)"
    return f"{series.quantity.name} ({series.unit})" if series.unit else series.quantity.name


def _dots(ax: Axes, points: Sequence[Point], palette: Palette) -> list[Artist]:
    """Round dots; of single legs, triangles that point to their side, where there are two kinds."""
    sides = sorted({point.side or "" for point in points})
    if len(sides) < 2:
        marks(ax, points, palette, marker="o", colour=palette.left, label="session")
        return []  # the caption says what a dot is
    looks = {
        "left": ("<", palette.left, "left leg"),
        "right": (">", palette.right, "right leg"),
        "": ("o", palette.soft, "both, or not said"),
    }
    handles: list[Artist] = []
    for side in sides:
        marker, colour, label = looks.get(side, looks[""])
        chosen = [point for point in points if (point.side or "") == side]
        handles += marks(ax, chosen, palette, marker=marker, colour=colour, label=label)
    return handles


def _trend_line(ax: Axes, series: Series, palette: Palette) -> list[Artist]:
    """The trend of the last weeks, and the running median of what was before."""
    handles: list[Artist] = []
    if series.middle:
        handles += ax.plot(
            days_of([local(at) for at, _ in series.middle]),
            [float("nan") if value is None else value for _, value in series.middle],
            color=palette.soft,
            linewidth=1.2,
            zorder=4,
            label="4-week median",
        )
    trend = series.trend
    if trend is None:
        return handles
    begin, end = trend_ends(series, trend)
    # Sampled, so that a share's line bends where it reaches 100 %.
    shares = [step / LINE_STEPS for step in range(LINE_STEPS + 1)]
    whole = trend.end[0] - trend.begin[0]
    levels = [trend.begin[1] + share * (trend.end[1] - trend.begin[1]) for share in shares]
    handles += ax.plot(
        days_of([local(trend.begin[0] + share * whole) for share in shares]),
        [min(max(level, 0.0), 100.0 if series.unit == "%" else level) for level in levels],
        color=palette.ink,
        linestyle=(0, (4, 2)),
        linewidth=1.6 if changes(series) else 0.9,
        zorder=5,
        label=f"trend: {begin.partition(NBSP)[0]} → {end}" if changes(series) else "trend: no clear change",
    )
    return handles


def targets_of(points: Sequence[Point]) -> list[tuple[Tempo | None, list[Point]]]:
    """Runs of sessions with the same target; nothing where none has one."""
    runs = [(tempo, list(run)) for tempo, run in groupby(points, key=lambda point: point.tempo)]
    targets = [(None if tempo is None else Tempo.parse(tempo), run) for tempo, run in runs]
    return targets if any(target is not None for target, _ in targets) else []


def _target_bands(ax: Axes, points: Sequence[Point], palette: Palette) -> tuple[list[Artist], float]:
    """The target's band from each session with it to the first one with another; and the highest edge.

    The first and the last are never too short to be seen, but lie over no session with another target.
    """
    handles: list[Artist] = []
    top = 0.0
    runs = targets_of(points)
    for at, (target, run) in enumerate(runs):
        if target is None:
            continue
        low, high = 0.0, X_LIMIT_S
        if target.lower_s is not None:
            low = max(0.0, target.lower_s - target.lower_tolerance_s)
            high = target.lower_s + target.lower_tolerance_s
        following = runs[at + 1][1][0] if at + 1 < len(runs) else run[-1]
        begin, end = local(run[0].began), local(following.began)
        if end - begin < LEAST_SPAN / 4:
            begin -= LEAST_SPAN / 4 if at == 0 else timedelta(0)
            end += LEAST_SPAN / 4 if at + 1 == len(runs) else timedelta(0)
        ends = days_of([begin, end])
        band = ax.fill_between(ends, low, high, facecolor=palette.band, alpha=0.3, linewidth=0, zorder=1)
        for edge in (low, high):
            ax.plot(ends, [edge, edge], color=palette.soft, linewidth=0.7, linestyle=":", zorder=2)
        top = max(top, high)
        if not handles:
            band.set_label("target")
            handles.append(band)
    return handles, top
