"""Counts real straps made other people's: `python benchmarks/other_people.py --data DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from soleus_sense.evaluation.other_people import somebody_else
from soleus_sense.evaluation.real_data import recordings_in
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.samples import Recording

OUT_OF_STEP = "nine_1_acc.csv"
"""Its gyro was logged by itself, and is not in step with its accelerometer: the two cannot be taken apart."""

LOOKS: dict[str, Callable[[Recording], int]] = {
    "acc + gyro": lambda recording: analyze(recording, "shin").counted,
    "acc": lambda recording: analyze(recording.without_gyro(), "shin").counted,
    "not told, acc + gyro": lambda recording: analyze(recording, "auto").counted,
    "not told, acc": lambda recording: analyze(recording.without_gyro(), "auto").counted,
}


def main() -> None:
    """Print one line per recording: how many of the people made of it were counted exactly, by what was looked at."""
    parser = argparse.ArgumentParser(description="Count real straps made other people's.")
    parser.add_argument("--data", type=Path, required=True, help="folder of real recordings")
    parser.add_argument("--people", type=int, default=20, help="made of each recording (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1000, help="of the first (default: %(default)s)")
    wanted = parser.parse_args()
    print(f"{'recording':<24} people  {'  '.join(LOOKS)}")
    total = dict.fromkeys(LOOKS, 0)
    everybody = 0
    for real in recordings_in(wanted.data):
        if not real.reps or real.name == OUT_OF_STEP:
            continue
        exact = dict.fromkeys(LOOKS, 0)
        for seed in range(wanted.seed, wanted.seed + wanted.people):
            recording, reps = somebody_else(real, wanted.data, seed)
            for look, count in LOOKS.items():
                exact[look] += count(recording) == reps
        everybody += wanted.people
        total = {look: total[look] + exact[look] for look in LOOKS}
        _print(real.name, wanted.people, exact)
    _print("all", everybody, total)


def _print(name: str, people: int, exact: dict[str, int]) -> None:
    print(f"{name:<24} {people:>6}  {'  '.join(f'{exact[look]:>{len(look)}}' for look in LOOKS)}", flush=True)


if __name__ == "__main__":
    main()
