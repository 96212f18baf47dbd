"""`soleus`: the verbs, and how the program ends."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from soleus_sense._version import __version__
from soleus_sense.cli.analyze import analyze
from soleus_sense.cli.report import report
from soleus_sense.cli.simulate import simulate
from soleus_sense.errors import SoleusError

MENDABLE = 2
"""Exit status for what the person can mend."""

INTERRUPTED = 130
"""Exit status after Ctrl-C."""

app = typer.Typer(
    name="soleus",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help reads the same on a terminal, through a pipe and aloud
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

# A verb's module imports what it needs when it is called: `soleus --help` imports them all.
app.command()(analyze)
app.command()(report)
app.command()(simulate)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"soleus {__version__}")
        raise typer.Exit


@app.callback()
def soleus(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Count heel raises and time every lowering, from a motion sensor on the heel or the shin.

    Example: soleus analyze heel.csv --placement heel --tempo 3-0-1-0
    """


def main() -> None:
    """Run the command line; never returns.

    Ends with status 0, with 2 and one sentence on stderr for what the person can mend, with 130 on Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without ° still gets its table
    try:
        try:
            app(prog_name="soleus")
        finally:
            sys.stdout.flush()
    except SoleusError as error:
        print(error, file=sys.stderr)
        sys.exit(MENDABLE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _leave_pipe()


def _leave_pipe() -> None:
    """Nobody reads what we print: end without a word, and without one at the interpreter's own end."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)
