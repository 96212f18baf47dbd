"""Sessions made from lowering times alone, so that every figure of the history is known beforehand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from soleus_sense.exercises import EXERCISES, Tempo
from soleus_sense.history import History
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Gait, Rep

BEGAN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""The same day nearly everywhere."""


def one_rep(index: int, lower_s: float, *, number: int = 1, at_s: float = 0.0, **other) -> Rep:
    """A repetition: 1 s up, no hold, then the lowering."""
    values = {
        "index": index,
        "set": number,
        "counted": True,
        "raise_start_s": at_s,
        "raise_end_s": at_s + 1.0,
        "lower_start_s": at_s + 1.0,
        "lower_end_s": at_s + 1.0 + lower_s,
        "raise_s": 1.0,
        "top_s": 0.0,
        "lower_s": lower_s,
        "bottom_s": 0.5,
        "range_deg": 30.0,
        "height_m": 0.08,
        "peak_lower_deg_s": 40.0,
    }
    return Rep(**{**values, **other})


def analysis_of(
    *sets: Sequence[float],
    exercise: str | None = "seated-calf-raise",
    tempo: str | None = "3-0-1-0",
    placement: str = "heel",
    gait: Gait | None = None,
    **other,
) -> Analysis:
    """`analysis_of([3.0, 2.9], [3.1])` has two sets; `other` are fields of every repetition."""
    reps: list[Rep] = []
    at_s = 2.0
    for number, lowerings in enumerate(sets, start=1):
        for lower_s in lowerings:
            reps.append(one_rep(len(reps) + 1, lower_s, number=number, at_s=at_s, **other))
            at_s += 1.5 + lower_s
        at_s += 30.0
    known = EXERCISES.get(exercise or "")
    target = None if tempo is None or (known and known.passive_drop) else Tempo.parse(tempo)
    numbers = sorted({rep.set for rep in reps})
    found = tuple(summarise_set(number, [rep for rep in reps if rep.set == number], target) for number in numbers)
    return Analysis(tuple(reps), found, gait, (), placement, exercise, tempo)


def add_session(history: History, analysis: Analysis, *, days: float = 0.0, began: datetime = BEGAN, **other) -> int:
    """Keep a finished session with one sensor that began so many days later."""
    session = history.begin_session(
        exercise=analysis.exercise, tempo=analysis.tempo, began=began + timedelta(days=days), **other
    )
    history.save_whole(session, analysis)
    history.end_session(session, ended=began + timedelta(days=days, minutes=20))
    return session
