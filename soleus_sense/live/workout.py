"""A workout from wearables: find them, open journals and counters, run the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from soleus_sense.errors import RecordingError, SettingsError
from soleus_sense.home import new_recording_path
from soleus_sense.live.plan import Plan, Progress
from soleus_sense.live.session import Channel, Counter, Output, Searching, Session, Source
from soleus_sense.live.sources import StreamSource
from soleus_sense.recording.journal import JournalWriter
from soleus_sense.wearables.choice import Asked
from soleus_sense.wearables.discovery import Found, Radio, find
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.remembered import Remembered, find_remembered
from soleus_sense.wearables.stream import WearableStream

SIDES = ("left", "right")


@dataclass(frozen=True)
class Wearing:
    """Which wearables, and how they are worn.

    Attributes
    ----------
    devices : names or addresses, each perhaps with its side before it (`left=Polar Sense 1A2B`); none: any one
    placement : "heel", "shin" or "auto"
    asked : rate and ranges, where they are not to be those that a wearable was paired with, or the usual
    record : where the recording goes: a `.csv`, a folder, or None for the home folder
    known : wearables that were paired; their names may stand in `devices`
    """

    devices: tuple[str, ...] = ()
    placement: str = "auto"
    asked: Asked = field(default_factory=Asked)
    record: Path | None = None
    known: tuple[Remembered, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One wearable to look for, the leg it is on, and what is remembered of it."""

    name: str | None
    side: str | None
    known: Remembered | None = None


@dataclass(frozen=True)
class Worn:
    """A wearable that was found: what was wanted, what was heard, and its stream.

    Attributes
    ----------
    name : what its channel is called: "left", "right" or its own; "" where there is only one
    wanted, heard : what was looked for, and what answered
    stream : not begun
    """

    name: str
    wanted: Wanted
    heard: Found
    stream: WearableStream


async def open_session(
    wearing: Wearing,
    plan: Plan,
    output: Output,
    *,
    counter: Callable[[], Counter],
    radio: Radio | None = None,
    patience: Patience | None = None,
    clock: Callable[[], float] | None = None,
) -> Session:
    """Find the wearables and make everything ready; nothing is connected yet.

    Parameters
    ----------
    counter : makes a fresh counter for each leg
    radio, patience, clock : as of `WearableStream`

    Raises
    ------
    SoleusError
        A wearable was not heard, there is no Bluetooth, or the recording cannot be written.
    """
    worn = await find_worn(wearing, output, radio=radio, patience=patience, clock=clock)
    sources = [StreamSource(one.stream) for one in worn]
    return Session(open_channels(worn, sources, wearing, plan, counter=counter), output)


async def find_worn(
    wearing: Wearing,
    output: Output,
    *,
    recordings: int = 1,
    radio: Radio | None = None,
    patience: Patience | None = None,
    clock: Callable[[], float] | None = None,
) -> tuple[Worn, ...]:
    """Find the wearables.

    Parameters
    ----------
    recordings : how many are to be made of each
    radio, patience, clock : as of `WearableStream`

    Raises
    ------
    SoleusError
        A wearable was not heard, there is no Bluetooth, or there is no place for the recordings.
    """
    wanted = wanted_of(wearing.devices, wearing.known)
    check_record(wearing.record, len(wanted) * recordings)
    found: list[tuple[Wanted, Found]] = []
    for one in wanted:
        # One sensor alone needs no name before its sentences, whatever leg it is on.
        output.say("" if len(wanted) == 1 else one.side or "", Searching(one.name))
        taken = frozenset(before.address for _, before in found)
        known = one.known
        address, called = (known.address, known.advertised) if known else (one.name, None)
        found.append((one, await find(address, radio=radio, besides=taken, or_called=called)))
    worn: list[Worn] = []
    for one, heard in found:
        paired = one.known or find_remembered(heard.address, wearing.known)
        settings = wearing.asked.or_else(paired.asked if paired else Asked()).settings()
        stream = WearableStream(heard, radio=radio, settings=settings, patience=patience, clock=clock)
        worn.append(Worn("" if len(found) == 1 else one.side or heard.name, one, heard, stream))
    return tuple(worn)


