"""Named, seeded cases for the accuracy tables: simulated workouts, and minutes that hold no repetition.

A case's name says everything that is needed to make it again: `heel-edge-slow-1000012`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

import numpy as np

from soleus_sense.errors import SettingsError
from soleus_sense.virtual.movement import SLOWEST_FALL_S, Manner
from soleus_sense.virtual.scenario import NEGATIVES, Scenario, Simulation, draw_activity, draw_scenario, simulate

HELD_OUT_SEED = 1_000_000
"""Seeds from here on are for measuring, seeds below are for tuning: no constant is chosen on a case it is judged by.

Another thousand cases that nobody has looked at: `--seed` with any number above it.
"""

PLACEMENTS = ("heel", "shin")

STANCES = ("standing", "edge", "seated")
"""Standing on the floor, standing on a step's edge, seated."""

TEMPI = ("quick", "medium", "slow", "mixed", "push-up")
"""By the lowering: under 1 s, 1 to 2.5 s, longer, quick and slow ones in one set, falling freely."""

QUICK_BELOW_S = 1.0
SLOW_ABOVE_S = 2.5

MIXED_RATIO = 2.0
"""A set whose longest lowering is asked to be over twice its shortest is mixed."""

ACTIVITIES = (*NEGATIVES, "everything")
"""Activities without a repetition; "everything" is all of them in no order."""

WITHOUT_TOTAL = ("toe-walk",)
"""Heel raises of a kind that are counted as steps: shown on a line of their own, not in the false reps per hour."""

DRAWS = 2000
"""A person of a wanted tempo is met after fifteen draws on average; never meeting one is a mistake in the cases."""


@dataclass(frozen=True, slots=True)
class Case:
    """One simulated workout: where the sensor is, how the person stands, the tempo's band, and the seed."""

    placement: str
    stance: str
    tempo: str
    seed: int

    @property
    def name(self) -> str:
        return f"{self.placement}-{self.stance}-{self.tempo}-{self.seed}"

    @classmethod
    def named(cls, name: str) -> Case:
        """The case of that name.

        Raises
        ------
        SettingsError
            No case has such a name.
        """
        found = re.fullmatch(rf"({'|'.join(PLACEMENTS)})-({'|'.join(STANCES)})-({'|'.join(TEMPI)})-(\d+)", name)
        case = cls(found[1], found[2], found[3], int(found[4])) if found else None
        if case is None or not _exists(case.stance, case.tempo):
            raise SettingsError(f"No case is called {name!r}: names look like heel-edge-slow-{HELD_OUT_SEED}.")
        return case


@dataclass(frozen=True, slots=True)
class Idle:
    """Minutes without a repetition."""

    placement: str
    activity: str
    minutes: float
    seed: int

    @property
    def name(self) -> str:
        return f"{self.placement}-{self.activity}-{self.minutes:g}min-{self.seed}"


def draw_cases(placement: str, count: int, seed: int = HELD_OUT_SEED) -> tuple[Case, ...]:
    """So many workouts, spread evenly over stances and tempi; the same seed gives the same ones."""
    cells = [(stance, tempo) for tempo, stance in product(TEMPI, STANCES) if _exists(stance, tempo)]
    return tuple(Case(placement, *cells[at % len(cells)], seed + at) for at in range(count))


def draw_idles(
    placement: str, minutes: float, seed: int = HELD_OUT_SEED, *, longest_minutes: float = 5.0
) -> tuple[Idle, ...]:
    """Every activity for so many minutes, in pieces of at most `longest_minutes`, each another person's."""
    pieces = max(1, round(minutes / longest_minutes + 0.499))
    return tuple(
        Idle(placement, activity, minutes / pieces, seed + piece)
        for activity in (*ACTIVITIES, *WITHOUT_TOTAL)
        for piece in range(pieces)
    )


def scenario_of(case: Case | Idle) -> Scenario:
    """The scenario of a case: a person is drawn until one keeps to the tempo wanted, so that all else varies."""
    which = PLACEMENTS.index(case.placement)
    if isinstance(case, Idle):
        at = (*ACTIVITIES, *WITHOUT_TOTAL).index(case.activity)
        names = NEGATIVES if case.activity == "everything" else (case.activity,)
        rng = np.random.default_rng((case.seed, which, at))
        return draw_activity(rng, placement=case.placement, minutes=case.minutes, names=names)
    rng = np.random.default_rng((case.seed, which))
    posture = "seated" if case.stance == "seated" else "standing"
    for _ in range(DRAWS):
        drawn = draw_scenario(rng, placement=case.placement, posture=posture, step_edge=case.stance == "edge")
        if tempo_of(drawn.manner) == case.tempo:
            return drawn
    raise SettingsError(f"Nobody was met who does the case {case.name}.")


def simulated(case: Case | Idle) -> Simulation:
    """The case played: its recording and its truth."""
    return simulate(scenario_of(case))


def tempo_of(manner: Manner) -> str:
    """The band of a manner's lowerings, one of `TEMPI`."""
    shortest, longest = manner.lower_s
    if manner.lower_shape == "fall" and shortest < SLOWEST_FALL_S:
        return "push-up"
    if longest > MIXED_RATIO * shortest:
        return "mixed"
    middle = (shortest + longest) / 2
    return "quick" if middle < QUICK_BELOW_S else "medium" if middle <= SLOW_ABOVE_S else "slow"


def _exists(stance: str, tempo: str) -> bool:
    """Off a step's edge nothing stops a free fall: nobody does push-ups there."""
    return not (stance == "edge" and tempo == "push-up")
