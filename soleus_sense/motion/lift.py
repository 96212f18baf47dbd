"""Finds cycles of a shin sensor: the height above the resting leg goes up and comes down again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import ceil
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.motion.buffer import Columns
from soleus_sense.motion.cycles import Cycle, Turn
from soleus_sense.motion.grid import GRID_RATE_HZ, UNSEEN_S
from soleus_sense.motion.height import SHOCK_M_S2, HeightEquations, smoothing_of, weight_of, without_shocks
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import triangle
from soleus_sense.motion.steady import over_seconds, steady_since
from soleus_sense.motion.vectors import lengths

STRIDE = 4
"""Grid samples per sample of the height: 12.5 Hz, a triangle of ±80 ms. The quickest raise, 0.35 s, keeps four."""

WINDOW_S = 32.0
"""Three of the slowest repetitions asked of it (3 s up, 3 s held, 5 s down): together they show what is the sensor's
offset and how the leg tilts."""

DROPPED_STRIDE = 2
"""Where the heel is let drop it is up and down again in half a second, and the fall takes 0.2 s of that: 25 Hz."""

DROPPED_WINDOW_S = 16.0
"""A push-up is over within a second: half of the time is as many repetitions, and costs the same."""

HOP_S, DOWN_HOP_S = 0.16, 0.08
"""The height is solved for anew this often; the latter once the heel is at its top: its landing is to be said soon."""

CALM_S = 0.48
CALM_M_S2 = 0.15
"""A leg that felt so steady a force for so long is at rest, and what it felt is what the sensor takes for gravity."""

HELD_S = 0.12
"""No higher for longer than this, the heel is held up."""

LEAVE_M = 0.012
"""A way up under this is sway. The ankle rises 4 to 8 cm in a heel raise; what a strap shows of it is less."""

BEGUN_M_S2 = 0.5
"""Shaken by more than this in its first sample, a recording begins in the middle of a raise."""

BEGUN_S = 0.5
"""What was begun before the recording is at its top within this time, or it is another motion."""

LEAVE_SHARE = 0.4
"""Once the usual way up is known, a way under this share of it is no attempt: partials go up to a half."""

DIP_SHARE = 0.35
"""Coming down by less than this share of the way up is a shaky top."""

LANDED_SHARE = 0.7
"""Down by this much of the way and slow, the heel has landed."""

SETTLED_SHARE = 0.5
SETTLED_S = 0.6
"""Down by this much and not lower for this long, it has landed too: the height drifts."""

SLOW_SHARE = 0.25
"""Slow is under this share of the lowering's own peak speed: the definition's tenth, and the solution's noise."""

LEFT_SHARE = 0.1
"""Slower than this share of the fastest of its way up, in the lower half of it, a leg has not left its bottom."""

FOLLOWS_S = 4.0
"""At its top so soon after the landing before, a leg hardly rested: the slowest raise takes 3 s."""

CREEPS_SHARE, CREEPS_MOST_S = 0.08, 0.3
"""It has landed once it was slow for this share of its way down, and at most for so long: a slow lowering falters and
goes on. Said at once, nearly half of the lowerings of 3 s were said over 0.1 s before the heel was down."""

LONGEST_UP_S, LONGEST_CYCLE_S = 10.0, 16.0
"""Longer up, or longer up and down, the height drifts: the slowest repetition goes 3 s up, holds 3 s, and comes down in
5 to 8."""

REMEMBERED = 7
"""The usual way up is the median of this many: half a set, so that a falling range is followed."""


@dataclass(slots=True)
class _Extremes:
    """Way up and down as far as it is seen in one window, indices into that window."""

    onset: int
    top: int
    low: int
    state: str


