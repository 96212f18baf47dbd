"""The point about which a sensor turns in a heel raise: how far below it, how far aside.

What turns about a fixed point feels, besides gravity, the push of every change of its turning: the farther away the
point, the stronger. With a gyro the turning is known, and what is felt says where the point lies, as far as the
motion is quick enough to be felt at all. Without one the direction of what is felt shows gravity's turn and that
push together; for a known distance the push can be taken out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import correlate1d, maximum_filter1d

from soleus_sense.motion.gravity import limited
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.height import SHOCK_M_S2
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import centred, reach, slopes, smoothed
from soleus_sense.motion.shape import LANDING_S
from soleus_sense.motion.vectors import along, cross, dot, lengths, main_axis

SMOOTHING_S = 0.04
"""Force and rate are smoothed by a Gaussian this wide: a strap's own ringing (15 to 50 Hz) goes, a push-up stays."""

ALIKE = 8.0
"""So many neighbouring samples of what is left over after that say one thing: strap and tremor swing for 0.16 s."""

LEAST_ERROR_M_S2 = 0.15
"""However well a point explains what is felt: flesh and strap give a little."""

OFFSET_M_S2 = 0.3
"""What an accelerometer shows too much or too little along an axis (±40 mg)."""

BALL_BELOW_M, BALL_ASIDE_M = (-0.02, 0.15), (-0.03, 0.30)
"""The ball of the foot lies 1 to 9 cm below a sensor on a shoe and 3 to 20 cm before it; shoes bend, feet roll. A foot
that hangs from a leg that is crossed turns about a point above the sensor, its ankle, some 5 cm before a heel."""

BELOW_EDGE = 0.4
"""Off a step's edge a foot begins 20° below level: so much of how far the ball lies before the sensor it lies above."""

SURE = 2.0
"""So many standard errors outside, a pivot is somewhere else."""

LIFTS_ASIDE_M = 0.015
"""A raise turns a sensor on a shoe about a point 3 cm or more aside. A lowering and the raise after it, taken for a way
up and back, are seen from the top: an instep is then straight above that point, a heel on its other side."""

AT_SENSOR_M = 0.02
"""What turns about a point as near as this shows gravity's turn alone, and not whether it rises: the sensor sits at the
ball of the foot, or what it measured holds no push."""

SURE_WAY, LIKELIER_WAY = 1.5, 0.5
"""So many standard errors on one side of that, it is sure, or likelier, which it was."""

MOST_STRAY_M_S2, STRAY_SHARE, FARTHEST_M = 0.2, 0.15, 0.2
"""A raise about a fixed point leaves less than this unexplained, or less than this share of what its turning pushes a
sensor at most this far from the point: a sole that rolls off shortens its lever by a tenth. A foot that steps leaves
0.2 to 1.5 m/s², a fifth and more."""

MAY_STRAY_M_S2, MAY_STRAY_SHARE = 0.4, 0.2
"""The same after a pause within a set."""

SURE_ERROR_M, SURE_STRAY_SHARE = 0.02, 0.1
"""Quick raises show the point as exactly as the one, and leave hardly anything unexplained."""

SAME_PIVOT_M = 0.03
"""The ball of a foot does not move in a set: what after a pause turns about a point so far from there, or as far as a
gyro shows it, is something else."""

LEANT_ASIDE_M = 0.07
"""A standing shank leans by up to 12°, and a sensor below the knee sits up to 0.35 m above the ankle: the point that a
shank turns about while the knees are bent and stretched lies aside of it by a fifth of that at most. In heel raises,
real ankle straps give 0.09 to 0.13 (medians)."""

KNEE_ABOVE_M, KNEE_ASIDE = 0.03, 0.45
"""A knee lies 3 to 35 cm above a sensor on the shin and, while the leg hangs within 24° of straight down, this share of
that aside. A shin that tilts back while its heel rises turns about a point above it too, but further aside."""

FEWEST = 12
"""Seven numbers are solved for: fewer samples, two values each, say nothing about them."""

