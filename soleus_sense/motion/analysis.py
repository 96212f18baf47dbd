"""The whole recording at once: the streaming counter fed with large blocks."""

from __future__ import annotations

from dataclasses import replace

from soleus_sense.errors import RecordingError
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.gait import Stride, find_strides, summarise_gait
from soleus_sense.motion.reps import Analysis
from soleus_sense.motion.samples import Recording

BLOCK = 50_000
"""Samples given at a time: array operations stay long, what they work on stays in the processor's own memory."""


def analyze(
    recording: Recording,
    placement: str = "auto",
    exercise: str | None = None,
    tempo: str | None = None,
    *,
    body_height_m: float | None = None,
) -> Analysis:
    """Find every heel raise of a recording and measure it; at the foot, the steps between them too.

    Parameters
    ----------
    recording : of one sensor
    placement : "heel", "shin", or "auto" for what the recording says, else what the motion shows
    exercise : key of the catalogue; None takes the recording's own
    tempo : notation such as "3-0-1-0"; None takes the recording's own, else the exercise's
    body_height_m : of the person, for the height of the heel

    Raises
    ------
    RecordingError
        It is none.
    SettingsError
        No such placement, exercise or tempo.
    """
    if not isinstance(recording, Recording):  # pyright: ignore[reportUnnecessaryIsInstance] - a file's name is at hand
        raise RecordingError("What is analysed is a recording: read a file with read_recording(path) first.")
    if placement == "auto" and recording.placement is not None:
        placement = recording.placement
    counter = RepCounter(
        placement,
        exercise if exercise is not None else recording.exercise,
        tempo if tempo is not None else recording.tempo,
        body_height_m=body_height_m,
    )
    for start in range(0, len(recording), BLOCK):
        block = recording.block(start, start + BLOCK)
        counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s)
    counter.finish()
    found = counter.analysis()
    # Steps are told by integrating a foot's way from rest to rest, which a shin never comes to.
    strides: tuple[Stride, ...] = ()
    if found.placement == "heel":
        strides = find_strides(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s)
    return replace(
        found,
        gait=summarise_gait(strides),
        strides=strides,
        warnings=(*recording.warnings, *found.warnings),
    )
