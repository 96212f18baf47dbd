"""Tells the steps of the foot that wears the sensor, and how far each went.

Between two steps the foot rests on the ground: there it does not turn and feels gravity alone. From one such rest to
the next its way is integrated, with the speed held to zero and gravity to the vertical at both ends. A foot that got
somewhere has taken a step; one that turned and is back where it was (a heel raise, toes tapped, a jump) has not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import median_filter, uniform_filter1d
from scipy.spatial.transform import Rotation
from vqf import VQF

from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.vectors import lengths

RATE_HZ = 100.0
"""Samples are averaged over cells this long: means keep the way, and a toe-off is seen to a hundredth of a second."""

PIECE_S, OVERLAP_S = 600.0, 10.0
"""Looked at together, and what is looked at before and after: memory stays flat however long the recording is."""

GAP_S = 0.15
"""A step of the clock longer than this is a gap: what happened in it cannot be integrated."""

SEEN_SHARE = 0.5
"""A swing of which less than this was seen is not counted."""

STOPS_M_S = 1.1
"""By a true gyro a foot set down still moves at 0.2 to 0.7 m/s, which is error; by one of the other handedness at 4 to
7, by one in other axes at 1.2 to 5 (own reading of real and simulated steps)."""

STILL_RAD_S = 1.0
"""A foot on the ground turns slower than this, on its toes too; in a swing it reaches 4 to 12."""

STILL_M_S2 = 1.5
"""On the ground the force's length is gravity's within this: a sensor's offset (0.5) and the body's sway."""

NEAR_S = 0.4
"""The quietest moment of a rest is looked for within this of the step: a rest of minutes is not integrated."""

USUAL_RESTS = 15
"""What rest feels is the median over so many, half of them before and half after: a single rest sways."""

STILL_S = 0.08
"""A foot is on the ground for 0.2 s in a quick walk; the turning point of a swing is passed in less than this."""

SWING_S = (0.2, 1.8)
"""From rest to rest: no foot is set forward quicker, and one that is up longer is not walking."""

STEP_M = 0.15
"""A foot that got this far has taken a step, a short one; shuffling in place is less, and so are errors of the way."""

TURN_RAD = np.deg2rad(40.0)
"""A foot set down turned by this much was lifted, even on the spot: a step of turning round."""

SAME_FLOOR_RAD = np.deg2rad(25.0)
"""Before and after a step the sole lies alike: on a steep ramp within 10°, from flat to the toes within 20°. A shoe
being put on or a strap being fastened does not."""

QUICKEST_RAD_S = 2.2
"""A step's foot turns quicker than this at some time: heel up before it leaves, toes up before it lands."""

PUSH_OFF_RAD_S = 1.0
"""A foot that turns toe-down no faster than a resting one was lifted without pushing off: it has no toe-off."""

STANCE_S = 1.0
"""For so long after a step the foot is looked at for a heel that touches; what is later is no part of walking."""

STANDING_S = 1.0
"""A foot at rest for longer is flat on the ground: nobody stands on the toes that still."""

OFFSET_RAD_S = 0.6
"""A resting gyro shows no more: twice the ±10 °/s of data sheets, on every axis."""

SHAKEN_M_S2 = 2.0
"""Without a gyro: half the time of a swing the force's length is off gravity by more than this."""

