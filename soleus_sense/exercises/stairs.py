"""Stairs: steps up, down and level, cadence, and the height climbed as a range with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from soleus_sense.exercises.said import ABSENT, NBSP, Said, counted
from soleus_sense.motion.gait import PAUSE_S, RISERS_M, climb_m

if TYPE_CHECKING:
    from soleus_sense.motion.gait import Stride

LEAST_STRIDES = 2
"""A kerb takes one stride up: stairs take more, one after another."""


@dataclass(frozen=True, slots=True)
class Flight:
    """Strides one after another that all lead up, or all down.

    Attributes
    ----------
    start_s, end_s : the first one's lift, the last one's landing
    way : "up" or "down"
    strides : of the foot that wears the sensor
    height_m : least and most, see `climb_m`
    """

    start_s: float
    end_s: float
    way: str
    strides: int
    height_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stairs:
    """Stairs walked in a recording.

    Attributes
    ----------
    strides_up, strides_down, strides_level : of the foot that wears the sensor
    cadence_steps_min : both feet's steps a minute on the stairs, or None under two strides in a row
    riser_m : lowest and highest, or twice the own one
    flights : in the order of time; a single stride up or down is none
    """

    strides_up: int
    strides_down: int
    strides_level: int
    cadence_steps_min: float | None
    riser_m: tuple[float, float]
    flights: tuple[Flight, ...]

    @property
    def steps_up(self) -> int:
        """Of both feet: the other one takes as many."""
        return 2 * self.strides_up

    @property
    def steps_down(self) -> int:
        """Of both feet."""
        return 2 * self.strides_down

    @property
    def steps_level(self) -> int:
        """Of both feet."""
        return 2 * self.strides_level

    @property
    def climbed_m(self) -> tuple[float, float]:
        """Least and most height of all flights up."""
        return self._height("up")

    @property
    def descended_m(self) -> tuple[float, float]:
        """Least and most height of all flights down."""
        return self._height("down")

    @property
    def said(self) -> tuple[Said, ...]:
        """The figures in words."""
        low, high = self.riser_m
        risers = (
            f"your own riser of {100 * low:.0f}{NBSP}cm"
            if low == high
            else f"risers of {100 * low:.0f} to {100 * high:.0f}{NBSP}cm; set your own for a narrower range"
        )
        pace = self.cadence_steps_min
        ups, downs = (sum(one.way == way for one in self.flights) for way in ("up", "down"))
        rests_on = f"One riser a step, {risers}; a flight's ends may be off by one."
        up = (
            Said("Steps up", f"{self.steps_up}", f"Of both feet, in {counted(ups, 'flight')}."),
            Said("Climbed", _span(self.climbed_m), rests_on),
        )
        down = (
            Said("Steps down", f"{self.steps_down}", f"Of both feet, in {counted(downs, 'flight')}."),
            Said("Descended", _span(self.descended_m), rests_on),
        )
        # Who only went up is told nothing of the way down.
        ways = up if not self.strides_down else down if not self.strides_up else (*up, *down)
        return (
            *ways,
            Said("Level steps", f"{self.steps_level}", "Of both feet; a hill looks like level ground."),
            Said(
                "Stairs cadence",
                ABSENT if pace is None else f"{pace:.0f} steps/min",
                "Both feet's, over the strides that lead up or down.",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "steps_up": self.steps_up,
            "steps_down": self.steps_down,
            "steps_level": self.steps_level,
            "cadence_steps_min": self.cadence_steps_min,
            "climbed_m": list(self.climbed_m),
            "descended_m": list(self.descended_m),
            "riser_m": list(self.riser_m),
            "flights": [asdict(one) for one in self.flights],
        }

    def _height(self, way: str) -> tuple[float, float]:
        heights = [one.height_m for one in self.flights if one.way == way]
        return sum(low for low, _ in heights), sum(high for _, high in heights)


def stairs(strides: Sequence[Stride], *, riser_m: float | None = None, stated: bool = False) -> Stairs | None:
    """The stairs of a recording; None where there are none, or where no sensor could tell.

    Parameters
    ----------
    strides : of the foot that wears the sensor, in the order of time
    riser_m : of the stairs one climbs, metres; None: any indoor stairs
    stated : whether the person said that this is climbing stairs: then steps on the level are told too
    """
    known = [one for one in strides if one.way is not None]
    risers = RISERS_M if riser_m is None else (riser_m, riser_m)
    flights = _flights(known, risers)
    if not known or not (flights or stated):
        return None
    ways = [one.way for one in known]
    on_stairs = [one for one in known if one.way != "level"]
    cycles_s = [
        after.start_s - one.start_s for one, after in pairwise(on_stairs) if after.lift_s - one.flat_s <= PAUSE_S
    ]
    return Stairs(
        strides_up=ways.count("up"),
        strides_down=ways.count("down"),
        strides_level=ways.count("level"),
        cadence_steps_min=120 / median(cycles_s) if cycles_s else None,
        riser_m=risers,
        flights=flights,
    )


def _flights(strides: Sequence[Stride], risers_m: tuple[float, float]) -> tuple[Flight, ...]:
    """Strides of one way after another; a rest on the stairs ends none."""
    found: list[Flight] = []
    for way, together in groupby(strides, key=lambda one: one.way):
        flight = list(together)
        if way in ("up", "down") and len(flight) >= LEAST_STRIDES:
            height_m = climb_m(len(flight), riser_m=risers_m)
            found.append(Flight(flight[0].lift_s, flight[-1].flat_s, str(way), len(flight), height_m))
    return tuple(found)


def _span(least_most: tuple[float, float]) -> str:
    low, high = least_most
    return f"0{NBSP}m" if high == 0 else f"{low:.1f}–{high:.1f}{NBSP}m"
