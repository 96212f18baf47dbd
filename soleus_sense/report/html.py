"""The reports' web pages: templates filled in, every text escaped, every drawing inside the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soleus_sense._version import __version__
from soleus_sense.report.chart import Chart
from soleus_sense.report.style import DARK, LIGHT
from soleus_sense.report.svg import inline_svg
from soleus_sense.report.words import NO_DEVICE

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawing:
    """A chart in the page; `narrow`, where there is one, takes the place of `svg` on a phone."""

    title: str
    caption: str
    svg: Markup
    narrow: Markup | None = None


def drawing_of(chart: Chart, figure: Figure, *, name: str, of: str = "") -> Drawing:
    """A chart that is drawn in `figure`, for the page.

    Parameters
    ----------
    name : of the drawing within the page
    of : what the chart is of, where its title does not say it; for those who cannot see it
    """
    label = f"{of}{chart.title}. {chart.caption}"
    return Drawing(chart.title, chart.caption, inline_svg(figure, name=name, label=label, palette=LIGHT))


def page(template: str, *, title: str, **values: Any) -> bytes:
    """A page as it is written to disk: the template filled in, in UTF-8."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("soleus_sense.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = pages.get_template(template).render(
        title=title, light=LIGHT.by_name(), dark=DARK.by_name(), version=__version__, no_device=NO_DEVICE, **values
    )
    # Half a character, from a broken file name, is no UTF-8: a question mark stands for it.
    return text.encode("utf-8", "replace")
