"""Recordings on the disk become sessions: when each was made, which two are of one workout, and each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from soleus_sense.history.values import SessionId

if TYPE_CHECKING:
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording


class Filing:
    """Puts analysed recordings into the history one after the other; the two legs of a workout into one session.

    Parameters
    ----------
    placement, units, body_height_m : as they were given, for another analysis later

    State: the recording before, and its session.
    """

    def __init__(self, placement: str | None, units: str | None, body_height_m: float | None) -> None:
        self._placement, self._units, self._body_height_m = placement, units, body_height_m
        self._before: tuple[Recording, SessionId] | None = None

    def keep(self, recording: Recording, analysis: Analysis) -> str:
        """Keep a recording that is not in the history yet; say in a sentence what became of it.

        Raises
        ------
        SoleusError
            The history, or what stands beside the recording, cannot be used.
        """
        from soleus_sense.history.store import History

        if not analysis.reps and analysis.gait is None:
            return f"{recording.path}: nothing was found in it, so it is not kept."
        with History() as history:
            session = history.session_of(recording)
            known = session is not None
            if session is None:
                session = history.save_analysis(
                    recording,
                    analysis,
                    session=self._other_leg(recording),
                    placement=self._placement,
                    units=self._units,
                    body_height_m=self._body_height_m,
                )
        self._before = recording, session
        was = "in the history already, as" if known else "kept as"
        return f"{recording.path}: {was} session {session}."

    def _other_leg(self, recording: Recording) -> SessionId | None:
        """The session of the recording before, where that is of the other leg at the same time."""
        if self._before is None:
            return None
        other, session = self._before
        apart = began_of(recording) - began_of(other)
        before_it_ends = -timedelta(seconds=recording.duration_s) < apart < timedelta(seconds=other.duration_s)
        return session if {recording.side, other.side} == {"left", "right"} and before_it_ends else None


def began_of(recording: Recording) -> datetime:
    """When a recording began: as the `.json` beside it says, else its duration before its file was last written.

    Of arrays, which have no file: its duration ago.
    """
    from soleus_sense.recording.journal import metadata_of

    now = datetime.now(UTC)
    whole = timedelta(seconds=recording.duration_s)
    if recording.path is None:
        return now - whole
    start_utc = metadata_of(recording).start_utc
    try:
        if start_utc is not None:
            said = datetime.fromisoformat(start_utc)
            return said if said.tzinfo is not None else said.replace(tzinfo=UTC)
    except ValueError:
        pass  # damaged: the file's date is the next best
    try:
        return datetime.fromtimestamp(Path(recording.path).stat().st_mtime, UTC) - whole
    except OSError:
        return now - whole
