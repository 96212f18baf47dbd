"""`soleus history`: past sessions; one of them whole, put right, deleted, exported, or analysed again."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.cli.common import check_outputs, write_output
from soleus_sense.cli.printed import console, print_content, print_table, say
from soleus_sense.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soleus_sense.history import History, SavedSession, SessionFigures
    from soleus_sense.history.recompute import Recomputed

SHOWN = 30
"""Sessions in the table where nobody said how many: about a screen."""

NOTE_CHARACTERS = 40
"""Of a note in the table; `history show` has all of it."""

POUND_KG = 0.45359237

NOTHING_YET = (
    "No session yet: `soleus live` keeps each workout here; of `soleus live --demo`, which shows how, nothing is kept."
)
NOTHING_FOUND = "No session like that."

SessionArgument = Annotated[int, typer.Argument(min=1, help="The session's number.", metavar="ID", show_default=False)]
ExerciseFilter = Annotated[
    str | None,
    typer.Option(
        "--exercise", help="Only this exercise, such as seated-calf-raise.", metavar="NAME", show_default=False
    ),
]
SinceFilter = Annotated[
    str | None,
    typer.Option(
        "--since", help="From this day on: 2026-03-01, 2026-03, or 6w for six weeks.", metavar="DAY", show_default=False
    ),
]
UntilFilter = Annotated[
    str | None, typer.Option("--until", help="Up to this day, it included.", metavar="DAY", show_default=False)
]

history = typer.Typer(
    name="history",
    invoke_without_command=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@history.callback()
def table(
    context: typer.Context,
    exercise: ExerciseFilter = None,
    since: SinceFilter = None,
    until: UntilFilter = None,
    last: Annotated[
        int | None,
        typer.Option(
            min=0,
            help=f"How many, the newest; 0 for all. {SHOWN} where no day is said.",
            metavar="N",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Past sessions as a table, the newest last.

    \b
    Examples:
      soleus history --exercise seated-calf-raise --since 12w
      soleus history show 41
      soleus history edit 41 --weight 20 --note "left heel sore"
      soleus history export --csv reps.csv
    """
    if context.invoked_subcommand is not None:
        return
    with opened() as kept:
        found = chosen(kept, exercise, since, until)
        most = SHOWN if last is None and since is None and until is None else last or 0
        shown = found[-most:] if most else found
        if shown:
            print_sessions(shown)
            if len(shown) < len(found):
                typer.echo(f"{len(found) - len(shown)} older sessions: --last 0 shows all.")
        else:
            typer.echo(NOTHING_FOUND if kept.sessions() else NOTHING_YET)


@history.command()
def show(
    session: Annotated[
        int | None,
        typer.Argument(help="The session's number; the newest where not said.", metavar="[ID]", show_default=False),
    ] = None,
) -> None:
    """One session whole.

    Its sets and repetitions with their quality, weights, the note, and what was put right.

    Example: soleus history show 41
    """
    from soleus_sense.history import SessionId

    with opened() as kept:
        found = kept.newest() if session is None else kept.session(SessionId(session))
    if found is None:
        typer.echo(NOTHING_YET)
        return
    _print_session(found)


@history.command()
def edit(
    session: SessionArgument,
    exercise: Annotated[
        str | None, typer.Option(help='The right exercise; "" for none.', metavar="NAME", show_default=False)
    ] = None,
    tempo: Annotated[
        str | None, typer.Option(help='The right target; "" for none.', metavar="3-0-1-0", show_default=False)
    ] = None,
    weight: Annotated[
        str | None,
        typer.Option(
            help="The weight of every set: 20, 20kg or 45lb; 0 for none.", metavar="WEIGHT", show_default=False
        ),
    ] = None,
    only_set: Annotated[
        int | None,
        typer.Option("--set", min=1, help="The weight is of this set alone.", metavar="N", show_default=False),
    ] = None,
    note: Annotated[str | None, typer.Option(help='A note; "" for none.', metavar="TEXT", show_default=False)] = None,
    day: Annotated[
        str | None,
        typer.Option(help="When it began: 2026-03-01T18:30.", metavar="MOMENT", show_default=False),
    ] = None,
) -> None:
    """Put a session right. What stood there before is remembered; `show` lists it.

    \b
    Examples:
      soleus history edit 41 --exercise standing-calf-raise
      soleus history edit 41 --weight 22.5kg --set 3
    """
    from soleus_sense.history import SessionId

    if all(one is None for one in (exercise, tempo, weight, only_set, note, day)):
        raise SettingsError("Say what to put right: --exercise, --tempo, --weight, --note or --day.")
    with opened() as kept:
        made = kept.edit(
            SessionId(session),
            exercise=exercise,
            tempo=tempo,
            weight_kg=None if weight is None else kilograms(weight),
            set_index=only_set,
            note=note,
            began=None if day is None else moment(day),
        )
    for one in made:
        typer.echo(f"{one.what}: {one.before or 'none'} → {one.after or 'none'}")
    if not made:
        typer.echo("It was so already.")


