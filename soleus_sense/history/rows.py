"""Between the tables' rows and our values: every statement that names a column stands here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from soleus_sense.errors import SettingsError, SoleusError
from soleus_sense.history.values import (
    Correction,
    LegFigures,
    SavedRecording,
    SavedSession,
    SessionFigures,
    SessionId,
    Worn,
)
from soleus_sense.motion.reps import Analysis, Gait, Rep, Set
from soleus_sense.recording.byhand import Note, Remarks, SetRemarks

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording

REP_FIELDS: Final = tuple(field.name for field in fields(Rep))
SET_FIELDS: Final = tuple(field.name for field in fields(Set))
TRUTHS: Final = ("counted", "flagged")
"""Fields of a repetition that are kept as 0 and 1."""


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


_PUT_REP = f"INSERT OR REPLACE INTO reps (recording_id, {_columns(REP_FIELDS)}) VALUES (?{', ?' * len(REP_FIELDS)})"
_PUT_SET = (
    f"INSERT OR REPLACE INTO sets (recording_id, {_columns(SET_FIELDS)}, weight_kg, added_reps) "
    f"VALUES (?{', ?' * len(SET_FIELDS)}, ?, ?)"
)

FIGURES: Final = """
    SELECT s.id AS session, s.began_utc, s.utc_offset_min, s.ended_utc, s.exercise, s.tempo, s.note,
        r.sensor, r.side, coalesce(r.placement, r.placement_said) AS placement, r.path,
        json_extract(r.gait, '$.walking_s') AS walking_s, json_extract(r.gait, '$.strides') AS strides,
        json_extract(r.gait, '$.cadence_steps_min') AS cadence_steps_min,
        json_extract(r.gait, '$.distance_m') AS distance_m,
        t.sets, t.reps, t.partials, t.most_reps, t.added_reps,
        t.lower_s, t.compliance, t.tension_s, t.sets_s, t.weight_kg,
        p.turn_deg, p.height_m
    FROM sessions AS s
    JOIN recordings AS r ON r.session_id = s.id
    LEFT JOIN (
        SELECT recording_id, count(*) AS sets, sum(max(reps + added_reps, 0)) AS reps, sum(partials) AS partials,
            max(max(reps + added_reps, 0)) AS most_reps, sum(added_reps) AS added_reps,
            sum(lower_s * reps) / nullif(sum(reps), 0) AS lower_s,
            sum(tempo_compliance * reps) / nullif(sum(reps) FILTER (WHERE tempo_compliance IS NOT NULL), 0)
                AS compliance,
            sum(time_under_tension_s) AS tension_s, sum(end_s - start_s) AS sets_s, max(weight_kg) AS weight_kg
        FROM sets GROUP BY recording_id
    ) AS t ON t.recording_id = r.id
    LEFT JOIN (
        SELECT recording_id, avg(range_deg) AS turn_deg,
            CASE WHEN count(height_m) >= count(range_deg) THEN avg(height_m) END AS height_m
        FROM reps WHERE counted GROUP BY recording_id
    ) AS p ON p.recording_id = r.id
    WHERE (t.sets IS NOT NULL OR r.gait IS NOT NULL)
        AND (:exercise IS NULL OR s.exercise = :exercise)
        AND (:since IS NULL OR date(s.began_utc, s.utc_offset_min || ' minutes') >= :since)
        AND (:until IS NULL OR date(s.began_utc, s.utc_offset_min || ' minutes') <= :until)
    ORDER BY s.began_utc, s.id, coalesce(r.side, r.sensor), r.id
"""
"""Every sensor of every session with its sums: the one source of the table, the charts and the bests.

A session in which nothing was found (yet) is left out.
"""


def utc_text(at: datetime) -> str:
    """A moment as the tables hold it, so that texts sort as moments do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def offset_min(at: datetime) -> int:
    """How far the local time is ahead of UTC, minutes; of a moment in UTC, this machine's."""
    local = at.astimezone() if at.utcoffset() == timedelta(0) else at
    return round((local.utcoffset() or timedelta(0)).total_seconds() / 60)


def local_time(text: str, minutes: int) -> datetime:
    """A moment of the tables in the local time of where it was."""
    return datetime.fromisoformat(text).astimezone(timezone(timedelta(minutes=minutes)))


