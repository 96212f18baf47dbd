"""`soleus pair`: meet a wearable, look at its stream, and remember how it is worn."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.cli.common import GyroRangeOption, RadioOption, RangeOption, RateOption
from soleus_sense.errors import SettingsError
from soleus_sense.exercises.said import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soleus_sense.wearables.choice import Asked
    from soleus_sense.wearables.discovery import Found
    from soleus_sense.wearables.look import Look
    from soleus_sense.wearables.pairing import Identity
    from soleus_sense.wearables.remembered import Remembered
    from soleus_sense.wearables.stream import Connected

PLACEMENTS = ("heel", "shin")
SIDES = ("left", "right")
UNSAID = "-"
"""What is typed, and remembered as nothing, where one does not want to say."""


def pair(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Its name or address; where not said, the nearest of a known kind.",
            metavar="[NAME]",
            show_default=False,
        ),
    ] = None,
    placement: Annotated[
        str | None, typer.Option(help="Where it will be worn.", metavar="heel|shin", show_default=False)
    ] = None,
    side: Annotated[str | None, typer.Option(help="On which leg.", metavar="left|right", show_default=False)] = None,
    call: Annotated[
        str | None,
        typer.Option("--as", help="What to call it from now on.", metavar="NAME", show_default=False),
    ] = None,
    rate: RateOption = None,
    acc_range: RangeOption = None,
    gyro_range: GyroRangeOption = None,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="How long to look at its stream.")] = 5.0,
    radio: RadioOption = None,
    show: Annotated[bool, typer.Option("--list", help="Only show the remembered wearables.")] = False,
    forget: Annotated[
        str | None, typer.Option(help="Only forget this wearable.", metavar="NAME", show_default=False)
    ] = None,
) -> None:
    """Connect to a wearable, look at its stream, and remember it.

    It is paired where it wants that, and its stream is watched for five seconds.
    What is not said by an option is asked for on a terminal. `soleus live` then finds it by its new name; where only
    one is remembered, without a name too. Rate and range are remembered as well.

    \b
    Examples:
      soleus pair
      soleus pair "Polar Sense 1A2B3C4D" --placement shin --side left --as "left shin"
      soleus pair "left shin" --rate 200 --range 16
      soleus pair --list
      soleus pair --forget "left shin"
    """
    from soleus_sense.home import home
    from soleus_sense.wearables.choice import Asked
    from soleus_sense.wearables.radio_spec import check_radio
    from soleus_sense.wearables.remembered import forget as forget_one
    from soleus_sense.wearables.remembered import read_remembered

    folder = home()
    if show and forget is not None:
        raise SettingsError("Choose one of --list and --forget.")
    if forget is not None:
        gone = forget_one(folder, forget)
        typer.echo(f"Forgotten: {gone.name}. A bond in the system's Bluetooth settings is removed there.")
        return
    known = read_remembered(folder)
    if show:
        for line in list_sentences(known):
            typer.echo(line)
        return
    _check(placement, PLACEMENTS, "placement")
    _check(side, SIDES, "side")
    check_radio(radio)
    asked = Asked(rate, acc_range, gyro_range)

    from soleus_sense.live.interrupt import run_to_the_end
    from soleus_sense.wearables.look import mount_picture
    from soleus_sense.wearables.remembered import Remembered, find_remembered, remember

    found, connected, look = run_to_the_end(_meet(name, known, seconds, asked=asked, radio_spec=radio))
    for line in met_sentences(found, connected, look):
        typer.echo(line)
    before = find_remembered(found.address, known)
    asked = asked.or_else(before.asked if before else Asked())
    placement = placement or _asked("Where will it be worn", PLACEMENTS, before.placement if before else None)
    side = side or _asked("On which leg", SIDES, before.side if before else None)
    usual = before.name if before else _free(" ".join(filter(None, (side, placement))) or _printable(found.name), known)
    call = _printable(call or (typer.prompt("What shall it be called", default=usual) if _can_ask() else usual))
    typer.echo(mount_picture(placement, look.up))
    kept = Remembered(
        name=call or usual,
        address=found.address,
        kind=found.kind.key if found.kind else "",
        advertised=_printable(found.name),
        placement=placement,
        side=side,
        rate_hz=asked.rate_hz,
        acc_range_g=asked.acc_range_g,
        gyr_range_dps=asked.gyr_range_dps,
    )
    replaced = find_remembered(kept.name, known)
    path = remember(folder, kept)
    if replaced is not None and replaced.address != kept.address:
        typer.echo(f"It takes the place of {replaced.advertised}, {replaced.address}, which had that name.")
    typer.echo(f"Remembered as {kept.name!r} in {path}: soleus live --device {_shell(kept.name)}")


def list_sentences(known: Sequence[Remembered]) -> list[str]:
    """A line for each remembered wearable."""
    from soleus_sense.wearables.choice import asked_words
    from soleus_sense.wearables.kinds import KINDS

    if not known:
        return ["No wearable is remembered yet: `soleus pair` remembers one."]
    names = {kind.key: kind.name for kind in KINDS}
    return [
        "; ".join(
            (one.name, names.get(one.kind, one.kind), f"advertised as {one.advertised}", one.address)
            + ((f"on the {' '.join(filter(None, (one.side, one.placement)))}",) if one.side or one.placement else ())
            + asked_words(one.asked)
        )
        for one in known
    ]


def met_sentences(found: Found, connected: Connected, look: Look) -> list[str]:
    """What is now known of the wearable."""
    from soleus_sense.live.plain import battery_sentence, connected_sentences
    from soleus_sense.wearables.choice import offer_sentence
    from soleus_sense.wearables.look import look_sentences

    battery = connected.battery
    label = [] if found.kind is None else [f"Its kind is {found.kind.tested_words}.", offer_sentence(found.kind)]
    return [
        *connected_sentences(connected),
        *([battery_sentence(battery)] if battery is not None and battery.low else []),
        *_identity_sentences(connected.identity),
        *label,
        f"{look.duration_s:.1f} s of its stream:",
        *(f"  {line}" for line in look_sentences(look, connected)),
    ]


def _identity_sentences(identity: Identity | None) -> list[str]:
    if identity is None:
        return []
    parts = {
        "maker": identity.manufacturer,
        "model": identity.model,
        "serial number": identity.serial,
        "firmware": identity.firmware,
    }
    said = ", ".join(f"{what} {text}" for what, text in parts.items() if text)
    return [f"It says of itself: {said}."] if said else []


async def _meet(
    name: str | None, known: Sequence[Remembered], seconds: float, *, asked: Asked, radio_spec: str | None
) -> tuple[Found, Connected, Look]:
    """Find it and look at it, in one event loop: on macOS what a scan found is of no use in another."""
    from soleus_sense.home import home
    from soleus_sense.wearables.discovery import find
    from soleus_sense.wearables.look import look_at
    from soleus_sense.wearables.radios import open_radio
    from soleus_sense.wearables.remembered import find_remembered

    async with open_radio(radio_spec, home()) as radio:
        typer.echo(f"Looking for {name or 'the nearest wearable of a known kind'}.")
        named = None if name is None else find_remembered(name, known)
        wanted, called = (named.address, named.advertised) if named else (name, None)
        found = await find(wanted, radio=radio, or_called=called)
        kind = found.kind.name if found.kind else "unknown kind"
        typer.echo(f"Found {_printable(found.name)} ({kind}), {signed(found.rssi_dbm)} dBm. Connecting.")
        typer.echo(f"Wear it as you will in a workout and stand still: its stream is watched for {seconds:g} s.")
        before = find_remembered(found.address, known)
        settings = (asked.or_else(before.asked) if before else asked).settings()
        connected, look = await look_at(found, seconds=seconds, radio=radio, settings=settings)
    return found, connected, look


def _asked(question: str, choices: tuple[str, ...], usual: str | None) -> str | None:
    """One of the choices, or None where the person does not say; asked only of a person."""
    if not _can_ask():
        return usual
    offered = f"{', '.join(choices)}, or {UNSAID} to leave it open"
    while True:
        said = typer.prompt(f"{question} ({offered})", default=usual or UNSAID).strip().lower()
        if said in choices:
            return said
        if said == UNSAID:
            return None
        typer.echo(f"{_printable(said)!r} is none of these: type {offered}.")


def _free(name: str, known: Sequence[Remembered]) -> str:
    """That name, or with the next number where another wearable has it."""
    from soleus_sense.wearables.remembered import find_remembered

    number, free = 1, name
    while find_remembered(free, known) is not None:
        number += 1
        free = f"{name} {number}"
    return free


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _check(value: str | None, choices: tuple[str, ...], what: str) -> None:
    if value is not None and value not in choices:
        raise SettingsError(f"There is no {what} {value!r}; choose {' or '.join(choices)}.")


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _shell(text: str) -> str:
    return text if text.replace("-", "").replace("_", "").isalnum() else f'"{text}"'
