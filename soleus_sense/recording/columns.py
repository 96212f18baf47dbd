"""What a column of a table holds, as far as its name says: quantity, axis, unit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from soleus_sense.errors import RecordingError
from soleus_sense.recording.units import named_unit, split_unit

WITHOUT_GRAVITY = {
    "linear",
    "lin",
    "linacc",
    "linearacc",
    "linearacceleration",
    "free",
    "freeacc",
    "user",
    "useracceleration",
}
"""Words of an acceleration from which the sensor's own software took gravity."""

NO_MOTION = (
    "angle",
    "euler",
    "quat",
    "mag",
    "attitude",
    "orientation",
    "gravity",
    "roll",
    "pitch",
    "yaw",
    "heading",
    "vector",
)
"""Beginnings of words for quantities with axes that are neither acceleration nor rotation."""

SHORT_STEMS = {"a": "acc", "ac": "acc", "gf": "acc", "g": "gyr", "gy": "gyr", "w": "gyr"}
"""`ax`, `AcX`, `gFx` (g-force), `gx`, `GyX`, `wx` (angular velocity), as sketches and phone programs write them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its name describes it.

    Attributes
    ----------
    at : its index
    name : as written in the header
    kind : "acc", "gyr", "time", "no gravity" (acceleration without it), "plain" (an axis alone) or "other"
    stem : the name's words without axis and unit, the same for the three columns of a sensor
    axis : "x", "y", "z" or None
    unit : the unit the name says, or None
    """

    at: int
    name: str
    kind: str
    stem: str
    axis: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Triple:
    """Three columns x, y, z of one quantity."""

    name: str
    columns: tuple[int, int, int]
    unit: str | None


def describe(at: int, name: str) -> Column:
    """What a column holds, as far as its name says."""
    bare, unit = split_unit(name)
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", bare)
    tokens = [token for token in re.split(r"[^a-z0-9]+", words.lower()) if token]
    axis, tokens = _take_axis(tokens)
    stem = " ".join(token for token in tokens if token != "axis")
    kind = _kind(tokens, axis)
    if kind == "time" and unit is None:
        unit = next((token for token in tokens if named_unit(token, "time")), None)
    return Column(at, name, kind, stem, axis, unit)


def _take_axis(tokens: list[str]) -> tuple[str | None, list[str]]:
    """The axis a name ends in or stands for, and the words without it: `acc x`, `x axis`, `accx`, `gx`."""
    for at in reversed(range(len(tokens))):
        if tokens[at] in ("x", "y", "z"):
            return tokens[at], tokens[:at] + tokens[at + 1 :]
    for at, token in enumerate(tokens):
        if token[-1] in "xyz" and (token[:-1] in SHORT_STEMS or re.match(r"(lin|free|user)?(acc|gyr|rot)", token)):
            return token[-1], [*tokens[:at], token[:-1], *tokens[at + 1 :]]
    return None, tokens


def _kind(tokens: list[str], axis: str | None) -> str:
    if axis is None:
        timely = any("time" in token or token in ("t", "ts", "elapsed", "epoch", "epoc") for token in tokens)
        return "time" if timely or any(named_unit(token, "time") for token in tokens if len(token) > 1) else "other"
    if any(token.startswith(NO_MOTION) for token in tokens):
        return "other"
    stem = "".join(tokens)
    if SHORT_STEMS.get(stem) == "acc" or any("acc" in token for token in tokens):
        lacking = WITHOUT_GRAVITY.intersection(tokens) or "withoutg" in stem
        return "no gravity" if lacking else "acc"
    if SHORT_STEMS.get(stem) == "gyr" or any(token.startswith(("gyr", "rot", "angular", "omega")) for token in tokens):
        return "gyr"
    return "plain" if not tokens or tokens == ["axis"] else "other"


def triples(columns: Iterable[Column], kind: str) -> list[Triple]:
    """The quantities of a kind that have all three axes, in the order of the file.

    Raises
    ------
    RecordingError
        Two columns have the same name.
    """
    stems: dict[str, dict[str, Column]] = {}
    for column in columns:
        if column.kind == kind and column.axis:
            axes = stems.setdefault(column.stem, {})
            if column.axis in axes:
                raise RecordingError(f"several columns are called {column.name!r}: keep those of one sensor.")
            axes[column.axis] = column
    return [
        Triple(stem, (axes["x"].at, axes["y"].at, axes["z"].at), axes["x"].unit)
        for stem, axes in stems.items()
        if len(axes) == 3
    ]
