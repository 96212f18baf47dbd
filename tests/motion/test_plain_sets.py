"""Plain sets by another model than the project's own: begun at once, held, slow, without tremor."""

import numpy as np
import pytest
from simulated import counted, seen_by

from soleus_sense.motion.analysis import analyze
from soleus_sense.motion.samples import Recording
from soleus_sense.virtual.plain import Manner, drawn, lifted_leg, plain_set, true_lowerings_s

GYRO = pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "acc"])


def reps_of(recording, placement, *, gyro=True):
    return analyze(recording if gyro else recording.without_gyro(), placement).counted


@GYRO
@pytest.mark.parametrize(("placement", "most_wrong"), [("heel", 0), ("shin", 2)])
def test_sets_done_in_any_manner_are_counted(placement, most_wrong, gyro):
    """`benchmarks/plain_sets.py` counts 300 others."""
    wrong = {}
    for seed in range(5000, 5040):
        manner = drawn(seed)
        found = reps_of(plain_set(placement, manner, seed), placement, gyro=gyro)
        if found != manner.reps:
            wrong[seed] = found - manner.reps
    assert len(wrong) <= most_wrong, wrong


@GYRO
@pytest.mark.parametrize(
    ("placement", "seed", "manner"),
    [
        pytest.param(
            "shin",
            0,
            Manner(raise_s=1.6, top_s=1.2, lower_s=2.1, bottom_s=0.0, range_deg=31, lead_in_s=0.2),
            id="a first raise begins with the recording and is held",
        ),
        pytest.param(
            "shin",
            0,
            Manner(raise_s=1.5, top_s=1.0, lower_s=3.4, bottom_s=0.5, tremor_deg=0.0, acc_noise_ug=100, lead_in_s=3),
            id="a shin does not tremble",
        ),
        pytest.param(
            "heel",
            1,
            Manner(raise_s=2.0, top_s=1.6, lower_s=0.4, bottom_s=0.0, range_deg=34, tremor_deg=0.02, lead_in_s=0.2),
            id="a heel is held still and let down at once",
        ),
        pytest.param(
            "heel",
            0,
            Manner(raise_s=1.2, top_s=2.4, lower_s=1.0, bottom_s=1.6, range_deg=14, lead_in_s=3),
            id="small raises are held",
        ),
        pytest.param(
            "heel",
            13,
            Manner(raise_s=0.29, lower_s=4.47, bottom_s=0.0, range_deg=24.51, lead_in_s=3),
            id="quick raises follow slow lowerings at once",
        ),
        pytest.param(
            "heel",
            3,
            Manner(raise_s=0.35, lower_s=0.5, bottom_s=0.05, range_deg=21, put_down_deg=52),
            id="a foot is put down before it begins",
        ),
        pytest.param(
            "shin",
            0,
            Manner(raise_s=0.9, lower_s=0.9, bottom_s=0.1, range_deg=45, ankle_lever_m=0.18, lead_in_s=3),
            id="an ankle goes up by ten centimetres",
        ),
    ],
)
def test_what_was_lost_once_is_counted(placement, seed, manner, gyro):
    assert reps_of(plain_set(placement, manner, seed), placement, gyro=gyro) == manner.reps


@GYRO
@pytest.mark.parametrize("seed", range(8))
def test_a_first_raise_that_begins_with_the_recording_and_is_held_is_one(seed, gyro):
    """Of a height with nothing before it a hold may seem to sink: of the sets drawn so a third had one too many."""
    rng = np.random.default_rng(seed)
    manner = Manner(
        reps=int(rng.integers(3, 7)),
        raise_s=rng.uniform(0.7, 2.0),
        top_s=rng.uniform(1.5, 3.0),
        lower_s=rng.uniform(0.4, 1.2),
        bottom_s=rng.choice([0.0, 0.5]),
        range_deg=rng.uniform(18.0, 38.0),
        seated=bool(seed % 2),
        lead_in_s=0.2,
    )
    assert reps_of(plain_set("shin", manner, seed), "shin", gyro=gyro) == manner.reps


def test_two_repetitions_begun_with_the_recording_count_though_nothing_follows_them():
    manner = Manner(reps=2, raise_s=1.2, top_s=0.5, lower_s=1.2, lead_in_s=0.2)
    assert reps_of(plain_set("shin", manner, 3), "shin") == 2


@pytest.mark.parametrize(
    "manner",
    [
        Manner(raise_s=0.3, lower_s=0.33, bottom_s=0.03, range_deg=18.65, lead_in_s=2),
        Manner(raise_s=0.3, lower_s=0.35, bottom_s=1.5, range_deg=38, lead_in_s=2),
    ],
    ids=["small", "full"],
)
def test_what_a_gyro_shows_to_turn_about_the_ball_of_a_foot_may_be_quicker_than_a_step(manner):
    assert reps_of(plain_set("heel", manner, 11), "heel") == manner.reps


@GYRO
def test_a_leg_lifted_off_the_ground_does_no_heel_raise(gyro):
    assert reps_of(lifted_leg(), "heel", gyro=gyro) == 0


def test_a_bump_is_a_partial_though_samples_were_lost_in_all_before_it():
    manner = Manner(reps=4, top_s=0.5, varies=0.0, tremor_deg=0.0, bump_deg=7)
    whole = plain_set("heel", manner)
    kept = np.ones(len(whole), dtype=bool)
    for start_s in 3.1 + 3.0 * np.arange(4):
        kept &= (whole.time_s < start_s) | (whole.time_s > start_s + 0.3)
    reps = analyze(Recording(whole.time_s[kept], whole.acc_m_s2[kept], whole.gyr_rad_s[kept]), "heel").reps
    assert [rep.counted for rep in reps] == [True] * 4 + [False]


@GYRO
def test_a_slow_lowering_after_a_hold_is_measured_at_the_shin(gyro):
    """Left to itself the height drifts as fast as such a heel comes down."""
    manner = Manner(raise_s=1.3, top_s=2.5, lower_s=3.2, bottom_s=0.8, lower_shape="steady", acc_noise_ug=100)
    off_s = []
    for seed in range(6):
        reps = counted(analyze(seen_by(plain_set("shin", manner, seed), gyro=gyro), "shin").reps)
        off_s += [
            rep.lower_s - (end - start) for rep, (start, end) in zip(reps, true_lowerings_s(manner, seed), strict=True)
        ]
    assert np.abs(off_s).mean() < 0.15
