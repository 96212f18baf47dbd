"""`soleus report`: a recording's report as a web page, a picture, a PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.cli.common import (
    BodyHeightOption,
    ExerciseOrAutoOption,
    PlacementOption,
    TempoOption,
    UnitsOption,
    body_height_m,
    check_outputs,
    check_settings,
    remarks_beside,
    warn,
)
from soleus_sense.cli.exercise_figures import AUTO, analyze_as, figures_of
from soleus_sense.errors import SettingsError

if TYPE_CHECKING:
    from soleus_sense.history import SavedSession
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording
    from soleus_sense.recording.byhand import SetRemarks


@dataclass(frozen=True)
class _Leg:
    """A recording, and how it is to be analysed where nobody says otherwise.

    Of `remarks` and `wearable` None: those beside the file.
    """

    path: Path
    placement: str = "auto"
    units: str | None = None
    body_height_m: float | None = None
    remarks: SetRemarks | None = None
    wearable: str | None = None


def report(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A recording, or the number of a session in the history; the newest session where none is named.",
            metavar="FILE|SESSION",
            show_default=False,
        ),
    ] = None,
    other: Annotated[
        Path | None,
        typer.Argument(help="The other leg's recording, to be shown beside it.", metavar="OTHER", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="The web page; FILE with .html where not said.", metavar="PATH", show_default=False),
    ] = None,
    png: Annotated[Path | None, typer.Option(help="A picture too.", metavar="PATH", show_default=False)] = None,
    pdf: Annotated[Path | None, typer.Option(help="A PDF too.", metavar="PATH", show_default=False)] = None,
    title: Annotated[str | None, typer.Option(help="The title.", metavar="TEXT", show_default=False)] = None,
    placement: PlacementOption = "auto",
    exercise: ExerciseOrAutoOption = None,
    tempo: TempoOption = None,
    body_height: BodyHeightOption = None,
    units: UnitsOption = None,
) -> None:
    """Draw the report of a recording or a session as a web page.

    \b
    Examples:
      soleus report heel.csv --tempo 3-0-1-0
      soleus report --pdf newest.pdf
      soleus report 41
      soleus report left.csv right.csv --output both.html --png both.png --pdf both.pdf
    """
    check_settings(placement, None if exercise == AUTO else exercise, tempo, units)
    height_m = body_height_m(body_height)
    session = _session(file)
    if session is not None and other is not None:
        raise SettingsError("A session has its other leg with it: name two recordings, or one session.")
    exercise, tempo = exercise or (session and session.exercise), tempo or (session and session.tempo)
    if file is not None and other is not None and file.resolve() == other.resolve():
        raise SettingsError(f"{file} was named twice: name the other leg's recording, or this one alone.")
    legs = _legs(session) if session is not None else [_Leg(one) for one in (file, other) if one is not None]
    page = output or legs[0].path.with_suffix(".html")
    check_outputs(page, png, pdf, inputs=[leg.path for leg in legs])

    from rich.console import Console

    from soleus_sense.recording.journal import read_truth
    from soleus_sense.recording.reader import read_recording
    from soleus_sense.report import write_session_report
    from soleus_sense.report.content import Beside

    sides: list[tuple[Recording, Analysis]] = []
    besides: list[Beside] = []
    with Console(stderr=True).status(f"Drawing {page}"):
        for leg in legs:
            recording = read_recording(leg.path, units=units or leg.units)
            worn = leg.placement if placement == "auto" else placement
            if worn != "auto":
                recording = replace(recording, placement=worn)
            analysis, told = analyze_as(
                recording,
                worn,
                exercise,
                tempo,
                body_height_m=height_m or leg.body_height_m,
            )
            if told is not None:
                analysis = replace(analysis, warnings=(*analysis.warnings, told.in_words))
            sides.append((recording, analysis))
            remarks = leg.remarks or remarks_beside(leg.path).beside(analysis.sets)
            figures = figures_of(recording, analysis).said
            besides.append(Beside(figures, remarks, None if session is None else session.began, leg.wearable))
        both = len(sides) > 1
        written = write_session_report(
            *sides[0],
            page,
            tempo=tempo,
            other=sides[1] if both else None,
            png_path=png,
            pdf_path=pdf,
            title=title,
            note="" if session is None else session.note,
            beside=besides[0],
            other_beside=besides[1] if both else None,
            truth=read_truth(legs[0].path),
            other_truth=read_truth(legs[1].path) if both else None,
        )
    for recording, analysis in sides:
        warn(recording, analysis)
    for path in written:
        typer.echo(path)


def _session(file: Path | None) -> SavedSession | None:
    """The session that is meant: the newest where nothing is named, that of a number; None where a recording is.

    Raises
    ------
    SettingsError
        There is no such session.
    """
    from soleus_sense.history import History, SessionId, newest_session

    if file is not None:
        if not file.name.isdecimal() or file.name != str(file) or file.exists():
            return None
        with History() as history:
            return history.session(SessionId(int(file.name)))
    session = newest_session()
    if session is None:
        raise SettingsError("The history holds no session yet: name a recording, or count a workout (`soleus live`).")
    return session


def _legs(session: SavedSession) -> list[_Leg]:
    """A session's recordings as they were worn, with what is in the history of them, the left leg first.

    Raises
    ------
    SettingsError
        They are not there any more.
    """
    legs = [
        _Leg(path, one.worn.placement or "auto", one.worn.units, one.worn.body_height_m, one.remarks, one.worn.wearable)
        for path in session.paths[:2]
        for one in session.recordings
        if one.worn.path == path
    ]
    if not legs:
        raise SettingsError(f"The recordings of session {session.id} are gone: name a recording, or another session.")
    return legs
