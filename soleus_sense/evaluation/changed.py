"""Real recordings changed in ways that leave their count alone: how far from its limits the counter counts them.

Each file was strapped on, sampled and moved in one way. Another sensor, another day, a person a little quicker, who
stands a while before beginning: the counts have to survive all of that, or they were luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from soleus_sense.evaluation.accuracy import Method, seen_by
from soleus_sense.evaluation.outcomes import SENSORS
from soleus_sense.evaluation.real_data import RealRecording, recordings_in
from soleus_sense.motion.samples import FloatArray, Recording

SEED = 1

OFFSET_M_S2, OFFSET_RAD_S = 0.4, 0.05
"""A cheap chip's: 40 mg and 3 °/s on each axis."""

NOISE_M_S2, NOISE_RAD_S = 0.05, 0.01
"""The same chip's at 50 Hz of bandwidth: 5 mg and half a degree a second."""

STEP_M_S2, STEP_RAD_S = 0.15, 0.02
"""Eight bits over ±2 g."""

LOST_SHARE = 0.02
BURST = (2, 6)
"""Single samples, and a burst of so many every ten seconds or so."""

GRAVITY_S = 0.25
"""What a Gaussian of this width leaves of the force is gravity's; the rest is the leg's own motion."""

TREMBLE_M_S2, TREMBLE_HZ = 0.03, 7.0
SWAY_M_S2, SWAY_HZ = 0.05, 0.15
"""How a leg stands: muscle, and a third of a degree of sway."""


@dataclass(frozen=True, slots=True)
class ChangedOutcome:
    """One kind of change, over all recordings that hold repetitions.

    Attributes
    ----------
    change : what was done to them
    recordings : how many
    exact : by sensor, how many of them were counted exactly
    furthest : by sensor, the largest difference to the count, with its sign
    """

    change: str
    recordings: int
    exact: dict[str, int]
    furthest: dict[str, int]


def run_changed(
    folder: Path, method: Method | None = None, *, every: int = 1, done: Callable[[int], None] | None = None
) -> tuple[ChangedOutcome, ...]:
    """Count every recording of a folder after every change, told the placement.

    Parameters
    ----------
    every : try only every so many-th change of a recording, and others of the next recording, where time is short

    Raises
    ------
    RecordingError
        The folder holds none of them, or one that cannot be read.
    """
    method = method or Method()
    missed: dict[str, dict[str, list[int]]] = {}
    for number, real in enumerate(recordings_in(folder), start=1):
        for change, recording, reps in islice(_changed(real, real.read(folder), method), number % every, None, every):
            by_sensor = missed.setdefault(change, {sensor: [] for sensor in SENSORS})
            for sensor in SENSORS:
                found = method.analyze(seen_by(recording, sensor), real.placement, body_height_m=None)
                by_sensor[sensor].append(found.counted - reps)
        if done is not None:
            done(number)
    return tuple(
        ChangedOutcome(
            change,
            len(by_sensor[SENSORS[0]]),
            {sensor: errors.count(0) for sensor, errors in by_sensor.items()},
            {sensor: max(errors, key=abs) for sensor, errors in by_sensor.items()},
        )
        for change, by_sensor in missed.items()
    )


def _changed(real: RealRecording, recording: Recording, method: Method) -> Iterator[tuple[str, Recording, int]]:
    """The changed recordings: name of the change, recording, repetitions it holds; none where it holds none."""
    if not real.reps:
        return
    for name, change in CHANGES.items():
        yield name, change(recording), real.reps
    counted = [rep for rep in method.analyze(recording, real.placement, body_height_m=None).reps if rep.counted]
    if len(counted) == real.reps:
        # A rest fits where the leg rests: where the second repetition begins.
        for rest_s in (10.0, 40.0):
            yield f"{rest_s:.0f} s of rest before", rested(recording, counted[1].raise_start_s, rest_s), real.reps - 1


def turned(recording: Recording) -> Recording:
    """Strapped on in another way."""
    rotation = Rotation.from_quat(np.random.default_rng(SEED).standard_normal(4)).as_matrix()
    return _with(recording, recording.acc_m_s2 @ rotation.T, _gyro(recording) @ rotation.T)


def offset(recording: Recording) -> Recording:
    """With another sensor's offsets."""
    rng = np.random.default_rng(SEED)
    acc = rng.uniform(-OFFSET_M_S2, OFFSET_M_S2, 3)
    return _with(recording, recording.acc_m_s2 + acc, _gyro(recording) + rng.uniform(-OFFSET_RAD_S, OFFSET_RAD_S, 3))


def amplified(recording: Recording, gain: float) -> Recording:
    """With another sensor's scale."""
    return _with(recording, gain * recording.acc_m_s2, gain * _gyro(recording))


def noisy(recording: Recording) -> Recording:
    """With a cheap sensor's noise."""
    rng = np.random.default_rng(SEED)
    shape = recording.acc_m_s2.shape
    acc = recording.acc_m_s2 + NOISE_M_S2 * rng.standard_normal(shape)
    return _with(recording, acc, _gyro(recording) + NOISE_RAD_S * rng.standard_normal(shape))


