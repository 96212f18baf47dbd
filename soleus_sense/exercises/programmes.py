"""Programmes: which exercises, how much and how often, over weeks; each is a TOML file that anybody can write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any, Final, TypeVar

from soleus_sense.errors import SettingsError
from soleus_sense.exercises.catalogue import find_exercise
from soleus_sense.exercises.exercise import Exercise
from soleus_sense.exercises.tempo import Tempo
from soleus_sense.exercises.toml_lines import Place, key_lines, line_of

MOST_BYTES = 256_000
"""A programme of a whole year is under 100 kB: what is longer is another file."""

MOST_WEEKS = 104
MOST_DAYS = 7
MOST_TIMES = 24
MOST_SETS = 20
MOST_REPS = 1000
MOST_MINUTES = 24 * 60
MOST_METRES = 100_000
MOST_REST_S = 3600
"""Beyond these a typing error is likelier than a prescription."""

LEGS = ("one", "two")
KNEES = ("straight", "bent")


@dataclass(frozen=True, slots=True)
class Prescription:
    """One exercise of a day: sets of repetitions, or minutes, or metres.

    Attributes
    ----------
    exercise : key of the catalogue
    sets : of repetitions or metres; 1 where the dose is in minutes
    reps, metres : (fewest, most) of one set, or None
    minutes : of a day, or None
    tempo : as given, else the exercise's own; None where the rate is the person's
    rest_s : between sets, or None where it is left open
    legs : "one", "two" or None
    knee : "straight", "bent" or None
    load, note : in words, or ""
    """

    exercise: str
    sets: int = 1
    reps: tuple[int, int] | None = None
    minutes: float | None = None
    metres: tuple[int, int] | None = None
    tempo: str | None = None
    rest_s: float | None = None
    legs: str | None = None
    knee: str | None = None
    load: str = ""
    note: str = ""

    @property
    def dose(self) -> str:
        """`3 × 12–15`, `30 min`, `4 × 20–30 m`."""
        if self.minutes is not None:
            return f"{self.minutes:g} min"
        if self.reps is not None:
            return f"{self.sets} × {_span(self.reps)}"
        return f"{self.sets} × {_span(self.metres or (0, 0))} m"


@dataclass(frozen=True, slots=True)
class Weeks:
    """What is done from week `first` to week `last`, both included."""

    first: int
    last: int
    days_a_week: int
    times_a_day: int
    exercises: tuple[Prescription, ...]
    note: str = ""

    @property
    def title(self) -> str:
        """`Week 1`, `Weeks 2–3`."""
        return f"Week {self.first}" if self.first == self.last else f"Weeks {self.first}–{self.last}"

    @property
    def often(self) -> str:
        """`3 days a week`, `every day, twice a day`."""
        days = {1: "one day a week", MOST_DAYS: "every day"}.get(self.days_a_week, f"{self.days_a_week} days a week")
        times = {1: "", 2: ", twice a day"}.get(self.times_a_day, f", {self.times_a_day} times a day")
        return days + times


@dataclass(frozen=True, slots=True)
class Programme:
    """A progression over weeks.

    Attributes
    ----------
    key : name of the file without its ending
    name, summary : as shown
    weeks : without a hole or an overlap, from week 1
    cautions, sources : sentences
    """

    key: str
    name: str
    summary: str
    weeks: tuple[Weeks, ...]
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def length_weeks(self) -> int:
        """Number of the last week."""
        return self.weeks[-1].last

    def week(self, number: int) -> Weeks:
        """What is done in a week, from 1.

        Raises
        ------
        SettingsError
            The programme has no such week.
        """
        for one in self.weeks:
            if one.first <= number <= one.last:
                return one
        raise SettingsError(f"{self.name} has weeks 1 to {self.length_weeks}, no week {number}.")


def programme_keys() -> tuple[str, ...]:
    """Keys of the programmes that come along."""
    files = resources.files("soleus_sense.exercises").joinpath("protocols").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def find_programme(key_or_file: str) -> Programme:
    """The programme that comes along under a key, or that is in a file.

    What ends in `.toml`, holds a folder or is a file is taken as a file.

    Raises
    ------
    SettingsError
        There is no such programme, or the file cannot be read or used.
    """
    keys = programme_keys()
    if key_or_file in keys:
        file = resources.files("soleus_sense.exercises").joinpath("protocols", f"{key_or_file}.toml")
        return parse_programme(file.read_bytes(), source=f"{key_or_file}.toml")
    path = Path(key_or_file)
    if path.suffix.lower() == ".toml" or path.name != key_or_file or path.is_file():
        return read_programme(path)
    raise SettingsError(
        f"There is no programme {key_or_file!r}; choose one of {', '.join(keys)}, or name a .toml file."
    )


def read_programme(path: Path) -> Programme:
    """Read a programme's file.

    Raises
    ------
    SettingsError
        The file cannot be read, or is no programme; the sentence names the file, the line and the remedy.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
            size = path.stat().st_size
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(content) > MOST_BYTES:
        raise SettingsError(
            f"{path} has {size / 1e6:.1f} MB, far more than a programme (at most {MOST_BYTES / 1e6:.2f} MB): "
            "name the programme's own file."
        )
    return parse_programme(content, source=str(path))


