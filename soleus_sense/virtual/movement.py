"""How a person raises and lowers the heel: shapes, tempo, fatigue, wobble and tremor, as foot pitch over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import fft
from scipy.constants import g as GRAVITY_M_S2
from scipy.ndimage import gaussian_filter1d

from soleus_sense.exercises import Tempo
from soleus_sense.motion.samples import FloatArray
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ, Body

Range = tuple[float, float]

SHAPES = ("minimum-jerk", "sine", "steady", "fall")
"""How a phase's way is covered: smoothly, as a swing, near constant speed with short ramps, falling freely."""

MINIMUM_JERK_TAIL = 0.0866
"""Share of a minimum-jerk movement, at each end, that is slower than 10 % of its peak speed: 30 t²(1−t)² = 0.1875."""

SINE_TAIL = 0.0319
"""The same of half a cosine: sin(pi t) = 0.1."""

RAMP_TAIL = 0.205
"""The same of a raised-cosine ramp, as a share of the ramp: (1 − cos(pi t))/2 = 0.1."""

FALL_POWER = 2.2
"""A relaxed heel falls as t to this power: gravity alone would be 2, the muscle lets go over some tens of ms."""

FALL_TAIL = 0.147
"""The same of a fall, at its beginning only: t**1.2 = 0.1."""

TREMOR_HZ = (4.0, 9.5)
"""Tremor of a working calf (Pozos and Iaizzo 1982: 4–8 Hz in slow movement, 6–9 Hz in holds)."""

SHORTEST_S = 0.3
LONGEST_S = (4.0, 6.0)
"""However tired, nobody raises or lowers faster or slower (raise, lower) than this."""

SLOWEST_FALL_S = 0.6
"""Who takes longer than this over a lowering is not letting the heel drop."""

SMOOTHING_S = 0.008
"""Corners between phases are rounded by a Gaussian this wide: flesh does not turn on the spot."""

X_S = (0.30, 0.45)
"""A phase as fast as possible (X)."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one person does one workout. Ranges are drawn from anew for every repetition.

    Attributes
    ----------
    raise_s, top_s, lower_s, bottom_s : seconds of each phase, (least, most)
    raise_shape, lower_shape : one of `SHAPES`, or "mixed"
    range_deg : change of foot pitch of a fresh repetition, (least, most)
    bottom_deg : foot pitch at the bottom; negative below a step's edge
    range_kept : the last repetition's range as a share of the first one's
    tempo_kept : the last repetition's durations as a share of the first one's
    partial_share : chance that an attempt stays well under half the range
    bump_share : chance of a small bump in a pause
    wobble_deg : slow (under 2 Hz) unsteadiness of the raised foot, root mean square
    tremor_m_s2 : amplitude of the ankle's upward acceleration by tremor at the top
    tremor_hz : the frequency it keeps to for about half of its size; the rest is irregular
    shank_tremor_deg : amplitude of the shank's own tremor at the top
    landing_per_s : shock of the heel on the floor, m/s² per m/s of its speed there
    sag_share : how much of the range a held top sinks
    """

    raise_s: Range = (1.0, 1.0)
    top_s: Range = (0.0, 0.0)
    lower_s: Range = (3.0, 3.0)
    bottom_s: Range = (0.0, 0.0)
    raise_shape: str = "minimum-jerk"
    lower_shape: str = "steady"
    range_deg: Range = (30.0, 34.0)
    bottom_deg: float = 0.0
    range_kept: float = 1.0
    tempo_kept: float = 1.0
    partial_share: float = 0.0
    bump_share: float = 0.0
    wobble_deg: float = 0.3
    tremor_m_s2: float = 0.3
    tremor_hz: float = 7.0
    shank_tremor_deg: float = 0.1
    landing_per_s: float = 60.0
    sag_share: float = 0.0

    def at_tempo(self, tempo: Tempo, spread: float = 0.05) -> Manner:
        """The same person keeping a tempo: each phase within ± `spread` of its target."""

        def near(target_s: float | None) -> Range:
            return X_S if target_s is None else (target_s * (1 - spread), target_s * (1 + spread))

        return replace(
            self,
            raise_s=near(tempo.raise_s),
            top_s=near(tempo.top_s),
            lower_s=near(tempo.lower_s),
            bottom_s=near(tempo.bottom_s),
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """One raise or lowering of the commanded motion: sample indices, and whether its repetition counts.

    `before` and `after` bound where the phase's own slow beginning and end may lie: the middle of the phase beside it,
    which goes the other way. Half of the pause between the two is not enough: a hold may sag quickly all through it.
    """

    first: int
    last: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """A commanded repetition: its raise, its lowering, whether it counts, and the shock of its landing."""

    up: Stretch
    down: Stretch
    counted: bool
    landing_m_s2: float


@dataclass(frozen=True, eq=False)
class SetMotion:
    """Foot pitch of one set, on the kinematic grid.

    Attributes
    ----------
    pitch_rad : (n,) what the person wants, and slow wobble: truth is read from it
    tremor_rad : (n,) what tremor adds
    shank_tremor_rad : (n, 3) roll, pitch and yaw that tremor adds to the shank
    raised : (n,) how far up the foot is, 0 bottom to 1 usual top
    attempts : repetitions and partials
    """

    pitch_rad: FloatArray
    tremor_rad: FloatArray
    shank_tremor_rad: FloatArray
    raised: FloatArray
    attempts: tuple[Attempt, ...]


def draw(rng: np.random.Generator, between: Range) -> float:
    """A value evenly between two; for spans wider than a factor of two, evenly in its logarithm."""
    low, high = between
    if low > 0 and high > 2 * low:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))
    return float(rng.uniform(low, high))


