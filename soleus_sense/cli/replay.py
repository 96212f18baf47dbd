"""`soleus replay`: a recording played as if it happened now."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from soleus_sense.cli.common import ExerciseOption, PlacementOption, TempoOption, UnitsOption, check_settings
from soleus_sense.cli.live import JsonlOption, PlainOption, QuietOption, RepsOption, RestOption, SetsOption


def replay(
    file: Annotated[Path, typer.Argument(help="A recording.", metavar="FILE", show_default=False)],
    speed: Annotated[
        float, typer.Option(min=0, max=1000, help="How much faster than it was; 0 for as fast as may be.")
    ] = 1.0,
    placement: PlacementOption = "auto",
    exercise: ExerciseOption = None,
    tempo: TempoOption = None,
    sets: SetsOption = None,
    reps: RepsOption = None,
    rest: RestOption = None,
    plain: PlainOption = False,
    jsonl: JsonlOption = False,
    quiet: QuietOption = False,
    units: UnitsOption = None,
) -> None:
    """Count a recording as if it happened now, or faster.

    \b
    Examples:
      soleus replay recordings/heel-standing-slow.csv --speed 4
      soleus replay heel.csv --placement heel --tempo 3-0-1-0 --plain --speed 0
    """
    check_settings(placement, exercise, tempo, units)

    from dataclasses import replace

    from soleus_sense.live.outputs import open_output, run_on
    from soleus_sense.live.plan import Plan
    from soleus_sense.live.session import Channel, Session
    from soleus_sense.live.sources import RecordingSource
    from soleus_sense.motion.counter import RepCounter
    from soleus_sense.recording.reader import read_recording

    recording = read_recording(file, units=units)
    plan = Plan.of(exercise or recording.exercise, tempo or recording.tempo, rest_s=rest)
    # What was done is done: the exercise's usual dose is no goal any more, only one that is given now.
    plan = replace(plan, sets=sets, reps=reps, ends=False)
    worn = recording.placement or "auto" if placement == "auto" else placement

    def anew() -> RepCounter:
        return RepCounter(worn, plan.exercise, None if plan.tempo is None else str(plan.tempo))

    source = RecordingSource(recording, speed=speed)
    # Cues faster than they were are noise.
    output = open_output(plan, plain=plain, jsonl=jsonl, replay=True, quiet=quiet or speed != 1)
    channel = Channel("", source, anew(), journal=None, plan=plan, anew=anew)
    try:
        run_on(output, Session((channel,), output).run())
    finally:
        output.close()
    for sentence in recording.warnings:
        print(f"{file}: {sentence}", file=sys.stderr)
