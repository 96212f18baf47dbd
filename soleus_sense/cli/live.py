"""`soleus live`: count a workout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.cli.common import (
    ExerciseOption,
    GyroRangeOption,
    RadioOption,
    RangeOption,
    RateOption,
    TempoOption,
    check_settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from soleus_sense.errors import SoleusError
    from soleus_sense.live.plan import Plan
    from soleus_sense.live.session import Output
    from soleus_sense.live.workout import Wearing
    from soleus_sense.motion.counter import RepCounter

SetsOption = Annotated[
    int | None,
    typer.Option(min=1, max=100, help="How many sets; the session ends after the last.", show_default=False),
]
RepsOption = Annotated[
    int | None, typer.Option(min=1, max=1000, help="How many repetitions in each set.", show_default=False)
]
DEMO_PLACEMENT = "heel"
"""The simulated person says where the sensor is, as a person would."""

RestOption = Annotated[
    float | None,
    typer.Option(min=0, max=3600, help="Seconds of rest between sets; 60 where not said.", show_default=False),
]
PlainOption = Annotated[
    bool, typer.Option("--plain", help="One sentence per line: for screen readers, pipes and logs.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Let nothing be heard.")]
JsonlOption = Annotated[bool, typer.Option("--jsonl", help="One JSON object per line: for other programs.")]


def live(
    device: Annotated[
        list[str] | None,
        typer.Option(
            help="The wearable's name (also one given by `soleus pair`) or address; where not said, the one that was "
            "paired, or the nearest of a known kind. "
            "Given twice, one for each leg: left=NAME and right=NAME.",
            metavar="[left=|right=]NAME",
            show_default=False,
        ),
    ] = None,
    placement: Annotated[
        str,
        typer.Option(
            help="Where the sensor is worn: heel, shin, or auto to find out, after three repetitions.",
            metavar="heel|shin|auto",
            show_default="as paired, else auto",
        ),
    ] = "auto",
    exercise: ExerciseOption = None,
    tempo: TempoOption = None,
    sets: SetsOption = None,
    reps: RepsOption = None,
    rest: RestOption = None,
    programme: Annotated[
        str | None,
        typer.Option(
            help="A day of this programme, exercise by exercise: one that comes along (`soleus exercises programme`) "
            "or a .toml file. What is given besides, such as --reps, replaces what is prescribed.",
            metavar="KEY|FILE.toml",
            show_default=False,
        ),
    ] = None,
    week: Annotated[
        int | None, typer.Option(min=1, help="Which week of the programme; the first where not said.", metavar="N")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            help="Where the recording goes: a new .csv, or a folder; where not said, into the home folder.",
            metavar="PATH",
            show_default=False,
        ),
    ] = None,
    plain: PlainOption = False,
    jsonl: JsonlOption = False,
    quiet: QuietOption = False,
    metronome: Annotated[bool, typer.Option("--metronome", help="Let the tempo be heard.")] = False,
    voice: Annotated[bool, typer.Option("--voice", help="Let the count be spoken, by the system's voice.")] = False,
    rate: RateOption = None,
    acc_range: RangeOption = None,
    gyro_range: GyroRangeOption = None,
    radio: RadioOption = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Without a sensor: a simulated person, a virtual wearable.")
    ] = False,
    sides: Annotated[int, typer.Option(min=1, max=2, help="With --demo: how many legs wear a sensor.")] = 1,
) -> None:
    """Count a workout while it happens, and keep it.

    Its recording is kept and it is put in the history. Ctrl-C ends it; nothing is lost.

    \b
    Examples:
      soleus live --demo
      soleus live --demo --sides 2
      soleus live --exercise seated-calf-raise --tempo 3-0-1-0 --sets 3 --reps 12
      soleus live --programme standing-raises --week 3 --voice
      soleus live --device "left=Polar Sense 1A2B3C4D" --placement shin --jsonl
      soleus live --rate 200 --range 16 --radio usb:0
    """
    check_settings(placement, exercise, tempo, None)

    from dataclasses import replace

    from soleus_sense.errors import SettingsError
    from soleus_sense.home import home
    from soleus_sense.live.demo import check_demo, demo_plan
    from soleus_sense.live.outputs import open_output
    from soleus_sense.live.plan import Plan
    from soleus_sense.live.workout import Wearing, as_paired, check_record, wanted_of
    from soleus_sense.wearables.choice import Asked
    from soleus_sense.wearables.radio_spec import check_radio
    from soleus_sense.wearables.remembered import read_remembered

    check_radio(radio)
    if sides > 1 and (programme is not None or not demo):
        raise SettingsError(
            "--sides is for --demo without a programme; with two wearables: --device left=NAME --device right=NAME."
        )
    wearing = Wearing(tuple(device or ()), placement, Asked(rate, acc_range, gyro_range), record)
    if programme is None and week is not None:
        raise SettingsError("A week is of a programme: name one with --programme.")
    day = None if programme is None else _day(programme, week or 1, exercise, tempo, sets, reps, rest)
    check_record(record, max(sides, len(wanted_of(wearing.devices))) * len(day or (None,)))
    if demo and device:
        raise SettingsError("The demo brings a wearable of its own: leave --device out, or --demo.")
    if demo:
        wearing = replace(wearing, placement=DEMO_PLACEMENT if placement == "auto" else placement)
        plan = day[0] if day else demo_plan(exercise, tempo, sets=sets, reps=reps, rest_s=rest)
        check_demo(day or ())
    else:
        wearing = as_paired(wearing, read_remembered(home()))
        plan = day[0] if day else Plan.of(exercise, tempo, sets=sets, reps=reps, rest_s=rest)
    output = open_output(plan, plain=plain, jsonl=jsonl, quiet=quiet, metronome=metronome, voice=voice, day=day or ())
    try:
        if demo:
            _show_demo(plan, wearing, output, day, sides)
        elif day:
            _work_through(day, wearing, output, radio)
        else:
            _work_out(plan, wearing, output, radio)
    finally:
        output.close()


def _day(
    programme: str,
    week: int,
    exercise: str | None,
    tempo: str | None,
    sets: int | None,
    reps: int | None,
    rest_s: float | None,
) -> tuple[Plan, ...]:
    from soleus_sense.exercises.programmes import find_programme
    from soleus_sense.live.programme import plans_of

    found = find_programme(programme)
    return plans_of(found, week, exercise=exercise, tempo=tempo, sets=sets, reps=reps, rest_s=rest_s)


def _work_out(plan: Plan, wearing: Wearing, output: Output, radio_spec: str | None) -> None:
    from soleus_sense.home import home
    from soleus_sense.live.keeping import Keeping
    from soleus_sense.live.last_time import RunningNote, told_once
    from soleus_sense.live.outputs import run_on
    from soleus_sense.live.workout import open_session, recordings_of
    from soleus_sense.wearables.radios import open_radio

    keeping, note = Keeping(plan), RunningNote(home())

    async def whole() -> None:
        for one in told_once(home()):
            output.say("", one)
        async with open_radio(radio_spec, home()) as radio:
            session = await open_session(wearing, plan, output, counter=_counters(plan, wearing.placement), radio=radio)
            note.begin(recordings_of(session.channels))
            keeping.begin(session.channels)
            await session.run()

    try:
        with note:
            run_on(output, whole())
    finally:
        _say_problem(keeping.end())


def _work_through(plans: tuple[Plan, ...], wearing: Wearing, output: Output, radio_spec: str | None) -> None:
    """A programme's day."""
    from soleus_sense.home import home
    from soleus_sense.live.day import Day
    from soleus_sense.live.keeping import Keeping
    from soleus_sense.live.last_time import RunningNote, told_once
    from soleus_sense.live.outputs import run_on
    from soleus_sense.live.workout import find_worn, recordings_of
    from soleus_sense.wearables.radios import open_radio

    note = RunningNote(home())
    day = Day(
        plans,
        wearing,
        output,
        counter=lambda plan: _counters(plan, wearing.placement)(),
        keep=Keeping,
        begun=lambda channels: note.begin(recordings_of(channels)),
    )

    async def whole() -> None:
        for one in told_once(home()):
            output.say("", one)
        async with open_radio(radio_spec, home()) as radio:
            await day.run(await find_worn(wearing, output, recordings=len(plans), radio=radio))

    try:
        with note:
            run_on(output, whole())
    finally:
        _say_problem(day.problem)


