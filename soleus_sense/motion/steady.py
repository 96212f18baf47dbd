"""Since when a leg has done nothing but what it does now: what it did before says nothing about it."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import middle
from soleus_sense.motion.vectors import lengths

POSTURE_RAD = np.deg2rad(45.0)
"""Averaged over a second a leg that raises its heel, or walks, stays nearer than this to one direction."""

ROUGH_M_S2 = 1.5
ROUGHER = 3.0
"""A second of walking is shaken by 2 to 5 m/s² at its median, a slow repetition by 0.1, a
vigorous one by 2: one is left out where it is so much rougher than the last two seconds."""


def over_seconds(force_m_s2: FloatArray, shaken_m_s2: FloatArray, second: int) -> FloatArray:
    """What the second that ends with each sample held: worked out once a sample, however many windows ask for it.

    Parameters
    ----------
    force_m_s2 : (n, 3), and shaken_m_s2 (n,) as `shake` gives it
    second : samples of a second

    Returns
    -------
    (n, 6) the force summed (3), the length of that (1), the two middle values of how shaken the leg was (2);
    0 where less than a second came before
    """
    out = np.zeros((len(force_m_s2), 6))
    full = out[second - 1 :]
    if not len(full):
        return out
    for i in range(second):
        full[:, :3] += force_m_s2[i : i + len(full)]
    full[:, 3] = lengths(full[:, :3])
    ordered = np.sort(sliding_window_view(shaken_m_s2, second), axis=1)
    full[:, 4], full[:, 5] = ordered[:, (second - 1) // 2], ordered[:, second // 2]
    return out


def steady_since(length_m_s2: FloatArray, shaken_m_s2: FloatArray, seconds: FloatArray, second: int) -> int:
    """Index from which on the leg has been near where it is at the end, and not shaken far more than there.

    A strap put on, a leg swung over the other, a walk: what they accelerate and turn would outweigh the repetitions in
    what they say about the sensor's offset.

    Parameters
    ----------
    length_m_s2 : (n,) of the force, and shaken_m_s2 (n,) as `shake` gives it
    seconds : (n, 6) of these samples, as `over_seconds` gives it
    second : samples of a second, n at least that
    """
    ends = seconds[second - 1 :]
    near = ends[:, :3] @ ends[-1, :3] > np.cos(POSTURE_RAD) * ends[-1, 3] * ends[:, 3]
    since = 0 if near.all() else int((~near).nonzero()[0][-1]) + second
    # What the sensor takes for gravity beside what it is, is no shaking.
    offset = middle(length_m_s2) - GRAVITY_M_S2
    first = len(seconds) % second
    middles = _shaken(seconds[first + second - 1 :: second, 4:], offset)
    rough = 0.5 * (middles[:, 0] + middles[:, 1])
    wildest = max(ROUGH_M_S2, ROUGHER * float(rough[-2:].max()))
    wild = (rough > wildest).nonzero()[0]
    if len(wild):
        since = max(since, first + (int(wild[-1]) + 1) * second)
    elif first and middle(_shaken(shaken_m_s2[:first], offset)) > wildest:
        since = max(since, first)
    # A second more: a motion dies away.
    return since + second if since else 0


def _shaken(shaken_m_s2: FloatArray, offset_m_s2: float) -> FloatArray:
    """How shaken the leg was, without what the sensor adds to gravity."""
    return np.sqrt(np.maximum(shaken_m_s2 * shaken_m_s2 - offset_m_s2 * offset_m_s2, 0.0))
