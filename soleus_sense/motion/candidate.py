"""What waits to be counted, or to be measured once more."""

from __future__ import annotations

from dataclasses import dataclass

from soleus_sense.motion.alike import is_as_much_again, is_repeated, is_same_again
from soleus_sense.motion.cycles import Cycle
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.shape import Shape
from soleus_sense.motion.verify import is_plain, is_small, is_steady

CONFIRMED_S, NEXT_S = 4.0, 6.0
"""A repetition that is doubted counts once another like it, or one of the running set, follows within this time; at the
foot the latter, if nothing else came between."""


@dataclass(frozen=True, slots=True)
class Span:
    """How far a cycle went.

    Attributes
    ----------
    felt : metres at the shin, radians at the foot
    turned : as a gyro saw a foot turn, radians; else None
    most : how far it may have gone where that is unsure, in the unit of `felt`; else None
    """

    felt: float
    turned: float | None
    most: float | None = None


@dataclass(slots=True)
class Open:
    """A repetition whose last digits wait for what follows it."""

    row: int
    cycle: Cycle
    first: int
    base: int
    measured: Measured


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A cycle that may be a repetition.

    Attributes
    ----------
    likely : whether it looks like one by itself, or like those of the running set
    at_once : whether nothing was seen between it and the one before it that waits too
    stays_up : whether it is one of the running set if the leg did come down after it
    high : whether all that speaks against it is that a shin rose higher than most do
    """

    cycle: Cycle
    first: int
    base: int
    measured: Measured
    rep: Rep
    shape: Shape
    likely: bool
    at_once: bool
    stays_up: bool = False
    high: bool = False

    def is_soon_followed_by(self, rep: Rep, within_s: float = CONFIRMED_S) -> bool:
        """Whether another comes soon after it."""
        return rep.raise_start_s - self.rep.lower_end_s < within_s

    @property
    def small(self) -> bool:
        return not self.likely and is_small(self.shape)

    @property
    def steady(self) -> bool:
        return not self.likely and is_steady(self.shape)

    @property
    def waits(self) -> bool:
        """Whether it is one if it is done again and again: once it may be sway, drift or a step."""
        return self.small or self.steady or self.high

    @property
    def plain(self) -> bool:
        return is_plain(self.shape)

    def may_follow(self, before: Candidate, *, fresh: bool, dropped: bool) -> bool:
        """Whether the one before it counts if it does."""
        if self.likely and before.likely:
            return not fresh or is_repeated(self.shape, before.shape, dropped=dropped)
        if before.stays_up and (self.stays_up or not fresh):
            return True
        if (self.waits or self.likely) and (before.waits or before.likely):
            return is_as_much_again(self.shape, before.shape)
        return is_same_again(self.shape, before.shape)
