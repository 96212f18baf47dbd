"""People, habits and sensors drawn at random: the variety that accuracy is measured over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from soleus_sense.virtual.movement import Manner, Range, draw
from soleus_sense.virtual.sensor import Sensor
from soleus_sense.virtual.stance import Stance

CHIPS: dict[str, Sensor] = {
    "MPU-6050": Sensor(acc_noise_ug=400, acc_bias_mg=65, gyr_noise_mdps=5, gyr_bias_dps=10, acc_range_g=4),
    "BMI270": Sensor(acc_noise_ug=160, acc_bias_mg=20, gyr_noise_mdps=8, gyr_bias_dps=0.5, acc_range_g=8),
    "LSM6DS33": Sensor(acc_noise_ug=90, acc_bias_mg=40, gyr_noise_mdps=7, gyr_bias_dps=10, acc_range_g=4),
    "LIS3DH": Sensor(acc_noise_ug=220, acc_bias_mg=40, gyr_noise_mdps=15, gyr_bias_dps=5, acc_range_g=4, bits=12),
    "ICM-20948": Sensor(acc_noise_ug=230, acc_bias_mg=25, gyr_noise_mdps=15, gyr_bias_dps=5, acc_range_g=16),
}
"""Chips of common wearables: noise and offset as their data sheets give them."""


def draw_manner(rng: np.random.Generator, *, edge: bool = False, seated: bool = False) -> Manner:
    """One of many ways to do heel raises: tempo and its spread, shape, fatigue, unsteadiness."""
    kind = str(rng.choice(("paced", "loose", "mixed", "push-up"), p=(0.5, 0.25, 0.15, 0.10)))
    if kind == "push-up" and not edge:
        fall: Range = (0.2, 0.4)
        raised = float(rng.uniform(0.35, 0.8))
        times = (_about(raised, 0.15), (0.0, 0.2), fall, _about(float(rng.uniform(0.2, 1.2)), 0.2))
        shapes = ("minimum-jerk", "fall")
    else:
        if kind == "mixed":
            times = ((0.4, 2.0), (0.0, 1.5), (0.5, 4.0), (0.0, 1.5))
        else:
            spread = float(rng.uniform(0.03, 0.12) if kind == "paced" else rng.uniform(0.12, 0.3))
            holds, pauses = rng.random() < 0.5, rng.random() < 0.5
            times = (
                _about(draw(rng, (0.35, 3.0)), spread),
                _about(float(rng.uniform(0.3, 3.0)), spread) if holds else (0.0, 0.15),
                _about(draw(rng, (0.35, 5.0)), spread),
                _about(draw(rng, (0.3, 5.0)), 2 * spread) if pauses else (0.0, 0.1),
            )
        lower = str(rng.choice(("minimum-jerk", "sine", "steady", "mixed"), p=(0.2, 0.15, 0.5, 0.15)))
        shapes = (str(rng.choice(("minimum-jerk", "sine", "steady", "mixed"), p=(0.45, 0.2, 0.2, 0.15))), lower)
    tired = rng.random() < 0.4
    tremor = draw(rng, (0.05, 1.5)) * (0.6 if seated else 1.0)
    low = float(rng.uniform(20, 36) if not edge else rng.uniform(28, 42))
    return Manner(
        raise_s=times[0],
        top_s=times[1],
        lower_s=times[2],
        bottom_s=times[3],
        raise_shape=shapes[0],
        lower_shape=shapes[1],
        range_deg=(low, low + float(rng.uniform(2, 8))),
        bottom_deg=float(rng.uniform(-15, -5)) if edge else 0.0,
        range_kept=float(rng.uniform(0.55, 0.95)) if tired else 1.0,
        tempo_kept=float(rng.uniform(0.6, 1.5)) if tired else 1.0,
        partial_share=float(rng.uniform(0.05, 0.2)) if rng.random() < 0.25 else 0.0,
        bump_share=float(rng.uniform(0.05, 0.3)) if rng.random() < 0.3 else 0.0,
        wobble_deg=float(rng.uniform(0.1, 0.5)) * (0.5 if seated else 1.0),
        tremor_m_s2=tremor,
        tremor_hz=float(rng.uniform(4.5, 9)),
        shank_tremor_deg=tremor * float(rng.uniform(0.05, 0.4)),
        landing_per_s=float(rng.uniform(30, 200)),
        sag_share=float(rng.uniform(0.0, 0.06)),
    )


def _about(seconds: float, spread: float) -> Range:
    return (seconds * (1 - spread), seconds * (1 + spread))


def draw_stance(rng: np.random.Generator, *, site: str = "ankle", seated: bool = False) -> Stance:
    """How one person's shank goes along: some hold it still over the ball, some tilt it clearly.

    Straps at the ankle show 10–40° of rotation per repetition more often than not, partly because the skin over
    the tendon turns with the foot.
    """
    clear = rng.random() < (0.55 if site == "ankle" else 0.3)
    skin = {"ankle": (0.0, 0.4), "shin": (-0.05, 0.15), "below-knee": (-0.1, 0.1)}.get(site, (0.0, 0.0))
    return Stance(
        rest_deg=float(rng.uniform(-8, 15) if seated else rng.uniform(0, 10)),
        tilt_deg=float(rng.choice((-1, 1), p=(0.4, 0.6)) * (rng.uniform(8, 22) if clear else rng.uniform(0, 5))),
        bow_deg=float(rng.normal(0, 1.5)),
        lag_deg_s=float(rng.normal(0, 0.4)),
        roll_deg=float(rng.normal(0, 5)),
        shank_roll_deg=float(rng.normal(0, 2.5)),
        yaw_deg=float(rng.normal(0, 3)),
        sway_deg=float(rng.uniform(0.1, 0.6)),
        skin_share=float(rng.uniform(*skin)) if rng.random() < 0.7 else 0.0,
    )


def draw_sensor(rng: np.random.Generator, *, has_gyro: bool = True) -> Sensor:
    """A wearable somebody might own, at some rate, with some losses."""
    chip = CHIPS[str(rng.choice(tuple(CHIPS)))]
    usual = rng.random() < 0.6
    return replace(
        chip,
        sample_rate_hz=float(
            rng.choice((50, 100, 104, 200)) if usual else np.round(np.exp(rng.uniform(*np.log((20, 400)))), 1)
        ),
        has_gyro=has_gyro,
        acc_range_g=float(rng.choice((2, 4, 8, 16), p=(0.1, 0.4, 0.3, 0.2))),
        gyr_range_dps=float(rng.choice((250, 500, 1000, 2000))),
        bits=int(rng.choice((12, 16), p=(0.15, 0.85))),
        scale_error=float(rng.uniform(0.002, 0.02)),
        bandwidth_share=float(rng.uniform(0.25, 0.45)),
        strap_hz=float(rng.uniform(15, 50)),
        clock_error=float(rng.uniform(-0.02, 0.02) if rng.random() < 0.05 else rng.normal(0, 30e-6)),
        jitter_s=float(rng.uniform(0.0005, 0.003)) if rng.random() < 0.1 else 0.0,
        lost_share=float(rng.uniform(0.01, 0.06)) if rng.random() < 0.3 else 0.0,
        notification_samples=int(rng.integers(3, 21)),
    )
