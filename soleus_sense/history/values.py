"""What the history holds, as values: a session as a whole, and its figures at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import fmean
from typing import NewType

from soleus_sense.motion.quality import Symmetry, limb_symmetry
from soleus_sense.motion.reps import Analysis
from soleus_sense.recording.byhand import SetRemarks

SessionId = NewType("SessionId", int)
"""The number of a session, as `soleus history` shows it."""


@dataclass(frozen=True, slots=True)
class Worn:
    """A sensor of a session, and what its recording is analysed with; None where nobody said.

    Attributes
    ----------
    sensor : what tells it from the session's others, such as "left"; "" where there is only one
    side : "left" or "right"
    placement : "heel" or "shin", as said by the person; None lets the motion tell
    path : its recording
    units : of a foreign file, as given, such as "acc=g"
    wearable : its name and kind
    body_height_m : of the person
    """

    sensor: str = ""
    side: str | None = None
    placement: str | None = None
    path: Path | None = None
    units: str | None = None
    wearable: str | None = None
    body_height_m: float | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Something put right: what, when, and what stood there before and after ("" for nothing)."""

    at: datetime
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class SavedRecording:
    """One sensor's part of a session, with all of its sets and repetitions.

    Attributes
    ----------
    id : its number in the history
    worn : the sensor
    analysis : what was found; its placement is the one it was found with
    remarks : what was added by hand: weights, repetitions, notes
    lost_samples : samples that never arrived
    sample_rate_hz : None where it was not said
    """

    id: int
    worn: Worn
    analysis: Analysis
    remarks: SetRemarks
    lost_samples: int
    sample_rate_hz: float | None = None

    @property
    def weights_kg(self) -> Mapping[int, float]:
        """By set number, where one is known."""
        return self.remarks.weights_kg


