"""Off a step's edge: how far below it the heel went, and whether a set began with a raise or with a drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import uniform_filter1d

from soleus_sense.exercises.said import ABSENT, NBSP, Said

if TYPE_CHECKING:
    from soleus_sense.motion.reps import Analysis, Rep
    from soleus_sense.motion.samples import FloatArray, Recording

BELOW_DEG = 3.0
"""A bottom less than this below flat is a heel on the floor: sway and a sensor's noise make up to 2°."""

REST_S = 0.8
"""A foot at rest for this long stands; between two repetitions nobody is looked at."""

REST_M_S2 = 0.35
"""At rest the force varies by less: a standing person's sway, not a step."""

NEAR_S = 30.0
"""Rests so long before and after a set are looked at: later the strap may have been moved."""

ASIDE_DEG = 12.0
"""A foot that lies otherwise than the repetitions turn it stands elsewhere: it says nothing of flat."""

FURTHEST_DEG = 35.0
"""A heel goes no further below the ball of the foot."""

MOST_REPS = 40
"""So many repetitions tell a set's bottom and top as well as thousands."""

AROUND_S = 0.15
"""The force is averaged over this long at a bottom and at a top."""


@dataclass(frozen=True, slots=True)
class Drops:
    """Where the bottom of the repetitions lies against the standing foot.

    Attributes
    ----------
    below_deg : turn of the foot from flat down to the bottom; about 0 on the floor
    below_m : the heel's way below the ball of the foot, or None without a height
    first : "raise" or "drop", how the first set began; None on the floor
    """

    below_deg: float
    below_m: float | None
    first: str | None

    @property
    def off_an_edge(self) -> bool:
        """Whether the heel went below the ball of the foot."""
        return self.below_deg >= BELOW_DEG

    @property
    def said(self) -> tuple[Said, ...]:
        """The figures in words."""
        if not self.off_an_edge:
            return (
                Said("Below the step", "none", "The heel came down to the level at which the foot stood, no further."),
            )
        height = ABSENT if self.below_m is None else f"{100 * self.below_m:.1f}{NBSP}cm"
        began = {"raise": "The set began with a raise.", "drop": "The set began with a drop."}.get(self.first or "", "")
        return (
            Said(
                "Below the step",
                f"{height} ({self.below_deg:.0f}°)" if self.below_m is not None else f"{self.below_deg:.0f}°",
                f"From the standing foot down to the bottom. {began} The other leg may help up: no raise is graded.",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "off_an_edge": self.off_an_edge}


def drops(analysis: Analysis, recording: Recording) -> Drops | None:
    """How far the heel goes below where it stands; None where nobody stood still near a set, and at the shin.

    Parameters
    ----------
    analysis : of that recording
    recording : of a sensor on the foot, gyro or not

    Notes
    -----
    The foot's turn from bottom to top spans a plane of directions of gravity; the direction felt while the person
    stood before and after the set lies in it, at the turn from the bottom that is looked for. What the sensor's
    offset adds, it adds to all of them.
    """
    if analysis.placement != "heel":
        return None
    found = [
        one
        for number in sorted({rep.set for rep in analysis.reps})
        if (one := _of_set([rep for rep in analysis.reps if rep.set == number and rep.counted], analysis, recording))
    ]
    if not found:
        return None
    depths = [one.below_deg for one in found]
    usual = sorted(found, key=lambda one: one.below_deg)[len(depths) // 2]
    return Drops(usual.below_deg, usual.below_m, found[0].first)


def _of_set(reps: Sequence[Rep], analysis: Analysis, recording: Recording) -> Drops | None:
    if len(reps) < 2:
        return None
    some = [reps[at] for at in np.unique(np.linspace(1, len(reps) - 1, min(len(reps) - 1, MOST_REPS)).astype(int))]
    bottom = _direction([_felt(recording, rep.raise_start_s) for rep in some])
    top = _direction([_felt(recording, 0.5 * (rep.raise_end_s + rep.lower_start_s)) for rep in some])
    first = _direction([_felt(recording, reps[0].raise_start_s)])
    flat = _flat(recording, analysis, reps[0].raise_start_s, reps[-1].lower_end_s)
    if bottom is None or top is None or first is None or flat is None:
        return None
    below = _angle_deg(flat, bottom, top)
    began = _angle_deg(first, bottom, top)
    if below is None or abs(below) > FURTHEST_DEG:
        return None
    levers_m = [
        rep.height_m / np.sin(np.deg2rad(rep.range_deg)) for rep in some if rep.height_m is not None and rep.range_deg
    ]
    off = below >= BELOW_DEG
    return Drops(
        below_deg=max(below, 0.0),
        below_m=float(median(levers_m) * np.sin(np.deg2rad(max(below, 0.0)))) if levers_m else None,
        first=("raise" if began is not None and began > 0.5 * below else "drop") if off else None,
    )


def _flat(recording: Recording, analysis: Analysis, start_s: float, end_s: float) -> FloatArray | None:
    """(3,) the usual direction of the force while the person stood near the set, outside of every set."""
    low, high = np.searchsorted(recording.time_s, (start_s - NEAR_S, end_s + NEAR_S))
    time_s, acc = recording.time_s[low:high], recording.acc_m_s2[low:high]
    if len(time_s) < 2:
        return None
    width = max(2, round(REST_S * recording.sample_rate_hz))
    mean = uniform_filter1d(acc, width, axis=0, mode="nearest")
    spread = np.sqrt(np.maximum(uniform_filter1d(acc**2, width, axis=0, mode="nearest") - mean**2, 0).sum(axis=1))
    still = (spread < REST_M_S2) & (np.abs(np.linalg.norm(mean, axis=1) - GRAVITY_M_S2) < 1.0)
    half_s = 0.5 * REST_S
    for one in analysis.sets:
        still &= (time_s < one.start_s - half_s) | (time_s > one.end_s + half_s)
    # Off a step's edge the heel hangs at the bottom for a second or two around the set: what lasts is standing.
    return _direction(list(mean[still])) if int(still.sum()) >= width // 2 else None


def _felt(recording: Recording, at_s: float) -> FloatArray:
    """(3,) the mean force around a moment."""
    low, high = np.searchsorted(recording.time_s, (at_s - 0.5 * AROUND_S, at_s + 0.5 * AROUND_S))
    low = min(int(low), len(recording) - 1)
    return recording.acc_m_s2[low : max(int(high), low + 1)].mean(axis=0)


def _direction(forces: list[FloatArray]) -> FloatArray | None:
    """(3,) the unit vector of the median, or None where there is none."""
    if not forces:
        return None
    middle = np.median(np.array(forces), axis=0)
    size = float(np.linalg.norm(middle))
    return middle / size if size > 0 else None


def _angle_deg(direction: FloatArray, bottom: FloatArray, top: FloatArray) -> float | None:
    """The turn from the bottom towards the top at which a direction lies; None where it lies aside."""
    across = top - (top @ bottom) * bottom
    size = float(np.linalg.norm(across))
    if size < 1e-6:
        return None
    across = across / size
    aside = abs(float(np.rad2deg(np.arcsin(np.clip(direction @ np.cross(bottom, across), -1, 1)))))
    if aside > ASIDE_DEG:
        return None
    return float(np.rad2deg(np.arctan2(direction @ across, direction @ bottom)))
