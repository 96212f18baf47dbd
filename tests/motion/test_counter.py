"""Simulated people, counted live and as a whole: what the README promises, one promise at a time."""

import pickle
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from simulated import counted, equal_cuts, made, seen_by, stream

from soleus_sense import (
    PhaseChanged,
    Recording,
    RepCounted,
    RepCounter,
    SetEnded,
    SetStarted,
    SettingsError,
    SignalBack,
    SignalLost,
    analyze,
)
from soleus_sense.evaluation.cases import Case, simulated
from soleus_sense.motion.reps import PHASES
from soleus_sense.virtual.movement import Manner
from soleus_sense.virtual.sensor import Sensor, random_rotation

GYRO = pytest.mark.parametrize("gyro", [True, False], ids=["gyro", "no gyro"])
PLACE = pytest.mark.parametrize("placement", ["heel", "shin"])
POSTURE = pytest.mark.parametrize("posture", ["standing", "seated"])


def lower_errors_s(sim, out):
    """Found less true lowering time, one per counted repetition, seconds."""
    pairs = zip(counted(out.reps), counted(sim.truth), strict=True)
    return np.array([found.lower_s - true.lower_s for found, true in pairs])


# -- the count and the lowering -------------------------------------------------------------------------------------


@pytest.mark.parametrize("tempo", ["0.5-0-0.5-0", "1-0-1-0", "3-0-1-0", "3-1-1-1", "3-0-X-0"])
@GYRO
@POSTURE
@PLACE
def test_every_repetition_is_counted_and_in_its_place(placement, posture, gyro, tempo):
    sim = made(placement, tempo, posture=posture)
    out = analyze(seen_by(sim.recording, gyro=gyro))
    assert out.counted == len(out.reps) == 5
    for found, true in zip(out.reps, sim.truth, strict=True):
        assert found.raise_start_s < 0.5 * (true.raise_start_s + true.lower_end_s) < found.lower_end_s


@pytest.mark.parametrize("seed", [1, 4, 7])
@GYRO
def test_repetitions_of_less_than_a_second_are_counted_at_the_heel(gyro, seed):
    sim = made("heel", "0.4-0-X-0", seed=seed, reps=6)
    assert np.mean([rep.raise_s + rep.lower_s for rep in sim.truth]) < 0.9
    assert analyze(seen_by(sim.recording, gyro=gyro)).counted == 6


@GYRO
def test_the_slowest_prescribed_tempo_is_counted_at_the_heel(gyro):
    assert analyze(seen_by(made("heel", "5-0-2-3").recording, gyro=gyro)).counted == 5


@pytest.mark.parametrize(
    ("tempo", "with_gyro_s", "without_s"),
    [
        ("0.5-0-0.5-0", 0.03, 0.08),
        ("1-0-1-0", 0.03, 0.08),
        ("3-0-1-0", 0.03, 0.08),
        ("3-1-1-1", 0.04, 0.08),
        ("3-0-X-0", 0.03, 0.15),
        ("5-0-2-3", 0.06, 0.15),
    ],
)
def test_a_lowering_at_the_heel_is_timed_within_its_stated_error(tempo, with_gyro_s, without_s):
    sim = made("heel", tempo)
    assert np.abs(lower_errors_s(sim, analyze(sim.recording))).mean() < with_gyro_s
    assert np.abs(lower_errors_s(sim, analyze(sim.recording.without_gyro()))).mean() < without_s


@pytest.mark.parametrize("tempo", ["0.5-0-0.5-0", "1-0-1-0", "2-0-1-0", "3-0-1-0"])
@GYRO
def test_a_lowering_at_the_shin_is_timed_within_a_quarter_second(gyro, tempo):
    sim = made("shin", tempo)
    assert np.abs(lower_errors_s(sim, analyze(seen_by(sim.recording, gyro=gyro)))).mean() < 0.25


def test_the_four_phases_make_up_the_cycle():
    reps = analyze(made("heel", "2-1-1-1").recording).reps
    for rep, after in pairwise(reps):
        cycle_s = after.raise_start_s - rep.raise_start_s
        assert rep.raise_s + rep.top_s + rep.lower_s + rep.bottom_s == pytest.approx(cycle_s, abs=1e-6)
    assert reps[-1].bottom_s is None


def test_holds_and_pauses_are_timed_too():
    sim = made("heel", "2-1-1-1")
    out = analyze(sim.recording)
    for name in ("raise_s", "top_s", "bottom_s"):
        pairs = zip(out.reps[:-1], sim.truth[:-1], strict=True)
        assert np.mean([abs(getattr(a, name) - getattr(b, name)) for a, b in pairs]) < 0.08, name


