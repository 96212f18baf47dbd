"""The stream of a wearable survives what a workout does to a radio link."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import numpy as np
import pytest

from soleus_sense.errors import WearableError
from soleus_sense.motion.reps import SignalBack, SignalLost
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.polar_firmware import PolarFirmware
from soleus_sense.virtual.radio import NEAR_DBM, MemoryRadio
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Faults, VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.link import Patience
from soleus_sense.wearables.stream import Battery, Connected, Retrying, SamplesLost, WearableStream

Listen = Callable[..., Awaitable[Any]]


def felt_again_s(heard: Any, simulation: Simulation) -> float:
    """How far the stream's clock is off, by matching each sample to the recording it was played from, seconds."""
    played, got = simulation.recording, heard.recording
    at_s = played.time_s - played.time_s[0]
    offsets = np.linspace(-0.06, 0.06, 121)
    missed = [
        np.mean((np.interp(got.time_s + offset, at_s, played.acc_m_s2[:, 2]) - got.acc_m_s2[:, 2]) ** 2)
        for offset in offsets
    ]
    return float(abs(offsets[int(np.argmin(missed))]))


async def test_every_sample_arrives_with_its_time(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps)
    got, played = heard.recording, three_reps.recording
    assert len(got) >= len(played) - 3
    assert got.sample_rate_hz == pytest.approx(100.0, rel=1e-3)
    assert got.gaps == ()
    assert felt_again_s(heard, three_reps) < 0.02
    (connected,) = heard.of(Connected)
    assert (connected.battery_percent, connected.bonded, connected.again) == (87, False, False)
    assert heard.of(SignalLost) == heard.of(SamplesLost) == heard.of(Retrying) == []


async def test_a_wearable_without_gyro_is_streamed_without(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, firmware=SoleusFirmware(has_gyro=False))
    assert heard.recording.gyr_rad_s is None
    assert len(heard.recording) >= len(three_reps.recording) - 3


async def test_losses_are_reported_to_the_sample(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(loss=0.2, loss_run=3))
    assert heard.wearable.lost > 3
    lost = sum(item.samples for item in heard.of(SamplesLost))
    ends = 2 * 19  # losses at the very beginning and end leave no trace
    assert abs(lost - 19 * heard.wearable.lost) <= ends
    assert heard.stream.health.lost_samples == lost
    assert felt_again_s(heard, three_reps) < 0.02


async def test_repeated_notifications_are_taken_once(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(repeated=0.5))
    assert heard.stream.health.duplicates > 10
    assert (np.diff(heard.recording.time_s) > 0.005).all()
    assert len(heard.recording) <= len(three_reps.recording)


async def test_late_bursts_do_not_move_the_samples(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(late_s=1.0))
    assert heard.recording.gaps == ()
    assert heard.of(SamplesLost) == []
    assert felt_again_s(heard, three_reps) < 0.02


async def test_a_lost_link_is_made_again_and_time_goes_on(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(drops=(3.0, 6.0), away_s=0.5))
    assert [one.again for one in heard.of(Connected)] == [False, True, True]
    (first, second), (back, _) = heard.of(SignalLost), heard.of(SignalBack)
    assert first.at_s == pytest.approx(3.0, abs=0.25)
    assert second.at_s == pytest.approx(6.0, abs=0.25)
    assert first.at_s + 0.5 < back.at_s < first.at_s + 0.6
    assert len(heard.recording.gaps) == 2
    assert felt_again_s(heard, three_reps) < 0.02


async def test_a_wearable_switched_off_and_on_goes_on_in_time(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(drops=(4.0,), clock_restarts=True))
    assert len(heard.recording.gaps) == 1
    assert heard.recording.duration_s == pytest.approx(three_reps.recording.duration_s, abs=0.5)


async def test_a_link_that_is_up_but_dead_is_replaced(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(stalls=((3.0, 6.0),)))
    assert heard.stream.health.links >= 2
    assert any("link is up" in one.why for one in heard.of(Retrying))
    assert heard.recording.duration_s > three_reps.recording.duration_s - 0.5


