"""A workout that mixes seated raises, a walk, stairs and standing raises: each is found apart from the others."""

from functools import cache

import pytest

from soleus_sense.evaluation.mixed import OtherPart, Played, SetPart, play
from soleus_sense.exercises.findings import findings
from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.movement import Manner

SEATED = Manner(raise_s=(0.9, 1.1), lower_s=(2.8, 3.2), range_deg=(28.0, 32.0))
STANDING = Manner(raise_s=(0.9, 1.1), top_s=(0.2, 0.3), lower_s=(1.8, 2.2), range_deg=(32.0, 36.0))
WORKOUT = (
    OtherPart("still", 3.0),
    SetPart("seated-calf-raise", "seated", 10, SEATED),
    OtherPart("still", 6.0),
    OtherPart("chair", 5.0),
    OtherPart("walk", 20.0),
    OtherPart("still", 2.0),
    OtherPart("stairs-up", 14.0),
    OtherPart("still", 3.0),
    OtherPart("stairs-down", 14.0),
    OtherPart("walk", 8.0),
    OtherPart("still", 4.0),
    SetPart("standing-calf-raise", "standing", 12, STANDING),
    OtherPart("still", 5.0),
)
UP, DOWN = 6, 8


@cache
def played(site: str, seed: int) -> Played:
    return play(WORKOUT, site=site, seed=seed)


@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "accelerometer alone"])
@pytest.mark.parametrize("seed", [20, 21, 23])
@pytest.mark.parametrize("site", ["heel", "lateral", "instep"])
def test_the_two_sets_are_found_apart_and_nothing_between_them_counts(site, seed, gyro):
    made = played(site, seed)
    recording = made.recording if gyro else made.recording.without_gyro()

    found = analyze(recording, "heel")

    assert [one.reps for one in found.sets] == [10, 12]
    assert len(found.strides) == sum(map(len, made.contacts_s))
    for one, part in zip(found.sets, (1, 11), strict=True):
        assert made.spans_s[part][0] - 0.5 < one.start_s < one.end_s < made.spans_s[part][1] + 0.5


@pytest.mark.parametrize("seed", [20, 21, 23])
def test_the_stairs_are_told_from_the_walk_to_the_kitchen(seed):
    made = played("heel", seed)

    found = findings(analyze(made.recording, "heel"), made.recording)

    assert abs(found.stairs.strides_up - len(made.contacts_s[UP])) <= 1
    assert abs(found.stairs.strides_down - len(made.contacts_s[DOWN])) <= 1
    assert found.toe_walks is None
    assert found.push_ups is None


def test_who_names_no_exercise_is_told_that_the_workout_is_none_of_the_walks():
    from soleus_sense.exercises.which import suggest_exercise

    made = played("heel", 20)

    assert suggest_exercise(analyze(made.recording, "heel"), made.recording).key not in ("toe-walk", "stair-climb")