@GYRO
def test_the_turn_of_a_foot_is_measured(gyro):
    sim = made("heel", "2-0-1-0")
    found = analyze(seen_by(sim.recording, gyro=gyro)).reps
    assert [rep.range_deg for rep in found] == pytest.approx([rep.range_deg for rep in sim.truth], abs=3)


def test_how_fast_a_foot_is_lowered_is_measured_with_a_gyro():
    sim = made("heel", "2-0-1-0")
    pairs = zip(analyze(sim.recording).reps, sim.truth, strict=True)
    assert all(a.peak_lower_deg_s == pytest.approx(b.peak_lower_deg_s, rel=0.35) for a, b in pairs)


@GYRO
def test_a_shins_way_up_is_measured(gyro):
    sim = made("shin", "1-0-1-0")
    found = analyze(seen_by(sim.recording, gyro=gyro)).reps
    ways = [way for _, way in sim.shin_range]
    assert np.mean([rep.height_m for rep in found]) == pytest.approx(np.mean(ways), rel=0.35)


# -- how the sensor is worn, and what it is -------------------------------------------------------------------------


@GYRO
@PLACE
def test_however_the_case_is_turned_on_the_strap_nothing_changes(placement, gyro):
    recording = seen_by(made(placement).recording, gyro=gyro)
    plain = analyze(recording)
    for seed in range(3):
        turn = random_rotation(np.random.default_rng(seed))
        rate = None if recording.gyr_rad_s is None else recording.gyr_rad_s @ turn
        other = analyze(replace(recording, acc_m_s2=recording.acc_m_s2 @ turn, gyr_rad_s=rate))
        assert other.counted == plain.counted == 5
        for a, b in zip(plain.reps, other.reps, strict=True):
            for name in ("raise_start_s", "raise_end_s", "lower_start_s", "lower_end_s"):
                assert getattr(a, name) == pytest.approx(getattr(b, name), abs=0.02)


@PLACE
def test_a_gyro_of_the_other_handedness_gives_the_same(placement):
    recording = made(placement).recording
    assert analyze(replace(recording, gyr_rad_s=-recording.gyr_rad_s)).reps == analyze(recording).reps


@pytest.mark.parametrize("offset_rad_s", [0.0, 0.05])
@PLACE
def test_a_gyro_that_does_not_work_does_no_harm(placement, offset_rad_s):
    recording = made(placement).recording
    stuck = np.full_like(recording.acc_m_s2, offset_rad_s)
    assert analyze(replace(recording, gyr_rad_s=stuck)).counted == 5


def test_a_gyro_that_has_nothing_to_do_with_gravity_does_a_shin_no_harm():
    recording = made("shin").recording
    wild = replace(recording, gyr_rad_s=np.random.default_rng(1).standard_normal(recording.gyr_rad_s.shape))
    assert analyze(wild).counted == 5


@pytest.mark.parametrize("rate_hz", [20.0, 52.0, 400.0])
@GYRO
@PLACE
def test_any_rate_from_20_to_400_hz_will_do(placement, gyro, rate_hz):
    recording = seen_by(made(placement, sensor=Sensor(sample_rate_hz=rate_hz)).recording, gyro=gyro)
    assert analyze(recording).counted == 5


@GYRO
@PLACE
def test_irregular_sampling_does_no_harm(placement, gyro):
    recording = seen_by(made(placement, sensor=Sensor(jitter_s=0.003)).recording, gyro=gyro)
    assert analyze(recording).counted == 5


@pytest.mark.parametrize("site", ["heel", "lateral", "instep"])
def test_anywhere_rigid_on_the_shoe_will_do(site):
    assert analyze(made("heel", site=site).recording).counted == 5


@pytest.mark.parametrize("site", ["ankle", "shin", "below-knee"])
def test_anywhere_from_the_ankle_to_below_the_knee_will_do(site):
    assert analyze(made("shin", "1-0-1-0", site=site).recording).counted == 5


def test_a_foot_sensor_that_nobody_placed_is_taken_for_one():
    out = analyze(replace(made("heel").recording, placement=None))
    assert (out.counted, out.placement) == (5, "heel")


def test_a_shin_sensor_that_nobody_placed_is_taken_for_one():
    out = analyze(replace(made("shin").recording, placement=None))
    assert (out.counted, out.placement) == (5, "shin")


