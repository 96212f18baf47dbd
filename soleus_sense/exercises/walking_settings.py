"""The person's own step length and stairs: table `[walking]` of `config.toml` in the home folder."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from soleus_sense.errors import SettingsError, SoleusError
from soleus_sense.home import home
from soleus_sense.settings_file import FILE, HEADER, parsed_settings, read_settings, write_settings

TABLE = "walking"

BOUNDS_M = {"toe_step_m": (0.10, 1.20), "riser_m": (0.08, 0.30)}
"""Beyond these a typing error is likelier than a person or a staircase."""

_KEY = re.compile(r"""^\s*["']?(\w+)["']?\s*=""")


@dataclass(frozen=True, slots=True)
class WalkingSettings:
    """What distances and heights rest on; None where the person never said.

    Attributes
    ----------
    toe_step_m : length of a step on the toes
    riser_m : height of a riser of the stairs one climbs
    """

    toe_step_m: float | None = None
    riser_m: float | None = None


def read_walking(folder: Path) -> WalkingSettings:
    """The settings, or none of them where there is no such file or table.

    Parameters
    ----------
    folder : the home folder

    Raises
    ------
    SettingsError
        The file is broken, or a value in it.
    """
    path = folder / FILE
    table = parsed_settings(path, read_settings(path)).get(TABLE, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: {TABLE} is no table; write [{TABLE}] and below it toe_step_m = 0.42.")
    found: dict[str, float] = {}
    for name, (least, most) in BOUNDS_M.items():
        value = table.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise SettingsError(f"{path}: {name} in [{TABLE}] is {value!r}; write metres from {least:g} to {most:g}.")
        found[name] = float(value)
    return WalkingSettings(**found)


def own_walking() -> WalkingSettings:
    """The settings of this person's home; none of them where it cannot be read: no workout's end waits for that."""
    try:
        return read_walking(home())
    except SoleusError:
        return WalkingSettings()


def write_walking(folder: Path, settings: WalkingSettings) -> Path:
    """Keep the settings; all else in the file stays as it is, letter by letter.

    Returns
    -------
    The file

    Raises
    ------
    SettingsError
        A value that cannot be, or a file that is broken or cannot be written.
    """
    values = {name: value for name, value in asdict(settings).items() if value is not None}
    for name, value in values.items():
        least, most = BOUNDS_M[name]
        if not least <= value <= most:
            raise SettingsError(f"A {_NAMES[name]} of {value:g} m cannot be; give {least:g} to {most:g} m.")
    path = folder / FILE
    before = read_settings(path)
    after = _with(before, [f"{name} = {value:.3f}\n" for name, value in values.items()])
    write_settings(path, before, after, table=TABLE)
    return path


_NAMES = {"toe_step_m": "step length", "riser_m": "riser"}


def _with(text: str, ours: list[str]) -> str:
    """The text with our lines below the table's header, in the place of those that were there."""
    lines: list[str] = []
    inside = found = False
    for line in text.splitlines(keepends=True):
        header, key = HEADER.match(line), _KEY.match(line)
        if header is not None:
            inside = header[1] == TABLE
            lines.append(line if line.endswith("\n") else f"{line}\n")
            if inside and not found:
                lines += ours
                found = True
        elif not (inside and key is not None and key[1] in BOUNDS_M):
            lines.append(line)
    if not found:
        before = "".join(lines).rstrip("\n")
        return "".join([f"{before}\n\n" if before else "", f"[{TABLE}]\n", *ours])
    return "".join(lines)
