"""What of two recordings can stand against each other as two legs of one session, and why the rest cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from soleus_sense.motion.quality import Symmetry
from soleus_sense.motion.reps import Analysis
from soleus_sense.report.pick import target_of
from soleus_sense.report.words import exercise_name, listed

if TYPE_CHECKING:
    from soleus_sense.motion.samples import Recording


@dataclass(frozen=True, slots=True)
class Comparable:
    """What can be compared.

    Attributes
    ----------
    reps, range, lowering : whether the two sides' can
    why_not : what differs, in a sentence; "" where everything can be compared
    """

    reps: bool = True
    range: bool = True
    lowering: bool = True
    why_not: str = ""

    def only(self, found: Symmetry) -> Symmetry:
        """The indices that mean something."""
        return Symmetry(
            reps=found.reps if self.reps else None,
            range=found.range if self.range else None,
            lower_s=found.lower_s if self.lowering else None,
        )


ALL = Comparable()


def comparable(recordings: tuple[Recording, Recording], analyses: tuple[Analysis, Analysis]) -> Comparable:
    """What of two recordings can be compared, by what is known of them."""
    nothing: list[str] = []
    if recordings[0].side is not None and recordings[0].side == recordings[1].side:
        nothing.append(f"both are of the {recordings[0].side} leg")
    exercises = [one.exercise for one in analyses]
    if None not in exercises and exercises[0] != exercises[1]:
        nothing.append(f"their exercises differ ({_and(exercise_name(exercises[0]), exercise_name(exercises[1]))})")
    # A leg without a repetition has no range, and nobody may know where its sensor was.
    places = [one.placement for one in analyses]
    worn = all(one.reps for one in analyses) and places[0] != places[1]
    away = f"one sensor was on the {places[0]}, the other on the {places[1]}"
    targets = [target_of(one) for one in analyses]
    aimed = None not in targets and len({one.lower_s for one in targets if one is not None}) > 1
    apart = f"their targets differ ({_and(str(targets[0]), str(targets[1]))})"
    if nothing:
        reasons = nothing + [away] * worn + [apart] * aimed
        return Comparable(False, False, False, f"The two recordings are not compared: {listed(reasons)}.")
    left_out = [f"their range, for {away}"] * worn + [f"their lowering, for {apart}"] * aimed
    return Comparable(
        range=not worn, lowering=not aimed, why_not=f"Not compared: {'; '.join(left_out)}." if left_out else ""
    )


def _and(one: str, other: str) -> str:
    return f"{one} and {other}"
