"""What weeks of sessions show: odd days do not bend a trend, and no trend is drawn through too little."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from made import BEGAN, add_session, analysis_of

from soleus_sense.history import Worn, progress
from soleus_sense.history.progress import COMPLIANCE, LOWERING, RANGE, REPS, SYMMETRIES, series_of
from soleus_sense.motion.reps import Gait


def add_lowerings(history, lowerings: dict[float, float], **other) -> None:
    """A session on each of these days, with three repetitions lowered so long."""
    for days, lower_s in lowerings.items():
        add_session(history, analysis_of([lower_s] * 3, **other), days=days)


def test_each_session_is_a_dot(history):
    add_lowerings(history, {0: 2.0, 7: 2.5})

    series = series_of(history.sessions(), LOWERING)

    assert [(point.value, point.began) for point in series.points] == [(2.0, BEGAN), (2.5, BEGAN + timedelta(days=7))]
    assert series.unit == "s"


def test_odd_days_do_not_bend_the_trend(history):
    noise = Random(2)
    days = {3.0 * i: 2.0 + 0.02 * i + noise.gauss(0, 0.01) for i in range(24)}
    add_lowerings(history, days | {9.5: 6.0, 40.5: 0.4})

    trend = series_of(history.sessions(), LOWERING).trend

    assert trend is not None and trend.clear
    assert trend.per_week == pytest.approx(0.02 * 7 / 3, rel=0.05)
    assert trend.low < trend.per_week < trend.high
    assert trend.begin[1] == pytest.approx(2.0, abs=0.05)


def test_what_only_varies_has_no_clear_trend(history):
    noise = Random(1)
    add_lowerings(history, {2.0 * i: 3.0 + noise.gauss(0, 0.2) for i in range(20)})

    trend = series_of(history.sessions(), LOWERING).trend

    assert trend is not None and not trend.clear


def test_the_trend_is_that_of_the_last_twelve_weeks(history):
    """A year's straight line would run through what rose first and then stayed."""
    add_lowerings(history, {7.0 * i: 2.0 + 0.1 * min(i, 10) for i in range(40)})

    series = series_of(history.sessions(), LOWERING)

    assert series.trend is not None and not series.trend.clear
    assert series.trend.weeks == pytest.approx(12)
    assert series.trend.end[1] == pytest.approx(3.0)
    assert (series.early, series.recent) == (pytest.approx(2.15), (pytest.approx(3.0), 4))
    assert series.middle[0][0] == BEGAN
    assert series.middle[5][1] == pytest.approx(2.5)


def test_a_break_is_a_break_in_the_running_median(history):
    add_lowerings(history, {2.0 * i: 3.0 for i in range(10)} | {200 + 2.0 * i: 2.0 for i in range(10)})

    middle = [value for _, value in series_of(history.sessions(), LOWERING).middle]

    assert middle[0] == 3.0 and middle[-1] == 2.0
    assert set(middle[5:25]) == {None}


@pytest.mark.parametrize(
    "days",
    [[], [0], [0, 30], [i / 10 for i in range(12)], [0.0] * 8],
    ids=["none", "one", "two", "two days", "at once"],
)
def test_too_little_has_no_trend(history, days):
    for day in days:
        add_session(history, analysis_of([3.0]), days=day)
    series = series_of(history.sessions(), LOWERING)
    assert (series.trend, len(series.points)) == (None, len(days))


def test_ranges_in_another_unit_or_from_another_place_are_left_out(history):
    for days in range(3):
        add_session(history, analysis_of([3.0]), days=days)
    add_session(history, analysis_of([3.0], height_m=None), days=3)
    add_session(history, analysis_of([3.0], placement="shin"), days=4)
    add_session(history, analysis_of([3.0], height_m=None, range_deg=None), days=5)

    series = series_of(history.sessions(), RANGE)

    assert (series.unit, series.placement, len(series.points), series.left_out) == ("cm", "heel", 3, 2)


def test_of_two_ways_as_common_the_later_is_shown(history):
    add_session(history, analysis_of([3.0]), days=1)
    add_session(history, analysis_of([3.0], placement="shin"), days=2)
    assert series_of(history.sessions(), RANGE).placement == "shin"


