"""`soleus analyze`: the repetitions of recordings, as a table, as JSON or as CSV."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus_sense.cli.common import (
    STDOUT,
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
    write_output,
)
from soleus_sense.cli.exercise_figures import AUTO, analyze_as, figures_of
from soleus_sense.cli.printed import console, print_content, say
from soleus_sense.errors import RecordingError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from soleus_sense.exercises.said import Said
    from soleus_sense.exercises.which import Suggestion
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording


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
    save: Annotated[bool, typer.Option("--save", help="Put each recording into the history, once.")] = False,
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
      soleus analyze left.csv right.csv --save
      soleus analyze desk.csv --exercise soleus-push-up --goal 270
    """
    check_settings(placement, None if exercise == AUTO else exercise, tempo, units)
    height_m = body_height_m(body_height)
    check_outputs(json, csv, inputs=files)

    from rich.console import Console

    from soleus_sense.exercises.target import is_passive
    from soleus_sense.history.files import Filing
    from soleus_sense.recording.exporters import analysis_document, reps_to_csv, to_json
    from soleus_sense.recording.reader import read_recording

    screen, aside = console(), Console(stderr=True)
    keeping = Filing(None if placement == "auto" else placement, units, height_m) if save else None
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
        if goal is not None and not is_passive(analysis.exercise):
            print(f"{file}: --goal is of push-ups alone: say --exercise soleus-push-up.", file=sys.stderr)
        if json is not None or csv is not None:
            more = {**figures.to_dict(), "suggestion": None if told is None else told.to_dict()}
            documents.append(analysis_document(recording, analysis, more))
        else:
            said = recording if placement == "auto" else replace(recording, placement=placement)
            _show(screen, said, analysis, figures.said, told)
        if keeping is not None:
            try:
                typer.echo(keeping.keep(recording, analysis), err=STDOUT in (json, csv))
            except (RecordingError, SettingsError) as error:
                print(error, file=sys.stderr)
                failed = True

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
    from soleus_sense.report.content import Beside, side_content

    remarks = remarks_beside(recording.path).beside(analysis.sets)
    content = side_content(recording, analysis, beside=Beside(figures, remarks))
    say(screen, f"{recording.path}: {_sensor(recording, analysis)}", style="bold")
    target = None if analysis.tempo is None else f"Target {analysis.tempo}: {Tempo.parse(analysis.tempo).in_words}."
    suggestion = None if told is None else told.in_words
    print_content(screen, content, after_headline=[one for one in (suggestion, target) if one is not None])
    for one in content.data:
        if one.name == "Walking seen":
            say(screen, f"{one.name}: {one.meaning}")
    screen.print()


def _sensor(recording: Recording, analysis: Analysis) -> str:
    from soleus_sense.report.made import UNKNOWN_PLACE, placement_of
    from soleus_sense.report.words import span

    sensor = "accelerometer and gyro" if recording.has_gyro else "accelerometer"
    placed = placement_of(recording, analysis) or UNKNOWN_PLACE
    return f"{placed}, {span(recording.duration_s)} of {sensor} at {recording.sample_rate_hz:.0f} Hz"
