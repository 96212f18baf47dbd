"""A recording survives a crash, says what is known about it, and comes back as it was."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest

from soleus_sense.errors import RecordingError
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.recording import journal
from soleus_sense.recording.journal import (
    ClockMap,
    JournalWriter,
    Metadata,
    read_metadata,
    read_truth,
    write_recording,
    write_truth,
)

START = datetime(2025, 3, 1, 7, 30, tzinfo=UTC)


def block(start: int = 0, stop: int = 50, *, gyro: bool = True) -> SampleBlock:
    at = np.arange(start, stop)
    turn = np.deg2rad(20) * np.sin(at / 50)
    rate = np.deg2rad(20) * 2 * np.cos(at / 50)
    acc = 9.80665 * np.stack([np.sin(turn), np.cos(turn), np.zeros_like(turn)], axis=1)
    gyr = np.stack([np.zeros_like(turn), np.zeros_like(turn), -rate], axis=1)
    return SampleBlock(at / 100, acc, gyr if gyro else None)


def a_recording(**known: str) -> Recording:
    whole = block(0, 500)
    return Recording.from_arrays(whole.time_s, whole.acc_m_s2, whole.gyr_rad_s, **known)


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_the_samples_are_in_the_documented_columns(tmp_path):
    with JournalWriter(tmp_path / "heel.csv") as writer:
        writer.append(block())

    assert lines(tmp_path / "heel.csv")[0] == (
        "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s"
    )
    assert len(lines(tmp_path / "heel.csv")) == 1 + 50


def test_a_sensor_without_gyro_has_no_gyro_columns(tmp_path):
    with JournalWriter(tmp_path / "heel.csv") as writer:
        writer.append(block(gyro=False))

    assert lines(tmp_path / "heel.csv")[0] == "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"


def test_every_block_is_in_the_file_before_the_next_comes(tmp_path):
    with JournalWriter(tmp_path / "heel.csv") as writer:
        for start in range(0, 100, 10):
            writer.append(block(start, start + 10))
            assert len(lines(tmp_path / "heel.csv")) == 1 + start + 10


def test_a_killed_program_loses_nothing_it_was_given(tmp_path):
    program = (
        "import os, sys, numpy as np\n"
        "from soleus_sense.motion.samples import SampleBlock\n"
        "from soleus_sense.recording.journal import JournalWriter\n"
        "writer = JournalWriter(sys.argv[1])\n"
        "writer.append(SampleBlock(np.arange(30) / 100, np.full((30, 3), 5.6)))\n"
        "os._exit(9)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path / "heel.csv")], check=False, timeout=60)

    assert ended.returncode == 9
    assert len(lines(tmp_path / "heel.csv")) == 1 + 30
    assert json.loads((tmp_path / "heel.json").read_text())["schema"] == journal.SCHEMA


def test_the_disk_is_made_to_keep_it_every_second_of_samples(tmp_path, monkeypatch):
    synced = []
    with JournalWriter(tmp_path / "heel.csv") as writer:
        monkeypatch.setattr(journal.time, "monotonic", lambda: writer._synced_s)
        monkeypatch.setattr(journal.os, "fsync", lambda file: synced.append(os.fstat(file).st_size))
        for start in range(0, 1000, 10):
            writer.append(block(start, start + 10))
        at_the_end = len(synced)

    assert 9 <= at_the_end <= 10


def test_the_disk_is_made_to_keep_it_every_second_that_passes(tmp_path, monkeypatch):
    now, synced = [0.0], []
    monkeypatch.setattr(journal.time, "monotonic", lambda: now[0])
    with JournalWriter(tmp_path / "heel.csv") as writer:
        monkeypatch.setattr(journal.os, "fsync", synced.append)
        writer.append(block(0, 5))
        assert synced == []
        now[0] = 1.0
        writer.append(block(5, 10))
        assert len(synced) == 1


def test_what_is_known_stands_beside_the_samples_from_the_beginning(tmp_path):
    writer = JournalWriter(
        tmp_path / "heel.csv",
        wearable="Soleus Sense 1F2E",
        placement="heel",
        side="left",
        exercise="seated-calf-raise",
        tempo="3-0-1-0",
        start_utc=START,
    )

    assert read_metadata(tmp_path / "heel.csv") == Metadata(
        "Soleus Sense 1F2E", "heel", "left", "2025-03-01T07:30:00.000Z", None, 0, "seated-calf-raise", "3-0-1-0"
    )
    writer.close()


def test_losses_and_the_clock_are_kept(tmp_path):
    with JournalWriter(tmp_path / "heel.csv") as writer:
        writer.append(block())
        writer.note_loss(3)
        writer.note_loss(4)
        writer.note_clock(ClockMap(1_740_814_200.25, 1.00002))

    known = read_metadata(tmp_path / "heel.csv")
    assert known is not None
    assert known.lost_samples == 7
    assert known.clock == ClockMap(1_740_814_200.25, 1.00002)


def test_a_recording_is_never_overwritten_by_a_new_one(tmp_path):
    with JournalWriter(tmp_path / "heel.csv") as writer:
        writer.append(block())
    before = (tmp_path / "heel.csv").read_bytes()

    with pytest.raises(RecordingError, match="exists already"):
        JournalWriter(tmp_path / "heel.csv")

    assert (tmp_path / "heel.csv").read_bytes() == before


def test_a_foreign_json_of_that_name_is_not_overwritten(tmp_path):
    (tmp_path / "heel.json").write_text("[1, 2]")

    with pytest.raises(RecordingError, match="exists already"):
        JournalWriter(tmp_path / "heel.csv")

    assert (tmp_path / "heel.json").read_text() == "[1, 2]"


def test_what_cannot_be_written_is_said_at_the_start(tmp_path):
    with pytest.raises(RecordingError, match=r"heel.csv cannot be written: No such file or directory"):
        JournalWriter(tmp_path / "no-such-folder" / "heel.csv")


def test_a_name_without_csv_is_refused(tmp_path):
    with pytest.raises(RecordingError, match=r"ends in \.csv"):
        JournalWriter(tmp_path / "heel.txt")


def test_a_full_disk_is_one_sentence(tmp_path, monkeypatch):
    def full(_file):
        raise OSError(28, "No space left on device")

    writer = JournalWriter(tmp_path / "heel.csv")
    monkeypatch.setattr(journal.os, "fsync", full)
    writer.append(block(0, 50))
    with pytest.raises(RecordingError, match="No space left on device"):
        writer.append(block(50, 200))
    with pytest.raises(RecordingError, match="No space left on device"):
        writer.close()


def test_a_gyro_cannot_come_in_the_middle(tmp_path):
    with JournalWriter(tmp_path / "heel.csv") as writer:
        writer.append(block(0, 10, gyro=False))
        with pytest.raises(RecordingError, match="begun without a gyro"):
            writer.append(block(10, 20, gyro=True))


def test_an_empty_block_is_no_samples(tmp_path):
    with JournalWriter(tmp_path / "heel.csv") as writer:
        writer.append(block(0, 0))
        writer.append(block(0, 10))

    assert len(lines(tmp_path / "heel.csv")) == 1 + 10


def test_a_start_needs_a_time_zone(tmp_path):
    with pytest.raises(RecordingError, match="time zone"):
        JournalWriter(tmp_path / "heel.csv", start_utc=datetime(2025, 3, 1))


def test_the_same_recording_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_recording(a_recording(placement="heel"), tmp_path / f"{name}.csv")

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_journal_and_whole_writing_give_the_same_samples(tmp_path):
    with JournalWriter(tmp_path / "journal.csv") as writer:
        for start in range(0, 500, 7):
            writer.append(a_recording().block(start, min(start + 7, 500)))
    write_recording(a_recording(), tmp_path / "whole.csv")

    assert (tmp_path / "journal.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_no_number_is_written_in_scientific_notation_or_as_minus_zero(tmp_path):
    tiny = SampleBlock(np.array([0.00001, 0.02]), np.array([[-1e-9, 0.0001, 9.8], [1e-5, -0.00004, 10.0]]))
    with JournalWriter(tmp_path / "heel.csv") as writer:
        writer.append(tiny)

    assert lines(tmp_path / "heel.csv")[1:] == ["0.00001,0,0.0001,9.8", "0.02,0,0,10"]


def test_a_damaged_metadata_file_is_said(tmp_path):
    (tmp_path / "heel.json").write_text('{"schema": "soleus-sense/recording/1", "placement": ')

    with pytest.raises(RecordingError, match=r"heel\.json cannot be read as JSON"):
        read_metadata(tmp_path / "heel.csv")


def test_a_foreign_json_is_no_metadata(tmp_path):
    (tmp_path / "heel.json").write_text('{"placement": "moon"}')

    assert read_metadata(tmp_path / "heel.csv") is None


def test_metadata_of_a_later_version_of_the_program_is_still_read(tmp_path):
    (tmp_path / "heel.json").write_text('{"schema": "soleus-sense/recording/1", "side": "left", "shoe": 43}')

    assert read_metadata(tmp_path / "heel.csv") == Metadata(side="left")


def test_the_truth_comes_back_as_it_was(tmp_path):
    rep = Rep(1, 1, True, 1.25, 2.0, 2.5, 5.5, 0.75, 0.5, 3.0, None, 31.5, None, 24.0)

    assert write_truth(tmp_path / "heel.csv", [rep]) == tmp_path / "heel.truth.json"
    assert read_truth(tmp_path / "heel.csv") == (rep,)


def test_a_recording_of_a_real_person_has_no_truth(tmp_path):
    assert read_truth(tmp_path / "heel.csv") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "soleus-sense/truth/1", "reps": [{"index": 1}]}'])
def test_a_damaged_truth_is_said(tmp_path, text):
    (tmp_path / "heel.truth.json").write_text(text)

    with pytest.raises(RecordingError, match=r"heel\.truth\.json does not hold"):
        read_truth(tmp_path / "heel.csv")
