"""Which of the cycles that a sensor on the foot sees are repetitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median

from soleus_sense.motion.alike import is_just_as_much, is_repeated
from soleus_sense.motion.candidate import CONFIRMED_S, DIRECTLY_S, Candidate
from soleus_sense.motion.cycles import Cycle, earlier
from soleus_sense.motion.evidence import Evidence
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.judge import PARTIAL_SHARE, REMEMBERED, Judge
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.pitch import LATE_S, PitchTracker
from soleus_sense.motion.pivot import Pivot
from soleus_sense.motion.running_set import RunningSet
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.set_look import SetLook
from soleus_sense.motion.shape import Shape
from soleus_sense.motion.verify_heel import (
    begins_at_rest,
    comes_back,
    is_as_step,
    is_doubtful,
    is_hasty,
    is_repetition,
    is_tight,
)

CONFIRMED_AS_STEPS = 5
"""So many alike in a row are repetitions where each by itself is as quick as a step, and no gyro tells them apart."""

QUICK_S = 0.6
"""Of a raise or a fall shorter than this the tracker's delay is a good part."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How far a foot turned, radians: as gravity and a gyro together say, and as a gyro alone saw it, if any."""

    felt_rad: float
    turned_rad: float | None

    @classmethod
    def of(cls, one: Candidate) -> _Way:
        # A gyro's turn is not thrown by a fall.
        if one.shape.turned_rad is not None:
            return cls(one.shape.turn_rad, one.shape.turned_rad)
        return cls(one.measured.range_rad or one.cycle.span, None)


