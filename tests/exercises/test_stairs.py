"""Stairs: steps each way, and the height climbed as a range that says what it rests on."""

import pytest
from handmade import walk

from soleus_sense.evaluation.mixed import OtherPart, play
from soleus_sense.exercises.stairs import stairs
from soleus_sense.motion.gait import find_strides


def up(count, **known):
    return walk(count, **{"way": "up", "rise_m": 0.34, "length_m": 0.58, **known})


def test_steps_are_those_of_both_feet():
    found = stairs([*walk(3), *up(10, from_s=3.0), *walk(2, from_s=13.0), *up(6, from_s=15.0, way="down")])

    assert (found.steps_up, found.steps_down, found.steps_level) == (20, 12, 10)
    assert found.cadence_steps_min == pytest.approx(120)


def test_the_climb_is_a_range_and_ones_own_riser_makes_it_narrower():
    anybody = stairs(up(10))
    own = stairs(up(10), riser_m=0.17)

    assert anybody.climbed_m == pytest.approx((19 * 0.14, 21 * 0.20))
    assert own.climbed_m == pytest.approx((19 * 0.17, 21 * 0.17))
    assert anybody.descended_m == (0.0, 0.0)


def test_a_landing_parts_two_flights_and_each_may_be_off_by_a_riser():
    found = stairs([*up(5), *walk(2, from_s=5.0), *up(5, from_s=7.0)], riser_m=0.17)

    assert [one.strides for one in found.flights] == [5, 5]
    assert found.climbed_m == pytest.approx((18 * 0.17, 22 * 0.17))


def test_a_kerb_is_no_staircase():
    assert stairs([*walk(5), *up(1, from_s=5.0), *walk(5, from_s=6.0)]) is None


def test_what_no_sensor_could_tell_is_not_told():
    assert stairs(walk(20, way=None)) is None
    assert stairs([], stated=True) is None


def test_who_meant_stairs_and_walked_on_the_level_is_told_so():
    found = stairs(walk(20), stated=True)

    assert (found.steps_up, found.steps_down, found.steps_level) == (0, 0, 40)
    assert {one.name: one.value for one in found.said}["Climbed"] == "0\u00a0m"


def test_of_a_way_that_was_not_walked_nothing_is_said():
    names = [{one.name for one in stairs(up(8, way=way)).said} for way in ("up", "down")]

    assert "Climbed" in names[0]
    assert "Descended" not in names[0]
    assert "Descended" in names[1]
    assert "Climbed" not in names[1]


@pytest.mark.parametrize("site", ["heel", "lateral", "instep"])
@pytest.mark.parametrize("seed", [1000060, 1000061])
def test_simulated_stairs_are_counted_to_one_step_in_fifty_each_way(site, seed):
    parts = [("still", 3.0), ("stairs-up", 26.0), ("still", 3.0), ("stairs-down", 26.0), ("still", 3.0)]
    made = play([OtherPart(*one) for one in parts], site=site, seed=seed)
    true_up, true_down = (len(made.contacts_s[at]) for at in (1, 3))

    rec = made.recording
    found = stairs(find_strides(rec.time_s, rec.acc_m_s2, rec.gyr_rad_s))

    assert abs(found.strides_up - true_up) <= 1
    assert abs(found.strides_down - true_down) <= 1
    # The simulated riser is 17.5 cm, inside the range taken for any indoor stairs.
    assert found.climbed_m[0] < 2 * true_up * 0.175 < found.climbed_m[1]
