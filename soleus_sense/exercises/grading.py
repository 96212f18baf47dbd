"""How the phases that an exercise is judged by meet its tempo: raise, hold and lowering, each for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from soleus_sense.exercises.catalogue import EXERCISES
from soleus_sense.exercises.said import NBSP, Said, percent
from soleus_sense.exercises.tempo import TOLERANCE_S, TOLERANCE_SHARE, X_LIMIT_S, Tempo, tolerance_s

if TYPE_CHECKING:
    from soleus_sense.motion.reps import Analysis, Rep

NAMES = {"raise": "Raise", "top": "Hold", "lower": "Lowering", "bottom": "Pause"}
"""The phases as a person calls them."""


@dataclass(frozen=True, slots=True)
class PhaseGrade:
    """One phase of the counted repetitions against its target.

    Attributes
    ----------
    phase : "raise", "top", "lower" or "bottom"
    target_s : seconds, or None for as fast as possible
    within, of : how many comply, of how many
    mean_s : the mean of all
    """

    phase: str
    target_s: float | None
    within: int
    of: int
    mean_s: float

    @property
    def share(self) -> float:
        """Of the repetitions, those that comply."""
        return self.within / self.of

    @property
    def said(self) -> Said:
        """The grade in words."""
        if self.target_s is None:
            target = f"at most {X_LIMIT_S:g}{NBSP}s, as fast as possible"
        else:
            target = f"{self.target_s:g}{NBSP}±{NBSP}{tolerance_s(self.target_s):.2g}{NBSP}s"
        return Said(
            f"{NAMES[self.phase]} on target",
            f"{percent(self.share)} ({self.within} of {self.of})",
            f"Share of counted reps within {target}; {self.mean_s:.1f}{NBSP}s on average. The tolerance, the larger of "
            f"{TOLERANCE_S:g} s and {100 * TOLERANCE_SHARE:.0f} % of the target, is ours, not a published standard.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "share": self.share}


def phase_complies(phase_s: float, target_s: float | None) -> bool:
    """Whether a phase meets its target.

    Parameters
    ----------
    phase_s : its length
    target_s : seconds, or None for as fast as possible
    """
    return phase_s <= X_LIMIT_S if target_s is None else abs(phase_s - target_s) <= tolerance_s(target_s)


def grade(reps: Sequence[Rep], exercise: str | None, tempo: Tempo | None) -> tuple[PhaseGrade, ...]:
    """Each phase that the exercise is judged by, in the order in which they happen.

    Nothing is graded without a target or a counted repetition, and a phase whose target is no time at all (no hold,
    no pause) neither: how short it stays says nothing of how well it was done. The raise off a step's edge, which the
    other leg helps with, and a heel that drops freely are not graded whatever the tempo says.

    Parameters
    ----------
    reps : of a set or of a whole recording; partials among them are left out
    exercise : key of the catalogue; None grades the lowering
    tempo : the target, or None
    """
    done = [rep for rep in reps if rep.counted]
    known = EXERCISES.get(exercise or "")
    judged = ("lower",) if known is None else known.graded
    if tempo is None or not done:
        return ()
    targets = {"raise": tempo.raise_s, "top": tempo.top_s, "lower": tempo.lower_s}
    grades: list[PhaseGrade] = []
    for phase, target_s in targets.items():
        if phase not in judged or target_s == 0:
            continue
        times_s = [{"raise": rep.raise_s, "top": rep.top_s, "lower": rep.lower_s}[phase] for rep in done]
        within = sum(phase_complies(one, target_s) for one in times_s)
        grades.append(PhaseGrade(phase, target_s, within, len(done), fmean(times_s)))
    return tuple(grades)


def grades_of(analysis: Analysis) -> tuple[PhaseGrade, ...]:
    """The grades of a whole recording, by its own exercise and tempo."""
    tempo = None if analysis.tempo is None else Tempo.parse(analysis.tempo)
    return grade(analysis.reps, analysis.exercise, tempo)
