"""The repetitions that are over: kept, and measured again by what follows them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from soleus_sense.motion.candidate import Candidate
from soleus_sense.motion.evidence import Evidence
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.kept import KeptReps
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.reps import Rep

LOOK_AHEAD_S = 1.2
"""A landing is measured once more with this much of what followed."""

NEXT_RAISE_S = 6.0
"""At the shin it is measured once more when the next raise is known, which shows the bottom after it, or after this."""

FOLLOWED_AT_SHIN_S = 2.5
"""Where no raise follows for so long, it is measured with this much: a leg that stands then stands at its bottom."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A repetition whose last digits wait for what follows it."""

    row: int
    one: Candidate


class FinishedReps:
    """Repetitions and partials, each measured once more when what follows it is known.

    Parameters
    ----------
    evidence : the samples that are kept
    at_shin : whether they are measured by each other: they share a sensor's offset and a leg's bottom

    Carried: those that wait for what follows them; at the shin the measures of all that begin within the kept samples.
    """

    def __init__(self, evidence: Evidence, *, at_shin: bool) -> None:
        self._evidence, self._at_shin = evidence, at_shin
        self.kept = KeptReps()
        self._open: list[_Open] = []
        self._lately: dict[int, Measured] = {}
        waits_s, ahead_s = (NEXT_RAISE_S, FOLLOWED_AT_SHIN_S) if at_shin else (LOOK_AHEAD_S, LOOK_AHEAD_S)
        self._waits, self._ahead = round(waits_s * GRID_RATE_HZ), round(ahead_s * GRID_RATE_HZ)

    def restart(self) -> None:
        """After a gap too long to bridge: nothing follows what is open."""
        self.settle(None)
        self._lately = {}

    @property
    def needed_from(self) -> int | None:
        """Grid index of the first sample that is still to be measured with; None where there is none."""
        return min((each.one.base for each in self._open), default=None)

    def measure_among(self, one: Candidate, stop: int, came: int) -> Measured | None:
        """Measure a new repetition at the shin by those around it.

        Parameters
        ----------
        stop : by the samples up to before this grid index
        came : samples came up to before this one
        """
        if not self._at_shin:
            return None
        kept_from = self._evidence.kept_from(came)
        self._lately = {row: seen for row, seen in self._lately.items() if seen.raise_start >= kept_from}
        if one.first < kept_from:
            # It waited so long for others like it that its own samples may be gone.
            return None
        one = replace(one, base=max(one.base, kept_from))
        return self._measured_among(_Open(len(self.kept), one), stop)

    def add(self, one: Candidate, rep: Rep, *, among: Measured | None, stop: int) -> None:
        """Keep a repetition or partial, measured by the samples up to before grid index `stop`.

        Parameters
        ----------
        among : what `measure_among` said of it
        """
        opened = _Open(len(self.kept), one)
        if self._at_shin:
            self._lately[opened.row] = among or one.measured
            self._settle_before(self._lately[opened.row])
        if self._evidence.keeps(one.base, stop):
            self._open.append(opened)
        self.kept.append(rep)

    def settle(self, reached: int | None) -> None:
        """Measure again what has been followed for long enough, up to a grid index; all for None."""
        while self._open and (reached is None or reached >= self._open[0].one.cycle.landing + self._waits):
            opened = self._open.pop(0)
            self._measure_again(opened, min(opened.one.cycle.landing + self._ahead, self._evidence.grid.end))

    def _settle_before(self, following: Measured) -> None:
        """Measure again those before a repetition at the shin, which shows where the bottom between them ends."""
        for opened in self._open:
            self._measure_again(opened, int(following.raise_start) + 1)
        self._open = []

    def _measured_among(self, opened: _Open, stop: int) -> Measured | None:
        one, others = opened.one, [seen for row, seen in self._lately.items() if row != opened.row]
        return self._evidence.measure_among(one.cycle, one.first, one.base, stop, own=one.measured, others=others)

    def _measure_again(self, opened: _Open, stop: int) -> None:
        row, one = opened.row, opened.one
        if self._at_shin:
            measured = self._measured_among(opened, stop)
        else:
            measured = self._evidence.measure(one.cycle, one.first, one.base, stop)
        if measured is None:
            return
        before = self.kept[row]
        rep = self._evidence.rep(measured)
        if rep.lower_start_s >= before.lower_end_s:
            # The samples that followed hold a higher top: this is the next repetition's lowering.
            return
        self.kept[row] = replace(rep, index=before.index, set=before.set, counted=before.counted)
        if row in self._lately:
            self._lately[row] = measured
