"""The definition of a phase on shapes whose answer is known in closed form."""

import numpy as np
import pytest

from soleus_sense.motion.phases import FLANK, MET, bounds_by_flanks, bounds_of_rise

RATE_HZ = 200
"""Samples per second of these shapes: a tolerance of half a sample is 2.5 ms."""

MINIMUM_JERK_TAIL = (1 - np.sqrt(1 - 4 * np.sqrt(0.1) / 4)) / 2
"""30 t²(1−t)² is a tenth of its peak 1.875 where t(1−t) = √0.1 / 4."""

COSINE_TAIL = np.arcsin(0.1) / np.pi


def minimum_jerk(t):
    t = np.clip(t, 0, 1)
    return 10 * t**3 - 15 * t**4 + 6 * t**5


def half_cosine(t):
    return (1 - np.cos(np.pi * np.clip(t, 0, 1))) / 2


def rise(speed_of, seconds):
    """Height and speed per sample from a speed per second over `seconds`."""
    time_s = np.arange(round(seconds * RATE_HZ) + 1) / RATE_HZ
    speed = np.interp(time_s, *np.transpose(speed_of)) / RATE_HZ
    return np.concatenate(([0.0], np.cumsum((speed[1:] + speed[:-1]) / 2))), speed


def found(height, speed=None, bounds=bounds_of_rise, *, lower=False, top_last=True):
    """(start, end) of the one phase in a height, seconds."""
    speed = np.gradient(height) if speed is None else speed
    if lower:
        height, speed = -height, -speed
    low, high = int(np.argmin(height)), int(np.argmax(height))
    got = bounds(height, speed, low, high, 0, len(height) - 1, top_last=top_last)
    return got.start / RATE_HZ, got.end / RATE_HZ


@pytest.mark.parametrize("lasts_s", [0.35, 1.0, 5.0])
@pytest.mark.parametrize(("shape", "tail"), [(minimum_jerk, MINIMUM_JERK_TAIL), (half_cosine, COSINE_TAIL)])
def test_a_smooth_rise_is_bounded_where_its_speed_is_a_tenth_of_its_peak(shape, tail, lasts_s):
    time_s = np.arange(0, lasts_s + 2, 1 / RATE_HZ)
    start, end = found(0.1 * shape((time_s - 1) / lasts_s))
    assert start == pytest.approx(1 + tail * lasts_s, abs=0.003)
    assert end == pytest.approx(1 + (1 - tail) * lasts_s, abs=0.003)


@pytest.mark.parametrize("lower", [False, True])
def test_a_steady_way_with_short_ramps_loses_a_tenth_of_each_ramp(lower):
    height, speed = rise([(0, 0), (1, 0), (1.2, 0.05), (3.8, 0.05), (4, 0), (5, 0)], 5)
    sign = -1 if lower else 1
    start, end = found(sign * height, sign * speed, lower=lower, top_last=not lower)
    assert (start, end) == pytest.approx((1.02, 3.98), abs=0.003)


def test_a_held_top_that_sags_is_no_lowering():
    # A twentieth of the way at 4 % of the peak speed, then the lowering proper.
    height, speed = rise([(0, 0), (0.01, 0.002), (2, 0.002), (2.2, 0.05), (3.8, 0.05), (4, 0), (4.5, 0)], 4.5)
    start, end = found(height, speed)
    assert start == pytest.approx(2 + 0.2 * (0.005 - 0.002) / (0.05 - 0.002), abs=0.003)
    assert end == pytest.approx(3.98, abs=0.003)


def test_the_last_millimetres_crept_are_no_lowering():
    height, speed = rise([(0, 0), (0.5, 0), (0.7, 0.05), (2.3, 0.05), (2.5, 0.003), (4, 0.003), (4.01, 0)], 4.5)
    start, end = found(height, speed)
    assert start == pytest.approx(0.52, abs=0.003)
    assert end == pytest.approx(2.3 + 0.2 * (0.05 - 0.005) / (0.05 - 0.003), abs=0.003)


def test_a_top_that_is_overshot_and_held_lower_is_left_from_where_it_is_held():
    # An accelerometer shows the end of a raise an eighth of the way too high for a moment.
    down, speed = rise([(0, 0), (0.2, 0.05), (0.4, 0), (2, 0), (2.2, 0.07), (3.2, 0.07), (3.4, 0), (4, 0)], 4)
    got = bounds_of_rise(down, speed, 0, len(down) - 1, 0, len(down) - 1, top_last=False)
    assert (got.start / RATE_HZ, got.end / RATE_HZ) == pytest.approx((2.02, 3.38), abs=0.01)


def test_a_hold_that_seems_to_sink_is_no_part_of_the_lowering():
    # A sensor's offset lets a hold of 2 s sink by an eighth of the way, a little slower than a tenth of the lowering.
    height, speed = rise([(0, 0.0035), (1, 0.0045), (2, 0.0035), (2.2, 0.05), (3, 0.05), (3.2, 0), (4, 0)], 4)
    start, end = found(height, speed)
    assert start == pytest.approx(2.0, abs=0.02)
    assert end == pytest.approx(3.18, abs=0.003)


def test_a_foot_that_nearly_stops_half_way_is_still_on_its_way():
    height, speed = rise(
        [(0, 0), (0.2, 0.05), (1, 0.05), (1.2, 0.001), (2, 0.001), (2.2, 0.05), (3, 0.05), (3.2, 0)], 4
    )
    start, end = found(height, speed)
    assert (start, end) == pytest.approx((0.02, 3.18), abs=0.003)


