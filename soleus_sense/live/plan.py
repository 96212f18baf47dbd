"""What a person means to do: sets, repetitions, rest, tempo; and how far they are with it."""

from __future__ import annotations

from dataclasses import dataclass

from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.motion.reps import Event, RepCounted, SetEnded

REST_S = 60.0
"""The usual rest between sets of calf raises where nobody says another."""


@dataclass(frozen=True, slots=True)
class GoalReached:
    """The running set has as many repetitions as were planned."""

    set: int
    reps: int
    at_s: float


@dataclass(frozen=True, slots=True)
class RestOver:
    """The planned rest after a set is over: time for set number `next_set`."""

    next_set: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What is meant to be done.

    Attributes
    ----------
    exercise : key of the catalogue, or None
    tempo : target, or None
    sets, reps : how many, or None where it is left open
    rest_s : between sets
    ends : whether the session ends by itself after the last set
    """

    exercise: str | None = None
    tempo: Tempo | None = None
    sets: int | None = None
    reps: int | None = None
    rest_s: float = REST_S
    ends: bool = False

    @classmethod
    def of(
        cls,
        exercise: str | None,
        tempo: str | None,
        *,
        sets: int | None = None,
        reps: int | None = None,
        rest_s: float | None = None,
    ) -> Plan:
        """A plan from what was said; what was not is the exercise's usual dose and tempo.

        Raises
        ------
        SettingsError
            An unknown exercise or tempo.
        """
        usual = None if exercise is None else find_exercise(exercise)
        target = tempo or (usual.tempo if usual else None)
        return cls(
            exercise=exercise,
            tempo=None if target is None else Tempo.parse(target),
            sets=sets or (usual.sets if usual else None),
            reps=reps or (usual.reps if usual else None),
            rest_s=REST_S if rest_s is None else rest_s,
            ends=sets is not None,
        )


class Progress:
    """How far one leg is with the plan.

    State: sets that ended and their counts, the running set's number and count, and when the rest is over.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.ended_sets = 0
        self.ended: list[tuple[int, int]] = []
        """Number and repetitions of each set that ended."""
        self.counted = 0
        """Repetitions of the running set; between sets, of the last one."""
        self.set = 0
        """Number of the running set, or of the last one."""
        self.rest_since_s: float | None = None
        """When the last set's last lowering ended; None while a set runs and before the first."""
        self._rest_over_s: float | None = None

    @property
    def done(self) -> bool:
        """All planned sets have ended."""
        return self.plan.sets is not None and self.ended_sets >= self.plan.sets

    def after(self, event: Event) -> list[GoalReached]:
        """What the counter's event means for the plan."""
        if isinstance(event, SetEnded):
            self.ended_sets += 1
            self.ended.append((event.set.index, event.set.reps))
            self.rest_since_s = event.set.end_s
            if not self.done:
                self._rest_over_s = event.set.end_s + self.plan.rest_s
        elif isinstance(event, RepCounted):
            self._rest_over_s = self.rest_since_s = None
            if event.rep.set != self.set:
                self.set, self.counted = event.rep.set, 0
            self.counted += 1
            if self.counted == self.plan.reps:
                return [GoalReached(self.set, self.counted, event.at_s)]
        return []

    def rest_left_s(self, now_s: float) -> float | None:
        """Seconds of planned rest that are left; None where none is planned or it is over."""
        if self._rest_over_s is None or self.plan.sets is None:
            return None
        return max(self._rest_over_s - now_s, 0.0)

    def end_rest(self) -> None:
        """The person wants to go on before the rest is over."""
        self._rest_over_s = None

    def at(self, now_s: float) -> list[RestOver]:
        """What the time means for the plan; `now_s` is the newest sample's."""
        if self._rest_over_s is None or now_s < self._rest_over_s:
            return []
        self._rest_over_s = None
        return [RestOver(self.ended_sets + 1, now_s)]
