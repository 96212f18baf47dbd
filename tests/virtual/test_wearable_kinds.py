"""Every kind of wearable from the scan to the samples, undisturbed and disturbed; the radio alone is not real."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.firmware import Firmware
from soleus_sense.virtual.firmwares import FIRMWARES, new_firmware
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.metamotion_firmware import MetaMotionFirmware
from soleus_sense.virtual.polar_firmware import PolarFirmware
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate
from soleus_sense.virtual.taken import everything_said, joined
from soleus_sense.virtual.wearable import Faults, VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.kinds import KINDS, find_kind
from soleus_sense.wearables.metamotion import BMI160
from soleus_sense.wearables.stream import Connected, SamplesLost, StreamItem, WearableStream

DROP_AT_S = 1.0

WITHOUT_BATTERY = {"adafruit", "bluest", "microbit"}
WITHOUT_GYRO = {"microbit", "polar h10"}
FIRMWARES_AND_MODELS = {
    **FIRMWARES,
    "polar h10": lambda: PolarFirmware("Polar H10 1A2B3C4D", has_gyro=False),
    "metamotion bmi160": lambda: MetaMotionFirmware(chip=BMI160),
}
RATES_HZ = {"polar": 104, "polar h10": 100, "movesense": 52, "dot": 60, "bluest": 20, "espruino": 52}
"""What the driver chooses: the Polars are asked for 100 Hz, for which a Verity Sense needs its SDK mode."""

STAMPED = ("soleus", "polar", "movesense", "dot", "openearable", "espruino")
COUNTED = ("witmotion", "metamotion", "adafruit")


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=3, seed=5, lead_in_s=2.0))


@dataclass(frozen=True)
class Heard:
    """Everything a stream said until its wearable had played its recording."""

    stream: WearableStream
    kind: str
    items: list[StreamItem]
    recording: Recording

    def of(self, kind: type) -> list:
        return [item for item in self.items if isinstance(item, kind)]


def played(firmware: Firmware, simulation: Simulation, faults: Faults | None = None) -> Heard:
    """Scan, connect and listen to the end, in a loop whose clock leaps over the waits."""

    async def play() -> Heard:
        radio = MemoryRadio()
        secure = firmware.advertised.name.startswith("BBC")
        virtual = VirtualWearable(radio, simulation.recording, firmware=firmware, faults=faults, secure=secure)
        async with virtual:
            found = await find(firmware.advertised.name, radio=radio.radio, within_s=3)
            settings = Settings(rate_hz=100.0 if isinstance(firmware, PolarFirmware) else 50.0)
            stream = WearableStream(found, radio=radio.radio, settings=settings)
            items = await everything_said(stream, virtual)
        recording = joined(items, simulation.recording)
        assert recording is not None
        return Heard(stream, found.kind.key if found.kind else "", items, recording)

    return run_leaping(play())


def missed_m_s2(heard: Heard, simulation: Simulation) -> float:
    """How far the samples are from what was played, when the stream's zero is moved to where they fit best."""
    got, felt = heard.recording, simulation.recording
    at_s = felt.time_s - felt.time_s[0]
    later_s = np.arange(-0.2, 2.5, 0.01)
    missed = [
        float(np.mean((np.interp(got.time_s + late_s, at_s, felt.acc_m_s2[:, 2]) - got.acc_m_s2[:, 2]) ** 2))
        for late_s in later_s
    ]
    return min(missed) ** 0.5


def test_there_is_a_virtual_wearable_of_every_kind() -> None:
    assert set(FIRMWARES) == {kind.key for kind in KINDS}
    with pytest.raises(SettingsError, match="no virtual wearable 'watch'; choose one of soleus, polar"):
        new_firmware("watch")


@pytest.mark.parametrize("name", FIRMWARES_AND_MODELS)
def test_from_the_scan_to_a_counted_set(name: str, simulation: Simulation) -> None:
    heard = played(FIRMWARES_AND_MODELS[name](), simulation)
    (connected,) = heard.of(Connected)
    health = heard.stream.health
    assert heard.kind == name.split()[0]
    assert connected.rate_hz == RATES_HZ.get(name, 50)
    assert connected.has_gyro is (name not in WITHOUT_GYRO)
    assert connected.battery_percent == (None if name in WITHOUT_BATTERY else pytest.approx(87, abs=2))
    assert connected.bonded is find_kind(heard.kind).wants_bond
    assert (health.lost_samples, health.duplicates, health.misread, health.dropped) == (0, 0, 0, 0)
    assert heard.recording.duration_s > simulation.recording.duration_s - 1.5
    assert heard.recording.gaps == ()
    stamped = heard.kind in STAMPED or name == "bluest"
    assert missed_m_s2(heard, simulation) < (0.05 if stamped else 0.3)
    assert analyze(heard.recording, placement="heel").counted == 3


@pytest.mark.parametrize("name", STAMPED)
def test_stamps_and_numbers_keep_time_through_losses_repeats_and_a_lost_link(name: str, simulation: Simulation) -> None:
    faults = Faults(loss=0.1, loss_run=2, repeated=0.1, late_s=0.3, drops=(DROP_AT_S,))
    heard = played(FIRMWARES_AND_MODELS[name](), simulation, faults)
    got, lost = heard.recording, sum(item.samples for item in heard.of(SamplesLost))
    assert [one.again for one in heard.of(Connected)] == [False, True]
    rate_hz = heard.of(Connected)[0].rate_hz
    assert lost > 0
    assert len(got) + lost == pytest.approx(got.duration_s * rate_hz, abs=4, rel=0.015)
    assert (np.diff(got.time_s) > 0.25 / rate_hz).all(), "what came twice is taken once"
    assert missed_m_s2(heard, simulation) < 0.1


@pytest.mark.parametrize("name", COUNTED)
def test_without_stamps_losses_and_a_lost_link_leave_the_time_nearly_right(name: str, simulation: Simulation) -> None:
    faults = Faults(loss=0.05, loss_run=2, late_s=0.3, drops=(DROP_AT_S,))
    heard = played(FIRMWARES_AND_MODELS[name](), simulation, faults)
    assert [one.again for one in heard.of(Connected)] == [False, True]
    assert heard.recording.duration_s == pytest.approx(simulation.recording.duration_s, abs=1.0)
    assert (np.diff(heard.recording.time_s) > 0).all()
    assert missed_m_s2(heard, simulation) < 0.6
