"""How high a shin sensor is above where the leg rests: acceleration integrated twice, held in place by tilt.

A heel raise lifts the shin by some centimetres in half a second to several seconds. Integrating the vertical
acceleration twice shows that well where the motion is quick, and drifts where it is slow: a degree of tilt or
a sensor's offset leaks more gravity into it than a slow lowering accelerates. The shank's tilt does not drift,
but says nothing about the height by itself; in one person on one day it goes along with it, more or less.

So height, offset, leak and the share of the tilt are solved for together, as one regularised least-squares
problem over a window (the batch form of a Kalman smoother with the offset as a state):

    acceleration = height'' + offset + leak · tilt            (less sure while the leg is shaken, void in a shock)
    height       = share · tilt + rest                        (the rest small, the smaller the better tilt explains)
    height       = 0                                          (at the bottom, once it is known where that is)

It is a banded system, solved in time linear in the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.constants import g as GRAVITY_M_S2
from scipy.linalg import get_lapack_funcs

from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import held, middle, triangle
from soleus_sense.motion.vectors import lengths, shortened

FLOOR_M_S2 = 0.10
"""Error of a calm leg's vertical acceleration: sway, muscle and a cheap sensor's noise."""

SHAKE_PER_M_S2 = 0.06
"""Error that shaking adds: sideways acceleration squared over 2 g, what the magnitude takes for vertical."""

GYRO_FLOOR_M_S2 = 0.05
GYRO_SHAKE_PER_M_S2 = 0.02
"""The same where a gyro says which way is up: sideways acceleration no longer passes for vertical."""

SHOCK_M_S2 = 6.0
"""Above this much over gravity a landing rings and may clip: such a moment says nothing about velocity."""

SHOCK_DOUBT = 30.0
"""How many times less a moment of shock is believed."""

UNSEEN_DOUBT = 10.0
"""The same of one that no sample shows: it hides what a hold trembles with, or half of what a quick raise accelerates
by. Doubted more, a gap in a slow lowering lets its velocity jump by several times itself."""

HOLD_HZ = 0.12
"""What is slower than this is left to the tilt: a cycle of 8 s is 0.125 Hz."""

OFFSET_M_S2 = 0.3
"""How far a sensor's own gravity may be from the median magnitude: ±40 mg and the person's own motion."""

KNOWN_M_S2 = 0.1
"""Where it was seen at rest, it changes by this much with the leg's tilt."""

LEAK_M_S2 = 0.6
"""Gravity that leaks per radian of tilt: an offset of ±65 mg across the shank (MPU-6050)."""

CREEP_M_S = 0.002
"""A leg that rests sways and sinks this fast at most."""

SHARE_M = 1.5
"""Metres of height per radian of tilt: seated 0.4 to 0.6, standing with a small tilt more."""

DOUBT = np.diag(np.array([OFFSET_M_S2, LEAK_M_S2, LEAK_M_S2, SHARE_M, SHARE_M]) ** -2.0)
DOUBT_KNOWN = np.diag(np.array([KNOWN_M_S2, LEAK_M_S2, LEAK_M_S2, SHARE_M, SHARE_M]) ** -2.0)
"""What the offset, the leaks and the shares are held to, in the order of the causes; where gravity is known."""

SPREAD_M = 0.6
"""Where the bottom is known, what the tilt does not explain of a height is held to its own mean this loosely, sample by
sample: enough to keep the tilt's share and the height apart, too little to bend a lowering of 5 s."""

MEAN_M = 0.1
"""How high that mean may lie over the bottom."""

HELD_POWER = 1.5
"""It is held the more the better tilt explains the height as seen without the bottom, by this power of what is left
unexplained: a shank that tilts with every raise shows the shape of a slow one better than its acceleration."""

SURER = 10.0
"""There an acceleration's error need not cover drift: a third of it, so that it weighs so much more."""

TILT_SMOOTHING_S = 0.24
"""Half width of the triangle that tilt is averaged over: an accelerometer's holds the pushes of the motion too."""

MOST_EXPLAINED = 0.97
"""However well tilt explains the height, this much of it at most is taken from the tilt alone."""

_PBTRF, _TBTRS, _POSV, _SYEV = get_lapack_funcs(("pbtrf", "tbtrs", "posv", "syev"), dtype=np.float64)
"""Called by themselves: on a few hundred samples scipy's own functions look at their arguments for as long again."""


