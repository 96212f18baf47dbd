"""Which of the cycles that are seen are repetitions: what is the same wherever the sensor is.

What is like the running set counts at once. What is not may be the first of another kind, the strap moved, the exercise
changed; where that is doubtful it waits until it is done again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from soleus_sense.motion.alike import goes_the_same_way, is_as_much, is_same_again
from soleus_sense.motion.candidate import CONFIRMED_S, Candidate
from soleus_sense.motion.cycles import Cycle, Turn
from soleus_sense.motion.evidence import Evidence
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.running_set import RunningSet
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.set_look import SetLook
from soleus_sense.motion.shape import Shape

NOTICED_S = 1.2
"""A raise begins at most this long before it is noticed: a tenth of the way of one that takes 3 s is 0.5 s."""

PARTIAL_SHARE = 0.5
"""Under this share of the set's usual range a motion is a partial."""

REMEMBERED = 7
"""The usual range is the median of this many counted repetitions: half a set, so a falling range is followed."""

CONFIRMED, CONFIRMED_IN_DOUBT = 2, 3
"""So many alike in a row are repetitions: after a rest; and right after others that they are not like, or where each by
itself is not told from a step."""

OVERLAP_S = 0.1
"""Between two repetitions without a pause the one ends and the next begins where they are measured to within this."""

HELD_MOST = 8
"""What waits for longer than this many cycles of the same kind is none."""

SETTLED = 3
"""With so many repetitions a set is what it is: what follows it and is unlike it is doubted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A repetition, or a partial of the running set.

    Attributes
    ----------
    fresh : whether it is compared with none before it
    """

    one: Candidate
    fresh: bool


class Tracker(Protocol):
    """What finds the cycles at one placement."""

    @property
    def travel(self) -> float: ...
    def find(self) -> Cycle | Turn | None: ...
    def finish(self) -> None: ...


TrackerT = TypeVar("TrackerT", bound=Tracker)


