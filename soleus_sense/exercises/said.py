"""A figure as people read it: its name, its value in words and what it means; for every screen, report and table."""

from __future__ import annotations

from dataclasses import dataclass

NBSP = "\u00a0"
"""Keeps a number and its unit on one line."""

ABSENT = "–"
"""What stands where nothing could be measured."""


@dataclass(frozen=True, slots=True)
class Said:
    """One figure of an exercise.

    Attributes
    ----------
    name : what it is, such as "Heel touches"
    value : in words, such as "3"
    meaning : how it was had and what it rests on, in sentences
    """

    name: str
    value: str
    meaning: str = ""


def signed(value: float, digits: int = 0) -> str:
    """`+2`, `−0.05`, and `0.00` for nothing."""
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text[1:] if not text.strip("+−0.") else text


def percent(share: float | None) -> str:
    """`92 %`, or a dash."""
    return ABSENT if share is None else f"{100 * share:.0f}{NBSP}%"


def counted(number: int, noun: str) -> str:
    """`1 step`, `12 steps`, `1 240 steps`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}".replace(",", "\u2009")


def metres(value_m: float | None, digits: int = 0) -> str:
    """`23 m`, `0.42 m`, or a dash."""
    return ABSENT if value_m is None else f"{value_m:.{digits}f}{NBSP}m"


def minutes(value_s: float) -> str:
    """`48 s`, `12.5 min`, `1 h 2 min`."""
    if round(value_s) < 120:
        return f"{value_s:.0f}{NBSP}s"
    if value_s < 3600:
        return f"{value_s / 60:.3g}{NBSP}min"
    whole = round(value_s / 60)
    return f"{whole // 60}{NBSP}h {whole % 60}{NBSP}min"


def each(values: list[str], most: int = 8) -> str:
    """`12, 14 and 11`; of many the first ones and how many more there are."""
    if len(values) > most:
        return f"{', '.join(values[:most])} and {len(values) - most} more"
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"
