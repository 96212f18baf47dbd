"""The newest stretch of the regular samples, addressed by how many came before: what the trackers look at."""

from __future__ import annotations

import numpy as np

from soleus_sense.motion.samples import FloatArray


class Columns:
    """Rows of numbers that come in at one end and are dropped at the other.

    A row's index counts from the first row ever appended, so it stays valid while older rows go.
    """

    def __init__(self, width: int) -> None:
        self._rows = np.empty((1024, width))
        self._first = 0
        self._count = 0

    @property
    def first(self) -> int:
        """Index of the oldest row still here."""
        return self._first

    @property
    def end(self) -> int:
        """One past the index of the newest row."""
        return self._first + self._count

    def append(self, rows: FloatArray) -> None:
        """Add (n, width) rows at the end."""
        needed = self._count + len(rows)
        if needed > len(self._rows):
            grown = np.empty((max(needed, 2 * len(self._rows)), self._rows.shape[1]))
            grown[: self._count] = self._rows[: self._count]
            self._rows = grown
        self._rows[self._count : needed] = rows
        self._count = needed

    def __getitem__(self, span: slice) -> FloatArray:
        """(n, width) view of the rows from index `span.start` to before `span.stop`, as far as they are here."""
        start = max(int(span.start), self._first) - self._first
        return self._rows[start : max(start, min(int(span.stop), self.end) - self._first)]

    def item(self, row: int, column: int) -> float:
        """One number of the row at an index that is here."""
        return self._rows.item(row - self._first, column)

    def forget(self, before: int) -> None:
        """Drop the rows before an index; the memory is given back once most of it is unused."""
        drop = min(before, self.end) - self._first
        if drop <= max(0, self._count // 2):
            return
        kept = self._rows[drop : self._count].copy()
        self._rows = np.empty((max(1024, 2 * len(kept)), kept.shape[1]))
        self._rows[: len(kept)] = kept
        self._first, self._count = self._first + drop, len(kept)
