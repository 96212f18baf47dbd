"""`soleus`: the verbs, and how the program ends."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from soleus_sense._version import __version__
from soleus_sense.cli import INTERRUPTED, ascii_signs
from soleus_sense.cli.analyze import analyze
from soleus_sense.cli.bench import bench
from soleus_sense.cli.doctor import doctor
from soleus_sense.cli.exercises import exercises
from soleus_sense.cli.history import history
from soleus_sense.cli.live import live
from soleus_sense.cli.metronome import metronome
from soleus_sense.cli.pair import pair
from soleus_sense.cli.replay import replay
from soleus_sense.cli.report import report
from soleus_sense.cli.scan import scan
from soleus_sense.cli.simulate import simulate
from soleus_sense.cli.trend import trend
from soleus_sense.cli.usage import usage_sentence
from soleus_sense.errors import SoleusError

MENDABLE = 2
"""Exit status for what the person can mend."""

UNHEARD = 128 + 13
"""Exit status where the pipe takes no more of what is printed: 128 + SIGPIPE, as shells have it of other programs."""

app = typer.Typer(
    name="soleus",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help reads the same on a terminal, through a pipe and aloud
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

# A verb's module imports what it needs when it is called: `soleus --help` imports them all.
app.command()(scan)
app.command()(pair)
app.command()(live)
app.command()(replay)
app.command()(metronome)
app.command()(analyze)
app.command()(report)
app.add_typer(history)
app.command()(trend)
app.add_typer(exercises)
app.command()(simulate)
app.command()(bench)
app.command()(doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"soleus {__version__}")
        raise typer.Exit


@app.callback()
def soleus(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Count heel raises and time every lowering, from a motion sensor on the heel or the shin.

    Example: soleus analyze heel.csv --placement heel --tempo 3-0-1-0
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(MENDABLE)


def main() -> None:
    """Run the command line; never returns.

    Ends with status 0, with 2 and one sentence on stderr for what the person can mend, with 130 on Ctrl-C, with 141
    where nobody reads what is printed.
    """
    _prepare_streams()
    try:
        sys.exit(_status())
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # typer and rich make 1 of it
            _forget_output()
            sys.exit(UNHEARD)
        raise
    except BrokenPipeError:
        _forget_output()
        sys.exit(UNHEARD)


def _status() -> int | None:
    """Run the command line, and say in a sentence what the person can mend."""
    try:
        try:
            return app(prog_name="soleus", standalone_mode=False)
        finally:
            sys.stdout.flush()
    except SoleusError as error:
        print(error, file=sys.stderr)
        return MENDABLE
    except typer.TyperException as error:
        print(usage_sentence(error), file=sys.stderr)
        return MENDABLE
    except typer.Abort:  # Ctrl-C, or the end of what is typed, where a question was asked
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        # What the verbs read and write they answer for themselves: this is standard output, on a full disk.
        print(f"{error.filename or 'Standard output'} cannot be used: {error.strerror or error}.", file=sys.stderr)
        _forget_output()
        return MENDABLE


def _prepare_streams() -> None:
    """Let a console that lacks − or ° show what is meant, and a program started without one run all the same."""
    ascii_signs.provide()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ascii_signs.ERRORS)


def _forget_output() -> None:
    """Nobody takes what is still to be printed: let the interpreter's end not try again."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
