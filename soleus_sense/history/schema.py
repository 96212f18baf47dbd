"""The tables of the history, one step after the other: a step that was once released is never changed again."""

from __future__ import annotations

APPLICATION_ID = int.from_bytes(b"SOLE", "big")
"""Stands in the file's header, so that another program's database is never taken for a history."""

Step = tuple[str, ...]
"""The statements that lead from one version to the next."""

_FIRST: Step = (
    # `AUTOINCREMENT`: the number of a deleted session is never given to another.
    """
    CREATE TABLE sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        began_utc TEXT NOT NULL,
        utc_offset_min INTEGER NOT NULL,
        ended_utc TEXT,
        exercise TEXT,
        tempo TEXT,
        weight_kg REAL,
        note TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX sessions_began ON sessions (began_utc)",
    # One sensor's part of a session; `path` is relative where it lies beside the history, `gait` and `warnings`
    # are JSON.
    """
    CREATE TABLE recordings (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        sensor TEXT NOT NULL DEFAULT '',
        side TEXT,
        placement_said TEXT,
        placement TEXT,
        path TEXT UNIQUE,
        units TEXT,
        wearable TEXT,
        body_height_m REAL,
        samples INTEGER,
        duration_s REAL,
        sample_rate_hz REAL,
        lost_samples INTEGER NOT NULL DEFAULT 0,
        gait TEXT,
        warnings TEXT NOT NULL DEFAULT '[]',
        UNIQUE (session_id, sensor)
    ) STRICT
    """,
    """
    CREATE TABLE sets (
        recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
        "index" INTEGER NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        reps INTEGER NOT NULL,
        partials INTEGER NOT NULL,
        lower_s REAL,
        tempo_compliance REAL,
        lower_cv REAL,
        range_kept REAL,
        tempo_drift_s_per_rep REAL,
        time_under_tension_s REAL NOT NULL,
        weight_kg REAL,
        PRIMARY KEY (recording_id, "index")
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE reps (
        recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
        "index" INTEGER NOT NULL,
        "set" INTEGER NOT NULL,
        counted INTEGER NOT NULL,
        raise_start_s REAL NOT NULL,
        raise_end_s REAL NOT NULL,
        lower_start_s REAL NOT NULL,
        lower_end_s REAL NOT NULL,
        raise_s REAL NOT NULL,
        top_s REAL NOT NULL,
        lower_s REAL NOT NULL,
        bottom_s REAL,
        range_deg REAL,
        height_m REAL,
        peak_lower_deg_s REAL,
        flagged INTEGER NOT NULL,
        PRIMARY KEY (recording_id, "index")
    ) STRICT, WITHOUT ROWID
    """,
    # What was put right by hand or by a newer analysis, with what stood there before.
    """
    CREATE TABLE corrections (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        at_utc TEXT NOT NULL,
        what TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX corrections_session ON corrections (session_id)",
)

_SECOND: Step = (
    # What the person said beside the sensor: repetitions added to its count or taken off, and notes with their moment
    # on the sensor's clock.
    "ALTER TABLE sets ADD COLUMN added_reps INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
        at_s REAL NOT NULL,
        text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX notes_recording ON notes (recording_id)",
)

STEPS: tuple[Step, ...] = (_FIRST, _SECOND)
"""Version n of the file is what the first n steps make of an empty one."""
