"""A session on a terminal: the work runs behind the live screen, and what is worth keeping is printed after it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from soleus_sense.exercises.said import signed
from soleus_sense.live.both import SidesCompared, both_sentence
from soleus_sense.live.last_time import LastTime
from soleus_sense.live.plain import (
    battery_sentence,
    compared_words,
    connected_sentences,
    exercise_sentence,
    finished_sentences,
    last_time_sentence,
    led,
    result_sentences,
    set_words,
    told_on,
    warning_sentence,
)
from soleus_sense.live.plan import ExerciseBegan, Plan
from soleus_sense.live.screen import LiveApp
from soleus_sense.live.session import Channel, Compared, Finished, Said, Written
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import SetEnded
from soleus_sense.wearables.stream import Battery, Connected

T = TypeVar("T")


class ScreenOutput:
    """Tells the live screen while it runs, and the terminal after that.

    Parameters
    ----------
    plan : what is meant to be done
    app : the screen
    headless : draw without a terminal

    State: the sentences to print when the screen is gone.
    """

    def __init__(self, plan: Plan, app: LiveApp, *, headless: bool = False) -> None:
        self._plan = plan
        self._headless = headless
        self._app = app
        self._kept: list[str] = []
        self._corrections: dict[str, int] = {}

    def say(self, sensor: str, said: Said) -> None:
        """Show it, and remember what is worth keeping."""
        self._kept += [led(sensor, sentence) for sentence in self._lasting(sensor, said)]
        if self._app.is_running:
            self._app.hold_at(said)
            self._app.call_later(self._app.hear, sensor, said)
        else:
            self._print()

    def tick(self, sensors: Sequence[Channel]) -> None:
        """Draw every sensor as it is now."""
        self._corrections = {one.name: one.by_hand.correction() for one in sensors}
        if self._app.is_running:
            self._app.call_later(self._app.show, tuple(sensors))

    def close(self) -> None:
        """Nothing more comes."""
        self._print()

    async def around(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Run `work` behind the screen; ends with it, or when the person quits.

        Returns
        -------
        result : of the work, or None where the person quit: then it was cancelled and has cleaned up

        Raises
        ------
        SystemExit
            The screen broke; the work has cleaned up.
        """
        # The mouse stays the terminal's own: words can be marked and copied.
        showing = asyncio.ensure_future(self._app.run_async(mouse=False, headless=self._headless))
        starting = asyncio.ensure_future(self._app.ready.wait())
        working: asyncio.Future[T] | None = None
        try:
            await asyncio.wait({showing, starting}, return_when=asyncio.FIRST_COMPLETED)
            if not showing.done():
                working = asyncio.ensure_future(work)
                await asyncio.wait({showing, working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            starting.cancel()
            if working is None:
                work.close()
            else:
                working.cancel()
                await asyncio.wait({working})
            if not showing.done():
                self._app.exit()
            await asyncio.wait({showing})
            self._print()
        if working is not None and not working.cancelled():
            return working.result()
        if self._app.return_code:
            raise SystemExit(self._app.return_code)
        return None

    def _lasting(self, sensor: str, said: Said) -> list[str]:
        match said:
            case LastTime():
                return [last_time_sentence(said)]
            case Connected():
                return [] if said.again else connected_sentences(said)
            case Battery():
                return [battery_sentence(said)] if said.warn else []
            case ExerciseBegan():
                self._plan = said.plan
                return [exercise_sentence(said)]
            case SetEnded():
                return [set_words(said.set, self._plan.tempo)]
            case HeelRiseWarning():
                return [warning_sentence(said)]
            case HeelRiseResult():
                return result_sentences(said)
            case SidesCompared():
                return [both_sentence(said)] if said.over else []
            case Finished():
                by = self._corrections.get(sensor, 0)
                corrected = [f"By hand {signed(by)}: {max(said.analysis.counted + by, 0)} reps."] if by else []
                return [*finished_sentences(said), *corrected]
            case Compared():
                return [compared_words(said)]
            case Written():
                return [f"Written: {path}" for path in said.paths]
            case _:
                return []

    def _print(self) -> None:
        kept, self._kept = self._kept, []
        for sentence in kept:
            print(told_on(sys.stdout, sentence))