REACH = 6.0
"""An exponential is cut off at this many of its times: a four-hundredth is left."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """The point about which a sensor turns.

    Attributes
    ----------
    below_m : how far below the sensor it lies while the heel is down; negative above it
    aside_m : how far aside; negative where the turn lowers the sensor and the way back lifts it
    error_m : standard error of either
    left_m_s2 : root mean square of what it does not explain
    push_m_s2 : that of what the turning does to a sensor `FARTHEST_M` from it
    aside_at_top_m : how far aside where it has turned furthest, by what is upright there
    """

    below_m: float
    aside_m: float
    error_m: float
    left_m_s2: float = 0.0
    push_m_s2: float = 0.0
    aside_at_top_m: float = 0.0

    @property
    def stays(self) -> bool:
        """Whether the point stays where it is, as the ball of a foot does that is not lifted."""
        return self.left_m_s2 < max(MOST_STRAY_M_S2, STRAY_SHARE * self.push_m_s2)

    @property
    def may_stay(self) -> bool:
        """The same for what already is like a repetition: the shocks of push-ups around it are left over too."""
        return self.left_m_s2 < max(MAY_STRAY_M_S2, MAY_STRAY_SHARE * self.push_m_s2)

    @property
    def lifts(self) -> bool | None:
        """Whether the turn lifts the sensor, None where that is not sure."""
        if self.at_sensor:
            return None
        further_m = self.aside_m - LIFTS_ASIDE_M
        return further_m > 0 if abs(further_m) > SURE_WAY * self.error_m else None

    @property
    def may_lift(self) -> bool:
        """Whether it is likelier that the turn lifts the sensor than that it lowers it, by more than a little."""
        return self.aside_m - LIFTS_ASIDE_M > LIKELIER_WAY * self.error_m

    @property
    def at_sensor(self) -> bool:
        """Whether it may as well lie at the sensor itself."""
        return hypot(self.below_m, self.aside_m) < AT_SENSOR_M + SURE * self.error_m

    @property
    def may_be_ankle(self) -> bool:
        """Whether it is likelier that a shank was bent and stretched about an ankle on the floor than lifted.

        Who bends the knees stands at the seeming top, the shank upright and the ankle below the sensor.
        """
        return self.aside_at_top_m + LIKELIER_WAY * self.error_m < LEANT_ASIDE_M

    @property
    def is_no_ankle(self) -> bool:
        """Whether that is unlikely."""
        return self.aside_at_top_m - self.error_m > LEANT_ASIDE_M

    @property
    def is_knee(self) -> bool:
        """Whether it surely is a knee from which a lower leg swings: straight above the sensor, more or less."""
        return self.below_m + self.error_m < -KNEE_ABOVE_M and self.aside_m < -KNEE_ASIDE * self.below_m

    @property
    def is_ball(self) -> bool:
        """Whether it surely is the ball of a foot, which stays where it is."""
        sure = self.error_m < SURE_ERROR_M and self.may_be_ball and bool(self.lifts)
        return sure and self.left_m_s2 < SURE_STRAY_SHARE * self.push_m_s2

    def is_apart_from(self, other: Pivot) -> bool:
        """Whether it surely is another point than that."""
        apart_m = abs(self.aside_m - other.aside_m)
        return apart_m > max(SAME_PIVOT_M, SURE * hypot(self.error_m, other.error_m))

    @property
    def may_be_ball(self) -> bool:
        """Whether it may be the ball of a foot on which the sensor sits."""
        lowest, most = BALL_BELOW_M
        least = min(lowest, -BELOW_EDGE * self.aside_m)
        return all(
            low - SURE * self.error_m < value < high + SURE * self.error_m
            for value, low, high in ((self.below_m, least, most), (self.aside_m, *BALL_ASIDE_M))
        )


def pivot_of(force_m_s2: FloatArray, rate_rad_s: FloatArray, *, start: int, end: int) -> Pivot | None:
    """The point that explains best what is felt while a sensor turns there and back.

    Parameters
    ----------
    force_m_s2, rate_rad_s : (n, 3) grid samples from the bottom before a raise on
    start, end : rows at which the raise begins and the lowering ends, 0 <= start < end < n

    Returns
    -------
    None where there are too few samples

    Notes
    -----
    In the plane of the turn, written as complex numbers in the sensor's own axes, a turn by θ at rate ω shows

        force = gravity · e^(−iθ) + (i·dω/dt − ω²) · point        (point: from the pivot to the sensor)

    which is linear in gravity and point. The gyro's offset is what is left over of the turn there and back; what is
    wrong with that, and the accelerometer's offset, is solved for as well. Some boards give the rotation in axes of
    the other handedness: the sign that explains more is taken.
    """
    rate = rate_rad_s - rate_rad_s[start : end + 1].sum(axis=0) / (end + 1 - start)
    axis = main_axis(centred(rate[start : end + 1]))
    last = end - round(LANDING_S * GRID_RATE_HZ)
    if last <= start:
        return None
    width = SMOOTHING_S * GRID_RATE_HZ
    turning = smoothed(along(rate, axis), width)[:last]
    felt = smoothed(force_m_s2, width)[:last]
    shaken = np.abs(lengths(force_m_s2[:last]) - GRAVITY_M_S2)
    # A landing before the raise is felt as far around as the smoothing reaches.
    calm = maximum_filter1d(shaken, 2 * reach(width) + 1) < SHOCK_M_S2
    if int(calm.sum()) < FEWEST:
        return None
    mean = felt.sum(axis=0)
    one = mean - dot(mean, axis) * axis
    one /= sqrt(dot(one, one))
    force = along(felt, one) + 1j * along(felt, cross(axis, one))
    found = [_solved(force, sign * turning, calm, start) for sign in (1.0, -1.0)]
    return min(found, key=lambda each: each.left_m_s2)


def _solved(
    force: np.ndarray[tuple[int], np.dtype[np.complex128]],
    turning_rad_s: FloatArray,
    calm: np.ndarray[tuple[int], np.dtype[np.bool_]],
    start: int,
) -> Pivot:
    """The point that explains best what is felt, for a turn of that sign."""
    turn = np.cumsum(turning_rad_s) / GRID_RATE_HZ
    gravity = np.exp(-1j * turn)
    push = 1j * slopes(turning_rad_s) * GRID_RATE_HZ - turning_rad_s**2
    drift = -1j * gravity * np.linspace(-1.0, 1.0, len(turn))
    flat = np.ones(len(turn), dtype=np.complex128)
    columns = np.column_stack((gravity, 1j * gravity, push, 1j * push, drift, flat, 1j * flat))[calm]
    rows = np.concatenate((columns.real, columns.imag))
    felt = np.concatenate((force[calm].real, force[calm].imag))
    doubt = np.diag([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]) * ALIKE * (LEAST_ERROR_M_S2 / OFFSET_M_S2) ** 2
    spread = np.linalg.inv(rows.T @ rows + doubt + 1e-9 * np.eye(7))
    shares = spread @ (rows.T @ felt)
    left = felt - rows @ shares
    error = sqrt(float(left @ left) / len(left))
    away = turn[start:] - turn[start]
    top = int(np.abs(away).argmax())
    way = float(np.sign(away[top]))
    up = complex(shares[0], shares[1]) * complex(gravity[start])
    point = complex(shares[2], shares[3]) / (up / abs(up))
    at_top = point * np.exp(1j * away[top])
    unsure = max(LEAST_ERROR_M_S2, 1.5 * error) * sqrt(ALIKE * float(spread[2, 2] + spread[3, 3]) / 2)
    pushed = FARTHEST_M * sqrt(float((np.abs(push[calm]) ** 2).mean()))
    return Pivot(point.real, -way * point.imag, unsure, error, pushed, -way * at_top.imag)


def turn_about(force_m_s2: FloatArray, below_m: float, *, start: int, end: int) -> float:
    """The turn of gravity's direction for a sensor whose pivot lies so far below it, radians.

    Parameters
    ----------
    force_m_s2 : (n, 3) grid samples from before a raise to after its lowering
    below_m : how far below the sensor the point lies about which it turns
    start, end : rows at which the raise begins and the lowering ends

    Notes
    -----
    With the pivot z below, a turn θ(t) shows itself in the direction of the force as θ − (z / g) · d²θ/dt². What
    undoes this is a smoothing by e^(−|t| / τ), τ = √(z / g).
    """
    time = sqrt(below_m / GRAVITY_M_S2) * GRID_RATE_HZ
    reach = int(REACH * time) + 1
    weights = np.exp(-np.abs(np.arange(-reach, reach + 1)) / time)
    force = correlate1d(limited(force_m_s2), weights / weights.sum(), axis=0, mode="nearest")
    direction = force / lengths(force)[:, None]
    cosines = along(direction[start : end + 1], direction[start])
    return float(np.arccos(min(max(float(cosines.min()), -1.0), 1.0)))
