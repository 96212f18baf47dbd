"""When each sample was taken: the sensor's stamps or numbers unwrapped into rising seconds.

Time comes from the sensor. Its stamps are best. Without stamps samples are counted, running numbers fill in
what was lost, and the rate is measured against the arrivals. When samples arrive says only how the sensor's
clock lies to the host's (`host_clock`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np

from soleus_sense.motion.host_clock import HostClock
from soleus_sense.motion.samples import FloatArray

SAME_CLOCK_S = 2.0
"""After a lost link the stamps go on if they agree with the arrivals this well; else the sensor began anew."""

AHEAD_S = 1.0
"""A sample that claims to be taken this long after it arrived is misread: clocks part by far less."""


PERIODS_KEPT = 31
"""Steps between packets are judged by the median of so many: under half of them may hide a loss."""

PERIODS_AVERAGED = 256
"""The sample period is the mean of so many steps that agree with the median: a coarse stamp's single steps are off
by a sixth, their median too, and over a gap of a few seconds that would be several samples."""

PERIODS_AT_FIRST = 4
"""So many steps at the nominal rate are taken as seen: a loss among the first ones is not taken for a period."""

EVEN_SHARE = 0.2
"""Steps within this share of the period are one unbroken stretch, spread evenly between its two stamps."""

HOLE_STEPS = 1.5
"""So many periods from one packet's last sample to the next one's first: at least one sample is missing."""

PAUSE_STEPS = 2.5
"""So many though the running number says that nothing was lost: the sensor itself paused."""

COUNTED_SPAN_S = 1.0
"""Counted samples: rates are measured after this; 30 ms of jitter are then 3 %, and better with each second."""

CATCH_UP = 0.05
"""Counted samples: time is stretched by at most this share to meet the arrivals again after a small loss."""

HOLE_S = 0.25
"""Counted samples: so far behind the arrivals, samples are missing and time steps forward."""

HOLE_SEEN_FOR_S = 0.25
"""Counted samples: for so long, because samples that were only held up come in quick succession."""

Fate = Literal["new", "duplicate", "misread"]

STRANGERS: dict[Fate, int] = {"misread": 3, "duplicate": 30}
"""So many packets in a row that do not fit are no mishap: the sensor set its clock anew."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What a sensor's packets say about time.

    Attributes
    ----------
    tick_s : seconds per tick of the stamp, or None where packets carry no stamp
    stamp_wraps : the stamp counts modulo this, or None where it never wraps
    sequence_wraps : the running number counts modulo this, or None where packets carry none
    sequence_counts_samples : the running number is of the first sample, not of the packet
    """

    tick_s: float | None = None
    stamp_wraps: int | None = None
    sequence_wraps: int | None = None
    sequence_counts_samples: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a packet lies in time.

    Attributes
    ----------
    time_s : (n,) seconds since the stream's first sample; empty where the packet is to be left out
    lost : samples missing before it
    fate : "new"; "duplicate" (or older than what came before); "misread" (its stamp cannot be)
    """

    time_s: FloatArray
    lost: int = 0
    fate: Fate = "new"


