"""The tables of a run, in words and numbers, for the terminal and for the published page alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from soleus_sense.evaluation.bench import Bench
from soleus_sense.evaluation.outcomes import SENSORS, Outcome, SetCount
from soleus_sense.evaluation.speed import LONG_H, RATE_HZ, SHORT_H
from soleus_sense.evaluation.statistics import ErrorStatistics
from soleus_sense.evaluation.summary import GROUPS, CountStatistics, Group
from soleus_sense.exercises.said import signed

ABSENT = "–"

MOST_RATIO = 8.0
"""The analysis of a whole recording is to cost at most so many of the filters."""

DELAY_TARGETS_S = (0.15, 0.35)
"""Median and 95th percentile of the announcement after the landing."""

MOST_FALSE_PER_HOUR = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes
    ----------
    title : what it shows
    columns : headings
    rows : as many cells each
    notes : sentences below it
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def text_columns(self) -> tuple[int, ...]:
        """Columns that hold words; numbers stand to the right."""
        return tuple(
            at
            for at in range(len(self.columns))
            if any(any(letter.isalpha() for letter in row[at]) and not row[at][:1].isdigit() for row in self.rows)
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What is aimed at for one placement and sensor; None where nothing is.

    Attributes
    ----------
    exact_share : sets counted exactly
    lower_mae_s, lower_limit_s : mean absolute error of the lowering, half width of its 95 % limits
    height_m : mean absolute error of the heel's height
    """

    exact_share: float
    lower_mae_s: float
    lower_limit_s: float
    height_m: float | None = None


TARGETS = {
    ("heel", SENSORS[0]): Target(1.0, 0.030, 0.080, 0.005),
    ("heel", SENSORS[1]): Target(1.0, 0.060, 0.150, 0.008),
    ("shin", SENSORS[0]): Target(1.0, 0.060, 0.150),
    ("shin", SENSORS[1]): Target(0.98, 0.150, 0.350),
}
"""From 0.35 s to 5 s lowerings, holds of 0–3 s, without a pause, off a step's edge, standing and seated."""


def tables(bench: Bench) -> tuple[Table, ...]:
    """Every table that the run has something for."""
    wholes = [group for group in bench.groups if not group.trait]
    out: list[Table] = []
    if wholes:
        out += [_targets(wholes), _counting(wholes), _timing(wholes)]
        out += [_live(wholes)] if any(group.live.streams for group in wholes) else []
        out += [_breakdown(trait, bench.groups) for trait in GROUPS]
    if bench.plain:
        out.append(_plain(bench, wholes))
    if bench.false_reps:
        out.append(_false(bench))
    if bench.real:
        out.append(_real(bench))
    if bench.changed:
        out.append(_changed(bench))
    if bench.slowed_gait:
        out.append(_slowed_gait(bench))
    if bench.whole_speed:
        out += [_whole_speed(bench), _live_speed(bench)]
    if bench.worst:
        out.append(_worst(bench.worst))
    return tuple(out)


def _column(group: Group) -> str:
    return f"{group.placement}, {group.sensor}"


def _targets(wholes: Sequence[Group]) -> Table:
    rows: list[tuple[str, ...]] = []
    for group in wholes:
        target = TARGETS[group.placement, group.sensor]
        lower, height = group.errors["lower_s"], group.errors["height_m"]
        half = None if lower.limits is None else max(-lower.limits[0], lower.limits[1])
        exact = group.counts.exact_share
        rows.append((_column(group), "sets counted exactly", _percent(exact), _at_least(target.exact_share),
                     _met(exact is not None and exact >= target.exact_share)))  # fmt: skip
        rows.append((_column(group), "lowering, mean absolute error", _ms(lower.mean_absolute),
                     f"≤ {_ms(target.lower_mae_s)}", _under(lower.mean_absolute, target.lower_mae_s)))  # fmt: skip
        rows.append((_column(group), "lowering, farther 95 % limit", _ms(half),
                     f"≤ {_ms(target.lower_limit_s)}", _under(half, target.lower_limit_s)))  # fmt: skip
        if target.height_m is not None:
            rows.append((_column(group), "heel height, mean absolute error", _mm(height.mean_absolute),
                         f"≤ {_mm(target.height_m)}", _under(height.mean_absolute, target.height_m)))  # fmt: skip
    return Table("Targets", ("sensor", "what", "measured", "aimed at", "met"), tuple(rows))


