"""`soleus report`: a recording's report as a web page, a picture, a PDF."""

from __future__ import annotations

from dataclasses import replace
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
    warn,
)
from soleus_sense.cli.exercise_figures import AUTO, analyze_as
from soleus_sense.errors import SettingsError

if TYPE_CHECKING:
    from soleus_sense.history import SavedSession
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording


def report(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A recording; where none is named, those of the newest session in the history.",
            metavar="FILE",
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
    """Draw the report of a recording as one web page.

    \b
    Examples:
      soleus report heel.csv --tempo 3-0-1-0
      soleus report --pdf newest.pdf
      soleus report left.csv right.csv --output both.html --png both.png --pdf both.pdf
    """
    check_settings(placement, None if exercise == AUTO else exercise, tempo, units)
    height_m = body_height_m(body_height)
    if file is None:
        session = _newest()
        file, *others = session.paths
        other = others[0] if others else None
        exercise, tempo = exercise or session.exercise, tempo or session.tempo
    page = output or file.with_suffix(".html")
    check_outputs(page, png, pdf)

    from rich.console import Console

    from soleus_sense.recording.journal import read_truth
    from soleus_sense.recording.reader import read_recording
    from soleus_sense.report import write_session_report

    sides: list[tuple[Recording, Analysis]] = []
    with Console(stderr=True).status(f"Drawing {page}"):
        for one in (file, other):
            if one is not None:
                recording = read_recording(one, units=units)
                analysis, told = analyze_as(recording, placement, exercise, tempo, body_height_m=height_m)
                if told is not None:
                    analysis = replace(analysis, warnings=(*analysis.warnings, told.in_words))
                sides.append((recording, analysis))
        written = write_session_report(
            *sides[0],
            page,
            tempo=tempo,
            other=sides[1] if len(sides) > 1 else None,
            png_path=png,
            pdf_path=pdf,
            title=title,
            truth=read_truth(file),
        )
    for recording, analysis in sides:
        warn(recording, analysis)
    for path in written:
        typer.echo(path)


def _newest() -> SavedSession:
    """The newest session, whose recordings are still there.

    Raises
    ------
    SettingsError
        There is none, or they are not.
    """
    from soleus_sense.history import newest_session

    session = newest_session()
    if session is None:
        raise SettingsError("The history holds no session yet: name a recording, or count a workout (`soleus live`).")
    if not session.paths:
        raise SettingsError(
            f"The recordings of session {session.id}, the newest in the history, are gone: name a recording."
        )
    return session
