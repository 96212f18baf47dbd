"""Where the program keeps what it makes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from soleus_sense.errors import RecordingError
from soleus_sense.home import home, new_recording_path

BEGAN = datetime(2026, 11, 22, 12, 34, 56)


def test_the_home_folder_is_the_one_that_was_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "here"))
    assert home() == tmp_path / "here"
    assert home().is_dir()


def test_otherwise_it_is_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOLEUS_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, author: tmp_path / name)
    assert home() == tmp_path / "soleus-sense"


def test_a_recordings_name_is_its_time_and_side_and_is_never_given_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    first = new_recording_path(BEGAN, "left")
    assert first == tmp_path / "recordings" / "2026-11-22_12-34-56_left.csv"
    first.touch()
    assert new_recording_path(BEGAN, "left").name == "2026-11-22_12-34-56_left_2.csv"
    assert new_recording_path(BEGAN, "", "Polar / 1A", folder=tmp_path).name == "2026-11-22_12-34-56_Polar-1A.csv"


def test_a_home_that_cannot_be_made_is_said_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "file" / "here"))
    with pytest.raises(RecordingError, match="set SOLEUS_HOME to a folder"):
        home()