PUSHED_M_S2 = 7.5
"""And the force is off that of the rest before by this much, root mean square: setting a foot forward by half a metre
in half a second takes 8, a heel raised as fast as possible 1 to 7."""

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps, a row each; what cannot be measured is NaN.

    Attributes
    ----------
    lift_s, flat_s, start_s : (n,) see `Stride`; `start_s` is `lift_s` where there is no toe-off
    length_m, rise_m, turn_rad : (n,) way along the ground and upward, turn about the vertical
    pushed : (n,) whether the foot pushed off
    rest_up : (n, 3) the upward direction in the sensor's axes where the sole is flattest in the stance that follows
    axis : (n, 3) the sensor's axis about which the foot turns toe-down
    standing_s, standing_up : (m,) and (m, 3) how long each long rest lasts, and the upward direction in it
    """

    lift_s: FloatArray
    flat_s: FloatArray
    start_s: FloatArray
    length_m: FloatArray
    rise_m: FloatArray
    turn_rad: FloatArray
    pushed: BoolArray
    rest_up: FloatArray
    axis: FloatArray
    standing_s: FloatArray
    standing_up: FloatArray

    def within(self, begin_s: float, end_s: float) -> Steps:
        """Those lifted from `begin_s` to before `end_s`."""
        kept = (self.lift_s >= begin_s) & (self.lift_s < end_s)
        rows = {name: getattr(self, name)[kept] for name in _ROWS}
        return replace(self, **rows)

    @classmethod
    def joined(cls, parts: list[Steps]) -> Steps:
        names = (*_ROWS, "standing_s", "standing_up")
        return cls(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


_ROWS = ("lift_s", "flat_s", "start_s", "length_m", "rise_m", "turn_rad", "pushed", "rest_up", "axis")


def find_steps(time_s: FloatArray, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None = None) -> Steps:
    """Every step of the foot that wears the sensor.

    Parameters
    ----------
    time_s : (n,) seconds, rising; gaps are left out
    acc_m_s2 : (n, 3) specific force, gravity included, in any orientation
    gyr_rad_s : (n, 3) angular rate in the same axes, of either handedness, or None

    Notes
    -----
    Velocity is set to zero at each rest and its error taken out in between (zero-velocity update, Foxlin 2005,
    doi:10.1109/MCG.2005.140); orientation is VQF's (Laidig & Seel 2023), its tilt set to gravity's at each rest.

    A foot that never rests for `STILL_S` between two swings, as in running or where a heel only taps the ground in the
    middle of a toe walk's stance, makes them look like one, or like none.
    """
    stream = StepStream()
    stream.push(time_s, acc_m_s2, gyr_rad_s)
    return stream.finish()


class StepStream:
    """Finds steps while the samples arrive; however they are cut, they are those of the whole.

    Carried: the steps of the pieces that are done with, and the samples since, a quarter of an hour of them at most.
    """

    def __init__(self) -> None:
        self._found = [_nothing()]
        self._begin_s = -np.inf
        self._newest_s = -np.inf
        self._waiting: list[tuple[FloatArray, FloatArray, FloatArray | None]] = []

    def push(self, time_s: FloatArray, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None = None) -> None:
        """Take samples; see `find_steps`. Those that are no numbers, or no later than the one before, are left out."""
        usable = np.isfinite(time_s)
        for axis in (*acc_m_s2.T, *(() if gyr_rad_s is None else gyr_rad_s.T)):
            usable &= np.isfinite(axis)
        latest = np.maximum.accumulate(np.concatenate(([self._newest_s], np.where(usable, time_s, -np.inf))))
        usable &= time_s > latest[:-1]
        if not usable.all():
            time_s, acc_m_s2 = time_s[usable], acc_m_s2[usable]
            gyr_rad_s = None if gyr_rad_s is None else gyr_rad_s[usable]
        if not len(time_s):
            return
        self._waiting.append((time_s, acc_m_s2, gyr_rad_s))
        self._newest_s = float(time_s[-1])
        if not np.isfinite(self._begin_s):
            self._begin_s = float(time_s[0])
        # The last piece of all may be half as long again: a piece is done with once it cannot be that one.
        if self._newest_s - (self._begin_s + PIECE_S) >= PIECE_S / 2:
            self._look(whole=False)

    def finish(self) -> Steps:
        """No more samples come: every step."""
        if self._waiting:
            self._look(whole=True)
            self._waiting.clear()
        return Steps.joined(self._found)

    def _look(self, *, whole: bool) -> None:
        """Look at the pieces that are complete; at the rest too where it is the `whole`."""
        if len(self._waiting) > 1:
            times, forces, rates = zip(*self._waiting, strict=True)
            gyr = np.concatenate([rate for rate in rates if rate is not None]) if rates[0] is not None else None
            self._waiting = [(np.concatenate(times), np.concatenate(forces), gyr)]
        time_s, acc, gyr = self._waiting[0]
        kept = 0
        while True:
            end_s = self._begin_s + PIECE_S
            if self._newest_s - end_s < PIECE_S / 2:
                if not whole:
                    break
                end_s = np.inf
            first, last = np.searchsorted(time_s, (self._begin_s - OVERLAP_S, end_s + OVERLAP_S))
            rate = None if gyr is None else gyr[first:last]
            cells = _cells(time_s[first:last], acc[first:last], rate) if _may_step(acc[first:last], rate) else None
            if cells is not None:
                self._found.append(_steps(cells).within(self._begin_s, end_s))
            later = int(np.searchsorted(time_s, end_s))
            if later >= len(time_s):
                break
            self._begin_s = float(time_s[later])  # a clock that jumps by years is not walked through
            kept = int(np.searchsorted(time_s, self._begin_s - OVERLAP_S))
        # A copy, so that what is done with is let go of.
        self._waiting = (
            [] if whole else [(time_s[kept:].copy(), acc[kept:].copy(), None if gyr is None else gyr[kept:].copy())]
        )


def _may_step(acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None) -> bool:
    """Whether any sample is of a foot that takes a step: what is sat through need not be looked at."""
    if gyr_rad_s is None:
        return bool((np.abs(lengths(acc_m_s2) - GRAVITY_M_S2) > SHAKEN_M_S2).any())
    return bool((lengths(gyr_rad_s) > QUICKEST_RAD_S - OFFSET_RAD_S).any())


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Regular samples: (n,) s, (n, 3), (n, 3) or None, (n,) whether the cell lies in a gap."""

    time_s: FloatArray
    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray | None
    missing: BoolArray


