"""From the heel's landing to the chime: how late it is heard, over the whole way from a wearable to a sound card."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np

from soleus_sense.exercises import Tempo
from soleus_sense.live.cues import CUES
from soleus_sense.live.plain import PlainOutput
from soleus_sense.live.plan import Plan
from soleus_sense.live.prompter import Prompter
from soleus_sense.live.sound import Speaker
from soleus_sense.live.workout import Wearing, open_session
from soleus_sense.motion.counter import RepCounter
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.sound_card import VirtualSoundCard
from soleus_sense.virtual.wearable import VirtualWearable

NAME = "Soleus chime"

LONGEST_S = 1.5
"""A chime later than this is taken for none: the next landing is not far."""


@dataclass(frozen=True, slots=True)
class Chimes:
    """How late the chimes of one set were.

    Attributes
    ----------
    late_s : from each landing to its chime
    landings : of the set
    """

    late_s: tuple[float, ...]
    landings: int

    def percentile_s(self, share: float) -> float | None:
        """The lateness that `share` per cent of the chimes keep under; None without one."""
        return float(np.percentile(self.late_s, share)) if self.late_s else None


async def chimes_of(placement: str, *, reps: int = 20, tempo: str = "2-0-1-0", seed: int = 1) -> Chimes:
    """Play a set through a virtual wearable and listen at a virtual sound card, by the running loop's clock."""
    target = Tempo.parse(tempo)
    simulation = simulate(Scenario(placement=placement, reps=reps, tempo=target, seed=seed))
    radio, loop = MemoryRadio(), asyncio.get_running_loop()
    # Lowerings that are too fast have another tone: here every landing is to have the chime.
    plan = Plan(None, None)
    with TemporaryDirectory() as folder, virtual_sound_card() as card:
        prompter = Prompter(PlainOutput(io.StringIO(), plan), Speaker(), plan)
        wearing = Wearing((NAME,), placement, record=Path(folder))
        async with VirtualWearable(radio, simulation.recording, firmware=SoleusFirmware(NAME), secure=True) as wearable:
            session = await open_session(
                wearing,
                plan,
                prompter,
                counter=lambda: RepCounter(placement, None, tempo),
                radio=radio.radio,
                clock=loop.time,
            )
            running = loop.create_task(session.run())
            while wearable.played_s <= 0:  # noqa: ASYNC110 - nobody says when it begins
                await asyncio.sleep(0.05)
            began_s = loop.time() - wearable.played_s
            await wearable.finished.wait()
            await asyncio.sleep(LONGEST_S)
            session.stop()
            await running
            prompter.close()
    landings_s = [began_s + rep.lower_end_s for rep in simulation.truth if rep.counted]
    heard_s = card.streams[0].heard_at_s(CUES["rep"])
    late: list[float] = []
    for landing_s in landings_s:
        after = [at_s - landing_s for at_s in heard_s if 0 <= at_s - landing_s < LONGEST_S]
        late += after[:1]
    return Chimes(tuple(late), len(landings_s))


@contextmanager
def virtual_sound_card() -> Generator[VirtualSoundCard, None, None]:
    """Inside, `sounddevice` is a card that is not there."""
    card, before = VirtualSoundCard(), sys.modules.get("sounddevice")
    sys.modules["sounddevice"] = cast(Any, card)
    try:
        yield card
    finally:
        if before is None:
            del sys.modules["sounddevice"]
        else:
            sys.modules["sounddevice"] = before
