"""A foot's strides: where they begin and lead (level, up, down), cadence, steps on the toes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from soleus_sense.motion.footsteps import SAME_FLOOR_RAD, Steps, StepStream, find_steps
from soleus_sense.motion.reps import Gait
from soleus_sense.motion.samples import FloatArray

PAUSE_S = 2.5
"""Steps further apart than this belong to two walks: the slowest walkers take 2 s for a stride."""

IN_A_ROW, IN_A_ROW_SHAKEN = 2, 6
"""A walk has at least so many steps of one foot: with a gyro, and where they are told by shaking alone, as jumps and
idle feet shake a sensor too."""

RISE_M = 0.11
"""A stride that ends this much higher or lower has gone over a step: a riser is 0.14 to 0.20, a stride takes two."""

RISERS_M = (0.14, 0.20)
"""Risers of indoor stairs, lowest and highest."""

SLOPE = 0.25
"""And this much per way forward, half of what the stairs one meets have (25 to 35°). An offset and hard landings make
up to 0.2 of a level floor: hills are not told from it."""

IN_FLIGHT_M, IN_FLIGHT_LENGTH, IN_FLIGHT_STRIDES = 0.08, 1.2, 2
"""Within so many strides of stairs on both sides, one that is hardly longer than theirs and leads the same way by this
is one of them: a hard step down hides up to half of a rise. On a landing strides are half as long again."""

STRAIGHT_DEG = 45.0
"""A stride turning by more goes round a corner."""

WHOLE_SHARE = 0.6
"""A walk's first and last step are half as long as a stride; one of this share of the usual length is whole."""

ON_TOES_DEG = 10.0
"""A sole that is never less than this much steeper than flat has its heel off the ground."""


@dataclass(frozen=True, slots=True)
class Stride:
    """One step of this foot. Times in seconds of the recording's clock; None where it cannot be measured.

    Attributes
    ----------
    lift_s, flat_s : the foot begins to turn off the ground; it rests on the ground again
    start_s : the toe leaves the ground, where the foot turns toe-down fastest; `lift_s` without a gyro or a push-off
    end_s : start of the stride that follows; None for the last of a walk, and before a step without push-off
    length_m, rise_m : way of the foot along the ground and upward
    turn_deg : how far it was turned about the vertical, positive to the left
    way : "level", "up" or "down"
    heel_deg : how much steeper than flat the sole was at its flattest in the stance that follows, positive heel up
    """

    lift_s: float
    flat_s: float
    start_s: float
    end_s: float | None = None
    length_m: float | None = None
    rise_m: float | None = None
    turn_deg: float | None = None
    way: str | None = None
    heel_deg: float | None = None

    @property
    def duration_s(self) -> float | None:
        """From toe-off to toe-off, or None for the last of a walk."""
        return None if self.end_s is None else self.end_s - self.start_s

    @property
    def on_toes(self) -> bool | None:
        """Whether the heel stayed off the ground, or None where flat is not known."""
        return None if self.heel_deg is None else self.heel_deg > ON_TOES_DEG


def find_gait(time_s: FloatArray, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None = None) -> Gait | None:
    """The steps in a recording of a sensor on the foot, in a few numbers; None where it holds no walk.

    Parameters
    ----------
    time_s, acc_m_s2, gyr_rad_s : (n,), (n, 3), (n, 3) or None; see `find_strides`
    """
    return summarise_gait(find_strides(time_s, acc_m_s2, gyr_rad_s))


def find_strides(time_s: FloatArray, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None = None) -> tuple[Stride, ...]:
    """Every step of a walk of the foot that wears the sensor.

    A walk has at least two steps of this foot, told without a gyro at least six. A sensor on the shin is not read.

    Parameters
    ----------
    time_s : (n,) seconds, rising; gaps are left out
    acc_m_s2 : (n, 3) specific force, gravity included, in any orientation
    gyr_rad_s : (n, 3) angular rate in the same axes (of either handedness), or None: then steps are told by how
        they shake the sensor, and where they lead cannot be told

    Notes
    -----
    A stride begins where the foot turns toe-down fastest, just before the toe leaves the ground; that is where the hand
    labels of public recordings have it too (gaitmap).
    """
    return _strides(find_steps(time_s, acc_m_s2, gyr_rad_s))


