"""Which repetitions a chart or a table shows, what they are called, and how thousands become a few blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from soleus_sense.exercises import Tempo, target
from soleus_sense.motion.quality import Ranges, ranges
from soleus_sense.motion.reps import Analysis, Rep, Set

MANY = 60
"""More repetitions than this are shown in blocks: single bars would be thinner than a line."""

BLOCKS = 30
"""At most this many blocks."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of counted repetitions: their numbers in the set and themselves."""

    first: int
    last: int
    reps: tuple[Rep, ...]

    @property
    def label(self) -> str:
        """`7`, or `101–200`."""
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"


def reps_of(analysis: Analysis, set_index: int | None = None) -> tuple[Rep, ...]:
    """All repetitions and partials, or those of one set."""
    if set_index is None:
        return analysis.reps
    return tuple(rep for rep in analysis.reps if rep.set == set_index)


def counted_of(analysis: Analysis, set_index: int | None = None) -> tuple[Rep, ...]:
    """The counted repetitions, all or those of one set."""
    return tuple(rep for rep in reps_of(analysis, set_index) if rep.counted)


def numbers(reps: Sequence[Rep]) -> list[int | None]:
    """What each is called: counted ones 1, 2, 3 … in their order, partials None."""
    called: list[int | None] = []
    number = 0
    for rep in reps:
        number += rep.counted
        called.append(number if rep.counted else None)
    return called


def flag(rep: Rep) -> str:
    """The sign of a repetition inside which samples are missing."""
    return "†" if rep.flagged else ""


def ranges_of(reps: Sequence[Rep]) -> Ranges:
    """The ranges of repetitions and partials, in the quantity by which the counted ones are judged."""
    unit = ranges([rep for rep in reps if rep.counted] or reps).unit
    if unit == "cm":
        return Ranges(tuple(None if rep.height_m is None else 100 * rep.height_m for rep in reps), unit)
    if unit == "°":
        return Ranges(tuple(rep.range_deg for rep in reps), unit)
    return Ranges((None,) * len(reps), "")


def range_name(analysis: Analysis, unit: str) -> str:
    """What the range is a range of, with its unit, for an axis or a column."""
    if analysis.placement == "shin":
        return "Rise of the shin (cm)" if unit == "cm" else "Tilt of the shin (°)"
    return "Rise of the heel (cm)" if unit == "cm" else "Turn of the foot (°)"


def blocks(reps: Sequence[Rep]) -> list[Block]:
    """Counted repetitions as blocks of one, or as at most `BLOCKS` even runs where there are very many."""
    done = tuple(rep for rep in reps if rep.counted)
    size = 1 if len(done) <= MANY else -(-len(done) // BLOCKS)
    return [Block(at + 1, min(at + size, len(done)), done[at : at + size]) for at in range(0, len(done), size)]


def is_passive(analysis: Analysis) -> bool:
    """Whether the heel drops freely in this exercise, so that its lowering is not graded."""
    return target.is_passive(analysis.exercise)


def target_of(analysis: Analysis) -> Tempo | None:
    """The tempo to grade against: none where none was set, or where the heel drops passively."""
    return target.target_of(analysis.exercise, analysis.tempo)


def set_of(analysis: Analysis, set_index: int | None) -> Set | None:
    """The set of that number; the only one where no number is said."""
    if set_index is None:
        return analysis.sets[0] if len(analysis.sets) == 1 else None
    return next((one for one in analysis.sets if one.index == set_index), None)


def middle_80(values: Sequence[float]) -> tuple[float, float]:
    """The 10th and the 90th percentile: between them lies the middle 80 %."""
    if len(values) == 1:
        return values[0], values[0]
    tenths = quantiles(values, n=10, method="inclusive")
    return tenths[0], tenths[-1]
