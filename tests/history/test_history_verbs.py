"""`soleus history` and `soleus trend` as a person meets them: tables, questions, files, sentences."""

import csv
import io
import json
from datetime import timedelta

import pytest
from made import BEGAN, add_session, analysis_of

from soleus_sense.cli import printed
from soleus_sense.exercises import Tempo
from soleus_sense.history import History, Worn
from soleus_sense.motion.analysis import analyze
from soleus_sense.recording.byhand import Note, Remarks
from soleus_sense.recording.journal import write_recording
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.scenario import Scenario, simulate


@pytest.fixture
def three(history):
    """Three sessions a week apart, the last of another exercise with a weight and a note."""
    for days in (0, 7):
        add_session(history, analysis_of([3.0, 2.9], [2.0]), days=days)
    last = add_session(history, analysis_of([2.0] * 3, exercise="standing-calf-raise", tempo="2-0-1-0"), days=14)
    history.edit(last, weight_kg=22.5, note="Left heel sore, <b>but</b> fine")


def one_sentence(ended) -> str:
    assert ended.status == 2
    assert len(ended.err.splitlines()) == 1
    assert ended.out == ""
    return ended.err.strip()


def rows_in(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.split() and line.split()[0].isdigit()]


def test_the_table_has_a_row_per_session_the_newest_last(soleus, three):
    ended = soleus("history")

    assert ended.status == 0
    day = BEGAN.astimezone().date().isoformat()
    assert rows_in(ended.out)[0][:9] == ["1", day, "Seated", "calf", "raise", "2", "3", "2.6", "67"]
    assert rows_in(ended.out)[-1][0] == "3"
    assert "22.5" in ended.out and "Left heel sore" in ended.out


@pytest.mark.parametrize(
    ("width", "gone"),
    [(140, []), (80, ["Tension", "Range", "Note", "Sets"]), (70, ["Tension", "Range", "Note", "Sets", "Within"])],
)
def test_a_narrow_terminal_shows_fewer_columns_not_torn_ones(soleus, three, monkeypatch, width, gone):
    monkeypatch.setattr(printed, "PIPE_WIDTH", width)

    text = soleus("history").out

    assert "…" not in text
    assert max(len(line) for line in text.splitlines() if not line.startswith("Left out")) <= width
    left_out = [line for line in text.splitlines() if line.startswith("Left out")]
    assert left_out == ([f"Left out, for there is no room: {', '.join(gone)}."] if gone else [])
    assert rows_in(text)[-1][0] == "3"


def test_the_table_is_filtered(soleus, three):
    assert [row[0] for row in rows_in(soleus("history", "--exercise", "standing-calf-raise").out)] == ["3"]
    assert [row[0] for row in rows_in(soleus("history", "--since", "2026-03-09", "--until", "2026-03").out)] == [
        "2",
        "3",
    ]
    assert soleus("history", "--until", "2025").out.strip() == "No session like that."


def test_a_long_history_shows_its_end_and_says_so(soleus, history):
    for days in range(33):
        add_session(history, analysis_of([3.0]), days=days)

    ended = soleus("history")

    assert [row[0] for row in rows_in(ended.out)][:30] == [str(number) for number in range(4, 34)]
    assert "3 older sessions: --last 0 shows all." in ended.out
    assert len(rows_in(soleus("history", "--last", 2).out)) == 3  # two sessions, and how many more there are
    assert len(rows_in(soleus("history", "--last", 0).out)) == 33


