"""Push-ups for hours: what they come to, whether the heel is let drop, and the day's minutes against the goal."""

import pytest
from handmade import analysis, push_up_reps, rep

from soleus_sense.errors import SettingsError
from soleus_sense.exercises.push_ups import fell_freely, full_height_share, push_ups, rate_now, rolling_rates


def session(*bouts, **known):
    reps = [one for number, bout in enumerate(bouts, 1) for one in push_up_reps(set_number=number, **bout)]
    return analysis(reps, exercise="soleus-push-up", **known)


def test_minutes_bouts_and_pauses_add_up():
    found = push_ups(session({"count": 121}, {"count": 61, "from_s": 180.0}, {"count": 31, "from_s": 300.0}))

    assert found.reps == 213
    assert [one.reps for one in found.bouts] == [121, 61, 31]
    assert [round(one.active_s) for one in found.bouts] == [121, 61, 31]
    assert [None if one.pause_s is None else round(one.pause_s) for one in found.bouts] == [59, 59, None]
    assert found.active_s == pytest.approx(212, abs=1)
    assert found.resting_s == pytest.approx(119, abs=1)
    assert found.rate_per_min == pytest.approx(60)


@pytest.mark.parametrize("per_min", [20.0, 60.0, 110.0])
def test_the_rolling_rate_is_that_of_the_last_minute(per_min):
    landings_s = [60.0 / per_min * at for at in range(round(5 * per_min))]

    assert [one.per_min for one in rolling_rates(landings_s)] == [pytest.approx(per_min, abs=1)] * 4
    assert rate_now(landings_s, landings_s[-1]) == pytest.approx(per_min, abs=1)


def test_a_minute_after_the_last_one_the_rate_is_nothing():
    assert rate_now([1.0, 2.0, 3.0], 64.0) == 0.0
    assert rolling_rates([]) == ()


def test_full_height_is_judged_by_the_persons_own_best():
    assert full_height_share([rep(height_m=0.10)] * 15 + [rep(height_m=0.07)] * 5) == 0.75
    assert full_height_share([rep(height_m=0.05)] * 20) == 1.0
    assert full_height_share([rep(height_m=None, range_deg=None)]) is None


def test_one_slip_of_a_measurement_sets_no_best():
    assert full_height_share([rep(height_m=0.08)] * 30 + [rep(height_m=0.16)]) == 1.0


@pytest.mark.parametrize(("lower_s", "fell"), [(0.14, True), (0.22, True), (0.35, False), (3.0, False)])
def test_a_free_drop_is_told_from_a_lowering_however_quick(lower_s, fell):
    assert fell_freely(rep(lower_s=lower_s), "heel") is fell


def test_without_a_height_nobody_says_how_it_fell():
    assert fell_freely(rep(height_m=None), "heel") is None
    assert push_ups(session({"count": 5, "height_m": None, "range_deg": None})).passive is None


def test_a_heel_held_back_is_told_to_let_go():
    found = push_ups(session({"count": 10, "lower_s": 0.9, "per_min": 30.0}))

    assert found.passive is False
    assert any("let the heel drop" in one.meaning for one in found.said)


def test_a_free_drop_is_never_graded_as_a_slow_lowering():
    """Whatever tempo somebody typed: no compliance is said and no phase is judged."""
    from soleus_sense.exercises.findings import findings

    found = findings(session({"count": 10}, tempo="3-0-1-0"))

    assert found.grades == ()
    assert found.push_ups.passive
    assert not any("target" in one.name for one in found.said)


def test_the_day_counts_the_other_sessions_towards_the_goal():
    day = push_ups(session({"count": 601}), goal_min=30.0, earlier_min=14.0).day

    assert day.minutes == pytest.approx(24.0, abs=0.05)
    assert day.share == pytest.approx(0.8, abs=0.01)
    assert day.left_min == pytest.approx(6.0, abs=0.05)


def test_beyond_the_goal_nothing_is_left():
    found = push_ups(session({"count": 601}), goal_min=5.0, earlier_min=0.0)

    assert found.day.left_min == 0.0
    assert "the goal is reached" in found.said[-1].meaning


def test_who_did_not_look_for_the_days_other_sessions_says_nothing_of_the_day():
    found = push_ups(session({"count": 61}))

    assert found.day is None
    assert "Today" not in {one.name for one in found.said}
    assert found.to_dict()["day"] is None


@pytest.mark.parametrize("goal_min", [0.0, -5.0, 1441.0, float("nan")])
def test_a_goal_that_cannot_be_is_refused(goal_min):
    with pytest.raises(SettingsError, match="1 to 1440"):
        push_ups(session({"count": 5}), goal_min=goal_min)


def test_partials_are_told_and_not_counted():
    reps = push_up_reps(10)
    found = push_ups(analysis([*reps, rep(12.0, counted=False)], exercise="soleus-push-up"))

    assert (found.reps, found.partials) == (10, 1)


def test_where_nothing_counted_there_is_nothing_to_tell():
    assert push_ups(analysis()) is None


def test_a_single_repetition_has_no_rate():
    found = push_ups(session({"count": 1}))

    assert found.rate_per_min is None
    assert {one.name: one.value for one in found.said}["Rate"] == "–"
