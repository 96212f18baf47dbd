"""Movesense: a packet may come in two notifications; losing one loses that packet and no other."""

import struct

import numpy as np
import pytest
from scipy.constants import degree

from soleus_sense.errors import WearableError
from soleus_sense.wearables import movesense
from soleus_sense.wearables.driver import PacketError, Refused, Settings, Write, rehearse
from soleus_sense.wearables.movesense import MOVESENSE, NOTIFY, MovesenseDecoder, encode_data, encode_response


def packet_parts(index, *, samples=8, has_gyro=True, most=155):
    acc = np.full((samples, 3), [0.0, index, 9.75])
    gyr = np.full((samples, 3), [index, 0.0, -2.0]) * degree if has_gyro else None
    return encode_data(acc, gyr, stamp_ms=1000 + 77 * index, most=most)


def test_a_packet_written_out_by_hand():
    body = struct.pack("<I6f", 123456, 1.0, 2.0, 9.5, 90.0, 0.0, -180.0)
    (packet,) = MovesenseDecoder(True, 1).decode(NOTIFY, bytes([2, 1]) + body)
    np.testing.assert_array_equal(packet.acc_m_s2, [[1.0, 2.0, 9.5]])
    np.testing.assert_allclose(packet.gyr_rad_s, [[np.pi / 2, 0.0, -np.pi]])
    assert (packet.stamp, packet.stamped_sample) == (123456, 0)


def test_two_notifications_make_one_packet():
    decoder = MovesenseDecoder(True, 8)
    first, second = packet_parts(3)
    assert (first[0], second[0]) == (2, 3)
    assert decoder.decode(NOTIFY, first) == ()
    (packet,) = decoder.decode(NOTIFY, second)
    assert len(packet) == 8
    np.testing.assert_allclose(packet.acc_m_s2[0], [0.0, 3.0, 9.75])
    np.testing.assert_allclose(packet.gyr_rad_s[-1], np.array([3.0, 0.0, -2.0]) * degree, rtol=1e-6)


def test_acceleration_alone_fits_one_notification():
    (only,) = packet_parts(1, has_gyro=False)
    (packet,) = MovesenseDecoder(False, 8).decode(NOTIFY, only)
    assert packet.gyr_rad_s is None
    assert len(packet) == 8


def test_a_lost_second_part_loses_that_packet_only():
    decoder = MovesenseDecoder(True, 8)
    stream = [part for index in range(4) for part in packet_parts(index)]
    del stream[3]
    got = [packet for part in stream for packet in decoder.decode(NOTIFY, part)]
    assert [packet.stamp for packet in got] == [1000, 1154, 1231]


def test_a_lost_first_part_loses_that_packet_only():
    decoder = MovesenseDecoder(True, 8)
    stream = [part for index in range(3) for part in packet_parts(index)]
    got = [packet for part in stream[1:] for packet in decoder.decode(NOTIFY, part)]
    assert [packet.stamp for packet in got] == [1077, 1154]


def test_parts_that_come_twice_make_each_packet_once():
    decoder = MovesenseDecoder(True, 8)
    stream = [part for index in range(3) for part in packet_parts(index) for _ in range(2)]
    got = [packet for part in stream for packet in decoder.decode(NOTIFY, part)]
    assert [packet.stamp for packet in got] == [1000, 1077, 1154]


def test_firmware_with_shorter_packets_is_found_out():
    decoder = MovesenseDecoder(True, 8)
    stream = [packet_parts(index, samples=4)[0] for index in range(5)]
    got = [packet for part in stream for packet in decoder.decode(NOTIFY, part)]
    assert [packet.stamp for packet in got] == [1077, 1154, 1231, 1308]
    assert all(len(packet) == 4 for packet in got)


def test_answers_and_other_subscriptions_hold_no_samples():
    decoder = MovesenseDecoder(True, 8)
    other = bytes([2, 9]) + bytes(100)
    for data in (b"", b"\x02", encode_response(1, 200), encode_response(2, 200, b"\x5f"), other):
        assert decoder.decode(NOTIFY, data) == ()


def test_numbers_that_cannot_be_are_refused():
    for value in (float("nan"), float("inf"), 1e9):
        body = struct.pack("<I3f", 1, 0.0, 0.0, value)
        with pytest.raises(PacketError):
            MovesenseDecoder(False, 1).decode(NOTIFY, bytes([2, 1]) + body)


def test_hello_then_subscription():
    hello, gone = encode_response(2, 200, b"\x01serial"), encode_response(1, 404)
    steps, started = rehearse(movesense.start(Settings()), [hello, gone, encode_response(1, 200)])
    sent = [step.data for step in steps if isinstance(step, Write)]
    assert sent == [b"\x00\x02", b"\x02\x01", b"\x01\x01/Meas/IMU6/104"]
    assert (started.rate_hz, started.has_gyro, started.timing.tick_s) == (104.0, True, 1e-3)
    steps, started = rehearse(movesense.start(Settings(rate_hz=50, gyro=False)), [hello, None, None])
    assert steps[-1].data == b"\x01\x01/Meas/Acc/52"
    assert started.gyr_range_dps is None


def test_refusals_are_sentences():
    with pytest.raises(WearableError, match="does not answer"):
        rehearse(movesense.start(Settings()), [None])
    for status in (bytes([1, 1]) + struct.pack("<H", 507), bytes([1, 1]) + struct.pack(">H", 507)):
        with pytest.raises(Refused, match="as many streams as it can") as refused:
            rehearse(movesense.start(Settings()), [encode_response(2, 200), None, status])
        assert refused.value.code == 507


def test_the_battery_may_be_unknown():
    assert rehearse(movesense.battery(), [encode_response(2, 200, b"\x5f")])[1] == 95
    assert rehearse(movesense.battery(), [encode_response(2, 404)])[1] is None
    assert rehearse(movesense.battery(), [None])[1] is None


def test_is_recognised():
    assert MOVESENSE.likeness("Movesense 204730000081", companies=[0x009F]) == 3
    assert MOVESENSE.likeness(None, ["0000fdf3-0000-1000-8000-00805f9b34fb"]) == 4
