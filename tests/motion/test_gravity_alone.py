"""A sensor that shows gravity's turn and nothing of the push of turning: as far from real as it is often simulated."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.samples import Recording

REPS = 8


def turned_in_place(seed):
    """A foot that turns and does not rise, at any tempo from 0.3 s up and 0.35 s down on."""
    rng = np.random.default_rng(seed)
    rate_hz = float(rng.choice([25.0, 50.0, 100.0, 200.0]))
    raise_s, lower_s = np.exp(rng.uniform(np.log([0.3, 0.35]), np.log([2.0, 5.0])))
    top_s, bottom_s = rng.choice([0.0, 1.0]), rng.choice([0.0, 0.3, 1.0])

    def way(seconds):
        return (1 - np.cos(np.linspace(0, np.pi, round(seconds * rate_hz)))) / 2

    top, bottom = np.ones(round(top_s * rate_hz)), np.zeros(round(bottom_s * rate_hz))
    one = np.concatenate((bottom, way(raise_s), top, 1 - way(lower_s)))
    rest = np.zeros(round(2 * rate_hz))
    pitch = np.deg2rad(rng.uniform(15, 45)) * np.concatenate((rest, np.tile(one, REPS), rest))
    acc = g * np.column_stack((np.sin(pitch), np.cos(pitch), 0 * pitch))
    gyro = np.column_stack((0 * pitch, 0 * pitch, -np.gradient(pitch) * rate_hz))
    noise = rng.standard_normal((2, *acc.shape))
    return Recording(np.arange(len(pitch)) / rate_hz, acc + 0.02 * noise[0], gyro + 0.002 * noise[1])


@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "acc"])
def test_gravitys_turn_alone_is_counted(gyro):
    wrong = {}
    for seed in range(30):
        recording = turned_in_place(seed)
        found = analyze(recording if gyro else recording.without_gyro(), "heel").counted
        if found != REPS:
            wrong[seed] = found
    assert not wrong
