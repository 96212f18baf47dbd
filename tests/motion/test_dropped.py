"""Where the person says that the heel is let drop, every push-up counts: at any rate, at the heel and at the shin."""

import numpy as np
import pytest
from simulated import made, seen_by, stream

from soleus_sense.evaluation.exercise_cases import push_up_manner
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.counter import RepCounter

EXERCISE = "soleus-push-up"


def push_ups(placement, per_min, *, seed=71):
    manner = push_up_manner(np.random.default_rng(seed), per_min)
    return made(placement, tempo=None, reps=round(per_min / 2), manner=manner, seed=seed)


@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "acc"])
@pytest.mark.parametrize("per_min", [20, 60, 110])
@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_each_push_up_counts_at_every_rate(placement, per_min, gyro):
    played = push_ups(placement, per_min)

    found = analyze(seen_by(played.recording, gyro=gyro), placement, EXERCISE)

    assert found.counted == played.counted
    landings_s = [rep.lower_end_s for rep in found.reps if rep.counted]
    assert landings_s == pytest.approx([rep.lower_end_s for rep in played.truth], abs=0.25)


@pytest.mark.parametrize("per_min", [60, 110])
def test_a_shin_that_never_rests_is_not_taken_for_half_as_high(per_min):
    """The median force of half a minute without a rest is a tenth less than gravity; a leg at rest has said it."""
    played = push_ups("shin", per_min)

    found = analyze(played.recording, "shin", EXERCISE)

    lifts_m = [rep.height_m for rep in found.reps if rep.counted]
    assert np.mean(lifts_m) == pytest.approx(np.mean([lift_m for _, lift_m in played.shin_range]), rel=0.3)


@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_live_equals_the_whole_at_110_a_minute(placement):
    played = push_ups(placement, 110)
    counter = RepCounter(placement, EXERCISE)

    stream(counter, played.recording, range(7, len(played.recording), 23))

    assert counter.analysis() == analyze(played.recording, placement, EXERCISE)
