"""Dialogues held with the virtual firmwares directly, without a radio: short packets, refusals, a stream that runs."""

from __future__ import annotations

import numpy as np
import pytest

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.dot_firmware import DotFirmware
from soleus_sense.virtual.firmware import Firmware
from soleus_sense.virtual.firmwares import FIRMWARES, new_firmware
from soleus_sense.virtual.metamotion_firmware import MetaMotionFirmware
from soleus_sense.virtual.polar_firmware import PolarFirmware
from soleus_sense.virtual.witmotion_firmware import WitMotionFirmware
from soleus_sense.wearables import metamotion, movella_dot, polar, witmotion
from soleus_sense.wearables.driver import Dialogue, Read, Refused, Settings, Wait, Write, least_that_serves
from soleus_sense.wearables.kinds import find_kind
from soleus_sense.wearables.polar import Op, Setting
from soleus_sense.wearables.polar_frames import Measurement


def converse(firmware: Firmware, dialogue: Dialogue) -> tuple[list, object]:
    """Hold a dialogue with a firmware; the steps it took, and its result."""
    steps, waiting = [], []
    try:
        step = next(dialogue)
        while True:
            steps.append(step)
            reply = None
            if isinstance(step, Read):
                reply = firmware.read(step.characteristic, 0.0)
            elif isinstance(step, Write):
                waiting += firmware.written(step.characteristic, step.data)
            answer = None if isinstance(step, Read) else step.answer
            if answer is not None:
                fitting = [one for one in waiting if one[0] == answer.characteristic and answer.matches(one[1])]
                reply = fitting[0][1] if fitting else None
                waiting = waiting[waiting.index(fitting[0]) + 1 :] if fitting else []
            step = dialogue.send(reply)
    except StopIteration as done:
        return steps, done.value


def at_rest(count: int) -> SampleBlock:
    return SampleBlock(np.arange(count) / 100.0, np.tile([0.0, 0.0, 9.8], (count, 1)), np.zeros((count, 3)))


@pytest.mark.parametrize("payload", [20, 23, 60, 244])
def test_a_polar_is_understood_over_packets_of_any_length(payload: int) -> None:
    firmware = PolarFirmware()
    firmware.connected(payload)
    steps, started = converse(firmware, polar.start(Settings()))
    assert any(isinstance(step, Wait) for step in steps) is (payload < 60)
    assert (started.rate_hz, started.acc_range_g, started.gyr_range_dps) == (104, 8, 1000)
    assert firmware.sdk_mode
    assert firmware.streaming
    packets = [
        packet
        for _ in range(4)
        for sent in firmware.notifications(at_rest(firmware.samples_per_notification()))
        for packet in started.decoder.decode(*sent)
    ]
    np.testing.assert_allclose(packets[0].acc_m_s2[0], [0.0, 0.0, 9.8], atol=0.01)


def test_a_polar_that_streams_already_is_stopped_first() -> None:
    firmware = PolarFirmware("Polar H10 1A2B3C4D", has_gyro=False)
    firmware.connected(244)
    converse(firmware, polar.start(Settings(rate_hz=50)))
    _, started = converse(firmware, polar.start(Settings(rate_hz=200)))
    assert started.rate_hz == firmware.rate_hz == 200
    converse(firmware, polar.stop())
    assert not firmware.streaming


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({Setting.RATE: 51, Setting.RESOLUTION: 16, Setting.RANGE: 8}, 8),
        ({Setting.RATE: 50, Setting.RESOLUTION: 14, Setting.RANGE: 8}, 7),
        ({Setting.RATE: 50, Setting.RESOLUTION: 16, Setting.RANGE: 3}, 9),
    ],
)
def test_a_polar_refuses_what_it_does_not_offer(settings: dict, error: int) -> None:
    firmware = PolarFirmware(has_gyro=False)
    firmware.connected(244)
    ((_, answer),) = firmware.written(polar.CONTROL, polar.encode_request(Op.START, Measurement.ACC, settings))
    assert polar.decode_answer(answer).error == error
    ((_, answer),) = firmware.written(polar.CONTROL, polar.encode_request(Op.SETTINGS, Measurement.GYRO))
    assert polar.decode_answer(answer).error == 2


@pytest.mark.parametrize("key", FIRMWARES)
def test_every_rate_that_can_be_asked_for_is_the_one_the_wearable_then_keeps(key: str) -> None:
    kind = find_kind(key)
    for rate_hz in kind.rates_hz:
        firmware = new_firmware(key)
        firmware.connected(244)
        _, started = converse(firmware, kind.start(Settings(rate_hz=rate_hz)))
        assert started.rate_hz == firmware.rate_hz
        assert started.rate_hz == least_that_serves(started.rates_hz or kind.rates_hz, rate_hz)


@pytest.mark.parametrize("key", FIRMWARES)
def test_every_range_that_can_be_asked_for_is_the_one_in_which_the_samples_are_read(key: str) -> None:
    kind = find_kind(key)
    for acc_range_g in kind.acc_ranges_g:
        firmware = new_firmware(key)
        firmware.connected(244)
        _, started = converse(firmware, kind.start(Settings(acc_range_g=acc_range_g)))
        assert started.acc_range_g == least_that_serves(started.acc_ranges_g or kind.acc_ranges_g, acc_range_g)
        packets = [
            packet
            for _ in range(8)
            for sent in firmware.notifications(at_rest(firmware.samples_per_notification()))
            for packet in started.decoder.decode(*sent)
        ]
        np.testing.assert_allclose(packets[0].acc_m_s2[0], [0.0, 0.0, 9.8], atol=0.02)


def test_a_witmotion_changes_nothing_before_it_is_unlocked() -> None:
    firmware = WitMotionFirmware()
    firmware.connected(244)
    list(firmware.written(witmotion.WRITE, witmotion.encode_write(witmotion.RATE_REGISTER, 0x09)))
    assert firmware.rate_hz == 10
    _, started = converse(firmware, witmotion.start(Settings()))
    assert started.rate_hz == firmware.rate_hz == 100
    assert converse(firmware, witmotion.battery())[1] == pytest.approx(87, abs=2)


def test_sensors_with_a_light_blink_when_asked() -> None:
    meta, dot = MetaMotionFirmware(), DotFirmware()
    converse(meta, metamotion.identify())
    converse(dot, movella_dot.identify())
    assert (meta.blinked, dot.blinked) == (1, 1)
    with pytest.raises(Refused):
        dot.written(movella_dot.DEVICE_CONTROL, b"\x10")
