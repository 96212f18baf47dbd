"""What the repetitions of a set looked like, and the limits that a cycle has to stay within."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from soleus_sense.motion.shape import Shape

WILDER = 2.0
"""A repetition is shaken, and turns the sensor, at most this many times as much as the most so far in its set."""

AS_WILD = 1.3
"""What is the same again varies by so much."""

TAME_RAD = np.deg2rad(24.0)
"""What turns no further than this need not be compared."""

STRAYS = 3.0
STRAYS_RAD = np.deg2rad(12.0)
"""A repetition strays from its way, and from where it began, by 6° at most (99 % of them), and by more where those of
its set do: this many times as much."""

TILTED_RAD = np.deg2rad(15.0)
"""What turns less than this draws no clear arc: its way is not judged, nor a shank's plane and its return."""

LASTS_S = 2.5
"""No step takes longer: what does may have gone up as quickly as it likes."""

Shaking = tuple[float, float, float]
"""50th, 70th and 90th percentile, m/s²."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a repetition stays within; `Shape` says what each is."""

    turn_rad: tuple[float, float]
    unclosed: float
    off_plane: float
    shaken_m_s2: Shaking
    before_m_s2: float
    raise_s: float
    cycle_s: float


@dataclass(frozen=True, slots=True, eq=False)
class SetLook:
    """What the repetitions of a set looked like.

    Attributes
    ----------
    count : how many
    newest : the newest of them
    shaken_m_s2, calmest_m_s2 : the most and the least that any was shaken
    turn_rad, turned_rad, lift_m : the most that any turned (by gravity, by a gyro), and was lifted
    strayed_rad : the most that any strayed from its way
    single : how many of the newest, one after another, went out and back once
    """

    count: int
    newest: Shape
    shaken_m_s2: Shaking
    calmest_m_s2: Shaking
    turn_rad: float
    turned_rad: float
    lift_m: float
    strayed_rad: float
    single: int

    @classmethod
    def of(cls, shape: Shape, before: SetLook | None) -> SetLook:
        """The look of a set with one more repetition."""
        shaken, single = shape.shaken_m_s2, shape.swings == 1
        turned, lift = shape.turned_rad or 0.0, shape.lift_m or 0.0
        if before is None:
            return cls(1, shape, shaken, shaken, shape.turn_rad, turned, lift, shape.strayed_rad, int(single))
        return cls(
            before.count + 1,
            shape,
            _each(max, shaken, before.shaken_m_s2),
            _each(min, shaken, before.calmest_m_s2),
            max(shape.turn_rad, before.turn_rad),
            max(turned, before.turned_rad),
            max(lift, before.lift_m),
            max(shape.strayed_rad, before.strayed_rad),
            before.single + 1 if single else 0,
        )

    def is_shaken_less_than(self, shape: Shape, tame_m_s2: Shaking) -> bool:
        """Whether a cycle is shaken far more than any of the set, and more than a tame one."""
        return any(
            seen > max(calm, WILDER * most)
            for seen, calm, most in zip(shape.shaken_m_s2, tame_m_s2, self.shaken_m_s2, strict=True)
        )

    def is_shaken_as_much(self, shape: Shape) -> bool:
        """Whether a cycle is shaken by hardly more than the most that any of the set was."""
        return all(seen <= AS_WILD * most for seen, most in zip(shape.shaken_m_s2, self.shaken_m_s2, strict=True))

    def turns_less_than(self, shape: Shape) -> bool:
        """Whether the direction of what is felt turned far more than in any of the set, and more than a tame one's."""
        return shape.turn_rad > max(TAME_RAD, WILDER * self.turn_rad)

    def strays_less_than(self, shape: Shape) -> bool:
        """Whether a cycle strayed far more from its way than any of the set, and more than most do."""
        return shape.strayed_rad > max(STRAYS_RAD, STRAYS * self.strayed_rad)


def is_within(shape: Shape, most_m_s2: Shaking) -> bool:
    """Whether a cycle was shaken by no more than that."""
    return all(seen <= most for seen, most in zip(shape.shaken_m_s2, most_m_s2, strict=True))


def _each(choose: Callable[[float, float], float], one: Shaking, other: Shaking) -> Shaking:
    return choose(one[0], other[0]), choose(one[1], other[1]), choose(one[2], other[2])
