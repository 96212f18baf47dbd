"""`soleus simulate`: a recording from the motion model, with its truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soleus_sense.errors import RecordingError, SettingsError

LONGEST_S = 3600.0
"""The motion model holds a minute in some 15 MB: an hour is what every machine has room for."""


def simulate(
    out: Annotated[Path, typer.Argument(help="The recording to write.", metavar="OUT.csv", show_default=False)],
    placement: Annotated[str, typer.Option(help="Where the sensor is worn.", metavar="heel|shin")] = "heel",
    posture: Annotated[str, typer.Option(help="How the person does it.", metavar="standing|seated")] = "standing",
    tempo: Annotated[
        str, typer.Option(help="Seconds of lower-bottom-raise-top, X for as fast as possible.", metavar="3-0-1-0")
    ] = "3-0-1-0",
    sets: Annotated[int, typer.Option(min=1, max=20, help="Sets.")] = 1,
    reps: Annotated[int, typer.Option(min=1, max=1000, help="Repetitions of each set.")] = 10,
    rest: Annotated[float, typer.Option(min=1, max=600, help="Rest between sets, seconds.")] = 40.0,
    exercise: Annotated[
        str | None, typer.Option(help="The exercise to be noted in it.", metavar="NAME", show_default=False)
    ] = None,
    rate: Annotated[float, typer.Option(min=15, max=1000, help="Samples a second.")] = 100.0,
    gyro: Annotated[bool, typer.Option("--gyro/--no-gyro", help="With a gyro or an accelerometer alone.")] = True,
    loss: Annotated[float, typer.Option(min=0, max=0.9, help="Share of the samples that get lost.")] = 0.0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another person and day.")] = 1,
) -> None:
    """Write a simulated recording, and its truth beside it.

    The truth, OUT.truth.json, holds every repetition as it really was. The same options give the same bytes.
    Only a simulated recording is ever replaced.

    \b
    Examples:
      soleus simulate heel.csv --posture seated --tempo 3-0-1-0 --reps 10
      soleus simulate shin.csv --placement shin --no-gyro --rate 50 --loss 0.05 --seed 7
    """
    from soleus_sense.exercises import X_LIMIT_S, Tempo, find_exercise
    from soleus_sense.recording.journal import Metadata, truth_path, write_recording, write_truth
    from soleus_sense.virtual.scenario import Scenario
    from soleus_sense.virtual.scenario import simulate as play
    from soleus_sense.virtual.sensor import Sensor

    if exercise is not None:
        find_exercise(exercise)
    target = Tempo.parse(tempo)
    cycle_s = sum(
        X_LIMIT_S if phase is None else phase
        for phase in (target.lower_s, target.bottom_s, target.raise_s, target.top_s)
    )
    if sets * reps * cycle_s + (sets - 1) * rest > LONGEST_S:
        raise SettingsError("That would last over an hour, the most that is simulated: take fewer repetitions.")
    if out.exists() and not truth_path(out).exists():
        raise RecordingError(f"{out} exists and was not simulated: choose another name.")

    done = play(
        Scenario(
            placement=placement,
            posture=posture,
            sets=sets,
            reps=reps,
            tempo=target,
            rest_s=rest,
            exercise=exercise,
            sensor=Sensor(sample_rate_hz=rate, has_gyro=gyro, lost_share=loss),
            seed=seed,
        )
    )
    recording = done.recording
    taken = round(recording.duration_s * recording.sample_rate_hz) + 1
    known = Metadata(
        wearable="simulated",
        placement=placement,
        lost_samples=taken - len(recording),
        exercise=exercise,
        tempo=str(target),
    )
    write_recording(recording, out, known)
    truth = write_truth(out, done.truth)
    typer.echo(f"{out}: {done.counted} repetitions in {recording.duration_s:.0f} s; the truth is in {truth}")
