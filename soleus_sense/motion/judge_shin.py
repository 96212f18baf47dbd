"""Which of the cycles that a sensor on the shin sees are repetitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from statistics import geometric_mean, median, pstdev

import numpy as np

from soleus_sense.motion.alike import (
    AS_LONG,
    CLEAR_TURN_RAD,
    goes_the_same_way,
    is_as_much,
    is_as_much_again,
    is_same_again,
)
from soleus_sense.motion.candidate import CONFIRMED_S, Candidate
from soleus_sense.motion.cycles import Cycle
from soleus_sense.motion.evidence import MOST_LIFT_AT_SHIN_M, Evidence
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.judge import CONFIRMED, NOTICED_S, PARTIAL_SHARE, REMEMBERED, Judge
from soleus_sense.motion.lift import LiftTracker
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.pivot import Pivot
from soleus_sense.motion.rest import stands
from soleus_sense.motion.running_set import RunningSet
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.set_look import SetLook
from soleus_sense.motion.shape import Shape
from soleus_sense.motion.swings import directions, stood_above_s, swings_of
from soleus_sense.motion.vectors import angle_between
from soleus_sense.motion.verify_shin import (
    AS_STEADY,
    LESS_STEADY,
    hardly_lifts,
    is_brisk,
    is_doubtful,
    is_like_steps,
    is_plain,
    is_repetition,
    is_rest_beside,
    is_small,
    is_steady,
    is_tilted,
    lifts_well,
    turns_as_much,
)

AT_ONCE_S = 0.5
"""Whose heel is down this soon was up before the recording."""

SURE_OF_SWINGS = 2
LONGEST_SWINGS_S = 12.0
"""After so many repetitions in a row in which a shank went out and back once, each time it does is one, as long as the
set goes on."""

BRISK_NEXT_S = 2.0
"""Quick ones that are doubted confirm each other within this time: steps on the spot come when they come."""

AT_ONCE_AGAIN_S = 1.0
"""Steps on the spot are half a second to some seconds apart, quick raises less."""

STOOD_S, STOOD_LONGER_S = 8.0, 0.3
"""Before a first repetition the leg is looked at for so long: it stood at the bottom, or about as long."""

STOOD_BELOW_S, SURELY_BELOW_S = 1.0, 2.0
"""Longer at the bottom by this, that is likely, and surely, where it stands: hardly anybody waits with bent knees."""

BENT_RAD = np.deg2rad(19.0)
"""Who bends the knees turns the shank by 20 to 35°."""

DRIFTS_S = 3.0
"""A slower height may be solved for too low by half: an attempt must be small by all that is known."""

USUAL_FROM = 4
"""So many short ones in a row, as high and as long as each other, are no attempts, but what is usual."""

SOON_S = 1.5
TOLD_IN = 3.0
"""Of a raise that begins so soon after the first sample the height does not tell whether its hold sinks, or whether it
is one with the next. It waits until as many of its kind fit into what was seen."""

MOVES_M_S2 = 0.5
"""Half of a hold, or of a rest, is shaken by less than this, half of a quick raise and lowering by more."""

RETURNS_RAD, RETURNED = np.deg2rad(3.5), 0.25
"""A shank that tilted by the one, twice what it sways by, and came back to within that share of it rose and came down
once, however little the height says; one that is held up has not come back."""

LEAST_TURN_RAD = np.deg2rad(3.0)
VARIES, VARIES_FROM = 0.2, 3
"""A shank that a gyro sees turn by this much or more, in so many repetitions with no larger a standard deviation than
this share, turns by half where the heel is raised by half, and says so better than a height that drifts."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How far a shin went: metres up, the most that may be where that is unsure, and radians as a gyro saw it turn."""

    felt_m: float
    most_m: float
    turned_rad: float | None

    @classmethod
    def of(cls, one: Candidate, among: Measured | None) -> _Way:
        # All heights drift, over windows of their own: each of them is wrong where the others are not.
        heights = [one.cycle.span, one.measured.lift_m or one.cycle.span]
        if among is not None and among.lift_m is not None:
            heights.append(among.lift_m)
        felt_m = geometric_mean(heights)
        unsure = len(heights) > 2 and one.shape.cycle_s > DRIFTS_S
        return cls(felt_m, max(heights) if unsure else felt_m, one.shape.turned_rad)

    def is_partial_of(self, others: list[_Way]) -> bool:
        """Whether it is surely under half of the usual way."""
        return self._share_of(others) < PARTIAL_SHARE

    def _share_of(self, others: list[_Way]) -> float:
        """How much of the usual way it is at most."""
        share = self.most_m / median(each.felt_m for each in others)
        turns = [each.turned_rad for each in others if each.turned_rad is not None]
        if self.turned_rad is None or len(turns) < VARIES_FROM:
            return share
        usual_rad = median(turns)
        if usual_rad < LEAST_TURN_RAD or pstdev(turns) > VARIES * usual_rad:
            return share
        return sqrt(share * self.turned_rad / usual_rad)


