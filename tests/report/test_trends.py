"""The page of trends draws what its table says, needs nothing else, and never fails on odd weeks."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from soleus_sense.errors import SoleusError
from soleus_sense.exercises.programmes import find_programme
from soleus_sense.history import SessionId
from soleus_sense.history.dose import Course, weekly_dose
from soleus_sense.history.progress import LOWERING, QUANTITIES, series_of
from soleus_sense.history.values import LegFigures, SessionFigures
from soleus_sense.report import plot_symmetry_trend, plot_trend, plot_weekly_dose
from soleus_sense.report.style import CHART_INCH, DARK, LIGHT, styled
from soleus_sense.report.terminal_chart import FINE, PLAIN, bars, dot_chart, signs_for
from soleus_sense.report.trend_axes import place
from soleus_sense.report.trend_charts import charts_of
from soleus_sense.report.trend_content import amount, sessions_table, trends_of
from soleus_sense.report.trends import write_trends

BEGAN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def leg(lower_s: float | None = 2.9, reps: int = 36, **other: Any) -> LegFigures:
    """One sensor's figures of three sets."""
    known: dict[str, Any] = {
        "sensor": "",
        "side": None,
        "placement": "heel",
        "path": None,
        "sets": 3,
        "reps": reps,
        "partials": 0,
        "most_reps": reps // 3,
        "lower_s": lower_s,
        "compliance": 0.75,
        "time_under_tension_s": 130.0,
        "sets_s": 150.0,
        "turn_deg": 28.0,
        "height_cm": 8.0,
        "walking_s": None,
        "weight_kg": 20.0,
    }
    return LegFigures(**known | other)


def session(number: int, days: float, *legs: LegFigures, **other: Any) -> SessionFigures:
    """A session that began so many days after the first."""
    known: dict[str, Any] = {
        "id": SessionId(number),
        "began": BEGAN + timedelta(days=days),
        "ended": None,
        "exercise": "seated-calf-raise",
        "tempo": "3-0-1-0",
        "note": "",
        "legs": legs or (leg(),),
    }
    return SessionFigures(**known | other)


def weeks(count: int, every: float = 2.0, **other: Any) -> list[SessionFigures]:
    """Sessions every so many days, with figures that vary."""
    chance = Random(count)
    return [
        session(
            at + 1,
            at * every,
            leg(
                chance.gauss(2.8, 0.2),
                chance.randrange(20, 40),
                height_cm=chance.gauss(8, 0.3),
                compliance=chance.random(),
            ),
            **other,
        )
        for at in range(count)
    ]


def both(number: int, days: float, right: float = 0.9) -> SessionFigures:
    """A session with two legs."""
    return session(
        number,
        days,
        leg(sensor="left", side="left"),
        leg(2.9 * right, round(36 * right), sensor="right", side="right", height_cm=8 * right),
    )


NOTHING: dict[str, Any] = {
    "lower_s": None,
    "reps": 0,
    "most_reps": 0,
    "compliance": None,
    "time_under_tension_s": 0.0,
    "sets_s": 0.0,
    "turn_deg": None,
    "height_cm": None,
    "weight_kg": None,
}

ODD: dict[str, list[SessionFigures]] = {
    "none": [],
    "one": weeks(1),
    "two": weeks(2),
    "two on one day": weeks(2, every=0.1),
    "a year": weeks(183),
    "no target": weeks(9, tempo=None),
    "no target and no exercise": weeks(9, tempo=None, exercise=None),
    "an exercise unknown here": weeks(9, exercise="<b>juggling</b>"),
    "other targets": [*weeks(5), *(replace(one, tempo="2-0-1-0") for one in weeks(9)[5:])],
    "as fast as possible": weeks(9, tempo="X-0-1-0"),
    "free drops": weeks(9, exercise="soleus-push-up", tempo=None),
    "both legs": [both(at, 3 * at, 0.5 + 0.05 * at) for at in range(1, 10)],
    "single legs": [
        session(at, 3 * at, leg(side=("left", "right", None)[at % 3], sensor="")) for at in range(1, 12)
    ],
    "walks": [
        session(at, at, leg(**NOTHING, walking_s=60.0 * at, strides=50 * at, distance_m=30.0), exercise="toe-walk")
        for at in range(1, 5)
    ],
    "nothing counted": [session(at, at, leg(**NOTHING)) for at in range(1, 5)],
    "no range": [session(at, at, leg(turn_deg=None, height_cm=None)) for at in range(1, 9)],
    "ranges of many kinds": [
        session(at, at, leg(height_cm=None if at % 2 else 7.0, placement=("heel", "shin")[at % 3 == 0]))
        for at in range(1, 12)
    ],
    "thousands of reps": [session(at, at, leg(reps=3000 * at, time_under_tension_s=9000.0)) for at in range(1, 9)],
    "all the same": [session(at, 3 * at) for at in range(1, 12)],
    "decades": [session(at, 2500 * at) for at in range(1, 9)],
    "several": [*weeks(12), *(replace(one, exercise="heel-rise-test") for one in weeks(4)), both(99, 3)],
}  # fmt: skip


