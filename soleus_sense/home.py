"""Where the program keeps what it makes: `$SOLEUS_HOME`, or the user's data folder of this system."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from soleus_sense.errors import RecordingError

VARIABLE = "SOLEUS_HOME"


def home() -> Path:
    """The folder of this person's recordings, history and settings; made where it is missing.

    Raises
    ------
    RecordingError
        It cannot be made.
    """
    import platformdirs

    chosen = os.environ.get(VARIABLE)
    return _made(Path(chosen).expanduser() if chosen else platformdirs.user_data_path("soleus-sense", False))


def new_recording_path(began: datetime, *parts: str, folder: Path | None = None) -> Path:
    """A name for a new recording that no file has yet: `2026-11-22_12-34-56_left.csv`.

    Parameters
    ----------
    began : when it begins; local time reads best
    *parts : what else is in the name, such as the side
    folder : where; None: `recordings` in the home folder

    Raises
    ------
    RecordingError
        The folder cannot be made.
    """
    where = _made(home() / "recordings") if folder is None else folder
    words = [re.sub(r"[^\w-]+", "-", part).strip("-") for part in parts]
    stem = "_".join([f"{began:%Y-%m-%d_%H-%M-%S}", *filter(None, words)])
    path, number = where / f"{stem}.csv", 1
    while path.exists() or path.with_suffix(".json").exists():
        number += 1
        path = where / f"{stem}_{number}.csv"
    return path


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(
            f"{folder} cannot be made ({error.strerror or error}); set {VARIABLE} to a folder that can be written."
        ) from None
    return folder
