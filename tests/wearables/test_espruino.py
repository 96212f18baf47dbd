"""Espruino: our program prints a line per sample; whatever else the console says is left alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import degree, g

from soleus_sense.errors import WearableError
from soleus_sense.wearables import espruino
from soleus_sense.wearables.driver import PacketError, Settings, rehearse
from soleus_sense.wearables.espruino import BANGLE_UNITS, CONSOLE_OUT, ESPRUINO, EspruinoDecoder, puck_units

PUCK_UNITS = puck_units(8.0, 1000.0)


def start(settings, model):
    """Walk through the start dialogue, answering only the question which model it is."""
    sent, dialogue = [], espruino.start(settings)
    try:
        step = next(dialogue)
        while True:
            sent.append(step)
            step = dialogue.send(model if step.answer else None)
    except StopIteration as done:
        return b"".join(step.data for step in sent).decode("ascii"), done.value, sent


def test_a_line_written_out_by_hand():
    (packet,) = EspruinoDecoder(PUCK_UNITS).decode(CONSOLE_OUT, b"~7,1234,4096,0,-2048,100,-100,0\r\n")
    np.testing.assert_allclose(packet.acc_m_s2, np.array([[1.0, 0.0, -0.5]]) * g)
    np.testing.assert_allclose(packet.gyr_rad_s, np.array([[3.5, -3.5, 0.0]]) * degree)
    assert (packet.sequence, packet.stamp) == (7, 1234)


def test_a_line_without_rotation():
    (packet,) = EspruinoDecoder(BANGLE_UNITS).decode(CONSOLE_OUT, b"~255,10,0,0,8192\r\n")
    np.testing.assert_allclose(packet.acc_m_s2, [[0.0, 0.0, g]])
    assert packet.gyr_rad_s is None


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_any_cutting_gives_the_same_lines(cuts):
    rng = np.random.default_rng(0)
    acc, gyr = rng.normal(0, 9, (20, 3)), rng.normal(0, 3, (20, 3))
    stream = b"".join(espruino.encode_lines(acc[i], gyr[i], PUCK_UNITS, sequence=250 + i, ms=19 * i) for i in range(20))
    decoder, got, at = EspruinoDecoder(PUCK_UNITS), [], 0
    for cut in [*cuts, len(stream)]:
        got += decoder.decode(CONSOLE_OUT, stream[at : at + cut])
        at += cut
    assert [packet.sequence for packet in got] == [(250 + i) % 256 for i in range(20)]
    np.testing.assert_allclose(np.concatenate([packet.acc_m_s2 for packet in got]), acc, atol=PUCK_UNITS.acc)


def test_the_consoles_other_words_are_left_alone():
    decoder = EspruinoDecoder(PUCK_UNITS)
    assert not decoder.decode(CONSOLE_OUT, b"\r\n>\r\n=undefined\r\n ____ Espruino\r\n~MP\r\n~B87\r\n>")
    assert len(decoder.decode(CONSOLE_OUT, b"~1,2,3,4,5,6,7,8\r\n")) == 1, "after a prompt on the same line"


def test_a_line_that_lost_its_middle_is_refused_unless_good_ones_came_with_it():
    broken, good = b"~1,20,3,4\r\n", b"~2,40,3,4,5,6,7,8\r\n"
    with pytest.raises(PacketError, match="broken"):
        EspruinoDecoder(PUCK_UNITS).decode(CONSOLE_OUT, broken)
    assert len(EspruinoDecoder(PUCK_UNITS).decode(CONSOLE_OUT, broken + good)) == 1
    assert len(EspruinoDecoder(PUCK_UNITS).decode(CONSOLE_OUT, b"~1,20,3" + good)) == 1, "merged with the next"


def test_output_without_an_end_is_forgotten():
    decoder = EspruinoDecoder(PUCK_UNITS)
    for _ in range(100):
        assert not decoder.decode(CONSOLE_OUT, b"x" * 100)
    assert len(decoder.decode(CONSOLE_OUT, b"\n~2,40,3,4,5,6,7,8\r\n")) == 1


def test_puck_gets_its_program():
    text, started, sent = start(Settings(), b">~MP\r\n")
    assert "Puck.accelOn(52);" in text
    assert "Puck.accelWr(16,Puck.accelRd(16)&243|12);" in text
    assert "Puck.accelWr(17,Puck.accelRd(17)&243|8);" in text
    assert text.startswith("\x03\x10")
    assert text.count("\n") == text.count("\x10")
    assert max(len(step.data) for step in sent) <= 20
    assert (started.rate_hz, started.acc_range_g, started.gyr_range_dps) == (52.0, 8.0, 1000.0)


def test_bangle_gets_its_own():
    text, started, _ = start(Settings(), b"~MB\r\n")
    assert "Bangle.setPollInterval(20);" in text
    assert "Puck.accelOn" not in text
    assert (started.rate_hz, started.acc_range_g, started.has_gyro) == (50.0, 4.0, False)


@pytest.mark.parametrize("said", [None, b"~M-\r\n", b"~M"])
def test_another_board_or_silence_is_refused_in_words(said):
    with pytest.raises(WearableError, match=r"no Puck\.js and no Bangle\.js"):
        start(Settings(), said)


def test_the_programs_brackets_match():
    for line in (*espruino.puck_program(52.0, 8.0, 1000.0), *espruino.bangle_program(50.0), *espruino.QUIET):
        assert [line.count(bracket) for bracket in "({["] == [line.count(bracket) for bracket in ")}]"]
        assert line.isascii()


def test_battery():
    assert rehearse(espruino.battery(), [None, None, b"~B87\r\n"])[1] == 87
    assert rehearse(espruino.battery(), [None, None, None])[1] is None


def test_is_recognised():
    assert ESPRUINO.likeness("Puck.js 9e03") == 2
    assert ESPRUINO.likeness("Bangle.js 4b1d", companies=[0x0590]) == 3
