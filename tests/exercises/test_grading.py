"""Each exercise is judged by the phases it is about, and by no other."""

import pytest
from handmade import analysis, rep

from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.exercises.grading import grade, grades_of, phase_complies


def grades(exercise, *reps, tempo=None):
    return {one.phase: one for one in grade(reps, exercise, Tempo.parse(tempo or find_exercise(exercise).tempo))}


def test_the_hold_of_an_isometric_raise_is_graded_beside_raise_and_lowering():
    held = rep(raise_s=3.0, top_s=2.1, lower_s=2.9)
    found = grades("isometric-tempo", held, rep(raise_s=3.0, top_s=0.9, lower_s=2.9))

    assert list(found) == ["raise", "top", "lower"]
    assert [one.within for one in found.values()] == [2, 1, 2]
    assert found["top"].said.value == "50\u00a0% (1 of 2)"


def test_heavy_slow_resistance_is_graded_both_ways_and_has_no_hold_to_grade():
    found = grades("heavy-slow-resistance", rep(raise_s=1.0, top_s=1.5, lower_s=3.1))

    assert {phase: one.within for phase, one in found.items()} == {"raise": 0, "lower": 1}


def test_off_a_steps_edge_the_raise_is_the_other_legs_and_not_graded():
    found = grades("eccentric-heel-drop", rep(raise_s=0.3, lower_s=3.2))

    assert list(found) == ["lower"]
    assert found["lower"].within == 1


def test_a_free_drop_is_graded_on_nothing():
    assert grade([rep()], "soleus-push-up", Tempo.parse("3-0-1-0")) == ()


def test_without_a_target_or_a_repetition_nothing_is_graded():
    assert grade([rep()], "isometric-tempo", None) == ()
    assert grade([rep(counted=False)], "isometric-tempo", Tempo.parse("3-0-3-2")) == ()
    assert grades_of(analysis([rep()], exercise="isometric-tempo")) == ()


def test_partials_are_left_out():
    found = grades("isometric-tempo", rep(top_s=2.0), rep(top_s=0.0, counted=False))

    assert (found["top"].within, found["top"].of) == (1, 1)


def test_where_nobody_said_the_exercise_the_lowering_alone_is_graded():
    assert [one.phase for one in grades_of(analysis([rep()], tempo="2-0-1-1"))] == ["lower"]


@pytest.mark.parametrize(
    ("phase_s", "target_s", "complies"),
    [
        (2.29, 2.0, True),
        (2.31, 2.0, False),
        (3.44, 3.0, True),
        (3.46, 3.0, False),
        (0.5, None, True),
        (0.6, None, False),
    ],
)
def test_every_phase_has_the_tolerance_of_the_lowering(phase_s, target_s, complies):
    assert phase_complies(phase_s, target_s) is complies
