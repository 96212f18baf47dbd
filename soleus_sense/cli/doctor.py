"""`soleus doctor`: what is wrong with Bluetooth here, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.cli.common import STDOUT, RadioOption, check_outputs, write_output
from soleus_sense.errors import SoleusError, WearableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soleus_sense.wearables.findings import Finding
    from soleus_sense.wearables.remembered import Remembered

SCHEMA = "soleus-sense/doctor/1"

MARKS = {"good": "good", "trouble": "MEND", "unsure": "look"}
"""Words, not signs or colours: they read the same on every terminal and aloud."""


def doctor(
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="How long to listen.")] = 5.0,
    json: Annotated[
        Path | None,
        typer.Option(help="Write JSON to a file, or to standard output (-).", metavar="PATH|-", show_default=False),
    ] = None,
    radio: RadioOption = None,
) -> None:
    """Look for what keeps sensors from being heard.

    Adapter, permissions, services, other programs: each thing is good, to mend, or perhaps worth a look, with what
    to do. Status 2 where something is to be mended.

    \b
    Examples:
      soleus doctor
      soleus doctor --seconds 20 --json -
      soleus doctor --radio usb:0
    """
    from soleus_sense.home import home
    from soleus_sense.live.interrupt import run_to_the_end
    from soleus_sense.settings_file import FILE as SETTINGS
    from soleus_sense.wearables.findings import trouble
    from soleus_sense.wearables.radio_spec import check_radio
    from soleus_sense.wearables.remembered import read_remembered

    check_outputs(json, inputs=[home() / SETTINGS])
    check_radio(radio)
    if json != STDOUT:
        typer.echo(f"Looking, and listening for {seconds:g} s.")
    known, broken = (), ()
    try:
        known = read_remembered(home())
    except SoleusError as error:
        broken = (trouble("Settings", str(error), "mend the file, or remove it: `soleus pair` writes it anew"),)
    findings = (*run_to_the_end(_examine(seconds, known, radio)), *broken)
    if json is not None:
        from soleus_sense.recording.exporters import to_json

        write_output(json, to_json({"schema": SCHEMA, "findings": [asdict(finding) for finding in findings]}))
    if json != STDOUT:
        for line in sentences(findings):
            typer.echo(line)
    bad = sum(finding.state == "trouble" for finding in findings)
    if bad:
        raise WearableError(f"{bad} {'thing is' if bad == 1 else 'things are'} to be mended, as said for each.")


async def _examine(seconds: float, known: Sequence[Remembered], radio_spec: str | None) -> tuple[Finding, ...]:
    from soleus_sense.home import home
    from soleus_sense.wearables.examination import examine
    from soleus_sense.wearables.radios import open_radio

    if radio_spec is None:
        return await examine(seconds=seconds, remembered=known)
    async with open_radio(radio_spec, home()) as radio:
        return await examine(seconds=seconds, radio=radio, remembered=known)


def sentences(findings: tuple[Finding, ...]) -> list[str]:
    """A line for each finding, and under it what to do."""
    lines: list[str] = []
    for finding in findings:
        said = "".join(letter for letter in finding.sentence if letter.isprintable())
        lines.append(f"{MARKS[finding.state]}  {finding.what}: {said}")
        if finding.remedy:
            lines.append(f"      -> {finding.remedy[0].upper()}{finding.remedy[1:].rstrip('.')}.")
    return lines
