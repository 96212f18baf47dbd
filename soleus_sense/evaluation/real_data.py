"""Real recordings made by other people, and how many repetitions they hold: a folder laid out as described here.

`DIR/ankle_heel_raises/arduino_*.csv`, `nine_*_acc.csv` with `nine_*_gyr.csv`, `knee_slow_releve_1.txt`, and
`DIR/foot_gait/imu_sample*.csv`. The expected numbers are those of the folder's own README: thirty repetitions in
each of the Arduino's files, the others counted by eye, none in the gait of `mad-lab-fau/gaitmap`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.errors import RecordingError
from soleus_sense.motion.samples import FloatArray, Recording

ANKLE, GAIT = "ankle_heel_raises", "foot_gait"

NINE_RATES_HZ = {1: 119.0, 4: 20.0, 7: 20.0}
"""They hold no time; the first repeats rows, and has this rate once the repeats are left out."""

GAIT_RATE_HZ = 204.8

REP_TIMES = "arduino_rep_times.csv"


@dataclass(frozen=True, slots=True)
class RealRecording:
    """One file, and what is in it.

    Attributes
    ----------
    name : as shown; a file of two feet gives two
    file : below the data folder
    placement : "shin" or "heel"
    reps : heel raises it holds
    strides : swings of this foot it holds, or None where nobody counted
    read : the folder in, its recording out
    """

    name: str
    file: str
    placement: str
    reps: int
    strides: int | None
    read: Callable[[Path], Recording]


def known_recordings() -> tuple[RealRecording, ...]:
    """Every recording there may be in such a folder."""
    raises = [
        *((f"arduino_{n}.csv", 30, _arduino(n)) for n in (1, 3, 5, 7, 9)),
        *((f"nine_{n}_acc.csv", reps, _nine(n)) for n, reps in ((1, 28), (4, 30), (7, 32))),
        ("knee_slow_releve_1.txt", 4, _knee),
    ]
    gait = [
        # 28 labelled strides of each foot in `stride_borders_sample.csv` are those of straight level walking.
        ("imu_sample.csv", None),
        ("imu_sample_healthy_stair_up.csv", 20),
        ("imu_sample_healthy_stair_down.csv", 19),
    ]
    return (
        *(RealRecording(name, f"{ANKLE}/{name}", "shin", reps, None, read) for name, reps, read in raises),
        *(
            RealRecording(f"{name}, {side}", f"{GAIT}/{name}", "heel", 0, strides, _gait(name, side))
            for name, strides in gait
            for side in ("left", "right")
        ),
    )


def recordings_in(folder: Path) -> tuple[RealRecording, ...]:
    """Those of the known recordings that the folder holds.

    Raises
    ------
    RecordingError
        It holds none.
    """
    there = tuple(one for one in known_recordings() if (folder / one.file).is_file())
    if not there:
        raise RecordingError(f"{folder} holds none of the real recordings: {ANKLE}/ and {GAIT}/ are looked for in it.")
    return there


def rep_times(folder: Path, file: str) -> FloatArray | None:
    """(k, 2) s, when 10 % of each raise and of each lowering's end is passed, by the gyro of the same sensor.

    No independent truth: it tells which repetition is which, not how exactly a phase is timed. None where the
    folder has no such times for the file.
    """
    path = folder / ANKLE / REP_TIMES
    if not path.is_file():
        return None
    table = pd.read_csv(path)
    rows = table[table["file"] == Path(file).name]
    return np.asarray(rows[["t_rise10_s", "t_lower10_s"]], np.float64) if len(rows) else None


def _recording(path: Path, time_s: ArrayLike, acc_g: FloatArray, gyr_dps: FloatArray) -> Recording:
    return Recording.from_arrays(time_s, acc_g * GRAVITY_M_S2, np.deg2rad(gyr_dps), path=str(path))


def _numbers(path: Path, divider: str, columns: int) -> FloatArray:
    """(n, columns) the lines that hold so many numbers: a header and a cut last line do not."""
    rows: list[list[float]] = []
    for line in _text(path).splitlines():
        cells = re.split(divider, line.strip())
        try:
            rows.append([float(cell) for cell in cells])
        except ValueError:
            continue
    whole = [row for row in rows if len(row) == columns]
    if len(whole) < 2:
        raise RecordingError(f"{path} holds no lines of {columns} numbers.")
    return np.array(whole)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordingError(f"{path} cannot be read: {error}.") from None


def _arduino(number: int) -> Callable[[Path], Recording]:
    def read(folder: Path) -> Recording:
        path = folder / ANKLE / f"arduino_{number}.csv"
        values = _numbers(path, ",", 7)
        return _recording(path, values[:, 0] / 1000, values[:, 1:4], values[:, 4:7])

    return read


def _nine(number: int) -> Callable[[Path], Recording]:
    def read(folder: Path) -> Recording:
        path = folder / ANKLE / f"nine_{number}_acc.csv"
        acc, gyr = (_numbers(path.with_name(f"nine_{number}_{one}.csv"), "[,;]", 3) for one in ("acc", "gyr"))
        both = np.hstack((acc, gyr))
        if number == 1:
            both = both[np.append(True, (np.diff(both, axis=0) != 0).any(axis=1))]
        return _recording(path, np.arange(len(both)) / NINE_RATES_HZ[number], both[:, :3], both[:, 3:])

    return read


def _knee(folder: Path) -> Recording:
    path = folder / ANKLE / "knee_slow_releve_1.txt"
    values = _numbers(path, r"\s*ms\s*:\s*|;", 7)
    return _recording(path, (values[:, 0] - values[0, 0]) / 1000, values[:, 1:4], values[:, 4:7])


def _gait(name: str, side: str) -> Callable[[Path], Recording]:
    def read(folder: Path) -> Recording:
        path = folder / GAIT / name
        try:
            table = pd.read_csv(path, header=[0, 1], index_col=0)[f"{side}_sensor"]
        except (OSError, KeyError, ValueError) as error:
            raise RecordingError(f"{path} cannot be read: {error}.") from None
        acc = np.asarray(table[["acc_x", "acc_y", "acc_z"]], np.float64)
        gyr = np.asarray(table[["gyr_x", "gyr_y", "gyr_z"]], np.float64)
        return Recording.from_arrays(np.arange(len(acc)) / GAIT_RATE_HZ, acc, np.deg2rad(gyr), path=str(path))

    return read
