"""Streams a day into one counter and prints its memory by the hour: `python benchmarks/live_memory.py --hours 24`."""

from __future__ import annotations

import argparse

from soleus_sense.evaluation.memory import HourOfMemory, stream_memory

MOST_GROWTH_MIB = 5.0
"""The last hour's peak is to lie within this of the first hour's."""


def show(one: HourOfMemory) -> None:
    """Print one hour."""
    print(f"hour {one.hour:>3}  peak {one.peak_mib:8.2f} MiB  {one.reps:>6} repetitions so far", flush=True)


def main() -> None:
    """Print each hour and how far the last is from the first."""
    parser = argparse.ArgumentParser(description="Measure the memory of a counter that runs for a day.")
    parser.add_argument("--hours", type=int, default=24, help="to stream (default: %(default)s)")
    parser.add_argument("--placement", choices=("heel", "shin"), default="heel", help="default: %(default)s")
    parser.add_argument("--per-push", type=int, default=10, help="samples at a time (default: %(default)s)")
    parser.add_argument("--no-gyro", action="store_true", help="an accelerometer alone")
    wanted = parser.parse_args()
    hours = stream_memory(
        wanted.placement, wanted.hours, has_gyro=not wanted.no_gyro, per_push=wanted.per_push, done=show
    )
    growth = hours[-1].peak_mib - hours[0].peak_mib
    print(f"The last hour's peak is {growth:+.2f} MiB from the first hour's; aimed at: within {MOST_GROWTH_MIB:g} MiB.")


if __name__ == "__main__":
    main()
