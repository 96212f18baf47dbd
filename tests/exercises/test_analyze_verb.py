"""`soleus analyze` tells what an exercise comes to, in words and as JSON; `--exercise auto` suggests one."""

import json
import sys
from datetime import UTC, datetime, timedelta

import pytest

from soleus_sense.cli import main
from soleus_sense.evaluation.mixed import OtherPart, play
from soleus_sense.history import History, Worn
from soleus_sense.motion.analysis import analyze
from soleus_sense.recording.journal import Metadata, write_recording
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.scenario import Scenario, simulate

BEGAN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def soleus(monkeypatch, capsys, tmp_path):
    """Run `soleus` with these arguments: status, standard output and standard error; the home is a fresh one."""
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["soleus", *map(str, arguments)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def push_ups(tmp_path):
    """A minute of push-ups, begun on a known day."""
    manner = Manner(raise_s=(0.5, 0.6), lower_s=(0.2, 0.25), bottom_s=(0.5, 0.6), lower_shape="fall", wobble_deg=0.1)
    made = simulate(Scenario(posture="seated", reps=30, manner=manner, seed=7))
    return write_recording(
        made.recording, tmp_path / "desk.csv", Metadata(placement="heel", start_utc=BEGAN.isoformat())
    )


@pytest.fixture
def toe_walk(tmp_path):
    made = play([OtherPart("still", 3.0), OtherPart("toe-walk", 20.0, touches=(5,)), OtherPart("still", 3.0)], seed=9)
    return write_recording(made.recording, tmp_path / "walk.csv")


def test_push_ups_are_told_with_their_goal(soleus, push_ups):
    status, out, _ = soleus("analyze", push_ups, "--exercise", "soleus-push-up", "--goal", 30)

    assert status == 0
    assert "Free drops: 100\u00a0%." in out
    assert "of 30\u00a0min" in out
    assert "tempo compliance" not in out


def test_the_days_other_sessions_count_towards_the_goal_and_this_one_once(soleus, push_ups, tmp_path):
    recording = read_recording(push_ups)
    found = analyze(recording, "heel", "soleus-push-up")
    (tmp_path / "home").mkdir()
    with History(tmp_path / "home" / "history.sqlite") as history:
        for path, began in (
            (tmp_path / "morning.csv", BEGAN - timedelta(hours=2)),
            (push_ups, BEGAN),
            (tmp_path / "other-day.csv", BEGAN - timedelta(days=1)),
        ):
            session = history.begin_session(
                exercise="soleus-push-up", began=began, worn=[Worn(placement="heel", path=path)]
            )
            history.save_whole(session, found)
            history.end_session(session, ended=began + timedelta(minutes=2))

    _, out, _ = soleus("analyze", push_ups, "--exercise", "soleus-push-up", "--json", "-")

    day = json.loads(out)["push_ups"]["day"]
    assert day["minutes"] == pytest.approx(2 * sum(one.end_s - one.start_s for one in found.sets) / 60, rel=1e-3)


def test_a_toe_walk_is_told_and_the_own_step_length_is_used(soleus, toe_walk):
    status, out, _ = soleus("exercises", "calibrate-step", toe_walk, "--metres", 16)
    assert status == 0
    assert "Your step on the toes is 0." in out

    _, out, _ = soleus("analyze", toe_walk, "--json", "-")

    walks = json.loads(out)["toe_walks"]
    assert walks["heel_touches"] == 1
    assert walks["distance_m"] == pytest.approx(16.0, abs=0.1)


def test_words_say_what_the_distance_rests_on(soleus, toe_walk):
    _, out, _ = soleus("analyze", toe_walk)

    assert "Heel touches: 1." in out
    assert "calibrate your own step length" in out


def test_auto_suggests_and_sets_no_target(soleus, push_ups):
    _, out, _ = soleus("analyze", push_ups, "--exercise", "auto", "--json", "-")

    document = json.loads(out)
    assert document["exercise"] == document["suggestion"]["exercise"] == "soleus-push-up"
    assert document["tempo"] is None
    assert document["suggestion"]["evidence"]


def test_auto_says_in_words_what_it_saw(soleus, toe_walk):
    _, out, _ = soleus("analyze", toe_walk, "--exercise", "auto")

    assert "Looks like toe walk (" in out


def test_an_exercise_that_was_said_is_not_guessed_at(soleus, push_ups):
    _, out, _ = soleus("analyze", push_ups, "--exercise", "soleus-push-up", "--json", "-")

    assert json.loads(out)["suggestion"] is None


def test_a_goal_that_cannot_be_is_one_sentence(soleus, push_ups):
    status, out, err = soleus("analyze", push_ups, "--exercise", "soleus-push-up", "--goal", 0)

    assert (status, out) == (2, "")
    assert err.splitlines()[-1].startswith("A goal of 0 minutes a day cannot be")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("riser",), "any indoor stairs"),
        (("riser", "17.5cm"), "17.5 cm"),
        (("riser", "0.18"), "18 cm"),
        (("riser", "18"), "18 cm"),
        (("riser", "any"), "any indoor stairs"),
    ],
)
def test_the_riser_of_ones_stairs_may_be_said(soleus, words, said):
    status, out, _ = soleus("exercises", *words)

    assert status == 0
    assert said in out


@pytest.mark.parametrize("height", ["90", "tall", "-3"])
def test_a_riser_that_cannot_be_is_refused(soleus, height):
    status, _, err = soleus("exercises", "riser", "--", height)

    assert status == 2
    assert len(err.splitlines()) == 1