PICTURED = ("none", "one", "both legs")

CROWDED = (
    *("a year", "no target", "other targets", "both legs", "single legs"),
    *("ranges of many kinds", "thousands of reps", "decades"),
)
"""Cases whose charts hold the most and the longest texts."""


class Page(HTMLParser):
    """What a page shows: its tags, ids and texts, and the rows of its tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self._hidden += tag in ("style", "title")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append(data.strip())
            if self.rows and self.rows[-1]:
                self.rows[-1][-1] += data.strip()

    @property
    def text(self) -> str:
        return " ".join(self.texts).replace("\u00a0", " ").replace("\u2009", " ")


def page_of(sessions: Sequence[SessionFigures], folder: Path, **more: Any) -> Page:
    (written,) = write_trends(sessions, folder / "trends.html", **more)
    return Page(written.read_text("utf-8"))


def axes_of(draw: Any) -> Axes:
    """A chart on its own."""
    with styled():
        figure = Figure(figsize=CHART_INCH)
        FigureCanvasAgg(figure)
        ax = draw(figure.add_subplot())
        figure.canvas.draw()
    return ax


def line_of(ax: Axes, label: str) -> Any:
    return next(line for line in ax.get_lines() if str(line.get_label()).startswith(label))


@pytest.mark.parametrize("name", ODD)
def test_odd_weeks_give_a_sensible_page_and_picture(name: str, tmp_path: Path) -> None:
    page = page_of(ODD[name], tmp_path, times_a_week=2)
    assert page.tags.count("h1") == 1
    assert not re.search(r"\b(nan|None|inf)\b", page.text)
    if name in PICTURED:
        write_trends(ODD[name], png_path=tmp_path / "trends.png")
        assert (tmp_path / "trends.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", CROWDED)
def test_no_text_of_a_chart_covers_another_or_is_clipped(name: str) -> None:
    for one in trends_of(ODD[name], times_a_week=2):
        for chart in charts_of(one, LIGHT):
            with styled():
                figure = Figure(figsize=CHART_INCH)
                FigureCanvasAgg(figure)
                ax = place(chart, figure, CHART_INCH)
                figure.canvas.draw()
            boxes = [(text.get_text(), text.get_window_extent()) for text in _seen(figure, ax)]
            assert len(boxes) > 3
            for text, box in boxes:
                inside = (
                    box.x0 > -0.5 and box.y0 > -0.5 and box.x1 < figure.bbox.x1 + 0.5 and box.y1 < figure.bbox.y1 + 0.5
                )
                assert inside, f"{chart.key}: {text!r} leaves the figure"
            for (one_text, one_box), (other, other_box) in combinations(boxes, 2):
                assert not one_box.padded(-0.5).overlaps(other_box.padded(-0.5)), (
                    f"{chart.key}: {one_text!r} on {other!r}"
                )


def _seen(figure: Figure, ax: Axes) -> list[Text]:
    """Every text that is seen: not the labels of ticks beyond the axes' ends."""
    hidden: set[int] = set()
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                hidden |= {id(tick.label1), id(tick.label2)}
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [text for text in found if id(text) not in hidden]


def test_the_dots_are_the_table(tmp_path: Path) -> None:
    sessions = weeks(7)
    page = page_of(sessions, tmp_path)
    header, *rows = page.rows
    column = {name: at for at, name in enumerate(header)}
    for quantity, heading, digits in (("lower_s", "Lowers", 1), ("reps", "Reps", 0), ("range", "Rangecm", 1)):
        series = trends_of(sessions)[0].series[quantity]
        ax = axes_of(lambda ax, series=series: plot_trend(series, ax))
        drawn = [f"{value:.{digits}f}" for value in line_of(ax, "session").get_ydata()]
        assert drawn == [row[column[heading]] for row in reversed(rows)]


