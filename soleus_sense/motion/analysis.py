"""The whole recording at once: the streaming counter fed with large blocks."""

from __future__ import annotations

from soleus_sense.motion.reps import Analysis
from soleus_sense.motion.samples import Recording


def analyze(
    recording: Recording,
    placement: str = "auto",
    exercise: str | None = None,
    tempo: str | None = None,
    *,
    body_height_m: float | None = None,
) -> Analysis:
    """Find every heel raise of a recording and measure it."""
    raise NotImplementedError
