"""A foot's turn is followed from the bottom to the top and back, however the case sits on the shoe."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.cycles import Cycle, Turn
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.pitch import PitchTracker


def minimum_jerk(t):
    t = np.clip(t, 0, 1)
    return 10 * t**3 - 15 * t**4 + 6 * t**5


def turned(*ways, range_deg=30.0, seconds=12.0):
    """(n, 3) force at a foot that does each (start_s, raise_s, top_s, lower_s) of `ways`, with a little noise."""
    time_s = np.arange(0, seconds, 1 / GRID_RATE_HZ)
    angle = np.zeros_like(time_s)
    for start, up, held, down in ways:
        angle += minimum_jerk((time_s - start) / up) - minimum_jerk((time_s - start - up - held) / down)
    return gravity(np.deg2rad(range_deg) * angle)


def gravity(angle_rad):
    noise = 0.02 * np.random.default_rng(1).standard_normal((len(angle_rad), 3))
    return g * np.column_stack((np.sin(angle_rad), np.zeros_like(angle_rad), np.cos(angle_rad))) + noise


def followed(force, sizes=(10**6,), *, finish=False):
    """What a tracker finds in a force pushed in chunks of these sizes, by turns."""
    tracker, found, start, i = PitchTracker(), [], 0, 0
    while start < len(force):
        size = sizes[i % len(sizes)]
        tracker.push(force[start : start + size])
        start, i = start + size, i + 1
        while (one := tracker.find()) is not None:
            found.append(one)
    if finish:
        tracker.finish()
        while (one := tracker.find()) is not None:
            found.append(one)
    return found


def cycles(found):
    return [one for one in found if isinstance(one, Cycle)]


@pytest.mark.parametrize("way", [(0.4, 0, 0.4), (1, 0, 2), (1, 1, 1), (2, 3, 5)], ids=str)
def test_a_raise_and_its_lowering_are_one_cycle_in_their_place(way):
    up, held, down = way
    (one,) = cycles(followed(turned((1, *way), seconds=14)))
    assert one.onset / GRID_RATE_HZ == pytest.approx(1 + 0.25 * up, abs=0.3 * up + 0.15)
    assert 1 + 0.8 * up < one.top / GRID_RATE_HZ < 1 + up + held + 0.2 * down + 0.25
    assert one.landing / GRID_RATE_HZ == pytest.approx(1 + up + held + down, abs=0.15 * down + 0.2)
    assert one.landing <= one.known
    # What is filtered to tell it blunts a quick turn.
    assert np.rad2deg(one.span) == pytest.approx(30, abs=1.5 if up > 0.5 else 5)


def test_each_cycle_is_found_once():
    ways = [(1 + 3 * i, 0.8, 0.2, 1.2) for i in range(4)]
    assert len(cycles(followed(turned(*ways, seconds=14)))) == 4


def test_a_lowering_that_rebounds_into_the_next_raise_is_two():
    ways = [(1 + 2 * i, 1, 0, 1) for i in range(5)]
    assert len(cycles(followed(turned(*ways)))) == 5


def test_the_way_up_is_told_in_the_sensors_axes():
    (one,) = cycles(followed(turned((1, 1, 0, 1))))
    assert one.up == pytest.approx([np.cos(np.deg2rad(15)), 0, -np.sin(np.deg2rad(15))], abs=0.03)
    assert one.rest == pytest.approx([0, 0, 1], abs=0.02)


def test_phases_are_told_in_their_order():
    told = [one.phase for one in followed(turned((1, 1, 1, 1), (6, 1, 1, 1))) if isinstance(one, Turn)]
    assert told == ["raise", "top", "lower", "bottom"] * 2


def test_however_the_case_is_turned_the_same_is_found():
    force = turned((1, 1, 0.5, 1.5), (6, 1, 0.5, 1.5))
    turn = np.linalg.qr(np.random.default_rng(4).standard_normal((3, 3)))[0]
    plain, other = (cycles(followed(one)) for one in (force, force @ turn))
    assert [(c.onset, c.top, c.landing) for c in plain] == [(c.onset, c.top, c.landing) for c in other]


@pytest.mark.parametrize("sizes", [(1,), (7,), (1, 50, 3), (200,)], ids=str)
def test_chunks_change_nothing(sizes):
    force = turned((1, 1, 0.5, 1.5), (6, 0.5, 0, 0.5), (8, 2, 0, 1))

    def marks(found):
        return [(c.onset, c.top, c.landing, c.known, c.span) if isinstance(c, Cycle) else c for c in found]

    assert marks(followed(force, sizes)) == marks(followed(force))


def test_rest_a_fidget_and_a_slow_change_of_posture_are_none():
    time_s = np.arange(0, 40, 1 / GRID_RATE_HZ)
    for degrees in (np.zeros_like(time_s), 2.5 * np.sin(2 * np.pi * time_s / 3), 15 * minimum_jerk(time_s / 40)):
        assert cycles(followed(gravity(np.deg2rad(degrees)))) == []


def test_a_foot_that_stays_up_is_another_posture():
    assert cycles(followed(turned((1, 1, 40, 1), seconds=46))) == []


def test_a_foot_turned_over_was_picked_up():
    assert cycles(followed(turned((1, 1, 40, 1), range_deg=110))) == []


def test_a_shaky_top_is_one_cycle():
    time_s = np.arange(0, 8, 1 / GRID_RATE_HZ)
    angle = np.deg2rad(30) * (minimum_jerk(time_s - 1) - minimum_jerk(time_s - 5))
    angle += np.deg2rad(1.5) * np.sin(2 * np.pi * 6 * time_s) * ((time_s > 2) & (time_s < 5))
    assert len(cycles(followed(gravity(angle)))) == 1


def test_a_recording_that_stops_at_the_landing_still_holds_the_cycle():
    force = turned((1, 1, 0, 2))[: round(3.85 * GRID_RATE_HZ)]
    assert cycles(followed(force)) == []
    assert len(cycles(followed(force, finish=True))) == 1


def test_one_that_stops_half_way_down_does_not():
    force = turned((1, 1, 0, 2))[: round(3.0 * GRID_RATE_HZ)]
    assert cycles(followed(force, finish=True)) == []


def test_travel_goes_from_the_bottom_to_the_top_and_back():
    tracker, force, seen = PitchTracker(), turned((1, 1, 1, 1), (5, 1, 1, 1)), []
    for row in force:
        tracker.push(row[None])
        while tracker.find() is not None:
            pass
        seen.append(tracker.travel)
    at = [seen[round(t * GRID_RATE_HZ)] for t in (0.5, 6.6, 8.9)]
    assert at == pytest.approx([0, 1, 0], abs=0.1)
    assert 0.2 < seen[round(5.65 * GRID_RATE_HZ)] < 0.8


def test_once_up_is_known_the_other_way_leads_to_a_new_bottom():
    down = turned((1, 1, 40, 1), range_deg=10, seconds=4)
    knowing, unknowing = PitchTracker(), PitchTracker()
    knowing.learn_up(np.array([-1.0, 0.0, 0.0]))
    for tracker in (knowing, unknowing):
        tracker.push(down)
    assert knowing.find() is None
    assert unknowing.find().phase == "raise"


def put(*levels_deg_s):
    """(n, 3) force at a foot that is turned to each (degrees, seconds) within 0.2 s and left there."""
    angle = [0.0]
    for degrees, seconds in levels_deg_s:
        ramp = np.linspace(angle[-1], degrees, round(0.2 * GRID_RATE_HZ))
        angle += [*ramp, *np.full(round(seconds * GRID_RATE_HZ), degrees)]
    return gravity(np.deg2rad(angle))


def test_a_raise_from_a_foot_that_was_put_elsewhere_is_one_of_its_own():
    raised = turned((1, 1, 0, 1), seconds=5)
    put_up = put((0, 2.0), (12, 2.0))
    angle = np.arctan2(raised[:, 0], raised[:, 2]) + np.deg2rad(12)
    (one,) = cycles(followed(np.concatenate((put_up, gravity(angle)))))
    began_s = len(put_up) / GRID_RATE_HZ + 1
    assert began_s < one.onset / GRID_RATE_HZ < began_s + 0.6
    assert np.rad2deg(one.span) == pytest.approx(30, abs=2)


def test_what_only_gave_way_a_little_at_the_top_is_still_up():
    first, rest = turned((1, 0.3, 9, 1), seconds=1.6), turned((1, 1, 0, 3), seconds=6)[round(2 * GRID_RATE_HZ) :]
    held = np.full(round(2.6 * GRID_RATE_HZ), np.deg2rad(25))
    down = np.arctan2(rest[:, 0], rest[:, 2]) * 25 / 30
    (one,) = cycles(followed(np.concatenate((first, gravity(held), gravity(down)))))
    assert one.landing / GRID_RATE_HZ == pytest.approx(1.6 + 2.6 + 3.0, abs=0.5)


def test_the_raise_before_a_drop_is_found_when_the_drop_is_known_for_one():
    force = turned((1.0, 0.1, 2.0, 2.0), (7, 1, 0, 2), seconds=11)
    tracker = PitchTracker()
    tracker.push(force)
    drop = next(one for one in iter(tracker.find, None) if isinstance(one, Cycle))
    assert drop.top / GRID_RATE_HZ == pytest.approx(6, abs=1.2)

    tracker.take_as_bottom(drop)
    missed, second = cycles(iter(tracker.find, None))[:2]

    assert missed.missed
    assert not second.missed
    assert 0.9 < missed.onset / GRID_RATE_HZ < missed.top / GRID_RATE_HZ < drop.onset / GRID_RATE_HZ + 0.1
    assert missed.landing == drop.top
    assert second.onset / GRID_RATE_HZ == pytest.approx(7, abs=0.5)


def test_a_drop_that_no_raise_went_before_stays_alone():
    force = -turned((2.0, 1.0, 0.2, 1.0), seconds=5) * [1, 1, -1]
    tracker = PitchTracker()
    tracker.push(force)
    drop = next(one for one in iter(tracker.find, None) if isinstance(one, Cycle))
    tracker.take_as_bottom(drop)
    assert not [one for one in iter(tracker.find, None) if isinstance(one, Cycle)]


def test_what_leaves_a_level_it_stood_at_and_comes_back_to_it_is_a_raise():
    put_down = put((0, 2.0), (50, 2.0))
    raised = turned((1, 1, 0, 1), seconds=5, range_deg=20)
    angle = np.deg2rad(50) - np.arctan2(raised[:, 0], raised[:, 2])
    (one,) = cycles(followed(np.concatenate((put_down, gravity(angle)))))
    began_s = len(put_down) / GRID_RATE_HZ + 1
    assert began_s < one.onset / GRID_RATE_HZ < began_s + 1
    assert np.rad2deg(one.span) == pytest.approx(20, abs=2)
    assert one.landing / GRID_RATE_HZ == pytest.approx(began_s + 2, abs=0.4)


@pytest.mark.parametrize("at_share", [0.92, 0.93, 0.94])
def test_a_slow_lowering_that_falters_near_its_end_is_not_over(at_share):
    # 3 s down; short of the bottom the heel stops for less than a sixth of a second, and goes on.
    down_s = np.linspace(0, 1, round(3 * GRID_RATE_HZ))
    way = minimum_jerk(down_s)
    stop = int((way >= at_share).argmax())
    down = np.concatenate((way[:stop], np.full(round(0.15 * GRID_RATE_HZ), way[stop]), way[stop:]))
    up = minimum_jerk(np.linspace(0, 1, round(GRID_RATE_HZ)))
    rest = np.zeros(round(2 * GRID_RATE_HZ))
    angle = np.deg2rad(30) * np.concatenate((rest, up, 1 - down, rest))
    (only,) = cycles(followed(gravity(angle)))
    assert only.landing > len(rest) + len(up) + stop + round(0.15 * GRID_RATE_HZ)
