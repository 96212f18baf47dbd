"""Every kind of wearable, with all troubles at once, from the scan to the counted set; the whole minute of it, each
trouble alone too, is `benchmarks/fault_runs.py`.
"""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from soleus_sense.evaluation.fault_runs import MODELS, TROUBLES, fault_run, fault_set
from soleus_sense.virtual.scenario import Simulation
from soleus_sense.wearables.kinds import KINDS
from soleus_sense.wearables.stream import LOW_BATTERY_PERCENT

SLOW_HZ = 25.0
"""Each notification costs the radio in memory half a millisecond: fewer of them test as much."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="bumble")


@pytest.fixture(scope="module")
def short_set() -> Simulation:
    return fault_set(reps=3)


def test_every_kind_is_run() -> None:
    assert {name.split()[0] for name in MODELS} == {kind.key for kind in KINDS}


@pytest.mark.parametrize("model", MODELS)
def test_a_set_is_counted_through_everything_that_goes_wrong_at_once(model: str, short_set: Simulation) -> None:
    run = fault_run(model, "all at once", short_set, rate_hz=SLOW_HZ)
    assert run.wrong == ()
    assert run.links >= 2
    assert run.lost > 0.1 * run.due


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_alone_is_what_it_says(trouble: str, short_set: Simulation) -> None:
    run, asked = fault_run("soleus", trouble, short_set, rate_hz=SLOW_HZ), TROUBLES[trouble].faults
    assert run.wrong == ()
    assert (run.lost > 0) is bool(asked.loss or asked.stalls or asked.drops)
    assert (run.links > 1) is bool(asked.stalls or asked.drops)
    assert (run.health.duplicates > 0) is bool(asked.repeated)
    assert run.battery_warnings == (TROUBLES[trouble].battery_percent <= LOW_BATTERY_PERCENT)


def test_what_is_wrong_is_said(short_set: Simulation) -> None:
    run = fault_run("soleus", "nothing", short_set)
    worse = replace(run, counted=2, due=run.due + 50, out_of_order=1, battery_warnings=1)
    assert worse.wrong == (
        "2 of 3 counted",
        "1 samples out of order",
        "0 samples reported lost, 50 were",
        "1 warnings of the battery",
    )
