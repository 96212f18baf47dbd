"""Steps of the foot: each one counted, its borders where people see them, and where it led."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from soleus_sense.evaluation.real_data import recordings_in
from soleus_sense.exercises import Tempo
from soleus_sense.motion.gait import StrideStream, climb_m, find_gait, find_strides, steady_strides
from soleus_sense.virtual.activities import ACTIVITIES, join, still
from soleus_sense.virtual.body import KINEMATIC_RATE_HZ, Body
from soleus_sense.virtual.scenario import Scenario, simulate
from soleus_sense.virtual.sensor import Sensor, sense
from soleus_sense.virtual.stance import Stance, felt_at

REAL = Path(__file__).parents[3] / "shared" / "data"
GAIT = REAL / "foot_gait"
BORDER_S = 0.1

real_gait = pytest.mark.skipif(
    not GAIT.is_dir(), reason="the public recordings of foot_gait/ are not beside the project"
)


def real(name: str, side: str):
    one = next(one for one in recordings_in(REAL) if one.name == f"{name}, {side}")
    return one.read(REAL)


def strides_of(recording, *, gyro: bool = True):
    return find_strides(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s if gyro else None)


def ways(strides) -> dict[str, int]:
    return {way: sum(one.way == way for one in strides) for way in ("level", "up", "down")}


def simulated(*activities, seed: int = 5, site: str = "heel", sensor: Sensor | None = None, **more):
    scenario = Scenario(sets=0, before=activities, site=site, sensor=sensor or Sensor(), seed=seed, **more)
    return simulate(scenario)


@real_gait
def test_level_strides_begin_and_end_where_people_labelled_them():
    labels = pd.read_csv(GAIT / "stride_borders_sample.csv")
    right = wrong = missed = 0
    for side in ("left", "right"):
        rows = labels[labels["foot"] == side]
        true = np.asarray(rows[["start", "end"]], float) / 204.8
        found = np.array([(one.start_s, one.end_s) for one in steady_strides(strides_of(real("imu_sample.csv", side)))])
        near = (np.abs(true[:, None] - found[None]) <= BORDER_S).all(axis=2)
        right += int(near.any(axis=1).sum())
        missed += int((~near.any(axis=1)).sum())
        wrong += int((~near.any(axis=0)).sum())

    assert 2 * right / (2 * right + wrong + missed) >= 0.98


@real_gait
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("name", "swings", "way"), [("up", 20, "up"), ("down", 19, "down")])
def test_real_stairs_are_counted_and_told_from_level_ground(name, swings, way, side):
    strides = strides_of(real(f"imu_sample_healthy_stair_{name}.csv", side))

    assert abs(len(strides) - swings) <= 1
    assert ways(strides)[way] >= 12  # the others: turning round before, the landing half way, the floors
    stairs = [abs(one.rise_m) for one in strides if one.way == way]
    assert np.median(stairs) == pytest.approx(0.29, abs=0.06)  # two risers of 13 to 17 cm
    assert ways(strides)["down" if way == "up" else "up"] == 0


@real_gait
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_real_level_walk_goes_neither_up_nor_down(side):
    strides = strides_of(real("imu_sample.csv", side))

    assert ways(strides) == {"level": len(strides), "up": 0, "down": 0}


@pytest.mark.parametrize("kind", ["walk", "stairs-up", "stairs-down", "toe-walk"])
@pytest.mark.parametrize("site", ["heel", "lateral", "instep"])
def test_every_simulated_step_counts_wherever_the_sensor_sits(kind, site):
    made = simulated(("still", 3.0), (kind, 25.0), ("still", 2.0), site=site)

    strides = strides_of(made.recording)

    assert len(strides) == len(made.contacts_s)
    way = {"stairs-up": "up", "stairs-down": "down"}.get(kind, "level")
    assert ways(strides)[way] >= len(strides) - 2


@pytest.mark.parametrize("rate_hz", [31.0, 52.0, 204.8])
def test_the_rate_of_the_sensor_changes_no_count(rate_hz):
    made = simulated(("still", 2.0), ("walk", 25.0), ("still", 2.0), sensor=Sensor(sample_rate_hz=rate_hz))

    assert len(strides_of(made.recording)) == len(made.contacts_s)


@pytest.mark.parametrize("seed", [5, 79])
@pytest.mark.parametrize("kind", ["stairs-up", "stairs-down"])
def test_the_offset_of_a_cheap_sensor_makes_no_stair_level(kind, seed):
    cheap = Sensor(acc_bias_mg=80, acc_noise_ug=400, gyr_bias_dps=10)
    made = simulated(("still", 3.0), (kind, 25.0), ("still", 2.0), sensor=cheap, seed=seed)

    found = ways(strides_of(made.recording))

    assert abs(found[kind.removeprefix("stairs-")] - len(made.contacts_s)) <= 1


def test_a_stride_ends_where_the_next_begins_and_lasts_as_long_as_a_cycle():
    made = simulated(("still", 2.0), ("walk", 30.0), ("still", 2.0))

    strides = strides_of(made.recording)

    assert strides[-1].end_s is None
    assert [one.end_s for one in strides[:-1]] == [one.start_s for one in strides[1:]]
    assert all(one.lift_s <= one.start_s < one.flat_s for one in strides)
    usual_s = np.median(np.diff(made.contacts_s))
    assert np.median([one.duration_s for one in steady_strides(strides)]) == pytest.approx(usual_s, abs=0.02)


def test_the_foot_rests_soon_after_the_simulated_contact():
    made = simulated(("still", 2.0), ("walk", 30.0), ("still", 2.0))

    flat_s = np.array([one.flat_s for one in strides_of(made.recording)])

    late_s = flat_s - np.array(made.contacts_s)
    assert late_s.min() > 0
    assert late_s.max() < 0.4


def test_steps_on_the_toes_are_told_from_steps_on_flat_feet():
    made = simulated(("still", 4.0), ("toe-walk", 20.0), ("still", 4.0), ("walk", 20.0), ("still", 4.0))

    strides = strides_of(made.recording)

    toes = [one for one in strides if one.lift_s < 25.0]
    flat = [one for one in strides if one.lift_s >= 27.0]
    assert len(toes) > 10
    assert len(flat) > 10
    # The last toe-walking step ends standing flat: the heel touches there.
    assert all(one.on_toes for one in toes[:-1])
    assert not any(one.on_toes for one in flat)


@pytest.mark.parametrize("site", ["heel", "lateral", "instep"])
def test_every_heel_touch_of_a_toe_walk_is_seen(site):
    rng, body = np.random.default_rng(3), Body()
    walk = ACTIVITIES["toe-walk"](rng, 30.0, body)
    touching = range(2, len(walk.contacts) - 1, 4)
    for step in touching:
        middle = walk.contacts[step] + 0.27 * (walk.contacts[step + 1] - walk.contacts[step])
        away_s = np.abs(np.arange(len(walk)) - middle) / KINEMATIC_RATE_HZ
        down = np.interp(away_s, [0.10, 0.25], [1, 0])  # on the ground for 0.2 s
        walk.foot_rad[:, 1] *= 1 - down**2 * (3 - 2 * down)
    pose = join([still(rng, 3.0, body), walk, still(rng, 2.0, body)])
    strides = find_strides(*sense(rng, Sensor(), *felt_at(rng, pose, site=site, stance=Stance(), body=body)))

    assert len(strides) == len(walk.contacts)
    assert [at for at, one in enumerate(strides[:-1]) if not one.on_toes] == list(touching)


def test_without_a_rest_nobody_can_say_what_flat_is():
    made = simulated(("toe-walk", 20.0), lead_in_s=0.0, lead_out_s=0.0)

    assert {one.on_toes for one in strides_of(made.recording)} == {None}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("activity", ["fidget", "chair", "knee-bends", "jumps", "strap", "shift"])
def test_what_is_no_walking_holds_no_step(activity, seed):
    made = simulated(("still", 2.0), (activity, 30.0), ("still", 2.0), seed=seed)

    assert strides_of(made.recording) == ()


@pytest.mark.parametrize("seed", [1, 10])
def test_a_jump_whose_landing_is_lost_is_no_step(seed):
    made = simulated(("still", 2.0), ("jumps", 30.0), sensor=Sensor(lost_share=0.08), seed=seed)

    assert strides_of(made.recording) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("activity", ["fidget", "chair", "knee-bends", "strap", "shift"])
def test_an_accelerometer_alone_takes_nothing_but_walking_for_steps(activity, seed):
    made = simulated(("still", 2.0), (activity, 30.0), ("still", 2.0), seed=seed)

    assert strides_of(made.recording, gyro=False) == ()


@pytest.mark.parametrize("tempo", ["3-0-1-0", "1-0-1-0", "X-0-X-0"])
@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "accelerometer alone"])
def test_heel_raises_are_no_steps(tempo, gyro):
    made = simulate(Scenario(tempo=Tempo.parse(tempo), reps=12, seed=3))

    assert strides_of(made.recording, gyro=gyro) == ()


def test_a_gyro_of_the_other_handedness_is_understood():
    rec = simulated(("still", 2.0), ("stairs-up", 20.0), ("still", 2.0)).recording

    mirrored = find_strides(rec.time_s, rec.acc_m_s2, -rec.gyr_rad_s)

    assert ways(mirrored) == ways(strides_of(rec))
    assert ways(mirrored)["up"] > 10


def test_a_gyro_in_other_axes_is_left_out():
    rec = simulated(("still", 2.0), ("walk", 20.0), ("still", 2.0)).recording

    strides = find_strides(rec.time_s, rec.acc_m_s2, np.roll(rec.gyr_rad_s, 1, axis=1))

    assert strides
    assert {one.way for one in strides} == {None}


def test_without_a_gyro_steps_count_and_where_they_lead_is_not_guessed():
    made = simulated(("still", 2.0), ("walk", 25.0), ("still", 2.0))

    strides = strides_of(made.recording, gyro=False)

    assert abs(len(strides) - len(made.contacts_s)) <= 1
    assert {(one.way, one.length_m, one.turn_deg, one.heel_deg) for one in strides} == {(None, None, None, None)}


def test_lost_samples_cost_a_steps_way_but_not_the_step():
    made = simulated(("still", 2.0), ("walk", 30.0), ("still", 2.0), sensor=Sensor(lost_share=0.04))
    gaps = [(start, end) for start, end in made.recording.gaps if end - start > 0.15]

    strides = strides_of(made.recording)

    assert abs(len(strides) - len(made.contacts_s)) <= 1
    holed = [one for one in strides if any(start < one.flat_s and end > one.lift_s for start, end in gaps)]
    assert holed
    assert sum(one.length_m is None for one in strides) == pytest.approx(len(holed), abs=1)


def test_a_recording_of_many_pieces_holds_the_same_steps_as_its_parts():
    rec = simulated(("still", 3.0), ("walk", 25.0), ("stairs-up", 15.0), ("still", 4.0)).recording
    times = 40
    step_s = 1.0 / rec.sample_rate_hz
    time_s = np.arange(times * len(rec)) * step_s

    strides = find_strides(time_s, np.tile(rec.acc_m_s2, (times, 1)), np.tile(rec.gyr_rad_s, (times, 1)))

    assert time_s[-1] > 1500
    assert len(strides) == times * len(strides_of(rec))


@pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "accelerometer alone"])
def test_however_the_samples_are_cut_the_steps_are_those_of_the_whole(gyro):
    rec = simulated(("still", 3.0), ("walk", 25.0), ("toe-walk", 15.0), ("still", 4.0)).recording
    times = 42
    time_s = np.arange(times * len(rec)) / 100.0
    acc = np.tile(rec.acc_m_s2, (times, 1))
    gyr = np.tile(rec.gyr_rad_s, (times, 1)) if gyro else None
    rng = np.random.default_rng(1)
    cuts = np.unique(rng.integers(0, len(time_s), 300))

    stream = StrideStream()
    for begin, end in pairwise([0, *cuts, len(time_s)]):
        stream.push(time_s[begin:end], acc[begin:end], None if gyr is None else gyr[begin:end])

    assert time_s[-1] > 1900
    found = stream.finish()
    assert len(found) > 1000
    assert found == find_strides(time_s, acc, gyr)


def test_samples_that_are_no_numbers_or_come_again_cost_no_step():
    rec = simulated(("still", 3.0), ("walk", 20.0), ("still", 2.0)).recording
    broken = rec.acc_m_s2.copy()
    broken[400] = np.nan

    stream = StrideStream()
    stream.push(rec.time_s[:900], broken[:900], rec.gyr_rad_s[:900])
    stream.push(rec.time_s[800:], broken[800:], rec.gyr_rad_s[800:])

    assert len(stream.finish()) == len(strides_of(rec))


@pytest.mark.parametrize("kind", ["walk", "stairs-up", "stairs-down", "toe-walk"])
def test_a_strides_length_and_turn_are_those_of_the_simulated_foot(kind):
    rng, body = np.random.default_rng(8), Body()
    pose = join([still(rng, 3.0, body), ACTIVITIES[kind](rng, 40.0, body), still(rng, 2.0, body)])
    force, rate = felt_at(rng, pose, site="instep", stance=Stance(), body=body)
    time_s, acc, gyr = sense(rng, Sensor(clock_error=0.0), force, rate)

    strides = find_strides(time_s, acc, gyr)

    lift, flat = (
        np.minimum(np.round(np.array(when) * KINEMATIC_RATE_HZ).astype(int), len(pose) - 1)
        for when in zip(*((one.lift_s, one.flat_s) for one in strides), strict=True)
    )
    true_m = np.hypot(*(pose.ball_m[flat] - pose.ball_m[lift])[:, :2].T)
    true_deg = np.rad2deg(pose.foot_rad[flat, 2] - pose.foot_rad[lift, 2])
    assert len(strides) > 25
    assert np.abs([one.length_m for one in strides] - true_m).max() < 0.15
    assert sum(one.length_m for one in strides) == pytest.approx(true_m.sum(), rel=0.05)
    assert np.abs([one.turn_deg for one in strides] - true_deg).max() < 3


def test_a_clock_that_jumps_by_years_holds_the_steps_of_both_sides():
    rec = simulated(("still", 2.0), ("walk", 20.0), ("still", 2.0)).recording
    later_s = np.concatenate((rec.time_s, rec.time_s + 1e9))

    strides = find_strides(later_s, np.tile(rec.acc_m_s2, (2, 1)), np.tile(rec.gyr_rad_s, (2, 1)))

    assert len(strides) == 2 * len(strides_of(rec))


def test_the_climb_is_a_range_of_two_risers_a_stride():
    assert climb_m(10) == pytest.approx((19 * 0.14, 21 * 0.20))
    assert climb_m(10, riser_m=(0.17, 0.17)) == pytest.approx((19 * 0.17, 21 * 0.17))
    assert climb_m(0) == (0.0, 0.0)


def test_gait_in_numbers():
    made = simulated(("still", 3.0), ("walk", 20.0), ("still", 10.0), ("walk", 20.0), ("still", 3.0))

    gait = find_gait(made.recording.time_s, made.recording.acc_m_s2, made.recording.gyr_rad_s)

    assert gait is not None
    assert gait.strides == len(made.contacts_s)
    assert gait.walking_s == pytest.approx(38, abs=4)
    assert (gait.strides_up, gait.strides_down, gait.strides_on_toes) == (0, 0, 0)
    lengths = [one.length_m for one in strides_of(made.recording)]
    assert gait.distance_m == pytest.approx(sum(lengths))
    pairs = np.diff(made.contacts_s)
    assert gait.cadence_steps_min == pytest.approx(120 / np.median(pairs), rel=0.03)


def test_a_recording_without_steps_holds_no_gait():
    rec = simulated(("still", 10.0)).recording

    assert find_gait(rec.time_s, rec.acc_m_s2, rec.gyr_rad_s) is None
    assert find_gait(rec.time_s[:2], rec.acc_m_s2[:2]) is None


def test_a_gyros_offset_hides_no_step():
    recording = simulated(("still", 5.0), ("walk", 15.0)).recording
    off = np.deg2rad([10.0, -10.0, 10.0])
    seen = find_gait(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s + off)
    assert seen.strides == find_gait(recording.time_s, recording.acc_m_s2, recording.gyr_rad_s).strides > 5
