"""A simulated recording is a plausible person's, says its truth, and can be made again byte for byte."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.constants import g

from soleus_sense.errors import SettingsError
from soleus_sense.exercises import Tempo
from soleus_sense.virtual.activities import ACTIVITIES
from soleus_sense.virtual.body import Body
from soleus_sense.virtual.movement import Manner, perform_set
from soleus_sense.virtual.scenario import (
    NEGATIVES,
    Scenario,
    draw_activity,
    draw_scenario,
    simulate,
)
from soleus_sense.virtual.sensor import Sensor

PLACES = [(placement, posture) for placement in ("heel", "shin") for posture in ("standing", "seated")]


def drawn(seed, **known):
    return draw_scenario(np.random.default_rng(seed), **known)


@pytest.mark.parametrize(("placement", "posture"), PLACES)
def test_a_set_holds_the_repetitions_asked_for_at_the_tempo_asked_for(placement, posture):
    sim = simulate(Scenario(placement=placement, posture=posture, tempo=Tempo.parse("3-1-1-1"), reps=8))
    assert sim.counted == len(sim.truth) == 8
    assert [rep.index for rep in sim.truth] == list(range(1, 9))
    assert np.mean([rep.lower_s for rep in sim.truth]) == pytest.approx(3, rel=0.06)
    assert np.mean([rep.raise_s for rep in sim.truth]) == pytest.approx(1, rel=0.06)
    assert sim.recording.placement == placement
    assert sim.recording.tempo == "3-1-1-1"


@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(placement):
    scenario = drawn(5, placement=placement)
    one, again, other = simulate(scenario), simulate(scenario), simulate(replace(scenario, seed=99))
    assert one.recording.acc_m_s2.tobytes() == again.recording.acc_m_s2.tobytes()
    assert one.recording.gyr_rad_s.tobytes() == again.recording.gyr_rad_s.tobytes()
    assert one.truth == again.truth
    assert one.recording.acc_m_s2.tobytes() != other.recording.acc_m_s2.tobytes()


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_every_drawn_case_is_whole(placement, seed):
    scenario = drawn(seed, placement=placement, has_gyro=seed % 2 == 0)
    sim = simulate(scenario)
    recording = sim.recording
    assert sim.counted == scenario.sets * scenario.reps
    assert recording.has_gyro == (seed % 2 == 0)
    assert 4 < np.median(np.linalg.norm(recording.acc_m_s2, axis=1)) < 16
    ends = [t for rep in sim.truth for t in (rep.raise_start_s, rep.raise_end_s, rep.lower_start_s, rep.lower_end_s)]
    assert (np.diff(ends) >= 0).all()
    assert ends[0] >= 0
    assert ends[-1] <= recording.time_s[-1]
    usual = np.median([rep.height_m for rep in sim.truth if rep.counted])
    for rep in sim.truth:
        assert rep.counted or rep.height_m < 0.5 * usual
        assert not rep.counted or rep.height_m > 0.6 * usual


@pytest.mark.parametrize("text", ["3-0-1-0", "1-1-2-2", "X-0-1-0"])
def test_a_drawn_case_can_be_held_to_a_tempo_and_a_place(text):
    tempo = Tempo.parse(text)
    for seed in range(4):
        scenario = drawn(seed, placement="shin", posture="standing", step_edge=seed % 2 == 0, tempo=tempo)
        sim = simulate(scenario)
        lower_s = np.mean([rep.lower_s for rep in sim.truth if rep.counted])
        assert scenario.step_edge == (seed % 2 == 0)
        assert sim.recording.tempo == text
        assert 0.25 < lower_s < 0.6 if tempo.lower_s is None else lower_s == pytest.approx(tempo.lower_s, rel=0.15)


def test_the_turn_of_a_heel_sensor_is_the_range_of_the_truth():
    quiet = Sensor(gyr_noise_mdps=0, gyr_bias_dps=0, scale_error=0, clock_error=0, sample_rate_hz=200)
    sim = simulate(Scenario(placement="heel", tempo=Tempo.parse("2-1-1-1"), sensor=quiet))
    time_s, turned = sim.recording.time_s, sim.recording.gyr_rad_s
    for rep in sim.truth:
        during = (time_s >= rep.raise_start_s) & (time_s <= rep.raise_end_s)
        assert np.rad2deg(np.linalg.norm(turned[during].sum(axis=0) / 200)) == pytest.approx(rep.range_deg, rel=0.1)


def test_gravity_is_felt_whole_before_the_first_repetition():
    sim = simulate(Scenario(sensor=Sensor(acc_bias_mg=0, scale_error=0)))
    assert np.linalg.norm(sim.recording.acc_m_s2[:150].mean(axis=0)) == pytest.approx(g, rel=0.005)


def test_sets_are_parted_by_a_rest_that_ends_a_set():
    for seed in range(20):
        scenario = drawn(seed, placement="heel")
        if scenario.sets == 1:
            continue
        first, second = ([rep for rep in simulate(scenario).truth if rep.set == number] for number in (1, 2))
        cycles = np.diff([rep.raise_start_s for rep in first])
        rest_s = second[0].raise_start_s - first[-1].lower_end_s
        assert rest_s > max(8.0, 3 * np.mean(cycles))
        assert max(rep.bottom_s for rep in first[:-1]) < 8.0


def test_off_a_step_the_heel_goes_below_the_ball_and_may_begin_with_a_drop():
    manner = Manner(bottom_deg=-12)
    dropped = simulate(Scenario(step_edge=True, first="drop", manner=manner, reps=3))
    raised = simulate(Scenario(step_edge=True, first="raise", manner=manner, reps=3))
    for sim in (dropped, raised):
        assert sim.counted == 3
        assert sim.heel_height_m.min() == pytest.approx(-sim.scenario.body.lever_m * np.sin(np.deg2rad(12)), rel=0.15)
    assert dropped.truth[0].range_deg > raised.truth[0].range_deg + 8


def test_a_step_edge_alone_takes_the_heel_ten_degrees_down():
    sim = simulate(Scenario(step_edge=True, reps=3))
    assert sim.heel_height_m.min() == pytest.approx(-sim.scenario.body.lever_m * np.sin(np.deg2rad(10)), rel=0.15)


def test_losses_leave_gaps_and_flag_the_repetitions_they_hit():
    sim = simulate(Scenario(sensor=Sensor(lost_share=0.05, notification_samples=10)))
    assert sim.recording.gaps
    hit = [rep for rep in sim.truth if rep.flagged]
    assert hit
    for rep in hit:
        assert any(start < rep.lower_end_s and end > rep.raise_start_s for start, end in sim.recording.gaps)


def test_a_pushed_up_heel_falls_and_lands_hard_a_slow_one_does_not():
    wide = Sensor(acc_range_g=32, sample_rate_hz=400, strap_hz=50)
    fall = Manner(lower_shape="fall", bottom_s=(1.0, 1.0), tremor_m_s2=0, landing_per_s=150)
    hard = simulate(Scenario(posture="seated", manner=fall, sensor=wide)).recording.acc_m_s2
    soft = simulate(Scenario(posture="seated", manner=Manner(bottom_s=(1.0, 1.0)), sensor=wide)).recording.acc_m_s2
    assert 5 * g < np.abs(np.linalg.norm(hard, axis=1) - g).max() < 40 * g
    assert np.abs(np.linalg.norm(soft, axis=1) - g).max() < 1.5 * g


def test_fatigue_takes_range_and_tempo_down_to_its_share():
    manner = Manner(range_kept=0.55, tempo_kept=0.6, lower_s=(2, 2), raise_s=(1, 1), bottom_s=(1, 1))
    truth = simulate(Scenario(manner=manner, reps=20)).truth
    assert truth[-1].range_deg / truth[0].range_deg == pytest.approx(0.55, abs=0.1)
    assert truth[-1].lower_s / truth[0].lower_s == pytest.approx(0.6, abs=0.1)


def test_partial_attempts_are_told_apart():
    manner = Manner(partial_share=0.5, bottom_s=(0.5, 1))
    sim = simulate(Scenario(manner=manner, reps=12, seed=4))
    assert sim.counted == 12
    assert len(sim.truth) > 12
    assert max(rep.range_deg for rep in sim.truth if not rep.counted) < 0.4 * 32


@pytest.mark.parametrize("seed", range(12))
def test_partial_attempts_off_a_step_start_from_below_its_edge(seed):
    manner = Manner(partial_share=0.6, bottom_deg=-12, wobble_deg=0)
    sim = simulate(Scenario(manner=manner, step_edge=True, reps=6, seed=seed))
    assert all(2 < rep.range_deg < 14 for rep in sim.truth if not rep.counted)
    assert sim.truth[0].counted


def test_a_shaky_top_swings_the_ankle_by_the_size_asked_for():
    shaky = Manner(tremor_m_s2=1.0, tremor_hz=6.5, top_s=(2, 2), wobble_deg=0)
    body = Body()
    motion = perform_set(np.random.default_rng(2), shaky, body, reps=6)
    top = motion.raised > 0.9
    sway = np.gradient(np.gradient(motion.tremor_rad)) * 1e6 * -body.ankle_m[0]
    assert np.percentile(np.abs(sway[top]), 95) == pytest.approx(1.0, rel=0.5)
    assert np.abs(sway[motion.raised < 0.001]).max() < 0.2


def test_tremor_moves_the_sensor_but_not_the_truth():
    shaky = Manner(tremor_m_s2=1.0, top_s=(1, 1))
    with_it = simulate(Scenario(manner=shaky))
    without = simulate(Scenario(manner=replace(shaky, tremor_m_s2=0.0)))
    assert with_it.truth == without.truth
    assert with_it.truth_with_tremor != with_it.truth
    assert with_it.heel_height_with_tremor_m.max() != with_it.heel_height_m.max()


@pytest.mark.parametrize("name", list(ACTIVITIES))
@pytest.mark.parametrize("placement", ["heel", "shin"])
def test_other_activities_hold_no_repetition(name, placement):
    wide = Sensor(acc_range_g=32, gyr_range_dps=2000)
    sim = simulate(Scenario(placement=placement, sets=0, before=((name, 20.0),), sensor=wide))
    assert sim.truth == ()
    assert sim.recording.duration_s > 20
    assert np.abs(sim.recording.acc_m_s2).max() < 25 * g


@pytest.mark.parametrize(
    ("name", "stride_m", "climb_m", "foot_deg"),
    [
        ("walk", (1.0, 1.6), 0.0, (60, 95)),
        ("stairs-up", (0.4, 0.75), 0.35, (40, 65)),
        ("stairs-down", (0.4, 0.75), -0.35, (30, 50)),
        ("toe-walk", (0.6, 1.2), 0.0, (30, 50)),
    ],
)
def test_walking_goes_its_way_at_a_persons_pace(name, stride_m, climb_m, foot_deg):
    pose = ACTIVITIES[name](np.random.default_rng(3), 30.0, Body())
    strides = len(pose.contacts)
    way_m = np.hypot(*np.diff(pose.ball_m[:, :2], axis=0).T).sum() / strides
    foot, shank = np.rad2deg(pose.foot_rad[5000:-5000, 1]), np.rad2deg(pose.shank_rad[5000:-5000, 1])
    assert 20 < strides < 35
    assert stride_m[0] < way_m < stride_m[1]
    assert pose.ball_m[-1, 2] - pose.ball_m[0, 2] == pytest.approx(climb_m * strides, abs=0.1)
    assert foot_deg[0] < np.ptp(foot) < foot_deg[1]
    assert shank.max() > 25
    # On the toes the heel never comes down to the floor.
    assert (foot.min() > 10) == (name == "toe-walk")


def test_a_minute_of_life_is_drawn_from_all_the_negatives():
    names = {name for seed in range(12) for name, _ in draw_activity(np.random.default_rng(seed)).before}
    assert names == {*NEGATIVES, "still"}
    sim = simulate(draw_activity(np.random.default_rng(1), placement="shin", minutes=1.0, has_gyro=False))
    assert sim.recording.duration_s == pytest.approx(64, abs=2)
    assert sim.truth == ()


def test_contacts_are_told_in_the_recordings_clock():
    sim = simulate(Scenario(sets=0, before=(("walk", 10.0),), sensor=Sensor(clock_error=0.02)))
    assert len(sim.contacts_s) >= 7
    assert max(sim.contacts_s) < sim.recording.time_s[-1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"placement": "knee"}, "choose heel or shin"),
        ({"site": "below-knee"}, "heel, lateral, instep"),
        ({"posture": "lying"}, "standing or seated"),
        ({"first": "drop"}, "off a step's edge a drop"),
        ({"manner": Manner(bottom_deg=-5)}, "set step_edge"),
        ({"before": (("dance", 5.0),)}, "no activity 'dance'"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused_in_a_sentence(wrong, said):
    with pytest.raises(SettingsError, match=said):
        simulate(Scenario(**wrong))
