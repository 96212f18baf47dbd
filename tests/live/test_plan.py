"""How far a person is with what they meant to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.live.plan import GoalReached, Plan, Progress, RestOver
from soleus_sense.motion.reps import Rep, RepCounted, Set, SetEnded

REP = Rep(1, 1, True, 0, 1, 1, 3, 1.0, 0.0, 2.0, None, None, None, None)


def ended(index: int, end_s: float) -> SetEnded:
    return SetEnded(Set(index, end_s - 30, end_s, 10, 0, 3.0, None, None, None, None, 40.0), end_s + 8)


def test_what_is_not_said_is_the_exercises_usual_dose() -> None:
    plan = Plan.of("seated-calf-raise", None)
    assert (plan.sets, plan.reps, str(plan.tempo), plan.rest_s, plan.ends) == (3, 12, "3-0-1-0", 60.0, False)
    plan = Plan.of("seated-calf-raise", "2-0-2-0", sets=1, reps=5, rest_s=0)
    assert (plan.sets, plan.reps, str(plan.tempo), plan.rest_s, plan.ends) == (1, 5, "2-0-2-0", 0, True)


def test_an_unknown_exercise_is_refused() -> None:
    with pytest.raises(SettingsError, match="choose one of"):
        Plan.of("squat", None)


def test_the_goal_is_reached_anew_in_each_set() -> None:
    progress = Progress(Plan(reps=2))
    told = [
        one
        for number, set_number in enumerate((1, 1, 1, 2, 2))
        for one in progress.after(RepCounted(replace(REP, set=set_number), float(number)))
    ]
    assert told == [GoalReached(1, 2, 1.0), GoalReached(2, 2, 4.0)]
    assert progress.counted == 2


@pytest.mark.parametrize(
    ("plan", "count", "beside"),
    [
        (Plan(), 3, ""),
        (Plan(reps=6), 6, "of 6"),
        (Plan(reps=6), 7, "goal 6"),
        (Plan(reps=10, most_reps=15), 12, "of 10–15"),
        (Plan(reps=10, most_reps=15), 16, "goal 10–15"),
    ],
)
def test_no_count_is_of_less_than_itself(plan: Plan, count: int, beside: str) -> None:
    assert plan.beside(count) == beside


def test_the_fewest_of_a_span_are_not_all() -> None:
    assert Plan(reps=10).reached(10) == "All 10 done"
    assert Plan(reps=10, most_reps=15).reached(10) == "10 done: enough, up to 15 if you can"


def test_the_rest_is_over_once_and_only_if_nobody_began_before() -> None:
    progress = Progress(Plan(sets=3, rest_s=60))
    progress.after(ended(1, 100.0))
    assert progress.at(150.0) == []
    assert progress.at(160.0) == [RestOver(2, 160.0)]
    assert progress.at(161.0) == []
    progress.after(ended(2, 300.0))
    progress.after(RepCounted(replace(REP, set=3), 320.0))
    assert progress.at(400.0) == []


def test_the_last_set_needs_no_rest_and_ends_the_plan() -> None:
    progress = Progress(Plan(sets=1, rest_s=60))
    assert not progress.done
    progress.after(ended(1, 100.0))
    assert progress.done
    assert progress.at(1000.0) == []
