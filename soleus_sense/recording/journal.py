"""Our own recording: written so that a crash costs a second at most, and read back.

Three files of one name: `NAME.csv` holds the samples, `NAME.json` what is known about them, and, for a
simulated recording only, `NAME.truth.json` the repetitions that are really in it.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np

from soleus_sense.errors import RecordingError
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.recording.head import Head
from soleus_sense.recording.table import read_columns
from soleus_sense.recording.units import Units
from soleus_sense.whole_file import replacing

FORMAT = "soleus-sense"
SCHEMA = "soleus-sense/recording/1"
TRUTH_SCHEMA = "soleus-sense/truth/1"

ACC_COLUMNS = ("time_s", "acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2")
GYR_COLUMNS = ("gyr_x_rad_s", "gyr_y_rad_s", "gyr_z_rad_s")

SYNC_INTERVAL_S = 1.0
"""Samples are forced onto the disk this often, counted by this machine's clock and by the sensor's."""

TIME_DECIMALS = 6
"""A microsecond: the finest time stamp a wearable sends."""

ACC_DECIMALS = 4
"""0.1 mm/s² is 0.01 mg, a tenth of the noise of the quietest sensor at 100 Hz."""

GYR_DECIMALS = 5
"""0.01 mrad/s is 0.0006 °/s, a tenth of the step of a 16-bit gyro at its finest range."""

ROWS_AT_A_TIME = 10_000
"""A whole recording is turned into text in pieces of this many rows, so that it is never in memory as text."""


@dataclass(frozen=True, slots=True)
class ClockMap:
    """How the sensor's clock maps to UTC: `utc = utc_at_zero + rate × sensor time`.

    Attributes
    ----------
    utc_at_zero_s : seconds since 1970 UTC at the sensor's time zero
    rate : seconds of UTC per second of the sensor
    """

    utc_at_zero_s: float
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the `.json` beside the samples says; None where nobody said.

    Attributes
    ----------
    wearable : the sensor's name and kind
    placement : "heel" or "shin"
    side : "left" or "right"
    start_utc : ISO 8601, UTC, when the recording began
    clock : the sensor's clock against UTC
    lost_samples : samples known to be lost on the way
    exercise, tempo : as chosen when it was recorded
    """

    wearable: str | None = None
    placement: str | None = None
    side: str | None = None
    start_utc: str | None = None
    clock: ClockMap | None = None
    lost_samples: int = 0
    exercise: str | None = None
    tempo: str | None = None


def metadata_path(path: str | Path) -> Path:
    """`NAME.json` of `NAME.csv`."""
    return Path(path).with_suffix(".json")


def truth_path(path: str | Path) -> Path:
    """`NAME.truth.json` of `NAME.csv`."""
    return Path(path).with_suffix(".truth.json")


