"""The streaming counter: samples in, events out, the same analysis as of the whole recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

import numpy as np
from numpy.typing import ArrayLike

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.motion.candidate import Candidate
from soleus_sense.motion.cycles import Turn
from soleus_sense.motion.evidence import Evidence
from soleus_sense.motion.finished import FinishedReps
from soleus_sense.motion.grid import LONGEST_BRIDGE_S, GridResampler
from soleus_sense.motion.intake import Intake, checked
from soleus_sense.motion.judge import Verdict
from soleus_sense.motion.judge_heel import HeelJudge
from soleus_sense.motion.judge_shin import ShinJudge
from soleus_sense.motion.placement import Sighting, sighting_of
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import (
    Analysis,
    Event,
    PartialRep,
    PhaseChanged,
    Rep,
    RepCounted,
    SetEnded,
    SetStarted,
    SignalBack,
    SignalLost,
)
from soleus_sense.motion.running_set import RunningSet
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.unplaced import UnplacedCounter

PLACEMENTS = ("heel", "shin", "auto")

HEEL_LEVER_SHARE = 0.10
"""Heel to ball of the foot as a share of body height (MEASUREMENT; 17.0 ± 1.2 cm, n = 54)."""

USUAL_BODY_HEIGHT_M = 1.70
"""Taken where nobody said, and said so in a warning."""


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
        self._placement = placement
        self._lever_m = HEEL_LEVER_SHARE * (body_height_m or USUAL_BODY_HEIGHT_M)
        self._assumed_height = body_height_m is None
        dropped, at_shin = found is not None and found.passive_drop, placement == "shin"
        # A heel that is let drop has no target.
        wanted = tempo if tempo is not None else (found.tempo if found else None)
        self._tempo = None if wanted is None or dropped else Tempo.parse(wanted)
        self._intake = Intake()
        self._resampler: GridResampler | None = None
        self._evidence = Evidence(placement, self._lever_m, dropped=dropped)
        self._running = RunningSet()
        self._judge = (ShinJudge if at_shin else HeelJudge)(self._evidence, self._running, dropped=dropped)
        self._finished = FinishedReps(self._evidence, at_shin=at_shin)
        self._counted = 0
        self._phase, self._phase_since_s = "bottom", 0.0
        self._is_over = False
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
                    events += self._take_overdue(None, self._evidence.grid.end - 1)
                    self._restart()
            events += self._take(block.time_s, block.values)
        return events

    def _restart(self) -> None:
        """After a gap too long to bridge: what was open is closed, the set may go on."""
        self._finished.restart()
        if self._resampler is not None:
            self._resampler.restart()
        self._evidence.restart()
        self._judge.restart()

    def _take(self, time: FloatArray, values: FloatArray) -> list[Event]:
        if self._resampler is None:
            return []
        block = self._resampler.push(time, values)
        if not len(block):
            return []
        rate = block.values[:, 3:] if self._evidence.has_gyro else np.zeros((len(block), 3))
        force, grid = block.values[:, :3], self._evidence.grid
        grid.append(np.column_stack((block.time_s, force, rate, block.step_s)))
        self._judge.push(force, block.step_s)
        events = self._follow()
        self._finished.settle(grid.end)
        events += self._rested()
        kept_from, needed_from = self._evidence.kept_from(grid.end), self._finished.needed_from
        kept_from = kept_from if needed_from is None else min(kept_from, needed_from)
        grid.forget(kept_from)
        self._judge.forget(kept_from)
        return events

    # -- what is found in them ----------------------------------------------------------------------------------

    def _follow(self) -> list[Event]:
        """Take what the newest samples show."""
        events: list[Event] = []
        for one in self._judge.found():
            if isinstance(one, Turn):
                events += self._turned(one)
                continue
            self._finished.settle(one.known)
            for part in self._judge.parted(one):
                events += self._take_overdue(part.onset, part.known)
                events += self._accept_all(self._judge.judged(part), part.known)
        return events

    def _take_overdue(self, onset: int | None, known: int) -> list[Event]:
        """Count what nothing like it followed: before the cycle that begins at `onset`, or with None at the end."""
        return self._accept_all(self._judge.overdue(onset), known)

    def _turned(self, turn: Turn) -> list[Event]:
        if turn.phase == self._phase:
            return []
        at_s = self._evidence.time_at(turn.at)
        self._phase, self._phase_since_s = turn.phase, at_s
        return [PhaseChanged(turn.phase, at_s)]

    def _accept_all(self, verdicts: list[Verdict], known: int) -> list[Event]:
        """Keep cycles as repetitions or partials, by the samples up to grid index `known`."""
        events: list[Event] = []
        for verdict, following in zip_longest(verdicts, verdicts[1:]):
            # Of one that is followed the next raise is known, and what comes after it says less of it.
            until = known if following is None else min(known, int(following.one.measured.raise_start))
            events += self._accept(verdict, until, known)
        return events

    def _accept(self, verdict: Verdict, until: int, known: int) -> list[Event]:
        """Keep one that is measured by the samples up to grid index `until`, now that they are there up to `known`."""
        one, running, at_s = verdict.one, self._running, self._evidence.time_at(known)
        among = self._finished.measure_among(one, until + 1, known + 1)
        counted = verdict.fresh or self._judge.counts(one, among)
        events: list[Event] = []
        if counted and running.is_begun_by(one.rep):
            events += self._close_set(at_s)
            running.begin(one.rep)
            events.append(SetStarted(running.number, at_s))
        if counted:
            self._counted += 1
            self._judge.learn(one, among, fresh=verdict.fresh)
            running.add(one.rep)
        rep = replace(
            one.rep if among is None else self._evidence.rep(among),
            index=len(self._finished.kept) + 1,
            set=max(running.number, 1),
            counted=counted,
        )
        self._finished.add(one, rep, among=among, stop=known + 1)
        self._judge.take(one)
        running.newest_end_s = rep.lower_end_s
        events.append(RepCounted(rep, at_s) if counted else PartialRep(rep, at_s))
        # One that waited for long says nothing of its place: its samples may be gone.
        if counted and self._witness is not None and self._evidence.keeps(one.first, known + 1):
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

    # -- sets ---------------------------------------------------------------------------------------------------

    def _rested(self) -> list[Event]:
        """Say that the set is over once nobody can still add to it."""
        if not self._running.is_open or self._phase != "bottom" or not self._evidence.grid.end:
            return []
        over_s = self._running.over_s()
        return self._close_set(over_s) if self._newest_s() > over_s else []

    def _close_set(self, at_s: float | None = None) -> list[Event]:
        if not self._running.is_open:
            return []
        self._running.is_open = False
        number = self._running.number
        summary = summarise_set(number, self._finished.kept.of_newest_set(number), self._tempo)
        return [SetEnded(summary, self._newest_s() if at_s is None else at_s)]

    def _newest_s(self) -> float:
        """Time of the newest sample on the grid, 0 before the first."""
        end = self._evidence.grid.end
        return self._evidence.time_at(end - 1) if end else 0.0

    def end_set(self) -> list[Event]:
        """End the running set now, by hand; the next repetition begins another."""
        if self._unplaced is not None:
            return self._unplaced.end_set()
        self._running.end_by_hand()
        return self._close_set()

    # -- results ------------------------------------------------------------------------------------------------

    def finish(self) -> list[Event]:
        """No more samples come: close what is open and return its events."""
        if self._is_over:
            return []
        self._is_over = True
        if self._unplaced is not None:
            return self._unplaced.finish()
        events = self._look_at_waiting()
        self._judge.finish()
        events += self._follow()
        events += self._take_overdue(None, self._evidence.grid.end - 1)
        self._finished.settle(None)
        return [*events, *self._close_set()]

    def analysis(self) -> Analysis:
        """Everything so far; after `finish()` the same as `analyze()` of the whole recording."""
        if self._unplaced is not None:
            return self._unplaced.analysis()
        reps = self._finished.kept.all()
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
            yield f"Repetitions that span a gap in the samples: {flagged} of {len(reps)}; their times are less sure."
        if self._intake.unusable:
            yield (
                f"Samples left out, for a value that is not a finite number or that no sensor can feel: "
                f"{self._intake.unusable}."
            )
        if self._intake.repeated:
            yield f"Samples left out, for being no later than the one before: {self._intake.repeated}."

    @property
    def now(self) -> LiveState:
        """Where the heel is now."""
        if self._unplaced is not None:
            return self._unplaced.now
        running = self._running
        return LiveState(
            at_s=self._newest_s(),
            phase=self._phase,
            phase_since_s=self._phase_since_s,
            travel=self._judge.travel,
            counted=self._counted,
            set=running.number if running.is_open else 0,
            set_counted=running.count if running.is_open else 0,
        )
