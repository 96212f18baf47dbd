"""Counts while nobody has said where the sensor is: a counter for each placement, until the motion tells which.

Both see all samples and count as if told. What they count is kept back until the placement is decided; then what the
right one has counted is said together, and it alone goes on. So the count is that of a sensor whose place was known
from the beginning, and nothing is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from soleus_sense.motion.placement import Sighting, decided, likelier
from soleus_sense.motion.reps import Analysis, Event, PhaseChanged, SignalBack, SignalLost, longest_rest_s
from soleus_sense.motion.samples import FloatArray

if TYPE_CHECKING:
    from soleus_sense.motion.counter import LiveState, RepCounter

IN_ORDER_S = 0.2
"""What was known so long ago is weighed: at a recording's end the trackers tell at once what they have held back for
up to 0.1 s, and the order must not depend on how the samples came."""

BLOCK = 1000
"""Samples given to both at a time: the wrong one looks at some seconds too many. No result depends on it."""


class UnplacedCounter:
    """Two counters, until it is decided which of them is right.

    Parameters
    ----------
    counters : "heel" and "shin", each told to be there, neither having seen a sample

    Carried: what each has said; what each took for repetitions, in the running set and in all.
    """

    def __init__(self, counters: Mapping[str, RepCounter]) -> None:
        self._counters = counters
        self._right: RepCounter | None = None
        self._kept_back: dict[str, list[Event]] = {placement: [] for placement in counters}
        self._fresh: list[tuple[float, str, Sighting]] = []
        self._set: dict[str, list[Sighting]] = {placement: [] for placement in counters}
        self._all: dict[str, list[Sighting]] = {placement: [] for placement in counters}
        self._over_s: float | None = None
        self._phase, self._phase_since_s = "bottom", 0.0
        for placement, counter in counters.items():
            counter.tell(lambda one, placement=placement: self._fresh.append((one.at_s, placement, one)))

    def push(self, time_s: FloatArray, acc_m_s2: FloatArray, gyr_rad_s: FloatArray | None) -> list[Event]:
        """Take samples and return what they made known; see `RepCounter.push`."""
        events: list[Event] = []
        start = 0
        while start < len(time_s):
            part = slice(start, start + BLOCK if self._right is None else len(time_s))
            block = time_s[part], acc_m_s2[part], None if gyr_rad_s is None else gyr_rad_s[part]
            if self._right is not None:
                return events + self._right.push(*block)
            events += self._said({placement: each.push(*block) for placement, each in self._counters.items()})
            events += self._weigh_until(self._now_s - IN_ORDER_S)
            start += BLOCK
        return events

    def end_set(self) -> list[Event]:
        """End the running set now: what was seen of it has to do for a decision."""
        if self._right is not None:
            return self._right.end_set()
        events = self._said({placement: each.end_set() for placement, each in self._counters.items()})
        now_s = self._now_s
        events += self._weigh_until(now_s)
        return events + self._end(now_s)

    def finish(self) -> list[Event]:
        """No more samples come: decide, if only for what is likelier, and return what is left to say."""
        if self._right is not None:
            return self._right.finish()
        events = self._said({placement: each.finish() for placement, each in self._counters.items()})
        now_s = self._now_s
        events += self._weigh_until(now_s)
        return events + self._end(now_s) + self._decide(likelier(**self._all), now_s)

    def analysis(self) -> Analysis:
        """Everything that is decided so far."""
        if self._right is not None:
            return self._right.analysis()
        return replace(self._counters["heel"].analysis(), reps=(), sets=(), warnings=())

    @property
    def now(self) -> LiveState:
        """Where the heel is now; before the decision nothing counts."""
        if self._right is not None:
            return self._right.now
        state = replace(self._counters["heel"].now, counted=0, set=0, set_counted=0)
        return replace(state, phase=self._phase, phase_since_s=self._phase_since_s)

    @property
    def _now_s(self) -> float:
        return self._counters["heel"].now.at_s

    def _said(self, said: Mapping[str, list[Event]]) -> list[Event]:
        """Keep back what was counted; return what both counters may say: phases as they change, the signal."""
        phases: list[PhaseChanged] = []
        events: list[Event] = []
        for placement, each in said.items():
            phases += [event for event in each if isinstance(event, PhaseChanged)]
            if placement == "heel":
                events += [event for event in each if isinstance(event, SignalLost | SignalBack)]
            self._kept_back[placement] += [
                event for event in each if not isinstance(event, PhaseChanged | SignalLost | SignalBack)
            ]
        for event in sorted(phases, key=lambda phase: phase.at_s):
            if event.phase != self._phase:
                self._phase, self._phase_since_s = event.phase, event.at_s
                events.append(event)
        return events

    def _weigh_until(self, at_s: float) -> list[Event]:
        """Weigh what was known by then, one after the other, and where a set was over by then, that it was."""
        events: list[Event] = []
        while self._right is None:
            known_s, placement, one = min(self._fresh, key=lambda each: each[:2], default=(at_s, "", None))
            known_s = min(known_s, at_s)
            if self._over_s is not None and known_s > self._over_s:
                events += self._end(self._over_s)
            elif one is None or one.at_s > at_s:
                break
            else:
                self._fresh.remove((one.at_s, placement, one))
                self._set[placement].append(one)
                self._all[placement].append(one)
                self._over_s = one.ends_s + longest_rest_s(one.ends_s - one.starts_s)
                events += self._decide(decided(**self._set, over=False), one.at_s)
        return events

    def _end(self, at_s: float) -> list[Event]:
        """The set is over: what was seen of it has to do for a decision, if it was enough."""
        placement = decided(**self._set, over=True)
        self._set = {each: [] for each in self._counters}
        self._over_s = None
        return self._decide(placement, at_s)

    def _decide(self, placement: str | None, at_s: float) -> list[Event]:
        """The counter for this placement, if it is one, goes on alone, and what it has counted is said."""
        if placement is None or self._right is not None:
            return []
        self._right = self._counters[placement]
        for counter in self._counters.values():
            counter.tell(None)
        events = [replace(event, at_s=max(event.at_s, at_s)) for event in self._kept_back.pop(placement)]
        self._counters, self._kept_back, self._fresh = {}, {}, []
        state = self._right.now
        if state.phase != self._phase:
            events.insert(0, PhaseChanged(state.phase, state.at_s))
        return events
