"""The repetitions of a long stream, kept small: a day of them takes a few megabytes."""

from __future__ import annotations

from array import array
from dataclasses import fields, replace
from itertools import pairwise, takewhile
from math import isnan, nan

from soleus_sense.motion.reps import Rep

_NAMES = tuple(field.name for field in fields(Rep))
_WIDTH = len(_NAMES)


class KeptReps:
    """Repetitions and partials in the order of time, each packed into as many numbers as `Rep` has fields."""

    def __init__(self) -> None:
        self._numbers = array("d")

    def __len__(self) -> int:
        return len(self._numbers) // _WIDTH

    def append(self, rep: Rep) -> None:
        """Keep one more."""
        self._numbers.extend(_packed(rep))

    def __setitem__(self, row: int, rep: Rep) -> None:
        self._numbers[row * _WIDTH : (row + 1) * _WIDTH] = array("d", _packed(rep))

    def __getitem__(self, row: int) -> Rep:
        numbers = self._numbers[row * _WIDTH : (row + 1) * _WIDTH]
        values = {name: None if isnan(value) else value for name, value in zip(_NAMES, numbers, strict=True)}
        for name in ("index", "set"):
            values[name] = int(values[name] or 0)
        for name in ("counted", "flagged"):
            values[name] = bool(values[name])
        return Rep(**values)  # pyright: ignore[reportArgumentType]

    def all(self) -> list[Rep]:
        """Every one, each with the bottom that follows it within its set."""
        return _with_bottoms([self[row] for row in range(len(self))])

    def of_newest_set(self, number: int) -> list[Rep]:
        """Those of the set with that number, which is the newest."""
        newest = takewhile(lambda rep: rep.set == number, (self[row] for row in range(len(self) - 1, -1, -1)))
        return _with_bottoms(list(newest)[::-1])


def _packed(rep: Rep) -> list[float]:
    values = (getattr(rep, name) for name in _NAMES)
    return [nan if value is None else float(value) for value in values]


def _with_bottoms(reps: list[Rep]) -> list[Rep]:
    """The repetitions, each with the time at the bottom until the next one of its set.

    Two that are measured into one another by their smoothing share the moment half way between them.
    """
    reps = _parted(reps)
    followed = [
        replace(rep, bottom_s=max(after.raise_start_s - rep.lower_end_s, 0.0)) if after.set == rep.set else rep
        for rep, after in pairwise(reps)
    ]
    return followed + reps[-1:]


def _parted(reps: list[Rep]) -> list[Rep]:
    """The repetitions without overlaps: within one, and from one to the next."""
    out: list[Rep] = []
    for rep in reps:
        start, up, down, end = rep.raise_start_s, rep.raise_end_s, rep.lower_start_s, rep.lower_end_s
        if up <= down and not (out and start < out[-1].lower_end_s):
            out.append(rep)
            continue
        if up > down:
            up = down = 0.5 * (up + down)
        if out and start < out[-1].lower_end_s:
            border = max(0.5 * (start + out[-1].lower_end_s), out[-1].lower_start_s)
            out[-1] = replace(out[-1], lower_end_s=border, lower_s=border - out[-1].lower_start_s)
            start = min(border, up)
        out.append(
            replace(
                rep,
                raise_start_s=start,
                raise_end_s=up,
                lower_start_s=down,
                raise_s=up - start,
                top_s=down - up,
                lower_s=end - down,
            )
        )
    return out
