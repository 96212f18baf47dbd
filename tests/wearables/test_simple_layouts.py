"""Wearables that differ only in their layout: each row of the table against a notification built by hand."""

import struct

import numpy as np
import pytest
from scipy.constants import degree, g

from soleus_sense.wearables import simple_layouts as table
from soleus_sense.wearables.driver import PacketError, Settings, Write, rehearse

ADAFRUIT_ACC, ADAFRUIT_GYR = table.ADAFRUIT.notifies
(THINGY_RAW,) = table.THINGY.notifies
(OPEN_EARABLE_DATA,) = table.OPEN_EARABLE.notifies
(BLUEST_DATA,) = table.BLUEST.notifies
(MICROBIT_DATA,) = table.MICROBIT.notifies

ROWS = (table.ADAFRUIT_ROW, table.THINGY_ROW, table.OPEN_EARABLE_ROW, table.BLUEST_ROW, table.MICROBIT_ROW)


def started(kind, settings=None, answers=None):
    return rehearse(kind.start(settings or Settings()), [None] * 4 if answers is None else answers)


def test_thingy():
    _, begun = started(table.THINGY)
    data = struct.pack("<9h", 1024, -512, 0, 32, -3200, 0, 1, 2, 3)
    (packet,) = begun.decoder.decode(THINGY_RAW, data)
    np.testing.assert_allclose(packet.acc_m_s2, np.array([[1.0, -0.5, 0.0]]) * g)
    np.testing.assert_allclose(packet.gyr_rad_s, np.array([[1.0, -100.0, 0.0]]) * degree)


def test_thingys_memory_is_written_only_when_something_changes():
    steps, _ = started(table.THINGY, answers=[None, None])
    assert steps[-1].data == struct.pack("<HHHHB", 1000, 5000, 1000, 100, 0)
    steps, _ = started(table.THINGY, answers=[table.encode_thingy_config(100.0)])
    assert not any(isinstance(step, Write) for step in steps)


def test_open_earable():
    _, begun = started(table.OPEN_EARABLE, answers=[None])
    one = struct.pack("<BBQ9f", 0, 36, 5_000_000, 0.5, 0.0, 9.75, 180.0, 0.0, -90.0, 1.0, 2.0, 3.0)
    (packet,) = begun.decoder.decode(OPEN_EARABLE_DATA, one)
    np.testing.assert_array_equal(packet.acc_m_s2, [[0.5, 0.0, 9.75]])
    np.testing.assert_allclose(packet.gyr_rad_s, [[np.pi, 0.0, -np.pi / 2]])
    assert (packet.stamp, packet.stamped_sample) == (5_000_000, 0)


def test_open_earable_with_several_samples_and_their_spacing():
    _, begun = started(table.OPEN_EARABLE, answers=[None])
    data = struct.pack("<BBQ", 0, 108, 7) + np.arange(27, dtype="<f4").tobytes()
    for tail in (b"", b"\x10\x27"):
        (packet,) = begun.decoder.decode(OPEN_EARABLE_DATA, data + tail)
        np.testing.assert_array_equal(packet.acc_m_s2[:, 0], [0.0, 9.0, 18.0])


def test_open_earables_other_sensors_are_not_ours():
    _, begun = started(table.OPEN_EARABLE, answers=[None])
    assert begun.decoder.decode(OPEN_EARABLE_DATA, struct.pack("<BBQI", 6, 4, 1, 99)) == ()


def test_open_earable_is_told_the_index_of_its_rate():
    steps, begun = started(table.OPEN_EARABLE, Settings(rate_hz=100), [None])
    assert (steps[0].data, begun.rate_hz) == (bytes([0, 2, 1]), 100.0)
    assert rehearse(table.OPEN_EARABLE.stop(), [None])[0][0].data == bytes([0, 0, 0])


def test_bluest():
    _, begun = started(table.BLUEST)
    data = struct.pack("<H9h", 65535, 1000, -500, 0, 10, -1800, 0, 0, 0, 0)
    (packet,) = begun.decoder.decode(BLUEST_DATA, data)
    np.testing.assert_allclose(packet.acc_m_s2, np.array([[1.0, -0.5, 0.0]]) * g)
    np.testing.assert_allclose(packet.gyr_rad_s, np.array([[1.0, -180.0, 0.0]]) * degree)
    assert packet.stamp == 65535
    assert begun.timing.stamp_wraps == 65536


