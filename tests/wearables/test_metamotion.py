"""MetaMotion: two chips, two sets of registers, three samples a notification, rotation apart."""

import numpy as np
import pytest
from scipy.constants import degree, g

from soleus_sense.errors import WearableError
from soleus_sense.wearables import metamotion
from soleus_sense.wearables.driver import PacketError, Settings, Write, rehearse
from soleus_sense.wearables.metamotion import ACC, BMI160, BMI270, GYRO, METAMOTION, NOTIFY, MetaMotionDecoder

ACC_G = np.array([[-4.539, 0.833, -0.131], [-2.995, 0.894, 0.146], [-0.029, 0.352, 0.065]])
GYR_DPS = np.array([[164.177, 301.86, -265.122], [207.134, 296.982, -215.457], [254.055, 309.634, -152.591]])


def frames(chip):
    acc = metamotion.encode_frame(ACC, chip.acc_packed, ACC_G, per_unit=4096.0)
    return acc, metamotion.encode_frame(GYRO, chip.gyr_packed, GYR_DPS, per_unit=32.8)


@pytest.mark.parametrize("chip", [BMI160, BMI270])
def test_three_samples_of_either_kind_make_a_packet(chip):
    acc, gyr = frames(chip)
    assert len(acc) == len(gyr) == 20
    decoder = MetaMotionDecoder(chip, 8.0, 1000.0)
    assert decoder.decode(NOTIFY, acc) == ()
    (packet,) = decoder.decode(NOTIFY, gyr)
    np.testing.assert_allclose(packet.acc_m_s2 / g, ACC_G, atol=1.3e-4)
    np.testing.assert_allclose(packet.gyr_rad_s / degree, GYR_DPS, atol=0.016)


def test_without_the_gyro_acceleration_goes_alone():
    decoder = MetaMotionDecoder(BMI270, 8.0, None)
    acc, gyr = frames(BMI270)
    (packet,) = decoder.decode(NOTIFY, acc)
    assert packet.gyr_rad_s is None
    assert decoder.decode(NOTIFY, gyr) == ()


def test_a_lost_notification_costs_its_partner_only():
    decoder = MetaMotionDecoder(BMI160, 8.0, 1000.0)
    acc, gyr = frames(BMI160)
    sent = [acc, gyr, gyr, acc, acc, gyr, acc, gyr]
    assert sum(len(decoder.decode(NOTIFY, data)) for data in sent) == 3


def test_what_holds_no_samples_gives_none():
    decoder = MetaMotionDecoder(BMI160, 8.0, None)
    for data in (b"", b"\x03", b"\x03\x80\x01\x01", b"\x11\x8c\x63\x34\x10", b"\x03\x05\x01"):
        assert decoder.decode(NOTIFY, data) == ()


@pytest.mark.parametrize("length", [2, 3, 7, 9, 14, 26])
def test_another_number_of_bytes_is_refused(length):
    with pytest.raises(PacketError):
        MetaMotionDecoder(BMI160, 8.0, None).decode(NOTIFY, bytes([ACC, BMI160.acc_packed]) + bytes(length - 2))


def starting(settings, info, gyr_info):
    steps = []
    replies = {bytes([ACC, 0x80]): info, bytes([GYRO, 0x80]): gyr_info}
    dialogue = metamotion.start(settings)
    try:
        step = next(dialogue)
        while True:
            steps.append(step)
            step = dialogue.send(replies.get(step.data))
    except StopIteration as done:
        return [step.data.hex() for step in steps], done.value


def test_a_bmi270_is_found_and_started():
    sent, started = starting(Settings(), bytes.fromhex("03800400"), bytes.fromhex("13800100"))
    for command in ("0303a802", "13032801", "030501", "130501", "03020100", "13020100", "030101", "130101"):
        assert command in sent, command
    assert sent.index("030100") < sent.index("0303a802"), "stopped before it is set"
    assert sent[-1] == "030101"
    assert (started.rate_hz, started.acc_range_g, started.gyr_range_dps) == (100.0, 8.0, 1000.0)
    acc, gyr = frames(BMI270)
    started.decoder.decode(NOTIFY, acc)
    assert len(started.decoder.decode(NOTIFY, gyr)) == 1


def test_a_bmi160_has_other_codes_and_registers():
    sent, _ = starting(Settings(rate_hz=200), bytes.fromhex("03800101"), bytes.fromhex("13800001"))
    for command in ("03032908", "13032901", "031c01", "130701"):
        assert command in sent, command


def test_an_old_bmi160_sends_single_samples():
    sent, started = starting(Settings(gyro=False), bytes.fromhex("03800100"), b"\x13\x80")
    assert "030401" in sent
    assert started.interval_s == pytest.approx(0.01)
    assert len(started.decoder.decode(NOTIFY, bytes([ACC, 4]) + bytes(6))) == 1


def test_a_board_without_gyro_or_with_an_unknown_chip():
    _, started = starting(Settings(), bytes.fromhex("03800400"), b"\x13\x80")
    assert not started.has_gyro
    for info in (None, b"\x03\x80", bytes.fromhex("03800000")):
        with pytest.raises(WearableError, match="no accelerometer this program knows"):
            starting(Settings(), info, None)


def test_stopping_switches_both_chips_off():
    steps, _ = rehearse(metamotion.stop(), [None] * 4)
    assert [step.data.hex() for step in steps] == ["030100", "03020001", "130100", "13020001"]


def test_battery():
    assert rehearse(metamotion.battery(), [bytes.fromhex("118c633410")])[1] == 99
    assert rehearse(metamotion.battery(), [None])[1] is None
    (step,), _ = rehearse(metamotion.battery(), [None])
    assert isinstance(step, Write)
    assert step.answer.matches(bytes.fromhex("118c633410"))
    assert not step.answer.matches(bytes.fromhex("118b01077b528fc9e8"))


def test_blinks():
    steps, _ = rehearse(metamotion.identify(), [None] * 3)
    assert steps[1].data.hex() == "020300021f00000032000000f401000006"


def test_is_recognised():
    assert METAMOTION.likeness("MetaWear") == 2
    assert METAMOTION.likeness(None, ["326a9000-85cb-9195-d9dd-464cfbbae75a"]) == 4
    assert METAMOTION.tested == "vector"
