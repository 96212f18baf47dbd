"""What people do besides heel raises, as motions of foot and shank: none of it is a repetition."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import gaussian_filter1d

from soleus_sense.motion.samples import FloatArray
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ, Body, Pose
from soleus_sense.virtual.gait import impact, walk_like
from soleus_sense.virtual.movement import band_noise, keyed, minimum_jerk, samples_of

JOIN_S = 0.6
"""Two activities are blended over this long: the second begins where the first left the leg."""


def join(poses: Sequence[Pose]) -> Pose:
    """One motion after another: each begins where the last one ended, in its heading, and glides into its own."""
    balls: list[FloatArray] = []
    feet: list[FloatArray] = []
    shanks: list[FloatArray] = []
    contacts: list[int] = []
    ball, foot, shank, n = np.zeros(3), np.zeros(3), np.zeros(3), 0
    for pose in poses:
        if len(pose) == 0:
            continue
        heading = foot[2] - pose.foot_rad[0, 2] if n else 0.0
        turn = np.array([[np.cos(heading), np.sin(heading)], [-np.sin(heading), np.cos(heading)]])
        way = pose.ball_m - pose.ball_m[0]
        way[:, :2] = way[:, :2] @ turn
        balls.append(ball + way)
        blend = 1 - minimum_jerk(min(samples_of(JOIN_S), len(pose)))[:, None]
        for pieces, angles, before in ((feet, pose.foot_rad, foot), (shanks, pose.shank_rad, shank)):
            glide = angles + np.array([0.0, 0.0, heading])
            if n:
                glide[: len(blend)] += blend * (before - glide[0])
            pieces.append(glide)
        contacts.extend(n + at for at in pose.contacts)
        ball, foot, shank = balls[-1][-1], feet[-1][-1], shanks[-1][-1]
        n += len(pose)
    shocks = [pose.shock_m_s2 for pose in poses if len(pose)]
    return Pose(
        np.concatenate(balls), np.concatenate(feet), np.concatenate(shanks), np.concatenate(shocks), tuple(contacts)
    )


def sway(rng: np.random.Generator, pose: Pose, size_deg: float) -> None:
    """Add a body's slow sway to the shank, forward and sideways, in place: 0.1–1 Hz, the slower the larger."""
    for axis, share in ((0, 0.7), (1, 1.0), (2, 0.4)):
        pose.shank_rad[:, axis] += np.deg2rad(size_deg * share) * band_noise(rng, len(pose), 0.1, 1.0, slope=1.0)


