"""Chart: the limb symmetry indices of each session over the weeks, and the usual pass mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from soleus_sense.history.progress import SYMMETRIES, Series
from soleus_sense.motion.quality import PASS_SYMMETRY
from soleus_sense.report.axes import dress, legend_above, nothing
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.trend_axes import COLUMNS, Span, across, dates_below, marks, span_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

SYMMETRY_FLOOR = 50.0
"""A symmetry chart begins here, or lower where a dot lies lower: 90 and 100 would be hard to tell apart from 0 on."""

NAMES = {"symmetry_reps": "reps", "symmetry_range": "range", "symmetry_lower": "lowering"}


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
        handles += marks(ax, one.points, palette, marker=marker, colour=colour, label=NAMES[one.quantity.key])
    handles.append(
        ax.axhline(PASS_SYMMETRY, color=palette.ink, linestyle=(0, (4, 2)), linewidth=1.0, label="pass mark")
    )
    lowest = min(point.value for one in shown for point in one.points)
    ax.set_ylim(min(SYMMETRY_FLOOR, lowest - 5), 103)
    ax.set_ylabel("Symmetry (%)")
    dates_below(ax, span or span_of(shown))
    across(ax)
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=COLUMNS)
    return ax
