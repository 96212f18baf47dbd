"""Which exercise was that: a suggestion with its confidence and its evidence in words, or that it cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, pi, sqrt
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING, Any

from soleus_sense.exercises.catalogue import EXERCISES
from soleus_sense.exercises.edge import Drops, drops
from soleus_sense.exercises.push_ups import PASSIVE_SHARE, fell_freely
from soleus_sense.exercises.said import NBSP, percent
from soleus_sense.exercises.stairs import stairs
from soleus_sense.exercises.toe_walk import toe_walks
from soleus_sense.motion.gait import PAUSE_S

if TYPE_CHECKING:
    from soleus_sense.motion.reps import Analysis, Rep
    from soleus_sense.motion.samples import Recording

SURE = 0.65
"""Under this an exercise is not named: one time in three it would be another."""

MOST_CONFIDENCE = 0.95
"""What a motion looks like is never certain to be what was meant."""

LEAST_REPS = 4
"""Fewer repetitions say little of a tempo."""

LEAST_STRIDES = 8
"""Fewer steps are a change of place, no walk."""

MOST_SEATED_TILT_DEG = 10.5
"""Seated, the thigh holds the knee, and the shin tilts back by 4 to 10° with the heel at its highest (linkage of foot,
shank and thigh); who stands may tilt it less or much more."""

TEST_REPS = 15
"""A test to failure goes on for 20 to 25 repetitions, a set of training ends at 6 to 15."""

STEADY_CYCLE = 0.08
"""Cycles to a metronome vary by less than this (standard deviation / mean)."""

HOLD_SPREAD = 0.3
"""A hold that was asked for is kept to within a third."""

STAY_S, STAY_SPREAD_S = 0.3, 0.6
"""One that was not is left after a moment."""

DOUBT = 0.06
"""Weight of all that is no exercise of the catalogue, over tempi of 0.15 to 6 s: what fits nothing is nothing."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How an exercise is usually done. Spreads are standard deviations of the logarithm.

    Attributes
    ----------
    raise_s, lower_s : usual seconds, a little under what is prescribed, as people go faster at home
    raise_spread, lower_spread : 0.25 is a quarter more or less
    hold_s : at the top
    below : how often the heel goes below the ball of the foot
    drop_first : how often it then begins with a drop
    seated : True, False, or None where both are usual
    to_failure : whether it goes on until it cannot
    """

    raise_s: float
    lower_s: float
    raise_spread: float
    lower_spread: float
    hold_s: float = 0.0
    below: float = 0.3
    drop_first: float = 0.25
    seated: bool | None = None
    to_failure: bool = False


PROFILES: Mapping[str, Profile] = {
    # Standing or seated is the same motion of the foot: neither's tempo is taken for a sign of the posture.
    "standing-calf-raise": Profile(0.95, 2.0, 0.30, 0.35, below=0.5, seated=False),
    "seated-calf-raise": Profile(0.95, 2.0, 0.30, 0.35, below=0.3, seated=True),
    "soleus-push-up": Profile(0.42, 0.22, 0.35, 0.25, below=0.02, seated=True),
    "eccentric-heel-drop": Profile(0.95, 2.8, 0.35, 0.25, below=0.97, drop_first=0.5, seated=False),
    "heel-rise-test": Profile(0.98, 1.0, 0.15, 0.15, below=0.05, seated=False, to_failure=True),
    "heavy-slow-resistance": Profile(2.7, 2.75, 0.22, 0.22, below=0.3),
    "isometric-tempo": Profile(2.6, 2.7, 0.28, 0.28, hold_s=1.9, below=0.4, seated=False),
}
"""Those with repetitions; after their descriptions in the catalogue and people's habits, not fitted to recordings."""

QUICK = Profile(0.4, 0.5, 0.45, 0.50)
"""Quick raises, up and down by strength: no exercise of the catalogue, and what people do before they know one. Public
recordings of ankle straps hold little else."""

LEVEL_WEIGHT = 0.5
"""To the stairs and over their landings one walks on the level: such steps speak against stairs by half."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an exercise may have been.

    Attributes
    ----------
    key : of the catalogue, or None: it cannot be told
    confidence : of the key, or of the likeliest where it cannot be told; 0 to `MOST_CONFIDENCE`
    others : (key, share) of what else it may have been, the likelier first; with the key's own share they are at most 1
    evidence : sentences: what was seen, and what could not be
    """

    key: str | None
    confidence: float
    others: tuple[tuple[str, float], ...]
    evidence: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """`Looks like a seated calf raise (81 %): …`, or `Cannot tell which exercise: …`."""
        seen = f": {' '.join(self.evidence)}" if self.evidence else "."
        if self.key is not None:
            return f"Looks like {EXERCISES[self.key].name.lower()} ({percent(self.confidence)}){seen}"
        may = [f"{EXERCISES[key].name.lower()} {percent(share)}" for key, share in self.others]
        listed = f" ({', '.join(may)})" if may else ""
        return f"Cannot tell which exercise{listed}{seen}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "exercise": self.key,
            "confidence": self.confidence,
            "others": [{"exercise": key, "share": share} for key, share in self.others],
            "evidence": list(self.evidence),
        }


