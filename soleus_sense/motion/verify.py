"""Tells a repetition from what only looks like one: steps, stairs, knee bends, fidgets, the strap put on.

A heel raise turns the foot in one plane and brings it back to where it was, without haste, and the ball of the
foot stays where it is: apart from the landing little but gravity is felt. The first of a set is held to all
of that. Those after it are compared with the set: the same way, the same bottom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi

import numpy as np

from soleus_sense.motion.alike import goes_the_same_way, is_same_again
from soleus_sense.motion.cycles import MOST_FIRST_RAD
from soleus_sense.motion.shape import CALM_M_S2, Shape


@dataclass(frozen=True, slots=True)
class Limits:
    """What a repetition stays within; `Shape` says what each is."""

    turn_rad: tuple[float, float]
    unclosed: float
    off_plane: float
    shaken_m_s2: tuple[float, float, float]
    before_m_s2: float
    raise_s: float
    cycle_s: float


FIRST_AT_HEEL = Limits(
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

WILDER = 2.0
"""A repetition is shaken, and turns the sensor, at most this many times as much as the most so far in its set."""

TAME_M_S2 = (0.9, 1.3, 6.0)
"""Shaken no more than this it need not be compared: quick repetitions may follow slow ones."""

TAME_AT_SHIN_M_S2 = (1.2, 2.0, 5.0)
"""The same at the shin, where quick repetitions shake more."""

TAME_RAD = np.deg2rad(24.0)
"""The same for the turn."""

TAME_AT_SHIN_RAD = np.deg2rad(12.0)
"""The same for what a gyro says, or gravity while the leg is calm: a shank's tilt is the same in all of a set."""

CALMER = 0.15
QUIET_M_S2 = 0.10
QUIET_UNCLOSED, QUIET_TURN_RAD = 0.4, np.deg2rad(1.5)
"""A muscle that lifts the body trembles: most repetitions' 90th percentile is over 0.14 m/s², a leg at rest shows 0.01
to 0.05. What is as quiet as that is a repetition only if it tilts, and also comes back where it began, as drift hardly
does; what is less than this share of a set's calmest is rest too, whatever the height seems to do."""

FURTHER_AT_HEEL = Limits(
    turn_rad=(np.deg2rad(4.0), np.deg2rad(85.0)),
    unclosed=0.7,
    off_plane=0.6,
    shaken_m_s2=(2.4, 3.6, 7.5),
    before_m_s2=np.inf,
    raise_s=0.12,
    cycle_s=0.35,
)

FIRST_ABOUT_BALL = replace(FIRST_AT_HEEL, shaken_m_s2=FURTHER_AT_HEEL.shaken_m_s2, cycle_s=FURTHER_AT_HEEL.cycle_s)
"""What surely turns about the ball of a foot may be as quick as any further one."""

SWUNG_M_S2 = (2.4, 3.0, 4.0)
SWUNG_UNCLOSED, SWUNG_OFF_PLANE, SWUNG_RAISE_S, SWUNG_BEFORE_M_S2 = 0.2, 0.25, 0.35, 0.3
"""A push-up shakes a foot as much as a step's swing does, but out of rest, along one arc, and back to where it was."""

STEPPED_RAISE_S, STEPPED_BEFORE_M_S2 = 0.3, 0.8
"""A foot that was swung right before it is turned quicker than people raise a heel (simulated and real ones take 0.3 s
and more) goes on stepping."""

MOST_FOOT_TURN_RAD = np.deg2rad(70.0)
TURNED_SHARE, TURNED_SHARE_BRISK, TURNED_MOST = 0.6, 0.48, 1.7
"""An ankle goes from 20° up to 50° down. What a gyro says over what gravity's direction says, where that is calm: a
gyro's scale is good to 3 %, but the smoothing of a quick turn, a heel that falls, and the gyro's offset take their
part."""