def still(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Quiet: standing or sitting with the foot flat, a little sway."""
    pose = Pose.still(samples_of(seconds))
    sway(rng, pose, 0.3)
    return pose


def strap(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """The strap being put on or taken off: the case turned about in the hands, pulled, knocked."""
    n = samples_of(seconds)
    pose = Pose.still(n)
    env = _envelope(n, 1.0)[:, None]
    for angles in (pose.foot_rad, pose.shank_rad):
        slow = np.column_stack([band_noise(rng, n, 0.1, 0.6) for _ in range(3)])
        quick = np.column_stack([band_noise(rng, n, 0.6, 3.0) for _ in range(3)])
        angles += env * (rng.uniform(0.2, 0.7) * slow + rng.uniform(0.03, 0.15) * quick)
    pose.ball_m[:] += env * 0.03 * np.column_stack([band_noise(rng, n, 0.2, 1.5) for _ in range(3)])
    for at in rng.integers(0, max(n, 1), rng.integers(1, 6)).tolist():
        impact(pose.shock_m_s2, at, rng.uniform(2, 12), rng)
    return pose


def fidget(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Idle feet: toes tapped, the foot turned, a leg swung, weight shifted, a restless heel; rests between them."""
    n = samples_of(seconds)
    pose = Pose.still(n)
    sway(rng, pose, 0.4)
    at = samples_of(rng.uniform(0, 1))
    while at < n:
        length = min(samples_of(rng.uniform(0.6, 4.0)), n - at)
        env = _envelope(length, 0.25)
        part = slice(at, at + length)
        t = np.arange(length) / KINEMATIC_RATE_HZ
        kind = rng.integers(0, 5)
        if kind == 0:  # toes tapped: the ball leaves the floor, the heel stays
            taps = np.sin(np.pi * rng.uniform(1.5, 4) * t) ** 2 * env * np.deg2rad(rng.uniform(4, 18))
            pose.foot_rad[part, 1] -= taps
            pose.ball_m[part, 2] += body.lever_m * np.sin(taps)
        elif kind == 1:  # the foot turned about the ball
            turn = np.deg2rad(rng.uniform(5, 35)) * env * np.sin(np.pi * rng.uniform(0.3, 1.2) * t)
            pose.foot_rad[part, 2] += turn
            pose.shank_rad[part, 2] += 0.8 * turn
            pose.foot_rad[part, 0] += rng.normal(0, 0.3) * turn
        elif kind == 2:  # a leg swung about the knee
            swing = np.deg2rad(rng.uniform(4, 25)) * env * np.sin(2 * np.pi * rng.uniform(0.5, 1.3) * t)
            pose.shank_rad[part, 1] -= swing
            pose.foot_rad[part, 1] -= 0.9 * swing
            pose.ball_m[part, 0] += body.shank_m * np.sin(swing)
            pose.ball_m[part, 2] += env * rng.uniform(0.01, 0.06) + body.shank_m * (1 - np.cos(swing))
        elif kind == 3:  # weight shifted
            lean = np.deg2rad(rng.uniform(1, 6)) * env * band_noise(rng, length, 0.2, 1.2)
            pose.shank_rad[part, 0] += lean
            pose.shank_rad[part, 1] += 0.4 * lean
            pose.foot_rad[part, 0] += 0.15 * lean
        else:  # a restless heel: quick, small bounces
            bounce = np.sin(np.pi * rng.uniform(3.5, 6) * t) ** 2 * env * np.deg2rad(rng.uniform(1, 4))
            pose.foot_rad[part, 1] += bounce
            pose.shank_rad[part, 1] -= 0.2 * bounce
        at += length + samples_of(rng.uniform(0.1, 4.0))
    return pose


def shift(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Standing about: weight from leg to leg, now and then a small step on the spot."""
    n = samples_of(seconds)
    pose = Pose.still(n)
    lean = np.deg2rad(rng.uniform(1.5, 4)) * band_noise(rng, n, 0.1, 0.5)
    pose.shank_rad[:, 0] += lean
    pose.shank_rad[:, 1] += np.deg2rad(rng.uniform(0.5, 2)) * band_noise(rng, n, 0.1, 0.6)
    pose.foot_rad[:, 0] += 0.1 * lean
    at = samples_of(rng.uniform(0.5, 3))
    contacts: list[int] = []
    while at + samples_of(1.0) < n:
        length = samples_of(rng.uniform(0.45, 0.9))
        t = np.arange(length) / length
        lift, pitch = rng.uniform(0.02, 0.08), np.deg2rad(rng.uniform(8, 30))
        part = slice(at, at + length)
        pose.foot_rad[part, 1] += pitch * np.sin(np.pi * np.clip(t / 0.8, 0, 1)) ** 2
        pose.ball_m[part, 2] += lift * np.sin(np.pi * t) ** 2
        pose.shank_rad[part, 1] += 1.2 * pitch * np.sin(np.pi * t) ** 2
        aside = np.array([rng.normal(0, 0.05), rng.normal(0, 0.03), 0.0])
        pose.ball_m[part] += minimum_jerk(length)[:, None] * aside
        pose.ball_m[at + length :] += aside
        impact(pose.shock_m_s2, at + length - 1, rng.uniform(1, 6), rng)
        contacts.append(at + length - 1)
        at += length + samples_of(rng.uniform(0.5, 6))
    return Pose(pose.ball_m, pose.foot_rad, pose.shank_rad, pose.shock_m_s2, tuple(contacts))


def chair(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Standing up and sitting down again and again: the shank leans forward each time, the heel may lift a little."""
    seated, back = rng.uniform(-5, 10), rng.uniform(0, 4)
    times, shank, foot = [0.0], [seated], [back]
    while times[-1] < seconds:
        for lean, rest, least, most in ((rng.uniform(12, 24), 0.0, 0.8, 1.5), (rng.uniform(10, 22), seated, 0.9, 1.8)):
            heel = 0.0 if rest == 0.0 else back
            wait, half = rng.uniform(0.8, 6), rng.uniform(least, most) / 2
            times += [times[-1] + wait, times[-1] + wait + half, times[-1] + wait + 2.2 * half]
            shank += [shank[-1], lean, rest]
            foot += [foot[-1], heel + rng.uniform(0, 2), heel]
    n = samples_of(seconds)
    pose = Pose.still(n)
    pose.shank_rad[:, 1] = np.deg2rad(keyed(times, shank, n))
    pose.foot_rad[:, 1] = np.deg2rad(keyed(times, foot, n))
    sway(rng, pose, 0.5)
    return pose


def knee_bends(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Squats with the feet flat: the shank leans forward 20–35° and comes back, every two to six seconds."""
    times, shank, foot = [0.0, rng.uniform(0.3, 1.5)], [0.0, 0.0], [0.0, 0.0]
    depth, pace, heel = rng.uniform(20, 35), rng.uniform(0.7, 2.5), rng.choice((0.0, rng.uniform(0, 3)))
    while times[-1] < seconds:
        down, wait, up, rest = pace * rng.uniform(0.8, 1.2, 4) * (1.0, rng.uniform(0.05, 0.5), 0.9, 0.3)
        deep = depth * rng.uniform(0.85, 1.1)
        for step, value in ((down, deep), (wait, deep), (up, 0.0), (rest, 0.0)):
            times.append(times[-1] + step)
            shank.append(value)
            foot.append(heel * value / depth)
    n = samples_of(seconds)
    pose = Pose.still(n)
    pose.shank_rad[:, 1] = np.deg2rad(keyed(times, shank, n))
    pose.foot_rad[:, 1] = np.deg2rad(keyed(times, foot, n))
    pose.shank_rad[:, 0] = rng.normal(0, 0.15) * pose.shank_rad[:, 1]
    sway(rng, pose, 0.6)
    return pose


def jumps(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """Jumps on the spot: knees bend, push-off over the toes, flight, landing on the forefoot and down."""
    n = samples_of(seconds)
    pose = Pose.still(n)
    times, shank, foot = [0.0], [0.0], [0.0]
    contacts: list[int] = []
    start = rng.uniform(0.5, 1.5)
    while start + 2.5 < seconds:
        push, height = rng.uniform(0.2, 0.3), rng.uniform(0.05, 0.3)
        flight = 2 * np.sqrt(2 * height / GRAVITY_M_S2)
        bend = start + rng.uniform(0.35, 0.7)
        off = bend + push
        down = off + flight
        flat, deep = down + rng.uniform(0.06, 0.12), down + rng.uniform(0.18, 0.3)
        done = deep + rng.uniform(0.4, 0.8)
        point, land = rng.uniform(40, 55), rng.uniform(12, 28)
        times += [start, bend, off, down, flat, deep, done]
        shank += [0, rng.uniform(18, 30), rng.uniform(0, 6), rng.uniform(-4, 4), 12, rng.uniform(15, 28), 0]
        foot += [0, 0, point, land, 0, 0, 0]
        lift = samples_of(off)
        t = np.arange(samples_of(down) - lift) / KINEMATIC_RATE_HZ
        room = pose.ball_m[lift : lift + len(t), 2]
        room += (GRAVITY_M_S2 / 2 * t * (flight - t))[: len(room)]
        impact(pose.shock_m_s2, samples_of(down), rng.uniform(10, 50), rng)
        contacts.append(samples_of(down))
        start = done + rng.choice((rng.uniform(0.1, 0.5), rng.uniform(1, 4)))
    pose.shank_rad[:, 1] = np.deg2rad(keyed(times, shank, n))
    pose.foot_rad[:, 1] = np.deg2rad(keyed(times, foot, n))
    # The forefoot's pad gives way over some 30 ms: flight does not end on the spot.
    pose.ball_m[:] = gaussian_filter1d(pose.ball_m, 0.012 * KINEMATIC_RATE_HZ, axis=0, mode="nearest")
    sway(rng, pose, 0.5)
    return Pose(pose.ball_m, pose.foot_rad, pose.shank_rad, pose.shock_m_s2, tuple(contacts))


def phone_call(rng: np.random.Generator, seconds: float, body: Body) -> Pose:
    """On the phone: a few paces, standing about, idle feet, in no order."""
    parts: list[Pose] = []
    left_s = seconds
    while left_s > 0:
        name = str(rng.choice(("walk", "shift", "fidget", "still")))
        part_s = min(left_s, float(rng.uniform(3, 12)))
        parts.append(ACTIVITIES[name](rng, part_s, body))
        left_s -= part_s
    return join(parts)


def _envelope(samples: int, edge_s: float) -> FloatArray:
    """(n,) 1, gliding from and to 0 at the ends."""
    edge = min(samples_of(edge_s), samples // 2)
    out = np.ones(samples)
    if edge:
        out[:edge] = minimum_jerk(edge)
        out[-edge:] = minimum_jerk(edge)[::-1]
    return out


ACTIVITIES: dict[str, Callable[[np.random.Generator, float, Body], Pose]] = {
    "still": still,
    "strap": strap,
    "fidget": fidget,
    "shift": shift,
    "chair": chair,
    "knee-bends": knee_bends,
    "jumps": jumps,
    "phone-call": phone_call,
    "walk": walk_like("walk"),
    "stairs-up": walk_like("stairs-up"),
    "stairs-down": walk_like("stairs-down"),
    "toe-walk": walk_like("toe-walk"),
}
"""By name: each takes a random generator, seconds and the body."""
