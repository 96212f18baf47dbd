"""Two sensors, left and right, while a workout runs: each set's symmetry, and how far apart the legs are.

Each sensor has a clock of its own; what is compared in time is brought onto this machine's clock first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from soleus_sense.motion.quality import PASS_SYMMETRY, Symmetry, common_ranges, limb_symmetry, symmetry
from soleus_sense.motion.reps import Event, Rep, RepCounted, SetEnded
from soleus_sense.motion.sides import LAG_SEEN_S, lag_s

LEAD_REPS = 1
"""While a set runs one leg is now and then a repetition ahead: that is no difference yet."""


@dataclass(frozen=True)
class SidesCompared:
    """Both legs of a set, or of the whole workout, side by side; the pairs are in the order of `names`.

    Attributes
    ----------
    set : its number; None: the whole workout
    over : whether it has ended on both sides
    names : what the sides are called
    reps : counted repetitions, corrections included; while a set runs and the legs are at most one apart, the rest is
        of as many of each
    lower_s : mean lowering times; None where there is none
    range : mean ranges in `range_unit` ("cm", "°", or "" where one side has none)
    symmetry : limb symmetry indices, per cent; that of the repetitions is None while a set runs and the legs are at
        most one apart
    lag_s : how much later the second side comes down than the first; None where it is not known, or they take turns
    """

    set: int | None
    over: bool
    names: tuple[str, str]
    reps: tuple[int, int]
    lower_s: tuple[float | None, float | None]
    range: tuple[float | None, float | None]
    range_unit: str
    symmetry: Symmetry
    lag_s: float | None


class BothSides:
    """Follows two sensors and compares them.

    Parameters
    ----------
    names : what the sensors are called
    on_one_clock : seconds of this machine's clock at seconds of that sensor's; None while it is not known
    by_hand : repetitions to add to that sensor's count of a set by hand, of all sets where it is None

    State: the counted repetitions of each side by set, and which sets have ended.
    """

    def __init__(
        self,
        names: tuple[str, str],
        on_one_clock: Callable[[str, float], float | None],
        by_hand: Callable[[str, int | None], int] = lambda sensor, number: 0,
    ) -> None:
        self._names = names
        self._by_hand = by_hand
        self._on_one_clock = on_one_clock
        self._reps: dict[str, dict[int, list[Rep]]] = {name: {} for name in names}
        self._ended: dict[str, set[int]] = {name: set() for name in names}
        self._told: set[int] = set()

    def hear(self, sensor: str, said: Event) -> list[SidesCompared]:
        """Something happened at that sensor; what there is to tell of both."""
        match said:
            case RepCounted():
                number = said.rep.set
                self._reps[sensor].setdefault(number, []).append(said.rep)
            case SetEnded():
                number = said.set.index
                self._ended[sensor].add(number)
            case _:
                return []
        if number in self._told or not all(self._reps[name].get(number) for name in self._names):
            return []
        over = all(number in ended for ended in self._ended.values())
        if over:
            self._told.add(number)
        return [self._compared(number, [self._reps[name][number] for name in self._names], over=over)]

    def whole(self) -> SidesCompared | None:
        """The whole workout so far; None where one side has no repetition, or where there was one set only."""
        if all(len(self._reps[name]) < 2 for name in self._names):
            return None
        sides = [[rep for reps in self._reps[name].values() for rep in reps] for name in self._names]
        return self._compared(None, sides, over=True) if all(sides) else None

    def _compared(self, number: int | None, sides: Sequence[Sequence[Rep]], *, over: bool) -> SidesCompared:
        left, right = sides
        reps = (
            max(len(left) + self._by_hand(self._names[0], number), 0),
            max(len(right) + self._by_hand(self._names[1], number), 0),
        )
        level = not over and abs(reps[0] - reps[1]) <= LEAD_REPS
        if level:
            shared = min(len(left), len(right))
            left, right = left[:shared], right[:shared]
        found = replace(symmetry(left, right), reps=None if level else limb_symmetry(*reps))
        ranges = common_ranges(left, right)
        return SidesCompared(
            set=number,
            over=over,
            names=self._names,
            reps=reps,
            lower_s=(_mean([rep.lower_s for rep in left]), _mean([rep.lower_s for rep in right])),
            range=(_mean(ranges[0].measured), _mean(ranges[1].measured)),
            range_unit=ranges[0].unit,
            symmetry=found,
            lag_s=self._lag_s(left, right),
        )

    def _lag_s(self, left: Sequence[Rep], right: Sequence[Rep]) -> float | None:
        moments: list[list[float]] = []
        for name, reps in zip(self._names, (left, right), strict=True):
            at_s = [self._on_one_clock(name, rep.lower_end_s) for rep in reps]
            moments.append([one for one in at_s if one is not None])
        apart_s = lag_s(moments[0], moments[1])
        return None if apart_s is None else round(apart_s, 3)


def both_words(said: SidesCompared, *, short: bool = False) -> str:
    """`symmetry (usual pass mark 90 %): reps 100 %, range 87 %, lowering 97 %; right down 0.20 s later`.

    Parameters
    ----------
    short : for a screen: a sign before what is under the pass mark as it is shown, in place of the mark
    """
    found = said.symmetry
    indices = [
        f"{what} {'▼ ' if short and round(value) < PASS_SYMMETRY else ''}{value:.0f} %"
        for what, value in (("reps", found.reps), ("range", found.range), ("lowering", found.lower_s))
        if value is not None
    ]
    what = "symmetry" if short else f"symmetry (usual pass mark {PASS_SYMMETRY:.0f} %)"
    parts = [f"{what}: {', '.join(indices)}"] if indices else []
    if said.lag_s is not None:
        parts.append(_lag_words(said.names, said.lag_s))
    return ("  ·  " if short else "; ").join(parts)


def both_sentence(said: SidesCompared) -> str:
    """A set, or the whole workout, of both legs in one sentence."""
    what = "Both sides" if said.set is None else f"Set {said.set}, both sides"
    counts = " and ".join(f"{name} {reps}" for name, reps in zip(said.names, said.reps, strict=True))
    return f"{what}: {'; '.join(filter(None, (f'{counts} reps', both_words(said))))}."


def _lag_words(names: tuple[str, str], lag: float) -> str:
    if abs(lag) < LAG_SEEN_S:
        return "down together"
    return f"{names[1]} down {abs(lag):.2f} s {'later' if lag > 0 else 'sooner'}"


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
