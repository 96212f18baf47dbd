"""A whole recording: who, how, with which sensor, what before and after; and the truth of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import FloatArray, Recording
from soleus_sense.virtual.activities import ACTIVITIES, join
from soleus_sense.virtual.body import (
    FOOT_SITES,
    KINEMATIC_RATE_HZ,
    SHIN_SITES,
    Body,
    Pose,
    rotation_matrices,
)
from soleus_sense.virtual.gait import impact
from soleus_sense.virtual.movement import Manner, perform_set
from soleus_sense.virtual.people import draw_manner, draw_sensor, draw_stance
from soleus_sense.virtual.sensor import Sensor, sense
from soleus_sense.virtual.stance import Stance, accompany, felt_at, quiet, rested
from soleus_sense.virtual.truth import measure

Activity = tuple[str, float]
"""Something that is no heel raise: a name in `ACTIVITIES`, and seconds."""


EDGE_BOTTOM_DEG = -10.0
"""Foot pitch at the bottom off a step's edge, where the manner does not say."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that decides a simulated recording; the same scenario gives the same bytes.

    Attributes
    ----------
    placement : "heel" or "shin"
    site : "heel", "lateral" or "instep"; "ankle", "shin" or "below-knee"; None for the placement's usual one
    posture : "standing" or "seated"
    step_edge : the heel goes below the ball of the foot, to the manner's `bottom_deg` or 10° where that is not below 0
    first : "raise" or "drop", how a set begins off a step's edge
    sets, reps : repetitions that count; `rest_s` between sets
    tempo : when given, replaces the manner's phase times; each phase is within ± `tempo_spread` of its target
    lead_in_s, lead_out_s : quiet before the first and after the last repetition
    before, between, after : other activities around the quiet
    """

    placement: str = "heel"
    site: str | None = None
    posture: str = "standing"
    step_edge: bool = False
    first: str = "raise"
    sets: int = 1
    reps: int = 10
    tempo: Tempo | None = None
    tempo_spread: float = 0.05
    rest_s: float = 40.0
    lead_in_s: float = 2.0
    lead_out_s: float = 2.0
    before: tuple[Activity, ...] = ()
    between: tuple[Activity, ...] = ()
    after: tuple[Activity, ...] = ()
    body: Body = field(default_factory=Body)
    manner: Manner = field(default_factory=Manner)
    stance: Stance = field(default_factory=Stance)
    sensor: Sensor = field(default_factory=Sensor)
    exercise: str | None = None
    seed: int = 1


@dataclass(frozen=True, eq=False)
class Simulation:
    """A recording, and what really happened.

    Attributes
    ----------
    scenario : what was asked for
    recording : what the sensor said
    truth : repetitions and partials (counted False) in the order of time, in seconds of the recording's clock;
        range and height are those of foot and heel, also for a sensor on the shin
    truth_with_tremor : the same definition applied to every millimetre that moved, tremor included
    shin_range : per repetition of `truth`, (change of the shank's tilt in degrees, way up of the ankle in metres)
    time_s : (n,) the kinematic grid in seconds of the recording's clock
    heel_height_m : (n,) noise-free height of the heel over the ball of the foot, without tremor
    heel_height_with_tremor_m : (n,) the same with tremor
    contacts_s : when this foot met the ground at the end of a stride, a step on the spot or a jump
    """

    scenario: Scenario
    recording: Recording
    truth: tuple[Rep, ...]
    truth_with_tremor: tuple[Rep, ...]
    shin_range: tuple[tuple[float, float], ...]
    time_s: FloatArray
    heel_height_m: FloatArray
    heel_height_with_tremor_m: FloatArray
    contacts_s: tuple[float, ...]

    @property
    def counted(self) -> int:
        """How many repetitions count."""
        return sum(rep.counted for rep in self.truth)


def simulate(scenario: Scenario) -> Simulation:
    """Play a scenario.

    Raises
    ------
    SettingsError
        The scenario names a placement, site, posture or activity that there is not.
    """
    _check(scenario)
    rng = np.random.default_rng(scenario.seed)
    body, stance = scenario.body, scenario.stance
    manner = (
        scenario.manner if scenario.tempo is None else scenario.manner.at_tempo(scenario.tempo, scenario.tempo_spread)
    )
    if scenario.step_edge and manner.bottom_deg >= 0:
        manner = replace(manner, bottom_deg=EDGE_BOTTOM_DEG)
    poses: list[Pose] = []
    heights: list[tuple[int, FloatArray, FloatArray]] = []
    truth: list[Rep] = []
    shaken: list[Rep] = []
    clock = 1 + scenario.sensor.clock_error
    n = 0

    def add(pose: Pose) -> None:
        nonlocal n
        poses.append(pose)
        n += len(pose)

    def other(activities: tuple[Activity, ...]) -> None:
        for name, seconds in activities:
            add(rested(ACTIVITIES[name](rng, seconds, body), stance))

    other(scenario.before)
    add(quiet(rng, scenario.lead_in_s, stance))
    for number in range(1, scenario.sets + 1):
        motion = perform_set(rng, manner, body, reps=scenario.reps, first=scenario.first, flat=not scenario.step_edge)
        pose = Pose.still(len(motion.pitch_rad))
        whole = motion.pitch_rad + motion.tremor_rad
        pose.foot_rad[:, 1] = whole
        accompany(rng, pose, motion.raised, stance=stance, body=body, seated=scenario.posture == "seated")
        pose.shank_rad[:] += motion.shank_tremor_rad
        for attempt in motion.attempts:
            impact(pose.shock_m_s2, attempt.down.last, attempt.landing_m_s2 * rng.uniform(0.5, 1.5), rng)
        starts_s = n / KINEMATIC_RATE_HZ
        calm, shaky = body.lever_m * np.sin(motion.pitch_rad), body.lever_m * np.sin(whole)
        truth += measure(motion.attempts, calm, motion.pitch_rad, set_number=number, starts_s=starts_s, clock=clock)
        shaken += measure(motion.attempts, shaky, whole, set_number=number, starts_s=starts_s, clock=clock)
        heights.append((n, calm, shaky))
        add(pose)
        if number < scenario.sets:
            spent = sum(seconds for _, seconds in scenario.between)
            add(quiet(rng, max(0.5, (scenario.rest_s - spent) / 2), stance))
            other(scenario.between)
            add(quiet(rng, max(0.5, (scenario.rest_s - spent) / 2), stance))
    add(quiet(rng, scenario.lead_out_s, stance))
    other(scenario.after)

    pose = join(poses)
    usual_site = "heel" if scenario.placement == "heel" else "ankle"
    force, rate = felt_at(rng, pose, site=scenario.site or usual_site, stance=stance, body=body)
    time_s, acc, gyr = sense(rng, scenario.sensor, force, rate)
    recording = Recording.from_arrays(
        time_s,
        acc,
        gyr,
        placement=scenario.placement,
        exercise=scenario.exercise,
        tempo=None if scenario.tempo is None else str(scenario.tempo),
    )
    heel, heel_with_tremor = np.zeros(n), np.zeros(n)
    for start, calm, shaky in heights:
        heel[start : start + len(calm)] = calm
        heel_with_tremor[start : start + len(calm)] = shaky
    found = _finished(truth, recording)
    return Simulation(
        scenario=scenario,
        recording=recording,
        truth=found,
        truth_with_tremor=_finished(shaken, recording),
        shin_range=_shin_range(found, pose, body, clock),
        time_s=np.arange(n) / KINEMATIC_RATE_HZ * clock,
        heel_height_m=heel,
        heel_height_with_tremor_m=heel_with_tremor,
        contacts_s=tuple(at / KINEMATIC_RATE_HZ * clock for at in pose.contacts),
    )


def _check(scenario: Scenario) -> None:
    sites = {"heel": FOOT_SITES, "shin": SHIN_SITES}.get(scenario.placement)
    if sites is None:
        raise SettingsError(f"There is no placement {scenario.placement!r}; choose heel or shin.")
    if scenario.site is not None and scenario.site not in sites:
        raise SettingsError(
            f"There is no site {scenario.site!r} for the placement {scenario.placement}; "
            f"choose one of {', '.join(sites)}."
        )
    if scenario.posture not in ("standing", "seated"):
        raise SettingsError(f"There is no posture {scenario.posture!r}; choose standing or seated.")
    if scenario.first not in ("raise", "drop") or (scenario.first == "drop" and not scenario.step_edge):
        raise SettingsError(f"A set cannot begin with {scenario.first!r}: a raise, or off a step's edge a drop.")
    if scenario.manner.bottom_deg < 0 and not scenario.step_edge:
        raise SettingsError("A heel goes below the ball of the foot off a step's edge only: set step_edge.")
    for name, _ in (*scenario.before, *scenario.between, *scenario.after):
        if name not in ACTIVITIES:
            raise SettingsError(f"There is no activity {name!r}; choose one of {', '.join(ACTIVITIES)}.")


def _finished(reps: Sequence[Rep], recording: Recording) -> tuple[Rep, ...]:
    """The repetitions of all sets numbered, those with missing samples inside flagged."""
    gaps = recording.gaps
    return tuple(
        replace(
            rep,
            index=index,
            flagged=any(start < rep.lower_end_s and end > rep.raise_start_s for start, end in gaps),
        )
        for index, rep in enumerate(reps, start=1)
    )


def _shin_range(truth: tuple[Rep, ...], pose: Pose, body: Body, clock: float) -> tuple[tuple[float, float], ...]:
    """Tilt and way up of the shank from each raise's beginning to its end."""
    out: list[tuple[float, float]] = []
    for rep in truth:
        ends = [min(round(t / clock * KINEMATIC_RATE_HZ), len(pose) - 1) for t in (rep.raise_start_s, rep.raise_end_s)]
        tilt = np.rad2deg(pose.shank_rad[ends, 1])
        height = pose.ball_m[ends, 2] + (rotation_matrices(pose.foot_rad[ends]) @ body.ankle_m)[:, 2]
        out.append((float(tilt[1] - tilt[0]), float(height[1] - height[0])))
    return tuple(out)


AROUND = ("strap", "fidget", "shift", "walk", "chair", "phone-call")
"""What people do just before, between and after their sets."""


def draw_scenario(
    rng: np.random.Generator,
    *,
    placement: str = "heel",
    has_gyro: bool = True,
    posture: str | None = None,
    step_edge: bool | None = None,
    tempo: Tempo | None = None,
    seed: int | None = None,
) -> Scenario:
    """A plausible recording of a person nobody has met, over the whole variety of people, tempi and sensors.

    Parameters
    ----------
    placement : "heel" or "shin"
    posture, step_edge, tempo : held to these where given, drawn where not; the tempo is kept within 15 %
    seed : of the recording itself; drawn where not given
    """
    posture = posture or str(rng.choice(("standing", "seated")))
    site = str(rng.choice(FOOT_SITES if placement == "heel" else SHIN_SITES))
    body = Body(height_m=float(rng.uniform(1.5, 1.95)))
    edge = step_edge if step_edge is not None else posture == "standing" and rng.random() < 0.25
    manner = draw_manner(rng, edge=edge, seated=posture == "seated")
    spread = float(rng.uniform(0.03, 0.15))
    if tempo is not None:
        manner = replace(
            manner.at_tempo(tempo, spread),
            raise_shape="minimum-jerk" if manner.raise_shape == "mixed" else manner.raise_shape,
            lower_shape="steady" if manner.lower_shape in ("mixed", "fall") else manner.lower_shape,
            tempo_kept=1.0,
        )
    sets = int(rng.choice((1, 1, 1, 2)))
    cycle = sum(high for _, high in (manner.raise_s, manner.top_s, manner.lower_s, manner.bottom_s))
    cycle *= max(1.0, manner.tempo_kept)
    reps = int(np.clip(rng.integers(5, 16), 5, max(5, 90 // cycle / sets)))
    start = str(rng.choice(("at once", "quiet", *AROUND), p=(0.35, 0.3, *[0.35 / len(AROUND)] * len(AROUND))))
    middle = str(rng.choice(("still", *AROUND), p=(0.6, *[0.4 / len(AROUND)] * len(AROUND))))
    end = str(rng.choice(("still", *AROUND), p=(0.6, *[0.4 / len(AROUND)] * len(AROUND))))

    def other(name: str) -> tuple[Activity, ...]:
        return ((name, float(rng.uniform(4, 12))),) if name in AROUND else ()

    return Scenario(
        placement=placement,
        site=site,
        posture=posture,
        step_edge=edge,
        first=str(rng.choice(("raise", "drop"))) if edge else "raise",
        sets=sets,
        reps=reps,
        tempo=tempo,
        tempo_spread=spread,
        rest_s=1.4 * max(8.0, 3 * cycle) + float(rng.uniform(2, 20)),
        lead_in_s=float(rng.uniform(0.2, 1.0) if start == "at once" else rng.uniform(1.0, 6.0)),
        lead_out_s=float(rng.uniform(0.5, 4.0)),
        before=other(start),
        between=other(middle),
        after=other(end),
        body=body,
        manner=manner,
        stance=draw_stance(rng, site=site, seated=posture == "seated"),
        sensor=draw_sensor(rng, has_gyro=has_gyro),
        seed=int(rng.integers(0, 2**31)) if seed is None else seed,
    )


NEGATIVES = (
    "walk",
    "stairs-up",
    "stairs-down",
    "chair",
    "knee-bends",
    "jumps",
    "shift",
    "fidget",
    "phone-call",
    "strap",
)
"""Activities that hold no repetition and no toe walking."""


def draw_activity(
    rng: np.random.Generator,
    *,
    placement: str = "heel",
    has_gyro: bool = True,
    minutes: float = 5.0,
    names: tuple[str, ...] = NEGATIVES,
    seed: int | None = None,
) -> Scenario:
    """Minutes of life without a heel raise: activities in no order, with rests between them.

    Draw several of five or ten minutes where an hour is needed: a minute takes about 25 MB while it is made.
    """
    parts: list[Activity] = []
    left_s = 60.0 * minutes
    while left_s > 1.0:
        name = str(rng.choice(names))
        longest = 20.0 if name in ("strap", "jumps") else 75.0
        part_s = min(left_s, float(rng.uniform(8.0, longest)))
        rest_s = min(left_s - part_s, float(rng.uniform(0.5, 8.0)))
        parts += [(name, part_s), ("still", rest_s)]
        left_s -= part_s + rest_s
    site = str(rng.choice(FOOT_SITES if placement == "heel" else SHIN_SITES))
    return Scenario(
        placement=placement,
        site=site,
        sets=0,
        before=tuple(parts),
        body=Body(height_m=float(rng.uniform(1.5, 1.95))),
        stance=draw_stance(rng, site=site),
        sensor=draw_sensor(rng, has_gyro=has_gyro),
        seed=int(rng.integers(0, 2**31)) if seed is None else seed,
    )
