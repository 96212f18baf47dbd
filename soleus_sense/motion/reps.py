"""The values an analysis gives: repetitions, sets, gait, and the events said while they happen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from soleus_sense.motion.gait import Stride

REST_S = 8.0
REST_CYCLES = 3.0
"""A set ends with a rest longer than the larger of these: 8 s, three cycles."""


def longest_rest_s(cycle_s: float) -> float:
    """Seconds that a set of such cycles may pause."""
    return max(REST_S, REST_CYCLES * cycle_s)


PHASES = ("raise", "top", "lower", "bottom")
"""The four phases of a heel raise in their order; `MEASUREMENT` in the README defines them."""


@dataclass(frozen=True, slots=True)
class Rep:
    """One raise and the lowering that follows it. Times in seconds of the recording's clock.

    `bottom_s` is None for the last repetition of a set (no raise follows it); what the placement or the
    sensor cannot measure is None too. `counted` is False for a partial. `flagged` says that samples are
    missing inside the repetition, so that its times are less sure.
    """

    index: int
    set: int
    counted: bool
    raise_start_s: float
    raise_end_s: float
    lower_start_s: float
    lower_end_s: float
    raise_s: float
    top_s: float
    lower_s: float
    bottom_s: float | None
    range_deg: float | None
    height_m: float | None
    peak_lower_deg_s: float | None
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """Repetitions without a long rest between them, and the parts of their quality.

    Attributes
    ----------
    index : from 1
    start_s, end_s : the first raise's beginning, the last lowering's end
    reps, partials : how many counted, how many did not
    lower_s : mean lowering time of the counted ones, seconds
    tempo_compliance : share of counted lowerings within the target's tolerance; None without a target
    lower_cv : coefficient of variation of the lowering time; None under two reps
    range_kept : mean range of the last three reps / mean of the best three; None under six reps
    tempo_drift_s_per_rep : slope of the lowering time over the set; None under three reps
    time_under_tension_s : sum of raise + top + lower
    """

    index: int
    start_s: float
    end_s: float
    reps: int
    partials: int
    lower_s: float | None
    tempo_compliance: float | None
    lower_cv: float | None
    range_kept: float | None
    tempo_drift_s_per_rep: float | None
    time_under_tension_s: float


@dataclass(frozen=True, slots=True)
class Gait:
    """Steps that were seen between or instead of repetitions.

    Attributes
    ----------
    strides : complete swings of this foot
    walking_s : seconds spent walking
    cadence_steps_min : both feet's steps a minute while walking, or None under two strides
    strides_up, strides_down : of them, those over stairs; None where the sensor cannot tell
    strides_on_toes : of them, those after which the heel stayed off the ground; None where flat is not known
    distance_m : way of this foot along the ground; None where it was not seen at every stride
    """

    strides: int
    walking_s: float
    cadence_steps_min: float | None
    strides_up: int | None = None
    strides_down: int | None = None
    strides_on_toes: int | None = None
    distance_m: float | None = None


@dataclass(frozen=True)
class Analysis:
    """What one recording holds.

    Attributes
    ----------
    reps : every repetition and partial in the order of time
    sets : the sets they form
    gait : steps seen, or None where there were none
    warnings : sentences about what was assumed, dropped or is unsure
    placement : "heel" or "shin", as given or as found
    exercise, tempo : as given (tempo as text, e.g. "3-0-1-0")
    strides : the steps that `gait` sums up, one by one; empty where only sums were kept
    """

    reps: tuple[Rep, ...]
    sets: tuple[Set, ...]
    gait: Gait | None
    warnings: tuple[str, ...]
    placement: str
    exercise: str | None = None
    tempo: str | None = None
    strides: tuple[Stride, ...] = ()

    @property
    def counted(self) -> int:
        """How many repetitions count."""
        return sum(rep.counted for rep in self.reps)

    def to_frame(self) -> pd.DataFrame:
        """One row per repetition, one column per field of `Rep`; what is absent is NaN."""
        import pandas as pd

        names = [f.name for f in fields(Rep)]
        frame = pd.DataFrame([asdict(rep) for rep in self.reps], columns=names)
        measured = [f.name for f in fields(Rep) if "float" in str(f.type)]
        return frame.astype(dict.fromkeys(measured, "float64"))

    def to_dict(self) -> dict[str, Any]:
        """The analysis as plain values, ready for JSON; what is absent is None."""
        return {
            "placement": self.placement,
            "exercise": self.exercise,
            "tempo": self.tempo,
            "sets": [asdict(one) for one in self.sets],
            "reps": [asdict(one) for one in self.reps],
            "gait": None if self.gait is None else asdict(self.gait),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The heel is now raising, at the top, lowering, or at the bottom (`phase`, one of `PHASES`)."""

    phase: str
    at_s: float


@dataclass(frozen=True, slots=True)
class RepCounted:
    """A repetition counts; its last digits may still change when what follows it is known."""

    rep: Rep
    at_s: float


@dataclass(frozen=True, slots=True)
class PartialRep:
    """A motion under half of the set's usual range: shown, stored, not counted."""

    rep: Rep
    at_s: float


@dataclass(frozen=True, slots=True)
class SetStarted:
    """The first repetition of set number `set` counted."""

    set: int
    at_s: float


@dataclass(frozen=True, slots=True)
class SetEnded:
    """A set is over: rest was longer than it allows, or somebody ended it."""

    set: Set
    at_s: float


@dataclass(frozen=True, slots=True)
class SignalLost:
    """Samples stopped after `at_s`."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SignalBack:
    """Samples came again at `at_s`."""

    at_s: float


Event = PhaseChanged | RepCounted | PartialRep | SetStarted | SetEnded | SignalLost | SignalBack
