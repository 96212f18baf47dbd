"""Whether a file is one that nobody can make again: then it is no place for a page or a table."""

from __future__ import annotations

from pathlib import Path

from soleus_sense.errors import RecordingError
from soleus_sense.recording import any_csv, byhand, journal
from soleus_sense.recording.head import read_head

BESIDE = tuple(f'"schema": "{schema}'.encode() for schema in (journal.SCHEMA, journal.TRUTH_SCHEMA, byhand.SCHEMA))
"""What the files beside a recording begin with."""

BEGINNING_BYTES = 200
"""The schema stands first in every file of ours."""

SQLITE = b"SQLite format 3\0"
"""First bytes of every SQLite database (sqlite.org/fileformat.html, 1.3)."""


def what_is_kept(path: Path) -> str | None:
    """What a file is, such as "a recording", where it is never to be written over; None for any other, and for none."""
    if not path.is_file():
        return None
    try:
        head = read_head(path)
    except RecordingError:  # empty, or not to be read: there is nothing to lose that could be known
        return None
    if head.start.startswith(SQLITE):
        return "a history"
    if any(schema in head.start[:BEGINNING_BYTES] for schema in BESIDE):
        return "part of a recording"
    if journal.recognise(head) or any_csv.holds_motion(head):
        return "a recording"
    return None
