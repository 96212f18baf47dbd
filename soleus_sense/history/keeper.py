"""Keeps a running workout in the history: told what happens, it saves every set as it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from soleus_sense.errors import SoleusError
from soleus_sense.history.store import History
from soleus_sense.history.values import SessionId, Worn
from soleus_sense.motion.reps import Analysis, Event, SetEnded


class Keeper:
    """Saves one session while it runs.

    The workout goes on whatever happens to the history: what could not be saved as its set ended is saved at the
    end with everything else, and `close` raises what still went wrong then.

    Parameters
    ----------
    history : opened; the keeper does not close it
    exercise, tempo, began, weight_kg, worn : as of `History.begin_session`

    State: the session's number once it is in the file, and the last problem that is not yet made good.
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
    ) -> None:
        self._history = history
        self._begin = lambda: history.begin_session(
            exercise=exercise, tempo=tempo, began=began, weight_kg=weight_kg, worn=worn
        )
        self.session: SessionId | None = None
        """The session's number; None before its first set is saved."""
        self._problem: SoleusError | None = None

    def hear(self, sensor: str, event: Event, analysis: Callable[[], Analysis]) -> None:
        """Save the set, if the event is that one ended.

        Parameters
        ----------
        sensor : its name, as in `Worn`
        event : whatever the counter made known
        analysis : gives everything that sensor saw so far, such as `counter.analysis`
        """
        if isinstance(event, SetEnded):
            reps = [rep for rep in analysis().reps if rep.set == event.set.index]
            self._try(lambda: self._history.save_set(self._known(), event.set, reps, sensor=sensor))

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
            self._problem = None
            self._try(
                lambda: self._history.save_whole(
                    self._known(), analysis, sensor=sensor, lost_samples=lost_samples, sample_rate_hz=sample_rate_hz
                )
            )

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
        if self._problem is not None:
            raise self._problem
        if self.session is None or not self._history.end_session(self.session, ended=ended):
            return None
        return self.session

    def _known(self) -> SessionId:
        if self.session is None:
            self.session = self._begin()
        return self.session

    def _try(self, save: Callable[[], None]) -> None:
        try:
            save()
        except SoleusError as error:
            self._problem = error
