"""Keeps a workout in the history while it runs; what the history could not take is known when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from soleus_sense.errors import SoleusError
from soleus_sense.history import History, Keeper, Worn
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Channel
from soleus_sense.recording.journal import read_metadata


class Keeping:
    """One workout's way into the history. Nothing that is wrong with the history stops a workout.

    Parameters
    ----------
    plan : what is meant to be done
    path : the history's file; None: the one in the home folder

    State: the opened history, its keeper, and what went wrong.
    """

    def __init__(self, plan: Plan, *, path: Path | None = None) -> None:
        self._plan = plan
        self._path = path
        self._history: History | None = None
        self._keeper: Keeper | None = None
        self._problem: SoleusError | None = None

    def begin(self, channels: Sequence[Channel]) -> None:
        """Keep what these channels count from now on; one without a recording is left out."""
        try:
            worn = [(channel, _worn(channel)) for channel in channels if channel.journal is not None]
            self._history = History(self._path)
        except SoleusError as error:
            self._problem = error
            return
        plan = self._plan
        self._keeper = Keeper(
            self._history,
            exercise=plan.exercise,
            tempo=None if plan.tempo is None else str(plan.tempo),
            began=datetime.now().astimezone(),
            worn=[one for _, one in worn],
        )
        for channel, _ in worn:
            channel.keeper = self._keeper

    def end(self) -> SoleusError | None:
        """The workout is over and its channels are closed.

        Returns
        -------
        problem : why something is not in the history, or None where everything is
        """
        keeper, history = self._keeper, self._history
        self._keeper = self._history = None
        if keeper is not None and history is not None:
            try:
                keeper.close()
            except SoleusError as error:
                self._problem = error
            finally:
                history.close()
        return self._problem


def _worn(channel: Channel) -> Worn:
    """How the sensor is worn, as it stands beside its recording.

    Raises
    ------
    RecordingError
        What stands there cannot be read.
    """
    path = None if channel.journal is None else channel.journal.path
    known = None if path is None else read_metadata(path)
    if known is None:
        return Worn(channel.name, path=path)
    return Worn(channel.name, known.side, known.placement, path, wearable=known.wearable)