class SensorClock:
    """Gives every packet of one stream its times; carries on over lost links and sensors that begin anew.

    State: the last packet's stamp, number and time, the measured period, and the map to the host's clock.

    Parameters
    ----------
    timing : what the packets carry
    rate_hz : the nominal rate, until one is measured
    """

    def __init__(self, timing: Timing, rate_hz: float) -> None:
        self.host = HostClock()
        self._timing = timing
        self._period_s = 1.0 / rate_hz
        self._periods = deque([self._period_s] * PERIODS_AT_FIRST, maxlen=PERIODS_KEPT)
        self._averaged = 0
        self._counted = _CountedTime(self._period_s)
        self._last: _Last | None = None
        self._resumed = False
        self._strangers = 0

    @property
    def rate_hz(self) -> float:
        """Samples a second of the sensor's clock, as measured so far."""
        return 1.0 / self._period_s

    def resume(self, timing: Timing, rate_hz: float) -> None:
        """The stream was started again, perhaps after a long while, perhaps by a sensor that was switched off."""
        if timing != self._timing or abs(rate_hz * self._period_s - 1.0) > EVEN_SHARE:
            self._period_s = 1.0 / rate_hz
            self._periods = deque([self._period_s] * PERIODS_AT_FIRST, maxlen=PERIODS_KEPT)
            self._averaged = 0
            self._counted = _CountedTime(self._period_s)
        self._timing = timing
        self._resumed = self._last is not None

    def place(
        self,
        count: int,
        arrived_s: float,
        *,
        stamp: int | None = None,
        stamped_sample: int = 0,
        sequence: int | None = None,
    ) -> Placed:
        """Give the `count` samples of a packet their times.

        Parameters
        ----------
        count : samples in the packet, at least one
        arrived_s : the host's monotonic time when it arrived
        stamp, sequence : as carried, not unwrapped; what `Timing` does not promise is ignored
        stamped_sample : index of the sample the stamp belongs to, from either end
        """
        anchor = stamped_sample % count
        if self._timing.tick_s is not None and stamp is not None:
            placed = self._by_stamp(count, arrived_s, stamp, anchor, self._missed(count, arrived_s, sequence))
        else:
            placed = self._by_count(count, arrived_s, self._missed(count, arrived_s, sequence))
        if placed.fate != "new":
            self._strangers += 1
            return placed
        self._strangers = 0
        self._resumed = False
        stamped_s, end_s = float(placed.time_s[anchor]), float(placed.time_s[-1])
        self._last = _Last(stamp, stamped_s, end_s, sequence, count, anchor, arrived_s)
        self.host.add(end_s, arrived_s)
        return placed

    def _missed(self, count: int, arrived_s: float, sequence: int | None) -> int | None:
        """Samples the running number says are missing before this packet; None where it says nothing.

        Negative: the packet is not newer than the one before.
        """
        wraps, last = self._timing.sequence_wraps, self._last
        if wraps is None or sequence is None or last is None or last.sequence is None or self._resumed:
            return None
        step = (sequence - last.sequence) % wraps
        if step == 0 or step > wraps // 2:
            return -1
        missed = step - last.count if self._timing.sequence_counts_samples else (step - 1) * max(count, last.count)
        possible = arrived_s - last.arrived_s + AHEAD_S >= missed * self._period_s
        return missed if possible else None

    def _by_stamp(self, count: int, arrived_s: float, stamp: int, anchor: int, missed: int | None) -> Placed:
        last, period_s = self._last, self._period_s
        spread = np.arange(count, dtype=np.float64)
        if last is None:
            return Placed(spread * period_s)
        anew_s = max(self.host.to_sensor(arrived_s), last.end_s + count * period_s) - (count - 1) * period_s
        if last.stamp is None:
            return self._after(anew_s + spread * period_s, None)
        elapsed_s = arrived_s - last.arrived_s
        step_s = self._step_s(stamp - last.stamp, elapsed_s)
        at_s = last.stamped_s + step_s
        if self._resumed:
            fate: Fate = "new" if step_s > 0 and abs(step_s - elapsed_s) < SAME_CLOCK_S else "misread"
        elif step_s <= 0:
            fate = "duplicate"
        else:
            fate = "new" if self.host.to_host(at_s) < arrived_s + AHEAD_S else "misread"
        if fate != "new":
            began_anew = self._resumed or self._strangers + 1 >= STRANGERS[fate]
            return self._after(anew_s + spread * period_s, None) if began_anew else _left_out(fate)
        step_period_s = step_s / (last.count - last.anchor + anchor)
        if not missed and not self._resumed:
            self._learn(step_period_s)
            period_s = self._period_s
        unbroken = not missed and abs(step_period_s - period_s) < EVEN_SHARE * period_s
        spacing_s = step_period_s if unbroken and anchor == count - 1 else period_s
        return self._after(at_s + (spread - anchor) * spacing_s, 0 if unbroken else missed)

    def _step_s(self, ticks: int, elapsed_s: float) -> float:
        """Seconds from the last stamp to this: of the values the wrapping allows, the one the arrivals suggest."""
        tick_s, wraps = self._timing.tick_s or 0.0, self._timing.stamp_wraps
        if wraps is None:
            return ticks * tick_s
        step_s, wrap_s = (ticks % wraps) * tick_s, wraps * tick_s
        return step_s + wrap_s * round((elapsed_s - step_s) / wrap_s)

    def _learn(self, step_period_s: float) -> None:
        self._periods.append(step_period_s)
        usual_s = median(self._periods)
        if abs(self._period_s - usual_s) > EVEN_SHARE * usual_s:
            self._averaged, self._period_s = 0, usual_s
        if abs(step_period_s - usual_s) < EVEN_SHARE * usual_s:
            self._averaged = min(self._averaged + 1, PERIODS_AVERAGED)
            self._period_s += (step_period_s - self._period_s) / self._averaged

    def _after(self, time_s: FloatArray, missed: int | None) -> Placed:
        """The times, kept after those before them, and how many samples are missing in between."""
        before_s = self._last.end_s if self._last else -np.inf
        if time_s[-1] <= before_s:
            return _left_out("duplicate")
        if time_s[0] <= before_s:
            return Placed(np.linspace(before_s, time_s[-1], len(time_s) + 1)[1:])
        steps = (float(time_s[0]) - before_s) / self._period_s
        return Placed(time_s, round(steps) - 1 if steps > (PAUSE_STEPS if missed == 0 else HOLE_STEPS) else 0)

    def _by_count(self, count: int, arrived_s: float, missed: int | None) -> Placed:
        if missed is not None and missed < 0 and self._strangers + 1 < STRANGERS["duplicate"]:
            return _left_out("duplicate")
        lost = max(0, missed or 0)
        if self._last is not None and self._resumed:
            away_s = self.host.to_sensor(arrived_s) - self._last.end_s - count * self._period_s
            away = max(0, round(away_s / self._period_s))
            self._counted.begin_anew(self._last.end_s + away * self._period_s)
            time_s, stepped = self._counted.take(count, 0, arrived_s)
            return Placed(time_s, away + stepped)
        time_s, stepped = self._counted.take(count, lost, arrived_s)
        self._period_s = self._counted.period_s
        return Placed(time_s, lost + stepped)


