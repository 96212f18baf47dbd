"""The published page of a run, in Markdown: what was measured, on what, by which command."""

from __future__ import annotations

from collections.abc import Iterable

from soleus_sense.evaluation.bench import Bench
from soleus_sense.evaluation.cases import HELD_OUT_SEED
from soleus_sense.evaluation.tables import Table


def markdown(bench: Bench, tables: Iterable[Table], command: str) -> str:
    """The page.

    Parameters
    ----------
    command : that makes it again
    """
    parts = [
        f"# How exact, how fast\n\nMade by `{command}`; the same command gives the same accuracy.\n",
        _about(bench),
    ]
    parts += [_section(table) for table in tables]
    return "\n".join(parts)


def _about(bench: Bench) -> str:
    wanted = bench.wanted
    seeds = "seeds that no constant was chosen on" if wanted.seed >= HELD_OUT_SEED else "**seeds used for tuning**"
    recordings = sum(group.recordings for group in bench.groups if not group.trait) // 2
    sentences = [
        f"{recordings} simulated workouts ({seeds}, from {wanted.seed} on), each looked at with a gyro and without: "
        "people, sites of the sensor, tempi, shapes, fatigue, tremor, chips, rates of 20 to 400 Hz, losses and what "
        "happens before, between and after the sets are drawn anew for each. The body's height is told, as a person "
        "would tell it.",
        "A simulation is no person: it shows what the method can and cannot do, and holds it there.",
    ]
    if bench.real:
        sentences.append("Real recordings are in a table of their own.")
    return " ".join(sentences) + "\n"


def _section(table: Table) -> str:
    lines = [f"## {table.title}", "", _line(table.columns), _line(["---"] * len(table.columns))]
    lines += [_line(row) for row in table.rows]
    lines += ["", *(f"{note}\n" for note in table.notes)]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
