"""Movella DOT: one sample a notification, µs that wrap after 71.6 minutes."""

import struct

import numpy as np
import pytest
from scipy.constants import degree

from soleus_sense.motion.clock import SensorClock
from soleus_sense.wearables import movella_dot
from soleus_sense.wearables.driver import PacketError, Settings, rehearse
from soleus_sense.wearables.movella_dot import MEDIUM, MOVELLA_DOT, DotDecoder, encode_payload


def test_a_payload_written_out_by_hand():
    data = struct.pack("<I6f", 16667, 0.5, -0.25, 9.75, 90.0, -180.0, 0.0) + bytes(12)
    (packet,) = DotDecoder().decode(MEDIUM, data)
    np.testing.assert_array_equal(packet.acc_m_s2, [[0.5, -0.25, 9.75]])
    np.testing.assert_allclose(packet.gyr_rad_s, [[np.pi / 2, -np.pi, 0.0]])
    assert packet.stamp == 16667


def test_encoding_is_the_same_layout():
    acc, gyr = np.array([0.5, -0.25, 9.75]), np.array([90.0, -180.0, 0.0]) * degree
    assert encode_payload(acc, gyr, stamp_us=2**32 + 16667) == struct.pack("<I6f", 16667, *acc, 90.0, -180.0, 0.0)


def test_time_goes_on_when_the_microseconds_wrap():
    _, started = rehearse(movella_dot.start(Settings()), [None, None, None, None])
    clock, decoder = SensorClock(started.timing, started.rate_hz), started.decoder
    times = []
    for index in range(120):
        data = encode_payload(np.zeros(3), np.zeros(3), stamp_us=2**32 - 10**6 + round(index * 1e6 / 60))
        (packet,) = decoder.decode(MEDIUM, data)
        placed = clock.place(1, 100.0 + index / 60, stamp=packet.stamp, stamped_sample=packet.stamped_sample)
        times.append(placed.time_s[0])
    np.testing.assert_allclose(np.diff(times), 1 / 60, atol=2e-6)


@pytest.mark.parametrize("data", [b"", bytes(27), struct.pack("<I6f", 0, float("nan"), 0, 0, 0, 0, 0)])
def test_what_is_too_short_or_no_number_is_refused(data):
    with pytest.raises(PacketError):
        DotDecoder().decode(MEDIUM, data)


def test_stopped_set_and_started():
    control = bytearray(32)
    struct.pack_into("<H", control, 24, 60)
    steps, started = rehearse(movella_dot.start(Settings()), [None, None, bytes(control), None])
    assert steps[0].data == bytes([1, 0, 21])
    assert steps[1].data == b"\x10" + bytes(23) + b"\x3c\x00" + bytes(6)
    assert steps[-1].data == bytes([1, 1, 21])
    assert (started.rate_hz, started.has_gyro) == (60.0, True)


def test_a_sensor_that_keeps_its_rate_is_believed():
    control = bytearray(32)
    struct.pack_into("<H", control, 24, 30)
    assert rehearse(movella_dot.start(Settings()), [None, None, bytes(control), None])[1].rate_hz == 30.0


def test_battery_blink_and_stop():
    assert rehearse(movella_dot.battery(), [b"\x4b\x00"])[1] == 75
    assert rehearse(movella_dot.battery(), [b"\xff"])[1] is None
    assert rehearse(movella_dot.identify(), [None])[0][0].data == b"\x01\x01" + bytes(30)
    assert rehearse(movella_dot.stop(), [None])[0][0].data == bytes([1, 0, 21])


def test_is_recognised():
    assert MOVELLA_DOT.likeness("Xsens DOT", companies=[0x0886]) == 3
    assert MOVELLA_DOT.likeness("Movella DOT") == 2
