"""Every kind of wearable from the scan to the counted set, with everything going wrong on the way that can.

A virtual wearable plays a set whose truth is known. It is found, looked at for five seconds as `soleus pair` does,
and then streamed and counted as `soleus live` does, over bleak and a radio in memory, in a loop whose clock leaps
over the waits. What came out is held against what the wearable knows it sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from soleus_sense.exercises import Tempo
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.firmware import Firmware
from soleus_sense.virtual.firmwares import FIRMWARES
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.metamotion_firmware import MetaMotionFirmware
from soleus_sense.virtual.polar_firmware import PolarFirmware
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate
from soleus_sense.virtual.taken import everything_said
from soleus_sense.virtual.wearable import Faults, VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.driver import Settings
from soleus_sense.wearables.look import LOOK_S, Look, look_at
from soleus_sense.wearables.metamotion import BMI160
from soleus_sense.wearables.stream import (
    LOW_BATTERY_PERCENT,
    Battery,
    Connected,
    Health,
    SamplesLost,
    WearableStream,
)

MODELS: Mapping[str, Callable[[], Firmware]] = {
    **FIRMWARES,
    "polar (H10)": lambda: PolarFirmware("Polar H10 1A2B3C4D", has_gyro=False),
    "metamotion (BMI160)": lambda: MetaMotionFirmware(chip=BMI160),
}
"""One of each kind, and the models whose streams are quite another matter."""

RESTARTED = {"espruino"}
"""Its program begins anew with each link, and its clock with it: how long the link was away only arrivals tell."""

LEAD_IN_S = 8.0
"""The look at the stream and making the link again come first, with lost links and bonding in both."""

LEAD_OUT_S = 3.0
"""Some samples after the last repetition still come when notifications come late."""

USUAL_RATE_HZ = Settings().rate_hz


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong in a run.

    Attributes
    ----------
    faults : of the wearable and its link
    secure : the wearable refuses whoever is not bonded
    battery_percent : at the beginning
    """

    faults: Faults = field(default_factory=Faults)
    secure: bool = False
    battery_percent: int = 87


LOSS_S = 0.25
"""How long a loss lasts on average: a leg that turns away from the machine, a neighbour's download."""

DROP_AT_S = 19.0
"""In the middle of a lowering of the set that is played."""

STALL_AT_S = 25.6
"""In another lowering. A raise that falls wholly into a gap is one that nobody saw: it is not asked for here."""

STALL_S = 2.2
"""Longer than the watchdog waits; the link is then made anew."""

TROUBLES: Mapping[str, Trouble] = {
    "nothing": Trouble(),
    "late bursts": Trouble(Faults(late_s=1.0)),
    "10 % lost": Trouble(Faults(loss=0.1, loss_s=LOSS_S)),
    "everything twice": Trouble(Faults(repeated=0.3)),
    "a stall": Trouble(Faults(stalls=((STALL_AT_S, STALL_S),))),
    "5 % too slow": Trouble(Faults(rate_error=-0.05)),
    "5 % too fast": Trouble(Faults(rate_error=0.05)),
    "three drops": Trouble(Faults(drop_connects=1, drop_pairings=1, drops=(DROP_AT_S,), away_s=0.3), secure=True),
    "low battery": Trouble(battery_percent=12),
    "encryption": Trouble(secure=True),
    "all at once": Trouble(
        Faults(
            loss=0.1,
            loss_s=LOSS_S,
            late_s=0.4,
            stalls=((STALL_AT_S, STALL_S),),
            drop_connects=1,
            drop_pairings=1,
            drops=(DROP_AT_S,),
            away_s=0.3,
            rate_error=-0.03,
        ),
        secure=True,
        battery_percent=14,
    ),
}
"""Each trouble alone, then together."""


