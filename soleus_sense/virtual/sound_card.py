"""A sound card that is not there: it asks for frames as PortAudio does, and keeps what it is given.

It stands where the module `sounddevice` stands. Its clock is the event loop's, so that it leaps where the loop leaps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate

PERIOD_FRAMES = 1024
"""What a card asks for at a time: 23 ms, a usual period of ALSA and of Windows."""

PERIODS_AHEAD = 2
"""What is given is heard after so many periods: the card's buffer."""

ALIKE = 0.8
"""A cue is heard where the sound is this much like it (1: it is nothing else; two cues at once are less)."""


class VirtualSoundCard:
    """Stands in for the module `sounddevice` with one card that plays to nobody.

    State: the streams that were opened.
    """

    PortAudioError = OSError

    def __init__(self) -> None:
        self.streams: list[VirtualStream] = []

    def OutputStream(self, *, callback: Callable[..., None], samplerate: int, **_: Any) -> VirtualStream:
        """Open a stream."""
        self.streams.append(VirtualStream(callback, samplerate))
        return self.streams[-1]


class VirtualStream:
    """An output stream; asks for a period's frames whenever one is due by the event loop's clock.

    Parameters
    ----------
    callback : fills the frames
    rate_hz : frames a second

    State: what was given so far, and when the first of it is heard.
    """

    def __init__(self, callback: Callable[..., None], rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self.heard_from_s = 0.0
        """When the first frame is heard, by the event loop's clock."""
        self.closed = False
        self._callback = callback
        self._given: list[NDArray[np.float32]] = []
        self._began_s = 0.0
        self._next: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to ask."""
        self._began_s = asyncio.get_running_loop().time()
        self.heard_from_s = self._began_s + PERIODS_AHEAD * PERIOD_FRAMES / self.rate_hz
        self._ask()

    def close(self) -> None:
        """Ask no more."""
        self.closed = True
        if self._next is not None:
            self._next.cancel()

    @property
    def sound(self) -> NDArray[np.float32]:
        """(n,) everything that was given."""
        return np.concatenate(self._given) if self._given else np.zeros(0, dtype=np.float32)

    def heard_at_s(self, cue: NDArray[np.float32]) -> list[float]:
        """When a cue's first frame was heard, by the event loop's clock, each time."""
        sound = self.sound
        if len(sound) < len(cue):
            return []
        alike = correlate(sound, cue, "valid", method="fft") / float(np.sum(cue.astype(np.float64) ** 2))
        onsets: list[float] = []
        at = 0
        while at < len(alike):
            loud = np.flatnonzero(alike[at:] > ALIKE)
            if not len(loud):
                break
            first = at + int(loud[0])
            peak = first + int(np.argmax(alike[first : first + len(cue)]))
            onsets.append(self.heard_from_s + peak / self.rate_hz)
            at = peak + len(cue)
        return onsets

    def _ask(self) -> None:
        out = np.zeros((PERIOD_FRAMES, 1), dtype=np.float32)
        self._callback(out, PERIOD_FRAMES, None, None)
        self._given.append(out[:, 0])
        due_s = self._began_s + len(self._given) * PERIOD_FRAMES / self.rate_hz
        self._next = asyncio.get_running_loop().call_at(due_s, self._ask)
