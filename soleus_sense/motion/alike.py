"""Whether two cycles are one motion done twice."""

from __future__ import annotations

import numpy as np

from soleus_sense.motion.shape import Shape
from soleus_sense.motion.vectors import angle_between

SAME_WAY = 0.75
"""Cosine between the ways of two repetitions of one set: a foot set down a little differently turns by 30°."""

SAME_BOTTOM_RAD = np.deg2rad(25.0)
"""A set's bottoms lie closer together than this: sinking below a step's edge is 15°."""

DROPPED_BOTTOM_RAD = np.deg2rad(45.0)
"""The same where the heel is let drop and lifted again at once: the shock is felt in another direction."""

AS_HIGH = 1.6
AS_LONG = 2.5
"""Two motions are as high, or as long, as each other within these ratios: quick and slow ones may be mixed."""

JUST_AS_HIGH, AS_LONG_IF_JUST_AS_HIGH = 1.25, 4.0
"""What goes just as high may be as much slower or quicker: 0.8 s and 3 s in one set are no others' motions."""

ONE_WAY = 0.95
ONE_BOTTOM_RAD = np.deg2rad(8.0)
SAME_UNCLOSED = 0.35
"""A foot that stays where it is lets the shank go the same way from the same place: within 5° on real straps."""

CLEAR_TURN_RAD = np.deg2rad(9.0)
AS_FAR = 1.5
"""A turn of less than this has no clear way; two of one set are as far within this ratio, quick and slow."""

AS_DROPPED = 2.0
"""As high as each other within this where the heel is let drop: the height says least of a fall."""


def goes_the_same_way(shape: Shape, like: Shape, *, dropped: bool = False) -> bool:
    """Whether two cycles go the same way from the same bottom."""
    apart_rad = DROPPED_BOTTOM_RAD if dropped else SAME_BOTTOM_RAD
    return _along(shape, like) > SAME_WAY and _apart_rad(shape, like) < apart_rad


def is_repeated(shape: Shape, like: Shape, *, dropped: bool = False) -> bool:
    """Whether two cycles are one motion done twice: as high, as long, the same way from the same bottom.

    Parameters
    ----------
    dropped : whether the person said that the heel is let drop: a shank hardly tilts then, a fall throws the direction
        of what it feels about, and after a rest on the floor the height does not say well when the raise begins
    """
    if dropped and shape.lift_m is not None:
        one, other = _extents(shape, like)
        return max(one, other) < AS_DROPPED * min(one, other)
    if not is_as_much(shape, like):
        return False
    if _has_no_clear_way(shape, like):
        return _apart_rad(shape, like) < SAME_BOTTOM_RAD
    return goes_the_same_way(shape, like)


def is_as_much(shape: Shape, like: Shape) -> bool:
    """Whether two cycles are as high and as long, give or take what people vary."""
    higher, longer = _ratios(shape, like)
    return higher < AS_HIGH and longer < (AS_LONG_IF_JUST_AS_HIGH if higher < JUST_AS_HIGH else AS_LONG)


def is_just_as_much(shape: Shape, like: Shape) -> bool:
    """Whether two cycles are as high and as long as one person makes them who does not mean to change anything."""
    return max(_ratios(shape, like)) < JUST_AS_HIGH


def is_as_high(shape: Shape, like: Shape) -> bool:
    """Whether two cycles go as far the same way from the same bottom, however long each takes."""
    higher, _ = _ratios(shape, like)
    if _has_no_clear_way(shape, like):
        return higher < JUST_AS_HIGH and _apart_rad(shape, like) < SAME_BOTTOM_RAD
    return higher < AS_HIGH and goes_the_same_way(shape, like)


def is_as_much_again(shape: Shape, like: Shape) -> bool:
    """Whether a leg rose as high and as long again, from the same place: all that a small rise can show."""
    return is_as_much(shape, like) and _apart_rad(shape, like) < ONE_BOTTOM_RAD


def is_same_again(shape: Shape, like: Shape) -> bool:
    """Whether a cycle is another one done again, slower or quicker: over as far, the same way and back.

    A shank that tilts clearly shows by that how far it went: the height, solved for, may shrink or grow by half.
    """
    if max(shape.unclosed, like.unclosed) > SAME_UNCLOSED:
        return False
    if _along(shape, like) < ONE_WAY or _apart_rad(shape, like) > ONE_BOTTOM_RAD:
        return False
    one, other = shape.turn_rad, like.turn_rad
    if shape.turned_rad is not None and like.turned_rad is not None:
        one, other = shape.turned_rad, like.turned_rad
    return min(one, other) > CLEAR_TURN_RAD and max(one, other) < AS_FAR * min(one, other)


def _extents(shape: Shape, like: Shape) -> tuple[float, float]:
    """How far each of two cycles went: lifts at the shin, turns at the foot."""
    if shape.lift_m is not None and like.lift_m is not None:
        return shape.lift_m, like.lift_m
    return shape.turn_rad, like.turn_rad


def _ratios(shape: Shape, like: Shape) -> tuple[float, float]:
    """How many times as far, and as long, the one of two cycles went as the other; 1 and more."""
    one, other = _extents(shape, like)
    higher = max(one, other) / max(min(one, other), 1e-9)
    return higher, max(shape.cycle_s, like.cycle_s) / min(shape.cycle_s, like.cycle_s)


def _has_no_clear_way(shape: Shape, like: Shape) -> bool:
    """Whether neither of two shanks tilts enough to show which way."""
    return shape.lift_m is not None and max(shape.most_turned_rad, like.most_turned_rad) < CLEAR_TURN_RAD


def _along(shape: Shape, like: Shape) -> float:
    """Cosine of the angle between the ways of two cycles."""
    return float((shape.way * like.way).sum())


def _apart_rad(shape: Shape, like: Shape) -> float:
    """Angle between the bottoms of two cycles."""
    return angle_between(shape.bottom, like.bottom)