def open_channels(
    worn: Sequence[Worn],
    sources: Sequence[Source],
    wearing: Wearing,
    plan: Plan,
    *,
    counter: Callable[[], Counter],
    label: str = "",
    progress: Sequence[Progress] | None = None,
) -> list[Channel]:
    """A channel for each wearable, its recording begun.

    Parameters
    ----------
    sources : one for each wearable
    counter : makes a fresh counter for each leg
    label : stands in the recordings' names, where a workout has several
    progress : how far each is with the plan already; None: not begun

    Raises
    ------
    RecordingError
        A recording cannot be written.
    """
    began = datetime.now(UTC)
    channels: list[Channel] = []
    try:
        for number, (one, source) in enumerate(zip(worn, sources, strict=True)):
            path = record_path(wearing.record, began, label, one.name)
            journal = open_journal(path, wearing, plan, one.heard, one.wanted.side, began)
            done = None if progress is None else progress[number]
            channels.append(Channel(one.name, source, counter(), journal=journal, plan=plan, progress=done))
    except BaseException:
        for channel in channels:
            channel.close()
        raise
    return channels


def recordings_of(channels: Sequence[Channel]) -> list[Path]:
    """Where the channels' recordings lie."""
    return [channel.journal.path for channel in channels if channel.journal is not None]


def as_paired(wearing: Wearing, known: Sequence[Remembered]) -> Wearing:
    """The same, with what was said when the wearables were paired: names, and the placement where nobody says one.

    Where only one is remembered and none is asked for, that one is meant.

    Raises
    ------
    SettingsError
        As `wanted_of`.
    """
    devices = wearing.devices or ((known[0].name,) if len(known) == 1 else ())
    wanted = wanted_of(devices, known)
    placements = {one.known.placement if one.known else None for one in wanted}
    (only,) = placements if len(placements) == 1 else (None,)
    placement = only if only and wearing.placement == "auto" else wearing.placement
    return replace(wearing, devices=devices, known=tuple(known), placement=placement)


def wanted_of(devices: Sequence[str], known: Sequence[Remembered] = ()) -> tuple[Wanted, ...]:
    """Read `--device`: names, each perhaps with its side; the side of a remembered one need not be said.

    Raises
    ------
    SettingsError
        More than two, or one side twice.
    """
    wanted: list[Wanted] = []
    for device in devices:
        before, separator, after = device.partition("=")
        has_side = bool(separator) and before.strip().lower() in SIDES
        side, name = (before.strip().lower(), after.strip()) if has_side else (None, device.strip())
        paired = find_remembered(name, known)
        wanted.append(Wanted(name or None, side or (paired.side if paired else None), paired))
    sides = [one.side for one in wanted if one.side is not None]
    if len(wanted) > 2 or len(sides) > len(set(sides)):
        raise SettingsError("Two wearables at most, one on each side: --device left=NAME --device right=NAME.")
    return tuple(wanted) or (Wanted(None, None),)


def check_record(record: Path | None, recordings: int) -> None:
    """Refuse a place for so many recordings before the search, not after it.

    Raises
    ------
    RecordingError
        It is no place for recordings.
    """
    if record is None or record.is_dir():
        return
    if recordings > 1:
        raise RecordingError(
            f"{record} is no folder: this makes {recordings} recordings, one for each wearable and exercise, "
            "so name a folder."
        )
    if record.suffix.lower() != ".csv":
        raise RecordingError(f"{record} is neither a folder nor a name that ends in .csv.")
    if record.exists():
        raise RecordingError(f"{record} exists already; a recording is never overwritten: choose another name.")
    if not record.parent.is_dir():
        raise RecordingError(f"{record} cannot be written: there is no folder {record.parent}.")


def record_path(record: Path | None, began: datetime, *parts: str) -> Path:
    """Where a recording goes."""
    if record is not None and not record.is_dir():
        return record
    return new_recording_path(began.astimezone(), *parts, folder=record)


def open_journal(
    path: Path, wearing: Wearing, plan: Plan, heard: Found, side: str | None, began: datetime
) -> JournalWriter:
    """Begin the recording."""
    return JournalWriter(
        path,
        wearable=f"{heard.name} ({heard.kind.name if heard.kind else 'unknown'})",
        placement=None if wearing.placement == "auto" else wearing.placement,
        side=side,
        exercise=plan.exercise,
        tempo=None if plan.tempo is None else str(plan.tempo),
        start_utc=began,
    )
