"""A second, plainer model of a heel raise than the project's own: what only that one's habits let pass shows here.

A foot turns about its ball; a shank goes up with the ankle and tilts a little. No skin, no strap, nothing around the
set, and, where a test says so, no tremor: everything that a recording of a real leg would add may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfilt, sosfiltfilt
from scipy.spatial.transform import Rotation

from soleus_sense.motion.samples import FloatArray, Recording
from soleus_sense.virtual.movement import Stretch
from soleus_sense.virtual.truth import phase_bounds

MODEL_HZ = 1000
TISSUE_HZ = 40.0
BALL_TO_HEEL_M, ANKLE_ABOVE_RAD = 0.17, 0.35
PUT_DOWN_S, STANDS_S = 0.4, 1.7


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a set is done: seconds of each phase, how much they vary between repetitions, a bump at the end.

    put_down_deg : so far the foot is turned down, in `PUT_DOWN_S`, a moment before the set
    """

    reps: int = 8
    raise_s: float = 1.0
    top_s: float = 0.0
    lower_s: float = 1.0
    bottom_s: float = 0.5
    lower_shape: str = "jerk"
    varies: float = 0.08
    range_deg: float = 30.0
    tremor_deg: float = 0.05
    bump_deg: float = 0.0
    put_down_deg: float = 0.0
    ankle_lever_m: float = 0.12
    seated: bool = False
    lead_in_s: float = 1.0
    rate_hz: float = 100.0
    acc_noise_ug: float = 200.0


def drawn(seed: int) -> Manner:
    """Any manner that people are asked for, from 0.35 to 5 s of lowering, held or not, begun at once or not."""
    rng = np.random.default_rng(seed)
    lower_s = float(np.exp(rng.uniform(np.log(0.35), np.log(5.0))))
    return Manner(
        reps=int(rng.integers(5, 13)),
        raise_s=float(rng.uniform(0.4, 2.0)),
        top_s=float(rng.choice([0.0, rng.uniform(0.0, 3.0)])),
        lower_s=lower_s,
        bottom_s=float(rng.choice([0.0, rng.uniform(0.0, 2.0)])),
        lower_shape=str(rng.choice(["jerk", "steady"])) if lower_s > 0.8 else "jerk",
        varies=float(rng.uniform(0.03, 0.15)),
        range_deg=float(rng.uniform(15.0, 40.0)),
        tremor_deg=float(rng.uniform(0.0, 0.15)),
        seated=bool(rng.random() < 0.5),
        lead_in_s=float(rng.choice([0.2, 1.0, 3.0])),
        rate_hz=float(rng.choice([20.0, 25.0, 50.0, 100.0, 104.0, 200.0])),
        acc_noise_ug=float(rng.uniform(100.0, 400.0)),
    )


def plain_set(placement: str, manner: Manner, seed: int = 0) -> Recording:
    """What a sensor on a heel, or a shin, gives of a set."""
    rng = np.random.default_rng(seed)
    pitch = np.deg2rad(_pitch_deg(manner, rng))
    swing = np.deg2rad(manner.tremor_deg) * _band(4.0, 9.0, len(pitch), rng)
    pitch += swing * np.clip(pitch / np.deg2rad(10.0), 0.0, 1.0)
    if placement == "heel":
        angle, above_m = pitch, rng.uniform(0.02, 0.06)
        path = BALL_TO_HEEL_M * np.exp(1j * angle) + above_m * 1j * np.exp(1j * angle)
    else:
        up_m = manner.ankle_lever_m * (np.sin(pitch + ANKLE_ABOVE_RAD) - np.sin(ANKLE_ABOVE_RAD))
        sway = np.deg2rad(rng.uniform(0.1, 0.6)) * _band(0.2, 0.8, len(pitch), rng)
        angle = (
            -np.deg2rad(rng.uniform(80.0, 150.0)) * up_m
            if manner.seated
            else np.deg2rad(rng.uniform(-4.0, 4.0)) * pitch / np.deg2rad(30.0) + sway
        )
        path = 1j * up_m + rng.uniform(0.05, 0.30) * 1j * np.exp(-1j * angle)
    return _felt(path, angle, manner, rng)


def lifted_leg(seed: int = 0) -> Recording:
    """A foot sensor on a leg that is lifted 12 cm off the ground and set down again, ten times."""
    rng = np.random.default_rng(seed)
    manner = Manner(reps=10, raise_s=0.8, top_s=0.5, lower_s=0.8, bottom_s=1.5, range_deg=20.0)
    pitch = np.deg2rad(_pitch_deg(manner, rng))
    return _felt(0.12j * pitch / np.deg2rad(manner.range_deg), pitch, manner, rng)