@dataclass(frozen=True, eq=False)
class HeightFit:
    """Height over a window.

    Attributes
    ----------
    height_m : (n,) up is positive; its zero is arbitrary
    rest_m : (n,) the part of it that the tilt does not explain
    misfit : by how much it departs from the acceleration and from all else that was known, the sum of squared errors
    """

    height_m: FloatArray
    rest_m: FloatArray
    misfit: float

    @property
    def explained(self) -> float:
        """Share of the height's variance that the tilt explains, 0 to 1."""
        spread = _variance(self.height_m)
        return max(0.0, 1 - _variance(self.rest_m) / spread) if spread > 0 else 0.0

    @property
    def error_m(self) -> float:
        """Standard deviation of what tilt does not explain."""
        return sqrt(_variance(self.rest_m))


def without_shocks(force_m_s2: FloatArray) -> FloatArray:
    """(n, 3) the force, shortened to the least of a shock: what is averaged with a landing is not drowned by it."""
    return shortened(force_m_s2, GRAVITY_M_S2 + SHOCK_M_S2)


def shake(force_m_s2: FloatArray, half: int) -> tuple[FloatArray, FloatArray]:
    """How shaken the leg is around each sample.

    Parameters
    ----------
    force_m_s2 : (n, 3) specific force
    half : samples looked at on each side

    Returns
    -------
    (n,) root mean square of the magnitude's departure from gravity, (n,) its greatest excess, m/s²
    """
    excess = held(lengths(force_m_s2) - GRAVITY_M_S2, half)
    around = np.array([excess[i : i + len(force_m_s2)] for i in range(2 * half + 1)])
    return np.sqrt((around * around).sum(axis=0) / len(around)), around.max(axis=0)


def equations_of(
    force_m_s2: FloatArray,
    shaken_m_s2: FloatArray,
    excess_m_s2: FloatArray,
    rate_hz: float,
    *,
    direction: FloatArray | None = None,
    unseen: NDArray[np.bool_] | None = None,
    resting: NDArray[np.bool_] | None = None,
    gravity_m_s2: float | None = None,
) -> HeightEquations:
    """The equations of the height over a window.

    Parameters
    ----------
    force_m_s2 : (n, 3) specific force, averaged over about one sample's time; n at least 8
    shaken_m_s2, excess_m_s2 : (n,) as `shake` gives them
    rate_hz : samples per second
    direction : (n, 3) gravity's direction in the sensor's axes from a gyro, or None without one
    unseen : (n,) whether a straight line stands in for lost samples: a hold's tremor of 0.5 m/s² that it cuts off
        at a crest for a tenth of a second is a velocity of 5 cm/s, three times that of a slow lowering
    resting : (n,) whether the leg is known to stand still
    gravity_m_s2 : what the sensor takes for gravity, where that is known; None takes the median over the window, which
        a leg that never rests keeps away from it

    Notes
    -----
    The magnitude of the averaged force serves as vertical acceleration: to first order it does not change
    when the sensor turns, so no attitude is needed, and the same code serves with and without a gyro.
    """
    weight = weight_of(shaken_m_s2, excess_m_s2, unseen=unseen, has_gyro=direction is not None)
    if direction is None:
        upward, smoothed_over = lengths(force_m_s2), smoothing_of(rate_hz)
        direction = force_m_s2 / upward[:, None]
    else:
        upward, smoothed_over = (force_m_s2 * direction).sum(axis=1), 1
    return HeightEquations(
        upward,
        direction,
        weight,
        rate_hz,
        smoothed_over=smoothed_over,
        resting=resting,
        gravity_m_s2=gravity_m_s2,
    )


def weight_of(
    shaken_m_s2: FloatArray,
    excess_m_s2: FloatArray,
    *,
    unseen: NDArray[np.bool_] | None = None,
    has_gyro: bool = False,
) -> FloatArray:
    """(n,) how much each sample's vertical acceleration is believed: one over its error squared, s⁴/m².

    Parameters
    ----------
    shaken_m_s2, excess_m_s2, unseen : (n,) as `equations_of` takes them
    has_gyro : whether a gyro says which way is up
    """
    if has_gyro:
        error = GYRO_FLOOR_M_S2 + GYRO_SHAKE_PER_M_S2 * shaken_m_s2 * shaken_m_s2
    else:
        error = FLOOR_M_S2 + SHAKE_PER_M_S2 * shaken_m_s2 * shaken_m_s2
    shock = excess_m_s2 > SHOCK_M_S2
    if unseen is not None:
        error[unseen & ~shock] *= UNSEEN_DOUBT
    error[shock] *= SHOCK_DOUBT
    return 1.0 / (error * error)


