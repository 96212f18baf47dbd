"""A workout of several exercises with what lies between them, simulated: sets here, walks and stairs there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from soleus_sense.motion.reps import Rep
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.activities import ACTIVITIES, join
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ, Body, Pose
from soleus_sense.virtual.gait import impact
from soleus_sense.virtual.movement import Manner, perform_set
from soleus_sense.virtual.sensor import Sensor, sense
from soleus_sense.virtual.stance import Stance, accompany, felt_at, quiet, rested
from soleus_sense.virtual.truth import measure

TOUCH_S = 0.2
"""A heel that touches stays on the ground this long."""

MID_STANCE = 0.27
"""Where in a stride, from its contact on, the heel comes nearest to the ground."""


@dataclass(frozen=True, slots=True)
class SetPart:
    """One set of heel raises; `exercise` only names it."""

    exercise: str
    posture: str
    reps: int
    manner: Manner = field(default_factory=Manner)
    first: str = "raise"


@dataclass(frozen=True, slots=True)
class OtherPart:
    """Something else, by its name in `ACTIVITIES`; "still" is standing or sitting at rest.

    Attributes
    ----------
    touches : strides of a toe walk, from 0, after which the heel touches the ground
    """

    activity: str
    seconds: float
    touches: tuple[int, ...] = ()


Part = SetPart | OtherPart


@dataclass(frozen=True, eq=False)
class Played:
    """The recording and its truth.

    Attributes
    ----------
    recording : what the sensor said; nobody said the exercise
    truth : every repetition, numbered by the set it is part of
    spans_s : from and to, of every part in its order
    contacts_s : when this foot met the ground at the end of a stride, part by part
    """

    recording: Recording
    truth: tuple[Rep, ...]
    spans_s: tuple[tuple[float, float], ...]
    contacts_s: tuple[tuple[float, ...], ...]


def play(
    parts: Sequence[Part],
    *,
    placement: str = "heel",
    site: str | None = None,
    seed: int = 1,
    body: Body | None = None,
    stance: Stance | None = None,
    sensor: Sensor | None = None,
) -> Played:
    """Play the parts one after another.

    Parameters
    ----------
    parts : in the order of time
    site : one of the placement's sites; None: its usual one
    """
    rng = np.random.default_rng(seed)
    person, held, chip = body or Body(), stance or Stance(), sensor or Sensor()
    clock = 1 + chip.clock_error
    poses: list[Pose] = []
    truth: list[Rep] = []
    spans: list[tuple[float, float]] = []
    contacts: list[tuple[float, ...]] = []
    n, number = 0, 0
    for part in parts:
        starts_s = n / KINEMATIC_RATE_HZ
        if isinstance(part, SetPart):
            number += 1
            pose, reps = _set(rng, part, person, held, number, starts_s, clock)
            truth += reps
        else:
            pose = _other(rng, part, person, held)
        poses.append(pose)
        n += len(pose)
        spans.append((starts_s * clock, n / KINEMATIC_RATE_HZ * clock))
        contacts.append(tuple((starts_s + at / KINEMATIC_RATE_HZ) * clock for at in pose.contacts))
    where = site or ("heel" if placement == "heel" else "ankle")
    force, rate = felt_at(rng, join(poses), site=where, stance=held, body=person)
    time_s, acc, gyr = sense(rng, chip, force, rate)
    recording = Recording.from_arrays(time_s, acc, gyr, placement=placement)
    return Played(recording, tuple(truth), tuple(spans), tuple(contacts))


def _set(
    rng: np.random.Generator, part: SetPart, body: Body, stance: Stance, number: int, starts_s: float, clock: float
) -> tuple[Pose, tuple[Rep, ...]]:
    flat = part.manner.bottom_deg >= 0
    motion = perform_set(rng, part.manner, body, reps=part.reps, first=part.first, flat=flat)
    pose = Pose.still(len(motion.pitch_rad))
    pose.foot_rad[:, 1] = motion.pitch_rad + motion.tremor_rad
    accompany(rng, pose, motion.raised, stance=stance, body=body, seated=part.posture == "seated")
    pose.shank_rad[:] += motion.shank_tremor_rad
    for attempt in motion.attempts:
        impact(pose.shock_m_s2, attempt.down.last, attempt.landing_m_s2 * rng.uniform(0.5, 1.5), rng)
    height_m = body.lever_m * np.sin(motion.pitch_rad)
    reps = measure(motion.attempts, height_m, motion.pitch_rad, set_number=number, starts_s=starts_s, clock=clock)
    return pose, reps


def _other(rng: np.random.Generator, part: OtherPart, body: Body, stance: Stance) -> Pose:
    if part.activity == "still":
        return quiet(rng, part.seconds, stance)
    pose = ACTIVITIES[part.activity](rng, part.seconds, body)
    for step in part.touches:
        lasts = pose.contacts[step + 1] - pose.contacts[step]
        away_s = np.abs(np.arange(len(pose)) - pose.contacts[step] - MID_STANCE * lasts) / KINEMATIC_RATE_HZ
        down = np.interp(away_s, [0.5 * TOUCH_S, 0.5 * TOUCH_S + 0.15], [1, 0])
        pose.foot_rad[:, 1] *= 1 - down**2 * (3 - 2 * down)
    return rested(pose, stance)
