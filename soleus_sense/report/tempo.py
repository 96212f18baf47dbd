"""Chart: every repetition's four phases stacked into one bar, beside the target's."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from soleus_sense.exercises import Tempo
from soleus_sense.motion.reps import PHASES, Analysis, Rep
from soleus_sense.report.axes import FEW, dress, legend_above, nothing, rep_ticks
from soleus_sense.report.pick import blocks, counted_of, flag, target_of
from soleus_sense.report.style import HATCHES, LIGHT, Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TARGET_AT = -0.4
"""Where the target's bar stands: left of the first repetition's, with room for its name."""


def plot_tempo(
    analysis: Analysis, ax: Axes, *, set_index: int | None = None, top: float | None = None, palette: Palette = LIGHT
) -> Axes:
    """Draw raise, top, lower and bottom of every counted repetition (mean of each block where there are very many).

    Parameters
    ----------
    analysis : what was found; its tempo, if any, is drawn as a first bar named "target"
    ax : where to draw
    set_index : the set to show; all where None
    top : where the axis ends, to compare two charts; see `tempo_top`
    """
    from matplotlib.patches import Patch

    reps = counted_of(analysis, set_index)
    if not reps:
        return nothing(ax, "No repetition counted.", palette)
    runs = blocks(reps)
    centres = [(run.first + run.last) / 2 for run in runs]
    widths = [0.8 * (run.last - run.first + 1) for run in runs]
    stacks = [_means(run.reps) for run in runs]
    target = target_of(analysis)
    shown = target is not None and len(runs) <= FEW
    if target is not None and shown:
        centres, widths, stacks = [TARGET_AT, *centres], [0.8, *widths], [_targets(target), *stacks]
    base = [0.0] * len(stacks)
    for phase in PHASES:
        heights = [stack[phase] for stack in stacks]
        ax.bar(
            centres,
            heights,
            bottom=base,
            width=widths,
            facecolor=palette.of_phase(phase),
            edgecolor=palette.ink,
            linewidth=0.6 if len(runs) <= FEW else 0.3,
            hatch=HATCHES[phase] or None,
            label=phase,
            zorder=2,
        )
        base = [low + height for low, height in zip(base, heights, strict=True)]
    _ticks(ax, reps, target=shown)
    ax.set_ylim(0, top or tempo_top(analysis, set_index))
    ax.set_ylabel("Time (s)")
    dress(ax, palette)
    handles = [
        Patch(
            facecolor=palette.of_phase(phase),
            edgecolor=palette.ink,
            linewidth=0.6,
            hatch=HATCHES[phase] or None,
            label=phase,
        )
        for phase in PHASES
    ]
    legend_above(ax, handles, palette, columns=len(handles))
    return ax


def tempo_top(analysis: Analysis, set_index: int | None = None) -> float:
    """Where a tempo chart's axis has to end to hold this set's bars."""
    stacks = [_means(run.reps) for run in blocks(counted_of(analysis, set_index))]
    target = target_of(analysis)
    if target is not None:
        stacks.append(_targets(target))
    return 1.06 * max((sum(stack.values()) for stack in stacks), default=1.0)


def _means(reps: Sequence[Rep]) -> dict[str, float]:
    """Mean seconds of each phase; the last repetition of a set has no bottom."""
    bottoms = [rep.bottom_s for rep in reps if rep.bottom_s is not None]
    return {
        "raise": fmean(rep.raise_s for rep in reps),
        "top": fmean(rep.top_s for rep in reps),
        "lower": fmean(rep.lower_s for rep in reps),
        "bottom": fmean(bottoms) if bottoms else 0.0,
    }


def _targets(target: Tempo) -> dict[str, float]:
    """The target's seconds; what is to be as fast as possible takes no room."""
    return {
        "raise": target.raise_s or 0.0,
        "top": target.top_s or 0.0,
        "lower": target.lower_s or 0.0,
        "bottom": target.bottom_s or 0.0,
    }


def _ticks(ax: Axes, reps: Sequence[Rep], *, target: bool) -> None:
    """Numbers below the bars, and the target's name below its own."""
    rep_ticks(ax, reps)
    if target:
        shown = range(1, len(reps) + 1, 1 if len(reps) <= 12 else 2)
        labels = [f"{number}{flag(reps[number - 1])}" for number in shown]
        ax.set_xticks([TARGET_AT, *shown], ["target", *labels])
        ax.set_xlim(TARGET_AT - 0.7, ax.get_xlim()[1])