@history.command()
def delete(
    session: SessionArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take a session out of the history. Its recordings stay on the disk.

    Example: soleus history delete 41
    """
    from soleus_sense.history import SessionId
    from soleus_sense.report.words import exercise_name

    with opened() as kept:
        number = SessionId(session)
        found = kept.session(number)
        reps = sum(one.analysis.counted for one in found.recordings)
        what = f"session {session} ({found.began:%Y-%m-%d %H:%M}, {exercise_name(found.exercise)}, {reps} reps)"
        if not yes and not asked(f"Delete {what}?"):
            typer.echo("Nothing was deleted.")
            return
        gone = kept.delete(number)
    typer.echo(f"Deleted: {what}.")
    for path in gone.paths:
        typer.echo(f"The recording is still there: {path}")


@history.command()
def export(
    csv: Annotated[
        Path | None,
        typer.Option(help="Write a CSV to a file or to standard output (-).", metavar="PATH|-", show_default=False),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(
            help="Write JSON with everything to a file or to standard output (-).", metavar="PATH|-", show_default=False
        ),
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option(help="Write a Parquet file (needs pyarrow).", metavar="PATH", show_default=False)
    ] = None,
    rows: Annotated[
        str, typer.Option(help="What a row of the CSV or Parquet is.", metavar="reps|sets|sessions")
    ] = "reps",
    exercise: ExerciseFilter = None,
    since: SinceFilter = None,
    until: UntilFilter = None,
) -> None:
    """Sessions for other programs.

    \b
    Examples:
      soleus history export --csv reps.csv
      soleus history export --rows sets --since 2026 --csv - | head
      soleus history export --json history.json
    """
    from soleus_sense.history.export import check_parquet, columns_of, document, to_csv, write_parquet
    from soleus_sense.recording.exporters import to_json

    if csv is None and json is None and parquet is None:
        raise SettingsError("Say where to: --csv PATH, --json PATH or --parquet PATH.")
    columns_of(rows)
    check_outputs(csv, json, parquet)
    if parquet is not None:
        if str(parquet) == "-":
            raise SettingsError("Parquet is no text: give it a file, not standard output (-).")
        check_parquet()
    with opened() as kept:
        sessions = [kept.session(one.id) for one in chosen(kept, exercise, since, until)]
    if csv is not None:
        write_output(csv, to_csv(sessions, rows))
    if json is not None:
        write_output(json, to_json(document(sessions)))
    if parquet is not None:
        write_parquet(sessions, rows, parquet)


@history.command()
def recompute(
    sessions: Annotated[
        list[int] | None,
        typer.Argument(help="The sessions' numbers; all where none is said.", metavar="[ID]...", show_default=False),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Keep today's figures without asking.")] = False,
) -> None:
    """Analyse old recordings again.

    What differs from the figures in the history is listed. Nothing is overwritten without a yes; exercises,
    targets, weights and notes stay as they are.

    \b
    Examples:
      soleus history recompute
      soleus history recompute 41 42 --yes
    """
    from rich.console import Console

    from soleus_sense.history import SessionId
    from soleus_sense.history import recompute as again

    with opened() as kept:
        numbers = [SessionId(one) for one in sessions] if sessions else [one.id for one in kept.sessions()]
        if not numbers:
            typer.echo(NOTHING_YET)
            return
        found: list[Recomputed] = []
        aside = Console(stderr=True)
        with aside.status("Analysing") as status:
            for at, number in enumerate(numbers, start=1):
                status.update(f"Analysing session {number} ({at} of {len(numbers)})")
                found += again.recompute(kept.session(number))
        changed = [one for one in found if one.differences]
        said = [one for one in found if not one.missing or sessions]
        for one in said:
            _print_differences(one)
        same = sum(one.problem is None for one in found) - len(changed)
        away = sum(one.missing for one in found)
        gone = f", {away} not there any more" if away else ""
        typer.echo(f"{_recordings(len(changed))} with other figures, {same} as before{gone}.")
        if changed and (yes or asked("Keep today's figures?", otherwise="Nothing was changed: --yes keeps them.")):
            for one in changed:
                if one.analysis is not None:
                    kept.replace_analysis(one.session.id, one.recording.id, one.analysis)
            typer.echo(f"Kept: {_recordings(len(changed))}.")
    if any(one.problem is not None for one in said):
        raise typer.Exit(2)


def opened() -> History:
    """This person's history."""
    from soleus_sense.history import History

    return History()


def chosen(kept: History, exercise: str | None, since: str | None, until: str | None) -> tuple[SessionFigures, ...]:
    """The sessions that are wanted, oldest first.

    Raises
    ------
    SettingsError
        An unknown exercise, or a day that is none.
    """
    from soleus_sense.exercises import find_exercise
    from soleus_sense.history.dates import day_of

    if exercise is not None:
        find_exercise(exercise)
    return kept.sessions(
        exercise=exercise,
        since=None if since is None else day_of(since),
        until=None if until is None else day_of(until, end=True),
    )


def print_sessions(sessions: Sequence[SessionFigures]) -> None:
    """Print a row per session."""
    from dataclasses import replace

    from soleus_sense.report.trend_content import sessions_table

    short = [replace(one, note=_shortened(one.note)) for one in sessions]
    print_table(console(), sessions_table(short, with_exercise=True))


def kilograms(text: str) -> float:
    """A weight: `20`, `22,5 kg`, `45lb`.

    Raises
    ------
    SettingsError
        It is none.
    """
    import re

    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(kg|lbs?)?", text.strip().lower())
    if found is None:
        raise SettingsError(f"{text!r} is no weight: write it in kg or lb, such as 20, 22.5kg or 45lb.")
    number = float(found[1].replace(",", "."))
    return round(number * POUND_KG, 2) if (found[2] or "").startswith("lb") else number


def moment(text: str) -> datetime:
    """When a session began: `2026-03-01T18:30`, in local time where no other is said.

    Raises
    ------
    SettingsError
        It is no moment.
    """
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError, OSError):
        raise SettingsError(f"{text!r} is no moment: write 2026-03-01T18:30.") from None


