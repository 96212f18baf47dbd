"""What a page of trends says: every sentence, figure and table of it, made once for the page, picture and terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from soleus_sense.exercises import EXERCISES
from soleus_sense.exercises.said import Said
from soleus_sense.exercises.target import is_passive
from soleus_sense.history.dose import WEEK, Course, WeeklyDose, weekly_dose
from soleus_sense.history.progress import (
    CADENCE,
    COMPLIANCE,
    CONFIDENCE,
    FEWEST_FOR_COMPLIANCE,
    FEWEST_FOR_TREND,
    LARGEST_RANGE,
    LOWERING,
    MOST_WITHIN,
    QUANTITIES,
    RANGE,
    RECENT,
    SHORTEST_FOR_TREND,
    STEPS,
    TENSION,
    TREND_TIME,
    WALK_QUANTITIES,
    Best,
    Series,
    Trend,
    bests_of,
    by_exercise,
    series_of,
)
from soleus_sense.history.values import SessionFigures
from soleus_sense.motion.quality import PASS_SYMMETRY
from soleus_sense.report.facts import OURS
from soleus_sense.report.tables import Table
from soleus_sense.report.words import (
    ABSENT,
    NBSP,
    count,
    day_words,
    exercise_name,
    kilograms,
    length,
    seconds,
    span,
)

NOW = "The four weeks up to the last session"
"""What time the standing is of: a person who has paused sees figures that are older than four weeks."""

NOTES = (
    f"{NOW}: the median of the sessions within {RECENT.days} days of it.",
    f"Trend: of the last {TREND_TIME // WEEK} weeks, the median of the slopes between all pairs of sessions "
    f"(Theil-Sen), which odd days do not bend; no clear change: its {100 * CONFIDENCE:.0f} % interval holds a level "
    f"line. It takes {FEWEST_FOR_TREND} sessions over {SHORTEST_FOR_TREND.days} days.",
    f"Within the target: the larger of 0.3 s and 15 % around it. {OURS}",
    "With two sensors each figure is the mean of both legs, repetitions are those of one leg.",
)
"""What the reader has to know about the figures."""

FEW_MIN = 10.0
"""Fewer minutes of a week are shown to the tenth."""


@dataclass(frozen=True)
class ExerciseTrend:
    """One exercise over the weeks.

    Attributes
    ----------
    exercise : its key, or None where nobody said
    title, headline : its name; all of it in a sentence or two
    now : what time the standing is of
    standing : where each figure stands now, and which way it goes
    bests : the personal bests
    series : by key of the quantity; only those with a dot
    dose : the weeks
    dose_fact : the weekly dose in words
    table : a row per session, the newest first
    """

    exercise: str | None
    title: str
    headline: str
    now: str
    standing: tuple[Said, ...]
    bests: tuple[Said, ...]
    series: Mapping[str, Series]
    dose: WeeklyDose
    dose_fact: Said
    table: Table


def trends_of(
    sessions: Sequence[SessionFigures], *, times_a_week: float | None = None, course: Course | None = None
) -> tuple[ExerciseTrend, ...]:
    """Everything a page of trends says, an exercise after the other, the one done most often first.

    Parameters
    ----------
    sessions : oldest first
    times_a_week : how often each exercise is meant to be done
    course : the programme that is followed
    """
    return tuple(
        _of_exercise(exercise, group, weekly_dose(group, exercise, times_a_week=times_a_week, course=course))
        for exercise, group in by_exercise(sessions).items()
    )


def sessions_table(sessions: Sequence[SessionFigures], *, with_exercise: bool = False) -> Table:
    """A row per session in the order given; a column only where a session has something in it.

    Each figure is the one that is drawn as a dot.
    """
    ranges = {one.range[1] for one in sessions if one.range is not None}
    shown: list[tuple[str, str, list[str]]] = [
        ("Session", "", [str(one.id) for one in sessions]),
        ("Day", "", [f"{one.began:%Y-%m-%d}" for one in sessions]),
    ]
    if with_exercise:
        shown.append(("Exercise", "", [exercise_name(one.exercise) for one in sessions]))
    if any(one.side for one in sessions):
        shown.append(("Leg", "", [_legs(one) for one in sessions]))
    counted = any(one.reps for one in sessions)
    columns = (
        ("Sets", "", [str(one.sets) if counted else ABSENT for one in sessions]),
        ("Reps", "", [amount(one.reps, "") if counted else ABSENT for one in sessions]),
        ("Lower", "s", [seconds(one.lower_s, unit_shown=False) for one in sessions]),
        ("Within", "", [amount(COMPLIANCE.of(one), "%") for one in sessions]),
        (
            "Range",
            ranges.copy().pop() if len(ranges) == 1 else "",
            [_range(one, unit_shown=len(ranges) > 1) for one in sessions],
        ),
        ("Tension", "", [amount(TENSION.of(one), "min") for one in sessions]),
        ("Walked", "", [ABSENT if one.walking_s is None else span(one.walking_s) for one in sessions]),
        (
            "Weight",
            "kg",
            [kilograms(one.weight_kg, unit_shown=False) for one in sessions],
        ),
        ("Symmetry", "", [_symmetry(one) for one in sessions]),
    )
    shown += [column for column in columns if set(column[2]) - {ABSENT}]
    if any(one.note for one in sessions):
        shown.append(("Note", "", [one.note for one in sessions]))
    rows = tuple(zip(*(cells for *_, cells in shown), strict=True)) if sessions else ()
    notes: list[str] = []
    if any(one.symmetry for one in sessions):
        notes.append(
            "Symmetry: of reps, range and lowering time, smaller / larger × 100; "
            f"{PASS_SYMMETRY:.0f} is the usual pass mark."
        )
    if any(leg.added_reps for one in sessions for leg in one.legs):
        notes.append("Reps: with those that were added or taken off by hand.")
    return Table(tuple((name, unit) for name, unit, _ in shown), rows, ("rep",) * len(rows), tuple(notes))


def amount(value: float | None, unit: str) -> str:
    """A figure of `progress` with its unit, no finer than it is known."""
    if value is None:
        return ABSENT
    match unit:
        case "s":
            return seconds(value)
        case "min":
            return f"{value:.1f}{NBSP}min"
        case "%":
            return f"{value:.0f}{NBSP}%"
        case "cm" | "°":
            return length(value, unit)
        case "m" | "steps/min":
            return f"{value:,.0f}".replace(",", "\u2009") + f"{NBSP}{unit}"
        case "kg":
            return kilograms(value)
        case _:
            return f"{value:,.0f}".replace(",", "\u2009")


def dose_amount(value: float, unit: str) -> str:
    """`36 reps`, `270 min`, `0.3 min`: few minutes are no nothing."""
    digits = 1 if unit == "min" and value < FEW_MIN else 0
    return f"{value:,.{digits}f}".replace(",", "\u2009") + f" {unit}"


def trend_words(series: Series) -> str:
    """`2.3 s in the first four weeks. Rose from 2.8 s to 2.9 s in the last 12 weeks.`"""
    told: list[str] = []
    if series.early is not None:
        told.append(f"{amount(series.early, series.unit)} in the first four weeks.")
    trend = series.trend
    if trend is None:
        if len(series.points) > 1 and not series.quantity.chosen:
            told.append("Too few sessions for a trend.")
        return " ".join(told)
    begin, end = trend_ends(series, trend)
    time = f"{'the last ' if series.long else ''}{weeks_words(trend.weeks)}"
    if not changes(series):
        told.append(f"No clear change in {time}.")
    else:
        told.append(f"{'Rose' if trend.per_week > 0 else 'Fell'} from {begin} to {end} in {time}.")
    return " ".join(told)


def changes(series: Series) -> bool:
    """Whether there is a trend that is clear, and large enough to be read in the figures."""
    trend = series.trend
    return trend is not None and trend.clear and len(set(trend_ends(series, trend))) == 2


def trend_ends(series: Series, trend: Trend) -> tuple[str, str]:
    """The values at the trend's ends in words, within what the quantity can be."""
    most = 100.0 if series.unit == "%" else float("inf")
    ends = [amount(min(max(value, 0.0), most), series.unit) for _, value in (trend.begin, trend.end)]
    return ends[0], ends[1]


