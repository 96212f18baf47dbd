"""Tells a repetition at the shin from what only looks like one: steps, stairs, knee bends, chairs, fidgets, drift.

A heel raise lifts the shank and lets it down again to where it was; the shank tilts little, in its plane, and is
accelerated as its way and its time call for. The first of a set is held to all of that. Those after it are compared
with the set: the same way, the same bottom, as high for as much of a turn.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi, sqrt

import numpy as np

from soleus_sense.motion.alike import CLEAR_TURN_RAD, goes_the_same_way, is_as_much, is_same_again
from soleus_sense.motion.set_look import LASTS_S, TILTED_RAD, WILDER, Limits, SetLook, is_within
from soleus_sense.motion.shape import CALM_M_S2, Shape

FIRST = Limits(
    turn_rad=(0.0, np.deg2rad(80.0)),
    unclosed=0.6,
    off_plane=0.5,
    # Quick repetitions pushed off with force shake an ankle strap like this (own reading of real recordings).
    shaken_m_s2=(2.6, 3.2, 14.0),
    before_m_s2=1.5,
    # A recording may begin in the middle of a raise.
    raise_s=0.12,
    cycle_s=0.3,
)

FURTHER = Limits(
    turn_rad=(0.0, np.deg2rad(90.0)),
    unclosed=1.0,
    off_plane=0.8,
    shaken_m_s2=(5.0, 7.0, 20.0),
    before_m_s2=np.inf,
    raise_s=0.08,
    cycle_s=0.35,
)

TAME_M_S2 = (1.2, 2.0, 5.0)
"""Shaken no more than this it need not be compared: quick repetitions may follow slow ones."""

TAME_DROPPED_M_S2 = (1.2, 2.0, 14.0)
"""The same for a push-up: a strike at each end is over a tenth of a quick cycle."""

TAME_RAD = np.deg2rad(12.0)
"""The same for what a gyro says, or gravity while the leg is calm: a shank's tilt is the same in all of a set."""

CALMER = 0.15
QUIET_M_S2 = 0.10
QUIET_UNCLOSED, QUIET_TURN_RAD = 0.4, np.deg2rad(1.5)
"""A muscle that lifts the body trembles: most repetitions' 90th percentile is over 0.14 m/s², a leg at rest shows 0.01
to 0.05. What is as quiet as that is a repetition only if it tilts, and also comes back where it began, as drift hardly
does; what is less than this share of a set's calmest is rest too, whatever the height seems to do."""

MOST_OPEN_RAD, MOST_ASIDE_RAD, MOST_LEFT_RAD = np.deg2rad((20.0, 30.0, 16.0))
"""A shank comes back to where it was, along the way it went, however little it tilts and however quick it is. Simulated
repetitions end within 17° of their beginning and stay within 27° of their plane (real ankle straps: 10 and 15), and
within `BRISK_S` a gyro, its offset of up to 10 °/s included, sees 11° left at most. A stride's shank is 25 to 50°
away."""

RESTS_M_S2 = 0.015
RESTS_SHARE = 0.5
"""Half of a cycle no more shaken than this is a leg put down, or one sat on: holding a heel up trembles by more. Who
does not tremble at all does not in all of a set: from the second on less than this share of its calmest is rest."""

WELL_LIFTED_PER_TILT_M = 0.2
"""What goes up so far for its tilt is no knee that is bent, and nobody who sits down: they give a third of it."""

MOST_TURN_RAD = np.deg2rad(45.0)
"""A shank turns no further in a heel raise (real ankle straps: up to 31°); in a step or a knee bend it does."""

FAR_RAD = np.deg2rad(24.0)
FAR_UNCLOSED = 0.25
FAR_OFF_PLANE = 0.19
FAR_LIFT_PER_TILT_M = 0.033
THROWN_M_S2 = 0.2
"""What a shin feels turns this far only in quick repetitions, out and back along one line; a step's does not. Of a
repetition whose heel is let drop the whole is quick; a step begun is rest for its first half."""

LIFT_M = (0.012, 0.20)
"""An ankle rises 4 to 8 cm; a strap shows a part of it, and a sensor's offset doubles a slow one."""

