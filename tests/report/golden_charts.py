"""The charts that a person has looked at, as small pictures in `golden/`, and how they are made again.

    python tests/report/golden_charts.py [NAME…]

draws them anew, all or those named; look at each before it is committed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from math import sin
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sessions_made import Session, make_session

from soleus_sense.history import SessionId
from soleus_sense.history.progress import LOWERING, RANGE
from soleus_sense.history.values import LegFigures, SessionFigures
from soleus_sense.report import (
    plot_cycles,
    plot_lowering,
    plot_range,
    plot_sides,
    plot_symmetry_trend,
    plot_tempo,
    plot_travel,
    plot_trend,
    plot_weekly_dose,
)
from soleus_sense.report.chart import Chart
from soleus_sense.report.style import CHART_INCH, DARK, LIGHT, Palette, styled
from soleus_sense.report.trend_axes import place
from soleus_sense.report.trend_content import ExerciseTrend, trends_of

FOLDER = Path(__file__).with_name("golden")

MADE_WITH = "3.11"
"""Version of matplotlib they were made with: another one may lay a chart out a little otherwise."""

DOTS_PER_INCH = 80

LOWERED_S = (3.0, 3.1, 2.9, 3.0, 2.8, 3.0, 2.9, 2.7, 2.6, 2.5, 2.4, 3.7)
RANGES_DEG = (30, 31, 30, 29, 30, 29, 28, 28, 27, 26, 25, 25)


def one_set() -> Session:
    """Twelve repetitions that get faster and lower, the fifth with samples missing."""
    made = make_session(LOWERED_S, RANGES_DEG)
    return made.with_reps(lambda rep: replace(rep, flagged=rep.index == 5))


def very_many() -> Session:
    """A set of 450."""
    return make_session([3.0 + 0.3 * sin(at) + 0.001 * at for at in range(450)], rate_hz=20.0)


def months() -> ExerciseTrend:
    """Thirty sessions of both legs over a hundred days, the right leg catching up."""
    began = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)

    def leg(side: str, share: float, at: int) -> LegFigures:
        lower_s = 2.2 + 0.025 * at + 0.15 * sin(7.0 * at)
        reps = round(36 * share)
        return LegFigures(
            *(side, side, "heel", None, 3, reps, at % 3, reps // 3, lower_s, min(1.0, 0.03 * at)),
            *(140.0, 160.0, 28.0 * share, 8.0 * share + 0.03 * at, None, 20.0),
        )

    sessions = [
        SessionFigures(
            id=SessionId(at + 1),
            began=began + timedelta(days=3.4 * at),
            ended=None,
            exercise="seated-calf-raise",
            tempo="3-0-1-0" if at < 20 else "4-0-1-0",
            note="",
            legs=(leg("left", 1.0, at), leg("right", 0.7 + 0.01 * at, at)),
        )
        for at in range(30)
    ]
    return trends_of(sessions, times_a_week=2)[0]


def alone(draw: Callable[[Axes], Axes], palette: Palette = LIGHT) -> bytes:
    """A chart of a session, as the page draws it."""
    with styled(palette):
        figure = Figure(figsize=CHART_INCH, layout="constrained")
        draw(figure.add_subplot())
        return png_of(figure)


def placed(draw: Callable[[Axes], Axes]) -> bytes:
    """A chart of the trends, as the page draws it."""
    with styled():
        figure = Figure(figsize=CHART_INCH)
        place(Chart("", "", "", draw), figure, CHART_INCH)
        return png_of(figure)


def png_of(figure: Figure) -> bytes:
    """The figure as a small PNG by Agg, whatever backend is set."""
    drawn = BytesIO()
    figure.set_dpi(DOTS_PER_INCH)
    FigureCanvasAgg(figure).print_png(drawn, metadata={"Software": None}, pil_kwargs={"optimize": True})
    return drawn.getvalue()


def travel() -> bytes:
    """Travel with a gap of samples."""
    session = one_set()
    gap = [(9.0, 10.0)]
    return alone(lambda ax: plot_travel(session.analysis, ax, trace=session.trace, window_s=(1.0, 18.0), gaps=gap))


def sides() -> bytes:
    """Two legs."""
    left, right = make_session(LOWERED_S, RANGES_DEG), make_session(LOWERED_S[:9], RANGES_DEG[3:])
    return alone(lambda ax: plot_sides(left.analysis, right.analysis, ax))


CHARTS: dict[str, Callable[[], bytes]] = {
    "travel": travel,
    "lowering": lambda: alone(lambda ax: plot_lowering(one_set().analysis, ax)),
    "lowering-dark": lambda: alone(lambda ax: plot_lowering(one_set().analysis, ax, palette=DARK), DARK),
    "lowering-blocks": lambda: alone(lambda ax: plot_lowering(very_many().analysis, ax)),
    "tempo": lambda: alone(lambda ax: plot_tempo(one_set().analysis, ax)),
    "cycles": lambda: alone(lambda ax: plot_cycles(one_set().analysis, ax, trace=one_set().trace)),
    "range": lambda: alone(lambda ax: plot_range(one_set().analysis, ax)),
    "sides": sides,
    "trend-lowering": lambda: placed(lambda ax: plot_trend(months().series[LOWERING.key], ax)),
    "trend-range": lambda: placed(lambda ax: plot_trend(months().series[RANGE.key], ax)),
    "trend-symmetry": lambda: placed(lambda ax: plot_symmetry_trend(months().series, ax)),
    "trend-dose": lambda: placed(lambda ax: plot_weekly_dose(months().dose, ax)),
}
"""What is drawn, by the name of its picture."""


def main() -> None:
    """Draw the pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or CHARTS:
        path = FOLDER / f"{name}.png"
        path.write_bytes(CHARTS[name]())
        print(path)


if __name__ == "__main__":
    main()
