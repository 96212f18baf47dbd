"""A session on paper: the blocks of its sets, and of what its figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soleus_sense.report.figures import SetGroup, Side, draw_strips, strip_windows, strips_inch
from soleus_sense.report.pages import PageBlock, chart_row, facts_block, table_blocks, text_block, titled
from soleus_sense.report.style import Palette

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure


def travel_block(side: Side, set_index: int, title: str, palette: Palette) -> list[PageBlock]:
    """A set's travel, if there is any."""
    windows = strip_windows(side, set_index, wide=True)

    def draw(area: SubFigure) -> None:
        titled(area, title, palette)
        draw_strips(area, side, windows, palette)

    return [PageBlock(strips_inch(windows) + 0.45, draw, charts=True)] if windows else []


def group_blocks(group: SetGroup, palette: Palette, *, headed: bool, tables: bool) -> list[PageBlock]:
    """A set's headline, travel and charts; with `tables` its quality and repetitions too."""
    blocks: list[PageBlock] = []
    told: list[str] = []
    for side, one in group.members:
        name = f"{side.content.name.capitalize()}: " if group.named else ""
        told += [f"{name}{sentence}" for sentence in ((one.headline,) if headed else ()) + one.remarks]
    if told:
        blocks.append(text_block(group.title if headed else "", told, palette))
    for side, one in group.members:
        blocks += travel_block(
            side, one.index, f"Travel over time{', ' + side.content.name if group.named else ''}", palette
        )
    blocks += [chart_row(row, palette) for row in group.rows(palette)]
    for side, one in group.members if tables else ():
        name = f", {side.content.name}" if group.named else ""
        if one.counted:
            blocks.append(facts_block(f"Quality of the set{name}", one.quality, palette))
        blocks += table_blocks(f"Repetitions{name}", one.table, palette)
    return blocks


def data_blocks(side: Side, palette: Palette, *, named: bool) -> list[PageBlock]:
    """What one sensor's figures rest on."""
    name = f", {side.content.name}" if named else ""
    blocks = [facts_block(f"What the figures rest on{name}", side.content.data, palette)]
    if side.content.warnings:
        blocks.append(text_block("", [f"• {warning}" for warning in side.content.warnings], palette))
    return blocks
