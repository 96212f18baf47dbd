"""Two recordings on one timeline: each one's clock against UTC, as it was kept beside the samples."""

from __future__ import annotations

from collections.abc import Sequence

from soleus_sense.motion.reps import Analysis
from soleus_sense.motion.samples import Recording
from soleus_sense.motion.sides import lag_s
from soleus_sense.recording.journal import FORMAT, read_metadata


def lag_between(recordings: Sequence[Recording], analyses: Sequence[Analysis]) -> float | None:
    """How much later the second leg came down than the first, seconds; None where the clocks are not known.

    Parameters
    ----------
    recordings, analyses : of the two legs

    Raises
    ------
    RecordingError
        What stands beside a recording cannot be read.
    """
    first, second = (_lowered_utc_s(*leg) for leg in zip(recordings, analyses, strict=True))
    return None if first is None or second is None else lag_s(first, second)


def _lowered_utc_s(recording: Recording, analysis: Analysis) -> list[float] | None:
    """When each counted lowering ended, seconds since 1970 UTC."""
    if recording.path is None or recording.format != FORMAT:
        return None
    known = read_metadata(recording.path)
    if known is None or known.clock is None:
        return None
    clock = known.clock
    return [clock.utc_at_zero_s + clock.rate * rep.lower_end_s for rep in analysis.reps if rep.counted]
