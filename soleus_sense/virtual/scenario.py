"""A whole recording: who, how, with which sensor, what before and after; and the truth of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo
from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import FloatArray, Recording
from soleus_sense.virtual.activities import ACTIVITIES, join, sway
from soleus_sense.virtual.body import (
    FOOT_SITES,
    KINEMATIC_RATE_HZ,
    SHIN_SITES,
    Body,
    Pose,
    felt,
    rotation_matrices,
    seated_shank_pitch,
)
from soleus_sense.virtual.gait import impact
from soleus_sense.virtual.movement import Manner, Range, band_noise, draw, perform_set, samples_of
from soleus_sense.virtual.sensor import Sensor, sense
from soleus_sense.virtual.truth import measure

Activity = tuple[str, float]
"""Something that is no heel raise: a name in `ACTIVITIES`, and seconds."""

CHIPS: dict[str, Sensor] = {
    "MPU-6050": Sensor(acc_noise_ug=400, acc_bias_mg=65, gyr_noise_mdps=5, gyr_bias_dps=10, acc_range_g=4),
    "BMI270": Sensor(acc_noise_ug=160, acc_bias_mg=20, gyr_noise_mdps=8, gyr_bias_dps=0.5, acc_range_g=8),
    "LSM6DS33": Sensor(acc_noise_ug=90, acc_bias_mg=40, gyr_noise_mdps=7, gyr_bias_dps=10, acc_range_g=4),
    "LIS3DH": Sensor(acc_noise_ug=220, acc_bias_mg=40, gyr_noise_mdps=15, gyr_bias_dps=5, acc_range_g=4, bits=12),
    "ICM-20948": Sensor(acc_noise_ug=230, acc_bias_mg=25, gyr_noise_mdps=15, gyr_bias_dps=5, acc_range_g=16),
}
"""Chips of common wearables: noise and offset as their data sheets give them."""


@dataclass(frozen=True, slots=True)
class Stance:
    """How a standing or sitting person's shank goes along with the foot.

    Attributes
    ----------
    rest_deg : the shank's pitch with the foot flat, positive forward
    tilt_deg : its change at the usual top (standing; seated it follows from the linkage)
    bow_deg : how much further it leans half way up: balance over the ball is not monotonic in pitch
    lag_deg_s : its lean while the heel moves, degrees per (range per second)
    roll_deg : the foot's roll at the top
    shank_roll_deg : the shank's roll at the top
    yaw_deg : turn about the vertical at the top
    sway_deg : slow sway, root mean square
    skin_share : share of the foot's pitch that the skin under the strap turns with
    """

    rest_deg: float = 3.0
    tilt_deg: float = 2.0
    bow_deg: float = 1.5
    lag_deg_s: float = 0.3
    roll_deg: float = 3.0
    shank_roll_deg: float = 1.0
    yaw_deg: float = 1.0
    sway_deg: float = 0.3
    skin_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that decides a simulated recording; the same scenario gives the same bytes.

    Attributes
    ----------
    placement : "heel" or "shin"
    site : "heel", "lateral" or "instep"; "ankle", "shin" or "below-knee"; None for the placement's usual one
    posture : "standing" or "seated"
    step_edge : the heel goes below the ball of the foot
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
            add(_rested(ACTIVITIES[name](rng, seconds, body), stance))

    other(scenario.before)
    add(_quiet(rng, scenario.lead_in_s, stance))
    for number in range(1, scenario.sets + 1):
        motion = perform_set(rng, manner, body, reps=scenario.reps, first=scenario.first, flat=manner.bottom_deg >= 0)
        pose = Pose.still(len(motion.pitch_rad))
        whole = motion.pitch_rad + motion.tremor_rad
        pose.foot_rad[:, 1] = whole
        _accompany(rng, pose, motion.raised, scenario)
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
            add(_quiet(rng, max(0.5, (scenario.rest_s - spent) / 2), stance))
            other(scenario.between)
            add(_quiet(rng, max(0.5, (scenario.rest_s - spent) / 2), stance))
    add(_quiet(rng, scenario.lead_out_s, stance))
    other(scenario.after)

    pose = join(poses)
    force, rate = _at_sensor(rng, scenario, pose)
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
    for name, _ in (*scenario.before, *scenario.between, *scenario.after):
        if name not in ACTIVITIES:
            raise SettingsError(f"There is no activity {name!r}; choose one of {', '.join(ACTIVITIES)}.")


def _rested(pose: Pose, stance: Stance) -> Pose:
    """An activity of a person whose shank rests at their own pitch."""
    pose.shank_rad[:, 1] += np.deg2rad(stance.rest_deg)
    return pose


def _quiet(rng: np.random.Generator, seconds: float, stance: Stance) -> Pose:
    pose = _rested(Pose.still(samples_of(seconds)), stance)
    sway(rng, pose, stance.sway_deg)
    return pose


def _accompany(rng: np.random.Generator, pose: Pose, raised: FloatArray, scenario: Scenario) -> None:
    """Let the shank, and what is out of the plane, go along with the foot's pitch."""
    stance, n = scenario.stance, len(pose)
    if scenario.posture == "seated":
        pose.shank_rad[:, 1] = seated_shank_pitch(scenario.body, pose.foot_rad[:, 1], np.deg2rad(stance.rest_deg))
        sway(rng, pose, 0.4 * stance.sway_deg)
    else:
        speed = np.gradient(raised) * KINEMATIC_RATE_HZ
        width = samples_of(0.1)
        kernel = np.hanning(2 * width + 1)
        slow = np.convolve(np.pad(speed, width, mode="edge"), kernel / kernel.sum(), mode="valid")
        lean = stance.tilt_deg * raised + stance.bow_deg * 4 * raised * (1 - raised) + stance.lag_deg_s * slow
        pose.shank_rad[:, 1] = np.deg2rad(stance.rest_deg + lean)
        sway(rng, pose, stance.sway_deg)
    own = 1 + 0.25 * band_noise(rng, n, 0.05, 0.8)
    pose.foot_rad[:, 0] += np.deg2rad(stance.roll_deg) * raised * own
    pose.foot_rad[:, 2] += np.deg2rad(stance.yaw_deg) * raised * own
    pose.shank_rad[:, 0] += np.deg2rad(stance.shank_roll_deg) * raised * own
    pose.shank_rad[:, 2] += np.deg2rad(stance.yaw_deg) * raised