class StrideStream:
    """Finds the steps of a walk while the samples arrive; at the end they are those of `find_strides`."""

    def __init__(self) -> None:
        self._steps = StepStream()

    def push(self, time_s: FloatArray, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None = None) -> None:
        """Take samples; see `find_strides`."""
        self._steps.push(time_s, acc_m_s2, gyr_rad_s)

    def finish(self) -> tuple[Stride, ...]:
        """No more samples come: every step."""
        return _strides(self._steps.finish())


def steady_strides(strides: tuple[Stride, ...]) -> tuple[Stride, ...]:
    """The whole, straight, level strides: those a walking pattern is judged by.

    Left out are a walk's first and last half strides, turns, stairs, and strides whose end is not known.
    """
    whole = [
        one
        for one in strides
        if one.way == "level"
        and one.end_s is not None
        and one.turn_deg is not None
        and abs(one.turn_deg) < STRAIGHT_DEG
    ]
    lengths = [one.length_m for one in whole if one.length_m is not None]
    if not lengths:
        return ()
    least = WHOLE_SHARE * float(np.median(lengths))
    return tuple(one for one in whole if one.length_m is not None and one.length_m >= least)


def summarise_gait(strides: tuple[Stride, ...]) -> Gait | None:
    """Strides in a few numbers, or None without any."""
    if not strides:
        return None
    walks = np.cumsum([0, *(later.lift_s - one.flat_s > PAUSE_S for one, later in pairwise(strides))])
    walking_s = sum(
        strides[last].flat_s - strides[first].lift_s
        for first, last in (np.flatnonzero(walks == walk)[[0, -1]] for walk in np.unique(walks))
    )
    whole = [one.duration_s for one in strides if one.duration_s is not None]
    ways = [one.way for one in strides if one.way is not None]
    toes = [one.on_toes for one in strides if one.on_toes is not None]
    lengths = [one.length_m for one in strides if one.length_m is not None]
    return Gait(
        strides=len(strides),
        walking_s=float(walking_s),
        cadence_steps_min=120.0 / float(np.median(whole)) if whole else None,
        strides_up=ways.count("up") if ways else None,
        strides_down=ways.count("down") if ways else None,
        strides_on_toes=toes.count(True) if toes else None,
        distance_m=sum(lengths) if len(lengths) == len(strides) else None,
    )


def climb_m(strides: int, *, riser_m: tuple[float, float] = RISERS_M) -> tuple[float, float]:
    """Least and most height of stairs that took one foot so many strides, in metres.

    A stride takes two risers. Where the stairs begin and end, the other foot may have taken one more, or this one
    one less.

    Parameters
    ----------
    strides : up, or down
    riser_m : lowest and highest riser; twice the same where it was measured
    """
    return max(0, 2 * strides - 1) * riser_m[0], (2 * strides + 1) * riser_m[1] if strides else 0.0


def _strides(steps: Steps) -> tuple[Stride, ...]:
    """The steps that belong to a walk, each with the beginning of the next."""
    if not len(steps.lift_s):
        return ()
    follows = np.append(steps.lift_s[1:] - steps.flat_s[:-1] <= PAUSE_S, False)
    walk = np.cumsum(np.append(0, ~follows[:-1]))
    in_walk, ways = _in_walk(steps, walk), _ways(steps, walk)
    heel_deg = _heel_deg(steps)
    strides: list[Stride] = []
    for i, (lift_s, flat_s, start_s) in enumerate(
        zip(steps.lift_s.tolist(), steps.flat_s.tolist(), steps.start_s.tolist(), strict=True)
    ):
        if not in_walk[i]:
            continue
        known = bool(np.isfinite(steps.length_m[i]))
        length_m, rise_m = float(steps.length_m[i]), float(steps.rise_m[i])
        strides.append(
            Stride(
                lift_s=lift_s,
                flat_s=flat_s,
                start_s=start_s,
                end_s=float(steps.start_s[i + 1]) if follows[i] and steps.pushed[i + 1] else None,
                length_m=length_m if known else None,
                rise_m=rise_m if known else None,
                turn_deg=float(np.rad2deg(steps.turn_rad[i])) if known else None,
                way=ways[i],
                heel_deg=None if heel_deg is None else float(heel_deg[i]),
            )
        )
    return tuple(strides)


