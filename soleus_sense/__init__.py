"""Soleus Sense: counts heel raises and times every lowering.

>>> from soleus_sense import analyze, read_recording
>>> out = analyze(read_recording("heel.csv"), placement="heel")  # doctest: +SKIP
>>> [rep.lower_s for rep in out.reps]  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from soleus_sense._version import __version__
from soleus_sense.errors import RecordingError, SettingsError, SoleusError, WearableError

if TYPE_CHECKING:
    from soleus_sense.exercises import EXERCISES, Exercise, Tempo
    from soleus_sense.motion.analysis import analyze
    from soleus_sense.motion.counter import RepCounter
    from soleus_sense.motion.reps import (
        Analysis,
        Gait,
        PartialRep,
        PhaseChanged,
        Rep,
        RepCounted,
        Set,
        SetEnded,
        SetStarted,
        SignalBack,
        SignalLost,
    )
    from soleus_sense.motion.samples import Recording, SampleBlock
    from soleus_sense.recording.reader import read_recording

__all__ = [
    "EXERCISES",
    "Analysis",
    "Exercise",
    "Gait",
    "PartialRep",
    "PhaseChanged",
    "Recording",
    "RecordingError",
    "Rep",
    "RepCounted",
    "RepCounter",
    "SampleBlock",
    "Set",
    "SetEnded",
    "SetStarted",
    "SettingsError",
    "SignalBack",
    "SignalLost",
    "SoleusError",
    "Tempo",
    "WearableError",
    "__version__",
    "analyze",
    "read_recording",
]

# The science takes a second to import (scipy). The command line answers `--help` without it, so what lies
# in these modules is fetched when it is first asked for.
_FOUND_IN = {
    "EXERCISES": "exercises",
    "Exercise": "exercises",
    "Tempo": "exercises",
    "analyze": "motion.analysis",
    "RepCounter": "motion.counter",
    "Recording": "motion.samples",
    "SampleBlock": "motion.samples",
    "read_recording": "recording.reader",
    **dict.fromkeys(
        (
            "Analysis",
            "Gait",
            "PartialRep",
            "PhaseChanged",
            "Rep",
            "RepCounted",
            "Set",
            "SetEnded",
            "SetStarted",
            "SignalBack",
            "SignalLost",
        ),
        "motion.reps",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_FOUND_IN[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
