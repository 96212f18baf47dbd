"""Toe walks: their sets, steps, distance and heel touches, by hand and against simulated walks whose truth is known."""

import pytest
from handmade import on_toes, walk

from soleus_sense.errors import RecordingError
from soleus_sense.evaluation.mixed import OtherPart, play
from soleus_sense.exercises.toe_walk import step_length_m, toe_walks
from soleus_sense.motion.gait import find_strides


def strides_of(recording):
    return find_strides(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s)


def test_a_rest_divides_two_sets():
    found = toe_walks([*on_toes(12), *on_toes(10, from_s=20.0)])

    assert [one.strides for one in found.sets] == [12, 10]
    assert found.steps == 44
    assert found.cadence_steps_min == pytest.approx(120)


def test_turning_about_divides_two_sets_and_a_corner_does_not():
    def turning(turn_deg):
        strides = on_toes(20)
        return [*strides[:9], *on_toes(2, from_s=9.0, turn_deg=turn_deg)[:1] * 2, *strides[11:]]

    assert [one.strides for one in toe_walks(turning(85.0)).sets] == [11, 9]
    assert [one.strides for one in toe_walks(turning(40.0)).sets] == [20]


def test_the_way_to_the_start_on_flat_feet_is_none_of_the_set():
    strides = [*walk(8), *on_toes(12, from_s=8.0), *walk(8, from_s=20.0)]

    (found,) = toe_walks(strides).sets

    assert (found.start_s, found.strides, found.heel_touches) == (8.0, 11, 0)


def test_a_touch_is_counted_but_coming_down_to_rest_is_none():
    (found,) = toe_walks(on_toes(12, touching=(4, 7))).sets

    assert (found.strides, found.heel_touches) == (12, 2)
    assert found.on_toes_share == pytest.approx(9 / 11)


def test_an_ordinary_walk_is_no_toe_walk():
    assert toe_walks(walk(20)) is None
    assert toe_walks([]) is None


def test_the_distance_is_steps_times_the_own_step_length():
    assert toe_walks(on_toes(12), step_m=0.40).distance_m == pytest.approx(9.6)


def test_without_an_own_step_length_the_distance_is_the_foots_way():
    assert toe_walks(on_toes(10)).distance_m == pytest.approx(8.0)
    assert toe_walks([*on_toes(10)[:9], *on_toes(10, length_m=None)[9:]]).distance_m == pytest.approx(8.0)
    assert toe_walks(on_toes(10, length_m=None)).distance_m is None


def test_where_flat_is_not_known_no_touch_is_guessed():
    strides = walk(12, heel_deg=None)

    assert toe_walks(strides) is None
    found = toe_walks(strides, stated=True)
    assert (found.steps, found.heel_touches, found.on_toes_share) == (24, None, None)
    assert any("stand still on flat feet" in one.meaning for one in found.said)


def test_a_known_way_gives_the_own_step_length():
    assert step_length_m([*walk(3), *on_toes(25, from_s=30.0)], 20.0) == pytest.approx(0.40)


@pytest.mark.parametrize(
    ("strides", "metres", "said"),
    [
        ([], 20.0, "Only 0 steps"),
        (on_toes(4), 20.0, "Only 4 steps"),
        (walk(25), 20.0, "on flat feet"),
        (on_toes(25), 200.0, "check the metres"),
        (on_toes(25), 0.0, "check the metres"),
    ],
)
def test_a_walk_that_gives_no_step_length_is_refused_with_the_reason(strides, metres, said):
    with pytest.raises(RecordingError, match=said):
        step_length_m(strides, metres)


@pytest.mark.parametrize("site", ["heel", "lateral", "instep"])
@pytest.mark.parametrize("seed", [1000041, 1000043])
def test_of_a_simulated_toe_walk_the_steps_are_told_to_one_in_fifty_and_every_heel_touch(site, seed):
    parts = (
        OtherPart("still", 3.0),
        OtherPart("toe-walk", 24.0, touches=(3, 8, 12)),
        OtherPart("still", 6.0),
        OtherPart("toe-walk", 24.0),
        OtherPart("still", 3.0),
    )
    made = play(parts, site=site, seed=seed)

    found = toe_walks(strides_of(made.recording))

    assert abs(sum(one.strides for one in found.sets) - sum(map(len, made.contacts_s))) <= 1
    assert found.heel_touches == 3
    first = [one for one in found.sets if one.end_s < made.spans_s[2][1]]
    assert sum(one.heel_touches for one in first) == 3