def parse_programme(content: bytes, *, source: str) -> Programme:
    """A programme from the bytes of its file.

    Parameters
    ----------
    content : TOML in UTF-8
    source : the file, as errors name it

    Raises
    ------
    SettingsError
        It is no programme; the sentence names the file, the line and the remedy.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{source}, line {line}: this is no UTF-8 text; save the file as UTF-8.") from None
    try:
        values = tomllib.loads(text)
    except ValueError as error:  # the parser's own, and a number of thousands of digits
        raise SettingsError(_not_toml(source, text, str(error))) from None
    except RecursionError:
        raise SettingsError(f"{source} is not TOML: brackets are nested too deep; write one table per line.") from None
    return _Reader(source, key_lines(text)).programme(values)


def _not_toml(source: str, text: str, said: str) -> str:
    """The parser's sentence with its line, and what to do."""
    at = re.search(r"^(.*?) \(at (?:line (\d+), column \d+|end of document)\)$", said)
    what = at[1] if at else said
    line = at[2] if at and at[2] else max(1, len(text.splitlines()))
    return (
        f"{source}, line {line}: this is not TOML ({what[:1].lower()}{what[1:]}); "
        'write key = value, with texts in "quotes", and tables as [[weeks]].'
    )


def _span(few_most: tuple[int, int]) -> str:
    return f"{few_most[0]}" if few_most[0] == few_most[1] else f"{few_most[0]}–{few_most[1]}"


_T = TypeVar("_T")

_NAMES: Final[Mapping[type[Any], str]] = {
    str: "a text in quotes",
    int: "a whole number",
    float: "a number",
    list: "a list in [ ]",
}


