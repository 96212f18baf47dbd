"""How long the counter takes: over a whole recording, beside one filter of the same samples; and live, per sample."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import signal

from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.samples import FloatArray, Recording
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.scenario import Scenario, simulate

RATE_HZ = 100.0

LONG_H = 4.5
"""A day of soleus push-ups: 270 minutes (MEASUREMENT)."""

SHORT_H = 0.1
"""Six minutes: a set or two with their rests."""

BLEND_S = 0.5
"""The end of a piece is led over this long into its own beginning: laid end to end, the pieces have no seam."""

FILTER_ORDER, FILTER_HZ = 4, 10.0
"""The yardstick: one zero-phase low-pass of the three axes of acceleration."""

ENOUGH_S = 20.0
"""Runs of the same are not repeated beyond this: what takes long is timed well enough by fewer."""

_RAISES = Manner(raise_s=(0.6, 1.2), lower_s=(0.8, 3.0), bottom_s=(0.0, 0.5))
_PUSH_UPS = Manner(raise_s=(0.3, 0.4), top_s=(0.0, 0.1), lower_s=(0.25, 0.35), bottom_s=(0.05, 0.2), lower_shape="fall")

DAYS: dict[str, dict[str, Any]] = {
    "everyday": {"sets": 2, "reps": 12, "rest_s": 30.0, "between": (("walk", 12.0),), "manner": _RAISES},
    "sitting": {"sets": 1, "reps": 12, "after": (("still", 300.0),), "manner": _RAISES},
    "push-ups": {"sets": 1, "reps": 120, "manner": _PUSH_UPS},
}
"""Days as they are timed: sets with walks between them, a set every six minutes, push-ups without a pause. What an
analysis costs depends on them: most of it is spent on motions, not on samples."""

NOTIFICATION = 10
"""Samples a sensor sends at once."""


@dataclass(frozen=True, slots=True)
class WholeSpeed:
    """The analysis of a whole recording, beside one `sosfiltfilt` of its three axes of acceleration.

    Attributes
    ----------
    hours, samples, has_gyro : of the recording
    seconds : that the analysis took, the least of its runs
    filter_seconds : that the filter took, likewise
    reps : counted
    """

    placement: str
    hours: float
    samples: int
    has_gyro: bool
    seconds: float
    filter_seconds: float
    reps: int

    @property
    def ratio(self) -> float:
        """How many such filters the analysis costs."""
        return self.seconds / self.filter_seconds

    @property
    def per_sample_us(self) -> float:
        return 1e6 * self.seconds / self.samples


@dataclass(frozen=True, slots=True)
class LiveSpeed:
    """The counter fed as a sensor feeds it.

    Attributes
    ----------
    samples : fed
    per_push : samples of one push
    cpu_seconds : of the processor, all pushes together
    """

    placement: str
    has_gyro: bool
    samples: int
    per_push: int
    cpu_seconds: float

    @property
    def per_sample_us(self) -> float:
        return 1e6 * self.cpu_seconds / self.samples

    @property
    def core_share(self) -> float:
        """Share of a core that a sensor of 100 Hz takes."""
        return self.cpu_seconds / self.samples * RATE_HZ


def everyday(placement: str, *, has_gyro: bool = True) -> Recording:
    """Some minutes of use that can be laid end to end: raises slow and quick, a walk, a rest."""
    return piece_of_day("everyday", placement, has_gyro=has_gyro)


def piece_of_day(day: str, placement: str, *, has_gyro: bool = True) -> Recording:
    """Some minutes of a day that can be laid end to end.

    Parameters
    ----------
    day : one of `DAYS`
    """
    scenario = Scenario(placement=placement, posture="seated", seed=1, **DAYS[day])
    recording = simulate(scenario).recording
    return recording if has_gyro else recording.without_gyro()


class Tiles:
    """A recording of any length: one piece again and again, without a seam.

    Parameters
    ----------
    piece : regular samples that begin and end at rest
    """

    def __init__(self, piece: Recording) -> None:
        gyr = piece.gyr_rad_s if piece.gyr_rad_s is not None else np.zeros((len(piece), 0))
        values = np.hstack((piece.acc_m_s2, gyr))
        blend = round(BLEND_S * RATE_HZ)
        weight = np.linspace(0, 1, blend)[:, None]
        values[-blend:] += weight * (values[0] - values[-1])
        self._values = values
        self._has_gyro = piece.has_gyro

    @property
    def seconds(self) -> float:
        """How long one piece is."""
        return len(self._values) / RATE_HZ

    def samples(self, start: int, stop: int) -> tuple[FloatArray, FloatArray, FloatArray | None]:
        """Time, acceleration and rotation of the samples from `start` to before `stop`."""
        index = np.arange(start, stop)
        values = self._values[index % len(self._values)]
        return index / RATE_HZ, values[:, :3], values[:, 3:] if self._has_gyro else None

    def recording(self, hours: float) -> Recording:
        """All of it as one recording."""
        return Recording.from_arrays(*self.samples(0, round(3600 * hours * RATE_HZ)))

    def pushes(self, hours: float, size: int) -> Iterator[tuple[FloatArray, FloatArray, FloatArray | None]]:
        """All of it, `size` samples at a time."""
        count = round(3600 * hours * RATE_HZ)
        for start in range(0, count, size):
            yield self.samples(start, min(start + size, count))


def whole_speed(
    placement: str, hours: float, *, has_gyro: bool = True, day: str = "everyday", runs: int = 3
) -> WholeSpeed:
    """Time the analysis of a recording and the yardstick in the same run, by turns, at most `runs` times."""
    recording = Tiles(piece_of_day(day, placement, has_gyro=has_gyro)).recording(hours)
    sos = signal.butter(FILTER_ORDER, FILTER_HZ, fs=RATE_HZ, output="sos")
    found: list[int] = []
    ours: list[float] = []
    filters: list[float] = []
    while len(ours) < runs and sum(ours) < ENOUGH_S:
        filters.append(_seconds(lambda: signal.sosfiltfilt(sos, recording.acc_m_s2, axis=0)))
        ours.append(_seconds(lambda: found.append(analyze(recording, placement).counted)))
    return WholeSpeed(placement, hours, len(recording), has_gyro, min(ours), min(filters), found[-1])


def live_speed(
    placement: str, *, has_gyro: bool = True, minutes: float = 6.0, per_push: int = NOTIFICATION
) -> LiveSpeed:
    """Feed a counter as fast as it takes the samples, and add up the processor's time."""
    tiles = Tiles(everyday(placement, has_gyro=has_gyro))
    pushes = list(tiles.pushes(minutes / 60, per_push))
    counter = RepCounter(placement)
    began = time.process_time()
    for time_s, acc, gyr in pushes:
        counter.push(time_s, acc, gyr)
    spent = time.process_time() - began
    return LiveSpeed(placement, has_gyro, sum(len(one[0]) for one in pushes), per_push, spent)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
