"""`--radio`: a controller that another program shares over TCP is scanned with, bonded over and streamed from."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import stat
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import virtual_time
from bumble.transport import open_transport

from soleus_sense.exercises import Tempo
from soleus_sense.live import interrupt
from soleus_sense.live import outputs as live_outputs
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import ADDRESS, VirtualWearable
from soleus_sense.wearables.bumble_radio import KEYS_FILE
from soleus_sense.wearables.remembered import Remembered, read_remembered, remember

Soleus = Callable[..., Any]

NAME = "Soleus A1"

ENOUGH_LINES = 50
"""Of a recording: a quarter of a second at the rate that was paired."""


def is_there(path: Path) -> bool:
    return path.exists()


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass(frozen=True)
class SharedController:
    """A controller in a room with one wearable, shared over TCP by the event loop in which the verbs run too."""

    spec: str
    loop: asyncio.Runner


async def share(port: int, recording: Recording, shared: AsyncExitStack) -> None:
    room = MemoryRadio()
    transport: Any = await open_transport(f"tcp-server:127.0.0.1:{port}")
    shared.push_async_callback(transport.server.wait_closed)
    shared.callback(transport.server.close)  # which Bumble's own closing leaves open
    room.controller("dongle", transport)
    await shared.enter_async_context(VirtualWearable(room, recording, firmware=SoleusFirmware(NAME), secure=True))


@pytest.fixture(scope="module")
def recording() -> Recording:
    return simulate(Scenario(tempo=Tempo.parse("1-0-1-0"), reps=1, lead_in_s=6.0)).recording


@pytest.fixture
def shared(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> Iterator[SharedController]:
    logging.getLogger("bumble").setLevel(logging.CRITICAL)
    port, stack = free_port(), AsyncExitStack()
    with virtual_time.runner() as loop:
        monkeypatch.setattr(interrupt, "run_to_the_end", loop.run)
        loop.run(share(port, recording, stack))
        yield SharedController(f"tcp-client:127.0.0.1:{port}", loop)
        loop.run(stack.aclose())


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOLEUS_HOME", str(tmp_path))
    return tmp_path


def test_scan_doctor_and_pair_over_a_shared_controller_and_the_bond_is_kept(
    soleus: Soleus, shared: SharedController, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned = soleus("scan", "--seconds", "0.5", "--json", "-", "--radio", shared.spec)
    assert scanned.status == 0
    assert [one["kind"] for one in json.loads(scanned.out)["wearables"]] == ["soleus"]

    monkeypatch.setenv("SOLEUS_RADIO", shared.spec)
    examined = soleus("doctor", "--seconds", "0.5")
    assert (examined.status, examined.err) == (0, "")
    assert "good  Radio: 1 device heard in 0.5 s, 1 of a known kind: Soleus A1." in examined.out
    assert "BlueZ" not in examined.out, "over another radio the system's own is no matter"

    paired = soleus("pair", "--placement", "heel", "--as", "mine", "--rate", "150", "--seconds", "1")
    assert (paired.status, paired.err) == (0, "")
    assert "200 samples a second with gyro, battery at 87 %. Paired." in paired.out
    assert "A rate of 150 Hz was asked for; it is set to 200 Hz, the least it has that serves." in paired.out
    assert read_remembered(at_home)[0].rate_hz == 150.0
    assert stat.S_IMODE((at_home / KEYS_FILE).stat().st_mode) & 0o077 == 0

    again = soleus("pair", "mine", "--seconds", "1")
    assert "200 samples a second" in again.out
    assert "Paired." not in again.out, "the bond is used, not made anew"


def test_live_streams_over_it_as_it_was_paired(
    soleus: Soleus, shared: SharedController, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = at_home / "a.csv"

    def run(_output: object, whole: Coroutine[Any, Any, None]) -> None:
        async def until_enough_is_kept() -> None:
            task = asyncio.ensure_future(whole)
            async with asyncio.timeout(20):
                while not (is_there(kept) and lines_of(kept) > ENOUGH_LINES):
                    await asyncio.wait([task], timeout=0.05)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        shared.loop.run(until_enough_is_kept())

    monkeypatch.setattr(live_outputs, "run_on", run)
    mine = Remembered(name="mine", address=ADDRESS, kind="soleus", advertised=NAME, rate_hz=200.0, acc_range_g=4.0)
    remember(at_home, mine)
    asked = ("--range", "16", "--radio", shared.spec)
    ended = soleus("live", "--device", "mine", "--jsonl", "--quiet", "--record", str(kept), *asked)
    said = [json.loads(line) for line in ended.out.splitlines()]
    (connected,) = [one for one in said if one["type"] == "connected"]
    assert (connected["rate_hz"], connected["acc_range_g"]) == (200.0, 16.0), "as paired; what is said now goes before"
    assert lines_of(kept) > ENOUGH_LINES


@pytest.mark.parametrize("verb", ["scan", "pair", "live", "doctor"])
def test_what_names_no_radio_is_refused_by_every_verb_before_anything_else(soleus: Soleus, verb: str) -> None:
    ended = soleus(verb, "--radio", "usb")
    assert ended.status == 2
    assert ended.err.startswith("'usb' names no radio; it looks like usb:0 (an adapter on this machine's USB")


def test_a_controller_that_is_not_there_is_one_sentence_with_what_to_do(soleus: Soleus) -> None:
    spec = f"tcp-client:127.0.0.1:{free_port()}"
    ended = soleus("scan", "--seconds", "0.5", "--radio", spec)
    port = spec.rpartition(":")[2]
    assert ended.status == 2
    assert ended.err == (
        f"Nobody listens at 127.0.0.1, port {port}: start what shares the controller there, and mind its port.\n"
    )
    examined = soleus("doctor", "--seconds", "0.5", "--radio", spec)
    assert f"MEND  Radio: Nobody listens at 127.0.0.1, port {port}.\n" in examined.out
    assert "      -> Start what shares the controller there, and mind its port." in examined.out
