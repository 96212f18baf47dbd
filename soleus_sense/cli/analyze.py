"""`soleus analyze`: the repetitions of recordings, as a table, as JSON or as CSV."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    write_output,
)
from soleus_sense.cli.exercise_figures import AUTO, analyze_as, figures_of
from soleus_sense.errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from soleus_sense.exercises.said import Said
    from soleus_sense.exercises.which import Suggestion
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording
    from soleus_sense.report.tables import Table as ContentTable

PIPE_WIDTH = 120
"""Characters of a line where there is no terminal: room for every column of a table."""


def analyze(
    files: Annotated[list[Path], typer.Argument(help="Recordings.", metavar="FILE", show_default=False)],
    placement: PlacementOption = "auto",
    exercise: ExerciseOrAutoOption = None,
    tempo: TempoOption = None,
    body_height: BodyHeightOption = None,
    goal: Annotated[
        float | None,
        typer.Option(help="Soleus push-ups: active minutes to reach in a day.", metavar="MINUTES", show_default=False),
    ] = None,
    units: UnitsOption = None,
    json: Annotated[
        Path | None,
        typer.Option(
            help="Write JSON to a file, or to standard output (-): one document for one file, "
            "a list of documents for several.",
            metavar="PATH|-",
            show_default=False,
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            help="Write a CSV, one row per repetition, to a file or to standard output (-).",
            metavar="PATH|-",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Find the repetitions of recordings and time their phases.

    Shows a table of every set, or writes JSON or CSV where asked to. Warnings go to standard error. A file that
    cannot be read is said and the others are still analysed; the exit status is then 2.

    \b
    Examples:
      soleus analyze heel.csv --placement heel --tempo 3-0-1-0
      soleus analyze shin.csv --placement shin --json -
      soleus analyze monday/*.csv --csv reps.csv
      soleus analyze heel.csv --exercise auto
      soleus analyze desk.csv --exercise soleus-push-up --goal 270
    """
    check_settings(placement, None if exercise == AUTO else exercise, tempo, units)
    height_m = body_height_m(body_height)
    check_outputs(json, csv)

    from rich.console import Console

    from soleus_sense.recording.exporters import analysis_document, reps_to_csv, to_json
    from soleus_sense.recording.reader import read_recording

    screen, aside = Console(highlight=False), Console(stderr=True)
    if not screen.is_terminal:
        screen = Console(highlight=False, width=PIPE_WIDTH)
    documents: list[dict[str, Any]] = []
    failed = False
    for at, file in enumerate(files, start=1):
        doing = f"Analysing {file}" + (f" ({at} of {len(files)})" if len(files) > 1 else "")
        try:
            with aside.status(doing):
                recording = read_recording(file, units=units)
                analysis, told = analyze_as(recording, placement, exercise, tempo, body_height_m=height_m)
                figures = figures_of(recording, analysis, goal_min=goal)
        except RecordingError as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        warn(recording, analysis)
        if json is not None or csv is not None:
            more = {**figures.to_dict(), "suggestion": None if told is None else told.to_dict()}
            documents.append(analysis_document(recording, analysis, more))
        else:
            _show(screen, recording, analysis, figures.said, told)

    if json is not None and (documents or len(files) > 1):
        write_output(json, to_json(documents if len(files) > 1 else documents[0]))
    if csv is not None and documents:
        write_output(csv, reps_to_csv(documents))
    if failed:
        raise typer.Exit(2)


def _show(
    screen: Console, recording: Recording, analysis: Analysis, figures: Sequence[Said], told: Suggestion | None
) -> None:
    """Print what was found in a recording, for people."""
    from soleus_sense.exercises import Tempo
    from soleus_sense.report.content import side_content

    content = side_content(recording, analysis)
    _say(screen, f"{recording.path}: {_sensor(recording, analysis)}", style="bold")
    _say(screen, content.headline)
    if told is not None:
        _say(screen, told.in_words)
    if analysis.tempo is not None:
        _say(screen, f"Target {analysis.tempo}: {Tempo.parse(analysis.tempo).in_words}.")
    for one in content.sets:
        screen.print()
        _say(screen, f"{one.title}: {one.headline}" if len(content.sets) > 1 else one.title, style="bold")
        screen.print(_table(one.table))
        for note in one.table.notes:
            _say(screen, note, style="dim")
        _say(screen, "; ".join(f"{fact.name.lower()} {fact.value}" for fact in one.quality) + ".")
    for one in figures:
        _say(screen, f"{one.name}: {one.value}. {one.meaning}".rstrip())
    if analysis.gait is not None:
        _say(screen, "; ".join(f"{one.name}: {one.value}" for one in content.data if one.name == "Walking seen"))
    screen.print()


def _say(screen: Console, sentence: str, *, style: str = "") -> None:
    """Print a sentence: broken between words on a terminal, on one line through a pipe."""
    from rich.text import Text

    screen.print(Text(sentence, style=style), soft_wrap=not screen.is_terminal)


def _sensor(recording: Recording, analysis: Analysis) -> str:
    from soleus_sense.report.words import span

    sensor = "accelerometer and gyro" if recording.has_gyro else "accelerometer"
    return f"{analysis.placement}, {span(recording.duration_s)} of {sensor} at {recording.sample_rate_hz:.0f} Hz"


def _table(content: ContentTable) -> Table:
    """A table of the report as one for the terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for heading, unit in content.columns:
        table.add_column(Text(f"{heading} {unit}".strip()), justify="right", no_wrap=True)
    styles = {"partial": "dim", "outside": "yellow"}
    for row, kind in zip(content.rows, content.kinds, strict=True):
        table.add_row(*map(Text, row), style=styles.get(kind))
    return table