class _Reader:
    """Checks what a file holds against what a programme is made of; carries the file's name and lines for errors."""

    def __init__(self, source: str, lines: Mapping[Place, int]) -> None:
        self._source = source
        self._lines = dict(lines)

    def programme(self, values: dict[str, Any]) -> Programme:
        self._only(values, (), ("name", "summary", "cautions", "sources", "weeks"))
        weeks: list[Weeks] = []
        for i, one in enumerate(self._tables(values, (), "weeks")):
            weeks.append(self._weeks(one, ("weeks", i), weeks[-1].last + 1 if weeks else 1))
        return Programme(
            key=Path(self._source).stem,
            name=self._text(values, (), "name", needed=True),
            summary=self._text(values, (), "summary"),
            weeks=tuple(weeks),
            cautions=self._texts(values, "cautions"),
            sources=self._texts(values, "sources"),
        )

    def _weeks(self, values: dict[str, Any], place: Place, expected: int) -> Weeks:
        self._only(values, place, ("from", "to", "days_a_week", "times_a_day", "note", "exercises"))
        first = self._whole(values, place, "from", most=MOST_WEEKS)
        if first != expected:
            raise self._wrong(
                (*place, "from"),
                f"this begins with week {first}",
                f"week {expected} comes next: write from = {expected}",
            )
        last = self._whole(values, place, "to", most=MOST_WEEKS, default=first)
        if last < first:
            raise self._wrong(
                (*place, "to"), f"weeks {first} to {last} run backwards", f"write {first} or a later week"
            )
        return Weeks(
            first=first,
            last=last,
            days_a_week=self._whole(values, place, "days_a_week", most=MOST_DAYS),
            times_a_day=self._whole(values, place, "times_a_day", most=MOST_TIMES, default=1),
            exercises=tuple(
                self._prescription(one, (*place, "exercises", i))
                for i, one in enumerate(self._tables(values, place, "exercises"))
            ),
            note=self._text(values, place, "note"),
        )

    def _prescription(self, values: dict[str, Any], place: Place) -> Prescription:
        self._only(values, place, tuple(one.name for one in fields(Prescription)))
        exercise = self._exercise(values, place)
        doses = [name for name in values if name in ("reps", "minutes", "metres")]
        if len(doses) != 1:
            said = "no dose" if not doses else f"{len(doses)} doses ({', '.join(doses)})"
            raise self._wrong(
                (*place, doses[-1]) if doses else place,
                f"this exercise has {said}",
                "write one: reps, minutes or metres",
            )
        if "minutes" in values and "sets" in values:
            raise self._wrong((*place, "sets"), "minutes are a day's total and have no sets", "leave sets out")
        return Prescription(
            exercise=exercise.key,
            sets=self._whole(values, place, "sets", most=MOST_SETS, default=1),
            reps=self._range(values, place, "reps", most=MOST_REPS),
            minutes=self._number(values, place, "minutes", most=MOST_MINUTES, positive=True),
            metres=self._range(values, place, "metres", most=MOST_METRES),
            tempo=self._tempo(values, place) or exercise.tempo,
            rest_s=self._number(values, place, "rest_s", most=MOST_REST_S),
            legs=self._choice(values, place, "legs", LEGS),
            knee=self._choice(values, place, "knee", KNEES),
            load=self._text(values, place, "load"),
            note=self._text(values, place, "note"),
        )

    def _exercise(self, values: dict[str, Any], place: Place) -> Exercise:
        key = self._text(values, place, "exercise", needed=True)
        try:
            return find_exercise(key)
        except SettingsError as error:
            raise self._error((*place, "exercise"), str(error)) from None

    def _tempo(self, values: dict[str, Any], place: Place) -> str | None:
        text = self._text(values, place, "tempo")
        if not text:
            return None
        try:
            return str(Tempo.parse(text))
        except SettingsError as error:
            raise self._error((*place, "tempo"), str(error)) from None

    def _only(self, values: dict[str, Any], place: Place, known: tuple[str, ...]) -> None:
        for key in values:
            if key not in known:
                near = get_close_matches(key[:40], known, n=1)
                remedy = f"did you mean {near[0]}?" if near else f"it may be one of {', '.join(known)}."
                raise self._error((*place, key), f"There is no key {_shown(key)} here: {remedy}")

    def _tables(self, values: dict[str, Any], place: Place, name: str) -> list[dict[str, Any]]:
        header = ".".join([*(one for one in place if isinstance(one, str)), name])
        found = values.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):  # pyright: ignore[reportUnknownVariableType]
            raise self._wrong((*place, name), f"{name} are tables", f"begin each with [[{header}]]")
        if not found:
            raise self._wrong(place, f"there are no {name}", f"add [[{header}]]")
        return found

    def _of_type(self, values: dict[str, Any], place: Place, name: str, type_: type[_T]) -> _T:
        value = values[name]
        if not isinstance(value, type_) or isinstance(value, bool):
            raise self._wrong((*place, name), f"{name} is {_shown(value)}", f"write {_NAMES[type_]}")
        return value

    def _text(self, values: dict[str, Any], place: Place, name: str, *, needed: bool = False) -> str:
        text = self._of_type(values, place, name, str).strip() if name in values else ""
        if needed and not text:
            raise self._wrong((*place, name), f"there is no {name}", f'write {name} = "…"')
        return text

    def _texts(self, values: dict[str, Any], name: str) -> tuple[str, ...]:
        if name not in values:
            return ()
        found: list[Any] = self._of_type(values, (), name, list)
        if not all(isinstance(one, str) for one in found):
            raise self._wrong((name,), f"{name} holds more than texts", "write each in quotes, with commas between")
        return tuple(found)

    def _choice(self, values: dict[str, Any], place: Place, name: str, choices: tuple[str, ...]) -> str | None:
        text = self._text(values, place, name)
        if text and text not in choices:
            raise self._wrong((*place, name), f"{name} is {_shown(text)}", f"write {' or '.join(choices)}")
        return text or None

    def _whole(self, values: dict[str, Any], place: Place, name: str, *, most: int, default: int | None = None) -> int:
        if name not in values:
            if default is None:
                raise self._wrong(place, f"there is no {name}", f"write {name} = a whole number")
            return default
        number = self._of_type(values, place, name, int)
        if not 1 <= number <= most:
            raise self._wrong((*place, name), f"{name} is {_shown(number)}", f"write a whole number from 1 to {most}")
        return number

    def _number(
        self, values: dict[str, Any], place: Place, name: str, *, most: float, positive: bool = False
    ) -> float | None:
        if name not in values:
            return None
        value = values[name]
        number = value if isinstance(value, int) else self._of_type(values, place, name, float)
        if isinstance(value, bool) or not 0 <= number <= most or (positive and number == 0):
            least = "more than 0" if positive else "0"
            raise self._wrong((*place, name), f"{name} is {_shown(value)}", f"write a number from {least} to {most:g}")
        return float(number)

    def _range(self, values: dict[str, Any], place: Place, name: str, *, most: int) -> tuple[int, int] | None:
        """A whole number, or [fewest, most]."""
        if name not in values:
            return None
        value = values[name]
        pair = value if isinstance(value, list) else [value, value]
        whole = all(isinstance(one, int) and not isinstance(one, bool) for one in pair)
        if len(pair) != 2 or not whole or not 1 <= pair[0] <= pair[1] <= most:
            raise self._wrong(
                (*place, name), f"{name} is {_shown(value)}", f"write a number up to {most}, or two such as [10, 12]"
            )
        return pair[0], pair[1]

    def _wrong(self, place: Place, what: str, remedy: str) -> SettingsError:
        # A key is written as in the file.
        sentence = what if what.partition(" ")[0] in place else f"{what[:1].upper()}{what[1:]}"
        return self._error(place, f"{sentence}: {remedy}.")

    def _error(self, place: Place, sentence: str) -> SettingsError:
        line = line_of(self._lines, place)
        where = self._source if line is None else f"{self._source}, line {line}"
        return SettingsError(f"{where}: {sentence}")


def _shown(value: object) -> str:
    """A value as it is said in an error: short."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of thousands of digits
        return "a number without end"
    return text if len(text) <= 40 else f"{text[:37]}…"