def _cells(time_s: FloatArray, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None) -> _Cells | None:
    """Averages over cells of 1 / `RATE_HZ` of the straight lines between samples; None where too few for a step."""
    count = int((time_s[-1] - time_s[0]) * RATE_HZ) if len(time_s) else 0
    if count < 4 * SWING_S[0] * RATE_HZ:
        return None
    edges_s = time_s[0] + np.arange(count + 1) / RATE_HZ
    steps_s = np.diff(time_s)
    before = np.clip(np.searchsorted(time_s, edges_s, side="right") - 1, 0, len(steps_s) - 1)
    into_s = edges_s - time_s[before]
    bent_s = 0.5 * into_s**2 / steps_s[before]
    straight_s, half_steps_s = into_s - bent_s, 0.5 * steps_s

    def means(values: FloatArray) -> FloatArray:
        # One axis after the other: what it takes on the way stays in the processor's nearest memory.
        return np.array([mean(np.ascontiguousarray(axis)) for axis in values.T]).T

    def mean(axis: FloatArray) -> FloatArray:
        whole = np.concatenate(([0.0], np.cumsum((axis[1:] + axis[:-1]) * half_steps_s)))
        return np.diff(whole[before] + axis[before] * straight_s + axis[before + 1] * bent_s) * RATE_HZ

    missing = np.maximum(steps_s[before[1:]], steps_s[before[:-1]]) > GAP_S
    gyr = None if gyr_rad_s is None else _settled(means(gyr_rad_s))
    return _Cells(edges_s[:-1] + 0.5 / RATE_HZ, means(acc_m_s2), gyr, missing)


def _settled(rate_rad_s: FloatArray) -> FloatArray:
    """The rate without its offset, the median of the fifth of the time with the least change: on the ground."""
    width = round(0.2 * RATE_HZ)
    mean = uniform_filter1d(rate_rad_s, width, axis=0, mode="nearest")
    change = (uniform_filter1d(rate_rad_s**2, width, axis=0, mode="nearest") - mean**2).sum(axis=1)
    return rate_rad_s - np.median(rate_rad_s[change <= np.percentile(change, 20)], axis=0)


def _rests(still: BoolArray, missing: BoolArray) -> tuple[IntArray, IntArray]:
    """(first, last + 1) of every rest of `STILL_S` or more; a gap ends one."""
    turns = np.diff(np.concatenate(([0], (still & ~missing).astype(np.int8), [0])))
    first, last = np.flatnonzero(turns == 1), np.flatnonzero(turns == -1)
    long = last - first >= STILL_S * RATE_HZ
    return first[long], last[long]


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
    """What happened between rests, a row each, by one reading of the gyro.

    (m, 3) m way; (m,) rad turn about the vertical and change of tilt; (m,) m/s by which the foot seemed to move on
    when it rested; (n, 3) the upward direction in the sensor's axes at every cell.
    """

    way_m: FloatArray
    turn_rad: FloatArray
    tilt_rad: FloatArray
    unstopped_m_s: FloatArray
    up: FloatArray


