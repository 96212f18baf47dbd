"""A cycle that may be a repetition, and what has been found out about it."""

from __future__ import annotations

from dataclasses import dataclass

from soleus_sense.motion.alike import is_as_high, is_as_much_again, is_repeated, is_same_again
from soleus_sense.motion.cycles import Cycle
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.shape import Shape

CONFIRMED_S = 4.0
"""A repetition that is doubted counts once another like it, or one of the running set, follows within this time."""

DIRECTLY_S = 1.0
"""Repetitions without a pause, quick and slow ones mixed, follow each other within this time; a set that goes on so
soon had no steps in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A cycle that may be a repetition.

    Attributes
    ----------
    first : grid index from which on it may begin
    base : grid index of the first sample that says something about it
    likely : whether it looks like one by itself, or like those of the running set
    at_once : whether nothing was seen between it and the one before it that waits too
    plain : whether it is accelerated as its way and its time call for, if forcefully
    waits : whether it is one if it is done again and again: once it may be sway, drift or a step
    """

    cycle: Cycle
    first: int
    base: int
    measured: Measured
    rep: Rep
    shape: Shape
    likely: bool = True
    at_once: bool = False
    plain: bool = False
    waits: bool = False

    def is_soon_followed_by(self, rep: Rep, within_s: float = CONFIRMED_S) -> bool:
        """Whether another comes soon after it."""
        return rep.raise_start_s - self.rep.lower_end_s < within_s

    @property
    def confirms(self) -> bool:
        """Whether it counts towards those that have to be alike."""
        return self.likely or self.plain or self.waits

    def may_follow(self, before: Candidate, *, fresh: bool, dropped: bool) -> bool:
        """Whether the one before it counts if it does."""
        may_mix = not fresh or (self.likely and before.likely)
        if may_mix and before.is_soon_followed_by(self.rep, DIRECTLY_S) and is_as_high(self.shape, before.shape):
            return True
        if self.likely and before.likely:
            return not fresh or is_repeated(self.shape, before.shape, dropped=dropped)
        if (self.waits or self.likely) and (before.waits or before.likely):
            return is_as_much_again(self.shape, before.shape) or (not fresh and is_same_again(self.shape, before.shape))
        return is_same_again(self.shape, before.shape)
