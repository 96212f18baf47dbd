"""The page of trends: what weeks of sessions show, as one self-contained HTML file and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from soleus_sense.history.dose import Course
from soleus_sense.history.values import SessionFigures
from soleus_sense.report.chart import Chart
from soleus_sense.report.html import Drawing, drawing_of
from soleus_sense.report.html import page as html_page
from soleus_sense.report.output import PathLike, png_of, write_file
from soleus_sense.report.pages import (
    BETWEEN_INCH,
    CHART_ROW_INCH,
    WIDTH_INCH,
    PageBlock,
    facts_block,
    page_figure,
    text_block,
)
from soleus_sense.report.style import CHART_INCH, FONT_PT, LIGHT, Palette, styled
from soleus_sense.report.trend_axes import place
from soleus_sense.report.trend_charts import charts_of
from soleus_sense.report.trend_content import NOTES, ExerciseTrend, trends_of

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

TITLE = "Progress"

NOTHING = "No session in this time."

WHAT = "The trends"
"""As errors name them."""

EXERCISES_IN_PICTURE = 3
"""A picture of more would be too tall to look at: it holds those done most often."""

TITLE_INCH = 0.24
"""Height of a chart's title in the picture."""


@dataclass(frozen=True)
class TrendPage:
    """One exercise in the page: its words and its drawings."""

    words: ExerciseTrend
    drawings: tuple[Drawing, ...]


def write_trends(
    sessions: Sequence[SessionFigures],
    html_path: PathLike | None = None,
    *,
    png_path: PathLike | None = None,
    title: str | None = None,
    times_a_week: float | None = None,
    course: Course | None = None,
) -> tuple[Path, ...]:
    """Write the trends of sessions.

    Parameters
    ----------
    sessions : oldest first, as `History.sessions` gives them; there may be none
    html_path, png_path : where the page and the picture go, if anywhere; folders are made where missing
    title : of the page
    times_a_week : how often each exercise is meant to be done, for the weekly dose
    course : the programme that is followed

    Returns
    -------
    The paths written.

    Raises
    ------
    SoleusError
        A path that cannot be written.
    """
    trends = trends_of(sessions, times_a_week=times_a_week, course=course)
    name = title or (TITLE if len(trends) != 1 else f"{TITLE}: {trends[0].title}")
    written: list[Path] = []
    with styled(LIGHT):
        if html_path is not None:
            written.append(write_file(html_path, _html(name, trends), what=WHAT))
        if png_path is not None:
            written.append(write_file(png_path, _png(name, trends, LIGHT), what=WHAT))
    return tuple(written)


def _html(title: str, trends: Sequence[ExerciseTrend]) -> bytes:
    shown = [TrendPage(one, _drawings(one, number)) for number, one in enumerate(trends)]
    return html_page("trends.html.jinja", title=title, nothing=NOTHING, trends=shown, notes=NOTES)


def _drawings(one: ExerciseTrend, number: int) -> tuple[Drawing, ...]:
    from matplotlib.figure import Figure

    drawings: list[Drawing] = []
    for chart in charts_of(one, LIGHT):
        figure = Figure(figsize=CHART_INCH)
        place(chart, figure, CHART_INCH)
        drawings.append(drawing_of(chart, figure, name=f"e{number}-{chart.key}", of=f"{one.title}: "))
    return tuple(drawings)


def _png(title: str, trends: Sequence[ExerciseTrend], palette: Palette) -> bytes:
    shown = trends[:EXERCISES_IN_PICTURE]
    left_out = ", ".join(one.title for one in trends[len(shown) :])
    intro = [NOTHING] if not trends else [f"Not shown here: {left_out}."] if left_out else []
    blocks = [text_block(title, intro, palette)]
    for one in shown:
        blocks += _blocks(one, palette)
    return png_of(page_figure(blocks))


def _blocks(one: ExerciseTrend, palette: Palette) -> list[PageBlock]:
    charts = charts_of(one, palette)
    blocks = [text_block(one.title, [one.headline], palette)]
    if one.standing:
        blocks.append(facts_block(one.now, [*one.standing, one.dose_fact], palette))
    blocks += [_chart_row(charts[at : at + 2], palette) for at in range(0, len(charts), 2)]
    if one.bests:
        blocks.append(facts_block("Personal bests", one.bests, palette))
    return blocks


def _chart_row(charts: Sequence[Chart], palette: Palette) -> PageBlock:
    """Two charts beside each other, each under its title."""
    size_inch = (WIDTH_INCH / 2, CHART_ROW_INCH - TITLE_INCH - BETWEEN_INCH)

    def draw(area: SubFigure) -> None:
        rows = (TITLE_INCH, size_inch[1], BETWEEN_INCH)
        cells = area.subfigures(3, 2, height_ratios=rows, squeeze=False)
        for at, chart in enumerate(charts):
            cells[0, at].text(
                0.005, 0.5, chart.title, va="center", fontsize=FONT_PT + 0.5, fontweight="bold", color=palette.ink
            )
            place(chart, cells[1, at], size_inch)

    return PageBlock(CHART_ROW_INCH, draw)
