"""Walking, stairs and toe walking: one leg's strides from keyed curves of a gait cycle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

from soleus_sense.motion.samples import FloatArray
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ, Body, Pose
from soleus_sense.virtual.movement import band_noise, minimum_jerk, samples_of

MID_STANCE = 0.25
"""Where in the cycle people start from and come to stand: on this foot, flat."""

ROUNDING_S = 0.012
"""The curves' corners are rounded by a Gaussian this wide."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A curve's keys: shares of the cycle, rising, and the values there."""

    shares: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class GaitCurves:
    """One kind of step, keyed over the cycle of one foot (0 = contact, about 0.6 = toe-off, 1 = contact).

    Attributes
    ----------
    foot_deg, shank_deg : pitch; foot positive heel up, shank positive knee forward
    forward : share of the stride's length that the ball of the foot has covered
    upward_m : height of the ball over the line of the climb
    climb : share of the stride's climb that the ball has covered
    climb_m : of a stride, up positive
    stride_m, stride_s : least and most
    impact_m_s2 : shock of contact at the foot, least and most
    """

    foot_deg: Keys
    shank_deg: Keys
    forward: Keys
    upward_m: Keys
    climb: Keys
    climb_m: float
    stride_m: tuple[float, float]
    stride_s: tuple[float, float]
    impact_m_s2: tuple[float, float]


# Drawn after the usual textbook curves (Winter, Biomechanics and Motor Control of Human Movement; Perry, Gait
# Analysis; Riener 2002 for stairs), rounded to what a fair counter-example needs: ranges, order and timing.
CURVES: dict[str, GaitCurves] = {
    "walk": GaitCurves(
        foot_deg=Keys(
            (0, 0.03, 0.09, 0.3, 0.4, 0.5, 0.58, 0.63, 0.68, 0.76, 0.85, 0.93),
            (-20, -14, 0, 0, 3, 20, 45, 60, 60, 35, 0, -17),
        ),
        shank_deg=Keys(
            (0, 0.1, 0.3, 0.4, 0.5, 0.58, 0.65, 0.72, 0.85, 0.93),
            (-20, -8, 5, 12, 25, 40, 46, 42, 5, -18),
        ),
        forward=Keys(
            (0, 0.56, 0.62, 0.7, 0.8, 0.9, 0.97, 1),
            (0, 0, 0.05, 0.25, 0.62, 0.94, 1.0, 1),
        ),
        upward_m=Keys(
            (0, 0.09, 0.58, 0.65, 0.72, 0.82, 0.9, 0.96),
            (0.058, 0, 0, 0.03, 0.04, 0.02, 0.045, 0.065),
        ),
        climb=Keys(
            (0, 1),
            (0, 0),
        ),
        climb_m=0.0,
        stride_m=(1.0, 1.5),
        stride_s=(0.95, 1.35),
        impact_m_s2=(20.0, 110.0),
    ),
    "stairs-up": GaitCurves(
        foot_deg=Keys(
            (0, 0.08, 0.4, 0.47, 0.55, 0.63, 0.7, 0.8, 0.9),
            (4, 0, 0, 5, 20, 42, 45, 15, -6),
        ),
        shank_deg=Keys(
            (0, 0.08, 0.3, 0.45, 0.55, 0.63, 0.71, 0.8, 0.9),
            (18, 22, 10, 4, 15, 38, 62, 55, 26),
        ),
        forward=Keys(
            (0, 0.58, 0.66, 0.75, 0.85, 0.95, 1),
            (0, 0, 0.03, 0.27, 0.72, 1, 1),
        ),
        upward_m=Keys((0.0, 0.3, 0.6), (0.0, 0.0, 0.0)),
        climb=Keys(
            (0, 0.58, 0.66, 0.75, 0.83, 0.9, 0.97, 1),
            (0, 0, 0.12, 0.62, 1.04, 1.11, 1.01, 1),
        ),
        climb_m=0.35,
        stride_m=(0.52, 0.64),
        stride_s=(1.05, 1.5),
        impact_m_s2=(15.0, 80.0),
    ),
    "stairs-down": GaitCurves(
        foot_deg=Keys(
            (0, 0.06, 0.12, 0.38, 0.5, 0.58, 0.65, 0.75, 0.85, 0.95),
            (22, 11, 0, 0, 9, 28, 38, 15, 6, 19),
        ),
        shank_deg=Keys(
            (0, 0.12, 0.35, 0.5, 0.58, 0.66, 0.75, 0.85, 0.94),
            (-6, 3, 14, 28, 48, 62, 42, 5, -12),
        ),
        forward=Keys(
            (0, 0.6, 0.7, 0.8, 0.9, 1),
            (0, 0, 0.2, 0.7, 0.98, 1),
        ),
        upward_m=Keys((0.0, 0.3, 0.6), (0.0, 0.0, 0.0)),
        climb=Keys(
            (0, 0.6, 0.67, 0.78, 0.88, 0.97, 1),
            (0, 0, -0.05, 0.25, 0.72, 1, 1),
        ),
        climb_m=-0.35,
        stride_m=(0.52, 0.64),
        stride_s=(0.95, 1.4),
        impact_m_s2=(25.0, 120.0),
    ),
    "toe-walk": GaitCurves(
        foot_deg=Keys(
            (0, 0.1, 0.3, 0.45, 0.55, 0.62, 0.72, 0.85, 0.95),
            (25, 20, 21, 27, 42, 56, 46, 24, 24),
        ),
        shank_deg=Keys(
            (0, 0.1, 0.3, 0.45, 0.55, 0.65, 0.75, 0.88),
            (-14, -6, 4, 15, 28, 42, 34, -4),
        ),
        forward=Keys(
            (0, 0.56, 0.64, 0.72, 0.82, 0.92, 1),
            (0, 0, 0.08, 0.33, 0.72, 0.97, 1),
        ),
        upward_m=Keys(
            (0, 0.56, 0.7, 0.82, 0.92),
            (0, 0, 0.05, 0.04, 0.02),
        ),
        climb=Keys(
            (0, 1),
            (0, 0),
        ),
        climb_m=0.0,
        stride_m=(0.7, 1.1),
        stride_s=(0.85, 1.25),
        impact_m_s2=(8.0, 40.0),
    ),
}


def impact(shock_m_s2: FloatArray, at: int, size_m_s2: float, rng: np.random.Generator) -> None:
    """Add a landing to an array of shocks: up and a little forward, ringing out within a tenth of a second."""
    length = min(samples_of(0.12), len(shock_m_s2) - at)
    if length <= 0 or at < 0:
        return
    t = np.arange(length) / KINEMATIC_RATE_HZ
    ring_hz, decay_s = rng.uniform(14, 35), rng.uniform(0.012, 0.03)
    wave = size_m_s2 * np.sin(2 * np.pi * ring_hz * t) * np.exp(-t / decay_s)
    shock_m_s2[at : at + length] += wave[:, None] * np.array([rng.normal(0, 0.35), rng.normal(0, 0.2), 1.0])


def walk_like(kind: str) -> Callable[[np.random.Generator, float, Body], Pose]:
    """The activity of that kind of step: takes a random generator, seconds and the body."""

    def walk(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
        return strides(rng, seconds, body, CURVES[kind])

    walk.__doc__ = f"{kind}: strides with their own pace, length and turns; starts and ends standing on this foot."
    return walk


def strides(rng: np.random.Generator, seconds: float, body: Body, curves: GaitCurves) -> Pose:
    """Strides of one leg for some seconds, from standing to standing, now and then round a corner."""
    n = samples_of(seconds)
    usual_s, usual_m = rng.uniform(*curves.stride_s), rng.uniform(*curves.stride_m) * body.height_m / 1.7
    count = max(1, int(seconds / usual_s))
    lasts = usual_s * rng.uniform(0.95, 1.05, count)
    ends = np.concatenate(([0.0], np.cumsum(lasts)))
    ends *= seconds / ends[-1]
    cycle = MID_STANCE + np.interp(np.arange(n) / KINEMATIC_RATE_HZ, ends, np.arange(count + 1.0))
    size = rng.uniform(0.92, 1.08, count + 1)
    if curves.climb_m == 0:
        size[[0, -1]] *= 0.75
    whole = np.minimum(cycle.astype(np.int64), count)
    share = cycle - whole
    sized = np.interp(cycle, np.arange(count + 1) + 0.5, size)
    lengths = usual_m * size
    forward = np.concatenate(([0.0], np.cumsum(lengths)))[whole] + lengths[whole] * _curve(curves.forward)(share)
    climb = curves.climb_m * (whole + _curve(curves.climb)(share))
    turns = np.where(rng.random(count + 1) < 0.12, rng.choice((-1, 1), count + 1) * rng.uniform(0.4, 1.4, count + 1), 0)
    turned = np.concatenate(([0.0], np.cumsum(turns)))[whole]
    swinging = minimum_jerk(512)[np.clip(((share - 0.6) / 0.35 * 511).astype(np.int64), 0, 511)]
    heading = turned + turns[whole] * np.where(share < 0.6, 0.0, swinging)

    pose = Pose.still(n)
    smooth = ROUNDING_S * KINEMATIC_RATE_HZ
    pose.foot_rad[:, 1] = np.deg2rad(sized * _periodic(curves.foot_deg)(share))
    pose.shank_rad[:, 1] = np.deg2rad(sized * _periodic(curves.shank_deg)(share))
    side, phase = np.deg2rad(rng.normal(0, 4, 3)), rng.uniform(0, 2 * np.pi, 2)
    free = np.clip((share - 0.5) / 0.1, 0, 1) * np.clip((1 - share) / 0.06, 0, 1)
    pose.foot_rad[:, 0] = side[0] * free * (1 + 0.3 * band_noise(rng, n, 0.2, 2)) + side[2] / 4 * np.sin(
        2 * np.pi * share + phase[0]
    )
    pose.shank_rad[:, 0] = side[1] * np.sin(2 * np.pi * share + phase[1])
    pose.foot_rad[:, 2] = heading
    pose.shank_rad[:, 2] = heading + np.deg2rad(4) * np.sin(2 * np.pi * share)
    pace = np.gradient(forward)
    pose.ball_m[:, 0] = np.cumsum(pace * np.cos(heading))
    pose.ball_m[:, 1] = np.cumsum(pace * np.sin(heading))
    pose.ball_m[:, 2] = climb + sized * _periodic(curves.upward_m)(share)
    for angles in (pose.foot_rad, pose.shank_rad, pose.ball_m):
        angles[:] = gaussian_filter1d(angles, smooth, axis=0, mode="nearest")
    contacts = tuple((np.flatnonzero(np.diff(whole)) + 1).tolist())
    for at in contacts:
        impact(pose.shock_m_s2, at, rng.uniform(*curves.impact_m_s2), rng)
    return Pose(pose.ball_m, pose.foot_rad, pose.shank_rad, pose.shock_m_s2, contacts)


def _curve(keys: Keys) -> PchipInterpolator:
    return PchipInterpolator(keys.shares, keys.values)


def _periodic(keys: Keys) -> PchipInterpolator:
    """The curve through keys from 0 to before 1, its end leading to its beginning."""
    shares, values = np.array(keys.shares), np.array(keys.values)
    around = np.concatenate((shares[-3:] - 1, shares, shares[:3] + 1))
    return PchipInterpolator(around, np.concatenate((values[-3:], values, values[:3])))
