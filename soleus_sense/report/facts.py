"""Figures with their names and meanings: the parts of a set's quality, symmetry, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from soleus_sense.exercises import TOLERANCE_S, TOLERANCE_SHARE
from soleus_sense.exercises.references import reference_sentences
from soleus_sense.exercises.said import Said
from soleus_sense.motion.heel_rise_test import FIRST_REPS, HEEL_RISE_TEST, LEAST_HEIGHT, MOST_OFF_BEAT_S, judged
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
from soleus_sense.motion.sides import LAG_SEEN_S
from soleus_sense.report.comparable import ALL, Comparable
from soleus_sense.report.made import placement_of
from soleus_sense.report.pick import counted_of, is_passive, target_of
from soleus_sense.report.words import ABSENT, compliant, count, length, percent, seconds, span, target_words, walk_words

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording

OURS = "The tolerance is ours, not a published standard."


def quality_facts(analysis: Analysis, one: Set) -> tuple[Said, ...]:
    """The parts of a set's quality, each with its number and its definition."""
    target = target_of(analysis)
    facts = list(_test_facts(analysis, one))
    facts.append(Said("Lowering time", seconds(one.lower_s), "Mean over the counted reps."))
    within = compliant(one)
    if target is not None and within is not None:
        share = f"the larger of {TOLERANCE_S:g} s and {100 * TOLERANCE_SHARE:.0f} % of the target"
        limit = "The limit" if target.lower_s is None else f"The tolerance, {share},"
        facts.append(
            Said(
                "Tempo compliance",
                f"{percent(one.tempo_compliance)} ({within} of {one.reps})",
                f"Share of counted reps lowered within {target_words(target)}. "
                f"{limit} is ours, not a published standard.",
            )
        )
    facts += [
        Said(
            "Consistency",
            percent(one.lower_cv) + _steadiness(analysis, one),
            "Coefficient of variation of the lowering time (standard deviation / mean): under "
            f"{100 * GOOD_CV:.0f} % good, over {100 * POOR_CV:.0f} % poor, by our own limits. "
            f"Needs {FEWEST_FOR_CV} reps.",
        ),
        Said(
            "Range kept",
            percent(one.range_kept),
            "Mean range of the last three reps / mean of the best three. Needs "
            f"{FEWEST_FOR_RANGE_KEPT} reps whose range could be measured.",
        ),
        Said(
            "Tempo drift",
            ABSENT if one.tempo_drift_s_per_rep is None else f"{seconds(one.tempo_drift_s_per_rep, 2)} per rep",
            "Slope of the lowering time over the set; negative: the lowerings grew shorter. "
            f"Needs {FEWEST_FOR_DRIFT} reps.",
        ),
        Said("Time under tension", span(one.time_under_tension_s), "Sum of raise + top + lower of the counted reps."),
    ]
    return tuple(facts)


def _test_facts(analysis: Analysis, one: Set) -> tuple[Said, ...]:
    """How a heel-rise test went, beside what healthy adults reach; nothing for another exercise."""
    result = judged(analysis, one.index) if analysis.exercise == HEEL_RISE_TEST else None
    if result is None:
        return ()
    said = [f"{warning.why} at rise {warning.attempt}" for warning in result.warnings]
    return (
        Said("Heel rises", str(result.reps), " ".join(reference_sentences())),
        Said(
            "Warnings",
            f"{len(said)} ({'; '.join(said)})" if said else "0",
            f"Pace: down more than {MOST_OFF_BEAT_S:g} s off the beat of 60 a minute. Height: under "
            f"{100 * LEAST_HEIGHT:.0f} % of the first {FIRST_REPS} rises'. The second warning ends the test. "
            "These limits are ours, not a published standard.",
        ),
    )


def _steadiness(analysis: Analysis, one: Set) -> str:
    """The word for a variation; none for a free drop, which is not graded."""
    if one.lower_cv is None or is_passive(analysis):
        return ""
    return " (good)" if one.lower_cv < GOOD_CV else " (poor)" if one.lower_cv > POOR_CV else " (fair)"


