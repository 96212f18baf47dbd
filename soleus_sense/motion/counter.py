"""The streaming counter: samples in, events out, the same analysis as of the whole recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import geometric_mean, median

import numpy as np
from numpy.typing import ArrayLike

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.motion.alike import (
    AS_LONG,
    CLEAR_TURN_RAD,
    goes_the_same_way,
    is_as_much,
    is_as_much_again,
    is_repeated,
    is_same_again,
)
from soleus_sense.motion.buffer import Columns
from soleus_sense.motion.candidate import CONFIRMED_S, NEXT_S, Candidate, Open, Span
from soleus_sense.motion.cycles import Cycle, Turn, earlier
from soleus_sense.motion.evidence import MOST_LIFT_AT_SHIN_M, Evidence
from soleus_sense.motion.grid import GRID_RATE_HZ, LONGEST_BRIDGE_S, GridResampler
from soleus_sense.motion.intake import Intake, checked
from soleus_sense.motion.kept import KeptReps
from soleus_sense.motion.lift import LiftTracker
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.pitch import LATE_S, PitchTracker
from soleus_sense.motion.pivot import Pivot
from soleus_sense.motion.placement import Sighting, sighting_of
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import (
    Analysis,
    Event,
    PartialRep,
    PhaseChanged,
    Rep,
    RepCounted,
    Set,
    SetEnded,
    SetStarted,
    SignalBack,
    SignalLost,
    longest_rest_s,
)
from soleus_sense.motion.rest import stands
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.shape import Shape
from soleus_sense.motion.swings import directions, stood_above_s, swings_of
from soleus_sense.motion.unplaced import UnplacedCounter
from soleus_sense.motion.vectors import angle_between
from soleus_sense.motion.verify import (
    SetLook,
    is_brisk,
    is_doubtful,
    is_hasty,
    is_repetition,
    is_tame,
    seems_to_stay_up,
)

PLACEMENTS = ("heel", "shin", "auto")

HEEL_LEVER_SHARE = 0.10
"""Heel to ball of the foot as a share of body height (MEASUREMENT; 17.0 ± 1.2 cm, n = 54)."""

USUAL_BODY_HEIGHT_M = 1.70
"""Taken where nobody said, and said so in a warning."""

NOTICED_S = 1.2
"""A raise begins at most this long before it is noticed: a tenth of the way of one that takes 3 s is 0.5 s."""

LOOK_AHEAD_S = 1.2
"""A landing is measured once more with this much of what followed."""

NEXT_RAISE_S = 6.0
"""At the shin it is measured once more when the next raise is known, which shows the bottom after it, or after this."""

FOLLOWED_AT_SHIN_S = 2.5
"""Where no raise follows for so long, it is measured with this much: a leg that stands then stands at its bottom."""

KEPT_S = 45.0
"""Seconds of samples kept: the slowest repetition, what lies around it, and the tracker's own window."""

PARTIAL_SHARE = 0.5
"""Under this share of the set's usual range a motion is a partial."""

PARTIAL_SHARE_ACC = 0.42
"""The same at the foot without a gyro: quick repetitions feel up to a fifth larger than they are, slow ones do not."""

REMEMBERED = 7
"""The usual range is the median of this many counted repetitions: half a set, so a falling range is followed."""

SURE_OF_SWINGS = 2
LONGEST_SWINGS_S = 12.0
"""After so many repetitions in a row in which a shank went out and back once, each time it does is one, as long as the
set goes on."""

SURE_OF_UP = 3
"""So many repetitions of a set are asked whether they went up: one wrong first one must not turn all over."""

BRISK_NEXT_S = 2.0
"""The same at the shin for quick ones that are doubted: steps on the spot come when they come."""

AT_ONCE_AGAIN_S = 1.0
"""Steps on the spot are half a second to some seconds apart, quick raises less."""

CONFIRMED = 2
CONFIRMED_IN_SET = 3
CONFIRMED_UNLIKELY = 3
"""So many alike in a row are repetitions: after a rest, right after others that they are not like, and where each by
itself is too forceful to be told from a step."""

STOOD_S, STOOD_LONGER_S = 8.0, 0.3
"""Before a first repetition at the shin the leg is looked at for so long: it stood at the bottom, or about as long."""

STANCE_S = 0.3
"""In walking, and on stairs, a foot is on the ground for half a second and more between two swings."""

DRIFTS_S = 3.0
"""A slower height at the shin may be solved for too low by half: an attempt must be small by all that is known."""

OVERLAP_S = 0.1
"""Between two repetitions without a pause the one ends and the next begins where they are measured to within this."""

HELD_MOST = 8
"""What waits for longer than this many cycles of the same kind is none."""

SETTLED = 3
"""With so many repetitions a set is what it is: what follows it and is unlike it is doubted."""

QUICK_S = 0.6
"""Of a raise or a fall shorter than this the heel tracker's delay is a good part."""

AT_ONCE_S = 0.5
"""Whose heel is up this soon has begun before the recording: a first repetition cut short is like no other."""

PAUSE_S, PAUSE_AT_SHIN_S = 2.0, 4.0
"""After a rest longer than this a set may be over, and what comes next something else."""


