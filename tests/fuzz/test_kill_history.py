"""Neither a kill in the middle of a save nor another program that saves at once costs a set."""

import random
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import kill_history
from kill_history import Tally, kill_and_look, look


def test_a_program_killed_while_it_saves_loses_no_set_and_leaves_none_torn(tmp_path):
    chance, tally = random.Random(11), Tally()
    for _ in range(8):
        kill_and_look(tmp_path / "history.sqlite", chance, tally)
    assert tally.kept >= tally.said >= 8


def test_programs_that_save_at_once_lose_nothing(tmp_path):
    """They begin together too, so that the file is made by one while the others open it."""
    path = tmp_path / "history.sqlite"
    command = [sys.executable, str(Path(kill_history.__file__)), "--save-to", str(path), "--sets", "40"]
    programs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = set()
    for program in programs:
        assert program.stdout is not None
        with closing(program.stdout) as out:
            said |= {tuple(map(int, line.split())) for line in out}
        assert program.wait() == 0

    assert len(said) == 3 * 40
    assert look(path, said) == 3 * 40
