"""The demo goes through scan, bond, battery, stream, journal and counter, and ends by itself."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from soleus_sense.errors import SettingsError
from soleus_sense.live.both import SidesCompared
from soleus_sense.live.course import scenario_of
from soleus_sense.live.demo import compare, demo_plan, run_demo, run_demo_of_both
from soleus_sense.live.plain import PlainOutput
from soleus_sense.live.session import Compared, Finished, Searching
from soleus_sense.live.workout import Wearing
from soleus_sense.motion.counter import RepCounter
from soleus_sense.motion.reps import RepCounted
from soleus_sense.recording.journal import read_metadata
from soleus_sense.recording.reader import read_recording
from soleus_sense.virtual.leaping import run_leaping
from soleus_sense.virtual.scenario import Simulation, simulate
from soleus_sense.wearables.stream import Connected


async def test_the_demo_takes_the_real_path(
    notebook: Any, knowing_of: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    plan = demo_plan(None, "2-0-1-0", sets=1, reps=4, rest_s=None)
    truth = simulate(scenario_of(plan, "auto"))
    counter = knowing_of(truth.truth)
    wearing = Wearing(record=tmp_path)
    demo = await run_demo(plan, wearing, notebook, counter=lambda: counter)
    (connected,) = notebook.of(Connected)
    assert (connected.battery_percent, connected.bonded, connected.rate_hz) == (87, True, 100.0)
    assert isinstance(notebook.told[0][1], Searching)
    assert len(notebook.of(RepCounted)) == 4
    assert [(row.rep, row.true_lower_s) for row in notebook.of(Compared)] == [
        (n, rep.lower_s) for n, rep in enumerate(truth.truth, 1)
    ]
    (finished,) = notebook.of(Finished)
    assert finished.lost_samples == 0
    assert demo.path == finished.path
    kept, known = read_recording(demo.path), read_metadata(demo.path)
    assert len(kept) >= len(truth.recording) - 3
    assert known is not None
    assert known.wearable == "Soleus Sense demo (Soleus Sense profile)"
    assert known.clock is not None
    assert caplog.records == []


def test_ten_reps_of_four_seconds_fit_into_a_minute() -> None:
    plan = demo_plan(None, None, sets=None, reps=None, rest_s=None)
    simulation = simulate(scenario_of(plan, "auto"))
    assert simulation.counted == 10
    assert simulation.recording.duration_s < 48


def test_the_demo_does_not_walk() -> None:
    with pytest.raises(SettingsError, match="walking"):
        demo_plan("toe-walk", None, sets=None, reps=None, rest_s=None)


def test_truth_and_count_are_put_side_by_side_by_time(four_reps: Simulation) -> None:
    truth = four_reps.truth
    late = [replace(rep, lower_start_s=rep.lower_start_s + 0.2, lower_end_s=rep.lower_end_s + 0.2) for rep in truth]
    ghost = replace(truth[0], lower_start_s=0.1, lower_end_s=0.4, lower_s=0.3)
    partial = replace(truth[1], counted=False)
    rows = compare(truth, (ghost, late[0], partial, late[2], late[3]))
    assert rows == [
        Compared(1, None, 0.3),
        Compared(2, truth[0].lower_s, truth[0].lower_s),
        Compared(3, truth[1].lower_s, None),
        Compared(4, truth[2].lower_s, truth[2].lower_s),
        Compared(5, truth[3].lower_s, truth[3].lower_s),
    ]


@pytest.mark.parametrize("placement", ["heel", "shin"])
async def test_ten_of_ten_are_counted_each_lowering_near_its_truth(
    placement: str, notebook: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")
    plan = demo_plan(None, None, sets=None, reps=None, rest_s=None)
    await run_demo(
        plan,
        Wearing(placement=placement, record=tmp_path),
        notebook,
        counter=lambda: RepCounter(placement, plan.exercise, str(plan.tempo)),
    )
    rows = [row for row in notebook.of(Compared) if isinstance(row, Compared)]
    assert len(notebook.of(RepCounted)) == len(rows) == 10
    errors = [abs((row.counted_lower_s or 0.0) - (row.true_lower_s or 0.0)) for row in rows]
    if placement == "heel":
        assert max(errors) < 0.15
    else:
        # A standing shin's slow lowering is the hard case and short of its goal of 0.06 s; it is not to get worse.
        assert median(errors) < 0.2


def test_both_legs_are_played_counted_and_compared_on_one_clock(
    notebook: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    plan = demo_plan(None, "2-0-1-0", sets=1, reps=4, rest_s=None)

    def counter() -> RepCounter:
        return RepCounter("heel", None, "2-0-1-0")

    demos = run_leaping(run_demo_of_both(plan, Wearing(record=tmp_path), notebook, counter=counter))

    assert [one.analysis.counted for one in demos] == [4, 4]
    assert {sensor for sensor, said in notebook.told if isinstance(said, RepCounted)} == {"left", "right"}
    rows = [row for row in notebook.of(Compared) if isinstance(row, Compared)]
    assert max(abs((row.counted_lower_s or 0) - (row.true_lower_s or 0)) for row in rows) < 0.15
    over = notebook.of(SidesCompared)[-1]
    assert isinstance(over, SidesCompared)
    assert (over.over, over.reps, over.symmetry.reps) == (True, (4, 4), 100)
    assert over.symmetry.range == pytest.approx(86, abs=4)
    assert over.lag_s == pytest.approx(0.0, abs=0.02)
    left, right = (read_metadata(one.path) for one in demos)
    assert left is not None
    assert right is not None
    assert (left.side, right.side) == ("left", "right")
    assert left.clock is not None
    assert right.clock is not None
    apart_s = [
        (left.clock.utc_at_zero_s + left.clock.rate * one.lower_end_s)
        - (right.clock.utc_at_zero_s + right.clock.rate * other.lower_end_s)
        for one, other in zip(*(one.truth for one in demos), strict=True)
    ]
    assert max(map(abs, apart_s)) < 0.02, "both recordings lie on one time base"
    assert caplog.records == []


def test_the_demo_of_a_heel_rise_test_ends_at_the_second_warning_with_reference_values(tmp_path: Path) -> None:
    plan = demo_plan("heel-rise-test", None, sets=None, reps=None, rest_s=None)
    text = io.StringIO()
    demo = run_leaping(
        run_demo(
            plan,
            Wearing(placement="heel", record=tmp_path),
            PlainOutput(text, plan),
            counter=lambda: RepCounter("heel", plan.exercise, str(plan.tempo)),
        )
    )
    said = text.getvalue()
    assert said.index("Warning 1: the height is lost") < said.index("Warning 2: the height is lost")
    assert f"The test ended at the second warning: {demo.analysis.counted} repetitions; 25 or more" in said
    assert "Hébert-Losier et al. 2017" in said
    assert "was not counted" not in said
    assert 15 <= demo.analysis.counted == len(demo.truth) < 30
