"""Counts sets of a second, plainer model with nothing around them: `python benchmarks/plain_sets.py --count 300`."""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product

from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.plain import drawn, plain_set

PLACEMENTS = ("heel", "shin")


def off_by(placement: str, has_gyro: bool, seed: int) -> int:
    """How many repetitions too many are counted in the set of a seed."""
    manner = drawn(seed)
    recording = plain_set(placement, manner, seed)
    return analyze(recording if has_gyro else recording.without_gyro(), placement).counted - manner.reps


def main() -> None:
    """Print one line per placement and sensor."""
    parser = argparse.ArgumentParser(description="Count plain sets, and say which are counted wrong.")
    parser.add_argument("--count", type=int, default=300, help="sets of each (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=6000, help="of the first (default: %(default)s)")
    wanted = parser.parse_args()
    seeds = range(wanted.seed, wanted.seed + wanted.count)
    with ProcessPoolExecutor() as pool:
        for placement, has_gyro in product(PLACEMENTS, (True, False)):
            off = dict(zip(seeds, pool.map(partial(off_by, placement, has_gyro), seeds, chunksize=8), strict=True))
            exact, near = sum(by == 0 for by in off.values()), sum(abs(by) <= 1 for by in off.values())
            wrong = ", ".join(f"{seed}: {by:+d}" for seed, by in off.items() if by)
            sensor = "acc + gyro" if has_gyro else "acc"
            print(f"{placement:<5} {sensor:<11} exact {exact} of {len(off)}, within one {near}  {wrong}", flush=True)


if __name__ == "__main__":
    main()
