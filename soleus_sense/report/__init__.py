"""The report after a session: charts as functions for any Axes, and one page that holds them all."""

from soleus_sense.report.cycles import plot_cycles
from soleus_sense.report.heel_range import plot_range
from soleus_sense.report.lowering import plot_lowering
from soleus_sense.report.session_report import write_session_report
from soleus_sense.report.sides import plot_sides
from soleus_sense.report.tempo import plot_tempo
from soleus_sense.report.travel import plot_travel

__all__ = [
    "plot_cycles",
    "plot_lowering",
    "plot_range",
    "plot_sides",
    "plot_tempo",
    "plot_travel",
    "write_session_report",
]
