"""Says a session to the ear: a chime, "too fast", the seconds of a lowering, and the tempo where it is wished."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from soleus_sense.live.cues import Beat, beats
from soleus_sense.live.plan import ExerciseBegan, Plan, RestOver
from soleus_sense.live.session import Channel, Output, Said
from soleus_sense.live.sound import Player
from soleus_sense.live.spoken import Words
from soleus_sense.live.voice import Voice
from soleus_sense.motion.heel_rise_test import HeelRiseResult, HeelRiseWarning
from soleus_sense.motion.reps import RepCounted, SetEnded
from soleus_sense.wearables.stream import Connected


class Prompter:
    """Stands before another output and lets what happens be heard too.

    Parameters
    ----------
    output : is told everything
    player : plays the cues
    plan : what is meant to be done, until the next exercise begins
    metronome : whether the tempo is played from the first link on, silent while a set rests; in a heel-rise test it is
    voice : says the count and what is to be done; None: nobody does

    State: whether it is muted, the last second told of each sensor's lowering, the metronome's next beat, what is
    to be said.
    """

    def __init__(
        self, output: Output, player: Player, plan: Plan, *, metronome: bool = False, voice: Voice | None = None
    ) -> None:
        self.output = output
        self.muted = False
        self._player = player
        self._plan = plan
        self._wants_metronome = metronome
        self._voice = voice
        self._words = Words(plan)
        self._second: dict[str, int] = {}
        self._next: asyncio.TimerHandle | None = None

    def mute(self, muted: bool) -> None:
        """Be silent, or be heard again."""
        self.muted = muted

    def say(self, sensor: str, said: Said) -> None:
        """Let it be heard, and tell it on."""
        match said:
            case RepCounted():
                self._play("fast" if self._too_fast(said.rep.lower_s) else "rep")
            case HeelRiseWarning():
                self._play("warning")
            case ExerciseBegan():
                self._stop()
                self._plan = said.plan
            case Connected() | RestOver():
                self._begin()
            case SetEnded() | HeelRiseResult():
                self._stop()
            case _:
                pass
        words = self._words.of(sensor, said)
        if words and self._voice is not None and not self.muted:
            self._voice.say(words)
        self.output.say(sensor, said)

    def tick(self, sensors: Sequence[Channel]) -> None:
        """A tick for every full second of a lowering, up to its target; the metronome has its own."""
        tempo = self._plan.tempo
        if tempo is not None and tempo.lower_s is not None and not self._metronome:
            for channel in sensors:
                now = channel.counter.now
                running_s = now.at_s - now.phase_since_s if channel.begun and now.phase == "lower" else 0.0
                second = int(min(running_s, tempo.lower_s))
                if second > self._second.get(channel.name, 0):
                    self._play("second")
                self._second[channel.name] = second
        self.output.tick(sensors)

    def close(self) -> None:
        """Nothing more comes."""
        self._stop()
        self._player.close()
        if self._voice is not None:
            self._voice.close()
        self.output.close()

    @property
    def _metronome(self) -> bool:
        # The pace of a heel-rise test is the metronome's.
        return (self._wants_metronome or self._plan.is_heel_rise_test) and self._plan.tempo is not None

    def _too_fast(self, lower_s: float) -> bool:
        tempo = self._plan.tempo
        return (
            tempo is not None and tempo.lower_s is not None and lower_s < tempo.lower_s and not tempo.complies(lower_s)
        )

    def _play(self, cue: str) -> None:
        if not self.muted:
            self._player.play(cue)

    def _begin(self) -> None:
        if self._metronome and self._next is None and self._plan.tempo is not None:
            self._wait(asyncio.get_running_loop().time(), beats(self._plan.tempo))

    def _wait(self, began_s: float, coming: Iterator[Beat]) -> None:
        beat = next(coming)

        def heard() -> None:
            self._play(beat.cue)
            self._wait(began_s, coming)

        self._next = asyncio.get_running_loop().call_at(began_s + beat.at_s, heard)

    def _stop(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None
