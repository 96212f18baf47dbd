"""Where cues are heard: the sound card where the extra `[sound]` is installed, the terminal's bell, or nowhere."""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from soleus_sense.live.cues import CUES, SOUND_RATE_HZ, Sound

BELLS = {"rep": 1, "fast": 2, "raise": 1, "lower": 1, "warning": 3}
"""A bell has one tone only: what it rings for, and how often."""

BELL_APART_S = 0.25
"""Terminals that are rung at twice ring once."""


class Player(Protocol):
    """Plays cues."""

    def play(self, cue: str) -> None:
        """Let it be heard now; returns at once."""
        ...

    def close(self) -> None:
        """No more is heard."""
        ...


class Mixer:
    """Puts together what sounds at the same time; asked for by the sound card, told by the session.

    State: each sound that is under way and how far it is.
    """

    def __init__(self) -> None:
        self._sounding: list[tuple[Sound, int]] = []
        self._lock = threading.Lock()

    def play(self, sound: Sound) -> None:
        """Begin it with the next frames."""
        with self._lock:
            self._sounding.append((sound, 0))

    def fill(self, frames: int) -> Sound:
        """The next frames."""
        mixed = np.zeros(frames, dtype=np.float32)
        with self._lock:
            going: list[tuple[Sound, int]] = []
            for sound, at in self._sounding:
                part = sound[at : at + frames]
                mixed[: len(part)] += part
                if at + frames < len(sound):
                    going.append((sound, at + frames))
            self._sounding = going
        return np.clip(mixed, -1.0, 1.0)


class Speaker:
    """The sound card.

    Raises
    ------
    OSError, ImportError
        There is none, or nothing to reach it with.
    """

    def __init__(self) -> None:
        sounddevice: Any = importlib.import_module("sounddevice")
        self._mixer = Mixer()
        try:
            self._stream = sounddevice.OutputStream(
                samplerate=SOUND_RATE_HZ, channels=1, dtype="float32", latency="low", callback=self._called
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            raise OSError(str(error)) from None

    def play(self, cue: str) -> None:
        """Let it be heard now."""
        self._mixer.play(CUES[cue])

    def close(self) -> None:
        """Leave the sound card to others."""
        self._stream.close()

    def _called(self, out: Any, frames: int, time: Any, status: Any) -> None:
        out[:, 0] = self._mixer.fill(frames)


class Bell:
    """The terminal's bell.

    Parameters
    ----------
    ring : rings it once
    """

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring

    def play(self, cue: str) -> None:
        """Ring, as often as this cue is rung for."""
        times = BELLS.get(cue, 0)
        if times:
            self._ring()
        for again in range(1, times):
            asyncio.get_running_loop().call_later(again * BELL_APART_S, self._ring)

    def close(self) -> None:
        """Nothing is held."""


class Silence:
    """Nothing is heard: where only a voice is wished, or there is no terminal to ring."""

    def play(self, cue: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing is held."""


def open_player(ring: Callable[[], None] | None) -> Player | None:
    """The sound card, or the bell where there is none; None where there is neither.

    Parameters
    ----------
    ring : rings the terminal's bell; None where there is no terminal
    """
    try:
        return Speaker()
    except (ImportError, OSError):
        return None if ring is None else Bell(ring)
