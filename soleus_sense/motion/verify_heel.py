"""Tells a repetition at the foot from what only looks like one: steps, stairs, fidgets, the strap put on.

A heel raise turns the foot in one plane and brings it back to where it was, without haste, and the ball of the
foot stays where it is: apart from the landing little but gravity is felt. The first of a set is held to all
of that. Those after it are compared with the set: the same way, the same bottom.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from soleus_sense.motion.alike import goes_the_same_way, is_same_again
from soleus_sense.motion.cycles import MOST_FIRST_RAD
from soleus_sense.motion.set_look import LASTS_S, TILTED_RAD, Limits, SetLook, is_within
from soleus_sense.motion.shape import CALM_M_S2, Shape

FIRST = Limits(
    # A first one of less is not told from a step begun; an ankle does not plantarflex further, a stride's foot does.
    turn_rad=(np.deg2rad(12.0), MOST_FIRST_RAD),
    unclosed=0.25,
    off_plane=0.5,
    # A heel swung about the ball of the foot in 0.35 s is accelerated by 5 m/s² at most, for a part of the time;
    # a striding foot by 10 to 30.
    shaken_m_s2=(1.8, 2.7, 6.5),
    before_m_s2=2.5,
    raise_s=0.22,
    cycle_s=0.5,
)

FURTHER = Limits(
    turn_rad=(np.deg2rad(4.0), np.deg2rad(85.0)),
    unclosed=0.7,
    off_plane=0.6,
    shaken_m_s2=(2.4, 3.6, 7.5),
    before_m_s2=np.inf,
    raise_s=0.12,
    cycle_s=0.35,
)

FIRST_ABOUT_BALL = replace(FIRST, shaken_m_s2=FURTHER.shaken_m_s2, cycle_s=FURTHER.cycle_s)
"""What surely turns about the ball of a foot may be as quick as any further one."""

DROPPED_M_S2, FURTHER_DROPPED_M_S2 = (3.2, 4.0, 9.0), (4.0, 5.5, 12.0)
"""Where the person said that the heel is let drop, the first and the further ones may be shaken so much: half of a
push-up is a raise of 0.3 s, and the other half a fall."""

FIRST_DROPPED = replace(
    FIRST,
    # Out of a fall the force's direction turns further than the foot.
    turn_rad=(FIRST.turn_rad[0], FURTHER.turn_rad[1]),
    shaken_m_s2=DROPPED_M_S2,
    # At 120 a minute.
    cycle_s=FURTHER.cycle_s,
)
FURTHER_DROPPED = replace(FURTHER, shaken_m_s2=FURTHER_DROPPED_M_S2)

TAME_M_S2 = (0.9, 1.3, 6.0)
"""Shaken no more than this it need not be compared: quick repetitions may follow slow ones."""

SWUNG_M_S2 = (2.4, 3.0, 4.0)
SWUNG_UNCLOSED, SWUNG_OFF_PLANE, SWUNG_RAISE_S, SWUNG_BEFORE_M_S2 = 0.2, 0.25, 0.35, 0.3
"""A push-up shakes a foot as much as a step's swing does, but out of rest, along one arc, and back to where it was."""

STEPPED_RAISE_S, STEPPED_BEFORE_M_S2 = 0.3, 0.8
"""A foot that was swung right before it is turned quicker than people raise a heel (simulated and real ones take 0.3 s
and more) goes on stepping."""

MOST_TURN_RAD = np.deg2rad(70.0)
TURNED_SHARE, TURNED_SHARE_QUICK, TURNED_MOST = 0.6, 0.48, 1.7
QUICK_S = 1.2
"""An ankle goes from 20° up to 50° down. What a gyro says over what gravity's direction says, where that is calm: a
gyro's scale is good to 3 %, but the smoothing of a turn as quick as this, a heel that falls, and the gyro's offset take
their part."""

LONGEST_RAISE_S = 6.0
"""Twice the slowest raise: what takes longer is a foot that shifts."""

SWING_S = 0.7
"""A foot is off the ground for 0.3 to 0.6 s of a step, up or down stairs too."""

HASTY = 0.6
"""Quick and slow repetitions may be mixed; one this much shorter than the last is looked at."""


