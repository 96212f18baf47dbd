"""A truth on another clock: the same repetitions, sooner or later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from soleus_sense.motion.reps import Rep


def shifted(reps: Iterable[Rep], by_s: float) -> tuple[Rep, ...]:
    """The repetitions `by_s` later; negative: sooner."""
    return tuple(
        replace(
            rep,
            raise_start_s=rep.raise_start_s + by_s,
            raise_end_s=rep.raise_end_s + by_s,
            lower_start_s=rep.lower_start_s + by_s,
            lower_end_s=rep.lower_end_s + by_s,
        )
        for rep in reps
    )
