"""The sensor's clock: every sample gets its time from the sensor, whatever the link does to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus_sense.motion.clock import Placed, SensorClock, Timing
from soleus_sense.motion.host_clock import HostClock

STAMPED = Timing(tick_s=1e-6, stamp_wraps=1 << 32, sequence_wraps=1 << 16)
STAMPS_ONLY = Timing(tick_s=1e-6, stamp_wraps=1 << 32)
NUMBERED = Timing(sequence_wraps=256)
BARE = Timing()


@dataclass(frozen=True)
class Sent:
    """One packet as the wearable made it, and when it arrived."""

    true_s: np.ndarray
    stamp: int
    sequence: int
    arrived_s: float


def packets(
    seconds: float = 20.0,
    *,
    rate_hz: float = 100.0,
    count: int = 10,
    sensor_ppm: float = 0.0,
    late_s: float = 0.03,
    began_us: int = 0,
    last: bool = False,
    seed: int = 1,
) -> list[Sent]:
    """A steady sensor whose packets arrive late by up to `late_s` and never out of order."""
    rng = np.random.default_rng(seed)
    made, newest = [], 0.0
    for k in range(int(seconds * rate_hz / count)):
        index = k * count + np.arange(count)
        host_s = index / rate_hz * (1 + sensor_ppm * 1e-6)
        stamp = began_us + round(index[-1 if last else 0] / rate_hz * 1e6)
        newest = max(newest, 1000.0 + host_s[-1] + rng.exponential(late_s / 3))
        made.append(Sent(index / rate_hz, stamp % (1 << 32), k % (1 << 16), newest))
    return made


def place(clock: SensorClock, sent: Sent, *, last: bool = False) -> Placed:
    return clock.place(
        len(sent.true_s),
        sent.arrived_s,
        stamp=sent.stamp,
        stamped_sample=-1 if last else 0,
        sequence=sent.sequence,
    )


def worst_s(placed: list[Placed], sent: list[Sent]) -> float:
    errors = [
        np.abs((p.time_s - placed[0].time_s[0]) - (s.true_s - sent[0].true_s[0])).max()
        for p, s in zip(placed, sent, strict=True)
    ]
    return float(max(errors))


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("timing", [STAMPED, STAMPS_ONLY])
def test_stamped_samples_get_the_sensors_times_though_arrivals_jitter(timing: Timing, last: bool) -> None:
    sent = packets(last=last, late_s=0.3)
    clock = SensorClock(timing, 100.0)
    placed = [place(clock, one, last=last) for one in sent]
    assert worst_s(placed, sent) < 1e-4
    assert sum(p.lost for p in placed) == 0


def test_stamps_are_followed_over_their_wrap() -> None:
    sent = packets(began_us=(1 << 32) - 5_000_000)
    clock = SensorClock(STAMPED, 100.0)
    assert worst_s([place(clock, one) for one in sent], sent) < 1e-4


@pytest.mark.parametrize("timing", [STAMPED, STAMPS_ONLY])
def test_lost_notifications_leave_a_gap_of_their_length_and_are_counted(timing: Timing) -> None:
    sent = packets()
    kept = [one for k, one in enumerate(sent) if k not in (40, 41, 42, 90)]
    clock = SensorClock(timing, 100.0)
    placed = [place(clock, one) for one in kept]
    assert worst_s(placed, kept) < 1e-4
    assert [p.lost for p in placed if p.lost] == [30, 10]


@pytest.mark.parametrize("timing", [STAMPED, STAMPS_ONLY, NUMBERED])
def test_a_repeated_notification_is_left_out(timing: Timing) -> None:
    clock = SensorClock(timing, 100.0)
    fates = []
    for one in packets(5.0):
        fates.append(place(clock, one).fate)
        again = place(clock, one)
        fates.append(again.fate)
        assert len(again.time_s) == 0
    assert fates == ["new", "duplicate"] * (len(fates) // 2)


def test_a_rate_that_is_not_the_nominal_one_is_measured() -> None:
    sent = packets(rate_hz=92.0)
    clock = SensorClock(STAMPED, 100.0)
    placed = [place(clock, one) for one in sent]
    assert clock.rate_hz == pytest.approx(92.0, rel=1e-4)
    assert worst_s(placed[5:], sent[5:]) < 1e-4


def test_after_a_lost_link_the_same_clock_goes_on() -> None:
    sent = packets()
    kept = sent[:60] + sent[120:]
    clock = SensorClock(STAMPED, 100.0)
    placed = [place(clock, one) for one in kept[:60]]
    clock.resume(STAMPED, 100.0)
    placed += [place(clock, one) for one in kept[60:]]
    assert worst_s(placed, kept) < 1e-4
    assert placed[60].lost == 600


def test_a_sensor_switched_off_and_on_goes_on_where_the_hosts_clock_says() -> None:
    sent = packets()
    away = [Sent(one.true_s, one.stamp - sent[120].stamp, one.sequence - 120, one.arrived_s) for one in sent[120:]]
    clock = SensorClock(STAMPED, 100.0)
    placed = [place(clock, one) for one in sent[:60]]
    clock.resume(STAMPED, 100.0)
    placed += [place(clock, one) for one in away]
    assert worst_s(placed, sent[:60] + away) < 0.1
    assert worst_s(placed[60:], away) < 1e-4


def test_one_misread_stamp_is_left_out_and_the_clock_stays() -> None:
    sent = packets()
    clock = SensorClock(STAMPED, 100.0)
    placed = []
    for k, one in enumerate(sent):
        wrong = Sent(one.true_s, (one.stamp + 900_000_000) % (1 << 32), one.sequence, one.arrived_s)
        got = place(clock, wrong if k == 50 else one)
        assert got.fate == ("misread" if k == 50 else "new")
        placed.append(got)
    assert worst_s(placed[:50] + placed[51:], sent[:50] + sent[51:]) < 1e-4


def test_a_sensor_that_sets_its_clock_anew_is_followed_after_three_packets() -> None:
    sent = packets()
    ahead = [Sent(s.true_s, s.stamp + 900_000_000, s.sequence, s.arrived_s) for s in sent[100:]]
    clock = SensorClock(STAMPED, 100.0)
    placed = [place(clock, one) for one in sent[:100] + ahead]
    assert [p.fate for p in placed[100:104]] == ["misread", "misread", "new", "new"]
    assert abs(placed[-1].time_s[-1] - sent[-1].true_s[-1]) < 0.1


@pytest.mark.parametrize("timing", [NUMBERED, BARE])
@pytest.mark.parametrize("count", [1, 10])
def test_counted_samples_keep_time_within_fifty_milliseconds(timing: Timing, count: int) -> None:
    sent = packets(60.0, count=count)
    clock = SensorClock(timing, 100.0)
    placed = [clock.place(count, one.arrived_s, sequence=one.sequence % 256) for one in sent]
    assert worst_s(placed, sent) < 0.05
    assert clock.rate_hz == pytest.approx(100.0, rel=0.01)


def test_counted_samples_of_a_wrong_nominal_rate_follow_the_measured_one() -> None:
    sent = packets(60.0, rate_hz=184.0, count=4)
    clock = SensorClock(BARE, 200.0)
    placed = [clock.place(4, one.arrived_s) for one in sent]
    assert clock.rate_hz == pytest.approx(184.0, rel=0.01)
    steps = np.diff([p.time_s[-1] for p in placed[500:]])
    assert steps.mean() == pytest.approx(4 / 184, rel=0.01)


def test_counted_samples_held_up_and_then_delivered_at_once_leave_no_hole() -> None:
    sent = packets(20.0)
    held = [
        Sent(s.true_s, s.stamp, s.sequence, max(s.arrived_s, 1007.0) if s.true_s[0] > 6 else s.arrived_s) for s in sent
    ]
    clock = SensorClock(BARE, 100.0)
    placed = [clock.place(10, one.arrived_s) for one in held]
    assert sum(p.lost for p in placed) == 0
    assert worst_s(placed, sent) < 0.08


def test_a_second_of_uncounted_loss_moves_time_on() -> None:
    sent = packets(20.0)
    kept = sent[:80] + sent[90:]
    clock = SensorClock(BARE, 100.0)
    placed = [clock.place(10, one.arrived_s) for one in kept]
    assert abs(placed[-1].time_s[-1] - kept[-1].true_s[-1]) < 0.06
    assert 90 <= sum(p.lost for p in placed) <= 110


def test_numbers_tell_counted_samples_how_many_were_lost() -> None:
    sent = packets(20.0)
    kept = sent[:80] + sent[83:]
    clock = SensorClock(NUMBERED, 100.0)
    placed = [clock.place(10, one.arrived_s, sequence=one.sequence % 256) for one in kept]
    assert [p.lost for p in placed if p.lost] == [30]
    assert worst_s(placed, kept) < 0.05


@settings(max_examples=15, deadline=None)
@given(
    drift_ppm=st.floats(-60, 60),
    offset_s=st.floats(-1e6, 1e6),
    late_s=st.floats(0.001, 0.3),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_hosts_clock_is_met_within_the_smallest_delays(
    drift_ppm: float, offset_s: float, late_s: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    clock = HostClock()
    sensor_s = np.arange(0.0, 600.0, 0.7)
    host_s = offset_s + sensor_s * (1 + drift_ppm * 1e-6)
    arrived_s = np.maximum.accumulate(host_s + rng.exponential(late_s, len(host_s)))
    for s, a in zip(sensor_s, arrived_s, strict=True):
        clock.add(float(s), float(a))
    assert abs(clock.drift - drift_ppm * 1e-6) < 20e-6 + late_s / 600
    assert abs(clock.to_host(600.0) - (offset_s + 600 * (1 + drift_ppm * 1e-6))) < 0.01 + 0.3 * late_s
    assert clock.to_sensor(clock.to_host(123.0)) == pytest.approx(123.0, abs=1e-6)


def test_a_minute_of_late_arrivals_does_not_move_the_hosts_clock() -> None:
    clock = HostClock()
    for k in range(3000):
        late_s = 2.0 if 1000 < k < 1300 else 0.0
        clock.add(k * 0.2, 50.0 + k * 0.2 + late_s)
    assert clock.to_host(600.0) == pytest.approx(650.0, abs=1e-3)


def test_after_a_loss_that_was_counted_too_long_samples_stay_in_their_order() -> None:
    clock = SensorClock(NUMBERED, 100.0)
    packets = ((1, 0, 0.0), (1, 0, 0.0), (1, 24, 0.0), (10, 49, 4.0), (20, 119, 5.0))
    arrived_s, newest_s = 0.0, -1.0
    for count, sequence, wait_s in packets:
        arrived_s += wait_s
        time_s = clock.place(count, arrived_s, sequence=sequence).time_s
        assert (np.diff(time_s, prepend=newest_s) > 0).all()
        newest_s = float(time_s[-1]) if len(time_s) else newest_s


@given(
    st.lists(
        st.tuples(
            st.integers(1, 80), st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1), st.floats(0, 5), st.booleans()
        ),
        max_size=60,
    ),
    st.sampled_from([STAMPED, STAMPS_ONLY, NUMBERED, BARE]),
)
def test_whatever_comes_times_only_rise(made: list[tuple[int, int, int, float, bool]], timing: Timing) -> None:
    clock = SensorClock(timing, 100.0)
    arrived_s, newest_s = 0.0, -1.0
    for count, stamp, sequence, wait_s, again in made:
        arrived_s += wait_s
        if again:
            clock.resume(timing, 100.0)
        placed = clock.place(count, arrived_s, stamp=stamp, stamped_sample=-1, sequence=sequence)
        assert len(placed.time_s) == (count if placed.fate == "new" else 0)
        assert np.isfinite(placed.time_s).all()
        assert (np.diff(placed.time_s, prepend=newest_s) > 0).all()
        assert placed.lost >= 0
        newest_s = float(placed.time_s[-1]) if len(placed.time_s) else newest_s


@pytest.mark.parametrize(("tick_s", "rate_hz"), [(8e-3, 20.0), (1e-3, 52.0)])
def test_a_coarse_stamp_still_tells_how_many_samples_a_long_gap_cost(tick_s: float, rate_hz: float) -> None:
    clock = SensorClock(Timing(tick_s=tick_s), rate_hz)
    lost = 0
    for k in [*range(400), *range(500, 900), *range(1100, 1500)]:
        at_s = k / rate_hz
        lost += clock.place(1, 50.0 + at_s, stamp=round(at_s / tick_s)).lost
    assert lost == 100 + 200
    assert clock.rate_hz == pytest.approx(rate_hz, rel=2e-3)
