"""Chart: what was done in each week, against what was to be done."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from soleus_sense.history.dose import WEEK, WeeklyDose
from soleus_sense.report.axes import dress, legend_above, nothing
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.trend_axes import COLUMNS, ROOM, across, dates_below, days_of
from soleus_sense.report.trend_content import amount

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

MOST_WEEKS = 104
"""A bar of more weeks would be thinner than the gap beside it: the newest are shown."""

BAR_DAYS = 5.5
"""Width of a week's bar: a gap of a day and a half to the next."""


def plot_weekly_dose(dose: WeeklyDose, ax: Axes, *, palette: Palette = LIGHT) -> Axes:
    """Draw a bar per week, and the dose of a week where one is known: that of a session would look like one."""
    if not any(week.amount for week in dose.weeks[-MOST_WEEKS:]):
        return nothing(ax, "Nothing was counted in these weeks.", palette)
    weeks = dose.weeks[-MOST_WEEKS:]
    middles = [datetime.combine(week.monday, time(12)) + timedelta(days=3) for week in weeks]
    amounts = [week.amount for week in weeks]
    edges = [edge for middle in days_of(middles) for edge in (middle - BAR_DAYS / 2, middle + BAR_DAYS / 2)]
    steps = [height for one in amounts for height in (one, 0.0)][:-1]  # one shape: hundreds of bars take a while
    ax.stairs(steps, edges, fill=True, facecolor=palette.left, linewidth=0, zorder=2)
    handles = _planned(ax, dose, palette)
    most_planned = max((week.planned[1] for week in weeks if week.planned is not None), default=0.0)
    ax.set_ylim(0, ROOM * max(*amounts, most_planned))
    ax.set_ylabel("Minutes a week" if dose.unit == "min" else "Reps a week")
    dates_below(ax, (middles[0] - timedelta(days=3), middles[-1] + timedelta(days=3)))
    across(ax)
    dress(ax, palette)
    legend_above(ax, handles, palette, columns=COLUMNS)
    return ax


def _planned(ax: Axes, dose: WeeklyDose, palette: Palette) -> list[Artist]:
    """What was to be done in each week: a line at the fewest, a band up to the most."""
    weeks = dose.weeks[-MOST_WEEKS:]
    if not any(week.planned for week in weeks):
        return []
    mondays = [datetime.combine(week.monday, time(0)) for week in weeks]
    edges = days_of([*mondays, mondays[-1] + WEEK])
    nothing = float("nan")
    fewest = [nothing if week.planned is None else week.planned[0] for week in weeks]
    most = [nothing if week.planned is None else week.planned[1] for week in weeks]
    if fewest != most:
        ax.stairs(most, edges, baseline=fewest, fill=True, facecolor=palette.band, alpha=0.3, linewidth=0, zorder=1)
    each = {week.planned for week in weeks}
    label = "dose of a week" if len(each) > 1 or fewest != most else f"dose of a week: {amount(fewest[0], '')}"
    line = ax.stairs(fewest, edges, baseline=None, color=palette.ink, linewidth=1.2, zorder=3, label=label)
    return [line]