MOST_SLOW_LIFT_M = 0.30
"""The error of a height grows with the square of its time: a real strap's raises of 7 s seem 0.18 m high and more."""

FIRST_LIFT_M = 0.020
"""A first repetition under this is not told from sway."""

LIFT_PER_TILT_M = 0.045
FIRST_LIFT_PER_TILT_M = 0.06
"""Metres of lift per radian of tilt: a heel raise gives 0.06 or more, a knee bend 0.03."""

SINKS_S = 2.0
HARDLY_LIFTED_PER_TILT_M = 0.10
"""What takes longer than the one and goes up by less than the other is done again and again before it counts."""

LIFT_PER_TURN_M = 0.09
"""The same where a gyro says how far the shank turned, shaken or not: a knee bend gives 0.03 to 0.08, a chair 0.09."""

LEAST_LIFT_PER_TURN_M = 0.035
"""What is lifted by less for its turn is hardly lifted at all."""

AS_LIFTED = 0.75
"""In a set the lift for that turn varies by a tenth, and by as much again as it is solved for."""

DRIFTS_DOWN_S = 1.2
"""No height drifts down by a raise's way in less: 5 cm would take an error of 0.14 m/s² of either sign."""

MOVED_SHARE = 0.5
"""A leg that rests where it should come down has come down, if it moved for this share of what the last one took."""

QUICK_S = 1.0
"""A knee is not bent and stretched, nobody sits down, in less: a quick repetition's lift need not be looked at."""

DOUBTED_M_S2 = 0.5
"""Half of a first repetition shaken by more than this may be a step on the spot."""

FORCEFUL_M_S2 = 3.0
"""Knee bends and chairs shake a shin by 1.4 m/s² at most (90th percentile)."""

STEP_TURN_RAD, STEP_FELT_RAD = np.deg2rad((12.0, 24.0))
AS_STEADY, LESS_STEADY = 1.4, 1.6
"""A step on the spot turns a shank by 12° or more, and the force's direction by 24°, as some heel raises do; but one
repetition turns it as far as the one before within the one ratio (97 % of real ankle straps'), hardly ever beyond the
other, and every second step does not."""

QUICKEST_S, BRISK_S = 0.35, 1.2
PLAIN_SWING_M = (0.025, 0.038, 0.075)
"""What swings up and down by a height h in a time T is accelerated by some h/2 · (2π/T)²: divided by the latter, the
percentiles of shaking are lengths, whatever the tempo. Repetitions of real ankle straps in under 0.8 s give medians of
1.2, 1.5 and 2.3 cm and hardly ever over twice that; strides and stairs 3 to 7, 5 to 13 and 10 to 40 cm."""

PLAIN_FOR_LIFT_M = 0.06
"""Those went up by this or less; who goes further in the same time is accelerated by so much more."""

PLAIN_LIFT_M = 0.12
PLAIN_UNCLOSED, PLAIN_OFF_PLANE = 0.25, 0.27
"""The same come back to within 0.13 of their turn and leave its plane by under 0.25; strides miss by 0.9."""


def is_repetition(shape: Shape, look: SetLook | None, *, dropped: bool = False, again: bool = False) -> bool:
    """Whether a cycle is a repetition.

    Parameters
    ----------
    shape : the cycle
    look : that of the running set, or None when this would be the first of one
    dropped : whether the person said that the heel is let drop (soleus push-ups)
    again : whether it follows a cycle that may be the first of the set, whose landing is what was felt before it
    """
    like = None if look is None else look.newest
    if like is not None and _stays_up(shape, like):
        return False
    same = like is not None and is_same_again(shape, like) and (is_plain(shape) or _lifts_as_it_turns(shape))
    # As long as it was, it is no rest either, however little it trembles.
    if like is not None and same and is_as_much(shape, like):
        return True
    if not dropped and _is_elsewhere(shape, look):
        return False
    if same:
        return True
    if look is not None and is_outdone(shape, look, dropped=dropped):
        return False
    excused = again and (dropped or is_plain(shape, high=True))
    if not _is_inside(shape, FIRST if like is None else FURTHER, excused=excused):
        return False
    if like is None:
        return _closes(shape, FIRST, shape.most_turned_rad) and _may_be_first(shape, dropped=dropped)
    # A heel that is let drop strikes the floor in every cycle, and what it feels then passes for tilt.
    draws_arc = not dropped and shape.turn_rad > TILTED_RAD
    if (draws_arc and not _closes(shape, FURTHER, shape.turn_rad)) or _turns_without_lift(shape, like):
        return False
    clear = draws_arc and like.turn_rad > TILTED_RAD
    same_way = goes_the_same_way(shape, like)
    if not (clear and same_way) and not _rises(shape, LIFT_M[0], LIFT_PER_TILT_M):
        return False
    # Quick repetitions throw the direction of what a shin feels about.
    thrown = max(shape.shaken_m_s2[2], like.shaken_m_s2[2]) > CALM_M_S2
    return not clear or thrown or same_way


