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
from soleus_sense.motion.shape import Shape

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
    # A foot is off the ground in a step for up to 0.6 s; the quickest raise and lowering asked of it take 0.7 s.
    cycle_s=0.6,
)

FURTHER = Limits(
    turn_rad=(np.deg2rad(4.0), np.deg2rad(85.0)),
    unclosed=0.7,
    off_plane=0.75,
    shaken_m_s2=(2.4, 3.6, 7.5),
    before_m_s2=np.inf,
    raise_s=0.12,
    cycle_s=0.35,
)

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

FALLS_M_S2 = 3.0
"""Shaken by more (90th percentile), a foot falls, or is thrown about."""

TIGHT = replace(
    FIRST,
    turn_rad=(FIRST.turn_rad[0], FURTHER.turn_rad[1]),
    unclosed=0.06,
    off_plane=0.06,
    shaken_m_s2=FURTHER_DROPPED_M_S2,
    raise_s=FURTHER.raise_s,
    cycle_s=FURTHER.cycle_s,
)
"""However quick and forceful, a heel raise goes up and back along one arc to where it was. A foot that swings in a
step, on a pedal or in the air leaves that arc by more, or does not do so again and again."""

MOST_TURN_RAD = np.deg2rad(70.0)
"""An ankle goes from 20° up to 50° down."""

SWIVELS = 1.6
"""A foot that turns by more than this for what gravity's direction turns does so about an axis over 50° from level: it
is swung round, not raised. A raised foot rolls and swivels by a third of what it is raised, which makes it 1.1."""

QUICK_S = 1.2
"""A raise and a lowering that are quick for a heel, and usual for a step."""

LONGEST_RAISE_S = 6.0
"""Twice the slowest raise: what takes longer is a foot that shifts."""

SWING_S = 0.7
"""A foot is off the ground for 0.3 to 0.6 s of a step, up or down stairs too."""

ARC = replace(TIGHT, unclosed=0.08, off_plane=0.12)
"""What begins at rest, or stands between two repetitions, need not come back as exactly: its time speaks for it too."""

STILL_M_S2 = 0.15
"""A foot that stands this still before each of them neither walks nor climbs."""

HASTY = 0.6
"""Quick and slow repetitions may be mixed; one this much shorter than the last is looked at."""


def is_repetition(shape: Shape, look: SetLook | None, *, dropped: bool = False, again: bool = False) -> bool:
    """Whether a cycle is a repetition.

    Parameters
    ----------
    shape : the cycle
    look : that of the running set, or None when this would be the first of one
    dropped : whether the person said that the heel is let drop (soleus push-ups)
    again : whether it follows a cycle that may be the first of the set, whose landing is what was felt before it
    """
    like, same = None if look is None else look.newest, False
    # A first one may be what is left of a drop, in which a gyro sees the foot turn further.
    if like is not None and (shape.turned_rad or 0.0) > SWIVELS * shape.turn_rad:
        return False
    if look is not None and is_same_again(shape, look.newest) and is_within(shape, FURTHER_DROPPED_M_S2):
        # What a gyro shows to be the same again may be far more forceful than its set; else, if quick, as forceful.
        same = shape.turned_rad is not None or (shape.cycle_s <= QUICK_S and look.is_shaken_as_much(shape))
    if same:
        return True
    if look is not None and is_outdone(shape, look, dropped=dropped):
        return False
    if dropped:
        limits = FIRST_DROPPED if like is None else FURTHER_DROPPED
    elif like is None:
        limits = FIRST
    else:
        limits = FURTHER
    if (shape.turned_rad or 0.0) > MOST_TURN_RAD or not _is_inside(shape, limits, excused=again and dropped):
        return False
    return like is None or like.turn_rad <= TILTED_RAD or goes_the_same_way(shape, like, dropped=dropped)


def _is_inside(shape: Shape, limits: Limits, *, excused: bool) -> bool:
    """Whether a cycle stays within limits; `excused` from what was felt before it."""
    # A fall throws the force's direction about; a gyro sees how far the foot really turned.
    turn_rad = shape.turn_rad if shape.turned_rad is None else min(shape.turn_rad, shape.turned_rad)
    if not limits.turn_rad[0] <= turn_rad <= limits.turn_rad[1]:
        return False
    if not is_within(shape, limits.shaken_m_s2) or (shape.before_m_s2 > limits.before_m_s2 and not excused):
        return False
    too_quick = shape.cycle_s < limits.cycle_s or (shape.raise_s < limits.raise_s and shape.cycle_s < LASTS_S)
    if too_quick or shape.raise_s > LONGEST_RAISE_S:
        return False
    return shape.unclosed <= limits.unclosed and shape.off_plane <= limits.off_plane


def is_outdone(shape: Shape, look: SetLook, *, dropped: bool = False) -> bool:
    """Whether a cycle is far wilder than the set."""
    # In a fall the force's direction strays, not the foot; a gyro's share in it is small.
    falls = dropped or shape.shaken_m_s2[2] > FALLS_M_S2 or (shape.turned_rad is None and shape.cycle_s < QUICK_S)
    if not falls and look.strays_less_than(shape):
        return True
    return look.is_shaken_less_than(shape, DROPPED_M_S2 if dropped else TAME_M_S2) or look.turns_less_than(shape)


def is_tight(shape: Shape, *, again: bool = False) -> bool:
    """Whether a foot, though too forceful for a first repetition, came back along its arc to where it was.

    Once it is a step or a swing; several like it, one after another, are repetitions; `again`: it follows one that may
    be, whose landing is what was felt before it.
    """
    # Without a gyro no point shows about which the foot turns.
    tame = shape.turned_rad is not None or is_within(shape, FURTHER.shaken_m_s2)
    return tame and shape.cycle_s <= QUICK_S and _is_inside(shape, TIGHT, excused=again)


def begins_at_rest(shape: Shape) -> bool:
    """Whether a foot stood still until it turned."""
    return shape.before_m_s2 < STILL_M_S2


def is_as_step(shape: Shape) -> bool:
    """Whether a foot was up and down as quickly as it is in a step."""
    return shape.cycle_s < SWING_S


def comes_back(shape: Shape, *, exactly: bool = False) -> bool:
    """Whether a foot came back along its arc, if more forcefully or, unless `exactly`, less so than a tight one."""
    return shape.cycle_s <= QUICK_S and _is_inside(shape, TIGHT if exactly else ARC, excused=False)


def is_doubtful(shape: Shape, *, dropped: bool = False) -> bool:
    """Whether what may be the first repetition of a set may as well be a first step, being turned as quickly.

    A heel that is let drop (`dropped`) is as quick.
    """
    return is_as_step(shape) and not dropped


def is_hasty(shape: Shape, like: Shape) -> bool:
    """Whether a foot was up and down as quickly as it swings in a step, and far more quickly than in its set."""
    return shape.cycle_s < min(SWING_S, HASTY * like.cycle_s)
