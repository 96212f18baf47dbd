"""How the shank goes along with the foot, and where on the leg a sensor is strapped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from soleus_sense.motion.samples import FloatArray
from soleus_sense.virtual.activities import sway
from soleus_sense.virtual.body import FOOT_SITES, KINEMATIC_RATE_HZ, Body, Pose, felt, seated_shank_pitch
from soleus_sense.virtual.movement import band_noise, samples_of


@dataclass(frozen=True, slots=True)
class Stance:
    """How a standing or sitting person's shank goes along with the foot.

    Attributes
    ----------
    rest_deg : the shank's pitch with the foot flat, positive forward
    tilt_deg : its change at the usual top (standing; seated it follows from the linkage)
    bow_deg : how much further it leans half way up: balance over the ball is not monotonic in pitch
    lag_deg_s : its lean while the heel moves, degrees per (range per second)
    roll_deg : the foot's roll at the top
    shank_roll_deg : the shank's roll at the top
    yaw_deg : turn about the vertical at the top
    sway_deg : slow sway, root mean square
    skin_share : share of the foot's pitch that the skin under the strap turns with
    """

    rest_deg: float = 3.0
    tilt_deg: float = 2.0
    bow_deg: float = 1.5
    lag_deg_s: float = 0.3
    roll_deg: float = 3.0
    shank_roll_deg: float = 1.0
    yaw_deg: float = 1.0
    sway_deg: float = 0.3
    skin_share: float = 0.0


def rested(pose: Pose, stance: Stance) -> Pose:
    """An activity of a person whose shank rests at their own pitch."""
    pose.shank_rad[:, 1] += np.deg2rad(stance.rest_deg)
    return pose


def quiet(rng: np.random.Generator, seconds: float, stance: Stance) -> Pose:
    pose = rested(Pose.still(samples_of(seconds)), stance)
    sway(rng, pose, stance.sway_deg)
    return pose


def accompany(
    rng: np.random.Generator, pose: Pose, raised: FloatArray, *, stance: Stance, body: Body, seated: bool
) -> None:
    """Let the shank, and what is out of the plane, go along with the foot's pitch, in place.

    Parameters
    ----------
    raised : (n,) how far up the foot is, 0 bottom to 1 usual top
    seated : the shank follows from the linkage; otherwise the person balances over the ball of the foot
    """
    n = len(pose)
    if seated:
        pose.shank_rad[:, 1] = seated_shank_pitch(body, pose.foot_rad[:, 1], np.deg2rad(stance.rest_deg))
        sway(rng, pose, 0.4 * stance.sway_deg)
    else:
        speed = np.gradient(raised) * KINEMATIC_RATE_HZ
        width = samples_of(0.1)
        kernel = np.hanning(2 * width + 1)
        slow = np.convolve(np.pad(speed, width, mode="edge"), kernel / kernel.sum(), mode="valid")
        lean = stance.tilt_deg * raised + stance.bow_deg * 4 * raised * (1 - raised) + stance.lag_deg_s * slow
        pose.shank_rad[:, 1] = np.deg2rad(stance.rest_deg + lean)
        sway(rng, pose, stance.sway_deg)
    own = 1 + 0.25 * band_noise(rng, n, 0.05, 0.8)
    pose.foot_rad[:, 0] += np.deg2rad(stance.roll_deg) * raised * own
    pose.foot_rad[:, 2] += np.deg2rad(stance.yaw_deg) * raised * own
    pose.shank_rad[:, 0] += np.deg2rad(stance.shank_roll_deg) * raised * own
    pose.shank_rad[:, 2] += np.deg2rad(stance.yaw_deg) * raised


def felt_at(
    rng: np.random.Generator, pose: Pose, *, site: str, stance: Stance, body: Body
) -> tuple[FloatArray, FloatArray]:
    """What is felt where the sensor sits on this person today.

    Parameters
    ----------
    site : one of `FOOT_SITES` or `SHIN_SITES`; the exact place within it is drawn

    Returns
    -------
    (n, 3) m/s² and (n, 3) rad/s on the kinematic grid, see `felt`
    """
    lever = body.lever_m
    if site == "heel":
        at, share = (
            np.array([-lever * rng.uniform(0.97, 1.05), rng.uniform(-0.015, 0.015), rng.uniform(0.01, 0.05)]),
            1.0,
        )
    elif site == "lateral":
        at, share = (
            np.array([-lever * rng.uniform(0.5, 0.8), rng.uniform(-0.045, -0.035), rng.uniform(0.01, 0.04)]),
            0.8,
        )
    elif site == "instep":
        at, share = np.array([-lever * rng.uniform(0.2, 0.5), rng.uniform(-0.02, 0.02), rng.uniform(0.03, 0.06)]), 0.5
    else:
        low, high = {"ankle": (0.05, 0.12), "shin": (0.12, 0.22), "below-knee": (0.28, 0.36)}[site]
        around = rng.uniform(0, 2 * np.pi)
        at = np.array([0.05 * np.cos(around), 0.05 * np.sin(around), rng.uniform(low, high)])
        share = {"ankle": 0.4, "shin": 0.3, "below-knee": 0.2}[site]
    return felt(
        body,
        pose,
        on_foot=site in FOOT_SITES,
        at_m=at,
        skin_share=stance.skin_share,
        shock_share=share,
        # Shoe-mounted sensors show some 100 to 500 °/s at a heel strike of 5 to 10 g.
        shock_turn_rad_s=np.deg2rad(rng.normal(0, 2.0, 3)),
    )
