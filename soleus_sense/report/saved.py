"""A session of the history in the words of the report: what `soleus history show` prints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from soleus_sense.errors import SoleusError
from soleus_sense.exercises.findings import findings
from soleus_sense.history.values import SavedRecording
from soleus_sense.motion.samples import Recording
from soleus_sense.recording.byhand import Note, SetRemarks, common_notes
from soleus_sense.recording.reader import read_recording
from soleus_sense.report.content import Beside, SideContent, note_words, side_content
from soleus_sense.report.made import UNKNOWN_PLACE
from soleus_sense.report.words import count

UNKNOWN_RATE_HZ = 25.0
"""A rate that was not kept is taken as a slow sensor's, so that no digit is shown that it may not have had."""


def saved_contents(recordings: Sequence[SavedRecording]) -> tuple[tuple[str, ...], list[SideContent]]:
    """Every sentence and table of recordings that are in the history; times count as in the report, see `_origin_s`.

    Their samples are not needed, so they may be gone: what the report says of the data itself is not in it.

    Returns
    -------
    notes : those that two sensors share, as sentences
    contents : one per recording
    """
    remarks = [one.remarks for one in recordings]
    origins_s = [_origin_s(one) for one in recordings]
    common: tuple[Note, ...] = ()
    if len(remarks) == 2:
        common, *remarks = common_notes(*remarks)
    contents = [_content(one, its, at_s) for one, its, at_s in zip(recordings, remarks, origins_s, strict=True)]
    return tuple(note_words(note, origins_s[0]) for note in common), contents


def _content(one: SavedRecording, remarks: SetRemarks, origin_s: float) -> SideContent:
    # The words need of the samples only when they begin, and how fine their clock is.
    clock_s = origin_s + np.arange(2) / (one.sample_rate_hz or UNKNOWN_RATE_HZ)
    return side_content(
        Recording(clock_s, np.zeros((2, 3)), placement=one.worn.placement),
        one.analysis,
        name=one.worn.side or one.worn.sensor,
        beside=Beside(findings(one.analysis).said, remarks),
    )


def _origin_s(one: SavedRecording) -> float:
    """The sensor's time that counts as 0:00: when the recording begins; its first repetition where it is gone."""
    if one.worn.path is not None and one.worn.path.exists():
        try:
            return float(read_recording(one.worn.path, units=one.worn.units).time_s[0])
        except SoleusError:
            pass  # it was damaged since
    reps = one.analysis.reps
    return reps[0].raise_start_s if reps else 0.0


def recording_words(one: SavedRecording) -> str:
    """Where the sensor was, what it was, and where its recording is."""
    worn = one.worn
    known = one.analysis.placement if one.analysis.reps else worn.placement
    parts = [
        " ".join(filter(None, (worn.side or worn.sensor, known))) or UNKNOWN_PLACE,
        worn.wearable or "",
        "" if one.sample_rate_hz is None else f"{one.sample_rate_hz:.0f} Hz",
        count(one.lost_samples, "lost sample") if one.lost_samples else "",
        "no recording kept" if worn.path is None else f"{worn.path}{'' if worn.path.exists() else ' (gone)'}",
    ]
    told = ", ".join(filter(None, parts))
    kept = worn.path is not None and worn.path.exists()
    times = " Its times count from the first repetition." if one.analysis.reps and not kept else ""
    return f"{told[0].upper()}{told[1:]}.{times}"
