"""Charts: a figure over the weeks with its trend, symmetry over the weeks, and the weekly dose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from soleus_sense.exercises import X_LIMIT_S, Tempo
from soleus_sense.history.dose import WEEK, WeeklyDose
from soleus_sense.history.progress import COMPLIANCE, LOWERING, RANGE, SYMMETRIES, Point, Series
from soleus_sense.motion.quality import PASS_SYMMETRY
from soleus_sense.report.axes import dress, legend_above, nothing
from soleus_sense.report.chart import Chart
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.trend_content import ExerciseTrend, amount, changes, trend_ends
from soleus_sense.report.words import NBSP

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

FEWEST_DOTS = 2
"""A single dot says no more than its figure in the table."""

FEW_DOTS = 40
"""Up to this many dots they are drawn large."""

SYMMETRY_FLOOR = 50.0
"""A symmetry chart begins here, or lower where a dot lies lower: 90 and 100 would be hard to tell apart from 0 on."""

MOST_WEEKS = 104
"""A bar of more weeks would be thinner than the gap beside it: the newest are shown."""

BAR_DAYS = 5.5
"""Width of a week's bar: a gap of a day and a half to the next."""

LINE_STEPS = 20
"""Pieces of a trend's line."""

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

NAMES = {"symmetry_reps": "reps", "symmetry_range": "range", "symmetry_lower": "lowering"}

Span = tuple[datetime, datetime]


def charts_of(one: ExerciseTrend, palette: Palette) -> list[Chart]:
    """The charts of an exercise that have something to show, all over the same time."""
    span = span_of(one)
    charts: list[Chart] = []
    for key, series in one.series.items():
        if key in NAMES or len(series.points) < FEWEST_DOTS:
            continue
        title = f"{series.quantity.name} of each session"
        target = " Grey: the target and its tolerance." if key == LOWERING.key and _targets(series.points) else ""
        charts.append(
            Chart(
                key,
                title,
                f"Each dot is a session.{target}",
                lambda ax, series=series: plot_trend(series, ax, span=span, palette=palette),
            )
        )
    if any(key in one.series and len(one.series[key].points) >= FEWEST_DOTS for key in NAMES):
        charts.append(
            Chart(
                "symmetry",
                "Symmetry of each session",
                f"Smaller / larger × 100; {PASS_SYMMETRY:.0f} is the usual pass mark.",
                lambda ax: plot_symmetry_trend(one.series, ax, span=span, palette=palette),
            )
        )
    if sum(week.amount > 0 for week in one.dose.weeks[-MOST_WEEKS:]) >= FEWEST_DOTS:
        charts.append(
            Chart(
                "dose",
                "Dose of each week",
                "Each bar is a week from Monday on."
                + (" The last two years." if len(one.dose.weeks) > MOST_WEEKS else ""),
                lambda ax: plot_weekly_dose(one.dose, ax, palette=palette),
            )
        )
    return charts


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


def span_of(one: ExerciseTrend) -> Span | None:
    """From the first to the last dot of all the exercise's charts."""
    moments = [_local(point.began) for series in one.series.values() for point in series.points]
    return (min(moments), max(moments)) if moments else None


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
    _dates(ax, span or _span([series]))
    _across(ax)
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=COLUMNS)
    return ax


def plot_symmetry_trend(
    series: Mapping[str, Series], ax: Axes, *, span: Span | None = None, palette: Palette = LIGHT
) -> Axes:
    """Draw the limb symmetry indices of each session, and the usual pass mark.

    Parameters
    ----------
    series : by key of the quantity; those of `SYMMETRIES` are drawn
    """
    shown = [one for quantity in SYMMETRIES if (one := series.get(quantity.key)) is not None and one.points]
    if not shown:
        return nothing(ax, "No session was measured on both legs.", palette)
    handles: list[Artist] = []
    looks = {
        "symmetry_reps": ("s", palette.raise_),
        "symmetry_range": ("o", palette.left),
        "symmetry_lower": ("^", palette.lower),
    }
    for one in shown:
        marker, colour = looks[one.quantity.key]
        handles += _marks(ax, one.points, palette, marker=marker, colour=colour, label=NAMES[one.quantity.key])
    handles.append(
        ax.axhline(PASS_SYMMETRY, color=palette.ink, linestyle=(0, (4, 2)), linewidth=1.0, label="pass mark")
    )
    lowest = min(point.value for one in shown for point in one.points)
    ax.set_ylim(min(SYMMETRY_FLOOR, lowest - 5), 103)
    ax.set_ylabel("Symmetry (%)")
    _dates(ax, span or _span(shown))
    _across(ax)
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=COLUMNS)
    return ax


