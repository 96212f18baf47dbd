"""Tells how long a heel is held up beside a slow phase: as long as standing still agrees with what was felt.

A slow lowering begins with so little acceleration that the height which is solved for begins it too soon, or too late,
by as much as it drifts. But that the heel stands still until then is known, and from there on drift has hardly had
time to grow. So the hold is made longer until it costs: before the heel has moved, to say that it has not costs next to
nothing; soon after, it means that the acceleration which began the lowering was none. A slow raise ends likewise.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from soleus_sense.motion.height import HeightEquations
from soleus_sense.motion.phases import EDGE, Bounds
from soleus_sense.motion.samples import FloatArray

SLOW_S = 1.5
"""A phase that is quicker stands out of the drift."""

OVER_S = 0.4
"""Who is held up trembles at 4 Hz and more, and is as high as before after this time: it is looked at over so long, and
that it moved is seen only so long from where it did."""

CREEPS_M_S = 0.003
"""A heel that is held up sinks no faster than this, or by the share of the phase's greatest speed that is none yet."""

COSTS_SHARE = 0.05
"""The hold ends where it costs this share of what a hold through nearly all of the phase would."""

NEARLY_ALL = 0.9
"""It is looked for in so much of what was taken for a slow phase."""


def held_level(
    equations: HeightEquations, bottom: FloatArray, stops: FloatArray, raised: Bounds, lowered: Bounds, rate_hz: float
) -> FloatArray | None:
    """How surely the heel stays as high as it is while it is held up, as `HeightEquations.solved_from` takes it.

    Parameters
    ----------
    equations, bottom, stops : the window's equations, and what is known of the bottom, as `solved_from` takes it
    raised, lowered : the two phases as far as they are seen, in the window's samples
    rate_hz : these per second

    Returns
    -------
    None where both phases are quick, or it is not held for long enough to tell
    """
    down, up = lowered.end - lowered.start, raised.end - raised.start
    if down > SLOW_S * rate_hz:
        # From where the raise ended, into the lowering.
        known, unknown, slow = ceil(raised.end), int(lowered.start + NEARLY_ALL * down), lowered
    elif up > SLOW_S * rate_hz:
        # From where the lowering began, back into the raise.
        known, unknown, slow = int(lowered.start), ceil(raised.end - NEARLY_ALL * up), raised
    else:
        return None
    apart, way = round(OVER_S * rate_hz), abs(unknown - known)
    if way <= 2 * apart:
        return None
    error_m = max(CREEPS_M_S, EDGE * slow.peak * rate_hz) * OVER_S

    def level(samples: int) -> FloatArray:
        """Held for so many samples from where that is known; neighbouring moments say the same."""
        first = known if unknown > known else known - samples
        sure = np.zeros(len(bottom) - apart)
        sure[first : first + max(samples - apart, 0)] = 1 / (error_m * error_m * apart)
        return sure

    def cost(samples: int) -> float:
        return equations.solved_from(bottom, stops, level(samples)).misfit

    free = cost(0)
    most = free + COSTS_SHARE * (cost(way) - free)
    # What is held for longer costs no less: the most that costs no more is found by halves.
    held, moves = apart, way
    while moves - held > 1:
        middle = (held + moves) // 2
        held, moves = (held, middle) if cost(middle) > most else (middle, moves)
    return level(held - apart) if held > 2 * apart else None
