"""What is done in the virtual machine: its own bluetoothd hears a virtual wearable, and our program uses it.

    python in_guest.py SHARED BLUETOOTHD

The kernel's own Bluetooth runs on a controller of Bumble's behind `/dev/vhci`; a virtual wearable is in the same room.
On top there is an unchanged bluetoothd, and our commands, and our stream over bleak's own BlueZ backend. What came of
each step is written to `result.json` in the folder SHARED.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import platform
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bumble.hci import LeFeatureMask
from bumble.transport import open_transport
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from soleus_sense.exercises import Tempo
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import SignalBack, SignalLost
from soleus_sense.motion.samples import SampleBlock
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, Simulation, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Faults, VirtualWearable
from soleus_sense.wearables.discovery import find
from soleus_sense.wearables.stream import Connected, SamplesLost, WearableStream

NAME = "Soleus 1"
"""With the service it just fits into the 31 bytes of an advertisement: Bumble's controller sends no scan response."""

SCENARIO = Scenario(tempo=Tempo.parse("2-8-1-1"), sets=2, reps=4, rest_s=120.0, lead_in_s=75.0, lead_out_s=6.0, seed=5)
"""The first commands take place in the quiet beginning, the stream in the first set, `soleus live` in the second.
Eight seconds at the bottom let a link come back before the next raise, on an emulated processor too: what is counted
is then to be exact. For its sake the beginning and the rest are as long."""

DROP_AFTER_S = 0.3
"""The link is lost so long after a lowering."""

LOSS = 0.02

SAMPLES_UNSAID = 2
"""Of those from the first sample to the last: where a link came back their number is as good as the clock's fit."""

BUS = """<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""
"""A system bus on which everybody may do everything: there is nobody else here."""

WITHOUT = LeFeatureMask.LL_PRIVACY | LeFeatureMask.LE_EXTENDED_ADVERTISING
"""Of Bumble's controller: it offers these, and not all that the kernel then asks of it."""


@dataclass
class Step:
    """One thing that was tried.

    Attributes
    ----------
    what : in words
    good : whether it came out as it should
    figures : what was measured
    said : what the program printed
    """

    what: str
    good: bool = False
    figures: dict[str, Any] = field(default_factory=dict[str, Any])
    said: str = ""


@dataclass
class Result:
    """Everything that was tried, and on what."""

    kernel: str
    bluez: str = ""
    bleak: str = field(default_factory=lambda: version("bleak"))
    steps: list[Step] = field(default_factory=list[Step])

    def keep(self, path: Path) -> None:
        """Write it down: after each step, for a guest may end at any time."""
        path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


async def main(shared: Path, bluetoothd: Path) -> None:
    """Do all steps; one that fails ends the rest."""
    result = Result(kernel=platform.release())
    simulation = simulate(SCENARIO)
    try:
        async with AsyncExitStack() as stack:
            step = begun(result, "bluetoothd runs on the virtual controller, and its adapter is on")
            wearable = await stack.enter_async_context(room(simulation, shared, bluetoothd))
            result.bluez = (await told(str(bluetoothd), "--version"))[1].strip()
            await powered(step)
            for do in (examined, heard, paired, streamed, lived):
                result.keep(shared / "result.json")
                if result.steps[-1].good:
                    await do(result, simulation, wearable)
    except Exception:
        result.steps[-1].good = False
        result.steps[-1].said += traceback.format_exc()
    result.keep(shared / "result.json")


def begun(result: Result, what: str) -> Step:
    """A new step; it is shown on the console."""
    print(f"{time.monotonic():6.1f} s  {what}", flush=True)
    result.steps.append(Step(what))
    return result.steps[-1]


def begin_services(shared: Path, bluetoothd: Path) -> subprocess.Popen[bytes]:
    """Begin a bus, and bluetoothd on it."""
    config = Path("/run/bus.conf")
    config.write_text(BUS, encoding="utf-8")
    Path("/run/dbus").mkdir(exist_ok=True)
    subprocess.run(["dbus-daemon", f"--config-file={config}", "--fork", "--nopidfile"], check=True)
    with (shared / "bluetoothd.txt").open("wb") as log:
        return subprocess.Popen([bluetoothd, "-n", "-d"], stdout=log, stderr=log)


@asynccontextmanager
async def room(simulation: Simulation, shared: Path, bluetoothd: Path) -> AsyncGenerator[VirtualWearable]:
    """A bus, bluetoothd, a controller behind `/dev/vhci`, and a wearable that is within its reach."""
    daemon = begin_services(shared, bluetoothd)
    drops = [rep.lower_end_s + DROP_AFTER_S for rep in simulation.truth if rep.counted]
    faults = Faults(loss=LOSS, drops=(drops[0], drops[2], drops[SCENARIO.reps + 1]))
    space = MemoryRadio()
    try:
        async with await open_transport("vhci") as transport:
            space.controller("hci0", transport).le_features &= ~WITHOUT
            async with VirtualWearable(
                space, simulation.recording, firmware=SoleusFirmware(NAME), secure=True, faults=faults
            ) as wearable:
                yield wearable
    finally:
        daemon.terminate()


async def powered(step: Step, within_s: float = 20.0) -> None:
    """Wait for the adapter, and switch it on as `bluetoothctl power on` does."""
    began_s = time.monotonic()
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    switch = Message(
        destination="org.bluez",
        path="/org/bluez/hci0",
        interface="org.freedesktop.DBus.Properties",
        member="Set",
        signature="ssv",
        body=["org.bluez.Adapter1", "Powered", Variant("b", True)],
    )
    while time.monotonic() - began_s < within_s:
        switch.serial = 0
        reply = await bus.call(switch)
        if reply.message_type is MessageType.METHOD_RETURN:
            step.good, step.said = True, ""
            break
        step.said = str(reply.body)
        await asyncio.sleep(0.2)
    step.figures = {"seconds": round(time.monotonic() - began_s, 2)}
    bus.disconnect()


