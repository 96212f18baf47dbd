"""`soleus exercises`: the table, one exercise, and the weeks of a programme."""

import sys

import pytest

from soleus_sense.cli import main
from soleus_sense.exercises import EXERCISES
from soleus_sense.exercises.programmes import programme_keys


@pytest.fixture
def exercises(monkeypatch, capsys):
    """Run `soleus exercises` with these arguments: status, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["soleus", "exercises", *map(str, arguments)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def test_the_table_names_every_exercise_with_its_tempo_in_words(exercises):
    status, out, err = exercises()

    assert (status, err) == (0, "")
    for one in EXERCISES.values():
        assert f" {one.key} " in out
        assert one.tempo_in_words in out


@pytest.mark.parametrize("key", EXERCISES)
def test_one_exercise_is_shown_whole(exercises, key):
    status, out, _ = exercises("show", key)

    one = EXERCISES[key]
    assert status == 0
    assert all(told in out for told in (one.name, one.set_up, one.dose, one.tempo_in_words, one.why))
    assert all(told in out for told in (*one.steps, *one.cautions, *one.sources))
    assert all(f"sensor on the {placement}: {what}" in out for placement, what in one.measured)


def test_an_unknown_exercise_is_one_sentence(exercises):
    status, out, err = exercises("show", "squat")

    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "choose one of" in err


def test_the_programmes_are_listed(exercises):
    status, out, _ = exercises("programme")

    assert status == 0
    assert all(f" {key} " in out for key in programme_keys())


def test_the_weeks_of_a_programme_are_shown(exercises):
    status, out, _ = exercises("programme", "alfredson")

    assert status == 0
    assert "Weeks 1–12: every day, twice a day" in out
    assert out.count("3 × 15") == 2
    assert "3-0-1-0 (3 s down, no pause, 1 s up, no hold)" in out
    assert "knee straight" in out
    assert "knee bent" in out


def test_a_file_of_ones_own_is_shown(exercises, tmp_path):
    file = tmp_path / "ada.toml"
    file.write_text(
        'name = "Ada"\n[[weeks]]\nfrom = 1\ndays_a_week = 1\n'
        '[[weeks.exercises]]\nexercise = "toe-walk"\nsets = 3\nmetres = 25\n',
        encoding="utf-8",
    )

    status, out, _ = exercises("programme", file)

    assert status == 0
    assert "Ada (1 week)" in out
    assert "Week 1: one day a week" in out
    assert "3 × 25 m" in out


def test_a_mistake_in_a_file_is_one_sentence(exercises, tmp_path):
    file = tmp_path / "ada.toml"
    file.write_text('name = "Ada"\nweek = 1\n', encoding="utf-8")

    status, out, err = exercises("programme", file)

    assert (status, out) == (2, "")
    assert err == f"{file}, line 2: There is no key 'week' here: did you mean weeks?\n"


@pytest.mark.parametrize("words", [(), ("show",), ("programme",)])
def test_help_has_an_example(exercises, words):
    status, out, _ = exercises(*words, "--help")

    assert status == 0
    assert f"soleus exercises {' '.join(words) or 'show'} " in out
