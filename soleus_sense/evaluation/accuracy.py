"""Runs the counter over cases and keeps what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import Protocol

import numpy as np

from soleus_sense.evaluation.cases import Case, Idle, simulated
from soleus_sense.evaluation.matching import QUANTITIES, match
from soleus_sense.evaluation.mistakes import mistakes
from soleus_sense.evaluation.outcomes import SENSORS, IdleOutcome, LiveOutcome, Outcome, SetCount, count_sets
from soleus_sense.evaluation.plain_counters import PLAIN_COUNTERS
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import Analysis, Rep, RepCounted
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.scenario import Scenario, Simulation

CHUNK = 20
"""Samples in a push when a case is streamed: a long notification."""

CUT_S = 1.0
"""A set cut out for a plain counter has this much of what is around it."""

PROCESSES = 2

CASES_AT_ONCE = 4
"""Cases that a process is handed at a time: progress stays visible, processes stay busy."""


class Analyzer(Protocol):
    """What `soleus_sense.analyze` is; tests put another in its place."""

    def __call__(self, recording: Recording, placement: str, *, body_height_m: float | None) -> Analysis: ...


@dataclass(frozen=True, slots=True)
class Method:
    """What is measured, and how much of it.

    Attributes
    ----------
    analyze : takes a recording, the placement and the body's height
    live : whether each case is streamed too
    """

    analyze: Analyzer = analyze
    live: bool = True


def run_cases(
    cases: Sequence[Case | Idle],
    method: Method | None = None,
    *,
    processes: int = PROCESSES,
    done: Callable[[int], None] | None = None,
) -> tuple[tuple[Outcome, ...], tuple[IdleOutcome, ...]]:
    """Simulate and analyse every case, with the gyro and without.

    Parameters
    ----------
    method : what is measured; None for `soleus_sense.analyze` and its stream
    processes : how many at a time; 1 works in this one
    done : told how many cases are done

    Returns
    -------
    workouts, idles : two for each case, one per sensor, in the order of the cases
    """
    work = partial(run_case, method=method or Method())
    workouts: list[Outcome] = []
    idles: list[IdleOutcome] = []
    for number, outcomes in enumerate(_each(work, cases, processes), start=1):
        for one in outcomes:
            if isinstance(one, Outcome):
                workouts.append(one)
            else:
                idles.append(one)
        if done is not None:
            done(number)
    return tuple(workouts), tuple(idles)


Outcomes = tuple[Outcome, ...] | tuple[IdleOutcome, ...]


def _each(work: Callable[[Case | Idle], Outcomes], cases: Sequence[Case | Idle], processes: int) -> Iterator[Outcomes]:
    if processes < 2 or len(cases) < 2:
        yield from map(work, cases)
        return
    # Spawned everywhere, so that every system runs the same way.
    with ProcessPoolExecutor(min(processes, len(cases)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, cases, chunksize=min(CASES_AT_ONCE, -(-len(cases) // processes)))


def run_case(case: Case | Idle, method: Method) -> Outcomes:
    """Simulate one case once and analyse it with each sensor."""
    sim = simulated(case)
    if isinstance(case, Idle):
        return tuple(_idle(case, sim, sensor, method) for sensor in SENSORS)
    return tuple(_workout(case, sim, sensor, method) for sensor in SENSORS)


def seen_by(recording: Recording, sensor: str) -> Recording:
    """What is left of a recording for one of `SENSORS`."""
    return recording if sensor == "acc + gyro" else recording.without_gyro()


def truth_of(sim: Simulation) -> tuple[Rep, ...]:
    """The truth at the sensor's own place: at a shin its tilt's size and its way up, not those of the foot."""
    if sim.scenario.placement == "heel":
        return sim.truth
    return tuple(
        replace(rep, range_deg=abs(tilt_deg), height_m=up_m)
        for rep, (tilt_deg, up_m) in zip(sim.truth, sim.shin_range, strict=True)
    )


def traits_of(case: Case, scenario: Scenario) -> dict[str, str]:
    """What a case is grouped by."""
    rate_hz = scenario.sensor.sample_rate_hz
    return {
        "placement": case.placement,
        "site": scenario.site or "",
        "stance": case.stance,
        "tempo": case.tempo,
        "rate": "under 45 Hz" if rate_hz < 45 else "45 to 150 Hz" if rate_hz <= 150 else "over 150 Hz",
        "losses": "some lost" if scenario.sensor.lost_share else "none lost",
        "begins": scenario.before[0][0] if scenario.before else "within 1 s" if scenario.lead_in_s < 1 else "quietly",
    }


def _workout(case: Case, sim: Simulation, sensor: str, method: Method) -> Outcome:
    recording = seen_by(sim.recording, sensor)
    truth = truth_of(sim)
    height_m = sim.scenario.body.height_m
    traits = {**traits_of(case, sim.scenario), "sensor": sensor}
    plain = {name: count_sets(truth, find(recording)) for name, find in PLAIN_COUNTERS.items()}
    cut_out = {name: _cut_out(truth, recording, name) for name in PLAIN_COUNTERS}
    try:
        found = method.analyze(recording, case.placement, body_height_m=height_m)
        unsaid = replace(recording, placement=None)
        on_its_own = method.analyze(unsaid, "auto", body_height_m=height_m)
        live = _streamed(recording, case, height_m, truth, found) if method.live else None
    except Exception as error:  # a crash is a case that failed, listed by its name, and no end of the table
        failed = count_sets(truth, ())
        return Outcome(
            case, sensor, traits, failed, failed, plain=plain, plain_cut_out=cut_out,
            missed=sum(rep.counted for rep in truth),
            failure=f"{type(error).__name__}: {error}",
        )  # fmt: skip
    counted = [rep for rep in found.reps if rep.counted]
    matching = match([rep for rep in truth if rep.counted], counted)
    return Outcome(
        case=case,
        sensor=sensor,
        traits=traits,
        counts=count_sets(truth, _middles(found)),
        told_nothing=count_sets(truth, _middles(on_its_own)),
        placement_found=on_its_own.placement,
        sets_found=len(found.sets),
        missed=len(matching.missed),
        extra=len(matching.extra),
        mistakes=mistakes(truth, found.reps, matching),
        errors={one: tuple(matching.errors(one).tolist()) for one in QUANTITIES},
        unmeasured={one: matching.unmeasured(one) for one in QUANTITIES},
        plain=plain,
        plain_cut_out=cut_out,
        live=live,
    )


def _middles(found: Analysis) -> list[float]:
    return [(rep.raise_start_s + rep.lower_end_s) / 2 for rep in found.reps if rep.counted]


def _cut_out(truth: Sequence[Rep], recording: Recording, name: str) -> tuple[SetCount, ...]:
    """A plain counter's counts where it is given each set alone."""
    counts: list[SetCount] = []
    for number in range(1, max(rep.set for rep in truth) + 1):
        own = [rep for rep in truth if rep.set == number]
        first, last = np.searchsorted(
            recording.time_s, (own[0].raise_start_s - CUT_S, own[-1].lower_end_s + CUT_S)
        ).tolist()
        part = recording.block(first, last)
        alone = Recording(part.time_s, part.acc_m_s2, part.gyr_rad_s)
        counts.append(SetCount(sum(rep.counted for rep in own), len(PLAIN_COUNTERS[name](alone))))
    return tuple(counts)


