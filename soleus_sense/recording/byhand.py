"""Reads what a person added to a session by hand, beside its recording: weights, notes, corrections of the count.

`NAME.byhand.jsonl` lies beside `NAME.csv`; `soleus_sense.live.byhand` writes it and says what is in it. The sensor's
samples and its count stay as they are: what is read here stands beside them.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from soleus_sense.errors import RecordingError
from soleus_sense.motion.reps import Set

SCHEMA = "soleus-sense/byhand/"
"""What the first line's `schema` begins with; the version follows, and newer ones only add types of lines."""

MOST_BYTES = 4_000_000
"""A line takes under 200 bytes: more than this was not typed in a workout."""


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Note:
    """Some words and when they were written, in seconds of the sensor's clock."""

    at_s: float
    text: str


@dataclass(frozen=True)
class SetRemarks:
    """What was added by hand, as it stands beside the sets.

    Attributes
    ----------
    weights_kg : by set number, where one is known
    added_reps : by set number, repetitions added to the sensor's count (negative: taken off), where there are any
    notes : in the order they were written
    """

    weights_kg: Mapping[int, float] = field(default_factory=dict[int, float])
    added_reps: Mapping[int, int] = field(default_factory=dict[int, int])
    notes: tuple[Note, ...] = ()


def common_notes(one: SetRemarks, other: SetRemarks) -> tuple[tuple[Note, ...], SetRemarks, SetRemarks]:
    """The notes that two sensors of a session share, with the first one's times, and what is left of each.

    A note is written once and kept beside both.
    """
    texts = {note.text for note in one.notes} & {note.text for note in other.notes}
    left = [replace(it, notes=tuple(note for note in it.notes if note.text not in texts)) for it in (one, other)]
    return tuple(note for note in one.notes if note.text in texts), left[0], left[1]


@dataclass(frozen=True, slots=True)
class Remarks:
    """What was added to one sensor's session, each with its moment in seconds of the sensor's clock.

    Attributes
    ----------
    weights_kg : (at_s, kilograms), from then on
    corrections : (at_s, repetitions added to the sensor's count, or taken off)
    notes : in the order they were written
    """

    weights_kg: tuple[tuple[float, float], ...] = ()
    corrections: tuple[tuple[float, int], ...] = ()
    notes: tuple[Note, ...] = ()

    def beside(self, sets: Sequence[Set]) -> SetRemarks:
        """All of it, given to the sets."""
        return SetRemarks(self.weights_of(sets), self.added_to(sets), self.notes)

    def weights_of(self, sets: Sequence[Set]) -> dict[int, float]:
        """The weight of each set by its number, where one was said.

        One said in a set is that set's; one said in a rest is the next set's, and that of the set before it too where
        nobody had said one yet. 0 kg is none.
        """
        found: dict[int, float] = {}
        for at_s, weight_kg in sorted(self.weights_kg):
            last = bisect_left([one.end_s for one in sets], at_s)
            if last and sets[last - 1].index not in found and (last == len(sets) or at_s < sets[last].start_s):
                last -= 1
            found.update({one.index: weight_kg for one in sets[last:]})
        return {index: weight_kg for index, weight_kg in found.items() if weight_kg}

    def added_to(self, sets: Sequence[Set]) -> dict[int, int]:
        """Repetitions added by hand to each set by its number (negative: taken off), where there are any.

        A correction is of the set it was made in, or of the last one before it.
        """
        found: dict[int, int] = {}
        for at_s, by in self.corrections if sets else ():
            last = max((one for one in sets if one.start_s <= at_s), key=lambda one: one.start_s, default=sets[0])
            found[last.index] = found.get(last.index, 0) + by
        return {index: by for index, by in found.items() if by}


def remarks_path(path: Path) -> Path:
    """`NAME.byhand.jsonl` of `NAME.csv`."""
    return path.parent / f"{path.stem}.byhand.jsonl"


def read_remarks(path: Path) -> Remarks:
    """What stands beside a recording; nothing where nothing does.

    A line that was cut by a crash and types this version does not know are passed over.

    Parameters
    ----------
    path : the recording

    Raises
    ------
    RecordingError
        There is a file of that name which cannot be read, or it is something else.
    """
    file = remarks_path(path)
    try:
        if not file.exists():
            return Remarks()
    except OSError:  # such as a name too long for this disk: nothing can be there
        return Remarks()
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise RecordingError(f"{file} cannot be read: {error.strerror or error}.") from None
    lines = [line for text in content[:MOST_BYTES].decode("utf-8", "replace").splitlines() if (line := _line(text))]
    if not lines or not str(lines[0].get("schema", "")).startswith(SCHEMA):
        raise RecordingError(f"{file} is not what was added to a workout by hand: move it away.")
    return Remarks(
        weights_kg=tuple(_each(lines, "weight", lambda one: (_number(one["at_s"]), _number(one["weight_kg"])))),
        corrections=tuple(_each(lines, "correction", lambda one: (_number(one["at_s"]), round(_number(one["by"]))))),
        notes=tuple(_each(lines, "note", lambda one: Note(_number(one["at_s"]), str(one["text"])))),
    )


def _line(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is no number")
    return number


def _each(lines: Iterable[Mapping[str, Any]], kind: str, read: Callable[[Mapping[str, Any]], _T]) -> Iterable[_T]:
    """What `read` makes of each line of a type; a line without its fields is passed over."""
    for one in lines:
        if one.get("type") == kind:
            try:
                yield read(one)
            except (KeyError, TypeError, ValueError):
                continue
