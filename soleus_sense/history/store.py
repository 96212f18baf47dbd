"""The history: every session, set and repetition, kept the moment a set ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.history import correct, rows
from soleus_sense.history.database import open_database, reading, wait_at_most, writing
from soleus_sense.history.schema import STEPS, Step
from soleus_sense.history.values import Correction, SavedSession, SessionFigures, SessionId, Worn
from soleus_sense.home import home
from soleus_sense.motion.reps import Analysis, Rep, Set
from soleus_sense.recording.byhand import Remarks, read_remarks

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording

FILE_NAME = "history.sqlite"
"""In the home folder."""


class History:
    """The history's file, opened; a context manager.

    Every method that writes does so in one transaction: after a crash or a power cut a set is there whole, or
    it was not yet acknowledged. Several programs may use one file at once, and several threads one `History`.

    Parameters
    ----------
    path : the file; None: `history.sqlite` in the home folder. Made where there is none, brought up to date
        where it is older, after a copy
    steps : how the tables come about; for tests

    Raises
    ------
    SoleusError
        It cannot be opened, is damaged, is no history, or is newer than this program. Every method raises it too
        where the disk is full, the file is locked for long, or the like.
    """

    def __init__(self, path: str | Path | None = None, *, steps: Sequence[Step] = STEPS) -> None:
        self.path = home() / FILE_NAME if path is None else Path(path)
        self._folder = self.path.parent
        self._database = open_database(self.path, steps)
        self._turn = RLock()

    def close(self) -> None:
        """Let the file go. Closing twice is harmless."""
        with self._turn:
            self._database.close()

    def __enter__(self) -> History:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def wait_at_most(self, wait_s: float) -> None:
        """Let a save wait so long for another program's, then give up; ten seconds where nothing is said."""
        with self._turn:
            wait_at_most(self._database, wait_s)

    # -- while a workout runs -----------------------------------------------------------------------------------

    def begin_session(
        self,
        *,
        exercise: str | None = None,
        tempo: str | None = None,
        began: datetime | None = None,
        weight_kg: float | None = None,
        worn: Sequence[Worn] = (),
    ) -> SessionId:
        """A new session; it is not shown before something is in it.

        Parameters
        ----------
        exercise, tempo : key of the catalogue; notation
        began : with a time zone; None: now
        weight_kg : of every set, until another is said
        worn : its sensors, as far as they are known; `save_set` adds those that are not

        Raises
        ------
        SettingsError
            An unknown exercise, no tempo, or a moment without a time zone.
        """
        if exercise is not None:
            find_exercise(exercise)
        if tempo is not None:
            Tempo.parse(tempo)
        at = _aware(began)
        with self._turn, writing(self._database, self.path) as database:
            cursor = database.execute(
                "INSERT INTO sessions (began_utc, utc_offset_min, exercise, tempo, weight_kg) VALUES (?, ?, ?, ?, ?)",
                (rows.utc_text(at), rows.offset_min(at), exercise, tempo, weight_kg),
            )
            session = SessionId(int(cursor.lastrowid or 0))
            for one in worn:
                rows.add_recording(database, session, one, folder=self._folder)
        return session

    def save_set(
        self,
        session: SessionId,
        one: Set,
        reps: Sequence[Rep],
        *,
        sensor: str = "",
        remarks: Remarks | None = None,
    ) -> None:
        """Keep a set that ended; the same set again takes the place of what was kept of it.

        Parameters
        ----------
        one : the set
        reps : its repetitions and partials
        sensor : which of the session's sensors, as in `Worn`
        remarks : everything the person said beside the sensor so far; None: as it stands in the history

        Raises
        ------
        SettingsError
            The session is not in the history (any more).
        """
        with self._turn, writing(self._database, self.path) as database:
            weight_kg = rows.check_session(database, session)["weight_kg"]
            recording_id = self._recording_id(database, session, sensor)
            _, weights_kg, added = rows.sets_of(database, recording_id)
            kept = weights_kg.get(one.index, weight_kg)
            rows.put_set(database, recording_id, one, reps, weight_kg=kept, added_reps=added.get(one.index, 0))
            if remarks is not None:
                rows.put_remarks(database, recording_id, remarks)

    def save_whole(
        self,
        session: SessionId,
        analysis: Analysis,
        *,
        sensor: str = "",
        lost_samples: int | None = None,
        sample_rate_hz: float | None = None,
        remarks: Remarks | None = None,
    ) -> None:
        """Keep a sensor's finished analysis in the place of its sets: its last digits are final, its gait known.

        Parameters
        ----------
        analysis : everything that sensor saw
        sensor : which of the session's sensors, as in `Worn`
        lost_samples, sample_rate_hz : samples that never arrived; the usual rate; where known
        remarks : everything the person said beside the sensor; None: as it stands in the history

        Raises
        ------
        SettingsError
            The session is not in the history (any more).
        """
        with self._turn, writing(self._database, self.path) as database:
            row = rows.check_session(database, session)
            recording_id = self._recording_id(database, session, sensor)
            rows.put_analysis(database, recording_id, analysis, weight_kg=row["weight_kg"])
            if remarks is not None:
                rows.put_remarks(database, recording_id, remarks)
            database.execute(
                "UPDATE recordings SET lost_samples = coalesce(?, lost_samples), "
                "sample_rate_hz = coalesce(?, sample_rate_hz) WHERE id = ?",
                (lost_samples, sample_rate_hz, recording_id),
            )
            for name, value in (("exercise", analysis.exercise), ("tempo", analysis.tempo)):
                if row[name] is None and value is not None:
                    database.execute(f"UPDATE sessions SET {name} = ? WHERE id = ?", (value, session))

    def end_session(self, session: SessionId, *, ended: datetime | None = None) -> bool:
        """A session is over; one in which nothing was found leaves no trace in the history.

        Parameters
        ----------
        ended : with a time zone; None: now

        Returns
        -------
        kept : whether anything was in it
        """
        at = _aware(ended)
        with self._turn, writing(self._database, self.path) as database:
            rows.check_session(database, session)
            found = database.execute(
                "SELECT 1 FROM recordings AS r WHERE session_id = ? AND (gait IS NOT NULL "
                "OR EXISTS (SELECT 1 FROM sets WHERE recording_id = r.id))",
                (session,),
            ).fetchone()
            if found is None:
                database.execute("DELETE FROM sessions WHERE id = ?", (session,))
                return False
            database.execute("UPDATE sessions SET ended_utc = ? WHERE id = ?", (rows.utc_text(at), session))
        return True

    # -- files --------------------------------------------------------------------------------------------------

    def save_analysis(
        self,
        recording: Recording,
        analysis: Analysis,
        *,
        began: datetime | None = None,
        session: SessionId | None = None,
        placement: str | None = None,
        units: str | None = None,
        body_height_m: float | None = None,
        weight_kg: float | None = None,
    ) -> SessionId:
        """Keep the analysis of a file as a session; of a file that is in the history whole, nothing is changed.

        What was added by hand beside the file is kept with it, and so is what its metadata says. The session of a
        workout that was cut off becomes whole.

        Parameters
        ----------
        recording, analysis : what was read and what was found in it
        began : with a time zone; None: as the recording says, else as its file's date says
        session : the session of the other leg, which this one belongs to
        placement, units, body_height_m : as they were given, for another analysis later
        weight_kg : of every set

        Returns
        -------
        session : its number, new or old

        Raises
        ------
        SettingsError
            A moment without a time zone, or no such session.
        RecordingError
            What stands beside the recording cannot be read.
        """
        from soleus_sense.history.files import began_of
        from soleus_sense.recording.journal import metadata_of

        path = None if recording.path is None else Path(recording.path)
        remarks = Remarks() if path is None else read_remarks(path)
        if began is None:
            began = began_of(recording)
        at = _aware(began)
        ended = at + timedelta(seconds=recording.duration_s)
        said = metadata_of(recording)
        worn = Worn(
            recording.side or "",
            recording.side,
            placement or said.placement,
            path,
            units,
            said.wearable,
            body_height_m,
        )
        with self._turn, writing(self._database, self.path) as database:
            known = rows.recording_of(database, recording, folder=self._folder)
            if known is not None:
                session = SessionId(known["session_id"])
                if known["whole"]:
                    return session
                database.execute(
                    "UPDATE sessions SET ended_utc = coalesce(ended_utc, ?) WHERE id = ?",
                    (rows.utc_text(ended), session),
                )
            elif session is None:
                cursor = database.execute(
                    "INSERT INTO sessions (began_utc, utc_offset_min, ended_utc, exercise, tempo, weight_kg) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        rows.utc_text(at),
                        rows.offset_min(at),
                        rows.utc_text(ended),
                        analysis.exercise,
                        analysis.tempo,
                        weight_kg,
                    ),
                )
                session = SessionId(int(cursor.lastrowid or 0))
            rows.check_session(database, session)
            recording_id = known["id"] if known is not None else self._add_file(database, session, worn, recording)
            database.execute(
                "UPDATE recordings SET sample_rate_hz = ?, lost_samples = ? WHERE id = ?",
                (recording.sample_rate_hz, said.lost_samples, recording_id),
            )
            rows.put_analysis(database, recording_id, analysis, weight_kg=weight_kg)
            rows.put_remarks(database, recording_id, remarks)
        return session

    def session_of(self, recording: Recording) -> SessionId | None:
        """The session a file is in: of the same place, length and number of samples.

        None where it is in none, or not whole, for its workout was cut off.
        """
        with self._turn, reading(self._database, self.path) as database:
            known = rows.recording_of(database, recording, folder=self._folder)
            return SessionId(known["session_id"]) if known is not None and known["whole"] else None

    # -- putting right ------------------------------------------------------------------------------------------

    def edit(
        self,
        session: SessionId,
        *,
        exercise: str | None = None,
        tempo: str | None = None,
        weight_kg: float | None = None,
        set_index: int | None = None,
        note: str | None = None,
        began: datetime | None = None,
    ) -> tuple[Correction, ...]:
        """Put right what is known of a session; None leaves as it is, "" or 0 takes away.

        Another exercise or target grades the lowerings anew; a target that was only the old exercise's usual one
        becomes the new exercise's usual one.

        Parameters
        ----------
        weight_kg : of every set, or of `set_index`

        Returns
        -------
        corrections : what was changed; also kept in the history

        Raises
        ------
        SettingsError
            No such session, set, exercise or tempo.
        """
        changes = correct.Changes(exercise, tempo, weight_kg, set_index, note, None if began is None else _aware(began))
        correct.check(changes)
        with self._turn, writing(self._database, self.path) as database:
            return correct.edit(database, session, changes)

    def replace_analysis(self, session: SessionId, recording_id: int, analysis: Analysis) -> None:
        """Keep a newer analysis of one of a session's recordings in the place of the older one.

        Raises
        ------
        SettingsError
            The session or its recording is not in the history (any more).
        """
        with self._turn, writing(self._database, self.path) as database:
            rows.check_session(database, session)
            if recording_id not in rows.recording_ids(database, session):
                raise SettingsError(f"Session {session} has no such recording any more.")
            correct.replace_analysis(database, session, recording_id, analysis)

    def delete(self, session: SessionId) -> SavedSession:
        """Take a session out of the history, and return what was in it; its recordings stay on the disk.

        Raises
        ------
        SettingsError
            There is none of that number.
        """
        with self._turn, writing(self._database, self.path) as database:
            gone = rows.read_session(database, session, folder=self._folder)
            database.execute("DELETE FROM sessions WHERE id = ?", (session,))
        return gone

    # -- looking ------------------------------------------------------------------------------------------------

    def sessions(
        self, *, exercise: str | None = None, since: date | None = None, until: date | None = None
    ) -> tuple[SessionFigures, ...]:
        """The sessions at a glance, oldest first.

        Parameters
        ----------
        exercise : key of the catalogue; None: all
        since, until : first and last day, both included
        """
        wanted = {
            "exercise": exercise,
            "since": None if since is None else since.isoformat(),
            "until": None if until is None else until.isoformat(),
        }
        with self._turn, reading(self._database, self.path) as database:
            return tuple(rows.read_figures(database, wanted, folder=self._folder))

    def session(self, session: SessionId) -> SavedSession:
        """A session with everything in it.

        Raises
        ------
        SettingsError
            There is none of that number.
        """
        with self._turn, reading(self._database, self.path) as database:
            return rows.read_session(database, session, folder=self._folder)

    def newest(self) -> SavedSession | None:
        """The session that began last, with everything in it; None where there is none."""
        known = self.sessions()
        return self.session(known[-1].id) if known else None

    def _add_file(self, database: sqlite3.Connection, session: int, worn: Worn, recording: Recording) -> int:
        """The number of a new recording of a session.

        Raises
        ------
        SettingsError
            The session has one of that sensor.
        """
        taken = database.execute(
            "SELECT 1 FROM recordings WHERE session_id = ? AND sensor = ?", (session, worn.sensor)
        ).fetchone()
        if taken is not None:
            raise SettingsError(f"Session {session} has a recording of this side already.")
        recording_id = rows.add_recording(database, session, worn, folder=self._folder)
        database.execute(
            "UPDATE recordings SET samples = ?, duration_s = ? WHERE id = ?",
            (len(recording), recording.duration_s, recording_id),
        )
        return recording_id

    def _recording_id(self, database: sqlite3.Connection, session: int, sensor: str) -> int:
        """The number of a session's sensor; a new one where it has none of that name."""
        found = database.execute(
            "SELECT id FROM recordings WHERE session_id = ? AND sensor = ?", (session, sensor)
        ).fetchone()
        if found is not None:
            return int(found[0])
        return rows.add_recording(database, session, Worn(sensor), folder=self._folder)


def newest_session(path: str | Path | None = None) -> SavedSession | None:
    """The session that began last; None where there is no session, or no history at all.

    Parameters
    ----------
    path : the history's file; None: `history.sqlite` in the home folder. It is not made where there is none
    """
    file = home() / FILE_NAME if path is None else Path(path)
    if not file.exists():
        return None
    with History(file) as history:
        return history.newest()


def _aware(at: datetime | None) -> datetime:
    if at is None:
        return datetime.now(UTC)
    if at.tzinfo is None:
        raise SettingsError(f"{at:%Y-%m-%d %H:%M} has no time zone: a session's moment needs one.")
    return at