class HeelJudge(Judge[PitchTracker]):
    """See `Judge`. Carried besides: how far the newest repetitions went, and the newest of them."""

    _pause_s = 2.0

    def __init__(self, evidence: Evidence, running: RunningSet, *, dropped: bool) -> None:
        super().__init__(evidence, running, dropped=dropped)
        self._ways: list[_Way] = []
        self._newest: Candidate | None = None

    def restart(self) -> None:
        super().restart()
        self._newest = None

    @staticmethod
    def _new_tracker(*, dropped: bool) -> PitchTracker:
        return PitchTracker()

    def push(self, force_m_s2: FloatArray, step_s: FloatArray) -> None:
        self._tracker.push(force_m_s2)

    def forget(self, until: int) -> None:
        self._tracker.track.forget(until)

    def counts(self, one: Candidate, among: Measured | None) -> bool:
        way, turned = _Way.of(one), [each.turned_rad for each in self._ways if each.turned_rad is not None]
        # What only the accelerometer saw is no measure for what the gyro sees.
        if way.turned_rad is not None and turned:
            far, usual = way.turned_rad, median(turned)
        elif self._ways:
            far, usual = way.felt_rad, median(each.felt_rad for each in self._ways)
        else:
            return True
        return far >= PARTIAL_SHARE * usual

    def learn(self, one: Candidate, among: Measured | None, *, fresh: bool) -> None:
        self._learn_look(one, fresh=fresh)
        self._newest = one
        self._ways = [*([] if fresh else self._ways), _Way.of(one)][-REMEMBERED:]
        if one.cycle.up is not None:
            self._tracker.learn_up(one.cycle.up)

    def _seen(self, cycle: Cycle) -> Candidate | None:
        first = self._may_begin_from(cycle)
        if self._is_late(cycle):
            cycle = earlier(cycle, first, round(LATE_S * GRID_RATE_HZ + 0.5))
        return self._candidate(cycle, first, cycle.known + 1)

    def _is_late(self, cycle: Cycle) -> bool:
        """Whether a cycle is so quick that the tracker's delay moves its marks out of place."""
        if self._dropped:
            return True
        # Without a gyro, to tell a first repetition from a step's swing, its marks are left as they are.
        rest_s = self._evidence.time_at(cycle.onset) - self._running.newest_end_s
        known = self._evidence.has_gyro or rest_s < self._running.longest_rest_s()
        return bool(known) and min(cycle.top - cycle.onset, cycle.landing - cycle.top) < QUICK_S * GRID_RATE_HZ

    def _confirmed_s(self, shape: Shape) -> float:
        return CONFIRMED_S

    def _goes_on(self, shape: Shape, look: SetLook, *, again: bool) -> bool:
        # As quick as a foot swings in a step, and far more so than the set, it may be one.
        if not self._dropped and is_hasty(shape, look.newest):
            return False
        return is_repetition(shape, look, dropped=self._dropped, again=again)

    def _weighed(self, one: Candidate, *, fresh: bool, again: bool, paused: bool) -> Candidate | None:
        shape = one.shape
        pivot = self._evidence.pivot(one.measured, one.cycle) if fresh or paused else None
        if paused and not fresh and self._went_down(one.cycle, pivot):
            # However alike: after a pause the tracker may have been left at the top.
            return None
        may_be = not fresh or self._may_begin(one, pivot, again=again)
        waits = not may_be and self._may_wait(replace(one, likely=False, waits=True), pivot, again=again)
        # A heel that is let drop leaves a bounce behind, which must not stand between two push-ups.
        if not (may_be or waits or self._may_be_between(one)) or not self._evidence.rises_as_a_heel(one.cycle, shape):
            if pivot is None or (pivot.may_be_ball and pivot.stays):
                self._pass_over([one])
            return None
        if pivot is not None and not (pivot.may_be_ball and (pivot.stays if fresh else pivot.may_stay)):
            return None
        if pivot is not None and not fresh and self._turned_elsewhere(one, pivot):
            return None
        return replace(one, likely=may_be, waits=waits)

    def _may_wait(self, one: Candidate, pivot: Pivot | None, *, again: bool) -> bool:
        """Whether one that is too forceful to be the first of its kind is one if it is done again and again.

        The first of them begins at rest, which steps and fidgets do not; `again`: it soon follows one that waits.
        """
        shape, before = one.shape, self._held[-1] if again else None
        tight, at_rest, as_step = is_tight(shape, again=again), begins_at_rest(shape), is_as_step(shape)
        from_rest = not tight and at_rest and comes_back(shape, exactly=as_step)
        if not (tight or from_rest) or not (pivot is None or pivot.is_ball):
            return False
        if before is not None and from_rest and not as_step and not is_just_as_much(shape, before.shape):
            return False
        follows = before is not None and one.may_follow(before, fresh=True, dropped=self._dropped)
        if before is not None and before.likely:
            # It must not stand between two that are.
            return follows
        if follows or at_rest:
            return True
        # Within a set, what a foot did right before is the repetition before it; only a gyro tells that from a step.
        goes_on = pivot is not None and not self._running.is_begun_by(one.rep)
        return goes_on or not self._evidence.was_restless(one.measured)

    def _may_be_between(self, one: Candidate) -> bool:
        """Whether one, far quicker than its set, is a repetition if the set goes on at once: if not it was a step."""
        directly = self._running.is_open and self._running.rest_before_s(one.rep) < DIRECTLY_S
        return directly and not self._dropped and comes_back(one.shape)

    def _may_begin(self, one: Candidate, pivot: Pivot | None, *, again: bool) -> bool:
        """Whether one may be the first of its kind; `again`: it soon follows one that may be."""
        cycle, shape = one.cycle, one.shape
        alike = is_repetition(shape, None, dropped=self._dropped, again=again)
        return alike and not self._went_down(cycle, pivot)

    def _went_down(self, cycle: Cycle, pivot: Pivot | None) -> bool:
        """Whether the seeming way up went down; then its top is taken as the bottom.

        Off a step's edge a set may begin with a drop, and what was done before the set may have left the tracker at
        the top.
        """
        if not self._evidence.is_upside_down(cycle, pivot):
            return False
        if self._evidence.may_have_dropped(cycle) and not cycle.missed:
            self._tracker.take_as_bottom(cycle)
        return True

    def _turned_elsewhere(self, one: Candidate, pivot: Pivot) -> bool:
        """Whether a foot turned about another point than in its set."""
        before = self._newest
        # Samples that may be gone say nothing.
        if before is None or not self._evidence.keeps(before.base, one.cycle.known + 1):
            return False
        there = self._evidence.pivot(before.measured, before.cycle)
        return there is not None and pivot.is_apart_from(there)

    def _is_repetition(self, shape: Shape, look: SetLook | None) -> bool:
        return is_repetition(shape, look, dropped=self._dropped)

    def _is_doubtful(self, shape: Shape) -> bool:
        return is_doubtful(shape, dropped=self._dropped)

    def _needed(self, alike: list[Candidate]) -> int:
        needed = super()._needed(alike)
        newest = alike[-1]
        if self._dropped or self._evidence.has_gyro or newest.likely or not is_as_step(newest.shape):
            return needed
        return CONFIRMED_AS_STEPS if self._evidence.was_restless(alike[0].measured) else needed

    def _may_be_steps(self, alike: list[Candidate]) -> bool:
        # A foot that does something else between the two climbs stairs.
        return not self._dropped and not all(each.at_once for each in alike[1:])

    def _landed(self, one: Candidate) -> int:
        # The tracker sees it land late, a heel that is let drop sometimes not until the next raise or longer.
        return min(one.cycle.landing, int(one.measured.lower_end + LATE_S * GRID_RATE_HZ) + 1)

    def _give_up(self, held: list[Candidate]) -> None:
        """What is not done again at the foot was a step, and never a repetition."""

    def _with_those_before(self, alike: list[Candidate], cycle: Cycle) -> list[Candidate]:
        return self._with_passed(alike, cycle.known + 1)

    def _is_as_first(self, shape: Shape, first: Shape) -> bool:
        return is_repeated(shape, first) and not is_hasty(shape, first)
