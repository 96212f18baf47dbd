"""What weeks of sessions show: a figure per session, a trend that odd days do not bend, and the personal bests."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from soleus_sense.exercises import EXERCISES
from soleus_sense.history.dose import WEEK
from soleus_sense.history.theil_sen import theil_sen
from soleus_sense.history.values import SessionFigures, SessionId

RECENT = timedelta(weeks=4)
"""What stands for "now": long enough for several sessions, short beside the weeks in which a calf changes."""

FEWEST_FOR_TREND = 6
"""Sessions under which a line through the dots would be a guess."""

SHORTEST_FOR_TREND = timedelta(weeks=2)
"""Nothing trained changes in less; what moves between two days is the day's form."""

TREND_TIME = timedelta(weeks=12)
"""The trend is that of the newest dots, over no longer than this: as long as the usual programmes for a calf last
(Alfredson 1998, Beyer 2015). Over a year a straight line would run through what rose first and then stayed."""

CONFIDENCE = 0.95

MIDDLE_TIME = timedelta(weeks=4)
FEWEST_FOR_MIDDLE = 3
"""Where there is more than a trend's time, the running median of so many weeks shows what was before."""

FEWEST_FOR_COMPLIANCE = 10
"""Counted repetitions under which a share within the target is no personal best."""


MOST_WITHIN, LARGEST_RANGE = "Most within the target", "Largest range"
"""Personal bests that not every session takes part in."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a session.

    Attributes
    ----------
    key : as in the code
    name : as shown
    unit : "s", "%", "cm", "°", "kg" or ""; of the range, that of its values
    of : the figure of a session, or None
    meaning : its definition
    chosen : the person sets it (a weight), so that there is no trend to be found in it
    """

    key: str
    name: str
    unit: str
    of: Callable[[SessionFigures], float | None]
    meaning: str
    chosen: bool = False


