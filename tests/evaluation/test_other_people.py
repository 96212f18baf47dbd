"""A strap made somebody else's is the same leg at another tempo, with another push, and always the same one."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.evaluation.other_people import MOST_SLOWER, OFFSET_M_S2, somebody_else
from soleus_sense.evaluation.real_data import ANKLE, REP_TIMES, RealRecording
from soleus_sense.exercises import Tempo
from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.scenario import Scenario, simulate

REPS = 8


@pytest.fixture(scope="module")
def sim():
    return simulate(Scenario(placement="shin", tempo=Tempo.parse("1-1-1-0"), reps=REPS, seed=3))


@pytest.fixture
def folder(tmp_path, sim):
    """One that knows when each repetition of `known` was."""
    (tmp_path / ANKLE).mkdir()
    rows = (f"known,{rep.raise_start_s},{rep.lower_end_s}" for rep in sim.truth)
    (tmp_path / ANKLE / REP_TIMES).write_text("\n".join(("file,t_rise10_s,t_lower10_s", *rows)))
    return tmp_path


def real(sim, name):
    return RealRecording(name, f"{ANKLE}/{name}", "shin", REPS, None, lambda _: sim.recording)


def test_the_same_seed_is_the_same_person_and_another_seed_another(sim, folder):
    (once, _), (again, _), (other, _) = (somebody_else(real(sim, "unknown"), folder, seed) for seed in (1, 1, 2))
    assert np.array_equal(once.acc_m_s2, again.acc_m_s2)
    assert len(other) != len(once)


def test_all_of_it_is_there_where_nobody_knows_when_each_repetition_was(sim, folder):
    for seed in range(4):
        recording, reps = somebody_else(real(sim, "unknown"), folder, seed)
        assert reps == REPS
        assert 0.9 * sim.recording.duration_s < recording.duration_s < MOST_SLOWER * sim.recording.duration_s
        assert abs(np.median(np.linalg.norm(recording.acc_m_s2, axis=1)) - g) < 2 * OFFSET_M_S2


def test_a_part_holds_the_repetitions_that_it_says(sim, folder):
    made = [somebody_else(real(sim, "known"), folder, seed) for seed in range(8)]
    assert {reps for _, reps in made} > {REPS}
    counted = [analyze(recording, "shin").counted - reps for recording, reps in made]
    assert counted.count(0) >= len(made) - 1, counted
