"""How high a shin sensor is above where the leg rests: acceleration integrated twice, held in place by tilt.

A heel raise lifts the shin by some centimetres in half a second to several seconds. Integrating the vertical
acceleration twice shows that well where the motion is quick, and drifts where it is slow: a degree of tilt or
a sensor's offset leaks more gravity into it than a slow lowering accelerates. The shank's tilt does not drift,
but says nothing about the height by itself; in one person on one day it goes along with it, more or less.

So height, offset, leak and the share of the tilt are solved for together, as one regularised least-squares
problem over a window (the batch form of a Kalman smoother with the offset as a state):

    acceleration = height'' + offset + leak · tilt            (less sure while the leg is shaken, void in a shock)
    height       = share · tilt + rest                        (the rest small, the smaller the better tilt explains)

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
"""How many times less a moment of shock is believed, or one that no sample shows."""

HOLD_HZ = 0.12
"""What is slower than this is left to the tilt: a cycle of 8 s is 0.125 Hz."""

OFFSET_M_S2 = 0.3
"""How far a sensor's own gravity may be from the median magnitude: ±40 mg and the person's own motion."""

LEAK_M_S2 = 0.6
"""Gravity that leaks per radian of tilt: an offset of ±65 mg across the shank (MPU-6050)."""

SHARE_M = 1.5
"""Metres of height per radian of tilt: seated 0.4 to 0.6, standing with a small tilt more."""

DOUBT = np.diag(np.array([OFFSET_M_S2, LEAK_M_S2, LEAK_M_S2, SHARE_M, SHARE_M]) ** -2.0)
"""What the offset, the leaks and the shares are held to, in the order of the causes."""

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
    explained : share of the height's variance that the tilt explains, 0 to 1
    error_m : standard deviation of what tilt does not explain
    """

    height_m: FloatArray
    explained: float
    error_m: float


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


def fit_height(
    force_m_s2: FloatArray,
    shaken_m_s2: FloatArray,
    excess_m_s2: FloatArray,
    rate_hz: float,
    *,
    direction: FloatArray | None = None,
    unseen: NDArray[np.bool_] | None = None,
    tilt_smoothing_s: float = 0.24,
) -> HeightFit:
    """Solve for the height over a window.

    Parameters
    ----------
    force_m_s2 : (n, 3) specific force, averaged over about one sample's time; n at least 8
    shaken_m_s2, excess_m_s2 : (n,) as `shake` gives them
    rate_hz : samples per second
    direction : (n, 3) gravity's direction in the sensor's axes from a gyro, or None without one
    unseen : (n,) whether a straight line stands in for lost samples: a hold's tremor of 0.5 m/s² that it cuts off
        at a crest for a tenth of a second is a velocity of 5 cm/s, three times that of a slow lowering
    tilt_smoothing_s : half width of the triangle that tilt is averaged over

    Notes
    -----
    The magnitude of the averaged force serves as vertical acceleration: to first order it does not change
    when the sensor turns, so no attitude is needed, and the same code serves with and without a gyro.
    """
    force = np.ascontiguousarray(force_m_s2.T)
    if direction is None:
        magnitude = lengths(force.T)
        upward = magnitude
        tilt = _tilt(force / magnitude, max(1, round(tilt_smoothing_s * rate_hz)))
        error = FLOOR_M_S2 + SHAKE_PER_M_S2 * shaken_m_s2 * shaken_m_s2
    else:
        upward = (force_m_s2 * direction).sum(axis=1)
        tilt = _tilt(np.ascontiguousarray(direction.T), 1)
        error = GYRO_FLOOR_M_S2 + GYRO_SHAKE_PER_M_S2 * shaken_m_s2 * shaken_m_s2

    void = excess_m_s2 > SHOCK_M_S2
    if unseen is not None:
        void |= unseen
    error[void] *= SHOCK_DOUBT
    weight = 1.0 / (error * error)
    weight[0] = weight[-1] = 0.0

    # Rows: what is measured, then what may explain it besides the rest of the height.
    causes = np.empty((6, force.shape[1]))
    causes[0] = upward - middle(upward)
    causes[1] = 1.0
    causes[2:4] = tilt
    causes[4:, 0] = causes[4:, -1] = 0.0
    causes[4:, 1:-1] = (tilt[:, :-2] - 2 * tilt[:, 1:-1] + tilt[:, 2:]) * rate_hz**2
    weighted = (weight * rate_hz**2) * causes
    alone = causes @ weighted.T / rate_hz**2
    bands, pulled = _normal_equations(weight, weighted, rate_hz)
    explained, rest, height = 0.0, causes[0], causes[0]
    for _ in range(2):
        hold = (2 * np.pi * HOLD_HZ) ** 4 / FLOOR_M_S2**2 / max(1 - explained, 1 - MOST_EXPLAINED)
        factor = _factor(bands, hold)
        half = _half_solved(factor, pulled.T, "N")
        # What is left of each cause once the height has taken its part, times each of the others.
        left = alone - half.T @ half
        shares = _POSV(left[1:, 1:] + DOUBT, left[1:, 0])[1]
        rest = _half_solved(factor, half[:, 0] - half[:, 1:] @ shares, "T")
        height = rest + shares[3:] @ tilt
        spread = _variance(height)
        explained = max(0.0, 1 - _variance(rest) / spread) if spread > 0 else 0.0
    return HeightFit(height, explained, sqrt(_variance(rest)))


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


def _normal_equations(weight: FloatArray, weighted: FloatArray, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """The height that minimises Σ weight · (height'' − cause)² + hold · Σ height², all but the hold.

    Parameters
    ----------
    weight : (n,), and weighted (c, n), the causes times it and the rate squared

    Returns
    -------
    (3, n) diagonals of the banded matrix, the main one first, and (c, n) right sides
    """
    own = weight * rate_hz**4
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


def _factor(bands: FloatArray, hold: float) -> FloatArray:
    """(3, n) diagonals of the lower Cholesky factor of the banded matrix with a hold."""
    held_bands = bands.copy(order="F")
    held_bands[0] += hold
    factor, failed = _PBTRF(held_bands, lower=1, overwrite_ab=1)
    if failed:
        raise np.linalg.LinAlgError("The height's equations are not positive definite.")
    return factor


def _half_solved(factor: FloatArray, right: FloatArray, trans: str) -> FloatArray:
    """Right sides (n,) or (n, c) solved for through the lower factor ("N") or its transpose ("T")."""
    return _TBTRS(factor, right, uplo="L", trans=trans)[0]
