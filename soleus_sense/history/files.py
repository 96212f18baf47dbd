"""When a recording was made, as far as it or its file says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from soleus_sense.errors import RecordingError

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording


def began_of(recording: Recording) -> datetime:
    """When a recording began: as the `.json` beside it says, else its duration before its file was last written.

    Of arrays, which have no file: its duration ago.
    """
    from soleus_sense.recording.journal import read_metadata

    now = datetime.now(UTC)
    whole = timedelta(seconds=recording.duration_s)
    if recording.path is None:
        return now - whole
    path = Path(recording.path)
    try:
        known = read_metadata(path)
        if known is not None and known.start_utc is not None:
            said = datetime.fromisoformat(known.start_utc)
            return said if said.tzinfo is not None else said.replace(tzinfo=UTC)
    except (RecordingError, ValueError):
        pass  # damaged: the reader says so; the file's date is the next best
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) - whole
    except OSError:
        return now - whole
