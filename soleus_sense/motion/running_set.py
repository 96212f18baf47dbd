"""When a set begins, how long it may pause, and when it is over."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import numpy as np

from soleus_sense.motion.reps import Rep, longest_rest_s

REMEMBERED = 7
"""A set's cycle is the median of this many: half a set, so that one who grows slower is followed."""


class RunningSet:
    """The set that is being done, and the rest since its newest repetition.

    Attributes
    ----------
    number : of the newest set, 0 before the first
    is_open : whether it goes on
    count : how many repetitions it has
    newest_end_s : when the newest repetition or partial was over
    """

    def __init__(self) -> None:
        self.number = 0
        self.is_open = False
        self.count = 0
        self.newest_end_s = -np.inf
        self._starts_s: list[float] = []
        self._first_rep_s = 0.0
        self._ended_by_hand = False

    def longest_rest_s(self) -> float:
        """Seconds that the set may pause."""
        cycles = [after - start for start, after in pairwise(self._starts_s)] or [self._first_rep_s]
        return longest_rest_s(median(cycles))

    def rest_before_s(self, rep: Rep) -> float:
        """Seconds of rest between the newest repetition or partial and this one."""
        return rep.raise_start_s - self.newest_end_s

    def is_begun_by(self, rep: Rep) -> bool:
        """Whether a repetition comes after a rest."""
        return not self.number or self._ended_by_hand or self.rest_before_s(rep) > self.longest_rest_s()

    def over_s(self) -> float:
        """When nobody can add to it any more."""
        return self.newest_end_s + self.longest_rest_s() + 1.0

    def begin(self, rep: Rep) -> None:
        """Begin the next set with a repetition, which is still to be added."""
        self.number += 1
        self.is_open, self._ended_by_hand, self.count = True, False, 0
        self._starts_s, self._first_rep_s = [], rep.lower_end_s - rep.raise_start_s

    def add(self, rep: Rep) -> None:
        """Add a repetition."""
        self._starts_s = [*self._starts_s, rep.raise_start_s][-REMEMBERED - 1 :]
        self.count += 1

    def end_by_hand(self) -> None:
        """Whatever comes next begins another set."""
        self._ended_by_hand = True
