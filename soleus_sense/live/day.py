"""A programme's day: its exercises one after another over the same wearables, each with a recording of its own.

The link is made once. An exercise ends with its last set, when its minutes are over, or when the person leaves it;
the next one begins with the rest after it. Each is one workout in the history, for each has its own target.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

from soleus_sense.errors import SoleusError
from soleus_sense.live.plan import ExerciseBegan, Plan, Progress
from soleus_sense.live.session import Channel, Counter, Output, Session
from soleus_sense.live.sources import SharedSource, StreamSource
from soleus_sense.live.workout import Wearing, Worn, open_channels


class Keep(Protocol):
    """What keeps an exercise in the history, such as `keeping.Keeping`."""

    def begin(self, channels: Sequence[Channel]) -> None:
        """Keep what these channels count from now on."""
        ...

    def end(self) -> SoleusError | None:
        """It is over; return what went wrong."""
        ...


@dataclass(frozen=True)
class Done:
    """An exercise of the day that was begun.

    Attributes
    ----------
    plan : what was meant to be done
    channels : closed
    """

    plan: Plan
    channels: tuple[Channel, ...]


class Day:
    """Runs the exercises.

    Parameters
    ----------
    plans : one for each, each ending by itself
    wearing : which wearables, how they are worn, and where the recordings go
    output : is told everything
    counter : makes a fresh counter for an exercise
    keep : makes what keeps an exercise in the history; None: they are not kept there
    begun : is told of every exercise's channels

    State: the exercises that were begun, the session that runs, what went wrong with the history.
    """

    def __init__(
        self,
        plans: Sequence[Plan],
        wearing: Wearing,
        output: Output,
        *,
        counter: Callable[[Plan], Counter],
        keep: Callable[[Plan], Keep] | None = None,
        begun: Callable[[Sequence[Channel]], None] | None = None,
    ) -> None:
        self.done: list[Done] = []
        self.problem: SoleusError | None = None
        """Why something is not in the history; None where everything is."""
        self._plans = tuple(plans)
        self._wearing = wearing
        self._output = output
        self._counter = counter
        self._keep = keep
        self._begun = begun
        self._running: Session | None = None
        self._stopped = False

    def stop(self) -> None:
        """End the day as soon as may be; everything is saved."""
        self._stopped = True
        if self._running is not None:
            self._running.stop()

    async def run(self, worn: Sequence[Worn]) -> None:
        """Run to the end of the last exercise; cancelling it ends it too, with everything saved.

        Raises
        ------
        SoleusError
            As of `Session.run`.
        """
        async with AsyncExitStack() as stack:
            sources = [await stack.enter_async_context(SharedSource(StreamSource(one.stream))) for one in worn]
            for number, plan in enumerate(self._plans, start=1):
                if self._stopped:
                    return
                await self._exercise(number, plan, worn, sources)

    async def _exercise(self, number: int, plan: Plan, worn: Sequence[Worn], sources: Sequence[SharedSource]) -> None:
        before = self.done[-1].channels if self.done else None
        progress = None if before is None else [_after(one, plan) for one in before]
        channels = open_channels(
            worn,
            sources,
            self._wearing,
            plan,
            counter=lambda: self._counter(plan),
            label=plan.exercise or "",
            progress=progress,
        )
        for channel, old in zip(channels, before or (), strict=False):
            channel.rate_hz, channel.rssi_dbm = old.rate_hz, old.rssi_dbm
        self._output.say("", ExerciseBegan(plan, number, len(self._plans)))
        self.done.append(Done(plan, tuple(channels)))
        if self._begun is not None:
            self._begun(channels)
        self._running = Session(channels, self._output)
        keep = None if self._keep is None else self._keep(plan)
        if keep is not None:
            keep.begin(channels)
        try:
            await self._running.run()
        finally:
            self._running = None
            if keep is not None:
                self.problem = keep.end() or self.problem


def _after(channel: Channel, plan: Plan) -> Progress:
    """The next exercise's progress, which begins with the rest after this one."""
    rested = channel.progress
    if rested.rest_since_s is None and channel.begun:
        # Left before its first set was over: there is nothing to rest from.
        return Progress(plan, rest_since_s=channel.newest_s, rest_s=0.0)
    return Progress(plan, rest_since_s=rested.rest_since_s, rest_s=rested.plan.rest_s)
