"""One case again, repetition by repetition: what happened beside what was found."""

from __future__ import annotations

from pathlib import Path

from soleus_sense.evaluation.accuracy import Method, seen_by, truth_of
from soleus_sense.evaluation.cases import Case, simulated
from soleus_sense.evaluation.matching import match
from soleus_sense.evaluation.tables import ABSENT, Table
from soleus_sense.motion.reps import Rep
from soleus_sense.recording.journal import Metadata, write_recording, write_truth


def case_table(case: Case, sensor: str, method: Method | None = None) -> Table:
    """Every true and every found repetition of a case, pairs on one line, in the order of time; partials in brackets.

    Parameters
    ----------
    sensor : one of `SENSORS`
    """
    sim = simulated(case)
    truth = truth_of(sim)
    analyze = (method or Method()).analyze
    found = analyze(seen_by(sim.recording, sensor), case.placement, body_height_m=sim.scenario.body.height_m).reps
    counted = match([rep for rep in truth if rep.counted], [rep for rep in found if rep.counted])
    # What is left and the partials among themselves: a repetition called a partial stands beside it.
    other = match(
        [*counted.missed, *(rep for rep in truth if not rep.counted)],
        [*counted.extra, *(rep for rep in found if not rep.counted)],
    )
    rows: list[tuple[Rep | None, Rep | None]] = [*counted.pairs, *other.pairs]
    rows += [(rep, None) for rep in other.missed]
    rows += [(None, rep) for rep in other.extra]
    rows.sort(key=lambda pair: min(rep.raise_start_s for rep in pair if rep is not None))
    scenario = sim.scenario
    around = [f"{name} {seconds:.0f} s" for name, seconds in (*scenario.before, *scenario.between, *scenario.after)]
    return Table(
        f"{case.name}, {sensor}",
        ("true", "found", "raise", "top", "lower", "raise found", "top found", "lower found", "range", "range found"),
        tuple(
            (*(_when(rep) for rep in pair), *_phases(pair[0]), *_phases(pair[1]), *(_range(rep) for rep in pair))
            for pair in rows
        ),
        (
            f"Sensor at the {scenario.site}, {scenario.sensor.sample_rate_hz:g} Hz, "
            f"{100 * scenario.sensor.lost_share:.0f} % of the samples lost; "
            f"{scenario.manner.raise_shape} up, {scenario.manner.lower_shape} down; "
            f"around the sets: {', '.join(around) or 'nothing'}.",
        ),
    )


def save_case(case: Case, folder: Path) -> Path:
    """Write a case as a recording with its truth beside it, to be looked at by the other verbs.

    Raises
    ------
    RecordingError
        It cannot be written.
    """
    sim = simulated(case)
    path = folder / f"{case.name}.csv"
    write_recording(sim.recording, path, Metadata(wearable="simulated", placement=case.placement))
    write_truth(path, sim.truth)
    return path


def _when(rep: Rep | None) -> str:
    if rep is None:
        return ABSENT
    times = f"{rep.raise_start_s:.2f} to {rep.lower_end_s:.2f}"
    return times if rep.counted else f"({times})"


def _phases(rep: Rep | None) -> tuple[str, str, str]:
    if rep is None:
        return ABSENT, ABSENT, ABSENT
    return f"{rep.raise_s:.2f}", f"{rep.top_s:.2f}", f"{rep.lower_s:.2f}"


def _range(rep: Rep | None) -> str:
    if rep is None or rep.range_deg is None:
        return ABSENT
    return f"{rep.range_deg:.1f}°"
