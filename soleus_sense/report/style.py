"""The one look of all charts: colours that colour-blind eyes and grey printers tell apart, in light and dark."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

FONT_PT = 8.5
"""At a phone's 358 px of content a 4.2 in wide chart shows this as 10 px: small, still read without zooming."""

SMALL_PT = 7.5

CHART_INCH = (4.2, 2.75)
"""One chart of the grid: the whole width of a phone, half a desktop page."""

WIDE_INCH = 8.6
"""The whole width of a desktop page."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they mean, as lower-case #rrggbb; every one differs, so that a page can swap them.

    The phases' hues are Okabe and Ito's (2008, "Color Universal Design"), ordered so that their grey values
    differ too; hatches repeat what the colours say.
    """

    paper: str
    ink: str
    soft: str
    rule: str
    raise_: str
    top: str
    lower: str
    bottom: str
    band: str
    left: str
    right: str

    def of_phase(self, phase: str) -> str:
        """The colour of one of `PHASES`."""
        return {"raise": self.raise_, "top": self.top, "lower": self.lower, "bottom": self.bottom}[phase]

    def by_name(self) -> dict[str, str]:
        """Name in a style sheet (without dashes) to colour."""
        return {name.rstrip("_"): colour for name, colour in asdict(self).items()}


LIGHT = Palette(
    paper="#ffffff",
    ink="#1b2127",
    soft="#59636e",
    rule="#d5dae0",
    raise_="#56b4e9",
    top="#f0e442",
    lower="#d55e00",
    bottom="#eceff2",
    band="#7a8793",
    left="#0072b2",
    right="#e69f00",
)

DARK = Palette(
    paper="#171c21",
    ink="#e8ecf0",
    soft="#a3adb8",
    rule="#39424b",
    raise_="#74c4f0",
    top="#e8dc4a",
    lower="#e8701a",
    bottom="#303841",
    band="#8e9aa6",
    left="#4ea6de",
    right="#f0ae2b",
)

HATCHES = {"raise": "////", "top": "||||", "lower": "", "bottom": ""}
"""What tells the phases apart without colour; the lowering, which this is all about, is the solid one."""


NOT_A_LOOK = frozenset({"backend", "backend_fallback", "interactive", "toolbar"})
"""Settings of matplotlib that say where it draws; they stay the user's."""


@contextmanager
def styled(palette: Palette = LIGHT) -> Generator[None]:
    """Make figures inside in our style, whatever the user's own matplotlib settings; these come back afterwards."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        # A title may hold signs that the font lacks: they show as boxes in the picture, and need no warning.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        # As `rcdefaults` does, which reads every style sheet that comes with matplotlib first.
        default: dict[Any, Any] = {name: value for name, value in mpl.rcParamsDefault.items() if name not in NOT_A_LOOK}
        mpl.rcParams.update(default)
        mpl.rcParams.update(
            {
                "font.family": "DejaVu Sans",
                "font.size": FONT_PT,
                "axes.labelsize": FONT_PT,
                "axes.titlesize": FONT_PT,
                "xtick.labelsize": FONT_PT,
                "ytick.labelsize": FONT_PT,
                "legend.fontsize": FONT_PT,
                "figure.titlesize": FONT_PT + 2,
                "figure.facecolor": palette.paper,
                "savefig.facecolor": palette.paper,
                "axes.facecolor": "none",
                "text.color": palette.ink,
                "hatch.linewidth": 0.5,
                "figure.constrained_layout.h_pad": 0.03,
                "figure.constrained_layout.w_pad": 0.03,
                "text.hinting": "none",  # letters keep their shape, on every machine the same
                "text.parse_math": False,  # a dollar in a title is a dollar
                "pdf.fonttype": 42,  # real text in the PDF, so that it can be searched
            }
        )
        yield
