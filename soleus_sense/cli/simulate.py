"""`soleus simulate`: a recording of a simulated person with its truth beside it, or a wearable that plays it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus_sense.errors import RecordingError, SettingsError

if TYPE_CHECKING:
    from soleus_sense.virtual.scenario import Scenario, Simulation

LONGEST_S = 3600.0
"""The motion model holds a minute in some 15 MB: an hour is what every machine has room for."""

LOSS_S = 0.25
"""On the way from a wearable, samples are lost in bursts that last so long on average."""


def simulate(
    out: Annotated[
        Path | None, typer.Argument(help="The recording to write.", metavar="OUT.csv", show_default=False)
    ] = None,
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
    rate: Annotated[
        float, typer.Option(min=15, max=1000, help="Samples a second; a wearable sends at the next rate that it has.")
    ] = 100.0,
    gyro: Annotated[bool, typer.Option("--gyro/--no-gyro", help="With a gyro or an accelerometer alone.")] = True,
    loss: Annotated[float, typer.Option(min=0, max=0.9, help="Share of the samples that get lost.")] = 0.0,
    wearable: Annotated[
        str | None,
        typer.Option(
            help="Let a virtual wearable of this kind take it: found, connected to and read like a real one. soleus, "
            "polar, witmotion, movesense, metamotion, dot, adafruit, thingy52, openearable, bluest, microbit or "
            "espruino.",
            metavar="KIND",
            show_default=False,
        ),
    ] = None,
    radio: Annotated[
        str | None,
        typer.Option(
            help="Let other programs find that wearable, until Ctrl-C: on a controller that is lent to whoever "
            "connects (tcp-server:127.0.0.1:9001), or over an adapter of this machine (usb:0, serial:PORT).",
            metavar="RADIO",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another person and day.")] = 1,
) -> None:
    """Write a simulated recording, with its truth beside it.

    Or let a virtual wearable of any kind play it. The truth, OUT.truth.json, holds every repetition as it really
    was. The same options give the same bytes. Only a simulated recording is ever replaced.

    \b
    Examples:
      soleus simulate heel.csv --posture seated --tempo 3-0-1-0 --reps 10
      soleus simulate shin.csv --placement shin --no-gyro --rate 50 --loss 0.05 --seed 7
      soleus simulate polar.csv --wearable polar --loss 0.1
      soleus simulate --wearable movesense --radio tcp-server:127.0.0.1:9001
    """
    from soleus_sense.exercises import X_LIMIT_S, Tempo, find_exercise
    from soleus_sense.recording.journal import truth_path
    from soleus_sense.virtual.scenario import Scenario
    from soleus_sense.virtual.sensor import Sensor

    if radio is not None and wearable is None:
        raise SettingsError("--radio is for a virtual wearable: say of which kind it is to be, with --wearable.")
    if out is None and radio is None:
        raise SettingsError("Name the recording to write, such as heel.csv.")
    _check(wearable, radio)
    if exercise is not None:
        find_exercise(exercise)
    target = Tempo.parse(tempo)
    cycle_s = sum(
        X_LIMIT_S if phase is None else phase
        for phase in (target.lower_s, target.bottom_s, target.raise_s, target.top_s)
    )
    if sets * reps * cycle_s + (sets - 1) * rest > LONGEST_S:
        raise SettingsError("That would last over an hour, the most that is simulated: take fewer repetitions.")
    if out is not None and out.exists() and not truth_path(out).exists():
        raise RecordingError(f"{out} exists and was not simulated: choose another name.")

    whole = Scenario(
        placement=placement,
        posture=posture,
        sets=sets,
        reps=reps,
        tempo=target,
        rest_s=rest,
        exercise=exercise,
        sensor=Sensor(sample_rate_hz=rate, has_gyro=gyro, lost_share=0.0 if wearable else loss),
        seed=seed,
    )
    if wearable is None or radio is not None:
        done = _played(whole, rests=radio is not None)
        if out is not None:
            _write(done, out)
        if wearable is not None and radio is not None:
            _serve(done, wearable, radio)
    elif out is not None:
        _take(_played(whole), wearable, out, rate_hz=rate, gyro=gyro, loss=loss)


def _check(wearable: str | None, radio: str | None) -> None:
    if wearable is not None:
        from soleus_sense.virtual.firmwares import new_firmware

        new_firmware(wearable)
    if radio is not None:
        from soleus_sense.virtual.served import check_served

        check_served(radio)


def _played(scenario: Scenario, *, rests: bool = False) -> Simulation:
    """The motion; with the rest after its last set too, where it is to begin again."""
    from dataclasses import replace

    from soleus_sense.virtual.scenario import simulate as play

    return play(replace(scenario, lead_out_s=scenario.rest_s) if rests else scenario)


def _write(done: Simulation, out: Path) -> None:
    """Write what the motion model's own sensor felt."""
    from soleus_sense.recording.journal import Metadata, write_recording, write_truth

    recording, scenario = done.recording, done.scenario
    taken = round(recording.duration_s * recording.sample_rate_hz) + 1
    known = Metadata(
        wearable="simulated",
        placement=scenario.placement,
        lost_samples=taken - len(recording),
        exercise=scenario.exercise,
        tempo=str(scenario.tempo),
    )
    write_recording(recording, out, known)
    truth = write_truth(out, done.truth)
    typer.echo(f"{out}: {done.counted} repetitions in {recording.duration_s:.0f} s; the truth is in {truth}")


def _take(done: Simulation, kind: str, out: Path, *, rate_hz: float, gyro: bool, loss: float) -> None:
    """Write what arrived from a virtual wearable, and say how it was counted."""
    from soleus_sense.motion.analysis import analyze
    from soleus_sense.recording.journal import Metadata, write_recording, write_truth
    from soleus_sense.virtual.taken import take
    from soleus_sense.virtual.wearable import Faults
    from soleus_sense.wearables.driver import Settings

    scenario = done.scenario
    faults = Faults(loss=loss, loss_s=LOSS_S, seed=scenario.seed)
    taken = take(done, kind, settings=Settings(rate_hz=rate_hz, gyro=gyro), faults=faults)
    link = taken.connected
    known = Metadata(
        wearable=f"simulated: {link.name} ({link.kind})",
        placement=scenario.placement,
        lost_samples=taken.lost_samples,
        exercise=scenario.exercise,
        tempo=str(scenario.tempo),
    )
    write_recording(taken.recording, out, known)
    truth = write_truth(out, taken.truth)
    counted = analyze(taken.recording, scenario.placement, scenario.exercise, str(scenario.tempo)).counted
    typer.echo(
        f"{link.name} ({link.kind}): {link.rate_hz:g} samples a second {'with' if link.has_gyro else 'without'} gyro, "
        f"{taken.lost_samples} lost."
    )
    for note in link.notes:
        typer.echo(note)
    typer.echo(
        f"{out}: {counted} of {done.counted} repetitions counted in {taken.recording.duration_s:.0f} s; "
        f"the truth is in {truth}"
    )


def _serve(done: Simulation, kind: str, radio: str) -> None:
    """Let the wearable be found until Ctrl-C."""
    from soleus_sense.live.interrupt import run_to_the_end
    from soleus_sense.virtual.served import how_to_find, serve

    def begun(name: str) -> None:
        typer.echo(f"{name} is there: {how_to_find(radio, name)}")
        typer.echo(
            f"It plays {done.counted} repetitions at {done.scenario.tempo}, rests for {done.scenario.rest_s:.0f} s and "
            "begins again, until Ctrl-C."
        )

    run_to_the_end(serve(done.recording, kind, radio, told=typer.echo, begun=begun))