def _steps(cells: _Cells) -> Steps:
    rate, acc, time_s = cells.gyr_rad_s, cells.acc_m_s2, cells.time_s
    if rate is None:
        return _steps_without_gyro(cells)
    speed = lengths(rate)
    off = np.abs(lengths(acc) - GRAVITY_M_S2)
    width = round(0.05 * RATE_HZ)
    still = (uniform_filter1d(speed, width) < STILL_RAD_S) & (uniform_filter1d(off, width) < STILL_M_S2)
    first, last = _rests(still, cells.missing)
    begin, end = last[:-1], first[1:]  # a swing lies between two rests
    peak = np.array([speed[a:b].max(initial=0.0) for a, b in zip(begin, end, strict=True)])
    quick = _possible(begin, end, cells.missing) & (peak > QUICKEST_RAD_S)
    if not quick.any():
        return _nothing()
    quietest = _quietest(speed, first, last)
    moves = _moves(rate, acc, quietest, quick)
    if np.median(moves.unstopped_m_s) > STOPS_M_S:
        rate = -rate
        moves = _moves(rate, acc, quietest, quick)
        if np.median(moves.unstopped_m_s) > STOPS_M_S:
            return _steps_without_gyro(cells)
    far = np.linalg.norm(moves.way_m, axis=1) > STEP_M
    step = (far | (np.abs(moves.turn_rad) > TURN_RAD)) & (moves.tilt_rad < SAME_FLOOR_RAD)
    begin, end = begin[quick][step], end[quick][step]
    # Its way is not known where a part of it was not seen.
    way = np.where(_lost(begin, end, cells.missing)[:, None] > 0, np.nan, moves.way_m[step])
    axis = _toe_down_axis(rate, begin, end)
    start = np.array([a + _toe_off(rate[a:b] @ axis) for a, b in zip(begin, end, strict=True)], dtype=np.int64)
    pushed = rate[start] @ axis > PUSH_OFF_RAD_S
    long = last - first >= STANDING_S * RATE_HZ
    return Steps(
        lift_s=time_s[begin],
        flat_s=time_s[end],
        start_s=time_s[np.where(pushed, start, begin)],
        length_m=np.hypot(way[:, 0], way[:, 1]),
        rise_m=way[:, 2],
        turn_rad=moves.turn_rad[step],
        pushed=pushed,
        rest_up=_flattest(moves.up, axis, begin, end),
        axis=np.tile(axis, (len(begin), 1)),
        standing_s=(last - first)[long] / RATE_HZ,
        standing_up=_means(moves.up, first[long], last[long]),
    )


def _steps_without_gyro(cells: _Cells) -> Steps:
    """Steps by how they shake the sensor; where they lead is not known."""
    acc, time_s = cells.acc_m_s2, cells.time_s
    off = np.abs(lengths(acc) - GRAVITY_M_S2)
    width = round(0.1 * RATE_HZ)
    mean = uniform_filter1d(acc, width, axis=0)
    spread = np.sqrt(np.maximum(uniform_filter1d(acc**2, width, axis=0) - mean**2, 0).sum(axis=1))
    still = (uniform_filter1d(off, width) < STILL_M_S2) & (spread < STILL_M_S2)
    first, last = _rests(still, cells.missing)
    up = mean / np.maximum(np.linalg.norm(mean, axis=1), 1e-3)[:, None]
    begin, end = last[:-1], first[1:]
    tilted = np.arccos(np.clip((up[begin] * up[end]).sum(axis=1), -1, 1))
    shaken = np.array([np.median(off[a:b]) if b > a else 0.0 for a, b in zip(begin, end, strict=True)])
    pushed = np.array([_spread(acc[a:b], mean[a]) for a, b in zip(begin, end, strict=True)])
    step = _possible(begin, end, cells.missing) & (tilted < SAME_FLOOR_RAD)
    step &= (shaken > SHAKEN_M_S2) & (pushed > PUSHED_M_S2)
    begin, end = begin[step], end[step]
    unknown = np.full(len(begin), np.nan)
    nowhere = np.full((len(begin), 3), np.nan)
    return replace(
        _nothing(),
        lift_s=time_s[begin],
        flat_s=time_s[end],
        start_s=time_s[begin],
        length_m=unknown,
        rise_m=unknown,
        turn_rad=unknown,
        pushed=np.ones(len(begin), np.bool_),
        rest_up=nowhere,
        axis=nowhere,
    )


