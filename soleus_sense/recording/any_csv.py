"""Any CSV: a time column, three of acceleration and perhaps three of rotation, found by their names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from soleus_sense.errors import RecordingError
from soleus_sense.motion.samples import FloatArray, Recording
from soleus_sense.recording.columns import Column, Triple, describe, triples
from soleus_sense.recording.head import Head, Table, is_number
from soleus_sense.recording.table import read_columns, read_texts
from soleus_sense.recording.units import (
    FACTORS,
    Units,
    infer_acc,
    infer_gyr,
    infer_time,
    named_unit,
)

FORMAT = "csv"

OLDEST_EPOCH_S = 1e8
"""Times beyond three years count from 1970, not from a start anybody would recognise: they are shifted to zero."""

MOST_MISSING = 0.1
"""A gyro absent from more rows than this is left out whole; else the rows are."""


def recognise(head: Head) -> bool:
    """Whether the file holds a table of numbers under a header."""
    return head.table is not None and bool(head.table.names)


def holds_motion(head: Head) -> bool:
    """Whether the columns' names are those of a recording: times and an acceleration."""
    columns = [describe(at, name) for at, name in enumerate(head.table.names if head.table else ())]
    try:
        return any(column.kind == "time" for column in columns) and bool(
            triples(columns, "acc") or triples(columns, "no gravity") or triples(columns, "plain")
        )
    except RecordingError:  # columns of the same name: of two sensors
        return True


def read(head: Head, units: Units) -> Recording:
    """Read the recording; what was assumed about it is in its warnings.

    Raises
    ------
    RecordingError
        A column is missing or there are several of it, a unit cannot be told, or the samples are unusable.
    """
    table = head.table
    if table is None:
        raise RecordingError(f"{head.path} holds no table of numbers.")
    if table.width > len(table.names):
        raise RecordingError(
            f"its header names {len(table.names)} columns, but its rows have {table.width}: "
            "which is which cannot be told."
        )
    columns = [describe(at, name) for at, name in enumerate(table.names)]
    acc = _acceleration(columns)
    gyr, warnings = _rotation(columns)
    time = _time_column(columns)
    said = units.over(
        Units(
            acc.unit and named_unit(acc.unit, "acc"),
            gyr and gyr.unit and named_unit(gyr.unit, "gyr"),
            time.unit and named_unit(time.unit, "time"),
        )
    )
    if acc.name == "":
        warnings.append("The columns x, y, z are taken for acceleration.")

    times = [row[time.at] for row in table.first_rows if len(row) > time.at and row[time.at]]
    dated = sum(map(is_number, times)) < len(times) / 2
    wanted = [*acc.columns, *(gyr.columns if gyr else ()), *(() if dated else (time.at,))]
    values, cut = read_columns(head.path, table, wanted)
    if cut:
        warnings.append("The last line is cut and was left out.")
    if not len(values):
        raise RecordingError("it holds no samples.")
    time_s = _dates(head, table, time) if dated else _in_si(values[:, -1], "time", said.time, warnings)
    acc_m_s2 = _in_si(values[:, :3], "acc", said.acc, warnings)
    gyr_raw = _usable_gyro(values[:, 3:6], warnings) if gyr else None
    started = time_s[np.isfinite(time_s)][:1]
    if len(started) and abs(started[0]) > OLDEST_EPOCH_S:
        time_s = time_s - started[0]

    recording = Recording.from_arrays(
        time_s, acc_m_s2, gyr_raw, path=str(head.path), format=FORMAT, warnings=tuple(warnings)
    )
    return _with_gyro_in_si(recording, said.gyr)


def _acceleration(columns: list[Column]) -> Triple:
    found = triples(columns, "acc")
    if len(found) > 1:
        names = "; ".join(_names(columns, one) for one in found)
        raise RecordingError(f"it holds several accelerations ({names}): keep the columns of one sensor.")
    if found:
        return found[0]
    lacking = triples(columns, "no gravity")
    if lacking:
        raise RecordingError(
            f"its acceleration ({_names(columns, lacking[0])}) excludes gravity, and without gravity there is no "
            "tilt: record or export the acceleration with gravity instead."
        )
    plain = [one for one in triples(columns, "plain") if not one.unit or not named_unit(one.unit, "gyr")]
    if plain:
        return Triple("", plain[0].columns, plain[0].unit)
    raise RecordingError(
        f"it has no acceleration: three columns such as acc_x_g, acc_y_g, acc_z_g are needed; found {_found(columns)}."
    )


def _rotation(columns: list[Column]) -> tuple[Triple | None, list[str]]:
    found = triples(columns, "gyr")
    if len(found) > 1:
        return found[0], [f"There are several rotations; that of {_names(columns, found[0])} is used."]
    return (found[0] if found else None), []


def _time_column(columns: list[Column]) -> Column:
    """The time column; of several one that names its unit, else the first."""
    found = [column for column in columns if column.kind == "time"]
    if not found:
        raise RecordingError(f"it has no time column, such as time_s; found {_found(columns)}.")
    return next((column for column in found if column.unit and named_unit(column.unit, "time")), found[0])


def _names(columns: list[Column], triple: Triple) -> str:
    return ", ".join(columns[at].name for at in triple.columns)


def _found(columns: list[Column]) -> str:
    shown = ", ".join(column.name or "(no name)" for column in columns[:20])
    return shown + (f" and {len(columns) - 20} more" if len(columns) > 20 else "")


def _in_si(values: FloatArray, quantity: str, unit: str | None, warnings: list[str]) -> FloatArray:
    """Times or accelerations in SI, their unit inferred where nobody said it."""
    if unit is None:
        word, infer = ("Time", infer_time) if quantity == "time" else ("Acceleration", infer_acc)
        unit, reason = infer(values)
        warnings.append(f"{word} is taken to be in {unit}: {reason}.")
    return values * FACTORS[quantity][unit]


def _usable_gyro(gyr: FloatArray, warnings: list[str]) -> FloatArray | None:
    """The gyro's columns, or None where they hold no measurement worth losing rows for."""
    there = np.isfinite(gyr).all(axis=1)
    if not np.any(gyr[there]):
        warnings.append("The gyro's columns are empty or all zero: the recording is read as one without a gyro.")
        return None
    missing = 1 - float(there.mean())
    if missing > MOST_MISSING:
        warnings.append(f"The gyro is missing from {missing:.0%} of the rows and was left out.")
        return None
    return gyr


def _with_gyro_in_si(recording: Recording, unit: str | None) -> Recording:
    if recording.gyr_rad_s is None:
        return recording
    warnings = recording.warnings
    if unit is None:
        unit, reason = infer_gyr(recording)
        shown = {"dps": "°/s"}.get(unit, unit)
        warnings = (*warnings, f"Rotation is taken to be in {shown}: {reason}.")
    return replace(recording, gyr_rad_s=recording.gyr_rad_s * FACTORS["gyr"][unit], warnings=warnings)


def _dates(head: Head, table: Table, column: Column) -> FloatArray:
    """Seconds since 1970 of a column of dates and times (ISO 8601)."""
    import pandas as pd

    texts = read_texts(head.path, table, column.at)
    dates = pd.to_datetime(pd.Series(texts), format="ISO8601", utc=True, errors="coerce")
    if dates.isna().all():
        raise RecordingError(f"its time column {column.name!r} holds neither numbers nor dates, but {texts[0]!r}.")
    microseconds = np.asarray(dates.dt.as_unit("us").astype("int64"), np.float64)
    return np.where(np.asarray(dates.isna()), np.nan, 1e-6 * microseconds)
