"""Samples as they come in: checked, taken together, rid of what no sensor can feel, parted where many were lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from soleus_sense.errors import RecordingError
from soleus_sense.motion.samples import FloatArray

MOST_FORCE_M_S2 = 1000.0
"""No wearable feels a hundred g; what says so, or exactly nothing on all three axes, is a broken sample."""

LOOK_EVERY_S = 0.05
"""Single samples are looked at together this often: it costs a live count 25 ms on average and saves most of the
work; no result depends on it."""

LOST_S = 1.0
"""Samples missing for longer than this are said as a lost signal."""


@dataclass(frozen=True, slots=True, eq=False)
class Unbroken:
    """Samples without a long gap between them.

    Attributes
    ----------
    time_s, values : (n,) and (n, 3), or (n, 6) with a gyro
    lost_s : time of the last sample before the long gap that they come after, or None
    """

    time_s: FloatArray
    values: FloatArray
    lost_s: float | None


def checked(
    time_s: ArrayLike, acc_m_s2: ArrayLike, gyr_rad_s: ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """A block of samples as arrays of numbers.

    Raises
    ------
    RecordingError
        Shapes that do not fit.
    """
    time = np.asarray(time_s, dtype=np.float64)
    force = np.asarray(acc_m_s2, dtype=np.float64)
    rate = None if gyr_rad_s is None else np.asarray(gyr_rad_s, dtype=np.float64)
    if time.ndim != 1 or force.shape != (len(time), 3) or (rate is not None and rate.shape != force.shape):
        raise RecordingError(
            f"Samples need n times with (n, 3) accelerations and rotations; got {time.shape}, {force.shape}."
        )
    return time, force, rate


class Intake:
    """Holds blocks of samples until it is worth looking at them, and gives them out usable.

    Carried: the blocks that wait, the newest usable sample's time, and how many samples were left out.

    Attributes
    ----------
    unusable : samples left out because no sensor can feel them
    repeated : samples left out because they are not later than the one before
    """

    def __init__(self) -> None:
        self.unusable = 0
        self.repeated = 0
        self._waiting: list[tuple[FloatArray, FloatArray]] = []
        self._looked_s = -np.inf
        self._newest_s: float | None = None

    def add(self, time_s: FloatArray, force_m_s2: FloatArray, rate_rad_s: FloatArray | None) -> bool:
        """Take a block of at least one sample, and say whether it is time to look at what waits."""
        # One axis lies behind the other in memory: what follows goes along them.
        values = np.array([*force_m_s2.T] if rate_rad_s is None else [*force_m_s2.T, *rate_rad_s.T]).T
        self._waiting.append((time_s, values))
        if time_s[-1] - self._looked_s < LOOK_EVERY_S and time_s[-1] >= self._looked_s:
            return False
        self._looked_s = float(time_s[-1])
        return True

    def take(self) -> Iterator[Unbroken]:
        """Give out what waits, and wait for more."""
        if not self._waiting:
            return
        time, values = self._waiting[0]
        if len(self._waiting) > 1:
            time = np.concatenate([block for block, _ in self._waiting])
            values = np.concatenate([block for _, block in self._waiting])
        self._waiting.clear()
        time, values = self._usable(time, values)
        if not len(time):
            return
        before = time[0] if self._newest_s is None else self._newest_s
        self._newest_s = float(time[-1])
        steps = np.diff(np.concatenate(([before], time)))
        cuts = [0, *(int(i) for i in np.flatnonzero(steps > LOST_S) if i > 0), len(time)]
        for start, stop in pairwise(cuts):
            lost = None
            if steps[start] > LOST_S:
                lost = float(before if start == 0 else time[start - 1])
            yield Unbroken(time[start:stop], values[start:stop], lost)

    def _usable(self, time: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The samples that a sensor can have felt, and later than all before them."""
        strongest = np.maximum.reduce(np.abs(values[:, :3].T))
        usable = np.isfinite(time) & (strongest > 0.0) & (strongest < MOST_FORCE_M_S2)
        usable &= np.logical_and.reduce(np.isfinite(values[:, 3:].T))
        if not usable.all():
            self.unusable += len(time) - int(usable.sum())
            time, values = time[usable], values[usable]
        earlier = -np.inf if self._newest_s is None else self._newest_s
        latest = np.maximum.accumulate(np.concatenate(([earlier], time)))
        fresh = time > latest[:-1]
        if not fresh.all():
            self.repeated += len(time) - int(fresh.sum())
            time, values = time[fresh], values[fresh]
        return time, values
