"""Old recordings analysed again: what differs is listed, what cannot be analysed is said, nothing is kept by itself."""

from dataclasses import replace

import pytest
from made import BEGAN, analysis_of, one_rep

from soleus_sense.exercises import Tempo
from soleus_sense.history import Worn
from soleus_sense.history.recompute import differences, recompute
from soleus_sense.motion.analysis import analyze
from soleus_sense.recording.journal import write_recording
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.scenario import Scenario, simulate


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A simulated set of four repetitions, as a file."""
    simulated = simulate(Scenario(reps=4, tempo=Tempo.parse("2-0-1-0"), seed=5))
    return write_recording(simulated.recording, tmp_path_factory.mktemp("recorded") / "heel.csv")


def test_the_same_pipeline_finds_the_same(history, recorded):
    recording = read_recording(recorded)
    session = history.save_analysis(recording, analyze(recording, "heel"))

    (one,) = recompute(history.session(session))

    assert one.problem is None
    assert one.differences == ()
    assert one.analysis is not None
    assert one.analysis.counted == 4


def test_an_older_analysis_differs_and_stays_until_it_is_replaced(history, recorded):
    recording = read_recording(recorded)
    old = analyze(recording, "heel", "standing-calf-raise", "2-0-1-0")
    fewer = replace(old, reps=old.reps[:3], sets=(replace(old.sets[0], reps=3, lower_s=1.0),))
    session = history.save_analysis(recording, fewer)

    (one,) = recompute(history.session(session))

    assert any("3 → 4 reps" in sentence for sentence in one.differences)
    assert history.session(session).recordings[0].analysis.reps == fewer.reps
    history.replace_analysis(session, one.recording.id, one.analysis)
    kept = history.session(session)
    assert kept.recordings[0].analysis.reps == old.reps
    assert recompute(kept)[0].differences == ()


def test_the_sessions_own_exercise_and_target_are_used(history, recorded):
    recording = read_recording(recorded)
    session = history.save_analysis(recording, analyze(recording, "heel", "standing-calf-raise"))
    history.edit(session, exercise="", tempo="4-0-1-0")

    (one,) = recompute(history.session(session))

    assert one.differences == ()
    assert (one.analysis.exercise, one.analysis.tempo) == (None, "4-0-1-0")
    assert one.analysis.sets[0].tempo_compliance == 0


def test_a_recording_that_is_gone_is_said(history, recorded, tmp_path):
    session = history.begin_session(began=BEGAN, worn=(Worn(path=tmp_path / "gone.csv"), Worn("right")))
    history.save_whole(session, analysis_of([3.0]))
    broken = tmp_path / "broken.csv"
    broken.write_text("nothing", encoding="utf-8")
    other = history.begin_session(began=BEGAN, worn=(Worn(path=broken),))
    history.save_whole(other, analysis_of([3.0]))

    gone, never = recompute(history.session(session))
    (unread,) = recompute(history.session(other))

    assert gone.problem == f"its recording {tmp_path / 'gone.csv'} is gone."
    assert never.problem == "its recording was not kept."
    assert unread.problem is not None and unread.problem.startswith(str(broken))
    assert {one.analysis for one in (gone, never, unread)} == {None}


def test_differences_are_told_to_the_digits_people_see():
    before = analysis_of([3.0, 3.0, 3.0])
    assert differences(before, before) == ()
    assert differences(before, analysis_of([3.004, 3.0, 3.0])) == ()

    assert differences(before, analysis_of([3.2, 3.0, 2.0])) == (
        "set 1: lowering 3.00 → 2.73 s; within the target 100 → 67 %; time under tension 12 → 11 s",
        "lowerings: 2 of 3 changed, by 1.00 s at most",
    )


def test_sets_that_come_and_go_and_what_was_not_measured_are_told():
    before = analysis_of([3.0], [3.0], placement="shin", height_m=None)
    after = replace(
        analysis_of([3.0], height_m=None), reps=(replace(one_rep(1, 3.0, at_s=2.0), range_deg=None, height_m=None),)
    )
    assert differences(before, after) == (
        "placement: shin → heel",
        "sets: 2 → 1",
        "set 2: gone (1 rep)",
        "turns: 1 of 1 changed",
    )
