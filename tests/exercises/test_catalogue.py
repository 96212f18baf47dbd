"""The catalogue: every exercise of the article and of the protocols, told whole."""

import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import EXERCISES, Tempo, find_exercise
from soleus_sense.motion.reps import PHASES

KEYS = [
    "standing-calf-raise",
    "seated-calf-raise",
    "soleus-push-up",
    "toe-walk",
    "eccentric-heel-drop",
    "stair-climb",
    "heel-rise-test",
    "heavy-slow-resistance",
    "isometric-tempo",
]

every = pytest.mark.parametrize("one", EXERCISES.values(), ids=EXERCISES)


def test_the_catalogue_holds_the_exercises_of_the_article_and_the_protocols():
    assert list(EXERCISES) == KEYS
    assert [one.key for one in EXERCISES.values()] == KEYS


@every
def test_every_exercise_is_told_whole(one):
    for told in (one.name, one.dose, one.set_up, one.steps, one.measured, one.why, one.cautions, one.sources):
        assert told
    assert one.posture in ("standing", "seated", "walking")
    for sentence in (one.set_up, one.why, *one.steps, *one.cautions):
        assert sentence.endswith(".")


@every
def test_what_each_placement_measures_is_said(one):
    assert [placement for placement, _ in one.measured] == ["heel", "shin"]


@every
def test_the_tempo_is_never_shown_without_its_words(one):
    if one.tempo is None:
        assert "-" not in one.tempo_in_words
    else:
        assert one.tempo_in_words == f"{one.tempo} ({Tempo.parse(one.tempo).in_words})"


@every
def test_only_phases_with_a_target_are_judged(one):
    assert set(one.graded) <= set(PHASES)
    if one.passive_drop:
        assert "lower" not in one.graded
    if one.tempo is None:
        assert one.graded == ()


def test_the_hold_is_judged_where_it_is_the_point():
    assert "top" in find_exercise("isometric-tempo").graded


def test_the_raise_is_not_judged_where_the_other_leg_helps():
    assert find_exercise("eccentric-heel-drop").graded == ("lower",)


def test_every_exercise_says_when_to_stop():
    assert all("Stop at a sharp or growing pain" in " ".join(one.cautions) for one in EXERCISES.values())


def test_an_unknown_exercise_is_refused_with_those_there_are():
    with pytest.raises(SettingsError, match="no exercise 'squat'; choose one of standing-calf-raise, "):
        find_exercise("squat")
