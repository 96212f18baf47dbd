"""Puts a session right: a wrong exercise, weight, target, note or day, or an analysis that is out of date."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import EXERCISES, Tempo, find_exercise
from soleus_sense.exercises.target import target_of
from soleus_sense.history import rows
from soleus_sense.history.values import Correction
from soleus_sense.motion.quality import tempo_compliance
from soleus_sense.motion.reps import Analysis

HEAVIEST_KG = 1000.0
"""More than this on a person's heels is a typing error."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What to put right; None leaves as it is, "" or 0 takes away."""

    exercise: str | None = None
    tempo: str | None = None
    weight_kg: float | None = None
    set_index: int | None = None
    note: str | None = None
    began: datetime | None = None


def check(changes: Changes) -> None:
    """Refuse changes that make no sense.

    Raises
    ------
    SettingsError
        An unknown exercise, no tempo, an impossible weight, a set without one, a moment that is still to come.
    """
    if changes.exercise:
        find_exercise(changes.exercise)
    if changes.tempo:
        Tempo.parse(changes.tempo)
    kilograms = changes.weight_kg
    if kilograms is not None and not (math.isfinite(kilograms) and 0 <= kilograms <= HEAVIEST_KG):
        raise SettingsError(f"A weight of {kilograms:g} kg cannot be: give one from 0 to {HEAVIEST_KG:.0f} kg.")
    if changes.began is not None and changes.began > datetime.now(UTC):
        raise SettingsError(f"{changes.began:%Y-%m-%d %H:%M} is still to come: a session began before now.")
    if changes.set_index is not None and kilograms is None:
        raise SettingsError("Only a weight can be given for one set alone.")


def edit(database: sqlite3.Connection, session: int, changes: Changes) -> tuple[Correction, ...]:
    """Make the changes, within the caller's transaction.

    Returns
    -------
    corrections : one per thing that is not as it was; also kept

    Raises
    ------
    SettingsError
        No such session or set.
    """
    row = rows.check_session(database, session)
    made: list[tuple[str, str, str]] = []

    def put(column: str, value: str | float | None) -> None:
        database.execute(f"UPDATE sessions SET {column} = ? WHERE id = ?", (value, session))

    exercise, tempo = row["exercise"], row["tempo"]
    if changes.exercise is not None:
        exercise = changes.exercise or None
        made.append(("exercise", row["exercise"] or "", exercise or ""))
        put("exercise", exercise)
    if changes.tempo is not None:
        tempo = str(Tempo.parse(changes.tempo)) if changes.tempo else None
    elif changes.exercise is not None and tempo == _usual(row["exercise"]):
        tempo = _usual(exercise)
    if tempo != row["tempo"]:
        made.append(("target", row["tempo"] or "", tempo or ""))
        put("tempo", tempo)
    if (exercise, tempo) != (row["exercise"], row["tempo"]):
        _grade(database, session, exercise, tempo)
    if changes.weight_kg is not None:
        made += _weigh(database, session, changes.weight_kg or None, changes.set_index)
        if changes.set_index is None:
            put("weight_kg", changes.weight_kg or None)
    if changes.note is not None:
        made.append(("note", row["note"], changes.note))
        put("note", changes.note)
    if changes.began is not None:
        before = rows.local_time(row["began_utc"], row["utc_offset_min"])
        put("began_utc", rows.utc_text(changes.began))
        database.execute(
            "UPDATE sessions SET utc_offset_min = ? WHERE id = ?", (rows.offset_min(changes.began), session)
        )
        if row["ended_utc"] is not None:
            put("ended_utc", rows.utc_text(datetime.fromisoformat(row["ended_utc"]) + (changes.began - before)))
        after = rows.local_time(rows.utc_text(changes.began), rows.offset_min(changes.began))
        made.append(("day", f"{before:%Y-%m-%d %H:%M}", f"{after:%Y-%m-%d %H:%M}"))
    return _remembered(database, session, [one for one in made if one[1] != one[2]])


def replace_analysis(database: sqlite3.Connection, session: int, recording_id: int, analysis: Analysis) -> None:
    """Put a newer analysis in the place of the older, within the caller's transaction."""
    sets = rows.sets_of(database, recording_id)[0]
    before = _summary(sum(one.reps for one in sets), len(sets))
    rows.put_analysis(database, recording_id, analysis, weight_kg=None)
    after = _summary(analysis.counted, len(analysis.sets))
    _remembered(database, session, [("analysis", before, after)])


def _summary(reps: int, sets: int) -> str:
    return f"{reps} {'rep' if reps == 1 else 'reps'} in {sets} {'set' if sets == 1 else 'sets'}"


def _remembered(database: sqlite3.Connection, session: int, made: list[tuple[str, str, str]]) -> tuple[Correction, ...]:
    now = datetime.now(UTC)
    corrections = tuple(Correction(now, *one) for one in made)
    for one in corrections:
        rows.add_correction(database, session, one)
    return corrections


def _usual(exercise: str | None) -> str | None:
    found = EXERCISES.get(exercise or "")
    return None if found is None else found.tempo


def _grade(database: sqlite3.Connection, session: int, exercise: str | None, tempo: str | None) -> None:
    """Grade every set against the target; a free drop has none."""
    target = target_of(exercise, tempo)
    for recording_id in rows.recording_ids(database, session):
        reps = rows.reps_of(database, recording_id)
        for one in rows.sets_of(database, recording_id)[0]:
            share = tempo_compliance([rep for rep in reps if rep.set == one.index], target)
            database.execute(
                'UPDATE sets SET tempo_compliance = ? WHERE recording_id = ? AND "index" = ?',
                (share, recording_id, one.index),
            )


def _weigh(
    database: sqlite3.Connection, session: int, weight_kg: float | None, only: int | None
) -> list[tuple[str, str, str]]:
    made: list[tuple[str, str, str]] = []
    found = False
    for recording_id in rows.recording_ids(database, session):
        sets, weights_kg, _ = rows.sets_of(database, recording_id)
        for one in sets:
            if only is not None and one.index != only:
                continue
            found = True
            database.execute(
                'UPDATE sets SET weight_kg = ? WHERE recording_id = ? AND "index" = ?',
                (weight_kg, recording_id, one.index),
            )
            made.append((f"weight of set {one.index}", _kilograms(weights_kg.get(one.index)), _kilograms(weight_kg)))
    if only is not None and not found:
        raise SettingsError(f"Session {session} has no set {only}.")
    return list(dict.fromkeys(made))


def _kilograms(weight_kg: float | None) -> str:
    return "" if weight_kg is None else f"{weight_kg:g} kg"
