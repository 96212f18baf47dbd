"""Charts show the analysis's own figures, and every text of them can be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text

from soleus_sense.motion.quality import tempo_drift
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.trace import TravelTrace
from soleus_sense.recording.exporters import analysis_document, reps_to_csv
from soleus_sense.report import plot_cycles, plot_lowering, plot_range, plot_sides, plot_tempo, plot_travel
from soleus_sense.report.content import side_content
from soleus_sense.report.style import CHART_INCH, DARK, LIGHT, Palette, styled

Draw = Callable[[Any, Axes], Axes]

CHARTS: dict[str, Draw] = {
    "travel": lambda session, ax: plot_travel(session.analysis, ax, trace=session.trace),
    "lowering": lambda session, ax: plot_lowering(session.analysis, ax),
    "tempo": lambda session, ax: plot_tempo(session.analysis, ax),
    "cycles": lambda session, ax: plot_cycles(session.analysis, ax, trace=session.trace),
    "range": lambda session, ax: plot_range(session.analysis, ax),
    "sides": lambda session, ax: plot_sides(session.analysis, session.analysis, ax),
    "sides without names": lambda session, ax: plot_sides(
        session.analysis, session.analysis, ax, names=("first sensor", "second sensor")
    ),
}


def drawn(draw: Draw, session: Any) -> tuple[Figure, Axes]:
    """A chart drawn as the page draws it."""
    with styled():
        figure = Figure(figsize=CHART_INCH, layout="constrained")
        FigureCanvasAgg(figure)
        ax = draw(session, figure.add_subplot())
        figure.canvas.draw()
    return figure, ax


def readable_texts(figure: Figure) -> list[Text]:
    """Every text that is seen."""
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    hidden = {id(text) for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for text in _outside(ax, axis)}
    return [text for text in found if id(text) not in hidden]


def _outside(ax: Axes, axis: Any) -> Sequence[Text]:
    """Labels of ticks beyond the axis's ends, which matplotlib keeps but does not draw."""
    low, high = sorted(axis.get_view_interval())
    labels: list[Text] = []
    for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
        inside = low - 1e-9 <= tick.get_loc() <= high + 1e-9
        if not inside or not ax.axison:
            labels += [tick.label1, tick.label2]
    return labels if ax.axison else [*labels, axis.label]


def bars_of(ax: Axes) -> list[BarContainer]:
    return [found for found in ax.containers if isinstance(found, BarContainer)]


