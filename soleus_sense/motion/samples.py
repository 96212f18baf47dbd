"""Samples of a motion sensor: a block as it arrives, and a whole recording."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus_sense.errors import RecordingError

FloatArray = NDArray[np.float64]

LEAST_SAMPLE_RATE_HZ = 15.0
"""Below this a 0.35 s lowering has five samples or fewer, and its ends cannot be told apart from its middle."""

GAP_INTERVALS = 2.5
"""A step of the clock this many times the usual one is a gap: one lost sample is 2, jitter stays below 2.5."""


@dataclass(frozen=True)
class SampleBlock:
    """A few samples in the order they were taken.

    Attributes
    ----------
    time_s : (n,) seconds of the sensor's clock, rising
    acc_m_s2 : (n, 3) specific force, gravity included
    gyr_rad_s : (n, 3) angular rate, or None where there is no gyro
    """

    time_s: FloatArray
    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, eq=False)
class Recording:
    """One sensor's samples from beginning to end, in SI, and what is known about them.

    Attributes
    ----------
    time_s : (n,) seconds, strictly rising
    acc_m_s2 : (n, 3) specific force, gravity included
    gyr_rad_s : (n, 3) angular rate, or None
    path, format : where it came from; None for arrays
    placement : "heel", "shin" or None where nobody said
    side : "left", "right" or None
    exercise, tempo : as said when it was recorded, or None
    warnings : sentences about what the reader had to assume or drop
    """

    time_s: FloatArray
    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray | None = None
    path: str | None = None
    format: str | None = None
    placement: str | None = None
    side: str | None = None
    exercise: str | None = None
    tempo: str | None = None
    warnings: tuple[str, ...] = field(default=())

    @classmethod
    def from_arrays(
        cls,
        time_s: ArrayLike,
        acc_m_s2: ArrayLike,
        gyr_rad_s: ArrayLike | None = None,
        **known: Any,
    ) -> Recording:
        """Check and keep arrays as a recording.

        Parameters
        ----------
        time_s : (n,) seconds, rising
        acc_m_s2 : (n, 3) m/s², gravity included
        gyr_rad_s : (n, 3) rad/s, or None
        **known : path, format, placement, side, exercise, tempo, warnings

        Raises
        ------
        RecordingError
            No numbers, wrong shapes, fewer than two samples, time that runs backwards, no usable sample, a rate below
            `LEAST_SAMPLE_RATE_HZ`, or acceleration without gravity.
        """
        try:
            time = np.ascontiguousarray(time_s, dtype=np.float64)
            acc = np.ascontiguousarray(acc_m_s2, dtype=np.float64)
            gyr = None if gyr_rad_s is None else np.ascontiguousarray(gyr_rad_s, dtype=np.float64)
        except (TypeError, ValueError):
            raise RecordingError(
                "A recording needs arrays of numbers: n times, and three accelerations and rotations for each."
            ) from None
        recording = cls(time, acc, gyr, **known)
        return _checked(recording)

    @property
    def duration_s(self) -> float:
        """From the first sample to the last."""
        return float(self.time_s[-1] - self.time_s[0])

    @property
    def sample_rate_hz(self) -> float:
        """The usual rate: one over the median step of the clock."""
        return float(1.0 / np.median(np.diff(self.time_s)))

    @property
    def has_gyro(self) -> bool:
        return self.gyr_rad_s is not None

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """(start_s, end_s) of every stretch in which samples are missing."""
        steps = np.diff(self.time_s)
        at = np.flatnonzero(steps > GAP_INTERVALS * np.median(steps))
        return tuple((float(self.time_s[i]), float(self.time_s[i + 1])) for i in at)

    def __len__(self) -> int:
        return len(self.time_s)

    def block(self, start: int = 0, stop: int | None = None) -> SampleBlock:
        """The samples from index `start` to before `stop`."""
        gyr = None if self.gyr_rad_s is None else self.gyr_rad_s[start:stop]
        return SampleBlock(self.time_s[start:stop], self.acc_m_s2[start:stop], gyr)

    def without_gyro(self) -> Recording:
        """The same recording as a sensor without a gyro would have made it."""
        return replace(self, gyr_rad_s=None)


def _checked(recording: Recording) -> Recording:
    """The recording with broken samples left out, or an error that says what is wrong."""
    time, acc, gyr = recording.time_s, recording.acc_m_s2, recording.gyr_rad_s
    if time.ndim != 1 or acc.shape != (len(time), 3) or (gyr is not None and gyr.shape != acc.shape):
        raise RecordingError(
            f"A recording needs n times with (n, 3) accelerations and rotations; "
            f"got {time.shape}, {acc.shape}{'' if gyr is None else f', {gyr.shape}'}."
        )
    warnings = list(recording.warnings)
    usable = np.isfinite(time) & np.isfinite(acc).all(axis=1)
    if gyr is not None:
        usable &= np.isfinite(gyr).all(axis=1)
    if not usable.all():
        lost = len(time) - int(usable.sum())
        if lost == len(time):
            raise RecordingError("No sample is usable: every one holds a value that is not a finite number.")
        warnings.append(f"Samples left out, for a value that is not a finite number: {lost} of {len(time)}.")
        time, acc, gyr = time[usable], acc[usable], None if gyr is None else gyr[usable]
    if len(time) < 2:
        raise RecordingError(f"A recording needs at least two samples; this one has {len(time)}.")
    steps = np.diff(time)
    if (steps < 0).any():
        at = int(np.flatnonzero(steps < 0)[0]) + 1
        raise RecordingError(
            f"Time runs backwards at sample {at + 1}: {time[at]:.6g} s follows {time[at - 1]:.6g} s. "
            "Sort the samples, or split the recording there."
        )
    if (steps == 0).any():
        fresh = np.concatenate(([True], steps > 0))
        warnings.append(f"Samples left out, for repeating the time of the one before: {len(time) - int(fresh.sum())}.")
        time, acc, gyr = time[fresh], acc[fresh], None if gyr is None else gyr[fresh]
        if len(time) < 2:
            raise RecordingError("All samples carry the same time.")
    rate_hz = float(1.0 / np.median(np.diff(time)))
    if rate_hz < LEAST_SAMPLE_RATE_HZ:
        raise RecordingError(
            f"The samples come at {rate_hz:.3g} Hz, too slow to time a heel raise: "
            f"at least {LEAST_SAMPLE_RATE_HZ:.0f} Hz is needed, 100 Hz is best."
        )
    magnitude = float(np.median(np.sqrt((acc * acc).sum(axis=1))))
    if magnitude < 4.0:
        raise RecordingError(
            f"The acceleration's usual magnitude is {magnitude:.2g} m/s², not gravity's 9.8: "
            "gravity was taken out of it (or it is in another unit). Use the sensor's raw acceleration."
        )
    if magnitude > 20.0:
        raise RecordingError(
            f"The acceleration's usual magnitude is {magnitude:.3g} m/s², not gravity's 9.8: it is in another unit."
        )
    return replace(recording, time_s=time, acc_m_s2=acc, gyr_rad_s=gyr, warnings=tuple(warnings))
