"""Where a session's samples come from: a wearable's stream, or a recording played in its own time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import pairwise
from types import TracebackType
from typing import Self

import numpy as np

from soleus_sense.live.session import Rewound, Source
from soleus_sense.motion.reps import SignalBack, SignalLost
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.journal import ClockMap
from soleus_sense.wearables.stream import SamplesLost, StreamItem, WearableStream

BLOCK_S = 0.05
"""A recording is played in blocks this long: what a wearable's notifications hold, more or less."""

BACK_BLOCK_S = 1.0
SHOWN_S = 10.0
"""What is counted once more on the way back is not shown, but for its last seconds, and costs less in longer blocks."""

SILENCE_S = 2.0
"""A gap this long in a recording is told as a lost signal, as it would have been live."""

STEP_SPEED = 20.0
"""On the way to the next repetition: a slow one passes in a quarter of a second and can still be seen."""

SLOWEST, FASTEST = 1 / 8, 64.0
"""Slower shows nothing more, faster shows nothing any more."""


class StreamSource:
    """A wearable's stream."""

    def __init__(self, stream: WearableStream) -> None:
        self.stream = stream
        # Once for all: were this machine's clock set meanwhile, two sensors' maps would part.
        self._utc_at_host_zero_s = time.time() - stream.host_s

    def items(self) -> AsyncGenerator[StreamItem, None]:
        """What the stream says."""
        return self.stream.items()

    def clock_map(self) -> ClockMap | None:
        """The sensor's clock against UTC, from the running fit to the arrivals."""
        clock = self.stream.sensor_clock
        if clock is None or not clock.host.known:
            return None
        return ClockMap(utc_at_zero_s=self._utc_at_host_zero_s + clock.host.offset_s, rate=1.0 + clock.host.drift)

    async def rssi_dbm(self) -> int | None:
        """How strongly the wearable is heard now; None where the system does not tell."""
        return await self.stream.rssi_dbm()


class SharedSource:
    """One wearable's stream for several exercises; an asynchronous context manager.

    The link stays up and samples go on coming while one exercise's channel ends and the next one's begins. What
    comes between them waits for the next.

    Parameters
    ----------
    source : the stream

    State: what waits to be taken, and how the stream ended.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._waiting: asyncio.Queue[StreamItem | Rewound | _Ended] = asyncio.Queue()
        self._pump: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._pump = asyncio.get_running_loop().create_task(self._fill())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    async def items(self) -> AsyncGenerator[StreamItem | Rewound, None]:
        """What the stream says from now on.

        Raises
        ------
        WearableError
            As of the stream.
        """
        while True:
            item = await self._waiting.get()
            if isinstance(item, _Ended):
                self._waiting.put_nowait(item)
                if item.error is not None:
                    raise item.error
                return
            yield item

    def clock_map(self) -> ClockMap | None:
        """As of the stream."""
        return self._source.clock_map()

    async def rssi_dbm(self) -> int | None:
        """As of the stream."""
        return await self._source.rssi_dbm()

    async def _fill(self) -> None:
        error: Exception | None = None
        try:
            async with aclosing(self._source.items()) as items:
                async for item in items:
                    self._waiting.put_nowait(item)
        except Exception as raised:
            error = raised
        self._waiting.put_nowait(_Ended(error))


@dataclass(frozen=True)
class _Ended:
    """The stream is over; why, where it was no ordinary end."""

    error: Exception | None


class Pace:
    """How a recording is played: how fast, held, or on to the next repetition and then held.

    Parameters
    ----------
    speed : how much faster than it was; 0: as fast as this machine can

    State: the speed, whether it is held, whether it is on its way to the next repetition, and to where it is to go
    back.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.held = False
        self.stepping = False
        self.back_to_s: float | None = None
        """Seconds of the recording's clock; it stands still there."""
        self._released = asyncio.Event()

    @property
    def speed_now(self) -> float:
        """The speed in effect: a step is not waited for longer than needs be."""
        return max(self.speed, STEP_SPEED) if self.stepping and self.speed else self.speed

    def hold(self) -> None:
        """Stand still."""
        self.held, self.stepping = True, False
        self._released.clear()

    def release(self, *, step: bool = False) -> None:
        """Go on; `step`: until somebody holds it again at the next repetition."""
        self.held, self.stepping = False, step
        self._released.set()

    def back(self, to_s: float) -> None:
        """Go back to that time, and stand still there."""
        self.back_to_s = to_s
        self.release()

    def faster(self, times: float) -> None:
        """Change the speed, within what can be followed."""
        self.speed = min(max(self.speed * times, SLOWEST), FASTEST)

    async def until_released(self) -> None:
        """Wait while it is held."""
        while self.held:
            await self._released.wait()


