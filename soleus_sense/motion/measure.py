"""Measures one finished cycle: the heel's way over it, and the four instants that bound raise and lowering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import maximum_filter1d

from soleus_sense.motion.cycles import Cycle
from soleus_sense.motion.gravity import gravity_direction, limited, trusted
from soleus_sense.motion.grid import GRID_RATE_HZ, UNSEEN_S
from soleus_sense.motion.height import fit_height, shake, without_shocks
from soleus_sense.motion.phases import Bounds, bounds_by_flanks, bounds_of_rise
from soleus_sense.motion.rest import resting
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import centred, reach, slopes, smoothed
from soleus_sense.motion.vectors import along, dot, lengths, main_axis

SMOOTHING_SHARE = 0.025
"""Speed is smoothed by a Gaussian of about this share of the phase's own length: it moves no bound by more."""

LEAST_SMOOTHING_S = 0.010
ENOUGH_SMOOTHING_GYRO_S = 0.035
ENOUGH_SMOOTHING_S = 0.08
"""Where a foot does not tremble the smoothing stays below these, though a slow phase would allow more. An
accelerometer's tilt shows tremor as acceleration: it takes more than a gyro's rate."""

WIDEST, WIDEST_GYRO = 0.025, 0.015
"""The most that a phase's smoothing may be, as a share of its length."""

WIDER = 1.4
TREMBLES_SHARE = 0.04
"""Smoothed by so much more, step by step, until in the middle of the way what trembles is less than this share of the
greatest speed: a tenth of which, the bound, it then crosses only at two and a half standard deviations."""

MIDDLE = (0.2, 0.8)
"""The middle of a way, shares of it: there the speed of whatever shape changes slowly."""

QUIETEST_SMOOTHING_S = 0.06
"""Least smoothing of an accelerometer's tilt: tremor of 7 Hz goes down to a tenth."""

LEAST_SMOOTHING_LIFT_S, MOST_SMOOTHING_LIFT_S = 0.04, 0.08
"""The height at a shin is solved for: what trembles is nearly gone from it."""

STRIDE = 2
"""The height is solved for at 25 Hz."""

STRUCK_M_S2 = 15.0
"""A heel that falls strikes the floor with 3 to 10 g as a shin feels it; one put down quickly, with 0.5 to 1.6."""

LATER_S = 0.3
LATER_SHARE = 0.25
"""What follows a landing settles the height; the landing itself is no later than where the tracker put it by more than
this, or this share of the lowering: beyond, a lowering is drift, or the next raise."""

RESTS_BELOW = 0.7
"""Down by this share of the way, a leg that rests has landed."""

RINGS_S = 0.1
"""A strike is at its hardest within this time."""

STANDS_BEFORE = 5
"""With fewer grid samples than this before it, a cycle may have begun before the recording: no bottom is seen."""

RISES_AGAIN = 0.15
"""Higher again by this share of the way down, the next raise has begun."""

DOWN_AGAIN = 0.6
"""A lowering that rises again before this much of the way is one that wavers."""

LEVER_SMOOTHING_S = 0.10
"""A sensor's lever is looked for in what is slower than some 2 Hz: a raise, not the tremor of 4 to 9 Hz."""

