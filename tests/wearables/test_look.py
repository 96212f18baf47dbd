"""A short look tells the rate, the noise, the scale and which way is up; and that it was moved."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import degree, g

from soleus_sense.motion.samples import SampleBlock
from soleus_sense.wearables.look import judged, look_sentences, mount_picture, up_words
from soleus_sense.wearables.stream import Connected, Health

CONNECTED = Connected("Soleus A1", "Soleus Sense", 100.0, True, 87, False, (), False, 8.0, 1000.0)


def blocks(*, rate_hz=100.0, up=(0.0, 0.0, 1.0), noise_g=0.004, seconds=5.0, per_block=10, turn_deg=0.0, scale=1.0):
    """A sensor at rest, or one that is turned slowly, in blocks."""
    rng = np.random.default_rng(4)
    count = int(seconds * rate_hz)
    angle = np.linspace(0, turn_deg * degree, count)
    rest = np.outer(np.cos(angle), up) + np.outer(np.sin(angle), np.roll(up, 1))
    acc = g * scale * (rest + rng.normal(0, noise_g, (count, 3)))
    gyr = np.array([0.02, 0, 0]) + rng.normal(0, 0.001, (count, 3))
    time_s = np.arange(count) / rate_hz
    cuts = range(0, count, per_block)
    return [SampleBlock(time_s[at : at + per_block], acc[at : at + per_block], gyr[at : at + per_block]) for at in cuts]


def look(**how):
    lost = how.pop("lost_samples", 0)
    return judged(blocks(**how), nominal_hz=100.0, lost_samples=lost, health=Health(duplicates=2))


def test_a_sensor_at_rest_shows_its_noise_scale_and_direction():
    seen = look(up=(0.0, -1.0, 0.0))
    assert seen.still
    assert seen.measured_hz == pytest.approx(100.0, rel=1e-6)
    assert seen.acc_noise_m_s2 == pytest.approx(0.004 * g, rel=0.1)
    assert seen.gyr_noise_rad_s == pytest.approx(0.001, rel=0.1)
    assert seen.gyr_offset_rad_s == pytest.approx(0.02, rel=0.01)
    assert seen.gravity_m_s2 == pytest.approx(g, rel=1e-3)
    assert up_words(seen.up) == "−y"
    assert "  ".join(look_sentences(seen, CONNECTED)).endswith("Gravity: 1.00 g; up is −y of the sensor.")


def test_slow_motion_is_no_noise_but_is_said():
    seen = look(turn_deg=60)
    assert not seen.still
    assert seen.acc_noise_m_s2 == pytest.approx(0.004 * g, rel=0.1)
    assert any("hold it still" in line for line in look_sentences(seen, CONNECTED))


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"rate_hz": 92.0}, "The rate is not the nominal one"),
        ({"rate_hz": 40.0}, "Below 50 Hz"),
        ({"scale": 0.5}, "scale is off"),
        ({"lost_samples": 50}, "bring the sensor nearer"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(how, sentence):
    assert any(sentence in line for line in look_sentences(look(**how), CONNECTED))


def test_a_sound_sensor_gets_no_advice():
    assert len(look_sentences(look(), CONNECTED)) == 5


def test_lost_samples_count_as_taken_when_the_rate_is_measured():
    whole = blocks()
    missing = [*whole[:20], *whole[21:]]
    seen = judged(missing, nominal_hz=100.0, lost_samples=10, health=Health())
    assert seen.measured_hz == pytest.approx(100.0, rel=1e-6)
    assert seen.lost_share == pytest.approx(10 / 500)


def test_one_notification_measures_no_rate():
    seen = judged(blocks(seconds=0.1), nominal_hz=100.0, health=Health())
    assert seen.measured_hz is None
    assert look_sentences(seen, CONNECTED)[0] == "Rate: too few notifications to measure, nominal 100 Hz."


def test_a_slanting_sensor_is_told_between_two_axes():
    assert up_words((0.0, -0.5, 0.866)) == "between +z and −y (30° from +z)"


@pytest.mark.parametrize("placement", ["heel", "shin", None])
def test_the_picture_shows_the_sensor_and_the_axis_that_is_up(placement):
    drawn = mount_picture(placement, (0.0, 0.0, 1.0))
    assert "[■]" in drawn
    assert "↑ up: +z" in drawn
    assert ("toes" in drawn) is (placement is not None)
