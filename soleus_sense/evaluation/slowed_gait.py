"""Real walking and stairs, walked slower: none of it is a heel raise, however slowly somebody goes.

Who walks slowly turns the foot as slowly and as flat as a heel raise does. Few slow walkers are recorded in public;
but what a shoe did can be walked again at another pace: the same way and the same turns, over a longer time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation
from vqf import offlineVQF

from soleus_sense.evaluation.accuracy import Method, seen_by
from soleus_sense.evaluation.outcomes import SENSORS
from soleus_sense.evaluation.real_data import recordings_in
from soleus_sense.motion.samples import Recording

FACTORS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
"""From the pace recorded, some 110 steps a minute, to 37."""


@dataclass(frozen=True, slots=True)
class SlowedGait:
    """All recordings of gait at one pace.

    Attributes
    ----------
    factor : how many times as slow as they were walked
    recordings : how many
    minutes : of all of them together
    counted : by sensor, the heel raises counted in them, told the placement
    """

    factor: float
    recordings: int
    minutes: float
    counted: dict[str, int]


def run_slowed_gait(
    folder: Path, method: Method | None = None, *, done: Callable[[int], None] | None = None
) -> tuple[SlowedGait, ...]:
    """Count every recording of gait of a folder at every pace, told the placement.

    Raises
    ------
    RecordingError
        The folder holds none of the real recordings, or one that cannot be read.
    """
    method = method or Method()
    walked = [(real.placement, real.read(folder)) for real in recordings_in(folder) if not real.reps]
    out: list[SlowedGait] = []
    for number, factor in enumerate(FACTORS if walked else (), start=1):
        counted: dict[str, int] = dict.fromkeys(SENSORS, 0)
        minutes = 0.0
        for placement, recording in walked:
            slow = retimed(recording, factor)
            minutes += float(slow.time_s[-1] - slow.time_s[0]) / 60
            for sensor in SENSORS:
                counted[sensor] += method.analyze(seen_by(slow, sensor), placement, body_height_m=None).counted
        out.append(SlowedGait(factor, len(walked), minutes, counted))
        if done is not None:
            done(number)
    return tuple(out)


def retimed(recording: Recording, factor: float) -> Recording:
    """The same way and the same turns, so many times as slow: what is felt beside gravity is less by its square.

    Parameters
    ----------
    recording : regular, with a gyro; which way was up is told by VQF, which looks at all of it
    """
    if recording.gyr_rad_s is None:
        raise ValueError("without a gyro nobody knows which way was up")
    acc, gyro = (np.ascontiguousarray(one, np.float64) for one in (recording.acc_m_s2, recording.gyr_rad_s))
    told = offlineVQF(gyro, acc, None, 1 / recording.sample_rate_hz)
    upright = Rotation.from_quat(told["quat6D"][:, [1, 2, 3, 0]])
    gravity = np.array([0.0, 0.0, float(np.median(np.linalg.norm(acc, axis=1)))])
    pushed = upright.apply(acc) - gravity
    return replace(
        recording,
        time_s=recording.time_s[0] + factor * (recording.time_s - recording.time_s[0]),
        acc_m_s2=upright.inv().apply(pushed / factor**2 + gravity),
        gyr_rad_s=gyro / factor,
    )