FIRST_AT_SHIN = Limits(
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

FURTHER_AT_SHIN = Limits(
    turn_rad=(0.0, np.deg2rad(90.0)),
    unclosed=1.0,
    off_plane=0.8,
    shaken_m_s2=(5.0, 7.0, 20.0),
    before_m_s2=np.inf,
    raise_s=0.08,
    cycle_s=0.35,
)

DROPPED_M_S2, FURTHER_DROPPED_M_S2 = (3.2, 4.0, 9.0), (4.0, 5.5, 12.0)
"""Where the person said that the heel is let drop, the first and the further ones at the foot may be shaken so much:
half of a push-up is a raise of 0.3 s, and the other half a fall."""

FIRST_DROPPED_AT_HEEL = replace(
    FIRST_AT_HEEL,
    # Out of a fall the force's direction turns further than the foot.
    turn_rad=(FIRST_AT_HEEL.turn_rad[0], FURTHER_AT_HEEL.turn_rad[1]),
    shaken_m_s2=DROPPED_M_S2,
    # At 120 a minute.
    cycle_s=FURTHER_AT_HEEL.cycle_s,
)
FURTHER_DROPPED_AT_HEEL = replace(FURTHER_AT_HEEL, shaken_m_s2=FURTHER_DROPPED_M_S2)

DROPPED_AT_SHIN_M_S2 = (1.2, 2.0, 14.0)
"""What a push-up at the shin need not be compared for: a strike at each end is over a tenth of a quick cycle."""

TILTED_RAD = np.deg2rad(15.0)
"""A shank that tilts less than this draws no clear arc: its plane and its return are not judged."""

MOST_OPEN_RAD, MOST_ASIDE_RAD, MOST_LEFT_RAD = np.deg2rad((20.0, 30.0, 16.0))
"""A shank comes back to where it was, along the way it went, however little it tilts and however quick it is. Simulated
repetitions end within 17° of their beginning and stay within 27° of their plane (real ankle straps: 10 and 15), and
within `BRISK_S` a gyro, its offset of up to 10 °/s included, sees 11° left at most. A stride's shank is 25 to 50°
away."""

RESTS_M_S2 = 0.015
RESTS_SHARE = 0.5
"""Half of a cycle no more shaken than this is a leg put down, or one sat on: holding a heel up trembles by more. Who
does not tremble at all does not in all of a set: from the second on less than this share of the one before is rest."""

STEADY_LIFT_PER_TILT_M = 0.2
"""A leg that does not tremble and goes up so far for its tilt again and again does heel raises: a knee bent, a chair
give a third of it, and a sensor's drift does not repeat."""

MOST_SHANK_TURN_RAD = np.deg2rad(45.0)
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

FIRST_LIFT_M = 0.020
"""A first repetition under this is not told from sway."""

LIFT_PER_TILT_M = 0.045
FIRST_LIFT_PER_TILT_M = 0.06
"""Metres of lift per radian of tilt: a heel raise gives 0.06 or more, a knee bend 0.03."""

LIFT_PER_TURN_M = 0.085
"""The same where a gyro says how far the shank turned, shaken or not: a knee bend gives 0.03 to 0.07, a chair 0.09."""

AS_LIFTED = 0.75
"""In a set the lift for that turn varies by a tenth, and by as much again as it is solved for."""

MOVED_SHARE = 0.5
"""A leg that rests where it should come down has come down, if it moved for this share of what the last one took."""

LONGEST_RAISE_S = 6.0
"""Twice the slowest raise: what takes longer is a foot that shifts."""

QUICK_S = 1.0
"""A knee is not bent and stretched, nobody sits down, in less: a quick repetition's lift need not be looked at."""

DOUBTED_M_S2 = 0.5
"""Half of a first repetition at the shin shaken by more than this may be a step on the spot."""

LASTS_S = 2.5
"""No step takes longer: what does may have gone up as quickly as it likes."""

SWING_S = 0.7
"""A foot is off the ground for 0.3 to 0.6 s of a step, up or down stairs too."""

HASTY = 0.6
"""Quick and slow repetitions may be mixed; one this much shorter than the last is looked at."""

FORCEFUL_M_S2 = 3.0
"""Knee bends and chairs shake a shin by 1.4 m/s² at most (90th percentile)."""

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


@dataclass(frozen=True, slots=True, eq=False)
class SetLook:
    """What the repetitions of a set looked like.

    Attributes
    ----------
    count : how many
    newest : the newest of them
    shaken_m_s2, turn_rad, turned_rad, lift_m : the most that any was shaken, turned (by gravity, by a gyro), lifted
    calmest_m_s2 : the least 90th percentile of shaking
    single : how many of the newest, one after another, went out and back once
    """

    count: int
    newest: Shape
    shaken_m_s2: tuple[float, float, float]
    turn_rad: float
    turned_rad: float
    lift_m: float
    calmest_m_s2: float
    single: int

    @classmethod
    def of(cls, shape: Shape, before: SetLook | None) -> SetLook:
        """The look of a set with one more repetition."""
        turned, lift, calmest = shape.turned_rad or 0.0, shape.lift_m or 0.0, shape.shaken_m_s2[2]
        if before is None:
            return cls(1, shape, shape.shaken_m_s2, shape.turn_rad, turned, lift, calmest, int(shape.swings == 1))
        a, b = shape.shaken_m_s2, before.shaken_m_s2
        return cls(
            before.count + 1,
            shape,
            (max(a[0], b[0]), max(a[1], b[1]), max(a[2], b[2])),
            max(shape.turn_rad, before.turn_rad),
            max(turned, before.turned_rad),
            max(lift, before.lift_m),
            min(calmest, before.calmest_m_s2),
            before.single + 1 if shape.swings == 1 else 0,
        )

    def is_outdone_by(self, shape: Shape, *, dropped: bool = False) -> bool:
        """Whether a cycle is far wilder than the set, or at the shin far calmer, higher or more turned."""
        if shape.lift_m is None:
            tame = DROPPED_M_S2 if dropped else TAME_M_S2
        else:
            tame = DROPPED_AT_SHIN_M_S2 if dropped else TAME_AT_SHIN_M_S2
        wilder = any(
            seen > max(calm, WILDER * most)
            for seen, calm, most in zip(shape.shaken_m_s2, tame, self.shaken_m_s2, strict=True)
        )
        # A shank that is shaken by every strike turns far less than what it feels.
        thrown = dropped and shape.lift_m is not None
        if wilder or (not thrown and shape.turn_rad > max(TAME_RAD, WILDER * self.turn_rad)):
            return True
        if shape.lift_m is None:
            return False
        if shape.shaken_m_s2[2] < CALMER * self.calmest_m_s2 or shape.lift_m > WILDER * self.lift_m:
            return True
        if shape.turned_rad is not None:
            return shape.turned_rad > max(TAME_AT_SHIN_RAD, WILDER * self.turned_rad)
        calm = shape.shaken_m_s2[2] < CALM_M_S2
        return calm and shape.turn_rad > max(TAME_AT_SHIN_RAD, WILDER * self.turn_rad)


def is_tame(shape: Shape) -> bool:
    """Whether a cycle at the foot is shaken no more than a repetition of usual tempo."""
    return _is_within(shape, TAME_M_S2)


def _draws_one_arc(shape: Shape) -> bool:
    """Whether a foot went up and back in one plane, to where it was."""
    return shape.unclosed <= SWUNG_UNCLOSED and shape.off_plane <= SWUNG_OFF_PLANE


def _is_swung(shape: Shape) -> bool:
    """Whether a foot went up and back along one arc, out of rest and no quicker than a raise."""
    return _draws_one_arc(shape) and shape.raise_s >= SWUNG_RAISE_S and shape.before_m_s2 < SWUNG_BEFORE_M_S2


def _is_within(shape: Shape, most_m_s2: tuple[float, float, float]) -> bool:
    return all(seen <= most for seen, most in zip(shape.shaken_m_s2, most_m_s2, strict=True))


def is_plain(shape: Shape, *, high: bool = False) -> bool:
    """Whether a shin went up and back along one arc, accelerated as its way and its time call for.

    However quick and forceful, that is a heel raise or what looks like one: a step is thrown, and comes down elsewhere.
    `high`: it may be accelerated by as much more as it goes higher than most.
    """
    if shape.lift_m is None or not QUICKEST_S <= shape.cycle_s <= BRISK_S or _is_elsewhere(shape):
        return False
    if not LIFT_M[0] <= shape.lift_m <= PLAIN_LIFT_M or (shape.turned_rad or 0.0) > MOST_SHANK_TURN_RAD:
        return False
    draws_arc = shape.most_turned_rad > TILTED_RAD
    if draws_arc and (shape.unclosed > PLAIN_UNCLOSED or shape.off_plane > PLAIN_OFF_PLANE):
        return False
    per_s2 = (2 * pi / shape.cycle_s) ** 2
    if high:
        per_s2 *= max(1.0, shape.lift_m / PLAIN_FOR_LIFT_M)
    return all(seen <= most * per_s2 for seen, most in zip(shape.shaken_m_s2, PLAIN_SWING_M, strict=True))


def is_small(shape: Shape) -> bool:
    """Whether a cycle at the shin goes up less than a first repetition must, and in all else may be one.

    Once it is sway; several as high and as long as each other, one after another, are repetitions.
    """
    if shape.lift_m is None or not LIFT_M[0] <= shape.lift_m < FIRST_LIFT_M:
        return False
    return is_repetition(replace(shape, lift_m=FIRST_LIFT_M), None)


def seems_to_stay_up(shape: Shape, look: SetLook | None) -> bool:
    """Whether all that speaks against another repetition of a set at the shin is that the leg seems to stay up.

    A further raise shows that it did come down.
    """
    if look is None or shape.lift_m is None or not _stays_up(shape, look.newest):
        return False
    return is_repetition(replace(shape, moved_s=None), look)


def is_steady(shape: Shape) -> bool:
    """Whether all that speaks against a first repetition at the shin is that the leg is as steady as one at rest.

    Once it is drift; several as high and as long as each other, one after another, are repetitions.
    """
    tilt_rad = max(shape.turn_rad, shape.turned_rad or 0.0)
    if shape.lift_m is None or shape.lift_m < max(LIFT_M[0], STEADY_LIFT_PER_TILT_M * tilt_rad):
        return False
    half, most, nearly_all = shape.shaken_m_s2
    if half >= RESTS_M_S2 and nearly_all >= QUIET_M_S2:
        return False
    trembling = max(half, RESTS_M_S2), most, max(nearly_all, QUIET_M_S2)
    return is_repetition(replace(shape, shaken_m_s2=trembling, lift_m=max(shape.lift_m, FIRST_LIFT_M)), None)


def is_brisk(shape: Shape) -> bool:
    """Whether a cycle at the shin is quicker than a knee is bent and stretched, or more forceful."""
    return shape.lift_m is not None and (shape.cycle_s <= BRISK_S or shape.shaken_m_s2[2] > FORCEFUL_M_S2)


def is_hasty(shape: Shape, like: Shape) -> bool:
    """Whether a foot was up and down as quickly as it swings in a step, and far more quickly than in its set."""
    return shape.lift_m is None and shape.cycle_s < min(SWING_S, HASTY * like.cycle_s)


def _seems_to_turn_far(shape: Shape) -> bool:
    """Whether the force's direction turned far at a shin, and neither a gyro nor a motion quick throughout says why."""
    thrown = (shape.turned_rad or np.inf) < TILTED_RAD and shape.shaken_m_s2[0] > THROWN_M_S2
    return shape.turn_rad > FAR_RAD and not thrown


def _lifts_as_it_turns(shape: Shape) -> bool:
    """Whether a calm cycle at the shin goes up as far for its tilt as a knee that is bent does not."""
    tilt_rad = shape.turn_rad if shape.turned_rad is None else shape.turned_rad
    return shape.shaken_m_s2[2] < CALM_M_S2 and (shape.lift_m or 0.0) > FIRST_LIFT_PER_TILT_M * tilt_rad


def is_doubtful(shape: Shape, *, dropped: bool = False) -> bool:
    """Whether what may be the first repetition of a set may as well be something else that is done once.

    A shin that is lifted quickly, or thrown about, may do a heel raise or a step on the spot, a foot turned as quickly
    as it swings may be a first step: the one is done again and again. A heel that is let drop (`dropped`) is as quick.
    """
    if shape.lift_m is None:
        return shape.cycle_s < SWING_S and not dropped
    return shape.shaken_m_s2[0] > DOUBTED_M_S2 or (shape.turn_rad > FAR_RAD and not _draws_one_line(shape))


def _draws_one_line(shape: Shape) -> bool:
    """Whether what a shin feels went out and back along one line, as what is only thrown about does."""
    return shape.unclosed <= FAR_UNCLOSED and shape.off_plane <= FAR_OFF_PLANE


def _turns_as_a_foot(shape: Shape) -> bool:
    """Whether a foot, as far as a gyro tells, turned no further than an ankle does, and with gravity."""
    if shape.turned_rad is None:
        return True
    if shape.turned_rad > MOST_FOOT_TURN_RAD:
        return False
    # Turned on the spot, a foot turns the gyro more than gravity; where it slides, less.
    calm = shape.shaken_m_s2[2] < CALM_M_S2
    least = TURNED_SHARE if shape.cycle_s > BRISK_S else TURNED_SHARE_BRISK
    return not calm or least < shape.turned_rad / max(shape.turn_rad, 1e-3) < TURNED_MOST


def _stays_up(shape: Shape, like: Shape) -> bool:
    """Whether a shin rose, moved on for far less time than one of its set, and rests there: no lowering but a drift.

    Who lowers the heel without trembling, at one speed, seems to rest in all of a set.
    """
    usual_s = like.cycle_s - like.raise_s if like.moved_s is None else like.moved_s
    return shape.moved_s is not None and shape.moved_s < MOVED_SHARE * usual_s


def _is_elsewhere(shape: Shape, like: Shape | None = None) -> bool:
    """Whether a shank ended, or went, where a heel raise does not take it, or rested for half of its way."""
    rests_m_s2 = RESTS_M_S2 if like is None else min(RESTS_M_S2, RESTS_SHARE * like.shaken_m_s2[0])
    if shape.open_rad > MOST_OPEN_RAD or shape.aside_rad > MOST_ASIDE_RAD or shape.shaken_m_s2[0] < rests_m_s2:
        return True
    return shape.left_rad is not None and shape.cycle_s <= BRISK_S and shape.left_rad > MOST_LEFT_RAD


def _least_lift_per_turn_m(like: Shape | None) -> float:
    """What a shin goes up by at least for its turn, metres per radian: as much as in the set, give or take."""
    if like is None or like.lift_m is None or not like.turned_rad:
        return LIFT_PER_TURN_M
    return min(LIFT_PER_TURN_M, AS_LIFTED * like.lift_m / like.turned_rad)


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
    about_ball : whether a gyro surely shows a foot to turn about its ball
    """
    like = None if look is None else look.newest
    if like is not None and _stays_up(shape, like):
        return False
    if shape.lift_m is not None and not dropped and _is_elsewhere(shape, like):
        return False
    if like is not None and is_same_again(shape, like):
        if shape.lift_m is None and shape.turned_rad is not None:
            most_m_s2 = FURTHER_DROPPED_M_S2 if _draws_one_arc(shape) else FURTHER_AT_HEEL.shaken_m_s2
            if _is_within(shape, most_m_s2):
                return True
        if shape.lift_m is not None and (is_plain(shape) or _lifts_as_it_turns(shape)):
            return True
    if look is not None and look.is_outdone_by(shape, dropped=dropped):
        return False
    at_shin = shape.lift_m is not None
    if at_shin:
        limits = FIRST_AT_SHIN if like is None else FURTHER_AT_SHIN
    elif dropped:
        limits = FIRST_DROPPED_AT_HEEL if like is None else FURTHER_DROPPED_AT_HEEL
    elif like is None:
        limits = FIRST_ABOUT_BALL if about_ball else FIRST_AT_HEEL
    else:
        limits = FURTHER_AT_HEEL
    if not at_shin and not _turns_as_a_foot(shape):
        return False
    # A fall throws the force's direction about; a gyro sees how far the foot really turned.
    turn_rad = shape.turn_rad if at_shin or shape.turned_rad is None else min(shape.turn_rad, shape.turned_rad)
    if not limits.turn_rad[0] <= turn_rad <= limits.turn_rad[1]:
        return False
    swung = not at_shin and _is_swung(shape)
    if not (_is_within(shape, limits.shaken_m_s2) or (swung and _is_within(shape, SWUNG_M_S2))):
        return False
    before_m_s2 = np.inf if again and (dropped or is_plain(shape, high=True)) else limits.before_m_s2
    if shape.before_m_s2 > before_m_s2 or shape.cycle_s < limits.cycle_s:
        return False
    if shape.raise_s < limits.raise_s and shape.cycle_s < LASTS_S:
        return False
    if not at_shin and shape.raise_s > LONGEST_RAISE_S:
        return False
    stepped = shape.raise_s < STEPPED_RAISE_S and shape.before_m_s2 > STEPPED_BEFORE_M_S2
    if not at_shin and like is None and not dropped and not again and stepped:
        return False
    # A step may turn the shank just as its push turns the force: to gravity it seems not to. A heel that is let drop
    # strikes the floor in every cycle, and what it feels then passes for tilt.
    turn_seen_rad = shape.turn_rad if like is not None else shape.most_turned_rad
    draws_arc = not at_shin or (turn_seen_rad > TILTED_RAD and not (dropped and like is not None))
    if draws_arc and (shape.unclosed > limits.unclosed or shape.off_plane > limits.off_plane):
        return False
    quiet = at_shin and like is None and shape.shaken_m_s2[2] < QUIET_M_S2
    if quiet and (dropped or shape.unclosed > QUIET_UNCLOSED or shape.turn_rad < QUIET_TURN_RAD):
        return False
    if at_shin and like is None and _seems_to_turn_far(shape):
        if not _draws_one_line(shape):
            return False
        if shape.lift_m is not None and shape.lift_m < FAR_LIFT_PER_TILT_M * shape.turn_rad:
            return False
    if at_shin and shape.turned_rad is not None and shape.lift_m is not None:
        if shape.turned_rad > MOST_SHANK_TURN_RAD:
            return False
        slow = shape.cycle_s > QUICK_S and shape.turned_rad > TILTED_RAD
        if slow and shape.lift_m < _least_lift_per_turn_m(like) * shape.turned_rad:
            return False
    if shape.lift_m is not None and shape.lift_m > LIFT_M[1]:
        return False
    clear = draws_arc and like is not None and like.turn_rad > TILTED_RAD
    if shape.lift_m is not None and not (clear and like is not None and goes_the_same_way(shape, like)):
        if shape.lift_m < (FIRST_LIFT_M if like is None else LIFT_M[0]):
            return False
        calm = shape.shaken_m_s2[2] < CALM_M_S2
        tilt_rad = shape.turn_rad if shape.turned_rad is None else shape.turned_rad
        if calm and shape.lift_m < (FIRST_LIFT_PER_TILT_M if like is None else LIFT_PER_TILT_M) * tilt_rad:
            return False
    if not clear or like is None:
        return True
    # Quick repetitions throw the direction of what a shin feels about.
    thrown = at_shin and max(shape.shaken_m_s2[2], like.shaken_m_s2[2]) > CALM_M_S2
    return thrown or goes_the_same_way(shape, like, dropped=dropped)