def _streamed(recording: Recording, case: Case, height_m: float, truth: Sequence[Rep], whole: Analysis) -> LiveOutcome:
    """The case as it comes from a sensor, a notification at a time."""
    counter = RepCounter(case.placement, recording.exercise, recording.tempo, body_height_m=height_m)
    said: list[RepCounted] = []
    for start in range(0, len(recording), CHUNK):
        part = recording.block(start, start + CHUNK)
        events = counter.push(part.time_s, part.acc_m_s2, part.gyr_rad_s)
        said += [event for event in events if isinstance(event, RepCounted)]
    said += [event for event in counter.finish() if isinstance(event, RepCounted)]
    final = counter.analysis()
    lower_s = {rep.index: rep.lower_s for rep in final.reps if rep.counted}
    announced = {event.rep.index: event.at_s for event in said}
    matching = match([rep for rep in truth if rep.counted], [event.rep for event in said])
    return LiveOutcome(
        delay_s=tuple(announced[found.index] - true.lower_end_s for true, found in matching.pairs),
        revised_s=tuple(event.rep.lower_s - lower_s[event.rep.index] for event in said if event.rep.index in lower_s),
        same_as_whole=final.reps == whole.reps and final.sets == whole.sets,
    )


def _idle(case: Idle, sim: Simulation, sensor: str, method: Method) -> IdleOutcome:
    recording = seen_by(sim.recording, sensor)
    plain = {name: len(find(recording)) for name, find in PLAIN_COUNTERS.items()}
    try:
        found = method.analyze(recording, case.placement, body_height_m=sim.scenario.body.height_m)
    except Exception as error:  # as above
        return IdleOutcome(case, sensor, recording.duration_s, (), plain, f"{type(error).__name__}: {error}")
    false_s = tuple(rep.raise_start_s for rep in found.reps if rep.counted)
    return IdleOutcome(case, sensor, recording.duration_s, false_s, plain)