def symmetry_facts(
    left: Analysis, right: Analysis, names: tuple[str, str], *, lag_s: float | None = None, can: Comparable = ALL
) -> tuple[Symmetry, tuple[Said, ...]]:
    """The limb symmetry indices with both sides' figures, and how much later the right side came down.

    Parameters
    ----------
    can : what of them can be compared; the rest is left out
    """
    found = can.only(symmetry(left.reps, right.reps))
    both = counted_of(left), counted_of(right)
    ranges = common_ranges(*both)

    def each(texts: Sequence[str]) -> str:
        return ", ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))

    lowerings = [seconds(fmean(rep.lower_s for rep in reps)) if reps else ABSENT for reps in both]
    means = [length(fmean(one.measured), one.unit) if one.measured else ABSENT for one in ranges]
    rows = (
        (can.reps, "Symmetry of reps", found.reps, each([str(len(reps)) for reps in both])),
        (can.range, "Symmetry of the range", found.range, each(means)),
        (can.lowering, "Symmetry of the lowering", found.lower_s, each(lowerings)),
    )
    indices = tuple(
        Said(
            what,
            ABSENT if index is None else f"{index:.0f} %",
            f"{figures}. Smaller / larger × 100; {PASS_SYMMETRY:.0f} is the usual pass mark.",
        )
        for meant, what, index, figures in rows
        if meant
    )
    return found, indices if lag_s is None else (*indices, _lag_fact(names, lag_s))


def _lag_fact(names: tuple[str, str], lag_s: float) -> Said:
    first, second = names
    who = f"{second} {'after' if lag_s > 0 else 'before'} {first}"
    if abs(lag_s) < LAG_SEEN_S:
        who = f"{first} and {second} together"
    told = f"{who}: median of the lowerings' ends, on one clock to some {LAG_SEEN_S:g} s."
    return Said("Down apart", seconds(abs(lag_s), 2), told)


def data_facts(recording: Recording, analysis: Analysis) -> tuple[Said, ...]:
    """What the figures rest on."""
    gaps = recording.gaps
    missing_s = sum(end_s - start_s for start_s, end_s in gaps)
    flagged = sum(rep.flagged for rep in analysis.reps)
    step_ms = 1000 / recording.sample_rate_hz
    placement = placement_of(recording, analysis)
    lost = (
        "none"
        if not gaps
        else f"{count(len(gaps), 'gap')}, {seconds(missing_s)} ({_small_percent(missing_s / recording.duration_s)})"
    )
    facts = [
        Said("Sample rate", f"{recording.sample_rate_hz:.0f} Hz", f"A sample every {step_ms:.0f} ms."),
        Said("Recorded", span(recording.duration_s), f"{count(len(recording), 'sample')}."),
        Said(
            "Sensor",
            "accelerometer and gyro" if recording.has_gyro else "accelerometer alone",
            "Where it was worn is not known: no repetition told it, and nobody did."
            if placement is None
            else f"Worn on the {placement}.",
        ),
        Said("Samples missing", lost, "A gap is a step of the sensor's clock over 2.5 times the usual one."),
        Said("Flagged reps", str(flagged), "Repetitions with a gap of over 0.15 s inside."),
    ]
    if analysis.gait is not None:
        walk = walk_words(analysis.gait)
        facts.append(Said("Walking seen", span(analysis.gait.walking_s), f"Never counted as repetitions. {walk}."))
    return tuple(facts)


def _small_percent(share: float) -> str:
    return "under 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def truth_fact(analysis: Analysis, truth: Sequence[Rep], matches: dict[Rep, Rep]) -> Said:
    """How many of the true repetitions were counted, and how far off their lowering times are."""
    true = sum(rep.counted for rep in truth)
    errors = [abs(rep.lower_s - matches[rep].lower_s) for rep in analysis.reps if rep in matches]
    off = (
        f" Lowering times: off by {seconds(fmean(errors), 2)} on average, {seconds(max(errors), 2)} at most."
        if errors
        else ""
    )
    return Said(
        "Counted",
        f"{analysis.counted} of {true}",
        f"The recording was simulated, so the truth is known.{off}",
    )
