"""Simulated recordings: what was asked for, with the truth, the same bytes each time."""

import json

import pytest

from soleus_sense.recording.journal import read_metadata, read_truth, truth_path
from soleus_sense.recording.reader import read_recording


def test_a_simulated_recording_is_read_like_any_other(soleus, tmp_path):
    file = tmp_path / "shin.csv"

    ended = soleus(
        "simulate", file, "--placement", "shin", "--posture", "seated", "--tempo", "1-0-1-0", "--reps", 4,
        "--sets", 2, "--rest", 20, "--rate", 50, "--no-gyro", "--exercise", "seated-calf-raise",
    )  # fmt: skip

    assert ended.status == 0
    assert f"{file}: 8 repetitions in " in ended.out
    recording = read_recording(file)
    assert (recording.placement, recording.exercise, recording.tempo) == ("shin", "seated-calf-raise", "1-0-1-0")
    assert not recording.has_gyro
    assert recording.sample_rate_hz == pytest.approx(50, rel=0.001)
    truth = read_truth(file)
    assert truth is not None
    assert [rep.set for rep in truth if rep.counted] == [1] * 4 + [2] * 4


def test_lost_samples_are_lost_and_counted(soleus, tmp_path):
    soleus("simulate", tmp_path / "heel.csv", "--reps", 3, "--loss", 0.1)

    recording, known = read_recording(tmp_path / "heel.csv"), read_metadata(tmp_path / "heel.csv")
    assert known is not None
    assert recording.gaps
    assert known.lost_samples == pytest.approx(0.1 * (len(recording) + known.lost_samples), rel=0.5)


def test_the_same_options_give_the_same_bytes(soleus, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        soleus("simulate", tmp_path / folder / "a.csv", "--reps", 2, "--seed", 9)

    for name in ("a.csv", "a.json", "a.truth.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_another_seed_is_another_person(soleus, tmp_path):
    for seed in (1, 2):
        soleus("simulate", tmp_path / f"{seed}.csv", "--reps", 2, "--seed", seed)

    assert (tmp_path / "1.csv").read_bytes() != (tmp_path / "2.csv").read_bytes()


def test_a_simulated_recording_may_be_replaced(soleus, heel):
    assert soleus("simulate", heel, "--reps", 2).status == 0
    assert len(json.loads(truth_path(heel).read_text())["reps"]) == 2


def test_a_real_recording_is_never_replaced(soleus, heel):
    truth_path(heel).unlink()
    before = heel.read_bytes()

    ended = soleus("simulate", heel)

    assert (ended.status, ended.err) == (2, f"{heel} exists and was not simulated: choose another name.\n")
    assert heel.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--placement", "knee"), "no placement 'knee'"),
        (("--posture", "lying"), "no posture 'lying'"),
        (("--tempo", "fast"), "'fast' is not four phases"),
        (("--exercise", "dance"), "no exercise 'dance'"),
        (("--reps", "1000", "--tempo", "9-9-9-9"), "over an hour"),
        (("--rate", "5"), "--rate"),
    ],
)
def test_what_cannot_be_simulated_is_said(soleus, tmp_path, options, sentence):
    ended = soleus("simulate", tmp_path / "a.csv", *options)

    assert ended.status == 2
    assert sentence in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["no-such-folder/a.csv", "a.txt"])
def test_where_it_cannot_be_written_is_said(soleus, tmp_path, name):
    ended = soleus("simulate", tmp_path / name, "--reps", 1)

    assert ended.status == 2
    assert len(ended.err.splitlines()) == 1


def test_a_virtual_wearable_takes_the_set_and_it_is_counted(soleus, tmp_path):
    file = tmp_path / "dot.csv"

    ended = soleus("simulate", file, "--wearable", "dot", "--tempo", "1-0-1-0", "--reps", 3, "--exercise",
                   "standing-calf-raise")  # fmt: skip

    assert ended.status == 0, ended.err
    assert "Movella DOT (Movella (Xsens) DOT): 60 samples a second with gyro, 0 lost." in ended.out
    assert f"{file}: 3 of 3 repetitions counted" in ended.out
    recording, known, truth = read_recording(file), read_metadata(file), read_truth(file)
    assert recording.sample_rate_hz == pytest.approx(60, rel=0.01)
    assert (recording.placement, recording.exercise, recording.tempo) == ("heel", "standing-calf-raise", "1-0-1-0")
    assert known is not None
    assert known.wearable == "simulated: Movella DOT (Movella (Xsens) DOT)"
    assert truth is not None
    assert len(truth) == 3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Name the recording to write"),
        (("--radio", "tcp-server:127.0.0.1:9001"), "--radio is for a virtual wearable"),
        (("a.csv", "--wearable", "watch"), "no virtual wearable 'watch'"),
        (("--wearable", "dot", "--radio", "wire:1"), "There is no radio 'wire:1'"),
        (("--wearable", "dot", "--radio", "tcp-server:9001"), "looks like tcp-server:127.0.0.1:9001"),
    ],
)
def test_a_virtual_wearable_that_cannot_be_is_said(soleus, tmp_path, monkeypatch, options, sentence):
    monkeypatch.chdir(tmp_path)

    ended = soleus("simulate", *options)

    assert ended.status == 2
    assert sentence in ended.err
    assert list(tmp_path.iterdir()) == []