def weeks_words(weeks: float) -> str:
    """`12 weeks`."""
    return count(max(round(weeks), 1), "week")


def _of_exercise(exercise: str | None, sessions: Sequence[SessionFigures], dose: WeeklyDose) -> ExerciseTrend:
    known = EXERCISES.get(exercise or "")
    passive = is_passive(exercise)
    walked = known is not None and known.posture == "walking"
    quantities = (*WALK_QUANTITIES, *QUANTITIES) if walked else QUANTITIES
    every = [series_of(sessions, quantity) for quantity in quantities if not (passive and quantity is LOWERING)]
    series = {one.quantity.key: one for one in every if one.points}
    return ExerciseTrend(
        exercise=exercise,
        title=exercise_name(exercise),
        headline=_headline(sessions, series),
        now=NOW if len(sessions) > 1 else "This session",
        standing=tuple(_standing(one) for one in series.values()),
        bests=tuple(_best(one, series.get(RANGE.key)) for one in bests_of(sessions)) if len(sessions) > 1 else (),
        series=series,
        dose=dose,
        dose_fact=_dose_fact(dose, known.dose if known is not None else None),
        table=sessions_table(sessions[::-1]),
    )


def _headline(sessions: Sequence[SessionFigures], series: Mapping[str, Series]) -> str:
    first, last = sessions[0], sessions[-1]
    total = sum(one.reps for one in sessions)
    reps = f", {count(round(total), 'rep')}" if total else ""
    if len(sessions) == 1:
        return f"One session, on {day_words(first.day)}{reps}. Trends show after a few weeks."
    now: list[str] = []
    told_of = (
        *((STEPS.key, "{} steps"), (CADENCE.key, "{}")),
        *((LOWERING.key, "lowered in {}"), (COMPLIANCE.key, "{} within the target")),
    )
    for key, words in told_of:
        if key in series and (recent := series[key].recent) is not None:
            early = series[key].early
            before = "" if early is None else f" (at first {amount(early, series[key].unit)})"
            now.append(words.format(amount(recent[0], series[key].unit)) + before)
    told = f"{count(len(sessions), 'session')} in {weeks_words((last.began - first.began) / WEEK)}{reps}."
    return f"{told} {NOW}: {', '.join(now)}." if now else told