def _counting(wholes: Sequence[Group]) -> Table:
    return Table(
        "Counting",
        ("sensor", "sets", "exact", "within one", "bias", "mean error", "reps", "missed", "extra", "exact, placement "
         "not told", "placement found", "sets divided right"),
        tuple(
            (
                _column(one),
                str(one.counts.sets),
                _percent(one.counts.exact_share),
                _percent(one.counts.within_one_share),
                _signed(one.counts.bias, 2),
                _number(one.counts.mean_absolute, 2),
                str(one.counts.reps),
                str(one.missed),
                str(one.extra),
                _percent(one.told_nothing.exact_share),
                f"{one.placements_found} of {one.recordings}",
                f"{one.divided} of {one.recordings}",
            )
            for one in wholes
        ),
        (
            "A set owns the recording from the middle of the rest before it to the middle of the rest after it: what "
            "is counted while the strap is put on or somebody walks up spoils the nearest set.",
            "Bias and mean error are repetitions per set. Missed and extra are repetitions matched one to one by "
            "time: an extra one does not make up for a missed one.",
        ),
    )  # fmt: skip


MEASURES: tuple[tuple[str, str, str], ...] = (
    ("raise", "raise_s", "ms"),
    ("top", "top_s", "ms"),
    ("lowering", "lower_s", "ms"),
    ("bottom", "bottom_s", "ms"),
    ("raise begins", "raise_start_s", "ms"),
    ("raise ends", "raise_end_s", "ms"),
    ("lowering begins", "lower_start_s", "ms"),
    ("lowering ends", "lower_end_s", "ms"),
    ("range", "range_deg", "°"),
    ("height", "height_m", "mm"),
)
"""Quantities as they are called, and the unit they are shown in."""


def _timing(wholes: Sequence[Group]) -> Table:
    rows: list[tuple[str, ...]] = []
    for group in wholes:
        for name, quantity, unit in MEASURES:
            found = group.errors[quantity]
            if not found.n and not found.unmeasured:
                continue
            rows.append((_column(group), f"{name}, {unit}", str(found.n), str(found.unmeasured), *_errors(found, unit)))
    return Table(
        "Errors of matched repetitions",
        ("sensor", "what", "n", "not measured", "bias", "mean error", "95 % limits", "2.5th to 97.5th percentile"),
        tuple(rows),
        (
            "Found minus true, the truth being the noise-free heel's by the same definition. Limits are the mean "
            "∓ 1.96 standard deviations. What was not measured is left out, never taken for 0.",
            "Range and height are the foot's pitch and the heel's height at the heel, the shank's tilt and the "
            "ankle's way up at the shin.",
        ),
    )


def _errors(found: ErrorStatistics, unit: str) -> tuple[str, ...]:
    factor, digits = {"ms": (1000.0, 0), "mm": (1000.0, 1), "°": (1.0, 1)}[unit]

    def scaled(value: float | None) -> float | None:
        return None if value is None else factor * value

    def pair(values: tuple[float, float] | None) -> str:
        if values is None:
            return ABSENT
        return " to ".join(_signed(scaled(value), digits) for value in values)

    return (
        _signed(scaled(found.bias), digits),
        _number(scaled(found.mean_absolute), digits),
        pair(found.limits),
        pair(found.percentiles),
    )


def _live(wholes: Sequence[Group]) -> Table:
    median, late = DELAY_TARGETS_S
    return Table(
        "Live",
        ("sensor", "repetitions announced", "delay, median", "95th percentile", "lowering times changed afterwards "
         "by over 0.1 s", "most", "streams equal to the whole recording"),
        tuple(
            (
                _column(one),
                str(one.live.announced),
                _seconds(one.live.delay_median_s),
                _seconds(one.live.delay_95_s),
                _percent(one.live.revised_share),
                _seconds(one.live.revised_most_s),
                f"{one.live.same_as_whole} of {one.live.streams}",
            )
            for one in wholes
            if one.live.streams
        ),
        (
            f"From the heel's true landing to the newest sample that was needed to announce it, samples coming 20 at "
            f"a time; aimed at: {median} s, {late} s.",
        ),
    )  # fmt: skip


def _breakdown(trait: str, groups: Iterable[Group]) -> Table:
    part = [group for group in groups if group.trait == trait]
    return Table(
        f"By {trait}",
        ("sensor", trait, "sets", "exact", "within one", "lowering: bias, ms", "mean error, ms", "95 % limits, ms",
         "height: mean error, mm"),
        tuple(
            (
                _column(one),
                one.value,
                str(one.counts.sets),
                _percent(one.counts.exact_share),
                _percent(one.counts.within_one_share),
                *_errors(one.errors["lower_s"], "ms")[:3],
                _errors(one.errors["height_m"], "mm")[1],
            )
            for one in part
        ),
    )  # fmt: skip


