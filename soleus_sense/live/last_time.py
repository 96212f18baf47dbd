"""What is told at the next start of a workout that did not end as it should.

While a workout runs, a note of it lies in the home folder (`running/NAME.json`). One that ends as the person wants
takes its note away; one that is ended by a closed terminal, a full disk or a fault of ours says why in it; a program
that is killed, or a computer that loses its power, leaves it as it is. The samples are safe in every case: this only
says so to somebody who may not know.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from soleus_sense.live.interrupt import SIGNAL_WORDS

SCHEMA = "soleus-sense/running/1"

STOPPED = "the program or the computer was stopped"
"""Nobody was left to say why."""


@dataclass(frozen=True, slots=True)
class LastTime:
    """A workout before this one ended early.

    Attributes
    ----------
    began : when, with its time zone
    why : in words, such as `its terminal was closed`
    paths : its recordings, as far as they are there
    """

    began: datetime
    why: str
    paths: tuple[Path, ...]


class RunningNote:
    """The note of the workout that runs; a context manager around it.

    Whatever keeps the note from being written stops no workout: it is a courtesy.

    Parameters
    ----------
    home : the home folder

    State: the note's file once it lies there, and what it says.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / "running"
        self._path: Path | None = None
        self._says: dict[str, Any] = {
            "schema": SCHEMA,
            "pid": os.getpid(),
            "began_utc": datetime.now(UTC).isoformat(),
            "why": None,
            "paths": [],
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path is None:
            return
        why = why_of(error)
        if why is None:
            self._take_away()
        else:
            self._write(why=why)

    def begin(self, recordings: Sequence[Path]) -> None:
        """These are written to from now on, besides those before."""
        paths = [*self._says["paths"], *map(str, recordings)]
        if self._path is None and recordings:
            self._path = self._folder / f"{recordings[0].stem}.json"
        self._write(paths=paths)

    def _write(self, **changed: Any) -> None:
        self._says.update(changed)
        if self._path is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new = self._path.with_suffix(".new")
            new.write_text(json.dumps(self._says), encoding="utf-8")
            new.replace(self._path)
        except OSError:
            return

    def _take_away(self) -> None:
        try:
            if self._path is not None:
                self._path.unlink(missing_ok=True)
        except OSError:
            return


def why_of(error: BaseException | None) -> str | None:
    """Why a workout ended early, in words; None where it ended as the person wanted, Ctrl-C included."""
    if error is None or isinstance(error, KeyboardInterrupt):
        return None
    if isinstance(error, SystemExit):
        number = error.code - 128 if isinstance(error.code, int) else 0
        return SIGNAL_WORDS.get(number, "the screen broke")
    return str(error).rstrip(".") or type(error).__name__


def told_once(home: Path) -> tuple[LastTime, ...]:
    """What there is to tell of workouts before this one; each is told once, and one that still runs is not told of."""
    told: list[LastTime] = []
    for path in sorted((home / "running").glob("*.json")):
        says = _read(path)
        if says is not None and says["why"] is None and _runs(says["pid"]):
            continue
        if says is not None:
            paths = tuple(one for one in map(Path, says["paths"]) if one.is_file())
            if paths:
                began = datetime.fromisoformat(says["began_utc"]).astimezone()
                told.append(LastTime(began, says["why"] or STOPPED, paths))
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue
    return tuple(told)


def _read(path: Path) -> dict[str, Any] | None:
    """What a note says; None where it is none of ours."""
    try:
        says = json.loads(path.read_text(encoding="utf-8"))
        fits = (
            says["schema"] == SCHEMA
            and isinstance(says["pid"], int)
            and isinstance(says["why"], str | None)
            and all(isinstance(one, str) for one in says["paths"])
        )
        datetime.fromisoformat(says["began_utc"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return says if fits else None


def _runs(pid: int) -> bool:
    """Whether that process is there. Windows has no way to ask that is harmless: there it is taken to be gone."""
    if sys.platform == "win32" or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OverflowError:
        return False
    except PermissionError:  # another person's
        return True
    return True
