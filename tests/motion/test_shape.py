"""What a cycle looked like, and what a set of them did."""

from dataclasses import replace

import numpy as np
import pytest
from cycle_shapes import DOWN, FOOT, FORWARD, cycle, seen

from soleus_sense.motion.set_look import SetLook


def test_a_cycles_shape_is_read_off_its_force():
    shape = seen(*cycle())
    assert np.rad2deg(shape.turn_rad) == pytest.approx(30, abs=1.5)
    assert shape.unclosed < 0.05
    assert shape.off_plane < 0.02
    assert max(shape.shaken_m_s2) < 0.1
    assert shape.before_m_s2 == pytest.approx(0, abs=0.01)
    assert (shape.raise_s, shape.cycle_s) == pytest.approx((0.94, 1.94))
    assert shape.bottom == pytest.approx(DOWN, abs=0.05)
    assert shape.way == pytest.approx(FORWARD, abs=0.05)


def test_a_shape_says_what_is_wrong_with_a_cycle():
    assert seen(*cycle(left_deg=12)).unclosed == pytest.approx(0.4, abs=0.1)
    assert seen(*cycle(sideways_deg=15)).off_plane > 0.3
    shaken = seen(*cycle(push_m_s2=4.0)).shaken_m_s2
    assert shaken[0] == pytest.approx(4 * np.sin(np.pi / 4), rel=0.2)
    assert shaken[0] < shaken[1] < shaken[2]


def test_a_window_may_begin_anywhere():
    force, measured = cycle()
    later = replace(
        measured,
        raise_start=measured.raise_start + 700,
        raise_end=measured.raise_end + 700,
        lower_start=measured.lower_start + 700,
        lower_end=measured.lower_end + 700,
    )
    one, other = seen(force, measured), seen(force, later, 700)
    assert one.turn_rad == other.turn_rad
    assert one.shaken_m_s2 == other.shaken_m_s2


def test_a_set_remembers_its_newest_and_its_wildest():
    wilder = replace(FOOT, shaken_m_s2=(1.0, 0.1, 0.9), turn_rad=np.deg2rad(40))
    newest = replace(FOOT, shaken_m_s2=(0.2, 0.3, 0.6))
    look = SetLook.of(newest, SetLook.of(wilder, None))
    assert look.count == 2
    assert look.newest is newest
    assert look.shaken_m_s2 == (1.0, 0.3, 0.9)
    assert look.turn_rad == wilder.turn_rad
