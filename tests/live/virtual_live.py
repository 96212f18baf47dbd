"""`soleus live` with a wearable that is not there in the room: for runs that are ended from outside.

    python tests/live/virtual_live.py '{"drops": [4.0]}' --jsonl --record FOLDER

The first argument is what goes wrong on the way (`virtual.wearable.Faults`); `largest_file` is the size in bytes at
which the disk is full.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from soleus_sense.cli import main
from soleus_sense.exercises import Tempo
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Faults, VirtualWearable
from soleus_sense.wearables import radios
from soleus_sense.wearables.discovery import Radio

sys.path.append(str(Path(__file__).parents[1]))

import virtual_time


def run(faults: dict[str, object], *words: str) -> None:
    """Run the command line to its end."""
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    largest = faults.pop("largest_file", None)
    if isinstance(largest, int):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    scenario = Scenario(tempo=Tempo.parse("0.6-0-0.6-0"), reps=12, lead_in_s=0.5, seed=3)
    recording = simulate(scenario).recording

    @asynccontextmanager
    async def open_radio(spec: str | None, home: Path) -> AsyncGenerator[Radio, None]:
        radio = MemoryRadio()
        firmware = SoleusFirmware("Soleus A1")
        async with VirtualWearable(radio, recording, firmware=firmware, faults=Faults(**faults)):  # type: ignore[arg-type]
            yield radio.radio

    radios.open_radio = open_radio
    # Whoever ends it from outside needs the time that it says it takes, however often the machine pauses.
    asyncio.run = partial(virtual_time.run, others=1)  # type: ignore[assignment]
    sys.argv = ["soleus", "live", "--placement", "heel", *words]
    main()


if __name__ == "__main__":
    run(json.loads(sys.argv[1]), *sys.argv[2:])