def _standing(series: Series) -> Said:
    quantity, recent = series.quantity, series.recent
    name = _range_name(series) if quantity is RANGE else quantity.name
    told = [trend_words(series), _left_out(series), quantity.meaning]
    return Said(name, amount(None if recent is None else recent[0], series.unit), " ".join(filter(None, told)))


def _best(one: Best, of_range: Series | None) -> Said:
    """A personal best, with what its comparison leaves out."""
    name, told = one.name, [f"{day_words(one.day)}, session {one.session}."]
    if name == MOST_WITHIN:
        told.append(f"Of sessions with {FEWEST_FOR_COMPLIANCE} reps or more.")
    if name == LARGEST_RANGE and of_range is not None:
        ranged = _range_name(of_range)
        name = f"Largest {ranged[0].lower()}{ranged[1:]}"
        told.append(_left_out(of_range))
    return Said(name, amount(one.value, one.unit), " ".join(filter(None, told)))


def _range_name(series: Series) -> str:
    """What the range is a range of."""
    return {
        ("shin", "cm"): "Rise of the shin",
        ("shin", "°"): "Tilt of the shin",
        ("heel", "cm"): "Rise of the heel",
        ("heel", "°"): "Turn of the foot",
    }.get((series.placement or "", series.unit), "Range")


def _left_out(series: Series) -> str:
    """The sessions whose range is one of something else."""
    return f"{count(series.left_out, 'session')} measured otherwise left out." if series.left_out else ""


def _dose_fact(dose: WeeklyDose, words: str | None) -> Said:
    """The weeks in a figure and a sentence."""
    if not dose.weeks:
        return Said("Weekly dose", ABSENT)
    amounts = [week.amount for week in dose.weeks]
    last = amounts[-4:]
    value = dose_amount(median(last), dose.unit)
    told = [f"Median of the last {count(len(last), 'week')}."] if len(last) > 1 else []
    planned = [week for week in dose.weeks if week.planned is not None]
    if planned:
        number = None if dose.course is None else dose.course.number(dose.weeks[-1].monday)
        which = "The" if number is not None else "A"
        if dose.course is not None:
            programme = dose.course.programme
            length_weeks = programme.length_weeks
            now = f"ended after {length_weeks} weeks" if number is None else f"week {number} of {length_weeks}"
            told.append(f"{programme.name}: {now}.")
        if dose.course is None or number is not None:
            told.append(f"{which} week's dose is {_planned(planned[-1].planned)} {dose.unit}.")
        if len(planned) > 1:
            told.append(f"{sum(week.reached for week in planned)} of {count(len(planned), 'week')} reached their dose.")
    elif dose.per_session is not None:
        told.append(f"One session's dose is {amount(dose.per_session, '')} reps: {words}.")
    elif words is not None:
        told.append(f"The usual dose: {words}.")
    return Said("Weekly dose", value, " ".join(told))


def _planned(span: tuple[float, float] | None) -> str:
    """`108`, or `270–360`."""
    return "–".join(dict.fromkeys(amount(value, "") for value in span or ()))


def _legs(one: SessionFigures) -> str:
    return one.side or ("both" if len(one.legs) > 1 else ABSENT)


def _range(one: SessionFigures, *, unit_shown: bool) -> str:
    return ABSENT if one.range is None else length(*one.range, unit_shown=unit_shown)


def _symmetry(one: SessionFigures) -> str:
    found = one.symmetry
    if found is None:
        return ABSENT
    return "/".join(ABSENT if value is None else f"{value:.0f}" for value in (found.reps, found.range, found.lower_s))
