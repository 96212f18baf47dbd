"""Simulated sets for the tests of this folder: small, made once, cut into chunks as a sensor sends them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from soleus_sense.exercises import Tempo
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import Event, Rep
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate


@cache
def made(placement: str = "heel", tempo: str | None = "2-0-1-0", **known) -> Simulation:
    """A seated set of five repetitions, unless said otherwise."""
    usual = {"posture": "seated", "reps": 5, "seed": 3}
    wanted = None if tempo is None else Tempo.parse(tempo)
    return simulate(Scenario(placement=placement, tempo=wanted, **{**usual, **known}))


def seen_by(recording: Recording, *, gyro: bool) -> Recording:
    """The recording of a sensor with or without a gyro."""
    return recording if gyro else recording.without_gyro()


def counted(reps: Iterable[Rep]) -> list[Rep]:
    return [rep for rep in reps if rep.counted]


def equal_cuts(length: int, size: int) -> list[int]:
    """Where a recording of so many samples is cut into chunks of one size."""
    return list(range(size, length, size))


def stream(counter: RepCounter, recording: Recording, cuts: Iterable[int]) -> list[Event]:
    """Push a recording cut at these indices, finish, and return every event."""
    events: list[Event] = []
    for start, stop in pairwise([0, *sorted(cuts), len(recording)]):
        block = recording.block(start, stop)
        events += counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s)
    return events + counter.finish()
