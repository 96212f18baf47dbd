"""The report is one page that holds everything, says what the analysis says, and never fails on an odd session."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.text import Text

from soleus_sense.errors import SoleusError
from soleus_sense.exercises.said import Said
from soleus_sense.motion.reps import Gait
from soleus_sense.recording.byhand import Note, SetRemarks
from soleus_sense.recording.journal import Metadata, write_recording
from soleus_sense.recording.reader import read_recording
from soleus_sense.report import write_session_report
from soleus_sense.report.content import Beside
from soleus_sense.report.pages import page_figure, text_block
from soleus_sense.report.style import LIGHT, styled
from soleus_sense.report.words import NO_DEVICE


class Page(HTMLParser):
    """What a page shows: its texts, its tables' rows, its tags and ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags[tag] += 1
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.addresses += [value for name, value in attrs if name in ("src", "href") and value]
        self._hidden += tag in ("style", "title")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and known.get("scope") != "col":
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if self._hidden or not data.strip():
            return
        self.texts.append(data.strip())
        if self.rows and self.rows[-1] and not self.rows[-1][-1]:
            self.rows[-1][-1] = data.strip()

    @property
    def text(self) -> str:
        return " ".join(self.texts).replace("\u00a0", " ").replace("\u2009", " ")


def report(session: Any, folder: Path, **more: Any) -> Page:
    written = write_session_report(
        session.recording, session.analysis, folder / "session.html", trace=session.trace, **more
    )
    return Page(written[0].read_text("utf-8"))


TWELVE = [3.0, 3.1, 2.9, 3.0, 2.8, 3.0, 2.9, 2.7, 2.6, 2.5, 2.4, 2.3]
RANGES = [30, 31, 30, 29, 30, 29, 28, 28, 27, 26, 25, 25]


def test_the_page_needs_nothing_else(make_session: Any, tmp_path: Path) -> None:
    page = report(make_session(TWELVE, RANGES), tmp_path)
    assert not [tag for tag in page.tags if tag in ("script", "link", "iframe", "img", "object")]
    assert all(address.startswith("#") for address in page.addresses)
    raw = (tmp_path / "session.html").read_text("utf-8")
    assert set(re.findall(r"https?://[^\"' ]+", raw)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in raw and "url(http" not in raw


def test_the_table_is_the_analysis(make_session: Any, tmp_path: Path) -> None:
    session = make_session(TWELVE, RANGES)
    page = report(session, tmp_path)
    rows = [row for row in page.rows if row]
    assert len(rows) == 12
    for number, (row, rep) in enumerate(zip(rows, session.analysis.reps, strict=True), start=1):
        bottom = "–" if rep.bottom_s is None else f"{rep.bottom_s:.2f}"
        verdict = "within" if 2.55 <= rep.lower_s <= 3.45 else "fast"
        assert row[0] == str(number)
        assert row[2:] == ["1.00", "0.25", f"{rep.lower_s:.2f}", bottom, f"{rep.range_deg:.0f}", verdict]


def test_a_slow_sensor_gets_no_second_decimal(make_session: Any, tmp_path: Path) -> None:
    page = report(make_session([3.0, 2.9], rate_hz=25.0), tmp_path)
    assert [row[4] for row in page.rows if row] == ["3.0", "2.9"]


def test_every_part_of_quality_has_its_number_and_its_definition(make_session: Any, tmp_path: Path) -> None:
    text = report(make_session(TWELVE, RANGES), tmp_path).text
    for number in ("75 % (9 of 12)", "10 % (good)", "84 %", "−0.07 s per rep", "48 s"):
        assert number in text, number
    for part in ("Tempo compliance", "Consistency", "Range kept", "Tempo drift", "Time under tension"):
        assert part in text
    assert "not a published standard" in text
    assert "Mean range of the last three reps / mean of the best three" in text


def test_the_notation_never_stands_without_its_words(make_session: Any, tmp_path: Path) -> None:
    text = report(make_session(TWELVE), tmp_path).text
    assert text.count("3-0-1-0") == 1
    assert re.search(r"3-0-1-0\s*\(lower-bottom-raise-top: 3 s down, no pause, 1 s up, no hold\)", text)


def test_what_people_wrote_is_shown_as_text(make_session: Any, tmp_path: Path) -> None:
    nasty = "<script>alert('1')</script> & \"more\""
    session = make_session([3.0, 3.0], exercise=nasty, side="left")
    session = replace(
        session,
        recording=replace(session.recording, warnings=(nasty,), side=nasty),
        analysis=replace(session.analysis, warnings=(nasty + "!",)),
    )
    page = report(session, tmp_path, title=nasty, png_path=tmp_path / "p.png", pdf_path=tmp_path / "p.pdf")
    assert page.tags["script"] == 0
    assert page.text.count("<script>alert('1')</script>") >= 3
    assert report(session, tmp_path).tags["script"] == 0


@pytest.mark.parametrize(
    "title",
    ["$5 and $\\frac{", "Übung 测试 \U0001f9b6", "broken \udc80 name", "long " * 40],
    ids=["dollars", "signs", "halves", "long"],
)
def test_any_title_can_be_drawn(title: str, make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0])
    report(
        replace(session, analysis=replace(session.analysis, reps=(), sets=())),
        tmp_path,
        title=title,
        png_path=tmp_path / "p.png",
        pdf_path=tmp_path / "p.pdf",
    )
    assert (tmp_path / "p.pdf").exists()


