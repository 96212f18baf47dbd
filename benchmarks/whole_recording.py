"""Times the analysis of a day's recording beside one filter of it: `python benchmarks/whole_recording.py`."""

from __future__ import annotations

import argparse
from itertools import product

from soleus_sense.evaluation.speed import DAYS, LONG_H, SHORT_H, whole_speed


def main() -> None:
    """Print one line per day, placement, sensor and length."""
    parser = argparse.ArgumentParser(description="Time the analysis of whole recordings.")
    parser.add_argument("--hours", type=float, default=LONG_H, help="of the long recording (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="of each, the least counts (default: %(default)s)")
    parser.add_argument("--placement", choices=("heel", "shin"), action="append", help="default: both")
    parser.add_argument("--day", choices=tuple(DAYS), action="append", help="default: all")
    wanted = parser.parse_args()
    print("day       placement  sensor        hours   samples  analysis s  one sosfiltfilt s  ratio  µs/sample   reps")
    sensors = product(wanted.day or DAYS, wanted.placement or ("heel", "shin"), (True, False))
    for day, placement, has_gyro in sensors:
        for hours in (SHORT_H, wanted.hours):
            one = whole_speed(placement, hours, has_gyro=has_gyro, day=day, runs=wanted.runs)
            sensor = "acc + gyro" if has_gyro else "acc"
            print(
                f"{day:<9} {placement:<10} {sensor:<12} {hours:>6g} {one.samples:>9} {one.seconds:>11.2f} "
                f"{one.filter_seconds:>18.3f} {one.ratio:>6.1f} {one.per_sample_us:>10.2f} {one.reps:>6}",
                flush=True,
            )


if __name__ == "__main__":
    main()
