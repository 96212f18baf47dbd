"""The event loop that tests run on: time passes by itself and not by the machine's clock, so that a machine that is
busy or was put to sleep for a second changes nothing.

Where nobody outside the loop has a part, its clock leaps over the waits (`virtual.leaping`). While a thread works for
it, or a socket, a pipe or a port is open, the others need real time to answer: then it waits as long as its clock says,
but counts only what it waited itself, and not how long the machine kept it from waiting.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from soleus_sense.virtual.leaping import LeapingLoop

T = TypeVar("T")

STEP_S = 0.001
"""So long the others are waited for before they are looked at again: also the most that a pause of the machine adds."""

UP_S = 10_000.5
"""A machine has been up for a while: nobody may take the clock's zero for the beginning."""

OWN_FILES = 1
"""The pipe through which threads and signals wake the loop."""


class VirtualTimeLoop(LeapingLoop):
    """Leaps over the waits, but never past threads, sockets, pipes and other programs.

    Parameters
    ----------
    others : how many are at work beside it all the while, such as a program that waits for what this one does
    """

    def __init__(self, others: int = 0) -> None:
        self._at_work = others
        super().__init__()
        super().leap(UP_S)

    def leap(self, seconds: float) -> None:
        """Let so much time pass: at once, or a first step of it where others are at work."""
        if self._at_work or len(self._selector.get_map()) > OWN_FILES:
            seconds = min(seconds, STEP_S)
            time.sleep(seconds)
        super().leap(seconds)

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        """Have a thread do it; until it has, time goes as slowly as it really does."""
        job = super().run_in_executor(executor, func, *args)
        self._at_work += 1
        job.add_done_callback(self._is_done)
        return job

    async def shutdown_default_executor(self, *args: Any, **how: Any) -> None:
        """Wait until the threads have ended."""
        self._at_work += 1
        try:
            await super().shutdown_default_executor(*args, **how)
        finally:
            self._at_work -= 1

    def _is_done(self, _job: object) -> None:
        self._at_work -= 1


def runner(others: int = 0) -> asyncio.Runner:
    """Runs one piece of work after the other in one such loop; a context manager."""
    return asyncio.Runner(loop_factory=lambda: VirtualTimeLoop(others))


def run(work: Coroutine[Any, Any, T], *, others: int = 0) -> T:
    """Run `work` to its end in such a loop, as `asyncio.run` would in the ordinary one."""
    with runner(others) as one:
        return one.run(work)