def put_set(
    database: sqlite3.Connection,
    recording_id: int,
    one: Set,
    reps: Sequence[Rep],
    *,
    weight_kg: float | None,
    added_reps: int = 0,
) -> None:
    """Write a set with its repetitions and partials, in the place of what stood there."""
    database.execute('DELETE FROM reps WHERE recording_id = ? AND "set" = ?', (recording_id, one.index))
    database.execute(_PUT_SET, (recording_id, *_plain(one), weight_kg, added_reps))
    database.executemany(_PUT_REP, [(recording_id, *_plain(rep)) for rep in reps])


def put_remarks(database: sqlite3.Connection, recording_id: int, remarks: Remarks) -> None:
    """Write what the person said beside the sensor, in the place of what stood there; weights where one is said."""
    beside = remarks.beside(sets_of(database, recording_id)[0])
    database.execute("UPDATE sets SET added_reps = 0 WHERE recording_id = ?", (recording_id,))
    for column, values in (("added_reps", beside.added_reps), ("weight_kg", beside.weights_kg)):
        database.executemany(
            f'UPDATE sets SET {column} = ? WHERE recording_id = ? AND "index" = ?',
            [(value, recording_id, index) for index, value in values.items()],
        )
    database.execute("DELETE FROM notes WHERE recording_id = ?", (recording_id,))
    database.executemany(
        "INSERT INTO notes (recording_id, at_s, text) VALUES (?, ?, ?)",
        [(recording_id, note.at_s, note.text) for note in beside.notes],
    )


def put_analysis(
    database: sqlite3.Connection,
    recording_id: int,
    analysis: Analysis,
    *,
    weight_kg: float | None,
) -> None:
    """Write everything that was found, in the place of what stood there; what was said by hand stays with its sets.

    A set's weight is that of the set before which it shares the most time with; `weight_kg` is a new one's.
    Repetitions that were added to a set go to the new one that shares the most time with it.
    """
    old, weights_kg, added = sets_of(database, recording_id)
    added = _moved(added, old, analysis.sets)
    database.execute("DELETE FROM reps WHERE recording_id = ?", (recording_id,))
    database.execute("DELETE FROM sets WHERE recording_id = ?", (recording_id,))
    for one in analysis.sets:
        before = _nearest(one, old)
        kept = weight_kg if before is None else weights_kg.get(before.index)
        database.execute(_PUT_SET, (recording_id, *_plain(one), kept, added.get(one.index, 0)))
    database.executemany(_PUT_REP, [(recording_id, *_plain(rep)) for rep in analysis.reps])
    gait = None if analysis.gait is None else json.dumps(asdict(analysis.gait))
    database.execute(
        "UPDATE recordings SET placement = ?, warnings = ?, gait = ? WHERE id = ?",
        (analysis.placement, json.dumps(analysis.warnings), gait, recording_id),
    )


def add_recording(database: sqlite3.Connection, session: int, worn: Worn, *, folder: Path) -> int:
    """A new sensor of a session; whichever session had a recording of the same name before has it no longer."""
    path = kept_path(worn.path, folder)
    database.execute("UPDATE recordings SET path = NULL WHERE path = ?", (path,))
    cursor = database.execute(
        "INSERT INTO recordings (session_id, sensor, side, placement_said, path, units, wearable, body_height_m) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (session, worn.sensor, worn.side, worn.placement, path, worn.units, worn.wearable, worn.body_height_m),
    )
    return int(cursor.lastrowid or 0)


def kept_path(path: Path | None, folder: Path) -> str | None:
    """A recording's path as the tables hold it: relative where it lies in or below the history's folder."""
    if path is None:
        return None
    whole, base = path.resolve(), folder.resolve()
    return (whole.relative_to(base) if whole.is_relative_to(base) else whole).as_posix()


def check_session(database: sqlite3.Connection, session: int) -> sqlite3.Row:
    """The session's row.

    Raises
    ------
    SettingsError
        There is none of that number.
    """
    row = _rows(database, "SELECT * FROM sessions WHERE id = ?", session).fetchone()
    if row is None:
        raise SettingsError(f"There is no session {session} in the history; `soleus history` lists those there are.")
    return row


