"""What several verbs share: settings checked before any work, outputs checked before and written after it."""

from __future__ import annotations

import os
import re
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.whole_file import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from soleus_sense.motion.reps import Analysis
    from soleus_sense.motion.samples import Recording
    from soleus_sense.recording.byhand import Remarks

STDOUT = Path("-")
"""The name that means standard output."""

PLACEMENTS = ("auto", "heel", "shin")

CENTIMETRES_FROM = 3.0
"""A body height beyond this is in centimetres: nobody is 3 m tall."""

LEAST_RATE_HZ = 15.0
"""Slower, a lowering cannot be told from a jolt."""

BODY_HEIGHTS_M = (0.8, 2.5)
"""Beyond these a typing error is likelier than a person."""

PlacementOption = Annotated[
    str,
    typer.Option(
        help="Where the sensor was worn: heel, shin, or auto to find out: after three repetitions.",
        metavar="heel|shin|auto",
    ),
]
ExerciseOption = Annotated[
    str | None, typer.Option(help="The exercise, such as seated-calf-raise.", metavar="NAME", show_default=False)
]
ExerciseOrAutoOption = Annotated[
    str | None,
    typer.Option(
        help="The exercise, such as seated-calf-raise; auto lets the motion suggest one.",
        metavar="NAME|auto",
        show_default=False,
    ),
]
TempoOption = Annotated[
    str | None,
    typer.Option(
        help="The target tempo: seconds of lower-bottom-raise-top, X for as fast as possible.",
        metavar="3-0-1-0",
        show_default=False,
    ),
]
BodyHeightOption = Annotated[
    str | None,
    typer.Option(help="The person's height, in m or cm: it scales the heel's.", metavar="1.78|178", show_default=False),
]
UnitsOption = Annotated[
    str | None,
    typer.Option(
        help="Units of a CSV that does not say them: acc is g, mg or m/s2; gyr is dps or rad/s; "
        "time is s, ms, us or ns.",
        metavar="acc=g,gyr=dps,time=ms",
        show_default=False,
    ),
]
RadioOption = Annotated[
    str | None,
    typer.Option(
        help="Another radio than the system's own: usb:0, serial:PORT, tcp-client:HOST:PORT or, "
        "on Linux, hci-socket:0.",
        metavar="SPEC",
        envvar="SOLEUS_RADIO",
        show_default=False,
    ),
]
RateOption = Annotated[
    float | None,
    typer.Option(
        min=LEAST_RATE_HZ,
        max=1000,
        help="Samples a second to ask the wearable for; it takes the least it has that serves. "
        "Where not said, as paired, or 100.",
        metavar="HZ",
        show_default=False,
    ),
]
RangeOption = Annotated[
    float | None,
    typer.Option(
        "--range",
        min=1,
        max=200,
        help="Range of acceleration to ask for, in g. Where not said, as paired, or 8.",
        metavar="G",
        show_default=False,
    ),
]
GyroRangeOption = Annotated[
    float | None,
    typer.Option(
        min=1,
        max=10000,
        help="Range of rotation to ask for, in degrees a second. Where not said, as paired, or 1000.",
        metavar="DPS",
        show_default=False,
    ),
]


def check_settings(placement: str, exercise: str | None, tempo: str | None, units: str | None) -> None:
    """Refuse settings that make no sense before the first file is read.

    Raises
    ------
    SettingsError
        An unknown placement, exercise, tempo or unit.
    """
    from soleus_sense.exercises import Tempo, find_exercise
    from soleus_sense.recording.units import Units

    if placement not in PLACEMENTS:
        raise SettingsError(f"There is no placement {placement!r}; choose heel, shin or auto.")
    if exercise is not None:
        find_exercise(exercise)
    if tempo is not None:
        Tempo.parse(tempo)
    Units.parse(units)


def body_height_m(text: str | None) -> float | None:
    """A person's height in metres: `1.78`, `1.78 m`, `178`, `178cm`.

    Raises
    ------
    SettingsError
        It is no height of a person.
    """
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(m|cm)?", text.strip())
    number = float(found[1].replace(",", ".")) if found else 0.0
    centimetres = bool(found) and (found[2] == "cm" or (found[2] is None and number > CENTIMETRES_FROM))
    height_m = number / 100 if centimetres else number
    if not BODY_HEIGHTS_M[0] <= height_m <= BODY_HEIGHTS_M[1]:
        raise SettingsError(f"{text!r} is no person's height: write it in m or cm, such as 1.78 or 178.")
    return height_m


def check_outputs(*paths: Path | None, inputs: Iterable[Path] = ()) -> None:
    """Refuse outputs that cannot or must not be written before the long work, not after it.

    A page or a table may take the place of an older one, never that of what it is made from, nor of any recording.

    Parameters
    ----------
    inputs : files that are read

    Raises
    ------
    SettingsError
        Two outputs go to standard output, or to the same file.
    RecordingError
        The folder is not there, or the name is that of a folder, of an input, of a recording or what stands beside it.
    """
    if sum(path == STDOUT for path in paths) > 1:
        raise SettingsError("Only one output can go to standard output (-).")
    files = [path for path in paths if path is not None and path != STDOUT]
    read = tuple(inputs)
    for path in files:
        if path.is_dir():
            raise RecordingError(f"{path} cannot be written: it is a folder.")
        if not path.parent.is_dir():
            raise RecordingError(f"{path} cannot be written: there is no folder {path.parent}.")
        if any(_same_file(path, one) for one in read):
            raise RecordingError(f"{path} is what is read, and is not written over: choose another name.")
        if path.exists():
            from soleus_sense.recording.kept import what_is_kept

            kept = what_is_kept(path)
            if kept is not None:
                raise RecordingError(f"{path} is {kept}, and is not written over: choose another name.")
    for one, other in combinations(files, 2):
        if _same_file(one, other):
            raise SettingsError(f"Two outputs cannot go to the same file ({other}): choose another name for one.")


def write_output(path: Path, text: str) -> None:
    """Write a text to a file, or to standard output where the name is `-`.

    Raises
    ------
    RecordingError
        It cannot be written.
    """
    if path == STDOUT:
        sys.stdout.write(text)
        return
    try:
        with replacing(path) as part:
            # A file's name may hold bytes that are no text: they become question marks, as on standard output.
            part.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise RecordingError(f"{path} cannot be written: {error.strerror or error}.") from None


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return os.path.realpath(one) == os.path.realpath(other)


def remarks_beside(path: str | Path | None) -> Remarks:
    """What was added by hand beside a recording; where it cannot be read, that is said on stderr."""
    from soleus_sense.recording.byhand import Remarks, read_remarks

    try:
        return Remarks() if path is None else read_remarks(Path(path))
    except RecordingError as error:
        print(error, file=sys.stderr)
        return Remarks()


def warn(recording: Recording, analysis: Analysis) -> None:
    """Say on stderr what was assumed about a recording, each sentence once."""
    for sentence in dict.fromkeys((*recording.warnings, *analysis.warnings)):
        print(f"{recording.path}: {sentence}", file=sys.stderr)
