"""Quick, forceful raises that each begin at rest: nothing in them is as gentle as a first repetition."""

import pytest

from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual import movement, plain
from soleus_sense.virtual.scenario import Scenario, simulate

GYRO = pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "acc"])


def counted(recording, *, gyro):
    return analyze(recording if gyro else recording.without_gyro(), "heel").counted


@GYRO
@pytest.mark.parametrize(
    ("seed", "manner"),
    [
        pytest.param(1, plain.Manner(raise_s=0.3, lower_s=0.33, bottom_s=1.2, range_deg=40, lead_in_s=2), id="far"),
        pytest.param(0, plain.Manner(raise_s=0.28, lower_s=0.3, bottom_s=1.5, range_deg=22, lead_in_s=2), id="small"),
    ],
)
def test_they_are_counted(seed, manner, gyro):
    assert counted(plain.plain_set("heel", manner, seed), gyro=gyro) == manner.reps


@GYRO
def test_off_a_steps_edge_the_ball_lies_above_the_heel_that_they_begin_with(gyro):
    manner = movement.Manner(
        raise_s=(0.30, 0.33),
        top_s=(0.1, 0.3),
        lower_s=(0.32, 0.36),
        bottom_s=(0.5, 0.8),
        range_deg=(44.0, 46.0),
        bottom_deg=-20.0,
        lower_shape="minimum-jerk",
    )
    made = simulate(Scenario(placement="heel", posture="standing", step_edge=True, reps=8, manner=manner, seed=1))
    # The first goes up from level by half of the way, as quickly: that one alone may be anything.
    assert counted(made.recording, gyro=gyro) >= 7
