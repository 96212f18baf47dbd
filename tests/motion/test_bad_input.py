"""What a stream may bring that it should not: refused in a sentence, or left out and said; never counted twice."""

import numpy as np
import pytest
from simulated import made

from soleus_sense import RecordingError, RepCounter, SettingsError, SoleusError, analyze
from soleus_sense.motion.samples import LEAST_SAMPLE_RATE_HZ


@pytest.fixture
def counter():
    return RepCounter("heel")


@pytest.fixture(scope="module")
def block():
    return made("heel").recording.block()


def pushed(counter, time_s, acc, gyr=None):
    counter.push(time_s, acc, gyr)
    counter.finish()
    return counter.analysis()


def test_a_counter_without_samples_has_found_nothing(counter):
    assert counter.finish() == []
    out = counter.analysis()
    assert (out.reps, out.sets, out.warnings, out.counted) == ((), (), (), 0)
    assert (counter.now.phase, counter.now.counted, counter.now.set) == ("bottom", 0, 0)


def test_no_samples_at_a_time_are_no_trouble(counter, block):
    assert counter.push([], np.empty((0, 3))) == []
    assert pushed(counter, block.time_s, block.acc_m_s2, block.gyr_rad_s).counted == 5


def test_one_sample_alone_is_nothing(counter):
    assert pushed(counter, [0.0], [[0.0, 0.0, 9.8]]).counted == 0


def test_finishing_twice_says_nothing_new(counter, block):
    counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s)
    counter.finish()
    before = counter.analysis()
    assert counter.finish() == []
    assert counter.analysis() == before


@pytest.mark.parametrize(
    ("time_s", "acc", "gyr"),
    [
        (np.zeros(5), np.zeros((4, 3)), None),
        (np.zeros(5), np.zeros((5, 2)), None),
        (np.zeros(5), np.zeros((5, 3)), np.zeros((5, 1))),
        (np.zeros((5, 1)), np.zeros((5, 3)), None),
        (np.zeros(5), np.zeros(15), None),
    ],
)
def test_shapes_that_do_not_fit_are_refused(counter, time_s, acc, gyr):
    with pytest.raises(RecordingError, match="n times with"):
        counter.push(time_s, acc, gyr)


@pytest.mark.parametrize("first", [True, False], ids=["goes", "comes"])
def test_a_gyro_that_comes_or_goes_is_refused(counter, block, first):
    rates = (block.gyr_rad_s[:50], None) if first else (None, block.gyr_rad_s[50:100])
    counter.push(block.time_s[:50], block.acc_m_s2[:50], rates[0])
    with pytest.raises(RecordingError, match="missing in others"):
        counter.push(block.time_s[50:100], block.acc_m_s2[50:100], rates[1])


def test_a_refused_block_costs_nothing_of_what_was_counted(counter, block):
    counter.push(block.time_s[:900], block.acc_m_s2[:900], block.gyr_rad_s[:900])
    with pytest.raises(SoleusError):
        counter.push(block.time_s[900:910], block.acc_m_s2[900:905], None)
    assert pushed(counter, block.time_s[900:], block.acc_m_s2[900:], block.gyr_rad_s[900:]).counted == 5


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("which", [0, 1, 2], ids=["time", "acceleration", "rotation"])
def test_samples_that_are_not_finite_are_left_out_and_said(counter, block, which, wrong):
    arrays = [block.time_s.copy(), block.acc_m_s2.copy(), block.gyr_rad_s.copy()]
    arrays[which][100:1000:90] = wrong
    out = pushed(counter, *arrays)
    assert out.counted == 5
    assert any("that no sensor can feel: 10." in one for one in out.warnings)


def test_every_way_of_cutting_says_the_same_of_them(block):
    acc = block.acc_m_s2.copy()
    acc[::100] = np.nan
    whole, bits = RepCounter("heel"), RepCounter("heel")
    for start in range(0, len(block), 3):
        bits.push(block.time_s[start : start + 3], acc[start : start + 3], block.gyr_rad_s[start : start + 3])
    bits.finish()
    assert bits.analysis() == pushed(whole, block.time_s, acc, block.gyr_rad_s)


def test_samples_sent_twice_are_taken_once_and_said(counter, block):
    for start in range(0, len(block), 50):
        part = slice(max(start - 10, 0), start + 50)
        counter.push(block.time_s[part], block.acc_m_s2[part], block.gyr_rad_s[part])
    counter.finish()
    out = counter.analysis()
    plain = pushed(RepCounter("heel"), block.time_s, block.acc_m_s2, block.gyr_rad_s)
    assert out.reps == plain.reps
    again = 10 * (len(range(0, len(block), 50)) - 1)
    assert f"Samples left out, for being no later than the one before: {again}." in out.warnings


def test_time_that_runs_backwards_for_a_moment_is_left_out(counter, block):
    time_s = block.time_s.copy()
    time_s[500:505] -= 3.0
    out = pushed(counter, time_s, block.acc_m_s2, block.gyr_rad_s)
    assert out.counted == 5
    assert "Samples left out, for being no later than the one before: 5." in out.warnings


def test_a_case_without_gravity_counts_nothing(counter, block):
    weightless = np.random.default_rng(1).normal(0, 0.05, block.acc_m_s2.shape)
    assert pushed(counter, block.time_s, weightless, block.gyr_rad_s).counted == 0


@pytest.mark.parametrize("placement", ["heel", "shin", "auto"])
def test_a_sensor_lying_still_counts_nothing(placement):
    still = np.tile([0.0, 0.0, 9.81], (4000, 1))
    assert pushed(RepCounter(placement), np.arange(4000) / 100, still, np.zeros((4000, 3))).counted == 0


@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_noise_alone_counts_nothing(placement):
    noise = np.random.default_rng(1).normal(0, 12.0, (4000, 3))
    assert pushed(RepCounter(placement), np.arange(4000) / 100, noise).counted == 0


def test_the_least_rate_still_counts():
    assert LEAST_SAMPLE_RATE_HZ <= 16
    whole = made("heel").recording
    slow = slice(None, None, 6)
    out = pushed(RepCounter("heel"), whole.time_s[slow], whole.acc_m_s2[slow], whole.gyr_rad_s[slow])
    assert out.counted == 5


def test_lists_of_plain_numbers_will_do(counter):
    assert counter.push([0.0, 0.01], [[0, 0, 10], [0, 0, 10]], [[0, 0, 0], [0, 0, 0]]) == []


@pytest.mark.parametrize("placement", ["", "Heel", "ankle"])
def test_a_placement_that_there_is_not_is_refused(placement):
    with pytest.raises(SettingsError, match="choose heel, shin or auto"):
        RepCounter(placement)


def test_an_unknown_exercise_or_tempo_is_refused():
    with pytest.raises(SettingsError, match="There is no exercise"):
        RepCounter("heel", "squat")
    with pytest.raises(SettingsError, match="is not four phases"):
        RepCounter("heel", None, "fast")


def test_a_file_name_is_no_recording():
    with pytest.raises(RecordingError, match="read_recording"):
        analyze("heel.csv")
