"""Soleus push-ups for minutes or hours: rate, bouts and pauses, full heights, free drops, and the day's minutes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from scipy.constants import g as GRAVITY_M_S2

from soleus_sense.errors import SettingsError
from soleus_sense.exercises.said import ABSENT, Said, minutes, percent

if TYPE_CHECKING:
    from soleus_sense.motion.reps import Analysis, Rep

ROLLING_S = 60.0
"""The rate now is that of the last minute, as cadence is shown everywhere."""

FULL_SHARE = 0.8
"""A repetition is of full height from this share of the person's own best on; ours, not a published standard."""

BEST_SHARE = 0.9
"""The own best is what one repetition in ten goes beyond: a single stretch or slip does not set it."""

FALL_G = {"heel": 0.20, "shin": 0.08}
"""A heel that is let go comes down at a third of gravity or more; one lowered as fast as a calf can (9 cm in 0.3 s) at
a fifth. A shin comes down by two thirds of that, and its height is smoothed over a longer time."""

PASSIVE_SHARE = 0.5
"""Most of the repetitions fell: the person lets the heel drop."""


@dataclass(frozen=True, slots=True)
class Bout:
    """Push-ups without a rest between them: a set as the counter has it.

    Attributes
    ----------
    start_s, end_s : from the first raise to the last landing
    reps : that counted
    rate_per_min : repetitions a minute, see `rate_of`
    pause_s : from its end to the next bout, or None for the last
    """

    start_s: float
    end_s: float
    reps: int
    rate_per_min: float | None
    pause_s: float | None

    @property
    def active_s(self) -> float:
        """Its length."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class RateAt:
    """Repetitions a minute over the `ROLLING_S` before a moment."""

    at_s: float
    per_min: float


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Minutes of push-ups of one day, against a goal where there is one.

    Attributes
    ----------
    minutes : active, this session's and the day's others'
    goal_min : to reach, or None
    """

    minutes: float
    goal_min: float | None = None

    @property
    def share(self) -> float | None:
        """Of the goal; over 1 beyond it."""
        return None if self.goal_min is None else self.minutes / self.goal_min

    @property
    def left_min(self) -> float | None:
        """Minutes to the goal; 0 from there on."""
        return None if self.goal_min is None else max(self.goal_min - self.minutes, 0.0)


@dataclass(frozen=True, slots=True)
class PushUps:
    """A session of soleus push-ups.

    Attributes
    ----------
    reps, partials : that counted, and that stayed under half of the usual range
    active_s : seconds in bouts; `resting_s` seconds between them
    bouts : in the order of time
    rate_per_min : repetitions a minute while active, see `rate_of`
    rates : the rolling rate, one a minute of each bout
    full_height_share : of the repetitions, those of `FULL_SHARE` of the own best height or more; None where no
        height was measured
    passive_share : those after which the heel fell freely; None where no height was measured
    day : the day's total, or None where nobody looked for the day's other sessions
    """

    reps: int
    partials: int
    active_s: float
    resting_s: float
    bouts: tuple[Bout, ...]
    rate_per_min: float | None
    rates: tuple[RateAt, ...]
    full_height_share: float | None
    passive_share: float | None
    day: DayTotal | None

    @property
    def passive(self) -> bool | None:
        """Whether the heel is let drop, or None where that is not known."""
        return None if self.passive_share is None else self.passive_share >= PASSIVE_SHARE

    @property
    def said(self) -> tuple[Said, ...]:
        """The figures in words."""
        rates = [one.per_min for one in self.rates]
        spread = ""
        if len(rates) > 2:
            tenths = quantiles(rates, n=10)
            spread = f" The rate of the last minute lay between {tenths[0]:.0f} and {tenths[-1]:.0f} for most of it."
        longest = max((one.active_s for one in self.bouts), default=0.0)
        pauses = f", {minutes(self.resting_s)} of pauses between them" if len(self.bouts) > 1 else ""
        dropped = {None: "", True: "The lowering is a free drop and has no target.", False: ""}[self.passive]
        if self.passive is False:
            dropped = "Most lowerings were held back: let the heel drop by itself."
        figures = [
            Said("Active", minutes(self.active_s), "From the first raise to the last landing of every bout."),
            Said(
                "Rate",
                ABSENT if self.rate_per_min is None else f"{self.rate_per_min:.0f} a minute",
                f"Repetitions a minute while active.{spread}",
            ),
            Said(
                "Bouts",
                f"{len(self.bouts)}",
                f"Without a rest longer than a set may have; the longest {minutes(longest)}{pauses}.",
            ),
        ]
        if self.full_height_share is not None:
            figures.append(
                Said(
                    "Full height",
                    percent(self.full_height_share),
                    f"Share of repetitions that reach {100 * FULL_SHARE:.0f} % of the height of your own best tenth; "
                    "the limit is ours, not a published standard.",
                )
            )
        if self.passive_share is not None:
            figures.append(Said("Free drops", percent(self.passive_share), dropped))
        return tuple(figures) if self.day is None else (*figures, _day_said(self.day))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        day = self.day
        told = None if day is None else {**asdict(day), "share": day.share, "left_min": day.left_min}
        return {**asdict(self), "day": told}