def test_colours_follow_the_readers_scheme(make_session: Any, tmp_path: Path) -> None:
    report(make_session(TWELVE, RANGES), tmp_path)
    drawings = re.findall(r"<svg.*?</svg>", (tmp_path / "session.html").read_text("utf-8"), re.DOTALL)
    assert len(drawings) == 6
    assert not [
        colour for colour in re.findall(r"#[0-9a-f]{6}", " ".join(drawings)) if colour in LIGHT.by_name().values()
    ]
    assert all("var(--ink)" in drawing for drawing in drawings)


def test_drawings_share_no_ids_and_point_at_what_is_there(make_session: Any, tmp_path: Path) -> None:
    page = report(make_session([[3.0] * 3, [2.8] * 3]), tmp_path)
    assert len(page.ids) == len(set(page.ids))
    raw = (tmp_path / "session.html").read_text("utf-8")
    assert set(re.findall(r"(?:url\(|href=\")#([^\")]+)", raw)) <= set(page.ids)


def test_drawings_say_what_they_show(make_session: Any, tmp_path: Path) -> None:
    report(make_session([3.0] * 3), tmp_path)
    raw = (tmp_path / "session.html").read_text("utf-8")
    labels = re.findall(r'<svg[^>]*role="img"[^>]*aria-label="([^"]+)"', raw)
    assert len(labels) == raw.count("<svg")
    assert "3 reps, all lowered" in labels[0]


def test_the_same_session_gives_the_same_bytes(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0] * 3)
    paths = [tmp_path / "a.html", tmp_path / "b.html"]
    for path in paths:
        write_session_report(session.recording, session.analysis, path, trace=session.trace)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def change(**fields: Any) -> Any:
    return lambda session: session.with_reps(lambda rep: replace(rep, **fields))


