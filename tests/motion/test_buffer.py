"""The newest stretch of samples keeps its numbering while what is old goes."""

import numpy as np
import pytest

from soleus_sense.motion.buffer import Columns


def numbered(start, stop):
    return np.arange(start, stop, dtype=float)[:, None] * [1.0, 10.0]


@pytest.fixture
def columns():
    made = Columns(2)
    made.append(numbered(0, 3000))
    return made


def test_rows_come_out_as_they_went_in(columns):
    assert (columns.first, columns.end) == (0, 3000)
    assert np.array_equal(columns[10:14], numbered(10, 14))


def test_a_row_keeps_its_index_while_older_rows_go(columns):
    columns.forget(2000)
    assert (columns.first, columns.end) == (2000, 3000)
    assert np.array_equal(columns[2500:2503], numbered(2500, 2503))
    columns.append(numbered(3000, 3005))
    assert np.array_equal(columns[2999:3005], numbered(2999, 3005))


def test_a_span_is_cut_to_what_is_here(columns):
    columns.forget(2000)
    assert np.array_equal(columns[1990:2002], numbered(2000, 2002))
    assert np.array_equal(columns[2998:4000], numbered(2998, 3000))
    assert len(columns[100:200]) == len(columns[5000:5001]) == 0


def test_little_is_not_dropped_at_once_so_that_copying_stays_rare(columns):
    columns.forget(1000)
    assert columns.first == 0


def test_all_may_go_and_more_may_come(columns):
    columns.forget(9999)
    assert (columns.first, columns.end) == (3000, 3000)
    columns.append(numbered(3000, 3002))
    assert np.array_equal(columns[3000:3002], numbered(3000, 3002))


def test_memory_does_not_grow_with_what_has_passed(columns):
    sizes = []
    for start in range(3000, 300_000, 1000):
        columns.append(numbered(start, start + 1000))
        columns.forget(columns.end - 2000)
        sizes.append(columns[columns.first : columns.end].base.nbytes)
    assert max(sizes[50:]) <= max(sizes[:50])
    assert columns.end - columns.first <= 4000


def test_one_number_of_a_row_is_had_by_the_rows_index(columns):
    columns.forget(2000)
    assert (columns.item(2000, 0), columns.item(2999, 1)) == (2000.0, 29990.0)
