"""A simulated recording as a wearable of some kind takes it: with its rate, its packets, and what gets lost of them."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

import numpy as np

from soleus_sense.errors import WearableError
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import Recording, SampleBlock
from soleus_sense.virtual.firmwares import new_firmware
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.shifted import shifted
from soleus_sense.virtual.wearable import Faults, VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.kinds import find_kind
from soleus_sense.wearables.stream import Connected, StreamItem, WearableStream

UNDER_WAY_S = 0.3
"""What was sent last is under way for two connection intervals."""

LONGER_S = 120.0
"""A wearable that has not played everything so long after its recording's length never will."""


@dataclass(frozen=True)
class Taken:
    """What a wearable made of a simulated motion.

    Attributes
    ----------
    connected : the link and what it was set to
    recording : as it arrived, on the sensor's clock
    lost_samples : that did not arrive, as far as the packets tell
    truth : the repetitions, on the recording's clock to within one notification
    """

    connected: Connected
    recording: Recording
    lost_samples: int
    truth: tuple[Rep, ...]


def take(simulation: Simulation, kind: str, *, settings: Settings | None = None, faults: Faults | None = None) -> Taken:
    """Play the motion to a virtual wearable, find it, connect and listen, all in memory and as fast as it computes.

    Parameters
    ----------
    kind : key of the kind, such as "polar"
    settings : what the wearable is asked for
    faults : what goes wrong on the way

    Raises
    ------
    SettingsError
        No such kind.
    WearableError
        Nothing came of it, such as when every sample is lost.
    """
    return run_leaping(_take(simulation, kind, settings, faults))


async def everything_said(stream: WearableStream, wearable: VirtualWearable) -> list[StreamItem]:
    """All that the stream says until the wearable has played its recording.

    Raises
    ------
    WearableError
        No link can be made.
    """
    said: list[StreamItem] = []

    async def listen() -> None:
        async with aclosing(stream.items()) as items:
            async for item in items:
                said.append(item)  # noqa: PERF401 - what came until it is cancelled is kept

    listening = asyncio.ensure_future(listen())
    playing = asyncio.ensure_future(wearable.finished.wait())
    within_s = wearable.recording.duration_s + LONGER_S
    await asyncio.wait({listening, playing}, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(UNDER_WAY_S)
    playing.cancel()
    listening.cancel()
    outcome, _ = await asyncio.gather(listening, playing, return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome
    return said


def joined(items: list[StreamItem], like: Recording) -> Recording | None:
    """The samples among the items as one recording with the words of another; None where there are too few."""
    blocks = [item for item in items if isinstance(item, SampleBlock)]
    if sum(map(len, blocks)) < 2:
        return None
    gyr = [block.gyr_rad_s for block in blocks if block.gyr_rad_s is not None]
    return Recording.from_arrays(
        np.concatenate([block.time_s for block in blocks]),
        np.concatenate([block.acc_m_s2 for block in blocks]),
        np.concatenate(gyr) if gyr else None,
        placement=like.placement,
        exercise=like.exercise,
        tempo=like.tempo,
    )


async def _take(simulation: Simulation, kind: str, settings: Settings | None, faults: Faults | None) -> Taken:
    firmware, radio = new_firmware(kind), MemoryRadio()
    wearable = VirtualWearable(
        radio, simulation.recording, firmware=firmware, faults=faults, secure=find_kind(kind).wants_bond
    )
    async with wearable:
        found = await find(radio=radio.radio)
        stream = WearableStream(found, radio=radio.radio, settings=settings)
        items = await everything_said(stream, wearable)
    recording = joined(items, simulation.recording)
    if recording is None:
        raise WearableError(f"Hardly a sample came from {found.name}: simulate a longer set, or less loss.")
    return Taken(
        connected=next(item for item in items if isinstance(item, Connected)),
        recording=recording,
        lost_samples=stream.health.lost_samples,
        truth=shifted(simulation.truth, float(recording.time_s[0]) - wearable.began_s),
    )
