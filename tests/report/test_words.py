"""The headline says what the figures say, in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from soleus_sense.exercises.push_ups import push_ups
from soleus_sense.motion.quality import symmetry
from soleus_sense.report.words import clock, count, length, percent, seconds, session_headline, sides_headline, span


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u2009", " ")


def test_headline_tells_the_count_the_tempo_and_what_the_end_was_like(make_session: Any) -> None:
    lowerings = [3.0] * 9 + [2.5, 2.4, 2.3]
    ranges = [30.0] * 9 + [26.0, 26.0, 25.0]
    assert plain(session_headline(make_session(lowerings, ranges).analysis)) == (
        "12 reps, 9 lowered within 3.0 ± 0.45 s; "
        "the last three were 0.6 s faster than the first three and 14 % lower than the best three."
    )


def test_a_steady_set_is_called_steady(make_session: Any) -> None:
    told = plain(session_headline(make_session([3.0, 2.95, 3.05] * 4).analysis))
    assert told == "12 reps, all lowered within 3.0 ± 0.45 s; steady to the end."


def test_a_slower_end_is_called_slower(make_session: Any) -> None:
    assert "0.4 s slower" in plain(session_headline(make_session([2.8] * 3 + [3.2] * 3).analysis))


def test_short_sets_have_no_end_to_speak_of(make_session: Any) -> None:
    assert plain(session_headline(make_session([3.0, 2.0, 2.0]).analysis)) == "3 reps, 1 lowered within 3.0 ± 0.45 s."
    assert plain(session_headline(make_session([3.0]).analysis)) == "1 rep, lowered within 3.0 ± 0.45 s."
    assert plain(session_headline(make_session([2.0]).analysis)) == "1 rep, not lowered within 3.0 ± 0.45 s."
    assert plain(session_headline(make_session([2.0] * 2).analysis)) == "2 reps, none lowered within 3.0 ± 0.45 s."


def test_without_a_target_the_average_is_told(make_session: Any) -> None:
    assert plain(session_headline(make_session([3.0, 2.0], tempo=None).analysis)) == (
        "2 reps, lowered in 2.5 s on average."
    )


def test_a_push_ups_rate_is_the_same_in_the_headline_and_below(make_session: Any) -> None:
    pushed = make_session([0.3] * 6, exercise="soleus-push-up", tempo=None).analysis
    found = push_ups(pushed)
    assert found is not None and found.rate_per_min == pytest.approx(60 / 1.95)
    assert found.bouts[0].rate_per_min == found.rate_per_min
    assert f"({found.rate_per_min:.0f} a minute)" in session_headline(pushed)


def test_as_fast_as_possible_has_its_own_limit(make_session: Any) -> None:
    told = plain(session_headline(make_session([0.4, 0.6, 0.3], tempo="X-0-1-0").analysis))
    assert told == "3 reps, 2 lowered within 0.5 s, as fast as possible."


def test_a_free_drop_is_not_graded(make_session: Any) -> None:
    told = plain(session_headline(make_session([0.3] * 8, exercise="soleus-push-up").analysis))
    assert "no target" in told
    assert "within" not in told and "faster" not in told


def test_several_sets_are_summed_and_compared(make_session: Any) -> None:
    told = plain(session_headline(make_session([[3.0] * 4, [2.9] * 4, [2.4] * 3]).analysis))
    assert (
        told
        == "3 sets, 11 reps (4, 4 and 3), 8 lowered within 3.0 ± 0.45 s; the last set was 0.6 s faster than the first."
    )


def test_partials_are_told_apart(make_session: Any) -> None:
    session = make_session([3.0] * 3)
    some = session.with_reps(lambda rep: replace(rep, counted=rep.index != 2))
    none = session.with_reps(lambda rep: replace(rep, counted=False))
    assert plain(session_headline(some.analysis)).endswith("; 1 partial not counted.")
    assert plain(session_headline(none.analysis)) == (
        "No repetition was counted; 3 motions stayed too small to count (partial)."
    )


def test_both_sides_in_a_sentence(make_session: Any) -> None:
    left, right = make_session([3.0] * 10, [30] * 10).analysis, make_session([2.4] * 9, [27] * 9).analysis
    assert plain(sides_headline(("left", "right"), (left, right), symmetry(left.reps, right.reps))) == (
        "Left 10 reps and right 9 reps; symmetry of reps 90 %, range 90 % and lowering time 80 % (100 % is equal)."
    )


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (seconds(2.949), "2.9 s"),
        (seconds(-0.004, 2), "0.00 s"),
        (seconds(-0.05, 2), "−0.05 s"),
        (seconds(None), "–"),
        (percent(0.125), "12 %"),
        (length(31.4, "°"), "31°"),
        (length(8.44, "cm"), "8.4 cm"),
        (count(3000, "rep"), "3 000 reps"),
        (clock(67.4), "1:07"),
        (clock(3725), "1:02:05"),
        (span(119), "119 s"),
        (span(750), "12 min 30 s"),
        (span(3720), "1 h 2 min"),
    ],
)
def test_figures_are_no_finer_than_they_are_known(told: str, text: str) -> None:
    assert plain(told) == text