ODD = {
    "one rep": ([3.0], change()),
    "two reps": ([3.0, 2.0], change()),
    "all partial": ([3.0] * 4, change(counted=False)),
    "all flagged": ([3.0] * 4, change(flagged=True)),
    "no range": ([3.0] * 8, change(range_deg=None, height_m=None)),
    "heights": ([3.0] * 8, change(height_m=0.084)),
    "no range of motion at all": ([3.0] * 8, change(range_deg=0.0)),
    "some ranges": ([3.0] * 8, lambda s: s.with_reps(lambda r: replace(r, range_deg=30.0 if r.index % 2 else None))),
    "no gyro": ([3.0] * 3, lambda s: replace(s, recording=s.recording.without_gyro())),
    "no target": ([3.0] * 3, lambda s: replace(s, analysis=replace(s.analysis, tempo=None))),
    "shin": ([3.0] * 3, lambda s: replace(s, analysis=replace(s.analysis, placement="shin"))),
    "outside of any set": ([3.0] * 3, lambda s: replace(s, analysis=replace(s.analysis, sets=()))),
    "nothing": ([3.0], lambda s: replace(s, analysis=replace(s.analysis, reps=(), sets=()))),
    "very short trace": (
        [3.0],
        lambda s: replace(s, trace=replace(s.trace, time_s=s.trace.time_s[:1], travel=s.trace.travel[:1])),
    ),
    "no set but repetitions of zero length": ([3.0] * 3, change(lower_s=0.0, raise_s=0.0, top_s=0.0)),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_session_gives_a_sensible_page(name: str, make_session: Any, tmp_path: Path) -> None:
    lowerings, odd = ODD[name]
    page = report(odd(make_session(lowerings)), tmp_path)
    assert page.tags["h1"] == 1
    assert "Sample rate" in page.text
    assert not re.search(r"\b(nan|None|inf)\b", page.text)


@pytest.mark.parametrize("name", ["one rep", "all partial", "nothing"])
def test_an_odd_session_gives_a_pdf_and_a_picture(name: str, make_session: Any, tmp_path: Path) -> None:
    lowerings, odd = ODD[name]
    report(odd(make_session(lowerings)), tmp_path, pdf_path=tmp_path / "s.pdf", png_path=tmp_path / "s.png")
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")


def test_a_part_that_cannot_be_had_is_a_dash(make_session: Any, tmp_path: Path) -> None:
    text = report(make_session([3.0]), tmp_path).text
    assert "Consistency –" in text
    assert "Range kept –" in text
    assert "Tempo drift –" in text


def test_two_sensors_stand_side_by_side(make_session: Any, tmp_path: Path) -> None:
    left, right = make_session([3.0] * 10, [30] * 10, side="left"), make_session([2.4] * 9, [27] * 9, side="right")
    page = report(
        left, tmp_path, other=(right.recording, right.analysis), other_trace=right.trace, png_path=tmp_path / "p.png"
    )
    for figure in ("Symmetry of reps 90 %", "Symmetry of the range 90 %", "Symmetry of the lowering 80 %"):
        assert figure in page.text
    assert "90 is the usual pass mark" in page.text
    titles = [text for text in page.texts if text.startswith(("Lowering time of", "Range of each"))]
    assert titles == [
        f"{what}, {side}" for what in ("Lowering time of each rep", "Range of each rep") for side in ("left", "right")
    ]


def test_what_cannot_be_compared_is_left_out_and_said(make_session: Any, tmp_path: Path) -> None:
    one, other = make_session([3.0] * 4, side="right"), make_session([3.0] * 4, side="left")
    shin = replace(other.analysis, placement="shin", tempo="2-0-1-0")
    page = report(one, tmp_path, other=(other.recording, shin), other_trace=other.trace)
    assert "range, for one sensor was on the heel, the other on the shin" in page.text
    assert "lowering, for their targets differ (3-0-1-0 and 2-0-1-0)" in page.text
    assert "Symmetry of reps 100 %" in page.text
    assert "Symmetry of the range" not in page.text and "Symmetry of the lowering" not in page.text
    assert {"Target, right: 3-0-1-0", "Target, left: 2-0-1-0"} <= {text.partition(" (")[0] for text in page.texts}


@pytest.mark.parametrize(
    ("side", "exercise", "why"),
    [
        ("right", None, "both are of the right leg"),
        ("left", "seated-calf-raise", "their exercises differ (Standing calf raise and Seated calf raise)"),
    ],
)
def test_two_recordings_that_are_no_pair_are_not_compared(
    make_session: Any, tmp_path: Path, side: str, exercise: str | None, why: str
) -> None:
    one = make_session([3.0] * 4, side="right", exercise="standing-calf-raise")
    other = make_session([3.0] * 4, side=side, exercise=exercise)
    page = report(
        one,
        tmp_path,
        other=(other.recording, other.analysis),
        other_trace=other.trace,
        truth=one.analysis.reps,
        other_truth=other.analysis.reps[:3],
        pdf_path=tmp_path / "p.pdf",
    )
    assert f"The two recordings are not compared: {why}." in page.text
    assert "ymmetry" not in page.text and "Each side's share" not in page.text
    assert "4 of 4 counted" in page.text and "4 of 3 counted" in page.text


def test_under_the_title_stands_when_and_with_what_it_was_made(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0] * 3, side="left")
    began = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    assert "·" not in " ".join(report(make_session([3.0]), tmp_path).texts[:3])
    page = report(session, tmp_path, beside=Beside(began=began, wearable="Polar Sense"))
    assert page.texts[1] == "2 March 2026, 18:30 · left heel, Polar Sense"

    kept = write_recording(
        session.recording, tmp_path / "kept.csv", Metadata(side="left", start_utc="2026-03-02T18:30:00Z")
    )
    page = report(replace(session, recording=read_recording(kept)), tmp_path)
    assert page.texts[1] == f"{began.astimezone():2 March 2026, %H:%M} · left heel"


