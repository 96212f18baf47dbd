"""One run of the accuracy and speed tables: what was asked for, and everything that came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from soleus_sense.evaluation.accuracy import PROCESSES, Method, run_cases
from soleus_sense.evaluation.cases import HELD_OUT_SEED, PLACEMENTS, Case, Idle, draw_cases, draw_idles
from soleus_sense.evaluation.changed import ChangedOutcome, run_changed
from soleus_sense.evaluation.outcomes import Outcome
from soleus_sense.evaluation.real import RealOutcome, run_real
from soleus_sense.evaluation.real_data import recordings_in
from soleus_sense.evaluation.slowed_gait import FACTORS, SlowedGait, run_slowed_gait
from soleus_sense.evaluation.speed import LONG_H, SHORT_H, LiveSpeed, WholeSpeed, live_speed, whole_speed
from soleus_sense.evaluation.summary import (
    FalseReps,
    Group,
    PlainGroup,
    summarise,
    summarise_idles,
    summarise_plain,
    worst_cases,
)

SCHEMA = "soleus-sense/bench/1"

CASES = 168
"""Workouts per placement: each of the fourteen kinds of stance and tempo twelve times, in a few minutes."""

MINUTES = 5.0
"""Of each activity without a repetition, per placement: nearly an hour of them together."""

WORST = 10

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run of the tables is asked for.

    Attributes
    ----------
    placements : whose sensors
    cases : simulated workouts per placement
    minutes : of each activity without a repetition, per placement
    seed : the first case's; from `HELD_OUT_SEED` on they are for measuring
    named : only these cases, by name, in place of drawn ones
    data : folder of real recordings, or None
    speed : whether the speed tables are made
    worst : how many of the worst cases are listed
    processes : at a time
    """

    placements: tuple[str, ...] = PLACEMENTS
    cases: int = CASES
    minutes: float = MINUTES
    seed: int = HELD_OUT_SEED
    named: tuple[str, ...] = ()
    data: Path | None = None
    speed: bool = False
    worst: int = WORST
    processes: int = PROCESSES


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that came of a run.

    Attributes
    ----------
    wanted : what was asked for
    groups : the counter's accuracy, by placement, sensor and trait
    plain : the plain counters on the same cases
    false_reps : counts while nobody did a repetition
    worst : the worst cases
    real : real recordings
    changed : the same, changed in ways that leave their count alone
    slowed_gait : real walking and stairs at slower paces
    whole_speed, live_speed : what it costs
    """

    wanted: Wanted
    groups: tuple[Group, ...] = ()
    plain: tuple[PlainGroup, ...] = ()
    false_reps: tuple[FalseReps, ...] = ()
    worst: tuple[Outcome, ...] = ()
    real: tuple[RealOutcome, ...] = ()
    changed: tuple[ChangedOutcome, ...] = ()
    slowed_gait: tuple[SlowedGait, ...] = ()
    whole_speed: tuple[WholeSpeed, ...] = ()
    live_speed: tuple[LiveSpeed, ...] = ()

    def document(self) -> dict[str, Any]:
        """The run as plain values, ready for JSON; what was not measured is None."""
        wanted = asdict(self.wanted)
        wanted["data"] = None if self.wanted.data is None else self.wanted.data.name
        return {
            "schema": SCHEMA,
            "wanted": wanted,
            "accuracy": [
                {
                    **asdict(group),
                    "exact_share": group.counts.exact_share,
                    "within_one_share": group.counts.within_one_share,
                }
                for group in self.groups
            ],
            "plain": [asdict(one) for one in self.plain],
            "false_reps": [
                {
                    **asdict(one),
                    "counted_per_hour": {name: one.per_hour(count) for name, count in one.counted.items()},
                    "plain_per_hour": {name: one.per_hour(count) for name, count in one.plain.items()},
                }
                for one in self.false_reps
            ],
            "worst": [_case_document(one) for one in self.worst],
            "real": [{**asdict(one), "exact": one.exact} for one in self.real],
            "changed": [asdict(one) for one in self.changed],
            "slowed_gait": [asdict(one) for one in self.slowed_gait],
            "speed": {
                "whole": [
                    {**asdict(one), "ratio": one.ratio, "per_sample_us": one.per_sample_us} for one in self.whole_speed
                ],
                "live": [
                    {**asdict(one), "per_sample_us": one.per_sample_us, "core_share": one.core_share}
                    for one in self.live_speed
                ],
            },
        }


def _case_document(one: Outcome) -> dict[str, Any]:
    return {
        "case": one.case.name,
        "sensor": one.sensor,
        "traits": one.traits,
        "counts": [asdict(count) for count in one.counts],
        "missed": one.missed,
        "extra": one.extra,
        "mistakes": [asdict(mistake) for mistake in one.mistakes],
        "failure": one.failure,
    }


def run_bench(wanted: Wanted, method: Method | None = None, *, progress: Progress | None = None) -> Bench:
    """Make the tables.

    Raises
    ------
    SettingsError
        A case's name is none.
    RecordingError
        The folder of real recordings holds none.
    """

    def told(what: str, whole: int) -> Callable[[int], None]:
        def done(number: int) -> None:
            if progress is not None:
                progress(what, number, whole)

        done(0)
        return done

    cases, idles = _cases(wanted)
    real: tuple[RealOutcome, ...] = ()
    changed: tuple[ChangedOutcome, ...] = ()
    slowed_gait: tuple[SlowedGait, ...] = ()
    if wanted.data is not None:  # first: a wrong folder is said before the long work
        files = len(recordings_in(wanted.data))
        real = run_real(wanted.data, method, done=told("Real recordings", files))
        changed = run_changed(wanted.data, method, done=told("Changed recordings", files))
        slowed_gait = run_slowed_gait(wanted.data, method, done=told("Slower paces", len(FACTORS)))
    workouts, _ = run_cases(cases, method, processes=wanted.processes, done=told("Workouts", len(cases)))
    _, idle = run_cases(idles, method, processes=wanted.processes, done=told("Other activities", len(idles)))
    whole, live = _speeds(wanted.placements, told) if wanted.speed else ((), ())
    return Bench(
        wanted=wanted,
        groups=summarise(workouts),
        plain=summarise_plain(workouts),
        false_reps=summarise_idles(idle),
        worst=worst_cases(workouts, wanted.worst),
        real=real,
        changed=changed,
        slowed_gait=slowed_gait,
        whole_speed=whole,
        live_speed=live,
    )


def _cases(wanted: Wanted) -> tuple[Sequence[Case], Sequence[Idle]]:
    if wanted.named:
        return [Case.named(name) for name in wanted.named], []
    cases = [case for placement in wanted.placements for case in draw_cases(placement, wanted.cases, wanted.seed)]
    idles = [
        idle
        for placement in wanted.placements
        for idle in (draw_idles(placement, wanted.minutes, wanted.seed) if wanted.minutes else ())
    ]
    return cases, idles


def _speeds(
    placements: Sequence[str], told: Callable[[str, int], Callable[[int], None]]
) -> tuple[tuple[WholeSpeed, ...], tuple[LiveSpeed, ...]]:
    kinds = [(placement, has_gyro) for placement in placements for has_gyro in (True, False)]
    done = told("Speed", 3 * len(kinds))
    whole: list[WholeSpeed] = []
    live: list[LiveSpeed] = []
    for placement, has_gyro in kinds:
        for hours in (SHORT_H, LONG_H):
            whole.append(whole_speed(placement, hours, has_gyro=has_gyro))
            done(len(whole) + len(live))
        live.append(live_speed(placement, has_gyro=has_gyro))
        done(len(whole) + len(live))
    return tuple(whole), tuple(live)