def samples_of(seconds: float) -> int:
    """How many kinematic samples a time takes."""
    return max(0, round(seconds * KINEMATIC_RATE_HZ))


def band_noise(
    rng: np.random.Generator, samples: int, low_hz: float, high_hz: float, *, slope: float = 0.0
) -> FloatArray:
    """(n,) random motion between two frequencies, root mean square 1; amplitude falls as frequency ** `slope`."""
    if samples == 0:
        return np.zeros(0)
    # A little longer than asked, so that its end does not lead back to its beginning; a length that is quick.
    length = -(-(samples + samples_of(1 / max(low_hz, 0.1))) // 4096) * 4096
    frequency = fft.rfftfreq(length, 1 / KINEMATIC_RATE_HZ)
    inside = np.flatnonzero((frequency >= low_hz) & (frequency <= high_hz))
    spectrum = np.zeros(len(frequency), dtype=np.complex128)
    spectrum[inside] = rng.standard_normal(len(inside)) + 1j * rng.standard_normal(len(inside))
    if slope:
        spectrum[inside] /= frequency[inside] ** slope
    wave: FloatArray = np.asarray(fft.irfft(spectrum, length), dtype=np.float64)
    return wave[:samples] / np.sqrt(np.mean(wave * wave))


def minimum_jerk(samples: int) -> FloatArray:
    """(n,) 0 to 1, as smoothly as can be (Flash and Hogan 1985)."""
    t = np.arange(1, samples + 1) / max(samples, 1)
    return t**3 * (10 - 15 * t + 6 * t * t)


def keyed(times_s: Sequence[float], values: Sequence[float], samples: int) -> FloatArray:
    """(n,) from value to value, each way a minimum-jerk movement, each key reached at its time."""
    t, keys = np.asarray(times_s, dtype=np.float64), np.asarray(values, dtype=np.float64)
    now = np.arange(samples) / KINEMATIC_RATE_HZ
    leg = np.clip(np.searchsorted(t, now, side="right") - 1, 0, len(t) - 2)
    share = np.clip((now - t[leg]) / np.maximum(t[leg + 1] - t[leg], 1e-9), 0.0, 1.0)
    return keys[leg] + (keys[leg + 1] - keys[leg]) * share**3 * (10 - 15 * share + 6 * share * share)


def _way(shape: str, samples: int, ramp: float, rng: np.random.Generator) -> FloatArray:
    """(n,) share of the way covered after each sample of a phase."""
    t = np.arange(1, samples + 1) / samples
    if shape == "minimum-jerk":
        return minimum_jerk(samples)
    if shape == "sine":
        return 0.5 - 0.5 * np.cos(np.pi * t)
    if shape == "fall":
        return t**FALL_POWER
    speed = 0.5 - 0.5 * np.cos(np.pi * np.clip(np.minimum(t, 1 - t) / ramp, 0, 1))
    # A slow hand-over from fibre to fibre: the speed of a controlled lowering wavers by a third.
    speed *= np.clip(1 + rng.uniform(0.0, 0.3) * band_noise(rng, samples, 0.3, 2.0), 0.25, 2.0)
    way = np.cumsum(speed)
    return way / way[-1]


def _tails(shape: str, ramp: float) -> tuple[float, float]:
    """Shares of a phase's time at its beginning and end that are slower than 10 % of its peak speed."""
    if shape == "minimum-jerk":
        return MINIMUM_JERK_TAIL, MINIMUM_JERK_TAIL
    if shape == "sine":
        return SINE_TAIL, SINE_TAIL
    if shape == "fall":
        return FALL_TAIL, 0.0
    return RAMP_TAIL * ramp, RAMP_TAIL * ramp


@dataclass(frozen=True, slots=True)
class _Phase:
    """One drawn raise or lowering."""

    to_rad: float
    shape: str
    ramp: float
    whole_s: float
    lead_s: float
    tail_s: float


def _phase(
    rng: np.random.Generator,
    shape: str,
    seconds: float,
    from_rad: float,
    to_rad: float,
    body: Body,
    *,
    flat: bool = True,
) -> _Phase:
    if shape == "mixed":
        # Off a step's edge nothing stops a fall, and who lowers slowly does not drop.
        falls = ("fall",) if to_rad < from_rad and flat and seconds < SLOWEST_FALL_S else ()
        shape = str(rng.choice((*SHAPES[:3], *falls)))
    ramp = float(np.clip(rng.uniform(0.1, 0.3) / max(seconds, 0.1), 0.06, 0.45))
    lead, tail = _tails(shape, ramp)
    if shape == "fall":
        height = body.lever_m * (np.sin(from_rad) - np.sin(to_rad))
        whole = float(np.sqrt(2 * max(height, 0.005) / (GRAVITY_M_S2 * rng.uniform(0.35, 0.9))))
    else:
        whole = seconds / (1 - lead - tail)
    return _Phase(to_rad, shape, ramp, whole, lead * whole, tail * whole)


def perform_set(
    rng: np.random.Generator,
    manner: Manner,
    body: Body,
    *,
    reps: int,
    first: str = "raise",
    flat: bool = True,
) -> SetMotion:
    """Draw one set of raises and lowerings.

    Parameters
    ----------
    reps : how many count; partial attempts come on top
    first : "raise", or "drop" where the set begins off a step's edge with a lowering to the bottom
    flat : whether the floor stops the heel at the bottom
    """
    pieces: list[FloatArray] = []
    marks: list[tuple[int, int]] = []
    counted_of: list[bool] = []
    landing: list[float] = []
    n = 0
    here = 0.0
    bottom_rad = np.deg2rad(manner.bottom_deg)
    usual_deg = draw(rng, manner.range_deg)
    partial = [False] * reps
    extra = int((rng.random(reps) < manner.partial_share).sum()) if manner.partial_share else 0
    # From the flat over a step's edge the first way up leads to the top: an attempt would not leave the bottom.
    earliest = 1 if not flat and first == "raise" else 0
    for at in sorted(rng.integers(earliest, reps + 1, extra).tolist(), reverse=True):
        partial.insert(at, True)

    def hold(seconds: float, sag_rad: float = 0.0) -> None:
        nonlocal n, here
        count = samples_of(seconds)
        if count:
            pieces.append(here - sag_rad * minimum_jerk(count))
            here -= sag_rad
            n += count

    def go(phase: _Phase) -> tuple[int, int]:
        nonlocal n, here
        count = max(2, samples_of(phase.whole_s))
        pieces.append(here + (phase.to_rad - here) * _way(phase.shape, count, phase.ramp, rng))
        begun, n, here = n, n + count, phase.to_rad
        return begun, n

    if first == "drop":
        go(_phase(rng, "minimum-jerk", rng.uniform(0.8, 2.0), here, bottom_rad, body))
        hold(rng.uniform(0.2, 1.5))
    rest_s = 0.0
    done = 0
    for number, is_partial in enumerate(partial):
        tired = done / max(reps - 1, 1)
        slower = 1 + (manner.tempo_kept - 1) * tired
        span = np.deg2rad(usual_deg) * (1 + (manner.range_kept - 1) * tired) * rng.uniform(0.94, 1.06)
        if is_partial:
            span *= rng.uniform(0.12, 0.30)
        top_rad = bottom_rad + span
        raise_s = float(np.clip(draw(rng, manner.raise_s) * slower, SHORTEST_S, LONGEST_S[0]))
        lower_s = float(np.clip(draw(rng, manner.lower_s) * slower, SHORTEST_S, LONGEST_S[1]))
        if is_partial:
            raise_s, lower_s = max(0.3, 0.6 * raise_s), max(0.3, 0.6 * lower_s)
        up = _phase(rng, manner.raise_shape, raise_s, here, top_rad, body)
        hold(rest_s - up.lead_s if number else 0.0)
        raised = go(up)
        top_s = draw(rng, manner.top_s)
        sag = span * rng.uniform(0, manner.sag_share) if top_s > 0.5 else 0.0
        touches = bottom_rad
        bottom_s = draw(rng, manner.bottom_s) * slower
        if bottom_s < 0.1 and number < len(partial) - 1:
            # Without a pause the heel often turns before it is quite down.
            touches = bottom_rad + span * rng.uniform(0.0, 0.06)
        down = _phase(rng, manner.lower_shape, lower_s, top_rad - sag, touches, body, flat=flat)
        hold(top_s - up.tail_s - down.lead_s, sag)
        lowered = go(down)
        marks.extend((raised, lowered))
        counted_of.append(not is_partial)
        end_speed = {"fall": FALL_POWER, "steady": 0.25, "sine": 0.15}.get(down.shape, 0.05) / down.whole_s
        landing.append(manner.landing_per_s * body.lever_m * (top_rad - touches) * end_speed if flat else 0.0)
        done += not is_partial
        rest_s = bottom_s - down.tail_s
        if rng.random() < manner.bump_share and number < len(partial) - 1:
            hold(rng.uniform(0.3, 0.8))
            bump = minimum_jerk(samples_of(rng.uniform(0.12, 0.35)))
            size = span * rng.uniform(0.03, 0.10) if not is_partial else 0.0
            pieces.append(here + size * np.concatenate((bump, bump[::-1])))
            n += 2 * len(bump)
            rest_s = max(rest_s, rng.uniform(0.3, 0.8))
    if manner.bottom_deg < 0:
        hold(rng.uniform(0.5, 1.5))
        go(_phase(rng, "minimum-jerk", rng.uniform(0.8, 1.5), here, 0.0, body))
    hold(0.3)

    pitch = gaussian_filter1d(np.concatenate(pieces), SMOOTHING_S * KINEMATIC_RATE_HZ, mode="nearest")
    usual = np.deg2rad(usual_deg)
    raised_share = np.clip((pitch - bottom_rad) / usual, 0.0, 1.3)
    free = raised_share if flat else 0.25 + 0.75 * raised_share
    # Where the floor carries the heel it cannot wobble; the first degrees of a raise set it free.
    loose = free / (free + 0.1)
    wobble = np.deg2rad(manner.wobble_deg) * band_noise(rng, n, 0.2, 1.8)
    tremor_size = manner.tremor_m_s2 / ((2 * np.pi * manner.tremor_hz) ** 2 * -body.ankle_m[0])
    tiring = np.linspace(0.6, 1.4, n) * np.clip(1 + 0.4 * band_noise(rng, n, 0.2, 1.0), 0.1, 2.5)
    size = tiring * (0.1 + 0.9 * free) * loose
    drift = np.cumsum(0.5 * band_noise(rng, n, 0.2, 2.0)) / KINEMATIC_RATE_HZ
    beat = 2 * np.pi * (manner.tremor_hz * np.arange(n) / KINEMATIC_RATE_HZ + drift)

    def tremor() -> FloatArray:
        return size * (0.6 * np.sin(beat + rng.uniform(0, 2 * np.pi)) + 0.4 * band_noise(rng, n, *TREMOR_HZ))

    shank_size = np.deg2rad(manner.shank_tremor_deg) * np.array([0.6, 1.0, 0.4])
    return SetMotion(
        pitch_rad=pitch + wobble * loose,
        tremor_rad=tremor_size * tremor(),
        shank_tremor_rad=np.column_stack([one * tremor() for one in shank_size]),
        raised=raised_share,
        attempts=_attempts(marks, counted_of, landing, n),
    )


def _attempts(
    marks: list[tuple[int, int]], counted: list[bool], landing: list[float], samples: int
) -> tuple[Attempt, ...]:
    """The marks as stretches, each reaching to the middle of the phases around it."""
    stretches: list[Stretch] = []
    for i, (first, last) in enumerate(marks):
        before = sum(marks[i - 1]) // 2 if i else max(0, first - 300)
        after = sum(marks[i + 1]) // 2 if i + 1 < len(marks) else min(samples - 1, last + 300)
        stretches.append(Stretch(first, last, before, min(after, samples - 1)))
    return tuple(Attempt(stretches[2 * k], stretches[2 * k + 1], counted[k], landing[k]) for k in range(len(counted)))
