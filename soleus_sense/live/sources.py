"""Where a session's samples come from: a wearable's stream, or a recording played in its own time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

import numpy as np

from soleus_sense.motion.reps import SignalBack, SignalLost
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.journal import ClockMap
from soleus_sense.wearables.stream import SamplesLost, StreamItem, WearableStream

BLOCK_S = 0.05
"""A recording is played in blocks this long: what a wearable's notifications hold, more or less."""

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

    def items(self) -> AsyncGenerator[StreamItem, None]:
        """What the stream says."""
        return self.stream.items()

    def clock_map(self) -> ClockMap | None:
        """The sensor's clock against UTC, from the running fit to the arrivals."""
        clock = self.stream.sensor_clock
        if clock is None or not clock.host.known:
            return None
        utc_s = time.time() - time.monotonic()
        return ClockMap(utc_at_zero_s=utc_s + clock.host.offset_s, rate=1.0 + clock.host.drift)


class Pace:
    """How a recording is played: how fast, held, or on to the next repetition and then held.

    Parameters
    ----------
    speed : how much faster than it was; 0: as fast as this machine can

    State: the speed, whether it is held, whether it is on its way to the next repetition.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.held = False
        self.stepping = False
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

    async def items(self) -> AsyncGenerator[StreamItem, None]:
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
        for last in ends:
            if pace.held:
                await pace.until_released()
                due_s = loop.time()
            speed = pace.speed_now
            due_s = due_s + (float(time_s[last]) - played_s) / speed if speed else loop.time()
            played_s = float(time_s[last])
            await asyncio.sleep(max(due_s - loop.time(), 0.0))
            back_s = float(time_s[first])
            if back_s in gaps:
                for item in _after_gap(gaps[back_s], back_s, recording.sample_rate_hz):
                    yield item
            yield recording.block(first, int(last) + 1)
            first = int(last) + 1
        if pace.stepping:
            pace.hold()
        await pace.until_released()

    def clock_map(self) -> ClockMap | None:
        """Nothing new is known of a recording."""
        return None


def _after_gap(start_s: float, end_s: float, rate_hz: float) -> list[StreamItem]:
    lost = SamplesLost(round((end_s - start_s) * rate_hz) - 1, end_s)
    return [SignalLost(start_s), SignalBack(end_s), lost] if end_s - start_s >= SILENCE_S else [lost]
