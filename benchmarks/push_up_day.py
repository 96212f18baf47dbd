"""What 4.5 hours of push-ups cost, live, analysed and reported: `python benchmarks/push_up_day.py`.

A simulated sitting of push-ups is laid end to end for as long as the study's day (270 minutes). It is streamed into a
live counter as a sensor sends it, with the memory of each hour; then analysed and reported as from a file, with the
seconds of each part beside one filter of the same samples.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from scipy import signal

from soleus_sense.evaluation.exercise_cases import push_up_manner
from soleus_sense.evaluation.memory import resident_mib
from soleus_sense.evaluation.speed import FILTER_HZ, FILTER_ORDER, LONG_H, NOTIFICATION, RATE_HZ, Tiles
from soleus_sense.exercises.findings import findings
from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.counter import RepCounter
from soleus_sense.report import write_session_report
from soleus_sense.virtual.scenario import Scenario, simulate

EXERCISE = "soleus-push-up"
REPS = 600
"""Of one piece; at 60 a minute it is ten minutes long, as people sit."""

MOST_REPORT_S = 10.0
"""A person waits for a report no longer."""

_T = TypeVar("_T")


def sitting(per_min: float, *, has_gyro: bool) -> Tiles:
    """Push-ups at a rate, with a rest before and after."""
    manner = push_up_manner(np.random.default_rng(1), per_min)
    scenario = Scenario(
        posture="seated", site="lateral", reps=REPS, manner=manner, lead_in_s=6.0, lead_out_s=6.0, seed=1
    )
    recording = simulate(scenario).recording
    return Tiles(recording if has_gyro else recording.without_gyro())


def streamed(tiles: Tiles, hours: float) -> None:
    """Print the memory at the end of each hour of a live counter, and its processor time."""
    counter = RepCounter("heel", EXERCISE)
    began, spent_s, hour = resident_mib(), 0.0, 1
    for time_s, acc, gyr in tiles.pushes(hours, NOTIFICATION):
        start = time.process_time()
        counter.push(time_s, acc, gyr)
        spent_s += time.process_time() - start
        if time_s[-1] >= 3600 * min(hour, hours) - 1 / RATE_HZ - 1e-6:
            grown = resident_mib() - began
            print(
                f"  live, hour {hour}: {grown:+6.1f} MiB since the start, {counter.now.counted} repetitions", flush=True
            )
            hour += 1
    counter.finish()
    samples = round(3600 * hours * RATE_HZ)
    print(f"  live: {1e6 * spent_s / samples:.0f} µs a sample, {100 * spent_s / (3600 * hours):.2f} % of a core")


def reported(tiles: Tiles, hours: float) -> None:
    """Print the seconds of each part from the samples to the page."""
    recording = tiles.recording(hours)
    sos = signal.butter(FILTER_ORDER, FILTER_HZ, fs=RATE_HZ, output="sos")
    filter_s, _ = _timed(lambda: signal.sosfiltfilt(sos, recording.acc_m_s2, axis=0))
    analysis_s, analysis = _timed(lambda: analyze(recording, "heel", EXERCISE))
    facts_s, facts = _timed(lambda: findings(analysis, recording, goal_min=270, earlier_min=0.0))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "day.html"
        report_s, _ = _timed(lambda: write_session_report(recording, analysis, page))
        size_kb = page.stat().st_size / 1000
    for name, seconds in (("analysis", analysis_s), ("its figures", facts_s), ("the page", report_s)):
        print(f"  {name:<12} {seconds:6.2f} s of a core  {seconds / filter_s:6.1f} filters of the same samples")
    whole_s = analysis_s + facts_s + report_s
    print(
        f"  whole        {whole_s:6.2f} s of a core; aimed at: under {MOST_REPORT_S:g} s; the page has {size_kb:.0f} kB"
    )
    for one in facts.said:
        print(f"    {one.name}: {one.value}")


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    """Seconds of the processor: on a machine that others use too, the clock on the wall measures them."""
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def main() -> None:
    """Print both for one rate."""
    parser = argparse.ArgumentParser(description="Measure a day of soleus push-ups.")
    parser.add_argument("--hours", type=float, default=LONG_H, help="default: %(default)s")
    parser.add_argument("--per-min", type=float, default=60.0, help="push-ups a minute (default: %(default)s)")
    parser.add_argument("--no-gyro", action="store_true", help="an accelerometer alone")
    parser.add_argument("--no-stream", action="store_true", help="leave the live counter out")
    wanted = parser.parse_args()
    tiles = sitting(wanted.per_min, has_gyro=not wanted.no_gyro)
    print(f"{wanted.hours:g} h of push-ups, {wanted.per_min:g} a minute, at {RATE_HZ:.0f} Hz:")
    if not wanted.no_stream:
        streamed(tiles, wanted.hours)
    reported(tiles, wanted.hours)


if __name__ == "__main__":
    main()