def push_ups(analysis: Analysis, *, goal_min: float | None = None, earlier_min: float | None = None) -> PushUps | None:
    """What a session of soleus push-ups comes to; None where nothing counted.

    Parameters
    ----------
    analysis : of the session
    goal_min : active minutes to reach in a day (the study: 270)
    earlier_min : active minutes of the same day's other sessions; None where nobody knows: the day is left out

    Raises
    ------
    SettingsError
        A goal that is no positive number of minutes of a day.
    """
    if goal_min is not None and not 0 < goal_min <= 24 * 60:
        raise SettingsError(f"A goal of {goal_min:g} minutes a day cannot be; give 1 to 1440, such as 270.")
    done = [rep for rep in analysis.reps if rep.counted]
    if not done:
        return None
    bouts = _bouts(analysis)
    active_s = sum(one.active_s for one in bouts)
    falls = [fell for fell in (fell_freely(rep, analysis.placement) for rep in done) if fell is not None]
    return PushUps(
        reps=len(done),
        partials=len(analysis.reps) - len(done),
        active_s=active_s,
        resting_s=sum(one.pause_s or 0.0 for one in bouts),
        bouts=bouts,
        rate_per_min=rate_of(done),
        rates=tuple(rate for one in _by_set(done) for rate in rolling_rates([rep.lower_end_s for rep in one])),
        full_height_share=full_height_share(done),
        passive_share=sum(falls) / len(falls) if falls else None,
        day=None if earlier_min is None else DayTotal(earlier_min + active_s / 60, goal_min),
    )


def rate_of(reps: Sequence[Rep]) -> float | None:
    """Repetitions a minute while active, from raise to raise within each set; None where no set has two.

    From the first raise to the last landing would be one cycle short of its pause, and a little too quick.
    """
    sets = _by_set([rep for rep in reps if rep.counted])
    cycles_s = sum(one[-1].raise_start_s - one[0].raise_start_s for one in sets)
    return 60 * sum(len(one) - 1 for one in sets) / cycles_s if cycles_s > 0 else None


def rate_now(landings_s: Sequence[float], now_s: float) -> float:
    """Repetitions a minute over the last `ROLLING_S`, for a live screen.

    Parameters
    ----------
    landings_s : when repetitions ended, rising; those of the last minute are enough
    now_s : the moment
    """
    return 60 / ROLLING_S * (bisect_right(landings_s, now_s) - bisect_right(landings_s, now_s - ROLLING_S))


def rolling_rates(landings_s: Sequence[float]) -> tuple[RateAt, ...]:
    """The rate of the minute before, at every whole minute since the first of these landings."""
    if not landings_s:
        return ()
    count = int((landings_s[-1] - landings_s[0]) // ROLLING_S)
    moments = (landings_s[0] + (k + 1) * ROLLING_S for k in range(count))
    return tuple(RateAt(at_s, rate_now(landings_s, at_s)) for at_s in moments)


def full_height_share(reps: Sequence[Rep]) -> float | None:
    """Share of repetitions that reach `FULL_SHARE` of the own best; None where none has a height or turn."""
    spans = [rep.height_m if rep.height_m is not None else rep.range_deg for rep in reps]
    measured = sorted(one for one in spans if one is not None)
    if not measured:
        return None
    best = measured[min(int(BEST_SHARE * len(measured)), len(measured) - 1)]
    return sum(one >= FULL_SHARE * best for one in measured) / len(measured)


def fell_freely(rep: Rep, placement: str) -> bool | None:
    """Whether the heel was let drop; None where its height was not measured.

    Falling evenly faster, it covers its height in the lowering's time at so much of gravity: 2 h / t².
    """
    if rep.height_m is None or rep.lower_s <= 0:
        return None
    return 2 * rep.height_m / rep.lower_s**2 >= FALL_G[placement] * GRAVITY_M_S2


def usual_fall_g(reps: Sequence[Rep]) -> float | None:
    """The usual share of gravity at which these came down, or None where no height was measured."""
    falls = [
        2 * rep.height_m / rep.lower_s**2 / GRAVITY_M_S2 for rep in reps if rep.height_m is not None and rep.lower_s > 0
    ]
    return median(falls) if falls else None


def _bouts(analysis: Analysis) -> tuple[Bout, ...]:
    sets = [one for one in analysis.sets if one.reps]
    pauses: list[float | None] = [max(after.start_s - one.end_s, 0.0) for one, after in pairwise(sets)]
    return tuple(
        Bout(
            start_s=one.start_s,
            end_s=one.end_s,
            reps=one.reps,
            rate_per_min=rate_of([rep for rep in analysis.reps if rep.set == one.index]),
            pause_s=pause_s,
        )
        for one, pause_s in zip(sets, [*pauses, None], strict=True)
    )


def _by_set(reps: Sequence[Rep]) -> list[list[Rep]]:
    """The repetitions of each set, in the order of time."""
    sets: dict[int, list[Rep]] = {}
    for rep in reps:
        sets.setdefault(rep.set, []).append(rep)
    return list(sets.values())


def _day_said(day: DayTotal) -> Said:
    if day.goal_min is None:
        return Said("Today", minutes(60 * day.minutes), "Active minutes of push-ups on this day, in all its sessions.")
    left = day.left_min or 0.0
    to_go = f"{minutes(60 * left)} to go" if left else "the goal is reached"
    return Said(
        "Today",
        f"{minutes(60 * day.minutes)} of {minutes(60 * day.goal_min)} ({percent(day.share)})",
        f"Active minutes of push-ups on this day, in all its sessions; {to_go}.",
    )