async def test_a_wearable_that_connects_but_sends_nothing_is_left_more_and_more_time(
    listen: Listen, three_reps: Simulation
) -> None:
    # A Polar still answers requests, and answers are no samples.
    firmware = PolarFirmware("Polar H10 1A2B3C4D", has_gyro=False)
    heard = await listen(three_reps, Faults(stalls=((2.0, 99.0),)), firmware=firmware)
    waits_s = [one.after_s for one in heard.of(Retrying)]
    assert len(waits_s) >= 2
    assert waits_s == sorted(waits_s)
    assert waits_s[-1] > waits_s[0]


async def test_a_link_lost_while_it_is_made_is_tried_again(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(drop_connects=2))
    assert heard.wearable.links == 3
    assert len(heard.recording) >= len(three_reps.recording) - 3


async def test_a_link_lost_while_it_is_bonded_is_tried_again(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(drop_pairings=1), secure=True)
    assert any("Pairing with" in one.why for one in heard.of(Retrying))
    assert [one.bonded for one in heard.of(Connected)] == [True]
    assert len(heard.recording) >= len(three_reps.recording) - 3


async def test_a_wearable_that_wants_encryption_is_bonded_once(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(drops=(3.0,)), secure=True)
    assert [one.bonded for one in heard.of(Connected)] == [True, False]
    assert heard.stream.health.duplicates == 0
    assert heard.recording.duration_s > three_reps.recording.duration_s - 0.5


async def test_a_wrong_rate_is_measured(listen: Listen, three_reps: Simulation) -> None:
    heard = await listen(three_reps, Faults(rate_error=-0.08))
    assert heard.stream.sensor_clock is not None
    assert heard.stream.sensor_clock.rate_hz == pytest.approx(92.0, rel=2e-3)
    assert felt_again_s(heard, three_reps) < 0.02


async def test_a_low_battery_is_said(listen: Listen, three_reps: Simulation) -> None:
    def run_down(wearable: VirtualWearable, _item: object) -> None:
        wearable.battery_percent = 12

    heard = await listen(three_reps, patience=Patience(battery_s=5.0), while_playing=run_down)
    (battery,) = heard.of(Battery)
    assert battery.percent == 12
    assert battery.low


async def test_a_wearable_that_lets_nobody_connect_is_an_error_not_a_wait(
    listen: Listen, three_reps: Simulation
) -> None:
    with pytest.raises(WearableError, match="no link to it can be made"):
        await listen(three_reps, Faults(drop_connects=99))


async def test_many_lost_links_leave_nothing_behind(listen: Listen, three_reps: Simulation) -> None:
    before = asyncio.all_tasks()
    heard = await listen(three_reps, Faults(drops=tuple(np.arange(0.2, 13.0, 0.4))))
    gc.collect()
    await asyncio.sleep(0)
    assert heard.stream.health.links > 10
    assert asyncio.all_tasks() == before
    assert (np.diff(heard.recording.time_s) > 0).all()


async def test_the_signals_strength_is_known_where_the_backend_tells_it(
    three_reps: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    radio = MemoryRadio()
    told: list[int | None] = []
    async with VirtualWearable(radio, three_reps.recording, firmware=SoleusFirmware()):
        found = await find(radio=radio.radio)
        stream = WearableStream(found, radio=radio.radio)
        told.append(await stream.rssi_dbm())
        async with aclosing(stream.items()) as items:
            async for item in items:
                if isinstance(item, SampleBlock):
                    told.append(await stream.rssi_dbm())
                    # Neither BlueZ nor Windows tells of a link.
                    monkeypatch.delattr("soleus_sense.wearables.bumble_backend.BumbleClient.get_rssi")
                    told.append(await stream.rssi_dbm())
                    break
        told.append(await stream.rssi_dbm())
    assert told == [None, NEAR_DBM, None, None]