def _at_sensor(rng: np.random.Generator, scenario: Scenario, pose: Pose) -> tuple[FloatArray, FloatArray]:
    """What is felt where the sensor sits on this person today."""
    body = scenario.body
    site = scenario.site or ("heel" if scenario.placement == "heel" else "ankle")
    lever = body.lever_m
    if site == "heel":
        at, share = (
            np.array([-lever * rng.uniform(0.97, 1.05), rng.uniform(-0.015, 0.015), rng.uniform(0.01, 0.05)]),
            1.0,
        )
    elif site == "lateral":
        at, share = (
            np.array([-lever * rng.uniform(0.5, 0.8), rng.uniform(-0.045, -0.035), rng.uniform(0.01, 0.04)]),
            0.8,
        )
    elif site == "instep":
        at, share = np.array([-lever * rng.uniform(0.2, 0.5), rng.uniform(-0.02, 0.02), rng.uniform(0.03, 0.06)]), 0.5
    else:
        low, high = {"ankle": (0.05, 0.12), "shin": (0.12, 0.22), "below-knee": (0.28, 0.36)}[site]
        around = rng.uniform(0, 2 * np.pi)
        at = np.array([0.05 * np.cos(around), 0.05 * np.sin(around), rng.uniform(low, high)])
        share = {"ankle": 0.4, "shin": 0.3, "below-knee": 0.2}[site]
    return felt(
        body,
        pose,
        on_foot=scenario.placement == "heel",
        at_m=at,
        skin_share=scenario.stance.skin_share,
        shock_share=share,
        # Shoe-mounted sensors show some 100 to 500 °/s at a heel strike of 5 to 10 g.
        shock_turn_rad_s=np.deg2rad(rng.normal(0, 2.0, 3)),
    )


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