@pytest.mark.parametrize("verb", [["history"], ["history", "show"], ["history", "recompute"], ["trend"]])
def test_without_a_session_a_sentence_says_how_to_get_one(soleus, verb):
    ended = soleus(*verb)
    assert (ended.status, ended.out.count("\n")) == (0, 1)
    assert "No session yet" in ended.out
    assert "of `soleus live --demo`, which shows how, nothing is kept" in ended.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["history", "--exercise", "juggling"], "There is no exercise 'juggling'"),
        (["history", "--since", "soon"], "'soon' is no day"),
        (["history", "show", 9], "There is no session 9"),
        (["history", "edit", 1], "Say what to put right"),
        (["history", "edit", 9, "--note", "?"], "There is no session 9"),
        (["history", "edit", 1, "--weight", "heavy"], "'heavy' is no weight"),
        (["history", "edit", 1, "--day", "yesterday"], "'yesterday' is no moment"),
        (["history", "edit", 1, "--day", "2099-03-01"], "2099-03-01 00:00 is still to come"),
        (["history", "edit", 1, "--tempo", "0-0-0-0"], "takes no time at all"),
        (["history", "edit", 1, "--note", "p\udce4in"], "'p\\udce4in' cannot be kept in the history: it holds bytes"),
        (["history", "edit", 1, "--set", 2], "Only a weight"),
        (["history", "delete", 9], "There is no session 9"),
        (["history", "delete", 1], "There is nobody to ask here: add --yes."),
        (["history", "recompute", 9], "There is no session 9"),
        (["history", "export"], "Say where to"),
        (["history", "export", "--csv", "-", "--rows", "toes"], "A row cannot be 'toes'"),
        (["history", "export", "--parquet", "-"], "Parquet is no text"),
        (["history", "export", "--csv", "nowhere/at/all.csv"], "there is no folder"),
        (["trend", "juggling"], "There is no exercise 'juggling'"),
        (["trend", "--programme", "miracle"], "There is no programme 'miracle'"),
        (["trend", "--began", "2026-03-02"], "Say which programme"),
        (["trend", "--side", "middle"], "There is no side 'middle'"),
        (["trend", "--output", "-"], "need a file"),
        (["trend", "--png", "nowhere/at/all.png"], "there is no folder"),
    ],
)
def test_what_is_wrong_is_one_sentence(soleus, three, arguments, says):
    assert says in one_sentence(soleus(*arguments))


def test_a_file_that_is_no_history_is_one_sentence(soleus, path):
    path.write_text("time_s,acc_x_m_s2\n" * 500, encoding="utf-8")
    for verb in (["history"], ["trend"], ["history", "show"]):
        assert "history.sqlite is no history" in one_sentence(soleus(*verb))


def test_show_has_everything_of_a_session(soleus, three):
    text = soleus("history", "show").out

    assert "Session 3: Standing calf raise" in text
    assert "Target 2-0-1-0: 2 s down, no pause, 1 s up, no hold." in text
    assert "Note: Left heel sore, <b>but</b> fine" in text
    assert "Set 1, 22.5\N{NO-BREAK SPACE}kg" in text
    assert "tempo compliance 100 % (3 of 3)" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert [row[2:5] for row in rows_in(text) if row[1] != "reps,"] == [["1.0", "0.0", "2.0"]] * 3
    assert "weight of set 1: none → 22.5 kg" in text
    assert "Session 1: Seated calf raise" in soleus("history", "show", 1).out


def test_show_knows_the_finer_digits_of_a_faster_sensor(soleus, history):
    session = history.begin_session(began=BEGAN, worn=(Worn("left", "left", wearable="Polar Sense"),))
    history.save_whole(session, analysis_of([2.96]), sensor="left", sample_rate_hz=100.0, lost_samples=4)

    text = soleus("history", "show").out

    assert [row[4] for row in rows_in(text) if row[1] != "rep,"] == ["2.96"]
    assert "Left heel, Polar Sense, 100 Hz, 4 lost samples, no recording kept." in text


def test_show_counts_the_times_as_the_recording_does(soleus, tmp_path):
    file = write_recording(simulate(Scenario(reps=3, lead_in_s=8.0)).recording, tmp_path / "raises.csv")
    at = [row[1] for row in rows_in(soleus("analyze", file, "--save").out) if ":" in row[1]]
    assert at[0] == "0:08"

    assert [row[1] for row in rows_in(soleus("history", "show").out) if ":" in row[1]] == at

    file.unlink()
    text = soleus("history", "show").out
    assert next(row[1] for row in rows_in(text) if ":" in row[1]) == "0:00"
    assert "Its times count from the first repetition." in text


