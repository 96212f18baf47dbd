"""What came of one case: how many were counted of each set, the errors of what was matched, the delay live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from soleus_sense.evaluation.cases import Case, Idle
from soleus_sense.evaluation.mistakes import Mistake
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import FloatArray

SENSORS = ("acc + gyro", "acc")


@dataclass(frozen=True, slots=True)
class SetCount:
    """One set: how many repetitions it had, how many were counted in its share of the recording."""

    true: int
    found: int

    @property
    def error(self) -> int:
        return self.found - self.true


@dataclass(frozen=True, slots=True)
class LiveOutcome:
    """The same case as a stream.

    Attributes
    ----------
    delay_s : (n,) from each heel's true landing to the newest sample that was needed to announce it
    revised_s : (n,) how far each lowering time said live is from the final one
    same_as_whole : whether the stream's analysis equals that of the whole recording, to the last digit
    """

    delay_s: tuple[float, ...]
    revised_s: tuple[float, ...]
    same_as_whole: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One simulated workout, analysed with one sensor's samples.

    Attributes
    ----------
    case : which
    sensor : one of `SENSORS`
    traits : what it is grouped by in the tables, such as {"stance": "edge", "rate": "under 45 Hz"}
    counts : one per true set, told where the sensor is
    told_nothing : the same with the placement to be found out
    placement_found : the placement that was found out; None where nothing was analysed
    sets_found : how many sets the recording was divided into
    missed, extra : repetitions that were not counted, counts that were none
    mistakes : what each of them was
    errors : by quantity, found minus true; (n,) each
    unmeasured : by quantity, how often it was left unmeasured
    plain : by plain counter, one count per true set
    plain_cut_out : the same where the plain counter is told when each set begins and ends
    live : as a stream; None where that was not asked for
    failure : the sentence or the exception that ended it, or None
    """

    case: Case
    sensor: str
    traits: dict[str, str]
    counts: tuple[SetCount, ...]
    told_nothing: tuple[SetCount, ...] = ()
    placement_found: str | None = None
    sets_found: int = 0
    missed: int = 0
    extra: int = 0
    mistakes: tuple[Mistake, ...] = ()
    errors: dict[str, tuple[float, ...]] = field(default_factory=dict)
    unmeasured: dict[str, int] = field(default_factory=dict)
    plain: dict[str, tuple[SetCount, ...]] = field(default_factory=dict)
    plain_cut_out: dict[str, tuple[SetCount, ...]] = field(default_factory=dict)
    live: LiveOutcome | None = None
    failure: str | None = None

    @property
    def exact(self) -> bool:
        """Whether every set was counted exactly."""
        return self.failure is None and all(one.error == 0 for one in self.counts)


@dataclass(frozen=True, slots=True)
class IdleOutcome:
    """Minutes without a repetition, analysed with one sensor's samples; every count is false.

    Attributes
    ----------
    seconds : how long it really was
    false_s : when ours counted
    plain : by plain counter, how many it counted
    """

    case: Idle
    sensor: str
    seconds: float
    false_s: tuple[float, ...]
    plain: dict[str, int]
    failure: str | None = None


def shares_of(truth: Sequence[Rep], sets: int) -> FloatArray:
    """(sets + 1,) s, the instants between which a count belongs to a set: the middle of each rest.

    The first reaches back to the beginning of the recording and the last to its end, so that what is counted
    before, between and after the sets spoils one of them.
    """
    edges = [-np.inf]
    for number in range(1, sets):
        ends = max(rep.lower_end_s for rep in truth if rep.set == number)
        begins = min(rep.raise_start_s for rep in truth if rep.set == number + 1)
        edges.append((ends + begins) / 2)
    return np.array([*edges, np.inf])


def count_sets(truth: Sequence[Rep], at_s: Sequence[float] | FloatArray) -> tuple[SetCount, ...]:
    """How many of the instants fall into each set's share, beside how many repetitions it had.

    Parameters
    ----------
    truth : every repetition, partials too
    at_s : an instant within each counted repetition
    """
    sets = max((rep.set for rep in truth), default=0)
    if not sets:
        return ()
    edges = shares_of(truth, sets)
    true = [sum(rep.counted for rep in truth if rep.set == number) for number in range(1, sets + 1)]
    found = [int(np.count_nonzero((np.asarray(at_s) >= a) & (np.asarray(at_s) < b))) for a, b in pairwise(edges)]
    return tuple(map(SetCount, true, found))
