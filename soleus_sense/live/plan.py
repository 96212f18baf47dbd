"""What a person means to do: sets, repetitions, rest, tempo; and how far they are with it."""

from __future__ import annotations

from dataclasses import dataclass

from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.motion.heel_rise_test import HEEL_RISE_TEST
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
class MinutesReached:
    """The exercise was done for as many minutes as were planned, pauses between its sets left out."""

    minutes: float
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
    most_reps : where so many or more repetitions are wanted, up to this many; None: as many as `reps`
    minutes : of the exercise in all, pauses between its sets left out; None where it is counted otherwise
    how : what else was prescribed, in words, such as `one leg, knee straight`
    """

    exercise: str | None = None
    tempo: Tempo | None = None
    sets: int | None = None
    reps: int | None = None
    rest_s: float = REST_S
    ends: bool = False
    most_reps: int | None = None
    minutes: float | None = None
    how: str = ""

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
            ends=sets is not None or exercise == HEEL_RISE_TEST,
        )

    @property
    def is_heel_rise_test(self) -> bool:
        """Whether a referee follows it."""
        return self.exercise == HEEL_RISE_TEST

    @property
    def goal(self) -> str:
        """Repetitions of a set as they are wanted: `12`, `10–15`, or "" where that is left open."""
        if self.reps is None:
            return ""
        more = self.most_reps is not None and self.most_reps > self.reps
        return f"{self.reps}–{self.most_reps}" if more else f"{self.reps}"

    def beside(self, count: int) -> str:
        """What stands beside a count: `of 12`, `goal 12` beyond it, or "" where it is left open."""
        if self.reps is None:
            return ""
        return f"{'goal' if count > max(self.reps, self.most_reps or 0) else 'of'} {self.goal}"

    def reached(self, reps: int) -> str:
        """A set with as many repetitions as were planned: `All 12 done`, `10 done: enough, up to 15 if you can`."""
        more = self.most_reps is not None and self.most_reps > reps
        return f"{reps} done: enough, up to {self.most_reps} if you can" if more else f"All {reps} done"

    @property
    def dose(self) -> str:
        """`3 × 12`, `10 min`, or "" where it is left open."""
        if self.minutes is not None:
            return f"{self.minutes:g} min"
        if self.reps is None or self.sets is None:
            return ""
        return f"{self.sets} × {self.goal}"


@dataclass(frozen=True, slots=True)
class ExerciseBegan:
    """The next exercise of a programme's day begins.

    Attributes
    ----------
    plan : what is meant to be done in it
    number, of : which one of the day it is
    """

    plan: Plan
    number: int
    of: int


class Progress:
    """How far one leg is with the plan.

    State: sets that ended and their counts, the running set's number and count, the time spent in sets, and when the
    rest is over.

    Parameters
    ----------
    plan : what is meant to be done
    rest_since_s : there was another exercise before, and this is when its last set ended; None: there was none
    rest_s : planned after that set
    """

    def __init__(self, plan: Plan, *, rest_since_s: float | None = None, rest_s: float = 0.0) -> None:
        self.plan = plan
        self.ended_sets = 0
        self.ended: list[tuple[int, int]] = []
        """Number and repetitions of each set that ended."""
        self.counted = 0
        """Repetitions of the running set; between sets, of the last one."""
        self.set = 0
        """Number of the running set, or of the last one."""
        self.rest_since_s = rest_since_s
        """When the last set's last lowering ended; None while a set runs and before the first."""
        self._rest_over_s = None if rest_since_s is None else rest_since_s + rest_s
        self._rest_s = rest_s
        self._set_began_s = 0.0
        self._spent_s = 0.0
        self._running_s = 0.0
        self._enough = False

    @property
    def done(self) -> bool:
        """All planned sets have ended, or the planned minutes are over and the set they ended in too."""
        return (self._enough and not self._running_s) or (
            self.plan.sets is not None and self.ended_sets >= self.plan.sets
        )

    @property
    def exercised_s(self) -> float:
        """Seconds spent in sets, each from its first raise to its last landing."""
        return self._spent_s + self._running_s

    @property
    def rest_planned_s(self) -> float:
        """How long the running rest is meant to be."""
        return self._rest_s

    def after(self, event: Event) -> list[GoalReached | MinutesReached]:
        """What the counter's event means for the plan."""
        if isinstance(event, SetEnded):
            self.ended_sets += 1
            self._spent_s, self._running_s = self.exercised_s, 0.0
            self.ended.append((event.set.index, event.set.reps))
            self.rest_since_s = event.set.end_s
            if not self.done:
                self._rest_s = self.plan.rest_s
                self._rest_over_s = event.set.end_s + self._rest_s
        elif isinstance(event, RepCounted):
            self._rest_over_s = self.rest_since_s = None
            if event.rep.set != self.set:
                self.set, self.counted = event.rep.set, 0
                self._set_began_s = event.rep.raise_start_s
            self.counted += 1
            self._running_s = event.rep.lower_end_s - self._set_began_s
            if self.counted == self.plan.reps:
                return [GoalReached(self.set, self.counted, event.at_s)]
            minutes = self.plan.minutes
            if minutes is not None and not self._enough and self.exercised_s >= 60.0 * minutes:
                self._enough = True
                return [MinutesReached(minutes, event.at_s)]
        return []

    def rest_left_s(self, now_s: float) -> float | None:
        """Seconds of planned rest that are left; None where none is planned or it is over."""
        if self._rest_over_s is None or (self.plan.sets is None and self.ended_sets):
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
