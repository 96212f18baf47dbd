"""Where a sensor sits is told by several repetitions, each by what it turned, about which point, and who saw it."""

import numpy as np
import pytest

from soleus_sense.motion.pivot import Pivot
from soleus_sense.motion.placement import Sighting, decided, likelier

FOOT, ANKLE = Pivot(0.03, 0.14, 0.01), Pivot(0.14, 0.16, 0.01)
FROM_THE_KNEE = Pivot(-0.40, 0.05, 0.01)

UPRIGHT, LYING = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])


def seen(count, *, turn_deg, pivot=None, bottom=UPRIGHT, gyro=True):
    """So many repetitions of 2 s, one every 3 s."""
    return [
        Sighting(3.0 * at + 2.1, 3.0 * at, 3.0 * at + 2.0, np.deg2rad(turn_deg), pivot, bottom, has_gyro=gyro)
        for at in range(count)
    ]


@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "no gyro"])
def test_three_usual_repetitions_of_a_foot_are_enough(gyro):
    raises = seen(3, turn_deg=32, pivot=FOOT if gyro else None, gyro=gyro)
    assert decided(raises, raises[:2], over=False) == "heel"
    assert decided(raises, [], over=False) == "heel"


@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "no gyro"])
def test_three_usual_repetitions_of_a_shin_are_enough(gyro):
    raises = seen(3, turn_deg=7, pivot=ANKLE if gyro else None, gyro=gyro)
    assert decided([], raises, over=False) == "shin"
    assert decided(raises[:2], raises, over=False) == "shin"


def test_two_decide_nothing_even_when_the_set_is_over():
    raises = seen(2, turn_deg=32, pivot=FOOT)
    assert decided(raises, raises, over=False) is None
    assert decided(raises, raises, over=True) is None


@pytest.mark.parametrize("unlike", [{"turn_deg": 12}, {"turn_deg": 32, "bottom": LYING}], ids=["turn", "bottom"])
def test_motions_that_are_not_alike_are_no_set(unlike):
    motions = [*seen(2, turn_deg=32, pivot=FOOT), *seen(1, pivot=FOOT, **unlike)]
    assert decided(motions, motions, over=True) is None
    assert decided([*motions, *seen(1, turn_deg=30, pivot=FOOT)], [], over=True) == "heel"


def test_an_ankle_strap_that_turns_like_a_foot_is_told_by_its_pivot():
    foot, ankle = (seen(3, turn_deg=23, pivot=pivot) for pivot in (FOOT, ANKLE))
    assert decided(foot, foot, over=False) == "heel"
    assert decided(ankle, ankle, over=False) == "shin"


def test_a_pivot_that_is_hardly_seen_says_little():
    unsure = Pivot(0.30, 0.30, 0.50)
    raises = seen(3, turn_deg=30, pivot=unsure)
    assert decided(raises, raises, over=False) == "heel"


def test_what_says_too_little_is_weighed_when_the_set_is_over():
    raises = seen(4, turn_deg=21, gyro=False)
    assert decided(raises, raises, over=False) is None
    assert decided(raises, raises, over=True) == "heel"


def test_what_only_the_shins_counter_sees_again_and_again_is_a_shins():
    raises = seen(4, turn_deg=22, gyro=False)
    assert decided([], raises, over=False) == "shin"
    assert decided(raises[:1], raises, over=False) == "shin"


def test_what_only_the_heels_counter_sees_again_and_again_is_an_insteps():
    raises = seen(4, turn_deg=20.5, gyro=False)
    assert decided(raises, [], over=False) == "heel"


def test_a_leg_swung_from_the_knee_and_a_stride_say_nothing():
    for motion in (seen(5, turn_deg=30, pivot=FROM_THE_KNEE), seen(5, turn_deg=75, pivot=FOOT)):
        assert decided(motion, motion, over=True) is None
    swings, raises = seen(2, turn_deg=25, pivot=FROM_THE_KNEE), seen(3, turn_deg=6, pivot=ANKLE)
    assert decided(swings, raises, over=False) == "shin"


def test_at_a_recordings_end_the_likelier_is_taken_and_the_heel_where_nothing_is():
    assert likelier(seen(2, turn_deg=22), seen(2, turn_deg=22)) == "heel"
    assert likelier(seen(2, turn_deg=18), seen(2, turn_deg=18)) == "shin"
    assert likelier([], []) == "heel"
    assert likelier([], seen(1, turn_deg=5)) == "heel"
