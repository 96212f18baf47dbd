"""`soleus analyze`: a table for people, JSON and CSV for programs, one sentence for what is wrong."""

import csv
import io
import json
import os
import sys
from pathlib import Path

import pytest

from soleus_sense.history import History
from soleus_sense.live.byhand import ByHand, Correction, Weight
from soleus_sense.recording.byhand import remarks_path
from soleus_sense.recording.journal import Metadata, read_truth, write_recording, write_truth
from soleus_sense.recording.reader import read_recording

pytestmark = pytest.mark.usefixtures("truth_as_analysis")


def one_sentence(ended) -> str:
    assert ended.status == 2
    assert len(ended.err.splitlines()) == 1
    assert ended.out == ""
    return ended.err.strip()


def test_the_table_shows_every_repetition_with_its_four_times(soleus, heel):
    ended = soleus("analyze", heel, "--tempo", "2-0-1-0")

    assert ended.status == 0
    assert "Target 2-0-1-0: 2 s down, no pause, 1 s up, no hold." in ended.out
    truth = read_truth(heel)
    rows = [line.split() for line in ended.out.splitlines()]
    for number, rep in enumerate(truth, start=1):
        bottom = "–" if rep.bottom_s is None else f"{rep.bottom_s:.2f}"
        times = [f"{rep.raise_s:.2f}", f"{rep.top_s:.2f}", f"{rep.lower_s:.2f}", bottom]
        assert [str(number), *times] in [[row[0], *row[2:6]] for row in rows if len(row) > 6]


def test_where_nobody_knows_where_it_was_worn_that_is_said(soleus, tmp_path):
    still = tmp_path / "still.csv"
    still.write_text(
        "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2\n" + "".join(f"{at / 50},0,0,9.81\n" for at in range(500))
    )

    assert f"{still}: placement not known, 10 s of accelerometer" in soleus("analyze", still).out
    assert f"{still}: shin, 10 s of accelerometer" in soleus("analyze", still, "--placement", "shin").out


def test_what_was_assumed_goes_to_standard_error(soleus, heel):
    ended = soleus("analyze", heel, "--body-height", "178")

    assert ended.err == f"{heel}: The body height is 1.78.\n"


@pytest.mark.parametrize("text", ["1.78", "1,78 m", "178", "178cm", "178.0 cm"])
def test_a_height_may_be_in_metres_or_centimetres(soleus, heel, text):
    assert "The body height is 1.78." in soleus("analyze", heel, "--body-height", text).err


def test_a_goal_of_what_is_no_push_up_is_said_to_be_of_no_use(soleus, heel):
    said = f"{heel}: --goal is of push-ups alone: say --exercise soleus-push-up.\n"

    assert said in soleus("analyze", heel, "--goal", "270").err
    assert said not in soleus("analyze", heel, "--goal", "270", "--exercise", "soleus-push-up").err


def test_json_is_the_only_thing_on_standard_output(soleus, heel):
    document = json.loads(soleus("analyze", heel, "--json", "-").out)

    assert document["schema"] == "soleus-sense/analysis/1"
    assert document["recording"]["path"] == str(heel)
    assert len(document["reps"]) == 3


def test_json_of_several_files_is_a_list(soleus, heel):
    documents = json.loads(soleus("analyze", heel, heel, "--json", "-").out)

    assert [one["recording"]["path"] for one in documents] == [str(heel)] * 2


def test_json_and_csv_may_be_had_at_once(soleus, heel, tmp_path):
    ended = soleus("analyze", heel, "--json", tmp_path / "out.json", "--csv", "-")

    assert len(json.loads((tmp_path / "out.json").read_text())["reps"]) == 3
    assert [row["index"] for row in csv.DictReader(io.StringIO(ended.out))] == ["1", "2", "3"]


def test_a_bad_file_among_good_ones_stops_nothing(soleus, heel, tmp_path):
    (tmp_path / "bad.csv").write_text("hello\n")

    ended = soleus("analyze", tmp_path / "bad.csv", heel, tmp_path / "none.csv", "--json", "-")

    assert ended.status == 2
    assert [one["recording"]["path"] for one in json.loads(ended.out)] == [str(heel)]
    assert "bad.csv is no recording" in ended.err
    assert "There is no file" in ended.err


def test_only_bad_files_give_an_empty_list(soleus, tmp_path):
    ended = soleus("analyze", tmp_path / "a.csv", tmp_path / "b.csv", "--json", "-")

    assert (ended.status, json.loads(ended.out)) == (2, [])


