"""The weekly dose: what was done in each week, against what a programme or a person meant to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from soleus_sense.exercises import EXERCISES
from soleus_sense.history.values import SessionFigures

if TYPE_CHECKING:
    from soleus_sense.exercises.programmes import Prescription, Programme

WEEK = timedelta(weeks=1)

Span = tuple[float, float]
"""Fewest and most."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday on.

    Attributes
    ----------
    monday : its first day
    amount : what was done
    sessions : in how many
    planned : fewest and most that were to be done; None where nobody said
    """

    monday: date
    amount: float
    sessions: int
    planned: Span | None = None

    @property
    def reached(self) -> bool:
        """Whether as much was done as was planned at the least."""
        return self.planned is not None and self.amount >= self.planned[0]


@dataclass(frozen=True)
class WeeklyDose:
    """The weeks from the first session to the last, those without one included.

    Attributes
    ----------
    unit : "reps", or "min" for exercises whose dose is time
    weeks : oldest first
    per_session : the exercise's dose of one session in that unit, or None where it has none
    course : the programme that is followed, where it has this exercise
    """

    unit: str
    weeks: tuple[Week, ...]
    per_session: float | None
    course: Course | None = None


@dataclass(frozen=True)
class Course:
    """A programme that a person follows, week 1 being the calendar's week of `began`."""

    programme: Programme
    began: date

    @property
    def monday(self) -> date:
        """The first day of week 1."""
        return monday_of(self.began)

    def number(self, monday: date) -> int | None:
        """Which of its weeks a calendar week is; None before and after it."""
        number = (monday - self.monday) // WEEK + 1
        return number if 1 <= number <= self.programme.length_weeks else None

    def planned(self, exercise: str, monday: date, unit: str) -> Span | None:
        """Fewest and most of an exercise in a calendar week; None where it is not prescribed in that unit."""
        number = self.number(monday)
        if number is None:
            return None
        week = self.programme.week(number)
        doses = [_dose_of(one, unit, week.times_a_day) for one in week.exercises if one.exercise == exercise]
        each_day = [dose for dose in doses if dose is not None]
        if not each_day:
            return None
        return week.days_a_week * sum(low for low, _ in each_day), week.days_a_week * sum(high for _, high in each_day)


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def weekly_dose(
    sessions: Sequence[SessionFigures],
    exercise: str | None,
    *,
    times_a_week: float | None = None,
    course: Course | None = None,
) -> WeeklyDose:
    """What was done in each week, against what was meant to be done.

    Repetitions are those of a leg.

    Parameters
    ----------
    sessions : of this exercise, oldest first
    exercise : key of the catalogue, or None
    times_a_week : how often its usual dose is meant to be taken; None: nobody said
    course : the programme that is followed; its weeks go before `times_a_week`
    """
    known = EXERCISES.get(exercise or "")
    walked = known is not None and known.posture == "walking"
    unit = "min" if known is not None and (known.passive_drop or walked) else "reps"
    per_session = None if known is None or not known.sets or not known.reps else float(known.sets * known.reps)
    usual = None if per_session is None or times_a_week is None else per_session * times_a_week

    def planned(monday: date) -> Span | None:
        found = None if course is None or exercise is None else course.planned(exercise, monday, unit)
        return found or (None if usual is None else (usual, usual))

    amounts: dict[date, list[float]] = {}
    for one in sessions:
        done_s = (one.walking_s or 0.0) if walked else one.sets_s
        amounts.setdefault(monday_of(one.day), []).append(done_s / 60 if unit == "min" else one.reps)
    weeks: list[Week] = []
    if amounts:
        monday, last = min(amounts), max(amounts)
        if course is not None and planned(course.monday) is not None:
            monday = min(monday, course.monday)
        while monday <= last:
            done = amounts.get(monday, [])
            weeks.append(Week(monday, sum(done), len(done), planned(monday)))
            monday += WEEK
    follows = course is not None and any(course.planned(exercise or "", week.monday, unit) for week in weeks)
    return WeeklyDose(unit, tuple(weeks), per_session, course if follows else None)


def _dose_of(one: Prescription, unit: str, times_a_day: int) -> Span | None:
    """A day's fewest and most; minutes are prescribed for the whole day."""
    if unit == "min":
        return None if one.minutes is None else (one.minutes, one.minutes)
    return None if one.reps is None else (times_a_day * one.sets * one.reps[0], times_a_day * one.sets * one.reps[1])
