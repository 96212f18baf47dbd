"""A figure as a piece of HTML: inline SVG whose colours are the page's, so that one drawing serves light and dark."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from markupsafe import Markup

from soleus_sense.report.style import Palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BEFORE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_NOISE = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<style[^>]*>.*?</style>", re.DOTALL)
_OPENING = re.compile(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>", re.DOTALL)
_ID = re.compile(r' id="([^"]+)"')
_REFERENCE = re.compile(r'(url\(#|href="#)([^")]+)')
_BLANK = re.compile(r"\s*\n\s*")


SVG_DPI = 72.0
"""What matplotlib draws an SVG at."""


def _lay_out(figure: Figure) -> None:
    """Find the axes' places and leave them there; to save a figure would draw it once more for nothing else."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    engine = figure.get_layout_engine()
    if engine is None:
        return
    figure.dpi = SVG_DPI
    FigureCanvasSVG(figure)
    engine.execute(figure)
    figure.set_layout_engine("none")


def inline_svg(figure: Figure, *, name: str, label: str, palette: Palette) -> Markup:
    """Draw a figure as SVG to be put into an HTML page.

    Parameters
    ----------
    figure : drawn in the colours of `palette`
    name : of this drawing within the page; its ids begin with it, so that no two drawings share one
    label : what the drawing shows, for those who cannot see it
    palette : whose colours become the style sheet's variables of the same name

    Notes
    -----
    The same figure gives the same text: ids are numbered, and the date is left out.
    """
    _lay_out(figure)
    drawn = StringIO()
    figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    text = _NOISE.sub("", _BEFORE.sub("", drawn.getvalue()))
    text = text.replace("xlink:href", "href")
    used: dict[str, str] = {}
    for _, reference in _REFERENCE.findall(text):
        used.setdefault(reference, f"{name}-{len(used)}")
    text = _ID.sub(lambda found: f' id="{used[found[1]]}"' if found[1] in used else "", text)
    text = _REFERENCE.sub(lambda found: found[1] + used[found[2]], text)
    for colour_name, colour in palette.by_name().items():
        text = re.sub(rf'fill="{colour}"', f'style="fill: var(--{colour_name})"', text)
        text = text.replace(colour, f"var(--{colour_name})")
    opening = Markup('<svg viewBox="{}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">')
    found = _OPENING.match(text)
    box = found[1] if found else ""
    return Markup(opening.format(box, label) + Markup(_BLANK.sub(" ", _OPENING.sub("", text, count=1)).strip()))
