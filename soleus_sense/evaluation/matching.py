"""Matches repetitions that were found to those that happened, one to one, and gives the errors of each pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import FloatArray

LEAST_OVERLAP = 0.25
"""Two stretches of time are the same repetition when they share this much of what both cover together.

A repetition with a lowering read twice too long still is itself (0.6 and more); one of two that were read as one
is (0.4), its neighbour is not.
"""

DURATIONS = ("raise_s", "top_s", "lower_s", "bottom_s")
INSTANTS = ("raise_start_s", "raise_end_s", "lower_start_s", "lower_end_s")
RANGES = ("range_deg", "height_m")
QUANTITIES = (*DURATIONS, *INSTANTS, *RANGES)
"""Fields of `Rep` that are compared."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Which repetition that was found is which that happened.

    Attributes
    ----------
    pairs : (true, found), in the order of time
    missed : true ones that nothing was found for
    extra : found ones that never happened
    """

    pairs: tuple[tuple[Rep, Rep], ...]
    missed: tuple[Rep, ...]
    extra: tuple[Rep, ...]

    @property
    def recall(self) -> float | None:
        """Share of the true repetitions that were found; None where there is none."""
        true = len(self.pairs) + len(self.missed)
        return len(self.pairs) / true if true else None

    @property
    def precision(self) -> float | None:
        """Share of the found repetitions that are true; None where none was found."""
        found = len(self.pairs) + len(self.extra)
        return len(self.pairs) / found if found else None

    def errors(self, quantity: str) -> FloatArray:
        """(n,) found minus true, of the pairs in which both are measured.

        Parameters
        ----------
        quantity : a field of `Rep` holding numbers, such as "lower_s"
        """
        both = ((getattr(true, quantity), getattr(found, quantity)) for true, found in self.pairs)
        return np.array([there - here for here, there in both if here is not None and there is not None], np.float64)

    def unmeasured(self, quantity: str) -> int:
        """In how many pairs the true one has the quantity and the found one has None: that is no error of 0."""
        return sum(
            getattr(true, quantity) is not None and getattr(found, quantity) is None for true, found in self.pairs
        )


def match(true: Sequence[Rep], found: Sequence[Rep], *, least_overlap: float = LEAST_OVERLAP) -> Matching:
    """Pair repetitions so that the overlaps of all pairs together are the greatest.

    Parameters
    ----------
    true, found : repetitions that count, in the order of time (partials are left out beforehand)
    least_overlap : shared time over the time that both cover together, 0 to 1; pairs below it are none
    """
    overlap = overlaps(true, found)
    rows, columns = linear_sum_assignment(np.where(overlap >= least_overlap, overlap, 0.0), maximize=True)
    kept = [(i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if overlap[i, j] >= least_overlap]
    of_true, of_found = {i for i, _ in kept}, {j for _, j in kept}
    return Matching(
        pairs=tuple((true[i], found[j]) for i, j in sorted(kept)),
        missed=tuple(rep for i, rep in enumerate(true) if i not in of_true),
        extra=tuple(rep for j, rep in enumerate(found) if j not in of_found),
    )


def overlaps(true: Sequence[Rep], found: Sequence[Rep]) -> FloatArray:
    """(n, m) shared time over joint time of every true repetition with every found one."""
    a = np.array([(rep.raise_start_s, rep.lower_end_s) for rep in true], np.float64).reshape(-1, 1, 2)
    b = np.array([(rep.raise_start_s, rep.lower_end_s) for rep in found], np.float64).reshape(1, -1, 2)
    shared = np.minimum(a[..., 1], b[..., 1]) - np.maximum(a[..., 0], b[..., 0])
    joint = np.maximum(a[..., 1], b[..., 1]) - np.minimum(a[..., 0], b[..., 0])
    return np.clip(shared, 0.0, None) / np.maximum(joint, 1e-9)
