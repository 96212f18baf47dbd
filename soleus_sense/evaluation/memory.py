"""How much memory a counter takes that runs for a day: the process's resident memory, hour by hour."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from soleus_sense.evaluation.speed import RATE_HZ, Tiles, everyday
from soleus_sense.motion.counter import RepCounter

MEBIBYTE = 2**20

LOOK_EVERY_S = 60.0
"""Resident memory is read once for each minute of the stream."""


@dataclass(frozen=True, slots=True)
class HourOfMemory:
    """The greatest resident memory while one hour of the stream was fed.

    Attributes
    ----------
    hour : from 1
    peak_mib : of the whole process
    reps : counted so far
    """

    hour: int
    peak_mib: float
    reps: int


def stream_memory(
    placement: str,
    hours: int,
    *,
    has_gyro: bool = True,
    per_push: int = 10,
    done: Callable[[HourOfMemory], None] | None = None,
) -> tuple[HourOfMemory, ...]:
    """Stream hours of samples into one counter, faster than they would come.

    Parameters
    ----------
    hours : how many; the first is the yardstick for the others
    per_push : samples at a time
    done : told each hour when it is over
    """
    tiles = Tiles(everyday(placement, has_gyro=has_gyro))
    counter = RepCounter(placement)
    out: list[HourOfMemory] = []
    peak = 0.0
    every = max(1, round(LOOK_EVERY_S * RATE_HZ / per_push))
    per_hour = round(3600 * RATE_HZ / per_push)
    for number, (time_s, acc, gyr) in enumerate(tiles.pushes(hours, per_push), start=1):
        counter.push(time_s, acc, gyr)
        if number % every == 0:
            peak = max(peak, resident_mib())
        if number % per_hour == 0:
            out.append(HourOfMemory(len(out) + 1, peak, counter.now.counted))
            peak = 0.0
            if done is not None:
                done(out[-1])
    return tuple(out)


def resident_mib() -> float:
    """Resident memory of this process now; where the system does not tell, the greatest it ever had."""
    status = Path("/proc/self/statm")
    if status.exists():
        import os

        return int(status.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE
    if sys.platform == "win32":
        return _working_set_mib()
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (MEBIBYTE if sys.platform == "darwin" else 1024)


def _working_set_mib() -> float:
    """The working set as Windows counts it."""
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("page_faults", wintypes.DWORD),
            ("peak_working_set", ctypes.c_size_t),
            ("working_set", ctypes.c_size_t),
            ("quota", ctypes.c_size_t * 4),
            ("pagefile", ctypes.c_size_t),
            ("peak_pagefile", ctypes.c_size_t),
        )

    windows = ctypes.windll  # pyright: ignore
    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    windows.psapi.GetProcessMemoryInfo(windows.kernel32.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return counters.working_set / MEBIBYTE