# -- how people do it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lead_in_s", [0.1, 0.5])
@GYRO
@PLACE
def test_the_first_repetition_may_begin_at_once(placement, gyro, lead_in_s):
    sim = made(placement, lead_in_s=lead_in_s)
    assert sim.truth[0].raise_start_s < 0.7
    out = analyze(seen_by(sim.recording, gyro=gyro))
    assert out.counted == 5
    assert out.reps[0].raise_start_s < 1.0


@GYRO
@PLACE
def test_the_recording_may_end_with_the_last_landing(placement, gyro):
    sim = made(placement, lead_out_s=0.0)
    assert sim.recording.time_s[-1] - sim.truth[-1].lower_end_s < 0.5
    assert analyze(seen_by(sim.recording, gyro=gyro)).counted == 5


@pytest.mark.parametrize("first", ["raise", "drop"])
@GYRO
def test_off_a_steps_edge_a_set_may_begin_either_way(gyro, first):
    sim = made("heel", posture="standing", step_edge=True, first=first)
    assert analyze(seen_by(sim.recording, gyro=gyro)).counted == 5


@pytest.mark.parametrize("bottom_deg", [-5.0, -8.0, -12.0, -15.0])
@GYRO
def test_however_far_down_it_begins_its_first_repetition_counts(gyro, bottom_deg):
    manner = Manner((0.6, 0.6), (0.3, 0.3), (1.5, 1.5), (0.5, 0.5), bottom_deg=bottom_deg)
    known = {"posture": "standing", "step_edge": True, "first": "drop", "site": "instep", "manner": manner}
    assert analyze(seen_by(made("heel", None, **known).recording, gyro=gyro)).counted == 5


@pytest.mark.parametrize("first", ["raise", "drop"])
@GYRO
def test_next_to_the_ball_of_the_foot_slow_drops_are_told_from_slow_raises(gyro, first):
    """An instep rises by some 2 cm; upside down its raises would take three seconds and its lowerings one."""
    manner = Manner(bottom_deg=-13.0)
    sim = made("heel", "3-0-1-0", posture="standing", site="instep", step_edge=True, first=first, manner=manner, seed=4)

    found = analyze(seen_by(sim.recording, gyro=gyro), "heel")

    assert found.counted == 5
    assert all(rep.lower_s > rep.raise_s for rep in found.reps)


@GYRO
def test_off_a_steps_edge_a_shin_counts_a_set_that_begins_with_a_raise(gyro):
    sim = made("shin", posture="standing", step_edge=True)
    assert analyze(seen_by(sim.recording, gyro=gyro)).counted == 5


@GYRO
@PLACE
def test_a_range_that_falls_by_nearly_half_is_followed(placement, gyro):
    sim = made(placement, reps=8, manner=Manner(range_kept=0.55))
    out = analyze(seen_by(sim.recording, gyro=gyro))
    assert out.counted == len(out.reps) == 8


@GYRO
@PLACE
def test_small_bumps_between_repetitions_are_none(placement, gyro):
    sim = made(placement, None, manner=Manner(bump_share=0.5, bottom_s=(0.8, 1.2), lower_s=(1.5, 1.5)))
    assert analyze(seen_by(sim.recording, gyro=gyro)).counted == 5


@GYRO
def test_a_partial_is_kept_and_never_counted(gyro):
    sim = made("heel", manner=Manner(partial_share=0.3, bottom_s=(0.5, 0.8)), seed=5)
    partials = [rep for rep in sim.truth if not rep.counted]
    assert len(partials) == 1
    out = analyze(seen_by(sim.recording, gyro=gyro))
    kept = [rep for rep in out.reps if not rep.counted]
    assert out.counted == 5
    assert len(kept) == 1
    assert kept[0].raise_start_s == pytest.approx(partials[0].raise_start_s, abs=0.3)
    assert out.sets[0].partials == 1


# Simulated people whose partial was counted when one height alone told it, and when it was not asked how far they tilt.
@pytest.mark.parametrize("name", ["shin-standing-mixed-610023", "shin-standing-quick-610098"])
@GYRO
def test_a_partial_at_the_shin_is_kept_and_never_counted(gyro, name):
    sim = simulated(Case.named(name))
    out = analyze(seen_by(sim.recording, gyro=gyro))
    first, last = sim.truth[0].raise_start_s - 1.0, sim.truth[-1].lower_end_s + 1.0
    inside = [rep for rep in out.reps if first < rep.raise_start_s and rep.lower_end_s < last]
    assert len(counted(sim.truth)) == len(counted(inside)) < len(sim.truth)