class ShinJudge(Judge[LiftTracker]):
    """See `Judge`. Carried besides: how far the newest repetitions went; the newest cycle that began above."""

    _pause_s = 4.0

    def __init__(self, evidence: Evidence, running: RunningSet, *, dropped: bool) -> None:
        super().__init__(evidence, running, dropped=dropped)
        self._ways: list[_Way] = []
        # The newest that were short of the usual, one after another.
        self._short: list[Candidate] = []
        # Where the newest cycle ended that began above, and what it looked like.
        self._upside_down: tuple[int, Shape] | None = None

    def restart(self) -> None:
        super().restart()
        self._upside_down = None

    @staticmethod
    def _new_tracker(*, dropped: bool) -> LiftTracker:
        return LiftTracker(dropped=dropped)

    def push(self, force_m_s2: FloatArray, step_s: FloatArray) -> None:
        self._tracker.push(force_m_s2, step_s)

    def forget(self, until: int) -> None:
        """The tracker keeps its own window."""

    def counts(self, one: Candidate, among: Measured | None) -> bool:
        if self._goes_far(one, among):
            return True
        self._short = [*(each for each in self._short if is_as_much(each.shape, one.shape)), one]
        if len(self._short) < USUAL_FROM:
            return False
        # One that went too far by mistake must not spoil the rest of its set.
        self._ways = []
        return True

    def _goes_far(self, one: Candidate, among: Measured | None) -> bool:
        """Whether a candidate goes as far as is usual in its set; `among`: as `counts` takes it."""
        if not self._ways or not _Way.of(one, self._trusted(among)).is_partial_of(self._ways):
            return True
        # A shank that tilts as far as it did goes as high, whatever height was solved for.
        return self._look is not None and is_same_again(one.shape, self._look.newest)

    def learn(self, one: Candidate, among: Measured | None, *, fresh: bool) -> None:
        self._learn_look(one, fresh=fresh)
        self._short = []
        way = _Way.of(one, self._trusted(among))
        self._ways = [*([] if fresh else self._ways), way][-REMEMBERED:]
        self._tracker.learn_span(way.felt_m)

    def _trusted(self, among: Measured | None) -> Measured | None:
        """The height over the bottom that the leg comes back to is better only where a gyro tells pushes from tilt."""
        return among if self._evidence.has_gyro else None

    def parted(self, cycle: Cycle) -> list[Cycle]:
        """A cycle, or what it was taken together from.

        Where the heel hardly rests between two repetitions, the height that is solved for may not come down between
        them; a shank that tilts clearly, and in this set once in each, shows both.
        """
        look, grid = self._look, self._evidence.grid
        if self._dropped or look is None or look.single < SURE_OF_SWINGS:
            return [cycle]
        like, first = look.newest, max(self._last_landing, grid.first)
        if like.turn_rad < CLEAR_TURN_RAD or not 0 < cycle.landing - first < LONGEST_SWINGS_S * GRID_RATE_HZ:
            return [cycle]
        direction = directions(grid[first : cycle.landing + 1][:, 1:4])
        swings = swings_of(direction, like.bottom, like.way, like.turn_rad)
        briefest = min((swing.landing - swing.onset for swing in swings), default=0)
        # The shock of a landing may throw the direction as far; not for as long.
        if len(swings) < 2 or briefest < like.cycle_s * GRID_RATE_HZ / AS_LONG:
            return [cycle]
        return [
            replace(
                cycle,
                onset=first + swing.onset,
                top=first + swing.top,
                landing=cycle.landing if swing is swings[-1] else first + swing.landing,
                missed=first + swing.landing < cycle.onset,
            )
            for swing in swings
        ]

    def _seen(self, cycle: Cycle) -> Candidate | None:
        one = super()._seen(cycle)
        if one is not None and cycle.missed and (self._look is None or not _rises_like(one.shape, self._look.newest)):
            return None
        return one

    def _look_back(self, first: int) -> int:
        return self._evidence.look_back(first, self._tracker.steady_from)

    def _confirmed_s(self, shape: Shape) -> float:
        quick = not self._dropped and is_doubtful(shape) and is_brisk(shape)
        # Who takes long over a repetition rests as long after it.
        return BRISK_NEXT_S if quick else max(CONFIRMED_S, shape.cycle_s)

    def _goes_on(self, shape: Shape, look: SetLook, *, again: bool) -> bool:
        return is_repetition(shape, look, dropped=self._dropped, again=again)

    def _is_fresh(self, one: Candidate, *, again: bool, paused: bool) -> bool:
        if super()._is_fresh(one, again=again, paused=paused):
            return True
        if self._dropped or self._look is None or not is_like_steps(one.shape, self._look.newest):
            return False
        soon = self._running.rest_before_s(one.rep) < BRISK_NEXT_S
        # Without a gyro what strikes the leg in a set turns the force's direction by anything.
        steady = not self._evidence.has_gyro or turns_as_much(one.shape, self._look.newest, LESS_STEADY)
        return not (soon and steady)

    def _follows(self, one: Candidate, before: Candidate, *, fresh: bool) -> bool:
        if not self._dropped and fresh and is_like_steps(one.shape, before.shape):
            # Steps on the spot are a few seconds apart, and each is another.
            soon = before.is_soon_followed_by(one.rep, BRISK_NEXT_S)
            within = AS_STEADY if self._evidence.has_gyro else LESS_STEADY
            if not (soon and turns_as_much(one.shape, before.shape, within)):
                return False
        return not is_rest_beside(before.shape, one.shape) and super()._follows(one, before, fresh=fresh)

    def _weighed(self, one: Candidate, *, fresh: bool, again: bool, paused: bool) -> Candidate | None:
        cycle, shape = one.cycle, one.shape
        clear = fresh and not self._dropped and shape.most_turned_rad > CLEAR_TURN_RAD
        pivot = self._evidence.pivot(one.measured, cycle) if clear else None
        alike = fresh and is_repetition(shape, None, dropped=self._dropped, again=again)
        tilted = fresh and not self._dropped and is_tilted(shape)
        bends = (alike or tilted) and self._bends_knees(one, pivot)
        swings = pivot is not None and pivot.is_knee
        may_begin = alike and not bends
        high = self._evidence.is_lifted_over(MOST_LIFT_AT_SHIN_M, cycle, shape)
        doubted = high or (hardly_lifts(shape) and not self._dropped)
        likely = not fresh or (may_begin and not doubted)
        from_stand = tilted and not bends and self._begins_at_stand(one, again=again)
        waits = not likely and (may_begin or is_small(shape) or is_steady(shape) or from_stand)
        unlikely = not likely and (self._dropped or not (is_brisk(shape) or waits))
        if swings or unlikely or not self._evidence.rises_as_a_heel(cycle, shape):
            self._pass_over([one])
            return None
        return replace(one, likely=likely, plain=is_plain(shape), waits=waits)

    def _begins_at_stand(self, one: Candidate, *, again: bool) -> bool:
        """Whether a leg stood at the bottom before, or does again (`again`) what it did from there."""
        if again and is_same_again(one.shape, self._held[-1].shape):
            return True
        return self._stood_above_s(one.cycle, one.shape) < -STOOD_BELOW_S

    def _bends_knees(self, one: Candidate, pivot: Pivot | None) -> bool:
        """Whether what may be a first repetition is a stretch between two bends of the knees, seen upside down.

        Who bends the knees begins, and ends, standing up; a heel that is raised begins on the floor.
        """
        cycle, shape = one.cycle, one.shape
        if self._dropped or shape.turn_rad < CLEAR_TURN_RAD or is_brisk(shape):
            return False
        above_s = self._stood_above_s(cycle, shape)
        if pivot is not None and (pivot.is_no_ankle or above_s < -SURELY_BELOW_S):
            bends = False
        elif above_s > -STOOD_BELOW_S and self._turns_as_bent(shape) and self._is_about_ankle(one, pivot):
            bends = True
        else:
            bends = self._began_above(cycle, shape, above_s)
        self._upside_down = (cycle.landing, shape) if bends else None
        return bends

    def _turns_as_bent(self, shape: Shape) -> bool:
        """Whether a shank turned as far as in a bend of the knees, and not as it does in this set."""
        return shape.tilt_rad > BENT_RAD and (self._look is None or not is_same_again(shape, self._look.newest))

    def _is_about_ankle(self, one: Candidate, pivot: Pivot | None) -> bool:
        """Whether a shank turned about an ankle that stayed where it was."""
        if pivot is not None and pivot.may_be_ankle:
            return True
        return self._evidence.feels_bent(one.measured, one.cycle, one.shape)

    def _began_above(self, cycle: Cycle, shape: Shape, above_s: float) -> bool:
        """Whether a shank came to its seeming bottom from where it had stood so much longer: its seeming top."""
        if lifts_well(shape):
            return False
        before = self._upside_down
        if before is not None and cycle.onset - before[0] < STOOD_S * GRID_RATE_HZ:
            return goes_the_same_way(shape, before[1])
        return above_s > STOOD_LONGER_S

    def _stood_above_s(self, cycle: Cycle, shape: Shape) -> float:
        """For how much longer a leg stood at the seeming top before a cycle than at its bottom, seconds."""
        grid = self._evidence.grid
        first = max(cycle.onset - round(STOOD_S * GRID_RATE_HZ), grid.first)
        rows = grid[first : cycle.landing + 1][:, 1:4]
        onset = cycle.onset - first
        if onset < 1:
            return 0.0
        calm, direction = stands(rows, onset)[: onset + 1], directions(rows)[: onset + 1]
        return stood_above_s(direction, calm, shape.bottom, shape.way, shape.turn_rad)

    def _is_repetition(self, shape: Shape, look: SetLook | None) -> bool:
        return is_repetition(shape, look, dropped=self._dropped)

    def _is_doubtful(self, shape: Shape) -> bool:
        return is_doubtful(shape)

    def _may_be_steps(self, alike: list[Candidate]) -> bool:
        # Two steps on the spot may be alike by chance; what is quick and done again at once is none.
        if self._dropped or len(alike) < 2 or not is_brisk(alike[-1].shape):
            return False
        return not alike[-2].is_soon_followed_by(alike[-1].rep, AT_ONCE_AGAIN_S)

    def _landed(self, one: Candidate) -> int:
        return one.cycle.landing

    def _give_up(self, held: list[Candidate]) -> None:
        self._pass_over(held)

    def _is_as_first(self, shape: Shape, first: Shape) -> bool:
        return is_as_much(shape, first)

    # -- what shows only later ----------------------------------------------------------------------------------

    def _with_those_before(self, alike: list[Candidate], cycle: Cycle) -> list[Candidate]:
        swung = self._swung_before(alike[0], alike[-1].shape, cycle)
        others = max(swung, self._seen_before(alike[0], cycle), key=len)
        found = max(self._with_passed(alike, cycle.known + 1), [*others, *alike], key=len)
        if self._follows_start(found[0]):
            found = self._seen_better(found, cycle)
        return self._without_drift(found)

    def _without_drift(self, alike: list[Candidate]) -> list[Candidate]:
        """The first of a set without what, before two and more, went less far than an attempt while the leg rested."""
        ways, first = [_Way.of(one, None) for one in alike], 0
        while not self._dropped and len(ways) - first > CONFIRMED and _may_rest(alike[first].shape):
            if not ways[first].is_partial_of(ways[first + 1 :]):
                break
            first += 1
        return alike[first:]

    def _seen_before(self, first: Candidate, cycle: Cycle) -> list[Candidate]:
        """Repetitions right before the first of a set that the height shows now, and did not show then."""
        found: list[Candidate] = []
        for one in reversed(self._seen_again(first, cycle)):
            follower = found[0] if found else first
            # How soon the heel was down again shows better by where it is lowest.
            alone_s = follower.rep.raise_start_s - self._evidence.time_at(one.cycle.landing)
            overlaps = one.measured.lower_end > follower.measured.raise_start
            if alone_s > CONFIRMED_S or overlaps or not is_as_much_again(one.shape, first.shape):
                break
            if not self._is_repetition(one.shape, SetLook.of(first.shape, None)):
                break
            found.insert(0, one)
        return found

    def _follows_start(self, one: Candidate) -> bool:
        """Whether hardly anything was seen of a leg before."""
        after = one.measured.raise_start - self._tracker.steady_from
        return not self._dropped and 0 <= after < SOON_S * GRID_RATE_HZ

    def _is_too_soon(self, alike: list[Candidate], known: int) -> bool:
        if not self._follows_start(alike[0]) or not any(_may_rest(one.shape) for one in alike):
            return False
        usual_s = median(one.shape.cycle_s for one in alike)
        if known - self._tracker.steady_from >= TOLD_IN * usual_s * GRID_RATE_HZ:
            return False
        self._tracker.keep()
        return True

    def _seen_better(self, alike: list[Candidate], cycle: Cycle) -> list[Candidate]:
        """The first of a set as the newest height shows them: drift is gone, one whose hold seemed to sink is whole."""
        *before, newest = alike
        seen, look = self._seen_again(newest, cycle), SetLook.of(newest.shape, None)
        sure = [one for one in before if not _may_rest(one.shape)]
        unsure = [
            one
            for one in before
            if _may_rest(one.shape)
            and (
                _is_part_of(one, seen)
                or self._tracker.still_shows(
                    int(one.measured.raise_start),
                    int(one.measured.lower_end),
                    min(one.cycle.span, newest.cycle.span),
                )
            )
        ]
        soon = {one.cycle.onset for one in self._seen_before(newest, cycle)}
        again = [
            one
            for one in seen
            if (one.cycle.onset in soon or _is_part_of(one, unsure))
            and not _is_part_of(one, [*sure, newest])
            and self._is_repetition(one.shape, look)
        ]
        whole = all(_is_part_of(one, again) for one in unsure)
        return sorted([*sure, *(again if whole else unsure), newest], key=lambda one: one.cycle.onset)

    def _seen_between(self, next_one: Candidate, cycle: Cycle) -> list[Candidate]:
        """Repetitions of a running set that the height shows now, and did not show when they were over."""
        if self._running.is_begun_by(next_one.rep):
            return []
        return [
            one
            for one in self._seen_again(next_one, cycle)
            if one.measured.lower_end <= next_one.measured.raise_start
            and is_as_much_again(one.shape, next_one.shape)
            and self._is_repetition(one.shape, self._look)
        ]

    def _seen_again(self, next_one: Candidate, cycle: Cycle) -> list[Candidate]:
        """What the newest height shows between the newest repetition and another."""
        if self._dropped:
            return []
        since = self._since_newest(self._evidence.grid.first, next_one.cycle.onset)
        until, stop = int(next_one.measured.raise_start), cycle.known + 1
        found: list[Candidate] = []
        for seen in self._tracker.seen_again(since, until, next_one.cycle.span, cycle.known):
            one = self._candidate(seen, max(since, seen.onset - round(NOTICED_S * GRID_RATE_HZ)), stop)
            if one is not None and self._evidence.keeps(one.base, stop):
                # That a raise follows shows that the leg did come down.
                found.append(replace(one, shape=replace(one.shape, moved_s=None)))
            since = seen.landing
        return found

    def _since_newest(self, begin: int, end: int) -> int:
        """The first grid index from `begin` to `end` that is not of the newest repetition, or of what is before it."""
        return begin + int(np.searchsorted(self._evidence.grid[begin:end][:, 0], self._running.newest_end_s))

    def _swung_before(self, first: Candidate, like: Shape, cycle: Cycle) -> list[Candidate]:
        """Repetitions right before the first of a set that the height did not show: the shank's tilt did.

        They may have begun before the recording: then only the way back tells from where they went how far.
        """
        if self._dropped or like.turn_rad < CLEAR_TURN_RAD or like.swings != 1:
            return []
        grid, end = self._evidence.grid, int(first.measured.raise_start)
        begin = self._since_newest(max(grid.first, end - round(LONGEST_SWINGS_S * GRID_RATE_HZ)), end)
        if end - begin < GRID_RATE_HZ / 4:
            return []
        direction = directions(grid[begin : end + 1][:, 1:4])
        found: list[Candidate] = []
        for swing in reversed(swings_of(direction, like.bottom, like.way, like.turn_rad)):
            onset, top, landing = (begin + at for at in (swing.onset, swing.top, swing.landing))
            one = self._candidate(replace(cycle, onset=onset, top=top, landing=landing), onset, cycle.known + 1)
            if one is None:
                break
            if onset < AT_ONCE_S * GRID_RATE_HZ:
                landed, highest = direction[swing.landing], direction[swing.top]
                shape = replace(one.shape, turn_rad=angle_between(landed, highest), bottom=landed, unclosed=0.0)
                one = replace(one, shape=shape)
            follower = found[0] if found else first
            if not one.is_soon_followed_by(follower.rep) or not _rises_like(one.shape, like):
                break
            found.insert(0, one)
        return found


def _may_rest(shape: Shape) -> bool:
    """Whether a leg may have rested, or held its heel up, for most of what seems a cycle."""
    went_and_came = shape.swings == 1 and shape.turn_rad >= RETURNS_RAD and shape.unclosed <= RETURNED
    return shape.shaken_m_s2[0] < MOVES_M_S2 and not went_and_came


def _is_part_of(one: Candidate, others: list[Candidate]) -> bool:
    """Whether a cycle is one of others seen anew, a part of one or more than one: half of the briefer is in both."""

    def shares(other: Candidate) -> bool:
        begins = one.rep.raise_start_s, other.rep.raise_start_s
        ends = one.rep.lower_end_s, other.rep.lower_end_s
        return 2 * (min(ends) - max(begins)) > min(ends[0] - begins[0], ends[1] - begins[1])

    return any(shares(other) for other in others)


def _rises_like(shape: Shape, like: Shape) -> bool:
    """Whether a shin that was not seen to rise did so: its tilt alone may be a knee that gives way."""
    if shape.lift_m is None or like.lift_m is None:
        return False
    return shape.lift_m > PARTIAL_SHARE * like.lift_m and is_same_again(shape, like)
