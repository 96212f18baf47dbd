"""The own step length and stairs are kept in the settings, and nothing else in that file is touched."""

import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.exercises.walking_settings import WalkingSettings, read_walking, write_walking

OTHERS = """\
# my own words
[wearables."left"]
address = "AA:BB"
kind = "polar"
"""


def test_what_was_written_is_read(tmp_path):
    write_walking(tmp_path, WalkingSettings(toe_step_m=0.41, riser_m=0.175))

    assert read_walking(tmp_path) == WalkingSettings(0.41, 0.175)


def test_where_nothing_was_said_nothing_is_known(tmp_path):
    assert read_walking(tmp_path) == WalkingSettings(None, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[walking]\nriser_m = 0.180\n"),
        (OTHERS, f"{OTHERS}\n[walking]\nriser_m = 0.180\n"),
        (f"[walking]\nriser_m = 0.15\n\n{OTHERS}", f"[walking]\nriser_m = 0.180\n\n{OTHERS}"),
        (f"{OTHERS}[walking]\n# of home\nmine = 1", f"{OTHERS}[walking]\nriser_m = 0.180\n# of home\nmine = 1"),
    ],
)
def test_the_rest_of_the_file_stays_letter_by_letter(tmp_path, before, after):
    file = tmp_path / "config.toml"
    file.write_text(before, encoding="utf-8")

    write_walking(tmp_path, WalkingSettings(riser_m=0.18))

    assert file.read_text(encoding="utf-8") == after
    assert read_walking(tmp_path) == WalkingSettings(None, 0.18)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[walking]\nriser_m = 17\n", "riser_m in .* is 17; write metres from 0.08 to 0.3"),
        ('[walking]\ntoe_step_m = "long"\n', "toe_step_m in .* is 'long'"),
        ("[walking]\nriser_m = true\n", "is True"),
        ("walking = 3\n", "is no table"),
        ("[walking\n", "cannot be read"),
    ],
)
def test_a_broken_setting_is_one_sentence_that_names_the_file(tmp_path, text, said):
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=said) as refused:
        read_walking(tmp_path)

    assert str(tmp_path / "config.toml") in str(refused.value)


def test_a_value_that_cannot_be_is_not_kept(tmp_path):
    with pytest.raises(SettingsError, match=r"A riser of 0\.9 m cannot be"):
        write_walking(tmp_path, WalkingSettings(riser_m=0.9))

    assert not (tmp_path / "config.toml").exists()


def test_a_file_that_cannot_be_changed_safely_is_left(tmp_path):
    before = "walking = { riser_m = 0.17 }\n[wearables]\n"
    (tmp_path / "config.toml").write_text(before, encoding="utf-8")

    with pytest.raises(SettingsError):
        write_walking(tmp_path, WalkingSettings(riser_m=0.18))

    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == before