async def told(*command: str) -> tuple[int, str]:
    """Run a command to its end; its status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode("utf-8", "replace")


async def soleus(*arguments: str) -> tuple[int, str]:
    """Run our program."""
    return await told(sys.executable, "-m", "soleus_sense", *arguments)


async def examined(result: Result, _: Simulation, __: VirtualWearable) -> None:
    """`soleus doctor` finds nothing to mend."""
    step = begun(result, "`soleus doctor` finds nothing to mend")
    status, step.said = await soleus("doctor", "--seconds", "3")
    step.good = status == 0 and "1 of a known kind" in step.said


async def heard(result: Result, _: Simulation, __: VirtualWearable) -> None:
    """`soleus scan` hears the wearable."""
    step = begun(result, "`soleus scan` hears it and knows its kind")
    status, step.said = await soleus("scan", "--seconds", "3", "--json", "-")
    kinds = [one["kind"] for one in json.loads(step.said)["wearables"]] if status == 0 else []
    step.good = kinds == ["soleus"]


async def paired(result: Result, _: Simulation, __: VirtualWearable) -> None:
    """`soleus pair` bonds, though nobody is there to confirm it."""
    step = begun(result, "`soleus pair` bonds with it, looks at its stream and remembers it")
    began_s = time.monotonic()
    status, step.said = await soleus("pair", "--placement", "heel", "--side", "left", "--as", "left", "--seconds", "3")
    step.figures = {"seconds": round(time.monotonic() - began_s, 1)}
    step.good = status == 0 and "Remembered as 'left'" in step.said


async def streamed(result: Result, simulation: Simulation, wearable: VirtualWearable) -> None:
    """The stream outlives two lost links: the count right, one copy of everything, every missing sample reported."""
    step = begun(
        result,
        "the stream outlives two lost links in a set: the count right, no notification twice, no sample missing unsaid",
    )
    last_s = max(rep.lower_end_s for rep in simulation.truth if rep.counted and rep.set == 1) + 3.0
    stream = WearableStream(await find(NAME))
    counter = RepCounter("heel")
    links: list[Connected] = []
    away_s: list[float] = []
    lost_samples, lost_at_s = 0, 0.0
    first_s, newest_s = math.inf, 0.0
    sent_before, lost_before = wearable.sent, wearable.lost
    async with aclosing(stream.items()) as items:
        async for item in items:
            match item:
                case Connected():
                    links.append(item)
                case SignalLost():
                    lost_at_s = time.monotonic()
                case SignalBack():
                    away_s.append(round(time.monotonic() - lost_at_s, 2))
                case SamplesLost():
                    lost_samples += item.samples
                case SampleBlock():
                    first_s = min(first_s, float(item.time_s[0]))
                    newest_s = float(item.time_s[-1])
                    counter.push(time_s=item.time_s, acc_m_s2=item.acc_m_s2, gyr_rad_s=item.gyr_rad_s)
                case _:
                    pass
            if wearable.played_s > last_s:
                break
    counter.finish()
    counted = counter.analysis().counted
    sent = wearable.sent - sent_before - (wearable.lost - lost_before)
    taken = round((newest_s - first_s) * links[0].rate_hz) + 1
    step.figures = {
        "counted": counted,
        "of": SCENARIO.reps,
        "links": len(links),
        "seconds from each lost link to the next sample": away_s,
        "notifications sent, those under way when a link ended too": sent,
        "received": stream.health.notifications,
        "of these twice": stream.health.duplicates,
        "samples from the first to the last": taken,
        "received of these": stream.health.samples,
        "reported lost": lost_samples,
    }
    step.good = (
        counted == SCENARIO.reps
        and len(links) == 3
        and stream.health.duplicates == 0
        and stream.health.misread == 0
        and stream.health.notifications <= sent
        and abs(stream.health.samples + lost_samples - taken) <= SAMPLES_UNSAID
    )


async def lived(result: Result, simulation: Simulation, wearable: VirtualWearable) -> None:
    """`soleus live` counts the second set through a lost link, and Ctrl-C saves it."""
    step = begun(result, "`soleus live` counts the second set through a lost link, and Ctrl-C saves it")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "soleus_sense", "live", "--device", "left", "--jsonl", "--quiet"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    last_s = max(rep.lower_end_s for rep in simulation.truth if rep.counted) + 3.0
    asyncio.get_running_loop().call_later(last_s - wearable.played_s, process.send_signal, signal.SIGINT)
    printed, _ = await process.communicate()
    said = [json.loads(line) for line in printed.decode().splitlines()]
    of: Callable[[str], list[dict[str, Any]]] = lambda kind: [one for one in said if one["type"] == kind]  # noqa: E731
    ends = of("finished")
    counted = sum(rep["counted"] for rep in ends[0]["analysis"]["reps"]) if ends else None
    step.figures = {
        "counted": counted,
        "of": SCENARIO.reps,
        "links": len(of("connected")),
        "status": process.returncode,
    }
    step.figures["saved"] = bool(ends) and is_kept(ends[0]["path"])
    step.said = "\n".join(json.dumps(one) for one in said if one["type"] not in ("phase", "rep", "finished"))
    step.good = counted == SCENARIO.reps and len(of("connected")) == 2 and step.figures["saved"]


def is_kept(recording: str) -> bool:
    """Whether a recording is there with what belongs to it."""
    path = Path(recording)
    return path.is_file() and path.with_suffix(".json").is_file()


if __name__ == "__main__":
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/run/dbus/system_bus_socket"
    os.environ["SOLEUS_HOME"] = "/run/soleus"
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
