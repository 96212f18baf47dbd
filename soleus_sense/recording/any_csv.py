"""Any CSV: a time column, three of acceleration and perhaps three of rotation, found by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from soleus_sense.errors import RecordingError
from soleus_sense.motion.samples import FloatArray, Recording
from soleus_sense.recording.head import Head, Table, is_number
from soleus_sense.recording.table import read_columns, read_texts
from soleus_sense.recording.units import (
    FACTORS,
    Units,
    infer_acc,
    infer_gyr,
    infer_time,
    named_unit,
    split_unit,
)

FORMAT = "csv"

OLDEST_EPOCH_S = 1e8
"""Times beyond three years count from 1970, not from a start anybody would recognise: they are shifted to zero."""

MOST_MISSING = 0.1
"""A gyro absent from more rows than this is left out whole; else the rows are."""

WITHOUT_GRAVITY = {
    "linear",
    "lin",
    "linacc",
    "linearacc",
    "linearacceleration",
    "free",
    "freeacc",
    "user",
    "useracceleration",
}
"""Words of an acceleration from which the sensor's own software took gravity."""

NO_MOTION = (
    "angle",
    "euler",
    "quat",
    "mag",
    "attitude",
    "orientation",
    "gravity",
    "roll",
    "pitch",
    "yaw",
    "heading",
    "vector",
)
"""Beginnings of words for quantities with axes that are neither acceleration nor rotation."""

SHORT_STEMS = {"a": "acc", "ac": "acc", "gf": "acc", "g": "gyr", "gy": "gyr", "w": "gyr"}
"""`ax`, `AcX`, `gFx` (g-force), `gx`, `GyX`, `wx` (angular velocity), as sketches and phone programs write them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its name describes it.

    Attributes
    ----------
    at : its index
    name : as written in the header
    kind : "acc", "gyr", "time", "no gravity" (acceleration without it), "plain" (an axis alone) or "other"
    stem : the name's words without axis and unit, the same for the three columns of a sensor
    axis : "x", "y", "z" or None
    unit : the unit the name says, or None
    """

    at: int
    name: str
    kind: str
    stem: str
    axis: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Triple:
    """Three columns x, y, z of one quantity."""

    name: str
    columns: tuple[int, int, int]
    unit: str | None


def recognise(head: Head) -> bool:
    """Whether the file holds a table of numbers under a header."""
    return head.table is not None and bool(head.table.names)


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


def describe(at: int, name: str) -> Column:
    """What a column holds, as far as its name says."""
    bare, unit = split_unit(name)
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", bare)
    tokens = [token for token in re.split(r"[^a-z0-9]+", words.lower()) if token]
    axis, tokens = _take_axis(tokens)
    stem = " ".join(token for token in tokens if token != "axis")
    kind = _kind(tokens, axis)
    if kind == "time" and unit is None:
        unit = next((token for token in tokens if named_unit(token, "time")), None)
    return Column(at, name, kind, stem, axis, unit)


def _take_axis(tokens: list[str]) -> tuple[str | None, list[str]]:
    """The axis a name ends in or stands for, and the words without it: `acc x`, `x axis`, `accx`, `gx`."""
    for at in reversed(range(len(tokens))):
        if tokens[at] in ("x", "y", "z"):
            return tokens[at], tokens[:at] + tokens[at + 1 :]
    for at, token in enumerate(tokens):
        if token[-1] in "xyz" and (token[:-1] in SHORT_STEMS or re.match(r"(lin|free|user)?(acc|gyr|rot)", token)):
            return token[-1], [*tokens[:at], token[:-1], *tokens[at + 1 :]]
    return None, tokens


def _kind(tokens: list[str], axis: str | None) -> str:
    if axis is None:
        timely = any("time" in token or token in ("t", "ts", "elapsed", "epoch", "epoc") for token in tokens)
        return "time" if timely or any(named_unit(token, "time") for token in tokens if len(token) > 1) else "other"
    if any(token.startswith(NO_MOTION) for token in tokens):
        return "other"
    stem = "".join(tokens)
    if SHORT_STEMS.get(stem) == "acc" or any("acc" in token for token in tokens):
        lacking = WITHOUT_GRAVITY.intersection(tokens) or "withoutg" in stem
        return "no gravity" if lacking else "acc"
    if SHORT_STEMS.get(stem) == "gyr" or any(token.startswith(("gyr", "rot", "angular", "omega")) for token in tokens):
        return "gyr"
    return "plain" if not tokens or tokens == ["axis"] else "other"


def _triples(columns: Iterable[Column], kind: str) -> list[Triple]:
    """The quantities of a kind that have all three axes, in the order of the file.

    Raises
    ------
    RecordingError
        Two columns have the same name.
    """
    stems: dict[str, dict[str, Column]] = {}
    for column in columns:
        if column.kind == kind and column.axis:
            axes = stems.setdefault(column.stem, {})
            if column.axis in axes:
                raise RecordingError(f"several columns are called {column.name!r}: keep those of one sensor.")
            axes[column.axis] = column
    return [
        Triple(stem, (axes["x"].at, axes["y"].at, axes["z"].at), axes["x"].unit)
        for stem, axes in stems.items()
        if len(axes) == 3
    ]


def _acceleration(columns: list[Column]) -> Triple:
    found = _triples(columns, "acc")
    if len(found) > 1:
        names = "; ".join(_names(columns, one) for one in found)
        raise RecordingError(f"it holds several accelerations ({names}): keep the columns of one sensor.")
    if found:
        return found[0]
    lacking = _triples(columns, "no gravity")
    if lacking:
        raise RecordingError(
            f"its acceleration ({_names(columns, lacking[0])}) excludes gravity, and without gravity there is no "
            "tilt: record or export the acceleration with gravity instead."
        )
    plain = [one for one in _triples(columns, "plain") if not one.unit or not named_unit(one.unit, "gyr")]
    if plain:
        return Triple("", plain[0].columns, plain[0].unit)
    raise RecordingError(
        f"it has no acceleration: three columns such as acc_x_g, acc_y_g, acc_z_g are needed; found {_found(columns)}."
    )


def _rotation(columns: list[Column]) -> tuple[Triple | None, list[str]]:
    found = _triples(columns, "gyr")
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
