"""Samples on their way in: what is left out, what is taken together, where they are parted."""

import numpy as np
from scipy.constants import g

from soleus_sense.motion.intake import LOOK_EVERY_S, LOST_S, Intake


def felt(*times_s):
    """Times, and the force of a leg at rest at each of them."""
    return np.array(times_s, dtype=float), np.tile([0.0, 0.0, g], (len(times_s), 1))


def taken(intake):
    """(times, lost) of what the intake gives out."""
    return [(block.time_s.tolist(), block.lost_s) for block in intake.take()]


def test_single_samples_wait_for_each_other():
    intake = Intake()
    assert intake.add(*felt(0.0), None)
    assert taken(intake) == [([0.0], None)]
    assert not intake.add(*felt(0.4 * LOOK_EVERY_S), None)
    assert intake.add(*felt(1.2 * LOOK_EVERY_S), None)
    assert taken(intake) == [([0.4 * LOOK_EVERY_S, 1.2 * LOOK_EVERY_S], None)]
    assert taken(intake) == []


def test_a_long_gap_parts_what_lies_around_it_within_a_block_and_between_two():
    intake = Intake()
    intake.add(*felt(0.0, 0.1, 0.2 + LOST_S), None)
    assert taken(intake) == [([0.0, 0.1], None), ([0.2 + LOST_S], 0.1)]
    intake.add(*felt(5.0, 5.1), None)
    assert taken(intake) == [([5.0, 5.1], 0.2 + LOST_S)]


def test_what_no_sensor_feels_and_what_comes_late_is_left_out_and_numbered():
    intake = Intake()
    time_s, force = felt(0.0, 0.1, 0.2, 0.2, 0.1, 0.3)
    force[1] = np.nan
    force[5] = 0.0
    intake.add(time_s, force, None)
    assert taken(intake) == [([0.0, 0.2], None)]
    assert (intake.unusable, intake.repeated) == (2, 2)
    intake.add(*felt(0.15, 0.25), np.zeros((2, 3)))
    assert taken(intake) == [([0.25], None)]
