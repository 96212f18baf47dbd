"""Where in a TOML text a key stands, for errors that name the line."""

from __future__ import annotations

import re
from collections import Counter

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")

Place = tuple[str | int, ...]
"""The way to a value: names of tables and keys, numbers in arrays from 0."""


def key_lines(text: str) -> dict[Place, int]:
    """Line numbers, from 1, of the tables and keys of a text that is laid out line by line.

    Keys inside inline tables are not found: their table's own line is the nearest that is known.
    """
    lines: dict[Place, int] = {}
    seen: Counter[Place] = Counter()
    table: Place = ()
    quoted = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quoted:
            if quoted in line:
                quoted = ""
            continue
        header = _HEADER.match(line)
        key = _KEY.match(line)
        if header:
            table = _table(header[2], array=header[1] == "[[", seen=seen)
            lines.setdefault(table, number)
        elif key:
            lines.setdefault((*table, key[1]), number)
        for mark in ('"""', "'''"):
            if line.count(mark) % 2:
                quoted = mark
    return lines


def line_of(lines: dict[Place, int], place: Place) -> int | None:
    """The line of a place, else of the nearest table around it that has one."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return None


def _table(name: str, *, array: bool, seen: Counter[Place]) -> Place:
    """The place of a table by its header; the newest of an array is meant by its name."""
    place: Place = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for depth, part in enumerate(parts):
        place = (*place, part)
        if array and depth == len(parts) - 1:
            seen[place] += 1
        if seen[place]:
            place = (*place, seen[place] - 1)
    return place