class JournalWriter:
    """Writes a recording while it is made; a context manager.

    Every block reaches the operating system at once, so that a crash of this program loses nothing, and the
    disk once a second, so that a power cut costs a second at most. The columns (with or without gyro) are
    those of the first block.

    Parameters
    ----------
    path : the `.csv` to write; it must not exist, for a recording is never overwritten
    wearable, placement, side, exercise, tempo : kept in the `.json`, see `Metadata`
    start_utc : when it began; a time zone is needed. None: now

    Raises
    ------
    RecordingError
        The name does not end in `.csv`, something of that name exists, or it cannot be written.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        wearable: str | None = None,
        placement: str | None = None,
        side: str | None = None,
        exercise: str | None = None,
        tempo: str | None = None,
        start_utc: datetime | None = None,
    ) -> None:
        self.path = _csv_path(path)
        self.lost_samples = 0
        """Samples known to be lost so far."""
        self._known = Metadata(
            wearable, placement, side, _utc_text(start_utc or datetime.now(UTC)), None, 0, exercise, tempo
        )
        self._has_gyro: bool | None = None
        self._newest_s: float | None = None
        self._synced_s = time.monotonic()
        self._synced_newest_s = -math.inf
        try:
            if metadata_path(self.path).exists():
                raise FileExistsError
            self._file: IO[str] = self.path.open("x", encoding="utf-8", newline="\n")
        except FileExistsError:
            raise RecordingError(
                f"{self.path} or its .json exists already; a recording is never overwritten: choose another name."
            ) from None
        except OSError as error:
            raise _unwritable(self.path, error) from None
        try:
            self._write_metadata()
        except RecordingError:
            self._file.close()
            self.path.unlink(missing_ok=True)
            raise

    def __enter__(self) -> JournalWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def append(self, block: SampleBlock) -> None:
        """Keep a block of samples.

        Raises
        ------
        RecordingError
            The disk takes no more, or the block has a gyro where the first had none, or the reverse.
        """
        if not len(block):
            return
        text = ""
        if self._has_gyro is None:
            self._has_gyro = block.gyr_rad_s is not None
            self._synced_newest_s = float(block.time_s[0])
            text = _header(self._has_gyro)
        if self._has_gyro != (block.gyr_rad_s is not None):
            raise RecordingError(
                f"{self.path} was begun {_with(self._has_gyro)} a gyro; "
                f"this block comes {_with(not self._has_gyro)} one."
            )
        self._newest_s = float(block.time_s[-1])
        due = (
            time.monotonic() - self._synced_s >= SYNC_INTERVAL_S
            or self._newest_s - self._synced_newest_s >= SYNC_INTERVAL_S
        )
        try:
            self._file.write(text + "".join(_rows(block)))
            self._file.flush()
            if due:
                self._sync()
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def note_loss(self, count: int) -> None:
        """Remember that `count` samples were lost on the way; they are written down at `close()`."""
        self.lost_samples += count

    def note_clock(self, clock: ClockMap) -> None:
        """Remember how the sensor's clock maps to UTC, as best known so far."""
        self._known = replace(self._known, clock=clock)

    def close(self) -> None:
        """Write everything down. Closing twice is harmless.

        Raises
        ------
        RecordingError
            The disk takes no more.
        """
        if self._file.closed:
            return
        try:
            with self._file:
                if self._has_gyro is None:
                    self._file.write(_header(has_gyro=False))
                self._sync()
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._write_metadata()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._synced_s = time.monotonic()
        self._synced_newest_s = self._newest_s if self._newest_s is not None else -math.inf

    def _write_metadata(self) -> None:
        known = replace(self._known, lost_samples=self.lost_samples)
        _write_json(metadata_path(self.path), {"schema": SCHEMA, **asdict(known)})


def write_recording(recording: Recording, path: str | Path, metadata: Metadata | None = None) -> Path:
    """Write a whole recording in our format; the same recording gives the same bytes.

    What is there under that name is replaced.

    Parameters
    ----------
    recording : what to write; its placement, side, exercise and tempo go into the `.json`
    path : the `.csv`
    metadata : what else is known; by default only what the recording says

    Returns
    -------
    path : where the samples are

    Raises
    ------
    RecordingError
        The name does not end in `.csv`, or it cannot be written.
    """
    target = _csv_path(path)
    known = metadata or Metadata(
        placement=recording.placement, side=recording.side, exercise=recording.exercise, tempo=recording.tempo
    )
    try:
        with replacing(target) as part:
            with part.open("w", encoding="utf-8", newline="\n") as file:
                file.write(_header(recording.has_gyro))
                for start in range(0, len(recording), ROWS_AT_A_TIME):
                    file.writelines(_rows(recording.block(start, start + ROWS_AT_A_TIME)))
            _write_json(metadata_path(target), {"schema": SCHEMA, **asdict(known)})
    except OSError as error:
        raise _unwritable(target, error) from None
    return target


def recognise(head: Head) -> bool:
    """Whether the file begins with our columns."""
    first = (head.text or "").partition("\n")[0].strip().removeprefix("\ufeff")
    return first in (",".join(ACC_COLUMNS), ",".join(ACC_COLUMNS + GYR_COLUMNS))


def read(head: Head, units: Units) -> Recording:
    """Read our own recording and what stands beside it.

    A last line that was being written when the program ended is left out, with a warning.

    Raises
    ------
    RecordingError
        It holds no samples, they are unusable, or the `.json` beside it is damaged.
    """
    if head.table is None:
        raise RecordingError(f"{head.path} holds no samples.")
    width = len(head.table.names)
    values, cut = read_columns(head.path, head.table, range(width), whole_lines=True)
    if not len(values):
        raise RecordingError(f"{head.path} holds no samples.")
    warnings = ["The last line is cut and was left out."] if cut else []
    if units != Units():
        warnings.append("The recording says its own units: those given were not used.")
    known = read_metadata(head.path) or Metadata()
    return Recording.from_arrays(
        values[:, 0],
        values[:, 1:4],
        values[:, 4:7] if width > 4 else None,
        path=str(head.path),
        format=FORMAT,
        placement=known.placement,
        side=known.side,
        exercise=known.exercise,
        tempo=known.tempo,
        warnings=tuple(warnings),
    )


