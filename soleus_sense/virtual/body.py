"""A foot and a shank as rigid links: where a sensor on them is, and what it would feel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.samples import FloatArray

KINEMATIC_RATE_HZ = 1000.0
"""The grid on which motion is drawn and differentiated: twenty times a tremor's or a strap's frequency."""

SHOCK_RING_HZ = 25.0
"""An impact rings out in flesh and strap at about this frequency."""

FOOT_SITES = ("heel", "lateral", "instep")
SHIN_SITES = ("ankle", "shin", "below-knee")


@dataclass(frozen=True, slots=True)
class Body:
    """A person's leg as shares of the body's height.

    The heel's lever is 0.10 H (Drillis and Contini's foot is 0.152 H; back of the calcaneus to the
    metatarsophalangeal joints 17.0 ± 1.2 cm), the ankle sits 0.070 H behind and 0.029 H above the ball of the
    foot: it then rises 0.57 to 0.83 of what the heel rises. Shank 0.246 H, thigh 0.245 H (Winter).
    """

    height_m: float = 1.70

    @property
    def lever_m(self) -> float:
        """Ball of the foot to the back of the heel."""
        return 0.10 * self.height_m

    @property
    def ankle_m(self) -> FloatArray:
        """(3,) the ankle joint seen from the ball of the foot, foot flat: forward, left, up."""
        return np.array([-0.070, 0.0, 0.029]) * self.height_m

    @property
    def shank_m(self) -> float:
        return 0.246 * self.height_m

    @property
    def thigh_m(self) -> float:
        return 0.245 * self.height_m


@dataclass(frozen=True, eq=False)
class Pose:
    """The leg over time: where the ball of the foot is, how foot and shank are turned.

    Angles are (n, 3) roll, pitch and yaw about forward, left and up (turned in the order yaw, roll, pitch), so
    foot pitch is positive with the heel up and shank pitch is positive with the knee forward.

    Attributes
    ----------
    ball_m : (n, 3) ball of the foot: forward, left, up
    foot_rad, shank_rad : (n, 3)
    shock_m_s2 : (n, 3) what an impact adds to the foot's acceleration
    contacts : samples at which the foot meets the ground after a swing, ends of strides
    """

    ball_m: FloatArray
    foot_rad: FloatArray
    shank_rad: FloatArray
    shock_m_s2: FloatArray
    contacts: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ball_m)

    @classmethod
    def still(cls, samples: int) -> Pose:
        """Foot flat, shank upright, for that many samples."""
        ball, foot, shank, shock = np.zeros((4, samples, 3))
        return cls(ball, foot, shank, shock)


def seated_shank_pitch(body: Body, foot_pitch_rad: FloatArray, rest_pitch_rad: float = 0.0) -> FloatArray:
    """The shank's pitch when the hip stays where it is: knee where the circles about hip and ankle meet.

    Parameters
    ----------
    foot_pitch_rad : (n,)
    rest_pitch_rad : the shank's pitch with the foot flat; the thigh is then level

    Returns
    -------
    (n,) radians, negative backwards
    """
    back, _, up = body.ankle_m
    sine, cosine = np.sin(foot_pitch_rad), np.cos(foot_pitch_rad)
    ankle_x, ankle_z = back * cosine + up * sine, -back * sine + up * cosine
    hip_x = back + body.shank_m * np.sin(rest_pitch_rad) - body.thigh_m
    hip_z = up + body.shank_m * np.cos(rest_pitch_rad)
    across_x, across_z = ankle_x - hip_x, ankle_z - hip_z
    apart = np.hypot(across_x, across_z)
    along = (body.thigh_m**2 - body.shank_m**2 + apart**2) / (2 * apart)
    aside = np.sqrt(np.maximum(body.thigh_m**2 - along**2, 0.0))
    # Of the two crossings the knee is the upper, forward one: left of the line from hip to ankle.
    knee_x = hip_x + (along * across_x - aside * across_z) / apart
    knee_z = hip_z + (along * across_z + aside * across_x) / apart
    return np.arctan2(knee_x - ankle_x, knee_z - ankle_z)


def rotation_matrices(angles_rad: FloatArray) -> FloatArray:
    """(n, 3, 3) from segment to world, of (n, 3) roll, pitch and yaw."""
    (sr, sp, sy), (cr, cp, cy) = np.sin(angles_rad).T, np.cos(angles_rad).T
    out = np.empty((len(angles_rad), 3, 3))
    out[:, 0, 0], out[:, 0, 1], out[:, 0, 2] = cy * cp - sy * sr * sp, -sy * cr, cy * sp + sy * sr * cp
    out[:, 1, 0], out[:, 1, 1], out[:, 1, 2] = sy * cp + cy * sr * sp, cy * cr, sy * sp - cy * sr * cp
    out[:, 2, 0], out[:, 2, 1], out[:, 2, 2] = -cr * sp, sr, cr * cp
    return out


def angular_rate(angles_rad: FloatArray, rate_hz: float = KINEMATIC_RATE_HZ) -> FloatArray:
    """(n, 3) rad/s in the segment's own axes, of (n, 3) roll, pitch and yaw on a regular grid."""
    roll_rate, pitch_rate, yaw_rate = (np.gradient(angle) * rate_hz for angle in angles_rad.T)
    roll, pitch = angles_rad[:, 0], angles_rad[:, 1]
    upward = np.cos(roll) * yaw_rate
    sine, cosine = np.sin(pitch), np.cos(pitch)
    return np.column_stack(
        (cosine * roll_rate - sine * upward, pitch_rate + np.sin(roll) * yaw_rate, sine * roll_rate + cosine * upward)
    )