def sets_of(
    database: sqlite3.Connection, recording_id: int
) -> tuple[tuple[Set, ...], dict[int, float], dict[int, int]]:
    """The sets of a recording; by their numbers their weights, and what was added to their counts by hand."""
    rows = _rows(database, 'SELECT * FROM sets WHERE recording_id = ? ORDER BY "index"', recording_id).fetchall()
    sets = tuple(Set(**{name: row[name] for name in SET_FIELDS}) for row in rows)
    weights_kg = {row["index"]: row["weight_kg"] for row in rows if row["weight_kg"] is not None}
    return sets, weights_kg, {row["index"]: row["added_reps"] for row in rows if row["added_reps"]}


def reps_of(database: sqlite3.Connection, recording_id: int) -> tuple[Rep, ...]:
    """The repetitions and partials of a recording."""
    rows = _rows(database, 'SELECT * FROM reps WHERE recording_id = ? ORDER BY "index"', recording_id)
    return tuple(Rep(**{name: bool(row[name]) if name in TRUTHS else row[name] for name in REP_FIELDS}) for row in rows)


def recording_of(database: sqlite3.Connection, recording: Recording, *, folder: Path) -> sqlite3.Row | None:
    """A file's `id`, its `session_id`, and whether it is in there `whole`: of the same place, length and samples.

    One whose workout was cut off has only the sets that had ended, and no sample rate yet.
    """
    path = None if recording.path is None else Path(recording.path)
    found = _rows(
        database,
        "SELECT id, session_id, sample_rate_hz IS NOT NULL AS whole FROM recordings WHERE path = :path "
        "AND coalesce(samples, :samples) = :samples AND abs(coalesce(duration_s, :duration_s) - :duration_s) < 0.001",
        {"path": kept_path(path, folder), "samples": len(recording), "duration_s": recording.duration_s},
    )
    return found.fetchone()


def recording_ids(database: sqlite3.Connection, session: int) -> tuple[int, ...]:
    """The numbers of a session's recordings."""
    rows = database.execute("SELECT id FROM recordings WHERE session_id = ? ORDER BY id", (session,))
    return tuple(number for (number,) in rows)


def read_session(database: sqlite3.Connection, session: int, *, folder: Path) -> SavedSession:
    """A session with everything in it."""
    row = check_session(database, session)
    minutes = row["utc_offset_min"]
    kept = _rows(database, "SELECT * FROM recordings WHERE session_id = ? ORDER BY id", session).fetchall()
    corrections = _rows(database, "SELECT * FROM corrections WHERE session_id = ? ORDER BY id", session)
    return SavedSession(
        id=SessionId(row["id"]),
        began=local_time(row["began_utc"], minutes),
        ended=None if row["ended_utc"] is None else local_time(row["ended_utc"], minutes),
        exercise=row["exercise"],
        tempo=row["tempo"],
        note=row["note"],
        recordings=tuple(_recording(database, one, row, folder) for one in kept),
        corrections=tuple(
            Correction(local_time(one["at_utc"], minutes), one["what"], one["before"], one["after"])
            for one in corrections
        ),
    )


def read_figures(
    database: sqlite3.Connection, wanted: Mapping[str, str | None], *, folder: Path
) -> list[SessionFigures]:
    """The sessions at a glance, oldest first; `wanted` has the keys exercise, since and until."""
    legs: dict[int, list[LegFigures]] = {}
    heads: dict[int, sqlite3.Row] = {}
    for row in _rows(database, FIGURES, wanted):
        heads.setdefault(row["session"], row)
        legs.setdefault(row["session"], []).append(_leg(row, folder))
    return [
        SessionFigures(
            id=SessionId(session),
            began=local_time(row["began_utc"], row["utc_offset_min"]),
            ended=None if row["ended_utc"] is None else local_time(row["ended_utc"], row["utc_offset_min"]),
            exercise=row["exercise"],
            tempo=row["tempo"],
            note=row["note"],
            legs=tuple(legs[session]),
        )
        for session, row in heads.items()
    ]


