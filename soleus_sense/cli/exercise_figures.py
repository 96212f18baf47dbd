"""What `analyze` and `report` tell of an exercise: `--exercise auto`, its own figures, the day's other sessions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from soleus_sense.errors import SoleusError

if TYPE_CHECKING:
    from datetime import date

    from soleus_sense.exercises.findings import Findings
    from soleus_sense.exercises.which import Suggestion
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording

AUTO = "auto"
"""In place of an exercise: let the motion suggest one."""


def analyze_as(
    recording: Recording,
    placement: str,
    exercise: str | None,
    tempo: str | None,
    *,
    body_height_m: float | None = None,
) -> tuple[Analysis, Suggestion | None]:
    """The analysis, and what the motion looks like where `exercise` is `AUTO`.

    An exercise that is only suggested sets no target: nobody is graded on a guess. It says whether the lowering is a
    free drop, and which figures are shown.

    Parameters
    ----------
    recording, placement, exercise, tempo, body_height_m : see `soleus_sense.motion.analysis.analyze`
    """
    from soleus_sense.motion import analysis

    if exercise != AUTO:
        return analysis.analyze(recording, placement, exercise, tempo, body_height_m=body_height_m), None
    from soleus_sense.exercises.which import suggest_exercise

    unnamed = replace(recording, exercise=None)
    found = analysis.analyze(unnamed, placement, None, tempo, body_height_m=body_height_m)
    suggested = suggest_exercise(found, recording)
    return replace(found, exercise=suggested.key), suggested


def figures_of(recording: Recording, analysis: Analysis, *, goal_min: float | None = None) -> Findings:
    """The figures of the exercise, with the person's own step length and stairs and the day's other sessions.

    Raises
    ------
    SoleusError
        The settings or the history cannot be read, or the goal cannot be.
    """
    from soleus_sense.exercises.catalogue import EXERCISES
    from soleus_sense.exercises.findings import findings

    exercise = EXERCISES.get(analysis.exercise or "")
    passive = exercise is not None and exercise.passive_drop
    own = None
    if analysis.strides:
        from soleus_sense.exercises.walking_settings import read_walking
        from soleus_sense.home import home

        own = read_walking(home())
    earlier_min = earlier_that_day_min(recording, analysis.exercise or "") if passive else 0.0
    return findings(analysis, recording, walking=own, goal_min=goal_min, earlier_min=earlier_min)


def earlier_that_day_min(recording: Recording, exercise: str) -> float:
    """Active minutes of the day's other sessions of the exercise in the history.

    The day is the recording's own, as its metadata or the history has it; 0 where neither knows it.

    Raises
    ------
    SoleusError
        The history cannot be read.
    """
    from soleus_sense.history import FILE_NAME, History
    from soleus_sense.home import home

    if recording.path is None:
        return 0.0
    path = Path(recording.path).resolve()
    file = home() / FILE_NAME
    if not file.exists():
        return 0.0
    with History(file) as history:
        sessions = history.sessions(exercise=exercise)
    own = [one for one in sessions if any(leg.path is not None and leg.path.resolve() == path for leg in one.legs)]
    day = own[0].day if own else _day_of(path)
    return sum(one.sets_s for one in sessions if one.day == day and one not in own) / 60


def _day_of(path: Path) -> date | None:
    """The local day on which a recording began, or None where nobody wrote it down."""
    from datetime import datetime

    from soleus_sense.recording.journal import read_metadata

    try:
        known = read_metadata(path)
        began = None if known is None else known.start_utc
        return None if began is None else datetime.fromisoformat(began).astimezone().date()
    except (SoleusError, ValueError):
        return None