def suggest_exercise(analysis: Analysis, recording: Recording | None = None) -> Suggestion:
    """What exercise a finished recording holds.

    Parameters
    ----------
    analysis : of that recording, whatever exercise it was made with
    recording : tells whether the heel went below the ball of the foot; None leaves that open

    Notes
    -----
    Each exercise of `PROFILES` is as likely as the next before anything is seen; what is seen (seconds up, held and
    down, below the edge, first raise or drop, the shin's tilt, how long it went on) makes each so many times likelier
    (naive Bayes). Walks are told by their steps.
    """
    done = _outside_walks(analysis)
    if len(done) < LEAST_REPS:
        return _walked(analysis, len(done))
    seen = _Seen.of(done, analysis, recording)
    shares = _shares(seen)
    told = _told(shares, seen.evidence)
    by_set = [
        _told(_shares(_Seen.of(reps, analysis, recording)), ())
        for one in analysis.sets
        if len(reps := [rep for rep in done if rep.set == one.index]) >= LEAST_REPS
    ]
    keys = dict.fromkeys(one.key for one in by_set if one.key is not None)
    if len(keys) > 1:
        names = " and ".join(EXERCISES[key].name.lower() for key in keys)
        return Suggestion(None, 0.0, (), (f"The sets differ: they look like {names}.",))
    return told


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the repetitions show; None where it cannot be felt."""

    raise_s: float
    top_s: float
    lower_s: float
    reps_in_longest: int
    cycle_cv: float | None
    fell: float | None
    tilt_deg: float | None
    edge: Drops | None
    placement: str

    @classmethod
    def of(cls, reps: Sequence[Rep], analysis: Analysis, recording: Recording | None) -> _Seen:
        sets: dict[int, list[Rep]] = {}
        for rep in reps:
            sets.setdefault(rep.set, []).append(rep)
        longest = max(sets.values(), key=len)
        cycles_s = [b.raise_start_s - a.raise_start_s for a, b in pairwise(longest)]
        falls = [one for one in (fell_freely(rep, analysis.placement) for rep in reps) if one is not None]
        shin = analysis.placement == "shin"
        tilts = [rep.range_deg for rep in reps if rep.range_deg is not None] if shin else []
        return cls(
            raise_s=median(rep.raise_s for rep in reps),
            top_s=median(rep.top_s for rep in reps),
            lower_s=median(rep.lower_s for rep in reps),
            reps_in_longest=len(longest),
            cycle_cv=stdev(cycles_s) / fmean(cycles_s) if len(cycles_s) > 2 else None,
            fell=sum(falls) / len(falls) if falls else None,
            tilt_deg=median(tilts) if tilts else None,
            edge=None if recording is None else drops(analysis, recording),
            placement=analysis.placement,
        )

    @property
    def long(self) -> bool:
        """Whether it went on for longer than a set of training."""
        return self.reps_in_longest >= TEST_REPS

    @property
    def even(self) -> bool:
        """Whether it kept to a beat."""
        return self.cycle_cv is not None and self.cycle_cv < STEADY_CYCLE

    @property
    def evidence(self) -> tuple[str, ...]:
        """What was seen, in sentences."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        hold = f", {_seconds(self.top_s)} held" if self.top_s >= 0.8 else ""
        yield f"{_seconds(self.raise_s)} up{hold}, {_seconds(self.lower_s)} down."
        if self.placement == "heel" and self.fell is not None and self.fell >= PASSIVE_SHARE:
            yield "The heel falls freely."
        if self.long and self.even:
            yield f"{self.reps_in_longest} repetitions on an even beat."
        if self.edge is not None and self.edge.off_an_edge:
            first = " and begins with a drop" if self.edge.first == "drop" else ""
            yield f"The heel goes {self.edge.below_deg:.0f}° below the ball of the foot{first}."
        elif self.edge is not None:
            yield "The heel comes down to where it stood."
        if self.tilt_deg is not None and self.tilt_deg > MOST_SEATED_TILT_DEG:
            yield f"The shin tilts by {self.tilt_deg:.0f}°, more than it can seated."
        elif self.placement == "heel":
            yield "A sensor on the foot does not feel whether one sits or stands."
        else:
            yield "The shin tilts as it may seated or standing."


def _outside_walks(analysis: Analysis) -> list[Rep]:
    """The counted repetitions but for those that a walk was mistaken for."""
    walks: list[tuple[float, float]] = []
    for one in analysis.strides:
        if walks and one.lift_s - walks[-1][1] <= PAUSE_S:
            walks[-1] = (walks[-1][0], one.flat_s)
        else:
            walks.append((one.lift_s, one.flat_s))
    return [
        rep for rep in analysis.reps if rep.counted and not any(start < rep.raise_end_s < end for start, end in walks)
    ]


