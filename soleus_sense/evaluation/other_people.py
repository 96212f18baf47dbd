"""Real straps made other people's: the same legs at tempi that wander, more or less forceful, a part of their set.

A recording that is only slowed, turned or made noisy still is the one person's. Here its motion is taken apart into
what turns and what pushes, played along a clock that wanders, and put together again with the push of somebody
heavier or lighter on the feet.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation
from vqf import offlineVQF

from soleus_sense.evaluation.changed import resampled
from soleus_sense.evaluation.real_data import ANKLE, REP_TIMES, RealRecording
from soleus_sense.motion.samples import FloatArray, Recording

SLOWER = (0.88, 1.35)
WANDERS = 0.15
WANDERS_S = (1.0, 6.0)
"""So many times as slow in all, and within a set by up to so much more or less (standard deviation), over seconds."""

LEAST_SLOWER, MOST_SLOWER = 0.8, 1.7

LEAST_S = 0.4
"""Where it is known, nobody leaves the lowest tenth and is back in it within less: nobody asks for quicker ones."""

FORCEFUL = (0.7, 1.3)
OFFSET_M_S2, OFFSET_RAD_S = 0.25, 0.02
NOISE_M_S2, NOISE_RAD_S = 0.02, 0.002
RATES_HZ = (25.0, 100.0)

FEWEST = 5
TAIL_S = 0.1
"""A part of a set holds at least so many repetitions, and begins at most about so long before the first."""

TILT_S = 2.0
"""Time constant with which gravity corrects a gyro: longer than a push, shorter than its drift."""


def somebody_else(real: RealRecording, folder: Path, seed: int) -> tuple[Recording, int]:
    """A recording as another person's, and how many repetitions it holds.

    Parameters
    ----------
    real : one with a gyro in step with its accelerometer
    folder : where the recordings are
    seed : who it is

    Raises
    ------
    RecordingError
        The file is missing or cannot be read.
    """
    rng = np.random.default_rng([seed, *real.name.encode()])
    up_s, down_s = _known_times(real, folder)
    recording, reps = _part(real, real.read(folder), up_s, down_s, rng)
    step_s = 1 / recording.sample_rate_hz
    usual = float(np.median(np.linalg.norm(recording.acc_m_s2, axis=1)))
    gyro = np.zeros_like(recording.acc_m_s2) if recording.gyr_rad_s is None else recording.gyr_rad_s
    tilt = offlineVQF(gyro.copy(), recording.acc_m_s2.copy(), None, step_s, {"tauAcc": TILT_S})
    gravity = Rotation.from_quat(np.roll(tilt["quat6D"], -1, axis=1)).inv().apply([0.0, 0.0, usual])
    least = max([LEAST_SLOWER, *(LEAST_S / (down_s - up_s))])
    slower = _slower(rng, len(recording), step_s, least)
    push = rng.uniform(*FORCEFUL) * (recording.acc_m_s2 - gravity) / slower[:, None] ** 2
    strapped = Rotation.from_quat(rng.standard_normal(4))
    other = replace(
        recording,
        time_s=np.concatenate(([0.0], np.cumsum(step_s * 0.5 * (slower[1:] + slower[:-1])))),
        acc_m_s2=_sensed(rng, strapped.apply(gravity + push), OFFSET_M_S2, NOISE_M_S2),
        gyr_rad_s=_sensed(rng, strapped.apply((gyro - tilt["bias"]) / slower[:, None]), OFFSET_RAD_S, NOISE_RAD_S),
    )
    return resampled(other, float(rng.uniform(*RATES_HZ)) if rng.random() < 0.3 else 1 / step_s), reps


def _known_times(real: RealRecording, folder: Path) -> tuple[FloatArray, FloatArray]:
    """When each repetition left its lowest tenth and was back in it, seconds; empty where nobody knows."""
    known = pd.read_csv(folder / ANKLE / REP_TIMES)
    its = known["file"].to_numpy() == real.name
    return known["t_rise10_s"].to_numpy()[its], known["t_lower10_s"].to_numpy()[its]


def _part(
    real: RealRecording, recording: Recording, up_s: FloatArray, down_s: FloatArray, rng: np.random.Generator
) -> tuple[Recording, int]:
    """Some repetitions one after another where it is known when each was, else all."""
    if len(up_s) != real.reps or rng.random() < 0.3:
        return recording, real.reps
    count = int(rng.integers(FEWEST, real.reps))
    first = int(rng.integers(0, real.reps - count + 1))
    last = first + count - 1
    begins_s, ends_s = 0.0, recording.duration_s
    if first:
        rested_s = up_s[first] - down_s[first - 1]
        begins_s = up_s[first] - min(0.25 * rested_s + TAIL_S, 0.5 * rested_s)
    if last + 1 < real.reps:
        ends_s = 0.5 * (down_s[last] + up_s[last + 1])
    at_s = recording.time_s - recording.time_s[0]
    start, stop = np.searchsorted(at_s, (begins_s, ends_s))
    kept = slice(int(start), int(stop) + 1)
    gyro = recording.gyr_rad_s
    part = replace(
        recording,
        time_s=recording.time_s[kept],
        acc_m_s2=recording.acc_m_s2[kept],
        gyr_rad_s=None if gyro is None else gyro[kept],
    )
    return part, count


def _slower(rng: np.random.Generator, samples: int, step_s: float, least: float) -> FloatArray:
    """(n,) how many times as slow each sample is."""
    wander = gaussian_filter1d(rng.standard_normal(samples), rng.uniform(*WANDERS_S) / step_s, mode="wrap")
    wander -= wander.mean()
    wander *= rng.uniform(0.0, WANDERS) / wander.std()
    slower = rng.uniform(max(SLOWER[0], least), max(SLOWER[1], least)) * np.exp(wander)
    return np.clip(slower, least, MOST_SLOWER)


def _sensed(rng: np.random.Generator, values: FloatArray, offset: float, noise: float) -> FloatArray:
    """The same as another sensor feels it."""
    return values + rng.uniform(-offset, offset, 3) + rng.choice((0.0, noise)) * rng.standard_normal(values.shape)
