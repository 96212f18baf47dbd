"""Verbs that use a radio, in a room of virtual wearables: only who runs the event loop is replaced."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
import virtual_time

from soleus_sense.live import interrupt
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.firmware import Advertised, Firmware
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable

Furnish = Callable[..., list[VirtualWearable]]


def advertising(advertised: Advertised) -> SoleusFirmware:
    """Our profile's firmware under another name."""
    firmware = SoleusFirmware()
    firmware.advertised = replace(advertised)
    return firmware


def furnish(
    monkeypatch: pytest.MonkeyPatch, recording: Recording, firmwares: Sequence[Firmware], **how: Any
) -> list[VirtualWearable]:
    """From now on verbs find these wearables; the list fills when one runs."""
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    there: list[VirtualWearable] = []

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        async def whole() -> Any:
            radio = MemoryRadio()
            async with AsyncExitStack() as stack:
                for number, firmware in enumerate(firmwares):
                    address = f"F0:F1:F2:F3:F4:0{number}"
                    virtual = VirtualWearable(radio, recording, firmware=firmware, address=address, **how)
                    there.append(await stack.enter_async_context(virtual))
                with radio.installed():
                    return await work

        return virtual_time.run(whole())

    monkeypatch.setattr(interrupt, "run_to_the_end", run)
    return there