@dataclass(frozen=True, slots=True)
class LiveState:
    """Where the heel is now, for a screen.

    Attributes
    ----------
    at_s : the newest sample's time
    phase : one of `PHASES`
    phase_since_s : when that phase began
    travel : the heel's height now as a share of the usual range: 0 at the bottom, 1 at the top
    counted : repetitions counted in all
    set : number of the running set, 0 between sets
    set_counted : repetitions counted in the running set
    """

    at_s: float
    phase: str
    phase_since_s: float
    travel: float
    counted: int
    set: int
    set_counted: int


class RepCounter:
    """Counts heel raises while the samples arrive; memory does not grow with their number.

    Parameters
    ----------
    placement : "heel", "shin", or "auto" to tell from the motion, which takes three repetitions
    exercise : key of the catalogue, or None
    tempo : notation such as "3-0-1-0", or None for the exercise's own or none
    body_height_m : of the person, for the height of the heel; None takes 1.70 m

    Raises
    ------
    SettingsError
        No such placement, exercise or tempo, or an impossible body height.
    """

    def __init__(
        self,
        placement: str = "auto",
        exercise: str | None = None,
        tempo: str | None = None,
        *,
        body_height_m: float | None = None,
    ) -> None:
        if placement not in PLACEMENTS:
            raise SettingsError(f"There is no placement {placement!r}; choose heel, shin or auto.")
        if body_height_m is not None and not 0.8 <= body_height_m <= 2.6:
            raise SettingsError(f"A body height of {body_height_m:g} m cannot be; give metres, such as 1.72.")
        found = None if exercise is None else find_exercise(exercise)
        self._exercise = exercise
        self._dropped = found is not None and found.passive_drop
        wanted = tempo if tempo is not None else (found.tempo if found else None)
        # A heel that is let drop has no target.
        self._tempo = None if wanted is None or self._dropped else Tempo.parse(wanted)
        self._placement = placement
        self._lever_m = HEEL_LEVER_SHARE * (body_height_m or USUAL_BODY_HEIGHT_M)
        self._assumed_height = body_height_m is None
        self._intake = Intake()
        self._resampler: GridResampler | None = None
        self._evidence = Evidence(placement, self._lever_m, dropped=self._dropped)
        self._pitch = PitchTracker() if placement == "heel" else None
        self._lift = LiftTracker(dropped=self._dropped) if placement == "shin" else None
        self._kept = KeptReps()
        self._open: list[Open] = []
        # At the shin row and measure of each repetition, and partial, that begins within the samples that are kept.
        self._lately: dict[int, Measured] = {}
        self._last_landing = 0
        self._spans: list[Span] = []
        self._look: SetLook | None = None
        # At the foot the newest repetition that counted.
        self._newest: Candidate | None = None
        self._held: list[Candidate] = []
        # Whether nothing was seen since the newest of those that are held.
        self._alone = False
        self._passed: list[Candidate] = []
        # Where the newest cycle ended that began above, and what it looked like.
        self._upside_down: tuple[int, Shape] | None = None
        self._set = 0
        self._set_open = False
        self._counted = 0
        self._set_counted = 0
        self._starts_s: list[float] = []
        self._first_rep_s = 0.0
        self._newest_end_s = -np.inf
        self._forced_end = False
        self._phase, self._phase_since_s = "bottom", 0.0
        self._finished = False
        self._witness: Callable[[Sighting], None] | None = None
        self._unplaced = None
        if placement == "auto":
            self._unplaced = UnplacedCounter(
                {each: RepCounter(each, exercise, tempo, body_height_m=body_height_m) for each in ("heel", "shin")}
            )

    # -- samples in ---------------------------------------------------------------------------------------------

    def push(self, time_s: ArrayLike, acc_m_s2: ArrayLike, gyr_rad_s: ArrayLike | None = None) -> list[Event]:
        """Take samples, any number of them, and return what they made known.

        Parameters
        ----------
        time_s : (n,) seconds of the sensor's clock
        acc_m_s2 : (n, 3) specific force, gravity included
        gyr_rad_s : (n, 3) angular rate, or None; with or without throughout

        Raises
        ------
        RecordingError
            Shapes that do not fit, or a gyro that comes or goes.
        """
        time, force, rate = checked(time_s, acc_m_s2, gyr_rad_s)
        if not len(time):
            return []
        if self._unplaced is not None:
            return self._unplaced.push(time, force, rate)
        if self._resampler is None:
            self._evidence.has_gyro = rate is not None
            self._resampler = GridResampler(6 if self._evidence.has_gyro else 3)
        elif (rate is not None) != self._evidence.has_gyro:
            raise RecordingError("The rotation is there in some blocks of samples and missing in others.")
        return self._look_at_waiting() if self._intake.add(time, force, rate) else []

    def _look_at_waiting(self) -> list[Event]:
        """Take in the samples that came since the last look."""
        events: list[Event] = []
        for block in self._intake.take():
            begins_s = float(block.time_s[0])
            if block.lost_s is not None:
                events += [SignalLost(block.lost_s), SignalBack(begins_s)]
                if begins_s - block.lost_s > LONGEST_BRIDGE_S:
                    self._restart()
            events += self._take(block.time_s, block.values)
        return events

    def _restart(self) -> None:
        """After a gap too long to bridge: what was open is closed, the set may go on."""
        self._settle(None)
        if self._resampler is not None:
            self._resampler.restart()
        self._pitch = None if self._pitch is None else PitchTracker()
        self._lift = None if self._lift is None else LiftTracker(dropped=self._dropped)
        self._evidence.restart()
        self._last_landing = 0
        self._held, self._passed, self._upside_down, self._newest = [], [], None, None
        self._lately = {}

    def _take(self, time: FloatArray, values: FloatArray) -> list[Event]:
        if self._resampler is None:
            return []
        block = self._resampler.push(time, values)
        if not len(block):
            return []
        rate = block.values[:, 3:] if self._evidence.has_gyro else np.zeros((len(block), 3))
        force = block.values[:, :3]
        self._grid.append(np.column_stack((block.time_s, force, rate, block.step_s)))
        if self._pitch is not None:
            self._pitch.push(force)
        if self._lift is not None:
            self._lift.push(force, block.step_s)
        events = self._follow_trackers()
        self._settle(self._grid.end)
        events += self._rested()
        keep = [
            self._grid.end - round(KEPT_S * GRID_RATE_HZ),
            *(one.base for one in self._open),
        ]
        self._grid.forget(min(keep))
        if self._pitch is not None:
            self._pitch.track.forget(min(keep))
        return events

    def _found(self) -> Iterable[Cycle | Turn]:
        """What the tracker finds, in the order in which a live stream makes it known."""
        tracker = self._pitch if self._placement == "heel" else self._lift
        while tracker is not None and (one := tracker.find()) is not None:
            yield one

    def _follow_trackers(self) -> list[Event]:
        events: list[Event] = []
        for one in self._found():
            if isinstance(one, Turn):
                events += self._turned(one)
            else:
                self._settle(one.known)
                for part in self._parted(one):
                    events += self._judged(part)
        return events

    def _parted(self, cycle: Cycle) -> list[Cycle]:
        """A cycle at the shin, or what it was taken together from.

        Where the heel hardly rests between two repetitions, the height that is solved for may not come down between
        them; a shank that tilts clearly, and in this set once in each, shows both.
        """
        look = self._look
        if self._placement != "shin" or self._dropped or look is None or look.single < SURE_OF_SWINGS:
            return [cycle]
        like, first = look.newest, max(self._last_landing, self._grid.first)
        if like.turn_rad < CLEAR_TURN_RAD or not 0 < cycle.landing - first < LONGEST_SWINGS_S * GRID_RATE_HZ:
            return [cycle]
        direction = directions(self._grid[first : cycle.landing + 1][:, 1:4])
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

    @property
    def _grid(self) -> Columns:
        return self._evidence.grid

    def _look_back(self, first: int) -> int:
        """Grid index of the first sample that says something about a cycle that may begin at `first`."""
        return self._evidence.look_back(first, 0 if self._lift is None else self._lift.steady_from)

    def _time_at(self, grid: float) -> float:
        return self._evidence.time_at(grid)

    def _measure_among(self, one: Open, stop: int) -> Measured | None:
        """Measure a repetition at the shin by those around it, and by the samples up to before grid index `stop`."""
        others = [seen for other, seen in self._lately.items() if other != one.row]
        return self._evidence.measure_among(one.cycle, one.first, one.base, stop, own=one.measured, others=others)

    # -- what the trackers found --------------------------------------------------------------------------------

    def _turned(self, turn: Turn) -> list[Event]:
        if turn.phase == self._phase:
            return []
        at_s = self._time_at(turn.at)
        self._phase, self._phase_since_s = turn.phase, at_s
        return [PhaseChanged(turn.phase, at_s)]

    def _judged(self, cycle: Cycle) -> list[Event]:
        """Decide what a cycle is; count it, store it as a partial, hold it back, or leave it."""
        first = max(self._last_landing, cycle.onset - round(NOTICED_S * GRID_RATE_HZ), self._grid.first)
        if self._placement == "heel" and self._is_late(cycle):
            cycle = earlier(cycle, first, round(LATE_S * GRID_RATE_HZ + 0.5))
        base = self._look_back(first)
        measured = self._evidence.measure(cycle, first, base, cycle.known + 1)
        if measured is None:
            return []
        shape = self._evidence.shape(cycle, first, measured)
        unseen = cycle.missed and self._placement == "shin"
        if unseen and (self._look is None or not self._rises_like(shape, self._look.newest)):
            return []
        rep = self._evidence.rep(measured)
        # Unlike the repetitions before it, it may still be the first of another kind: the strap was moved, the
        # exercise changed, or what was taken for a repetition was none.
        at_once, self._alone = self._alone, False
        within_s = NEXT_S if at_once and self._placement == "heel" else CONFIRMED_S
        if self._placement == "shin" and not self._dropped and is_doubtful(shape) and is_brisk(shape):
            within_s = BRISK_NEXT_S
        again = bool(self._held) and self._held[-1].is_soon_followed_by(rep, within_s)
        # What was felt before it is the landing of the one that waits; a foot that steps stands between.
        steps = self._placement == "heel" and not self._dropped
        goes_on = again and (not steps or self._held[-1].is_soon_followed_by(rep, STANCE_S))
        fresh = self._begins_set(rep) or self._look is None or not self._is_repetition(shape, self._look, again=goes_on)
        # As quick as a foot swings in a step, and far more so than the set, it may be one.
        fresh = fresh or (not self._dropped and self._look is not None and is_hasty(shape, self._look.newest))
        paused = self._rest_before(rep) > (PAUSE_S if self._placement == "heel" else PAUSE_AT_SHIN_S)
        if self._look is not None and paused:
            # What follows a pause and is of another size or tempo may be anything.
            like = self._look.newest
            # The same motion slower or quicker goes on with the set, and so does an attempt at it.
            same = (self._placement == "shin" or is_tame(shape)) and is_same_again(shape, like)
            attempt = goes_the_same_way(shape, like) and shape.turn_rad < PARTIAL_SHARE * like.turn_rad
            fresh = fresh or not (is_as_much(shape, like) or same or attempt)
        early = not fresh and self._look is not None and self._look.count < SURE_OF_UP
        pivot = None
        if self._placement == "heel" and (fresh or early or paused):
            pivot = self._evidence.pivot(measured, cycle)
        may_begin = fresh and self._may_begin(cycle, shape, pivot, again=goes_on)
        high = self._placement == "shin" and self._evidence.is_lifted_over(MOST_LIFT_AT_SHIN_M, cycle, shape)
        likely = not fresh or (may_begin and not high) or (again and self._goes_on(shape))
        stays_up = fresh and not self._dropped and seems_to_stay_up(shape, self._look)
        one = Candidate(cycle, first, base, measured, rep, shape, likely, at_once, stays_up, high=high and may_begin)
        # A heel that is let drop leaves a bounce behind, which must not stand between two push-ups.
        if not likely and (self._dropped or not (is_brisk(shape) or one.waits or stays_up)):
            self._pass_over([one])
            return []
        if not self._evidence.rises_as_a_heel(cycle, shape, fresh=fresh):
            self._pass_over([one])
            return []
        if pivot is not None and not (pivot.may_be_ball and (pivot.stays if fresh else pivot.may_stay)):
            return []
        if not fresh and (paused or self._is_outdone(shape)) and self._turned_elsewhere(one, pivot):
            return []
        if early and self._placement == "heel" and self._went_down(cycle, self._evidence.lift_seen(cycle), pivot):
            return []
        held, self._held = self._held, []
        if held and not (again and one.may_follow(held[-1], fresh=fresh, dropped=self._dropped)):
            if self._placement == "shin":
                self._pass_over(held)
            held = []
        alike = [*held, one]
        if not fresh:
            alike = [*self._seen_between(alike[0], cycle), *alike]
        if not fresh or (stays_up and held):
            # The set goes on: what was doubted belonged to it.
            events = [
                event
                for each in (held if stays_up else alike)
                for event in self._accept(each, cycle.known, fresh=False)
            ]
            if stays_up:
                self._held, self._last_landing, self._alone = [one], cycle.landing, True
            return events
        if sum(each.likely or each.plain or each.waits for each in alike) < self._needed(alike):
            self._held, self._last_landing, self._alone = alike[-HELD_MOST:], cycle.landing, True
            return []
        if self._begins_set(alike[0].rep):
            with_passed = self._with_passed(alike, cycle.known + 1)
            swung = self._swung_before(alike[0], shape, cycle)
            others = max(swung, self._seen_before(alike[0], cycle), key=len)
            alike = max(with_passed, [*others, *alike], key=len)
        return [event for i, each in enumerate(alike) for event in self._accept(each, cycle.known, fresh=not i)]

    def _with_passed(self, alike: list[Candidate], stop: int) -> list[Candidate]:
        """The first of a set, and what was passed over before and between them that is like them, now that they tell.

        At a shin the height of a slow first repetition, with nothing like it before it, may shrink to nothing, and what
        waited for another like it may have been parted from it by the shock of a landing; a foot's may have begun in
        the middle of something else, or be as quick as only further ones may.
        """
        passed, self._passed = self._passed, []
        found, first = list(alike), alike[0]
        as_first = is_as_much if self._placement == "shin" else is_repeated
        look: SetLook | None = None
        for each in reversed(alike):
            look = SetLook.of(each.shape, look)
        for one in reversed(passed):
            place = sum(each.cycle.onset < one.cycle.onset for each in found)
            if place == len(found):
                continue
            follower = found[place]
            if not (one.is_soon_followed_by(follower.rep) and self._is_kept(one, stop)):
                break
            measured = self._evidence.measure(one.cycle, one.first, one.base, stop)
            if measured is None or measured.lower_end > follower.measured.raise_start + OVERLAP_S * GRID_RATE_HZ:
                continue
            if place and found[place - 1].measured.lower_end > measured.raise_start + OVERLAP_S * GRID_RATE_HZ:
                continue
            shape = self._evidence.shape(one.cycle, one.first, measured)
            if as_first(shape, first.shape) and self._is_repetition(shape, look):
                found.insert(place, replace(one, measured=measured, rep=self._evidence.rep(measured), shape=shape))
        return found

    def _seen_before(self, first: Candidate, cycle: Cycle) -> list[Candidate]:
        """Repetitions at the shin right before the first of a set that its height shows now, and did not show then."""
        found: list[Candidate] = []
        for one in reversed(self._seen_again(first, cycle)):
            follower = found[0] if found else first
            # How soon the heel was down again shows better by where it is lowest.
            alone_s = follower.rep.raise_start_s - self._time_at(one.cycle.landing)
            overlaps = one.measured.lower_end > follower.measured.raise_start
            if alone_s > CONFIRMED_S or overlaps or not is_as_much_again(one.shape, first.shape):
                break
            if not self._is_repetition(one.shape, SetLook.of(first.shape, None)):
                break
            found.insert(0, one)
        return found

    def _seen_between(self, next_one: Candidate, cycle: Cycle) -> list[Candidate]:
        """Repetitions of a running set at the shin that its height shows now, and did not show when they were over."""
        if self._begins_set(next_one.rep):
            return []
        return [
            one
            for one in self._seen_again(next_one, cycle)
            if one.measured.lower_end <= next_one.measured.raise_start
            and is_as_much_again(one.shape, next_one.shape)
            and self._is_repetition(one.shape, self._look)
        ]

    def _seen_again(self, next_one: Candidate, cycle: Cycle) -> list[Candidate]:
        """What the newest height shows between the newest repetition at the shin and another."""
        if self._lift is None or self._dropped:
            return []
        since, until = self._since_newest(self._grid.first, next_one.cycle.onset), int(next_one.measured.raise_start)
        found: list[Candidate] = []
        for seen in self._lift.seen_again(since, until, next_one.cycle.span, cycle.known):
            start = max(since, seen.onset - round(NOTICED_S * GRID_RATE_HZ))
            one = self._another(next_one, seen, start, cycle.known + 1)
            if one is not None and self._is_kept(one, cycle.known + 1):
                # That a raise follows shows that the leg did come down.
                found.append(replace(one, shape=replace(one.shape, moved_s=None)))
            since = seen.landing
        return found

    def _since_newest(self, begin: int, end: int) -> int:
        """The first grid index from `begin` to `end` that is not of the newest repetition, or of what is before it."""
        return begin + int(np.searchsorted(self._grid[begin:end][:, 0], self._newest_end_s))

    def _another(self, like: Candidate, cycle: Cycle, first: int, stop: int) -> Candidate | None:
        """A cycle beside a candidate, measured by the samples up to before grid index `stop`; None if it is none."""
        base = self._look_back(first)
        measured = self._evidence.measure(cycle, first, base, stop)
        if measured is None:
            return None
        shape, rep = self._evidence.shape(cycle, first, measured), self._evidence.rep(measured)
        return replace(like, cycle=cycle, first=first, base=base, measured=measured, rep=rep, shape=shape)

    @staticmethod
    def _is_kept(one: Candidate, stop: int) -> bool:
        """Whether the samples that tell of a candidate are surely here still, however the stream was cut."""
        return one.base >= stop - round(KEPT_S * GRID_RATE_HZ)

    def _pass_over(self, candidates: list[Candidate]) -> None:
        """Keep what is not counted until the first of a set is known."""
        if not self._dropped:
            # What is held back may be passed over later than what came after it.
            self._passed = sorted([*self._passed, *candidates], key=lambda one: one.cycle.onset)[-HELD_MOST:]

    def _swung_before(self, first: Candidate, like: Shape, cycle: Cycle) -> list[Candidate]:
        """Repetitions at the shin right before the first of a set that its height did not show: its tilt did.

        They may have begun before the recording: then only the way back tells from where they went how far.
        """
        if self._placement != "shin" or self._dropped or like.turn_rad < CLEAR_TURN_RAD or like.swings != 1:
            return []
        end = int(first.measured.raise_start)
        begin = self._since_newest(max(self._grid.first, end - round(LONGEST_SWINGS_S * GRID_RATE_HZ)), end)
        if end - begin < GRID_RATE_HZ / 4:
            return []
        direction = directions(self._grid[begin : end + 1][:, 1:4])
        found: list[Candidate] = []
        for swing in reversed(swings_of(direction, like.bottom, like.way, like.turn_rad)):
            onset, top, landing = (begin + at for at in (swing.onset, swing.top, swing.landing))
            part = replace(cycle, onset=onset, top=top, landing=landing)
            one = self._another(first, part, onset, cycle.known + 1)
            if one is None:
                break
            if onset < AT_ONCE_S * GRID_RATE_HZ:
                landed, highest = direction[swing.landing], direction[swing.top]
                shape = replace(one.shape, turn_rad=angle_between(landed, highest), bottom=landed, unclosed=0.0)
                one = replace(one, shape=shape)
            follower = found[0] if found else first
            if not one.is_soon_followed_by(follower.rep) or not self._rises_like(one.shape, like):
                break
            found.insert(0, one)
        return found

    @staticmethod
    def _rises_like(shape: Shape, like: Shape) -> bool:
        """Whether a shin that was not seen to rise did so: its tilt alone may be a knee that gives way."""
        if shape.lift_m is None or like.lift_m is None:
            return False
        return shape.lift_m > PARTIAL_SHARE * like.lift_m and is_same_again(shape, like)

    def _is_late(self, cycle: Cycle) -> bool:
        """Whether a cycle at the foot is so quick that the tracker's delay moves its marks out of place."""
        if self._dropped:
            return True
        # Without a gyro, to tell a first repetition from a step's swing, its marks are left as they are.
        known = self._evidence.has_gyro or self._time_at(cycle.onset) - self._newest_end_s < self._longest_rest()
        quickest = min(cycle.top - cycle.onset, cycle.landing - cycle.top)
        return bool(known) and quickest < QUICK_S * GRID_RATE_HZ

    def _needed(self, alike: list[Candidate]) -> int:
        """How many cycles that are like each other, and are compared with none before them, it takes to count them."""
        if not alike[-1].likely:
            return CONFIRMED_UNLIKELY
        newest, begins = alike[-1], self._begins_set(alike[0].rep)
        settled = self._look is not None and self._look.count >= SETTLED
        begun = newest.cycle.top <= AT_ONCE_S * GRID_RATE_HZ
        # Within a set, what a leg did right before a raise is the repetition before it.
        restless = begins and self._evidence.was_restless(newest.measured)
        doubtful = is_doubtful(newest.shape, dropped=self._dropped) or restless
        if begun or not (doubtful or (settled and not begins)):
            return 1
        # A foot that does something else between the two climbs stairs.
        apart = self._placement == "heel" and not self._dropped and not all(each.at_once for each in alike[1:])
        # Two steps on the spot may be alike by chance; what is quick and done again at once is none.
        stepped = self._placement == "shin" and not self._dropped and is_brisk(newest.shape)
        stepped = stepped and len(alike) > 1 and not alike[-2].is_soon_followed_by(newest.rep, AT_ONCE_AGAIN_S)
        return CONFIRMED if begins and not apart and not stepped else CONFIRMED_IN_SET

    def _goes_on(self, shape: Shape) -> bool:
        """Whether a cycle at the foot is another one of what waits for being confirmed."""
        before = self._held[-1]
        if self._placement != "heel" or not before.likely:
            return False
        again = is_tame(shape) and is_repeated(shape, before.shape, dropped=self._dropped)
        return again and self._is_repetition(shape, SetLook.of(before.shape, None))

    def _is_repetition(
        self, shape: Shape, look: SetLook | None, *, again: bool = False, about_ball: bool = False
    ) -> bool:
        return is_repetition(shape, look, dropped=self._dropped, again=again, about_ball=about_ball)

    def _begins_set(self, rep: Rep) -> bool:
        """Whether a repetition comes after a rest."""
        return not self._set or self._forced_end or self._rest_before(rep) > self._longest_rest()

    def _accept(self, one: Candidate, known: int, *, fresh: bool) -> list[Event]:
        """Keep a cycle as a repetition or as a partial, by the samples up to grid index `known`.

        `fresh`: it is not compared with those before it.
        """
        cycle, rep, at_s = one.cycle, one.rep, self._time_at(known)
        opened = Open(len(self._kept), cycle, one.first, one.base, one.measured)
        among = None
        if self._placement == "shin":
            self._lately = {row: seen for row, seen in self._lately.items() if seen.raise_start >= self._grid.first}
            among = self._measure_among(opened, known + 1)
        span = self._span(one, among if self._evidence.has_gyro else None)
        events: list[Event] = []
        unseen_s = self._evidence.unseen_at_top_s(one.measured)
        top_was_lost = unseen_s > 0.0
        counted = fresh or not self._is_partial(one.measured, span, unseen_s)
        if not counted and self._look is not None and self._placement == "shin":
            # A shank that tilts as far as it did goes as high, whatever height was solved for.
            counted = is_same_again(one.shape, self._look.newest)
        if counted and self._begins_set(rep):
            events += self._close_set(at_s)
            self._set += 1
            self._set_open, self._forced_end, self._set_counted = True, False, 0
            self._starts_s, self._first_rep_s = [], rep.lower_end_s - rep.raise_start_s
            events.append(SetStarted(self._set, at_s))
        rep = replace(rep, index=len(self._kept) + 1, set=max(self._set, 1), counted=counted)
        if counted:
            before = None if fresh else self._look
            self._look = before if top_was_lost and before is not None else SetLook.of(one.shape, before)
            self._newest = one if self._placement == "heel" else None
            self._spans = [*([] if fresh else self._spans), span][-REMEMBERED:]
            self._starts_s = [*self._starts_s, rep.raise_start_s][-REMEMBERED - 1 :]
            self._counted, self._set_counted = self._counted + 1, self._set_counted + 1
            if self._pitch is not None and cycle.up is not None:
                self._pitch.learn_up(cycle.up)
            if self._lift is not None:
                self._lift.learn_span(span.felt)
        if self._placement == "shin":
            if among is not None:
                rep = replace(self._evidence.rep(among), index=rep.index, set=rep.set, counted=rep.counted)
            self._lately[opened.row] = among or one.measured
            self._settle_before(self._lately[opened.row])
        if self._is_kept(one, known + 1):
            self._open.append(opened)
        self._kept.append(rep)
        self._last_landing, self._newest_end_s = max(self._last_landing, self._landed(one)), rep.lower_end_s
        events.append(RepCounted(rep, at_s) if counted else PartialRep(rep, at_s))
        if counted and self._witness is not None:
            self._witness(self._sighting(one, at_s))
        return events

    def tell(self, witness: Callable[[Sighting], None] | None) -> None:
        """From now on say of each repetition what tells where the sensor is; None: no longer."""
        self._witness = witness

    def _sighting(self, one: Candidate, at_s: float) -> Sighting:
        first, rows = self._evidence.around(one.measured, one.cycle)
        rate = rows[:, 4:7] if self._evidence.has_gyro else None
        seen_s = one.rep.raise_start_s, one.rep.lower_end_s, at_s
        return sighting_of(rows[:, 1:4], rate, one.measured, first, shape=one.shape, seen_s=seen_s)

    def _landed(self, one: Candidate) -> int:
        """Grid index from which on the next raise may begin."""
        if self._placement != "heel":
            return one.cycle.landing
        # The tracker sees it land late, a heel that is let drop sometimes not until the next raise or longer.
        return min(one.cycle.landing, int(one.measured.lower_end + LATE_S * GRID_RATE_HZ) + 1)

    def _may_begin(self, cycle: Cycle, shape: Shape, pivot: Pivot | None, *, again: bool) -> bool:
        """Whether a cycle may be the first repetition of its kind; `again`: it follows one that may be."""
        about_ball = pivot is not None and pivot.is_ball
        alike = self._is_repetition(shape, None, again=again, about_ball=about_ball)
        if self._placement == "heel":
            if (not alike and not self._evidence.may_have_dropped(cycle)) or (cycle.missed and not is_tame(shape)):
                return False
            if self._went_down(cycle, self._evidence.lift_seen(cycle), pivot):
                return False
        elif alike and self._began_above(cycle, shape):
            return False
        return alike

    def _began_above(self, cycle: Cycle, shape: Shape) -> bool:
        """Whether a shank came to the seeming bottom of a first repetition from where it had stood: its seeming top.

        Who bends the knees begins, and ends, standing up; a heel that is raised begins on the floor.
        """
        if self._dropped or shape.turn_rad < CLEAR_TURN_RAD or is_brisk(shape):
            return False
        before = self._upside_down
        if before is not None and cycle.onset - before[0] < STOOD_S * GRID_RATE_HZ:
            again = goes_the_same_way(shape, before[1])
        else:
            first = max(cycle.onset - round(STOOD_S * GRID_RATE_HZ), self._grid.first)
            rows = self._grid[first : cycle.landing + 1][:, 1:4]
            onset = cycle.onset - first
            calm, direction = stands(rows, onset)[: onset + 1], directions(rows)[: onset + 1]
            again = onset > 0 and (
                stood_above_s(direction, calm, shape.bottom, shape.way, shape.turn_rad) > STOOD_LONGER_S
            )
        self._upside_down = (cycle.landing, shape) if again else None
        return again

    def _is_outdone(self, shape: Shape) -> bool:
        return self._look is not None and self._look.is_outdone_by(shape, dropped=self._dropped)

    def _turned_elsewhere(self, one: Candidate, pivot: Pivot | None) -> bool:
        """Whether a foot turned about another point than in its set."""
        before = self._newest
        # Samples that may be gone say nothing.
        if before is None or not self._is_kept(before, one.cycle.known + 1):
            return False
        here = pivot or self._evidence.pivot(one.measured, one.cycle)
        there = self._evidence.pivot(before.measured, before.cycle)
        return here is not None and there is not None and here.is_apart_from(there)

    def _went_down(self, cycle: Cycle, lift_m: float, pivot: Pivot | None = None) -> bool:
        """Whether the seeming way up went down; then its top is taken as the bottom.

        Off a step's edge a set may begin with a drop, and what was done before the set may have left the tracker at
        the top.
        """
        if self._pitch is None or not self._evidence.is_upside_down(cycle, lift_m, pivot):
            return False
        if self._evidence.may_have_dropped(cycle) and not cycle.missed:
            self._pitch.take_as_bottom(cycle)
        return True

    def _is_partial(self, measured: Measured, span: Span, unseen_s: float) -> bool:
        """Whether a cycle of the running set went less than half as far as is usual in it."""
        turned = [one.turned for one in self._spans if one.turned is not None]
        # What only the accelerometer saw is no measure for what the gyro sees.
        if span.turned is not None and turned:
            far, usual, share = span.turned, median(turned), PARTIAL_SHARE
        elif self._spans:
            far, usual = span.most or span.felt, median(one.felt for one in self._spans)
            share = PARTIAL_SHARE if self._placement == "shin" else PARTIAL_SHARE_ACC
        else:
            return False
        return far + self._evidence.most_hidden(measured, far, unseen_s) < share * usual

    @staticmethod
    def _span(one: Candidate, among: Measured | None) -> Span:
        # At the shin all heights drift, over windows of their own: each of them is wrong where the others are not.
        # That over the bottom the leg comes back to is better only where a gyro keeps its pushes from passing for tilt.
        if one.measured.lift_m is not None:
            heights = [one.cycle.span, one.measured.lift_m]
            if among is None or among.lift_m is None:
                return Span(geometric_mean(heights), None)
            heights.append(among.lift_m)
            return Span(geometric_mean(heights), None, max(heights) if one.shape.cycle_s > DRIFTS_S else None)
        # A gyro's turn is not thrown by a fall.
        if one.shape.turned_rad is not None:
            return Span(one.shape.turn_rad, one.shape.turned_rad)
        return Span(one.measured.range_rad or one.cycle.span, None)

    def _settle(self, reached: int | None) -> None:
        """Measure again the repetitions that have been followed for long enough; all of them for None."""
        at_shin = self._placement == "shin"
        waits_s, ahead_s = (NEXT_RAISE_S, FOLLOWED_AT_SHIN_S) if at_shin else (LOOK_AHEAD_S, LOOK_AHEAD_S)
        waits, ahead = round(waits_s * GRID_RATE_HZ), round(ahead_s * GRID_RATE_HZ)
        while self._open and (reached is None or reached >= self._open[0].cycle.landing + waits):
            one = self._open.pop(0)
            self._measure_again(one, min(one.cycle.landing + ahead, self._grid.end))

    def _settle_before(self, following: Measured) -> None:
        """Measure again the repetitions before one at the shin, which shows where the bottom between them ends."""
        for one in self._open:
            self._measure_again(one, int(following.raise_start) + 1)
        self._open = []

    def _measure_again(self, one: Open, stop: int) -> None:
        """Measure a repetition once more by the samples up to before grid index `stop`."""
        if self._placement == "shin":
            measured = self._measure_among(one, stop)
        else:
            measured = self._evidence.measure(one.cycle, one.first, one.base, stop)
        if measured is None:
            return
        before = self._kept[one.row]
        rep = self._evidence.rep(measured)
        if rep.lower_start_s >= before.lower_end_s:
            # The samples that followed hold a higher top: this is the next repetition's lowering.
            return
        self._kept[one.row] = replace(rep, index=before.index, set=before.set, counted=before.counted)
        if one.row in self._lately:
            self._lately[one.row] = measured

    # -- sets ---------------------------------------------------------------------------------------------------

    def _longest_rest(self) -> float:
        """Seconds that a set may pause."""
        cycles = [after - start for start, after in pairwise(self._starts_s)] or [self._first_rep_s]
        return longest_rest_s(median(cycles))

    def _rest_before(self, rep: Rep) -> float:
        return rep.raise_start_s - self._newest_end_s

    def _rested(self) -> list[Event]:
        """Say that the set is over once nobody can still add to it."""
        if not self._set_open or self._phase != "bottom" or not self._grid.end:
            return []
        over_s = self._newest_end_s + self._longest_rest() + 1.0
        return self._close_set(over_s) if self._time_at(self._grid.end - 1) > over_s else []

    def _close_set(self, at_s: float | None = None) -> list[Event]:
        if not self._set_open:
            return []
        self._set_open = False
        if at_s is None:
            at_s = self._time_at(self._grid.end - 1) if self._grid.end else 0.0
        return [SetEnded(self._summary(self._set), at_s)]

    def _summary(self, number: int) -> Set:
        return summarise_set(number, self._kept.of_newest_set(number), self._tempo)

    def end_set(self) -> list[Event]:
        """End the running set now, by hand; the next repetition begins another."""
        if self._unplaced is not None:
            return self._unplaced.end_set()
        self._forced_end = True
        return self._close_set()

    # -- results ------------------------------------------------------------------------------------------------

    def finish(self) -> list[Event]:
        """No more samples come: close what is open and return its events."""
        if self._finished:
            return []
        self._finished = True
        if self._unplaced is not None:
            return self._unplaced.finish()
        events = self._look_at_waiting()
        for tracker in (self._pitch, self._lift):
            if tracker is not None:
                tracker.finish()
        events += self._follow_trackers()
        self._settle(None)
        return [*events, *self._close_set()]

    def analysis(self) -> Analysis:
        """Everything so far; after `finish()` the same as `analyze()` of the whole recording."""
        if self._unplaced is not None:
            return self._unplaced.analysis()
        reps = self._kept.all()
        sets = tuple(
            summarise_set(number, list(members), self._tempo) for number, members in groupby(reps, lambda rep: rep.set)
        )
        return Analysis(
            reps=tuple(reps),
            sets=sets,
            gait=None,
            warnings=tuple(self._warnings(reps)),
            placement=self._placement,
            exercise=self._exercise,
            tempo=None if self._tempo is None else str(self._tempo),
        )

    def _warnings(self, reps: list[Rep]) -> Iterable[str]:
        if self._placement == "heel" and self._assumed_height and reps:
            yield (
                f"The height of the heel assumes a body height of {USUAL_BODY_HEIGHT_M:.2f} m "
                f"({100 * self._lever_m:.0f} cm from heel to ball of the foot); give your own for a better one."
            )
        flagged = sum(rep.flagged for rep in reps)
        if flagged:
            yield f"{flagged} of {len(reps)} repetitions span a gap in the samples: their times are less sure."
        if self._intake.unusable:
            yield (
                f"{self._intake.unusable} samples held a value that is not a finite number, "
                "or that no sensor can feel, and were left out."
            )
        if self._intake.repeated:
            yield f"{self._intake.repeated} samples were not later than the one before and were left out."

    @property
    def now(self) -> LiveState:
        """Where the heel is now."""
        if self._unplaced is not None:
            return self._unplaced.now
        at_s = self._time_at(self._grid.end - 1) if self._grid.end else 0.0
        return LiveState(
            at_s=at_s,
            phase=self._phase,
            phase_since_s=self._phase_since_s,
            travel=self._travel(),
            counted=self._counted,
            set=self._set if self._set_open else 0,
            set_counted=self._set_counted if self._set_open else 0,
        )

    def _travel(self) -> float:
        tracker = self._lift if self._placement == "shin" else self._pitch
        return 0.0 if tracker is None else tracker.travel