def asked(question: str, *, otherwise: str | None = None) -> bool:
    """Ask on the terminal, where no means no.

    Parameters
    ----------
    otherwise : what to say where there is nobody to ask; None: refuse

    Raises
    ------
    SettingsError
        There is nobody to ask, and no other way was said.
    """
    if sys.stdin is None or not sys.stdin.isatty():  # pyright: ignore[reportUnnecessaryComparison] - without a console
        if otherwise is None:
            raise SettingsError("There is nobody to ask here: add --yes.")
        typer.echo(otherwise)
        return False
    return typer.confirm(question)


def _shortened(note: str) -> str:
    line = " ".join(note.split())
    return line if len(line) <= NOTE_CHARACTERS else f"{line[: NOTE_CHARACTERS - 1]}…"


def _print_session(found: SavedSession) -> None:
    from soleus_sense.exercises import Tempo
    from soleus_sense.report.saved import recording_words, saved_contents
    from soleus_sense.report.words import exercise_name

    screen = console()
    until = "" if found.ended is None else f" to {found.ended:%H:%M}"
    title = f"Session {found.id}: {exercise_name(found.exercise)}, {found.began:%Y-%m-%d %H:%M}{until}"
    say(screen, title, style="bold")
    if found.tempo is not None:
        say(screen, f"Target {found.tempo}: {Tempo.parse(found.tempo).in_words}.")
    if found.note:
        say(screen, f"Note: {found.note}")
    notes, contents = saved_contents(found.recordings)
    for note in notes:
        say(screen, note)
    for one, content in zip(found.recordings, contents, strict=True):
        screen.print()
        say(screen, recording_words(one))
        print_content(screen, content)
        for warning in content.warnings:
            say(screen, warning, style="dim")
    for one in found.corrections:
        say(screen, f"{one.at:%Y-%m-%d}: {one.what}: {one.before or 'none'} → {one.after or 'none'}", style="dim")


def _print_differences(one: Recomputed) -> None:
    sensor = f", {one.recording.worn.sensor}" if one.recording.worn.sensor else ""
    name = f"session {one.session.id}{sensor}"
    if one.problem is not None:
        print(f"{name}: {one.problem}", file=sys.stderr)
    elif one.differences:
        typer.echo(f"{name}:")
        for sentence in one.differences:
            typer.echo(f"  {sentence}")


def _recordings(number: int) -> str:
    return f"{number} {'recording' if number == 1 else 'recordings'}"
