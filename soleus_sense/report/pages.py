"""The report on paper: blocks of text, charts and tables filled into A4 pages, or into one tall picture."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from soleus_sense.exercises.said import Said
from soleus_sense.report.chart import Chart
from soleus_sense.report.style import FONT_PT, SMALL_PT, Palette
from soleus_sense.report.tables import Table
from soleus_sense.report.words import NO_DEVICE

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

A4_INCH = (8.27, 11.69)
MARGIN_INCH = 0.55
WIDTH_INCH = A4_INCH[0] - 2 * MARGIN_INCH
HEIGHT_INCH = A4_INCH[1] - 2 * MARGIN_INCH

LINE_INCH = 0.175
"""Height of a line of text in the usual size."""

HEADING_PT = 13.0
CHARACTERS = 96
"""A line of text this long fits the width of a page in the usual size."""

CHART_ROW_INCH = 2.6
BETWEEN_INCH = 0.08
"""Above and below charts, so that one's axis label stays clear of the next one's title."""

HEADING_CHARACTERS = 56

VALUE_CHARACTERS, MEANING_CHARACTERS = 23, 66
"""Of a figure's value, and of what it means, in their columns."""

ROW_INCH = 0.165
MOST_ROWS = 50
"""Rows of a table in one block; the rest follow in the next."""

VERDICT = "Target"
"""The column that says of a repetition outside the target what it was: it is bold there."""

BETWEEN_CHARACTERS = 2
"""Between two columns of a table."""


@dataclass(frozen=True)
class PageBlock:
    """A piece of a page: its height, what draws it, and whether it holds charts."""

    height_inch: float
    draw: Callable[[SubFigure], None]
    charts: bool = False


def text_block(heading: str, paragraphs: Sequence[str], palette: Palette) -> PageBlock:
    """A heading and its sentences."""
    headings = textwrap.wrap(drawable(heading), HEADING_CHARACTERS)
    lines = [line for paragraph in paragraphs for line in textwrap.wrap(drawable(paragraph), CHARACTERS) or [""]]
    heading_inch = 0.26 * len(headings) + (0.08 if headings else 0.0)
    height = heading_inch + len(lines) * LINE_INCH + 0.1

    def draw(area: SubFigure) -> None:
        for i, line in enumerate(headings):
            at = 1 - 0.26 * i / height
            area.text(0, at, line, va="top", fontsize=HEADING_PT, fontweight="bold", color=palette.ink)
        for i, line in enumerate(lines):
            at = 1 - (heading_inch + i * LINE_INCH) / height
            area.text(0, at, line, va="top", fontsize=FONT_PT + 0.5, color=palette.ink)

    return PageBlock(height, draw)


def drawable(text: str) -> str:
    """The text with what no font can draw (halves of a character, from a broken file name) replaced."""
    return text.encode("utf-8", "replace").decode()


def facts_block(heading: str, facts: Sequence[Said], palette: Palette) -> PageBlock:
    """Figures with their names and meanings."""
    wrapped = [
        (fact, textwrap.wrap(drawable(fact.value), VALUE_CHARACTERS), textwrap.wrap(fact.meaning, MEANING_CHARACTERS))
        for fact in facts
    ]
    heights = [max(1, len(values), len(lines)) * 0.15 + 0.06 for _, values, lines in wrapped]
    height = 0.28 + sum(heights) + 0.1

    def draw(area: SubFigure) -> None:
        area.text(0, 1, heading, va="top", fontsize=FONT_PT + 1.5, fontweight="bold", color=palette.ink)
        at_inch = 0.28
        for (fact, values, lines), tall in zip(wrapped, heights, strict=True):
            at = 1 - at_inch / height
            area.text(0, at, fact.name, va="top", fontsize=FONT_PT, color=palette.ink)
            for i, line in enumerate(values):
                level = at - 0.15 * i / height
                area.text(0.255, level, line, va="top", fontsize=FONT_PT, fontweight="bold", color=palette.ink)
            for i, line in enumerate(lines):
                area.text(0.49, at - 0.15 * i / height, line, va="top", fontsize=SMALL_PT, color=palette.soft)
            at_inch += tall

    return PageBlock(height, draw)


def table_blocks(heading: str, table: Table, palette: Palette) -> list[PageBlock]:
    """A table, in as many blocks as it needs."""
    if not table.rows:
        return []
    blocks: list[PageBlock] = []
    for first in range(0, len(table.rows), MOST_ROWS):
        rows = table.rows[first : first + MOST_ROWS]
        kinds = table.kinds[first : first + MOST_ROWS]
        ends = first + MOST_ROWS >= len(table.rows)
        notes = [line for note in table.notes for line in textwrap.wrap(note, CHARACTERS + 12)] if ends else []
        blocks.append(
            _table_block(heading if not first else f"{heading} (continued)", table, rows, kinds, notes, palette)
        )
    return blocks