def _in_walk(steps: Steps, walk: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) whether a step is part of a walk: a single one is a change of stance.

    With a gyro, half of a walk's steps have to be seen to lead somewhere: where the landing of a jump is lost, the foot
    seems to go anywhere.
    """
    of_walk = np.bincount(walk)
    shaken = np.bincount(walk, np.isnan(steps.axis[:, 0]))
    seen = np.bincount(walk, np.isfinite(steps.length_m))
    walks = (of_walk - shaken >= IN_A_ROW) & (seen >= 0.5 * (of_walk - shaken))
    return (walks | (shaken >= IN_A_ROW_SHAKEN))[walk]


def _ways(steps: Steps, walk: NDArray[np.int64]) -> list[str | None]:
    """Where each step leads, those in the middle of a flight judged together with their neighbours.

    One that was not seen whole leads where those around it lead, if they agree; else nobody knows.

    Parameters
    ----------
    walk : (n,) the number of the walk each step belongs to
    """
    length_m, rise_m = steps.length_m.tolist(), steps.rise_m.tolist()
    alone = [None if np.isnan(rise) else _way_of(*one) for *one, rise in zip(length_m, rise_m, rise_m, strict=True)]
    ways = list(alone)
    for i, way in enumerate(alone):
        around = (range(i - IN_FLIGHT_STRIDES, i), range(i + 1, i + 1 + IN_FLIGHT_STRIDES))
        near = [[j for j in side if 0 <= j < len(alone) and walk[j] == walk[i]] for side in around]
        if way is None:
            known = {alone[j] for side in near for j in side} - {None}
            seen = all(any(alone[j] is not None for j in side) for side in near)
            ways[i] = known.pop() if seen and len(known) == 1 else None
        elif way == "level" and abs(rise_m[i]) >= IN_FLIGHT_M:
            wanted = "up" if rise_m[i] > 0 else "down"
            beside = [[length_m[j] for j in side if alone[j] == wanted] for side in near]
            if all(beside) and length_m[i] <= IN_FLIGHT_LENGTH * float(np.mean(beside[0] + beside[1])):
                ways[i] = wanted
    return ways


def _way_of(length_m: float, rise_m: float) -> str:
    if abs(rise_m) < RISE_M or abs(rise_m) < SLOPE * length_m:
        return "level"
    return "up" if rise_m > 0 else "down"


def _heel_deg(steps: Steps) -> FloatArray | None:
    """(m,) degrees the sole was steeper than flat after each step, or None where nobody stood still.

    Flat is the usual one of the long rests, by their length, that are at all like the soles' rests in the walks.
    """
    if not np.isfinite(steps.axis).all():
        return None
    usual = np.median(steps.rest_up, axis=0)
    alike = (steps.standing_up * usual).sum(axis=1) > np.cos(2 * SAME_FLOOR_RAD)
    if not alike.any():
        return None
    axis = steps.axis[0]

    def pitch(up: FloatArray) -> FloatArray:
        # Turned toe-down about the axis, the sensor sees up turn the other way.
        return np.arctan2(np.cross(up, usual) @ axis, (up * usual).sum(axis=1))

    standing, lasts = pitch(steps.standing_up[alike]), steps.standing_s[alike]
    order = np.argsort(standing)
    flat = standing[order][np.searchsorted(np.cumsum(lasts[order]), 0.5 * lasts.sum())]
    return np.rad2deg(pitch(steps.rest_up) - flat)
