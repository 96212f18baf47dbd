"""`soleus scan`: the wearables in reach."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus_sense.cli.common import STDOUT, RadioOption, check_outputs, write_output
from soleus_sense.exercises.said import signed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from rich.console import Console
    from rich.table import Table

    from soleus_sense.wearables.discovery import Found
    from soleus_sense.wearables.remembered import Remembered

SCHEMA = "soleus-sense/scan/1"

DRAWN_EVERY_S = 0.25
"""Signal strengths jump with every advertisement; faster than this nobody can read them."""

NEAR_DBM, FAR_DBM = -45, -95
"""A sensor on the table beside the machine, and one that can hardly be heard: the ends of the bar."""

BARS = 5


def scan(
    all: Annotated[bool, typer.Option("--all", help="Devices of unknown kinds too.")] = False,
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="How long to listen.")] = 5.0,
    json: Annotated[
        Path | None,
        typer.Option(help="Write JSON to a file, or to standard output (-).", metavar="PATH|-", show_default=False),
    ] = None,
    radio: RadioOption = None,
) -> None:
    """List the wearables in reach, the strongest first.

    Name, kind, signal, and the battery where it is advertised.

    \b
    Examples:
      soleus scan
      soleus scan --all --seconds 20
      soleus scan --json -
      soleus scan --radio usb:0
    """
    from rich.console import Console

    from soleus_sense.home import home
    from soleus_sense.live.interrupt import run_to_the_end
    from soleus_sense.settings_file import FILE as SETTINGS
    from soleus_sense.wearables.radio_spec import check_radio
    from soleus_sense.wearables.remembered import read_remembered

    check_outputs(json, inputs=[home() / SETTINGS])
    check_radio(radio)
    remembered = read_remembered(home())
    console = Console(highlight=False)
    draws = console.is_terminal and not console.is_dumb_terminal and json != STDOUT
    if draws:
        run_to_the_end(_draw(console, seconds, remembered, all_kinds=all, radio_spec=radio))
        return
    heard = run_to_the_end(_listen(seconds, radio))
    if json is not None:
        from soleus_sense.recording.exporters import to_json

        write_output(json, to_json(_document(shown(heard, all_kinds=all), heard, seconds)))
    if json != STDOUT:
        for line in sentences(heard, remembered, all_kinds=all, seconds=seconds):
            typer.echo(line)


def shown(heard: Collection[Found], *, all_kinds: bool) -> list[Found]:
    """What is to be shown, strongest first."""
    known = [found for found in heard if all_kinds or found.kind is not None]
    return sorted(known, key=lambda found: (-found.rssi_dbm, found.name, found.address))


def sentences(
    heard: Collection[Found], remembered: Sequence[Remembered], *, all_kinds: bool, seconds: float
) -> list[str]:
    """One line for each wearable, and one for what is hidden."""
    lines: list[str] = []
    for found in shown(heard, all_kinds=all_kinds):
        battery = [] if found.battery_percent is None else [f"battery {found.battery_percent} %"]
        kind = ["unknown kind"] if found.kind is None else [found.kind.name, found.kind.tested_words]
        parts = [_name(found, remembered), found.address, f"{signed(found.rssi_dbm)} dBm", *battery, *kind]
        lines.append("; ".join(parts))
    return [*lines, *_closing(heard, all_kinds=all_kinds, seconds=seconds)]


async def _listen(
    seconds: float, radio_spec: str | None, on_heard: Callable[[Found], None] | None = None
) -> tuple[Found, ...]:
    """What is heard over that radio."""
    from soleus_sense.home import home
    from soleus_sense.wearables.discovery import scan
    from soleus_sense.wearables.radios import open_radio

    async with open_radio(radio_spec, home()) as radio:
        return await scan(seconds, radio=radio, on_heard=on_heard)


async def _draw(
    console: Console, seconds: float, remembered: Sequence[Remembered], *, all_kinds: bool, radio_spec: str | None
) -> None:
    """A table that follows what is heard; it stays when the time is up."""
    from rich.live import Live
    from rich.text import Text

    heard: dict[str, Found] = {}
    drawn_s = 0.0
    with Live(Text(f"Listening for {seconds:g} s …"), console=console, auto_refresh=False) as screen:

        def follow(found: Found) -> None:
            nonlocal drawn_s
            heard[found.address] = found
            if time.monotonic() - drawn_s >= DRAWN_EVERY_S:
                drawn_s = time.monotonic()
                screen.update(_table(heard.values(), remembered, all_kinds=all_kinds), refresh=True)

        await _listen(seconds, radio_spec, follow)
        screen.update(_table(heard.values(), remembered, all_kinds=all_kinds), refresh=True)
    for line in _closing(heard.values(), all_kinds=all_kinds, seconds=seconds):
        console.print(Text(line))


def _table(heard: Collection[Found], remembered: Sequence[Remembered], *, all_kinds: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Name", "Kind", "Signal", "Battery", "Tested", "Address"):
        table.add_column(heading, justify="right" if heading == "Battery" else "left")
    for found in shown(heard, all_kinds=all_kinds):
        battery = "" if found.battery_percent is None else f"{found.battery_percent} %"
        kind, tested = ("unknown", "") if found.kind is None else (found.kind.name, f"{found.kind.tested}s")
        signal = f"{_bar(found.rssi_dbm)} {signed(found.rssi_dbm)} dBm"
        table.add_row(*map(Text, (_name(found, remembered), kind, signal, battery, tested, found.address)))
    return table


def _bar(rssi_dbm: int) -> str:
    share = (rssi_dbm - FAR_DBM) / (NEAR_DBM - FAR_DBM)
    full = min(BARS, max(1, round(share * BARS)))
    return "▮" * full + "▯" * (BARS - full)


def _name(found: Found, remembered: Sequence[Remembered]) -> str:
    """What the person calls it, where it was paired; and its own name. A stranger's name cannot steer a terminal."""
    own = "".join(letter for letter in found.name if letter.isprintable())
    called = next((one.name for one in remembered if one.address == found.address), None)
    return own if called is None or called == own else f"{called} ({own})"


def _closing(heard: Collection[Found], *, all_kinds: bool, seconds: float) -> list[str]:
    known = sum(found.kind is not None for found in heard)
    hidden = 0 if all_kinds else len(heard) - known
    lines: list[str] = []
    if not known:
        lines.append(
            f"No wearable of a known kind was heard within {seconds:g} s: switch it on, bring it near, and end other "
            "apps that hold it. `soleus doctor` looks for what else may be wrong."
        )
    else:
        lines.append(
            "Tested on published packets (vectors) or on the maker's description (layouts), on hardware by nobody "
            "yet: firmware_notes/wearables.md says how to report a success."
        )
    if hidden:
        lines.append(f"{hidden} {'device' if hidden == 1 else 'devices'} of unknown kinds not shown; --all shows all.")
    return lines


def _document(wearables: Sequence[Found], heard: Sequence[Found], seconds: float) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "seconds": seconds,
        "wearables": [
            {
                "name": found.name,
                "address": found.address,
                "kind": None if found.kind is None else found.kind.key,
                "kind_name": None if found.kind is None else found.kind.name,
                "tested": None if found.kind is None else found.kind.tested,
                "hardware_tested": False,
                "rssi_dbm": found.rssi_dbm,
                "battery_percent": found.battery_percent,
            }
            for found in wearables
        ],
        "heard": len(heard),
    }