@dataclass(frozen=True)
class SavedSession:
    """A session with everything in it.

    Attributes
    ----------
    began, ended : in the local time of where it was; `ended` None: it runs, or was cut off
    exercise, tempo : as chosen or put right
    note : the person's own words, or ""
    recordings : one per sensor
    corrections : in the order they were made
    """

    id: SessionId
    began: datetime
    ended: datetime | None
    exercise: str | None
    tempo: str | None
    note: str
    recordings: tuple[SavedRecording, ...]
    corrections: tuple[Correction, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The recordings that are still there, those of the left leg first."""
        known = sorted(self.recordings, key=lambda one: (one.worn.side or one.worn.sensor, one.id))
        return tuple(one.worn.path for one in known if one.worn.path is not None and one.worn.path.exists())


@dataclass(frozen=True, slots=True)
class LegFigures:
    """One sensor's figures over all sets of a session; None where there are none.

    Attributes
    ----------
    sets, reps, partials : how many; repetitions with those added or taken off by hand
    added_reps : of them, those added by hand; negative: taken off
    most_reps : of its largest set
    lower_s : mean over the counted repetitions
    compliance : share of counted lowerings within the target, of the sets that had one
    time_under_tension_s, sets_s : sum over the sets; from their first raises to their last lowerings
    turn_deg, height_cm : mean range of the counted repetitions; height only where it is known as often
    walking_s, strides, cadence_steps_min, distance_m : of the gait seen; strides of this foot, steps of both
    weight_kg : the heaviest set's
    """

    sensor: str
    side: str | None
    placement: str | None
    path: Path | None
    sets: int
    reps: int
    partials: int
    most_reps: int
    lower_s: float | None
    compliance: float | None
    time_under_tension_s: float
    sets_s: float
    turn_deg: float | None
    height_cm: float | None
    walking_s: float | None
    weight_kg: float | None
    added_reps: int = 0
    strides: int | None = None
    cadence_steps_min: float | None = None
    distance_m: float | None = None

    @property
    def range(self) -> tuple[float, str] | None:
        """The mean range and its unit, height before turn as everywhere."""
        if self.height_cm is not None:
            return self.height_cm, "cm"
        return None if self.turn_deg is None else (self.turn_deg, "°")


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """A session at a glance. With two sensors a figure is the mean of both legs'."""

    id: SessionId
    began: datetime
    ended: datetime | None
    exercise: str | None
    tempo: str | None
    note: str
    legs: tuple[LegFigures, ...]

    @property
    def day(self) -> date:
        """The day it began on, where it was."""
        return self.began.date()

    @property
    def sets(self) -> int:
        """Sets of the leg that did the more."""
        return max(leg.sets for leg in self.legs)

    @property
    def reps(self) -> float:
        """Counted repetitions per leg."""
        return fmean(leg.reps for leg in self.legs)

    @property
    def most_reps(self) -> int:
        """Counted repetitions of the largest set."""
        return max(leg.most_reps for leg in self.legs)

    @property
    def lower_s(self) -> float | None:
        """Mean lowering time."""
        return _mean([leg.lower_s for leg in self.legs])

    @property
    def compliance(self) -> float | None:
        """Share of counted lowerings within the target."""
        return _mean([leg.compliance for leg in self.legs])

    @property
    def time_under_tension_s(self) -> float:
        """Seconds of raise + top + lower per leg."""
        return fmean(leg.time_under_tension_s for leg in self.legs)

    @property
    def sets_s(self) -> float:
        """Seconds from first raise to last lowering, summed over the sets, of the leg that did the more."""
        return max(leg.sets_s for leg in self.legs)

    @property
    def walking_s(self) -> float | None:
        """Seconds of gait seen, by the sensor that saw the more."""
        return max((leg.walking_s for leg in self.legs if leg.walking_s is not None), default=None)

    @property
    def steps(self) -> int | None:
        """Steps of both feet, by the sensor that saw the more."""
        return max((2 * leg.strides for leg in self.legs if leg.strides is not None), default=None)

    @property
    def cadence_steps_min(self) -> float | None:
        """Both feet's steps a minute."""
        return _mean([leg.cadence_steps_min for leg in self.legs])

    @property
    def distance_m(self) -> float | None:
        """The way walked, by the sensor that saw the more."""
        return max((leg.distance_m for leg in self.legs if leg.distance_m is not None), default=None)

    @property
    def weight_kg(self) -> float | None:
        """The heaviest set's weight."""
        return max((leg.weight_kg for leg in self.legs if leg.weight_kg is not None), default=None)

    @property
    def range(self) -> tuple[float, str] | None:
        """The mean range and its unit; of two legs in a unit both have."""
        for values, unit in (
            ([leg.height_cm for leg in self.legs if leg.reps], "cm"),
            ([leg.turn_deg for leg in self.legs if leg.reps], "°"),
        ):
            mean = None if None in values else _mean(values)
            if mean is not None:
                return mean, unit
        return None

    @property
    def placement(self) -> str | None:
        """Where the sensors were worn; None where unknown or not the same."""
        places = {leg.placement for leg in self.legs}
        return places.pop() if len(places) == 1 else None

    @property
    def side(self) -> str | None:
        """The leg, where it was one and is known."""
        return self.legs[0].side if len(self.legs) == 1 else None

    @property
    def symmetry(self) -> Symmetry | None:
        """The limb symmetry indices, where two legs were measured."""
        if len(self.legs) != 2:
            return None
        left, right = self.legs
        ranges = (left.height_cm, right.height_cm)
        if None in ranges:
            ranges = (left.turn_deg, right.turn_deg)
        if {left.placement, right.placement} == {"heel", "shin"}:
            ranges = (None, None)  # a shin's rise is not a heel's
        return Symmetry(
            reps=limb_symmetry(left.reps, right.reps),
            range=limb_symmetry(*ranges),
            lower_s=limb_symmetry(left.lower_s, right.lower_s),
        )


def _mean(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return fmean(there) if there else None
