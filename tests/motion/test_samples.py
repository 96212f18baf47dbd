"""A recording from arrays is checked once: what can be kept is kept and said, what cannot is refused in a sentence."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense import RecordingError
from soleus_sense.motion.samples import LEAST_SAMPLE_RATE_HZ, Recording


def still(samples=200, rate_hz=100.0):
    """A sensor at rest: time, acceleration, rotation."""
    return np.arange(samples) / rate_hz, np.tile([0.0, 0.0, g], (samples, 1)), np.zeros((samples, 3))


def refused(*arrays):
    with pytest.raises(RecordingError) as error:
        Recording.from_arrays(*arrays)
    sentence = str(error.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_arrays_become_a_recording_with_its_figures():
    recording = Recording.from_arrays(*still(), placement="heel", side="left")
    assert (len(recording), recording.has_gyro) == (200, True)
    assert recording.duration_s == pytest.approx(1.99)
    assert recording.sample_rate_hz == pytest.approx(100)
    assert recording.gaps == recording.warnings == ()
    assert (recording.placement, recording.side) == ("heel", "left")


def test_lists_and_whole_numbers_will_do():
    recording = Recording.from_arrays([0, 0.02, 0.04], [[0, 0, 10]] * 3)
    assert recording.acc_m_s2.dtype == np.float64
    assert not recording.has_gyro


def test_a_recording_can_be_had_as_a_sensor_without_a_gyro_would_have_made_it():
    assert Recording.from_arrays(*still()).without_gyro().gyr_rad_s is None


def test_blocks_are_its_samples():
    recording = Recording.from_arrays(*still())
    block = recording.block(10, 15)
    assert len(block) == 5
    assert np.array_equal(block.time_s, recording.time_s[10:15])
    assert len(recording.block(190)) == 10
    assert recording.without_gyro().block(0, 3).gyr_rad_s is None


def test_gaps_are_where_samples_are_missing():
    time, acc, gyr = still()
    kept = np.ones(200, bool)
    kept[50:90] = kept[120] = False
    recording = Recording.from_arrays(time[kept], acc[kept], gyr[kept])
    # One lost sample is a step of two intervals: no gap yet.
    assert recording.gaps == (pytest.approx((0.49, 0.90)),)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("which", [0, 1, 2], ids=["time", "acceleration", "rotation"])
def test_samples_that_are_not_finite_are_left_out_and_said(which, wrong):
    arrays = still()
    arrays[which][[20, 21]] = wrong
    recording = Recording.from_arrays(*arrays)
    assert len(recording) == 198
    assert np.isfinite(recording.acc_m_s2).all()
    assert recording.warnings == ("Samples left out, for a value that is not a finite number: 2 of 200.",)


def test_nothing_usable_is_refused():
    time, acc, _ = still()
    assert "No sample is usable" in refused(time, np.full_like(acc, np.nan))


def test_a_repeated_time_is_left_out_and_said():
    time, acc, gyr = still()
    time[5] = time[4]
    recording = Recording.from_arrays(time, acc, gyr)
    assert len(recording) == 199
    assert recording.warnings[0] == "Samples left out, for repeating the time of the one before: 1."


def test_what_the_reader_said_stays_said():
    time, acc, _ = still()
    time[5] = time[4]
    assert Recording.from_arrays(time, acc, warnings=("Units were inferred.",)).warnings[0] == "Units were inferred."


def test_time_that_runs_backwards_is_refused_and_where_is_said():
    time, acc, _ = still()
    time[120:] -= 0.5
    assert "Time runs backwards at sample 121: 0.7 s follows 1.19 s" in refused(time, acc)


@pytest.mark.parametrize("samples", [0, 1])
def test_fewer_than_two_samples_are_refused(samples):
    time, acc, _ = still(samples)
    said = refused(time, acc)
    assert "at least two samples" in said or "No sample" in said


def test_one_time_for_all_is_refused():
    time, acc, _ = still()
    assert "same time" in refused(np.full_like(time, 3.0), acc)


def test_too_slow_a_sensor_is_refused_and_the_least_rate_is_said():
    said = refused(*still(rate_hz=5.0))
    assert "5 Hz" in said
    assert f"at least {LEAST_SAMPLE_RATE_HZ:.0f} Hz" in said


@pytest.mark.parametrize("rate_hz", [15.1, 20, 1000])
def test_every_faster_one_will_do(rate_hz):
    assert Recording.from_arrays(*still(rate_hz=rate_hz)).sample_rate_hz == pytest.approx(rate_hz)


def test_acceleration_without_gravity_is_refused():
    time, acc, _ = still()
    assert "gravity was taken out" in refused(time, acc - [0, 0, g])


@pytest.mark.parametrize("unit", [1 / g, 1000 / g], ids=["g", "mg"])
def test_acceleration_in_another_unit_is_refused(unit):
    time, acc, _ = still()
    assert "unit" in refused(time, acc * unit)


@pytest.mark.parametrize(
    ("acc", "gyr"),
    [((200, 2), None), ((199, 3), None), ((200,), None), ((200, 3), (200, 2)), ((200, 3), (150, 3))],
)
def test_shapes_that_do_not_fit_are_refused_and_said(acc, gyr):
    said = refused(still()[0], np.ones(acc), None if gyr is None else np.ones(gyr))
    assert str(acc) in said
    assert gyr is None or str(gyr) in said


@pytest.mark.parametrize("nothing", ["heel.csv", [["a", "b", "c"]], [[1.0, 2.0, 3.0], [1.0]], {"x": 1.0}])
def test_what_is_no_array_of_numbers_is_refused(nothing):
    for arrays in ((nothing, still()[1], None), (still()[0], nothing, None), (*still()[:2], nothing)):
        assert "arrays of numbers" in refused(*arrays)


def test_missing_acceleration_is_refused():
    assert "(0, 3)" in refused(still()[0], np.empty((0, 3)))