def _say_problem(problem: SoleusError | None) -> None:
    if problem is not None:
        print(f"{problem} So the history lacks some of this workout; the recording is kept.", file=sys.stderr)


def _show_demo(plan: Plan, wearing: Wearing, output: Output, day: tuple[Plan, ...] | None, sides: int) -> None:
    from soleus_sense.live.demo import run_demo, run_demo_day, run_demo_of_both, write_report
    from soleus_sense.live.outputs import run_on

    if sides > 1:
        both = run_on(output, run_demo_of_both(plan, wearing, output, counter=_counters(plan, wearing.placement)))
        if both is not None:
            write_report(both[0], output, other=both[1])
        return
    if day is None:
        demo = run_on(output, run_demo(plan, wearing, output, counter=_counters(plan, wearing.placement)))
        done = () if demo is None else (demo,)
    else:
        whole = run_demo_day(day, wearing, output, counter=lambda one: _counters(one, wearing.placement)())
        done = run_on(output, whole) or ()
    for one in done:
        write_report(one, output)


def _counters(plan: Plan, placement: str) -> Callable[[], RepCounter]:
    from soleus_sense.motion.counter import RepCounter

    tempo = None if plan.tempo is None else str(plan.tempo)
    return lambda: RepCounter(placement, plan.exercise, tempo)
