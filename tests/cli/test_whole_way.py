"""From a file to the figures with nothing replaced on the way: the count, the times, the warnings."""

import json
from pathlib import Path

import numpy as np
import pytest

from soleus_sense.recording.journal import read_truth

ARDUINO = Path(__file__).parents[2] / "../shared/data/ankle_heel_raises"


def analysed(soleus, *arguments):
    ended = soleus("analyze", *arguments, "--json", "-")
    assert ended.status == 0, ended.err
    return json.loads(ended.out)


@pytest.mark.parametrize("gyro", ["--gyro", "--no-gyro"])
@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_a_simulated_set_is_counted_and_timed(soleus, tmp_path, placement, gyro):
    file = tmp_path / "set.csv"
    soleus("simulate", file, "--placement", placement, "--posture", "seated", "--reps", 6, gyro, "--seed", 3)

    document = analysed(soleus, file)

    truth = [rep for rep in read_truth(file) if rep.counted]
    found = [rep for rep in document["reps"] if rep["counted"]]
    assert document["placement"] == placement
    assert document["tempo"] == "3-0-1-0"
    assert len(found) == len(truth) == 6
    errors = [one["lower_s"] - rep.lower_s for one, rep in zip(found, truth, strict=True)]
    assert np.median(np.abs(errors)) < 0.15


def test_the_table_is_printed(soleus, heel):
    ended = soleus("analyze", heel, "--tempo", "2-0-1-0")

    assert ended.status == 0
    assert "3 reps" in ended.out.replace("\u00a0", " ")


@pytest.mark.skipif(not ARDUINO.is_dir(), reason="the folder shared/data/ankle_heel_raises is not here")
def test_a_strangers_recording_works_without_further_options(soleus):
    document = analysed(soleus, ARDUINO / "arduino_1.csv", "--placement", "shin")

    assert document["recording"]["samples"] == 3330
    assert sum(rep["counted"] for rep in document["reps"]) == 30
    assert any("Acceleration is taken to be in g" in one for one in document["warnings"])


def test_a_report_is_drawn(soleus, heel):
    ended = soleus("report", heel)

    assert ended.status == 0
    assert "3 of 3" in heel.with_suffix(".html").read_text(encoding="utf-8").replace("\u00a0", " ")
