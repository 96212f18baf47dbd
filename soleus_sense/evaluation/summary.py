"""Outcomes brought together: exact counts, errors and delays of every group of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from soleus_sense.evaluation.cases import ACTIVITIES, PLACEMENTS, STANCES, TEMPI, WITHOUT_TOTAL
from soleus_sense.evaluation.matching import QUANTITIES
from soleus_sense.evaluation.outcomes import SENSORS, IdleOutcome, Outcome, SetCount
from soleus_sense.evaluation.statistics import ErrorStatistics, describe, percentile, share

GROUPS: dict[str, tuple[str, ...]] = {
    "stance": STANCES,
    "tempo": TEMPI,
    "rate": ("under 45 Hz", "45 to 150 Hz", "over 150 Hz"),
    "losses": ("none lost", "some lost"),
}
"""Traits that the tables are broken down by, and their values in the order shown."""

REVISED_S = 0.1
"""A lowering time said live may change by this much afterwards."""


@dataclass(frozen=True, slots=True)
class CountStatistics:
    """How exactly sets were counted.

    Attributes
    ----------
    sets : how many
    exact, within_one : how many of them were counted exactly, and within one
    reps : repetitions in them
    bias, mean_absolute : of the count, repetitions per set; None without sets
    """

    sets: int
    exact: int
    within_one: int
    reps: int
    bias: float | None
    mean_absolute: float | None

    @property
    def exact_share(self) -> float | None:
        return share(self.exact, self.sets)

    @property
    def within_one_share(self) -> float | None:
        return share(self.within_one, self.sets)


@dataclass(frozen=True, slots=True)
class LiveStatistics:
    """What was said live.

    Attributes
    ----------
    streams : how many recordings were streamed
    same_as_whole : in how many the stream's analysis equals that of the whole recording
    announced : repetitions announced that really happened
    delay_median_s, delay_95_s : from the heel's true landing to the announcement; None where there is none
    revised_most_s : greatest change of a lowering time afterwards; None where nothing was said
    revised_share : share of the lowering times that changed by more than `REVISED_S`
    """

    streams: int
    same_as_whole: int
    announced: int
    delay_median_s: float | None
    delay_95_s: float | None
    revised_most_s: float | None
    revised_share: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Every workout of one placement and sensor, or of those with one trait.

    Attributes
    ----------
    placement, sensor : which column
    trait, value : by what it is a part, such as "tempo" and "slow"; both empty for all of it
    recordings : how many
    counts : told where the sensor is
    told_nothing : with the placement to be found out
    placements_found : in how many recordings it was found right
    divided : recordings divided into the right number of sets
    missed, extra : repetitions not counted, counts that were none
    errors : by quantity
    live : of those that were streamed
    failures : recordings that ended in an error
    """

    placement: str
    sensor: str
    trait: str
    value: str
    recordings: int
    counts: CountStatistics
    told_nothing: CountStatistics
    placements_found: int
    divided: int
    missed: int
    extra: int
    errors: dict[str, ErrorStatistics]
    live: LiveStatistics
    failures: int


@dataclass(frozen=True, slots=True)
class PlainGroup:
    """A plain counter over the same workouts: on whole recordings, and told when each set begins and ends."""

    counter: str
    placement: str
    whole: CountStatistics
    cut_out: CountStatistics


@dataclass(frozen=True, slots=True)
class FalseReps:
    """Counts during one activity, or "total"; all are false.

    Attributes
    ----------
    hours : simulated
    counted : by ours, one per sensor in the order of `SENSORS`
    plain : by each plain counter
    """

    placement: str
    activity: str
    hours: float
    counted: dict[str, int]
    plain: dict[str, int]

    def per_hour(self, counted: int) -> float | None:
        """So many counts as a rate."""
        return counted / self.hours if self.hours else None


def summarise(outcomes: Sequence[Outcome]) -> tuple[Group, ...]:
    """Every placement and sensor there is, first as a whole, then by each trait."""
    groups: list[Group] = []
    for placement in PLACEMENTS:
        for sensor in SENSORS:
            column = [one for one in outcomes if (one.case.placement, one.sensor) == (placement, sensor)]
            if not column:
                continue
            groups.append(_group(column, placement, sensor, "", ""))
            for trait, values in GROUPS.items():
                for value in values:
                    part = [one for one in column if one.traits.get(trait) == value]
                    if part:
                        groups.append(_group(part, placement, sensor, trait, value))
    return tuple(groups)


