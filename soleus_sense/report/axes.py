"""What every chart does to its axes: the same dress, a legend above the data, a sentence where nothing is to draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from soleus_sense.motion.reps import Rep
from soleus_sense.report.pick import flag
from soleus_sense.report.style import FONT_PT, SMALL_PT, Palette

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

VALUE_ROOM = 1.18
"""Axes with a row of figures reach this many times as high as their data."""

FEW = 16
"""Up to this many bars there is room for a figure above each and a number below each."""


FEWEST = 4
"""Axes are at least this many bars wide, so that a single repetition is no wall."""


def dress(ax: Axes, palette: Palette, *, grid: bool = True) -> None:
    """Quiet axes: two spines, a light grid across, labels in the text's colour."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(palette.soft)
    ax.tick_params(colors=palette.soft, labelcolor=palette.ink, labelsize=FONT_PT, length=3)
    ax.xaxis.label.set(color=palette.ink, fontsize=FONT_PT)
    ax.yaxis.label.set(color=palette.ink, fontsize=FONT_PT)
    ax.set_axisbelow(True)
    if grid:
        ax.grid(axis="y", color=palette.rule, linewidth=0.6)


def legend_above(
    ax: Axes, handles: Sequence[Artist], palette: Palette, *, columns: int = 2, lift_pt: float = 2.0
) -> None:
    """The legend above the axes, at their left, where it can cover no data; `lift_pt` clears what stands there."""
    if not handles:
        return
    from matplotlib.transforms import ScaledTranslation

    figure = ax.get_figure(root=True)
    if figure is None:
        return
    lifted = ax.transAxes + ScaledTranslation(0, lift_pt / 72, figure.dpi_scale_trans)
    ax.legend(
        handles=list(handles),
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        bbox_transform=lifted,
        ncols=columns,
        frameon=False,
        borderaxespad=0.0,
        borderpad=0.0,
        handlelength=1.8,
        handleheight=0.9,
        handletextpad=0.5,
        columnspacing=1.2,
        labelspacing=0.3,
        labelcolor=palette.ink,
        fontsize=FONT_PT,
    )


def rep_ticks(ax: Axes, reps: Sequence[Rep]) -> None:
    """Whole numbers below the bars, every one (with its flag) where there is room."""
    from matplotlib.ticker import MaxNLocator

    count = len(reps)
    if count <= FEW:
        ax.set_xticks(range(1, count + 1), [f"{at}{flag(rep)}" for at, rep in enumerate(reps, start=1)])
    else:
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=2))
    ax.set_xlim(0.4, max(count, FEWEST) + 0.6)
    ax.set_xlabel("Repetition")


def above_bar(ax: Axes, at: float, height: float, text: str, palette: Palette) -> None:
    """A small text just above a bar's end, over whatever line is drawn there."""
    ax.annotate(
        text,
        (at, height),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=SMALL_PT,
        color=palette.ink,
        bbox={"facecolor": palette.paper, "linewidth": 0, "pad": 0.5},
    )


def value_row(ax: Axes, at: Sequence[float], texts: Sequence[str], reps: Sequence[Rep], palette: Palette) -> None:
    """Figures in a row along the axes' upper edge, each above its bar; of many bars only the flags.

    The axes have to leave `VALUE_ROOM` above the data, so that no bar and no line reaches the row.
    """
    for x, text, rep in zip(at, texts, reps, strict=True):
        shown = text if len(texts) <= FEW else flag(rep)
        if shown:
            ax.annotate(
                shown,
                (x, 1.0),
                xycoords=ax.get_xaxis_transform(),
                xytext=(0, -1),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=SMALL_PT,
                color=palette.ink,
                bbox={"facecolor": palette.paper, "linewidth": 0, "pad": 0.5},
            )


def nothing(ax: Axes, sentence: str, palette: Palette) -> Axes:
    """No empty axes: a sentence that says why there is nothing to see."""
    ax.set_axis_off()
    ax.text(
        0.5,
        0.5,
        sentence,
        transform=ax.transAxes,
        ha="center",
        va="center",
        color=palette.soft,
        fontsize=FONT_PT,
        wrap=True,
    )
    return ax