def _is_inside(shape: Shape, limits: Limits, *, excused: bool) -> bool:
    """Whether a cycle stays within limits that need no clear arc; `excused` from what was felt before it."""
    most_lift_m = MOST_SLOW_LIFT_M if shape.cycle_s > LASTS_S else LIFT_M[1]
    if not limits.turn_rad[0] <= shape.turn_rad <= limits.turn_rad[1] or _lift_m(shape) > most_lift_m:
        return False
    if not is_within(shape, limits.shaken_m_s2) or (shape.before_m_s2 > limits.before_m_s2 and not excused):
        return False
    return shape.cycle_s >= limits.cycle_s and (shape.raise_s >= limits.raise_s or shape.cycle_s >= LASTS_S)


def _closes(shape: Shape, limits: Limits, turn_rad: float) -> bool:
    """Whether a shank that turned by `turn_rad` stayed in its plane and came back, where it drew a clear arc."""
    return turn_rad <= TILTED_RAD or (shape.unclosed <= limits.unclosed and shape.off_plane <= limits.off_plane)


def _may_be_first(shape: Shape, *, dropped: bool) -> bool:
    """Whether what stays within the limits is more than a rest, a step or a knee bend."""
    moves = not dropped and shape.unclosed <= QUIET_UNCLOSED and shape.turn_rad >= QUIET_TURN_RAD
    if shape.shaken_m_s2[2] < QUIET_M_S2 and not moves:
        return False
    goes_far = _draws_one_line(shape) and _lift_m(shape) >= FAR_LIFT_PER_TILT_M * shape.turn_rad
    if _seems_to_turn_far(shape) and not goes_far:
        return False
    return not _turns_without_lift(shape, None) and _rises(shape, FIRST_LIFT_M, FIRST_LIFT_PER_TILT_M)


def _turns_without_lift(shape: Shape, like: Shape | None) -> bool:
    """Whether a gyro saw the shank turn further than it does, or so far for its lift that a knee was bent."""
    if shape.turned_rad is None:
        return False
    if shape.turned_rad > MOST_TURN_RAD:
        return True
    slow = shape.cycle_s > QUICK_S and shape.turned_rad > TILTED_RAD
    return slow and _lift_m(shape) < _least_lift_per_turn_m(like) * shape.turned_rad


def _least_lift_per_turn_m(like: Shape | None) -> float:
    """What a shin goes up by at least for its turn, metres per radian: as much as in the set, give or take."""
    if like is None or like.lift_m is None or not like.turned_rad:
        return LIFT_PER_TURN_M
    return min(LIFT_PER_TURN_M, AS_LIFTED * like.lift_m / like.turned_rad)


def _rises(shape: Shape, least_m: float, least_per_tilt_m: float) -> bool:
    """Whether a shin goes up by as much, and where it is calm by as much for its tilt."""
    lift_m = _lift_m(shape)
    if lift_m < least_m:
        return False
    return shape.shaken_m_s2[2] >= CALM_M_S2 or lift_m >= least_per_tilt_m * shape.tilt_rad