def is_repetition(
    shape: Shape, look: SetLook | None, *, dropped: bool = False, again: bool = False, about_ball: bool = False
) -> bool:
    """Whether a cycle is a repetition.

    Parameters
    ----------
    shape : the cycle
    look : that of the running set, or None when this would be the first of one
    dropped : whether the person said that the heel is let drop (soleus push-ups)
    again : whether it follows a cycle that may be the first of the set, whose landing is what was felt before it
    about_ball : whether a gyro surely shows the foot to turn about its ball
    """
    like = None if look is None else look.newest
    if like is not None and shape.turned_rad is not None and is_same_again(shape, like):
        most_m_s2 = FURTHER_DROPPED_M_S2 if _draws_one_arc(shape) else FURTHER.shaken_m_s2
        if is_within(shape, most_m_s2):
            return True
    if look is not None and is_outdone(shape, look, dropped=dropped):
        return False
    if dropped:
        limits = FIRST_DROPPED if like is None else FURTHER_DROPPED
    elif like is None:
        limits = FIRST_ABOUT_BALL if about_ball else FIRST
    else:
        limits = FURTHER
    if not (_is_inside(shape, limits, excused=again and dropped) and _turns_as_a_foot(shape)):
        return False
    if like is None and not dropped and not again and _goes_on_stepping(shape):
        return False
    return like is None or like.turn_rad <= TILTED_RAD or goes_the_same_way(shape, like, dropped=dropped)


def _is_inside(shape: Shape, limits: Limits, *, excused: bool) -> bool:
    """Whether a cycle stays within limits; `excused` from what was felt before it."""
    # A fall throws the force's direction about; a gyro sees how far the foot really turned.
    turn_rad = shape.turn_rad if shape.turned_rad is None else min(shape.turn_rad, shape.turned_rad)
    if not limits.turn_rad[0] <= turn_rad <= limits.turn_rad[1]:
        return False
    if not is_within(shape, limits.shaken_m_s2) and not (_is_swung(shape) and is_within(shape, SWUNG_M_S2)):
        return False
    if shape.before_m_s2 > limits.before_m_s2 and not excused:
        return False
    too_quick = shape.cycle_s < limits.cycle_s or (shape.raise_s < limits.raise_s and shape.cycle_s < LASTS_S)
    if too_quick or shape.raise_s > LONGEST_RAISE_S:
        return False
    return shape.unclosed <= limits.unclosed and shape.off_plane <= limits.off_plane


def is_outdone(shape: Shape, look: SetLook, *, dropped: bool = False) -> bool:
    """Whether a cycle is far wilder than the set."""
    return look.is_shaken_less_than(shape, DROPPED_M_S2 if dropped else TAME_M_S2) or look.turns_less_than(shape)


def is_tame(shape: Shape) -> bool:
    """Whether a cycle is shaken no more than a repetition of usual tempo."""
    return is_within(shape, TAME_M_S2)


def is_doubtful(shape: Shape, *, dropped: bool = False) -> bool:
    """Whether what may be the first repetition of a set may as well be a first step, being turned as quickly.

    A heel that is let drop (`dropped`) is as quick.
    """
    return shape.cycle_s < SWING_S and not dropped


def is_hasty(shape: Shape, like: Shape) -> bool:
    """Whether a foot was up and down as quickly as it swings in a step, and far more quickly than in its set."""
    return shape.cycle_s < min(SWING_S, HASTY * like.cycle_s)


def _draws_one_arc(shape: Shape) -> bool:
    """Whether a foot went up and back in one plane, to where it was."""
    return shape.unclosed <= SWUNG_UNCLOSED and shape.off_plane <= SWUNG_OFF_PLANE


def _is_swung(shape: Shape) -> bool:
    """Whether a foot went up and back along one arc, out of rest and no quicker than a raise."""
    return _draws_one_arc(shape) and shape.raise_s >= SWUNG_RAISE_S and shape.before_m_s2 < SWUNG_BEFORE_M_S2


def _goes_on_stepping(shape: Shape) -> bool:
    """Whether a foot that was swung right before is turned quicker than a heel is raised."""
    return shape.raise_s < STEPPED_RAISE_S and shape.before_m_s2 > STEPPED_BEFORE_M_S2


def _turns_as_a_foot(shape: Shape) -> bool:
    """Whether a foot, as far as a gyro tells, turned no further than an ankle does, and with gravity."""
    if shape.turned_rad is None:
        return True
    if shape.turned_rad > MOST_TURN_RAD:
        return False
    # Turned on the spot, a foot turns the gyro more than gravity; where it slides, less.
    calm = shape.shaken_m_s2[2] < CALM_M_S2
    least = TURNED_SHARE if shape.cycle_s > QUICK_S else TURNED_SHARE_QUICK
    return not calm or least < shape.turned_rad / max(shape.turn_rad, 1e-3) < TURNED_MOST
