"""Keeps a running workout in the history: told what happens, it saves every set as it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from soleus_sense.errors import SoleusError
from soleus_sense.history.database import BUSY_S
from soleus_sense.history.store import History
from soleus_sense.history.values import SessionId, Worn
from soleus_sense.motion.reps import Analysis, Event, SetEnded
from soleus_sense.recording.byhand import Remarks, read_remarks

LIVE_BUSY_S = 0.05
"""How long a save waits for another program's while the workout runs: the screen is drawn every 0.1 s, and a set that
is not saved now is saved with the next one."""


class Keeper:
    """Saves one session while it runs.

    The workout goes on whatever happens to the history, and never waits for it: what could not be saved as its set
    ended is tried again as the next one ends, and at the end; `close` raises what still went wrong then. What was
    added by hand beside a recording is saved with its sets.

    Parameters
    ----------
    history : opened; the keeper does not close it
    exercise, tempo, began, weight_kg, worn : as of `History.begin_session`
    busy_s, last_busy_s : how long a save waits for another program's, while the workout runs and after it

    State: the session's number once it is in the file, and the saves that are not yet made good.
    """

    def __init__(
        self,
        history: History,
        *,
        exercise: str | None = None,
        tempo: str | None = None,
        began: datetime | None = None,
        weight_kg: float | None = None,
        worn: Sequence[Worn] = (),
        busy_s: float = LIVE_BUSY_S,
        last_busy_s: float = BUSY_S,
    ) -> None:
        self._history = history
        self._history.wait_at_most(busy_s)
        self._last_busy_s = last_busy_s
        self._begin = lambda: history.begin_session(
            exercise=exercise, tempo=tempo, began=began, weight_kg=weight_kg, worn=worn
        )
        self._paths = {one.sensor: one.path for one in worn}
        self.session: SessionId | None = None
        """The session's number; None before its first set is saved."""
        self._waiting: dict[tuple[str, int], Callable[[], None]] = {}
        self._problem: SoleusError | None = None
        self._unread: SoleusError | None = None

    def hear(self, sensor: str, event: Event, analysis: Callable[[], Analysis]) -> None:
        """Save the set, if the event is that one ended.

        Parameters
        ----------
        sensor : its name, as in `Worn`
        event : whatever the counter made known
        analysis : gives everything that sensor saw so far, such as `counter.analysis`
        """
        if isinstance(event, SetEnded):
            one = event.set
            reps = [rep for rep in analysis().reps if rep.set == one.index]
            self._waiting[sensor, one.index] = lambda: self._history.save_set(
                self._known(), one, reps, sensor=sensor, remarks=self._remarks(sensor)
            )
            self._save()

    def finish(
        self,
        sensor: str,
        analysis: Analysis,
        *,
        lost_samples: int | None = None,
        sample_rate_hz: float | None = None,
    ) -> None:
        """Save everything a sensor saw: it sends no more."""
        if analysis.reps or analysis.gait is not None:
            self._waiting = {key: save for key, save in self._waiting.items() if key[0] != sensor}
            self._waiting[sensor, 0] = lambda: self._history.save_whole(
                self._known(),
                analysis,
                sensor=sensor,
                lost_samples=lost_samples,
                sample_rate_hz=sample_rate_hz,
                remarks=self._remarks(sensor),
            )
            self._save()

    def close(self, *, ended: datetime | None = None) -> SessionId | None:
        """The session is over.

        Returns
        -------
        session : its number, or None where nothing was found and nothing is kept

        Raises
        ------
        SoleusError
            Something is not in the history; the recording still is on the disk.
        """
        self._history.wait_at_most(self._last_busy_s)
        self._save()
        if self._problem is not None:
            raise self._problem
        if self.session is not None and not self._history.end_session(self.session, ended=ended):
            self.session = None
        if self._unread is not None:
            raise self._unread
        return self.session

    def _known(self) -> SessionId:
        if self.session is None:
            self.session = self._begin()
        return self.session

    def _remarks(self, sensor: str) -> Remarks | None:
        """What was added by hand so far; None, and a problem to be told, where it cannot be read."""
        path = self._paths.get(sensor)
        try:
            return None if path is None else read_remarks(path)
        except SoleusError as error:
            self._unread = error
            return None

    def _save(self) -> None:
        """Make good what waits, in its order; where the file itself cannot be used, not one after the other."""
        self._problem = None
        for key, save in tuple(self._waiting.items()):
            try:
                save()
            except SoleusError as error:
                self._problem = error
                if isinstance(error.__cause__, sqlite3.Error):
                    return
            else:
                del self._waiting[key]