@dataclass(frozen=True, slots=True)
class _Last:
    """The packet before."""

    stamp: int | None
    stamped_s: float
    end_s: float
    sequence: int | None
    count: int
    anchor: int
    arrived_s: float


class _CountedTime:
    """Time from counting samples, for sensors that send no stamps; the rate is measured from the arrivals."""

    def __init__(self, period_s: float) -> None:
        self._nominal_s = period_s
        self.period_s = period_s
        self.begin_anew(-period_s)

    def begin_anew(self, before_s: float) -> None:
        """The next sample comes one period after `before_s`."""
        self._end_s = before_s
        self._samples = 0
        self._arrivals = HostClock(least_span_s=COUNTED_SPAN_S, largest_drift=0.9)
        self._delays: deque[tuple[float, float]] = deque()
        self._zero_s: float | None = None

    def take(self, count: int, missed: int, arrived_s: float) -> tuple[FloatArray, int]:
        """(count,) seconds of the samples, and how many must be missing though no number says so."""
        self._samples += count + missed
        self._arrivals.add(self._samples * self._nominal_s, arrived_s)
        if self._arrivals.drift:
            self.period_s = self._nominal_s * (1.0 + self._arrivals.drift)
        first_s = self._end_s + (missed + 1) * self.period_s
        span_s = (count - 1) * self.period_s
        end_s = first_s + span_s
        if self._zero_s is None:
            self._zero_s = arrived_s - end_s
        behind_s, seen_for_s = self._behind(arrived_s - end_s - self._zero_s, arrived_s)
        stepped = 0
        if behind_s > HOLE_S and seen_for_s >= HOLE_SEEN_FOR_S:
            stepped = round(behind_s / self.period_s)
            self._samples += stepped
            first_s += behind_s
            end_s += behind_s
            self._delays.clear()
        else:
            most_s = CATCH_UP * (count + missed) * self.period_s
            end_s += min(most_s, max(-most_s, behind_s))
            first_s = max(first_s + (end_s - first_s - span_s) / count, self._end_s + 0.5 * self.period_s)
            # However far ahead of its arrival a packet after a loss is, its own samples stay in their order.
            end_s = max(end_s, first_s + 0.5 * span_s)
        time_s = np.linspace(first_s, end_s, count)
        self._end_s = float(time_s[-1])
        return time_s, stepped

    def _behind(self, delay_s: float, arrived_s: float) -> tuple[float, float]:
        """The least delay of the last moments, and how long these moments are."""
        delays = self._delays
        delays.append((arrived_s, delay_s))
        while arrived_s - delays[0][0] > 2 * HOLE_SEEN_FOR_S and len(delays) > 1:
            delays.popleft()
        return min(delay for _, delay in delays), arrived_s - delays[0][0]


def _left_out(fate: Fate) -> Placed:
    return Placed(np.empty(0), fate=fate)
