"""A shin's way up and down is followed by its height, with nothing but an accelerometer."""

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.motion.cycles import Cycle, Turn
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.lift import LEAVE_M, LiftTracker, _follow, _left
from soleus_sense.motion.verify_shin import FIRST_LIFT_M


def minimum_jerk(t):
    t = np.clip(t, 0, 1)
    return 10 * t**3 - 15 * t**4 + 6 * t**5


def lifted(*ways, height_m=0.06, seconds=14.0):
    """(n, 3) force at a shin that does each (start_s, raise_s, top_s, lower_s) of `ways` and tilts along."""
    time_s = np.arange(0, seconds, 1 / GRID_RATE_HZ)
    height = np.zeros_like(time_s)
    for start, up, held, down in ways:
        height += minimum_jerk((time_s - start) / up) - minimum_jerk((time_s - start - up - held) / down)
    return felt(height_m * height)


def felt(height):
    vertical = g + np.gradient(np.gradient(height)) * GRID_RATE_HZ**2
    tilt = 1.5 * height
    noise = 0.02 * np.random.default_rng(1).standard_normal((len(height), 3))
    return vertical[:, None] * np.column_stack((np.sin(tilt), np.zeros_like(tilt), np.cos(tilt))) + noise


def followed(force, sizes=(10**6,), *, finish=False):
    """What a tracker finds in a force pushed in chunks of these sizes, by turns."""
    tracker, found, start, i = LiftTracker(), [], 0, 0

    def take():
        while (one := tracker.find()) is not None:
            found.append(one)

    while start < len(force):
        size = sizes[i % len(sizes)]
        tracker.push(force[start : start + size])
        start, i = start + size, i + 1
        take()
    if finish:
        tracker.finish()
        take()
    return found


def cycles(found):
    return [one for one in found if isinstance(one, Cycle)]


@pytest.mark.parametrize("way", [(0.4, 0, 0.4), (1, 0, 1), (1, 0.5, 2)], ids=str)
def test_a_raise_and_its_lowering_are_one_cycle_in_their_place(way):
    up, held, down = way
    (one,) = cycles(followed(lifted((3, *way))))
    # While the leg rests the height drifts: only the bound on the late side means something.
    assert one.onset / GRID_RATE_HZ < 3 + 0.5 * up
    assert 3 + 0.6 * up < one.top / GRID_RATE_HZ < 3 + up + held + 0.3 * down + 0.1
    assert one.landing / GRID_RATE_HZ == pytest.approx(3 + up + held + down, abs=0.3 * down + 0.3)
    assert one.landing <= one.known
    assert one.span == pytest.approx(0.06, abs=0.015)


def test_each_cycle_is_found_once():
    assert len(cycles(followed(lifted(*[(2 + 2 * i, 0.8, 0.2, 0.8) for i in range(5)])))) == 5


def test_raises_without_a_rest_are_as_many():
    assert len(cycles(followed(lifted(*[(2 + 1.2 * i, 0.6, 0, 0.6) for i in range(8)])))) == 8


@pytest.mark.parametrize("sizes", [(1,), (7,), (1, 50, 3), (200,)], ids=str)
def test_chunks_change_nothing(sizes):
    force = lifted((2, 1, 0.5, 1.5), (6, 0.5, 0, 0.5), (8, 2, 0, 1))

    def marks(found):
        return [(c.onset, c.top, c.landing, c.known, c.span) if isinstance(c, Cycle) else c for c in found]

    assert marks(followed(force, sizes)) == marks(followed(force))
    assert cycles(followed(force))


def test_rest_and_sway_reach_no_height_that_a_first_repetition_has():
    time_s = np.arange(0, 30, 1 / GRID_RATE_HZ)
    for height_m in (np.zeros_like(time_s), 0.002 * np.sin(2 * np.pi * 0.6 * time_s)):
        assert all(one.span < FIRST_LIFT_M for one in cycles(followed(felt(height_m), finish=True)))


def test_a_recording_that_stops_at_the_landing_still_holds_the_cycle():
    force = lifted((2, 1, 0, 1))[: round(3.95 * GRID_RATE_HZ)]
    assert cycles(followed(force)) == []
    assert len(cycles(followed(force, finish=True))) == 1


