"""What a report says: every sentence, figure and table of it, made once from the analysis for all its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

from soleus_sense.exercises import EXERCISES, TOLERANCE_S, TOLERANCE_SHARE, Tempo
from soleus_sense.motion.quality import (
    FEWEST_FOR_CV,
    FEWEST_FOR_DRIFT,
    FEWEST_FOR_RANGE_KEPT,
    GOOD_CV,
    PASS_SYMMETRY,
    POOR_CV,
    Symmetry,
    common_ranges,
    symmetry,
)
from soleus_sense.motion.reps import Analysis, Rep, Set
from soleus_sense.report.pick import (
    BLOCKS,
    MANY,
    blocks,
    counted_of,
    flag,
    is_passive,
    middle_80,
    numbers,
    ranges_of,
    reps_of,
    target_of,
)
from soleus_sense.report.words import (
    ABSENT,
    FINE_RATE_HZ,
    clock,
    compliant,
    count,
    length,
    percent,
    seconds,
    session_headline,
    set_headline,
    span,
    target_words,
    tempo_words,
)

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording

OURS = "The tolerance is ours, not a published standard."


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: its name, its value in words, and what it means."""

    name: str
    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts.

    Attributes
    ----------
    columns : (heading, unit) of each
    rows : the cells of each row
    kinds : one per row: "rep", "partial", "outside" (of the target), "block"
    notes : what the reader has to know about it
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetContent:
    """One set's words and figures."""

    index: int
    title: str
    headline: str
    counted: int
    has_range: bool
    quality: tuple[Fact, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class SideContent:
    """One sensor's words and figures.

    Attributes
    ----------
    name : "left", "right", or "" where there is one sensor
    headline : the whole session in a sentence
    target : the tempo's notation with its words, (notation, words), or None
    sets : every set
    overview : one row per set, where there are several; else None
    data : what the figures rest on
    warnings : sentences, each once
    truth : measured against the truth, where it is known; else None
    """

    name: str
    headline: str
    target: tuple[str, str] | None
    sets: tuple[SetContent, ...]
    overview: Table | None
    data: tuple[Fact, ...]
    warnings: tuple[str, ...]
    truth: Fact | None


def side_content(
    recording: Recording, analysis: Analysis, *, name: str = "", truth: Sequence[Rep] | None = None
) -> SideContent:
    """Everything a report says about one sensor."""
    target = target_of(analysis)
    matches = None if truth is None else _matched(truth, [rep for rep in analysis.reps if rep.counted])
    warnings = tuple(dict.fromkeys((*recording.warnings, *analysis.warnings)))
    return SideContent(
        name=name,
        headline=session_headline(analysis),
        target=None if target is None else (str(target), tempo_words(target)),
        sets=tuple(_set_content(recording, analysis, one, matches) for one in _shown_sets(analysis)),
        overview=_overview(recording, analysis) if len(analysis.sets) > 1 else None,
        data=_data(recording, analysis),
        warnings=warnings,
        truth=None if truth is None or matches is None else _truth(analysis, truth, matches),
    )


def symmetry_facts(left: Analysis, right: Analysis, names: tuple[str, str]) -> tuple[Symmetry, tuple[Fact, ...]]:
    """The limb symmetry indices with both sides' figures."""
    found = symmetry(left.reps, right.reps)
    both = counted_of(left), counted_of(right)
    ranges = common_ranges(*both)

    def each(texts: Sequence[str]) -> str:
        return ", ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))

    lowerings = [seconds(fmean(rep.lower_s for rep in reps)) if reps else ABSENT for reps in both]
    means = [length(fmean(one.measured), one.unit) if one.measured else ABSENT for one in ranges]
    rows = (
        ("Symmetry of reps", found.reps, each([str(len(reps)) for reps in both])),
        ("Symmetry of the range", found.range, each(means)),
        ("Symmetry of the lowering", found.lower_s, each(lowerings)),
    )
    return found, tuple(
        Fact(
            what,
            ABSENT if index is None else f"{index:.0f} %",
            f"{figures}. Smaller / larger × 100; {PASS_SYMMETRY:.0f} is the usual pass mark.",
        )
        for what, index, figures in rows
    )


def title_of(analysis: Analysis) -> str:
    """The exercise's name, or what is known of it."""
    exercise = EXERCISES.get(analysis.exercise or "")
    return exercise.name if exercise is not None else analysis.exercise or "Heel raises"


def _shown_sets(analysis: Analysis) -> tuple[Set, ...]:
    return tuple(one for one in analysis.sets if one.reps or one.partials)


def _set_content(recording: Recording, analysis: Analysis, one: Set, matches: dict[Rep, Rep] | None) -> SetContent:
    reps = reps_of(analysis, one.index)
    origin_s = float(recording.time_s[0])
    return SetContent(
        index=one.index,
        title=f"Set {one.index}",
        headline=set_headline(analysis, one),
        counted=one.reps,
        has_range=bool(ranges_of(counted_of(analysis, one.index)).measured),
        quality=_quality(analysis, one),
        table=_rep_table(reps, target_of(analysis), origin_s, _digits(recording), matches)
        if one.reps <= MANY
        else _block_table(reps, target_of(analysis), origin_s, _digits(recording)),
    )


def _digits(recording: Recording) -> int:
    return 2 if recording.sample_rate_hz >= FINE_RATE_HZ else 1


def _quality(analysis: Analysis, one: Set) -> tuple[Fact, ...]:
    """The parts of a set's quality, each with its number and its definition."""
    target = target_of(analysis)
    facts = [Fact("Lowering time", seconds(one.lower_s), "Mean over the counted reps.")]
    within = compliant(one)
    if target is not None and within is not None:
        share = f"the larger of {TOLERANCE_S:g} s and {100 * TOLERANCE_SHARE:.0f} % of the target"
        limit = "The limit" if target.lower_s is None else f"The tolerance, {share},"
        facts.append(
            Fact(
                "Tempo compliance",
                f"{percent(one.tempo_compliance)} ({within} of {one.reps})",
                f"Share of counted reps lowered within {target_words(target)}. "
                f"{limit} is ours, not a published standard.",
            )
        )
    facts += [
        Fact(
            "Consistency",
            percent(one.lower_cv) + _steadiness(analysis, one),
            "Coefficient of variation of the lowering time (standard deviation / mean): under "
            f"{100 * GOOD_CV:.0f} % good, over {100 * POOR_CV:.0f} % poor, by our own limits. "
            f"Needs {FEWEST_FOR_CV} reps.",
        ),
        Fact(
            "Range kept",
            percent(one.range_kept),
            "Mean range of the last three reps / mean of the best three. Needs "
            f"{FEWEST_FOR_RANGE_KEPT} reps whose range could be measured.",
        ),
        Fact(
            "Tempo drift",
            ABSENT if one.tempo_drift_s_per_rep is None else f"{seconds(one.tempo_drift_s_per_rep, 2)} per rep",
            "Slope of the lowering time over the set; negative: the lowerings grew shorter. "
            f"Needs {FEWEST_FOR_DRIFT} reps.",
        ),
        Fact("Time under tension", span(one.time_under_tension_s), "Sum of raise + top + lower of the counted reps."),
    ]
    return tuple(facts)


def _steadiness(analysis: Analysis, one: Set) -> str:
    """The word for a variation; none for a free drop, which is not graded."""
    if one.lower_cv is None or is_passive(analysis):
        return ""
    return " (good)" if one.lower_cv < GOOD_CV else " (poor)" if one.lower_cv > POOR_CV else " (fair)"


def _rep_table(
    reps: Sequence[Rep], target: Tempo | None, origin_s: float, digits: int, matches: dict[Rep, Rep] | None
) -> Table:
    """One row for each repetition and partial."""
    found = ranges_of(reps)
    target = target if any(rep.counted for rep in reps) else None
    has_turn = any(rep.range_deg is not None for rep in reps)
    has_height = any(rep.height_m is not None for rep in reps)
    columns = [("Rep", ""), ("At", ""), ("Raise", "s"), ("Top", "s"), ("Lower", "s"), ("Bottom", "s")]
    columns += [("Turn", "°")] * has_turn + [("Height", "cm")] * has_height
    columns += [("Target", "")] * (target is not None)
    columns += [("True lower", "s"), ("Error", "s")] * (matches is not None)
    rows: list[tuple[str, ...]] = []
    kinds: list[str] = []

    def time(value_s: float | None) -> str:
        return seconds(value_s, digits, unit_shown=False)

    for rep, number in zip(reps, numbers(reps), strict=True):
        row = [
            f"{'partial' if number is None else number}{flag(rep)}",
            clock(rep.raise_start_s - origin_s),
            *(time(value) for value in (rep.raise_s, rep.top_s, rep.lower_s, rep.bottom_s)),
        ]
        if has_turn:
            row.append(length(rep.range_deg, "°", unit_shown=False))
        if has_height:
            row.append(length(None if rep.height_m is None else 100 * rep.height_m, "cm", unit_shown=False))
        verdict = _verdict(rep, target)
        if target is not None:
            row.append(verdict)
        if matches is not None:
            true = matches.get(rep)
            row += [
                time(None if true is None else true.lower_s),
                time(None if true is None else rep.lower_s - true.lower_s),
            ]
        rows.append(tuple(row))
        kinds.append("partial" if number is None else "outside" if verdict not in ("", "within") else "rep")
    notes: list[str] = []
    if target is not None:
        notes.append(f"Target: whether the lowering was within {target_words(target)}, or too fast or too slow.")
    if any(rep.flagged for rep in reps):
        notes.append("† Samples are missing inside this repetition: its times are less sure.")
    if any(number is None for number in numbers(reps)):
        notes.append("Partial: under half of the set's usual range; shown, never counted.")
    if found.unit:
        absent = sum(value is None for value in found.values)
        if absent:
            notes.append(f"The range could not be measured in {absent} of {len(reps)}.")
    elif reps:
        notes.append("No range of motion could be measured with this sensor at this place.")
    return Table(tuple(columns), tuple(rows), tuple(kinds), tuple(notes))


def _verdict(rep: Rep, target: Tempo | None) -> str:
    if target is None or not rep.counted:
        return ""
    if target.complies(rep.lower_s):
        return "within"
    return "fast" if target.lower_s is not None and rep.lower_s < target.lower_s else "slow"


def _block_table(reps: Sequence[Rep], target: Tempo | None, origin_s: float, digits: int) -> Table:
    """One row for each block of a very long set."""
    found = ranges_of([rep for rep in reps if rep.counted])
    columns = [
        ("Reps", ""),
        ("From", ""),
        ("Raise", "s"),
        ("Top", "s"),
        ("Lower", "s"),
        ("10–90 %", "s"),
        ("Bottom", "s"),
    ]
    if found.unit:
        columns.append(("Turn" if found.unit == "°" else "Height", found.unit))
    if target is not None:
        columns.append(("Within", ""))
    rows: list[tuple[str, ...]] = []

    def middle(values: Sequence[float | None]) -> float | None:
        there = [value for value in values if value is not None]
        return median(there) if there else None

    def time(value_s: float | None) -> str:
        return seconds(value_s, digits, unit_shown=False)

    for run in blocks(reps):
        lowerings = [rep.lower_s for rep in run.reps]
        row = [
            run.label,
            clock(run.reps[0].raise_start_s - origin_s),
            time(middle([rep.raise_s for rep in run.reps])),
            time(middle([rep.top_s for rep in run.reps])),
            time(middle(lowerings)),
            "–".join(map(time, middle_80(lowerings))),
            time(middle([rep.bottom_s for rep in run.reps])),
        ]
        if found.unit:
            level = middle(found.values[run.first - 1 : run.last])
            row.append(length(level, found.unit, unit_shown=False))
        if target is not None:
            row.append(percent(sum(map(target.complies, lowerings)) / len(lowerings)))
        rows.append(tuple(row))
    flagged = sum(rep.flagged for rep in reps)
    partials = sum(not rep.counted for rep in reps)
    notes = [
        f"Medians over blocks: over {MANY} reps a set is shown in at most {BLOCKS} blocks; the CSV holds every rep."
    ]
    if partials:
        notes.append(f"{count(partials, 'partial')} (under half of the usual range) left out.")
    if flagged:
        notes.append(f"Samples are missing inside {count(flagged, 'repetition')}: their times are less sure.")
    return Table(tuple(columns), tuple(rows), ("block",) * len(rows), tuple(notes))


def _overview(recording: Recording, analysis: Analysis) -> Table:
    """One row for each set."""
    target = target_of(analysis)
    columns = [("Set", ""), ("At", ""), ("Reps", ""), ("Partials", ""), ("Lower", "s")]
    columns += [("Within", "")] * (target is not None) + [("Varies", ""), ("Range kept", ""), ("Tension", "")]
    origin_s = float(recording.time_s[0])
    rows: list[tuple[str, ...]] = []
    for one in _shown_sets(analysis):
        row = [
            str(one.index),
            clock(one.start_s - origin_s),
            str(one.reps),
            str(one.partials),
            seconds(one.lower_s, unit_shown=False),
        ]
        row += [percent(one.tempo_compliance)] * (target is not None)
        row += [percent(one.lower_cv), percent(one.range_kept), span(one.time_under_tension_s)]
        rows.append(tuple(row))
    notes = ("Varies: coefficient of variation of the lowering time. Tension: time under tension.",)
    return Table(tuple(columns), tuple(rows), ("rep",) * len(rows), notes)


def _data(recording: Recording, analysis: Analysis) -> tuple[Fact, ...]:
    """What the figures rest on."""
    gaps = recording.gaps
    missing_s = sum(end_s - start_s for start_s, end_s in gaps)
    flagged = sum(rep.flagged for rep in analysis.reps)
    step_ms = 1000 / recording.sample_rate_hz
    lost = (
        "none"
        if not gaps
        else f"{count(len(gaps), 'gap')}, {seconds(missing_s)} ({_small_percent(missing_s / recording.duration_s)})"
    )
    facts = [
        Fact("Sample rate", f"{recording.sample_rate_hz:.0f} Hz", f"A sample every {step_ms:.0f} ms."),
        Fact("Recorded", span(recording.duration_s), f"{count(len(recording), 'sample')}."),
        Fact(
            "Sensor",
            "accelerometer and gyro" if recording.has_gyro else "accelerometer alone",
            f"Worn on the {analysis.placement}.",
        ),
        Fact("Samples missing", lost, "A gap is a step of the sensor's clock over 2.5 times the usual one."),
        Fact("Flagged reps", str(flagged), "Repetitions inside which samples are missing."),
    ]
    if analysis.gait is not None:
        pace = analysis.gait.cadence_steps_min
        facts.append(
            Fact(
                "Walking seen",
                f"{count(analysis.gait.strides, 'stride')}, {span(analysis.gait.walking_s)}",
                "Never counted as repetitions." + ("" if pace is None else f" {pace:.0f} steps/min."),
            )
        )
    return tuple(facts)


def _small_percent(share: float) -> str:
    return "under 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def _matched(truth: Sequence[Rep], found: Sequence[Rep]) -> dict[Rep, Rep]:
    """The true repetition whose lowering each found one overlaps most."""
    matches: dict[Rep, Rep] = {}
    for rep in found:

        def shared_s(true: Rep, rep: Rep = rep) -> float:
            return min(true.lower_end_s, rep.lower_end_s) - max(true.lower_start_s, rep.lower_start_s)

        best = max((true for true in truth if true.counted), key=shared_s, default=None)
        if best is not None and shared_s(best) > 0:
            matches[rep] = best
    return matches


def _truth(analysis: Analysis, truth: Sequence[Rep], matches: dict[Rep, Rep]) -> Fact:
    true = sum(rep.counted for rep in truth)
    errors = [abs(rep.lower_s - matches[rep].lower_s) for rep in analysis.reps if rep in matches]
    off = (
        f" Lowering times: off by {seconds(fmean(errors), 2)} on average, {seconds(max(errors), 2)} at most."
        if errors
        else ""
    )
    return Fact(
        "Counted",
        f"{analysis.counted} of {true}",
        f"The recording was simulated, so the truth is known.{off}",
    )
