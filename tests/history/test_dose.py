"""Each week's dose is what was done in it, against what the programme says of that week."""

from datetime import date

import pytest
from made import add_session, analysis_of

from soleus_sense.exercises.programmes import find_programme, parse_programme
from soleus_sense.history.dose import Course, Week, weekly_dose
from soleus_sense.motion.reps import Gait

BOTH = b"""
name = "Both"
[[weeks]]
from = 1
to = 2
days_a_week = 3
times_a_day = 2
[[weeks.exercises]]
exercise = "seated-calf-raise"
sets = 3
reps = [10, 12]
[[weeks.exercises]]
exercise = "seated-calf-raise"
reps = 5
[[weeks]]
from = 3
to = 4
days_a_week = 5
[[weeks.exercises]]
exercise = "soleus-push-up"
minutes = 20
[[weeks.exercises]]
exercise = "toe-walk"
sets = 4
metres = [20, 30]
"""


def test_every_week_has_its_dose_those_without_a_session_too(history):
    for days, reps in ((0, 36), (2, 30), (21, 24)):
        add_session(history, analysis_of([3.0] * reps), days=days)

    dose = weekly_dose(history.sessions(), "seated-calf-raise", times_a_week=3)

    assert dose.weeks == (
        Week(date(2026, 3, 2), 66, 2, (108, 108)),
        Week(date(2026, 3, 9), 0, 0, (108, 108)),
        Week(date(2026, 3, 16), 0, 0, (108, 108)),
        Week(date(2026, 3, 23), 24, 1, (108, 108)),
    )
    assert (dose.unit, dose.per_session) == ("reps", 36)


def test_a_dose_in_time_is_in_minutes(history):
    add_session(history, analysis_of([0.5] * 120, exercise="soleus-push-up", tempo=None))
    add_session(history, analysis_of(exercise="toe-walk", tempo=None, gait=Gait(30, 150.0, 90.0)), days=1)
    pushes, walk = ([one] for one in history.sessions())

    pushed, walked = weekly_dose(pushes, "soleus-push-up", times_a_week=7), weekly_dose(walk, "toe-walk")

    assert (pushed.unit, pushed.weeks[0].amount) == ("min", pytest.approx(4, abs=0.1))
    assert pushed.weeks[0].planned is None
    assert (walked.unit, walked.weeks[0].amount) == ("min", 2.5)


def test_an_exercise_nobody_named_has_no_dose(history):
    add_session(history, analysis_of([3.0], exercise=None, tempo=None))
    dose = weekly_dose(history.sessions(), None, times_a_week=3)
    assert (dose.per_session, len(dose.weeks), dose.weeks[0].planned) == (None, 1, None)
    assert weekly_dose((), None).weeks == ()


def test_a_programmes_week_is_all_that_it_prescribes_of_the_exercise():
    course = Course(parse_programme(BOTH, source="both.toml"), date(2026, 3, 5))  # a Thursday

    def planned(exercise, day, unit):
        return course.planned(exercise, date(2026, 3, day), unit)

    assert planned("seated-calf-raise", 2, "reps") == planned("seated-calf-raise", 9, "reps") == (210, 246)
    assert planned("seated-calf-raise", 16, "reps") is None
    assert planned("soleus-push-up", 16, "min") == (100, 100)
    assert planned("soleus-push-up", 16, "reps") is planned("toe-walk", 16, "min") is None
    assert [course.number(date(2026, 3, day)) for day in (2, 9, 23, 30)] == [1, 2, 4, None]
    assert course.number(date(2026, 2, 23)) is None


def test_weeks_that_were_missed_at_the_beginning_count_too(history):
    add_session(history, analysis_of([3.0] * 220), days=7)

    dose = weekly_dose(
        history.sessions(),
        "seated-calf-raise",
        course=Course(parse_programme(BOTH, source="both.toml"), date(2026, 3, 2)),
    )

    assert dose.weeks == (
        Week(date(2026, 3, 2), 0, 0, (210, 246)),
        Week(date(2026, 3, 9), 220, 1, (210, 246)),
    )
    assert [week.reached for week in dose.weeks] == [False, True]
    assert dose.course is not None


def test_after_the_programme_nothing_is_planned(history):
    for days in (0, 100):
        add_session(history, analysis_of([3.0] * 30, exercise="eccentric-heel-drop"), days=days)

    dose = weekly_dose(
        history.sessions(), "eccentric-heel-drop", course=Course(find_programme("alfredson"), date(2026, 3, 2))
    )

    assert [week.planned for week in dose.weeks][:13] == [(1260, 1260)] * 12 + [None]
    assert dose.course is not None and dose.course.number(dose.weeks[-1].monday) is None