def coarse(recording: Recording) -> Recording:
    """With a sensor of few bits."""
    acc = STEP_M_S2 * np.round(recording.acc_m_s2 / STEP_M_S2)
    return _with(recording, acc, STEP_RAD_S * np.round(_gyro(recording) / STEP_RAD_S))


def resampled(recording: Recording, rate_hz: float) -> Recording:
    """Sampled at another rate."""
    time_s = np.arange(recording.time_s[0], recording.time_s[-1], 1 / rate_hz)
    acc, gyro = (
        np.column_stack([np.interp(time_s, recording.time_s, axis) for axis in values.T])
        for values in (recording.acc_m_s2, _gyro(recording))
    )
    return replace(recording, time_s=time_s, acc_m_s2=acc, gyr_rad_s=gyro)


def slowed(recording: Recording, factor: float) -> Recording:
    """The same motion so many times as slow: turned by as much, accelerated by less."""
    time_s = recording.time_s[0] + factor * (recording.time_s - recording.time_s[0])
    gravity = gaussian_filter1d(recording.acc_m_s2, GRAVITY_S / _step_s(recording), axis=0, mode="nearest")
    usual = float(np.median(np.linalg.norm(recording.acc_m_s2, axis=1)))
    gravity *= usual / np.linalg.norm(gravity, axis=1, keepdims=True)
    acc = gravity + (recording.acc_m_s2 - gravity) / factor**2
    return replace(recording, time_s=time_s, acc_m_s2=acc, gyr_rad_s=_gyro(recording) / factor)


def thinned(recording: Recording) -> Recording:
    """With samples lost, one by one and in bursts."""
    rng = np.random.default_rng(SEED)
    kept = rng.random(len(recording)) > LOST_SHARE
    for _ in range(round(0.1 * len(recording) * _step_s(recording))):
        start = int(rng.integers(len(recording)))
        kept[start : start + int(rng.integers(*BURST))] = False
    return replace(
        recording,
        time_s=recording.time_s[kept],
        acc_m_s2=recording.acc_m_s2[kept],
        gyr_rad_s=_gyro(recording)[kept],
    )


def rested(recording: Recording, from_s: float, rest_s: float) -> Recording:
    """From one moment on, and before it a leg that stood for so long as it did then."""
    rng = np.random.default_rng(SEED)
    first, step_s = int(np.searchsorted(recording.time_s, from_s)), _step_s(recording)
    count = round(rest_s / step_s)
    up = recording.acc_m_s2[max(first - 2, 0) : first + 2].mean(axis=0)
    up /= np.linalg.norm(up)
    after_s = np.arange(count) * step_s
    sway = np.outer(np.sin(2 * np.pi * SWAY_HZ * after_s), SWAY_M_S2 * rng.standard_normal(3))
    # Who sways leans, and rises by nothing.
    sway -= np.outer(sway @ up, up)
    tremble = np.outer(np.sin(2 * np.pi * TREMBLE_HZ * after_s), TREMBLE_M_S2 * rng.standard_normal(3))
    gravity_m_s2 = float(np.median(np.linalg.norm(recording.acc_m_s2, axis=1)))
    stood = gravity_m_s2 * up + sway + tremble + 0.02 * rng.standard_normal((count, 3))
    gyro = _gyro(recording)
    quiet = np.median(gyro, axis=0) + 0.003 * rng.standard_normal((count, 3))
    return replace(
        recording,
        time_s=np.concatenate((recording.time_s[first] - step_s * np.arange(count, 0, -1), recording.time_s[first:])),
        acc_m_s2=np.concatenate((stood, recording.acc_m_s2[first:])),
        gyr_rad_s=np.concatenate((quiet, gyro[first:])),
    )


CHANGES: dict[str, Callable[[Recording], Recording]] = {
    "as it is": lambda recording: recording,
    "strapped on another way": turned,
    "another sensor's offsets": offset,
    "5 % too much": lambda recording: amplified(recording, 1.05),
    "5 % too little": lambda recording: amplified(recording, 0.95),
    "a cheap sensor's noise": noisy,
    "eight bits": coarse,
    "at 100 Hz": lambda recording: resampled(recording, 100.0),
    "at 30 Hz": lambda recording: resampled(recording, 30.0),
    "15 % slower": lambda recording: slowed(recording, 1.15),
    "10 % quicker": lambda recording: slowed(recording, 0.9),
    "samples lost": thinned,
}
"""Each by what it is called in the tables."""


def _with(recording: Recording, acc_m_s2: FloatArray, gyr_rad_s: FloatArray) -> Recording:
    return replace(recording, acc_m_s2=acc_m_s2, gyr_rad_s=gyr_rad_s)


def _gyro(recording: Recording) -> FloatArray:
    """(n, 3) its rotation; every recording of the folder has one."""
    gyro = recording.gyr_rad_s
    return np.zeros_like(recording.acc_m_s2) if gyro is None else gyro


def _step_s(recording: Recording) -> float:
    return 1 / recording.sample_rate_hz
