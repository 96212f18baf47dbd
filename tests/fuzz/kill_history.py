"""Kills programs that are saving to a history, over and over, and looks whether every saved set is there whole.

    python -m tests.fuzz.kill_history --rounds 200 [--seed 1]

A program that saves says so on its standard output after each set; from a random moment on it is killed without
warning. Every set it had said must then be in the file with all of its repetitions, any other set must be there
whole or not at all, and the file must be sound. All rounds use one file.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from soleus_sense.history import History
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Rep

REPS = 30
"""Of each set: enough rows that a save takes a while, and can be hit."""

LONGEST_S = 0.03
"""The longest wait between a saved set and the kill: some saves begin and end in it."""


@dataclass
class Tally:
    """What the rounds came to."""

    rounds: int = 0
    said: int = 0
    kept: int = 0


def save_sets(path: Path, sets: int) -> None:
    """Save sets to a new session, and say the session and the set after each."""
    with History(path) as history:
        session = history.begin_session(exercise="seated-calf-raise")
        for number in range(1, sets + 1):
            reps = [_rep(index, number) for index in range(number * REPS, (number + 1) * REPS)]
            history.save_set(session, summarise_set(number, reps, None), reps)
            print(session, number, flush=True)


def kill_and_look(path: Path, chance: random.Random, tally: Tally) -> None:
    """One round: start a program, kill it, look.

    Raises
    ------
    RuntimeError
        A set that was said to be saved is not there, one is there in part, or the file is damaged.
    """
    program = subprocess.Popen(
        [sys.executable, __file__, "--save-to", str(path)], stdout=subprocess.PIPE, text=True, bufsize=1
    )
    out = program.stdout
    if out is None:
        raise RuntimeError("the program has no standard output")
    said = [out.readline() for _ in range(chance.randrange(1, 4))]
    time.sleep(chance.random() * LONGEST_S)
    program.kill()
    said += out.readlines()
    program.wait()
    out.close()
    tally.rounds += 1
    whole = [line for line in said if line.endswith("\n")]
    tally.said += len(whole)
    tally.kept = look(path, {(int(session), int(number)) for session, number in map(str.split, whole)})


def look(path: Path, said: set[tuple[int, int]]) -> int:
    """See that every set that was said to be saved is there, and all that are there are whole; return how many.

    Raises
    ------
    RuntimeError
        Something is missing, torn or damaged.
    """
    with History(path), closing(sqlite3.connect(path)) as database:
        sound = database.execute("PRAGMA integrity_check").fetchone()[0]
        if sound != "ok":
            raise RuntimeError(f"the file is damaged: {sound}")
        kept = {
            (session, number): (reps, rows)
            for session, number, reps, rows in database.execute(
                'SELECT r.session_id, s."index", s.reps, '
                '(SELECT count(*) FROM reps AS p WHERE p.recording_id = r.id AND p."set" = s."index") '
                "FROM sets AS s JOIN recordings AS r ON r.id = s.recording_id"
            )
        }
        (rows,) = database.execute("SELECT count(*) FROM reps").fetchone()
    if missing := said - kept.keys():
        raise RuntimeError(f"sets that were saved are not there: {sorted(missing)}")
    if torn := [which for which, (reps, rows_of_it) in kept.items() if not reps == rows_of_it == REPS]:
        raise RuntimeError(f"sets are there in part: {sorted(torn)}")
    if rows != REPS * len(kept):
        raise RuntimeError("there are repetitions of no set")
    return len(kept)


def _rep(index: int, number: int) -> Rep:
    at_s = 4.0 * index
    return Rep(index, number, True, at_s, at_s + 1, at_s + 1, at_s + 4, 1.0, 0.0, 3.0, None, 30.0, 0.08, 40.0)


def main() -> None:
    """Run the rounds, or be the program that is killed."""
    parser = argparse.ArgumentParser(description="Kill programs that save to a history.")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save-to", type=Path, help="be a program that saves, to this file")
    parser.add_argument("--sets", type=int, default=10_000, help="that many sets")
    wanted = parser.parse_args()
    if wanted.save_to is not None:
        save_sets(wanted.save_to, wanted.sets)
        return
    chance, tally = random.Random(wanted.seed), Tally()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(wanted.rounds):
            kill_and_look(Path(folder) / "history.sqlite", chance, tally)
    print(f"{tally.rounds} kills: {tally.said} sets were said to be saved, {tally.kept} are there, all whole.")


if __name__ == "__main__":
    main()