class RecordingSource:
    """A recording, played as it was taken.

    Parameters
    ----------
    recording : what to play
    speed : how much faster than it was; 0: as fast as this machine can

    State: the pace, which may be changed while it is played.
    """

    def __init__(self, recording: Recording, *, speed: float = 1.0) -> None:
        self._recording = recording
        self.pace = Pace(speed)

    async def items(self) -> AsyncGenerator[StreamItem | Rewound, None]:
        """Blocks in time, gaps told; ends with the recording, if it is not held then."""
        recording, pace = self._recording, self.pace
        time_s = recording.time_s
        loop = asyncio.get_running_loop()
        due_s, played_s = loop.time(), float(time_s[0])
        # A block ends where its time is over, and before every gap.
        numbers = np.floor((time_s - time_s[0]) / BLOCK_S).astype(int)
        gaps = {end_s: start_s for start_s, end_s in recording.gaps}
        ends = np.flatnonzero(np.diff(numbers, append=numbers[-1] + 1))
        first = 0
        while True:
            if first == len(time_s) and pace.stepping:
                pace.hold()
            if pace.held:
                await pace.until_released()
                due_s = loop.time()
            if pace.back_to_s is not None:
                first = int(np.searchsorted(time_s, pace.back_to_s, side="right"))
                pace.back_to_s = None
                pace.hold()
                yield self._rewound(first)
                played_s = float(time_s[max(first - 1, 0)])
                continue
            if first == len(time_s):
                return
            last = int(ends[np.searchsorted(ends, first)])
            speed = pace.speed_now
            due_s = due_s + (float(time_s[last]) - played_s) / speed if speed else loop.time()
            played_s = float(time_s[last])
            await asyncio.sleep(max(due_s - loop.time(), 0.0))
            back_s = float(time_s[first])
            if back_s in gaps:
                for item in _after_gap(gaps[back_s], back_s, recording.sample_rate_hz):
                    yield item
            yield recording.block(first, last + 1)
            first = last + 1

    def _rewound(self, stop: int) -> Rewound:
        """The recording up to that sample."""
        recording = self._recording
        time_s = recording.time_s[:stop]
        since_s = time_s - recording.time_s[0]
        shown = since_s > (since_s[-1] - SHOWN_S if stop else 0.0)
        numbers = np.where(shown, np.floor(since_s / BLOCK_S), np.floor(since_s / BACK_BLOCK_S) - len(time_s))
        cuts = np.flatnonzero(np.diff(numbers)) + 1
        edges = [0, *cuts.tolist(), stop] if stop else [0]
        missing = [end_s - start_s for start_s, end_s in recording.gaps if stop and end_s <= time_s[-1]]
        lost = sum(round(gap_s * recording.sample_rate_hz) - 1 for gap_s in missing)
        return Rewound(tuple(recording.block(*edge) for edge in pairwise(edges)), lost)

    def clock_map(self) -> ClockMap | None:
        """Nothing new is known of a recording."""
        return None

    async def rssi_dbm(self) -> int | None:
        """Nobody knows any more."""
        return None


def _after_gap(start_s: float, end_s: float, rate_hz: float) -> list[StreamItem]:
    lost = SamplesLost(round((end_s - start_s) * rate_hz) - 1, end_s)
    return [SignalLost(start_s), SignalBack(end_s), lost] if end_s - start_s >= SILENCE_S else [lost]
