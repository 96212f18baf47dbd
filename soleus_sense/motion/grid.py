"""Brings samples of any rate, with jitter and gaps, onto one regular grid, as they arrive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus_sense.motion.samples import FloatArray

GRID_RATE_HZ = 50.0
"""Rate of the science. Heel raises and tremor end below 10 Hz; boundaries are interpolated between grid points."""

LONGEST_BRIDGE_S = 8.0
"""Gaps up to this are bridged by a straight line: a slow repetition that spans one can still be told."""

GAP_S = 0.15
"""A step of the clock longer than this is a gap whatever the rate: at the least rate of 15 Hz a step is 0.07 s."""

UNSEEN_S = 0.08
"""What tremor (6 to 9 Hz) did within a step longer than this a straight line does not show: half of its period."""


@dataclass(frozen=True, eq=False)
class GridBlock:
    """Regular samples: (n,) s, (n, c) values, (n,) seconds between the two samples that a point lies between."""

    time_s: FloatArray
    values: FloatArray
    step_s: FloatArray

    @property
    def bridged(self) -> NDArray[np.bool_]:
        """(n,) whether the point lies in a bridged gap."""
        return self.step_s > GAP_S

    def __len__(self) -> int:
        return len(self.time_s)


class GridResampler:
    """Averages the straight-line interpolation of the samples over cells of 1 / `GRID_RATE_HZ`.

    The mean over a cell keeps integrals and damps what is faster than the grid, for every rate of the
    sensor. Cells are laid from the first sample on, so the way in which the stream is cut into chunks
    changes no bit of the result.

    Carried from chunk to chunk: the newest sample, the running integral, and the integral at the edge of the
    next cell.
    """

    def __init__(self, channels: int) -> None:
        self._step_s = 1.0 / GRID_RATE_HZ
        self._channels = channels
        self._origin_s: float | None = None
        self._cells = 0
        self._last_time_s = 0.0
        self._last_values = np.zeros(channels)
        self._last_integral = np.zeros(channels)
        self._edge_integral = np.zeros(channels)

    def restart(self) -> None:
        """Forget everything: the next sample begins a new grid."""
        self._origin_s = None

    def push(self, time_s: FloatArray, values: FloatArray) -> GridBlock:
        """Take samples with times later than all before; return the grid points they complete."""
        if self._origin_s is None and len(time_s):
            self._origin_s, self._cells = float(time_s[0]), 0
            self._last_time_s, self._last_values = float(time_s[0]), values[0]
            self._last_integral = np.zeros(self._channels)
            self._edge_integral = np.zeros(self._channels)
            time_s, values = time_s[1:], values[1:]
        if not len(time_s) or self._origin_s is None:
            return GridBlock(np.empty(0), np.empty((0, self._channels)), np.empty(0))
        times = np.concatenate(([self._last_time_s], time_s))
        # A channel a row, and as few new arrays as can be: of a long block, making them is most of the work.
        samples = np.concatenate((self._last_values[None], values)).T
        steps = np.diff(times)
        integral = np.empty(samples.shape)
        integral[:, 0] = self._last_integral
        np.add(samples[:, 1:], samples[:, :-1], out=integral[:, 1:])
        integral[:, 1:] *= 0.5 * steps
        np.cumsum(integral, axis=1, out=integral)

        first = self._cells + 1
        done = int(np.floor((times[-1] - self._origin_s) * GRID_RATE_HZ))
        while self._origin_s + done * self._step_s > times[-1]:
            done -= 1
        while self._origin_s + (done + 1) * self._step_s <= times[-1]:
            done += 1
        cells = np.arange(first, max(done, self._cells) + 1, dtype=np.float64)
        edges_s = self._origin_s + cells * self._step_s
        # An edge on a sample belongs to the step before it, which is the one known when that sample is the newest.
        before = np.clip(np.searchsorted(times, edges_s, side="left") - 1, 0, len(steps) - 1)
        into_s = edges_s - times[before]
        here = samples.take(before, axis=1)
        bend = samples.take(before + 1, axis=1) - here
        bend *= 0.5 * into_s * into_s / steps[before]
        at_edges = np.empty((self._channels, len(edges_s) + 1))
        at_edges[:, 0] = self._edge_integral
        at_edges[:, 1:] = integral.take(before, axis=1)
        at_edges[:, 1:] += np.multiply(here, into_s, out=here)
        at_edges[:, 1:] += bend
        means = (np.diff(at_edges, axis=1) * GRID_RATE_HZ).T
        block = GridBlock(edges_s - 0.5 * self._step_s, means, steps[before])

        self._last_time_s = float(times[-1])
        self._last_values, self._last_integral = samples[:, -1].copy(), integral[:, -1].copy()
        if len(edges_s):
            self._edge_integral, self._cells = at_edges[:, -1].copy(), done
        return block