class Judge(ABC, Generic[TrackerT]):
    """Follows the motion at one placement and tells which of its cycles are repetitions.

    Parameters
    ----------
    evidence : the samples that are kept
    running : the set that is being done
    dropped : whether the person said that the heel is let drop (soleus push-ups)

    Carried: what the running set looks like; what waits for being done again; what was passed over.
    """

    def __init__(self, evidence: Evidence, running: RunningSet, *, dropped: bool) -> None:
        self._tracker: TrackerT = self._new_tracker(dropped=dropped)
        self._evidence, self._running, self._dropped = evidence, running, dropped
        self._look: SetLook | None = None
        self._last_landing = 0
        self._held: list[Candidate] = []
        # Whether nothing was seen since the newest of those that are held.
        self._alone = False
        # Whether they would count, were more known of what is before them.
        self._undecided = False
        self._passed: list[Candidate] = []

    def restart(self) -> None:
        """Forget all samples: the next one has grid index 0. The set may go on."""
        self._tracker = self._new_tracker(dropped=self._dropped)
        self._last_landing = 0
        self._held, self._undecided, self._passed = [], False, []

    # -- its tracker --------------------------------------------------------------------------------------------

    @staticmethod
    @abstractmethod
    def _new_tracker(*, dropped: bool) -> TrackerT:
        """One that has seen no sample."""

    @abstractmethod
    def push(self, force_m_s2: FloatArray, step_s: FloatArray) -> None:
        """Take (n, 3) forces on the grid, and (n,) how long each had no sample."""

    def found(self) -> Iterable[Cycle | Turn]:
        """What the tracker finds, in the order in which a live stream makes it known."""
        while (one := self._tracker.find()) is not None:
            yield one

    def finish(self) -> None:
        """No more samples come."""
        self._tracker.finish()

    @abstractmethod
    def forget(self, until: int) -> None:
        """Nobody looks at samples before that grid index any more."""

    @property
    def travel(self) -> float:
        """Where the heel is now, as a share of the usual range."""
        return self._tracker.travel

    # -- its judgement ------------------------------------------------------------------------------------------

    def parted(self, cycle: Cycle) -> list[Cycle]:
        """A cycle, or what it was taken together from."""
        return [cycle]

    def judged(self, cycle: Cycle) -> list[Verdict]:
        """What counts now that a cycle is known: it, others that waited for it, or nothing yet."""
        one = self._seen(cycle)
        if one is None:
            return []
        one, self._alone = replace(one, at_once=self._alone), False
        again = bool(self._held) and self._held[-1].is_soon_followed_by(one.rep, self._confirmed_s(one.shape))
        paused = self._running.rest_before_s(one.rep) > self._pause_s
        fresh = self._is_fresh(one, again=again, paused=paused)
        weighed = self._weighed(one, fresh=fresh, again=again, paused=paused)
        if weighed is None:
            return []
        one = weighed
        held, undecided = self._held, self._undecided
        self._held, self._undecided = [], False
        if held and not (again and self._follows(one, held[-1], fresh=fresh)):
            if undecided and not one.likely:
                # They would count by themselves: what is unlike them and would not is left.
                self._pass_over([one])
                self._held, self._undecided = held, True
                return []
            if not undecided:
                self._give_up(held)
                held = []
        alike = [*held, one]
        if not fresh:
            # The set goes on: what was doubted belonged to it.
            return [Verdict(each, fresh=False) for each in [*self._seen_between(alike[0], cycle), *alike]]
        if sum(each.confirms for each in alike) < self._needed(alike):
            self._undecided = undecided
            self._hold(alike)
            return []
        if self._running.is_begun_by(alike[0].rep):
            alike = self._with_those_before(alike, cycle)
            if self._is_too_soon(alike, cycle.known):
                self._undecided = True
                self._hold(alike)
                return []
        return [Verdict(each, fresh=not i) for i, each in enumerate(alike)]

    def overdue(self, onset: int | None) -> list[Verdict]:
        """What waited to be told better and was not: by the cycle that begins at a grid index, or with None by none."""
        held = [one for one in self._held if one.likely] if self._undecided else []
        if not held or (onset is not None and onset - held[-1].cycle.landing < CONFIRMED_S * GRID_RATE_HZ):
            return []
        self._held, self._undecided = [], False
        return [Verdict(each, fresh=not i) for i, each in enumerate(held)]

    def _follows(self, one: Candidate, before: Candidate, *, fresh: bool) -> bool:
        """Whether one that waits counts if the one that soon follows it does."""
        return one.may_follow(before, fresh=fresh, dropped=self._dropped)

    @abstractmethod
    def counts(self, one: Candidate, among: Measured | None) -> bool:
        """Whether a candidate goes as far as is usual in its set; `among`: its measure by those around it, if any."""

    @abstractmethod
    def learn(self, one: Candidate, among: Measured | None, *, fresh: bool) -> None:
        """Compare what follows with a repetition that counts."""

    def take(self, one: Candidate) -> None:
        """Look for nothing more within a repetition or partial."""
        self._last_landing = max(self._last_landing, self._landed(one))

    # -- where the placements differ ----------------------------------------------------------------------------

    _pause_s: float
    """After a rest longer than this a set may be over, and what comes next something else."""

    @abstractmethod
    def _is_repetition(self, shape: Shape, look: SetLook | None) -> bool: ...

    @abstractmethod
    def _weighed(self, one: Candidate, *, fresh: bool, again: bool, paused: bool) -> Candidate | None:
        """A candidate with what speaks for it; None for what is none.

        Parameters
        ----------
        fresh : whether it is compared with none before it
        again : whether it soon follows one that waits
        paused : whether it comes after a pause
        """

    @abstractmethod
    def _confirmed_s(self, shape: Shape) -> float:
        """Within how long one that waits has to be followed by such a one."""

    @abstractmethod
    def _goes_on(self, shape: Shape, look: SetLook, *, again: bool) -> bool:
        """Whether a cycle is another repetition of the running set."""

    @abstractmethod
    def _is_doubtful(self, shape: Shape) -> bool:
        """Whether what may be a first repetition may as well be something that is done once."""

    @abstractmethod
    def _may_be_steps(self, alike: list[Candidate]) -> bool:
        """Whether even some that are alike may be steps."""

    def _is_too_soon(self, alike: list[Candidate], known: int) -> bool:
        """Whether too little was seen, up to grid index `known`, to tell how many the first of a set are."""
        return False

    @abstractmethod
    def _landed(self, one: Candidate) -> int:
        """Grid index from which on the next raise may begin."""

    @abstractmethod
    def _give_up(self, held: list[Candidate]) -> None:
        """Leave what waited and was not done again."""

    def _seen_between(self, next_one: Candidate, cycle: Cycle) -> list[Candidate]:
        """Repetitions of the running set that show only now that the next one is known."""
        return []

    @abstractmethod
    def _with_those_before(self, alike: list[Candidate], cycle: Cycle) -> list[Candidate]:
        """The first of a set, and those before them that they show to be repetitions."""

    # -- what they share ----------------------------------------------------------------------------------------

    def _seen(self, cycle: Cycle) -> Candidate | None:
        """A cycle that was just seen, measured; None if it is none."""
        return self._candidate(cycle, self._may_begin_from(cycle), cycle.known + 1)

    def _may_begin_from(self, cycle: Cycle) -> int:
        """Grid index from which on a cycle may begin."""
        noticed = cycle.onset - round(NOTICED_S * GRID_RATE_HZ)
        return max(self._last_landing, noticed, self._evidence.grid.first)

    def _candidate(self, cycle: Cycle, first: int, stop: int, base: int | None = None) -> Candidate | None:
        """A cycle measured by the samples from grid index `base`, or all that tell, up to before `stop`."""
        base = self._look_back(first) if base is None else base
        measured = self._evidence.measure(cycle, first, base, stop)
        if measured is None:
            return None
        shape = self._evidence.shape(cycle, first, measured)
        return Candidate(cycle, first, base, measured, self._evidence.rep(measured), shape)

    def _look_back(self, first: int) -> int:
        """Grid index of the first sample that says something about a cycle that may begin at `first`."""
        return self._evidence.look_back(first)

    def _is_fresh(self, one: Candidate, *, again: bool, paused: bool) -> bool:
        """Whether one is compared with none before it.

        Unlike the repetitions before it, it may still be the first of another kind.
        """
        shape, look = one.shape, self._look
        if look is None or self._running.is_begun_by(one.rep) or not self._goes_on(shape, look, again=again):
            return True
        return paused and not self._is_like(shape, look.newest)

    @staticmethod
    def _is_like(shape: Shape, like: Shape) -> bool:
        """Whether what follows a pause is like what was before it; of another size or tempo it may be anything.

        The same motion slower or quicker goes on with the set, and so does an attempt at it.
        """
        if is_as_much(shape, like) or is_same_again(shape, like):
            return True
        return goes_the_same_way(shape, like) and shape.turn_rad < PARTIAL_SHARE * like.turn_rad

    def _hold(self, alike: list[Candidate]) -> None:
        """Wait for another like these."""
        self._held, self._last_landing, self._alone = alike[-HELD_MOST:], alike[-1].cycle.landing, True

    def _pass_over(self, candidates: list[Candidate]) -> None:
        """Keep what is not counted until the first of a set is known."""
        if not self._dropped:
            # What is held back may be passed over later than what came after it.
            self._passed = sorted([*self._passed, *candidates], key=lambda one: one.cycle.onset)[-HELD_MOST:]

    def _needed(self, alike: list[Candidate]) -> int:
        """How many cycles that are like each other, and are compared with none before them, it takes to count them."""
        newest = alike[-1]
        if not newest.likely:
            return CONFIRMED_IN_DOUBT
        begins = self._running.is_begun_by(alike[0].rep)
        settled = self._look is not None and self._look.count >= SETTLED
        # Within a set, what a leg did right before a raise is the repetition before it.
        restless = begins and self._evidence.was_restless(newest.measured)
        doubtful = self._is_doubtful(newest.shape) or restless
        if not (doubtful or (settled and not begins)):
            return 1
        return CONFIRMED if begins and not self._may_be_steps(alike) else CONFIRMED_IN_DOUBT

    def _with_passed(self, alike: list[Candidate], stop: int) -> list[Candidate]:
        """The first of a set, and what was passed over before and between them that is like them, now that they tell.

        At a shin the height of a slow first repetition, with nothing like it before it, may shrink to nothing, and what
        waited for another like it may have been parted from it by the shock of a landing; a foot's may have begun in
        the middle of something else, or be as quick as only further ones may be.
        """
        passed, self._passed = self._passed, []
        found, first = list(alike), alike[0]
        look: SetLook | None = None
        for each in reversed(alike):
            look = SetLook.of(each.shape, look)
        for one in reversed(passed):
            place = sum(each.cycle.onset < one.cycle.onset for each in found)
            if place == len(found):
                continue
            follower = found[place]
            if not (one.is_soon_followed_by(follower.rep) and self._evidence.keeps(one.base, stop)):
                break
            again = self._candidate(one.cycle, one.first, stop, one.base)
            if again is None or self._overlaps(again, follower) or (place and self._overlaps(found[place - 1], again)):
                continue
            if self._is_as_first(again.shape, first.shape) and self._is_repetition(again.shape, look):
                found.insert(place, again)
        return found

    @abstractmethod
    def _is_as_first(self, shape: Shape, first: Shape) -> bool:
        """Whether what was passed over is as much of a repetition as the first of a set."""

    @staticmethod
    def _overlaps(one: Candidate, next_one: Candidate) -> bool:
        return one.measured.lower_end > next_one.measured.raise_start + OVERLAP_S * GRID_RATE_HZ

    def _learn_look(self, one: Candidate, *, fresh: bool) -> None:
        self._look = SetLook.of(one.shape, None if fresh else self._look)
