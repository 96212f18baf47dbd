"""What the person adds to a session by hand: corrections, notes, weights, ends of sets, pauses.

They are kept beside the recording in `NAME.byhand.jsonl`, one JSON object per line, each on disk at once: the
sensor's samples and its count stay as they are. The first line is `{"schema": "soleus-sense/byhand/1"}`.

| type | further fields |
|---|---|
| `correction` | `set`, `by` (repetitions to add to the sensor's count, or to take off), `paused`, `at_s` |
| `note` | `set`, `text`, `at_s` |
| `weight` | `set`, `weight_kg`, `at_s`: from this set on |
| `set_end` | `set`, `at_s`: the set was ended by hand |
| `pause` | `set`, `begins` (or ends), `at_s` |

`at_s` is in seconds of the sensor's clock, `set` the running set's number, or the last one's.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from soleus_sense.errors import RecordingError, SettingsError

SCHEMA = "soleus-sense/byhand/1"

HEAVIEST_KG = 1000.0
"""More than this is a typing error."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Repetitions to add to the sensor's count of a set, or to take off it; `paused`: made during a pause."""

    set: int
    by: int
    at_s: float
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Some words."""

    set: int
    text: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight used from this set on, kilograms."""

    set: int
    weight_kg: float
    at_s: float


@dataclass(frozen=True, slots=True)
class SetEnd:
    """The set was ended by hand."""

    set: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause begins, or ends."""

    set: int
    begins: bool
    at_s: float


Entry = Correction | Note | Weight | SetEnd | Pause

_TYPES: dict[type, str] = {
    Correction: "correction",
    Note: "note",
    Weight: "weight",
    SetEnd: "set_end",
    Pause: "pause",
}


def byhand_path(path: Path) -> Path:
    """`NAME.byhand.jsonl` of `NAME.csv`."""
    return path.with_suffix(".byhand.jsonl")


def weight_of(text: str) -> float:
    """Kilograms from `20`, `20.5 kg` or `20,5`.

    Raises
    ------
    SettingsError
        It is no weight.
    """
    words = text.strip().lower().removesuffix("kg").strip().replace(",", ".")
    try:
        weight_kg = float(words)
    except ValueError:
        weight_kg = -1.0
    if not 0 <= weight_kg <= HEAVIEST_KG:
        raise SettingsError(f"{text!r} is no weight: write kilograms, such as 20 or 7.5.")
    return weight_kg


class ByHand:
    """Everything one sensor's session was given by hand, on disk where it has a recording.

    Parameters
    ----------
    path : the recording's `.csv`, or None to keep nothing on disk

    State: the entries so far.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = None if path is None else byhand_path(path)
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Keep it.

        Raises
        ------
        RecordingError
            The disk takes no more.
        """
        self.entries.append(entry)
        if self._path is None:
            return
        lines = [] if len(self.entries) > 1 else [{"schema": SCHEMA}]
        lines.append({"type": _TYPES[type(entry)], **asdict(entry)})
        try:
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RecordingError(f"{self._path} cannot be written: {error.strerror or error}.") from None

    def correction(self, set_number: int | None = None) -> int:
        """Repetitions to add to the sensor's count of a set, or of all."""
        return sum(one.by for one in self.entries if isinstance(one, Correction) and set_number in (None, one.set))

    @property
    def weight_kg(self) -> float | None:
        """The weight used now, or None where nobody said."""
        weights = [one.weight_kg for one in self.entries if isinstance(one, Weight)]
        return weights[-1] if weights else None

    def discard(self) -> None:
        """There is no recording that this could stand beside."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
