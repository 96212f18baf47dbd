"""A file written whole or not at all: after a crash, or on a full disk, the old one is still there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Give the name to write to; what is written there takes the place of `path` when the block ends well.

    A link goes on pointing where it points. A pipe or a device, which has no place to take, is written to as it is.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    whole = Path(os.path.realpath(path))
    part = whole.with_name(f"{whole.name}.part")
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        if whole.exists():
            shutil.copymode(whole, part)
        part.replace(whole)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
