"""Which charts an exercise's weeks get, all over the same time."""

from __future__ import annotations

from soleus_sense.history.progress import LOWERING
from soleus_sense.motion.quality import PASS_SYMMETRY
from soleus_sense.report.chart import Chart
from soleus_sense.report.style import Palette
from soleus_sense.report.trend_axes import Span, span_of
from soleus_sense.report.trend_content import ExerciseTrend
from soleus_sense.report.trend_dose import MOST_WEEKS, plot_weekly_dose
from soleus_sense.report.trend_quantity import plot_trend, targets_of
from soleus_sense.report.trend_symmetry import NAMES, plot_symmetry_trend

FEWEST_DOTS = 2
"""A single dot says no more than its figure in the table."""


def charts_of(one: ExerciseTrend, palette: Palette) -> list[Chart]:
    """The charts of an exercise that have something to show, all over the same time."""
    dotted = [series for series in one.series.values() if series.points]
    span: Span | None = span_of(dotted) if dotted else None
    charts: list[Chart] = []
    for key, series in one.series.items():
        if key in NAMES or len(series.points) < FEWEST_DOTS:
            continue
        title = f"{series.quantity.name} of each session"
        target = " Grey: the target and its tolerance." if key == LOWERING.key and targets_of(series.points) else ""
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
