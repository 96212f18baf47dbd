"""Programmes: those that come along are whole, and a mistake in a file is one sentence with file, line and remedy."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo, find_exercise
from soleus_sense.exercises.programmes import (
    MOST_BYTES,
    find_programme,
    parse_programme,
    programme_keys,
    read_programme,
)

WHOLE = """\
name = "Heel raises for Ada"
summary = "Two weeks."

[[weeks]]
from = 1
days_a_week = 3

[[weeks.exercises]]
exercise = "standing-calf-raise"
sets = 3
reps = [10, 12]
tempo = "3-0-1-0"
rest_s = 60

[[weeks.exercises]]
exercise = "soleus-push-up"
minutes = 30

[[weeks]]
from = 2
to = 4
days_a_week = 7
times_a_day = 2

[[weeks.exercises]]
exercise = "toe-walk"
sets = 4
metres = [20, 30]
"""

TOE_WALK = WHOLE[WHOLE.rindex("[[weeks.exercises]]") :]

MISTAKES = {
    "unknown key": ("rest_s = 60", "rests = 60", 13, "did you mean rest_s?"),
    "bad tempo": ('tempo = "3-0-1-0"', 'tempo = "3-0"', 12, "3-0-1-0"),
    "negative rest": ("rest_s = 60", "rest_s = -60", 13, "from 0 to 3600"),
    "rest in words": ("rest_s = 60", 'rest_s = "a minute"', 13, "write a number"),
    "rest that is no number": ("rest_s = 60", "rest_s = nan", 13, "from 0 to 3600"),
    "unknown exercise": ("standing-calf-raise", "squat", 9, "choose one of"),
    "no exercise": ('exercise = "toe-walk"\n', "", 25, "write exercise"),
    "no dose": ("minutes = 30\n", "", 15, "reps, minutes or metres"),
    "two doses": ("minutes = 30", "minutes = 30\nreps = 3", 18, "write one"),
    "sets of minutes": ("minutes = 30", "minutes = 30\nsets = 3", 18, "leave sets out"),
    "no repetitions": ("reps = [10, 12]", "reps = 0", 11, "up to 1000"),
    "a range backwards": ("reps = [10, 12]", "reps = [12, 10]", 11, "[10, 12]"),
    "half a repetition": ("reps = [10, 12]", "reps = 10.5", 11, "[10, 12]"),
    "too many sets": ("sets = 3", "sets = 300", 10, "from 1 to 20"),
    "sets yes": ("sets = 3", "sets = true", 10, "a whole number"),
    "eight days": ("days_a_week = 7", "days_a_week = 8", 22, "from 1 to 7"),
    "no days": ("days_a_week = 3\n", "", 4, "days_a_week"),
    "a week left out": ("from = 2", "from = 3", 20, "from = 2"),
    "weeks backwards": ("to = 4", "to = 1", 21, "2 or a later week"),
    "no name": ('name = "Heel raises for Ada"', 'name = ""', 1, "write name"),
    "legs": ("rest_s = 60", 'legs = "three"', 13, "one or two"),
    "a long value": ("rest_s = 60", f'knee = "{"x" * 500}"', 13, "straight or bent"),
    "an endless number": ("rest_s = 60", f"rest_s = 0x{'f' * 9000}", 13, "from 0 to 3600"),
    "sources as one text": ('summary = "Two weeks."', 'sources = "x"', 2, "a list in [ ]"),
    "sources of numbers": ('summary = "Two weeks."', "sources = [1]", 2, "in quotes"),
    "exercises as a text": (TOE_WALK, 'exercises = "x"', 25, "[[weeks.exercises]]"),
    "a week without exercises": (TOE_WALK, "", 19, "[[weeks.exercises]]"),
    "not TOML": ("sets = 3", "sets: 3", 10, "key = value"),
    "a text not closed": ('"Two weeks."', '"Two weeks.', 2, "not TOML"),
    "an array not closed": ("[20, 30]", "[20, 30", 28, "not TOML"),
    "a key twice": ("sets = 3", "sets = 3\nsets = 4", 11, "not TOML"),
}


@pytest.mark.parametrize(("right", "wrong", "line", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence_with_file_line_and_remedy(tmp_path, right, wrong, line, remedy):
    file = tmp_path / "ada.toml"
    assert right in WHOLE
    file.write_text(WHOLE.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        read_programme(file)

    said = str(refused.value)
    assert said.startswith(f"{file}, line {line}: ")
    assert remedy in said
    assert "\n" not in said
    assert len(said) - len(str(file)) < 400


def test_a_whole_file_is_read(tmp_path):
    file = tmp_path / "ada.toml"
    file.write_text(WHOLE, encoding="utf-8")

    ada = find_programme(str(file))

    assert (ada.key, ada.name, ada.length_weeks) == ("ada", "Heel raises for Ada", 4)
    assert [one.title for one in ada.weeks] == ["Week 1", "Weeks 2–4"]
    assert [one.often for one in ada.weeks] == ["3 days a week", "every day, twice a day"]
    assert [one.dose for one in (*ada.week(1).exercises, *ada.week(3).exercises)] == [
        "3 × 10–12",
        "30 min",
        "4 × 20–30 m",
    ]
    assert [one.tempo for one in ada.week(1).exercises] == ["3-0-1-0", None]


def test_a_file_written_on_windows_is_read(tmp_path):
    file = tmp_path / "ada.toml"
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())

    assert read_programme(file).length_weeks == 4


def test_the_exercises_own_tempo_stands_in():
    ada = parse_programme(WHOLE.replace('tempo = "3-0-1-0"\n', "").encode(), source="ada.toml")

    assert ada.week(1).exercises[0].tempo == find_exercise("standing-calf-raise").tempo


def test_a_week_beyond_the_end_is_refused():
    ada = parse_programme(WHOLE.encode(), source="ada.toml")

    with pytest.raises(SettingsError, match="weeks 1 to 4, no week 5"):
        ada.week(5)


def test_a_huge_file_is_refused_without_being_read(tmp_path):
    file = tmp_path / "day.toml"
    with file.open("wb") as big:
        big.truncate(10_000_000)

    with pytest.raises(SettingsError, match=re.escape(f"{file} has 10.0 MB")):
        read_programme(file)


def test_brackets_without_end_are_no_toml():
    with pytest.raises(SettingsError, match=r"x\.toml.*not TOML"):
        parse_programme(b"a = " + b"[" * (MOST_BYTES - 100), source="x.toml")


def test_a_number_of_thousands_of_digits_is_no_toml():
    with pytest.raises(SettingsError, match=r"x\.toml, line 1: this is not TOML"):
        parse_programme(b"a = " + b"9" * 9000, source="x.toml")


def test_a_file_that_is_no_text_names_the_line():
    with pytest.raises(SettingsError, match=r"x\.toml, line 2: .* UTF-8"):
        parse_programme(b'name = "a"\nsummary = "\xe9"\n', source="x.toml")


@pytest.mark.parametrize("name", ["gone.toml", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_programme(tmp_path / name)


def test_an_unknown_programme_is_refused_with_those_there_are():
    with pytest.raises(SettingsError, match="no programme 'dance'; choose one of alfredson, "):
        find_programme("dance")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_programme_or_one_sentence(content):
    try:
        parse_programme(content, source="x.toml")
    except SettingsError as refused:
        assert str(refused).startswith("x.toml")


@pytest.mark.parametrize("key", programme_keys())
def test_the_programmes_that_come_along_are_whole(key):
    one = find_programme(key)

    assert one.key == key
    assert one.summary
    assert one.sources
    for weeks in one.weeks:
        for exercise in weeks.exercises:
            known = find_exercise(exercise.exercise)
            assert exercise.tempo is None or Tempo.parse(exercise.tempo)
            assert (exercise.minutes is not None) == known.passive_drop


def test_alfredson_is_three_sets_of_fifteen_knee_straight_and_bent_twice_a_day_for_twelve_weeks():
    one = find_programme("alfredson")

    week = one.week(7)
    assert (one.length_weeks, week.days_a_week, week.times_a_day) == (12, 7, 2)
    assert [(each.exercise, each.dose, each.knee) for each in week.exercises] == [
        ("eccentric-heel-drop", "3 × 15", "straight"),
        ("eccentric-heel-drop", "3 × 15", "bent"),
    ]


def test_beyer_goes_from_fifteen_repetitions_to_six_in_twelve_weeks():
    one = find_programme("beyer")

    doses = [one.week(number).exercises[0].dose for number in (1, 2, 4, 6, 9, 12)]
    assert doses == ["3 × 15", "3 × 12", "4 × 10", "4 × 8", "4 × 6", "4 × 6"]
    assert {each.tempo for weeks in one.weeks for each in weeks.exercises} == {"3-0-3-0"}
    assert {weeks.days_a_week for weeks in one.weeks} == {3}


def test_the_soleus_push_up_grows_to_the_studys_minutes():
    one = find_programme("soleus-minutes")

    minutes = [weeks.exercises[0].minutes for weeks in one.weeks]
    assert minutes == sorted(minutes)
    assert minutes[-1] == 270