@dataclass(frozen=True)
class FaultRun:
    """What came of one run.

    Attributes
    ----------
    model, trouble : what was played, and what went wrong
    true, counted : repetitions
    looked : what the look at the stream showed
    links : how often the stream was connected
    bonded : whether any of its links, or the look's, had to be bonded
    health : of the stream
    due : samples the wearable took from the first to the newest that arrived, by its own account
    notification_samples : samples of the largest notification
    late_samples : by so many the first notification after a lost link may be late; 0 where the wearable's clock goes
        on, which then tells how long the gap was
    reported : samples told to be lost
    out_of_order : samples whose time is not after that of the one before
    tells_losses : the wearable's packets carry a stamp or a number; without, a loss shows only as a lower rate
    tells_battery : whether it does
    battery_warnings : how often the battery was warned of
    """

    model: str
    trouble: str
    true: int
    counted: int
    looked: Look
    links: int
    bonded: bool
    health: Health
    due: int
    notification_samples: int
    late_samples: int
    reported: int
    out_of_order: int
    tells_losses: bool
    tells_battery: bool
    battery_warnings: int

    @property
    def lost(self) -> int:
        """Samples that were due and not handed on."""
        return self.due - self.health.samples

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is not as it should be, in words; nothing: the run passed."""
        asked, said = TROUBLES[self.trouble], list[str]()
        within = self.notification_samples + self.late_samples
        if self.counted != self.true:
            said.append(f"{self.counted} of {self.true} counted")
        if self.out_of_order:
            said.append(f"{self.out_of_order} samples out of order")
        if self.tells_losses and abs(self.reported - self.lost) > within:
            said.append(f"{self.reported} samples reported lost, {self.lost} were")
        if (self.health.misread and not asked.faults.loss) or self.health.dropped:
            said.append(f"{self.health.misread} notifications misread, {self.health.dropped} dropped")
        if asked.secure and not self.bonded:
            said.append("not bonded")
        if self.battery_warnings != (self.tells_battery and asked.battery_percent <= LOW_BATTERY_PERCENT):
            said.append(f"{self.battery_warnings} warnings of the battery")
        return tuple(said)


def fault_set(*, reps: int = 7, tempo: str = "3-1-2-1", seed: int = 5) -> Simulation:
    """The set that is played: about a minute, with quiet enough before it for the scan and the look."""
    return simulate(
        Scenario(tempo=Tempo.parse(tempo), reps=reps, seed=seed, lead_in_s=LEAD_IN_S, lead_out_s=LEAD_OUT_S)
    )


def fault_run(
    model: str, trouble: str, played: Simulation, *, rate_hz: float = USUAL_RATE_HZ, seed: int = 1
) -> FaultRun:
    """Play the set on that model with that trouble, in a loop of its own whose clock leaps.

    Parameters
    ----------
    model : key of `MODELS`
    trouble : key of `TROUBLES`
    played : the set
    rate_hz : samples a second that the wearable is asked for
    seed : of the chances

    Raises
    ------
    WearableError
        It could not be looked at or streamed at all.
    """
    return run_leaping(_run(model, trouble, played, rate_hz, seed))


async def _run(model: str, trouble: str, played: Simulation, rate_hz: float, seed: int) -> FaultRun:
    asked, radio, settings = TROUBLES[trouble], MemoryRadio(), Settings(rate_hz=rate_hz)
    firmware = MODELS[model]()
    virtual = VirtualWearable(
        radio,
        played.recording,
        firmware=firmware,
        faults=replace(asked.faults, seed=seed),
        battery_percent=asked.battery_percent,
        secure=asked.secure or firmware.advertised.name.startswith("BBC"),
    )
    async with virtual:
        found = await find(radio=radio.radio)
        connected, looked = await look_at(found, seconds=LOOK_S, radio=radio.radio, settings=settings)
        virtual.count_afresh()
        found = await find(radio=radio.radio)
        stream = WearableStream(found, radio=radio.radio, settings=settings)
        items = await everything_said(stream, virtual)
    counter, newest_s, out_of_order = RepCounter(played.scenario.placement), -np.inf, 0
    for item in items:
        if isinstance(item, SampleBlock):
            out_of_order += int(np.count_nonzero(np.diff(item.time_s, prepend=newest_s) <= 0))
            newest_s = float(item.time_s[-1])
            counter.push(item.time_s, item.acc_m_s2, item.gyr_rad_s)
    counter.finish()
    links = [item for item in items if isinstance(item, Connected)]
    return FaultRun(
        model=model,
        trouble=trouble,
        true=played.counted,
        counted=counter.analysis().counted,
        looked=looked,
        links=len(links),
        bonded=connected.bonded or any(one.bonded for one in links),
        health=replace(stream.health),
        due=virtual.arrived_samples + virtual.missing_samples,
        notification_samples=firmware.samples_per_notification(),
        late_samples=round(asked.faults.late_s * connected.rate_hz) * (len(links) - 1) if model in RESTARTED else 0,
        reported=sum(item.samples for item in items if isinstance(item, SamplesLost)),
        out_of_order=out_of_order,
        tells_losses=stream.tells_losses,
        tells_battery=connected.battery_percent is not None,
        battery_warnings=sum(isinstance(item, Battery) and item.warn for item in items),
    )