def test_every_page_ends_with_what_it_is_not(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0] * 3)
    assert NO_DEVICE in report(session, tmp_path).text
    with styled():
        figure = page_figure([text_block("Title", ["A sentence."], LIGHT)])
    assert NO_DEVICE in [text.get_text() for text in figure.findobj(Text)]


def test_where_nobody_knows_where_it_was_worn_nothing_is_said(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0])
    still = replace(session, analysis=replace(session.analysis, reps=(), sets=()))
    assert "Worn on the heel." in report(session, tmp_path).text
    assert "Worn on the" not in report(still, tmp_path).text
    assert "Where it was worn is not known" in report(still, tmp_path).text
    said = replace(still, recording=replace(still.recording, placement="heel"))
    assert "Worn on the heel." in report(said, tmp_path).text


def test_a_note_that_both_sensors_have_is_told_once(make_session: Any, tmp_path: Path) -> None:
    left, right = make_session([3.0], side="left"), make_session([2.4], side="right")
    both = Note(3.0, "sore")
    page = report(
        left,
        tmp_path,
        beside=Beside(remarks=SetRemarks(notes=(both, Note(4.0, "left only")))),
        other=(right.recording, right.analysis),
        other_trace=right.trace,
        other_beside=Beside(remarks=SetRemarks(notes=(Note(2.5, "sore"),))),
    )
    assert [text for text in page.texts if "Note at" in text] == ["Note at 0:03: sore", "Left: Note at 0:04: left only"]


def test_one_side_may_be_missing(make_session: Any, tmp_path: Path) -> None:
    left, right = make_session([3.0] * 4), make_session([3.0])
    nothing = replace(right.analysis, reps=(), sets=())
    page = report(
        left, tmp_path, other=(right.recording, nothing), other_trace=right.trace, pdf_path=tmp_path / "p.pdf"
    )
    assert "First sensor 4 reps and second sensor 0 reps." in page.text
    assert "Quality of the set, first sensor" in page.text
    assert "Symmetry of the lowering –" in page.text


def test_another_target_grades_anew(make_session: Any, tmp_path: Path) -> None:
    session = make_session([2.0] * 4)
    assert "0 % (0 of 4)" in report(session, tmp_path).text
    assert "100 % (4 of 4)" in report(session, tmp_path, tempo="2-0-1-0").text


def test_a_free_drop_has_no_target(make_session: Any, tmp_path: Path) -> None:
    text = report(make_session([0.3] * 8, exercise="soleus-push-up"), tmp_path).text
    assert "Tempo compliance" not in text and "Target:" not in text
    assert not re.search(r"\d % \((good|fair|poor)\)", text)


def test_what_was_added_by_hand_stands_with_its_set(make_session: Any, tmp_path: Path) -> None:
    session = make_session([[3.0] * 3, [2.8] * 3])
    second = session.analysis.sets[1]
    nasty = "left knee <b>bent</b> & sore"
    remarks = SetRemarks({1: 20.0, 2: 22.5}, {2: -1}, (Note(0.5, "slept badly"), Note(second.end_s + 3, nasty)))
    page = report(session, tmp_path, note="my <i>own</i> words", beside=Beside(remarks=remarks))
    texts = page.text
    at = [
        texts.index(part)
        for part in (
            *("Note: my <i>own</i> words", "1 rep taken off by hand: 5 in all.", "Note at 0:00: slept badly"),
            *("All sets", "Set 1, 20 kg", "Set 2, 22.5 kg", "1 rep taken off by hand: 2 in all.", f": {nasty}"),
        )
    ]
    assert at == sorted(at)
    assert page.tags["i"] == page.tags["b"] == 0
    overview = [row for row in page.rows if len(row) > 9]
    assert [row[2:5] for row in overview] == [["20", "3", ""], ["22.5", "3", "−1"]]


def test_the_exercises_own_figures_stand_before_the_sets(make_session: Any, tmp_path: Path) -> None:
    figures = (Said("Active", "12.5 min", "Of <270> min."), Said("Free drops", "96 %"))
    page = report(make_session([3.0] * 3), tmp_path, beside=Beside(figures), pdf_path=tmp_path / "p.pdf")
    assert "The exercise's own figures Active 12.5 min Of <270> min. Free drops 96 %" in page.text
    assert page.text.index("Free drops") < page.text.index("Quality of the set")


