"""The exercises: tempo, catalogue, programmes; in `findings` what each comes to, in `which` which one it was."""

from soleus_sense.exercises.catalogue import EXERCISES, find_exercise
from soleus_sense.exercises.exercise import Exercise
from soleus_sense.exercises.tempo import TOLERANCE_S, TOLERANCE_SHARE, X_LIMIT_S, Tempo, tolerance_s

__all__ = [
    "EXERCISES",
    "TOLERANCE_S",
    "TOLERANCE_SHARE",
    "X_LIMIT_S",
    "Exercise",
    "Tempo",
    "find_exercise",
    "tolerance_s",
]
