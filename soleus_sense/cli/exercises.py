"""`soleus exercises`: what can be done, how each goes, programmes over weeks, one's own step length and stairs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from soleus_sense.exercises.programmes import Prescription, Weeks

PIPE_WIDTH = 240
"""Characters of a line where there is no terminal: the widest table fits."""

exercises = typer.Typer(
    name="exercises", rich_markup_mode=None, context_settings={"help_option_names": ["--help", "-h"]}
)


@exercises.callback(invoke_without_command=True)
def listing(context: typer.Context) -> None:
    """List the exercises; show one; show a programme over weeks.

    Without a command: the table of exercises.

    \b
    Examples:
      soleus exercises show soleus-push-up
      soleus exercises programme alfredson
    """
    if context.invoked_subcommand is not None:
        return
    from soleus_sense.exercises import EXERCISES

    screen = _screen()
    rows = [(one.key, one.posture, one.dose, one.tempo_in_words) for one in EXERCISES.values()]
    _table(screen, ("exercise", "posture", "usual dose", "tempo"), rows)
    _say(screen, "More of one: soleus exercises show KEY. Over weeks: soleus exercises programme.")


@exercises.command()
def show(
    key: Annotated[str, typer.Argument(help="The exercise.", metavar="KEY", show_default=False)],
) -> None:
    """Show how an exercise goes and what is measured in it.

    How much of it, why, and when to take care stand there too.

    \b
    Example:
      soleus exercises show seated-calf-raise
    """
    from soleus_sense.exercises import find_exercise

    one = find_exercise(key)
    screen = _screen()
    _say(screen, f"{one.name} ({one.key})", style="bold")
    _say(screen, f"Posture: {one.posture}")
    _say(screen, f"Set-up: {one.set_up}")
    for number, step in enumerate(one.steps, start=1):
        _say(screen, f"{number}. {step}", indent=2)
    _say(screen, f"Dose: {one.dose}")
    _say(screen, f"Tempo: {one.tempo_in_words}")
    _say(screen, f"Judged by its tempo: {_judged(one.graded)}")
    _say(screen, "Measured:")
    for placement, what in one.measured:
        _say(screen, f"sensor on the {placement}: {what}", indent=2)
    _say(screen, f"Why: {one.why}")
    for title, sentences in (("Take care", one.cautions), ("Sources", one.sources)):
        _listed(screen, title, sentences)


@exercises.command()
def programme(
    key: Annotated[
        str | None,
        typer.Argument(help="A programme that comes along, or a file.", metavar="KEY|FILE.toml", show_default=False),
    ] = None,
    week: Annotated[
        int | None, typer.Option(help="Show this week alone, from 1.", metavar="NUMBER", show_default=False)
    ] = None,
) -> None:
    """List the programmes, or show the weeks of one.

    A programme is a TOML file. Its keys: name, summary, cautions, sources; for each stretch of [[weeks]] from, to,
    days_a_week, times_a_day, note; for each of its [[weeks.exercises]] exercise, one of reps, minutes or metres
    (with [fewest, most] for a range), and where wanted sets, tempo, rest_s, legs (one, two), knee (straight, bent),
    load, note.

    \b
    Examples:
      soleus exercises programme
      soleus exercises programme beyer --week 4
      soleus exercises programme my-patient.toml
    """
    from soleus_sense.exercises.programmes import find_programme, programme_keys

    screen = _screen()
    if key is None:
        known = [find_programme(one) for one in programme_keys()]
        _table(
            screen,
            ("programme", "weeks", "what"),
            [(one.key, str(one.length_weeks), f"{one.name}: {one.summary}") for one in known],
        )
        _say(screen, "The weeks of one: soleus exercises programme KEY. Your own: name its .toml file.")
        return
    one = find_programme(key)
    shown = [(weeks, weeks.title) for weeks in one.weeks] if week is None else [(one.week(week), f"Week {week}")]
    _say(screen, f"{one.name} ({one.length_weeks} week{'s' if one.length_weeks > 1 else ''})", style="bold")
    if one.summary:
        _say(screen, one.summary)
    for weeks, title in shown:
        _show_weeks(screen, weeks, title)
    for title, sentences in (("Take care", one.cautions), ("Sources", one.sources)):
        _listed(screen, title, sentences)
    _say(screen, f"A day of it, led through: soleus live --programme {key}{'' if week is None else f' --week {week}'}")


@exercises.command("calibrate-step")
def calibrate_step(
    file: Annotated[
        Path, typer.Argument(help="A recording of one walk on the toes.", metavar="FILE", show_default=False)
    ],
    metres: Annotated[
        float, typer.Option(min=1, max=100_000, help="How far it was.", metavar="METRES", show_default=False)
    ],
) -> None:
    """Find your own step length on the toes, and remember it.

    Walk 10 m or more on your toes, with the sensor on the foot; the distance of every toe walk is then your steps
    times this length.

    \b
    Example:
      soleus exercises calibrate-step walk.csv --metres 20
    """
    from soleus_sense.exercises.toe_walk import step_length_m
    from soleus_sense.exercises.walking_settings import read_walking, write_walking
    from soleus_sense.home import home
    from soleus_sense.motion.gait import find_strides
    from soleus_sense.recording.reader import read_recording

    recording = read_recording(file)
    strides = find_strides(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s)
    length_m = step_length_m(strides, metres)
    path = write_walking(home(), replace(read_walking(home()), toe_step_m=length_m))
    _say(_screen(), f"Your step on the toes is {length_m:.2f} m long; remembered in {path}.")


@exercises.command()
def riser(
    height: Annotated[
        str | None,
        typer.Argument(help="Of one step of your stairs.", metavar="17cm|0.17m|any", show_default=False),
    ] = None,
) -> None:
    """Say how high a step of your stairs is.

    The height climbed is then told more narrowly. Without a height: what is remembered. With `any`: any indoor
    stairs again.

    \b
    Examples:
      soleus exercises riser 17.5cm
      soleus exercises riser any
    """
    from soleus_sense.exercises.walking_settings import read_walking, write_walking
    from soleus_sense.home import home
    from soleus_sense.motion.gait import RISERS_M

    known = read_walking(home())
    if height is not None:
        known = replace(known, riser_m=None if height == "any" else _riser_m(height))
        write_walking(home(), known)
    told = (
        f"any indoor stairs, {100 * RISERS_M[0]:.0f} to {100 * RISERS_M[1]:.0f} cm"
        if known.riser_m is None
        else f"{100 * known.riser_m:.3g} cm"
    )
    _say(_screen(), f"The riser of your stairs: {told}.")


def _riser_m(text: str) -> float:
    """`17`, `17.5cm`, `0.17 m` in metres: a bare number over 1 is in centimetres.

    Raises
    ------
    SettingsError
        It is no length.
    """
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(m|cm)?", text.strip())
    if found is None:
        raise SettingsError(f"{text!r} is no height of a stair's step: write it in cm or m, such as 17cm or 0.17m.")
    number = float(found[1].replace(",", "."))
    return number / 100 if found[2] == "cm" or (found[2] is None and number > 1) else number


def _show_weeks(screen: Console, weeks: Weeks, title: str) -> None:
    screen.print()
    _say(screen, f"{title}: {weeks.often}", style="bold")
    if weeks.note:
        _say(screen, weeks.note)
    _table(screen, ("exercise", "dose", "tempo", "rest", "how"), [_row(exercise) for exercise in weeks.exercises])


def _row(one: Prescription) -> tuple[str, ...]:
    from soleus_sense.exercises import Tempo, find_exercise

    exercise = find_exercise(one.exercise)
    tempo = exercise.tempo_in_words if one.tempo is None else f"{one.tempo} ({Tempo.parse(one.tempo).in_words})"
    how = [
        f"{one.legs} {'leg' if one.legs == 'one' else 'legs'}" if one.legs else "",
        f"knee {one.knee}" if one.knee else "",
        one.load,
        one.note.rstrip("."),
    ]
    rest = "" if one.rest_s is None else f"{one.rest_s:g} s"
    return exercise.name, one.dose, tempo, rest, "; ".join(part for part in how if part)


def _judged(graded: Sequence[str]) -> str:
    words = {"raise": "the raise", "top": "the hold", "lower": "the lowering", "bottom": "the pause"}
    return ", ".join(words[phase] for phase in graded) or "nothing"


def _listed(screen: Console, title: str, sentences: Sequence[str]) -> None:
    if sentences:
        _say(screen, f"{title}:")
    for sentence in sentences:
        _say(screen, sentence, indent=2)


def _screen() -> Console:
    from rich.console import Console

    screen = Console(highlight=False)
    return screen if screen.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def _say(screen: Console, sentence: str, *, style: str = "", indent: int = 0) -> None:
    """Print a sentence: broken between words on a terminal, on one line through a pipe."""
    from rich.padding import Padding
    from rich.text import Text

    if screen.is_terminal:
        screen.print(Padding(Text(sentence, style=style), (0, 0, 0, indent)))
    else:
        screen.print(Text(" " * indent + sentence, style=style), soft_wrap=True)


def _table(screen: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for at, heading in enumerate(columns):
        table.add_column(heading, no_wrap=at == 0, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    screen.print(table)