def is_outdone(shape: Shape, look: SetLook, *, dropped: bool = False) -> bool:
    """Whether a cycle is far wilder than the set, far calmer, higher or more turned."""
    if look.is_shaken_less_than(shape, TAME_DROPPED_M_S2 if dropped else TAME_M_S2):
        return True
    # A shank that is shaken by every strike turns far less than what it feels.
    if not dropped and look.turns_less_than(shape):
        return True
    if shape.shaken_m_s2[2] < CALMER * look.calmest_m_s2[2] or _lift_m(shape) > WILDER * look.lift_m:
        return True
    if shape.turned_rad is not None:
        return shape.turned_rad > max(TAME_RAD, WILDER * look.turned_rad)
    calm = shape.shaken_m_s2[2] < CALM_M_S2
    return calm and shape.turn_rad > max(TAME_RAD, WILDER * look.turn_rad)


def is_plain(shape: Shape, *, high: bool = False) -> bool:
    """Whether a shin went up and back along one arc, accelerated as its way and its time call for.

    However quick and forceful, that is a heel raise or what looks like one: a step is thrown, and comes down elsewhere.
    `high`: it may be accelerated by as much more as it goes higher than most.
    """
    if not QUICKEST_S <= shape.cycle_s <= BRISK_S or _is_elsewhere(shape):
        return False
    if not LIFT_M[0] <= _lift_m(shape) <= PLAIN_LIFT_M or (shape.turned_rad or 0.0) > MOST_TURN_RAD:
        return False
    draws_arc = shape.most_turned_rad > TILTED_RAD
    if draws_arc and (shape.unclosed > PLAIN_UNCLOSED or shape.off_plane > PLAIN_OFF_PLANE):
        return False
    per_s2 = (2 * pi / shape.cycle_s) ** 2
    if high:
        per_s2 *= max(1.0, _lift_m(shape) / PLAIN_FOR_LIFT_M)
    return all(seen <= most * per_s2 for seen, most in zip(shape.shaken_m_s2, PLAIN_SWING_M, strict=True))


def is_small(shape: Shape) -> bool:
    """Whether a cycle goes up less than a first repetition must, and in all else may be one.

    Once it is sway; several as high and as long as each other, one after another, are repetitions.
    """
    if not LIFT_M[0] <= _lift_m(shape) < FIRST_LIFT_M:
        return False
    return is_repetition(replace(shape, lift_m=FIRST_LIFT_M), None)


def is_steady(shape: Shape) -> bool:
    """Whether all that speaks against a first repetition is that the leg is as steady as one at rest.

    Once it is drift, which does not repeat; several as high and as long as each other, one after another, are
    repetitions.
    """
    if not lifts_well(shape):
        return False
    half, most, nearly_all = shape.shaken_m_s2
    if half >= RESTS_M_S2 and nearly_all >= QUIET_M_S2:
        return False
    trembling = max(half, RESTS_M_S2), most, max(nearly_all, QUIET_M_S2)
    return is_repetition(replace(shape, shaken_m_s2=trembling, lift_m=max(_lift_m(shape), FIRST_LIFT_M)), None)


def is_tilted(shape: Shape) -> bool:
    """Whether all that speaks against a first repetition is how far the shank turned for its lift.

    A sensor below the knee goes down while the shank tilts and the ankle goes up.
    """
    if shape.turned_rad is None:
        return False
    lift_m, usual_m = _lift_m(shape), LIFT_PER_TURN_M * shape.turned_rad
    if not max(LIFT_M[0], LEAST_LIFT_PER_TURN_M * shape.turned_rad) <= lift_m < usual_m:
        return False
    return is_repetition(replace(shape, lift_m=max(usual_m, FIRST_LIFT_M)), None)


def is_rest_beside(shape: Shape, other: Shape) -> bool:
    """Whether a leg rested in one of two cycles, and not in the other: all of a set trembles, or none of it."""
    half, _, nearly_all = shape.shaken_m_s2
    return nearly_all < QUIET_M_S2 and half < min(RESTS_M_S2, RESTS_SHARE * other.shaken_m_s2[0])


def lifts_well(shape: Shape) -> bool:
    """Whether a shin goes up further for its tilt than a knee that is bent and stretched can lift it."""
    return _lift_m(shape) >= max(LIFT_M[0], WELL_LIFTED_PER_TILT_M * shape.most_turned_rad)


