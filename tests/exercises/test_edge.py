"""Off a step's edge: how far below the standing foot the heel went, and how the set began."""

from dataclasses import replace

import pytest

from soleus_sense.exercises import Tempo
from soleus_sense.exercises.edge import drops
from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.scenario import Scenario, simulate


def off_an_edge(bottom_deg, first, *, site="heel", seed=1000010):
    manner = Manner(bottom_deg=bottom_deg, range_deg=(34.0, 38.0))
    scenario = Scenario(
        step_edge=bottom_deg < 0, first=first, tempo=Tempo.parse("3-0-1-0"), reps=5, manner=manner, site=site, seed=seed
    )
    return simulate(scenario).recording


def found_in(recording):
    return drops(analyze(recording, "heel", "eccentric-heel-drop"), recording)


@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "accelerometer alone"])
@pytest.mark.parametrize("first", ["raise", "drop"])
@pytest.mark.parametrize("bottom_deg", [-6.0, -14.0])
def test_the_way_below_the_step_and_the_first_motion_are_told(bottom_deg, first, gyro):
    recording = off_an_edge(bottom_deg, first)

    found = found_in(recording if gyro else recording.without_gyro())

    assert found.off_an_edge
    assert found.below_deg == pytest.approx(-bottom_deg, abs=2.0)
    assert found.first == first
    assert found.below_m == pytest.approx(0.17 * 0.0175 * -bottom_deg, abs=0.007)


@pytest.mark.parametrize("site", ["lateral", "instep"])
def test_it_is_told_anywhere_on_the_shoe(site):
    assert found_in(off_an_edge(-10.0, "drop", site=site)).below_deg == pytest.approx(10.0, abs=2.0)


def test_a_heel_on_the_floor_goes_below_nothing():
    found = found_in(off_an_edge(0.0, "raise"))

    assert not found.off_an_edge
    assert found.first is None
    assert found.said[0].value == "none"


def test_who_never_stood_still_shows_no_flat():
    recording = off_an_edge(-10.0, "raise")
    analysis = analyze(recording, "heel")
    first, last = analysis.reps[0].raise_start_s, analysis.reps[-1].lower_end_s
    kept = (recording.time_s > first + 0.3) & (recording.time_s < last - 0.3)
    cut = replace(
        recording,
        time_s=recording.time_s[kept],
        acc_m_s2=recording.acc_m_s2[kept],
        gyr_rad_s=recording.gyr_rad_s[kept],
    )

    assert drops(analysis, cut) is None


def test_a_shin_cannot_tell():
    recording = off_an_edge(-10.0, "raise")

    assert drops(replace(analyze(recording, "heel"), placement="shin"), recording) is None
