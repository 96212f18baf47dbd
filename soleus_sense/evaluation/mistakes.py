"""What kind of mistake it was: a repetition missed, or one counted that never happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soleus_sense.evaluation.matching import Matching, overlaps
from soleus_sense.motion.reps import Rep

TOUCHES = 0.1
"""Share of joint time from which two stretches have to do with each other."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One repetition missed or counted wrongly.

    Attributes
    ----------
    at_s : when its raise began, by the truth (missed) or as it was found (extra)
    kind : in words, the same for mistakes of one kind
    """

    at_s: float
    kind: str


def mistakes(truth: Sequence[Rep], found: Sequence[Rep], matching: Matching) -> tuple[Mistake, ...]:
    """Every mistake of a matching, in the order of time.

    Parameters
    ----------
    truth, found : all of them, partials too
    matching : of those that count
    """
    out = [Mistake(rep.raise_start_s, _why_missed(rep, truth, found)) for rep in matching.missed]
    out += [Mistake(rep.raise_start_s, _why_extra(rep, truth)) for rep in matching.extra]
    return tuple(sorted(out, key=lambda one: one.at_s))


def _why_missed(rep: Rep, truth: Sequence[Rep], found: Sequence[Rep]) -> str:
    near = overlaps([rep], found)[0] if found else np.zeros(0)
    if any(share >= TOUCHES and not other.counted for share, other in zip(near, found, strict=True)):
        return "called a partial"
    if any(share >= TOUCHES for share in near):
        return "counted at other times than it happened"
    own = [other for other in truth if other.set == rep.set]
    if rep is own[0]:
        return "first of a set not seen"
    return "last of a set not seen" if rep is own[-1] else "not seen within a set"


def _why_extra(rep: Rep, truth: Sequence[Rep]) -> str:
    near = overlaps([rep], truth)[0] if truth else np.zeros(0)
    if any(share >= TOUCHES and not other.counted for share, other in zip(near, truth, strict=True)):
        return "a partial counted"
    if any(share >= TOUCHES for share in near):
        return "part of a repetition counted"
    middle = (rep.raise_start_s + rep.lower_end_s) / 2
    for number in {other.set for other in truth}:
        own = [other for other in truth if other.set == number]
        if own[0].raise_start_s <= middle <= own[-1].lower_end_s:
            return "nothing within a set counted"
    return "something outside the sets counted"