def _plain(bench: Bench, wholes: Sequence[Group]) -> Table:
    rows: list[tuple[str, ...]] = [
        (f"Soleus Sense, {group.sensor}", group.placement, *_exactness(group.counts), ABSENT, ABSENT)
        for group in wholes
    ]
    rows += [(one.counter, one.placement, *_exactness(one.whole), *_exactness(one.cut_out)) for one in bench.plain]
    return Table(
        "Beside two plain counters",
        ("counter", "placement", "exact", "within one", "exact, told where each set is", "within one, told"),
        tuple(sorted(rows, key=lambda row: row[1])),
        (
            "The same recordings. Both plain counters band-pass the acceleration and take its prominent peaks; told "
            "where a set begins and ends they are spared all that happens around it, ours is not.",
        ),
    )


def _exactness(counts: CountStatistics) -> tuple[str, str]:
    return _percent(counts.exact_share), _percent(counts.within_one_share)


def _false(bench: Bench) -> Table:
    plain = tuple(bench.false_reps[0].plain)
    return Table(
        "False repetitions per hour",
        ("placement", "activity", "minutes", *SENSORS, *plain),
        tuple(
            (
                one.placement,
                one.activity,
                f"{60 * one.hours:.0f}",
                *(_number(one.per_hour(one.counted[sensor]), 1) for sensor in SENSORS),
                *(_number(one.per_hour(one.plain[name]), 0) for name in plain),
            )
            for one in bench.false_reps
        ),
        (
            f"Nobody does a heel raise in these; aimed at: at most {MOST_FALSE_PER_HOUR:.0f} an hour. Toe walking "
            "lifts the heel with every step and is not in the total.",
        ),
    )


def _real(bench: Bench) -> Table:
    return Table(
        "Real recordings",
        ("recording", "placement", "repetitions", *(f"counted, {one}" for one in SENSORS),
         *(f"placement not told, {one}" for one in SENSORS), "in their known places", "strides", "strides found",
         *bench.real[0].plain),
        tuple(
            (
                one.name,
                one.placement,
                str(one.reps),
                *(str(one.counted[sensor]) for sensor in SENSORS),
                *(str(one.told_nothing[sensor]) for sensor in SENSORS),
                ABSENT if one.in_place is None else f"{one.in_place} of {one.reps}",
                _whole(one.strides),
                _whole(one.strides_found),
                *map(str, one.plain.values()),
            )
            for one in bench.real
        ),
        (
            f"{sum(one.exact for one in bench.real)} of {len(bench.real)} recordings are exact in all four ways of "
            "looking at them. Where the expected numbers come from stands in soleus_sense/evaluation/real_data.py.",
        ),
    )  # fmt: skip


def _changed(bench: Bench) -> Table:
    return Table(
        "Real recordings, changed",
        ("change", "recordings", *(f"exact, {one}" for one in SENSORS), *(f"furthest off, {one}" for one in SENSORS)),
        tuple(
            (
                one.change,
                str(one.recordings),
                *(str(one.exact[sensor]) for sensor in SENSORS),
                *(signed(one.furthest[sensor]) for sensor in SENSORS),
            )
            for one in bench.changed
        ),
        (
            "The recordings that hold repetitions, told the placement, after changes that leave their count alone: how "
            "far from its limits the counter counts them.",
        ),
    )


def _slowed_gait(bench: Bench) -> Table:
    return Table(
        "Real walking and stairs, slower",
        ("times as slow", "recordings", "minutes", *(f"heel raises counted, {one}" for one in SENSORS)),
        tuple(
            (
                f"{one.factor:g}",
                str(one.recordings),
                f"{one.minutes:.1f}",
                *(str(one.counted[sensor]) for sensor in SENSORS),
            )
            for one in bench.slowed_gait
        ),
        (
            "What a shoe did, walked again at another pace: the same way and the same turns over a longer time. At "
            "three times as slow it is a step in one and a half seconds. With a gyro the point that the foot turns "
            "about tells a step from a heel raise; without one a slow step up looks like it.",
        ),
    )


