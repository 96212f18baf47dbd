"""Public recordings of real feet: walks and stairs are told for what they are, quick raises are not given a name."""

from pathlib import Path

import pytest

from soleus_sense.evaluation.real_data import recordings_in
from soleus_sense.exercises.findings import findings
from soleus_sense.exercises.which import suggest_exercise
from soleus_sense.motion.analysis import analyze

REAL = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the public recordings are not beside the project")


def analysed(name: str):
    one = next(one for one in recordings_in(REAL) if one.name == name)
    recording = one.read(REAL)
    return analyze(recording, one.placement), recording


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("way", ["up", "down"])
def test_real_stairs_are_told_with_a_range_that_holds_their_height(way, side):
    analysis, recording = analysed(f"imu_sample_healthy_stair_{way}.csv, {side}")

    found = findings(analysis, recording).stairs

    on_stairs = [one for one in analysis.strides if one.way == way]
    height_m = abs(sum(one.rise_m for one in on_stairs))
    least_m, most_m = found.climbed_m if way == "up" else found.descended_m
    assert least_m < height_m < most_m
    assert (found.steps_down if way == "up" else found.steps_up) == 0
    assert suggest_exercise(analysis, recording).key == "stair-climb"


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_real_walk_is_no_exercise_and_no_toe_walk(side):
    analysis, recording = analysed(f"imu_sample.csv, {side}")

    assert suggest_exercise(analysis, recording).key is None
    assert findings(analysis, recording).toe_walks is None


@pytest.mark.parametrize(
    "name", ["arduino_1.csv", "arduino_3.csv", "nine_1_acc.csv", "nine_4_acc.csv", "nine_7_acc.csv"]
)
def test_quick_raises_of_a_real_ankle_are_given_no_name(name):
    assert suggest_exercise(*analysed(name)).key is None