def _group(part: Sequence[Outcome], placement: str, sensor: str, trait: str, value: str) -> Group:
    return Group(
        placement=placement,
        sensor=sensor,
        trait=trait,
        value=value,
        recordings=len(part),
        counts=_counts(part, lambda one: one.counts),
        told_nothing=_counts(part, lambda one: one.told_nothing),
        placements_found=sum(one.placement_found == placement for one in part),
        divided=sum(one.sets_found == len(one.counts) for one in part),
        missed=sum(one.missed for one in part),
        extra=sum(one.extra for one in part),
        errors={
            quantity: describe(
                [error for one in part for error in one.errors.get(quantity, ())],
                sum(one.unmeasured.get(quantity, 0) for one in part),
            )
            for quantity in QUANTITIES
        },
        live=_live(part),
        failures=sum(one.failure is not None for one in part),
    )


def _counts(part: Iterable[Outcome], of: Callable[[Outcome], tuple[SetCount, ...]]) -> CountStatistics:
    counts = [count for one in part for count in of(one)]
    errors = describe([count.error for count in counts])
    return CountStatistics(
        sets=len(counts),
        exact=sum(count.error == 0 for count in counts),
        within_one=sum(abs(count.error) <= 1 for count in counts),
        reps=sum(count.true for count in counts),
        bias=errors.bias,
        mean_absolute=errors.mean_absolute,
    )


def _live(part: Iterable[Outcome]) -> LiveStatistics:
    streams = [one.live for one in part if one.live is not None]
    delays = [delay for one in streams for delay in one.delay_s]
    revised = [abs(change) for one in streams for change in one.revised_s]
    return LiveStatistics(
        streams=len(streams),
        same_as_whole=sum(one.same_as_whole for one in streams),
        announced=len(delays),
        delay_median_s=percentile(delays, 50),
        delay_95_s=percentile(delays, 95),
        revised_most_s=max(revised, default=None),
        revised_share=share(sum(change > REVISED_S for change in revised), len(revised)),
    )


def summarise_plain(outcomes: Sequence[Outcome]) -> tuple[PlainGroup, ...]:
    """Every plain counter at every placement; they use the acceleration, so one sensor's outcomes are enough."""
    groups: list[PlainGroup] = []
    for placement in PLACEMENTS:
        part = [one for one in outcomes if (one.case.placement, one.sensor) == (placement, SENSORS[0])]
        groups += [
            PlainGroup(
                counter=name,
                placement=placement,
                whole=_counts(part, lambda one, name=name: one.plain[name]),
                cut_out=_counts(part, lambda one, name=name: one.plain_cut_out[name]),
            )
            for name in (part[0].plain if part else ())
        ]
    return tuple(groups)


def summarise_idles(outcomes: Sequence[IdleOutcome]) -> tuple[FalseReps, ...]:
    """Every activity at every placement; "total" is that of the activities without `WITHOUT_TOTAL`."""
    rows: list[FalseReps] = []
    for placement in PLACEMENTS:
        column = [one for one in outcomes if one.case.placement == placement]
        for activity in (*ACTIVITIES, "total", *WITHOUT_TOTAL):
            wanted = ACTIVITIES if activity == "total" else (activity,)
            part = [one for one in column if one.case.activity in wanted]
            if part:
                rows.append(_false_reps(part, placement, activity))
    return tuple(rows)


def _false_reps(part: Sequence[IdleOutcome], placement: str, activity: str) -> FalseReps:
    first = [one for one in part if one.sensor == SENSORS[0]]
    return FalseReps(
        placement=placement,
        activity=activity,
        hours=sum(one.seconds for one in first) / 3600,
        counted={
            sensor: sum(len(one.false_s) for one in part if one.sensor == sensor)
            for sensor in SENSORS
            if any(one.sensor == sensor for one in part)
        },
        plain={name: sum(one.plain[name] for one in first) for name in part[0].plain},
    )


def worst_cases(outcomes: Sequence[Outcome], most: int) -> tuple[Outcome, ...]:
    """Those that failed, then those with the most mistakes, then those with the worst lowering times."""

    def badness(one: Outcome) -> tuple[bool, int, float]:
        sizes = [abs(error) for error in one.errors.get("lower_s", ())]
        return one.failure is not None, one.missed + one.extra, max(sizes, default=0.0)

    return tuple(sorted(outcomes, key=badness, reverse=True)[:most])