def add_correction(database: sqlite3.Connection, session: int, one: Correction) -> None:
    """Remember what was put right."""
    database.execute(
        "INSERT INTO corrections (session_id, at_utc, what, before, after) VALUES (?, ?, ?, ?, ?)",
        (session, utc_text(one.at), one.what, one.before, one.after),
    )


def _rows(database: sqlite3.Connection, statement: str, given: int | Mapping[str, Any]) -> sqlite3.Cursor:
    """Rows whose columns have names."""
    cursor = database.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(statement, (given,) if isinstance(given, int) else given)


def _plain(value: Rep | Set) -> list[float | int | None]:
    """The fields as SQLite takes them: numpy's numbers are Python's, truths are 0 and 1."""
    plain: list[float | int | None] = []
    for field in fields(value):
        number = getattr(value, field.name)
        whole = "float" not in str(field.type)
        try:
            plain.append(None if number is None else int(number) if whole else float(number))
        except (TypeError, ValueError):
            raise SoleusError(f"{number!r} as {field.name} cannot be kept in the history.") from None
    return plain


def _nearest(one: Set, among: Sequence[Set]) -> Set | None:
    """The set that shares the most time with this one, or lies nearest."""
    return max(among, key=lambda it: min(it.end_s, one.end_s) - max(it.start_s, one.start_s), default=None)


def _moved(added: Mapping[int, int], old: Sequence[Set], new: Sequence[Set]) -> dict[int, int]:
    """What was added to sets that others take the place of, given to these."""
    moved: dict[int, int] = {}
    for one in old:
        nearest = _nearest(one, new)
        if nearest is not None and one.index in added:
            moved[nearest.index] = moved.get(nearest.index, 0) + added[one.index]
    return moved


def _recording(database: sqlite3.Connection, row: sqlite3.Row, session: sqlite3.Row, folder: Path) -> SavedRecording:
    sets, weights_kg, added = sets_of(database, row["id"])
    notes = database.execute("SELECT at_s, text FROM notes WHERE recording_id = ? ORDER BY id", (row["id"],))
    return SavedRecording(
        id=row["id"],
        worn=Worn(
            sensor=row["sensor"],
            side=row["side"],
            placement=row["placement_said"],
            path=_path(row, folder),
            units=row["units"],
            wearable=row["wearable"],
            body_height_m=row["body_height_m"],
        ),
        analysis=Analysis(
            reps=reps_of(database, row["id"]),
            sets=sets,
            gait=None if row["gait"] is None else _gait(json.loads(row["gait"])),
            warnings=tuple(json.loads(row["warnings"])),
            placement=row["placement"] or row["placement_said"] or "heel",
            exercise=session["exercise"],
            tempo=session["tempo"],
        ),
        remarks=SetRemarks(weights_kg, added, tuple(Note(at_s, text) for at_s, text in notes)),
        lost_samples=row["lost_samples"],
        sample_rate_hz=row["sample_rate_hz"],
    )


def _leg(row: sqlite3.Row, folder: Path) -> LegFigures:
    return LegFigures(
        sensor=row["sensor"],
        side=row["side"],
        placement=row["placement"],
        path=_path(row, folder),
        sets=row["sets"] or 0,
        reps=row["reps"] or 0,
        partials=row["partials"] or 0,
        most_reps=row["most_reps"] or 0,
        lower_s=row["lower_s"],
        compliance=row["compliance"],
        time_under_tension_s=row["tension_s"] or 0.0,
        sets_s=row["sets_s"] or 0.0,
        turn_deg=row["turn_deg"],
        height_cm=None if row["height_m"] is None else 100 * row["height_m"],
        walking_s=row["walking_s"],
        weight_kg=row["weight_kg"],
        added_reps=row["added_reps"] or 0,
        strides=row["strides"],
        cadence_steps_min=row["cadence_steps_min"],
        distance_m=row["distance_m"],
    )


def _gait(kept: dict[str, Any]) -> Gait | None:
    """The gait as it was kept: what is known of it today, nothing where too little is."""
    try:
        return Gait(**{field.name: kept[field.name] for field in fields(Gait) if field.name in kept})
    except TypeError:
        return None


def _path(row: sqlite3.Row, folder: Path) -> Path | None:
    return None if row["path"] is None else folder / row["path"]