def _table_block(
    heading: str,
    table: Table,
    rows: Sequence[tuple[str, ...]],
    kinds: Sequence[str],
    notes: Sequence[str],
    palette: Palette,
) -> PageBlock:
    height = 0.28 + ROW_INCH * (len(rows) + 1) + 0.15 * len(notes) + 0.18

    def draw(area: SubFigure) -> None:
        from matplotlib.lines import Line2D

        def level(inch: float) -> float:
            return 1 - inch / height

        area.text(0, 1, heading, va="top", fontsize=FONT_PT + 1.5, fontweight="bold", color=palette.ink)
        headings = [f"{name} ({unit})" if unit else name for name, unit in table.columns]
        right = _right_edges([headings, *rows])
        for x, text in zip(right, headings, strict=True):
            area.text(x, level(0.28), text, va="top", ha="right", fontsize=SMALL_PT, color=palette.soft)
        under = level(0.28 + ROW_INCH - 0.015)
        area.add_artist(Line2D([0, 1], [under, under], color=palette.rule, linewidth=0.8))
        for row, (cells, kind) in enumerate(zip(rows, kinds, strict=True), start=1):
            for x, cell, column in zip(right, cells, table.columns, strict=True):
                area.text(
                    x,
                    level(0.28 + ROW_INCH * row + 0.02),
                    cell,
                    va="top",
                    ha="right",
                    fontsize=SMALL_PT,
                    color=palette.soft if kind == "partial" else palette.ink,
                    fontweight="bold" if kind == "outside" and column[0] == VERDICT else "normal",
                )
        for i, note in enumerate(notes):
            at = level(0.28 + ROW_INCH * (len(rows) + 1) + 0.06 + 0.15 * i)
            area.text(0, at, note, va="top", fontsize=SMALL_PT, color=palette.soft)

    return PageBlock(height, draw)


def _right_edges(rows: Sequence[Sequence[str]]) -> list[float]:
    """Where the columns of a table end, shares of its width: each as wide as its longest text asks for."""
    widths = [max(map(len, column)) + BETWEEN_CHARACTERS for column in zip(*rows, strict=True)]
    return [edge / sum(widths) for edge in accumulate(widths)]


def chart_row(charts: Sequence[Chart | None], palette: Palette) -> PageBlock:
    """Two charts beside each other, each under its title; a side without one stays free."""

    def draw(area: SubFigure) -> None:
        for half, chart in zip(area.subfigures(1, 2, squeeze=False)[0], charts, strict=False):
            if chart is not None:
                titled(half, chart.title, palette)
                chart.draw(half.add_subplot())

    return PageBlock(CHART_ROW_INCH, draw, charts=True)


def titled(area: SubFigure, title: str, palette: Palette) -> None:
    """A chart's title, at the left above it."""
    area.suptitle(title, x=0.005, ha="left", fontsize=FONT_PT + 0.5, fontweight="bold", color=palette.ink)


def paged(blocks: Sequence[PageBlock]) -> list[list[PageBlock]]:
    """Blocks in their order on as few A4 pages as they need; a heading goes with what follows it."""
    pages: list[list[PageBlock]] = [[]]
    for at, block in enumerate(blocks):
        used = sum(one.height_inch for one in pages[-1])
        follows = blocks[at + 1].height_inch if block.height_inch < 1 and at + 1 < len(blocks) else 0.0
        if pages[-1] and used + block.height_inch + follows > HEIGHT_INCH:
            pages.append([])
        pages[-1].append(block)
    return pages


def page_figure(blocks: Sequence[PageBlock], height_inch: float | None = None, footer: str = "") -> Figure:
    """One page with its blocks, and at its foot what it is not; as tall as they are where no height is said."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    used = sum(block.height_inch for block in blocks)
    tall = height_inch or used + 2 * MARGIN_INCH
    spare = max(tall - 2 * MARGIN_INCH - used, 0.0)
    ratios = [block.height_inch for block in blocks] + ([spare] if spare > 0.01 else [])
    left, low = MARGIN_INCH / A4_INCH[0], MARGIN_INCH / tall
    if any(block.charts for block in blocks):
        inside = (left, low, 1 - 2 * left, 1 - 2 * low)
        engine = ConstrainedLayoutEngine(rect=inside, h_pad=BETWEEN_INCH, hspace=0)
        figure = Figure(figsize=(A4_INCH[0], tall), layout=engine)
        areas = list(figure.subfigures(len(ratios), 1, height_ratios=ratios, squeeze=False)[:, 0])
    else:  # The engine knows no margins where there are no charts: the grid's outer cells are the margins then.
        figure = Figure(figsize=(A4_INCH[0], tall))
        grid = figure.add_gridspec(
            len(ratios) + 2,
            3,
            height_ratios=[MARGIN_INCH, *ratios, MARGIN_INCH],
            width_ratios=[left, 1 - 2 * left, left],
        )
        areas = [figure.add_subfigure(grid[row + 1, 1]) for row in range(len(ratios))]
    for area, block in zip(areas, blocks, strict=False):
        block.draw(area)
    figure.text(left, low / 2, NO_DEVICE, ha="left", va="center", fontsize=SMALL_PT)
    if footer:
        figure.text(1 - left, low / 2, footer, ha="right", va="center", fontsize=SMALL_PT)
    return figure
