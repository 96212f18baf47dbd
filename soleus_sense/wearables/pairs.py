"""Acceleration and rotation that come in separate notifications, brought together sample by sample."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from soleus_sense.motion.samples import FloatArray
from soleus_sense.wearables.driver import Packet

EVEN_SHARE = 0.2
"""A frame whose stamp fits the one before within this share of a period per sample follows it without a gap."""

BRIDGED_PERIODS = 2.5
"""Rotation is interpolated between samples at most so far apart; over a lost frame it would be a guess."""

UNBROKEN_PERIODS = 1.5
"""Acceleration samples at most so far apart go into one packet."""

NEW_CLOCK_S = 10.0
"""A stamp this far ahead of the last one, or behind it, belongs to a clock that was set anew: what waits fits
nothing any more. Notifications come in order, and repeated ones carry the same stamp."""


class PairsByTurn:
    """For wearables that send both in turn, without stamps or numbers: acceleration leads, rotation follows.

    State: the acceleration that waits. With one clock for both the two never overtake each other, so a lost packet
    costs its partner and the pairs stay together. But each fills its packets in a phase of its own: a pair's
    rotation can be younger than its acceleration by up to one packet (30 ms for three samples at 100 Hz).
    """

    def __init__(self) -> None:
        self._acc: FloatArray | None = None

    def acceleration(self, acc_m_s2: FloatArray) -> None:
        """Keep these samples for the rotation that follows; whatever still waits lost its partner."""
        self._acc = acc_m_s2

    def rotation(self, gyr_rad_s: FloatArray) -> tuple[Packet, ...]:
        """The pair, or nothing where the acceleration was lost."""
        acc, self._acc = self._acc, None
        if acc is None or len(acc) != len(gyr_rad_s):
            return ()
        return (Packet(acc, gyr_rad_s),)


@dataclass
class _Series:
    """Samples of one kind that wait; times in seconds since the pair's zero."""

    period_s: float
    time_s: FloatArray = field(default_factory=lambda: np.empty(0))
    values: FloatArray = field(default_factory=lambda: np.empty((0, 3)))
    last_s: float | None = None

    def add(self, values: FloatArray, stamp_s: float) -> None:
        """Append a frame whose last sample was taken at `stamp_s`, later than that of the frame before."""
        count = len(values)
        first_s = stamp_s - (count - 1) * self.period_s
        if self.last_s is not None and stamp_s - self.last_s < (1 + EVEN_SHARE) * count * self.period_s:
            first_s = self.last_s + (stamp_s - self.last_s) / count
        self.time_s = np.concatenate((self.time_s, np.linspace(first_s, stamp_s, count)))
        self.values = np.concatenate((self.values, values))
        self.last_s = stamp_s

    def drop(self, count: int) -> None:
        """Forget the first `count` samples."""
        self.time_s, self.values = self.time_s[count:], self.values[count:]

    @property
    def waiting_s(self) -> float:
        return float(self.time_s[-1] - self.time_s[0]) if len(self.time_s) else 0.0


class PairsByStamp:
    """For wearables that stamp the last sample of each frame: rotation is interpolated at the acceleration's times.

    State: the samples of either kind that wait for the other, and the time of the last of each. A packet that
    comes out carries the stamp of its last sample.

    Parameters
    ----------
    period_s : nominal time between two samples of acceleration
    gyr_period_s : the same of rotation
    tick_s : seconds per tick of the stamp
    """

    def __init__(self, period_s: float, gyr_period_s: float, *, tick_s: float) -> None:
        self._tick_s = tick_s
        self._acc = _Series(period_s)
        self._gyr = _Series(gyr_period_s)
        self._zero: int | None = None

    @property
    def waiting_s(self) -> float:
        """How much of one kind waits for the other."""
        return max(self._acc.waiting_s, self._gyr.waiting_s)

    def acceleration(self, acc_m_s2: FloatArray, stamp: int) -> tuple[Packet, ...]:
        """Take a frame of acceleration; return the packets that are complete now."""
        return self._take(acc_m_s2, stamp, is_acc=True)

    def rotation(self, gyr_rad_s: FloatArray, stamp: int) -> tuple[Packet, ...]:
        """Take a frame of rotation; return the packets that are complete now."""
        return self._take(gyr_rad_s, stamp, is_acc=False)

    def _take(self, values: FloatArray, stamp: int, *, is_acc: bool) -> tuple[Packet, ...]:
        stamp_s = 0.0 if self._zero is None else (stamp - self._zero) * self._tick_s
        last_s = (self._acc if is_acc else self._gyr).last_s
        if last_s is not None and stamp_s == last_s:
            return ()
        step_s = abs(stamp_s) if last_s is None else stamp_s - last_s
        if self._zero is None or not 0 <= step_s < NEW_CLOCK_S:
            self._zero, stamp_s = stamp, 0.0
            self._acc, self._gyr = _Series(self._acc.period_s), _Series(self._gyr.period_s)
        (self._acc if is_acc else self._gyr).add(values, stamp_s)
        return self._complete()

    def _complete(self) -> tuple[Packet, ...]:
        acc, gyr = self._acc, self._gyr
        if not len(acc.time_s) or not len(gyr.time_s):
            return ()
        ready = int(np.searchsorted(acc.time_s, gyr.time_s[-1], side="right"))
        time_s, values = acc.time_s[:ready], acc.values[:ready]
        acc.drop(ready)
        after = np.searchsorted(gyr.time_s, time_s, side="left")
        known = after > 0
        before_s = gyr.time_s[np.maximum(after - 1, 0)]
        bridged = known & (gyr.time_s[after] - before_s <= BRIDGED_PERIODS * gyr.period_s)
        paired = bridged | (gyr.time_s[after] == time_s)
        rotation = np.column_stack([np.interp(time_s, gyr.time_s, gyr.values[:, axis]) for axis in range(3)])
        until_s = acc.time_s[0] if len(acc.time_s) else (time_s[-1] if ready else -np.inf)
        gyr.drop(max(0, int(np.searchsorted(gyr.time_s, until_s, side="right")) - 1))
        return tuple(self._packet(time_s[run], values[run], rotation[run]) for run in self._runs(time_s, paired))

    def _runs(self, time_s: FloatArray, paired: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
        """Index arrays of the stretches without a gap."""
        index = np.flatnonzero(paired)
        if not len(index):
            return []
        apart = (np.diff(index) > 1) | (np.diff(time_s[index]) > UNBROKEN_PERIODS * self._acc.period_s)
        return list(np.split(index, np.flatnonzero(apart) + 1))

    def _packet(self, time_s: FloatArray, acc: FloatArray, gyr: FloatArray) -> Packet:
        stamp = (self._zero or 0) + round(float(time_s[-1]) / self._tick_s)
        return Packet(acc, gyr, stamp=stamp, stamped_sample=-1)
