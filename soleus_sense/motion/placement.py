"""Tells a sensor on the foot from one on the shin by the motions that a counter for each takes for repetitions.

A foot turns by 20 to 45° about the ball it stands on: the pivot lies some centimetres below the sensor and at most a
lever aside. A shank is carried up by the ankle and tilts by less, about a point that lies deeper. What lifts a sensor
and hardly turns it is no foot; what turns it and hardly lifts it, an instep. Each says something and none says all:
they are weighed together, as logarithms of how much likelier they make the one than the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

import numpy as np

from soleus_sense.motion.alike import SAME_BOTTOM_RAD
from soleus_sense.motion.grid import GRID_RATE_HZ
from soleus_sense.motion.measure import Measured
from soleus_sense.motion.pivot import Pivot, pivot_of, turn_about
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.shape import Shape
from soleus_sense.motion.vectors import dot

BEFORE_S = 0.25
"""So much of the bottom before a raise shows which way is up."""

HALF_WAY_RAD, OVER_RAD = np.deg2rad(21.0), np.deg2rad(2.5)
"""Turned so far by its gyro, a sensor is as likely on a foot as on a shin; by so much more or less, e times likelier.
Raises of a rested foot turn 20 to 45°, shanks tilt 3 to 18°, ankle straps of real people up to 25°."""

HALF_WAY_ACC_RAD, OVER_ACC_RAD = np.deg2rad(20.5), np.deg2rad(2.0)
"""The same for a turn without a gyro, seen as a shin's: a foot's quick one is seen up to a third too small."""

SHIN_PIVOT_M = 0.2
"""A shin's sensor turns about a point some 13 (ankle) to 50 cm (below the knee) below it."""

MOST_ODDS = 4.0
"""However large or small the turn: odds of 50 to 1."""

MOST_TURN_RAD = np.deg2rad(60.0)
"""What turns a sensor further is a stride or a hand, and says nothing."""

FOOT_PIVOT_M = ((0.040, 0.025), (0.11, 0.055))
"""Where a foot's pivot lies, below and aside, each mean and standard deviation: a heel counter, the bone beside it and
an instep are 1 to 9 cm above the ball of the foot and 3 to 20 cm behind it."""

ANKLE_PIVOT_M = ((0.135, 0.035), (0.17, 0.06))
"""The same of an ankle strap, which goes with the skin over the tendon and turns about the ball too (own reading of
real recordings: 12 to 17 cm below, 13 to 24 cm aside)."""

SHANK_PIVOT_M = ((0.18, 0.20), (0.20, 0.20))
"""The same higher up, where shank and ankle each turn in their own way."""

AS_TURNED_SHARE, AS_TURNED_RAD = 0.4, np.deg2rad(6.0)
"""Repetitions of a set turn the sensor alike within this share of the turn, or within this."""

ABOVE_M = 0.25
"""A foot whose pivot lies further above it swings from the knee: this says nothing. A shank's may lie above it too,
where it leans back while it is lifted, but not by so much."""

PIVOT_ERROR_M = 0.02
"""The ball of the foot rolls, a strap gives: no pivot is one point."""

MOST_PIVOT_ODDS = 6.0
"""Two repetitions of one person are wrong together: however sure the pivot, odds of 400 to 1."""

UNTURNED_ODDS, MOST_UNTURNED_ODDS = -2.0, -4.0
"""For each repetition, but one, that only the counter for the shin has seen: a foot's raise without a turn is hardly
one, and what the counter for the heel does not see it would not count. But one, because each knows in its own time."""

UNLIFTED_ODDS, MOST_UNLIFTED_ODDS = 1.0, 2.0
"""For each, but one, that only the counter for the heel has seen: an instep is hardly lifted, few shins are not."""

FEWEST = 3
"""So many repetitions that are alike are weighed: before a set people do things that look like one or two."""

CLEAR_ODDS = 1.0
"""With odds of less than e to 1 more repetitions are waited for, to the end of the set."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A motion that a counter took for a repetition.

    Attributes
    ----------
    at_s : when it was known
    starts_s, ends_s : its raise begins, its lowering ends
    turn_rad : how far the sensor turned: by its gyro, or without one as a shin's would have
    pivot : about which point, None where it cannot be told
    bottom : (3,) unit vector, gravity's direction at the bottom
    has_gyro : whether the turn is a gyro's
    """

    at_s: float
    starts_s: float
    ends_s: float
    turn_rad: float
    pivot: Pivot | None
    bottom: FloatArray
    has_gyro: bool

    @property
    def tells(self) -> bool:
        """Whether it can have been a heel raise, wherever the sensor is."""
        if self.turn_rad > MOST_TURN_RAD:
            return False
        return self.pivot is None or self.pivot.below_m + 2 * self.pivot.error_m > -ABOVE_M

    def is_like(self, other: Sighting) -> bool:
        """Whether both turn the sensor about as far from the same bottom."""
        most = max(self.turn_rad, other.turn_rad)
        turned = abs(self.turn_rad - other.turn_rad) < max(AS_TURNED_SHARE * most, AS_TURNED_RAD)
        return turned and dot(self.bottom, other.bottom) > np.cos(SAME_BOTTOM_RAD)

    @property
    def odds(self) -> float:
        """What its turn says for the foot."""
        half_way, over = (HALF_WAY_RAD, OVER_RAD) if self.has_gyro else (HALF_WAY_ACC_RAD, OVER_ACC_RAD)
        return min(max((self.turn_rad - half_way) / over, -MOST_ODDS), MOST_ODDS)


