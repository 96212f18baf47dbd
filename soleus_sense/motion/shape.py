"""What a cycle looked like: how far it turned and rose, how it was shaken, where it began and ended."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from statistics import median

import numpy as np
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import centred, percentiles
from soleus_sense.motion.swings import directions, swings_of
from soleus_sense.motion.vectors import along, angle_between, cross, dot, lengths, main_axis

CALM_M_S2 = 1.0
"""Shaken by more than this, a leg feels its own acceleration beside gravity: it looks like tilt, the ratio of lift to
tilt says nothing, and a gyro tells a foot's plane better."""

QUICK_S = 1.2
"""So does one that goes up and comes down within this time: in a fall it feels little, and at its end a shock."""

LANDING_S = 0.14
"""The last part of a lowering is left out where shaking is judged: even a careful landing shakes the sensor."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What a cycle looked like.

    Attributes
    ----------
    turn_rad : angle of gravity's direction from bottom to top
    turned_rad : the same as a gyro saw it about its main axis, or None without one
    unclosed : how far from its beginning it ended, as a share of the turn (foot: of the turn down); lower than the
        beginning is 0
    left_rad : how much of its turn about its main axis a gyro sees left at the end, its offset included; None
        without one
    off_plane : how far it left the plane of the way up, as a share of the turn
    shaken_m_s2 : 50th, 70th and 90th percentile of the magnitude's departure from gravity, landing left out
    before_m_s2 : median of the same in the half second before
    raise_s, cycle_s : of the raise, and from its beginning to the landing
    lift_m : way upward, None for a foot sensor
    bottom, way : (3,) unit vectors: gravity's direction at the bottom, and the way it went on the raise
    swings : how often it went that way and back
    moved_s : how long it moved after the raise, where its lowering is mostly rest; else None
    span_m : way upward as it was seen when it was found, in a height solved for over a longer time; None for a foot
        sensor
    """

    turn_rad: float
    turned_rad: float | None
    unclosed: float
    left_rad: float | None
    off_plane: float
    shaken_m_s2: tuple[float, float, float]
    before_m_s2: float
    raise_s: float
    cycle_s: float
    lift_m: float | None
    bottom: FloatArray
    way: FloatArray
    swings: int
    moved_s: float | None
    span_m: float | None

    @property
    def open_rad(self) -> float:
        """How far from its beginning it ended, as gravity shows it."""
        return self.unclosed * self.turn_rad

    @property
    def aside_rad(self) -> float:
        """How far it left the plane of its way up."""
        return self.off_plane * self.turn_rad

    @property
    def strayed_rad(self) -> float:
        """Both together."""
        return hypot(self.open_rad, self.aside_rad)

    @property
    def tilt_rad(self) -> float:
        """How far it tilts, by a gyro where there is one."""
        return self.turn_rad if self.turned_rad is None else self.turned_rad

    @property
    def most_turned_rad(self) -> float:
        """How far it turned by gravity or by a gyro, whichever says more, radians."""
        return max(self.turn_rad, self.turned_rad or 0.0)


def shape_of(
    force_m_s2: FloatArray,
    rate_rad_s: FloatArray | None,
    measured: Measured,
    base: int,
    *,
    gravity_m_s2: float = GRAVITY_M_S2,
    moved_s: float | None = None,
    span_m: float | None = None,
) -> Shape:
    """Describe a cycle.

    Parameters
    ----------
    force_m_s2, rate_rad_s : (n, 3) grid samples from before the cycle to where it was known; None without a gyro
    base : grid index of the first of them
    gravity_m_s2 : what the sensor takes for gravity, its offset included
    moved_s, span_m : as `Shape` takes them
    """
    last = len(force_m_s2) - 1
    start = min(max(int(measured.raise_start) - base, 0), last)
    end = min(max(int(np.ceil(measured.lower_end)) - base, start + 1), last)
    top = min(max(round(0.5 * (measured.raise_end + measured.lower_start)) - base, start), end)
    direction = directions(force_m_s2)
    bottom, highest, landed = direction[start], direction[top], direction[end]
    turn = angle_between(bottom, highest)
    across = highest - dot(highest, bottom) * bottom
    way = across / max(sqrt(dot(across, across)), 1e-9)
    normal = cross(bottom, way)
    away = direction[start : end + 1] - bottom
    left = landed - bottom
    # Below where it began is no fault: off a step's edge the heel sinks on.
    sunk = min(dot(left, way), 0.0)
    open_end = left - sunk * way
    departure = np.abs(lengths(force_m_s2) - gravity_m_s2)
    core = departure[start : max(end - round(LANDING_S * GRID_RATE_HZ), start + 2)]
    shaken = percentiles(core, (0.5, 0.7, 0.9))
    # What a foot misses is a share of its way down, which off an edge is longer than the first way up.
    unclosed = sqrt(dot(open_end, open_end)) / max(turn if measured.lift_m is not None else turn - sunk, 1e-3)
    off_plane = float(np.abs(away @ normal).max()) / max(turn, 1e-3)
    turned = left_rad = None
    if rate_rad_s is not None:
        turned, left_over, off_axis = _turned(rate_rad_s[start : end + 1])
        left_rad = left_over * turned
        if measured.lift_m is None and (shaken[2] > CALM_M_S2 or end - start < QUICK_S * GRID_RATE_HZ):
            off_plane, unclosed = min(off_plane, off_axis), min(unclosed, left_over)
    before = departure[max(start - round(0.5 * GRID_RATE_HZ), 0) : start + 1]
    return Shape(
        turn_rad=turn,
        turned_rad=turned,
        unclosed=unclosed,
        left_rad=left_rad,
        off_plane=off_plane,
        shaken_m_s2=(shaken[0], shaken[1], shaken[2]),
        before_m_s2=median(before.tolist()),
        raise_s=(measured.raise_end - measured.raise_start) / GRID_RATE_HZ,
        cycle_s=(measured.lower_end - measured.raise_start) / GRID_RATE_HZ,
        lift_m=measured.lift_m,
        bottom=bottom,
        way=way,
        swings=len(swings_of(direction[start : end + 1], bottom, way, max(turn, 1e-3))),
        moved_s=moved_s,
        span_m=span_m,
    )


def _turned(rate_rad_s: FloatArray) -> tuple[float, float, float]:
    """How far the sensor turned about its main axis, there and back, radians.

    Returns
    -------
    that; how much was left of it at the end, and how far the sensor turned about other axes, as shares of it
    """
    steady = centred(rate_rad_s)
    axis = main_axis(steady)
    turn = along(steady, axis).cumsum() / GRID_RATE_HZ
    turned = float(turn.max() - turn.min())
    others = steady.cumsum(axis=0) / GRID_RATE_HZ - turn[:, None] * axis
    left_over = abs(float(along(rate_rad_s, axis).sum())) / GRID_RATE_HZ
    return turned, left_over / max(turned, 1e-3), float(lengths(others).max()) / max(turned, 1e-3)
