"""Measures one finished cycle of a foot sensor: how far the foot turned, and when it did."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import cos, sqrt

import numpy as np
from numpy.typing import NDArray

from soleus_sense.motion.gravity import limited, trusted
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured, Stretch, Travel, bounds_of_cycle, struck_at, travels
from soleus_sense.motion.phases import bounds_of_rise
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import centred, low_passed, middle, slopes, smoothed
from soleus_sense.motion.vectors import along, dot, lengths, main_axis

SMOOTHING_SHARE = 0.0375
"""An accelerometer's tilt is smoothed by a Gaussian of about this share of the phase's own length: sharper filters let
through more of the push at its ends, which looks like tilt."""

QUIETEST_SMOOTHING_S = 0.06
"""Least smoothing of an accelerometer's tilt: tremor of 7 Hz goes down to a tenth."""

ENOUGH_SMOOTHING_S = 0.08
WIDEST = 0.02
"""Where a foot does not tremble its smoothing stays below the one, though a slow phase would allow more; however it
trembles, below this share of the phase."""

WIDER = 1.4
TREMBLES_SHARE = 0.04
"""Smoothed by so much more, step by step, until in the middle of the way what trembles is less than this share of the
greatest speed: a tenth of which, the bound, it then crosses only at two and a half standard deviations."""

MIDDLE = (0.2, 0.8)
"""The middle of a way, shares of it: there the speed of whatever shape changes slowly."""

UP_SHARE = 0.5
"""A foot is up from this share of its way on."""

TREMBLES_S, TREMBLES_RAD_S = 0.035, np.deg2rad(0.3)
"""What is left of a gyro beside a Gaussian this wide, quicker than 3.8 Hz, is tremor, which begins at 4; as much of it
as the latter is a cheap gyro's noise, and tells no axis."""

CALM_RAD_S = 0.3
"""A foot that turns faster than this is as quick as its tremor."""

ASIDE_RAD = np.deg2rad(30.0)
"""A raised foot rolls by a third of what it is raised; an axis further than this from that of the whole turn is none
that the calf turns it on."""

AGREE = 0.6
"""A gyro whose turn goes along with gravity's less than this (correlation) is in other axes: it is left out."""


def measure_pitch(force_m_s2: FloatArray, rate_rad_s: FloatArray | None, at: Stretch) -> Measured | None:
    """Measure a foot sensor's cycle.

    Parameters
    ----------
    force_m_s2, rate_rad_s : (n, 3) on the grid around the cycle; None without a gyro

    Returns
    -------
    None where the window shows no way up and down
    """
    felt = limited(force_m_s2)
    coarse = smoothed(felt, 0.06 * GRID_RATE_HZ)
    plane = _plane(coarse, at)
    if plane is None:
        return None
    pitch = _angle(coarse, plane)
    turn = None if rate_rad_s is None else _turn_rate(rate_rad_s, pitch, at)
    if turn is not None:
        turned = turn.cumsum() / GRID_RATE_HZ
        up, down = travels(lambda cutoff: _height_of(low_passed(turned, cutoff), at), at)
    else:
        sure = _sure(force_m_s2, pitch, at)
        across, gravity_m_s2 = plane[1], middle(lengths(felt))

        @cache
        def smoothed_by(width_s: float) -> FloatArray:
            """Height over the lever, smoothed; a raise and a lowering of one length share it."""
            # The heel's own acceleration is mostly along the bottom's plumb line: what is felt across it is gravity's.
            height = along(smoothed(felt, width_s * GRID_RATE_HZ), across) / gravity_m_s2
            if len(sure):
                height = np.interp(np.arange(len(felt)), sure, height[sure])
            return np.clip(height, -1.0, 1.0)

        up, down = (
            _as_smooth_as_it_trembles(smoothed_by, slice(start, end + 1), (end - start) / GRID_RATE_HZ)
            for start, end in ((at.onset, at.top), (at.top, at.landing))
        )
    found = bounds_of_cycle(up, down, at, bounds_of_rise)
    if found is None:
        return None
    raised, lowered = found
    lowest, highest = np.arcsin(np.interp((raised.start, raised.end), np.arange(len(felt)), up.height))
    falling = slopes(np.arcsin(down.height))[int(lowered.start) : int(lowered.end) + 2]
    return Measured(
        raised.start,
        raised.end,
        lowered.start,
        lowered.end,
        float(highest - lowest),
        None,
        float(-falling.min() * GRID_RATE_HZ),
        struck_at(force_m_s2, lowered),
    )