def plot_weekly_dose(dose: WeeklyDose, ax: Axes, *, palette: Palette = LIGHT) -> Axes:
    """Draw a bar per week, and the dose of a week or of a session where one is known."""
    if not any(week.amount for week in dose.weeks[-MOST_WEEKS:]):
        return nothing(ax, "Nothing was counted in these weeks.", palette)
    weeks = dose.weeks[-MOST_WEEKS:]
    middles = [datetime.combine(week.monday, time(12)) + timedelta(days=3) for week in weeks]
    amounts = [week.amount for week in weeks]
    edges = [edge for middle in _numbers(middles) for edge in (middle - BAR_DAYS / 2, middle + BAR_DAYS / 2)]
    steps = [height for one in amounts for height in (one, 0.0)][:-1]  # one shape: hundreds of bars take a while
    ax.stairs(steps, edges, fill=True, facecolor=palette.left, linewidth=0, zorder=2)
    handles = _planned(ax, dose, palette)
    if dose.per_session is not None:
        label = f"dose of one session: {amount(dose.per_session, '')}"
        dashes = (0, (4, 2))
        handles.append(
            ax.axhline(dose.per_session, color=palette.ink, linestyle=dashes, linewidth=1.0, zorder=3, label=label)
        )
    most_planned = max((week.planned[1] for week in weeks if week.planned is not None), default=0.0)
    ax.set_ylim(0, ROOM * max(*amounts, most_planned, dose.per_session or 0.0))
    ax.set_ylabel("Minutes a week" if dose.unit == "min" else "Reps a week")
    _dates(ax, (middles[0] - timedelta(days=3), middles[-1] + timedelta(days=3)))
    _across(ax)
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=COLUMNS)
    return ax


def _planned(ax: Axes, dose: WeeklyDose, palette: Palette) -> list[Artist]:
    """What was to be done in each week: a line at the fewest, a band up to the most."""
    weeks = dose.weeks[-MOST_WEEKS:]
    if not any(week.planned for week in weeks):
        return []
    mondays = [datetime.combine(week.monday, time(0)) for week in weeks]
    edges = _numbers([*mondays, mondays[-1] + WEEK])
    nothing = float("nan")
    fewest = [nothing if week.planned is None else week.planned[0] for week in weeks]
    most = [nothing if week.planned is None else week.planned[1] for week in weeks]
    if fewest != most:
        ax.stairs(most, edges, baseline=fewest, fill=True, facecolor=palette.band, alpha=0.3, linewidth=0, zorder=1)
    each = {week.planned for week in weeks}
    label = "dose of a week" if len(each) > 1 or fewest != most else f"dose of a week: {amount(fewest[0], '')}"
    line = ax.stairs(fewest, edges, baseline=None, color=palette.ink, linewidth=1.2, zorder=3, label=label)
    return [line]


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
        _marks(ax, points, palette, marker="o", colour=palette.left, label="session")
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
        handles += _marks(ax, chosen, palette, marker=marker, colour=colour, label=label)
    return handles


