"""The heel-rise test's referee: warns of lost pace and lost height, and ends the test at the second warning.

A metronome beats once a second: up on one beat, down on the next, thirty repetitions a minute. What ends the test
is what ends it for an examiner: the pace is lost, or the heel no longer comes up (Hébert-Losier et al. 2017,
Physiotherapy 103:446). Knee, trunk and fingertips are theirs to watch: no sensor at the foot sees them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from soleus_sense.motion.reps import Analysis, Event, PartialRep, Rep, RepCounted, SetEnded

HEEL_RISE_TEST = "heel-rise-test"
"""Its key in the catalogue."""

BEAT_S = 1.0
CYCLE_S = 2.0 * BEAT_S
"""60 beats a minute, one up and one down."""

MOST_OFF_BEAT_S = BEAT_S
"""Pace is lost by more than one beat: who is that late comes down while the metronome says up. Ours."""

FIRST_REPS = 3
"""The height that is to be kept is the mean of so many first ones: as many as a set's range is judged by."""

LEAST_HEIGHT = 0.7
"""Height is lost under this share of the first ones'. Ours: a person's heel height, measured twice, differs by up to
2.2 cm of about 10 (1.96 × √2 × 0.8 cm, Byrne et al. 2017), and what is warned of must be more than that."""

SAID_LATE_S = 0.7
"""A landing is known this long after it at the latest, at the shin (95th percentile 0.62 s)."""

PATIENCE_S = CYCLE_S + MOST_OFF_BEAT_S + SAID_LATE_S
"""So long after a landing the next one must be known."""

MOST_WARNINGS = 2
"""The second warning ends the test."""

PACE, HEIGHT, BOTH = "pace", "height", "pace and height"


@dataclass(frozen=True, slots=True)
class HeelRiseWarning:
    """Pace or height is lost.

    Attributes
    ----------
    number : of the warning, from 1
    why : "pace", "height" or "pace and height"
    attempt : which rise of the test it was, from 1, partials included; where none came, the one that is missing
    off_beat_s : how late it came down, negative for early; None where the pace is kept
    height_share : its height as a share of the first ones'; None where the height is kept or cannot be measured
    at_s : seconds of the sensor's clock
    """

    number: int
    why: str
    attempt: int
    off_beat_s: float | None
    height_share: float | None
    at_s: float


@dataclass(frozen=True, slots=True)
class HeelRiseResult:
    """The test is over.

    Attributes
    ----------
    reps : repetitions counted, those that were warned of included
    why : "second warning" or "stopped"
    warnings : the warnings that were given
    at_s : seconds of the sensor's clock
    """

    reps: int
    why: str
    warnings: tuple[HeelRiseWarning, ...]
    at_s: float


Ruling = HeelRiseWarning | HeelRiseResult


