"""How well a set was done: the parts of its quality, each a pure function of its repetitions.

Every part looks at the counted repetitions alone: a partial is shown and stored, never graded. A part that
cannot be had from these repetitions is None, never zero. The tolerances are ours, not a published standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from soleus_sense.exercises import Tempo
from soleus_sense.motion.reps import Rep, Set

GOOD_CV = 0.10
"""A lowering time that varies less than this from repetition to repetition is steady."""

POOR_CV = 0.20
"""One that varies more than this is uneven."""

PASS_SYMMETRY = 90.0
"""The usual pass mark of a limb symmetry index, in per cent."""

FEWEST_FOR_CV = 2
FEWEST_FOR_DRIFT = 3
"""Two repetitions always lie on a line, so a slope says something from three on."""

RANGE_GROUP = 3
"""Repetitions averaged at the end and at the best, so that no single one decides."""

FEWEST_FOR_RANGE_KEPT = 2 * RANGE_GROUP
"""Under six the last three and the best three are mostly the same ones."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """The range of motion of some repetitions in the one quantity that suits them.

    Attributes
    ----------
    values : one per repetition in its order, None where it was not measured
    unit : "cm" (height) or "°" (turn), the values' unit; "" where nothing was measured
    """

    values: tuple[float | None, ...]
    unit: str

    @property
    def measured(self) -> list[float]:
        """The values there are, in order."""
        return [value for value in self.values if value is not None]


@dataclass(frozen=True, slots=True)
class Symmetry:
    """Limb symmetry indices of two legs, smaller / larger × 100; None where a side has no such figure."""

    reps: float | None
    range: float | None
    lower_s: float | None


def counted(reps: Sequence[Rep]) -> tuple[Rep, ...]:
    """The repetitions that count."""
    return tuple(rep for rep in reps if rep.counted)


def ranges(reps: Sequence[Rep]) -> Ranges:
    """The range of each repetition, as height where that is known as often as the turn, else as the turn.

    Height comes first because a standing shin tilts little and not in step with the heel, and because it is
    what a clinic measures; one quantity serves them all, so that they can be compared.
    """
    heights = sum(rep.height_m is not None for rep in reps)
    turns = sum(rep.range_deg is not None for rep in reps)
    if heights and heights >= turns:
        return _heights(reps)
    return _turns(reps) if turns else Ranges((None,) * len(reps), "")


def tempo_compliance(reps: Sequence[Rep], tempo: Tempo | None) -> float | None:
    """Share of counted repetitions whose lowering complies with the target; None without a target or rep."""
    done = counted(reps)
    if tempo is None or not done:
        return None
    return sum(tempo.complies(rep.lower_s) for rep in done) / len(done)


def lower_cv(reps: Sequence[Rep]) -> float | None:
    """Coefficient of variation of the lowering time: sample standard deviation / mean; None under two reps."""
    lowerings = [rep.lower_s for rep in counted(reps)]
    if len(lowerings) < FEWEST_FOR_CV:
        return None
    mean = fmean(lowerings)
    return stdev(lowerings) / mean if mean > 0 else None


def range_kept(reps: Sequence[Rep]) -> float | None:
    """Mean range of the last three reps / mean of the best three; None under six reps with a range."""
    measured = ranges(counted(reps)).measured
    if len(measured) < FEWEST_FOR_RANGE_KEPT:
        return None
    best = fmean(sorted(measured)[-RANGE_GROUP:])
    return fmean(measured[-RANGE_GROUP:]) / best if best > 0 else None


def tempo_drift(reps: Sequence[Rep]) -> float | None:
    """Least-squares slope of the lowering time over the set, seconds per rep; None under three reps.

    Negative: the lowerings grow shorter, the person speeds up.
    """
    lowerings = [rep.lower_s for rep in counted(reps)]
    if len(lowerings) < FEWEST_FOR_DRIFT:
        return None
    middle, mean = (len(lowerings) - 1) / 2, fmean(lowerings)
    rise = sum((at - middle) * (lower_s - mean) for at, lower_s in enumerate(lowerings))
    return rise / sum((at - middle) ** 2 for at in range(len(lowerings)))


def time_under_tension(reps: Sequence[Rep]) -> float:
    """Sum of raise + top + lower of the counted repetitions, seconds; 0 without any."""
    return sum((rep.raise_s + rep.top_s + rep.lower_s for rep in counted(reps)), 0.0)


def limb_symmetry(left: float | None, right: float | None) -> float | None:
    """Smaller / larger × 100, per cent; None where a side is missing, negative, or both are zero."""
    if left is None or right is None or min(left, right) < 0 or max(left, right) == 0:
        return None
    return 100 * (min(left, right) / max(left, right))


def common_ranges(left: Sequence[Rep], right: Sequence[Rep]) -> tuple[Ranges, Ranges]:
    """The ranges of two legs' repetitions in one quantity that both have: height, else turn, else nothing."""
    for quantity in (_heights, _turns):
        both = quantity(left), quantity(right)
        if both[0].measured and both[1].measured:
            return both
    return Ranges((None,) * len(left), ""), Ranges((None,) * len(right), "")


def symmetry(left: Sequence[Rep], right: Sequence[Rep]) -> Symmetry:
    """Two legs side by side: counted reps, mean range and mean lowering time, each as a limb symmetry index."""
    left, right = counted(left), counted(right)
    left_range, right_range = common_ranges(left, right)
    return Symmetry(
        reps=limb_symmetry(len(left), len(right)),
        range=limb_symmetry(_mean(left_range.measured), _mean(right_range.measured)),
        lower_s=limb_symmetry(_mean([rep.lower_s for rep in left]), _mean([rep.lower_s for rep in right])),
    )


def summarise_set(index: int, reps: Sequence[Rep], tempo: Tempo | None) -> Set:
    """The set number `index` made of `reps` (partials among them), with every part of its quality.

    Parameters
    ----------
    index : the set's number, from 1
    reps : its repetitions and partials in the order of time; may be empty
    tempo : the target, or None where there is none (a passive drop has none)
    """
    done = counted(reps)
    return Set(
        index=index,
        start_s=reps[0].raise_start_s if reps else 0.0,
        end_s=reps[-1].lower_end_s if reps else 0.0,
        reps=len(done),
        partials=len(reps) - len(done),
        lower_s=_mean([rep.lower_s for rep in done]),
        tempo_compliance=tempo_compliance(done, tempo),
        lower_cv=lower_cv(done),
        range_kept=range_kept(done),
        tempo_drift_s_per_rep=tempo_drift(done),
        time_under_tension_s=time_under_tension(done),
    )


def _heights(reps: Sequence[Rep]) -> Ranges:
    return Ranges(tuple(None if rep.height_m is None else 100 * rep.height_m for rep in reps), "cm")


def _turns(reps: Sequence[Rep]) -> Ranges:
    return Ranges(tuple(rep.range_deg for rep in reps), "°")


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
