"""Measures one finished cycle of a shin sensor: by itself, and by the bottom that the leg comes back to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import maximum_filter1d

from soleus_sense.motion.gravity import gravity_direction, limited
from soleus_sense.motion.grid import GRID_RATE_HZ, UNSEEN_S
from soleus_sense.motion.height import HeightEquations, HeightFit, equations_of, shake, without_shocks
from soleus_sense.motion.hold import held_level
from soleus_sense.motion.measure import QUICK_S, Measured, Stretch, Travel, bounds_of_cycle, struck_at, travels
from soleus_sense.motion.phases import Bounds, bounds_by_flanks, bounds_of_rise
from soleus_sense.motion.rest import resting, stands_at_last
from soleus_sense.motion.samples import FloatArray
from soleus_sense.motion.series import low_passed, reach, smoothed
from soleus_sense.motion.vectors import lengths

STRIDE = 2
"""The height is solved for at 25 Hz."""

SMOOTHING_SHARE = 0.0375
LEAST_SMOOTHING_S, MOST_SMOOTHING_S = 0.04, 0.08
"""By itself a height is smoothed by a Gaussian of this share of a phase's length, within these: what trembles is nearly
gone from it, and its flanks are followed."""

STANDS_BEFORE = 5
"""With fewer grid samples than this before it, a cycle may have begun before the recording: no bottom is seen."""

TIMES_OVER, SETTLED_SAMPLES = 3, 0.5
"""The height and its marks settle within so many rounds, six are no better; or once no mark moves by more."""

STANDS_S, LEFT_M, LEFT_M_S = 0.2, 0.003, 0.01
"""So long before a raise the heel is at its bottom within this, and, where the raise is quick and shows it sharply, as
slow as this: it stands there, or has just turned."""

PAUSES_S, SETTLES_S = 1.5, 0.3
"""Between two repetitions it is there for longer: since it has settled after the one, but hardly longer than this."""

LANDED_S, LANDED_M, LANDED_M_S = 0.1, 0.008, 0.02
"""The same after a lowering: where it lands is seen less sharply, and the last millimetres are crept."""

FOLLOWED_S = 0.5
"""A leg that stands so long after its landing was seen stands at its bottom."""

USUAL_MISFIT = 10.0
"""A model that fits leaves less than this in a window; where more is left, errors are so much larger than assumed."""

WRONG_MISFIT = 4.0
"""A repetition that contradicts what was felt by two standard deviations was seen elsewhere than it is: the first one
of a recording that begins with it, or a drift."""

STANDS_MISFIT = 1.0
"""Unless what was felt contradicts that by more than an error of one standard deviation: in a slow raise, too, a leg is
calmer than in its hold. Where the model fits badly its word is worth less than that the leg is calm."""

LATER_S = 0.3
LATER_SHARE, LATER_FROM_BOTTOM = 0.25, 0.75
"""What follows a landing settles the height; the landing itself is no later than where the tracker put it by more than
the one, or a share of the lowering, the greater where the bottom is known: beyond, a lowering is drift, or the next
raise."""

RESTS_BELOW = 0.7
"""Down by this share of the way, a leg that rests has landed."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A repetition in a window: indices, with fractions, at which its raise begins and its lowering ends.

    Attributes
    ----------
    begins, ends : these
    raised_quickly, lowered_quickly : whether so quick a phase shows them sharply
    """

    begins: float
    ends: float
    raised_quickly: bool
    lowered_quickly: bool

    @classmethod
    def of(cls, seen: Measured) -> Spell:
        """That of a measured cycle."""
        quick = QUICK_S * GRID_RATE_HZ
        return cls(
            seen.raise_start,
            seen.lower_end,
            seen.raise_end - seen.raise_start < quick,
            seen.lower_end - seen.lower_start < quick,
        )

    def moved(self, by: int) -> Spell:
        """The same, `by` samples later."""
        return replace(self, begins=self.begins + by, ends=self.ends + by)


def measure_lift(
    force_m_s2: FloatArray,
    rate_rad_s: FloatArray | None,
    at: Stretch,
    *,
    step_s: FloatArray | None = None,
    gravity_m_s2: float | None = None,
) -> Measured | None:
    """Measure a shin sensor's cycle by itself; as `measure_pitch`, and (n,) seconds between samples if any were lost.

    Parameters
    ----------
    gravity_m_s2 : what the sensor takes for gravity, where that is known
    """
    equations, still = _seen(force_m_s2, rate_rad_s, at, step_s=step_s, gravity_m_s2=gravity_m_s2)
    height = _on_grid(equations.solved(), len(force_m_s2))
    if at.onset > STANDS_BEFORE:
        # It comes back to the bottom that it left: what lies between the two is drift.
        height -= np.interp(np.arange(len(height)), (at.onset, at.landing), height[[at.onset, at.landing]])
    at = _over_by(_no_later(at, LATER_SHARE), height, still)

    def travel(phase_s: float) -> Travel:
        width = min(max(SMOOTHING_SHARE * phase_s, LEAST_SMOOTHING_S), MOST_SMOOTHING_S)
        return Travel.of(smoothed(height, width * GRID_RATE_HZ))

    up = travel((at.top - at.onset) / GRID_RATE_HZ)
    down = travel((at.landing - at.top) / GRID_RATE_HZ)
    found = bounds_of_cycle(up, down, at, bounds_by_flanks)
    return None if found is None else _measured(force_m_s2, *found)


def measure_from_bottom(
    force_m_s2: FloatArray,
    rate_rad_s: FloatArray | None,
    at: Stretch,
    own: Spell,
    *,
    step_s: FloatArray | None = None,
    gravity_m_s2: float | None = None,
    others: Sequence[Spell] = (),
) -> Measured | None:
    """Measure a shin sensor's cycle by the bottom that the leg comes back to; as `measure_lift`.

    Parameters
    ----------
    own : the cycle as far as it is known
    others : the repetitions before this one, and the next where it is known, as far as they lie in the window

    Notes
    -----
    The heel comes back to the floor, or to the same bottom off a step's edge, each time: that holds a height in place
    which acceleration alone lets drift. Where this cycle itself leaves the bottom and lands is looked for anew in each
    height that is solved for, and solved with again; then once more with how long the heel is held up.
    """
    equations, still = _seen(force_m_s2, rate_rad_s, at, step_s=step_s, gravity_m_s2=gravity_m_s2, others=others)
    samples = len(force_m_s2)

    def solved(*spells: Spell, level: FloatArray | None = None) -> HeightFit:
        return equations.solved_from(*_bottom(spells, samples), level)

    after = at.last - at.landing >= FOLLOWED_S * GRID_RATE_HZ
    stands = after and stands_at_last(force_m_s2, at.onset, at.landing)
    others = _agreeing(solved, others, own, float(at.last) if stands else None)
    next_at = min((one.begins for one in others if one.begins > at.landing - 1), default=np.inf)

    def settled(own: Spell, level: FloatArray | None) -> tuple[tuple[Bounds, Bounds] | None, Spell]:
        """Raise and lowering in a height that was solved for with where they lie, and where they lie."""
        found: tuple[Bounds, Bounds] | None = None
        for _ in range(TIMES_OVER):
            height = _on_grid(solved(*others, own, level=level), samples)
            here = _marked(height, at, own, still, next_at)
            if here is None:
                break
            up, down = travels(partial(low_passed, height), here)
            bounds = bounds_of_cycle(up, down, here, bounds_of_rise)
            if bounds is None:
                break
            found = bounds
            before, own = own, replace(own, begins=found[0].start, ends=found[1].end)
            if max(abs(own.begins - before.begins), abs(own.ends - before.ends)) < SETTLED_SAMPLES:
                break
        return found, own

    found, own = settled(own, None)
    if found is None:
        return None
    raised, lowered = (one.every(STRIDE) for one in found)
    level = held_level(equations, *_bottom((*others, own), samples), raised, lowered, GRID_RATE_HZ / STRIDE)
    if level is not None:
        found = settled(own, level)[0] or found
    return _measured(force_m_s2, *found)


def _agreeing(
    solved: Callable[..., HeightFit], others: Sequence[Spell], own: Spell, stands_at: float | None
) -> tuple[Spell, ...]:
    """The other repetitions but for those that what was felt contradicts, and that the leg stands later if it agrees.

    Parameters
    ----------
    solved : gives the height that is solved for with some repetitions
    stands_at : index at which the leg seems to stand at its bottom, None if it does not
    """
    if not others and stands_at is None:
        return ()
    misfit = solved(*others, own).misfit
    doubt = max(misfit / USUAL_MISFIT, 1.0)
    # Without one of them there is less that does not fit, but never less than nothing.
    bearable = misfit - WRONG_MISFIT * doubt
    if bearable > 0:
        agreeing = [one for i, one in enumerate(others) if solved(*others[:i], *others[i + 1 :], own).misfit > bearable]
        if len(agreeing) < len(others):
            others, misfit = agreeing, solved(*agreeing, own).misfit
    if stands_at is not None:
        standing = Spell(stands_at, np.inf, raised_quickly=True, lowered_quickly=False)
        if solved(*others, own, standing).misfit - misfit < STANDS_MISFIT * doubt * doubt:
            return (*others, standing)
    return tuple(others)


def _seen(
    force_m_s2: FloatArray,
    rate_rad_s: FloatArray | None,
    at: Stretch,
    *,
    step_s: FloatArray | None,
    gravity_m_s2: float | None,
    others: Sequence[Spell] = (),
) -> tuple[HeightEquations, NDArray[np.bool_]]:
    """The equations of the height over a cycle's window, and (n,) whether the leg is seen to stand still."""
    direction = None if rate_rad_s is None else gravity_direction(force_m_s2, rate_rad_s)
    if gravity_m_s2 is None:
        still = resting(force_m_s2, at.onset, at.top, at.landing)
        for one in others:
            # Who trembles less in one repetition than in another does not rest in it.
            first, last = (int(min(max(at, 0.0), len(still))) for at in (one.begins, one.ends))
            still[first:last] = False
    else:
        # Beside the shock of a heel that is let drop the rest of its cycle is calm.
        still = np.zeros(len(force_m_s2), dtype=np.bool_)
    return equations_on_grid(force_m_s2, direction, step_s=step_s, still=still, gravity_m_s2=gravity_m_s2), still


