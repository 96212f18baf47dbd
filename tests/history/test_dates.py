"""A day may be said in several ways, and nothing else is taken for one."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.errors import SettingsError
from soleus_sense.history.dates import day_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-01", date(2026, 3, 1), date(2026, 3, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        (" today ", TODAY, TODAY),
        ("30d", date(2026, 10, 23), date(2026, 10, 23)),
        ("6 weeks", date(2026, 10, 11), date(2026, 10, 11)),
        ("3m", date(2026, 8, 23), date(2026, 8, 23)),
        ("1y", date(2025, 11, 22), date(2025, 11, 22)),
    ],
)
def test_a_day_is_understood(text, first, last):
    assert day_of(text, today=TODAY) == first
    assert day_of(text, end=True, today=TODAY) == last


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-02-30", "01.03.2026", "soon", "9999y", "2026-03-01T10:00", "-1w"]
)
def test_what_is_no_day_is_a_sentence(text):
    with pytest.raises(SettingsError, match=r"is no day: write .*\.$"):
        day_of(text, today=TODAY)


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_a_sentence(text):
    with suppress(SettingsError):
        assert isinstance(day_of(text, today=TODAY), date)
