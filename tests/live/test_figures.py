"""Figures, bars and traces made of characters: sized by the room there is, true to the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from soleus_sense.live.figures import bar, big, clock, trace


@pytest.mark.parametrize(
    ("columns", "rows", "height"), [(6, 3, 3), (12, 5, 5), (40, 10, 10), (40, 4, 3), (3, 99, 3), (60, 99, 20)]
)
def test_a_figure_is_as_large_as_fits(columns: int, rows: int, height: int) -> None:
    lines = big("8" if columns < 40 else "18", columns=columns, rows=rows).splitlines()
    assert len(lines) == height, lines
    assert max(map(len, lines)) <= columns


def test_a_figure_without_room_is_still_a_number() -> None:
    assert big("12", columns=5, rows=9) == "12"
    assert big("12", columns=50, rows=2) == "12"
    assert big("", columns=50, rows=9) == ""


def test_a_figure_keeps_its_size_when_figures_are_added() -> None:
    assert len(big("9", columns=30, rows=40, room_for="00").splitlines()) == len(
        big("10", columns=30, rows=40).splitlines()
    )


def test_no_two_figures_look_alike() -> None:
    assert len({big(one, columns=6, rows=5) for one in "0123456789"}) == 10


def test_the_bar_marks_the_target_and_runs_over_it() -> None:
    early, late = bar(1.5, 3.0, columns=30), bar(4.4, 3.0, columns=30)
    assert early.index("┃") == late.index("┃") == 19
    assert (early.count("█"), late.count("█")) == (10, 28)
    assert bar(99.0, 3.0, columns=30).count("█") == 29
    assert "┃" not in bar(1.0, None, columns=30)
    assert len(bar(1.0, 3.0, columns=17)) == 17


def test_the_trace_is_high_where_the_heel_is_high() -> None:
    lines = trace([0.0, 5.0, 5.1, 10.0], [0, 0, 1, 1], now_s=10.0, span_s=10.0, columns=20, rows=3).splitlines()
    drawn = np.array([[cell != "\u2800" for cell in line] for line in lines])
    assert drawn[2, :10].all()
    assert not drawn[0, :9].any()
    assert drawn[0, 11:].all()
    assert not drawn[2, 11:].any()
    assert drawn[:, 9:11].any(axis=1).all(), "the way up is joined"


def test_the_trace_begins_where_samples_begin() -> None:
    (line,) = trace([8.0, 10.0], [0.5, 0.5], now_s=10.0, span_s=10.0, columns=10, rows=1).splitlines()
    assert [cell != "\u2800" for cell in line] == [False] * 8 + [True] * 2
    assert set(trace([], [], now_s=0.0, span_s=10.0, columns=4, rows=1)) == {"\u2800"}


def test_a_countdown_reads_as_a_clock() -> None:
    assert [clock(seconds) for seconds in (0.2, 45, 60, 125.4)] == ["0", "45", "1:00", "2:05"]
