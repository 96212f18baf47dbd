"""`config.toml` in the home folder: one table of it is read or written, the rest belongs to the person."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from soleus_sense.errors import SettingsError
from soleus_sense.whole_file import replacing

FILE = "config.toml"

HEADER = re.compile(r"""^\s*\[\[?\s*["']?([^\]"'.\s]+)""")
"""A line that begins a table; its first group is the first part of the table's name."""


def read_settings(path: Path) -> str:
    """The file's text; empty where there is no file.

    Raises
    ------
    SettingsError
        It cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(f"{path} cannot be read: {why or error}.") from None


def parsed_settings(path: Path, text: str) -> dict[str, Any]:
    """What a text of that file says.

    Raises
    ------
    SettingsError
        It is no TOML.
    """
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from None


def write_settings(path: Path, before: str, after: str, *, table: str) -> None:
    """Put a text in another's place; nothing but one table of it may have changed.

    Raises
    ------
    SettingsError
        Something else would change, or the file cannot be written.
    """

    def others(text: str) -> dict[str, Any]:
        return {name: value for name, value in parsed_settings(path, text).items() if name != table}

    kept = others(before)
    if others(after) != kept:
        raise SettingsError(f"{path} is written in a way that cannot be changed safely: edit [{table}] in it by hand.")
    try:
        with replacing(path) as part:
            part.write_text(after, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror or error}.") from None
