"""The notation for tempo is read one way, and never shown without its words."""

import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo, tolerance_s


@pytest.mark.parametrize("text", ["3-0-1-2", "3012", "3/0/1/2", " 3 0 1 2 "])
def test_four_phases_are_read_lowering_first(text):
    tempo = Tempo.parse(text)

    assert (tempo.lower_s, tempo.bottom_s, tempo.raise_s, tempo.top_s) == (3, 0, 1, 2)


def test_x_is_as_fast_as_possible():
    tempo = Tempo.parse("2.5-0-x-0")

    assert str(tempo) == "2.5-0-X-0"
    assert tempo.in_words == "2.5 s down, no pause, up as fast as possible, no hold"


@pytest.mark.parametrize("text", ["", "3-0-1", "3-0-1-0-0", "3--1-0", "-3-0-1-0", "three", "3-0-1-a"])
def test_what_is_not_four_phases_is_refused_with_an_example(text):
    with pytest.raises(SettingsError, match="3-0-1-0"):
        Tempo.parse(text)


def test_a_tempo_that_takes_no_time_is_refused():
    with pytest.raises(SettingsError, match="takes no time at all"):
        Tempo.parse("0-0-0-0")


def test_a_lowering_complies_within_the_tolerance_and_not_beyond():
    tempo = Tempo.parse("3-0-1-0")

    assert tolerance_s(3.0) == pytest.approx(0.45)
    assert tempo.complies(2.56)
    assert tempo.complies(3.44)
    assert not tempo.complies(2.54)
    assert not tempo.complies(3.46)


def test_an_x_is_met_by_a_quick_lowering_only():
    tempo = Tempo.parse("X-0-X-0")

    assert tempo.complies(0.4)
    assert not tempo.complies(0.6)
