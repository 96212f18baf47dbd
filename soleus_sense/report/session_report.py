"""The report of a session: one self-contained HTML file, and the same as PDF and PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np

from soleus_sense.exercises import Tempo
from soleus_sense.exercises.said import Said
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.samples import Recording
from soleus_sense.motion.trace import TravelTrace, travel_trace
from soleus_sense.recording.byhand import common_notes
from soleus_sense.report.chart import Chart, chart_figure
from soleus_sense.report.comparable import comparable
from soleus_sense.report.content import Beside, SetContent, note_words, side_content
from soleus_sense.report.facts import symmetry_facts
from soleus_sense.report.figures import SETS_IN_FULL, SetGroup, Side, groups_of, travel_caption, travel_figure
from soleus_sense.report.html import Drawing, drawing_of, page
from soleus_sense.report.made import Made, made_of, made_words
from soleus_sense.report.output import PathLike, png_of, write_file
from soleus_sense.report.pages import (
    A4_INCH,
    PageBlock,
    chart_row,
    drawable,
    facts_block,
    page_figure,
    paged,
    table_blocks,
    text_block,
)
from soleus_sense.report.pick import reps_of
from soleus_sense.report.session_pages import data_blocks, group_blocks
from soleus_sense.report.sides import plot_sides
from soleus_sense.report.style import LIGHT, Palette, styled
from soleus_sense.report.svg import inline_svg
from soleus_sense.report.timeline import lag_between
from soleus_sense.report.words import exercise_name, listed, sides_headline

SETS_IN_PICTURE = 4
"""A picture of more sets would be too tall to look at: it holds the first and last ones, half of this many each."""

WHAT = "The report"
"""As errors name it."""


@dataclass(frozen=True)
class SetPage:
    """A set in the page: its words (with the side's name, where there are two), and its drawings.

    `rows` are two by two; None keeps a place free, so that left stands beside right.
    """

    title: str
    members: tuple[tuple[str, SetContent], ...]
    travel: tuple[Drawing, ...]
    rows: tuple[tuple[Drawing | None, ...], ...]


@dataclass(frozen=True, eq=False)
class _Given:
    """One side as it is given."""

    recording: Recording
    analysis: Analysis
    trace: TravelTrace | None
    truth: Sequence[Rep] | None
    beside: Beside | None


@dataclass(frozen=True, eq=False)
class _Session:
    """All sides with the words about both: `made` is the line under the title, `targets` are sentences."""

    title: str
    headline: str
    made: str
    targets: tuple[str, ...]
    sides: tuple[Side, ...]
    symmetry: tuple[Said, ...]
    charts: tuple[Chart, ...]
    notes: tuple[str, ...] = ()


def write_session_report(
    recording: Recording,
    analysis: Analysis,
    html_path: PathLike,
    *,
    tempo: str | None = None,
    other: tuple[Recording, Analysis] | None = None,
    png_path: PathLike | None = None,
    pdf_path: PathLike | None = None,
    title: str | None = None,
    note: str = "",
    beside: Beside | None = None,
    other_beside: Beside | None = None,
    truth: Sequence[Rep] | None = None,
    other_truth: Sequence[Rep] | None = None,
    trace: TravelTrace | None = None,
    other_trace: TravelTrace | None = None,
) -> tuple[Path, ...]:
    """Write the report of a session.

    Parameters
    ----------
    recording, analysis : what was recorded and what was found in it
    html_path : where the page goes; its folder is made where it is missing
    tempo : a target to grade against instead of the analysis's own, e.g. "3-0-1-0"
    other : the other leg's recording and analysis, where two sensors were worn
    png_path, pdf_path : where a picture and a PDF of the same go, if anywhere
    title : the page's title; the exercise's name where None
    note : the person's own words about the session
    beside, other_beside : each side's figures of the exercise, and what was added by hand
    truth, other_truth : the true repetitions of a simulated recording, to be shown beside the measured ones
    trace, other_trace : the travel, where the caller has it already

    Returns
    -------
    The paths written.

    Raises
    ------
    SoleusError
        A path that cannot be written, or a tempo that is none.
    """
    given = [_Given(recording, analysis, trace, truth, beside)]
    if other is not None:
        given.append(_Given(*other, other_trace, other_truth, other_beside))
    given, notes = _with_common_notes(given, note)
    session = _session(given, tempo, title)
    session = replace(session, notes=(*session.notes, *notes))
    written = [write_file(html_path, _html(session), what=WHAT)]
    if png_path is not None:
        written.append(write_file(png_path, _png(session, LIGHT), what=WHAT))
    if pdf_path is not None:
        written.append(write_file(pdf_path, _pdf(session, LIGHT), what=WHAT))
    return tuple(written)


def _with_common_notes(given: list[_Given], note: str) -> tuple[list[_Given], tuple[str, ...]]:
    """The sides without the notes that both have, and the session's notes."""
    said = (f"Note: {note}",) if note else ()
    if len(given) < 2:
        return given, said
    besides = [one.beside or Beside() for one in given]
    common, *left = common_notes(besides[0].remarks, besides[1].remarks)
    origin_s = float(given[0].recording.time_s[0])
    sides = [
        replace(one, beside=replace(beside, remarks=remarks))
        for one, beside, remarks in zip(given, besides, left, strict=True)
    ]
    return sides, (*said, *(note_words(one, origin_s) for one in common))


def _session(given: Sequence[_Given], tempo: str | None, title: str | None) -> _Session:
    names = _names([one.recording for one in given])
    sides: list[Side] = []
    for name, one in zip(names, given, strict=True):
        analysis = one.analysis if tempo is None else _regraded(one.analysis, Tempo.parse(tempo))
        sides.append(
            Side(
                analysis=analysis,
                trace=one.trace or _travel(one.recording, analysis),
                gaps=one.recording.gaps,
                content=side_content(one.recording, analysis, name=name, truth=one.truth, beside=one.beside),
            )
        )
    first = sides[0].analysis
    made, targets = made_words(names, [_made(one) for one in given]), _targets(sides)
    if len(sides) == 1:
        known = f"{exercise_name(first.exercise)}, {names[0]}" if names[0] else exercise_name(first.exercise)
        return _Session(title or known, sides[0].content.headline, made, targets, tuple(sides), (), ())
    both, pair = (first, sides[1].analysis), (names[0], names[1])
    can = comparable((given[0].recording, given[1].recording), both)
    lag_s = lag_between([one.recording for one in given], both) if can.reps else None
    found, facts = symmetry_facts(*both, pair, lag_s=lag_s, can=can)
    share = Chart(
        "sides",
        "Each side's share",
        "The larger side is 100 %; each bar carries its own figure.",
        lambda ax: plot_sides(*both, ax, names=pair, can=can, palette=LIGHT),
    )
    return _Session(
        title=title or _exercises(both),
        headline=sides_headline(pair, both, found),
        made=made,
        targets=targets,
        sides=tuple(sides),
        symmetry=facts,
        charts=(share,) if facts else (),
        notes=(can.why_not,) if can.why_not else (),
    )


def _exercises(both: tuple[Analysis, Analysis]) -> str:
    """`Seated calf raise`, or `Seated calf raise and standing calf raise`."""
    first, *other = dict.fromkeys(exercise_name(one.exercise) for one in both)
    return listed([first, *(f"{name[:1].lower()}{name[1:]}" for name in other)])


def _made(one: _Given) -> Made:
    beside = one.beside or Beside()
    return made_of(one.recording, one.analysis, began=beside.began, wearable=beside.wearable)


def _targets(sides: Sequence[Side]) -> tuple[str, ...]:
    """The tempo that was aimed at, once for both sides where it is the same."""
    found = [one.content.target for one in sides]
    if len(set(found)) == 1:
        return () if found[0] is None else (f"Target: {found[0][0]} ({found[0][1]})",)
    return tuple(
        f"Target, {one.content.name}: {target[0]} ({target[1]})"
        for one, target in zip(sides, found, strict=True)
        if target is not None
    )


def _travel(recording: Recording, analysis: Analysis) -> TravelTrace:
    """The travel to draw: none where there is no repetition to show it for."""
    if not analysis.reps:
        return TravelTrace(np.empty(0), np.empty(0), "relative")
    return travel_trace(recording, analysis)


def _names(recordings: Sequence[Recording]) -> list[str]:
    """What the sides are called: as recorded, or first and second; nothing where there is one."""
    if len(recordings) == 1:
        return [recordings[0].side or ""]
    sides = [recording.side for recording in recordings]
    if None in sides or len(set(sides)) < len(sides):
        return ["first sensor", "second sensor"]
    return [side or "" for side in sides]


def _regraded(analysis: Analysis, target: Tempo) -> Analysis:
    """The same repetitions, graded against another target."""
    if analysis.tempo == str(target):
        return analysis
    sets = tuple(summarise_set(one.index, reps_of(analysis, one.index), target) for one in analysis.sets)
    return replace(analysis, tempo=str(target), sets=sets)


def _html(session: _Session) -> bytes:
    """The page."""
    with styled(LIGHT):
        shared = tuple(_drawn(chart, f"both-{chart.key}") for chart in session.charts)
        sets = tuple(_set_page(group) for group in groups_of(session.sides))
    return page(
        "session.html.jinja",
        title=session.title,
        headline=session.headline,
        notes=session.notes,
        made=session.made,
        targets=session.targets,
        sides=[side.content for side in session.sides],
        sets=sets,
        several=any(side.content.overview is not None for side in session.sides),
        omitted=any(len(side.content.sets) > len(sets) for side in session.sides),
        symmetry=session.symmetry,
        shared=shared,
    )


def _set_page(group: SetGroup) -> SetPage:
    travel: list[Drawing] = []
    for number, (side, one) in enumerate(group.members):
        name = f"t{group.index}-{number}"
        suffix = f", {side.content.name}" if group.named else ""
        label = f"Travel of the heel over {group.title.lower()}{suffix}. {one.headline}"
        wide, narrow = (travel_figure(side, one.index, LIGHT, wide=wide) for wide in (True, False))
        if wide is not None and narrow is not None:
            travel.append(
                Drawing(
                    f"Travel over time{suffix}",
                    travel_caption(side, one.index),
                    inline_svg(wide, name=f"{name}w", label=label, palette=LIGHT),
                    inline_svg(narrow, name=f"{name}n", label=label, palette=LIGHT),
                )
            )
    rows = tuple(
        tuple(
            None if chart is None else _drawn(chart, f"c{group.index}-{number}-{chart.key}")
            for number, chart in enumerate(row)
        )
        for row in group.rows(LIGHT)
    )
    members = tuple((side.content.name if group.named else "", one) for side, one in group.members)
    return SetPage(group.title, members, tuple(travel), rows)


def _drawn(chart: Chart, name: str) -> Drawing:
    return drawing_of(chart, chart_figure(chart), name=name)


def _blocks(session: _Session, palette: Palette, *, tables: bool) -> list[PageBlock]:
    """The report as blocks for paper."""
    paired = len(session.sides) > 1
    intro = [*([session.made] if session.made else []), session.headline, *session.targets, *session.notes]
    intro += [_of_side(remark, side, named=paired) for side in session.sides for remark in side.content.remarks]
    blocks = [text_block(session.title, intro, palette)]
    facts = [*session.symmetry, *(_truth_of(side, named=paired) for side in session.sides if side.content.truth)]
    if facts:
        blocks.append(facts_block("Both sides" if session.symmetry else "Against the truth", facts, palette))
    if session.charts:
        blocks.append(chart_row(session.charts, palette))
    for side in session.sides:
        if side.content.figures:
            name = f", {side.content.name}" if paired else ""
            blocks.append(facts_block(f"The exercise's own figures{name}", side.content.figures, palette))
    for side in session.sides:
        if tables and side.content.overview is not None:
            name = f", {side.content.name}" if paired else ""
            blocks += table_blocks(f"All sets{name}", side.content.overview, palette)
    several = paired or any(side.content.overview is not None for side in session.sides)
    for group in groups_of(session.sides, SETS_IN_FULL if tables else SETS_IN_PICTURE):
        blocks += group_blocks(group, palette, headed=several, tables=tables)
    for side in session.sides if tables else ():
        blocks += data_blocks(side, palette, named=paired)
    return blocks


def _truth_of(side: Side, *, named: bool) -> Said:
    """How the count of a side is against the truth, which is known."""
    known = side.content.truth or Said("", "")
    return replace(known, name=f"{known.name}, {side.content.name}") if named else known


def _of_side(sentence: str, side: Side, *, named: bool) -> str:
    return f"{side.content.name.capitalize()}: {sentence}" if named else sentence


def _png(session: _Session, palette: Palette) -> bytes:
    with styled(palette):
        return png_of(page_figure(_blocks(session, palette, tables=False)))


def _pdf(session: _Session, palette: Palette) -> bytes:
    from matplotlib.backends.backend_pdf import PdfPages

    drawn = BytesIO()
    with styled(palette), PdfPages(drawn, metadata={"Title": drawable(session.title), "CreationDate": None}) as pdf:
        pages = paged(_blocks(session, palette, tables=True))
        for number, blocks in enumerate(pages, start=1):
            pdf.savefig(
                page_figure(blocks, A4_INCH[1], f"{drawable(session.title)[:60]}, page {number} of {len(pages)}")
            )
    return drawn.getvalue()