def test_a_missing_file(soleus, tmp_path):
    assert one_sentence(soleus("analyze", tmp_path / "none.csv", "--json", "-")).startswith("There is no file")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--placement", "knee"), "There is no placement 'knee'; choose heel, shin or auto."),
        (("--exercise", "dance"), "There is no exercise 'dance'; choose one of standing-calf-raise"),
        (("--tempo", "0-0-0-0"), "A tempo of 0-0-0-0 takes no time at all: write X for"),
        (("--tempo", "fast"), "The tempo 'fast' is not four phases"),
        (("--units", "acc=stone"), "'stone' is no unit of acc; choose"),
        (("--body-height", "tall"), "'tall' is no person's height"),
        (("--body-height", "17.8"), "'17.8' is no person's height"),
        (("--json", "-", "--csv", "-"), "Only one output can go to standard output"),
        (("--json", "no-such-folder/a.json"), "there is no folder no-such-folder"),
        (("--csv", "."), "it is a folder"),
    ],
)
def test_settings_are_refused_before_any_file_is_read(soleus, tmp_path, options, sentence):
    assert sentence.partition("; choose")[0] in one_sentence(soleus("analyze", tmp_path / "none.csv", *options))


def test_an_output_that_cannot_be_written(soleus, heel, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    ended = soleus("analyze", heel, "--json", heel.with_suffix(".out"))

    assert ended.status == 2
    assert ended.err.splitlines()[-1].endswith(".out cannot be written: No space left on device.")


@pytest.fixture
def at_home(monkeypatch, tmp_path):
    """The home of this person, still empty."""
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path / "home"))


def test_a_recording_is_put_into_the_history_once(soleus, heel, at_home):
    first = soleus("analyze", heel, "--exercise", "standing-calf-raise", "--tempo", "2-0-1-0", "--save")
    again = soleus("analyze", heel, "--tempo", "5-0-1-0", "--save")

    assert first.out.splitlines()[-1] == f"{heel}: kept as session 1."
    assert again.out.splitlines()[-1] == f"{heel}: in the history already, as session 1."
    with History() as history:
        (kept,) = history.sessions()
    assert (kept.exercise, kept.tempo, kept.reps) == ("standing-calf-raise", "2-0-1-0", 3)


def test_both_legs_of_a_workout_are_put_into_one_session(soleus, heel, at_home, tmp_path):
    for side in ("left", "right"):
        recording = read_recording(heel)
        write_recording(recording, tmp_path / f"{side}.csv", Metadata(side=side, start_utc="2026-03-02T12:00:00Z"))
        write_truth(tmp_path / f"{side}.csv", read_truth(heel))
    later = write_recording(recording, tmp_path / "later.csv", Metadata(side="left", start_utc="2026-03-02T13:00:00Z"))
    write_truth(later, read_truth(heel))

    ended = soleus("analyze", tmp_path / "left.csv", tmp_path / "right.csv", later, "--save", "--json", "-")

    assert len(json.loads(ended.out)) == 3
    assert [line.split()[-1] for line in ended.err.splitlines() if "kept as" in line] == ["1.", "1.", "2."]
    with History() as history:
        assert [[leg.side for leg in one.legs] for one in history.sessions()] == [["left", "right"], ["left"]]


def test_a_recording_in_which_nothing_is_found_is_not_put_into_the_history(soleus, heel, at_home):
    write_truth(heel, ())

    ended = soleus("analyze", heel, "--save")

    assert ended.out.splitlines()[-1] == f"{heel}: nothing was found in it, so it is not kept."
    with History() as history:
        assert history.sessions() == ()


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text")
def test_a_name_that_is_no_text_is_shown_written_and_refused_by_the_history_in_a_sentence(soleus, heel, at_home):
    odd = os.fsdecode(os.fsencode(heel.parent) + b"/h\xe4.csv")
    heel.rename(odd)
    write_truth(odd, read_truth(heel))
    table = heel.parent / "reps.csv"

    shown, kept = soleus("analyze", odd, "--csv", table), soleus("analyze", odd, "--save")

    assert shown.status == 0
    assert "h?.csv" in table.read_text(encoding="utf-8")
    assert kept.status == 2
    assert kept.err.splitlines()[-1].endswith(
        r"h\udce4.csv' cannot be kept in the history: it holds bytes that are no text."
    )


def test_what_was_added_by_hand_is_shown_and_put_into_the_history(soleus, heel, at_home):
    by_hand = ByHand(heel)
    by_hand.add(Weight(1, 12.0, 1.0))
    by_hand.add(Correction(1, 1, 6.0))

    ended = soleus("analyze", heel, "--save")

    assert "1 rep added by hand: 4 in all." in ended.out
    with History() as history:
        assert [(one.weight_kg, one.reps) for one in history.sessions()] == [(12.0, 4)]
    assert "1 rep added by hand: 4 in all." in soleus("history", "show").out


def test_damaged_remarks_are_said_and_the_recording_is_shown_all_the_same(soleus, heel, at_home):
    remarks_path(heel).write_text("nothing of ours", encoding="utf-8")

    shown, kept = soleus("analyze", heel), soleus("analyze", heel, heel, "--save")

    assert (shown.status, shown.err.count("is not what was added to a workout by hand")) == (0, 1)
    assert "3 reps" in shown.out
    assert kept.status == 2
    assert kept.out.count("3 reps") == 2
