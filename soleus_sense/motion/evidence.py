"""What the samples that are kept say of one cycle: how it is measured, what it looked like, what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from soleus_sense.motion.bend import is_felt_as_bend
from soleus_sense.motion.buffer import Columns
from soleus_sense.motion.cycles import Cycle
from soleus_sense.motion.grid import GAP_S, GRID_RATE_HZ
from soleus_sense.motion.measure import Measured, Stretch, stretch_of
from soleus_sense.motion.measure_lift import Spell, height_on_grid, measure_from_bottom, measure_lift
from soleus_sense.motion.measure_pitch import measure_pitch
from soleus_sense.motion.pivot import Pivot, pivot_of
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.rest import moved_after
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import middle, percentiles
from soleus_sense.motion.shape import Shape, shape_of
from soleus_sense.motion.vectors import lengths

KEPT_S = 45.0
"""Seconds of samples kept: the slowest repetition, what lies around it, and the tracker's own window."""

LOOK_BACK_S = 3.0
"""Samples before a raise that say what its bottom was like."""

LOOK_BACK_AT_SHIN_S = 15.0
"""At the shin a repetition is solved for together with those before it, which share its sensor's offset and the way
its leg tilts: two of the slowest."""

LEAST_BACK_S = 1.0
"""However the leg was moved before, its bottom is looked for in this time before a raise."""

DEAD_RAD_S = 1e-6
"""A gyro that changes by less than this while a foot turns does not work: its own noise is a thousand times that."""

DROP_M = 0.01
"""By this much down on the way out, and up on the way back, is half of the smallest heel raise: the height alone
tells."""

DROP_SLOW_M = 0.02
"""The same where the cycle is so slow that its height is no better than that."""

SINKS_S = 2.0
"""In a longer one the height is not sure enough to say so."""

LEAST_DROP_S = 0.3
"""A heel let down takes longer; a foot put down at the end of a step does not."""

SURE_LIFT_S = 4.0
"""In a cycle shorter than this the height is good to a centimetre, and a heel raise shows."""

SURE_LIFT_AT_SHIN_S = 2.0
"""The same at the shin, where tilt leaks more gravity into it."""

MOST_LIFT_M = 0.18
"""A heel rises 9 to 12 cm, off a step's edge from as much as 5 cm below it; the height is good to a centimetre."""

MOST_LEVER_M, MOST_LEVER_SLOW_M = 0.24, 0.35
"""From the heel to the tip of the toes a tall person's foot measures 0.26 m, to their ball 0.2: what rises by more for
the angle it turns by, in a cycle in which the height is good, or in any, is lifted off the ground."""

FALLS_S = 0.8
"""In a shorter cycle a foot's fall outweighs that it sinks while it turns, as one moved along the floor does."""

MOST_LIFT_AT_SHIN_M, MOST_FURTHER_LIFT_AT_SHIN_M = 0.095, 0.13
"""An ankle rises 4 to 8 cm; a foot that steps from one place to another is lifted by more. In a set the greatest of
many may seem as high as the latter (simulated ones 11 cm)."""

BEFORE_S = (2.0, 0.1)
RESTLESS_M_S2, RESTLESS_RAD = 0.3, np.deg2rad(6.0)
"""Before a first raise a leg stands still: in the seconds from the one to the other before it the 90th percentile of
its shaking and of its turning lies below these, or what seems a raise may be a part of a fidget."""


