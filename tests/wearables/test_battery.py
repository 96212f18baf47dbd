"""The battery is read now and then for as long as a workout lasts, and warned of twice: when low, when nearly empty."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing

import pytest

from soleus_sense.exercises import Tempo
from soleus_sense.virtual.firmwares import FIRMWARES
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.stream import Battery, Connected, WearableStream

SILENT = {"adafruit", "bluest", "microbit"}
"""Kinds that do not tell their battery."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")


def heard_of(kind: str, levels: list[int], *, every_s: float, drops: bool = False) -> list[Battery | Connected]:
    """What is said of links and battery while the level goes through `levels`, the next one at each interval."""
    recording = simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=1)).recording

    async def run() -> list[Battery | Connected]:
        radio, told = MemoryRadio(), list[Battery | Connected]()
        virtual = VirtualWearable(radio, recording, firmware=FIRMWARES[kind](), battery_percent=levels[0], repeat=True)
        async with virtual:
            found = await find(radio=radio.radio)
            settings, patience = Settings(rate_hz=20), Patience(battery_s=every_s)
            stream = WearableStream(found, radio=radio.radio, settings=settings, patience=patience)

            async def listen() -> None:
                async with aclosing(stream.items()) as items:
                    async for item in items:
                        if isinstance(item, Battery | Connected):
                            told.append(item)

            listening = asyncio.ensure_future(listen())
            for level in levels:
                virtual.battery_percent = level
                await asyncio.sleep(every_s + 1.0)
                if drops:
                    await virtual.drop()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        return told

    return run_leaping(run())


@pytest.mark.parametrize("kind", sorted(set(FIRMWARES) - SILENT))
def test_a_battery_that_runs_down_is_told_and_warned_of_once(kind: str) -> None:
    told = heard_of(kind, [60, 40, 14, 12, 14], every_s=4.0)
    (connected,) = (one for one in told if isinstance(one, Connected))
    changes = [one for one in told if isinstance(one, Battery)]
    assert connected.battery_percent == pytest.approx(60, abs=3)
    assert changes[0].percent == pytest.approx(40, abs=3)
    assert [one.warn for one in changes].count(True) == 1
    first = next(one for one in changes if one.warn)
    assert first.percent == pytest.approx(14, abs=3)
    assert first.low


def test_it_is_read_every_five_minutes_and_warned_of_again_when_nearly_empty() -> None:
    assert Patience().battery_s == 300
    told = heard_of("soleus", [20, 15, 10, 5, 4], every_s=60.0)
    assert [(one.percent, one.warn) for one in told if isinstance(one, Battery)] == [
        (15, True),
        (10, False),
        (5, True),
        (4, False),
    ]


def test_a_battery_that_is_low_from_the_first_is_warned_of_and_not_at_each_new_link() -> None:
    told = heard_of("soleus", [12, 12, 12], every_s=5.0, drops=True)
    assert len([one for one in told if isinstance(one, Connected)]) == 3
    assert [one.percent for one in told if isinstance(one, Battery) and one.warn] == [12]