def _height_of(turned_rad: FloatArray, at: Stretch) -> FloatArray:
    """(n,) height over the lever, by how far a gyro turned: 0 at the lowest before the top."""
    angle = turned_rad - turned_rad[at.onset]
    return np.sin(angle - min(float(angle[at.first : at.top + 1].min()), 0.0))


def _as_smooth_as_it_trembles(smoothed_by: Callable[[float], FloatArray], part: slice, phase_s: float) -> Travel:
    """A height by an accelerometer's tilt, as little smoothed as its tremor allows.

    Parameters
    ----------
    smoothed_by : gives the height smoothed by a Gaussian of a width in seconds
    part : the way up or down in it
    phase_s : how long that takes
    """
    width_s = min(max(SMOOTHING_SHARE * phase_s, QUIETEST_SMOOTHING_S), ENOUGH_SMOOTHING_S)
    most_s = WIDEST * phase_s
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


def _plane(force: FloatArray, at: Stretch) -> tuple[FloatArray, FloatArray] | None:
    """Two unit vectors that span the arc of gravity's direction: at the bottom, and towards the top.

    A raised foot also rolls to either side: towards the top is where it points on average while it is up.
    """
    below = force[max(at.first, at.onset - 5) : at.onset + 1]
    bottom = below.sum(axis=0)
    bottom = bottom / sqrt(dot(bottom, bottom))
    about = _across(force[max(at.top - 2, at.onset) : at.top + 3], bottom)
    if about is None:
        return None
    cycle = force[at.onset : at.landing + 1]
    turned = along(cycle, about)
    across = _across(cycle[turned > UP_SHARE * turned.max()], bottom)
    return None if across is None else (bottom, across)


def _across(above: FloatArray, bottom: FloatArray) -> FloatArray | None:
    """The unit vector across another one towards the mean of (n, 3) forces; None where that lies along it."""
    top = above.sum(axis=0) / len(above)
    across = top - dot(top, bottom) * bottom
    size = sqrt(dot(across, across))
    return None if size == 0 else across / size


def _angle(force: FloatArray, plane: tuple[FloatArray, FloatArray]) -> FloatArray:
    """(n,) how far the force's direction has turned from the plane's first vector to its second, radians."""
    one, two = plane
    return np.arctan2(along(force, two), along(force, one))


def _hinge(rate_rad_s: FloatArray, pitch: FloatArray, at: Stretch) -> FloatArray:
    """(3,) unit vector along the axis that raises the heel.

    A raised foot also rolls, and its roll wavers: what it turned about in all lies aside of the axis that raises the
    heel, and counts a part of the wavering as height. Balance wavers slowly; what trembles is the calf, about the axis
    on which it raises the heel.
    """
    part = slice(at.onset, at.landing + 1)
    # By how far it turned, not how fast: a foot that wobbles from side to side does so as fast as it is lowered.
    turned = main_axis(centred(rate_rad_s[part]).cumsum(axis=0))
    share = pitch[part] - pitch[at.onset]
    raised = at.onset + (share > UP_SHARE * share.max()).nonzero()[0]
    trembling = (rate_rad_s - smoothed(rate_rad_s, TREMBLES_S * GRID_RATE_HZ))[raised]
    speed = along(smoothed(rate_rad_s, 0.1 * GRID_RATE_HZ), turned)[raised]
    calm = 1.0 / (1.0 + (speed / CALM_RAD_S) ** 2)
    # As much along the whole turn as is noise: where nothing trembles, that is the axis.
    told = np.concatenate((calm[:, None] * trembling, TREMBLES_RAD_S * sqrt(float(calm @ calm)) * turned[None]))
    hinge = main_axis(told)
    return hinge if abs(dot(hinge, turned)) > cos(ASIDE_RAD) else turned


def _turn_rate(rate_rad_s: FloatArray, pitch: FloatArray, at: Stretch) -> FloatArray | None:
    """(n,) rad/s about the axis the heel is raised on, offset removed; None where the gyro disagrees with gravity."""
    part = slice(at.onset, at.landing + 1)
    turn = along(rate_rad_s, _hinge(rate_rad_s, pitch, at))
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