def test_each_session_is_a_row_the_newest_first(tmp_path: Path) -> None:
    page = page_of(weeks(20), tmp_path)
    assert [row[0] for row in page.rows[1:]] == [str(number) for number in range(20, 0, -1)]
    assert "details" in page.tags


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    page = page_of(ODD["several"], tmp_path)
    raw = (tmp_path / "trends.html").read_text("utf-8")
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    assert set(re.findall(r"https?://[^\"' ]+", raw)) == {"http://www.w3.org/2000/svg"}
    assert len(page.ids) == len(set(page.ids))
    assert set(re.findall(r"(?:url\(|href=\")#([^\")]+)", raw)) <= set(page.ids)
    assert not [
        colour for colour in LIGHT.by_name().values() if colour in " ".join(re.findall(r"<svg.*?</svg>", raw, re.S))
    ]


def test_what_people_wrote_is_shown_as_text(tmp_path: Path) -> None:
    nasty = "<script>alert('1')</script> & \"more\""
    page = page_of([replace(one, note=nasty, exercise=nasty) for one in weeks(3)], tmp_path, title=nasty)
    assert "script" not in page.tags
    assert page.text.count("<script>alert('1')</script>") >= 4


def test_the_same_sessions_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_trends(weeks(8), tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_headline_says_where_it_stands_and_where_it_came_from() -> None:
    long = [session(at + 1, 7 * at, leg(2.01 + 0.1 * min(at, 10))) for at in range(40)]
    (one,) = trends_of(long)
    assert one.headline.replace("\u00a0", " ").replace("\u2009", " ") == (
        "40 sessions in 39 weeks, 1 440 reps. "
        "The four weeks up to the last session: lowered in 3.0 s (at first 2.2 s), "
        "75 % within the target (at first 75 %)."
    )


@pytest.mark.parametrize(
    ("lowerings", "says"),
    [
        ([2.0 + 0.06 * at for at in range(12)], "Rose from 2.0 s to 2.7 s in 5 weeks."),
        ([2.7 - 0.06 * at for at in range(12)], "Fell from 2.7 s to 2.0 s in 5 weeks."),
        ([2.8, 2.9, 2.7] * 4, "No clear change in 5 weeks."),
        ([2.8 + 0.0001 * at for at in range(12)], "No clear change in 5 weeks."),
        ([2.8, 2.9], "Too few sessions for a trend."),
    ],
)
def test_the_trend_is_told_in_words(lowerings: list[float], says: str) -> None:
    (one,) = trends_of([session(at + 1, 3 * at, leg(value)) for at, value in enumerate(lowerings)])
    assert one.standing[0].meaning.replace("\u00a0", " ").startswith(says)


def test_the_trend_that_is_told_is_the_line_that_is_drawn() -> None:
    series = series_of([session(at + 1, 3 * at, leg(2.0 + 0.06 * at)) for at in range(12)], LOWERING)
    ax = axes_of(lambda ax: plot_trend(series, ax))
    line = line_of(ax, "trend: 2.0 → 2.7\u00a0s")
    assert (line.get_ydata()[0], line.get_ydata()[-1]) == (pytest.approx(2.0), pytest.approx(2.66))


def test_a_share_never_rises_over_all(tmp_path: Path) -> None:
    sessions = [session(at + 1, 3 * at, leg(compliance=min(1.0, 0.1 * at))) for at in range(14)]
    series = trends_of(sessions)[0].series["compliance"]
    ax = axes_of(lambda ax: plot_trend(series, ax))
    assert max(line_of(ax, "trend").get_ydata()) == 100
    assert "to 100 % in 6 weeks" in page_of(sessions, tmp_path).text


def test_each_target_has_its_band_where_it_was() -> None:
    series = series_of(ODD["other targets"], LOWERING)
    ax = axes_of(lambda ax: plot_trend(series, ax))
    bands = [found.get_datalim(ax.transData) for found in ax.collections if isinstance(found, PolyCollection)]
    assert [(round(box.y0, 2), round(box.y1, 2)) for box in bands] == [(2.55, 3.45), (1.7, 2.3)]
    assert bands[0].x1 == bands[1].x0


def test_a_target_of_the_same_day_lies_over_no_session_with_another() -> None:
    ax = axes_of(lambda ax: plot_trend(series_of(two_targets_of_a_day(), LOWERING), ax))
    bands = [found.get_datalim(ax.transData) for found in ax.collections if isinstance(found, PolyCollection)]
    (at,) = set(line_of(ax, "session").get_xdata())
    assert [(round(box.y0, 2), round(box.y1, 2)) for box in bands] == [(2.55, 3.45), (1.7, 2.3)]
    assert bands[0].x0 < bands[0].x1 == bands[1].x0 == at < bands[1].x1


def two_targets_of_a_day() -> list[SessionFigures]:
    return [replace(session(1, 0, leg(3.0)), tempo="3-0-1-0"), replace(session(2, 0, leg(2.1)), tempo="2-0-1-0")]


def test_the_dates_of_a_few_days_are_evenly_apart() -> None:
    ends = datetime(2025, 1, 1, 9, tzinfo=UTC)
    sessions = [replace(one, began=ends) for one in two_targets_of_a_day()]
    figure = Figure(figsize=CHART_INCH)
    FigureCanvasAgg(figure)
    ax = place(charts_of(trends_of(sessions)[0], LIGHT)[0], figure, CHART_INCH)
    figure.canvas.draw()
    low, high = ax.get_xlim()
    boxes = [
        text.get_window_extent()
        for at, text in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
        if low < at < high
    ]
    assert len(boxes) >= 3
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_a_best_says_what_it_leaves_out() -> None:
    shin = replace(leg(2.0, reps=12, compliance=0.08), placement="shin", turn_deg=None, height_cm=4.3)
    heel = replace(leg(3.0, reps=8, compliance=1.0), placement="heel", turn_deg=None, height_cm=9.0)
    (one,) = trends_of([session(1, 0, heel), session(2, 1, shin), session(3, 2, shin)])
    bests = {best.name: best for best in one.bests}
    assert bests["Most within the target"].value == "8\u00a0%"
    assert bests["Most within the target"].meaning.endswith("Of sessions with 10 reps or more.")
    assert bests["Largest rise of the shin"].value == "4.3\u00a0cm"
    assert bests["Largest rise of the shin"].meaning.endswith("1 session measured otherwise left out.")


def test_few_minutes_are_no_nothing() -> None:
    (one,) = trends_of([session(1, 0, leg(sets_s=20.0), exercise="soleus-push-up", tempo=None)])
    assert one.dose_fact.value == "0.3 min"


def test_a_chart_without_a_dot_says_so() -> None:
    empty = series_of([], LOWERING)
    draws = (
        lambda ax: plot_trend(empty, ax),
        lambda ax: plot_symmetry_trend({}, ax),
        lambda ax: plot_weekly_dose(weekly_dose([], None), ax),
    )
    for draw in draws:
        ax = axes_of(draw)
        assert not ax.axison and len(ax.texts) == 1


def test_single_legs_point_to_their_side() -> None:
    ax = axes_of(lambda ax: plot_trend(series_of(ODD["single legs"], LOWERING), ax, palette=DARK))
    assert [line_of(ax, name).get_marker() for name in ("left leg", "right leg", "both")] == ["<", ">", "o"]


def test_the_dose_of_a_week_is_a_line_across() -> None:
    ax = axes_of(lambda ax: plot_weekly_dose(weekly_dose(weeks(9), "seated-calf-raise", times_a_week=3), ax))
    steps = next(patch for patch in ax.patches if patch.get_label() == "dose of a week: 108")
    assert set(steps.get_data().values) == {108}
    assert not [line for line in ax.lines if set(line.get_ydata()) == {36}], "a session's dose is no week's"


def test_the_dose_stands_against_the_programmes_week() -> None:
    course = Course(find_programme("alfredson"), BEGAN.date())
    drops = [replace(one, exercise="eccentric-heel-drop") for one in weeks(9)]
    (one,) = trends_of(drops, course=course)
    assert one.dose_fact.meaning.replace("\u2009", " ").endswith(
        "Alfredson's eccentric heel drops: week 3 of 12. The week's dose is 1 260 reps. "
        "0 of 3 weeks reached their dose."
    )
    over = trends_of([replace(one, exercise="eccentric-heel-drop") for one in weeks(60)], course=course)[0]
    assert (
        "Alfredson's eccentric heel drops: ended after 12 weeks. 0 of 12 weeks reached their dose."
        in over.dose_fact.meaning
    )
    ax = axes_of(lambda ax: plot_weekly_dose(one.dose, ax))
    steps = next(patch for patch in ax.patches if str(patch.get_label()).startswith("dose of a week"))
    assert steps.get_data().values.tolist() == [1260, 1260, 1260]


def test_a_picture_of_many_exercises_says_what_is_not_in_it(tmp_path: Path) -> None:
    several = [session(at, at, exercise=f"exercise-{at}") for at in range(1, 6)]
    write_trends(several, png_path=tmp_path / "p.png")
    page = page_of(several, tmp_path)
    assert page.tags.count("h2") == 5


def test_a_path_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SoleusError, match=r"^The trends cannot be written to .*file.*\.$"):
        write_trends(weeks(2), tmp_path / "file" / "t.html")


