"""The sample recordings are what their command makes, small, readable, and hold what their README says."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from soleus_sense.errors import RecordingError
from soleus_sense.recording.journal import read_metadata, read_truth
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.sample_recordings import SAMPLES, write_samples

RECORDINGS = Path(__file__).parents[2] / "recordings"
LARGEST_BYTES = 300_000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recordings")
    write_samples(folder)
    return folder


def test_making_them_again_gives_the_same_bytes(made):
    kept = {path.name for path in RECORDINGS.iterdir() if path.suffix in (".csv", ".json")}
    assert kept == {path.name for path in made.iterdir()}
    assert len(kept) == 3 * len(SAMPLES) == 18
    for name in sorted(kept):
        assert (made / name).read_bytes() == (RECORDINGS / name).read_bytes(), name


@pytest.mark.parametrize("name", list(SAMPLES))
def test_each_is_small_and_read_without_a_warning(name):
    path = RECORDINGS / f"{name}.csv"
    assert path.stat().st_size < LARGEST_BYTES
    recording = read_recording(path)
    scenario = SAMPLES[name]
    assert recording.warnings == ()
    assert recording.placement == scenario.placement
    assert recording.exercise == scenario.exercise
    assert recording.has_gyro == scenario.sensor.has_gyro
    assert recording.sample_rate_hz == pytest.approx(scenario.sensor.sample_rate_hz, rel=1e-3)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_the_readme_says_how_many_count(name):
    row = re.search(rf"\| `{name}` \|.*\| (\d+) \|", (RECORDINGS / "README.md").read_text(encoding="utf-8"))
    truth = read_truth(RECORDINGS / f"{name}.csv")
    assert sum(rep.counted for rep in truth) == int(row[1]) == SAMPLES[name].reps


def test_between_them_they_hold_what_the_readme_promises():
    truths = {name: read_truth(RECORDINGS / f"{name}.csv") for name in SAMPLES}
    lowering_s = {name: np.median([rep.lower_s for rep in reps]) for name, reps in truths.items()}
    assert lowering_s["heel-standing-slow"] == pytest.approx(3, abs=0.2)
    assert lowering_s["shin-standing-fast"] == pytest.approx(1, abs=0.1)
    assert lowering_s["heel-seated-push-ups"] < 0.3
    assert any(not rep.counted for rep in truths["shin-standing-mixed"])
    assert truths["heel-seated-push-ups"][0].raise_start_s < 1
    lost = RECORDINGS / "heel-step-edge-lost-packets.csv"
    recording = read_recording(lost)
    assert recording.gaps
    assert read_metadata(lost).lost_samples == pytest.approx(0.05 * len(recording), rel=0.5)
    assert {SAMPLES[name].posture for name in SAMPLES} == {"standing", "seated"}


def test_the_command_names_what_it_wrote_and_refuses_in_a_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    run = subprocess.run(
        [sys.executable, "-m", "soleus_sense.virtual.sample_recordings", str(blocked / "inside")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "cannot be made" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordingError, match="cannot be made"):
        write_samples(tmp_path / "file" / "inside")