def test_microbit():
    steps, begun = started(table.MICROBIT, answers=[None])
    assert (steps[0].data, begun.rate_hz, begun.has_gyro) == (struct.pack("<H", 10), 100.0, False)
    (packet,) = begun.decoder.decode(MICROBIT_DATA, struct.pack("<3h", -1000, 0, 500))
    np.testing.assert_allclose(packet.acc_m_s2, np.array([[-1.0, 0.0, 0.5]]) * g)
    assert packet.gyr_rad_s is None
    assert table.MICROBIT.wants_bond


def test_adafruit_joins_two_notifications():
    steps, begun = started(table.ADAFRUIT, answers=[None, None])
    assert [step.data for step in steps] == [struct.pack("<i", 10)] * 2
    assert [step.service[:8] for step in steps] == ["adaf0200", "adaf0400"], "each service has a period of its own"
    assert begun.decoder.decode(ADAFRUIT_ACC, struct.pack("<3f", 0.5, 0.0, 9.75)) == ()
    (packet,) = begun.decoder.decode(ADAFRUIT_GYR, struct.pack("<3f", 0.25, -1.0, 0.0))
    np.testing.assert_array_equal(packet.acc_m_s2, [[0.5, 0.0, 9.75]])
    np.testing.assert_array_equal(packet.gyr_rad_s, [[0.25, -1.0, 0.0]])


def test_adafruit_without_rotation():
    steps, begun = started(table.ADAFRUIT, Settings(gyro=False, rate_hz=20), [None])
    assert len(steps) == 1
    assert len(begun.decoder.decode(ADAFRUIT_ACC, struct.pack("<3f", 0.0, 0.0, 9.75))) == 1
    assert begun.decoder.decode(ADAFRUIT_GYR, bytes(12)) == ()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.begin.__name__)
def test_encoding_and_decoding_are_inverse(row):
    acc = np.array([[0.25, -0.5, 1.0]]) * g
    gyr = np.array([[10.0, -20.0, 0.0]]) * degree if row.layout.gyr_unit else None
    header = [row.layout.only.get(0, 7), 36, 12345][: len(struct.unpack(row.layout.header, bytes(20)[: sizes(row)]))]
    found = table.decode(table.encode(row.layout, acc, gyr, header), row.layout)
    np.testing.assert_allclose(found[0], acc, rtol=1e-6)
    if gyr is not None:
        np.testing.assert_allclose(found[1], gyr, rtol=1e-6)


def sizes(row):
    return struct.calcsize(row.layout.header)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.begin.__name__)
@pytest.mark.parametrize("length", [0, 1, 5, 11, 19, 45, 47])
def test_a_wrong_length_is_refused_or_somebody_elses(row, length):
    data = bytes(length)
    size = np.dtype(row.layout.number).itemsize * row.layout.columns
    body = length - sizes(row)
    if body > 0 and body % size == 0:
        pytest.skip("a whole number of samples")
    with pytest.raises(PacketError):
        table.decode(data, row.layout)


def test_numbers_that_cannot_be_are_refused():
    decoder = started(table.ADAFRUIT, answers=[None, None])[1].decoder
    for value in (float("nan"), 1e30):
        with pytest.raises(PacketError):
            decoder.decode(ADAFRUIT_ACC, struct.pack("<3f", 0.0, 0.0, value))
        with pytest.raises(PacketError):
            decoder.decode(ADAFRUIT_GYR, struct.pack("<3f", 0.0, 0.0, value))


def test_who_counts_by_nothing_says_so():
    for kind in (table.ADAFRUIT, table.THINGY, table.MICROBIT):
        assert "neither times nor numbers" in started(kind)[1].notes[0]
    for kind in (table.OPEN_EARABLE, table.BLUEST):
        assert started(kind)[1].notes == ()


def test_the_least_rate_that_serves():
    for kind in table.SIMPLE_KINDS:
        assert started(kind, Settings(rate_hz=1.0))[1].rate_hz == kind.rates_hz[0]
        assert started(kind, Settings(rate_hz=1e6))[1].rate_hz == kind.rates_hz[-1]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CLUE", table.ADAFRUIT),
        ("Thingy", table.THINGY),
        ("OpenEarable-1A2B", table.OPEN_EARABLE),
        ("AM1V400", table.BLUEST),
        ("BBC micro:bit [zuvag]", table.MICROBIT),
    ],
)
def test_is_recognised(name, kind):
    assert [other.key for other in table.SIMPLE_KINDS if other.likeness(name)] == [kind.key]


def test_a_battery_nobody_can_ask_for_is_unknown():
    assert rehearse(table.MICROBIT.battery(), [])[1] is None
