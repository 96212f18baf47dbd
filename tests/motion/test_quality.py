"""The parts of a set's quality, against figures worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.exercises import Tempo
from soleus_sense.motion.quality import (
    limb_symmetry,
    lower_cv,
    range_kept,
    ranges,
    summarise_set,
    symmetry,
    tempo_compliance,
    tempo_drift,
    time_under_tension,
)
from soleus_sense.motion.reps import Rep

THREE_DOWN = Tempo.parse("3-0-1-0")


def make_reps(
    lower_s: Sequence[float],
    range_deg: Sequence[float | None] | None = None,
    height_m: Sequence[float | None] | None = None,
) -> tuple[Rep, ...]:
    """Counted reps of 1 s up, 0.2 s held, the given lowerings, 0.5 s rest."""
    starts = [10.0, *accumulate((1.7 + lower for lower in lower_s), initial=10.0)][1:]
    return tuple(
        Rep(
            index=i + 1,
            set=1,
            counted=True,
            raise_start_s=starts[i],
            raise_end_s=starts[i] + 1.0,
            lower_start_s=starts[i] + 1.2,
            lower_end_s=starts[i] + 1.2 + lower,
            raise_s=1.0,
            top_s=0.2,
            lower_s=lower,
            bottom_s=0.5 if i + 1 < len(lower_s) else None,
            range_deg=None if range_deg is None else range_deg[i],
            height_m=None if height_m is None else height_m[i],
            peak_lower_deg_s=None,
        )
        for i, lower in enumerate(lower_s)
    )


def test_compliance_is_the_share_of_lowerings_inside_the_band() -> None:
    # The band of a 3 s target is ± 15 %: 2.55 to 3.45 s.
    assert tempo_compliance(make_reps([3.0, 2.6, 3.4, 2.5, 3.5]), THREE_DOWN) == pytest.approx(3 / 5)


def test_a_short_target_is_allowed_three_tenths_of_a_second() -> None:
    assert tempo_compliance(make_reps([0.75, 1.25, 0.6]), Tempo.parse("1-0-1-0")) == pytest.approx(2 / 3)


def test_without_a_target_nothing_is_graded_against_one() -> None:
    assert tempo_compliance(make_reps([3.0, 2.0]), None) is None
    assert tempo_compliance((), THREE_DOWN) is None


def test_variation_is_the_sample_deviation_over_the_mean() -> None:
    assert lower_cv(make_reps([2.0, 3.0, 4.0])) == pytest.approx(1 / 3)
    assert lower_cv(make_reps([3.0])) is None


def test_range_kept_compares_the_last_three_with_the_best_three() -> None:
    reps = make_reps([3.0] * 7, range_deg=[30, 28, 32, 31, 26, 25, 24])
    assert range_kept(reps) == pytest.approx(25 / 31)
    assert range_kept(reps[:5]) is None


def test_range_kept_needs_six_measured_ranges() -> None:
    assert range_kept(make_reps([3.0] * 8, range_deg=[30, None, None, None, 30, 30, 30, 30])) is None
    assert range_kept(make_reps([3.0] * 7, range_deg=[30, None, 30, 30, 24, 24, 24])) == pytest.approx(24 / 30)


def test_drift_is_the_slope_of_the_lowering() -> None:
    assert tempo_drift(make_reps([3.0, 2.9, 2.8, 2.7])) == pytest.approx(-0.1)
    assert tempo_drift(make_reps([3.0, 2.0])) is None


def test_time_under_tension_leaves_the_bottom_out() -> None:
    assert time_under_tension(make_reps([3.0, 2.0])) == pytest.approx(1.2 * 2 + 5.0)


def test_partials_are_never_graded() -> None:
    reps = make_reps([3.0, 0.4, 3.0])
    reps = (reps[0], replace(reps[1], counted=False), reps[2])
    one = summarise_set(1, reps, THREE_DOWN)
    assert (one.reps, one.partials) == (2, 1)
    assert one.lower_s == pytest.approx(3.0)
    assert one.tempo_compliance == 1.0
    assert one.time_under_tension_s == pytest.approx(2 * 4.2)


def test_range_is_one_quantity_for_all_reps() -> None:
    both = make_reps([3.0, 3.0], range_deg=[30, 28], height_m=[0.08, 0.07])
    assert ranges(both).unit == "cm"
    assert ranges(both).values == pytest.approx((8.0, 7.0))
    assert ranges(make_reps([3.0, 3.0], range_deg=[30, 28], height_m=[0.08, None])).unit == "°"
    assert ranges(make_reps([3.0])).values == (None,)
    assert ranges(make_reps([3.0])).unit == ""


def test_summary_carries_every_part() -> None:
    reps = make_reps([3.0, 2.9, 3.1, 3.0, 2.0, 3.0], range_deg=[30, 30, 30, 24, 24, 24])
    one = summarise_set(2, reps, THREE_DOWN)
    assert one.index == 2
    assert one.start_s == 10.0
    assert one.end_s == reps[-1].lower_end_s
    assert one.lower_s == pytest.approx(17 / 6)
    assert one.tempo_compliance == pytest.approx(5 / 6)
    assert one.range_kept == pytest.approx(24 / 30)
    assert one.lower_cv == lower_cv(reps)
    assert one.tempo_drift_s_per_rep == tempo_drift(reps)


def test_a_set_of_nothing_or_of_partials_has_no_figures() -> None:
    partials = tuple(replace(rep, counted=False) for rep in make_reps([0.5, 0.6]))
    for reps, count in (((), 0), (partials, 2)):
        one = summarise_set(1, reps, THREE_DOWN)
        assert (one.reps, one.partials) == (0, count)
        assert one.time_under_tension_s == 0.0
        graded = (one.lower_s, one.tempo_compliance, one.lower_cv, one.range_kept, one.tempo_drift_s_per_rep)
        assert graded == (None,) * 5


def test_one_rep_has_a_lowering_and_no_spread() -> None:
    one = summarise_set(1, make_reps([3.0]), THREE_DOWN)
    assert (one.reps, one.lower_s, one.tempo_compliance) == (1, 3.0, 1.0)
    assert (one.lower_cv, one.tempo_drift_s_per_rep, one.range_kept) == (None, None, None)


def test_symmetry_is_smaller_over_larger() -> None:
    left = make_reps([3.0] * 10, range_deg=[30] * 10)
    right = make_reps([2.4] * 9, range_deg=[27] * 9)
    found = symmetry(left, right)
    assert (found.reps, found.range, found.lower_s) == pytest.approx((90, 90, 80))
    assert symmetry(right, left) == found


def test_symmetry_compares_ranges_in_a_quantity_both_sides_have() -> None:
    left = make_reps([3.0], range_deg=[30], height_m=[0.10])
    right = make_reps([3.0], range_deg=[27])
    assert symmetry(left, right).range == pytest.approx(90)


def test_a_side_without_reps_has_no_symmetry_of_its_figures() -> None:
    found = symmetry(make_reps([3.0], range_deg=[30]), ())
    assert (found.reps, found.range, found.lower_s) == (0, None, None)
    assert symmetry((), ()).reps is None


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_symmetry_stays_between_nothing_and_all(left: float, right: float) -> None:
    found = limb_symmetry(left, right)
    assert found is None or 0 <= found <= 100


@given(st.lists(st.floats(0.2, 9), min_size=1, max_size=40))
def test_parts_stay_in_their_bounds(lowerings: list[float]) -> None:
    one = summarise_set(1, make_reps(lowerings, range_deg=lowerings), THREE_DOWN)
    assert one.tempo_compliance is not None and 0 <= one.tempo_compliance <= 1
    assert one.lower_cv is None or one.lower_cv >= 0
    assert one.range_kept is None or 0 < one.range_kept <= 1 + 1e-12
