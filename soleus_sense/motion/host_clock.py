"""A sensor's clock mapped to the host's, from arrivals that are often late and never early.

The delay of an arrival is never negative, and now and then it is small. So the line that lies below all
points (sensor time, arrival − sensor time) and as close to them as it can is the map, and a late burst
cannot move it. That line is an edge of the lower convex hull, the one above the points' mean time.

References
----------
S. B. Moon, P. Skelly, D. Towsley, "Estimation and removal of clock skew from network delay measurements",
INFOCOM 1999: the same linear programme. L. Zhang, Z. Liu, C. H. Xia, "Clock synchronization algorithms for
network measurements", INFOCOM 2002: its answer is a hull edge.
"""

from __future__ import annotations

from collections import deque

BUCKET_S = 1.0
"""One point is kept per second, the least delayed: a second holds several arrivals of every wearable."""

WINDOW_S = 900.0
"""Older points are forgotten: a crystal's rate moves with its temperature within a quarter of an hour."""

LEAST_SPAN_S = 30.0
"""Before this the slope stays 1: delays that differ by 30 ms would otherwise be read as 1000 ppm and more."""

LARGEST_DRIFT = 0.02
"""Crystals keep 50 ppm, the free-running oscillators of cheap sensors 1 %; more is a misread stamp."""


class HostClock:
    """Running map from seconds of the sensor's clock to seconds of the host's.

    State: at most one point per `BUCKET_S` of the last `WINDOW_S`, and the line fitted to them.

    Parameters
    ----------
    least_span_s : before the points span this, the slope stays 1
    largest_drift : bound of |slope − 1|
    """

    def __init__(self, *, least_span_s: float = LEAST_SPAN_S, largest_drift: float = LARGEST_DRIFT) -> None:
        self._least_span_s = least_span_s
        self._largest_drift = largest_drift
        self._points: deque[tuple[float, float]] = deque()
        self._drift = 0.0
        self._offset_s: float | None = None

    def add(self, sensor_s: float, host_s: float) -> None:
        """Learn from samples up to `sensor_s` that arrived at `host_s`; `sensor_s` rises from call to call."""
        delay_s = host_s - sensor_s
        points = self._points
        if points and sensor_s // BUCKET_S == points[-1][0] // BUCKET_S:
            if delay_s < points[-1][1]:
                points[-1] = (sensor_s, delay_s)
        else:
            points.append((sensor_s, delay_s))
            while points[0][0] < sensor_s - WINDOW_S:
                points.popleft()
            self._fit()
        if self._offset_s is None or delay_s < self._offset_s + self._drift * sensor_s:
            self._offset_s = delay_s - self._drift * sensor_s

    @property
    def known(self) -> bool:
        """Whether anything has arrived yet."""
        return self._offset_s is not None

    @property
    def drift(self) -> float:
        """How much faster the host's clock runs: host seconds per sensor second, less one."""
        return self._drift

    @property
    def offset_s(self) -> float:
        """The host's time when the sensor's clock shows zero."""
        return self._offset_s or 0.0

    def to_host(self, sensor_s: float) -> float:
        """The host's time at `sensor_s`, less the smallest delay of the link, which nobody can see."""
        return sensor_s + self._drift * sensor_s + self.offset_s

    def to_sensor(self, host_s: float) -> float:
        """The sensor's time at `host_s`."""
        return (host_s - self.offset_s) / (1.0 + self._drift)

    def _fit(self) -> None:
        """Choose the hull edge over the mean time; O(points), once a second."""
        points = self._points
        if len(points) < 2 or points[-1][0] - points[0][0] < self._least_span_s:
            self._drift = 0.0
            self._offset_s = min(delay for _, delay in points)
            return
        hull: list[tuple[float, float]] = []
        for x, y in points:
            while len(hull) >= 2 and _turns_down(hull[-2], hull[-1], (x, y)):
                hull.pop()
            hull.append((x, y))
        mean_s = sum(x for x, _ in points) / len(points)
        right = next((i for i, (x, _) in enumerate(hull) if x >= mean_s), len(hull) - 1)
        (x0, y0), (x1, y1) = hull[max(0, right - 1)], hull[max(1, right)]
        bound = self._largest_drift
        self._drift = min(bound, max(-bound, (y1 - y0) / (x1 - x0)))
        self._offset_s = min(y - self._drift * x for x, y in points)


def _turns_down(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    """Whether b lies on or above the line from a to c, and so is no corner of the lower hull."""
    return (b[1] - a[1]) * (c[0] - a[0]) >= (c[1] - a[1]) * (b[0] - a[0])
