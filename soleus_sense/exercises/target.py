"""The tempo that lowerings are graded against: none where none was set, or where the heel drops freely."""

from __future__ import annotations

from soleus_sense.exercises.catalogue import EXERCISES
from soleus_sense.exercises.tempo import Tempo


def is_passive(exercise: str | None) -> bool:
    """Whether the heel drops freely in this exercise, so that its lowering is not graded."""
    known = EXERCISES.get(exercise or "")
    return known is not None and known.passive_drop


def target_of(exercise: str | None, tempo: str | None) -> Tempo | None:
    """The target of an exercise done to a tempo.

    Parameters
    ----------
    exercise : key of the catalogue, or None
    tempo : notation, or None

    Raises
    ------
    SettingsError
        It is no tempo.
    """
    return None if tempo is None or is_passive(exercise) else Tempo.parse(tempo)
