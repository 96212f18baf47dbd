"""What a report says: every sentence, figure and table of it, made once from the analysis for all its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soleus_sense.exercises import EXERCISES
from soleus_sense.exercises.said import Said
from soleus_sense.motion.reps import Analysis, Rep, Set
from soleus_sense.report.facts import data_facts, quality_facts, truth_fact
from soleus_sense.report.pick import MANY, counted_of, ranges_of, reps_of, target_of
from soleus_sense.report.tables import Table, block_table, overview_table, rep_table
from soleus_sense.report.words import FINE_RATE_HZ, session_headline, set_headline, tempo_words

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording


@dataclass(frozen=True, slots=True)
class SetContent:
    """One set's words and figures."""

    index: int
    title: str
    headline: str
    counted: int
    has_range: bool
    quality: tuple[Said, ...]
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
    data: tuple[Said, ...]
    warnings: tuple[str, ...]
    truth: Said | None


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
        overview=overview_table(_shown_sets(analysis), target, float(recording.time_s[0]))
        if len(analysis.sets) > 1
        else None,
        data=data_facts(recording, analysis),
        warnings=warnings,
        truth=None if truth is None or matches is None else truth_fact(analysis, truth, matches),
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
        quality=quality_facts(analysis, one),
        table=rep_table(reps, target_of(analysis), origin_s, _digits(recording), matches)
        if one.reps <= MANY
        else block_table(reps, target_of(analysis), origin_s, _digits(recording)),
    )


def _digits(recording: Recording) -> int:
    return 2 if recording.sample_rate_hz >= FINE_RATE_HZ else 1


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
