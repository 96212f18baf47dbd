"""What a report says: every sentence, figure and table of it, made once from the analysis for all its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from soleus_sense.exercises.said import Said
from soleus_sense.motion.reps import Analysis, Rep, Set
from soleus_sense.recording.byhand import Note, SetRemarks
from soleus_sense.report.facts import data_facts, quality_facts, truth_fact
from soleus_sense.report.pick import MANY, counted_of, ranges_of, reps_of, target_of
from soleus_sense.report.tables import Table, block_table, overview_table, rep_table
from soleus_sense.report.words import (
    FINE_RATE_HZ,
    added_words,
    clock,
    kilograms,
    session_headline,
    set_headline,
    tempo_words,
)

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording


@dataclass(frozen=True)
class Beside:
    """What stands beside one sensor's repetitions.

    Attributes
    ----------
    figures : of the exercise, see `soleus_sense.exercises.findings`
    remarks : what the person added by hand
    began, wearable : as the history has them; None: as the recording's own `.json` says
    """

    figures: Sequence[Said] = ()
    remarks: SetRemarks = field(default_factory=SetRemarks)
    began: datetime | None = None
    wearable: str | None = None


@dataclass(frozen=True, slots=True)
class SetContent:
    """One set's words and figures; `remarks` are sentences about what was added by hand."""

    index: int
    title: str
    headline: str
    remarks: tuple[str, ...]
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
    remarks : sentences about what was added by hand, where it belongs to no set
    figures : of the exercise, beyond its repetitions
    target : the tempo's notation with its words, (notation, words), or None
    sets : every set
    overview : one row per set, where there are several; else None
    data : what the figures rest on
    warnings : sentences, each once
    truth : measured against the truth, where it is known; else None
    """

    name: str
    headline: str
    remarks: tuple[str, ...]
    figures: tuple[Said, ...]
    target: tuple[str, str] | None
    sets: tuple[SetContent, ...]
    overview: Table | None
    data: tuple[Said, ...]
    warnings: tuple[str, ...]
    truth: Said | None


def side_content(
    recording: Recording,
    analysis: Analysis,
    *,
    name: str = "",
    truth: Sequence[Rep] | None = None,
    beside: Beside | None = None,
) -> SideContent:
    """Everything a report says about one sensor."""
    target = target_of(analysis)
    matches = None if truth is None else _matched(truth, [rep for rep in analysis.reps if rep.counted])
    beside = beside or Beside()
    sets, origin_s = _shown_sets(analysis), float(recording.time_s[0])
    notes = _notes(beside.remarks, sets, origin_s)
    return SideContent(
        name=name,
        headline=session_headline(analysis),
        remarks=(*_added(analysis.counted, sum(beside.remarks.added_reps.values())), *notes.get(None, ())),
        figures=tuple(beside.figures),
        target=None if target is None else (str(target), tempo_words(target)),
        sets=tuple(
            _set_content(recording, analysis, one, matches, beside.remarks, notes.get(one.index, ())) for one in sets
        ),
        overview=overview_table(sets, target, origin_s, beside.remarks) if len(analysis.sets) > 1 else None,
        data=data_facts(recording, analysis),
        warnings=tuple(dict.fromkeys((*recording.warnings, *analysis.warnings))),
        truth=None if truth is None or matches is None else truth_fact(analysis, truth, matches),
    )


def note_words(note: Note, origin_s: float) -> str:
    """`Note at 0:42: left knee bent`; `origin_s` is the sensor's time that counts as 0:00."""
    return f"Note at {clock(note.at_s - origin_s)}: {note.text}"


def _shown_sets(analysis: Analysis) -> tuple[Set, ...]:
    return tuple(one for one in analysis.sets if one.reps or one.partials)


def _set_content(
    recording: Recording,
    analysis: Analysis,
    one: Set,
    matches: dict[Rep, Rep] | None,
    remarks: SetRemarks,
    notes: Sequence[str],
) -> SetContent:
    reps = reps_of(analysis, one.index)
    origin_s = float(recording.time_s[0])
    weight_kg = remarks.weights_kg.get(one.index)
    return SetContent(
        index=one.index,
        title=f"Set {one.index}" if weight_kg is None else f"Set {one.index}, {kilograms(weight_kg)}",
        headline=set_headline(analysis, one),
        remarks=(*_added(one.reps, remarks.added_reps.get(one.index, 0)), *notes),
        counted=one.reps,
        has_range=bool(ranges_of(counted_of(analysis, one.index)).measured),
        quality=quality_facts(analysis, one),
        table=rep_table(reps, target_of(analysis), origin_s, _digits(recording), matches)
        if one.reps <= MANY
        else block_table(reps, target_of(analysis), origin_s, _digits(recording)),
    )


def _added(counted: int, added: int) -> tuple[str, ...]:
    return (f"{added_words(counted, added)}.",) if added else ()


def _notes(remarks: SetRemarks, sets: Sequence[Set], origin_s: float) -> dict[int | None, tuple[str, ...]]:
    """The notes with their times, by the set they were written in or after; None: before the first."""
    found: dict[int | None, tuple[str, ...]] = {}
    for note in remarks.notes:
        begun = [one.index for one in sets if one.start_s <= note.at_s]
        index = begun[-1] if begun else None
        found[index] = (*found.get(index, ()), note_words(note, origin_s))
    return found


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