AGREE = 0.6
"""A gyro whose turn goes along with gravity's less than this (correlation) is in other axes: it is left out."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One cycle measured. Grid positions with fractions; what cannot be had is None.

    Attributes
    ----------
    raise_start, raise_end, lower_start, lower_end : grid positions
    range_rad : change of pitch (foot) or tilt (shin) from bottom to top
    lift_m : way of the shin upward, None for a foot sensor
    peak_lower_rad_s : greatest speed of the turn while lowering
    """

    raise_start: float
    raise_end: float
    lower_start: float
    lower_end: float
    range_rad: float | None
    lift_m: float | None
    peak_lower_rad_s: float | None

    def moved(self, by: int) -> Measured:
        """The same, `by` grid positions later."""
        return Measured(
            self.raise_start + by,
            self.raise_end + by,
            self.lower_start + by,
            self.lower_end + by,
            self.range_rad,
            self.lift_m,
            self.peak_lower_rad_s,
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Indices into a window: where the cycle may begin at the earliest and end at the latest, and its marks."""

    first: int
    onset: int
    top: int
    landing: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """(n,) a height, and (n,) its change per sample."""

    height: FloatArray
    speed: FloatArray

    @classmethod
    def of(cls, height: FloatArray) -> Travel:
        """That of a height."""
        return cls(height, slopes(height))


def measure_pitch(force_m_s2: FloatArray, rate_rad_s: FloatArray | None, at: Stretch) -> Measured | None:
    """Measure a foot sensor's cycle.

    Parameters
    ----------
    force_m_s2, rate_rad_s : (n, 3) on the grid around the cycle; None without a gyro

    Returns
    -------
    None where the window shows no way up and down
    """
    up_s = (at.top - at.onset) / GRID_RATE_HZ
    down_s = (at.landing - at.top) / GRID_RATE_HZ
    felt = limited(force_m_s2)
    coarse = smoothed(felt, 0.06 * GRID_RATE_HZ)
    plane = _plane(coarse, at)
    if plane is None:
        return None
    pitch = _angle(coarse, plane)
    turn = None if rate_rad_s is None else _turn_rate(rate_rad_s, pitch, at)
    sure = _sure(force_m_s2, pitch, at) if turn is None else None

    @cache
    def smoothed_by(width_s: float) -> FloatArray:
        """Height over the lever, smoothed; a raise and a lowering of one length share it."""
        if turn is not None:
            angle = smoothed(turn, width_s * GRID_RATE_HZ).cumsum() / GRID_RATE_HZ
            angle -= angle[at.onset]
            return np.sin(angle - min(float(angle[at.first : at.top + 1].min()), 0.0))
        angle = _angle(smoothed(felt, width_s * GRID_RATE_HZ), plane)
        if sure is not None and len(sure):
            angle = np.interp(np.arange(len(felt)), sure, angle[sure])
        return np.sin(angle)

    if turn is not None:
        least_s, enough_s, share, most_share = LEAST_SMOOTHING_S, ENOUGH_SMOOTHING_GYRO_S, SMOOTHING_SHARE, WIDEST_GYRO
    else:
        least_s, enough_s, share, most_share = QUIETEST_SMOOTHING_S, ENOUGH_SMOOTHING_S, 1.5 * SMOOTHING_SHARE, WIDEST

    def travel(phase_s: float, part: slice) -> Travel:
        width_s = min(max(share * phase_s, least_s), enough_s)
        return _as_smooth_as_it_trembles(smoothed_by, part, width_s, most_share * phase_s)

    up = travel(up_s, slice(at.onset, at.top + 1))
    down = travel(down_s, slice(at.top, at.landing + 1))
    found = _bounds(up, down, at, partial(bounds_of_rise, overshoots=turn is None))
    if found is None:
        return None
    raised, lowered, top = found
    bottom = at.first + int(up.height[at.first : top + 1].argmin())
    lowest, highest = np.arcsin(up.height[[bottom, top]])
    falling = slopes(np.arcsin(down.height))[int(lowered.start) : int(lowered.end) + 2]
    return Measured(
        raised.start,
        raised.end,
        lowered.start,
        lowered.end,
        float(highest - lowest),
        None,
        float(-falling.min() * GRID_RATE_HZ),
    )


def _as_smooth_as_it_trembles(
    smoothed_by: Callable[[float], FloatArray], part: slice, width_s: float, most_s: float
) -> Travel:
    """A height as little smoothed as its tremor allows.

    Parameters
    ----------
    smoothed_by : gives the height smoothed by a Gaussian of a width in seconds
    part : the way up or down in it
    width_s, most_s : the least and the greatest width
    """
    height = smoothed_by(width_s)
    if most_s <= width_s:
        return Travel.of(height)
    calm = slopes(smoothed_by(most_s))[part]
    covered = np.abs(calm).cumsum()
    inner = (covered > MIDDLE[0] * covered[-1]) & (covered < MIDDLE[1] * covered[-1])
    most = TREMBLES_SHARE * float(np.abs(calm).max())
    while width_s < most_s and inner.any() and _size((slopes(height)[part] - calm)[inner]) > most:
        width_s = min(WIDER * width_s, most_s)
        height = smoothed_by(width_s)
    return Travel.of(height)


def _size(values: FloatArray) -> float:
    """Root mean square of (n,) values."""
    return sqrt(float(values @ values) / len(values))


def _sure(force_m_s2: FloatArray, pitch: FloatArray, at: Stretch) -> NDArray[np.intp]:
    """Indices at which the force's direction is gravity's, and the landing where else nothing shows the way down."""
    sure = trusted(lengths(smoothed(force_m_s2, 0.03 * GRID_RATE_HZ))).nonzero()[0]
    if len(sure) and sure[-1] < at.landing and pitch[sure[-1]] > 0.5 * pitch[sure].max():
        # It fell, and the window ends with the shock.
        return np.append(sure, at.landing)
    return sure


def measure_lift(
    force_m_s2: FloatArray,
    rate_rad_s: FloatArray | None,
    at: Stretch,
    *,
    step_s: FloatArray | None = None,
    gravity_m_s2: float | None = None,
) -> Measured | None:
    """Measure a shin sensor's cycle; as `measure_pitch`, and (n,) seconds between the samples, if any were lost.

    Parameters
    ----------
    gravity_m_s2 : what the sensor takes for gravity, where that is known
    """
    direction = None if rate_rad_s is None else gravity_direction(force_m_s2, rate_rad_s)
    if gravity_m_s2 is None:
        still = resting(force_m_s2, at.onset, at.top, at.landing)
    else:
        # Beside the shock of a heel that is let drop the rest of its cycle is calm.
        still = np.zeros(len(force_m_s2), dtype=np.bool_)
    height = height_on_grid(force_m_s2, direction, step_s=step_s, still=still, gravity_m_s2=gravity_m_s2)
    if at.onset > STANDS_BEFORE:
        # It comes back to the bottom that it left: what lies between the two is drift.
        height -= np.interp(np.arange(len(height)), (at.onset, at.landing), height[[at.onset, at.landing]])
    at = _over_by(at, height, still)

    def travel(phase_s: float) -> Travel:
        width = min(max(1.5 * SMOOTHING_SHARE * phase_s, LEAST_SMOOTHING_LIFT_S), MOST_SMOOTHING_LIFT_S)
        return Travel.of(smoothed(height, width * GRID_RATE_HZ))

    up = travel((at.top - at.onset) / GRID_RATE_HZ)
    down = travel((at.landing - at.top) / GRID_RATE_HZ)
    found = _bounds(up, down, at, bounds_by_flanks)
    if found is None:
        return None
    raised, lowered, _ = found
    lift = 0.5 * (raised.way + lowered.way)
    landed = _struck(force_m_s2, lowered)
    turn = _tilt_range(force_m_s2, raised, lowered)
    return Measured(raised.start, raised.end, lowered.start, landed, turn, lift, None)


def _over_by(at: Stretch, height: FloatArray, still: NDArray[np.bool_]) -> Stretch:
    """The same, ending at the latest where the leg rests below, or soon after the tracker saw it land."""
    fallen = height[at.top] - height[at.top : at.last + 1]
    rests = still[at.top : at.last + 1] & (fallen > RESTS_BELOW * fallen.max())
    late = max(round(LATER_S * GRID_RATE_HZ), int(LATER_SHARE * (at.landing - at.top)))
    last = min(at.last, at.landing + late, at.top + int(rests.argmax()) if rests.any() else at.last)
    return Stretch(at.first, at.onset, at.top, min(at.landing, last), last)


def _struck(force_m_s2: FloatArray, lowered: Bounds) -> float:
    """Where a lowering ends: a heel that falls is down when it strikes the floor, whatever the strap does then."""
    start = int(lowered.start)
    excess = lengths(force_m_s2[start : int(lowered.end) + 1]) - GRAVITY_M_S2
    struck = np.flatnonzero(excess > STRUCK_M_S2)
    if not len(struck):
        return lowered.end
    # The first strike; a quick next repetition may end in a harder one.
    first = int(struck[0])
    return float(start + first + int(np.argmax(excess[first : first + round(RINGS_S * GRID_RATE_HZ)])))


def height_on_grid(
    force_m_s2: FloatArray,
    direction: FloatArray | None = None,
    *,
    step_s: FloatArray | None = None,
    still: NDArray[np.bool_] | None = None,
    gravity_m_s2: float | None = None,
) -> FloatArray:
    """(n,) height of the sensor over a window of grid samples, metres, its zero arbitrary.

    Parameters
    ----------
    force_m_s2, direction : (n, 3) on the grid; direction as `fit_height` takes it
    step_s : (n,) seconds between the samples that a grid sample lies between
    still : (n,) whether the leg is known to stand still
    gravity_m_s2 : as `fit_height` takes it
    """
    calm = without_shocks(force_m_s2)
    shaken, _ = shake(calm, 3)
    excess = maximum_filter1d(lengths(force_m_s2), STRIDE + 1, mode="nearest") - GRAVITY_M_S2
    force = smoothed(calm, 0.5 * STRIDE)[::STRIDE]
    up = None if direction is None else direction[::STRIDE]
    unseen = None
    if step_s is not None:
        unseen = maximum_filter1d(step_s, 2 * STRIDE + 1, mode="nearest")[::STRIDE] > UNSEEN_S
    fit = fit_height(
        force,
        shaken[::STRIDE],
        excess[::STRIDE],
        GRID_RATE_HZ / STRIDE,
        direction=up,
        unseen=unseen,
        resting=None if still is None else still[::STRIDE],
        gravity_m_s2=gravity_m_s2,
    )
    grid = np.arange(len(force_m_s2))
    return np.interp(grid, grid[::STRIDE], fit.height_m)


def lever_seen(force_m_s2: FloatArray, up: FloatArray) -> tuple[float, float]:
    """How far a foot sensor goes up, as it begins to turn, per radian: its lever about the ball of the foot.

    Parameters
    ----------
    force_m_s2 : (n, 3) on the grid around a cycle
    up : (3,) unit vector along which gravity's direction moved on the seeming way up

    Returns
    -------
    metres, negative where the seeming way up went down; the standard deviation of that

    Notes
    -----
    What turns at the end of a lever goes up by the lever times the turn, less by a share of its square as a lever that
    stands rather than lies: its acceleration is their second derivative, slow as it may be. The turn itself and its
    square explain what the sensor's offset leaks; the height, which drifts, is not needed.
    """
    width = LEVER_SMOOTHING_S * GRID_RATE_HZ
    calm = smoothed(without_shocks(force_m_s2), width)
    length = lengths(calm)
    turned = along(calm / length[:, None], up)
    turned -= turned[0]
    ways = np.column_stack((turned, turned * turned))
    explaining = np.column_stack((slopes(slopes(ways)) * GRID_RATE_HZ**2, ways, np.ones(len(ways))))
    inverse = np.linalg.pinv(explaining.T @ explaining)
    shares = inverse @ (explaining.T @ length)
    left = length - explaining @ shares
    # So many neighbours say the same, smoothed by a Gaussian.
    alike = 2 * sqrt(np.pi) * width
    return float(shares[0]), sqrt(float(left @ left) / len(left) * alike * float(inverse[0, 0]))


def _bounds(
    up: Travel, down: Travel, at: Stretch, bounds: Callable[..., Bounds | None]
) -> tuple[Bounds, Bounds, int] | None:
    """Raise, lowering and the index of the highest point."""
    height = up.height
    top = at.onset + int(height[at.onset : at.landing + 1].argmax())
    low = at.first + int(height[at.first : top + 1].argmin())
    raised = bounds(height, up.speed, low, top, at.first, at.landing, top_last=True)
    height = down.height
    high = at.onset + int(height[at.onset : at.landing + 1].argmax())
    end = high + _settled(height[high : at.last + 1])
    earliest = top if raised is None else int(raised.end)
    lowered = bounds(-height, -down.speed, high, end, earliest, at.last, top_last=False)
    return None if raised is None or lowered is None else (raised, lowered, top)


def _settled(height: FloatArray) -> int:
    """Index of the lowest point after the first, before the height rises again by a good part of the way."""
    lowest = np.minimum.accumulate(height)
    down = height[0] - lowest
    again = (height - lowest > RISES_AGAIN * down) & (lowest < height[0]) & (down > DOWN_AGAIN * down[-1])
    stop = int(again.argmax()) if again.any() else len(height)
    return int(height[:stop].argmin())


def _plane(force: FloatArray, at: Stretch) -> tuple[FloatArray, FloatArray] | None:
    """Two unit vectors that span the arc of gravity's direction: at the bottom, and towards the top."""
    below = force[max(at.first, at.onset - 5) : at.onset + 1]
    above = force[max(at.top - 2, at.onset) : at.top + 3]
    bottom, top = below.sum(axis=0) / len(below), above.sum(axis=0) / len(above)
    bottom = bottom / sqrt(dot(bottom, bottom))
    across = top - dot(top, bottom) * bottom
    size = sqrt(dot(across, across))
    return None if size == 0 else (bottom, across / size)


def _angle(force: FloatArray, plane: tuple[FloatArray, FloatArray]) -> FloatArray:
    """(n,) how far the force's direction has turned from the plane's first vector to its second, radians."""
    one, two = plane
    return np.arctan2(along(force, two), along(force, one))


def _turn_rate(rate_rad_s: FloatArray, pitch: FloatArray, at: Stretch) -> FloatArray | None:
    """(n,) rad/s about the axis the foot turns on, offset removed; None where the gyro disagrees with gravity."""
    part = slice(at.onset, at.landing + 1)
    turn = along(rate_rad_s, main_axis(centred(rate_rad_s[part])))
    smooth = smoothed(turn, 0.06 * GRID_RATE_HZ)
    seen = slopes(pitch) * GRID_RATE_HZ
    a, b = centred(smooth[part]), centred(seen[part])
    together = float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum() + 1e-12))
    if abs(together) < AGREE:
        return None
    turn = turn if together > 0 else -turn
    # What the gyro turns too much against gravity, over the whole window, is its offset.
    drift = turn.cumsum() / GRID_RATE_HZ - pitch
    time_s = centred(np.arange(len(turn)) / GRID_RATE_HZ)
    return turn - float((time_s * drift).sum() / (time_s * time_s).sum())


def _tilt_range(force: FloatArray, raised: Bounds, lowered: Bounds) -> float:
    """Angle between gravity's direction before the raise and at the top, radians."""
    width = 0.2 * GRID_RATE_HZ
    start, middle = int(raised.start), int(0.5 * (raised.end + lowered.start))
    # What lies farther from both than the Gaussian reaches would not be felt.
    first = max(min(start, middle) - reach(width), 0)
    smooth = smoothed(limited(force[first : max(start, middle) + reach(width) + 1]), width)
    bottom, top = smooth[start - first], smooth[middle - first]
    cosine = (bottom * top).sum() / np.sqrt((bottom**2).sum() * (top**2).sum())
    return float(np.arccos(np.clip(cosine, -1, 1)))


def stretch_of(cycle: Cycle, base: int, *, first: int, last: int) -> Stretch:
    """A cycle's marks as indices into a window that begins at grid index `base`."""
    return Stretch(
        first - base,
        min(max(cycle.onset, first), cycle.top) - base,
        cycle.top - base,
        min(cycle.landing, last) - base,
        last - base,
    )
