"""Reads a recording in any format known here: the formats stand in one list, tried in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from soleus_sense.errors import RecordingError
from soleus_sense.motion.samples import Recording
from soleus_sense.recording import any_csv, journal
from soleus_sense.recording.head import Head, read_head
from soleus_sense.recording.units import Units

READERS: tuple[tuple[Callable[[Head], bool], Callable[[Head, Units], Recording]], ...] = (
    (journal.recognise, journal.read),
    (any_csv.recognise, any_csv.read),  # the most general one stands last
)
"""(whether a file is of this format, its reader): the first that recognises the file reads it."""


def read_recording(path: str | Path, *, units: str | None = None) -> Recording:
    """Read a recording.

    Parameters
    ----------
    path : the file
    units : `acc=g,gyr=dps,time=ms`, any of the three, over what the file says or what would be inferred; acc is
        g, mg or m/s², gyr is dps, mdps or rad/s, time is s, ms, us or ns

    Returns
    -------
    recording : in SI; its warnings say what was assumed or left out

    Raises
    ------
    RecordingError
        The file is missing, of no known format, lacks a column, or holds no usable samples.
    SettingsError
        The units are not understood.
    """
    said = Units.parse(units)
    try:
        file = Path(path)
    except TypeError:
        raise RecordingError(f"A recording is read from a file: give its name, not {path!r}.") from None
    head = read_head(file)
    for recognises, read in READERS:
        if recognises(head):
            try:
                return read(head, said)
            except RecordingError as error:
                raise RecordingError(_of(file, str(error))) from None
    raise RecordingError(_unknown(head))


def _of(file: Path, sentence: str) -> str:
    """The sentence with the file it is about."""
    return sentence if str(file) in sentence else f"{file}: {sentence}"


def _unknown(head: Head) -> str:
    if head.text is None:
        return f"{head.path} is no recording known here: it is no text, and of no known binary format."
    if head.table is not None:
        return (
            f"{head.path} has no header: the line above the numbers must name their columns, divided as they are, "
            "such as time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps."
        )
    return (
        f"{head.path} is no recording known here: no table of numbers is in it, "
        "which would have a header line and columns for time and for acceleration along x, y and z."
    )
