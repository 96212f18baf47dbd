"""Cues for the ear: what each sounds like, and when they stand in a tempo; computed, so that no file is needed."""

from __future__ import annotations

import itertools
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.exercises import X_LIMIT_S, Tempo

Sound = NDArray[np.float32]

SOUND_RATE_HZ = 44_100
"""Every sound card has it."""

LOUDNESS = 0.5
"""Two cues at once stay under full scale."""

FADE_S = 0.005
"""Ends of a tone that are not faded click."""

COUNT_IN_S = 3
"""One tick a second before the first raise: time to put the hand back to the wall."""

TONE_S = 0.12
TICK_S = 0.03
"""A phase's tone and a second's tick: told apart by length, and short against the shortest phase of half a second."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A cue and when it sounds, seconds from the beginning."""

    at_s: float
    cue: str


def tone(*frequencies_hz: float, length_s: float) -> Sound:
    """Tones one after the other, each faded in and out.

    Parameters
    ----------
    frequencies_hz : one or more; 0 is silence
    length_s : of each
    """
    time_s = np.arange(round(length_s * SOUND_RATE_HZ)) / SOUND_RATE_HZ
    envelope = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / FADE_S)
    parts = [LOUDNESS * envelope * np.sin(2 * np.pi * frequency_hz * time_s) for frequency_hz in frequencies_hz]
    return np.concatenate(parts).astype(np.float32)


CUES: dict[str, Sound] = {
    # Up sounds high and down sounds low; a fifth and more apart, so that poor ears and poor speakers tell them.
    "raise": tone(880.0, length_s=TONE_S),
    "top": tone(1174.7, length_s=TONE_S),
    "lower": tone(440.0, length_s=TONE_S),
    "bottom": tone(293.7, length_s=TONE_S),
    "second": tone(440.0, length_s=TICK_S),
    "count-in": tone(660.0, length_s=TICK_S),
    # A chime rises; "too fast" is the same tone twice.
    "rep": tone(1046.5, 1568.0, length_s=0.08),
    "fast": tone(622.3, 0.0, 622.3, length_s=0.09),
    # Falls, and is longer than any other: the next one may end the test.
    "warning": tone(784.0, 523.3, 349.2, length_s=0.15),
}
"""What each cue sounds like; the phases' names are the cues of their beginnings."""


def cycle(tempo: Tempo) -> tuple[Beat, ...]:
    """The cues of one repetition, from its raise on: every phase's beginning, and each second of the lowering.

    A phase of no length has no cue; as fast as possible is given half a second.

    Raises
    ------
    SettingsError
        Every phase is 0.
    """
    beats: list[Beat] = []
    at_s = 0.0
    for phase, target_s in _phases(tempo):
        if target_s > 0:
            beats.append(Beat(at_s, phase))
        if phase == "lower":
            beats += [Beat(at_s + second, "second") for second in range(1, int(np.ceil(target_s)))]
        at_s += target_s
    if not beats:
        raise SettingsError(f"A tempo of {tempo} takes no time at all, so there is nothing to hear.")
    return tuple(beats)


def cycle_s(tempo: Tempo) -> float:
    """How long one repetition takes."""
    return sum(target_s for _, target_s in _phases(tempo))


def beats(tempo: Tempo, reps: int | None = None) -> Iterator[Beat]:
    """The cues of a set: three ticks, then every repetition, then the chime of the end; without `reps` no end.

    Raises
    ------
    SettingsError
        Every phase is 0.
    """
    one, length_s = cycle(tempo), cycle_s(tempo)
    yield from (Beat(float(second), "count-in") for second in range(COUNT_IN_S))
    for number in itertools.count() if reps is None else range(reps):
        # Multiplied, not summed: after an hour it still stands where the tempo says.
        began_s = COUNT_IN_S + number * length_s
        yield from (Beat(began_s + beat.at_s, beat.cue) for beat in one)
    if reps is not None:
        yield Beat(COUNT_IN_S + reps * length_s, "rep")


def render(tempo: Tempo, reps: int) -> Sound:
    """The cues of a set as sound.

    Raises
    ------
    SettingsError
        Every phase is 0.
    """
    every = list(beats(tempo, reps))
    over = max(round(beat.at_s * SOUND_RATE_HZ) + len(CUES[beat.cue]) for beat in every)
    sound = np.zeros(over, dtype=np.float32)
    for beat in every:
        first = round(beat.at_s * SOUND_RATE_HZ)
        cue = CUES[beat.cue]
        sound[first : first + len(cue)] += cue
    return sound


def write_wav(path: Path, sound: Sound) -> None:
    """Write a sound as a WAV file: one channel, 16 bits.

    Raises
    ------
    RecordingError
        It cannot be written.
    """
    numbers = np.rint(np.clip(sound, -1.0, 1.0) * 32767).astype("<i2")
    try:
        with path.open("wb") as file, wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(SOUND_RATE_HZ)
            written.writeframes(numbers.tobytes())
    except OSError as error:
        raise RecordingError(f"{path} cannot be written: {error.strerror or error}.") from None


def _phases(tempo: Tempo) -> tuple[tuple[str, float], ...]:
    """From one raise to the next."""
    targets = (
        ("raise", tempo.raise_s),
        ("top", tempo.top_s),
        ("lower", tempo.lower_s),
        ("bottom", tempo.bottom_s),
    )
    return tuple((phase, X_LIMIT_S if target_s is None else target_s) for phase, target_s in targets)
