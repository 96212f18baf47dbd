"""The counter on real recordings: told the placement and not, with the gyro and without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from soleus_sense.evaluation.accuracy import Method, seen_by
from soleus_sense.evaluation.outcomes import SENSORS
from soleus_sense.evaluation.plain_counters import PLAIN_COUNTERS
from soleus_sense.evaluation.real_data import RealRecording, recordings_in, rep_times
from soleus_sense.motion.reps import Analysis
from soleus_sense.motion.samples import FloatArray


@dataclass(frozen=True, slots=True)
class RealOutcome:
    """One real recording.

    Attributes
    ----------
    name, placement : which, and where its sensor is
    reps : heel raises it holds
    strides : swings of the foot it holds, or None where nobody counted
    counted : by sensor, told the placement
    told_nothing : by sensor, the placement to be found out
    strides_found : with the gyro, told the placement; None where no gait was found
    in_place : of the repetitions with known times, how many of ours lie on one of their own; None without times
    plain : by plain counter
    """

    name: str
    placement: str
    reps: int
    strides: int | None
    counted: dict[str, int]
    told_nothing: dict[str, int]
    strides_found: int | None
    in_place: int | None
    plain: dict[str, int]

    @property
    def exact(self) -> bool:
        """Whether every one of the four counts is right."""
        return all(count == self.reps for count in (*self.counted.values(), *self.told_nothing.values()))


def run_real(
    folder: Path, method: Method | None = None, *, done: Callable[[int], None] | None = None
) -> tuple[RealOutcome, ...]:
    """Analyse every recording of a folder laid out as `real_data` says.

    Raises
    ------
    RecordingError
        The folder holds none of them, or one that cannot be read.
    """
    out: list[RealOutcome] = []
    for number, real in enumerate(recordings_in(folder), start=1):
        out.append(_outcome(folder, real, method or Method()))
        if done is not None:
            done(number)
    return tuple(out)


def _outcome(folder: Path, real: RealRecording, method: Method) -> RealOutcome:
    recording = real.read(folder)
    told: dict[str, Analysis] = {}
    untold: dict[str, Analysis] = {}
    for sensor in SENSORS:
        seen = seen_by(recording, sensor)
        told[sensor] = method.analyze(seen, real.placement, body_height_m=None)
        untold[sensor] = method.analyze(seen, "auto", body_height_m=None)
    first = told[SENSORS[0]]
    times = rep_times(folder, real.file)
    return RealOutcome(
        name=real.name,
        placement=real.placement,
        reps=real.reps,
        strides=real.strides,
        counted={sensor: one.counted for sensor, one in told.items()},
        told_nothing={sensor: one.counted for sensor, one in untold.items()},
        strides_found=None if first.gait is None else first.gait.strides,
        in_place=None if times is None else _in_place(first, times),
        plain={name: len(find(recording)) for name, find in PLAIN_COUNTERS.items()},
    )


def _in_place(found: Analysis, times_s: FloatArray) -> int:
    """How many of the known repetitions hold the middle of exactly one that was counted."""
    middles = np.array([(rep.raise_end_s + rep.lower_start_s) / 2 for rep in found.reps if rep.counted])
    return sum(int(np.count_nonzero((middles >= begin) & (middles <= end)) == 1) for begin, end in times_s.tolist())
