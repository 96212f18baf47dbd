"""The simulated chip adds its data sheet's faults, each by its size, and nothing more."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.virtual.body import KINEMATIC_RATE_HZ
from soleus_sense.virtual.sensor import Sensor, arrived, random_rotation, sense

PERFECT = Sensor(
    acc_noise_ug=0, gyr_noise_mdps=0, acc_bias_mg=0, gyr_bias_dps=0, scale_error=0, clock_error=0, strap_hz=60
)
SECONDS = 20
REST = np.tile([0.0, 0.0, g], (round(SECONDS * KINEMATIC_RATE_HZ), 1))


def sensed(sensor, force=REST, seed=0):
    return sense(np.random.default_rng(seed), sensor, force, np.zeros_like(force))


def test_a_perfect_sensor_at_rest_feels_gravity_whichever_way_it_is_strapped():
    for seed in range(5):
        _, acc, gyr = sensed(PERFECT, seed=seed)
        np.testing.assert_allclose(np.linalg.norm(acc, axis=1), g, atol=0.005)
        assert not gyr.any()


def test_orientations_are_drawn_without_preference():
    rng = np.random.default_rng(0)
    turns = np.array([random_rotation(rng) for _ in range(2000)])
    np.testing.assert_allclose(turns @ turns.transpose(0, 2, 1), np.tile(np.eye(3), (2000, 1, 1)), atol=1e-12)
    np.testing.assert_allclose(np.linalg.det(turns), 1)
    assert np.abs(turns.mean(axis=0)).max() < 0.05


def test_noise_has_the_density_of_the_data_sheet():
    sensor = replace(PERFECT, acc_noise_ug=400, gyr_noise_mdps=10, bits=24)
    _, acc, gyr = sensed(sensor)
    bandwidth_hz = sensor.bandwidth_share * sensor.sample_rate_hz
    assert acc.std(axis=0) == pytest.approx(400e-6 * g * np.sqrt(bandwidth_hz), rel=0.08)
    assert np.rad2deg(gyr.std(axis=0)) == pytest.approx(0.010 * np.sqrt(bandwidth_hz), rel=0.08)


def test_offset_and_scale_stay_within_their_bounds_and_are_there():
    sensor = replace(PERFECT, acc_bias_mg=40, gyr_bias_dps=5)
    offsets = np.array([np.rad2deg(sensed(sensor, REST[:200], seed)[2].mean(axis=0)) for seed in range(30)])
    assert np.abs(offsets).max() <= 5.1
    assert np.abs(offsets).max() > 4


def test_what_exceeds_the_range_clips_and_steps_are_the_chips():
    force = REST.copy()
    force[5000:6000] *= 12
    _, acc, _ = sensed(replace(PERFECT, acc_range_g=4, bits=12))
    assert np.abs(acc).max() <= 4 * g
    _, acc, _ = sensed(replace(PERFECT, acc_range_g=4, bits=12), force)
    step = 4 * g / 2**11
    assert np.abs(acc).max() <= 4 * g + 1e-9
    np.testing.assert_allclose(acc / step, np.round(acc / step), atol=1e-6)


@pytest.mark.parametrize("rate_hz", [20, 50, 104, 400])
def test_samples_come_at_the_nominal_rate_of_the_sensors_own_clock(rate_hz):
    time_s, acc, gyr = sensed(replace(PERFECT, sample_rate_hz=rate_hz, clock_error=0.02))
    np.testing.assert_allclose(np.diff(time_s), 1 / rate_hz, rtol=1e-9)
    assert time_s[-1] == pytest.approx(SECONDS * 1.02, abs=1 / rate_hz + 0.01)
    assert len(time_s) == len(acc) == len(gyr)


def test_irregular_samples_keep_their_order():
    time_s, _, _ = sensed(replace(PERFECT, jitter_s=0.004))
    assert (np.diff(time_s) > 0).all()
    assert np.diff(time_s).std() > 0.002


def test_losses_take_whole_notifications_in_bursts():
    kept = arrived(np.random.default_rng(0), 100_000, 0.05, 10)
    assert 1 - kept.mean() == pytest.approx(0.05, abs=0.01)
    groups = kept.reshape(-1, 10)
    assert (groups.all(axis=1) | ~groups.any(axis=1)).all()
    lost = ~groups[:, 0]
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate(([0], lost, [0])))))[::2]
    assert runs.mean() == pytest.approx(2, abs=0.4)


def test_a_sensor_without_a_gyro_gives_none():
    assert sensed(replace(PERFECT, has_gyro=False))[2] is None


def test_the_strap_rings_at_its_resonance():
    force = REST.copy()
    force[10_000:, 2] += 5
    _, acc, _ = sensed(replace(PERFECT, strap_hz=20, sample_rate_hz=400, acc_range_g=16), force)
    height = np.linalg.norm(acc, axis=1)[4000:4120] - g
    assert height.max() > 5 * 1.2
    assert (np.argmax(height)) / 400 == pytest.approx(0.5 / 20, abs=0.012)