# Simulated people who step up to level after a set off an edge, and stay there: a rise, and no lowering.
@pytest.mark.parametrize("name", ["shin-edge-slow-610007", "shin-edge-slow-610035"])
@GYRO
def test_stepping_back_to_level_after_a_set_is_no_repetition(gyro, name):
    sim = simulated(Case.named(name))
    assert analyze(seen_by(sim.recording, gyro=gyro)).counted == sim.counted


def test_first_repetitions_with_something_else_between_them_are_counted_once_the_set_is_known():
    # A simulated person whose landings ring: between two of the first repetitions lies what is none.
    sim = simulated(Case.named("shin-seated-push-up-610083"))
    assert analyze(sim.recording).counted == sim.counted


# -- sets -----------------------------------------------------------------------------------------------------------


@GYRO
@PLACE
def test_a_long_rest_parts_two_sets(placement, gyro):
    sim = made(placement, sets=2, reps=3, rest_s=15.0)
    out = analyze(seen_by(sim.recording, gyro=gyro))
    assert [one.reps for one in out.sets] == [3, 3]
    assert [rep.set for rep in out.reps] == [1, 1, 1, 2, 2, 2]
    assert [rep.bottom_s is None for rep in out.reps] == [False, False, True] * 2
    for one in out.sets:
        members = [rep for rep in out.reps if rep.set == one.index]
        assert (one.start_s, one.end_s) == (members[0].raise_start_s, members[-1].lower_end_s)


@PLACE
def test_a_short_rest_does_not(placement):
    sim = made(placement, sets=2, reps=3, rest_s=5.0)
    assert [one.reps for one in analyze(sim.recording).sets] == [6]


@PLACE
def test_a_set_ends_by_itself_once_its_rest_is_too_long(placement):
    sim = made(placement, reps=3, lead_out_s=14.0)
    counter, ended = RepCounter(placement), []
    for start in range(0, len(sim.recording), 10):
        block = sim.recording.block(start, start + 10)
        ended += [e for e in counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s) if isinstance(e, SetEnded)]
    (one,) = ended
    assert 8.0 < one.at_s - sim.truth[-1].lower_end_s < 13.0
    assert one.set.reps == 3
    assert counter.now.set == 0
    assert not any(isinstance(event, SetEnded) for event in counter.finish())


@PLACE
def test_a_person_may_end_a_set_by_hand(placement):
    recording = made(placement, reps=6).recording
    counter, events, asked = RepCounter(placement), [], False
    for start in range(0, len(recording), 10):
        block = recording.block(start, start + 10)
        events += counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s)
        if counter.now.counted == 3 and not asked:
            asked = True
            by_hand = counter.end_set()
            assert counter.end_set() == []
    events += counter.finish()
    (ended,) = by_hand
    assert ended.set.reps == 3
    assert [rep.set for rep in counter.analysis().reps] == [1, 1, 1, 2, 2, 2]
    assert [event.set for event in events if isinstance(event, SetStarted)] == [1, 2]


def test_a_set_says_how_well_it_was_done():
    (one,) = analyze(made("heel", "2-0-1-0", reps=6).recording).sets
    assert one.reps == 6
    assert one.lower_s == pytest.approx(2.0, abs=0.1)
    assert one.tempo_compliance == 1.0
    assert one.lower_cv < 0.1
    assert one.range_kept > 0.85
    assert one.time_under_tension_s == pytest.approx(6 * 3.0, abs=1.5)


# -- signal lost and back -------------------------------------------------------------------------------------------


def without(recording, start_s, end_s):
    kept = (recording.time_s < start_s) | (recording.time_s > end_s)
    return Recording.from_arrays(recording.time_s[kept], recording.acc_m_s2[kept], recording.gyr_rad_s[kept])


@GYRO
@PLACE
def test_lost_notifications_flag_repetitions_and_lose_none(placement, gyro):
    sim = made(placement, sensor=Sensor(lost_share=0.05, notification_samples=18))
    out = analyze(seen_by(sim.recording, gyro=gyro))
    assert out.counted == 5
    assert any(rep.flagged for rep in out.reps)
    assert any("span a gap" in one for one in out.warnings)