def test_show_tells_a_note_of_both_legs_once(soleus, history):
    remarks = Remarks(notes=(Note(4.0, "slept badly"),))
    session = history.begin_session(began=BEGAN, worn=(Worn("left", "left"), Worn("right", "right")))
    for side in ("left", "right"):
        history.save_whole(session, analysis_of([3.0]), sensor=side, remarks=remarks)

    assert soleus("history", "show").out.count("Note at 0:02: slept badly") == 1


def test_edit_says_what_was_and_what_is(soleus, three, history):
    ended = soleus("history", "edit", 1, "--exercise", "standing-calf-raise", "--weight", "45lb", "--set", 2)

    assert ended.out.splitlines() == [
        "exercise: seated-calf-raise → standing-calf-raise",
        "target: 3-0-1-0 → 2-0-1-0",
        "weight of set 2: none → 20.41 kg",
    ]
    assert history.session(1).exercise == "standing-calf-raise"
    assert soleus("history", "edit", 1, "--exercise", "standing-calf-raise").out == "It was so already.\n"


@pytest.mark.parametrize(("text", "weight_kg"), [("20", 20), ("22,5 kg", 22.5), ("45 lb", 20.41), ("10lbs", 4.54)])
def test_a_weight_may_be_in_kilograms_or_pounds(soleus, three, history, text, weight_kg):
    soleus("history", "edit", 1, "--weight", text)
    assert history.sessions()[0].weight_kg == weight_kg


def test_another_day_may_be_said(soleus, three, history):
    soleus("history", "edit", 1, "--day", "2026-02-01T08:15")
    assert f"{history.session(1).began:%Y-%m-%d %H:%M}" == "2026-02-01 08:15"


def test_delete_deletes_and_says_that_the_recording_stays(soleus, history, tmp_path):
    file = tmp_path / "heel.csv"
    file.write_text("samples", encoding="utf-8")
    session = history.begin_session(began=BEGAN, worn=(Worn(path=file),))
    history.save_whole(session, analysis_of([3.0]))

    ended = soleus("history", "delete", session, "--yes")

    assert ended.status == 0 and str(file) in ended.out
    assert history.sessions() == () and file.exists()


@pytest.mark.parametrize(("answer", "left"), [("y", 2), ("n", 3), ("", 3)])
def test_delete_asks_and_no_is_no(soleus, three, history, monkeypatch, answer, left):
    class Person(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Person(f"{answer}\n"))
    assert "Delete session 1 (" in soleus("history", "delete", 1).out
    assert len(history.sessions()) == left


def test_export_writes_what_is_asked_for(soleus, three, tmp_path):
    rows = list(csv.DictReader(io.StringIO(soleus("history", "export", "--csv", "-").out)))
    assert [row["lower_s"] for row in rows] == ["3.0", "2.9", "2.0"] * 2 + ["2.0"] * 3

    soleus("history", "export", "--json", tmp_path / "all.json", "--csv", tmp_path / "sets.csv", "--rows", "sets")
    document = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert [one["session"] for one in document["sessions"]] == [1, 2, 3]
    assert len((tmp_path / "sets.csv").read_text("utf-8").splitlines()) == 1 + 5

    one = soleus("history", "export", "--csv", "-", "--rows", "sessions", "--exercise", "standing-calf-raise").out
    assert len(one.splitlines()) == 2


@pytest.fixture
def recorded(history, tmp_path):
    """A session whose recording is there, as an older program analysed it: its last repetition is missing."""
    from dataclasses import replace

    simulated = simulate(Scenario(reps=4, tempo=Tempo.parse("2-0-1-0"), seed=5))
    recording = read_recording(write_recording(simulated.recording, tmp_path / "heel.csv"))
    old = analyze(recording, "heel", "standing-calf-raise", "2-0-1-0")
    return history.save_analysis(
        recording, replace(old, reps=old.reps[:3], sets=(replace(old.sets[0], reps=3),)), began=BEGAN
    )


