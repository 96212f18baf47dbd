"""The program without a sensor: a simulated person wears a virtual wearable, and all else is the real path.

An ordinary bleak client scans, bonds, subscribes and reads the battery over Bumble's virtual controllers; what it
streams is kept, counted and told like any workout, and at the end the truth stands beside what was counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import find_exercise
from soleus_sense.live.course import course_of
from soleus_sense.live.day import Day
from soleus_sense.live.plan import Plan
from soleus_sense.live.session import Channel, Compared, Counter, Output, Written
from soleus_sense.live.workout import Wearing, find_worn, open_session
from soleus_sense.motion.heel_rise_test import HEEL_RISE_TEST
from soleus_sense.motion.reps import Analysis, Rep
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.radio import MemoryRadio
from soleus_sense.virtual.shifted import shifted
from soleus_sense.virtual.soleus_firmware import SoleusFirmware
from soleus_sense.virtual.wearable import Beginning, VirtualWearable
from soleus_sense.wearables.link import Patience

NAME = "Soleus Sense demo"

SIDES = ("left", "right")
ADDRESSES = ("F0:F1:F2:F3:F4:01", "F0:F1:F2:F3:F4:02")

TEMPO = "3-0-1-0"
SETS, REPS = 1, 10

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
    plan : what was meant to be done
    """

    analysis: Analysis
    truth: tuple[Rep, ...]
    path: Path
    plan: Plan


def demo_plan(
    exercise: str | None, tempo: str | None, *, sets: int | None, reps: int | None, rest_s: float | None
) -> Plan:
    """The plan of a demo: ten repetitions at 3-0-1-0 where nothing else is said; a heel-rise test ends as it does.

    Raises
    ------
    SettingsError
        An unknown exercise or tempo, or an exercise that is no heel raise.
    """
    known = None if exercise is None else find_exercise(exercise)
    if known is not None and (known.passive_drop or known.key == HEEL_RISE_TEST):
        # There is no target to lower by, or a metronome of its own.
        plan = Plan.of(exercise, tempo, sets=sets or SETS, reps=reps, rest_s=rest_s)
    else:
        plan = Plan.of(exercise, tempo or TEMPO, sets=sets or SETS, reps=reps or REPS, rest_s=rest_s)
    plan = replace(plan, ends=plan.is_heel_rise_test)
    check_demo((plan,))
    return plan


def check_demo(plans: Sequence[Plan]) -> None:
    """Refuse what the simulated person does not do.

    Raises
    ------
    SettingsError
        An exercise is no heel raise.
    """
    for plan in plans:
        if plan.exercise is not None and find_exercise(plan.exercise).posture == "walking":
            raise SettingsError(f"The demo plays heel raises, and {plan.exercise} is walking; choose another exercise.")


async def run_demo(plan: Plan, wearing: Wearing, output: Output, *, counter: Callable[[], Counter]) -> Demo:
    """Play the plan through a virtual wearable and count it; ends by itself.

    Raises
    ------
    SoleusError
        The recording cannot be written.
    """
    course = course_of((plan,), wearing.placement)
    loop = asyncio.get_running_loop()
    radio = MemoryRadio()
    async with _wearable(radio, course.recording) as wearable:
        session = await open_session(
            replace(wearing, devices=(NAME,)),
            plan,
            output,
            counter=counter,
            radio=radio.radio,
            patience=Patience(),
            clock=loop.time,
        )
        await _until_over(session.run(), wearable, session.stop)
    return _held_against(course.truths[0], plan, session.channels[0], output)