@GYRO
def test_a_repetition_whose_top_was_lost_is_no_partial(gyro):
    sim = made("heel", "2-0-1-0")
    third = counted(sim.truth)[2]
    time_s = sim.recording.time_s
    kept = np.abs(time_s - 0.5 * (third.raise_end_s + third.lower_start_s)) > 0.7
    holed = Recording.from_arrays(
        time_s[kept], sim.recording.acc_m_s2[kept], sim.recording.gyr_rad_s[kept], placement="heel"
    )
    assert analyze(seen_by(holed, gyro=gyro)).counted == 5


@GYRO
def test_a_partial_with_a_short_gap_at_its_top_stays_one(gyro):
    sim = made("heel", manner=Manner(partial_share=0.3, bottom_s=(0.5, 0.8)), seed=5)
    (partial,) = [rep for rep in sim.truth if not rep.counted]
    top_s = 0.5 * (partial.raise_end_s + partial.lower_start_s)
    out = analyze(seen_by(without(sim.recording, top_s - 0.12, top_s + 0.12), gyro=gyro), placement="heel")
    assert out.counted == 5
    assert [rep.flagged for rep in out.reps if not rep.counted] == [True]


@pytest.mark.parametrize("share", [0.02, 0.25], ids=["just begun", "a quarter up"])
@GYRO
def test_a_recording_that_begins_with_a_raise_holds_it(gyro, share):
    sim = made("shin", "1-0-1-0", manner=Manner(raise_s=(0.6, 0.7), lower_s=(0.6, 0.7), bottom_s=(0.0, 0.2)))
    second = counted(sim.truth)[1]
    begin_s = second.raise_start_s + share * (second.raise_end_s - second.raise_start_s)
    assert analyze(seen_by(without(sim.recording, -1.0, begin_s), gyro=gyro), placement="shin").counted == 4


def test_whole_recordings_flag_nothing():
    out = analyze(made("heel").recording)
    assert not any(rep.flagged for rep in out.reps)
    assert not any("gap" in one for one in out.warnings)


@PLACE
def test_a_long_loss_is_said_and_so_is_its_end(placement):
    recording = without(made(placement, reps=6).recording, 8.003, 10.497)
    events = stream(RepCounter(placement), recording, equal_cuts(len(recording), 5))
    lost, back = ([e.at_s for e in events if isinstance(e, kind)] for kind in (SignalLost, SignalBack))
    assert lost == pytest.approx([8.0], abs=0.02)
    assert back == pytest.approx([10.5], abs=0.02)


def test_a_short_loss_is_not():
    recording = without(made("heel").recording, 6.0, 6.8)
    events = stream(RepCounter("heel"), recording, equal_cuts(len(recording), 5))
    assert not any(isinstance(event, SignalLost | SignalBack) for event in events)


def test_after_a_loss_too_long_to_bridge_counting_goes_on_in_the_same_set():
    recording = made("heel", "1-0-1-0", reps=12).recording
    # Four repetitions and most of a fifth are lost with the signal.
    broken = without(recording, 8.1, 18.05)
    out = analyze(broken, placement="heel")
    assert out.counted == 7
    assert not any(rep.raise_start_s < 8.1 and rep.lower_end_s > 18 for rep in out.reps)


# -- settings and state ---------------------------------------------------------------------------------------------


def test_the_height_of_the_heel_goes_with_the_persons_own():
    recording = made("heel").recording
    short, tall = (analyze(recording, body_height_m=height) for height in (1.5, 2.0))
    for a, b in zip(short.reps, tall.reps, strict=True):
        assert b.height_m / a.height_m == pytest.approx(2.0 / 1.5)
        assert a.height_m == pytest.approx(0.15 * np.sin(np.deg2rad(a.range_deg)))
    assert not any("body height" in one for one in short.warnings)


def test_a_body_height_that_was_assumed_is_said():
    assert any("assumes a body height of 1.70 m" in one for one in analyze(made("heel").recording).warnings)
    assert not any("body height" in one for one in analyze(made("shin").recording).warnings)


@pytest.mark.parametrize("height_m", [0.5, 172, -1.7])
def test_an_impossible_body_height_is_refused(height_m):
    with pytest.raises(SettingsError, match=r"give metres, such as 1\.72"):
        RepCounter("heel", body_height_m=height_m)


