"""The sample recordings: nobody raises or lowers a heel in no time."""

from pathlib import Path

import pytest

from soleus_sense.motion.analysis import analyze
from soleus_sense.recording.reader import read_recording

RECORDINGS = sorted((Path(__file__).parents[2] / "recordings").glob("*.csv"))


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_each_repetition_has_a_raise_and_a_lowering(path):
    recording = read_recording(path)
    reps = analyze(recording, recording.placement).reps
    assert reps
    for rep in reps:
        assert rep.raise_s > 0.1
        assert rep.lower_s > 0.1