def smoothing_of(rate_hz: float) -> int:
    """Samples to each side that tilt is averaged over where no gyro tells it."""
    return max(1, round(TILT_SMOOTHING_S * rate_hz))


class HeightEquations:
    """The equations of the height over a window, which may be solved again as more is known of where the bottom is.

    Parameters
    ----------
    upward_m_s2 : (n,) vertical specific force
    direction : (n, 3) gravity's, in the sensor's axes
    weight : (n,) as `weight_of` gives it; the window's first and last are not believed
    rate_hz : samples per second
    smoothed_over : samples to each side that tilt is averaged over
    resting : (n,) whether the leg is known to stand still
    gravity_m_s2 : as `equations_of` takes it
    """

    def __init__(
        self,
        upward_m_s2: FloatArray,
        direction: FloatArray,
        weight: FloatArray,
        rate_hz: float,
        *,
        smoothed_over: int,
        resting: NDArray[np.bool_] | None = None,
        gravity_m_s2: float | None = None,
    ) -> None:
        n = len(upward_m_s2)
        tilt = self._tilt = _tilt(direction.T, smoothed_over)
        # Rows: what is measured, then what may explain it besides the rest of the height.
        causes = np.empty((6, n))
        causes[0] = upward_m_s2 - (middle(upward_m_s2) if gravity_m_s2 is None else gravity_m_s2)
        causes[1] = 1.0
        causes[2:4] = tilt
        causes[4:, 0] = causes[4:, -1] = 0.0
        causes[4:, 1:-1] = (tilt[:, :-2] - 2 * tilt[:, 1:-1] + tilt[:, 2:]) * rate_hz**2
        scaled = weight * rate_hz**2
        scaled[0] = scaled[-1] = 0.0
        weighted = scaled * causes
        self._alone = causes @ weighted.T / rate_hz**2
        self._bands, self._pulled = _normal_equations(scaled * rate_hz**2, weighted)
        self._rate_hz = rate_hz
        # From one sample of a rest to the next the height, tilt's share and all, stays what it is.
        self._stops = None if resting is None else (resting[1:] & resting[:-1]) / CREEP_M_S**2
        self._explained: float | None = None
        self._doubt = DOUBT if gravity_m_s2 is None else DOUBT_KNOWN

    def solved(self) -> HeightFit:
        """The height where nothing is known of its bottom: what is slower than a cycle is left to the tilt."""
        hold = (2 * np.pi * HOLD_HZ) ** 4 / FLOOR_M_S2**2
        bands, pulled, alone = self._bands, self._pulled, self._alone
        if self._stops is not None:
            bands, pulled, alone = bands.copy(), pulled.copy(), alone.copy()
            self._keep_level(self._stops * self._rate_hz**2, 1, bands, pulled, alone)

        def held(explained: float) -> HeightFit:
            most = hold / max(1 - explained, 1 - MOST_EXPLAINED)
            return _solved(bands, pulled, alone, self._doubt, self._tilt, most)

        return held(held(0.0).explained)

    def solved_from(self, bottom: FloatArray, stops: FloatArray, level: FloatArray | None = None) -> HeightFit:
        """The height over the bottom that the leg comes back to.

        Parameters
        ----------
        bottom : (n,) how surely the leg is there at each sample: one over the square of how far from it it may be,
            1/m²; 0 where nothing is known
        stops : (n − 1,) how surely it stands still from each sample to the next: one over the square of its speed,
            s²/m²
        level : (n − k,) how surely it is as high k samples after each as there: one over the square of the
            difference, 1/m²
        """
        n = len(bottom)
        apart = 0 if level is None else n - len(level)
        bands = np.zeros((max(apart + 1, len(self._bands)), n))
        bands[: len(self._bands)] = SURER * self._bands
        bands[0] += bottom
        # One cause more: how high the mean of what the tilt does not explain lies over the bottom.
        stands = np.zeros((7, n))
        stands[4:6], stands[6] = self._tilt, 1.0
        known = stands * bottom
        pulled, alone, doubt = known, known @ stands.T, np.zeros((6, 6))
        pulled[:6] += SURER * self._pulled
        alone[:6, :6] += SURER * self._alone
        doubt[:5, :5], doubt[5, 5] = self._doubt, MEAN_M**-2
        stops = stops if self._stops is None else stops + self._stops
        self._keep_level(stops * self._rate_hz**2, 1, bands, pulled, alone)
        if level is not None:
            self._keep_level(level, apart, bands, pulled, alone)
        if self._explained is None:
            self._explained = self.solved().explained
        hold = SPREAD_M**-2 / max(1 - self._explained, 1 - MOST_EXPLAINED) ** HELD_POWER
        return _solved(bands, pulled, alone, doubt, self._tilt, hold)

    def _keep_level(
        self, sure: FloatArray, apart: int, bands: FloatArray, pulled: FloatArray, alone: FloatArray
    ) -> None:
        """Add to equations, in place, how surely the height is the same from each sample to the one so far on, 1/m²."""
        turned = self._tilt[:, apart:] - self._tilt[:, :-apart]
        kept = turned * sure
        alone[4:6, 4:6] += kept @ turned.T
        for part, sign in ((slice(None, -apart), -1.0), (slice(apart, None), 1.0)):
            bands[0, part] += sure
            pulled[4:6, part] += sign * kept
        bands[apart, :-apart] -= sure


