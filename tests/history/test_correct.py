"""What was wrong is put right, and what stood there before is remembered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from made import BEGAN, add_session, analysis_of

from soleus_sense.errors import SettingsError
from soleus_sense.motion.quality import summarise_set


def compliance_of(history, session) -> list[float | None]:
    return [one.tempo_compliance for one in history.session(session).recordings[0].analysis.sets]


def test_another_exercise_brings_its_usual_target_and_grades_anew(history):
    session = add_session(history, analysis_of([2.0] * 4, exercise="standing-calf-raise", tempo="2-0-1-0"))
    assert compliance_of(history, session) == [1.0]

    made = history.edit(session, exercise="seated-calf-raise")

    kept = history.session(session)
    assert (kept.exercise, kept.tempo) == ("seated-calf-raise", "3-0-1-0")
    assert compliance_of(history, session) == [0.0]
    assert [(one.what, one.before, one.after) for one in made] == [
        ("exercise", "standing-calf-raise", "seated-calf-raise"),
        ("target", "2-0-1-0", "3-0-1-0"),
    ]
    assert kept.corrections == made


def test_a_target_of_the_persons_own_stays(history):
    session = add_session(history, analysis_of([2.0] * 4, exercise="standing-calf-raise", tempo="2-1-2-0"))

    history.edit(session, exercise="seated-calf-raise")

    assert history.session(session).tempo == "2-1-2-0"


def test_another_target_grades_anew(history):
    session = add_session(history, analysis_of([3.0, 2.0], [2.0]))

    history.edit(session, tempo="2-0-1-0")

    assert compliance_of(history, session) == [0.5, 1.0]


def test_a_free_drop_is_not_graded(history):
    session = add_session(history, analysis_of([3.0, 2.0]))

    history.edit(session, exercise="soleus-push-up", tempo="3-0-1-0")

    assert compliance_of(history, session) == [None]


def test_what_is_taken_away_is_gone(history):
    session = add_session(history, analysis_of([3.0]), weight_kg=20.0)
    history.edit(session, note="Sore.")

    history.edit(session, exercise="", tempo="", weight_kg=0, note="")

    kept = history.session(session)
    assert (kept.exercise, kept.tempo, kept.note) == (None, None, "")
    assert kept.recordings[0].weights_kg == {}
    assert compliance_of(history, session) == [None]


def test_a_weight_is_of_every_set_or_of_one(history):
    session = add_session(history, analysis_of([3.0], [3.0], [3.0]))

    history.edit(session, weight_kg=20)
    made = history.edit(session, weight_kg=25, set_index=3)

    assert history.session(session).recordings[0].weights_kg == {1: 20, 2: 20, 3: 25}
    assert [(one.what, one.before, one.after) for one in made] == [("weight of set 3", "20 kg", "25 kg")]
    assert history.sessions()[0].weight_kg == 25


def test_a_weight_said_beforehand_is_every_sets(history):
    session = add_session(history, analysis_of([3.0], [3.0]), weight_kg=12.5)
    assert history.session(session).recordings[0].weights_kg == {1: 12.5, 2: 12.5}


def test_another_day_moves_the_whole_session(history):
    session = add_session(history, analysis_of([3.0]))

    history.edit(session, began=BEGAN - timedelta(days=3))

    kept = history.session(session)
    assert (kept.began, kept.ended) == (BEGAN - timedelta(days=3), BEGAN - timedelta(days=3, minutes=-20))


def test_what_is_as_it_was_is_no_correction(history):
    session = add_session(history, analysis_of([3.0]))

    assert history.edit(session, exercise="seated-calf-raise", note="") == ()

    assert history.session(session).corrections == ()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"exercise": "juggling"}, "no exercise 'juggling'"),
        ({"tempo": "fast"}, "not four phases"),
        ({"weight_kg": -1.0}, "cannot be"),
        ({"weight_kg": float("nan")}, "cannot be"),
        ({"weight_kg": 20.0, "set_index": 9}, "has no set 9"),
        ({"set_index": 1}, "Only a weight"),
    ],
)
def test_what_makes_no_sense_changes_nothing(history, wrong, says):
    session = add_session(history, analysis_of([3.0]))
    before = history.session(session)

    with pytest.raises(SettingsError, match=says):
        history.edit(session, note="New.", **wrong)

    assert history.session(session) == before


def test_only_what_is_there_can_be_put_right_or_deleted(history):
    for act in (lambda: history.edit(99, note="?"), lambda: history.delete(99), lambda: history.session(99)):
        with pytest.raises(SettingsError, match=r"^There is no session 99 in the history; `soleus history` lists"):
            act()


def test_a_deleted_session_is_gone_with_all_of_it_and_its_number_too(history):
    first, second = (add_session(history, analysis_of([3.0]), days=i) for i in range(2))
    history.edit(second, note="?")

    gone = history.delete(second)

    assert gone.id == second
    assert [one.id for one in history.sessions()] == [first]
    for table, rows in (("recordings", 1), ("sets", 1), ("reps", 1), ("corrections", 0)):
        assert history._database.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows,)
    assert add_session(history, analysis_of([3.0])) == second + 1


def test_a_newer_analysis_keeps_each_sets_weight(history):
    session = add_session(history, analysis_of([3.0] * 5, [3.0] * 5))
    history.edit(session, weight_kg=20, set_index=1)
    history.edit(session, weight_kg=30, set_index=2)
    whole = analysis_of([3.0] * 5, [3.0] * 5)
    # Today's analysis finds no first set, and two where the second was.
    later = [rep for rep in whole.reps if rep.set == 2]
    reps = tuple(replace(rep, index=i + 1, set=1 if i < 3 else 2) for i, rep in enumerate(later))
    sets = tuple(summarise_set(n, [rep for rep in reps if rep.set == n], None) for n in (1, 2))
    recording = history.session(session).recordings[0]

    history.replace_analysis(session, recording.id, replace(whole, reps=reps, sets=sets))

    kept = history.session(session)
    assert kept.recordings[0].weights_kg == {1: 30, 2: 30}
    assert [(one.what, one.before, one.after) for one in kept.corrections][-1] == (
        "analysis",
        "10 reps in 2 sets",
        "5 reps in 2 sets",
    )
