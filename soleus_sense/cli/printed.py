"""What is printed for people: sentences, tables, and a sensor's part of a session with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from soleus_sense.report.content import SideContent
    from soleus_sense.report.tables import Table

PIPE_WIDTH = 140
"""Characters of a line where there is no terminal: room for every column of a table."""

LEAST = ("Symmetry", "Tension", "Leg", "Range", "Note", "Turn", "At", "Sets", "Within", "Bottom", "Weight")
"""Columns that a narrow terminal does without, in this order; what is measured best stays longest."""

BETWEEN = 2
"""Characters that a column takes besides its own."""

NARROWEST_NOTE = 16
"""Characters of a line of a note; what is longer is broken."""

LEFT = ("Exercise", "Leg", "Note")
"""Columns of words, which stand to the left."""


def console() -> Console:
    """The terminal, or a pipe with room for every column."""
    from rich.console import Console

    screen = Console(highlight=False)
    return screen if screen.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def say(screen: Console, sentence: str, *, style: str = "") -> None:
    """Print a sentence: broken between words on a terminal, on one line through a pipe."""
    from rich.text import Text

    screen.print(Text(sentence, style=style), soft_wrap=not screen.is_terminal)


def print_table(screen: Console, content: Table) -> None:
    """Print a table of the report with its notes; on a narrow terminal without its least columns, which are named."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    titles = [Text(f"{heading} {unit}".strip()) for heading, unit in content.columns]
    cells = [[Text(cell) for cell in row] for row in content.rows]
    widths = [
        NARROWEST_NOTE if heading == "Note" else max(text.cell_len for text in (title, *column))
        for (heading, _), title, column in zip(
            content.columns, titles, zip(*cells, strict=True) if cells else ((),) * len(titles), strict=True
        )
    ]
    names = [heading for heading, _ in content.columns]
    shown, left_out = list(range(len(names))), list[str]()
    for name in LEAST:
        if name in names and sum(widths[at] + BETWEEN for at in shown) > screen.width:
            left_out.append(name)
            shown.remove(names.index(name))
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for at in shown:
        justify = "left" if names[at] in LEFT else "right"
        drawn.add_column(titles[at], justify=justify, no_wrap=names[at] != "Note", min_width=widths[at])
    styles = {"partial": "dim", "outside": "yellow"}
    for row, kind in zip(cells, content.kinds, strict=True):
        drawn.add_row(*(row[at] for at in shown), style=styles.get(kind))
    screen.print(drawn)
    if left_out:
        say(screen, f"Left out, for there is no room: {', '.join(left_out)}.", style="dim")
    for note in content.notes:
        if note.partition(":")[0] not in left_out:
            say(screen, note, style="dim")


def print_content(screen: Console, content: SideContent, *, after_headline: Sequence[str] = ()) -> None:
    """Print what is known of one sensor's part of a session.

    Parameters
    ----------
    after_headline : sentences that stand below the first one
    """
    for sentence in (content.headline, *after_headline, *content.remarks):
        say(screen, sentence)
    for one in content.sets:
        screen.print()
        say(screen, f"{one.title}: {one.headline}" if len(content.sets) > 1 else one.title, style="bold")
        for remark in one.remarks:
            say(screen, remark)
        print_table(screen, one.table)
        say(screen, "; ".join(f"{fact.name} {fact.value}" for fact in one.quality).capitalize() + ".")
    for fact in content.figures:
        say(screen, f"{fact.name}: {fact.value}. {fact.meaning}".rstrip())
