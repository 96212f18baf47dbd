"""An event loop whose clock leaps over the waits: what is virtual is played as fast as this machine can compute it.

Nothing in a room in memory needs real time to pass: the wearables, the radio and whoever listens all wait by the
loop's clock. Where every task waits, this loop's clock leaps to the first that is due. So a minute's stream with
its stalls, time limits and pauses takes a second, and comes out the same on an idle machine and on a busy one.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class LeapingLoop(asyncio.SelectorEventLoop):
    """Time begins at 0 and leaps from one timer to the next.

    Files, sockets and threads that wake it are served, but time leaps past them: it is for rooms in memory.
    """

    def __init__(self) -> None:
        self._now_s = 0.0
        super().__init__(_LeapingSelector(self))

    def time(self) -> float:
        """Seconds since the loop was made, waits included."""
        return self._now_s

    def leap(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self._now_s += seconds


class _LeapingSelector(selectors.BaseSelector):
    """The system's selector, which asks but never waits while a timer is due some day."""

    def __init__(self, loop: LeapingLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return self._real.select(timeout)
        ready = self._real.select(0)
        if not ready:
            self._loop.leap(timeout)
        return ready

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def close(self) -> None:
        self._real.close()

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()


def run_leaping(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end in a loop of its own that leaps over the waits, as `asyncio.run` would in real time."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)
