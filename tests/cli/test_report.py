"""`soleus report`: one page, and a picture or PDF where asked for."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from soleus_sense.history import History, Worn
from soleus_sense.live.byhand import ByHand, Note, Weight
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.trace import TravelTrace
from soleus_sense.recording.journal import read_truth


@pytest.fixture(autouse=True)
def plain_travel(monkeypatch, truth_as_analysis):
    """The analysis is the recording's truth and the travel a line: what the page says is known beforehand."""
    monkeypatch.setattr(
        "soleus_sense.report.session_report.travel_trace",
        lambda recording, analysis: TravelTrace(recording.time_s, np.zeros(len(recording)), "°"),
    )


def test_the_page_stands_beside_the_recording_where_nothing_else_is_said(soleus, heel):
    ended = soleus("report", heel)

    page = heel.with_suffix(".html")
    assert (ended.status, ended.out) == (0, f"{page}\n")
    assert "3 reps" in page.read_text(encoding="utf-8").replace("\u00a0", " ")


def test_picture_and_pdf_are_written_where_they_are_wanted(soleus, heel, tmp_path):
    page, png, pdf = (tmp_path / f"out.{kind}" for kind in ("html", "png", "pdf"))

    ended = soleus("report", heel, "--output", page, "--png", png, "--pdf", pdf, "--title", "Monday's <set>")

    assert ended.out.split() == [str(page), str(png), str(pdf)]
    assert "Monday&#39;s &lt;set&gt;" in page.read_text(encoding="utf-8")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert pdf.read_bytes().startswith(b"%PDF")


def test_both_legs_on_one_page(soleus, heel, tmp_path):
    other = tmp_path / "other.csv"
    soleus("simulate", other, "--reps", 4, "--tempo", "2-0-1-0")

    ended = soleus("report", heel, other, "--output", tmp_path / "both.html")

    assert ended.status == 0
    text = (tmp_path / "both.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "ymmetry" in text
    assert "first sensor: 3 of 3 counted" in text and "second sensor: 4 of 4 counted" in text


def test_a_recording_is_not_its_own_other_leg(soleus, heel):
    ended = soleus("report", heel, heel.parent / "." / heel.name)

    assert ended.status == 2
    assert ended.err.strip() == f"{heel} was named twice: name the other leg's recording, or this one alone."


def test_the_truth_of_a_simulated_recording_is_shown(soleus, heel):
    soleus("report", heel)

    assert "3 of 3" in heel.with_suffix(".html").read_text(encoding="utf-8").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--output", "no-such-folder/a.html"), "there is no folder no-such-folder"),
        (("--png", "."), "it is a folder"),
        (("--tempo", "fast"), "'fast' is not four phases"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_anything_is(soleus, heel, options, sentence):
    ended = soleus("report", heel, *options)

    assert (ended.status, ended.out) == (2, "")
    assert sentence in ended.err
    assert not heel.with_suffix(".html").exists()


def test_a_missing_file(soleus, tmp_path):
    ended = soleus("report", tmp_path / "none.csv")

    assert (ended.status, ended.err) == (2, f"There is no file {tmp_path / 'none.csv'}.\n")


@pytest.fixture
def history(monkeypatch, tmp_path):
    """The history of this person's home, still empty."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("SOLEUS_HOME", str(home))
    with History() as opened:
        yield opened


def keep(history, began, *worn: Worn):
    """A session of one set by these sensors, as it is kept while it runs."""
    number = history.begin_session(exercise="eccentric-heel-drop", tempo="1-0-4-0", began=began, worn=worn)
    for one in worn:
        reps = read_truth(one.path)
        history.save_set(number, summarise_set(1, reps, None), reps, sensor=one.sensor)
    return number


def test_without_a_file_the_newest_session_is_drawn_with_both_legs(soleus, heel, history, tmp_path):
    now = datetime.now(UTC)
    left, right = tmp_path / "left.csv", tmp_path / "right.csv"
    for file in (left, right):
        soleus("simulate", file, "--reps", 2, "--tempo", "2-0-1-0", "--seed", 5)
    keep(history, now - timedelta(days=1), Worn(path=heel))
    keep(history, now, Worn("right", "right", path=right), Worn("left", "left", path=left))

    ended = soleus("report")

    page = left.with_suffix(".html")
    assert (ended.status, ended.out) == (0, f"{page}\n")
    text = page.read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "ymmetry" in text
    assert "eccentric heel drop" in text.lower()


def test_a_session_is_drawn_by_its_number_with_what_was_said_of_it(soleus, heel, history):
    number = keep(history, datetime.now(UTC) - timedelta(days=1), Worn(path=heel))
    keep(history, datetime.now(UTC))
    history.edit(number, weight_kg=22.5, note="Left heel <i>sore</i>")

    ended = soleus("report", number)

    assert (ended.status, ended.out) == (0, f"{heel.with_suffix('.html')}\n")
    text = heel.with_suffix(".html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Set 1, 22.5 kg" in text and "Note: Left heel &lt;i&gt;sore&lt;/i&gt;" in text
    assert "There is no session 99" in soleus("report", 99).err


def test_what_was_added_by_hand_beside_a_recording_is_in_its_report(soleus, heel):
    by_hand = ByHand(heel)
    by_hand.add(Weight(1, 12.0, 1.0))
    by_hand.add(Note(1, "a rail to hold", 1e6))

    soleus("report", heel)

    text = heel.with_suffix(".html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Set 1, 12 kg" in text and "a rail to hold" in text


def test_without_a_file_or_a_session_one_sentence_says_what_to_do(soleus, history):
    ended = soleus("report")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "The history holds no session yet: name a recording, or count a workout (`soleus live`).\n"


def test_a_session_whose_recording_is_gone_is_said_to_be_so(soleus, heel, history):
    number = keep(history, datetime.now(UTC), Worn(path=heel))
    heel.unlink()

    ended = soleus("report")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"The recordings of session {number} are gone")
    assert ended.err.count("\n") == 1
