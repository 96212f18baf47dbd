"""The history as other programs want it: JSON with everything, or a table with a row per repetition, set or session."""

from __future__ import annotations

import csv
import importlib.util
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.history.rows import REP_FIELDS, SET_FIELDS
from soleus_sense.history.values import SavedRecording, SavedSession
from soleus_sense.motion.reps import Gait
from soleus_sense.whole_file import replacing

SCHEMA = "soleus-sense/history/1"

ABOUT = ("session", "began", "exercise", "tempo", "note", "sensor", "side", "placement", "recording")
"""The columns before those of the repetition, the set or the recording."""

ROWS = ("reps", "sets", "sessions")
"""What a row of a table may be."""

_GAIT_FIELDS = tuple(field.name for field in fields(Gait))

_SESSION_FIELDS = ("sets", "reps", "partials", "time_under_tension_s", "lost_samples", *_GAIT_FIELDS, "added_reps")
"""The counts are the sensor's; `added_reps` were added to them by hand, or taken off."""


def document(sessions: Iterable[SavedSession]) -> dict[str, Any]:
    """Everything as plain values, ready for JSON; what is not known is None."""
    return {"schema": SCHEMA, "sessions": [_plain(one) for one in sessions]}


def columns_of(rows: str) -> tuple[str, ...]:
    """The columns of a table.

    Parameters
    ----------
    rows : one of `ROWS`

    Raises
    ------
    SettingsError
        It is none of them.
    """
    own = {
        "reps": ("weight_kg", *REP_FIELDS),
        "sets": ("weight_kg", *SET_FIELDS, "added_reps"),
        "sessions": _SESSION_FIELDS,
    }
    if rows not in own:
        raise SettingsError(f"A row cannot be {rows!r}; choose one of {', '.join(ROWS)}.")
    return (*ABOUT, *own[rows])


def table(sessions: Iterable[SavedSession], rows: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in the order of `columns_of`; a session's row is one sensor's."""
    columns_of(rows)
    recordings = [(session, one) for session in sessions for one in session.recordings]
    return [(*_about(session, one), *cells) for session, one in recordings for cells in _cells(one, rows)]


def to_csv(sessions: Iterable[SavedSession], rows: str) -> str:
    """A table as CSV: a header, then the rows; the cell of what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns_of(rows))
    for row in table(sessions, rows):
        writer.writerow([str(cell).lower() if isinstance(cell, bool) else cell for cell in row])
    return text.getvalue()


def check_parquet() -> None:
    """Refuse Parquet before any work where it cannot be written.

    Raises
    ------
    SettingsError
        pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise SettingsError(
            "Parquet needs the package pyarrow, which is not installed: pip install pyarrow (or the extra [files])."
        )


def write_parquet(sessions: Sequence[SavedSession], rows: str, path: Path) -> None:
    """Write a table as Parquet.

    Raises
    ------
    SettingsError
        pyarrow is not installed.
    RecordingError
        The file cannot be written.
    """
    check_parquet()
    import pandas as pd

    frame = pd.DataFrame.from_records(table(sessions, rows), columns=list(columns_of(rows)))
    for name in frame.columns:
        if name in ABOUT[1:]:
            frame[name] = frame[name].astype("string")
        elif name.endswith(("_s", "_kg", "_deg", "_m", "_cv", "_kept", "_compliance", "_rep")):
            frame[name] = frame[name].astype("float64")
        elif name.startswith("strides"):
            frame[name] = frame[name].astype("Int64")
    try:
        with replacing(path) as part:
            frame.to_parquet(part, engine="pyarrow", index=False)
    except OSError as error:
        raise RecordingError(f"{path} cannot be written: {error.strerror or error}.") from None


def _plain(session: SavedSession) -> dict[str, Any]:
    return {
        "session": session.id,
        "began": session.began.isoformat(timespec="seconds"),
        "ended": None if session.ended is None else session.ended.isoformat(timespec="seconds"),
        "exercise": session.exercise,
        "tempo": session.tempo,
        "note": session.note,
        "recordings": [
            {
                "sensor": one.worn.sensor,
                "path": None if one.worn.path is None else str(one.worn.path),
                "side": one.worn.side,
                "wearable": one.worn.wearable,
                "body_height_m": one.worn.body_height_m,
                "lost_samples": one.lost_samples,
                "weights_kg": {str(index): weight for index, weight in one.weights_kg.items()},
                "added_reps": {str(index): by for index, by in one.remarks.added_reps.items()},
                "notes": [asdict(note) for note in one.remarks.notes],
                **one.analysis.to_dict(),
            }
            for one in session.recordings
        ],
        "corrections": [{**asdict(one), "at": one.at.isoformat(timespec="seconds")} for one in session.corrections],
    }


def _about(session: SavedSession, one: SavedRecording) -> tuple[Any, ...]:
    return (
        session.id,
        session.began.isoformat(timespec="seconds"),
        session.exercise,
        session.tempo,
        session.note or None,
        one.worn.sensor or None,
        one.worn.side,
        one.analysis.placement,
        None if one.worn.path is None else str(one.worn.path),
    )


def _cells(one: SavedRecording, rows: str) -> list[tuple[Any, ...]]:
    found = one.analysis
    if rows == "reps":
        return [(one.weights_kg.get(it.set), *(getattr(it, name) for name in REP_FIELDS)) for it in found.reps]
    added = one.remarks.added_reps
    if rows == "sets":
        return [
            (one.weights_kg.get(it.index), *(getattr(it, name) for name in SET_FIELDS), added.get(it.index, 0))
            for it in found.sets
        ]
    return [
        (
            len(found.sets),
            sum(it.reps for it in found.sets),
            sum(it.partials for it in found.sets),
            sum(it.time_under_tension_s for it in found.sets),
            one.lost_samples,
            *(None if found.gait is None else getattr(found.gait, name) for name in _GAIT_FIELDS),
            sum(added.values()),
        )
    ]