def draw_manner(rng: np.random.Generator, *, edge: bool = False, seated: bool = False) -> Manner:
    """One of many ways to do heel raises: tempo and its spread, shape, fatigue, unsteadiness."""
    kind = str(rng.choice(("paced", "loose", "mixed", "push-up"), p=(0.5, 0.25, 0.15, 0.10)))
    if kind == "push-up" and not edge:
        fall: Range = (0.2, 0.4)
        raised = float(rng.uniform(0.35, 0.8))
        times = (_about(raised, 0.15), (0.0, 0.2), fall, _about(float(rng.uniform(0.2, 1.2)), 0.2))
        shapes = ("minimum-jerk", "fall")
    else:
        if kind == "mixed":
            times = ((0.4, 2.0), (0.0, 1.5), (0.5, 4.0), (0.0, 1.5))
        else:
            spread = float(rng.uniform(0.03, 0.12) if kind == "paced" else rng.uniform(0.12, 0.3))
            holds, pauses = rng.random() < 0.5, rng.random() < 0.5
            times = (
                _about(draw(rng, (0.35, 3.0)), spread),
                _about(float(rng.uniform(0.3, 3.0)), spread) if holds else (0.0, 0.15),
                _about(draw(rng, (0.35, 5.0)), spread),
                _about(draw(rng, (0.3, 5.0)), 2 * spread) if pauses else (0.0, 0.1),
            )
        lower = str(rng.choice(("minimum-jerk", "sine", "steady", "mixed"), p=(0.2, 0.15, 0.5, 0.15)))
        shapes = (str(rng.choice(("minimum-jerk", "sine", "steady", "mixed"), p=(0.45, 0.2, 0.2, 0.15))), lower)
    tired = rng.random() < 0.4
    tremor = draw(rng, (0.05, 1.5)) * (0.6 if seated else 1.0)
    low = float(rng.uniform(20, 36) if not edge else rng.uniform(28, 42))
    return Manner(
        raise_s=times[0],
        top_s=times[1],
        lower_s=times[2],
        bottom_s=times[3],
        raise_shape=shapes[0],
        lower_shape=shapes[1],
        range_deg=(low, low + float(rng.uniform(2, 8))),
        bottom_deg=float(rng.uniform(-15, -5)) if edge else 0.0,
        range_kept=float(rng.uniform(0.55, 0.95)) if tired else 1.0,
        tempo_kept=float(rng.uniform(0.6, 1.5)) if tired else 1.0,
        partial_share=float(rng.uniform(0.05, 0.2)) if rng.random() < 0.25 else 0.0,
        bump_share=float(rng.uniform(0.05, 0.3)) if rng.random() < 0.3 else 0.0,
        wobble_deg=float(rng.uniform(0.1, 0.5)) * (0.5 if seated else 1.0),
        tremor_m_s2=tremor,
        tremor_hz=float(rng.uniform(4.5, 9)),
        shank_tremor_deg=tremor * float(rng.uniform(0.05, 0.4)),
        landing_per_s=float(rng.uniform(30, 200)),
        sag_share=float(rng.uniform(0.0, 0.06)),
    )


def _about(seconds: float, spread: float) -> Range:
    return (seconds * (1 - spread), seconds * (1 + spread))


def draw_stance(rng: np.random.Generator, *, site: str = "ankle", seated: bool = False) -> Stance:
    """How one person's shank goes along: some hold it still over the ball, some tilt it clearly.

    Straps at the ankle show 10–40° of rotation per repetition more often than not, partly because the skin over
    the tendon turns with the foot.
    """
    clear = rng.random() < (0.55 if site == "ankle" else 0.3)
    skin = {"ankle": (0.0, 0.4), "shin": (-0.05, 0.15), "below-knee": (-0.1, 0.1)}.get(site, (0.0, 0.0))
    return Stance(
        rest_deg=float(rng.uniform(-8, 15) if seated else rng.uniform(0, 10)),
        tilt_deg=float(rng.choice((-1, 1), p=(0.4, 0.6)) * (rng.uniform(8, 22) if clear else rng.uniform(0, 5))),
        bow_deg=float(rng.normal(0, 1.5)),
        lag_deg_s=float(rng.normal(0, 0.4)),
        roll_deg=float(rng.normal(0, 5)),
        shank_roll_deg=float(rng.normal(0, 2.5)),
        yaw_deg=float(rng.normal(0, 3)),
        sway_deg=float(rng.uniform(0.1, 0.6)),
        skin_share=float(rng.uniform(*skin)) if rng.random() < 0.7 else 0.0,
    )


def draw_sensor(rng: np.random.Generator, *, has_gyro: bool = True) -> Sensor:
    """A wearable somebody might own, at some rate, with some losses."""
    chip = CHIPS[str(rng.choice(tuple(CHIPS)))]
    usual = rng.random() < 0.6
    return replace(
        chip,
        sample_rate_hz=float(
            rng.choice((50, 100, 104, 200)) if usual else np.round(np.exp(rng.uniform(*np.log((20, 400)))), 1)
        ),
        has_gyro=has_gyro,
        acc_range_g=float(rng.choice((2, 4, 8, 16), p=(0.1, 0.4, 0.3, 0.2))),
        gyr_range_dps=float(rng.choice((250, 500, 1000, 2000))),
        bits=int(rng.choice((12, 16), p=(0.15, 0.85))),
        scale_error=float(rng.uniform(0.002, 0.02)),
        bandwidth_share=float(rng.uniform(0.25, 0.45)),
        strap_hz=float(rng.uniform(15, 50)),
        clock_error=float(rng.uniform(-0.02, 0.02) if rng.random() < 0.05 else rng.normal(0, 30e-6)),
        jitter_s=float(rng.uniform(0.0005, 0.003)) if rng.random() < 0.1 else 0.0,
        lost_share=float(rng.uniform(0.01, 0.06)) if rng.random() < 0.3 else 0.0,
        notification_samples=int(rng.integers(3, 21)),
    )
