"""WitMotion: frames are found again in a byte stream that has neither checksum nor number."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import degree, g

from soleus_sense.wearables import witmotion
from soleus_sense.wearables.driver import PacketError, Settings, Write, rehearse
from soleus_sense.wearables.witmotion import NOTIFY, WITMOTION, WitDecoder, encode_registers, encode_sample

FRAME = bytes.fromhex("5561 0008 00f8 ff7f 1000 f0ff 0080 0000 0000 0000")
"""Built by the vendor's layout: 1 g, −1 g, almost 16 g; 16, −16 and −32768 counts of rotation."""


def samples(count, first=0):
    counts = np.arange(first, first + count)
    acc = np.column_stack([counts, -counts, np.full(count, 2048)]) * (16 * g / 32768)
    return acc, np.column_stack([counts, counts, -counts]) * (2000 * degree / 32768)


def test_a_frame_written_out_by_hand():
    (packet,) = WitDecoder().decode(NOTIFY, FRAME)
    np.testing.assert_allclose(packet.acc_m_s2, np.array([[1.0, -1.0, 32767 / 2048]]) * g)
    np.testing.assert_allclose(packet.gyr_rad_s, np.array([[16, -16, -32768]]) * (2000 / 32768) * degree)
    assert (packet.stamp, packet.sequence) == (None, None)


def test_several_frames_of_one_notification_are_one_packet():
    acc, gyr = samples(7)
    (packet,) = WitDecoder().decode(NOTIFY, encode_sample(acc, gyr))
    np.testing.assert_allclose(packet.acc_m_s2, acc)
    np.testing.assert_allclose(packet.gyr_rad_s, gyr, atol=1e-12)


@given(st.lists(st.integers(1, 45), min_size=1, max_size=40))
def test_any_cutting_gives_the_same_samples(cuts):
    acc, gyr = samples(30, first=20)
    stream = encode_sample(acc, gyr)
    decoder, got, at = WitDecoder(), [], 0
    for cut in [*cuts, len(stream)]:
        got += decoder.decode(NOTIFY, stream[at : at + cut])
        at += cut
    np.testing.assert_allclose(np.concatenate([packet.acc_m_s2 for packet in got]), acc)


def test_bytes_inside_a_frame_that_look_like_a_beginning_do_not_fool_it():
    inside = FRAME[:6] + b"\x55\x61" + FRAME[8:]
    (packet,) = WitDecoder().decode(NOTIFY, inside[3:] + inside * 3)
    assert len(packet) == 3


@given(st.integers(1, 19), st.integers(0, 5))
def test_after_a_lost_piece_the_next_whole_frame_is_found(lost, before):
    acc, gyr = samples(before + 4, first=300)
    stream = encode_sample(acc, gyr)
    cut = 20 * before + 5
    decoder = WitDecoder()
    got = [*decoder.decode(NOTIFY, stream[:cut]), *decoder.decode(NOTIFY, stream[cut + lost :])]
    np.testing.assert_allclose(got[-1].acc_m_s2[-2:], acc[-2:])
    assert sum(map(len, got)) >= before + 2


def test_a_register_answer_between_frames_holds_no_sample():
    answer = encode_registers(witmotion.BATTERY_REGISTER, np.full(8, 398, dtype=np.int16))
    (packet,) = WitDecoder().decode(NOTIFY, FRAME + answer + FRAME)
    assert len(packet) == 2
    assert WitDecoder().decode(NOTIFY, answer) == ()


def test_a_notification_of_nothing_but_rubbish_is_refused_and_forgotten():
    decoder = WitDecoder()
    with pytest.raises(PacketError, match="40 bytes"):
        decoder.decode(NOTIFY, b"\x00\xff" * 20)
    assert len(decoder.decode(NOTIFY, FRAME)) == 1


def test_commands_are_the_vendors():
    assert bytes.fromhex("ffaa6988b5") == witmotion.UNLOCK
    assert witmotion.encode_read(0x64) == bytes.fromhex("ffaa276400")
    assert witmotion.encode_write(0x03, 0x0B) == bytes.fromhex("ffaa030b00")


def test_the_rate_is_set_and_read_back():
    answer = FRAME + encode_registers(3, np.array([9, 0, 0, 0, 0, 0, 0, 0], dtype=np.int16))
    steps, started = rehearse(witmotion.start(Settings()), [None, None, answer])
    sent = [step.data for step in steps if isinstance(step, Write)]
    assert sent == [bytes.fromhex(data) for data in ("ffaa6988b5", "ffaa030900", "ffaa270300")]
    assert all(step.pause_s >= 0.1 for step in steps)
    assert (started.rate_hz, started.acc_range_g, started.gyr_range_dps) == (100.0, 16.0, 2000.0)
    assert "neither times nor numbers" in started.notes[0]


def test_a_sensor_that_keeps_another_rate_is_believed():
    fifty = encode_registers(3, np.array([8] + [0] * 7, dtype=np.int16))
    assert rehearse(witmotion.start(Settings()), [None, None, fifty])[1].rate_hz == 50.0
    ten = encode_registers(3, np.array([6] + [0] * 7, dtype=np.int16))
    assert "did not take the rate" in rehearse(witmotion.start(Settings()), [None, None, ten])[1].notes[-1]
    assert rehearse(witmotion.start(Settings()), [None, None, None])[1].rate_hz == 100.0


@pytest.mark.parametrize(("hundredths", "percent"), [(420, 100), (379, 40), (300, 0)])
def test_the_battery_goes_by_its_voltage(hundredths, percent):
    answer = encode_registers(0x64, np.array([hundredths] + [0] * 7, dtype=np.int16))
    assert rehearse(witmotion.battery(), [answer])[1] == percent


def test_a_battery_answer_cut_in_two_is_no_answer():
    answer = encode_registers(0x64, np.full(8, 398, dtype=np.int16))[:5]
    assert rehearse(witmotion.battery(), [answer])[1] is None
    assert rehearse(witmotion.battery(), [None])[1] is None


def test_is_recognised():
    assert WITMOTION.likeness("WT901BLE68") == 2
    assert WITMOTION.likeness("SWT900") == 0
    assert WITMOTION.likeness(None, ["0000FFE5-0000-1000-8000-00805F9A34FB"]) == 4
    assert struct.calcsize("<9h") + 2 == witmotion.FRAME_BYTES
