"""Real recordings come in SI, each file in its own form; the expected numbers are known for every one."""

from pathlib import Path

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.errors import RecordingError
from soleus_sense.evaluation.real_data import known_recordings, recordings_in, rep_times

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
here = pytest.mark.skipif(not DATA.is_dir(), reason="needs the real recordings in ../shared/data")


def known(name):
    return next(one for one in known_recordings() if one.name == name)


@pytest.fixture
def folder(tmp_path):
    raises, gait = tmp_path / "ankle_heel_raises", tmp_path / "foot_gait"
    raises.mkdir()
    gait.mkdir()
    rows = [f"{20 * i},0.1,1.0,-0.2,{i},180,-90" for i in range(5)]
    (raises / "arduino_5.csv").write_text("\n".join(["timestamp,accX,accY,accZ,gyrX,gyrY,gyrZ", *rows, "100,0.1,1"]))
    twice = [str(i // 2 / 100) for i in range(8)]
    (raises / "nine_1_acc.csv").write_text("x, y, z\n" + "\n".join(f" {x}, -1.0, 0.0" for x in twice))
    (raises / "nine_1_gyr.csv").write_text("x, y, z\n" + "\n".join(" 0.5, 0.0, 1.0" for _ in twice))
    (raises / "nine_4_acc.csv").write_text("x, y, z\n" + "\n".join(f"0.{i};0.0;-1.0" for i in range(6)))
    (raises / "nine_4_gyr.csv").write_text("x, y, z\n" + "\n".join("4.0;-5.0;0.0" for _ in range(6)))
    (raises / "knee_slow_releve_1.txt").write_text(
        "\n".join(f"{1000 + 20 * i}.00ms : 0.92;-0.37;-0.29;-29.79;-0.49;{i}.19" for i in range(4))
    )
    header = ",".join([""] + ["left_sensor"] * 6 + ["right_sensor"] * 6)
    axes = ",".join(["", *["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"] * 2])
    lines = [
        f"{i / 204.8}," + ",".join(["0", "0", "9.8", "180", "0", "0", "9.7", "0", "0", "0", "90", "0"])
        for i in range(4)
    ]
    (gait / "imu_sample_healthy_stair_up.csv").write_text("\n".join([header, axes, *lines]))
    return tmp_path


def test_only_what_a_folder_holds_is_read(folder):
    assert [one.name for one in recordings_in(folder)] == [
        "arduino_5.csv", "nine_1_acc.csv", "nine_4_acc.csv", "knee_slow_releve_1.txt",
        "imu_sample_healthy_stair_up.csv, left", "imu_sample_healthy_stair_up.csv, right",
    ]  # fmt: skip


def test_an_arduino_file_is_read_without_its_cut_line(folder):
    recording = known("arduino_5.csv").read(folder)

    assert recording.time_s.tolist() == pytest.approx([0, 0.02, 0.04, 0.06, 0.08])
    assert recording.acc_m_s2[0] == pytest.approx([0.1 * g, g, -0.2 * g])
    assert recording.gyr_rad_s[2] == pytest.approx(np.deg2rad([2, 180, -90]))


def test_repeated_rows_are_dropped_before_the_rate_is_laid_on(folder):
    recording = known("nine_1_acc.csv").read(folder)

    assert len(recording) == 4
    assert recording.sample_rate_hz == pytest.approx(119)
    assert recording.acc_m_s2[:, 0] == pytest.approx(np.array([0, 0.01, 0.02, 0.03]) * g)


def test_the_other_forms_are_read_too(folder):
    assert known("nine_4_acc.csv").read(folder).sample_rate_hz == pytest.approx(20)
    knee = known("knee_slow_releve_1.txt").read(folder)
    assert (knee.time_s[0], knee.sample_rate_hz) == pytest.approx((0, 50))
    assert knee.gyr_rad_s[3, 2] == pytest.approx(np.deg2rad(3.19))
    left, right = (known(f"imu_sample_healthy_stair_up.csv, {side}").read(folder) for side in ("left", "right"))
    assert left.acc_m_s2[0] == pytest.approx([0, 0, 9.8])
    assert left.gyr_rad_s[0] == pytest.approx([np.pi, 0, 0])
    assert right.gyr_rad_s[0] == pytest.approx([0, np.pi / 2, 0])
    assert right.sample_rate_hz == pytest.approx(204.8)


def test_a_folder_without_any_is_refused(tmp_path):
    with pytest.raises(RecordingError, match="holds none of the real recordings"):
        recordings_in(tmp_path)


def test_a_broken_file_is_said(folder):
    (folder / "ankle_heel_raises" / "arduino_5.csv").write_text("timestamp,accX\n")

    with pytest.raises(RecordingError, match="no lines of 7 numbers"):
        known("arduino_5.csv").read(folder)


@here
def test_every_real_recording_is_read_with_gravity_in_it():
    there = recordings_in(DATA)

    assert [one.reps for one in there] == [30] * 5 + [28, 30, 32, 4] + [0] * 6
    for one in there:
        recording = one.read(DATA)
        assert recording.duration_s > 20
        assert recording.warnings == ()
        assert np.median(np.linalg.norm(recording.acc_m_s2, axis=1)) == pytest.approx(g, rel=0.15), one.name


@here
def test_times_of_the_repetitions_are_known_for_the_arduino():
    times = rep_times(DATA, "ankle_heel_raises/arduino_1.csv")

    assert times.shape == (30, 2)
    assert (times[:, 1] > times[:, 0]).all()
    assert rep_times(DATA, "ankle_heel_raises/nine_4_acc.csv") is None
