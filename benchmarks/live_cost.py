"""What a live sample costs, as microseconds and as a share of a core: `python benchmarks/live_cost.py`."""

from __future__ import annotations

import argparse

from soleus_sense.evaluation.speed import NOTIFICATION, RATE_HZ, live_speed

PUSHES = (1, NOTIFICATION, 20)
"""Samples at a time: the worst, a usual and a long notification."""


def main() -> None:
    """Print one line per placement, sensor and size of a push."""
    parser = argparse.ArgumentParser(description="Time the live counter.")
    parser.add_argument("--minutes", type=float, default=6.0, help="of samples to feed (default: %(default)s)")
    wanted = parser.parse_args()
    print(f"placement  sensor        samples at a time  µs/sample  share of a core at {RATE_HZ:.0f} Hz")
    for placement in ("heel", "shin"):
        for has_gyro in (True, False):
            for per_push in PUSHES:
                one = live_speed(placement, has_gyro=has_gyro, minutes=wanted.minutes, per_push=per_push)
                sensor = "acc + gyro" if has_gyro else "acc"
                print(
                    f"{placement:<10} {sensor:<12} {per_push:>18} {one.per_sample_us:>10.1f} "
                    f"{100 * one.core_share:>10.2f} %",
                    flush=True,
                )


if __name__ == "__main__":
    main()
