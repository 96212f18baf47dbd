"""The counter gets no worse: a small set of held-out cases stays as exact as it was, the lowering as well timed.

The bounds are what was measured, the lowering's with a margin of a fifth: a change that breaks one is looked at with
`soleus bench --case NAME`, and the bounds are moved in the same change, knowingly.
"""

from dataclasses import dataclass

import pytest

from soleus_sense.evaluation.accuracy import Method, run_cases
from soleus_sense.evaluation.cases import HELD_OUT_SEED, draw_cases
from soleus_sense.evaluation.outcomes import SENSORS
from soleus_sense.evaluation.summary import summarise

SEED = HELD_OUT_SEED + 900_000
"""Far from the published table's: looking closely at these spoils none of those."""

CASES = (*draw_cases("heel", 14, SEED)[::2], *draw_cases("shin", 14, SEED)[1::2])
"""Every kind of stance and tempo once, by turns at the heel and at the shin."""


@dataclass(frozen=True)
class Bound:
    """Sets counted exactly at the least, mistakes (missed and extra repetitions) and the lowering's error at most."""

    exact: int
    mistakes: int
    lower_mae_s: float


BOUNDS = {
    ("heel", SENSORS[0]): Bound(9, 0, 0.064),
    ("heel", SENSORS[1]): Bound(9, 0, 0.089),
    # Who sits down and stands up after a set is counted for it, each way: until now a height that drifted before hid
    # that, and the first repetitions of sets as well.
    ("shin", SENSORS[0]): Bound(6, 4, 0.096),
    ("shin", SENSORS[1]): Bound(6, 5, 0.130),
}


@pytest.fixture(scope="module")
def groups():
    outcomes, _ = run_cases(CASES, Method(live=False), processes=1)
    return {(one.placement, one.sensor): one for one in summarise(outcomes) if not one.trait}


@pytest.mark.parametrize(("placement", "sensor"), BOUNDS, ids=str)
def test_as_exact_as_it_was(groups, placement, sensor):
    found, bound = groups[placement, sensor], BOUNDS[placement, sensor]

    assert found.failures == 0
    assert found.counts.exact >= bound.exact, f"{found.counts.exact} of {found.counts.sets} sets are exact"
    assert found.missed + found.extra <= bound.mistakes


@pytest.mark.parametrize(("placement", "sensor"), BOUNDS, ids=str)
def test_lowerings_are_as_well_timed_as_they_were(groups, placement, sensor):
    found, bound = groups[placement, sensor], BOUNDS[placement, sensor]

    assert found.errors["lower_s"].n > 40
    assert found.errors["lower_s"].mean_absolute <= bound.lower_mae_s
