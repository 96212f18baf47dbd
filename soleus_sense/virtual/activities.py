"""What people do besides heel raises, as motions of foot and shank: none of it is a repetition."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from soleus_sense.motion.samples import FloatArray
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ, Body, Pose
from soleus_sense.virtual.movement import band_noise, minimum_jerk, samples_of

JOIN_S = 0.5
"""Two activities are blended over this long: the second begins where the first left the leg."""


def join(poses: Sequence[Pose]) -> Pose:
    """One motion after another: each begins where the last one ended and glides into its own."""
    balls: list[FloatArray] = []
    feet: list[FloatArray] = []
    shanks: list[FloatArray] = []
    ball, foot, shank = np.zeros(3), None, None
    for pose in poses:
        if len(pose) == 0:
            continue
        blend = 1 - minimum_jerk(min(samples_of(JOIN_S), len(pose)))[:, None]
        balls.append(pose.ball_m + (ball - pose.ball_m[0]))
        for pieces, angles, before in ((feet, pose.foot_rad, foot), (shanks, pose.shank_rad, shank)):
            if before is not None and np.any(angles[0] != before):
                angles = angles.copy()
                angles[: len(blend)] += blend * (before - angles[0])
            pieces.append(angles)
        ball, foot, shank = balls[-1][-1], feet[-1][-1], shanks[-1][-1]
    shocks = [pose.shock_m_s2 for pose in poses if len(pose)]
    return Pose(np.concatenate(balls), np.concatenate(feet), np.concatenate(shanks), np.concatenate(shocks))


def impact(shock_m_s2: FloatArray, at: int, size_m_s2: float, rng: np.random.Generator) -> None:
    """Add a landing to an array of shocks: up and a little forward, ringing out within a tenth of a second."""
    length = min(samples_of(0.12), len(shock_m_s2) - at)
    if length <= 0 or at < 0:
        return
    t = np.arange(length) / KINEMATIC_RATE_HZ
    ring_hz, decay_s = rng.uniform(14, 35), rng.uniform(0.012, 0.03)
    wave = size_m_s2 * np.sin(2 * np.pi * ring_hz * t) * np.exp(-t / decay_s)
    shock_m_s2[at : at + length] += wave[:, None] * np.array([rng.normal(0, 0.35), rng.normal(0, 0.2), 1.0])


def still(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Quiet: standing or sitting with the foot flat, a degree of sway."""
    pose = Pose.still(samples_of(seconds))
    sway(rng, pose, 0.3)
    return pose


def sway(rng: np.random.Generator, pose: Pose, size_deg: float) -> None:
    """Add a body's slow sway (0.1–1 Hz) to the shank, forward and sideways, in place."""
    for axis, share in ((0, 0.7), (1, 1.0), (2, 0.4)):
        pose.shank_rad[:, axis] += np.deg2rad(size_deg * share) * band_noise(rng, len(pose), 0.1, 1.0)


def strap(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """The strap being put on or taken off: the case turned about in the hands, pulled, knocked."""
    n = samples_of(seconds)
    pose = Pose.still(n)
    env = _envelope(n, 0.4)[:, None]
    for angles in (pose.foot_rad, pose.shank_rad):
        slow = np.column_stack([band_noise(rng, n, 0.1, 0.6) for _ in range(3)])
        quick = np.column_stack([band_noise(rng, n, 0.6, 3.0) for _ in range(3)])
        angles += env * (rng.uniform(0.2, 0.7) * slow + rng.uniform(0.05, 0.2) * quick)
    pose.ball_m[:] += env * 0.05 * np.column_stack([band_noise(rng, n, 0.2, 1.5) for _ in range(3)])
    for at in rng.integers(0, max(n, 1), rng.integers(1, 6)).tolist():
        impact(pose.shock_m_s2, at, rng.uniform(2, 12), rng)
    return pose


def fidget(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Idle feet: taps, turns of the foot, a swinging leg, shifts of weight, rests between them."""
    n = samples_of(seconds)
    pose = Pose.still(n)
    sway(rng, pose, 0.4)
    at = samples_of(rng.uniform(0, 1))
    while at < n:
        length = min(samples_of(rng.uniform(0.6, 4.0)), n - at)
        env = _envelope(length, 0.25)
        part = slice(at, at + length)
        t = np.arange(length) / KINEMATIC_RATE_HZ
        kind = rng.integers(0, 4)
        if kind == 0:  # toes tapped: the ball leaves the floor, the heel stays
            taps = np.sin(np.pi * rng.uniform(1.5, 4) * t) ** 2 * env * np.deg2rad(rng.uniform(4, 18))
            pose.foot_rad[part, 1] -= taps
            pose.ball_m[part, 2] += body.lever_m * np.sin(taps)
        elif kind == 1:  # the foot turned about the ball or the heel
            turn = np.deg2rad(rng.uniform(5, 35)) * env * np.sin(np.pi * rng.uniform(0.3, 1.2) * t)
            pose.foot_rad[part, 2] += turn
            pose.shank_rad[part, 2] += 0.8 * turn
            pose.foot_rad[part, 0] += rng.normal(0, 0.3) * turn
        elif kind == 2:  # a leg swung
            swing = np.deg2rad(rng.uniform(4, 25)) * env * np.sin(2 * np.pi * rng.uniform(0.5, 1.3) * t)
            pose.shank_rad[part, 1] -= swing
            pose.foot_rad[part, 1] -= 0.9 * swing
            lift = env * rng.uniform(0.01, 0.06)
            pose.ball_m[part, 0] += body.shank_m * np.sin(swing)
            pose.ball_m[part, 2] += lift + body.shank_m * (1 - np.cos(swing))
        else:  # weight shifted
            lean = np.deg2rad(rng.uniform(1, 6)) * env * band_noise(rng, length, 0.2, 1.2)
            pose.shank_rad[part, 0] += lean
            pose.shank_rad[part, 1] += 0.4 * lean
            pose.foot_rad[part, 0] += 0.15 * lean
        at += length + samples_of(rng.uniform(0.1, 4.0))
    return pose


def _envelope(samples: int, edge_s: float) -> FloatArray:
    """(n,) 1, gliding from and to 0 at the ends."""
    edge = max(1, min(samples_of(edge_s), samples // 2))
    out = np.ones(samples)
    out[:edge] = minimum_jerk(edge)[: len(out[:edge])]
    out[-edge:] = np.minimum(out[-edge:], minimum_jerk(edge)[::-1][-len(out[-edge:]) :])
    return out


ACTIVITIES: dict[str, Callable[[np.random.Generator, float, Body], Pose]] = {
    "still": still,
    "strap": strap,
    "fidget": fidget,
}
"""By name: each takes a random generator, seconds and the body."""