def _whole_speed(bench: Bench) -> Table:
    return Table(
        "Speed, whole recordings",
        ("sensor", "hours", "samples", "analysis, s", "one filter, s", "filters' worth", "per sample, µs"),
        tuple(
            (
                f"{one.placement}, {SENSORS[0] if one.has_gyro else SENSORS[1]}",
                f"{one.hours:g}",
                str(one.samples),
                f"{one.seconds:.2f}",
                f"{one.filter_seconds:.3f}",
                f"{one.ratio:.1f}",
                f"{one.per_sample_us:.2f}",
            )
            for one in bench.whole_speed
        ),
        (
            f"At {RATE_HZ:.0f} Hz. The filter is one zero-phase low-pass of order 4 over the three axes of "
            f"acceleration, timed in the same run; aimed at: {LONG_H:g} h in at most {MOST_RATIO:.0f} of them, a "
            f"sample costing no more than in {60 * SHORT_H:.0f} minutes.",
            "Every 100 s hold 24 repetitions and a walk, and what moves is what costs: at the heel 4.5 h without any "
            "motion take three to four filters, each repetition one to two hundredths of one. It is measured twice, "
            "when it is over and again with what followed, in some hundred operations on a few seconds of samples, "
            "which take longer to call than to compute; and what one was decides how the next is looked for, so that "
            "they cannot be computed side by side. `benchmarks/whole_recording.py` also times a day of sitting and one "
            "of push-ups.",
            "At the shin the height over half a minute is solved for six times a second, and twelve times from the top "
            "on, rest or not: what it says of the newest second changes also with what falls out of the window, so "
            "that no look at the newest samples alone shows when a solution may be spared. Each takes some hundred "
            "operations on four hundred numbers; solving several at once gains little. A repetition is measured three "
            "times over up to eighteen seconds: by itself, to judge it, then by the bottom that the leg comes back to, "
            "and once more when the next raise shows where that is.",
            "Seconds are those of the machine it ran on; ratios carry over.",
        ),
    )


def _live_speed(bench: Bench) -> Table:
    return Table(
        "Speed, live",
        ("sensor", "samples at a time", "per sample, µs", f"share of a core at {RATE_HZ:.0f} Hz"),
        tuple(
            (
                f"{one.placement}, {SENSORS[0] if one.has_gyro else SENSORS[1]}",
                str(one.per_push),
                f"{one.per_sample_us:.1f}",
                f"{100 * one.core_share:.2f} %",
            )
            for one in bench.live_speed
        ),
        ("Aimed at: well under 1 %.",),
    )


def _worst(worst: Iterable[Outcome]) -> Table:
    return Table(
        "The worst cases",
        ("case", "sensor", "true", "counted", "missed", "extra", "what", "worst lowering, ms"),
        tuple(
            (
                one.case.name,
                one.sensor,
                _each_set(one.counts, lambda count: count.true),
                _each_set(one.counts, lambda count: count.found),
                str(one.missed),
                str(one.extra),
                one.failure or _kinds(one),
                _errors_most(one),
            )
            for one in worst
        ),
        ("Any of them again, with every repetition: soleus bench --case NAME.",),
    )


def _each_set(counts: Iterable[SetCount], of: Callable[[SetCount], int]) -> str:
    return " + ".join(str(of(count)) for count in counts)


def _kinds(one: Outcome) -> str:
    kinds = dict.fromkeys(mistake.kind for mistake in one.mistakes)
    return "; ".join(kinds) or ABSENT


def _errors_most(one: Outcome) -> str:
    errors = one.errors.get("lower_s", ())
    return f"{1000 * max(errors, key=abs):+.0f}" if errors else ABSENT


def _met(is_met: bool) -> str:
    return "yes" if is_met else "no"


def _under(value: float | None, most: float) -> str:
    return _met(value is not None and value <= most)


def _at_least(value: float) -> str:
    return _percent(value) if value >= 1 else f"≥ {_percent(value)}"


def _percent(value: float | None) -> str:
    """Whole percents are rounded down to the tenth: only all of them are 100 %."""
    if value is None:
        return ABSENT
    return f"{int(1000 * value + 1e-9) / 10:g} %"


def _number(value: float | None, digits: int) -> str:
    return ABSENT if value is None else f"{value:.{digits}f}"


def _signed(value: float | None, digits: int) -> str:
    return ABSENT if value is None else signed(value, digits)


def _ms(value_s: float | None) -> str:
    return ABSENT if value_s is None else f"{1000 * value_s:.0f} ms"


def _mm(value_m: float | None) -> str:
    return ABSENT if value_m is None else f"{1000 * value_m:.1f} mm"


def _seconds(value_s: float | None) -> str:
    return ABSENT if value_s is None else f"{value_s:.2f} s"


def _whole(value: int | None) -> str:
    return ABSENT if value is None else str(value)
