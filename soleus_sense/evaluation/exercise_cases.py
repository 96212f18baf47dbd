"""Simulated workouts of every exercise of the catalogue, and how often `--exercise auto` tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from soleus_sense.exercises import EXERCISES, Tempo, find_exercise
from soleus_sense.exercises.which import Suggestion, suggest_exercise
from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.scenario import Activity, Scenario, Simulation, draw_activity, draw_scenario, simulate

WALK = "walk"
"""Not in the catalogue: an ordinary walk, which is no exercise."""

KEYS = (*EXERCISES, WALK)

HABIT = (0.75, 1.15)
"""People at home go faster than prescribed: a phase takes this share of its target, least and most."""

PACED = (0.96, 1.04)
"""To a metronome they do not."""

PUSH_UPS_PER_MIN = (20.0, 110.0)


@dataclass(frozen=True, slots=True)
class Told:
    """One workout and what was said of it."""

    key: str
    placement: str
    has_gyro: bool
    seed: int
    suggestion: Suggestion


def exercise_scenario(key: str, placement: str, seed: int) -> Scenario:
    """Somebody whom nobody has met does an exercise, as its description in the catalogue says.

    Parameters
    ----------
    key : of the catalogue, or `WALK`
    placement : "heel" or "shin"
    seed : below 1000000 for tuning, from there on for measuring

    Raises
    ------
    SettingsError
        No such exercise or placement.
    """
    rng = np.random.default_rng((seed, KEYS.index(key) if key in KEYS else len(KEYS)))
    if key in ("toe-walk", "stair-climb", WALK):
        return _walking(rng, key, placement)
    exercise = find_exercise(key)
    posture = exercise.posture
    if key == "heavy-slow-resistance":
        posture = str(rng.choice(("standing", "seated")))
    if exercise.tempo is None:
        drawn = draw_scenario(rng, placement=placement, posture=posture, step_edge=False)
        return replace(drawn, manner=push_up_manner(rng, float(rng.uniform(*PUSH_UPS_PER_MIN))), sets=1, reps=40)
    on_edge = key == "eccentric-heel-drop" or (key == "standing-calf-raise" and rng.random() < 0.5)
    tempo = Tempo.parse(exercise.tempo)
    share = float(rng.uniform(*(PACED if key == "heel-rise-test" else HABIT)))
    asked = Tempo(
        *(None if phase is None else phase * share for phase in (tempo.lower_s, 0.0, tempo.raise_s, tempo.top_s))
    )
    drawn = draw_scenario(rng, placement=placement, posture=posture, step_edge=on_edge, tempo=asked)
    if key == "heel-rise-test":
        tired = replace(drawn.manner, range_kept=float(rng.uniform(0.6, 0.9)), partial_share=0.0)
        return replace(drawn, manner=tired, sets=1, reps=int(rng.integers(18, 29)), tempo_spread=0.04)
    return replace(drawn, sets=1, reps=int(rng.integers(6, 13)))


def push_up_manner(rng: np.random.Generator, per_min: float) -> Manner:
    """Soleus push-ups at a rate: up by strength, then a free drop."""
    cycle_s = 60.0 / per_min
    raise_s = min(float(rng.uniform(0.3, 0.6)), 0.6 * cycle_s)
    # A heel falls for about a fifth of a second; what is left of the cycle is rest on the floor.
    rest_s = max(cycle_s - raise_s - 0.2, 0.0)
    return Manner(
        raise_s=(0.93 * raise_s, 1.07 * raise_s),
        top_s=(0.0, 0.02),
        lower_s=(0.2, 0.25),
        bottom_s=(0.95 * rest_s, 1.05 * rest_s),
        lower_shape="fall",
        range_deg=(26.0, 36.0),
        wobble_deg=0.15,
    )


def exercise_case(key: str, placement: str, seed: int) -> Simulation:
    """The workout played."""
    return simulate(exercise_scenario(key, placement, seed))


def tell(keys: tuple[str, ...], placement: str, *, has_gyro: bool, seeds: range) -> Iterator[Told]:
    """What is suggested for each exercise and seed, the exercise and its tempo not being said."""
    for key in keys:
        for seed in seeds:
            recording = exercise_case(key, placement, seed).recording
            recording = replace(recording if has_gyro else recording.without_gyro(), exercise=None, tempo=None)
            analysis = analyze(recording, placement)
            yield Told(key, placement, has_gyro, seed, suggest_exercise(analysis, recording))


def _walking(rng: np.random.Generator, key: str, placement: str) -> Scenario:
    drawn = draw_activity(rng, placement=placement, minutes=0.0)
    names = {"toe-walk": ("toe-walk",), "stair-climb": ("stairs-up", "stairs-down"), WALK: ("walk",)}[key]
    parts: list[Activity] = [("still", float(rng.uniform(2.0, 6.0)))]
    for at in range(3):
        parts += [(names[at % len(names)], float(rng.uniform(14, 26))), ("still", float(rng.uniform(3.0, 10.0)))]
    return replace(drawn, before=tuple(parts))