def _solved(
    bands: FloatArray, pulled: FloatArray, alone: FloatArray, doubt: FloatArray, tilt: FloatArray, hold: float
) -> HeightFit:
    """The height that satisfies the equations best, what the tilt does not explain of it held so much.

    Parameters
    ----------
    bands, pulled : as `_normal_equations` gives them, one right side for each cause
    alone : (c, c) what each cause says where the height stays at zero, times each of the others
    doubt : (c − 1, c − 1) what the causes but the first are held to
    """
    factor, pivots = _factor(bands, hold)
    half = _half_solved(factor, pulled.T, "N").T / pivots
    # What is left of each cause once the height has taken its part, times each of the others.
    left = alone - half @ half.T
    shares = _POSV(left[1:, 1:] + doubt, left[1:, 0])[1]
    rest = _half_solved(factor, (half[0] - shares @ half[1:]) / pivots, "T")
    level = shares[5] if len(shares) > 5 else 0.0
    return HeightFit(rest + shares[3:5] @ tilt + level, rest, float(left[0, 0] - shares @ left[1:, 0]))


def _tilt(direction: FloatArray, half: int) -> FloatArray:
    """(2, n) the two ways in which gravity's direction (3, n) turned, radians, most first; smoothed by a triangle."""
    n = direction.shape[1]
    kernel = triangle(half)
    padded = np.empty((3, n + 2 * half))
    padded[:, half : half + n] = direction
    padded[:, :half], padded[:, half + n :] = direction[:, :1], direction[:, -1:]
    away = np.empty((3, n))
    for i in range(3):
        away[i] = np.correlate(padded[i], kernel)
    away -= (away.sum(axis=1) / n)[:, None]
    return _SYEV(away @ away.T)[1].T[:0:-1] @ away


def _variance(values: FloatArray) -> float:
    """The mean square of (n,) values' distance from their mean."""
    away = values - values.sum() / len(values)
    return float(away @ away) / len(away)


def _normal_equations(own: FloatArray, weighted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The height that minimises Σ weight · (height'' − cause)² + hold · Σ height², all but the hold.

    Parameters
    ----------
    own : (n,) the weights times the rate to the fourth
    weighted : (c, n) the causes times the weights times the rate squared

    Returns
    -------
    (3, n) diagonals of the banded matrix, the main one first, and (c, n) right sides
    """
    shared = own[:-1] + own[1:]
    bands = np.zeros((3, len(own)))
    bands[0] = 2 * own
    bands[0, :-1] += shared
    bands[0, 1:] += shared
    bands[1, :-1] = -2 * shared
    bands[2, :-2] = own[1:-1]
    pulled = -2 * weighted
    pulled[:, :-1] += weighted[:, 1:]
    pulled[:, 1:] += weighted[:, :-1]
    return bands, pulled


def _factor(bands: FloatArray, hold: float) -> tuple[FloatArray, FloatArray]:
    """The lower Cholesky factor of the banded matrix with a hold, its columns over their pivots, and the pivots.

    A unit diagonal needs no division, and a side is solved for in half of the time.

    Returns
    -------
    (3, n) diagonals, the main one first, which is left as it is and read by nobody; (n,) pivots
    """
    held_bands = bands.copy(order="F")
    held_bands[0] += hold
    factor, failed = _PBTRF(held_bands, lower=1, overwrite_ab=1)
    if failed:
        raise np.linalg.LinAlgError("The height's equations are not positive definite.")
    pivots = factor[0].copy()
    factor[1:] /= pivots
    return factor, pivots


def _half_solved(factor: FloatArray, right: FloatArray, trans: str) -> FloatArray:
    """Right sides (n,) or (n, c) solved for through the factor with its unit diagonal ("N") or its transpose ("T")."""
    return _TBTRS(factor, right, uplo="L", trans=trans, diag="U")[0]
