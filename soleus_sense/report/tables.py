"""Tables of texts: a row per repetition, per block of very many, per set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from soleus_sense.exercises import Tempo
from soleus_sense.exercises.said import signed
from soleus_sense.motion.reps import Rep, Set
from soleus_sense.recording.byhand import SetRemarks
from soleus_sense.report.pick import BLOCKS, MANY, blocks, flag, middle_80, numbers, ranges_of
from soleus_sense.report.words import (
    clock,
    count,
    kilograms,
    length,
    percent,
    seconds,
    span,
    target_words,
)


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


def rep_table(
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
            # The difference of the two that are shown, not one that differs from it by a rounding.
            error_s = None if true is None else round(rep.lower_s, digits) - round(true.lower_s, digits)
            row += [time(None if true is None else true.lower_s), time(error_s)]
        rows.append(tuple(row))
        kinds.append("partial" if number is None else "outside" if verdict not in ("", "within") else "rep")
    notes: list[str] = []
    if target is not None:
        notes.append(f"Target: whether the lowering was within {target_words(target)}, or too fast or too slow.")
    if any(rep.flagged for rep in reps):
        notes.append("† Over 0.15 s of samples are missing inside this repetition: its times are less sure.")
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


def block_table(reps: Sequence[Rep], target: Tempo | None, origin_s: float, digits: int) -> Table:
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
        notes.append(
            f"Over 0.15 s of samples are missing inside {count(flagged, 'repetition')}: their times are less sure."
        )
    return Table(tuple(columns), tuple(rows), ("block",) * len(rows), tuple(notes))


def overview_table(sets: Sequence[Set], target: Tempo | None, origin_s: float, remarks: SetRemarks) -> Table:
    """One row for each set."""
    weighed, corrected = bool(remarks.weights_kg), bool(remarks.added_reps)
    columns = [("Set", ""), ("At", "")] + [("Weight", "kg")] * weighed
    columns += [("Reps", "")] + [("By hand", "")] * corrected + [("Partials", ""), ("Lower", "s")]
    columns += [("Within", "")] * (target is not None) + [("Varies", ""), ("Range kept", ""), ("Tension", "")]
    rows: list[tuple[str, ...]] = []
    for one in sets:
        weight_kg, added = remarks.weights_kg.get(one.index), remarks.added_reps.get(one.index, 0)
        row = [str(one.index), clock(one.start_s - origin_s)]
        row += [kilograms(weight_kg, unit_shown=False)] * weighed
        row.append(str(one.reps))
        row += [signed(added) if added else ""] * corrected
        row += [str(one.partials), seconds(one.lower_s, unit_shown=False)]
        row += [percent(one.tempo_compliance)] * (target is not None)
        row += [percent(one.lower_cv), percent(one.range_kept), span(one.time_under_tension_s)]
        rows.append(tuple(row))
    notes = ["Varies: coefficient of variation of the lowering time. Tension: time under tension."]
    if corrected:
        notes.append("By hand: repetitions added to the sensor's count, or taken off it.")
    return Table(tuple(columns), tuple(rows), ("rep",) * len(rows), tuple(notes))
