"""Measures sets of a second, plainer model with nothing around them: `python benchmarks/plain_sets.py --count 300`."""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product

import numpy as np

from soleus_sense.motion.analysis import analyze
from soleus_sense.virtual.plain import drawn, plain_set, true_lowerings_s

PLACEMENTS = ("heel", "shin")


def measured(placement: str, has_gyro: bool, seed: int) -> tuple[int, list[float]]:
    """How many repetitions too many are counted in the set of a seed, and by how much each found lowering is off, s."""
    manner = drawn(seed)
    recording = plain_set(placement, manner, seed)
    reps = [rep for rep in analyze(recording if has_gyro else recording.without_gyro(), placement).reps if rep.counted]
    off = [
        rep.lower_s - (end - start)
        for start, end in true_lowerings_s(manner, seed)
        for rep in reps
        if rep.raise_start_s < 0.5 * (start + end) < rep.lower_end_s
    ]
    return len(reps) - manner.reps, off


def main() -> None:
    """Print one line per placement and sensor."""
    parser = argparse.ArgumentParser(description="Measure plain sets, and say which are counted wrong.")
    parser.add_argument("--count", type=int, default=300, help="sets of each (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=6000, help="of the first (default: %(default)s)")
    wanted = parser.parse_args()
    seeds = range(wanted.seed, wanted.seed + wanted.count)
    with ProcessPoolExecutor() as pool:
        for placement, has_gyro in product(PLACEMENTS, (True, False)):
            found = list(pool.map(partial(measured, placement, has_gyro), seeds, chunksize=8))
            many = {seed: by for seed, (by, _) in zip(seeds, found, strict=True)}
            exact, near = sum(by == 0 for by in many.values()), sum(abs(by) <= 1 for by in many.values())
            off_ms = 1e3 * np.concatenate([off for _, off in found])
            low, high = np.percentile(off_ms, (2.5, 97.5))
            wrong = ", ".join(f"{seed}: {by:+d}" for seed, by in many.items() if by)
            sensor = "acc + gyro" if has_gyro else "acc"
            print(
                f"{placement:<5} {sensor:<11} exact {exact} of {len(many)}, within one {near};"
                f" lowering off by {np.abs(off_ms).mean():.0f} ms on average, 95 % within {low:+.0f} to {high:+.0f} ms"
                f"  {wrong}",
                flush=True,
            )


if __name__ == "__main__":
    main()
