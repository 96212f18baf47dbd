"""`soleus bench`: how exact the count and the times are, and what they cost."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.cli.common import STDOUT, check_outputs, write_output
from soleus_sense.errors import SettingsError

if TYPE_CHECKING:
    from rich.console import Console

    from soleus_sense.evaluation.bench import Bench, Progress, Wanted
    from soleus_sense.evaluation.tables import Table as Numbers

PIPE_WIDTH = 240
"""Characters of a line where there is no terminal: the widest table fits."""


def bench(
    placement: Annotated[str, typer.Option(help="Whose sensors.", metavar="heel|shin|both")] = "both",
    cases: Annotated[int, typer.Option(min=1, max=100_000, help="Simulated workouts per placement.")] = 168,
    minutes: Annotated[
        float, typer.Option(min=0, max=600, help="Minutes of each activity without a repetition, per placement.")
    ] = 5.0,
    seed: Annotated[
        int, typer.Option(min=0, help="The first case's seed; below 1000000 they are those for tuning.")
    ] = 1_000_000,
    case: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this case, repetition by repetition; may be repeated.",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="With --case: write it as a recording to a folder.", metavar="DIR", show_default=False),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="A folder of real recordings with known numbers.", metavar="DIR", show_default=False),
    ] = None,
    speed: Annotated[bool, typer.Option("--speed", help="Time a whole day's recording and the live counter.")] = False,
    worst: Annotated[int, typer.Option(min=0, max=1000, help="How many of the worst cases to list.")] = 10,
    processes: Annotated[int, typer.Option(min=1, max=256, help="How many at a time.")] = 2,
    json: Annotated[
        Path | None,
        typer.Option(help="Write JSON to a file, or to standard output (-).", metavar="PATH|-", show_default=False),
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write the tables as Markdown.", metavar="PATH.md", show_default=False)
    ] = None,
) -> None:
    """Measure the counter on simulated workouts.

    Their truth is known, and two plain counters are measured beside it. The same options give the same cases and
    the same accuracy. With --data real recordings are counted too; with --speed a recording of 4.5 hours is timed,
    which takes minutes.

    \b
    Examples:
      soleus bench --placement heel --cases 14
      soleus bench --case heel-edge-slow-1000007
      soleus bench --speed --json - > bench.json
    """
    check_outputs(json, write)
    if save is not None and not case:
        raise SettingsError("--save writes the cases named with --case: name one.")
    if save is not None and not save.is_dir():
        raise SettingsError(f"There is no folder {save}.")

    from soleus_sense.evaluation.bench import Wanted, run_bench
    from soleus_sense.evaluation.cases import PLACEMENTS, Case

    if placement not in (*PLACEMENTS, "both"):
        raise SettingsError(f"There is no placement {placement!r}; choose heel, shin or both.")
    named = tuple(Case.named(name).name for name in case or ())
    wanted = Wanted(
        placements=PLACEMENTS if placement == "both" else (placement,),
        cases=cases,
        minutes=minutes,
        seed=seed,
        named=named,
        data=data,
        speed=speed,
        worst=worst,
        processes=processes,
    )
    screen = _screen()
    with _progress() as progress:
        made = run_bench(wanted, progress=progress)

    from soleus_sense.evaluation.page import markdown
    from soleus_sense.evaluation.tables import tables

    shown = tables(made)
    if json is not None:
        write_output(json, _json(made))
    if write is not None:
        write_output(write, markdown(made, shown, command_of(wanted, write)))
    if json != STDOUT and write != STDOUT:
        for table in (*_replayed(named), *shown):
            _show(screen, table)
    if save is not None:
        from soleus_sense.evaluation.replay import save_case

        for name in named:
            typer.echo(save_case(Case.named(name), save), err=json == STDOUT or write == STDOUT)


def command_of(wanted: Wanted, write: Path) -> str:
    """The command that makes a page again, with the options that matter for its numbers."""
    from soleus_sense.evaluation.bench import Wanted

    usual = Wanted()
    parts = ["soleus bench"]
    if len(wanted.placements) == 1:
        parts.append(f"--placement {wanted.placements[0]}")
    for option, value, default in (
        ("--cases", wanted.cases, usual.cases),
        ("--minutes", f"{wanted.minutes:g}", f"{usual.minutes:g}"),
        ("--seed", wanted.seed, usual.seed),
        ("--worst", wanted.worst, usual.worst),
    ):
        if value != default:
            parts.append(f"{option} {value}")
    parts += [f"--case {name}" for name in wanted.named]
    if wanted.data is not None:
        parts.append("--data DIR")
    if wanted.speed:
        parts.append("--speed")
    return " ".join([*parts, f"--write {write.as_posix()}"])


def _replayed(named: tuple[str, ...]) -> list[Numbers]:
    from soleus_sense.evaluation.cases import Case
    from soleus_sense.evaluation.outcomes import SENSORS
    from soleus_sense.evaluation.replay import case_table

    return [case_table(Case.named(name), sensor) for name in named for sensor in SENSORS]


def _json(made: Bench) -> str:
    from soleus_sense.recording.exporters import to_json

    return to_json(made.document())


def _screen() -> Console:
    from rich.console import Console

    screen = Console(highlight=False)
    return screen if screen.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


@contextmanager
def _progress() -> Generator[Progress]:
    """A bar for what is being done, on a terminal only; standard output stays clean."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    aside = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bars = Bars(*columns, console=aside, transient=True, disable=not aside.is_terminal)
    tasks: dict[str, TaskID] = {}

    def told(what: str, done: int, whole: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=whole)
        bars.update(tasks[what], completed=done)

    with bars:
        yield told


def _show(screen: Console, numbers: Numbers) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, title_justify="left")
    for at, heading in enumerate(numbers.columns):
        words = at == 0 or at in numbers.text_columns
        table.add_column(heading, justify="left" if words else "right", no_wrap=at == 0)
    for row in numbers.rows:
        table.add_row(*map(Text, row))
    screen.print(Text(numbers.title, style="bold"))
    screen.print(table)
    for note in numbers.notes:
        screen.print(Text(note, style="dim"), soft_wrap=not screen.is_terminal)
    screen.print()
