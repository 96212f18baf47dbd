"""`soleus trend`: what weeks of sessions show, in the terminal, as a web page, as a picture."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.cli.common import check_outputs
from soleus_sense.cli.history import NOTHING_FOUND, NOTHING_YET, chosen, opened
from soleus_sense.cli.printed import console
from soleus_sense.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soleus_sense.history import SessionFigures
    from soleus_sense.history.dose import Course
    from soleus_sense.history.progress import Point, Series
    from soleus_sense.report.terminal_chart import Signs
    from soleus_sense.report.trend_content import ExerciseTrend

WIDEST = 72
"""Characters of a chart on a wide terminal: a year has 52 weeks."""

SIDES = ("left", "right")


def trend(
    exercise: Annotated[
        str | None,
        typer.Argument(help="The exercise; all where not said.", metavar="[EXERCISE]", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="From this day on: 2026-03-01, 2026-03, or 12w for twelve weeks.", metavar="DAY", show_default=False
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Up to this day, it included.", metavar="DAY", show_default=False)
    ] = None,
    side: Annotated[
        str | None, typer.Option(help="Sessions of one leg alone.", metavar="left|right", show_default=False)
    ] = None,
    per_week: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=100,
            help="How often a week it is meant to be done, for the weekly dose.",
            metavar="N",
            show_default=False,
        ),
    ] = None,
    programme: Annotated[
        str | None,
        typer.Option(
            help="The programme that is followed, for the weekly dose: a key of `soleus exercises programme`, or a "
            ".toml file.",
            metavar="KEY|FILE.toml",
            show_default=False,
        ),
    ] = None,
    began: Annotated[
        str | None,
        typer.Option(
            help="The first day of the programme; that of its first session where not said.",
            metavar="DAY",
            show_default=False,
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write a web page.", metavar="PATH", show_default=False)] = None,
    png: Annotated[Path | None, typer.Option(help="Write a picture.", metavar="PATH", show_default=False)] = None,
) -> None:
    """Show the progress over the weeks.

    Lowering time, reps, range, symmetry, personal bests and weekly dose.

    \b
    Examples:
      soleus trend
      soleus trend seated-calf-raise --since 12w --per-week 3
      soleus trend --programme alfredson --began 2026-03-02
      soleus trend --output progress.html --png progress.png
    """
    check_outputs(output, png, inputs=[] if programme is None else [Path(programme)])
    if "-" in (str(output), str(png)):
        raise SettingsError("A page and a picture need a file, not standard output (-).")
    if side is not None and side not in SIDES:
        raise SettingsError(f"There is no side {side!r}; choose left or right.")
    with opened() as kept:
        sessions = chosen(kept, exercise, since, until)
        empty = not sessions and not kept.sessions()
    if side is not None:
        sessions = tuple(one for one in sessions if one.side == side)
    course = _course(programme, began, sessions)
    if output is not None or png is not None:
        from rich.console import Console

        from soleus_sense.report.trends import write_trends

        with Console(stderr=True).status("Drawing the trends"):
            written = write_trends(sessions, output, png_path=png, times_a_week=per_week, course=course)
        for path in written:
            typer.echo(path)
    elif sessions:
        print_trends(sessions, times_a_week=per_week, course=course)
    else:
        typer.echo(NOTHING_YET if empty else NOTHING_FOUND)


def _course(programme: str | None, began: str | None, sessions: Sequence[SessionFigures]) -> Course | None:
    """The programme that is followed; None where none is named, or nothing of it was done yet.

    Raises
    ------
    SettingsError
        There is no such programme or day, or a day without a programme.
    """
    if programme is None:
        if began is not None:
            raise SettingsError("Say which programme began on that day: --programme KEY.")
        return None
    from soleus_sense.exercises.programmes import find_programme
    from soleus_sense.history.dates import day_of
    from soleus_sense.history.dose import Course

    followed = find_programme(programme)
    if began is not None:
        return Course(followed, day_of(began))
    its_own = {one.exercise for weeks in followed.weeks for one in weeks.exercises}
    days = [one.day for one in sessions if one.exercise in its_own]
    return Course(followed, min(days)) if days else None


def print_trends(
    sessions: Sequence[SessionFigures], *, times_a_week: float | None = None, course: Course | None = None
) -> None:
    """Print what the sessions show, an exercise after the other."""
    from rich.table import Table
    from rich.text import Text

    from soleus_sense.report.terminal_chart import bars, signs_for
    from soleus_sense.report.trend_content import trend_words, trends_of

    screen = console()
    signs = signs_for(sys.stdout.encoding)
    for at, one in enumerate(trends_of(sessions, times_a_week=times_a_week, course=course)):
        if at:
            screen.print()
        screen.print(Text(one.title, style="bold"))
        screen.print(Text(one.headline), soft_wrap=not screen.is_terminal)
        for line in _chart(one, min(WIDEST, screen.width - 10), signs):
            screen.print(Text(line), no_wrap=True, crop=True)
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column()
        for fact, series in zip(one.standing, one.series.values(), strict=True):
            table.add_row(fact.name, fact.value, Text(trend_words(series), style="dim"))
        table.add_row(one.dose_fact.name, one.dose_fact.value, Text(one.dose_fact.meaning, style="dim"))
        if len(one.dose.weeks) > 1:
            weeks = bars([week.amount for week in one.dose.weeks], signs=signs)
            table.add_row("", "", Text(weeks, no_wrap=True, overflow="crop"))
        screen.print()
        screen.print(table)
        if one.bests:
            screen.print()
            screen.print("Personal bests", style="bold")
            table = Table(box=None, pad_edge=False, show_header=False)
            for fact in one.bests:
                table.add_row(fact.name, fact.value, Text(fact.meaning, style="dim"))
            screen.print(table)


def _chart(one: ExerciseTrend, width: int, signs: Signs) -> list[str]:
    """The lowering time over the weeks, or the repetitions where there is none; nothing of a single session."""
    from soleus_sense.exercises import Tempo
    from soleus_sense.history.progress import LOWERING, REPS
    from soleus_sense.report.terminal_chart import dot_chart
    from soleus_sense.report.trend_content import changes, trend_ends

    series: Series | None = one.series.get(LOWERING.key) or one.series.get(REPS.key)
    if series is None or len(series.points) < 2 or width < 20:
        return []
    points = series.points
    first, whole = points[0].began, points[-1].began - points[0].began
    values = [point.value for point in points]

    def place_of(point: Point) -> float:
        return (point.began - first) / whole if whole else 0.5

    band, band_from = None, 0.0
    tempo = points[-1].tempo
    if series.quantity is LOWERING and tempo is not None:
        target = Tempo.parse(tempo)
        if target.lower_s is not None:
            band = (target.lower_s - target.lower_tolerance_s, target.lower_s + target.lower_tolerance_s)
            # Sessions before it had another target.
            since = next((at for at in range(len(points), 0, -1) if points[at - 1].tempo != tempo), 0)
            band_from = place_of(points[since]) if since else 0.0
    line: list[tuple[float, float]] = []
    if series.trend is not None:
        line = [((at - first) / whole, value) for at, value in (series.trend.begin, series.trend.end)]
    inside = [*values, *(band or ())]
    spare = 0.05 * (max(inside) - min(inside)) or 0.5
    digits = 1 if series.unit else 0
    drawn = dot_chart(
        [(place_of(point), point.value) for point in points],
        low=max(0.0, min(inside) - spare),
        high=max(inside) + spare,
        ends=(f"{points[0].began:%Y-%m-%d}", f"{points[-1].began:%Y-%m-%d}"),
        width=width,
        line=line,
        band=band,
        band_from=band_from,
        digits=digits,
        signs=signs,
    )
    says = [f"{series.quantity.name}{f' ({series.unit})' if series.unit else ''} of each session"]
    if band is not None:
        says.append(f"{signs.band} target")
    if series.trend is not None:
        ends = " to ".join(trend_ends(series, series.trend)) if changes(series) else "without a clear change"
        says.append(f"{signs.line} trend {ends}")
    return ["", ", ".join(says), *drawn]
