"""Real people's recordings: every one counted exactly, and nothing counted in walking and on stairs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from simulated import counted, seen_by

from soleus_sense import analyze, read_recording
from soleus_sense.evaluation.real_data import known_recordings, rep_times

DATA = Path(__file__).parents[2] / "../shared/data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs the real recordings in ../shared/data")

KNOWN = {one.name: one for one in known_recordings()}
GYRO = pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "no gyro"])
ARDUINO = [f"arduino_{n}.csv" for n in (1, 3, 5, 7, 9)]
GAIT = [name for name, one in KNOWN.items() if one.reps == 0]
STRANGERS = {"nine_1_acc.csv": 28, "nine_4_acc.csv": 30, "nine_7_acc.csv": 32, "knee_slow_releve_1.txt": 4}


@pytest.mark.parametrize("placement", ["shin", "auto"])
@GYRO
@pytest.mark.parametrize("name", ARDUINO)
def test_thirty_are_thirty_read_as_the_file_is(name, gyro, placement):
    recording = seen_by(read_recording(DATA / "ankle_heel_raises" / name), gyro=gyro)
    assert analyze(recording, placement=placement).counted == 30


@GYRO
@pytest.mark.parametrize("name", [*ARDUINO, *STRANGERS])
def test_an_ankle_strap_that_nobody_placed_is_taken_for_one(name, gyro):
    recording = seen_by(KNOWN[name].read(DATA), gyro=gyro)
    assert analyze(recording, placement="auto").placement == "shin"


@GYRO
@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("placement", ["shin", "auto"])
def test_other_peoples_files_are_counted_exactly(name, gyro, placement):
    recording = seen_by(KNOWN[name].read(DATA), gyro=gyro)
    assert analyze(recording, placement=placement).counted == STRANGERS[name]


@GYRO
@pytest.mark.parametrize("name", GAIT)
def test_walking_and_stairs_hold_no_heel_raise(name, gyro):
    assert analyze(seen_by(KNOWN[name].read(DATA), gyro=gyro), placement="heel").counted == 0


@GYRO
@pytest.mark.parametrize("name", GAIT)
def test_walking_and_stairs_hold_none_for_a_sensor_nobody_placed_either(name, gyro):
    assert analyze(seen_by(KNOWN[name].read(DATA), gyro=gyro), placement="auto").counted == 0


@pytest.mark.parametrize("name", ARDUINO)
def test_repetitions_are_where_the_gyro_alone_finds_them(name):
    # No independent truth, but it tells which repetition is which: each raise of theirs lies in one of ours.
    theirs = rep_times(DATA, name)
    ours = counted(analyze(KNOWN[name].read(DATA), placement="shin").reps)
    inside = [sum(rep.raise_start_s - 0.3 < start < rep.lower_end_s for start in theirs[:, 0]) for rep in ours]
    assert np.mean(np.array(inside) >= 1) > 0.9


@GYRO
@pytest.mark.parametrize("name", ["arduino_3.csv", "arduino_7.csv", "arduino_9.csv", "knee_slow_releve_1.txt"])
def test_times_follow_one_another_and_nothing_is_guessed(name, gyro):
    out = analyze(seen_by(KNOWN[name].read(DATA), gyro=gyro), placement="shin")
    ends = [t for r in out.reps for t in (r.raise_start_s, r.raise_end_s, r.lower_start_s, r.lower_end_s)]
    assert (np.diff(ends) >= -1e-9).all()
    assert all(0.005 < rep.height_m < 0.25 for rep in counted(out.reps))
    # How fast the heel turns is not to be had at the shin.
    assert all(rep.peak_lower_deg_s is None for rep in out.reps)


@pytest.mark.parametrize(("name", "most"), [("arduino_3.csv", 3.0), ("knee_slow_releve_1.txt", 2.0)])
def test_nobody_comes_down_for_far_longer_than_usual(name, most):
    # Where the height that is solved for fits badly, a calm leg still tells that a lowering is over.
    lower_s = [rep.lower_s for rep in counted(analyze(KNOWN[name].read(DATA), placement="shin").reps)]
    assert max(lower_s) < most * np.median(lower_s)


def test_a_strap_worn_the_other_way_round_changes_nothing():
    recording = KNOWN["arduino_9.csv"].read(DATA)
    turned = replace(recording, acc_m_s2=recording.acc_m_s2[:, [2, 0, 1]], gyr_rad_s=recording.gyr_rad_s[:, [2, 0, 1]])
    assert analyze(turned, placement="shin").counted == 30
