"""What an exercise comes to beyond its repetitions: the figures of each that applies, in words and as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soleus_sense.exercises.catalogue import EXERCISES
from soleus_sense.exercises.edge import Drops, drops
from soleus_sense.exercises.grading import PhaseGrade, grades_of
from soleus_sense.exercises.push_ups import PushUps, push_ups
from soleus_sense.exercises.said import Said
from soleus_sense.exercises.stairs import Stairs, stairs
from soleus_sense.exercises.toe_walk import ToeWalks, toe_walks
from soleus_sense.exercises.walking_settings import WalkingSettings

if TYPE_CHECKING:
    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording

TOE_WALK, STAIR_CLIMB, HEEL_DROP = "toe-walk", "stair-climb", "eccentric-heel-drop"


@dataclass(frozen=True, slots=True)
class Findings:
    """The figures of an exercise; None, or none, where they do not apply.

    Attributes
    ----------
    push_ups : where the exercise is soleus push-ups
    toe_walks : where steps on the toes were seen
    stairs : where stairs were seen
    drops : where the heel went below the ball of the foot, or was to
    grades : the phases that the exercise is judged by, against the tempo
    """

    push_ups: PushUps | None = None
    toe_walks: ToeWalks | None = None
    stairs: Stairs | None = None
    drops: Drops | None = None
    grades: tuple[PhaseGrade, ...] = ()

    @property
    def said(self) -> tuple[Said, ...]:
        """Every figure in words; of the grades those of raise and hold, as a set's quality has the lowering's."""
        parts = (one for one in (self.push_ups, self.toe_walks, self.stairs, self.drops) if one is not None)
        grades = tuple(one.said for one in self.grades if one.phase != "lower")
        return (*(said for part in parts for said in part.said), *grades)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "push_ups": None if self.push_ups is None else self.push_ups.to_dict(),
            "toe_walks": None if self.toe_walks is None else self.toe_walks.to_dict(),
            "stairs": None if self.stairs is None else self.stairs.to_dict(),
            "drops": None if self.drops is None else self.drops.to_dict(),
            "grades": [one.to_dict() for one in self.grades],
        }


def findings(
    analysis: Analysis,
    recording: Recording | None = None,
    *,
    walking: WalkingSettings | None = None,
    goal_min: float | None = None,
    earlier_min: float | None = None,
) -> Findings:
    """All that applies to a recording.

    Parameters
    ----------
    analysis : of the recording
    recording : None leaves out what is read from the samples themselves: how far below the step
    walking : the person's own step length and stairs; None takes none of them
    goal_min : active minutes of push-ups to reach in a day
    earlier_min : those of the same day's other sessions; None leaves the day out

    Raises
    ------
    SettingsError
        A goal that cannot be.
    """
    own = WalkingSettings() if walking is None else walking
    exercise = EXERCISES.get(analysis.exercise or "")
    passive = exercise is not None and exercise.passive_drop
    below = None if recording is None or passive else drops(analysis, recording)
    if below is not None and not below.off_an_edge and analysis.exercise != HEEL_DROP:
        below = None
    walks = toe_walks(analysis.strides, step_m=own.toe_step_m, stated=analysis.exercise == TOE_WALK)
    ways = () if walks is None else tuple((one.start_s, one.end_s) for one in walks.sets)
    others = [one for one in analysis.strides if not any(start <= one.lift_s < end for start, end in ways)]
    return Findings(
        push_ups=push_ups(analysis, goal_min=goal_min, earlier_min=earlier_min) if passive else None,
        toe_walks=walks,
        stairs=stairs(others, riser_m=own.riser_m, stated=analysis.exercise == STAIR_CLIMB),
        drops=below,
        grades=grades_of(analysis),
    )
