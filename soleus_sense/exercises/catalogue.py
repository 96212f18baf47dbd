"""The catalogue: every exercise by its key."""

from __future__ import annotations

from soleus_sense.errors import SettingsError
from soleus_sense.exercises.exercise import Exercise
from soleus_sense.exercises.seated import SEATED_CALF_RAISE, SOLEUS_PUSH_UP
from soleus_sense.exercises.standing import (
    ECCENTRIC_HEEL_DROP,
    HEAVY_SLOW_RESISTANCE,
    HEEL_RISE_TEST,
    ISOMETRIC_TEMPO,
    STANDING_CALF_RAISE,
)
from soleus_sense.exercises.walking import STAIR_CLIMB, TOE_WALK

EXERCISES: dict[str, Exercise] = {
    one.key: one
    for one in (
        STANDING_CALF_RAISE,
        SEATED_CALF_RAISE,
        SOLEUS_PUSH_UP,
        TOE_WALK,
        ECCENTRIC_HEEL_DROP,
        STAIR_CLIMB,
        HEEL_RISE_TEST,
        HEAVY_SLOW_RESISTANCE,
        ISOMETRIC_TEMPO,
    )
}
"""The catalogue, by key."""


def find_exercise(key: str) -> Exercise:
    """The exercise of that key.

    Raises
    ------
    SettingsError
        No such exercise; the sentence names those there are.
    """
    try:
        return EXERCISES[key]
    except KeyError:
        raise SettingsError(f"There is no exercise {key!r}; choose one of {', '.join(EXERCISES)}.") from None