def test_what_was_not_measured_is_no_dot(history):
    add_session(history, analysis_of([3.0], tempo=None))
    add_session(history, analysis_of(exercise="toe-walk", tempo=None, gait=Gait(3, 4.0, None)), days=1)

    for quantity, dots in ((COMPLIANCE, 0), (LOWERING, 1), (REPS, 1), *((one, 0) for one in SYMMETRIES)):
        assert len(series_of(history.sessions(), quantity).points) == dots


def test_symmetry_needs_both_legs(history):
    session = history.begin_session(began=BEGAN, worn=(Worn("left", "left"), Worn("right", "right")))
    history.save_whole(session, analysis_of([3.0] * 10), sensor="left")
    history.save_whole(session, analysis_of([3.0] * 8), sensor="right")
    add_session(history, analysis_of([3.0]), days=1)

    assert [point.value for point in series_of(history.sessions(), SYMMETRIES[0]).points] == [pytest.approx(80)]


def test_bests_are_the_first_to_reach_them(history):
    for days, lowerings in enumerate(([3.0] * 12, [2.0] * 15, [3.0] * 15)):
        add_session(history, analysis_of(lowerings), days=days, weight_kg=20.0 + days % 2)

    found = {best.name: best for best in progress.bests_of(history.sessions())}

    assert (found["Most reps in a set"].value, found["Most reps in a set"].session) == (15, 2)
    assert (found["Heaviest set"].value, found["Heaviest set"].unit, found["Heaviest set"].session) == (21, "kg", 2)
    assert (found["Most within the target"].value, found["Most within the target"].session) == (100, 1)
    assert found["Longest under tension"].session == 3
    assert found["Largest range"].day == BEGAN.astimezone().date()


def test_a_few_repetitions_on_target_are_no_best(history):
    add_session(history, analysis_of([3.0]))
    assert "Most within the target" not in {best.name for best in progress.bests_of(history.sessions())}


def test_the_exercise_done_most_often_comes_first(history):
    for days, exercise in enumerate(("heel-rise-test", "seated-calf-raise", "seated-calf-raise", None)):
        add_session(history, analysis_of([3.0], exercise=exercise), days=days)

    groups = progress.by_exercise(history.sessions())

    assert [(name, len(group)) for name, group in groups.items()] == [
        ("seated-calf-raise", 2),
        ("heel-rise-test", 1),
        (None, 1),
    ]


def test_a_figure_of_two_legs_is_their_mean(history):
    session = history.begin_session(began=BEGAN, worn=(Worn("left", "left"), Worn("right", "right")))
    history.save_whole(session, analysis_of([3.0] * 4), sensor="left")
    history.save_whole(session, replace(analysis_of([2.0] * 4), placement="shin"), sensor="right")

    (one,) = history.sessions()

    assert [quantity.of(one) for quantity in (LOWERING, REPS, COMPLIANCE)] == [2.5, 4, 50]
    assert one.placement is None


def test_a_walk_has_figures_of_its_own(history):
    for days, strides in ((0, 30), (2, 40)):
        gait = Gait(strides, 1.2 * strides, 100.0 - days, distance_m=0.6 * strides)
        add_session(history, analysis_of(exercise="toe-walk", tempo=None, gait=gait), days=days)

    sessions = history.sessions()

    values = {one.key: [point.value for point in series_of(sessions, one).points] for one in progress.WALK_QUANTITIES}
    assert values == {"steps": [60, 80], "walking": [0.6, 0.8], "cadence": [100, 98], "distance": [18, 24]}
    assert [(best.name, best.value) for best in progress.bests_of(sessions)] == [
        ("Most steps", 80),
        ("Longest way", 24),
    ]


def test_what_is_walked_between_repetitions_is_no_best(history):
    add_session(history, analysis_of([3.0], gait=Gait(30, 40.0, 95.0, distance_m=20.0)))
    assert not {"Most steps", "Longest way"} & {best.name for best in progress.bests_of(history.sessions())}
