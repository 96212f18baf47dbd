"""Acceleration and rotation that come apart are put together sample by sample, and never across a loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.wearables.pairs import PairsByStamp, PairsByTurn

RATE_HZ = 104.0
EPOCH = 800_000_000_000_000_000
"""Nanoseconds: real stamps are of this size, beyond what a float can hold exactly."""


def sine(time_s):
    """A rotation anybody can compute at any time."""
    return np.column_stack([np.sin(2 * time_s), np.cos(time_s), time_s])


def frames(count, samples, *, kind, late_s=0.0):
    """(kind, last sample's stamp, values): consecutive frames whose values are their own times."""
    for index in range(count):
        time_s = late_s + (index * samples + np.arange(samples)) / RATE_HZ
        stamp = EPOCH + round(time_s[-1] * 1e9)
        yield kind, stamp, np.column_stack([time_s] * 3) if kind == "acc" else sine(time_s)


def paired(pairs, stream):
    packets = []
    for kind, stamp, values in stream:
        packets += pairs.acceleration(values, stamp) if kind == "acc" else pairs.rotation(values, stamp)
    return packets


def by_stamp():
    return PairsByStamp(1 / RATE_HZ, 1 / RATE_HZ, tick_s=1e-9)


def in_order(*streams):
    return sorted((frame for stream in streams for frame in stream), key=lambda frame: frame[1])


def test_rotation_is_interpolated_at_the_times_of_the_acceleration():
    stream = in_order(frames(8, 70, kind="acc"), frames(11, 50, kind="gyr", late_s=0.3 / RATE_HZ))
    packets = paired(by_stamp(), stream)
    time_s = np.concatenate([packet.acc_m_s2[:, 0] for packet in packets])
    rotation = np.concatenate([packet.gyr_rad_s for packet in packets])
    np.testing.assert_allclose(np.diff(time_s), 1 / RATE_HZ, rtol=1e-6)
    assert len(time_s) >= 500
    np.testing.assert_allclose(rotation, sine(time_s), atol=1e-4)


def test_each_packet_carries_the_stamp_of_its_last_sample():
    packets = paired(by_stamp(), in_order(frames(6, 71, kind="acc"), frames(6, 60, kind="gyr")))
    assert packets
    for packet in packets:
        assert packet.stamped_sample == -1
        assert packet.stamp == pytest.approx(EPOCH + packet.acc_m_s2[-1, 0] * 1e9, abs=1000)


def test_nothing_is_made_up_where_a_frame_of_rotation_was_lost():
    rotation = list(frames(12, 50, kind="gyr"))
    lost_from_s, lost_to_s = 249 / RATE_HZ, 300 / RATE_HZ
    del rotation[5]
    packets = paired(by_stamp(), in_order(frames(8, 70, kind="acc"), rotation))
    time_s = np.concatenate([packet.acc_m_s2[:, 0] for packet in packets])
    assert not ((time_s > lost_from_s) & (time_s < lost_to_s)).any()
    assert (time_s > lost_to_s).sum() > 200
    for packet in packets:
        np.testing.assert_allclose(np.diff(packet.acc_m_s2[:, 0]), 1 / RATE_HZ, rtol=1e-6)
        np.testing.assert_allclose(packet.gyr_rad_s, sine(packet.acc_m_s2[:, 0]), atol=1e-4)


def test_a_lost_frame_of_acceleration_leaves_a_gap_between_two_packets():
    acceleration = list(frames(8, 70, kind="acc"))
    del acceleration[3]
    packets = paired(by_stamp(), in_order(acceleration, frames(12, 50, kind="gyr")))
    time_s = np.concatenate([packet.acc_m_s2[:, 0] for packet in packets])
    (gap,) = np.flatnonzero(np.diff(time_s) > 1.5 / RATE_HZ)
    assert np.diff(time_s)[gap] == pytest.approx(71 / RATE_HZ)
    assert gap + 1 in np.cumsum([len(packet) for packet in packets])


def test_a_repeated_frame_adds_nothing():
    stream = in_order(frames(6, 70, kind="acc"), frames(9, 50, kind="gyr"))
    once = paired(by_stamp(), stream)
    twice = paired(by_stamp(), [frame for frame in stream for _ in range(2)])
    assert sum(map(len, twice)) == sum(map(len, once))


def test_a_clock_set_anew_starts_over():
    before = in_order(frames(4, 70, kind="acc"), frames(6, 50, kind="gyr"))
    after = [(kind, stamp - EPOCH // 2, values) for kind, stamp, values in before]
    pairs = by_stamp()
    first, second = paired(pairs, before), paired(pairs, after)
    assert sum(map(len, first)) == sum(map(len, second)) > 200


def test_what_waits_for_the_other_kind_is_told():
    pairs = by_stamp()
    paired(pairs, frames(10, 52, kind="acc"))
    assert pairs.waiting_s == pytest.approx(519 / RATE_HZ, rel=1e-6)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 2**64 - 1), st.integers(1, 80)), max_size=30),
)
def test_any_stamps_give_finite_pairs_of_equal_length(stream):
    pairs = by_stamp()
    for is_acc, stamp, count in stream:
        values = np.ones((count, 3))
        for packet in pairs.acceleration(values, stamp) if is_acc else pairs.rotation(values, stamp):
            assert packet.acc_m_s2.shape == packet.gyr_rad_s.shape
            assert np.isfinite(packet.gyr_rad_s).all()


def test_by_turn_a_lost_partner_costs_one_pair_and_no_more():
    pairs = PairsByTurn()
    sent = [("acc", 1), ("gyr", 1), ("acc", 2), ("acc", 3), ("gyr", 3), ("gyr", 4), ("acc", 5), ("gyr", 5)]
    got = []
    for kind, value in sent:
        rows = np.full((3, 3), float(value))
        if kind == "acc":
            pairs.acceleration(rows)
        else:
            got += [(packet.acc_m_s2[0, 0], packet.gyr_rad_s[0, 0]) for packet in pairs.rotation(rows)]
    assert got == [(1, 1), (3, 3), (5, 5)]
