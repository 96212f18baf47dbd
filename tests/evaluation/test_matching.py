"""What was found is matched to what happened one to one; what was not measured is no error of 0."""

import numpy as np
import pytest

from soleus_sense.evaluation.matching import match
from soleus_sense.evaluation.mistakes import mistakes
from soleus_sense.evaluation.outcomes import SetCount, count_sets
from soleus_sense.evaluation.statistics import describe, percentile, share


def test_the_same_repetitions_match_without_error(row):
    matching = match(row(5), row(5))

    assert (len(matching.pairs), matching.missed, matching.extra) == (5, (), ())
    assert matching.recall == matching.precision == 1
    assert matching.errors("lower_s").tolist() == [0] * 5


def test_a_missed_one_moves_no_other(row):
    true, found = row(5), row(5)
    del found[2]

    matching = match(true, found)

    assert matching.missed == (true[2],)
    assert [a.index == b.index for a, b in matching.pairs] == [True] * 4
    assert matching.recall == pytest.approx(0.8)


def test_one_counted_twice_is_one_pair_and_one_extra(rep, row):
    true = row(1)
    halves = [rep(0, 1, 1, 2.2), rep(2.3, 2.5, 2.6, 3)]

    matching = match(true, halves)

    assert matching.pairs == ((true[0], halves[0]),)
    assert matching.extra == (halves[1],)
    assert matching.precision == pytest.approx(0.5)


def test_two_read_as_one_are_one_pair_and_one_missed(rep, row):
    true = row(2)

    matching = match(true, [rep(0, 1, 6, 7)])

    assert (len(matching.pairs), len(matching.missed), len(matching.extra)) == (1, 1, 0)


def test_a_shift_of_more_than_half_a_repetition_is_no_match(row):
    matching = match(row(1), row(1, starts_s=2.0))

    assert (matching.pairs, len(matching.missed), len(matching.extra)) == ((), 1, 1)


def test_pairs_are_those_that_overlap_most_together(rep):
    true = [rep(0, 1, 1, 3), rep(3, 4, 4, 6)]
    found = [rep(1.2, 2, 2, 4.5), rep(4.5, 5, 5, 7)]

    assert match(true, found).pairs == ((true[0], found[0]), (true[1], found[1]))


def test_errors_are_found_minus_true_of_every_phase(rep):
    matching = match([rep(0, 1, 1.5, 4)], [rep(0.1, 1.0, 1.4, 4.2, range_deg=28.0, height_m=0.075)])

    expected = {
        "raise_start_s": 0.1, "raise_end_s": 0.0, "lower_start_s": -0.1, "lower_end_s": 0.2,
        "raise_s": -0.1, "top_s": -0.1, "lower_s": 0.3, "range_deg": -2.0, "height_m": -0.005,
    }  # fmt: skip
    for quantity, error in expected.items():
        assert matching.errors(quantity) == pytest.approx([error]), quantity


def test_what_was_not_measured_is_left_out_and_said(rep):
    true = [rep(0, 1, 1, 3), rep(4, 5, 5, 7)]
    found = [rep(0, 1, 1, 3, range_deg=None), rep(4, 5, 5, 7, range_deg=33.0)]

    matching = match(true, found)

    assert matching.errors("range_deg").tolist() == [3.0]
    assert matching.unmeasured("range_deg") == 1
    assert (len(matching.errors("bottom_s")), matching.unmeasured("bottom_s")) == (0, 0)


def test_nothing_found_and_nothing_true_have_no_shares(row):
    assert match([], []).recall is None
    assert match(row(2), []).precision is None
    assert match(row(2), []).recall == 0
    assert match([], row(2)).extra == tuple(row(2))


def test_statistics_of_nothing_are_none_and_not_zero():
    nothing = describe([], unmeasured=3)

    assert (nothing.n, nothing.unmeasured) == (0, 3)
    assert (nothing.bias, nothing.mean_absolute, nothing.limits, nothing.percentiles) == (None,) * 4
    assert describe([0.5]).limits is None
    assert share(0, 0) is None
    assert percentile([], 50) is None


def test_limits_are_the_mean_and_1_96_standard_deviations():
    errors = np.random.default_rng(1).normal(0.02, 0.05, 20_000)

    found = describe(errors)

    assert found.bias == pytest.approx(0.02, abs=0.002)
    assert found.limits == pytest.approx((0.02 - 0.098, 0.02 + 0.098), abs=0.003)
    assert found.percentiles == pytest.approx(found.limits, abs=0.005)
    assert found.mean_absolute == pytest.approx(np.abs(errors).mean())


def test_a_count_outside_the_sets_spoils_the_nearer_one(row):
    truth = row(3, set=1) + row(4, starts_s=60, set=2)
    middles = [rep.raise_start_s + 1.5 for rep in truth]

    assert count_sets(truth, middles) == (SetCount(3, 3), SetCount(4, 4))
    assert count_sets(truth, [*middles, 20.0]) == (SetCount(3, 4), SetCount(4, 4))
    assert count_sets(truth, [*middles, 55.0, 200.0]) == (SetCount(3, 3), SetCount(4, 6))
    assert count_sets(truth, middles[:-1])[1].error == -1
    assert count_sets([], [1.0]) == ()


def test_partials_are_no_repetitions_of_a_set(row, rep):
    truth = [*row(2), rep(8, 8.5, 8.5, 9, counted=False)]

    assert count_sets(truth, [1.5, 5.5]) == (SetCount(2, 2),)


@pytest.mark.parametrize(
    ("found", "kinds"),
    [
        ("partial", ["called a partial"]),
        ("absent", ["not seen within a set"]),
        ("elsewhere", ["counted at other times than it happened", "part of a repetition counted"]),
        ("before", ["something outside the sets counted"]),
        ("between", ["nothing within a set counted"]),
        ("small", ["a partial counted"]),
    ],
)
def test_mistakes_are_told_apart(row, rep, found, kinds):
    small = rep(9.5, 10, 10, 10.8, counted=False)
    late = row(2, starts_s=12)
    truth = [*row(2), small, *late]
    seen = {
        "partial": [truth[0], rep(4, 5, 5, 7, counted=False), *late],
        "absent": [truth[0], *late],
        "elsewhere": [truth[0], rep(6, 6.5, 6.5, 8.5), *late],
        "before": [rep(-5, -4, -4, -2), *row(2), *late],
        "between": [*row(2), rep(7.3, 7.6, 7.6, 9.3), *late],
        "small": [*row(2), rep(9.5, 10, 10, 10.8), *late],
    }[found]
    counted = [[one for one in reps if one.counted] for reps in (truth, seen)]

    assert [one.kind for one in mistakes(truth, seen, match(*counted))] == kinds