def test_a_screen_can_ask_where_the_heel_is():
    recording = made("heel", "2-1-1-1", reps=3).recording
    counter, travels, phases = RepCounter("heel"), [], []
    for start in range(0, len(recording), 10):
        block = recording.block(start, start + 10)
        told = [e for e in counter.push(block.time_s, block.acc_m_s2, block.gyr_rad_s) if isinstance(e, PhaseChanged)]
        now = counter.now
        travels.append(now.travel)
        phases.append(now.phase)
        assert now.phase in PHASES
        assert block.time_s[-1] - 0.1 < now.at_s <= block.time_s[-1]
        if told:
            assert (now.phase, now.phase_since_s) == (told[-1].phase, told[-1].at_s)
    assert set(phases) == set(PHASES)
    assert 0.9 < max(travels) < 1.3
    assert (counter.now.counted, counter.now.set, counter.now.set_counted) == (3, 1, 3)


# -- nothing else is a repetition -----------------------------------------------------------------------------------


def counted_in(activity, placement, seed, *, gyro):
    sim = made(placement, None, sets=0, before=((activity, 20.0),), seed=seed)
    return analyze(seen_by(sim.recording, gyro=gyro)).counted


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    "activity",
    ["still", "strap", "chair", "knee-bends", "jumps", "walk", "toe-walk", "stairs-up", "stairs-down"],
)
@GYRO
def test_what_else_a_foot_does_is_no_repetition(activity, seed, gyro):
    assert counted_in(activity, "heel", seed, gyro=gyro) == 0


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("activity", "gyro"),
    [
        *((activity, True) for activity in ("still", "walk", "stairs-up", "stairs-down", "chair")),
        *((activity, False) for activity in ("still", "walk", "stairs-up", "stairs-down", "chair")),
    ],
)
def test_what_else_a_shin_does_is_no_repetition(activity, seed, gyro):
    assert counted_in(activity, "shin", seed, gyro=gyro) == 0


@pytest.mark.parametrize("activity", ["knee-bends", "strap", "chair"])
@GYRO
def test_a_set_after_something_else_is_counted_whole_and_alone(activity, gyro):
    sim = made("heel", before=((activity, 8.0),), lead_in_s=2.0)
    assert analyze(seen_by(sim.recording, gyro=gyro)).counted == 5


# -- memory ---------------------------------------------------------------------------------------------------------


def pushed_for(counter, sim, *, from_s, seconds):
    """Push a set again and again, as if the person never stopped."""
    recording, lasts_s = sim.recording, sim.recording.duration_s + 0.01
    for number in range(int(from_s / lasts_s), int((from_s + seconds) / lasts_s)):
        counter.push(recording.time_s + number * lasts_s, recording.acc_m_s2, recording.gyr_rad_s)


@pytest.mark.parametrize(("placement", "minutes"), [("heel", 60), ("shin", 8)])
def test_memory_grows_by_the_repetitions_found_and_by_nothing_else(placement, minutes):
    # What a counter carries, written out: every buffer, filter state and repetition in it.
    sim, counter = made(placement, "1-0-1-0", reps=8), RepCounter(placement)
    pushed_for(counter, sim, from_s=0, seconds=180)
    early, before = len(pickle.dumps(counter)), counter.now.counted
    pushed_for(counter, sim, from_s=180, seconds=60 * minutes - 180)
    late, found = len(pickle.dumps(counter)), counter.now.counted - before
    assert found > 20 * (minutes - 4)
    assert late - early < 50_000 + 250 * found


def test_the_count_is_said_once_for_every_repetition_of_an_hour():
    sim, counter, said = made("heel", "1-0-1-0", reps=8), RepCounter("heel"), 0
    lasts_s = sim.recording.duration_s + 0.01
    for number in range(60):
        block = sim.recording.block()
        events = counter.push(block.time_s + number * lasts_s, block.acc_m_s2, block.gyr_rad_s)
        said += sum(isinstance(event, RepCounted) for event in events)
    said += sum(isinstance(event, RepCounted) for event in counter.finish())
    assert said == counter.analysis().counted == 60 * 8


@GYRO
def test_after_restlessness_the_first_repetition_waits_for_the_second(gyro):
    sim = made("heel", "2-0-1-0", before=(("fidget", 6.0),), lead_in_s=1.0)
    first, second = counted(sim.truth)[:2]
    recording = seen_by(sim.recording, gyro=gyro)
    said = [
        event
        for event in stream(RepCounter("heel"), recording, equal_cuts(len(recording), 10))
        if isinstance(event, RepCounted)
    ]
    assert len(said) == 5
    assert said[0].rep.lower_end_s == pytest.approx(first.lower_end_s, abs=0.3)
    assert said[0].at_s == said[1].at_s == pytest.approx(second.lower_end_s, abs=0.6)