def _share(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _of_symmetry(key: str) -> Callable[[SessionFigures], float | None]:
    return lambda one: None if one.symmetry is None else getattr(one.symmetry, key)


LOWERING = Quantity("lower_s", "Lowering time", "s", lambda one: one.lower_s, "Mean over a session's counted reps.")
COMPLIANCE = Quantity(
    "compliance",
    "Within the target",
    "%",
    lambda one: _share(one.compliance),
    "Share of a session's counted reps whose lowering is within the target.",
)
REPS = Quantity("reps", "Reps", "", lambda one: one.reps or None, "A session's counted reps, corrections included.")
RANGE = Quantity(
    "range", "Range", "", lambda one: None if one.range is None else one.range[0], "Mean over a session's counted reps."
)
TENSION = Quantity(
    "tension",
    "Time under tension",
    "min",
    lambda one: one.time_under_tension_s / 60 or None,
    "Sum of raise + top + lower over a session's counted reps.",
)
WEIGHT = Quantity("weight", "Weight", "kg", lambda one: one.weight_kg, "The session's heaviest set.", True)
SYMMETRIES = (
    Quantity("symmetry_reps", "Symmetry of reps", "%", _of_symmetry("reps"), "Smaller / larger × 100."),
    Quantity("symmetry_range", "Symmetry of the range", "%", _of_symmetry("range"), "Smaller / larger × 100."),
    Quantity("symmetry_lower", "Symmetry of the lowering", "%", _of_symmetry("lower_s"), "Smaller / larger × 100."),
)
STEPS = Quantity("steps", "Steps", "", lambda one: one.steps, "Steps of both feet in a session.")
WALKING = Quantity(
    "walking",
    "Walking time",
    "min",
    lambda one: None if one.walking_s is None else one.walking_s / 60,
    "Time on one's feet, pauses left out.",
)
CADENCE = Quantity("cadence", "Cadence", "steps/min", lambda one: one.cadence_steps_min, "Both feet's while walking.")
DISTANCE = Quantity("distance", "Distance", "m", lambda one: one.distance_m, "The foot's way along the ground.")
WALK_QUANTITIES = (STEPS, WALKING, CADENCE, DISTANCE)
"""Of exercises that are walked; what is walked between repetitions is no progress."""

QUANTITIES = (LOWERING, COMPLIANCE, REPS, RANGE, TENSION, WEIGHT, *SYMMETRIES)


@dataclass(frozen=True, slots=True)
class Point:
    """One session's figure."""

    session: SessionId
    began: datetime
    value: float
    side: str | None
    tempo: str | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A robust line through the newest dots (Theil and Sen: the median of the slopes between all pairs).

    Attributes
    ----------
    per_week : its slope
    low, high : the slope's 95 % confidence interval
    begin, end : (moment, value) of its ends, at the first and the last dot of its time
    """

    per_week: float
    low: float
    high: float
    begin: tuple[datetime, float]
    end: tuple[datetime, float]

    @property
    def clear(self) -> bool:
        """Whether the confidence interval leaves out a level line."""
        return self.low > 0 or self.high < 0

    @property
    def weeks(self) -> float:
        """How long the line is."""
        return (self.end[0] - self.begin[0]) / WEEK


@dataclass(frozen=True)
class Series:
    """A quantity over the weeks.

    Attributes
    ----------
    quantity : what it is
    unit : of its values
    points : one per session that has the figure, oldest first
    trend : of the last `TREND_TIME`; None under `FEWEST_FOR_TREND` sessions or `SHORTEST_FOR_TREND` in it
    middle : (moment, running median) week by week, where there is more than the trend's time; None in a break
    left_out : sessions whose figure is in another unit or from another place on the leg
    placement : where the sensors of a range were worn, or None
    """

    quantity: Quantity
    unit: str
    points: tuple[Point, ...]
    trend: Trend | None
    middle: tuple[tuple[datetime, float | None], ...] = ()
    left_out: int = 0
    placement: str | None = None

    @property
    def long(self) -> bool:
        """Whether there is more than the trend's time."""
        return bool(self.points) and self.points[-1].began - self.points[0].began > TREND_TIME

    @property
    def early(self) -> float | None:
        """The median of the first four weeks, where there is more than the trend's time."""
        if not self.long:
            return None
        return median(one.value for one in self.points if one.began - self.points[0].began < RECENT)

    @property
    def recent(self) -> tuple[float, int] | None:
        """The median of the last four weeks in which there are dots, and of how many sessions."""
        if not self.points:
            return None
        values = [one.value for one in self.points if self.points[-1].began - one.began < RECENT]
        return median(values), len(values)


@dataclass(frozen=True, slots=True)
class Best:
    """A personal best: what, how much (in the quantity's unit), and in which session."""

    name: str
    value: float
    unit: str
    session: SessionId
    day: date


def series_of(sessions: Sequence[SessionFigures], quantity: Quantity) -> Series:
    """The dots and the trend of a quantity.

    Ranges can be compared in one unit and from one place on the leg only: those most sessions have.
    """
    chosen, unit, placement = list(sessions), quantity.unit, None
    if quantity is RANGE:
        kinds = [(one.range[1], one.placement) for one in sessions if one.range is not None]
        if kinds:
            # The commonest; of two as common, the later one.
            unit, placement = max(Counter(kinds).items(), key=lambda one: (one[1], _last(kinds, one[0])))[0]
            chosen = [
                one for one in sessions if one.range is not None and (one.range[1], one.placement) == (unit, placement)
            ]
    found = [(one, quantity.of(one)) for one in chosen]
    points = tuple(Point(one.id, one.began, value, one.side, one.tempo) for one, value in found if value is not None)
    measured = sum(quantity.of(one) is not None for one in sessions)
    trend, middle = (None, ()) if quantity.chosen else (trend_of(points), _middle(points))
    return Series(quantity, unit, points, trend, middle, measured - len(points), placement)


def trend_of(points: Sequence[Point]) -> Trend | None:
    """The Theil-Sen line through the newest dots; None where there are too few."""
    newest = [one for one in points if points[-1].began - one.began <= TREND_TIME]
    if len(newest) < FEWEST_FOR_TREND or newest[-1].began - newest[0].began < SHORTEST_FOR_TREND:
        return None
    first, end = newest[0].began, newest[-1].began
    at = [(one.began - first) / WEEK for one in newest]
    line = theil_sen(at, [one.value for one in newest], confidence=CONFIDENCE)
    ending = line.level + line.slope * ((end - first) / WEEK)
    return Trend(line.slope, line.low, line.high, (first, line.level), (end, ending))


def _middle(points: Sequence[Point]) -> tuple[tuple[datetime, float | None], ...]:
    """The running median, a value per week; nothing where the trend's line says all there is to say."""
    if not points or points[-1].began - points[0].began <= TREND_TIME:
        return ()
    line: list[tuple[datetime, float | None]] = []
    moments = [one.began for one in points]
    at = moments[0]
    while at <= moments[-1]:
        near = [
            one.value
            for one in points[bisect_left(moments, at - MIDDLE_TIME / 2) : bisect_right(moments, at + MIDDLE_TIME / 2)]
        ]
        line.append((at, median(near) if len(near) >= FEWEST_FOR_MIDDLE else None))
        at += WEEK
    return tuple(line)


def bests_of(sessions: Sequence[SessionFigures]) -> tuple[Best, ...]:
    """The personal bests; of two equal ones the first."""
    known = EXERCISES.get(sessions[0].exercise or "") if sessions else None
    walked = known is not None and known.posture == "walking"
    ranges = {point.session for point in series_of(sessions, RANGE).points}
    found: list[Best] = []
    for name, unit, of in (
        ("Most reps in a set", "", lambda one: one.most_reps),
        ("Most reps in a session", "", lambda one: one.reps),
        ("Heaviest set", "kg", lambda one: one.weight_kg),
        ("Longest under tension", "min", TENSION.of),
        (MOST_WITHIN, "%", lambda one: COMPLIANCE.of(one) if one.reps >= FEWEST_FOR_COMPLIANCE else None),
        ("Most steps", "", STEPS.of if walked else _nothing),
        ("Longest way", "m", DISTANCE.of if walked else _nothing),
        (LARGEST_RANGE, series_of(sessions, RANGE).unit, lambda one: RANGE.of(one) if one.id in ranges else None),
    ):
        of_each: Callable[[SessionFigures], float | None] = of
        values = [(value, one) for one in sessions if (value := of_each(one))]
        if values:
            value, one = max(values, key=lambda pair: round(pair[0], 6))  # sums differ in digits nobody sees
            found.append(Best(name, value, unit, one.id, one.day))
    return tuple(found)


def _nothing(one: SessionFigures) -> None:
    """No figure of this exercise."""


def by_exercise(sessions: Sequence[SessionFigures]) -> dict[str | None, tuple[SessionFigures, ...]]:
    """The sessions of each exercise, the one done most often first."""
    groups: dict[str | None, list[SessionFigures]] = {}
    for one in sessions:
        groups.setdefault(one.exercise, []).append(one)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return {exercise: tuple(group) for exercise, group in ordered}


def _last(kinds: Sequence[tuple[str, str | None]], kind: tuple[str, str | None]) -> int:
    return max(at for at, one in enumerate(kinds) if one == kind)