def test_the_table_has_a_column_only_where_there_is_something_in_it() -> None:
    bare = leg(compliance=None, turn_deg=None, height_cm=None, weight_kg=None)
    names = [name for name, _ in sessions_table([session(1, 0, bare)]).columns]
    assert names == ["Session", "Day", "Sets", "Reps", "Lower", "Tension"]
    full = sessions_table([both(1, 0), session(2, 1, leg(height_cm=None, side="left"), note="?")], with_exercise=True)
    assert [name for name, _ in full.columns] == [
        *("Session", "Day", "Exercise", "Leg", "Sets", "Reps", "Lower"),
        *("Within", "Range", "Tension", "Weight", "Symmetry", "Note"),
    ]
    assert full.rows[0][3] == "both" and full.rows[0][11] == "89/90/90"
    assert [row[8].replace("\u00a0", " ") for row in full.rows] == ["7.6 cm", "28°"]
    assert sessions_table([]).rows == ()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2.949, "s", "2.9 s"),
        (1234.4, "", "1 234"),
        (99.6, "%", "100 %"),
        (2.25, "min", "2.2 min"),
        (8.04, "cm", "8.0 cm"),
        (28.4, "°", "28°"),
        (22.5, "kg", "22.5 kg"),
        (20.0, "kg", "20 kg"),
        (20.412, "kg", "20.41 kg"),
        (1204.4, "m", "1 204 m"),
        (98.4, "steps/min", "98 steps/min"),
        (None, "s", "–"),
    ],
)
def test_a_figure_has_no_more_digits_than_it_is_known_to(value: float | None, unit: str, text: str) -> None:
    assert amount(value, unit).replace("\u00a0", " ").replace("\u2009", " ") == text