class Evidence:
    """The newest samples on the grid, and what they say of a cycle.

    Parameters
    ----------
    placement : "heel" or "shin"
    lever_m : heel to ball of the foot
    dropped : whether the person said that the heel is let drop (soleus push-ups)

    Attributes
    ----------
    grid : rows of time (1), force (3), rate (3, zero without a gyro), step between the samples (1)
    has_gyro : whether there is a gyro
    """

    def __init__(self, placement: str, lever_m: float, *, dropped: bool) -> None:
        self._placement, self._lever_m, self._dropped = placement, lever_m, dropped
        self.grid = Columns(8)
        self.has_gyro = False
        # The newest cycle that was asked for its lift, and that.
        self._lifted: tuple[Cycle, float] | None = None

    def restart(self) -> None:
        """Forget all samples: the next one has grid index 0."""
        self.grid = Columns(8)

    def time_at(self, grid: float) -> float:
        """Time of a grid position with a fraction."""
        low = min(max(int(grid), self.grid.first), self.grid.end - 1)
        return self.grid.item(low, 0) + (grid - low) / GRID_RATE_HZ

    @staticmethod
    def kept_from(stop: int) -> int:
        """Grid index from which on samples are surely here still when `stop` came, however they were cut."""
        return stop - round(KEPT_S * GRID_RATE_HZ)

    @classmethod
    def keeps(cls, base: int, stop: int) -> bool:
        """Whether samples from grid index `base` on are surely here still when `stop` came."""
        return base >= cls.kept_from(stop)

    def look_back(self, first: int, steady_from: int = 0) -> int:
        """Grid index of the first sample that says something about a cycle.

        Parameters
        ----------
        first : grid index from which on the cycle may begin
        steady_from : at the shin, that from which on the leg did nothing but what it does now
        """
        least = first - round(LOOK_BACK_S * GRID_RATE_HZ)
        if self._placement == "shin":
            base = first - round(LOOK_BACK_AT_SHIN_S * GRID_RATE_HZ)
            least = max(base, min(steady_from, first - round(LEAST_BACK_S * GRID_RATE_HZ)))
        return max(least, self.grid.first)

    def measure(self, cycle: Cycle, first: int, base: int, stop: int) -> Measured | None:
        """Measure a cycle by itself.

        Parameters
        ----------
        first : grid index from which on it may begin
        base, stop : the samples that say something about it, from the one grid index to before the other

        Returns
        -------
        None where it goes up or down no more
        """
        seen = self._window(cycle, first, base, stop)
        if seen is None:
            return None
        rows, rate, at = seen
        if self._placement == "heel":
            unbroken = self.rate(rows[at.first : at.landing + 1]) is not None
            found = measure_pitch(rows[:, 1:4], rate if unbroken else None, at)
        else:
            found = measure_lift(rows[:, 1:4], rate, at, step_s=rows[:, 7], gravity_m_s2=cycle.gravity_m_s2)
            if found is not None and self._dropped:
                # The tracker's height stands on the floor at every strike.
                found = replace(found, lift_m=cycle.span)
        return None if found is None else found.moved(base)

    def measure_among(
        self, cycle: Cycle, first: int, base: int, stop: int, *, own: Measured, others: Iterable[Measured]
    ) -> Measured | None:
        """Measure a shin's cycle, seen as `own`, by the repetitions around it as well; else as `measure`."""
        seen = self._window(cycle, first, base, stop)
        if seen is None:
            return None
        rows, rate, at = seen
        spells = [
            Spell.of(other).moved(-base)
            for other in others
            if base < other.lower_end <= cycle.top or other.raise_start >= cycle.top
        ]
        found = measure_from_bottom(
            rows[:, 1:4],
            rate,
            at,
            Spell.of(own).moved(-base),
            step_s=rows[:, 7],
            gravity_m_s2=cycle.gravity_m_s2,
            others=spells,
        )
        if found is None:
            return None
        found = found.moved(base).where_quick(own)
        # What holds a height in place shrinks it: of two that were held by different things the higher is nearer.
        lift_m = cycle.span if self._dropped else max(found.lift_m or 0.0, own.lift_m or 0.0)
        return replace(found, lift_m=lift_m)

    def _window(
        self, cycle: Cycle, first: int, base: int, stop: int
    ) -> tuple[FloatArray, FloatArray | None, Stretch] | None:
        """The grid's rows, what a gyro says over them, and where in them a cycle lies; None where it is none."""
        rows = self.grid[base:stop]
        at = stretch_of(cycle, base, first=first, last=base + len(rows) - 1)
        if at.top <= at.onset or at.landing <= at.top:
            return None
        return rows, rows[:, 4:7] if self.has_gyro else None, at

    def shape(self, cycle: Cycle, first: int, measured: Measured) -> Shape:
        """What a cycle looked like, as far as it was known at its landing."""
        rows = self.grid[first : cycle.known + 1]
        before = max(self.grid.first, cycle.known - round(LOOK_BACK_AT_SHIN_S * GRID_RATE_HZ))
        lately = self.grid[before : cycle.known + 1][:, 1:4]
        gravity_m_s2, rate = middle(lengths(lately)), self.rate(rows)
        moved_s = self._moved_after(lately, measured, before) if self._placement == "shin" else None
        span_m = cycle.span if self._placement == "shin" else None
        return shape_of(rows[:, 1:4], rate, measured, first, gravity_m_s2=gravity_m_s2, moved_s=moved_s, span_m=span_m)

    @staticmethod
    def _moved_after(lately: FloatArray, measured: Measured, before: int) -> float | None:
        """How long a shin moved after its raise, if it rested then, by the samples from grid index `before` on."""
        last = len(lately) - 1
        times = (measured.raise_start, measured.raise_end, measured.lower_start, measured.lower_end)
        return moved_after(lately, *(min(max(int(at) - before, 0), last) for at in times))

    def rep(self, measured: Measured) -> Rep:
        """The cycle as a repetition, its number, its set and whether it counts still to be filled in."""
        times = [
            self.time_at(grid)
            for grid in (measured.raise_start, measured.raise_end, measured.lower_start, measured.landed)
        ]
        steps_s = self.grid[int(measured.raise_start) : int(measured.lower_end) + 1][:, 7]
        turn = measured.range_rad
        if self._placement == "heel":
            height = None if turn is None else self._lever_m * float(np.sin(turn))
        else:
            height = measured.lift_m
        return Rep(
            index=0,
            set=0,
            counted=True,
            raise_start_s=times[0],
            raise_end_s=times[1],
            lower_start_s=times[2],
            lower_end_s=times[3],
            raise_s=times[1] - times[0],
            top_s=max(times[2] - times[1], 0.0),
            lower_s=times[3] - times[2],
            bottom_s=None,
            range_deg=None if turn is None else float(np.rad2deg(turn)),
            height_m=height,
            peak_lower_deg_s=(
                None if measured.peak_lower_rad_s is None else float(np.rad2deg(measured.peak_lower_rad_s))
            ),
            flagged=bool((steps_s > GAP_S).any()),
        )

    def was_restless(self, measured: Measured) -> bool:
        """Whether a leg did something else right before a raise: then that may be a part of it."""
        first = max(int(measured.raise_start - BEFORE_S[0] * GRID_RATE_HZ), self.grid.first)
        last = int(measured.raise_start - BEFORE_S[1] * GRID_RATE_HZ)
        rows = self.grid[first : max(last, first)][:, 1:4]
        if len(rows) < BEFORE_S[1] * GRID_RATE_HZ:
            return False
        length = lengths(rows)
        direction = rows / length[:, None]
        mean = direction.sum(axis=0)
        strayed = lengths(direction - mean / lengths(mean[None])[0])
        shaken = np.abs(length - middle(length))
        return percentiles(shaken, (0.9,))[0] > RESTLESS_M_S2 or percentiles(strayed, (0.9,))[0] > RESTLESS_RAD

    def around(self, measured: Measured, cycle: Cycle) -> tuple[int, FloatArray]:
        """The grid from a second before a raise to where its lowering was known, and the index of the first row."""
        first = max(int(measured.raise_start) - round(LEAST_BACK_S * GRID_RATE_HZ), self.grid.first)
        return first, self.grid[first : cycle.known + 1]

    def rate(self, rows: FloatArray) -> FloatArray | None:
        """(n, 3) what the gyro says over grid rows; None without one that works, or where a foot's turn was lost."""
        rate = rows[:, 4:7]
        lost = self._placement == "heel" and (rows[:, 7] > GAP_S).any()
        if not self.has_gyro or lost or np.ptp(rate, axis=0).max() < DEAD_RAD_S:
            return None
        return rate

    def pivot(self, measured: Measured, cycle: Cycle) -> Pivot | None:
        """About which point a foot sensor turned, None where no gyro shows it."""
        if not self.has_gyro:
            return None
        first, rows = self.around(measured, cycle)
        start, end = int(measured.raise_start) - first, int(measured.lower_end) - first
        if self.rate(rows) is None:
            return None
        return pivot_of(rows[:, 1:4], rows[:, 4:7], start=start, end=min(end, len(rows) - 1))

    def feels_bent(self, measured: Measured, cycle: Cycle, shape: Shape) -> bool:
        """Whether a shin sensor feels a knee that was bent and stretched."""
        first, rows = self.around(measured, cycle)
        last = len(rows) - 1
        top = (measured.raise_end + measured.lower_start) / 2
        start, up, end = (min(int(at) - first, last) for at in (measured.raise_start, top, measured.lower_end))
        return is_felt_as_bend(rows[:, 1:4], shape.bottom, shape.way, start=start, top=up, end=end)

    def lift_seen(self, cycle: Cycle) -> float:
        """How far a foot sensor went up and came down, metres."""
        if self._lifted is None or self._lifted[0] is not cycle:
            self._lifted = cycle, self._lift_of(cycle)
        return self._lifted[1]

    def _lift_of(self, cycle: Cycle) -> float:
        base = max(cycle.onset - round(LOOK_BACK_S * GRID_RATE_HZ), self.grid.first)
        rows = self.grid[base : cycle.known + 1]
        height = height_on_grid(rows[:, 1:4], step_s=rows[:, 7])
        onset, top, end = (min(at - base, len(height) - 1) for at in (cycle.onset, cycle.top, cycle.landing))
        return float(height[top] - 0.5 * (height[onset] + height[end]))

    @staticmethod
    def is_lifted_over(most_m: float, cycle: Cycle, shape: Shape) -> bool:
        """Whether a shin rose by more than that, by either height, in a cycle in which that is sure."""
        return shape.cycle_s < SURE_LIFT_AT_SHIN_S and max(cycle.span, shape.lift_m or 0.0) > most_m

    def rises_as_a_heel(self, cycle: Cycle, shape: Shape) -> bool:
        """Whether a sensor rose by what it may in a heel raise, a foot's by what it turned for."""
        if self._placement == "shin":
            return self._dropped or not self.is_lifted_over(MOST_FURTHER_LIFT_AT_SHIN_M, cycle, shape)
        lift_m, turn = self.lift_seen(cycle), float(np.sin(shape.turn_rad))
        sure = shape.cycle_s < SURE_LIFT_S
        if lift_m > (MOST_LEVER_M if sure else MOST_LEVER_SLOW_M) * turn or (sure and lift_m > MOST_LIFT_M):
            return False
        if self._dropped or not FALLS_S < shape.cycle_s < SINKS_S:
            return True
        return lift_m > -DROP_M

    @staticmethod
    def may_have_dropped(cycle: Cycle) -> bool:
        """Whether the seeming way up took as long as a heel takes that is let down."""
        return cycle.top - cycle.onset >= LEAST_DROP_S * GRID_RATE_HZ

    def is_upside_down(self, cycle: Cycle, pivot: Pivot | None) -> bool:
        """Whether a foot sensor goes down on its seeming way up: by its pivot, or else by its height."""
        if pivot is not None and pivot.lifts is not None:
            return not pivot.lifts
        slow = cycle.landing - cycle.onset >= SURE_LIFT_S * GRID_RATE_HZ
        if slow and pivot is not None and pivot.may_lift:
            return False
        first = max(cycle.onset, self.grid.first)
        if (self.grid[first : cycle.landing + 1][:, 7] > GAP_S).any():
            # A quick raise or fall that nobody saw leaves no height to go by.
            return False
        return self.lift_seen(cycle) < -(DROP_SLOW_M if slow else DROP_M)