def read_metadata(path: str | Path) -> Metadata | None:
    """What the `.json` beside the `.csv` says, or None where there is none of ours.

    Parameters
    ----------
    path : the `.csv`

    Raises
    ------
    RecordingError
        The `.json` is ours but damaged.
    """
    beside = metadata_path(path)
    try:
        document = json.loads(beside.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise RecordingError(f"{beside} cannot be read as JSON; move it away to read the samples without it.") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return None
    names = {one.name for one in fields(Metadata)}
    known = {name: value for name, value in document.items() if name in names}
    try:
        if known.get("clock") is not None:
            known["clock"] = ClockMap(**known["clock"])
        return Metadata(**known)
    except TypeError:
        raise RecordingError(f"{beside} does not hold what {SCHEMA} holds.") from None


def metadata_of(recording: Recording) -> Metadata:
    """What stands beside a recording; nothing of arrays, and where it is damaged, which the reader says."""
    try:
        known = None if recording.path is None else read_metadata(recording.path)
    except RecordingError:
        known = None
    return known or Metadata()


def write_truth(path: str | Path, reps: Iterable[Rep]) -> Path:
    """Write what is really in a simulated recording beside it.

    Parameters
    ----------
    path : the recording's `.csv`
    reps : its repetitions and partials, in the order of time

    Returns
    -------
    path : the `.truth.json`
    """
    target = truth_path(path)
    _write_json(target, {"schema": TRUTH_SCHEMA, "reps": [_rounded(asdict(rep)) for rep in reps]})
    return target


def read_truth(path: str | Path) -> tuple[Rep, ...] | None:
    """The repetitions really in a simulated recording, or None where nobody wrote them down.

    Parameters
    ----------
    path : the recording's `.csv`

    Raises
    ------
    RecordingError
        The `.truth.json` is damaged.
    """
    beside = truth_path(path)
    try:
        document = json.loads(beside.read_text(encoding="utf-8"))
        if document["schema"] != TRUTH_SCHEMA:
            raise ValueError
        return tuple(Rep(**one) for one in document["reps"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        raise RecordingError(f"{beside} does not hold what {TRUTH_SCHEMA} holds.") from None


def _csv_path(path: str | Path) -> Path:
    target = Path(path)
    if target.suffix.lower() != ".csv":
        raise RecordingError(f"A recording's name ends in .csv, {str(target)!r} does not.")
    return target


def _header(has_gyro: bool) -> str:
    return ",".join(ACC_COLUMNS + (GYR_COLUMNS if has_gyro else ())) + "\n"


def _rows(block: SampleBlock) -> Iterator[str]:
    """One line a sample, without trailing zeros: nearly half of a regular recording's bytes are saved."""
    columns = [_texts(block.time_s, TIME_DECIMALS)]
    columns += [_texts(column, ACC_DECIMALS) for column in np.asarray(block.acc_m_s2).T]
    if block.gyr_rad_s is not None:
        columns += [_texts(column, GYR_DECIMALS) for column in np.asarray(block.gyr_rad_s).T]
    return (",".join(row) + "\n" for row in zip(*columns, strict=True))


def _texts(values: np.ndarray[Any, Any], decimals: int) -> list[str]:
    plain = (f"{value:.{decimals}f}".rstrip("0").rstrip(".") for value in np.asarray(values, np.float64).tolist())
    return ["0" if text == "-0" else text for text in plain]


def _write_json(path: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        with replacing(path) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(path, error) from None


def _rounded(known: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, TIME_DECIMALS) if isinstance(value, float) else value for name, value in known.items()}


def _utc_text(at: datetime) -> str:
    if at.tzinfo is None:
        raise RecordingError("The start of a recording needs a time zone.")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _with(has: bool) -> str:
    return "with" if has else "without"


def _unwritable(path: Path, error: OSError) -> RecordingError:
    return RecordingError(f"{path} cannot be written: {error.strerror or error}.")
