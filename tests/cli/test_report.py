"""`soleus report`: one page, and a picture or PDF where asked for."""

import numpy as np
import pytest

from soleus_sense.motion.trace import TravelTrace


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
    ended = soleus("report", heel, heel, "--output", tmp_path / "both.html")

    assert ended.status == 0
    assert "ymmetry" in (tmp_path / "both.html").read_text(encoding="utf-8")


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