def sighting_of(
    force_m_s2: FloatArray,
    rate_rad_s: FloatArray | None,
    measured: Measured,
    base: int,
    *,
    shape: Shape,
    seen_s: tuple[float, float, float],
) -> Sighting:
    """What one repetition says of the placement.

    Parameters
    ----------
    force_m_s2, rate_rad_s : (n, 3) grid samples from before the repetition to where it was known; None without a gyro
    base : grid index of the first of them
    shape : what the repetition looked like
    seen_s : when its raise began, its lowering ended, it was known
    """
    last = len(force_m_s2) - 1
    start = min(max(int(measured.raise_start) - base, 0), last)
    end = min(max(int(measured.lower_end) - base, start), last)
    starts_s, ends_s, at_s = seen_s
    if rate_rad_s is None or shape.turned_rad is None:
        turn = turn_about(force_m_s2, SHIN_PIVOT_M, start=start, end=end)
        return Sighting(at_s, starts_s, ends_s, turn, None, shape.bottom, has_gyro=False)
    first = max(start - round(BEFORE_S * GRID_RATE_HZ), 0)
    pivot = pivot_of(force_m_s2[first:], rate_rad_s[first:], start=start - first, end=end - first)
    return Sighting(at_s, starts_s, ends_s, shape.turned_rad, pivot, shape.bottom, has_gyro=True)


def decided(heel: Sequence[Sighting], shin: Sequence[Sighting], *, over: bool) -> str | None:
    """The placement, or None while what was seen says too little.

    Parameters
    ----------
    heel, shin : what the counter for each took for repetitions of one set
    over : whether no more of the set comes
    """
    odds, weighed = _weighed(heel, shin)
    return None if weighed < FEWEST or (abs(odds) < CLEAR_ODDS and not over) else _named(odds)


def likelier(heel: Sequence[Sighting], shin: Sequence[Sighting]) -> str:
    """The placement that all that was seen speaks for; of a motion seen once, and never again, nobody can tell."""
    odds, weighed = _weighed(heel, shin)
    return _named(odds) if weighed > 1 else "heel"


def _named(odds: float) -> str:
    return "heel" if odds >= 0 else "shin"


def _weighed(heel: Sequence[Sighting], shin: Sequence[Sighting]) -> tuple[float, int]:
    """Logarithm of the odds for the foot, and how many repetitions say so."""
    turning, lifting = _alike(heel), _alike(shin)
    more = turning if len(turning) >= len(lifting) else lifting
    odds = median(one.odds for one in more) if more else 0.0
    odds += _pivot_odds([one.pivot for one in more if one.pivot is not None])
    unturned = len(lifting) - len(heel) - 1
    if len(lifting) >= FEWEST and unturned > 0:
        return odds + max(UNTURNED_ODDS * unturned, MOST_UNTURNED_ODDS), len(lifting)
    if len(turning) >= max(FEWEST, len(shin) + 2):
        odds += min(UNLIFTED_ODDS * (len(turning) - len(shin) - 1), MOST_UNLIFTED_ODDS)
    return odds, len(more)


def _alike(seen: Sequence[Sighting]) -> list[Sighting]:
    """The repetitions that can tell something and are alike: a set is one motion done again and again."""
    telling = [one for one in seen if one.tells]
    groups = [[other for other in telling if one.is_like(other)] for one in telling[::-1]]
    return max(groups, key=len, default=[])


def _pivot_odds(seen: Sequence[Pivot]) -> float:
    """What the place of the pivot says for the foot: the surer the place, the more."""
    if not seen:
        return 0.0
    variance = np.array([one.error_m**2 + PIVOT_ERROR_M**2 for one in seen])
    surer = (1.0 / variance) / (1.0 / variance).sum()
    place = (
        float(surer @ np.array([one.below_m for one in seen])),
        float(surer @ np.array([abs(one.aside_m) for one in seen])),
    )
    error = float((1.0 / variance).sum()) ** -0.5
    either = np.logaddexp(_likely(place, ANKLE_PIVOT_M, error), _likely(place, SHANK_PIVOT_M, error))
    return max(_likely(place, FOOT_PIVOT_M, error) - float(either) + log(2.0), -MOST_PIVOT_ODDS)


def _likely(place: tuple[float, float], usual: tuple[tuple[float, float], tuple[float, float]], error: float) -> float:
    """Logarithm of the density of two normal distributions, wider by the error of the place."""
    odds = 0.0
    for value, (mean, deviation) in zip(place, usual, strict=True):
        variance = deviation**2 + error**2
        odds -= 0.5 * (value - mean) ** 2 / variance + 0.5 * log(variance)
    return odds