def true_lowerings_s(manner: Manner, seed: int = 0) -> list[tuple[float, float]]:
    """When each lowering of a set begins and ends, seconds, as the definition says of the heel without its tremor."""
    height = np.sin(np.deg2rad(_pitch_deg(manner, np.random.default_rng(seed))))
    at, bounds = sum(len(part) for part in _lead_in(manner)), []
    for _, (up, held, down, rest) in _reps(manner, np.random.default_rng(seed)):
        first = at + up + held
        last = first + down - 1
        found = phase_bounds(height, Stretch(first, last, first - held // 2, last + rest // 2))
        bounds.append((found[0] / MODEL_HZ, found[1] / MODEL_HZ))
        at = last + 1 + rest
    return bounds


def _lead_in(manner: Manner) -> list[FloatArray]:
    """The pitch before the first raise, piece by piece, degrees."""
    still = np.full(round(manner.lead_in_s * MODEL_HZ), -manner.put_down_deg)
    if not manner.put_down_deg:
        return [still]
    put_down = -manner.put_down_deg * (1 - _way("jerk", round(PUT_DOWN_S * MODEL_HZ)))
    return [still, put_down, np.zeros(round(STANDS_S * MODEL_HZ))]


def _reps(manner: Manner, rng: np.random.Generator) -> list[tuple[float, tuple[int, int, int, int]]]:
    """How high each repetition goes, degrees, and how many samples it goes up, is held, goes down and rests."""

    def samples(seconds: float) -> int:
        return round(seconds * MODEL_HZ * float(np.exp(manner.varies * rng.standard_normal())))

    return [
        (
            manner.range_deg * float(np.exp(0.06 * rng.standard_normal())),
            (samples(manner.raise_s), samples(manner.top_s), samples(manner.lower_s), samples(manner.bottom_s)),
        )
        for _ in range(manner.reps)
    ]


def _pitch_deg(manner: Manner, rng: np.random.Generator) -> FloatArray:
    """(n,) the foot's pitch at `MODEL_HZ`."""
    parts = _lead_in(manner)
    for top, (up, held, down, rest) in _reps(manner, rng):
        parts += [
            top * _way("jerk", up),
            np.full(held, top),
            top * (1 - _way(manner.lower_shape, down)),
            np.zeros(rest),
        ]
    bump = manner.bump_deg * _way("jerk", MODEL_HZ // 2)
    return np.concatenate((*parts, bump, bump[::-1], np.zeros(2 * MODEL_HZ)))


def _way(shape: str, samples: int) -> FloatArray:
    """(n,) from 0 to 1 with minimum jerk, or at one speed between two short ramps."""
    at = np.linspace(0.0, 1.0, samples)
    if shape == "jerk":
        return at**3 * (10 - 15 * at + 6 * at**2)
    way = np.cumsum(np.clip(np.minimum(at, 1 - at) / 0.15, 0.0, 1.0))
    return way / way[-1]


def _band(low_hz: float, high_hz: float, samples: int, rng: np.random.Generator) -> FloatArray:
    """(n,) noise between two frequencies, of standard deviation 1."""
    coarse = rng.standard_normal(samples // 10 + 200)
    coarse = sosfiltfilt(butter(2, [low_hz, high_hz], "band", fs=MODEL_HZ / 10, output="sos"), coarse)
    return np.interp(np.arange(samples) / 10, np.arange(len(coarse)), coarse / coarse.std())


def _felt(path_m: NDArray[np.complex128], angle: FloatArray, manner: Manner, rng: np.random.Generator) -> Recording:
    """What a sensor feels on a path (forwards + up · i) while it turns, its case strapped on anyhow."""
    pushed = np.gradient(np.gradient(path_m)) * MODEL_HZ**2
    pushed = np.asarray(sosfilt(butter(2, TISSUE_HZ, fs=MODEL_HZ, output="sos"), pushed))
    felt = (pushed + 1j * GRAVITY_M_S2) * np.exp(-1j * angle)
    still = np.zeros(len(angle))
    force = np.column_stack((felt.real, still, felt.imag))
    rate = np.column_stack((still, -np.gradient(angle) * MODEL_HZ, still))
    turned = Rotation.random(None, rng).as_matrix().T
    time_s = np.arange(0.0, (len(angle) - 1) / MODEL_HZ, 1 / manner.rate_hz)
    width = max(1, int(MODEL_HZ / manner.rate_hz))

    def sampled(values: FloatArray) -> FloatArray:
        seen = uniform_filter1d(values, width, axis=0)
        return np.column_stack([np.interp(time_s * MODEL_HZ, np.arange(len(seen)), one) for one in seen.T]) @ turned

    half_band = np.sqrt(manner.rate_hz / 2)
    noise = manner.acc_noise_ug * 1e-6 * GRAVITY_M_S2 * half_band
    acc = sampled(force) + noise * rng.standard_normal((len(time_s), 3)) + GRAVITY_M_S2 * rng.uniform(-0.04, 0.04, 3)
    gyr = sampled(rate) + np.deg2rad(0.01) * half_band * rng.standard_normal((len(time_s), 3))
    return Recording(time_s, acc, gyr + np.deg2rad(rng.uniform(-2.0, 2.0, 3)))