def test_less_than_a_second_says_nothing():
    assert followed(lifted((0.1, 0.3, 0, 0.3))[:40], finish=True) == []


def test_phases_follow_the_shin():
    told = [one.phase for one in followed(lifted((3, 1, 0.8, 1))) if isinstance(one, Turn)]
    assert told[0] == "raise"
    assert told[-1] == "bottom"
    assert told.index("raise") < told.index("lower")


def test_an_attempt_far_under_the_usual_way_is_none():
    tracker = LiftTracker()
    for _ in range(3):
        tracker.learn_span(0.08)
    tracker.push(lifted((3, 0.6, 0, 0.6), height_m=0.016))
    assert tracker.find() is None
    assert len(cycles(followed(lifted((3, 0.6, 0, 0.6), height_m=0.016)))) == 1


def test_travel_is_told_as_a_share_of_the_usual_way():
    tracker, force, seen = LiftTracker(), lifted((3, 1, 1, 1)), []
    tracker.learn_span(0.06)
    for start in range(0, len(force), 5):
        tracker.push(force[start : start + 5])
        while tracker.find() is not None:
            pass
        seen.append(tracker.travel)
    assert max(seen[: round(2.5 * GRID_RATE_HZ / 5)]) < 0.2
    assert max(seen) == pytest.approx(1, abs=0.35)


def test_a_height_that_drifts_up_for_long_begins_anew():
    # 5 cm of drift in 20 s, a repetition of 6 cm, and rest at where the drift had come to.
    drift = [0.05 * at / 250 for at in range(250)]
    rep = [0.05 + 0.03 - 0.03 * np.cos(2 * np.pi * at / 25) for at in range(25)]
    height = [*drift, *rep, *[0.05] * 25]
    seen = _follow(height, [False] * len(height), LEAVE_M, 12.5, begun=False, last=False)
    assert seen.state == "landed"
    assert seen.onset >= 250 - 10.0 * 12.5
    assert 255 < seen.top < 270


def test_a_slow_lowering_that_falters_is_not_over():
    # Up by 6 cm in 1 s, in 2 s three quarters of the way down, and nearly still there from one height to the next.
    up = list(0.03 - 0.03 * np.cos(np.pi * np.arange(13) / 12))
    down = list(0.06 - 0.0018 * np.arange(26))
    falters = [*[0.0] * 12, *up, *down, 0.0148]
    seen = _follow(falters, [False] * len(falters), LEAVE_M, 12.5, begun=False, last=False)
    assert seen.state == "down"
    rests = [*falters, 0.0146, 0.0145]
    assert _follow(rests, [False] * len(rests), LEAVE_M, 12.5, begun=False, last=False).state == "landed"


@pytest.mark.parametrize(("last", "state"), [(True, "landed"), (False, "down")])
def test_at_the_end_of_a_recording_half_of_the_usual_way_down_is_a_landing(last, state):
    # A bottom that drifted up by 2 cm before the raise, which was of 3 cm, and drifts up after it.
    height = [*np.linspace(-0.02, 0.0, 20), 0.01, 0.025, 0.03, 0.025, 0.015, 0.009, 0.012, 0.013]
    seen = _follow(height, [False] * len(height), LEAVE_M, 12.5, usual_m=0.03, begun=False, last=last)
    assert seen.state == state


def test_a_way_up_begins_where_the_leg_left_its_bottom_however_low_the_height_was_before():
    # The height drifts up by a third of the way in the 6 s before, faster at first.
    drift = [-0.02 * (1 - at / 75) ** 2 for at in range(75)]
    rise = [0.03 - 0.03 * np.cos(np.pi * at / 12) for at in range(13)]
    height = np.array([*drift, *rise, *rise[::-1]])
    begins = _left(height, 0, 75 + 12, float(height[-1]))
    assert begins == pytest.approx(75, abs=2)


def test_a_way_up_that_begins_with_the_stretch_begins_there():
    height = np.array([0.03 - 0.03 * np.cos(np.pi * at / 12) for at in range(13)])
    assert _left(height[4:], 0, 8, 0.0) == 0
    assert _left(height, 3, 3, 0.0) == 3