def _marks(
    ax: Axes, points: Sequence[Point], palette: Palette, *, marker: str, colour: str, label: str
) -> list[Artist]:
    return list(
        ax.plot(
            _numbers([_local(point.began) for point in points]),
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


def _trend_line(ax: Axes, series: Series, palette: Palette) -> list[Artist]:
    """The trend of the last weeks, and the running median of what was before."""
    handles: list[Artist] = []
    if series.middle:
        handles += ax.plot(
            _numbers([_local(at) for at, _ in series.middle]),
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
        _numbers([_local(trend.begin[0] + share * whole) for share in shares]),
        [min(max(level, 0.0), 100.0 if series.unit == "%" else level) for level in levels],
        color=palette.ink,
        linestyle=(0, (4, 2)),
        linewidth=1.6 if changes(series) else 0.9,
        zorder=5,
        label=f"trend: {begin.partition(NBSP)[0]} → {end}" if changes(series) else "trend: no clear change",
    )
    return handles


def _targets(points: Sequence[Point]) -> list[tuple[Tempo | None, list[Point]]]:
    """Runs of sessions with the same target; nothing where none has one."""
    runs = [(tempo, list(run)) for tempo, run in groupby(points, key=lambda point: point.tempo)]
    targets = [(None if tempo is None else Tempo.parse(tempo), run) for tempo, run in runs]
    return targets if any(target is not None for target, _ in targets) else []


def _target_bands(ax: Axes, points: Sequence[Point], palette: Palette) -> tuple[list[Artist], float]:
    """The target's band from each session with it to the first one with another; and the highest edge."""
    handles: list[Artist] = []
    top = 0.0
    runs = _targets(points)
    for at, (target, run) in enumerate(runs):
        if target is None:
            continue
        low, high = 0.0, X_LIMIT_S
        if target.lower_s is not None:
            low = max(0.0, target.lower_s - target.lower_tolerance_s)
            high = target.lower_s + target.lower_tolerance_s
        following = runs[at + 1][1][0] if at + 1 < len(runs) else run[-1]
        begin, end = _local(run[0].began), _local(following.began)
        if end - begin < LEAST_SPAN / 4 and at + 1 == len(runs):
            begin, end = begin - LEAST_SPAN / 4, end + LEAST_SPAN / 4
        ends = _numbers([begin, end])
        band = ax.fill_between(ends, low, high, facecolor=palette.band, alpha=0.3, linewidth=0, zorder=1)
        for edge in (low, high):
            ax.plot(ends, [edge, edge], color=palette.soft, linewidth=0.7, linestyle=":", zorder=2)
        top = max(top, high)
        if not handles:
            band.set_label("target")
            handles.append(band)
    return handles, top


def _span(series: Sequence[Series]) -> Span:
    moments = [_local(point.began) for one in series for point in one.points]
    return min(moments), max(moments)


def _across(ax: Axes) -> None:
    """A few round figures on the upward axis."""
    from matplotlib.ticker import MaxNLocator

    ax.yaxis.set_major_locator(MaxNLocator(LINES_ACROSS, steps=[1, 2, 2.5, 5, 10]))


def _dates(ax: Axes, span: Span) -> None:
    """Dates below, a few of them, and as short as they can be."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    begin, end = span
    if end - begin < LEAST_SPAN:
        spare = (LEAST_SPAN - (end - begin)) / 2
        begin, end = begin - spare, end + spare
    free = SIDE_SHARE * (end - begin)
    low, high = _numbers([begin - free, end + free])
    ax.set_xlim(low, high)
    locator = AutoDateLocator(minticks=3, maxticks=6)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(
        ConciseDateFormatter(
            locator,
            formats=["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"],
            zero_formats=["", "%Y", "%d %b", "%d %b", "%H:%M", "%H:%M"],
            offset_formats=["", "%Y", "%Y", "%d %b %Y", "%d %b %Y", "%d %b %Y"],
        )
    )


def _numbers(moments: Sequence[datetime]) -> list[float]:
    """Moments as matplotlib counts them: days."""
    from matplotlib.dates import date2num

    numbers: Any = date2num(list(moments))
    return [float(number) for number in numbers]


def _local(moment: datetime) -> datetime:
    """The clock on the wall where it was."""
    return moment.replace(tzinfo=None)