class LiftTracker:
    """Solves for the height over the newest window every `HOP_S` and reports cycles and phases.

    Carried: the averaged force of one window, where the last cycle ended, the newest spans, gravity as felt at rest.

    Parameters
    ----------
    dropped : whether the person said that the heel is let drop (soleus push-ups)
    """

    def __init__(self, *, dropped: bool = False) -> None:
        self._dropped = dropped
        self._stride = DROPPED_STRIDE if dropped else STRIDE
        self._rate_hz = GRID_RATE_HZ / self._stride
        self._window = round((DROPPED_WINDOW_S if dropped else WINDOW_S) * self._rate_hz)
        # A height solved for from less than a second says nothing.
        self._second = round(self._rate_hz)
        self._tilt_smoothed = smoothing_of(self._rate_hz)
        self._gravity_m_s2 = GRAVITY_M_S2
        # force (3), step between the samples (1)
        self._grid = Columns(4)
        # averaged force (3), how shaken (1), greatest excess (1), how much it is believed (1), the force's length (1),
        # its direction (3), what the second held that ends there (6)
        self._samples = Columns(16)
        self._seen = 0
        self._from = 0
        self._steady = 0
        self._landed = 0
        self._spans: list[float] = []
        self._usual = 0.0
        self._state = "bottom"
        self._travel = 0.0
        # Where the newest window began, the height over it, and whether the leg was struck.
        self._newest_window: tuple[int, FloatArray, NDArray[np.bool_]] | None = None
        self._found: deque[Cycle | Turn] = deque()

    def push(self, force_m_s2: FloatArray, step_s: FloatArray | None = None) -> None:
        """Take (n, 3) grid samples of specific force and (n,) seconds between the samples they lie between."""
        if step_s is None:
            step_s = np.full(len(force_m_s2), 1 / GRID_RATE_HZ)
        self._grid.append(np.column_stack((force_m_s2, step_s)))
        self._average()
        self._grid.forget(self._stride * self._samples.end)

    def find(self) -> Cycle | Turn | None:
        """The next thing the samples show, or None when they show no more.

        One at a time, because what is made of a cycle (`learn_span`) bears on what is found after it.
        """
        while not self._found and self._seen + self._hop() <= self._samples.end:
            self._seen += self._hop()
            self._look(self._found)
        self._samples.forget(self._seen - self._window)
        return self._found.popleft() if self._found else None

    def finish(self) -> None:
        """No more samples come: what `find` gives from now on need not wait for them."""
        self._seen = self._samples.end
        self._look(self._found, last=True)

    @property
    def travel(self) -> float:
        """How far up the shin is now, as a share of its usual way: 0 at the bottom, 1 at the top."""
        return self._travel

    @property
    def steady_from(self) -> int:
        """Grid index from which on the leg did nothing but what it does now: what is before says nothing about it."""
        return self._stride * self._steady

    def learn_span(self, span_m: float) -> None:
        """A cycle of this span was a repetition."""
        self._spans = [*self._spans, span_m][-REMEMBERED:]
        self._usual = median(self._spans)
        self.keep()

    def keep(self) -> None:
        """What was rough up to now may have been repetitions."""
        self._landed = self._from

    def still_shows(self, onset: int, landing: int, span_m: float) -> bool:
        """Whether the newest height, as far as it goes back, is higher between two grid indices than at both of them.

        Parameters
        ----------
        span_m : the usual way up, about
        """
        if self._newest_window is None:
            return True
        first, height, _ = self._newest_window
        begin, end = ((at - self._centre(first)) // self._stride for at in (onset, landing))
        if begin < 0:
            return True
        part = height[begin : end + 1]
        return float(part.max() - max(part[0], part[-1])) > _least_way_up_m(span_m)

    def seen_again(self, since: int, until: int, span_m: float, known: int) -> list[Cycle]:
        """Cycles between two grid indices as the newest height shows them, in the order of time.

        A first repetition that begins with the recording and is held for long had nothing around it that told its hold
        from a drift when it was looked for; what followed tells.

        Parameters
        ----------
        since, until : grid indices
        span_m : the usual way up, about
        known : grid index of the newest sample that was needed to tell
        """
        if self._newest_window is None:
            return []
        first, height, struck = self._newest_window
        begin = max(0, ceil((since - self._centre(first)) / self._stride))
        end = min(len(height) - 1, (until - self._centre(first)) // self._stride)
        found: list[Cycle] = []
        while end - begin >= 2:
            part = slice(begin, end + 1)
            seen = _follow(
                height[part].tolist(),
                struck[part].tolist(),
                _least_way_up_m(span_m),
                self._rate_hz,
                usual_m=span_m,
                begun=False,
                last=True,
            )
            if seen.state != "landed" or seen.low <= seen.top:
                break
            found.append(self._cycle(seen, first + begin, height[part], known))
            begin += seen.low
        return found

    def _hop(self) -> int:
        """Samples until the height is solved for anew."""
        return round((HOP_S if self._state in ("bottom", "raise") else DOWN_HOP_S) * self._rate_hz)

    def _cycle(self, seen: _Extremes, begin: int, height: FloatArray, known: int) -> Cycle:
        """What was seen in heights of which the first is that of sample `begin`."""
        span = float(height[seen.top] - min(height[seen.onset], height[seen.low]))
        onset = seen.onset
        if not self._follows_at_once(begin + onset, begin + seen.top):
            onset = _left(height, onset, seen.top, float(height[seen.low]))
        onset, top, low = (self._centre(begin + at) for at in (onset, seen.top, seen.low))
        return Cycle(onset, top, low, known, span, gravity_m_s2=self._gravity_m_s2 if self._dropped else None)

    def _follows_at_once(self, onset: int, top: int) -> bool:
        """Whether a way up to sample `top` begins with the newest repetition's landing: no rest is between in which the
        height drifts."""
        return bool(self._spans) and onset <= self._landed + 1 and top - onset < FOLLOWS_S * self._rate_hz

    def _average(self) -> None:
        """Turn whole strides of the grid into samples: a triangle over 2 · stride − 1 grid samples."""
        stride, second = self._stride, self._second
        width = 2 * stride - 1
        done = self._samples.end
        fresh = self._grid[stride * done : self._grid.end]
        count = (len(fresh) - width) // stride + 1
        if count < 1:
            return
        kernel = triangle(stride - 1)
        spread = stride * (count - 1) + 1
        force = np.zeros((count, 3))
        square, most, longest = np.zeros(count), np.full(count, -np.inf), np.zeros(count)
        excess = lengths(fresh[:, :3]) - GRAVITY_M_S2
        calm = without_shocks(fresh[:, :3])
        for i in range(width):
            force += kernel[i] * calm[i : i + spread : stride]
            part = excess[i : i + spread : stride]
            square += np.minimum(part, SHOCK_M_S2) ** 2
            most = np.maximum(most, part)
            longest = np.maximum(longest, fresh[i : i + spread : stride, 3])
        shaken, upward = np.sqrt(square / width), lengths(force)
        weight = weight_of(shaken, most, unseen=longest > UNSEEN_S)
        before = self._samples[done - second + 1 : done]
        around = np.concatenate((before[:, :3], force)), np.concatenate((before[:, 3], shaken))
        seconds = over_seconds(*around, second)[len(before) :]
        self._samples.append(np.column_stack((force, shaken, most, weight, upward, force / upward[:, None], seconds)))

    def _look(self, found: deque[Cycle | Turn], *, last: bool = False) -> None:
        first = max(0, self._seen - self._window, self._steady)
        rows = self._samples[first : self._seen]
        if len(rows) < self._second:
            return
        since = steady_since(rows[:, 6], rows[:, 3], rows[:, 10:], self._second)
        if first + since > self._landed + self._second:
            # What was rough up to the last repetition's landing were repetitions: they are kept.
            self._steady = first = first + since
            rows = rows[since:]
        if len(rows) < self._second:
            return
        height, floor = self._height(rows)
        struck = rows[:, 4] > SHOCK_M_S2
        self._newest_window = first, height, struck
        begin = max(self._from - first, 0)
        now = len(rows) - 1
        begun = self._from == 0 and first == 0 and float(rows[0, 3]) > BEGUN_M_S2
        seen = _follow(
            height[begin:].tolist(),
            struck[begin:].tolist(),
            _least_way_up_m(self._usual),
            self._rate_hz,
            usual_m=self._usual,
            begun=begun,
            last=last,
        )
        self._travel = max(0.0, float(height[now] - height[begin + seen.onset])) / max(self._usual, 2 * LEAVE_M)
        if seen.state == "landed":
            # A heel that is let drop has landed when it strikes, wherever the height drifts to from there.
            seen.low = next((at - begin for at in floor if at - begin > seen.top), seen.low)
            found.append(self._cycle(seen, first + begin, height[begin:], self._newest(first + now)))
            self._from = first + begin + seen.low
        state = {"landed": "bottom", "up": "raise", "held": "top", "down": "lower"}.get(seen.state, "bottom")
        if state != self._state:
            self._state = state
            found.append(Turn(state, self._centre(first + now)))

    def _height(self, rows: FloatArray) -> tuple[FloatArray, list[int]]:
        """(n,) the height over a window of samples, and where in it a heel that is let drop struck the floor."""
        newest = rows[-round(CALM_S * self._rate_hz) :, 6]
        if self._dropped and newest.std() < CALM_M_S2:
            self._gravity_m_s2 = float(newest.mean())
        fit = HeightEquations(
            rows[:, 6],
            rows[:, 7:10],
            rows[:, 5],
            self._rate_hz,
            smoothed_over=self._tilt_smoothed,
            # Mostly the leg rests, and the median says what the sensor takes for gravity; not so where it is let drop.
            gravity_m_s2=self._gravity_m_s2 if self._dropped else None,
        ).solved()
        height = fit.height_m
        if not self._dropped:
            return height, []
        floor = _strikes(height, rows[:, 4] > SHOCK_M_S2)
        if floor:
            # It lies on the floor whenever it strikes it, and where it was lowest before: what is between is drift.
            level = sorted({int(height[: floor[0] + 1].argmin()), *floor})
            height -= np.interp(np.arange(len(height)), level, height[level])
        return height, floor

    def _centre(self, sample: int) -> int:
        """Grid index in the middle of a sample."""
        return self._stride * sample + self._stride - 1

    def _newest(self, sample: int) -> int:
        """Grid index of the newest grid sample that went into a sample."""
        return self._stride * sample + 2 * self._stride - 2


def _least_way_up_m(usual_m: float) -> float:
    """What goes up by less is sway, or no attempt where the usual way up is known (0: it is not)."""
    return max(LEAVE_M, LEAVE_SHARE * usual_m)


def _left(height_m: FloatArray, lowest: int, top: int, landed_m: float) -> int:
    """Index at which a way up begins that came from no lower than `lowest`.

    Where it was lowest may be long before: a height drifts while the leg rests.
    """
    if top <= lowest:
        return lowest
    middle = 0.5 * (height_m[top] + max(float(height_m[lowest]), landed_m))
    half = lowest + int((height_m[lowest : top + 1] <= middle).nonzero()[0][-1])
    steps = np.diff(height_m[lowest : top + 1])
    rests = (steps[: half - lowest] < LEFT_SHARE * steps.max()).nonzero()[0]
    return lowest + int(rests[-1]) if len(rests) else lowest


def _strikes(height_m: FloatArray, struck: NDArray[np.bool_]) -> list[int]:
    """Indices of the lowest moment of each strike on the floor."""
    edges = np.flatnonzero(np.diff(struck.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    return [int(i) + int(height_m[i : j + 1].argmin()) for i, j in edges]


def _follow(
    height_m: list[float],
    struck: list[bool],
    leave_m: float,
    rate_hz: float,
    *,
    usual_m: float = 0.0,
    begun: bool,
    last: bool,
) -> _Extremes:
    """The first way up and down in a stretch of heights, or how far it has got.

    Parameters
    ----------
    struck : whether the leg was struck then: a heel that meets the floor has landed, though the height drifts on
    leave_m : a way up is longer than this
    rate_hz : heights per second
    usual_m : the usual way up, 0 where none is known: who rests below has come down by a share of it
    begun : the stretch may begin in the middle of a way up
    last : nothing follows the stretch

    Returns
    -------
    state "rest", "up", "held" (no higher for a moment), "down" or "landed"
    """
    now = len(height_m) - 1
    onset = top = low = 0
    state = "rest"
    if begun:
        soon = round(BEGUN_S * rate_hz)
        top = max(range(min(soon, now) + 1), key=height_m.__getitem__)
        if top < soon and height_m[top] - min(height_m[top:]) > leave_m:
            # Its bottom is taken to be where it comes down to.
            onset, low = 0, top
            for i in range(top, now + 1):
                if height_m[i] <= height_m[low]:
                    low = i
                elif height_m[i] - height_m[low] > DIP_SHARE * (height_m[top] - height_m[low]):
                    return _Extremes(onset, top, low, "landed")
            steps = [height_m[i] - height_m[i + 1] for i in range(top, now)]
            slow = height_m[now - 1] - height_m[now] < SLOW_SHARE * max(steps)
            return _Extremes(onset, top, low, "landed" if slow else "down")
        top = 0
    longest_up, longest = round(LONGEST_UP_S * rate_hz), round(LONGEST_CYCLE_S * rate_hz)
    for i, here in enumerate(height_m):
        if (state == "up" and i - onset > longest_up) or i - onset > longest:
            onset = min(range(i - longest_up, i + 1), key=height_m.__getitem__)
            top = max(range(onset, i + 1), key=height_m.__getitem__)
            state = "up" if height_m[top] - height_m[onset] > leave_m else "rest"
        if state == "rest":
            if here < height_m[onset]:
                onset = i
            elif here - height_m[onset] > leave_m:
                state, top = "up", i
        elif state == "up":
            if here >= height_m[top]:
                top = i
            elif height_m[top] - here > DIP_SHARE * (height_m[top] - height_m[onset]):
                state, low = "down", i
        else:
            way = height_m[top] - height_m[onset]
            if here > height_m[top]:
                state, top = "up", i
            elif here <= height_m[low]:
                low = i
            elif here - height_m[low] > max(leave_m, DIP_SHARE * way):
                # Up again: it had landed, or, if it had not come down far, the top was only shaky.
                if height_m[top] - height_m[low] > LANDED_SHARE * min(way, usual_m or way):
                    return _Extremes(onset, top, low, "landed")
                state = "up"
    if state == "down":
        way = height_m[top] - height_m[onset]
        steps = [height_m[i] - height_m[i + 1] for i in range(top, now)]
        creeps = round(min(CREEPS_SHARE * (now - top), CREEPS_MOST_S * rate_hz))
        slow = max(steps[-max(creeps, 1) :]) < SLOW_SHARE * max(steps)
        fallen = height_m[top] - height_m[low]
        covered = fallen / way
        usual = usual_m or way
        if last:
            # At its end the height drifts most, and then nothing shows any more that it came down by all of its way.
            rests = fallen > SETTLED_SHARE * min(way, usual)
        else:
            rests = now - low > SETTLED_S * rate_hz and fallen > SETTLED_SHARE * max(way, usual)
        if rests or ((slow or any(struck[top + 1 : now])) and covered > LANDED_SHARE):
            return _Extremes(onset, top, low, "landed")
    elif state == "up" and now - top > HELD_S * rate_hz:
        state = "held"
    return _Extremes(onset, top, low, state)
