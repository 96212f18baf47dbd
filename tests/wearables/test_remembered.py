"""What was paired is remembered in a file the person may edit, and the rest of that file is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.errors import SettingsError
from soleus_sense.wearables.choice import Asked
from soleus_sense.wearables.remembered import Remembered, find_remembered, forget, read_remembered, remember

LEFT = Remembered(
    name="left heel", address="AA:00", kind="polar", advertised="Polar Sense 1", placement="heel", side="left"
)
RIGHT = Remembered(name='right "shin"', address="AA:01", kind="soleus", advertised="Soleus A1", placement="shin")

MINE = """# my settings
[sound]
volume = 3  # loud

[wearables.old]
address = "AA:02"
kind = "polar"

[[gym]]
name = "[wearables.x]"
"""


def test_nothing_is_remembered_at_first(tmp_path):
    assert read_remembered(tmp_path) == ()


def test_what_is_remembered_is_read_back_and_found_by_name_and_address(tmp_path):
    remember(tmp_path, LEFT)
    remember(tmp_path, RIGHT)
    known = read_remembered(tmp_path)
    assert known == (LEFT, RIGHT)
    assert find_remembered("LEFT HEEL", known) == LEFT
    assert find_remembered("aa:01", known) == RIGHT
    assert find_remembered("left", known) is None


def test_rate_and_ranges_are_remembered_where_they_were_asked_for(tmp_path):
    fast = replace(LEFT, rate_hz=200.0, acc_range_g=16.0, gyr_range_dps=2000.0)
    remember(tmp_path, fast)
    remember(tmp_path, RIGHT)
    assert read_remembered(tmp_path) == (fast, RIGHT)
    assert (fast.asked, RIGHT.asked) == (Asked(200.0, 16.0, 2000.0), Asked())


def test_the_same_device_or_name_is_remembered_once(tmp_path):
    remember(tmp_path, LEFT)
    again = Remembered(name="heel", address="aa:00", kind="polar", advertised="Polar Sense 1")
    remember(tmp_path, again)
    assert read_remembered(tmp_path) == (again,)


def test_forgetting_names_what_there_is(tmp_path):
    remember(tmp_path, LEFT)
    with pytest.raises(SettingsError, match="no wearable 'knee' to forget; remembered: left heel"):
        forget(tmp_path, "knee")
    assert forget(tmp_path, "aa:00") == LEFT
    assert read_remembered(tmp_path) == ()


def test_the_rest_of_the_file_is_kept(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(MINE, encoding="utf-8")
    remember(tmp_path, LEFT)
    forget(tmp_path, "old")
    text = file.read_text(encoding="utf-8")
    assert text.startswith('# my settings\n[sound]\nvolume = 3  # loud\n\n[[gym]]\nname = "[wearables.x]"\n')
    assert read_remembered(tmp_path) == (LEFT,)


def test_a_file_that_cannot_be_changed_safely_is_left_alone(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('note = """\n[wearables]\n"""\nother = 1\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"cannot be (changed safely|read)"):
        remember(tmp_path, LEFT)
    assert file.read_text(encoding="utf-8").startswith("note")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[wearables", "cannot be read"),
        ("wearables = 3", "no table of wearables"),
        ("[wearables.x]\nkind = 'polar'", "'x' needs an address"),
        ("wearables.x = 3", "'x' needs an address"),
        ("[wearables.x]\nkind = 'polar'\naddress = 'A'\nside = 'up'", "a side"),
        ("[wearables.x]\nkind = 'polar'\naddress = 'A'\nrate_hz = 'fast'", "rate_hz of the wearable 'x' is no number"),
        ("[wearables.x]\nkind = 'polar'\naddress = 'A'\nacc_range_g = -8", "acc_range_g of the wearable 'x' is no"),
        ("[wearables.x]\nkind = 'polar'\naddress = 'A'\ngyr_range_dps = inf", "gyr_range_dps of the wearable 'x'"),
    ],
)
def test_a_broken_file_is_a_sentence(tmp_path, text, sentence):
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=sentence):
        read_remembered(tmp_path)


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_name_survives(tmp_path_factory, name, advertised):
    name, advertised = (text.replace("\x7f", "").encode("utf-8", "replace").decode() for text in (name, advertised))
    folder = tmp_path_factory.mktemp("home")
    odd = Remembered(name=name, address="AA:00", kind="polar", advertised=advertised)
    if not name or not advertised:
        return
    remember(folder, odd)
    assert read_remembered(folder) == (odd,)
