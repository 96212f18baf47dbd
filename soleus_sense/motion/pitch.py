"""Finds cycles of a foot sensor: the heel's way up turns gravity's direction, the way down turns it back.

Gravity's direction in the sensor's axes is a point on a sphere. It rests at the bottom, leaves along an arc,
and comes back along it. Nothing here asks where that arc lies, so any mounting will do.
"""

from __future__ import annotations

from collections import deque
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from soleus_sense.motion.buffer import Columns
from soleus_sense.motion.cycles import MOST_FIRST_RAD, Cycle, Turn
from soleus_sense.motion.gravity import limited, trusted
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.still import Stillness
from soleus_sense.motion.vectors import along, dot, lengths

DIRECTION_HZ = 2.5
"""The force's direction is smoothed to this: under it pitch moves gravity, over it tremor and the strap shake."""

LATE_S = 0.09
"""So much later than the foot the smoothed direction turns: the delay of two poles at `DIRECTION_HZ`, √2 / (2π f). In a
push-up that is half of the raise, and the whole of the fall."""

BASELINE_HZ = 0.15
"""A resting foot's direction follows its posture this slowly."""

LEAVE_RAD = np.deg2rad(4.0)
"""A turn under this is sway or a fidget: a tenth of a usual heel raise, half of the smallest partial."""

SETTLED_S = 2.0
"""For this long after a landing the bottom is where the heel landed, then where it rests."""

FALLING_SHARE = 0.12
"""Below the highest point by this share of the way the heel is on its way down: more than a shaky top gives."""

SEEN_LATE_S = 0.1
"""The quickest way down is seen to be one so long after it began."""

RISING_AGAIN_SHARE = 0.25
"""Rising again by this much of the way ends a lowering, or, high up, shows that it was none."""

DIPPED_SHARE = 0.6
"""A dip that did not come down this far belongs to the top."""

LANDED_SHARE = 0.88
"""Down by this much of the way and slow, the heel has landed."""

HOME_SHARE = 0.98
CREEPS_SHARE, CREEPS_MOST_S = 0.05, 0.2
"""Short of this share of the way it has landed only once it was slow for that share of the lowering, and at most for so
long: a slow lowering falters on its last tenth and goes on. Said at once, every sixth lowering of 3 s was said over
0.1 s before the heel was down."""

SETTLED_SHARE = 0.6
SETTLED_AFTER_S = 0.5
"""Down by this much and not lower for this long, it has landed too: it need not come back to the same level."""

BEYOND_SHARE = 2.5
"""Before a set is known to run: what comes back so far beyond where it began went down first, off a step's edge. Its
bottom is 5 to 15° lower; from the flat up to the top and down to there is at most 2.2 times the way up."""

SLOW_SHARE = 0.1
"""Slow is under a tenth of the lowering's own peak speed: the definition's figure."""

LONGEST_UP_S = 20.0
"""Up for longer than this is another posture, not a held top."""

LONGEST_UP_FIRST_S = 6.5
"""Where no set is known to run: 3 s of raise, 3 s of hold, and what shows that the lowering has begun."""

RUNNING_S = 30.0
"""A repetition as long ago as this, three of the slowest, says nothing of what is done now."""

SMALL_RAD = np.deg2rad(12.0)
SMALL_SHARE = 0.6
SMALL_HELD_S = 1.5
"""Turned by no more than this and no further for this long, the foot rests in another posture; in a set of small
repetitions this share of the way of the one before is small."""

THROWN_S = 0.26
THROWN_HELD_S = 0.8
"""Before a set, what turned quicker than any raise and then stays is no held top: a foot put down after a step."""

MOST_TURN_RAD = np.deg2rad(85.0)
"""No heel raise turns a foot this far: it was picked up, or the case was turned in the hands."""

STUCK_S = 2.5
"""Not a bit lower for this long in the middle of the way down, the foot rests in another posture."""

STUCK_FIRST_S = 1.0
"""The same where no set runs and it does not move at all."""

STUCK_SHARE = 0.3
"""Lower by less than this it is at a top that gave way a little."""

LANDED_STILL_SHARE = 0.5
"""Down by half and still, it has landed: the quick turn of a fall, or what was felt before it, may seem larger."""

