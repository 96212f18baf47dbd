"""A counter that knows the answer, and an output that remembers: the session is tested without the science."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import ArrayLike

from soleus_sense.exercises import Tempo
from soleus_sense.live.session import Channel, Said
from soleus_sense.motion.counter import LiveState
from soleus_sense.motion.reps import Analysis, Event, PhaseChanged, Rep, RepCounted, Set, SetEnded, SetStarted
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate


class KnowingCounter:
    """Has the repetitions told beforehand, and announces each when its last sample has come."""

    def __init__(self, truth: Sequence[Rep]) -> None:
        self.samples = 0
        self._waiting = list(truth)
        self._done: list[Rep] = []
        self._now = LiveState(0.0, "bottom", 0.0, 0.0, 0, 0, 0)

    def push(self, time_s: ArrayLike, acc_m_s2: ArrayLike, gyr_rad_s: ArrayLike | None = None) -> list[Event]:
        newest_s = float(np.asarray(time_s)[-1])
        self.samples += len(np.asarray(time_s))
        events: list[Event] = []
        while self._waiting and self._waiting[0].lower_end_s <= newest_s:
            rep = self._waiting.pop(0)
            if not self._done:
                events.append(SetStarted(1, newest_s))
            self._done.append(rep)
            events += [PhaseChanged("bottom", newest_s), RepCounted(rep, newest_s)]
        count = len(self._done)
        self._now = replace(self._now, at_s=newest_s, counted=count, set=1, set_counted=count)
        return events

    def end_set(self) -> list[Event]:
        self._now = replace(self._now, set=0)
        return self.finish()

    def finish(self) -> list[Event]:
        return [SetEnded(self._set(), self._now.at_s)] if self._done else []

    def analysis(self) -> Analysis:
        sets = (self._set(),) if self._done else ()
        return Analysis(tuple(self._done), sets, None, (), "heel", None, "2-0-1-0")

    @property
    def now(self) -> LiveState:
        return self._now

    def _set(self) -> Set:
        done = self._done
        mean_s = sum(rep.lower_s for rep in done) / len(done)
        under_s = sum(rep.raise_s + rep.top_s + rep.lower_s for rep in done)
        return Set(1, done[0].raise_start_s, done[-1].lower_end_s, len(done), 0, mean_s, 1.0, 0.03, None, 0.01, under_s)


@dataclass
class Notebook:
    """An output that remembers what it was told."""

    told: list[tuple[str, Said]] = field(default_factory=list)
    ticks: int = 0
    first_rep: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, sensor: str, said: Said) -> None:
        self.told.append((sensor, said))
        if isinstance(said, RepCounted):
            self.first_rep.set()

    def tick(self, sensors: Sequence[Channel]) -> None:
        self.ticks += 1

    def close(self) -> None:
        pass

    def of(self, kind: type) -> list[Said]:
        return [said for _, said in self.told if isinstance(said, kind)]


@pytest.fixture(scope="session")
def four_reps() -> Simulation:
    return simulate(Scenario(tempo=Tempo.parse("2-0-1-0"), reps=4, seed=3))


@pytest.fixture
def knowing_of() -> type[KnowingCounter]:
    return KnowingCounter


@pytest.fixture
def knowing(four_reps: Simulation) -> KnowingCounter:
    return KnowingCounter(four_reps.truth)


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture(autouse=True)
def screen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen's timers wait by the event loop's clock: it then reads its time there too, and not off the machine."""

    def loops_s() -> float:
        return asyncio.get_running_loop().time()

    for reads_time in ("_time.get_time", "_wait.monotonic"):
        monkeypatch.setattr(f"textual.{reads_time}", loops_s)