@pytest.mark.parametrize("count", [1, 12, 16, 60, 400])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_covers_another_or_is_clipped(name: str, count: int, make_session: Any) -> None:
    rng = np.random.default_rng(count)
    session = make_session(rng.uniform(2.0, 3.6, count).tolist(), rng.uniform(24, 31, count).tolist())
    session = session.with_reps(lambda rep: replace(rep, flagged=rep.index % 7 == 5))
    figure, _ = drawn(CHARTS[name], session)
    boxes = [(text.get_text(), text.get_window_extent()) for text in readable_texts(figure)]
    assert boxes
    for text, box in boxes:
        assert box.x0 >= -0.5 and box.x1 <= figure.bbox.x1 + 0.5, f"{text!r} leaves the figure sideways"
        assert box.y0 >= -0.5 and box.y1 <= figure.bbox.y1 + 0.5, f"{text!r} leaves the figure"
    for (one, first), (other, second) in combinations(boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        tall = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert wide < 1 or tall < 1, f"{one!r} and {other!r} overlap"


@pytest.mark.parametrize("name", [name for name in CHARTS if not name.startswith("sides")])
def test_every_axis_says_its_unit(name: str, make_session: Any) -> None:
    _, ax = drawn(CHARTS[name], make_session([3.0, 2.8, 3.1]))
    assert ax.get_ylabel().endswith(("(s)", "(°)"))
    assert ax.get_xlabel() == "Repetition" or ax.get_xlabel().endswith(("(s)", "(%)"))


@pytest.mark.parametrize("name", CHARTS)
def test_legends_stand_above_the_data(name: str, make_session: Any) -> None:
    _, ax = drawn(CHARTS[name], make_session([3.0, 2.0, 3.1, 2.9, 3.0, 2.2, 3.0]))
    legend = ax.get_legend()
    assert legend is not None
    assert legend.get_window_extent().y0 >= ax.get_window_extent().y1
    assert legend.get_window_extent().x1 <= ax.get_window_extent().x1 + 1, "a wider legend squeezes the axes"


@pytest.mark.parametrize("name", CHARTS)
def test_without_a_repetition_a_sentence_stands_instead_of_empty_axes(name: str, make_session: Any) -> None:
    session = make_session([3.0])
    nothing = replace(
        session, analysis=replace(session.analysis, reps=(), sets=()), trace=TravelTrace(np.empty(0), np.empty(0), "°")
    )
    figure, ax = drawn(CHARTS[name], nothing)
    assert not ax.axison
    assert [text.get_text()[-1] for text in readable_texts(figure)] == ["."]


def test_bars_are_the_lowering_times(make_session: Any) -> None:
    lowerings = [3.0, 2.9, 2.4, 3.6, 3.1]
    _, ax = drawn(CHARTS["lowering"], make_session(lowerings))
    heights = {round(bar.get_center()[0]): bar.get_height() for bars in bars_of(ax) for bar in bars}
    assert heights == pytest.approx(dict(enumerate(lowerings, start=1)))


def test_flagged_repetitions_carry_their_sign(make_session: Any) -> None:
    session = make_session([3.0] * 4).with_reps(lambda rep: replace(rep, flagged=rep.index == 2))
    for name in ("lowering", "tempo", "range"):
        _, ax = drawn(CHARTS[name], session)
        assert [label.get_text() for label in ax.get_xticklabels()][-4:] == ["1", "2†", "3", "4"]


def test_what_misses_the_target_is_hatched(make_session: Any) -> None:
    _, ax = drawn(CHARTS["lowering"], make_session([3.0, 2.9, 2.4, 3.6, 3.1]))
    hatched = {round(bar.get_center()[0]) for bars in bars_of(ax) for bar in bars if bar.get_hatch()}
    assert hatched == {3, 4}


def test_the_band_is_the_targets_tolerance(make_session: Any) -> None:
    _, ax = drawn(CHARTS["lowering"], make_session([3.0, 2.9], tempo="2-0-1-0"))
    band = next(patch for patch in ax.patches if str(patch.get_label()).startswith("target"))
    extents = band.get_path().get_extents(band.get_patch_transform())
    assert (extents.y0, extents.y1) == pytest.approx((1.7, 2.3))


def test_without_a_target_there_is_no_band(make_session: Any) -> None:
    _, ax = drawn(CHARTS["lowering"], make_session([3.0, 2.9], tempo=None))
    assert not [patch for patch in ax.patches if "target" in str(patch.get_label())]


def test_the_trend_is_the_drift_of_the_table(make_session: Any) -> None:
    session = make_session([3.0, 2.9, 2.9, 2.5, 2.4])
    _, ax = drawn(CHARTS["lowering"], session)
    trend = next(line for line in ax.lines if line.get_label() == "trend")
    (x0, x1), (y0, y1) = np.asarray(trend.get_xdata()), np.asarray(trend.get_ydata())
    assert (y1 - y0) / (x1 - x0) == pytest.approx(tempo_drift(session.analysis.reps))


def test_stacks_are_the_four_phases_beside_the_target(make_session: Any) -> None:
    session = make_session([3.0, 2.5], tempo="3-1-2-0")
    _, ax = drawn(CHARTS["tempo"], session)
    heights = [[bar.get_height() for bar in bars] for bars in bars_of(ax)]
    raises, tops, lowers, bottoms = heights
    assert raises == pytest.approx([2.0, 1.0, 1.0])
    assert tops == pytest.approx([0.0, 0.25, 0.25])
    assert lowers == pytest.approx([3.0, 3.0, 2.5])
    assert bottoms == pytest.approx([1.0, 0.4, 0.0])


def test_very_many_repetitions_become_a_few_blocks(make_session: Any) -> None:
    session = make_session([3.0] * 450)
    _, ax = drawn(CHARTS["tempo"], session)
    assert len(bars_of(ax)[0]) == 30
    _, ax = drawn(CHARTS["lowering"], session)
    assert len(bars_of(ax)[0]) == 30


def test_dots_are_the_ranges_and_the_loss_is_said(make_session: Any) -> None:
    ranges = [30, 32, 31, 30, 26, 25, 24]
    _, ax = drawn(CHARTS["range"], make_session([3.0] * 7, ranges))
    dots = next(line for line in ax.lines if line.get_label() == "repetition")
    assert np.asarray(dots.get_ydata()) == pytest.approx(ranges)
    labels = [text.get_text().replace("\u00a0", " ") for text in ax.get_legend().get_texts()]
    assert "last three: 19 % lost" in labels


def test_without_a_range_the_chart_says_so(make_session: Any) -> None:
    session = make_session([3.0] * 3).with_reps(lambda rep: replace(rep, range_deg=None))
    figure, ax = drawn(CHARTS["range"], session)
    assert not ax.axison
    assert "No range of motion" in readable_texts(figure)[0].get_text()


def test_the_mean_cycle_is_the_mean_of_the_travel(make_session: Any) -> None:
    session = make_session([3.0, 3.0], [20, 30])
    _, ax = drawn(CHARTS["cycles"], session)
    mean = next(line for line in ax.lines if line.get_label() == "mean")
    assert np.asarray(mean.get_ydata()).max() == pytest.approx(25.0, abs=0.2)


def test_travel_is_numbered_within_the_set_and_partials_are_not(make_session: Any) -> None:
    session = make_session([[3.0, 3.0, 3.0], [3.0, 3.0]])
    session = session.with_reps(lambda rep: replace(rep, counted=rep.index != 2))
    with styled():
        figure = Figure(figsize=CHART_INCH, layout="constrained")
        ax = plot_travel(session.analysis, figure.add_subplot(), trace=session.trace, set_index=1)
    assert [text.get_text() for text in ax.texts] == ["1", "p", "2"]


def test_a_repetition_at_the_recordings_edge_is_numbered_too(make_session: Any) -> None:
    session = make_session([0.2] + [3.0] * 11 + [0.2])
    reps = session.analysis.reps
    edges = (reps[0].raise_start_s, reps[-1].lower_end_s)
    with styled():
        ax = plot_travel(
            session.analysis, Figure(figsize=CHART_INCH).add_subplot(), trace=session.trace, window_s=edges
        )
    assert [text.get_text() for text in ax.texts] == [str(number) for number in range(1, 14)]


def test_travel_is_not_drawn_where_samples_are_missing(make_session: Any) -> None:
    session = make_session([3.0, 3.0])
    figure = Figure()
    ax = plot_travel(session.analysis, figure.add_subplot(), trace=session.trace, gaps=[(3.0, 4.0)])
    line = ax.lines[0]
    x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
    assert np.isnan(y[(x > 3.01) & (x < 3.99)]).all()
    assert np.isfinite(y[(x < 3.0) | (x > 4.0)]).all()


def test_sides_are_shares_of_the_larger(make_session: Any) -> None:
    left, right = make_session([3.0] * 10, [30] * 10), make_session([2.4] * 9, [27] * 9)
    figure = Figure()
    ax = plot_sides(left.analysis, right.analysis, figure.add_subplot())
    heights = [[bar.get_height() for bar in bars] for bars in bars_of(ax)]
    assert heights[0] == pytest.approx([100, 100, 100])
    assert heights[1] == pytest.approx([90, 80, 90])


def test_charts_take_any_axes_and_return_it(make_session: Any) -> None:
    session = make_session([3.0, 2.9, 3.1])
    for draw in CHARTS.values():
        axes = Figure().add_subplot()
        assert draw(session, axes) is axes


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], parts))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_stand_out_from_the_paper(palette: Palette) -> None:
    for colour in (palette.ink, palette.soft):
        bright, dim = sorted((luminance(colour), luminance(palette.paper)), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_phases_differ_in_grey_too(palette: Palette) -> None:
    phases = [palette.raise_, palette.top, palette.lower, palette.bottom]
    greys = [luminance(colour) ** (1 / 2.2) for colour in phases]
    assert min(abs(one - other) for one, other in combinations(greys, 2)) > 0.04
    assert len(set(palette.by_name().values())) == len(palette.by_name())


def test_charts_need_no_set(make_session: Any) -> None:
    """A partial outside of any set does not trouble a chart of all."""
    session = make_session([3.0, 3.0, 3.0])
    loose: tuple[Rep, ...] = (replace(session.analysis.reps[0], counted=False, set=0), *session.analysis.reps[1:])
    analysis: Analysis = replace(session.analysis, reps=loose)
    assert len(bars_of(plot_tempo(analysis, Figure().add_subplot()))[0]) == 3


def test_a_plotted_figure_is_that_of_the_table_the_csv_and_the_json(make_session: Any) -> None:
    rng = np.random.default_rng(8)
    session = make_session(rng.uniform(2.0, 3.6, 12).tolist(), rng.uniform(24, 31, 12).tolist())
    document = analysis_document(session.recording, session.analysis)
    in_json = [(rep["lower_s"], rep["range_deg"]) for rep in document["reps"]]
    rows = list(csv.DictReader(io.StringIO(reps_to_csv([document]))))
    assert [(float(row["lower_s"]), float(row["range_deg"])) for row in rows] == in_json
    (one,) = side_content(session.recording, session.analysis).sets
    column = {name: at for at, (name, _) in enumerate(one.table.columns)}
    told = [(row[column["Lower"]], row[column["Turn"]]) for row in one.table.rows]
    assert told == [(f"{lower_s:.2f}", f"{turn:.0f}") for lower_s, turn in in_json]
    for name, values, texts in (
        ("lowering", [lower_s for lower_s, _ in in_json], [f"{lower_s:.1f}" for lower_s, _ in in_json]),
        ("range", [turn for _, turn in in_json], [turn for _, turn in told]),
    ):
        _, ax = drawn(CHARTS[name], session)
        assert sorted(plotted(ax)) == pytest.approx(sorted(values), abs=1e-6)
        assert [text.get_text() for text in ax.texts] == texts


def plotted(ax: Axes) -> list[float]:
    """The values of a chart's bars, or of its dots."""
    if bars_of(ax):
        return [bar.get_height() for bars in bars_of(ax) for bar in bars]
    return [float(value) for value in np.asarray(ax.lines[0].get_ydata())]


def test_every_chart_and_page_can_be_had_from_the_room() -> None:
    import soleus_sense.report as room

    assert {name for name in room.__all__ if callable(getattr(room, name))} == set(room.__all__) <= set(dir(room))
    with pytest.raises(AttributeError, match="has no attribute 'plot_nothing'"):
        _ = room.plot_nothing  # pyright: ignore[reportAttributeAccessIssue]
