"""Toe walking: the sets of a recording, each with its steps, cadence, distance and heel touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from soleus_sense.errors import RecordingError
from soleus_sense.exercises.said import ABSENT, Said, counted, each, metres, percent
from soleus_sense.motion.gait import PAUSE_S

if TYPE_CHECKING:
    from soleus_sense.motion.gait import Stride

TURN_ABOUT_DEG, TURN_STRIDES = 135.0, 3
"""Who turns by this much within so many strides has turned about and walks back: a corner is 90°."""

FLAT_IN_A_ROW = 4
"""So many flat steps in a row are walking on flat feet; fewer are heels that touched."""

LEAST_STRIDES = 3
"""A toe walk has at least six steps of both feet: reaching up to a shelf takes fewer."""

SEEN_SHARE = 0.8
"""The way is told from the strides whose length was measured where these are most of them."""

LEAST_CALIBRATION_STRIDES = 6
"""Over fewer the half steps at both ends make the step length wrong by more than a tenth."""

STEP_LENGTHS_M = (0.10, 1.20)
"""Beyond these the metres are not those of this walk."""


@dataclass(frozen=True, slots=True)
class ToeWalkSet:
    """One way on the toes, ended by a rest or by turning about.

    Attributes
    ----------
    start_s, end_s : the first step's lift, the last one's landing
    strides : steps of the foot that wears the sensor
    cadence_steps_min : both feet's steps a minute, or None under two strides
    distance_m : by the own step length where one is known, else as measured; None where neither is to be had
    heel_touches : steps of this foot after which the heel came down, but for the last before a rest; None where
        flat is not known
    on_toes_share : of those steps, the ones with the heel off the ground
    """

    start_s: float
    end_s: float
    strides: int
    cadence_steps_min: float | None
    distance_m: float | None
    heel_touches: int | None
    on_toes_share: float | None

    @property
    def steps(self) -> int:
        """Of both feet: the other one takes as many."""
        return 2 * self.strides


@dataclass(frozen=True, slots=True)
class ToeWalks:
    """Every way on the toes of a recording.

    Attributes
    ----------
    sets : in the order of time
    step_m : the own step length that distances rest on, or None where they are measured stride by stride
    """

    sets: tuple[ToeWalkSet, ...]
    step_m: float | None = None

    @property
    def steps(self) -> int:
        """Of both feet, all sets."""
        return sum(one.steps for one in self.sets)

    @property
    def distance_m(self) -> float | None:
        """Of all sets; None where one has none."""
        known = [one.distance_m for one in self.sets if one.distance_m is not None]
        return sum(known) if len(known) == len(self.sets) else None

    @property
    def heel_touches(self) -> int | None:
        """Of all sets; None where flat is not known."""
        known = [one.heel_touches for one in self.sets if one.heel_touches is not None]
        return sum(known) if len(known) == len(self.sets) else None

    @property
    def on_toes_share(self) -> float | None:
        """Of this foot's steps, those on the toes; None where flat is not known."""
        known = [(one.on_toes_share, one.strides) for one in self.sets if one.on_toes_share is not None]
        return sum(share * n for share, n in known) / sum(n for _, n in known) if known else None

    @property
    def cadence_steps_min(self) -> float | None:
        """The usual one of the sets."""
        known = [one.cadence_steps_min for one in self.sets if one.cadence_steps_min is not None]
        return median(known) if known else None

    @property
    def said(self) -> tuple[Said, ...]:
        """The figures in words."""
        several = len(self.sets) > 1

        def of_sets(values: list[str]) -> str:
            return f" Set by set: {each(values)}." if several else ""

        by = (
            f"Steps × your own step length of {metres(self.step_m, 2)}."
            if self.step_m is not None
            else "As measured stride by stride; calibrate your own step length for a surer one."
        )
        cadence = self.cadence_steps_min
        figures = [
            Said(
                "Toe walks",
                counted(len(self.sets), "set"),
                f"Divided by rests of over {PAUSE_S:g} s, and by turning about.",
            ),
            Said(
                "Toe-walk steps",
                f"{self.steps}",
                "Of both feet: twice those of the foot that wears the sensor, heel touches among them."
                + of_sets([f"{one.steps}" for one in self.sets]),
            ),
            Said("Toe-walk cadence", ABSENT if cadence is None else f"{cadence:.0f} steps/min", "Both feet's."),
            Said(
                "Toe-walk distance",
                metres(self.distance_m),
                by + of_sets([metres(one.distance_m) for one in self.sets]),
            ),
        ]
        touches = self.heel_touches
        if touches is None:
            why = "Not known: stand still on flat feet for two seconds before the walk, and wear a sensor with a gyro."
            return (*figures, Said("Heel touches", ABSENT, why))
        return (
            *figures,
            Said(
                "Heel touches",
                f"{touches}",
                "Steps of this foot after which the heel came down."
                + of_sets([f"{one.heel_touches}" for one in self.sets]),
            ),
            Said(
                "On the toes",
                percent(self.on_toes_share),
                "Share of this foot's steps with the heel off the ground, our limit being 10° steeper than flat.",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "steps": self.steps,
            "cadence_steps_min": self.cadence_steps_min,
            "distance_m": self.distance_m,
            "heel_touches": self.heel_touches,
            "on_toes_share": self.on_toes_share,
            "step_m": self.step_m,
            "sets": [{**asdict(one), "steps": one.steps} for one in self.sets],
        }


def toe_walks(strides: Sequence[Stride], *, step_m: float | None = None, stated: bool = False) -> ToeWalks | None:
    """The ways on the toes; None where there is none.

    Parameters
    ----------
    strides : of the foot that wears the sensor, in the order of time
    step_m : the person's own step length on the toes, metres; None: distances are those measured
    stated : whether the person said that this is toe walking: then a walk in which flat is not known is one too
    """
    found = tuple(
        _set_of(part, step_m, rested=rested)
        for walk in _walks(strides)
        for part, rested in _between_turns(walk)
        for part, rested in _on_toes(part, rested=rested, stated=stated)
    )
    return ToeWalks(found, step_m) if found else None


def step_length_m(strides: Sequence[Stride], metres_walked: float) -> float:
    """The person's own step length on the toes, from a walk over a known way.

    Parameters
    ----------
    strides : of a recording that holds the walk; of several walks the one of the most steps is taken
    metres_walked : its length

    Raises
    ------
    RecordingError
        Too few steps, steps on flat feet, or metres that cannot be those of this walk.
    """
    walk = max(_walks(strides), key=len, default=[])
    if len(walk) < LEAST_CALIBRATION_STRIDES:
        raise RecordingError(
            f"Only {len(walk)} steps of one foot were found in a row, and {LEAST_CALIBRATION_STRIDES} are needed: "
            "walk 10 m or more on your toes, with the sensor on the foot."
        )
    told = [one.on_toes for one in walk[:-1] if one.on_toes is not None]
    if told and sum(told) < len(told) / 2:
        raise RecordingError("This walk was on flat feet: a step on the toes is shorter, so walk on your toes.")
    length_m = metres_walked / (2 * len(walk))
    if not STEP_LENGTHS_M[0] <= length_m <= STEP_LENGTHS_M[1]:
        raise RecordingError(
            f"{metres_walked:g} m in {2 * len(walk)} steps is {length_m:.2f} m a step, which cannot be: "
            "check the metres, or record this walk alone."
        )
    return length_m


def _walks(strides: Sequence[Stride]) -> list[list[Stride]]:
    """The strides between rests."""
    walks: list[list[Stride]] = [[]]
    for at, one in enumerate(strides):
        if at and one.lift_s - strides[at - 1].flat_s > PAUSE_S:
            walks.append([])
        walks[-1].append(one)
    return [walk for walk in walks if walk]


def _between_turns(walk: list[Stride]) -> list[tuple[list[Stride], bool]]:
    """The parts of a walk between turnings about, and whether a rest follows each."""
    parts: list[tuple[list[Stride], bool]] = []
    begun = 0
    for at in range(1, len(walk) - 1):
        window = walk[max(begun, at - TURN_STRIDES + 1) : at + 1]
        if at > begun and abs(sum(one.turn_deg or 0.0 for one in window)) >= TURN_ABOUT_DEG:
            parts.append((walk[begun : at + 1], False))
            begun = at + 1
    return [*parts, (walk[begun:], True)]


def _on_toes(part: list[Stride], *, rested: bool, stated: bool) -> list[tuple[list[Stride], bool]]:
    """The stretches on the toes within a part of a walk: flat steps in a row are ordinary walking.

    Before a rest everybody comes down, so the last step there is neither on the toes nor a touch.
    """
    judged = part[:-1] if rested else part
    if not any(one.on_toes is not None for one in judged):
        return [(part, rested)] if stated and len(part) >= LEAST_STRIDES else []
    up = [at for at, one in enumerate(judged) if one.on_toes]
    stretches: list[list[int]] = []
    for at in up:
        if stretches and at - stretches[-1][-1] <= FLAT_IN_A_ROW:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    found: list[tuple[list[Stride], bool]] = []
    for stretch in stretches:
        first, last = stretch[0], stretch[-1]
        # What is flat for a step or two at the beginning or the end is a heel that touched.
        first = 0 if first < FLAT_IN_A_ROW else first
        to_the_end = len(judged) - 1 - last < FLAT_IN_A_ROW
        stop = len(part) if to_the_end else last + 1
        if stop - first >= LEAST_STRIDES:
            found.append((part[first:stop], rested and to_the_end))
    return found


def _set_of(strides: list[Stride], step_m: float | None, *, rested: bool) -> ToeWalkSet:
    judged = [one.on_toes for one in (strides[:-1] if rested else strides) if one.on_toes is not None]
    cycles_s = [after.start_s - one.start_s for one, after in pairwise(strides)]
    return ToeWalkSet(
        start_s=strides[0].lift_s,
        end_s=strides[-1].flat_s,
        strides=len(strides),
        cadence_steps_min=120 / median(cycles_s) if cycles_s else None,
        distance_m=2 * len(strides) * step_m if step_m is not None else _measured_m(strides),
        heel_touches=judged.count(False) if judged else None,
        on_toes_share=judged.count(True) / len(judged) if judged else None,
    )


def _measured_m(strides: list[Stride]) -> float | None:
    """The foot's way; strides whose length was not seen are taken for as long as the others."""
    known = [one.length_m for one in strides if one.length_m is not None]
    if not known or len(known) < SEEN_SHARE * len(strides):
        return None
    return sum(known) * len(strides) / len(known)
