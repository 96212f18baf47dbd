"""The program without a sensor: a simulated person wears a virtual wearable, and all else is the real path.

An ordinary bleak client scans, bonds, subscribes and reads the battery over Bumble's virtual controllers; what it
streams is kept, counted and told like any workout, and at the end the truth stands beside what was counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Compared, Counter, Output, Written
from soleus_sense.live.workout import Wearing, open_session
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import VirtualWearable
from soleus_sense.wearables.link import Patience

NAME = "Soleus Sense demo"

TEMPO = "3-0-1-0"
SETS, REPS = 1, 10

QUIET_S = 1.5
"""Before the first and after the last repetition: people start at once, and the demo is to end within a minute."""

LAST_NOTIFICATIONS_S = 0.3
"""What was sent last is under way for two connection intervals."""


@dataclass(frozen=True)
class Demo:
    """What the demo made.

    Attributes
    ----------
    analysis : what was counted
    truth : what the simulated person did
    path : the recording
    """

    analysis: Analysis
    truth: tuple[Rep, ...]
    path: Path


def demo_plan(
    exercise: str | None, tempo: str | None, *, sets: int | None, reps: int | None, rest_s: float | None
) -> Plan:
    """The plan of a demo: ten repetitions at 3-0-1-0 where nothing else is said.

    Raises
    ------
    SettingsError
        An unknown exercise or tempo, or an exercise that is no heel raise.
    """
    if exercise is not None and find_exercise(exercise).posture == "walking":
        raise SettingsError(f"The demo plays heel raises, and {exercise} is walking; choose another exercise.")
    plan = Plan.of(exercise, tempo or TEMPO, sets=sets or SETS, reps=reps or REPS, rest_s=rest_s)
    return replace(plan, ends=False)


async def run_demo(
    plan: Plan, wearing: Wearing, output: Output, *, counter: Callable[[], Counter], speed: float = 1.0
) -> Demo:
    """Play the plan through a virtual wearable and count it; ends by itself.

    Parameters
    ----------
    speed : how much faster than real time, for tests

    Raises
    ------
    SoleusError
        The recording cannot be written.
    """
    simulation = simulate(scenario_of(plan, wearing.placement))
    radio = MemoryRadio()
    loop = asyncio.get_running_loop()
    wearable = VirtualWearable(radio, simulation.recording, firmware=SoleusFirmware(NAME), secure=True, speed=speed)
    async with wearable:
        session = await open_session(
            replace(wearing, devices=(NAME,)),
            plan,
            output,
            counter=counter,
            radio=radio.radio,
            patience=Patience(),
            clock=lambda: loop.time() * speed,
        )
        (channel,) = session.channels
        ending = loop.create_task(_stop_after(wearable, session.stop))
        try:
            await session.run()
        finally:
            ending.cancel()
    if channel.journal is None:
        raise RuntimeError("the demo keeps a journal")
    demo = Demo(channel.counter.analysis(), simulation.truth, channel.journal.path)
    for row in compare(demo.truth, demo.analysis.reps):
        output.say("", row)
    return demo


def write_report(demo: Demo, plan: Plan, output: Output) -> None:
    """Draw the report from the recording on disk, as a page and as a picture beside it.

    Raises
    ------
    SoleusError
        It cannot be written.
    """
    from soleus_sense.recording.reader import read_recording
    from soleus_sense.report import write_session_report

    written = write_session_report(
        read_recording(demo.path),
        demo.analysis,
        demo.path.with_suffix(".html"),
        tempo=None if plan.tempo is None else str(plan.tempo),
        png_path=demo.path.with_suffix(".png"),
        title="The demo's set",
        truth=demo.truth,
    )
    output.say("", Written(tuple(Path(path) for path in written)))


def scenario_of(plan: Plan, placement: str) -> Scenario:
    """A person who does what is planned, the sensor worn as said (where nothing is said, on the heel)."""
    exercise = None if plan.exercise is None else find_exercise(plan.exercise)
    return Scenario(
        placement="heel" if placement == "auto" else placement,
        posture="seated" if exercise is not None and exercise.posture == "seated" else "standing",
        step_edge=exercise is not None and exercise.key == "eccentric-heel-drop",
        sets=plan.sets or SETS,
        reps=plan.reps or REPS,
        tempo=plan.tempo or Tempo.parse(TEMPO),
        rest_s=plan.rest_s,
        lead_in_s=QUIET_S,
        lead_out_s=QUIET_S,
        exercise=plan.exercise,
    )


def compare(truth: tuple[Rep, ...], counted: tuple[Rep, ...]) -> list[Compared]:
    """Each true repetition with the counted one whose lowering overlaps its own the most, in the order of time."""
    left = [rep for rep in counted if rep.counted]
    rows: list[tuple[float, float | None, float | None]] = []
    for true in (rep for rep in truth if rep.counted):
        found = max(left, key=lambda rep: _overlap_s(true, rep), default=None)
        if found is None or _overlap_s(true, found) <= 0:
            rows.append((true.lower_start_s, true.lower_s, None))
        else:
            left.remove(found)
            rows.append((true.lower_start_s, true.lower_s, found.lower_s))
    rows += [(rep.lower_start_s, None, rep.lower_s) for rep in left]
    return [Compared(number, true, own) for number, (_, true, own) in enumerate(sorted(rows, key=lambda r: r[0]), 1)]


def _overlap_s(one: Rep, other: Rep) -> float:
    return min(one.lower_end_s, other.lower_end_s) - max(one.lower_start_s, other.lower_start_s)


async def _stop_after(wearable: VirtualWearable, stop: Callable[[], None]) -> None:
    await wearable.finished.wait()
    await asyncio.sleep(LAST_NOTIFICATIONS_S)
    stop()
