"""The wearables a person has paired and named: tables `[wearables."NAME"]` of `config.toml` in the home folder.

The rest of that file belongs to the person and is kept as it is, letter by letter.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from soleus_sense.errors import SettingsError
from soleus_sense.settings_file import FILE, HEADER, parsed_settings, read_settings, write_settings
from soleus_sense.wearables.choice import Asked

TABLE = "wearables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A wearable as it was paired.

    Attributes
    ----------
    name : what the person calls it
    address : of the device; on macOS one that only this machine knows
    kind : key of its kind
    advertised : the name it advertises, by which it is known where addresses change
    placement : "heel", "shin", or None where nobody said
    side : "left", "right" or None
    rate_hz, acc_range_g, gyr_range_dps : what it is to be asked for; None: the usual
    """

    name: str
    address: str
    kind: str
    advertised: str
    placement: str | None = None
    side: str | None = None
    rate_hz: float | None = None
    acc_range_g: float | None = None
    gyr_range_dps: float | None = None

    @property
    def asked(self) -> Asked:
        """The rate and ranges it is to be asked for."""
        return Asked(self.rate_hz, self.acc_range_g, self.gyr_range_dps)


def read_remembered(folder: Path) -> tuple[Remembered, ...]:
    """All that are remembered, in the order they were paired; none where there is no such file.

    Parameters
    ----------
    folder : the home folder

    Raises
    ------
    SettingsError
        The file is broken, or an entry in it.
    """
    path = folder / FILE
    tables = _tables(path, parsed_settings(path, read_settings(path)))
    return tuple(_entry(path, name, table) for name, table in tables.items())


def find_remembered(name: str, known: Iterable[Remembered]) -> Remembered | None:
    """The one of that name or address, in upper or lower case."""
    wanted = name.casefold()
    return next((one for one in known if wanted in (one.name.casefold(), one.address.casefold())), None)


def remember(folder: Path, wearable: Remembered) -> Path:
    """Keep a wearable; one of the same name or address is replaced.

    Returns
    -------
    The file it is kept in

    Raises
    ------
    SettingsError
        The file is broken or cannot be written.
    """
    same = {wearable.name.casefold(), wearable.address.casefold()}
    others = [one for one in read_remembered(folder) if not same & {one.name.casefold(), one.address.casefold()}]
    return _write(folder, [*others, wearable])


def forget(folder: Path, name: str) -> Remembered:
    """Forget the wearable of that name or address.

    Raises
    ------
    SettingsError
        There is none; the sentence names those there are.
    """
    known = read_remembered(folder)
    found = find_remembered(name, known)
    if found is None:
        names = ", ".join(one.name for one in known) or "none"
        raise SettingsError(f"There is no wearable {name!r} to forget; remembered: {names}.")
    _write(folder, [one for one in known if one is not found])
    return found


def _write(folder: Path, wearables: Iterable[Remembered]) -> Path:
    """The file with these wearables, everything else in it unchanged."""
    path = folder / FILE
    before = read_settings(path)
    kept = _without_ours(before)
    tables = "".join(f"\n{_table_text(one)}" for one in wearables)
    after = f"{kept.rstrip()}\n{tables}".lstrip("\n") if tables or kept.strip() else ""
    write_settings(path, before, after, table=TABLE)
    return path


def _without_ours(text: str) -> str:
    """The lines that belong to no table of ours."""
    kept: list[str] = []
    ours = False
    for line in text.splitlines(keepends=True):
        header = HEADER.match(line)
        if header is not None:
            ours = header[1] == TABLE
        if not ours:
            kept.append(line)
    return "".join(kept)


def _table_text(wearable: Remembered) -> str:
    values = {key: value for key, value in asdict(wearable).items() if key != "name" and value is not None}
    lines = [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join([f"[{TABLE}.{_quoted(wearable.name)}]", *lines, ""])


def _value(value: str | float) -> str:
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are among TOML's, and DEL is left out of both our names and theirs."""
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)


def _tables(path: Path, parsed: dict[str, Any]) -> dict[str, Any]:
    tables = parsed.get(TABLE, {})
    if not isinstance(tables, dict):
        raise SettingsError(f"{path}: {TABLE} is no table of wearables.")
    return cast("dict[str, Any]", tables)


def _entry(path: Path, name: str, table: Any) -> Remembered:
    values = cast("dict[str, Any]", table) if isinstance(table, dict) else {}
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    placement, side = texts.get("placement"), texts.get("side")
    whole = all(texts.get(key) for key in ("address", "kind"))
    if not whole or placement not in (None, "heel", "shin") or side not in (None, "left", "right"):
        raise SettingsError(
            f"{path}: the wearable {name!r} needs an address and a kind, and a placement (heel, shin) and a side "
            "(left, right) where they are given."
        )
    numbers: dict[str, float] = {}
    for key in ("rate_hz", "acc_range_g", "gyr_range_dps"):
        value = values.get(key)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf
        ):
            raise SettingsError(f"{path}: {key} of the wearable {name!r} is no number above zero.")
        if value is not None:
            numbers[key] = float(value)
    return Remembered(
        name=name,
        address=texts["address"],
        kind=texts["kind"],
        advertised=texts.get("advertised", name),
        placement=placement,
        side=side,
        **numbers,
    )