def _shares(seen: _Seen) -> dict[str, float]:
    """How likely each exercise is; what is left to 1 is none of them."""
    weights = {key: exp(_log_weight(profile, seen)) for key, profile in PROFILES.items()}
    nothing = DOUBT * (1 / log(6.0 / 0.15)) ** 2 + exp(_log_weight(QUICK, seen))
    whole = sum(weights.values()) + nothing
    return {key: weight / whole for key, weight in weights.items()}


def _log_weight(profile: Profile, seen: _Seen) -> float:
    weight = _log_normal(seen.raise_s / profile.raise_s, profile.raise_spread)
    weight += _log_normal(seen.lower_s / profile.lower_s, profile.lower_spread)
    if profile.hold_s:
        weight += -0.5 * ((seen.top_s - profile.hold_s) / (HOLD_SPREAD * profile.hold_s)) ** 2
    else:
        weight += -0.5 * (max(seen.top_s - STAY_S, 0.0) / STAY_SPREAD_S) ** 2
    falls = seen.fell is not None and seen.fell >= PASSIVE_SHARE
    if seen.fell is not None and seen.placement == "heel":
        weight += log(0.95 if falls == (profile.lower_s < 0.5) else 0.05)
    if seen.edge is not None:
        off = seen.edge.off_an_edge
        weight += log(profile.below if off else 1 - profile.below)
        if off:
            weight += log(profile.drop_first if seen.edge.first == "drop" else 1 - profile.drop_first)
    if seen.tilt_deg is not None and seen.tilt_deg > MOST_SEATED_TILT_DEG:
        weight += log({True: 0.02, False: 0.3, None: 0.2}[profile.seated])
    elif seen.tilt_deg is not None:
        weight += log({True: 0.98, False: 0.7, None: 0.8}[profile.seated])
    if profile.lower_s >= 0.5:  # push-ups go on for as long as one likes
        weight += log((0.85 if seen.long else 0.15) if profile.to_failure else (0.2 if seen.long else 0.8))
        weight += log((0.9 if seen.even else 0.1) if profile.to_failure else 0.5)
    return weight


def _log_normal(ratio: float, spread: float) -> float:
    """Logarithm of the density of a ratio to the usual, spread evenly upwards and downwards."""
    return -0.5 * (log(max(ratio, 1e-3)) / spread) ** 2 - log(spread * sqrt(2 * pi))


def _told(shares: Mapping[str, float], evidence: tuple[str, ...]) -> Suggestion:
    order = sorted(shares.items(), key=lambda one: -one[1])
    key, share = order[0]
    capped = min(share, MOST_CONFIDENCE)
    if share >= SURE:
        others = tuple((other, part) for other, part in order[1:] if part >= 0.05)
        return Suggestion(key, capped, others, evidence)
    return Suggestion(None, capped, tuple((other, part) for other, part in order if part >= 0.10), evidence)


def _walked(analysis: Analysis, reps: int) -> Suggestion:
    """What steps without repetitions may have been."""
    strides = analysis.strides
    if len(strides) < LEAST_STRIDES:
        counted = f"Only {reps} repetitions" if reps else "No repetition"
        shin = " A sensor on the shin tells no steps." if analysis.placement == "shin" else ""
        return Suggestion(None, 0.0, (), (f"{counted} and no walk were found.{shin}",))
    toes, climb = toe_walks(strides), stairs(strides)
    on_toes = sum(one.strides for one in toes.sets) / len(strides) if toes is not None else 0.0
    on_stairs = (climb.strides_up + climb.strides_down) / len(strides) if climb is not None else 0.0
    evidence = [f"{len(strides)} steps of this foot."]
    if all(one.way is None for one in strides):
        evidence.append("Without a gyro it cannot be told where steps lead, nor whether the heel touched.")
    shares = {"toe-walk": on_toes, "stair-climb": on_stairs}
    for key, what in (("toe-walk", "on the toes"), ("stair-climb", "up or down stairs")):
        if shares[key] >= 0.05:
            evidence.append(f"{percent(shares[key])} of them {what}.")
    if max(shares.values()) >= 0.05:
        whole = sum(shares.values()) + LEVEL_WEIGHT * (1 - sum(shares.values()))
        return _told({key: share / whole for key, share in shares.items()}, tuple(evidence))
    if len(evidence) == 1:
        flat = "on flat feet" if any(one.on_toes is not None for one in strides) else "as far as can be told"
        evidence.append(f"They lead over level ground, {flat}: a walk or a hill.")
    return Suggestion(None, 0.0, (), tuple(evidence))


def _seconds(value_s: float) -> str:
    return f"{value_s:.1f}{NBSP}s"