def test_the_way_next_to_the_top_is_the_raise():
    time_s = np.arange(0, 6, 1 / RATE_HZ)
    bump = 0.06 * (minimum_jerk(time_s - 0.5) - minimum_jerk(time_s - 1.5))
    height = bump + 0.1 * minimum_jerk(time_s - 3.5)
    start, end = found(height)
    assert start == pytest.approx(3.5 + MINIMUM_JERK_TAIL, abs=0.01)
    assert end == pytest.approx(4.5 - MINIMUM_JERK_TAIL, abs=0.01)


def test_the_way_next_to_the_top_is_the_lowering():
    time_s = np.arange(0, 6, 1 / RATE_HZ)
    bump = 0.06 * (minimum_jerk(time_s - 3) - minimum_jerk(time_s - 4))
    height = bump - 0.1 * minimum_jerk(time_s - 1)
    down = -height
    got = bounds_of_rise(down, np.gradient(down), 0, len(down) - 1, 0, len(down) - 1, top_last=False)
    assert got.start / RATE_HZ == pytest.approx(1 + MINIMUM_JERK_TAIL, abs=0.01)
    assert got.end / RATE_HZ == pytest.approx(2 - MINIMUM_JERK_TAIL, abs=0.01)


def test_way_and_peak_speed_are_told():
    height, speed = rise([(0, 0), (0.5, 0), (0.7, 0.05), (2.3, 0.05), (2.5, 0), (3, 0)], 3)
    got = bounds_of_rise(height, speed, 0, len(height) - 1, 0, len(height) - 1, top_last=True)
    assert got.way == pytest.approx(0.05 * 1.8)
    assert got.peak * RATE_HZ == pytest.approx(0.05)


@pytest.mark.parametrize("bounds", [bounds_of_rise, bounds_by_flanks])
def test_a_way_that_begins_before_the_stretch_begins_with_it(bounds):
    height, speed = rise([(0, 0.05), (2, 0.05)], 2)
    got = bounds(height, speed, 0, len(height) - 1, 0, len(height) - 1, top_last=True)
    assert (got.start, got.end) == (0, len(height) - 1)


@pytest.mark.parametrize("bounds", [bounds_of_rise, bounds_by_flanks])
def test_where_nothing_rises_there_is_no_phase(bounds):
    flat = np.zeros(50)
    assert bounds(flat, flat, 0, 49, 0, 49, top_last=True) is None
    assert bounds(-np.arange(50.0), -np.ones(50), 0, 49, 0, 49, top_last=True) is None


def on_the_line(at_near, at_far):
    """Where the straight line through both flanks meets the share it is followed to."""
    return at_far + (at_far - at_near) * (FLANK[0] - MET) / (FLANK[1] - FLANK[0])


@pytest.mark.parametrize("lasts_s", [0.5, 1.0, 3.0])
def test_flanks_are_followed_down_straight_ramps(lasts_s):
    ramp_s = 0.2 * lasts_s
    height, speed = rise(
        [(0, 0), (1, 0), (1 + ramp_s, 0.05), (1 + lasts_s, 0.05), (1 + lasts_s + ramp_s, 0), (9, 0)], 6
    )
    start, end = found(height, speed, bounds_by_flanks)
    assert start == pytest.approx(1 + MET * ramp_s, abs=0.004)
    assert end == pytest.approx(1 + lasts_s + (1 - MET) * ramp_s, abs=0.004)


@pytest.mark.parametrize("lasts_s", [0.5, 1.0, 3.0])
def test_flanks_are_followed_out_of_smooth_ways(lasts_s):
    # A minimum-jerk way has a share of its peak speed where t(1−t) = √share / 4.
    far, near = ((1 - np.sqrt(1 - np.sqrt(share))) / 2 for share in FLANK)
    time_s = np.arange(0, lasts_s + 2, 1 / RATE_HZ)
    start, end = found(0.1 * minimum_jerk((time_s - 1) / lasts_s), bounds=bounds_by_flanks)
    assert start == pytest.approx(1 + on_the_line(near, far) * lasts_s, abs=0.006)
    assert end == pytest.approx(1 + (1 - on_the_line(near, far)) * lasts_s, abs=0.006)


def test_flanks_come_close_to_the_definition():
    time_s = np.arange(0, 3, 1 / RATE_HZ)
    for shape in (minimum_jerk, half_cosine):
        height = 0.1 * shape(time_s - 1)
        assert found(height, bounds=bounds_by_flanks) == pytest.approx(found(height), abs=0.08)


def test_flanks_do_not_mind_a_height_that_drifts_while_the_heel_rests():
    time_s = np.arange(0, 5, 1 / RATE_HZ)
    height = 0.05 * minimum_jerk((time_s - 1.5) / 2)
    drifting = height + 0.006 * time_s
    still, moved = found(height, bounds=bounds_by_flanks), found(drifting, bounds=bounds_by_flanks)
    assert moved == pytest.approx(still, abs=0.15)
    # The definition alone takes the drift for the way: it is faster than a tenth of the peak.
    assert found(drifting)[0] < still[0] - 0.5


def test_a_lowering_that_falters_begins_where_it_goes_on_however_far_the_hold_before_it_sagged():
    # 7 % of the way sagged while it was held, a first 7 % and a halt, and the rest: the halt is in the first tenth of
    # what is left after the hold, though not of the whole.
    sags, first, halts = [(0, 0), (0.05, 0.003), (2, 0.003), (2.02, 0)], [(2.06, 0.03), (2.2, 0.03), (2.26, 0)], 2.6
    rest = [(halts, 0), (halts + 0.2, 0.05), (halts + 1.5, 0.05), (halts + 1.7, 0), (halts + 2.2, 0)]
    height, speed = rise([*sags, *first, *rest], halts + 2.2)
    assert found(height, speed, top_last=False)[0] == pytest.approx(halts + 0.02, abs=0.003)
