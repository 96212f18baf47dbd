"""The columns of a text table as numbers: fast, whatever the decimal sign, and forgiving of a cut end."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus_sense.errors import RecordingError
from soleus_sense.motion.samples import FloatArray
from soleus_sense.recording.head import Table, split_row

LARGEST = 1e20
"""No sensor gives a larger number, nanoseconds since 1970 included: it is damage, and would spoil sums and squares."""

TAIL_BYTES = 65_536
"""The last line is looked for in this much of the file's end; zero bytes after it come from a lost journal."""


def read_columns(
    path: Path, table: Table, columns: Sequence[int], *, whole_lines: bool = False
) -> tuple[FloatArray, bool]:
    """Read some columns of a table.

    Parameters
    ----------
    path, table : the file and where its table stands
    columns : indices of the columns wanted, without repeats
    whole_lines : a last line without its end is cut, even if all its fields seem to be there

    Returns
    -------
    values : (n, len(columns)); what is no number is NaN
    cut : whether a cut last line was left out

    Raises
    ------
    RecordingError
        The file cannot be read.
    """
    cells, cut = _cells(path, table, columns, whole_lines=whole_lines)
    values = np.empty((len(cells[0]), len(columns)))
    for at, column in enumerate(cells):
        values[:, at] = _numbers(column, table.decimal)
    values[np.abs(values) > LARGEST] = np.nan
    return values, cut


def read_texts(path: Path, table: Table, column: int) -> list[str]:
    """Read one column as text, as many rows of it as `read_columns` reads of the others.

    Raises
    ------
    RecordingError
        The file cannot be read.
    """
    (cells,), _ = _cells(path, table, [column], as_text=True)
    return [str(cell) for cell in cells]


def _cells(
    path: Path, table: Table, columns: Sequence[int], *, whole_lines: bool = False, as_text: bool = False
) -> tuple[list[NDArray[Any]], bool]:
    """The columns' cells, as numbers where all cells are and else as text; whether a cut line was left out."""
    import pandas as pd

    width = max(len(table.names), table.width)

    def read(source: Path | io.BytesIO, dtype: type) -> list[NDArray[Any]]:
        frame = pd.read_csv(
            source,
            sep=table.delimiter,
            header=None,
            names=range(width),  # a row that breaks off early is filled up with NaN
            skiprows=table.first_line,
            usecols=sorted(columns),
            decimal=table.decimal,
            dtype=dtype,
            encoding=table.encoding,
            encoding_errors="replace",
            skipinitialspace=True,
            index_col=False,
        )
        return [np.asarray(frame[column]) for column in columns]

    try:
        end, cut = _end(path, table, whole_lines=whole_lines)
        start: bytes | None = None
        if end is not None:
            with path.open("rb") as file:
                start = file.read(end)
        for dtype in (str,) if as_text else (np.float64, str):
            try:
                return read(path if start is None else io.BytesIO(start), dtype), cut
            except pd.errors.EmptyDataError:
                return [np.empty(0) for _ in columns], cut
            except pd.errors.ParserError as error:
                raise RecordingError(f"{path} breaks off being a table: {str(error).strip()}.") from None
            except ValueError:
                continue  # some cell is no number
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror or error}.") from None
    raise RecordingError(f"{path} cannot be read as a table.")


def _numbers(cells: NDArray[Any], decimal: str) -> FloatArray:
    import pandas as pd

    if cells.dtype == np.float64:
        return cells
    plain = [str(cell).replace(",", ".") if decimal == "," else cell for cell in cells]
    return np.asarray(pd.to_numeric(np.array(plain, dtype=object), errors="coerce"), np.float64)


def _end(path: Path, table: Table, *, whole_lines: bool) -> tuple[int | None, bool]:
    """Bytes of the file before a cut last line, or None where all of it can be read; whether a line was cut."""
    if table.encoding == "utf-16":
        return None, False
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        start = file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    written = tail.rstrip(b"\0")
    kept = written.rstrip()
    line_start = kept.rfind(b"\n") + 1
    fields = len(split_row(kept[line_start:].decode(table.encoding, "replace"), table.delimiter))
    unended = kept == written and whole_lines
    if kept and (fields < table.width or unended):
        return start + line_start, True
    return (start + len(written), False) if len(written) < len(tail) else (None, False)
