"""The beginning of a file: what a reader recognises it by, and where a table stands in it."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from soleus_sense.errors import RecordingError

HEAD_BYTES = 65_536
"""Enough for the longest preamble seen (a page of metadata) and dozens of rows after it."""

ROWS_KEPT = 15
"""First rows by which a table is judged: an odd number, so that most of them decide."""

LEAST_NUMBERS = 3
"""A row of a recording holds at least the three axes of acceleration."""

LEAST_COLUMNS = 2
"""A table this narrow is no recording, but its columns can be named when it is refused."""

DELIMITERS = ("\t", ";", ",")
"""Tab and semicolon first: where they divide a row, a comma in it is a decimal sign."""

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?|[+-]?inf(inity)?|nan", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table of numbers stands in a text file.

    Attributes
    ----------
    names : the header's column names, as written
    first_line : lines of the file before the first row
    first_rows : the fields of the first rows, as written
    delimiter, decimal, encoding : how it is written
    """

    names: tuple[str, ...]
    first_line: int
    first_rows: tuple[tuple[str, ...], ...]
    delimiter: str
    decimal: str
    encoding: str

    @property
    def width(self) -> int:
        """How many fields the rows have: most of the first ones, without empty fields at their end."""
        widths = [max((at + 1 for at, field in enumerate(row) if field), default=0) for row in self.first_rows]
        return round(median(widths)) if widths else 0


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file.

    Attributes
    ----------
    path : the file
    start : its first `HEAD_BYTES` bytes
    text : those bytes as text, or None where they are no text
    table : the table of numbers in it, or None where none was found
    """

    path: Path
    start: bytes
    text: str | None
    table: Table | None


def read_head(path: Path) -> Head:
    """Look at the beginning of a file.

    Raises
    ------
    RecordingError
        There is no such file, it is a folder, it is empty, or it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            start = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise RecordingError(f"There is no file {path}.") from None
    except OSError as error:
        if path.is_dir():
            raise RecordingError(f"{path} is a folder: name the recording in it.") from None
        raise RecordingError(f"{path} cannot be read: {error.strerror or error}.") from None
    if not start.strip(b"\0 \t\r\n"):
        raise RecordingError(f"{path} is empty.")
    encoding = _encoding(start)
    if encoding is None:
        return Head(path, start, None, None)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    lines = text.split("\n")
    if len(start) == HEAD_BYTES:
        lines.pop()  # the end of the look may cut it
    return Head(path, start, text, _find_table(lines, encoding))


def split_row(line: str, delimiter: str) -> list[str]:
    """The fields of one line, without the spaces and quotes around them."""
    try:
        return [field.strip() for field in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return []


def is_number(field: str) -> bool:
    """Whether a field is a number, with a decimal point or comma; NaN and infinity are."""
    return _NUMBER.fullmatch(field) is not None


def _encoding(start: bytes) -> str | None:
    """The text encoding of these bytes, or None where they are no text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return encoding
    # A journal whose disk lost power may end in zero bytes: only zeros before the end make it binary.
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start.rstrip(b"\0")):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _find_table(lines: list[str], encoding: str) -> Table | None:
    """The table with the most columns of numbers among the three ways to divide the lines."""
    found = [
        table
        for least in (LEAST_NUMBERS, LEAST_COLUMNS)
        for delimiter in DELIMITERS
        if (table := _divided(lines, delimiter, encoding, least))
    ]
    return max(
        found, key=lambda table: sum(is_number(field) for row in table.first_rows for field in row), default=None
    )


def _divided(lines: list[str], delimiter: str, encoding: str, least: int) -> Table | None:
    rows = [split_row(line, delimiter) for line in lines]
    numbers = [sum(map(is_number, row)) for row in rows]
    first = next((at for at, count in enumerate(numbers) if count >= least), None)
    if first is None:
        return None
    # Rows with gaps may stand between the header and the first row that is full of numbers.
    header = next((at for at in reversed(range(first)) if not numbers[at] and sum(map(bool, rows[at])) >= least), None)
    kept = tuple(tuple(row) for row in rows[first : first + ROWS_KEPT] if any(row))
    if header is None:
        return Table((), first, kept, delimiter, ".", encoding)
    looked_at = [field for row in rows[first:] for field in row]
    decimal = "," if any(_DECIMAL_COMMA.fullmatch(field) for field in looked_at) else "."
    return Table(tuple(rows[header]), header + 1, kept, delimiter, decimal, encoding)