def test_the_page_is_made_without_scipy() -> None:
    asked = "import sys, soleus_sense.report.trends; print({'scipy', 'pandas'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_every_quantity_says_what_it_is() -> None:
    assert len({one.key for one in QUANTITIES}) == len(QUANTITIES)
    assert all(one.meaning.endswith(".") for one in QUANTITIES)


def test_the_terminals_chart_shows_dots_line_and_band_where_they_are() -> None:
    drawn = dot_chart(
        [(0.0, 1.0), (0.5, 2.0), (1.0, 3.0)],
        low=1.0,
        high=3.0,
        ends=("first", "last"),
        width=21,
        height=5,
        line=((0.0, 1.5), (1.0, 1.5)),
        band=(2.4, 3.0),
    )
    assert drawn == [
        "3.0 │" + "░" * 20 + "•",
        "    │" + "░" * 21,
        "2.0 │          •",
        "    │" + "─" * 21,
        "1.0 │•",
        "    └" + "─" * 21,
        "     first            last",
    ]


def test_a_terminal_without_the_signs_gets_plain_ones() -> None:
    assert signs_for("utf-8") is FINE
    assert [signs_for(encoding) for encoding in ("ascii", "cp1252", None, "nonsense")] == [PLAIN] * 4
    "".join(dot_chart([(0.5, 1.0)], low=0, high=2, ends=("a", "b"), signs=PLAIN, band=(0, 1))).encode("ascii")


def test_bars_are_as_high_as_their_share_of_the_highest() -> None:
    assert bars([0, 1, 4, 8]) == " ▂▅█"
    assert bars([]) == bars([0, 0]) == ""
    assert bars(list(range(100)), most=10)[-1] == "█" and len(bars(list(range(100)), most=10)) == 10
