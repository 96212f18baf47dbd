"""The heel-rise test ends at the second warning, for lost pace or lost height, and not before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.heel_rise_test import (
    PATIENCE_S,
    HeelRiseReferee,
    HeelRiseResult,
    HeelRiseWarning,
    Ruling,
    judged,
)
from soleus_sense.motion.reps import PartialRep, Rep, RepCounted, Set, SetEnded
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.scenario import Scenario, simulate

REP = Rep(1, 1, True, 0.0, 1.0, 1.0, 2.0, 1.0, 0.0, 1.0, None, 30.0, 0.1, None)


def rulings_of(landings_s: Sequence[float], heights_m: Sequence[float | None] | None = None) -> list[Ruling]:
    """What a referee says of rises that land then, each known a tenth of a second later; samples come in between."""
    referee, said = HeelRiseReferee(), list[Ruling]()
    heights = heights_m or [0.1] * len(landings_s)
    before_s = 0.0
    for landing_s, height_m in zip(landings_s, heights, strict=True):
        for now_s in np.arange(before_s, landing_s, 0.05):
            said += referee.at(float(now_s))
        rep = replace(REP, lower_end_s=landing_s, height_m=height_m, range_deg=None)
        said += referee.hear(RepCounted(rep, landing_s + 0.1))
        before_s = landing_s + 0.1
    return said


def test_who_keeps_pace_and_height_is_not_warned() -> None:
    chance = np.random.default_rng(1)
    landings = 2.0 + 2.0 * np.arange(40) + chance.uniform(-0.4, 0.4, 40)
    assert rulings_of(landings.tolist(), chance.uniform(0.085, 0.1, 40).tolist()) == []


def test_lost_height_is_warned_of_and_the_second_time_ends_the_test() -> None:
    said = rulings_of([2.0 * n for n in range(1, 8)], [0.1, 0.1, 0.1, 0.08, 0.069, 0.09, 0.06])
    first, second, result = said
    assert isinstance(first, HeelRiseWarning)
    assert (first.number, first.why, first.attempt, first.off_beat_s) == (1, "height", 5, None)
    assert first.height_share == pytest.approx(0.69)
    assert isinstance(second, HeelRiseWarning)
    assert (second.number, second.attempt) == (2, 7)
    assert result == HeelRiseResult(7, "second warning", (first, second), second.at_s)


def test_pace_is_lost_by_more_than_a_beat_late_or_early() -> None:
    (late,) = rulings_of([2.0, 4.0, 7.2, 9.2, 11.2])
    assert isinstance(late, HeelRiseWarning)
    assert (late.why, late.attempt) == ("pace", 3)
    assert late.off_beat_s == pytest.approx(1.2)
    early, _, _ = rulings_of([2.0 + 1.5 * n for n in range(10)])
    assert isinstance(early, HeelRiseWarning)
    assert early.off_beat_s is not None
    assert -1.6 < early.off_beat_s < -1.0


def test_a_slow_drift_behind_the_metronome_is_lost_pace_too() -> None:
    said = rulings_of([2.0 + 2.1 * n for n in range(12)])
    assert [one.attempt for one in said if isinstance(one, HeelRiseWarning)] == [12]


def test_who_stands_still_is_warned_and_may_go_on() -> None:
    said = rulings_of([2.0, 4.0, 9.0, 11.0, 13.0])
    (warning,) = said
    assert isinstance(warning, HeelRiseWarning)
    assert (warning.why, warning.attempt) == ("pace", 3)
    assert warning.at_s == pytest.approx(4.0 + PATIENCE_S, abs=0.06)


def test_who_stands_still_for_longer_has_ended_the_test() -> None:
    referee, said = HeelRiseReferee(), list[Ruling]()
    for number in range(1, 5):
        referee.hear(RepCounted(replace(REP, lower_end_s=2.0 * number), 2.0 * number))
    for now_s in np.arange(8.0, 20.0, 0.05):
        said += referee.at(float(now_s))
    assert [type(one) for one in said] == [HeelRiseWarning, HeelRiseWarning, HeelRiseResult]
    assert said[-1].at_s == pytest.approx(8.0 + 2 * PATIENCE_S, abs=0.11)
    assert referee.at(60.0) == referee.hear(RepCounted(REP, 61.0)) == referee.finish(62.0) == []


def test_a_partial_is_lost_height() -> None:
    referee = HeelRiseReferee()
    referee.hear(RepCounted(REP, 2.1))
    (warning,) = referee.hear(PartialRep(replace(REP, counted=False, lower_end_s=4.0, height_m=0.04), 4.1))
    assert isinstance(warning, HeelRiseWarning)
    assert (warning.why, referee.reps) == ("height", 1)


def test_what_cannot_be_measured_is_not_judged() -> None:
    assert rulings_of([2.0 * n for n in range(1, 12)], [None] * 11) == []


def test_a_fidget_before_the_test_is_not_the_test() -> None:
    referee = HeelRiseReferee()
    ended = SetEnded(Set(1, 0.0, 2.0, 1, 0, None, None, None, None, None, 2.0), 11.0)
    assert referee.hear(RepCounted(REP, 2.1)) == referee.hear(ended) == []
    assert referee.finish(12.0) == []
    for number in range(3):
        assert referee.hear(RepCounted(replace(REP, lower_end_s=20.0 + 2 * number), 20.0)) == []
    (result,) = referee.hear(ended)
    assert result == HeelRiseResult(3, "stopped", (), 11.0)


def test_whoever_can_do_two_has_done_two() -> None:
    referee = HeelRiseReferee()
    for number in (1, 2):
        referee.hear(RepCounted(replace(REP, lower_end_s=2.0 * number), 2.0 * number))
    assert referee.finish(5.0) == [HeelRiseResult(2, "stopped", (), 5.0)]


@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_a_person_who_tires_is_stopped_near_the_rise_that_was_truly_too_low(placement: str) -> None:
    # Up and down take two beats with the slow beginnings and ends, which are in no phase.
    beat_s = (0.80, 0.856)
    tiring = Manner(raise_s=beat_s, lower_s=beat_s, lower_shape="minimum-jerk", range_kept=0.55)
    simulation = simulate(Scenario(placement=placement, reps=30, manner=tiring, seed=5))
    result = judged(analyze(simulation.recording, placement=placement, exercise="heel-rise-test"))
    assert result is not None
    heel, shin = [rep.height_m or 0.0 for rep in simulation.truth], [up_m for _, up_m in simulation.shin_range]
    truly = heel if placement == "heel" else shin
    low = [n for n, height in enumerate(truly, 1) if height < 0.7 * float(np.mean(truly[:3]))]
    assert result.why == "second warning"
    assert {one.why for one in result.warnings} == {"height"}
    assert abs(result.warnings[0].attempt - low[0]) <= 2
    assert result.reps == result.warnings[1].attempt


def test_a_recording_without_a_rise_has_no_result() -> None:
    assert judged(analyze(simulate(Scenario(sets=0, lead_in_s=10.0)).recording, placement="heel")) is None