async def run_demo_of_both(
    plan: Plan, wearing: Wearing, output: Output, *, counter: Callable[[], Counter]
) -> tuple[Demo, ...]:
    """Play the plan on both legs at once, the right one the weaker, through two virtual wearables; ends by itself.

    Returns
    -------
    demos : of the left leg and of the right one

    Raises
    ------
    SoleusError
        The recordings cannot be written.
    """
    loop, radio, together = asyncio.get_running_loop(), MemoryRadio(), Beginning()
    courses = [course_of((plan,), wearing.placement, weaker=side == "right") for side in SIDES]
    names = [f"{NAME}, {side}" for side in SIDES]
    async with AsyncExitStack() as stack:
        wearables = [
            await stack.enter_async_context(
                VirtualWearable(
                    radio,
                    course.recording,
                    firmware=SoleusFirmware(name),
                    address=address,
                    secure=True,
                    together=together,
                )
            )
            for name, address, course in zip(names, ADDRESSES, courses, strict=True)
        ]
        session = await open_session(
            replace(wearing, devices=tuple(f"{side}={name}" for side, name in zip(SIDES, names, strict=True))),
            plan,
            output,
            counter=counter,
            radio=radio.radio,
            patience=Patience(),
            clock=loop.time,
        )
        await _until_over(session.run(), wearables[0], session.stop)
    demos: list[Demo] = []
    for course, wearable, channel in zip(courses, wearables, session.channels, strict=True):
        # A sensor's time begins with its first sample: that of the second one lies a little within the recording.
        truth = shifted(course.truths[0], -wearable.began_s)
        demos.append(_held_against(truth, plan, channel, output))
    return tuple(demos)


async def run_demo_day(
    plans: Sequence[Plan], wearing: Wearing, output: Output, *, counter: Callable[[Plan], Counter]
) -> tuple[Demo, ...]:
    """Play a programme's day through a virtual wearable, exercise by exercise, and count it; ends by itself.

    Parameters
    ----------
    plans : one for each exercise

    Raises
    ------
    SoleusError
        A recording cannot be written.
    """
    course = course_of(plans, wearing.placement)
    loop = asyncio.get_running_loop()
    radio = MemoryRadio()
    worn_so = replace(wearing, devices=(NAME,))
    async with _wearable(radio, course.recording) as wearable:
        worn = await find_worn(worn_so, output, recordings=len(plans), radio=radio.radio, clock=loop.time)
        day = Day(plans, worn_so, output, counter=counter)
        await _until_over(day.run(worn), wearable, day.stop)
    return tuple(
        _held_against(truth, done.plan, done.channels[0], output)
        for truth, done in zip(course.truths, day.done, strict=False)
    )


def write_report(demo: Demo, output: Output, *, other: Demo | None = None) -> None:
    """Draw the report from the recording on disk, as a page and as a picture beside it.

    Parameters
    ----------
    other : of the other leg, to be shown beside it

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
        tempo=None if demo.plan.tempo is None else str(demo.plan.tempo),
        png_path=demo.path.with_suffix(".png"),
        title="The demo's set",
        truth=demo.truth,
        other=None if other is None else (read_recording(other.path), other.analysis),
        other_truth=None if other is None else other.truth,
    )
    output.say("", Written(tuple(Path(path) for path in written)))


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


def _wearable(radio: MemoryRadio, recording: Recording) -> VirtualWearable:
    return VirtualWearable(radio, recording, firmware=SoleusFirmware(NAME), secure=True)


async def _until_over(work: Coroutine[Any, Any, None], wearable: VirtualWearable, stop: Callable[[], None]) -> None:
    """Run the work until it ends, or until the wearable has played everything."""

    async def watch() -> None:
        await wearable.finished.wait()
        await asyncio.sleep(LAST_NOTIFICATIONS_S)
        stop()

    watching = asyncio.get_running_loop().create_task(watch())
    try:
        await work
    finally:
        watching.cancel()


def _held_against(truth: tuple[Rep, ...], plan: Plan, channel: Channel, output: Output) -> Demo:
    """What was counted beside the truth, told; what a person did after the end is left out."""
    if channel.journal is None:
        raise RuntimeError("the demo keeps a journal")
    until = tuple(rep for rep in truth if rep.lower_end_s <= channel.newest_s)
    demo = Demo(channel.counter.analysis(), until, channel.journal.path, plan)
    for row in compare(demo.truth, demo.analysis.reps):
        output.say(channel.name, row)
    return demo
