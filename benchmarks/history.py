"""What the history costs after a year of training, against the bare query: `python benchmarks/history.py`.

A year is simulated (200 sessions, 600 sets of 12 repetitions) and looked at as the command line does: the table of
`soleus history`, the sentences, the page and the picture of `soleus trend`. First come times of work alone, after the
modules were loaded, then those of whole commands from their start; a command that only says its version shows what the
start takes. The bare query is the one statement all of them rest on. Processor time stands first: on a machine that
others use too, the clock on the wall measures them.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from statistics import median

from soleus_sense.exercises import Tempo
from soleus_sense.history import History, Worn
from soleus_sense.history.rows import FIGURES
from soleus_sense.motion.quality import summarise_set
from soleus_sense.motion.reps import Analysis, Rep

BEGAN = datetime(2025, 12, 1, 17, 0, tzinfo=UTC)
REPEATS = 5
"""The median of this many runs is said."""

EXERCISES = ("seated-calf-raise", "seated-calf-raise", "eccentric-heel-drop")
"""In turn: two of three sessions are seated."""


def simulated_year(path: Path, sessions: int, *, seed: int = 1, sets: int = 3, reps: int = 12, days: int = 364) -> None:
    """Fill a history: a person who gets slower, stronger and more even over the months, with odd days between."""
    chance = random.Random(seed)
    with History(path) as history:
        for at in range(sessions):
            done = at / max(sessions - 1, 1)
            exercise = EXERCISES[at % len(EXERCISES)]
            both = exercise == "eccentric-heel-drop"
            began = BEGAN + timedelta(days=done * days, hours=chance.uniform(-2, 3))
            sensors = (
                [Worn("left", "left", "heel"), Worn("right", "right", "heel")] if both else [Worn("", None, "heel")]
            )
            session = history.begin_session(
                exercise=exercise, tempo="3-0-1-0", began=began, weight_kg=5.0 * round(1 + 3 * done), worn=sensors
            )
            for one in sensors:
                weak = 1.0 if one.sensor != "right" else 0.72 + 0.25 * done
                history.save_whole(session, _analysis(chance, exercise, done, weak, sets, reps), sensor=one.sensor)
            history.end_session(session, ended=began + timedelta(minutes=15))


def _analysis(chance: random.Random, exercise: str, done: float, weak: float, sets: int, usual: int) -> Analysis:
    odd = chance.random() < 0.05
    lower_s = 2.2 + 0.8 * (1 - math.exp(-3 * done)) + chance.gauss(0, 0.12) - 0.7 * odd
    found: list[Rep] = []
    at_s = 3.0
    for number in range(1, sets + 1):
        count = max(4, round(weak**0.5 * usual) + chance.randrange(-2, 2) - 3 * odd)
        for _ in range(count):
            took_s = max(0.4, chance.gauss(lower_s, 0.15))
            rise = weak * (0.07 + 0.02 * done) * chance.uniform(0.93, 1.03)
            found.append(
                Rep(
                    index=len(found) + 1,
                    set=number,
                    counted=True,
                    raise_start_s=at_s,
                    raise_end_s=at_s + 1.0,
                    lower_start_s=at_s + 1.1,
                    lower_end_s=at_s + 1.1 + took_s,
                    raise_s=1.0,
                    top_s=0.1,
                    lower_s=took_s,
                    bottom_s=0.2,
                    range_deg=math.degrees(math.asin(min(rise / 0.17, 1.0))),
                    height_m=rise,
                    peak_lower_deg_s=40.0,
                )
            )
            at_s += 1.3 + took_s
        at_s += 60.0
    tempo = Tempo.parse("3-0-1-0")
    each = tuple(summarise_set(n, [rep for rep in found if rep.set == n], tempo) for n in range(1, sets + 1))
    return Analysis(tuple(found), each, None, (), "heel", exercise, "3-0-1-0")


def bare_query(path: Path) -> int:
    """The statement alone, over a connection of its own; how many rows it gave."""
    with closing(sqlite3.connect(path)) as database:
        return len(database.execute(FIGURES, {"exercise": None, "since": None, "until": None}).fetchall())


def table_of_all(path: Path) -> None:
    """What `soleus history --last 0` does."""
    from soleus_sense.cli.history import print_sessions

    with History(path) as history:
        print_sessions(history.sessions())


def sentences(path: Path) -> None:
    """What `soleus trend` does."""
    from soleus_sense.cli.trend import print_trends

    with History(path) as history:
        print_trends(history.sessions())


def page(path: Path) -> None:
    """What `soleus trend --output trend.html` does besides."""
    from soleus_sense.report.trends import write_trends

    with History(path) as history:
        write_trends(history.sessions(), path.with_suffix(".html"))


def picture(path: Path) -> None:
    """What `soleus trend --png trend.png` does besides."""
    from soleus_sense.report.trends import write_trends

    with History(path) as history:
        write_trends(history.sessions(), png_path=path.with_suffix(".png"))


def timed_s(work: Callable[[Path], object], path: Path, repeats: int = REPEATS) -> tuple[float, float]:
    """Processor time and time on the wall, medians of some runs after one that loads the modules."""
    work(path)
    took: list[tuple[float, float]] = []
    for _ in range(repeats):
        began_s = _used_s(), time.perf_counter()
        work(path)
        took.append((_used_s() - began_s[0], time.perf_counter() - began_s[1]))
    return median(used for used, _ in took), median(wall for _, wall in took)


def _used_s() -> float:
    """Processor time of this program and of those it started and waited for."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def command(*arguments: str) -> Callable[[Path], object]:
    """A whole command in an interpreter of its own, at the home that holds the history."""

    def run(path: Path) -> None:
        where = {**os.environ, "SOLEUS_HOME": str(path.parent)}
        begun = [sys.executable, "-m", "soleus_sense", *arguments]
        subprocess.run(begun, check=True, stdout=subprocess.DEVNULL, env=where, cwd=path.parent)

    return run


def main() -> None:
    """Make the year, time each look at it, print the ratios."""
    parser = argparse.ArgumentParser(description="Time the history and the trends.")
    parser.add_argument("--sessions", type=int, default=200)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        began_s = time.perf_counter()
        simulated_year(path, wanted.sessions)
        print(f"{wanted.sessions} sessions saved in {time.perf_counter() - began_s:.1f} s")
        bare_s, _ = timed_s(bare_query, path, 50)
        print(f"{'':<24} processor      wall   × the bare query ({1000 * bare_s:.1f} ms)")
        works = {"history": table_of_all, "trend": sentences, "trend, page": page, "trend, picture": picture}
        for name, work in works.items():
            with redirect_stdout(StringIO()):
                used_s, wall_s = timed_s(work, path)
            print(f"{name:<24} {1000 * used_s:>6.0f} ms {1000 * wall_s:>6.0f} ms {used_s / bare_s:>8.1f}")
        whole = {
            "soleus --version": command("--version"),
            "soleus history --last 0": command("history", "--last", "0"),
            "soleus trend": command("trend"),
            "… --output, --png": command("trend", "--output", "trend.html", "--png", "trend.png"),
        }
        for name, work in whole.items():
            used_s, wall_s = timed_s(work, path)
            print(f"{name:<24} {1000 * used_s:>6.0f} ms {1000 * wall_s:>6.0f} ms {used_s / bare_s:>8.1f}")


if __name__ == "__main__":
    main()
