"""What people do besides, again and again, as a shin feels it: hardly any of it is counted."""

import pytest

from soleus_sense.evaluation.cases import Idle, simulated
from soleus_sense.motion.analysis import analyze


@pytest.mark.parametrize(
    ("activity", "seed", "gyro", "most"),
    [
        # Each step turns the shank by another angle, and comes when it comes: 37, 34, 45 and 43 were counted.
        ("shift", 700010, True, 8),
        ("shift", 700010, False, 8),
        ("shift", 700007, True, 14),
        ("shift", 700007, False, 16),
        # Two that by chance went up enough for their tilt made repetitions of all the others.
        ("knee-bends", 700005, True, 0),
        # The shank turns about an ankle straight below where it stands, however far up it seems to go: 53 and 54.
        ("knee-bends", 905014, True, 0),
        ("knee-bends", 905014, False, 0),
        # A leg that swings turns about its knee: 14 were counted.
        ("fidget", 905012, True, 0),
    ],
)
def test_what_a_shin_does_besides(activity, seed, gyro, most):
    made = simulated(Idle("shin", activity, 3.0, seed))
    recording = made.recording if gyro else made.recording.without_gyro()
    assert analyze(recording, "shin", body_height_m=made.scenario.body.height_m).counted <= most