GROUNDED_S, GROUNDED_FIRST_S = 3.5, 1.2
"""Still for longer than any hold (3 s), or, where no set runs, than anybody pauses in a raise, a foot stands: what goes
up from there has its bottom there, whatever turned the foot before."""

ONWARDS_S = 0.2
"""For so long it is away from there: a lowering begun at once after a hold is felt the wrong way round at first, the
sensor being pushed about the ball of the foot."""

ALONG = 0.5
"""A way up in a set that runs goes within 60° of the others: a foot put down elsewhere may turn by 30°."""

RETURNS = 0.5
"""What leaves a level at less than 60° from where it came goes back."""

STARTS_SHARE, ASIDE_SHARE = 0.35, 0.4
"""A raise that was missed began within this share of its way from where the lowering after it ended, off a step's edge
up to a third of it higher, and not more aside than this."""

HELD_SAMPLES = round(0.16 * GRID_RATE_HZ)
"""No higher for this long, the heel is at its top."""

SCAN, SCAN_AT_REST = 128, 4096
"""Samples examined at a time: a motion's next turn is near, a rest may be long; no result depends on it."""


class PitchTracker:
    """Follows gravity's direction on the grid and reports cycles and phases.

    Carried: the filter's state, the state of the motion (rest, rise, fall) with its pivots, the next index.
    """

    def __init__(self) -> None:
        self._sos = signal.butter(2, DIRECTION_HZ, fs=GRID_RATE_HZ, output="sos")
        self._slow_sos = signal.butter(1, BASELINE_HZ, fs=GRID_RATE_HZ, output="sos")
        self._zi: FloatArray | None = None
        self._slow_zi: FloatArray | None = None
        self._stillness = Stillness()
        # gravity's direction (3), the slow baseline of it (3), whether to trust it (1), how far from the baseline (1),
        # seconds for which it has been still (1)
        self.track = Columns(9)
        self._next = 0
        self._begin_rest(0, None)
        self._up: FloatArray | None = None
        self._learnt = 0
        self._usual_span = 0.0
        self._found: deque[Cycle | Turn] = deque()

    def push(self, force_m_s2: FloatArray) -> None:
        """Take (n, 3) grid samples of specific force."""
        if not len(force_m_s2):
            return
        force_m_s2 = limited(force_m_s2)
        if self._zi is None or self._slow_zi is None:
            self._zi = signal.sosfilt_zi(self._sos)[:, :, None] * force_m_s2[0]
            first = force_m_s2[0] / np.sqrt((force_m_s2[0] ** 2).sum())
            self._slow_zi = signal.sosfilt_zi(self._slow_sos)[:, :, None] * first
        smooth, self._zi = signal.sosfilt(self._sos, force_m_s2, axis=0, zi=self._zi)
        length = lengths(smooth)
        direction = smooth / np.maximum(length, 1e-9)[:, None]
        slow, self._slow_zi = signal.sosfilt(self._slow_sos, direction, axis=0, zi=self._slow_zi)
        sure = trusted(length).astype(np.float64)
        still_s = self._stillness.push(direction)
        self.track.append(np.column_stack((direction, slow, sure, lengths(direction - slow), still_s)))

    def find(self) -> Cycle | Turn | None:
        """The next thing the samples show, or None when they show no more.

        One at a time, because what is made of a cycle (`learn_up`) bears on what is found after it.
        """
        found = self._found
        while not found and self._next < self.track.end:
            if self._state == "rest":
                self._scan_rest(found)
            elif self._state == "rise":
                self._scan_rise(found)
            else:
                self._scan_fall(found)
        return found.popleft() if found else None

    def finish(self) -> None:
        """No more samples come: a lowering that is as good as over has landed."""
        if self._state == "fall" and self._lowest > LANDED_SHARE:
            known = self.track.end - 1
            landing = self._lowest_at
            self._found.append(
                Cycle(self._onset, self._top_at, landing, known, self._span, self._fall_way, self._bottom)
            )
            self._begin_rest(landing, None)

    @property
    def travel(self) -> float:
        """How far up the heel is now, as a share of its newest way: 0 at the bottom, 1 at the top."""
        if self._state == "rest" or not self.track.end:
            return 0.0
        away = self.track[self.track.end - 1 : self.track.end][0, :3] - self._bottom
        return float(np.sqrt((away * away).sum())) / max(self._span, self._usual_span, LEAVE_RAD)

    def learn_up(self, up: FloatArray) -> None:
        """From now on a way up is known to go along `up` (3,)."""
        self._up, self._learnt = up, self._landed

    def take_as_bottom(self, drop: Cycle) -> None:
        """The newest cycle was a drop below the resting level and the way back: what seemed its top is the bottom.

        The raise that had taken the heel up to that level is looked for before it, and found as a cycle of its own.
        """
        if (cycle := self._cycle_before(drop)) is not None:
            self._found.append(cycle)
        self._bottom = self._top
        self._rise_from(self._left_at, self.track[self._next - 1 : self._next][0, :3], self._next - 1)

    def _cycle_before(self, drop: Cycle) -> Cycle | None:
        """The raise and the hold that a drop was the lowering of, None where the foot did not come up from there."""
        if drop.rest is None:
            return None
        first = max(drop.onset - round(LONGEST_UP_FIRST_S * GRID_RATE_HZ), self.track.first)
        points = self.track[first : drop.top + 1][:, :3]
        way = drop.rest - points[-1]
        span = sqrt(dot(way, way))
        up = way / span
        away = points[: drop.onset + 1 - first] - points[-1]
        risen = along(away, up)
        low = (risen < STARTS_SHARE * span).nonzero()[0]
        if not len(low) or lengths(away[low[-1:]])[0] > ASIDE_SHARE * span:
            return None
        onset = int(low[-1])
        while onset and risen[onset - 1] < risen[onset]:
            onset -= 1
        top = onset + int(risen[onset:].argmax())
        if top <= onset:
            return None
        return Cycle(first + onset, first + top, drop.top, drop.known, span, up, points[onset].copy(), missed=True)

    def _begin_rest(self, landed: int, level: FloatArray | None) -> None:
        self._state = "rest"
        self._landed, self._level, self._sunk = landed, level, 0.0

    def _rise_from(self, onset: int, point: FloatArray, at: int) -> None:
        self._state = "rise"
        self._onset, self._top, self._top_at = onset, point, at
        self._span = float(np.sqrt(((point - self._bottom) ** 2).sum()))
        self._top_told = False
        self._ground: FloatArray | None = None

    def _scan_rest(self, found: deque[Cycle | Turn]) -> None:
        start = self._next
        settled = self._landed + round(SETTLED_S * GRID_RATE_HZ)
        level = self._level = self._level if start < settled else None
        rows = self.track[start : start + SCAN_AT_REST if level is None else min(start + SCAN, settled)]
        points, base = rows[:, :3], rows[:, 3:6]
        if level is None:
            strayed = rows[:, 7]
        else:
            if self._up is not None:
                # The bottom is the lowest place since the landing: a heel may sink on below a step's edge.
                lowest = np.minimum.accumulate(np.minimum(along(points - level, self._up), self._sunk))
                base = level + lowest[:, None] * self._up
                self._sunk = float(lowest[-1])
            else:
                base = np.broadcast_to(level, points.shape)
            strayed = lengths(points - base)
        at = _first(strayed > LEAVE_RAD)
        if at is None:
            self._next = start + len(rows)
            return
        self._next = start + at + 1
        point, bottom = points[at].copy(), base[at].copy()
        if self._up is not None and dot(point - bottom, self._up) < 0:
            # Below the known bottom: a new bottom.
            self._begin_rest(start + at, point)
            return
        self._bottom = bottom
        self._rise_from(start + at, point, start + at)
        found.append(Turn("raise", start + at))

    def _scan_rise(self, found: deque[Cycle | Turn]) -> None:
        start = self._next
        since_top = self.track[self._top_at : start + SCAN]
        rows = since_top[start - self._top_at :]
        points, index = rows[:, :3], np.arange(start, start + len(rows))
        distance = lengths(points - self._bottom) * rows[:, 6]
        span = np.maximum(np.maximum.accumulate(distance), self._span)
        top_at = np.maximum.accumulate(np.where(distance >= span, index, self._top_at))
        tops = since_top[top_at - self._top_at, :3]
        back = ((tops - points) * (tops - self._bottom)).sum(axis=1) / span
        falling = back > np.maximum(FALLING_SHARE * span, 0.4 * LEAVE_RAD)
        held = index - top_at
        running = self._goes_on(tops - self._bottom, span)
        small = span < np.where(running, min(SMALL_RAD, SMALL_SHARE * self._usual_span), SMALL_RAD)
        too_long = (span > MOST_TURN_RAD) | (small & (held > SMALL_HELD_S * GRID_RATE_HZ))
        too_long |= index - self._onset > np.where(running, LONGEST_UP_S, LONGEST_UP_FIRST_S) * GRID_RATE_HZ
        thrown = (top_at - self._onset < THROWN_S * GRID_RATE_HZ) & (held > THROWN_HELD_S * GRID_RATE_HZ)
        # What turns a foot by more than a heel raise does, and then is still, is another posture.
        too_long |= ~running & (thrown | ((span > MOST_FIRST_RAD) & (rows[:, 8] > 0)))
        grounded, ground_at, grounds = self._left_the_ground(start, rows, running)
        end = _first(falling | too_long | grounded)
        at = len(rows) - 1 if end is None else end
        self._ground = None if ground_at[at] < 0 else grounds[ground_at[at]].copy()
        if not self._top_told:
            told = _first(held[: at + 1] >= HELD_SAMPLES)
            if told is not None:
                self._top_told = True
                found.append(Turn("top", start + told))
        self._span, self._top, self._top_at = float(span[at]), tops[at], int(top_at[at])
        self._next = start + at + 1
        if end is None:
            return
        if grounded[at] and self._ground is not None:
            self._bottom = self._ground
            onset = max(start + at - round(ONWARDS_S * GRID_RATE_HZ), self.track.first)
            self._rise_from(onset, points[at].copy(), start + at)
            found.append(Turn("raise", start + at))
            return
        if too_long[at]:
            self._begin_rest(start + at, None)
            found.append(Turn("bottom", start + at))
            return
        self._state = "fall"
        self._left_at = max(self._top_at, start + at - round(SEEN_LATE_S * GRID_RATE_HZ))
        self._fall_way = (self._top - self._bottom) / self._span
        fallen = along(self._top - self.track[self._top_at : start + at + 1][:, :3], self._fall_way)
        self._peak = float((fallen[1:] - fallen[:-1]).max(initial=0.0)) * GRID_RATE_HZ
        self._lowest, self._lowest_at = float(fallen[-1]) / self._span, start + at
        self._stood_at: int | None = None
        self._moved_at = start + at
        found.append(Turn("lower", start + at))

    def _goes_on(self, ways: FloatArray, spans: FloatArray) -> NDArray[np.bool_]:
        """(n,) whether ways up, (n, 3) of (n,) spans, may be those of a set that runs."""
        if self._up is None or self._onset - self._learnt > RUNNING_S * GRID_RATE_HZ:
            return np.zeros(len(ways), dtype=np.bool_)
        return along(ways, self._up) > ALONG * spans

    def _left_the_ground(
        self, start: int, rows: FloatArray, running: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.intp], FloatArray]:
        """Whether the foot has left a level that it had stood still at, for something else than to come back.

        Parameters
        ----------
        start : index of the first of the rows
        rows : (n, 9) of the track
        running : (n,) whether a set runs

        Returns
        -------
        (n,) that, (n,) which of the levels that follow is meant or -1 before the first, (n + 1, 3) the levels: the one
        known before these rows, and the rows themselves
        """
        points = rows[:, :3]
        known = points[:1] if self._ground is None else self._ground[None]
        levels = np.concatenate((known, points))
        stands = rows[:, 8] > np.where(running, GROUNDED_S, GROUNDED_FIRST_S)
        oldest = -1 if self._ground is None else 0
        newest = np.maximum.accumulate(np.where(stands, np.arange(1, len(rows) + 1), oldest))
        home = self._bottom - levels[np.maximum(newest, 0)]

        def onwards(left: FloatArray) -> NDArray[np.bool_]:
            away = lengths(left)
            leaves = (away > LEAVE_RAD) & ((left * home).sum(axis=1) < RETURNS * away * lengths(home))
            if self._up is None:
                return leaves
            return np.where(running, along(left, self._up) > LEAVE_RAD, leaves)

        before = min(round(ONWARDS_S * GRID_RATE_HZ), start - self.track.first)
        sooner = self.track[start - before : start - before + len(rows)][:, :3]
        left = points - levels[np.maximum(newest, 0)]
        leaves = onwards(left) & (newest >= 0)
        if leaves.any():
            leaves &= onwards(left + sooner - points)
        return leaves, newest, levels

    def _scan_fall(self, found: deque[Cycle | Turn]) -> None:
        start = self._next
        rows = self.track[start - 1 : start + SCAN]
        points, still_s = rows[:, :3], rows[1:, 8]
        index = np.arange(start, start + len(points) - 1)
        down = along(self._top - points, self._fall_way)
        speed = (down[1:] - down[:-1]) * GRID_RATE_HZ
        share = down[1:] / self._span
        peak = np.maximum(np.maximum.accumulate(speed), self._peak)
        lowest = np.maximum(np.maximum.accumulate(share), self._lowest)
        lowest_at = np.maximum.accumulate(np.where(share >= lowest, index, self._lowest_at))
        since_lowest = index - lowest_at
        creeps = (share > LANDED_SHARE) & (speed < SLOW_SHARE * peak)
        moved_at = np.maximum.accumulate(np.where(creeps, self._moved_at, index))
        doubted = np.minimum(CREEPS_SHARE * (index - self._left_at), CREEPS_MOST_S * GRID_RATE_HZ)
        landed = creeps & ((share > HOME_SHARE) | (index - moved_at > doubted))
        landed |= (lowest > SETTLED_SHARE) & (since_lowest > SETTLED_AFTER_S * GRID_RATE_HZ)
        landed |= (share > LANDED_STILL_SHARE) & (still_s > 0)
        again = (lowest - share > RISING_AGAIN_SHARE) | (share < -0.05)
        stuck = since_lowest > STUCK_S * GRID_RATE_HZ
        goes_on = bool(self._goes_on(self._fall_way[None], np.ones(1))[0])
        if not goes_on:
            stuck |= still_s > STUCK_FIRST_S
        # Hardly lower than the top, it is still there.
        stuck &= (lowest > STUCK_SHARE) | (since_lowest > GROUNDED_S * GRID_RATE_HZ)
        beyond = (share > BEYOND_SHARE) & (self._up is None)
        end = _first(landed | again | stuck | beyond)
        at = len(index) - 1 if end is None else end
        self._peak, self._lowest, self._lowest_at = float(peak[at]), float(lowest[at]), int(lowest_at[at])
        self._moved_at = int(moved_at[at])
        self._next = start + at + 1
        stands = (still_s[: at + 1] > GROUNDED_FIRST_S).nonzero()[0]
        if len(stands):
            self._stood_at = start + int(stands[-1])
        if end is None:
            return
        dipped_rad = self._lowest * self._span if self._lowest > STUCK_SHARE else 0.0
        if beyond[at]:
            self._bottom = self._top
            self._rise_from(self._left_at, points[at + 1].copy(), start + at)
            found.append(Turn("raise", start + at))
        elif landed[at] or self._lowest >= DIPPED_SHARE:
            landing = self._moved_at + 1 if creeps[at] else start + at if landed[at] else self._lowest_at
            self._usual_span = self._span
            found.append(
                Cycle(self._onset, self._top_at, landing, start + at, self._span, self._fall_way, self._bottom)
            )
            found.append(Turn("bottom", landing))
            self._begin_rest(landing, self.track[landing : landing + 1][0, :3].copy())
            self._next = landing + 1
        elif stuck[at]:
            self._begin_rest(start + at, None)
            found.append(Turn("bottom", start + at))
        elif self._ground is not None and not goes_on:
            # It stood there, left, and comes back: that was the bottom, and what seemed a dip is a raise.
            self._bottom = self._ground
            low = self.track[self._lowest_at : self._lowest_at + 1][0, :3].copy()
            self._rise_from(self._left_at, low, self._lowest_at)
            self._next = self._lowest_at + 1
            found.append(Turn("raise", start + at))
        elif not goes_on and (self._stood_at is not None or dipped_rad > SMALL_RAD):
            # Before any set, where it stood before it went up again, or so deep a dip, is the bottom of a raise.
            onset = self._lowest_at if self._stood_at is None else self._stood_at
            self._bottom = self.track[onset : onset + 1][0, :3].copy()
            self._rise_from(onset, points[at + 1].copy(), start + at)
            found.append(Turn("raise", start + at))
        else:
            self._state = "rise"
            found.append(Turn("top", start + at))


def _first(marked: NDArray[np.bool_]) -> int | None:
    """Index of the first that is marked, or None."""
    at = int(marked.argmax())
    return at if marked[at] else None