def hardly_lifts(shape: Shape) -> bool:
    """Whether a slow cycle went up by so little for its tilt that somebody may have sat down or bent the knees."""
    slow = shape.cycle_s > SINKS_S and shape.tilt_rad > CLEAR_TURN_RAD
    return slow and _lift_m(shape) < HARDLY_LIFTED_PER_TILT_M * shape.tilt_rad


def is_brisk(shape: Shape) -> bool:
    """Whether a cycle is quicker than a knee is bent and stretched, or more forceful."""
    return shape.cycle_s <= BRISK_S or shape.shaken_m_s2[2] > FORCEFUL_M_S2


def is_like_steps(shape: Shape, like: Shape) -> bool:
    """Whether the shank turned as quickly and as far in both of two cycles as it does in steps on the spot."""
    return all(is_brisk(each) and _turns_as_in_step(each) for each in (shape, like))


def _turns_as_in_step(shape: Shape) -> bool:
    if shape.turned_rad is not None:
        return shape.turned_rad > STEP_TURN_RAD
    return shape.turn_rad > STEP_FELT_RAD


def turns_as_much(shape: Shape, like: Shape, within: float) -> bool:
    """Whether the shank turned as far in one cycle as in another within that ratio, as it does in all of a set."""
    turns = shape.turn_rad, like.turn_rad
    if shape.turned_rad is not None and like.turned_rad is not None:
        turns = shape.turned_rad, like.turned_rad
    return max(turns) < within * min(turns)


def is_doubtful(shape: Shape) -> bool:
    """Whether what may be the first repetition of a set may as well be something else that is done once.

    A shin that is lifted quickly, or thrown about, may do a heel raise or a step on the spot: the one is done again and
    again.
    """
    return shape.shaken_m_s2[0] > DOUBTED_M_S2 or (shape.turn_rad > FAR_RAD and not _draws_one_line(shape))


def _lift_m(shape: Shape) -> float:
    return shape.lift_m or 0.0


def _draws_one_line(shape: Shape) -> bool:
    """Whether what a shin feels went out and back along one line, as what is only thrown about does."""
    return shape.unclosed <= FAR_UNCLOSED and shape.off_plane <= FAR_OFF_PLANE


def _seems_to_turn_far(shape: Shape) -> bool:
    """Whether the force's direction turned far, and neither a gyro nor a motion quick throughout says why."""
    thrown = (shape.turned_rad or np.inf) < TILTED_RAD and shape.shaken_m_s2[0] > THROWN_M_S2
    return shape.turn_rad > FAR_RAD and not thrown


def _lifts_as_it_turns(shape: Shape) -> bool:
    """Whether a calm cycle goes up as far for its tilt as a knee that is bent does not."""
    # By itself, with a gyro that is not quite in step, its height may shrink by half; two windows seldom do.
    own_m = max(_lift_m(shape), 0.0)
    lift_m = sqrt(own_m * max(own_m, shape.span_m or 0.0))
    return shape.shaken_m_s2[2] < CALM_M_S2 and lift_m > FIRST_LIFT_PER_TILT_M * shape.tilt_rad


def _stays_up(shape: Shape, like: Shape) -> bool:
    """Whether a shin rose, moved on for far less time than one of its set, and rests there: no lowering but a drift.

    Who lowers the heel without trembling, at one speed, seems to rest in all of a set.
    """
    if shape.moved_s is None or shape.cycle_s - shape.raise_s < DRIFTS_DOWN_S:
        return False
    usual_s = like.cycle_s - like.raise_s if like.moved_s is None else like.moved_s
    return shape.moved_s < MOVED_SHARE * usual_s


def _is_elsewhere(shape: Shape, look: SetLook | None = None) -> bool:
    """Whether a shank ended, or went, where a heel raise does not take it, or rested for half of its way."""
    rests_m_s2 = RESTS_M_S2 if look is None else min(RESTS_M_S2, RESTS_SHARE * look.calmest_m_s2[0])
    if shape.aside_rad > MOST_ASIDE_RAD or shape.shaken_m_s2[0] < rests_m_s2:
        return True
    # What is quick throws the force's direction about; a gyro sees for so long where the shank is.
    if shape.left_rad is not None and shape.cycle_s <= BRISK_S:
        return shape.left_rad > MOST_LEFT_RAD
    return shape.open_rad > MOST_OPEN_RAD
