"""Two recordings on one timeline: each one's clock against UTC, as it was kept beside the samples."""

from __future__ import annotations

from soleus_sense.motion.reps import Analysis
from soleus_sense.motion.samples import Recording
from soleus_sense.motion.sides import lag_s
from soleus_sense.recording.journal import read_metadata


def lag_between(first: tuple[Recording, Analysis], second: tuple[Recording, Analysis]) -> float | None:
    """How much later the second leg came down than the first, seconds; None where the clocks are not known.

    Raises
    ------
    RecordingError
        What stands beside a recording cannot be read.
    """
    moments = [_lowered_utc_s(*one) for one in (first, second)]
    return None if moments[0] is None or moments[1] is None else lag_s(moments[0], moments[1])


def _lowered_utc_s(recording: Recording, analysis: Analysis) -> list[float] | None:
    """When each counted lowering ended, seconds since 1970 UTC."""
    known = None if recording.path is None else read_metadata(recording.path)
    if known is None or known.clock is None:
        return None
    clock = known.clock
    return [clock.utc_at_zero_s + clock.rate * rep.lower_end_s for rep in analysis.reps if rep.counted]
