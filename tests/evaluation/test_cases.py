"""A case is known by its name alone, is the same every time, and is never one that tuning saw."""

import numpy as np
import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.evaluation.cases import (
    ACTIVITIES,
    HELD_OUT_SEED,
    PLACEMENTS,
    QUICK_BELOW_S,
    SLOW_ABOVE_S,
    STANCES,
    TEMPI,
    WITHOUT_TOTAL,
    Case,
    draw_cases,
    draw_idles,
    scenario_of,
    simulated,
    tempo_of,
)

KINDS = 14
"""Three stances and five tempi without push-ups off a step's edge."""


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_cases_are_spread_evenly_over_every_stance_and_tempo(placement):
    cases = draw_cases(placement, 3 * KINDS)

    kinds = [(case.stance, case.tempo) for case in cases]
    assert {kinds.count(kind) for kind in kinds} == {3}
    assert {stance for stance, _ in kinds} == set(STANCES)
    assert {tempo for _, tempo in kinds} == set(TEMPI)
    assert ("edge", "push-up") not in kinds
    assert len({case.seed for case in cases}) == len(cases)


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_case_is_of_the_kind_it_says(placement):
    for case in draw_cases(placement, KINDS, seed=5):
        scenario = scenario_of(case)
        assert scenario.placement == placement
        assert (scenario.posture == "seated") == (case.stance == "seated")
        assert scenario.step_edge == (case.stance == "edge")
        assert tempo_of(scenario.manner) == case.tempo
        low, high = scenario.manner.lower_s
        if case.tempo in ("quick", "push-up"):
            assert (low + high) / 2 < QUICK_BELOW_S
        if case.tempo == "slow":
            assert (low + high) / 2 > SLOW_ABOVE_S
        if case.tempo == "mixed":
            assert high > 2 * low


def test_the_same_name_gives_the_same_bytes():
    case = draw_cases("shin", 1)[0]

    one, again = simulated(case), simulated(Case.named(case.name))

    assert one.recording.acc_m_s2.tobytes() == again.recording.acc_m_s2.tobytes()
    assert one.truth == again.truth


def test_measuring_uses_seeds_that_tuning_does_not():
    held_out = draw_cases("heel", 200)
    tuning = draw_cases("heel", 200, seed=0)

    assert min(case.seed for case in held_out) == HELD_OUT_SEED
    assert max(case.seed for case in tuning) < HELD_OUT_SEED
    assert scenario_of(held_out[0]) != scenario_of(tuning[0])


def test_heel_and_shin_of_one_seed_are_different_people():
    heel, shin = (scenario_of(Case(placement, "seated", "slow", 7)) for placement in PLACEMENTS)

    assert heel.body != shin.body


@pytest.mark.parametrize(
    "name", ["heel-edge-push-up-3", "knee-edge-slow-3", "heel-slow-3", "heel-edge-slow", "heel-edge-slow--3", ""]
)
def test_a_name_that_is_no_case_is_refused(name):
    with pytest.raises(SettingsError, match="names look like heel-edge-slow-1000000"):
        Case.named(name)


@pytest.mark.parametrize("case", draw_cases("heel", KINDS), ids=lambda case: case.name)
def test_names_lead_back_to_their_cases(case):
    assert Case.named(case.name) == case


def test_every_activity_is_there_for_its_minutes_and_holds_no_repetition():
    idles = draw_idles("shin", 0.25, seed=3)

    assert [idle.activity for idle in idles] == [*ACTIVITIES, *WITHOUT_TOTAL]
    for idle in idles:
        sim = simulated(idle)
        assert sim.truth == ()
        assert sim.recording.duration_s >= 14


def test_many_minutes_are_cut_into_several_people():
    idles = [idle for idle in draw_idles("heel", 12.0, seed=3) if idle.activity == "walk"]

    assert [idle.minutes for idle in idles] == [4.0] * 3
    assert len({idle.seed for idle in idles}) == 3
    bodies = {scenario_of(idle).body.height_m for idle in idles}
    assert len(bodies) == 3
    assert np.ptp(list(bodies)) > 0
