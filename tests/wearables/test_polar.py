"""Polar: frames in, samples out; the right questions in the right order; refusals in plain words."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.constants import degree, g

from soleus_sense.errors import WearableError
from soleus_sense.wearables import polar
from soleus_sense.wearables.driver import PacketError, Refused, Settings, StreamEnded, Wait, Write, rehearse
from soleus_sense.wearables.pairs import PairsByStamp
from soleus_sense.wearables.polar import CONTROL, DATA, POLAR, ControlAnswer, Op, PolarDecoder, Setting
from soleus_sense.wearables.polar_frames import Measurement, decode_frame, encode_frame

STAMP = 800_000_000_123_456_789

H10_OFFER = {Setting.RATE: (25, 50, 100, 200), Setting.RESOLUTION: (16,), Setting.RANGE: (2, 4, 8)}
VERITY_OFFER = {Setting.RATE: (52,), Setting.RESOLUTION: (16,), Setting.RANGE: (8,), Setting.CHANNELS: (3,)}
SDK_OFFER = {
    Setting.RATE: (26, 52, 104, 208, 416),
    Setting.RESOLUTION: (16,),
    Setting.RANGE: (2, 4, 8, 16),
    Setting.CHANNELS: (3,),
}
GYRO_OFFER = {**SDK_OFFER, Setting.RANGE: (250, 500, 1000, 2000)}


def answer(op, measurement, *, error=0, offer=None, more=False):
    parameters = polar.encode_offer(offer) if offer else b""
    return polar.encode_answer(ControlAnswer(op, measurement, error, more, parameters))


def requests(steps):
    return [step.data for step in steps if isinstance(step, Write)]


def test_plain_frames_of_one_two_and_three_bytes():
    for size, frame_type in ((1, 0), (2, 1), (3, 2)):
        values = np.array([[1, -2, 100], [-128, 127, 0], [-1, -1, -1]])
        body = b"".join(int(value).to_bytes(size, "little", signed=True) for value in values.ravel())
        frame = decode_frame(struct.pack("<BQB", 2, STAMP, frame_type) + body)
        np.testing.assert_array_equal(frame.values, values)
        assert (frame.stamp_ns, frame.needs_factor) == (STAMP, False)


def test_a_compressed_frame_written_out_by_hand():
    # Reference (1000, -1, 0), then two samples of 4-bit differences: +1 -1 +7 and -8 0 +2, lowest bit first.
    body = struct.pack("<3h", 1000, -1, 0) + bytes([4, 2, 0xF1, 0x87, 0x20])
    frame = decode_frame(struct.pack("<BQB", 2, STAMP, 0x81) + body)
    np.testing.assert_array_equal(frame.values, [[1000, -1, 0], [1001, -2, 7], [993, -2, 9]])


def test_rotation_as_floats_adds_up_bit_patterns():
    first = np.array([[1.5, -2.0, 0.25]], dtype="<f4")
    second = np.array([[1.75, -1.0, 0.5]], dtype="<f4")
    difference = second.view("<i4").astype(np.int64) - first.view("<i4")
    block = bytes([32, 1]) + (difference % 2**32).astype("<u4").tobytes()
    frame = decode_frame(struct.pack("<BQB", 5, STAMP, 0x81) + first.tobytes() + block)
    np.testing.assert_array_equal(frame.values, np.vstack((first, second)))
    assert not frame.needs_factor


@given(
    arrays(np.int64, st.tuples(st.integers(1, 300), st.just(3)), elements=st.integers(-32768, 32767)),
    st.sampled_from([1, 0x80, 0x81]),
)
def test_frames_survive_encoding(values, frame_type):
    data = encode_frame(Measurement.ACC, values, stamp_ns=STAMP, frame_type=frame_type)
    frame = decode_frame(data)
    np.testing.assert_array_equal(frame.values, values)
    assert frame.needs_factor == (frame_type == 0x80)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes([2]) + bytes(8),
        struct.pack("<BQB", 2, STAMP, 1),
        struct.pack("<BQB", 2, STAMP, 1) + bytes(7),
        struct.pack("<BQB", 2, STAMP, 3) + bytes(6),
        struct.pack("<BQB", 5, STAMP, 1) + bytes(6),
        struct.pack("<BQB", 2, STAMP, 0x81) + bytes(5),
        struct.pack("<BQB", 2, STAMP, 0x81) + bytes(6) + bytes([6, 4, 0]),
        struct.pack("<BQB", 2, STAMP, 0x81) + bytes(6) + bytes([33, 1]) + bytes(13),
        struct.pack("<BQB", 2, STAMP, 0x81) + bytes(6) + bytes([0, 255] * 100),
    ],
    ids=["empty", "header", "no body", "odd", "type", "plain gyro", "short", "cut block", "wide", "too many"],
)
def test_a_broken_frame_is_refused(data):
    with pytest.raises(PacketError):
        decode_frame(data)


def test_a_frame_of_another_measurement_is_somebody_elses():
    assert PolarDecoder(1.0, 1.0).decode(DATA, struct.pack("<BQB", 1, STAMP, 0) + bytes(3)) == ()


def test_counts_take_the_factor_and_milligrams_do_not():
    values = np.array([[-48, 357, 4068]])
    decoder = PolarDecoder(0.000244, 1.0)
    for frame_type, scale_g in ((0x80, 0.000244), (0x81, 0.001), (1, 0.001)):
        data = encode_frame(Measurement.ACC, values, stamp_ns=STAMP, frame_type=frame_type)
        (packet,) = decoder.decode(DATA, data)
        np.testing.assert_allclose(packet.acc_m_s2, values * scale_g * g)
        assert (packet.stamp, packet.stamped_sample, packet.gyr_rad_s) == (STAMP, -1, None)


def test_rotation_joins_the_acceleration():
    decoder = PolarDecoder(0.001, 0.07, PairsByStamp(1 / 52, 1 / 52, tick_s=1e-9))
    packets = []
    for index in range(1, 5):
        stamp = STAMP + round(index * 52 / 52 * 1e9)
        acc = np.tile([0, 0, 1000], (52, 1))
        gyr = np.tile([100, -200, 0], (52, 1))
        packets += decoder.decode(DATA, encode_frame(Measurement.ACC, acc, stamp_ns=stamp, frame_type=0x81))
        packets += decoder.decode(DATA, encode_frame(Measurement.GYRO, gyr, stamp_ns=stamp, frame_type=0x80))
    assert sum(map(len, packets)) == 4 * 52
    np.testing.assert_allclose(packets[-1].gyr_rad_s[-1], np.array([7.0, -14.0, 0.0]) * degree)
    assert packets[-1].stamp == STAMP + 4_000_000_000


def test_a_stream_that_lost_its_rotation_is_started_again():
    decoder = PolarDecoder(0.001, 0.07, PairsByStamp(1 / 52, 1 / 52, tick_s=1e-9))
    acc = np.tile([0, 0, 1000], (52, 1))
    with pytest.raises(StreamEnded, match="only one"):
        for second in range(20):
            frame = encode_frame(Measurement.ACC, acc, stamp_ns=STAMP + second * 10**9, frame_type=0x81)
            assert decoder.decode(DATA, frame) == ()


def test_a_sensor_that_stops_by_itself_ends_the_stream():
    decoder = PolarDecoder(1.0, 1.0)
    with pytest.raises(StreamEnded, match="by itself"):
        decoder.decode(CONTROL, bytes([1, Measurement.ACC]))
    assert decoder.decode(CONTROL, bytes([1, 1])) == (), "the optical sensor's stream is not ours"
    assert decoder.decode(CONTROL, answer(Op.STOP, Measurement.ACC)) == ()


def test_an_offer_survives_encoding_and_a_cut():
    parameters = polar.encode_offer(SDK_OFFER)
    assert polar.decode_settings(parameters) == SDK_OFFER
    assert polar.decode_settings(parameters[:-2]) == {k: v for k, v in SDK_OFFER.items() if k is not Setting.CHANNELS}
    with pytest.raises(PacketError):
        polar.decode_settings(b"\x63\x01\x00")


def test_h10_is_stopped_asked_and_started_at_the_least_that_serves():
    steps, started = rehearse(
        polar.start(Settings(rate_hz=100.0)),
        [
            polar.encode_features(["ECG", "ACC"]),
            answer(Op.STOP, Measurement.ACC, error=6),
            answer(Op.SETTINGS, Measurement.ACC, offer=H10_OFFER),
            answer(Op.START, Measurement.ACC),
        ],
    )
    assert requests(steps) == [bytes.fromhex(data) for data in ("0302", "0102", "0202 000164000101100002010800")]
    assert (started.rate_hz, started.acc_range_g, started.has_gyro) == (100.0, 8.0, False)
    assert started.interval_s == pytest.approx(0.36)
    assert "0.4 s" in started.notes[0]


def test_verity_goes_into_its_sdk_mode_for_100_hz():
    steps, started = rehearse(
        polar.start(Settings(rate_hz=100.0, gyr_range_dps=900.0)),
        [
            polar.encode_features(["ACC", "GYRO", "SDK"]),
            answer(Op.STOP, Measurement.ACC),
            answer(Op.STOP, Measurement.GYRO),
            answer(Op.SETTINGS, Measurement.ACC, offer=VERITY_OFFER),
            answer(Op.START, Measurement.SDK_MODE),
            answer(Op.SETTINGS, Measurement.ACC, offer=SDK_OFFER),
            answer(Op.START, Measurement.ACC, offer={Setting.FACTOR: (0.000244,)}),
            answer(Op.SETTINGS, Measurement.GYRO, offer=GYRO_OFFER),
            answer(Op.START, Measurement.GYRO, offer={Setting.FACTOR: (0.035,)}),
        ],
    )
    sent = requests(steps)
    assert sent[3] == bytes.fromhex("0209")
    assert next(step for step in steps if isinstance(step, Write) and step.data == sent[3]).pause_s >= 0.1
    assert sent[5] == bytes.fromhex("0202 00016800 01011000 02010800 040103")
    assert sent[7] == bytes.fromhex("0205 00016800 01011000 0201e803 040103")
    assert (started.rate_hz, started.acc_range_g, started.gyr_range_dps) == (104.0, 8.0, 1000.0)
    assert started.has_gyro


def test_verity_stays_in_its_ordinary_mode_where_that_serves():
    steps, started = rehearse(
        polar.start(Settings(rate_hz=50.0, gyro=False)),
        [
            polar.encode_features(["ACC", "GYRO", "SDK"]),
            answer(Op.STOP, Measurement.ACC),
            answer(Op.STOP, Measurement.GYRO),
            answer(Op.SETTINGS, Measurement.ACC, offer=VERITY_OFFER),
            answer(Op.START, Measurement.ACC),
        ],
    )
    assert bytes.fromhex("0209") not in requests(steps)
    assert (started.rate_hz, started.has_gyro) == (52.0, False)
    assert started.interval_s == pytest.approx(1.4, abs=0.05)


def test_a_stream_already_running_is_stopped_and_started_again():
    steps, _ = rehearse(
        polar.start(Settings()),
        [
            polar.encode_features(["ACC"]),
            None,
            answer(Op.SETTINGS, Measurement.ACC, offer=H10_OFFER),
            answer(Op.START, Measurement.ACC, error=6),
            answer(Op.STOP, Measurement.ACC),
            answer(Op.START, Measurement.ACC),
        ],
    )
    sent = requests(steps)
    assert sent[-2] == bytes.fromhex("0302")
    assert sent[-1] == sent[-3]


def test_a_refusal_is_a_sentence():
    with pytest.raises(Refused, match="in its charger; take it out") as refused:
        rehearse(
            polar.start(Settings()),
            [
                polar.encode_features(["ACC"]),
                answer(Op.STOP, Measurement.ACC),
                answer(Op.SETTINGS, Measurement.ACC, error=13),
            ],
        )
    assert refused.value.code == 13
    assert set(polar.ERRORS) == set(range(1, 15))


def test_a_sensor_without_acceleration_or_without_an_answer_is_refused_in_words():
    with pytest.raises(WearableError, match="sends no acceleration"):
        rehearse(polar.start(Settings()), [polar.encode_features(["PPG"])])
    with pytest.raises(WearableError, match="did not answer"):
        rehearse(polar.start(Settings()), [polar.encode_features(["ACC"]), None, None])


def test_stopping_goes_on_where_a_request_is_refused():
    steps, _ = rehearse(polar.stop(), [answer(Op.STOP, 2), Refused("no", 3), answer(Op.STOP, 9, error=2)])
    assert requests(steps) == [bytes.fromhex(data) for data in ("0302", "0305", "0309")]


@pytest.mark.parametrize("name", ["Polar Sense 0A1B2C3D", "Polar OH1 12345678", "Polar H10 12345678"])
def test_is_recognised_by_name(name):
    assert POLAR.likeness(name) == 2
    assert POLAR.likeness(name, companies=[0x006B]) == 3
    assert POLAR.likeness("Polar Vantage 1234") == 0


def test_an_offer_in_parts_is_put_together():
    whole = answer(Op.SETTINGS, Measurement.ACC, offer=H10_OFFER)
    first = whole[:4] + b"\1" + whole[5:11]
    steps, started = rehearse(
        polar.start(Settings(gyro=False)),
        [
            polar.encode_features(["ACC"]),
            answer(Op.STOP, Measurement.ACC),
            first,
            b"\1" + whole[11:14],
            b"\0" + whole[14:],
            answer(Op.START, Measurement.ACC),
        ],
    )
    assert [type(step) for step in steps[3:5]] == [Wait, Wait]
    assert steps[3].answer.matches(b"\0")
    assert not steps[3].answer.matches(first)
    assert (started.rate_hz, started.acc_range_g) == (100.0, 8.0)


def test_an_offer_whose_rest_never_comes_is_read_as_far_as_it_goes():
    whole = answer(Op.SETTINGS, Measurement.ACC, offer=H10_OFFER)
    _, started = rehearse(
        polar.start(Settings(gyro=False)),
        [
            polar.encode_features(["ACC"]),
            answer(Op.STOP, Measurement.ACC),
            whole[:4] + b"\1" + whole[5:15],
            None,
            answer(Op.START, Measurement.ACC),
        ],
    )
    assert started.rate_hz == 100.0
