"""The report after a session, and over weeks: charts as functions for any Axes, and the pages that hold them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from soleus_sense.report.cycles import plot_cycles
    from soleus_sense.report.heel_range import plot_range
    from soleus_sense.report.lowering import plot_lowering
    from soleus_sense.report.session_report import write_session_report
    from soleus_sense.report.sides import plot_sides
    from soleus_sense.report.tempo import plot_tempo
    from soleus_sense.report.travel import plot_travel
    from soleus_sense.report.trend_dose import plot_weekly_dose
    from soleus_sense.report.trend_quantity import plot_trend
    from soleus_sense.report.trend_symmetry import plot_symmetry_trend
    from soleus_sense.report.trends import write_trends

__all__ = [
    "plot_cycles",
    "plot_lowering",
    "plot_range",
    "plot_sides",
    "plot_symmetry_trend",
    "plot_tempo",
    "plot_travel",
    "plot_trend",
    "plot_weekly_dose",
    "write_session_report",
    "write_trends",
]

# The words of the history and of the trends lie beside the charts. They need no numpy and no scipy, which take half a
# second to import: what draws is fetched when it is first asked for.
_FOUND_IN = {
    "plot_cycles": "cycles",
    "plot_lowering": "lowering",
    "plot_range": "heel_range",
    "plot_sides": "sides",
    "plot_tempo": "tempo",
    "plot_travel": "travel",
    "plot_symmetry_trend": "trend_symmetry",
    "plot_trend": "trend_quantity",
    "plot_weekly_dose": "trend_dose",
    "write_trends": "trends",
    "write_session_report": "session_report",
}


def __getattr__(name: str) -> Any:
    if name not in _FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_FOUND_IN[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
