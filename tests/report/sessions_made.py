"""Sessions made from repetition times alone, so that every figure of a report is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from soleus_sense.exercises import Tempo
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.samples import Recording
from soleus_sense.motion.trace import TravelTrace

RAISE_S, TOP_S, BOTTOM_S, REST_S = 1.0, 0.25, 0.4, 30.0


@dataclass(frozen=True)
class Session:
    """A recording, its analysis and its travel."""

    recording: Recording
    analysis: Analysis
    trace: TravelTrace

    def with_reps(self, change: Callable[[Rep], Rep]) -> Session:
        """The same with changed repetitions."""
        reps = tuple(map(change, self.analysis.reps))
        return replace(self, analysis=_analysis(reps, self.analysis))


def _analysis(reps: Sequence[Rep], known: Analysis) -> Analysis:
    target = None if known.tempo is None else Tempo.parse(known.tempo)
    indices = sorted({rep.set for rep in reps})
    sets = tuple(summarise_set(index, [rep for rep in reps if rep.set == index], target) for index in indices)
    return replace(known, reps=tuple(reps), sets=sets)


def make_session(
    lower_s: Sequence[float] | Sequence[Sequence[float]],
    range_deg: Sequence[float] | None = None,
    *,
    tempo: str | None = "3-0-1-0",
    exercise: str | None = None,
    rate_hz: float = 100.0,
    side: str | None = None,
) -> Session:
    """Make a session: `make_session([3.0, 2.9], [30, 28])` is one set of two; a list of lists is several sets."""
    sets = [list(one) for one in lower_s] if lower_s and isinstance(lower_s[0], Sequence) else [list(lower_s)]
    reps: list[Rep] = []
    now_s = 2.0
    for number, lowerings in enumerate(sets, start=1):
        for i, lowering in enumerate(lowerings):
            turn = 30.0 if range_deg is None else float(range_deg[i])
            last = i + 1 == len(lowerings)
            top_at, down_at = now_s + RAISE_S, now_s + RAISE_S + TOP_S
            reps.append(
                Rep(
                    index=len(reps) + 1,
                    set=number,
                    counted=True,
                    raise_start_s=now_s,
                    raise_end_s=top_at,
                    lower_start_s=down_at,
                    lower_end_s=down_at + lowering,
                    raise_s=RAISE_S,
                    top_s=TOP_S,
                    lower_s=float(lowering),
                    bottom_s=None if last else BOTTOM_S,
                    range_deg=turn,
                    height_m=None,
                    peak_lower_deg_s=2 * turn / lowering,
                )
            )
            now_s = down_at + lowering + (REST_S if last else BOTTOM_S)
    end_s = now_s + 2.0
    time_s = np.arange(0.0, end_s, 1 / rate_hz)
    still = np.tile([0.0, 0.0, 9.81], (len(time_s), 1))
    recording = Recording.from_arrays(time_s, still, np.zeros_like(still), side=side)
    known = Analysis((), (), None, (), "heel", exercise, tempo)
    return Session(recording, _analysis(reps, known), _trace(reps, end_s))


MakeSession = Callable[..., Session]


def _trace(reps: Sequence[Rep], end_s: float) -> TravelTrace:
    """Half a cosine up, half a cosine down."""
    time_s = np.arange(0.0, end_s, 0.02)
    corners, levels = [0.0], [0.0]
    for rep in reps:
        corners += [rep.raise_start_s, rep.raise_end_s, rep.lower_start_s, rep.lower_end_s]
        levels += [0.0, rep.range_deg or 0.0, rep.range_deg or 0.0, 0.0]
    return TravelTrace(time_s, np.interp(time_s, corners, levels), "°")
