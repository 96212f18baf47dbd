"""A chart as the pages know it: what it is called, what it says, and the function that draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soleus_sense.report.style import CHART_INCH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Chart:
    """One chart of a page: its key within the page, its title, its caption, and the function that draws it."""

    key: str
    title: str
    caption: str
    draw: Callable[[Axes], Axes]


def chart_figure(chart: Chart) -> Figure:
    """One chart alone, for a page's grid."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=CHART_INCH, layout="constrained")
    chart.draw(figure.add_subplot())
    return figure