def test_a_walk_is_told_in_steps(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0], exercise="toe-walk", tempo=None)
    gait = Gait(40, 48.2, 98.4, strides_up=0, strides_down=2, strides_on_toes=38, distance_m=24.4)
    walked = replace(session, analysis=replace(session.analysis, reps=(), sets=(), gait=gait))
    told = "80 steps in 48 s, 98 a minute, about 24 m; 76 stayed on the toes and 4 led down."
    page = report(walked, tmp_path)
    assert page.texts[1].replace("\u00a0", " ") == told
    assert f"Walking seen 48 s Never counted as repetitions. {told}" in page.text
    unknown = replace(walked, analysis=replace(walked.analysis, exercise=None, gait=Gait(4, 5.0, None)))
    assert "No repetition was counted; a walk of 8 steps was seen." in report(unknown, tmp_path).text


def test_the_truth_stands_beside_what_was_measured(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0, 2.9, 3.1])
    truth = [replace(rep, lower_s=rep.lower_s + 0.05) for rep in session.analysis.reps]
    page = report(session, tmp_path, truth=truth)
    assert "3 of 3 counted" in page.text
    assert "0.05 s at most" in page.text
    nearly = [replace(rep, lower_s=rep.lower_s - 0.016) for rep in session.analysis.reps]
    rounded = report(session.with_reps(lambda rep: replace(rep, lower_s=rep.lower_s - 0.002)), tmp_path, truth=nearly)
    assert next(row[4:5] + row[-2:] for row in rounded.rows if row) == ["3.00", "2.98", "0.02"]
    assert next(row[-2:] for row in page.rows if row) == ["3.05", "−0.05"]


def test_thousands_of_reps_stay_a_page(make_session: Any, tmp_path: Path) -> None:
    page = report(make_session([0.35] * 3000, tempo="X-0-1-0", rate_hz=20.0), tmp_path)
    assert "3 000 reps" in page.text
    assert len([row for row in page.rows if row]) == 30
    assert (tmp_path / "session.html").stat().st_size < 1_000_000
    assert "Three stretches of a long set" in page.text
    assert "the best three" not in page.texts[1]


def test_very_many_sets_are_all_listed_and_a_few_drawn(make_session: Any, tmp_path: Path) -> None:
    page = report(make_session([[3.0]] * 9, rate_hz=20.0), tmp_path)
    assert "The first 3 and the last 3 sets are drawn below." in page.text
    assert [row[0] for row in page.rows if len(row) > 8] == [str(number) for number in range(1, 10)]
    assert [text for text in page.texts if re.fullmatch(r"Set \d", text)] == [f"Set {i}" for i in (1, 2, 3, 7, 8, 9)]


def test_picture_and_pdf_hold_the_same(make_session: Any, tmp_path: Path) -> None:
    session = make_session(TWELVE, RANGES)
    written = write_session_report(
        session.recording,
        session.analysis,
        tmp_path / "new" / "s.html",
        trace=session.trace,
        png_path=tmp_path / "s.png",
        pdf_path=tmp_path / "s.pdf",
    )
    assert [path.name for path in written] == ["s.html", "s.png", "s.pdf"]
    assert (tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")
    pdf = (tmp_path / "s.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 2


def test_a_path_that_cannot_be_written_is_one_sentence(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0])
    (tmp_path / "file").write_text("")
    with pytest.raises(SoleusError, match=r"^The report cannot be written to .*file.*\.$"):
        write_session_report(session.recording, session.analysis, tmp_path / "file" / "s.html", trace=session.trace)


def test_the_users_matplotlib_settings_stay_theirs(make_session: Any, tmp_path: Path) -> None:
    session = make_session([3.0])
    with mpl.rc_context({"font.size": 31.0}):
        report(session, tmp_path)
        assert mpl.rcParams["font.size"] == 31.0
    assert max(map(int, re.findall(r"scale\(0\.(\d)", (tmp_path / "session.html").read_text("utf-8")))) < 3


def test_matplotlib_is_not_loaded_before_a_report_is_made() -> None:
    asked = "import sys, soleus_sense.report; print('matplotlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
