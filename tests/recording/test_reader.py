"""Files as people have them are read as they are, or refused in one sentence that says what is missing."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.recording.journal import JournalWriter, write_recording
from soleus_sense.recording.reader import read_recording

G = 9.80665
ARDUINO = Path(__file__).parents[2] / "../shared/data/ankle_heel_raises"
NAMES = ("time", "accX", "accY", "accZ", "gyrX", "gyrY", "gyrZ")


def motion(n=800, rate_hz=100.0):
    """Time s, acceleration m/s² and rotation rad/s of a foot that pitches by 20° and back every 2 s."""
    time_s = np.arange(n) / rate_hz
    pitch = np.deg2rad(10) * (1 - np.cos(np.pi * time_s))
    rate = np.deg2rad(10) * np.pi * np.sin(np.pi * time_s)
    still = np.zeros(n)
    acc = G * np.stack([np.sin(pitch), np.cos(pitch), still], axis=1)
    return time_s, acc, np.stack([still, still, rate], axis=1)


def table(*, time=1.0, acc=1.0, gyr: float | None = 1.0, n=800, rate_hz=100.0):
    """The motion as the rows of a table, in units that are `time` s, `acc` m/s² and `gyr` rad/s."""
    time_s, acc_m_s2, gyr_rad_s = motion(n, rate_hz)
    columns = [time_s[:, None] / time, acc_m_s2 / acc]
    return np.hstack(columns if gyr is None else [*columns, gyr_rad_s / gyr])


def write(path, rows, names=NAMES, *, delimiter=",", decimal=".", end="\n", encoding="utf-8"):
    lines = [delimiter.join(f'"{name}"' if delimiter in name else name for name in names[: rows.shape[1]])]
    lines += [delimiter.join(f"{value:.9g}".replace(".", decimal) for value in row) for row in rows]
    path.write_bytes(("\n".join(lines) + end).encode(encoding))
    return path


def refusal(path, **options) -> str:
    with pytest.raises(RecordingError) as caught:
        read_recording(path, **options)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    return sentence


def assert_motion(recording, *, gyro=True, n=800):
    time_s, acc, gyr = motion(n)
    np.testing.assert_allclose(recording.time_s, time_s, atol=1e-6)
    np.testing.assert_allclose(recording.acc_m_s2, acc, atol=1e-3)
    if gyro:
        np.testing.assert_allclose(recording.gyr_rad_s, gyr, atol=1e-4)
    assert recording.has_gyro == gyro


# Our own


def test_our_own_recording_comes_back_with_what_is_known_about_it(tmp_path):
    known = {"placement": "shin", "side": "left", "exercise": "soleus-push-up", "tempo": "3-0-1-0"}
    write_recording(Recording.from_arrays(*motion(), **known), tmp_path / "own.csv")

    recording = read_recording(tmp_path / "own.csv")

    assert_motion(recording)
    assert recording.format == "soleus-sense"
    assert {name: getattr(recording, name) for name in known} == known
    assert recording.warnings == ()


def test_our_columns_without_anything_beside_them_are_enough(tmp_path):
    with JournalWriter(tmp_path / "own.csv") as writer:
        writer.append(SampleBlock(*motion()))
    (tmp_path / "own.json").unlink()

    assert_motion(read_recording(tmp_path / "own.csv"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(1, 400))
def test_wherever_a_crash_cuts_the_journal_all_whole_lines_are_kept(tmp_path, cut):
    whole = write_recording(Recording.from_arrays(*motion(100)), tmp_path / "whole.csv").read_bytes()[:-cut]
    (tmp_path / "cut.csv").write_bytes(whole)

    recording = read_recording(tmp_path / "cut.csv")

    assert len(recording) == whole.count(b"\n") - 1
    assert any("last line is cut" in one for one in recording.warnings) == (not whole.endswith(b"\n"))
    np.testing.assert_allclose(recording.acc_m_s2, motion(100)[1][: len(recording)], atol=1e-3)


def test_zeros_that_a_power_cut_left_at_the_end_are_no_samples(tmp_path):
    file = write_recording(Recording.from_arrays(*motion()), tmp_path / "own.csv")
    file.write_bytes(file.read_bytes() + b"8.0,0.1" + bytes(5000))

    recording = read_recording(file)

    assert_motion(recording)
    assert "The last line is cut and was left out." in recording.warnings


@pytest.mark.parametrize("cut_row", ["", "0.01,0.1,9.8,"])
def test_a_journal_that_ended_before_its_first_sample_holds_none(tmp_path, cut_row):
    JournalWriter(tmp_path / "own.csv").close()
    with (tmp_path / "own.csv").open("a") as file:
        file.write(cut_row)

    assert "holds no samples" in refusal(tmp_path / "own.csv")


def test_our_own_units_are_not_overridden(tmp_path):
    write_recording(Recording.from_arrays(*motion()), tmp_path / "own.csv")

    recording = read_recording(tmp_path / "own.csv", units="acc=g")

    assert_motion(recording)
    assert recording.warnings == ("The recording says its own units: those given were not used.",)


# Units that nobody said


@pytest.mark.parametrize(("acc_unit", "acc"), [("g", G), ("m/s²", 1.0), ("mg", G / 1000)])
@pytest.mark.parametrize(("time_unit", "time"), [("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)])
@pytest.mark.parametrize(("gyr_unit", "gyr"), [("°/s", np.pi / 180), ("rad/s", 1.0)])
def test_units_follow_from_physics_and_are_said(tmp_path, acc_unit, acc, time_unit, time, gyr_unit, gyr):
    file = write(tmp_path / "a.csv", table(time=time, acc=acc, gyr=gyr))

    recording = read_recording(file)

    assert_motion(recording)
    said = " ".join(recording.warnings)
    assert f"Time is taken to be in {time_unit}: 100 Hz." in said
    assert f"Acceleration is taken to be in {acc_unit}: its usual magnitude is" in said
    assert f"Rotation is taken to be in {gyr_unit}: " in said


def test_an_accelerometer_whose_sign_is_flipped_tells_the_same_units(tmp_path):
    rows = table(acc=-G, gyr=np.pi / 180)

    np.testing.assert_allclose(read_recording(write(tmp_path / "a.csv", rows)).gyr_rad_s, motion()[2], atol=1e-4)


def test_a_gyro_with_a_mirrored_axis_tells_its_unit_and_is_said(tmp_path):
    rows = table(gyr=-1.0)

    recording = read_recording(write(tmp_path / "a.csv", rows))

    np.testing.assert_allclose(recording.gyr_rad_s, -motion()[2], atol=1e-4)
    assert "an axis may be mirrored" in recording.warnings[-1]


def test_units_that_were_said_are_not_inferred(tmp_path):
    file = write(tmp_path / "a.csv", table(time=1e-3, acc=G, gyr=np.pi / 180))

    recording = read_recording(file, units="acc=g, gyr=deg/s, time=ms")

    assert_motion(recording)
    assert recording.warnings == ()


def test_units_that_were_said_stand_over_the_columns_own(tmp_path):
    names = ("time_s", "acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2")
    file = write(tmp_path / "a.csv", table(acc=G, gyr=None), names=("t_s", *names[1:]))

    assert "another unit" in refusal(file) or "gravity" in refusal(file)
    assert_motion(read_recording(file, units="acc=g"), gyro=False)


def test_a_resting_sensor_does_not_tell_its_gyros_unit(tmp_path):
    rows = table()
    rows[:, 1:4] = [0, G, 0]
    rows[:, 4:7] = np.random.default_rng(1).normal(0, 0.1, (len(rows), 3))

    assert "turns too little to tell: say which, with gyr=dps or gyr=rad/s" in refusal(write(tmp_path / "a.csv", rows))


def test_a_gyro_that_moves_otherwise_than_gravity_does_not_tell_its_unit(tmp_path):
    rows = table()
    rows[:, 4:7] = np.random.default_rng(1).normal(0, 1, (len(rows), 3))

    assert "does not turn as gravity turns" in refusal(write(tmp_path / "a.csv", rows))


def test_faster_than_any_sensor_in_rad_s_is_degrees(tmp_path):
    rows = table(gyr=np.pi / 180)
    rows[::100, 4] = 300

    assert (
        "Rotation is taken to be in °/s: 300 rad/s would be faster"
        in read_recording(write(tmp_path / "a.csv", rows)).warnings[-1]
    )


@pytest.mark.parametrize("acc", [G / 16384, G / 4])
def test_a_magnitude_that_is_gravity_in_no_unit_is_refused(tmp_path, acc):
    assert "its unit must be said, such as acc=g" in refusal(write(tmp_path / "a.csv", table(acc=acc, gyr=None)))


@pytest.mark.parametrize(("time", "rate_hz"), [(1.0, 5.0), (1e-3, 2.0), (1e-6, 2.0)])
def test_a_step_of_time_that_fits_no_unit_is_refused(tmp_path, time, rate_hz):
    sentence = refusal(write(tmp_path / "a.csv", table(time=time, gyr=None, rate_hz=rate_hz)))

    assert "say its unit, such as time=ms" in sentence
    assert "at least 15 Hz is needed" in sentence


def test_a_count_of_samples_is_no_time(tmp_path):
    file = write(tmp_path / "a.csv", table(time=0.01, gyr=None))

    assert "milliseconds or samples" in refusal(file)
    assert read_recording(file, units="time=ms").sample_rate_hz == pytest.approx(1000)


@pytest.mark.parametrize("text", ["acc", "acc=", "acc=stone", "speed=m/s", "acc=rad/s", "=g"])
def test_units_that_make_no_sense_are_refused(tmp_path, text):
    with pytest.raises(SettingsError, match=r"not understood|is no unit of"):
        read_recording(write(tmp_path / "a.csv", table()), units=text)


# Names, delimiters, decimals


def axes(name, letters="xyz"):
    return [name.format(letter) for letter in letters]


@pytest.mark.parametrize(
    "names",
    [
        ("time_s", *axes("acc_{}_m_s2"), *axes("gyr_{}_rad_s"), "label"),
        ("t_s", *axes("a{} (m/s^2)"), *axes("g{} (rad/s)"), "mag_x"),
        ("Time (s)", *axes("Acceleration {} (m/s^2)"), *axes("Gyroscope {} (rad/s)"), "Angle X"),
        ("TIMESTAMP [s]", *axes("Acc{}[m/s²]", "XYZ"), *axes("Gyro{}[rad/s]", "XYZ"), "n"),
        (
            "seconds_elapsed",
            *axes("accelerometerAcceleration{}(m/s2)", "XYZ"),
            *axes("motionRotationRate{}(rad/s)", "XYZ"),
            "Gravity_X",
        ),
        ("elapsed (s)", *axes("{}-axis (m/s2)"), *axes("w{} (rad/s)"), "Roll"),
    ],
)
def test_names_that_carry_their_units_leave_nothing_to_infer(tmp_path, names):
    rows = np.hstack([table(), np.full((800, 1), 77.0)])

    recording = read_recording(write(tmp_path / "a.csv", rows, names))

    assert_motion(recording)
    assert [one for one in recording.warnings if "x, y, z" not in one] == []


@pytest.mark.parametrize(("delimiter", "decimal"), [(",", "."), (";", "."), ("\t", "."), (";", ","), ("\t", ",")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_decimals_and_encodings(tmp_path, delimiter, decimal, encoding):
    names = (*NAMES[:4], "gyrX (°/s)", "gyrY (°/s)", "gyrZ (°/s)")
    file = write(
        tmp_path / "a.csv", table(gyr=np.pi / 180), names, delimiter=delimiter, decimal=decimal, encoding=encoding
    )

    assert_motion(read_recording(file))


def test_windows_line_ends_and_quotes(tmp_path):
    file = write(tmp_path / "a.csv", table(), [f'"{name}"' for name in NAMES])
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert_motion(read_recording(file))


def test_lines_above_the_header_are_passed_over(tmp_path):
    file = write(tmp_path / "a.csv", table())
    file.write_text("# my recording\nsensor;17\n\n" + file.read_text())

    assert_motion(read_recording(file))


def test_axes_may_come_in_any_order(tmp_path):
    rows = table(gyr=None)[:, [3, 2, 1, 0]]

    recording = read_recording(write(tmp_path / "a.csv", rows, ("z", "y", "x", "seconds_elapsed")))

    assert_motion(recording, gyro=False)
    assert "The columns x, y, z are taken for acceleration." in recording.warnings


def test_times_since_1970_are_counted_from_the_first_sample(tmp_path):
    rows = table(time=1e-3, gyr=None)
    rows[:, 0] += 1.74e12

    file = tmp_path / "a.csv"
    np.savetxt(file, rows, fmt="%.4f", delimiter=",", header=",".join(NAMES[:4]), comments="")

    assert_motion(read_recording(file), gyro=False)


def test_dates_are_times(tmp_path):
    rows = table(gyr=None, n=300)
    stamps = [f"2025-03-01T07:30:{second:06.3f}Z" for second in rows[:, 0]]
    lines = [f"{stamp},{x},{y},{z}" for stamp, (x, y, z) in zip(stamps, rows[:, 1:4].tolist(), strict=True)]
    (tmp_path / "a.csv").write_text("timestamp,ax,ay,az\n" + "\n".join(lines) + "\n")

    assert_motion(read_recording(tmp_path / "a.csv"), gyro=False, n=300)


# What is damaged is left out and said


def test_a_cut_last_line_is_left_out(tmp_path):
    file = write(tmp_path / "a.csv", table(), end="\n8.0,0.1")

    recording = read_recording(file)

    assert_motion(recording)
    assert "The last line is cut and was left out." in recording.warnings


def test_a_last_line_that_only_lacks_its_end_is_kept(tmp_path):
    recording = read_recording(write(tmp_path / "a.csv", table(), end=""))

    assert_motion(recording)
    assert not any("cut" in one for one in recording.warnings)


@pytest.mark.parametrize("broken", ["nan", "inf", "-inf", "", "ERR", "0x1F", "1e200"])
def test_broken_samples_are_left_out(tmp_path, broken):
    file = write(tmp_path / "a.csv", table())
    lines = file.read_text().split("\n")
    for at in (5, 400):
        fields = lines[at].split(",")
        lines[at] = ",".join([*fields[:2], broken, *fields[3:]])
    file.write_text("\n".join(lines))

    recording = read_recording(file)

    assert len(recording) == 798
    assert any(one.endswith("not a finite number: 2 of 800.") for one in recording.warnings)


def test_a_broken_cell_in_a_file_with_decimal_commas(tmp_path):
    file = write(tmp_path / "a.csv", table(), delimiter=";", decimal=",")
    lines = file.read_text().split("\n")
    lines[5] = lines[5].replace(lines[5].split(";")[1], "ERR", 1)
    file.write_text("\n".join(lines))

    assert len(read_recording(file)) == 799


@pytest.mark.parametrize("cell", ["0", ""])
def test_a_gyro_that_is_not_there_is_none(tmp_path, cell):
    file = write(tmp_path / "a.csv", table(gyr=None))
    first, *rows = file.read_text().splitlines()
    file.write_text("\n".join([first + ",gx,gy,gz", *(row + f",{cell}" * 3 for row in rows)]) + "\n")

    recording = read_recording(file)

    assert_motion(recording, gyro=False)
    assert any("read as one without a gyro" in one for one in recording.warnings)


def test_a_gyro_that_is_often_missing_costs_no_samples(tmp_path):
    rows = table()
    rows[::3, 4:7] = np.nan

    recording = read_recording(write(tmp_path / "a.csv", rows))

    assert_motion(recording, gyro=False)
    assert any("The gyro is missing from 33% of the rows" in one for one in recording.warnings)


# What cannot be read


def test_what_is_no_name_of_a_file():
    with pytest.raises(RecordingError, match=r"^A recording is read from a file: give its name, not 3\.$"):
        read_recording(3)


def test_no_such_file(tmp_path):
    assert refusal(tmp_path / "none.csv").startswith("There is no file ")


def test_a_folder(tmp_path):
    (tmp_path / "folder").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder")


@pytest.mark.parametrize("content", [b"", b"\n\n", bytes(4096)])
def test_an_empty_file(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    assert refusal(tmp_path / "a.csv").endswith("is empty.")


@pytest.mark.parametrize("text", ["hello\n", "Dear diary,\ntoday, I did, as ever, 30 raises.\n", "{}", "time,acc_x\n"])
def test_a_text_file(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    assert "no table of numbers is in it" in refusal(tmp_path / "a.csv")


def test_a_binary_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 40)
    assert "it is no text" in refusal(tmp_path / "a.csv")


def test_numbers_without_names(tmp_path):
    np.savetxt(tmp_path / "a.csv", table(), delimiter=",")
    assert "has no header" in refusal(tmp_path / "a.csv")


def test_a_table_without_acceleration_is_told_what_was_found(tmp_path):
    file = write(tmp_path / "a.csv", table(), ("time_s", "heart", "spo2", "steps", "gyrX", "gyrY", "gyrZ"))
    assert "it has no acceleration" in refusal(file)
    assert "found time_s, heart, spo2, steps, gyrX, gyrY, gyrZ" in refusal(file)


def test_a_narrow_table_is_told_what_was_found_too(tmp_path):
    file = write(tmp_path / "a.csv", table()[:, :2], ("time_s", "heart"))
    assert "it has no acceleration" in refusal(file)
    assert "found time_s, heart." in refusal(file)


def test_a_gyroscopes_file_is_no_acceleration(tmp_path):
    file = write(tmp_path / "a.csv", table(gyr=None), ("time [ms]", "X [dps]", "Y [dps]", "Z [dps]"))
    assert "it has no acceleration" in refusal(file)


def test_a_table_without_time(tmp_path):
    file = write(tmp_path / "a.csv", table()[:, 1:], NAMES[1:])
    assert "it has no time column, such as time_s; found accX, accY" in refusal(file)


@pytest.mark.parametrize(
    "name",
    ["Linear Acceleration {} (m/s^2)", "FreeAcc_{}", "userAcceleration{}", "motionUserAcceleration{}(G)", "lin_acc_{}"],
)
def test_names_of_acceleration_without_gravity_are_refused(tmp_path, name):
    names = ("time_s", *axes(name, "XYZ"))
    assert "excludes gravity" in refusal(write(tmp_path / "a.csv", table(gyr=None), names))


@pytest.mark.parametrize("names", [NAMES[:4], ("t_s", "acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2"), ("t", "x", "y", "z")])
def test_acceleration_whose_size_is_not_gravity_is_refused(tmp_path, names):
    rows = table(gyr=None)
    rows[:, 1:4] = 0.3 * np.sin(rows[:, :1] * [1, 2, 3])
    assert "gravity was taken out of it" in refusal(write(tmp_path / "a.csv", rows, names))


def test_columns_of_two_sensors_are_refused(tmp_path):
    rows = np.hstack([table(gyr=None), table(gyr=None)[:, 1:]])
    names = ("time_s", *(f"{side}_acc_{axis}" for side in ("left", "right") for axis in "xyz"))
    assert "several accelerations (left_acc_x, left_acc_y, left_acc_z; right" in refusal(
        write(tmp_path / "a.csv", rows, names)
    )
    assert "several columns are called 'acc_x'" in refusal(
        write(tmp_path / "b.csv", rows, ("time_s", *("acc_x", "acc_y", "acc_z") * 2))
    )


def test_rows_wider_than_their_header_are_refused(tmp_path):
    file = write(tmp_path / "a.csv", table(), NAMES[:4], delimiter=";")
    assert "names 4 columns, but its rows have 7" in refusal(file)


def test_time_that_runs_backwards(tmp_path):
    rows = table()
    rows[[300, 301]] = rows[[301, 300]]
    assert "Time runs backwards at sample 302" in refusal(write(tmp_path / "a.csv", rows))


def test_a_single_sample(tmp_path):
    assert "at least two samples" in refusal(write(tmp_path / "a.csv", table(n=1)))


def test_five_hertz_is_too_slow(tmp_path):
    names = ("time_s", *NAMES[1:])
    sentence = refusal(write(tmp_path / "a.csv", table(rate_hz=5.0), names))
    assert "5 Hz, too slow" in sentence
    assert "at least 15 Hz" in sentence


def test_only_broken_samples(tmp_path):
    rows = table()
    rows[:, 1] = np.nan
    assert "No sample is usable" in refusal(write(tmp_path / "a.csv", rows))


def test_words_for_times(tmp_path):
    (tmp_path / "a.csv").write_text("time,ax,ay,az\nnoon,0,0,1\none,0,0,1\n")
    assert "neither numbers nor dates, but 'noon'" in refusal(tmp_path / "a.csv")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    file = write(tmp_path / "a.csv", table())
    monkeypatch.setattr(Path, "open", forbidden)
    assert refusal(file).endswith("cannot be read: Permission denied.")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400) | st.text(alphabet="0123456789.,;\t\n-eE xyztacg", max_size=400).map(str.encode))
def test_whatever_is_in_a_file_the_answer_is_a_recording_or_a_sentence(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    try:
        recording = read_recording(tmp_path / "a.csv")
    except RecordingError as error:
        assert str(error).endswith(".")
    else:
        assert len(recording) >= 2


# Real ones


@pytest.mark.skipif(not ARDUINO.is_dir(), reason="the folder shared/data/ankle_heel_raises is not here")
@pytest.mark.parametrize(("number", "samples"), [(1, 3330), (3, 2623), (5, 2112), (7, 1535), (9, 1194)])
def test_recordings_of_an_arduino_are_read_as_they_are(number, samples):
    recording = read_recording(ARDUINO / f"arduino_{number}.csv")

    assert (len(recording), recording.has_gyro, recording.gaps) == (samples, True, ())
    assert recording.sample_rate_hz == pytest.approx(50)
    assert np.median(np.linalg.norm(recording.acc_m_s2, axis=1)) == pytest.approx(G, rel=0.03)
    assert 1 < np.abs(recording.gyr_rad_s).max() < 35
    assert any("cut" in one for one in recording.warnings) == (number == 5)