class HeelRiseReferee:
    """Follows one leg's test by the counter's events.

    State: the count, the first ones' heights, the beat that is to be kept, the warnings, whether it is over.
    """

    def __init__(self) -> None:
        self.reps = 0
        self.warnings: list[HeelRiseWarning] = []
        self.over = False
        self._attempts = 0
        self._ways: list[float] = []
        self._due_s: float | None = None
        """When the next rise is to be down again; None where the next one sets the beat."""
        self.deadline_s: float | None = None
        """By when the next rise must be known; None before the first."""

    def hear(self, event: Event) -> list[Ruling]:
        """What an event of the counter means for the test."""
        if self.over:
            return []
        match event:
            case RepCounted():
                self.reps += 1
                return self._landed(event.rep, event.at_s)
            case PartialRep() if self.reps:
                return self._landed(event.rep, event.at_s)
            case SetEnded():
                # A fidget before the test is not one: with so few, it begins again.
                if self.reps >= FIRST_REPS:
                    return [self._end("stopped", event.at_s)]
                self._begin_again()
            case _:
                pass
        return []

    def at(self, now_s: float) -> list[Ruling]:
        """Time has passed, by the newest sample: a rise that does not come loses the pace too."""
        if self.over or self.deadline_s is None or now_s <= self.deadline_s:
            return []
        late_s = None if self._due_s is None else now_s - self._due_s
        # The beat is taken up anew by the next rise; who stands still is warned again a rise later.
        self._due_s, self.deadline_s = None, now_s + PATIENCE_S
        return self._warn(PACE, self._attempts + 1, late_s, None, now_s)

    def finish(self, at_s: float) -> list[Ruling]:
        """No more comes."""
        return [self._end("stopped", at_s)] if self.reps and not self.over else []

    def _landed(self, rep: Rep, at_s: float) -> list[Ruling]:
        self._attempts += 1
        off_s = None if self._due_s is None else rep.lower_end_s - self._due_s
        way = way_of(rep)
        share: float | None = None
        if way is not None and len(self._ways) < FIRST_REPS:
            self._ways.append(way)
        elif way is not None:
            share = way / fmean(self._ways)
        lost_pace = off_s is not None and abs(off_s) > MOST_OFF_BEAT_S
        lost_height = not rep.counted or (share is not None and share < LEAST_HEIGHT)
        # After lost pace the beat is taken up anew where the person is.
        kept_s = 0.0 if off_s is None or lost_pace else off_s
        self._due_s = rep.lower_end_s - kept_s + CYCLE_S
        self.deadline_s = rep.lower_end_s - kept_s + PATIENCE_S
        if not lost_pace and not lost_height:
            return []
        why = BOTH if lost_pace and lost_height else PACE if lost_pace else HEIGHT
        return self._warn(why, self._attempts, off_s if lost_pace else None, share if lost_height else None, at_s)

    def _warn(
        self, why: str, attempt: int, off_beat_s: float | None, height_share: float | None, at_s: float
    ) -> list[Ruling]:
        warning = HeelRiseWarning(len(self.warnings) + 1, why, attempt, off_beat_s, height_share, at_s)
        self.warnings.append(warning)
        return [warning, *([self._end("second warning", at_s)] if warning.number >= MOST_WARNINGS else [])]

    def _end(self, why: str, at_s: float) -> HeelRiseResult:
        self.over = True
        return HeelRiseResult(self.reps, why, tuple(self.warnings), at_s)

    def _begin_again(self) -> None:
        self.reps = self._attempts = 0
        self.warnings.clear()
        self._ways.clear()
        self._due_s = self.deadline_s = None


def way_of(rep: Rep) -> float | None:
    """How far a rise went: the height in metres, else the foot's turn in degrees; None where neither is known."""
    return rep.height_m if rep.height_m is not None else rep.range_deg


def judged(analysis: Analysis, set_index: int | None = None) -> HeelRiseResult | None:
    """The result of a whole recording's test, or of one set taken for one; None where there was none.

    Standing still after the last rise, of which a live test warns before it ends, is no warning here.
    """
    referee = HeelRiseReferee()
    rulings: list[Ruling] = []
    for event in _events(analysis, set_index):
        # As live, where samples come between: a rise that did not come was warned of when it was due.
        while referee.deadline_s is not None and referee.deadline_s < event.at_s and not referee.over:
            rulings += referee.at(math.nextafter(referee.deadline_s, math.inf))
        rulings += referee.hear(event)
    rulings += referee.finish(max((rep.lower_end_s for rep in analysis.reps), default=0.0))
    return next((one for one in rulings if isinstance(one, HeelRiseResult)), None)


def _events(analysis: Analysis, set_index: int | None) -> Iterable[RepCounted | PartialRep | SetEnded]:
    """The counter's events of a whole recording, or of one set of it, each as late as its last sample."""
    for one in analysis.sets:
        if set_index not in (None, one.index):
            continue
        for rep in analysis.reps:
            if rep.set == one.index:
                kind = RepCounted if rep.counted else PartialRep
                yield kind(rep, rep.lower_end_s)
        yield SetEnded(one, one.end_s)
