"""The streaming counter: samples in, events out, the same analysis as of the whole recording."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from soleus_sense.motion.reps import Analysis, Event


@dataclass(frozen=True, slots=True)
class LiveState:
    """Where the heel is now, for a screen.

    Attributes
    ----------
    at_s : the newest sample's time
    phase : one of `PHASES`
    phase_since_s : when that phase began
    travel : the heel's height now as a share of the usual range: 0 at the bottom, 1 at the top
    counted : repetitions counted in all
    set : number of the running set, 0 between sets
    set_counted : repetitions counted in the running set
    """

    at_s: float
    phase: str
    phase_since_s: float
    travel: float
    counted: int
    set: int
    set_counted: int


class RepCounter:
    """Counts heel raises while the samples arrive; memory does not grow with their number."""

    def __init__(
        self,
        placement: str = "auto",
        exercise: str | None = None,
        tempo: str | None = None,
        *,
        body_height_m: float | None = None,
    ) -> None:
        raise NotImplementedError

    def push(self, time_s: ArrayLike, acc_m_s2: ArrayLike, gyr_rad_s: ArrayLike | None = None) -> list[Event]:
        """Take samples: (n,) s, (n, 3) m/s², (n, 3) rad/s or None; any n. Return what they made known."""
        raise NotImplementedError

    def end_set(self) -> list[Event]:
        """End the running set now, by hand."""
        raise NotImplementedError

    def finish(self) -> list[Event]:
        """No more samples come: close what is open and return its events."""
        raise NotImplementedError

    def analysis(self) -> Analysis:
        """Everything so far; after `finish()` the same as `analyze()` of the whole recording."""
        raise NotImplementedError

    @property
    def now(self) -> LiveState:
        """Where the heel is now."""
        raise NotImplementedError
