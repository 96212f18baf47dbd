"""The heel's travel over time, drawn from a recording and its repetitions: for charts, not for counting."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter1d

from soleus_sense.motion.gravity import limited
from soleus_sense.motion.grid import GRID_RATE_HZ, GridResampler
from soleus_sense.motion.measure_lift import height_on_grid
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.samples import FloatArray, Recording

SMOOTHING_S = 0.08
"""Tremor is faster than what a chart of phases should show."""

PIECE_S = 30.0
OVERLAP_S = 6.0
"""The shin's height is solved for in pieces that overlap, so that a long recording takes time in proportion."""


@dataclass(frozen=True, eq=False)
class TravelTrace:
    """Travel over time on a regular grid of 50 Hz.

    Attributes
    ----------
    time_s : (n,) seconds of the recording's clock
    travel : (n,) heel travel, 0 at the bottom, up is positive
    unit : "°" (foot pitch) or "cm" (height of the shin)
    """

    time_s: FloatArray
    travel: FloatArray
    unit: str


def travel_trace(recording: Recording, analysis: Analysis) -> TravelTrace:
    """The heel's travel over the whole recording.

    Every repetition's bottom is drawn at 0, what lies between them is carried along in a straight line, so that
    a change of posture between sets does not look like travel. From there each repetition rises by its own measured
    range: the whole recording is looked at here more simply than a repetition is when it is measured, and a chart is
    not to say another figure than the table below it.
    """
    resampler = GridResampler(3)
    block = resampler.push(recording.time_s, recording.acc_m_s2)
    if analysis.placement == "heel":
        travel, unit = np.rad2deg(_pitch(block.values, block.time_s, analysis.reps)), "°"
    else:
        travel, unit = 100.0 * _height(block.values), "cm"
    travel = gaussian_filter1d(travel, SMOOTHING_S * GRID_RATE_HZ, mode="nearest") if len(travel) else travel
    travel = travel - _floor(block.time_s, travel, analysis.reps)
    return TravelTrace(block.time_s, _as_measured(block.time_s, travel, analysis.reps, unit), unit)


def _at(time_s: FloatArray, when_s: float) -> int:
    """Index of the grid point next to a time."""
    return int(np.clip(np.searchsorted(time_s, when_s), 0, len(time_s) - 1))


def _pitch(force: FloatArray, time_s: FloatArray, reps: tuple[Rep, ...]) -> FloatArray:
    """(n,) angle of gravity's direction along the way that the repetitions of each stretch go, radians."""
    if not len(force):
        return np.empty(0)
    smooth = gaussian_filter1d(limited(force), SMOOTHING_S * GRID_RATE_HZ, axis=0, mode="nearest")
    direction = smooth / np.sqrt((smooth * smooth).sum(axis=1))[:, None]
    pitch = np.zeros(len(force))
    # Each set has its own mounting; what lies between two sets belongs to the nearer.
    sets = sorted({rep.set for rep in reps})
    middles = [
        0.5 * (max(r.lower_end_s for r in reps if r.set == a) + min(r.raise_start_s for r in reps if r.set == b))
        for a, b in pairwise(sets)
    ]
    borders = [0, *(_at(time_s, middle) for middle in middles), len(time_s)]
    for number, start, stop in zip(sets, borders, borders[1:], strict=False):
        members = [rep for rep in reps if rep.set == number]
        bottoms = np.array([direction[_at(time_s, rep.raise_start_s)] for rep in members])
        tops = np.array([direction[_at(time_s, 0.5 * (rep.raise_end_s + rep.lower_start_s))] for rep in members])
        bottom = np.median(bottoms, axis=0)
        bottom /= np.sqrt((bottom * bottom).sum())
        across = np.median(tops, axis=0)
        across = across - (across * bottom).sum() * bottom
        across /= max(float(np.sqrt((across * across).sum())), 1e-9)
        pitch[start:stop] = np.arctan2(direction[start:stop] @ across, direction[start:stop] @ bottom)
    return pitch


def _height(force: FloatArray) -> FloatArray:
    """(n,) height of the shin, metres, solved for in overlapping pieces that are faded into one another."""
    piece, overlap = round(PIECE_S * GRID_RATE_HZ), round(OVERLAP_S * GRID_RATE_HZ)
    height = np.zeros(len(force))
    for start in range(0, max(len(force) - overlap, 1), piece - overlap):
        part = force[start : start + piece]
        if len(part) < overlap and start:
            break
        solved = height_on_grid(part) if len(part) > 16 else np.zeros(len(part))
        if not start:
            height[: len(part)] = solved
            continue
        shared = min(overlap, len(part))
        solved += float(np.mean(height[start : start + shared] - solved[:shared]))
        fade = np.linspace(0.0, 1.0, shared)
        height[start : start + shared] = (1 - fade) * height[start : start + shared] + fade * solved[:shared]
        height[start + shared : start + len(part)] = solved[shared:]
    return height


def _floor(time_s: FloatArray, travel: FloatArray, reps: tuple[Rep, ...]) -> FloatArray:
    """(n,) the bottom level: straight lines through the repetitions' beginnings and ends."""
    if not len(travel):
        return np.empty(0)
    if not reps:
        return np.full(len(travel), float(np.median(travel)))
    at = sorted({_at(time_s, when) for rep in reps for when in (rep.raise_start_s, rep.lower_end_s)})
    return np.interp(np.arange(len(travel)), at, travel[at])


def _as_measured(time_s: FloatArray, travel: FloatArray, reps: tuple[Rep, ...], unit: str) -> FloatArray:
    """(n,) the travel of which each repetition's highest point is its measured range, where that is known.

    What the top lacks is come to with the raise and left with the lowering, both as gently as a foot begins and ends
    them, so that the line keeps its shape; what a pointed top then has beyond its marks is taken off in proportion.
    """
    drawn = travel.copy()
    for rep in reps:
        height_cm = None if rep.height_m is None else 100.0 * rep.height_m
        measured = rep.range_deg if unit == "°" else height_cm
        marks = (rep.raise_start_s, rep.raise_end_s, rep.lower_start_s, rep.lower_end_s)
        start, up, down, end = (_at(time_s, at_s) for at_s in marks)
        if measured is None or not start < up <= down < end:
            continue
        drawn[start:up] += (measured - travel[up]) * _eased(up - start)
        drawn[up : down + 1] += np.linspace(measured - travel[up], measured - travel[down], down + 1 - up)
        drawn[down + 1 : end + 1] += (measured - travel[down]) * _eased(end - down)[::-1]
        drawn[start : end + 1] *= measured / max(float(drawn[start : end + 1].max()), 1e-9)
    return drawn


def _eased(steps: int) -> FloatArray:
    """(steps,) from 0 to almost 1, with no slope at either end."""
    share = np.arange(steps) / steps
    return share * share * (3.0 - 2.0 * share)