def felt(
    body: Body,
    pose: Pose,
    *,
    on_foot: bool,
    at_m: FloatArray,
    skin_share: float = 0.0,
    shock_share: float = 1.0,
    shock_turn_rad_s: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Specific force and angular rate at a point of the foot or the shank, in that segment's axes.

    Parameters
    ----------
    pose : on the grid of `KINEMATIC_RATE_HZ`
    at_m : (3,) the point, from the ball of the foot (foot) or from the ankle joint (shank)
    skin_share : how much of the foot's pitch the skin under a shank strap turns with
    shock_share : how much of an impact arrives at the point
    shock_turn_rad_s : (3,) how an impact rattles the case: rate of turn per m/s² at a ring of `SHOCK_RING_HZ`

    Returns
    -------
    (n, 3) m/s² and (n, 3) rad/s
    """
    foot = rotation_matrices(pose.foot_rad)
    if on_foot:
        angles, turn = pose.foot_rad, foot
        place = pose.ball_m + foot @ at_m
    else:
        shank = rotation_matrices(pose.shank_rad)
        place = pose.ball_m + foot @ body.ankle_m + shank @ at_m
        angles, turn = pose.shank_rad, shank
        if skin_share:
            angles = angles + np.array([0.0, 1.0, 0.0]) * (skin_share * pose.foot_rad[:, 1:2])
            turn = rotation_matrices(angles)
    acceleration = np.gradient(np.gradient(place, axis=0), axis=0) * KINEMATIC_RATE_HZ**2
    acceleration += shock_share * pose.shock_m_s2
    acceleration[:, 2] += GRAVITY_M_S2
    force = np.einsum("nji,nj->ni", turn, acceleration)
    rate = angular_rate(angles)
    if shock_turn_rad_s is not None and pose.shock_m_s2.any():
        # The derivative, so that the case rattles and comes back: no turn is left.
        rattle = np.gradient(pose.shock_m_s2[:, 2]) * (KINEMATIC_RATE_HZ / (2 * np.pi * SHOCK_RING_HZ))
        rate += shock_share * rattle[:, None] * shock_turn_rad_s
    return force, rate