def _spread(acc_m_s2: FloatArray, rest_m_s2: FloatArray) -> float:
    """Root mean square of how far the force is off that of the rest."""
    return float(np.sqrt(((acc_m_s2 - rest_m_s2) ** 2).sum(axis=1).mean())) if len(acc_m_s2) else 0.0


def _nothing() -> Steps:
    none, nowhere = np.empty(0), np.empty((0, 3))
    return Steps(none, none, none, none, none, none, np.empty(0, np.bool_), nowhere, nowhere, none, nowhere)


def _lost(begin: IntArray, end: IntArray, missing: BoolArray) -> IntArray:
    """(m,) how many cells of each swing lie in a gap."""
    lost = np.concatenate(([0], np.cumsum(missing)))
    return lost[end] - lost[begin]


def _possible(begin: IntArray, end: IntArray, missing: BoolArray) -> BoolArray:
    """(m,) whether each lasts as long as a swing and most of it was seen."""
    lasts_s = (end - begin) / RATE_HZ
    seen = _lost(begin, end, missing) <= (1 - SEEN_SHARE) * (end - begin)
    return (lasts_s >= SWING_S[0]) & (lasts_s <= SWING_S[1]) & seen


def _quietest(speed_rad_s: FloatArray, first: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
    """(m,) and (m,) the cells near the beginning and near the end of each rest at which the foot turns least.

    A heel that begins to rise turns slowly, but it moves: what is held to rest is the foot before that.
    """
    near = round(NEAR_S * RATE_HZ)
    smooth = uniform_filter1d(speed_rad_s, round(0.1 * RATE_HZ))
    early = [a + int(np.argmin(smooth[a : min(b, a + near)])) for a, b in zip(first, last, strict=True)]
    late = [max(a, b - near) + int(np.argmin(smooth[max(a, b - near) : b])) for a, b in zip(first, last, strict=True)]
    return np.array(early, dtype=np.int64), np.array(late, dtype=np.int64)


def _moves(rate: FloatArray, acc: FloatArray, quietest: tuple[IntArray, IntArray], wanted: BoolArray) -> _Moves:
    """The ways between rests.

    Parameters
    ----------
    rate, acc : (n, 3) on the cells
    quietest : (m,) and (m,) of each rest, see `_quietest`
    wanted : (m - 1,) which of the ways between
    """
    early, late = quietest
    begin, end = late[:-1][wanted], early[1:][wanted]
    told, upright, resting_m_s2 = _orientation(rate, acc, np.column_stack((early, late)).ravel())
    up = told.inv().apply(upright.inv().apply((0.0, 0.0, 1.0)))
    pushed = upright.apply(told.apply(acc))
    pushed[:, 2] -= resting_m_s2
    gained = np.linalg.norm(_means(pushed, begin, end), axis=1) * (end - begin) / RATE_HZ
    between = (_at(upright, end) * _at(told, end) * (_at(upright, begin) * _at(told, begin)).inv()).as_matrix()
    return _Moves(
        way_m=_way(pushed, begin, end),
        turn_rad=np.arctan2(between[:, 1, 0] - between[:, 0, 1], between[:, 0, 0] + between[:, 1, 1]),
        tilt_rad=np.arccos(np.clip((up[begin] * up[end]).sum(axis=1), -1.0, 1.0)),
        unstopped_m_s=gained,
        up=up,
    )


def _orientation(rate: FloatArray, acc: FloatArray, at: IntArray) -> tuple[Rotation, Rotation, FloatArray]:
    """(n,) rotations from the sensor's axes to the earth's, the third of which is up: VQF's, and what sets it upright;
    (n,) the force that a resting foot usually feels about then, m/s².

    VQF's tilt lags while the foot is thrown about. At the (k,) cells in rest the force is set upright, and in between
    by what lies between. A sensor's offset makes what rest feels other than gravity by up to 0.6, and a step higher or
    lower by a hand's breadth: what rest feels is taken for gravity.
    """
    quaternions = VQF(1 / RATE_HZ).updateBatch(np.ascontiguousarray(rate), np.ascontiguousarray(acc))["quat6D"]
    told = Rotation.from_quat(quaternions[:, [1, 2, 3, 0]])
    half = round(0.05 * RATE_HZ)
    felt = _means(told.apply(acc), np.maximum(at - half, 0), np.minimum(at + half + 1, len(acc)))
    force = np.linalg.norm(felt, axis=1)
    felt /= np.maximum(force, 1e-3)[:, None]
    across = np.cross(felt, (0.0, 0.0, 1.0))
    sine = np.linalg.norm(across, axis=1)
    lean = across * (np.arctan2(sine, felt[:, 2]) / np.maximum(sine, 1e-9))[:, None]
    everywhere = np.arange(len(acc))
    upright = np.column_stack([np.interp(everywhere, at, lean[:, k]) for k in range(3)])
    usual = median_filter(force, USUAL_RESTS, mode="nearest")
    return told, Rotation.from_rotvec(upright), np.interp(everywhere, at, usual)


def _at(turns: Rotation, cells: IntArray) -> Rotation:
    """(m,) of the rotations at these (m,) cells."""
    return Rotation.from_quat(turns.as_quat()[cells])


def _means(values: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """(m, 3) mean of the rows from each `first` to before its `last`."""
    sums = _summed(values)
    return (sums[last] - sums[first]) / np.maximum(last - first, 1)[:, None]


def _way(pushed_m_s2: FloatArray, begin: IntArray, end: IntArray) -> FloatArray:
    """(m, 3) m, from where the foot rested to where it rests, the speed being zero at both ends.

    What is left of the speed at the end is error. It comes from where the push is strong (the landing above all, that
    falls between samples or beyond the range), so it is taken out in step with the push squared.
    """
    speed = _summed(pushed_m_s2) / RATE_HZ
    place = _summed(0.5 * (speed[1:] + speed[:-1])) / RATE_HZ
    share = _summed((pushed_m_s2**2).sum(axis=1, keepdims=True) + 1e-6)
    shares = _summed(0.5 * (share[1:] + share[:-1]))
    lasts_s = ((end - begin) / RATE_HZ)[:, None]
    late_s = ((shares[end] - shares[begin]) / RATE_HZ - share[begin] * lasts_s) / (share[end] - share[begin])
    return place[end] - place[begin] - speed[begin] * lasts_s - (speed[end] - speed[begin]) * late_s


def _summed(rows: FloatArray) -> FloatArray:
    """(n + 1, c) sums of the (n, c) rows before each."""
    return np.concatenate((np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)))


def _toe_down_axis(rate: FloatArray, begin: IntArray, end: IntArray) -> FloatArray:
    """(3,) the sensor's axis about which the foot turns toe-down: that of most turning in the steps.

    Its sign is that of the first half of a step, in which the heel leaves the ground before the toe.
    """
    if not len(begin):
        return np.array([1.0, 0.0, 0.0])
    turning = np.concatenate([rate[a:b] for a, b in zip(begin, end, strict=True)])
    axis = np.linalg.eigh(turning.T @ turning)[1][:, -1]
    pitch = [float(np.cumsum(rate[a:b] @ axis).mean()) for a, b in zip(begin, end, strict=True)]
    return axis if np.median(pitch) >= 0 else -axis


def _flattest(up: FloatArray, axis: FloatArray, begin: IntArray, end: IntArray) -> FloatArray:
    """(m, 3) the upward direction where the sole is flattest between each step and the next, or soon after the last.

    Parameters
    ----------
    up : (n, 3) in the sensor's axes
    axis : (3,) of turning toe-down
    begin, end : (m,) first cell of each step and one past its last
    """
    if not len(end):
        return np.empty((0, 3))
    usual = np.median(up[end], axis=0)
    # Turned toe-down about the axis, the sensor sees up turn the other way.
    heel_up = np.cross(up, usual) @ axis
    until = np.minimum(np.append(begin[1:], len(up)), end + round(STANCE_S * RATE_HZ))
    at = [a + int(np.argmin(heel_up[a:b])) for a, b in zip(end, np.maximum(until, end + 1), strict=True)]
    return up[at]


def _toe_off(toe_down_rad_s: FloatArray) -> int:
    """Index at which the foot turns toe-down fastest before it stands steepest."""
    steepest = int(np.argmax(np.cumsum(toe_down_rad_s)))
    return int(np.argmax(toe_down_rad_s[: steepest + 1]))
