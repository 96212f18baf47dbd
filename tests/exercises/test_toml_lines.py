"""Errors in a programme name the line at which a person finds them."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.exercises.toml_lines import key_lines, line_of

TEXT = '''\
name = "x"
note = """
weeks = 3
"""
[[weeks]]
from = 1
  [[weeks.exercises]]
  exercise = "a"
  [[weeks.exercises]]
  "exercise" = "b"
[[weeks]]
from = 2
[[weeks.exercises]]
exercise = "c"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("name",), 1),
        (("weeks", 0), 5),
        (("weeks", 0, "from"), 6),
        (("weeks", 0, "exercises", 1), 9),
        (("weeks", 0, "exercises", 1, "exercise"), 10),
        (("weeks", 1, "from"), 12),
        (("weeks", 1, "exercises", 0, "exercise"), 14),
    ],
)
def test_the_line_of_a_key_in_an_array_of_tables(place, line):
    assert line_of(key_lines(TEXT), place) == line


def test_a_key_that_is_missing_has_the_line_of_its_table():
    assert line_of(key_lines(TEXT), ("weeks", 1, "exercises", 0, "reps")) == 13


def test_a_line_inside_a_long_text_is_no_key():
    assert line_of(key_lines(TEXT), ("weeks",)) is None


def test_every_place_found_is_in_what_the_parser_reads():
    values = tomllib.loads(TEXT)

    for place in key_lines(TEXT):
        found = values
        for part in place:
            found = found[part]


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text):
    assert all(1 <= line <= len(text.splitlines()) for line in key_lines(text).values())