def _measured(force_m_s2: FloatArray, raised: Bounds, lowered: Bounds) -> Measured:
    """A cycle whose raise and lowering are bounded."""
    turn = _tilt_range(force_m_s2, raised, lowered)
    lift = 0.5 * (raised.way + lowered.way)
    struck = struck_at(force_m_s2, lowered)
    landed = lowered.end if struck is None else struck
    return Measured(raised.start, raised.end, lowered.start, landed, turn, lift, None)


def _bottom(spells: Sequence[Spell], samples: int) -> tuple[FloatArray, FloatArray]:
    """How surely a leg is at its bottom, (n,), and stops, (n − 1,), as `HeightEquations.solved_from` takes them."""
    rate_hz = GRID_RATE_HZ / STRIDE
    bottom = np.zeros(-(-samples // STRIDE))
    stops = np.zeros(len(bottom) - 1)

    def stands(from_: float, to: float, error_m: float, error_m_s: float) -> None:
        first, last = (int(min(max(at, 0.0), samples - 1) / STRIDE) for at in (from_, to))
        if not (0 <= from_ < samples and first < last):
            return
        # Neighbouring moments say the same.
        alike = min(last - first, STANDS_S * rate_hz)
        bottom[first : last + 1] += 1 / (error_m * error_m * alike)
        stops[first:last] += 1 / (error_m_s * error_m_s * alike)

    stood = np.inf
    for one in sorted(spells, key=lambda one: one.begins):
        at_least, at_most = (one.begins - seconds * GRID_RATE_HZ for seconds in (STANDS_S, PAUSES_S))
        left_m_s = LEFT_M_S if one.raised_quickly else np.inf
        stands(min(max(at_most, stood), at_least), one.begins, LEFT_M, left_m_s)
        landed_m_s = LANDED_M_S if one.lowered_quickly else np.inf
        stands(one.ends, one.ends + LANDED_S * GRID_RATE_HZ, LANDED_M, landed_m_s)
        stood = one.ends + SETTLES_S * GRID_RATE_HZ
    return bottom, stops


def _marked(height: FloatArray, at: Stretch, own: Spell, still: NDArray[np.bool_], next_at: float) -> Stretch | None:
    """A cycle's marks in a height: its top, and its landing before the next raise, or about where the tracker saw it.

    Returns
    -------
    None where the height goes up or down no more
    """
    onset = int(min(max(own.begins, 1), at.top - 1))
    last = min(_no_later(at, LATER_FROM_BOTTOM).last, int(min(next_at, at.last)))
    top = onset + int(height[onset : max(min(at.landing, last), onset + 2)].argmax())
    landing = top + int(height[top : last + 1].argmin())
    if top <= onset + 1 or landing <= top + 1:
        return None
    return _over_by(Stretch(max(min(at.first, onset - 1), 0), onset, top, landing, last), height, still)


def _no_later(at: Stretch, share: float) -> Stretch:
    """The same, ending soon after the tracker saw it land."""
    late = max(round(LATER_S * GRID_RATE_HZ), int(share * (at.landing - at.top)))
    return Stretch(at.first, at.onset, at.top, at.landing, min(at.last, at.landing + late))


def _over_by(at: Stretch, height: FloatArray, still: NDArray[np.bool_]) -> Stretch:
    """The same, ending at the latest where the leg rests below."""
    fallen = height[at.top] - height[at.top : at.last + 1]
    rests = still[at.top : at.last + 1] & (fallen > RESTS_BELOW * fallen.max())
    last = at.top + int(rests.argmax()) if rests.any() else at.last
    return Stretch(at.first, at.onset, at.top, min(at.landing, last), last)


def height_on_grid(
    force_m_s2: FloatArray, direction: FloatArray | None = None, *, step_s: FloatArray | None = None
) -> FloatArray:
    """(n,) height of the sensor over a window of grid samples in which nothing is known of its bottom, metres.

    Parameters
    ----------
    force_m_s2, direction, step_s : as `equations_on_grid` takes them
    """
    return _on_grid(equations_on_grid(force_m_s2, direction, step_s=step_s).solved(), len(force_m_s2))


def equations_on_grid(
    force_m_s2: FloatArray,
    direction: FloatArray | None = None,
    *,
    step_s: FloatArray | None = None,
    still: NDArray[np.bool_] | None = None,
    gravity_m_s2: float | None = None,
) -> HeightEquations:
    """The equations of the height over a window of grid samples, every `STRIDE`-th of them.

    Parameters
    ----------
    force_m_s2, direction : (n, 3) on the grid; direction as `equations_of` takes it
    step_s : (n,) seconds between the samples that a grid sample lies between
    still : (n,) whether the leg is known to stand still
    gravity_m_s2 : as `equations_of` takes it
    """
    calm = without_shocks(force_m_s2)
    shaken, _ = shake(calm, 3)
    excess = maximum_filter1d(lengths(force_m_s2), STRIDE + 1, mode="nearest") - GRAVITY_M_S2
    force = smoothed(calm, 0.5 * STRIDE)[::STRIDE]
    unseen = None
    if step_s is not None:
        unseen = maximum_filter1d(step_s, 2 * STRIDE + 1, mode="nearest")[::STRIDE] > UNSEEN_S
    return equations_of(
        force,
        shaken[::STRIDE],
        excess[::STRIDE],
        GRID_RATE_HZ / STRIDE,
        direction=None if direction is None else direction[::STRIDE],
        unseen=unseen,
        resting=None if still is None else still[::STRIDE],
        gravity_m_s2=gravity_m_s2,
    )


def _on_grid(fit: HeightFit, samples: int) -> FloatArray:
    """(n,) the height at every grid sample."""
    grid = np.arange(samples)
    return np.interp(grid, grid[::STRIDE], fit.height_m)


def _tilt_range(force: FloatArray, raised: Bounds, lowered: Bounds) -> float:
    """Angle between gravity's direction before the raise and at the top, radians."""
    width = 0.2 * GRID_RATE_HZ
    start, middle = int(raised.start), int(0.5 * (raised.end + lowered.start))
    # What lies farther from both than the Gaussian reaches would not be felt.
    first = max(min(start, middle) - reach(width), 0)
    smooth = smoothed(limited(force[first : max(start, middle) + reach(width) + 1]), width)
    bottom, top = smooth[start - first], smooth[middle - first]
    cosine = (bottom * top).sum() / np.sqrt((bottom**2).sum() * (top**2).sum())
    return float(np.arccos(np.clip(cosine, -1, 1)))
