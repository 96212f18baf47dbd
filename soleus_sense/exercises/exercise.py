"""What is known of one exercise: how it is done, how much, what of it is measured, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

from soleus_sense.exercises.tempo import Tempo


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of the catalogue.

    Attributes
    ----------
    key : as typed, e.g. "standing-calf-raise"
    name : as shown
    posture : "standing", "seated" or "walking"
    sets, reps : the usual dose, or None where the dose is in minutes or metres
    dose : the usual dose in words
    tempo : the usual tempo, or None where the person's own
    passive_drop : the heel falls freely: no lowering target, not graded on one
    graded : phases with a target that a repetition is judged by, of `PHASES`; what another leg helps with is not
    set_up : what is needed and how to stand or sit
    steps : what to do, in order
    measured : (placement, what a sensor there measures) pairs
    why : how it works the soleus
    cautions : when to take care, when to stop
    sources : where the description and the dose come from
    """

    key: str
    name: str
    posture: str
    dose: str
    sets: int | None = None
    reps: int | None = None
    tempo: str | None = None
    passive_drop: bool = False
    graded: tuple[str, ...] = ()
    set_up: str = ""
    steps: tuple[str, ...] = ()
    measured: tuple[tuple[str, str], ...] = ()
    why: str = ""
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def tempo_in_words(self) -> str:
        """The tempo with its words, for a notation alone is read both ways: `3-0-1-0 (3 s down, …)`."""
        if self.tempo is None:
            return "up by strength, then let it drop; your own rate" if self.passive_drop else "your own"
        return f"{self.tempo} ({Tempo.parse(self.tempo).in_words})"


ARTICLE = "Edwin Lynch's article on the soleus push-up, from which this project grew"
"""The article's exercises are told here in our own words."""

STOP = "Stop at a sharp or growing pain, and ask a physiotherapist or doctor; this is a coach's aid, no medical advice."
"""Said with every exercise."""

HOLD_ON = "Keep a wall or a rail within reach."

REPETITIONS = (
    ("heel", "repetitions, every phase's seconds, the foot's range in degrees, the heel's height with a body height"),
    ("shin", "repetitions, every phase's seconds, the shin's way up and its tilt; slow lowerings less exactly"),
)
"""What the two placements measure of repetitions."""
