"""Times the analysis of a day's recording beside one filter of it: `python benchmarks/whole_recording.py`."""

from __future__ import annotations

import argparse

from soleus_sense.evaluation.speed import LONG_H, SHORT_H, whole_speed


def main() -> None:
    """Print one line per placement, sensor and length."""
    parser = argparse.ArgumentParser(description="Time the analysis of whole recordings.")
    parser.add_argument("--hours", type=float, default=LONG_H, help="of the long recording (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="of each, the least counts (default: %(default)s)")
    parser.add_argument("--placement", choices=("heel", "shin"), action="append", help="default: both")
    wanted = parser.parse_args()
    print("placement  sensor        hours   samples  analysis s  one sosfiltfilt s  ratio  µs/sample   reps")
    for placement in wanted.placement or ("heel", "shin"):
        for has_gyro in (True, False):
            for hours in (SHORT_H, wanted.hours):
                one = whole_speed(placement, hours, has_gyro=has_gyro, runs=wanted.runs)
                sensor = "acc + gyro" if has_gyro else "acc"
                print(
                    f"{placement:<10} {sensor:<12} {hours:>6g} {one.samples:>9} {one.seconds:>11.2f} "
                    f"{one.filter_seconds:>18.3f} {one.ratio:>6.1f} {one.per_sample_us:>10.2f} {one.reps:>6}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