def test_recompute_lists_and_keeps_nothing_without_a_yes(soleus, recorded, three, history):
    ended = soleus("history", "recompute")

    assert ended.status == 0
    assert "session 1:\n  set 1: 3 → 4 reps" in ended.out
    assert "1 recording with other figures, 0 as before, 3 not there any more." in ended.out
    assert "Nothing was changed: --yes keeps them." in ended.out
    assert history.session(recorded).recordings[0].analysis.counted == 3


def test_recompute_with_a_yes_keeps_todays_figures(soleus, recorded, history):
    assert "Kept: 1 recording." in soleus("history", "recompute", recorded, "--yes").out

    assert history.session(recorded).recordings[0].analysis.counted == 4
    assert "0 recordings with other figures, 1 as before." in soleus("history", "recompute").out
    assert "analysis: 3 reps in 1 set → 4 reps in 1 set" in soleus("history", "show", recorded).out


def test_recompute_of_a_session_whose_recording_is_gone_says_so(soleus, three):
    ended = soleus("history", "recompute", 1)
    assert (ended.status, ended.err) == (2, "session 1: its recording was not kept.\n")


def test_trend_tells_each_exercise(soleus, three):
    text = soleus("trend").out.replace("\N{NO-BREAK SPACE}", " ")

    assert text.index("Seated calf raise") < text.index("Standing calf raise")
    assert (
        "2 sessions in 1 week, 6 reps. The four weeks up to the last session: lowered in 2.6 s, 67 % within the target."
        in text
    )
    third = (BEGAN + timedelta(days=14)).astimezone()
    assert f"One session, on {third.day} March 2026, 3 reps." in text
    assert text.count("•") == 2
    assert "Standing" not in soleus("trend", "seated-calf-raise").out


def test_trend_against_a_programme(soleus, history):
    for days in (0, 7, 8):
        add_session(history, analysis_of([3.0] * 45, exercise="eccentric-heel-drop"), days=days)

    text = " ".join(soleus("trend", "--programme", "alfredson").out.split())
    assert "week 2 of 12. The week's dose is 1 260 reps. 0 of 2 weeks reached their dose." in text
    assert "week 4 of 12" in soleus("trend", "--programme", "alfredson", "--began", "2026-02-16").out


def test_the_band_of_a_target_is_over_no_session_with_another(soleus, history):
    for days, lower_s, tempo in ((0, 3.0, "3-0-1-0"), (7, 3.0, "3-0-1-0"), (14, 2.0, "2-0-1-0")):
        add_session(history, analysis_of([lower_s] * 3, tempo=tempo), days=days)

    chart = [line for line in soleus("trend").out.splitlines() if "│" in line]

    assert any("░" in line or line.endswith("•") for line in chart)
    assert not any("░░" in line for line in chart), "the band begins with the first session that aims at it"


def test_trend_of_one_leg(soleus, history):
    for days, side in enumerate(("left", "right", "left")):
        session = history.begin_session(exercise="heel-rise-test", began=BEGAN, worn=(Worn("", side),))
        history.save_whole(session, analysis_of([1.0 + days] * 5, exercise="heel-rise-test", tempo=None))

    assert "3 sessions" in soleus("trend").out
    assert "2 sessions" in soleus("trend", "--side", "left").out
    assert soleus("trend", "heel-rise-test", "--until", "2020").out.strip() == "No session like that."


def test_trend_writes_a_page_and_a_picture(soleus, three, tmp_path):
    ended = soleus("trend", "--output", tmp_path / "t.html", "--png", tmp_path / "t.png", "--per-week", 3)

    assert ended.out.split() == [str(tmp_path / "t.html"), str(tmp_path / "t.png")]
    assert "Seated calf raise" in (tmp_path / "t.html").read_text("utf-8")
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")


def test_what_one_program_keeps_another_shows(soleus, path):
    with History(path) as history:
        add_session(history, analysis_of([3.0] * 7))
        assert rows_in(soleus("history").out)[0][6] == "7"
