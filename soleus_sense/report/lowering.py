"""Chart: how long each lowering took, against the target and its tolerance, with the trend over the set."""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING

from soleus_sense.exercises import X_LIMIT_S, Tempo
from soleus_sense.motion.quality import tempo_drift
from soleus_sense.motion.reps import Analysis
from soleus_sense.report.axes import VALUE_ROOM, dress, legend_above, nothing, rep_ticks, value_row
from soleus_sense.report.pick import Block, blocks, counted_of, middle_80, target_of
from soleus_sense.report.style import LIGHT, Palette
from soleus_sense.report.words import seconds, target_words

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


def plot_lowering(
    analysis: Analysis, ax: Axes, *, set_index: int | None = None, top: float | None = None, palette: Palette = LIGHT
) -> Axes:
    """Draw a bar per counted repetition (per block of them where there are very many).

    Parameters
    ----------
    analysis : what was found; its tempo, if any, is the target
    ax : where to draw
    set_index : the set to show; all where None
    top : where the axis ends, to compare two charts; see `lowering_top`
    """
    reps = counted_of(analysis, set_index)
    if not reps:
        return nothing(ax, "No repetition counted.", palette)
    target = target_of(analysis)
    runs = blocks(reps)
    handles = _single_bars(ax, runs, target, palette) if len(runs) == len(reps) else _block_bars(ax, runs, palette)
    if target is not None:
        handles.append(_target(ax, target, palette))
    slope = tempo_drift(reps)
    if slope is not None:
        middle, mean = (len(reps) + 1) / 2, fmean(rep.lower_s for rep in reps)
        ends = (1.0, float(len(reps)))
        (line,) = ax.plot(
            ends,
            [mean + slope * (end - middle) for end in ends],
            color=palette.ink,
            linestyle=(0, (4, 2)),
            linewidth=1.3,
            zorder=5,
            label="trend",
        )
        handles.append(line)
    rep_ticks(ax, reps)
    ax.set_ylim(0, top or lowering_top(analysis, set_index))
    ax.set_ylabel("Lowering (s)")
    dress(ax, palette)
    legend_above(ax, handles, palette)
    return ax


def lowering_top(analysis: Analysis, set_index: int | None = None) -> float:
    """Where a lowering chart's axis has to end to hold this set's bars and band."""
    longest = max((rep.lower_s for rep in counted_of(analysis, set_index)), default=0.0)
    target = target_of(analysis)
    return VALUE_ROOM * max(longest, _band(target)[1] if target else 0.0)


def _single_bars(ax: Axes, runs: list[Block], target: Tempo | None, palette: Palette) -> list[Artist]:
    """Solid bars for what complies (or where there is no target), hatched ones for what does not."""
    handles: list[Artist] = []
    for inside in (True, False):
        group = [run for run in runs if _inside(target, run.reps[0].lower_s) == inside]
        if group:
            bars = ax.bar(
                [run.first for run in group],
                [run.reps[0].lower_s for run in group],
                width=0.7,
                facecolor=palette.lower if inside else palette.paper,
                hatch=None if inside else "/////",
                edgecolor=palette.lower,
                linewidth=0.8,
                zorder=2,
            )
            bars[0].set_label("lowering" if target is None else "within the target" if inside else "outside it")
            handles.append(bars[0])
    value_row(
        ax,
        [float(run.first) for run in runs],
        [seconds(run.reps[0].lower_s, unit_shown=False) for run in runs],
        [run.reps[0] for run in runs],
        palette,
    )
    return handles


def _inside(target: Tempo | None, lower_s: float) -> bool:
    return target is None or target.complies(lower_s)


def _block_bars(ax: Axes, runs: list[Block], palette: Palette) -> list[Artist]:
    """The median of each block, with a whisker from its 10th to its 90th percentile."""
    from matplotlib.lines import Line2D

    centres = [(run.first + run.last) / 2 for run in runs]
    lowerings = [[rep.lower_s for rep in run.reps] for run in runs]
    middles = [median(block) for block in lowerings]
    bars = ax.bar(
        centres,
        middles,
        width=[0.8 * (run.last - run.first + 1) for run in runs],
        facecolor=palette.lower,
        edgecolor=palette.lower,
        linewidth=0.8,
        zorder=2,
    )
    bars[0].set_label(f"median of {len(runs[0].reps)}")
    spans = [middle_80(block) for block in lowerings]
    below = [middle - low for middle, (low, _) in zip(middles, spans, strict=True)]
    above = [high - middle for middle, (_, high) in zip(middles, spans, strict=True)]
    ax.errorbar(
        centres,
        middles,
        yerr=[below, above],
        fmt="none",
        ecolor=palette.ink,
        elinewidth=0.9,
        zorder=4,
    )
    return [bars[0], Line2D([], [], color=palette.ink, linewidth=0.9, label="middle 80 %")]


def _band(target: Tempo) -> tuple[float, float]:
    if target.lower_s is None:
        return 0.0, X_LIMIT_S
    return max(0.0, target.lower_s - target.lower_tolerance_s), target.lower_s + target.lower_tolerance_s


def _target(ax: Axes, target: Tempo, palette: Palette) -> Artist:
    """The band behind the bars, its edges and the target before them."""
    low, high = _band(target)
    label = f"target up to {high:g} s" if target.lower_s is None else f"target {target_words(target)}"
    band = ax.axhspan(low, high, facecolor=palette.band, alpha=0.3, linewidth=0, zorder=1, label=label)
    for edge in (low, high):
        if edge > 0:
            ax.axhline(edge, color=palette.soft, linewidth=0.7, linestyle=":", zorder=3)
    if target.lower_s is not None:
        ax.axhline(target.lower_s, color=palette.ink, linewidth=0.9, zorder=3)
    return band
