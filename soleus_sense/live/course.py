"""What a simulated person does of one plan or of several: the motion, as one recording, and the truth of each part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from soleus_sense.exercises import X_LIMIT_S, Tempo, find_exercise
from soleus_sense.live.plan import Plan
from soleus_sense.motion.reps import Rep, longest_rest_s
from soleus_sense.motion.samples import FloatArray, Recording
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate
from soleus_sense.virtual.sensor import Sensor
from soleus_sense.virtual.shifted import shifted

QUIET_S = 1.5
"""Before the first and after the last repetition: people start at once, and a demo is to end within a minute."""

USUAL_TEMPO = Tempo.parse("3-0-1-0")
USUAL_REPS = 10

BEAT_S = (0.80, 0.856)
TEST_REPS = 30
TIRING = Manner(raise_s=BEAT_S, lower_s=BEAT_S, lower_shape="minimum-jerk", range_kept=0.55)
"""Who is tested keeps to the metronome (a rise and a lowering take two beats with their slow beginnings and ends,
which are in no phase) and is stopped when the heel no longer comes up: after some twenty rises, in under a minute."""

PUSH_UPS = Manner(raise_s=(0.5, 0.7), bottom_s=(0.4, 0.8), lower_shape="fall", range_deg=(32.0, 36.0))
PUSH_UP_REPS = 20
PUSH_UP_S = 1.5
"""Raised by strength, dropped freely, a short rest on the floor: about so long from one to the next."""

CYCLE_MORE = 1.25
"""A cycle takes this much longer than its phases, which leave out their slow beginnings and ends."""

SURELY_S = 3.0
"""A rest is longer than the counter's longest by this: then it ends the set."""

WEARABLE_SEED = 1
"""It is the same wearable in every exercise, and sits as it was strapped on."""

FADE_S = 0.5
"""Who changes from one exercise to the next moves the foot in so long, not from one sample to the next."""


WEAKER_RANGE = 0.86
"""Of the other leg's: under the usual pass mark of a limb symmetry index."""

WEAKER_CLOCK = -40e-6
"""Its sensor's clock loses a little, where the other one's gains: no two crystals agree."""


@dataclass(frozen=True, eq=False)
class Course:
    """What a simulated person did.

    Attributes
    ----------
    recording : all of it
    truths : the repetitions of each plan, in seconds of the recording's clock
    """

    recording: Recording
    truths: tuple[tuple[Rep, ...], ...]


def course_of(plans: Sequence[Plan], placement: str, *, weaker: bool = False) -> Course:
    """A person who does what is planned, one plan after the other, the sensor worn as said ("auto": on the heel).

    Parameters
    ----------
    weaker : of the person's weaker leg, which moves along with the other
    """
    scenarios = [scenario_of(plan, placement, seed=seed) for seed, plan in enumerate(plans, start=1)]
    for number, (before, after) in enumerate(pairwise(scenarios)):
        # The change from one exercise to the next is in the middle of the rest.
        half_s = before.rest_s / 2
        scenarios[number] = replace(scenarios[number], lead_out_s=half_s)
        scenarios[number + 1] = replace(after, lead_in_s=half_s)
    return _joined([simulate(_weaker(scenario) if weaker else scenario) for scenario in scenarios])


def _weaker(scenario: Scenario) -> Scenario:
    """The same repetitions at the same time with a leg that rises less high."""
    least_deg, most_deg = scenario.manner.range_deg
    manner = replace(scenario.manner, range_deg=(WEAKER_RANGE * least_deg, WEAKER_RANGE * most_deg))
    return replace(scenario, manner=manner, sensor=replace(scenario.sensor, clock_error=WEAKER_CLOCK))


def scenario_of(plan: Plan, placement: str, *, seed: int = 1) -> Scenario:
    """A person who does what is planned, the sensor worn as said ("auto": on the heel)."""
    exercise = None if plan.exercise is None else find_exercise(plan.exercise)
    whole = Scenario(
        placement="heel" if placement == "auto" else placement,
        posture="seated" if exercise is not None and exercise.posture == "seated" else "standing",
        step_edge=exercise is not None and exercise.key == "eccentric-heel-drop",
        sets=plan.sets or 1,
        rest_s=max(plan.rest_s, _ends_a_set_s(plan)),
        lead_in_s=QUIET_S,
        lead_out_s=QUIET_S,
        sensor=Sensor(seed=WEARABLE_SEED),
        exercise=plan.exercise,
        seed=seed,
    )
    if plan.is_heel_rise_test:
        return replace(whole, reps=plan.reps or TEST_REPS, manner=TIRING)
    if exercise is not None and exercise.passive_drop:
        # A few more than fit into the minutes: they end by the clock.
        by_clock = PUSH_UP_REPS if plan.minutes is None else math.ceil(60.0 * plan.minutes / PUSH_UP_S) + PUSH_UP_REPS
        return replace(whole, reps=plan.reps or by_clock, manner=PUSH_UPS)
    return replace(whole, reps=plan.reps or USUAL_REPS, tempo=plan.tempo or USUAL_TEMPO)


def _ends_a_set_s(plan: Plan) -> float:
    """The shortest rest that surely ends a set."""
    tempo = plan.tempo or USUAL_TEMPO
    phases = (tempo.lower_s, tempo.bottom_s, tempo.raise_s, tempo.top_s)
    cycle_s = CYCLE_MORE * sum(X_LIMIT_S if phase_s is None else phase_s for phase_s in phases)
    return longest_rest_s(cycle_s) + SURELY_S


def _joined(parts: Sequence[Simulation]) -> Course:
    """One recording after the other."""
    times: list[FloatArray] = []
    forces: list[FloatArray] = []
    rates: list[FloatArray] = []
    truths: list[tuple[Rep, ...]] = []
    ends_s = 0.0
    for part in parts:
        recording = part.recording
        step_s = 1 / recording.sample_rate_hz
        later_s = ends_s + step_s - float(recording.time_s[0]) if times else 0.0
        times.append(recording.time_s + later_s)
        forces.append(recording.acc_m_s2.copy())
        rates.append(recording.acc_m_s2 * 0.0 if recording.gyr_rad_s is None else recording.gyr_rad_s)
        truths.append(shifted(part.truth, later_s))
        ends_s = float(times[-1][-1])
    for before, after in pairwise(forces):
        _fade(before, after, round(FADE_S * parts[0].recording.sample_rate_hz))
    first = parts[0].recording
    recording = Recording.from_arrays(
        np.concatenate(times),
        np.concatenate(forces),
        None if first.gyr_rad_s is None else np.concatenate(rates),
        placement=first.placement,
    )
    return Course(recording, tuple(truths))


def _fade(before: FloatArray, after: FloatArray, samples: int) -> None:
    """Let the end of one lead over to the beginning of the other: each goes half of the way."""
    way = after[:samples].mean(axis=0) - before[-samples:].mean(axis=0)
    shares = np.linspace(0.0, 0.5, samples)[:, None]
    before[-samples:] += shares * way
    after[:samples] -= shares[::-1] * way
