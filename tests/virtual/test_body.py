"""The leg is built as people are, and what a point on it feels is what its motion says."""

import numpy as np
import pytest
from scipy.constants import g
from scipy.spatial.transform import Rotation

from soleus_sense.virtual.body import (
    KINEMATIC_RATE_HZ,
    Body,
    Pose,
    angular_rate,
    felt,
    rotation_matrices,
    seated_shank_pitch,
)
from soleus_sense.virtual.movement import minimum_jerk

BODY = Body(height_m=1.70)


def pitched(pitch_rad):
    pose = Pose.still(len(pitch_rad))
    pose.foot_rad[:, 1] = pitch_rad
    return pose


@pytest.mark.parametrize(
    ("pitch_deg", "heel_cm", "ankle_cm", "tilt_deg"),
    [(20, 5.8, 3.8, -3.6), (30, 8.4, 5.3, -6.1), (45, 11.9, 6.9, -10.4)],
)
def test_a_seated_leg_rises_and_tilts_as_the_linkage_of_an_adult_does(pitch_deg, heel_cm, ankle_cm, tilt_deg):
    pitch = np.deg2rad(np.array([0.0, pitch_deg]))
    turn = rotation_matrices(pitched(pitch).foot_rad)
    ankle = (turn @ BODY.ankle_m)[:, 2]
    assert 100 * BODY.lever_m * np.sin(pitch[1]) == pytest.approx(heel_cm, abs=0.15)
    assert 100 * (ankle[1] - ankle[0]) == pytest.approx(ankle_cm, abs=0.25)
    assert np.rad2deg(seated_shank_pitch(BODY, pitch)[1]) == pytest.approx(tilt_deg, abs=1.0)


def test_the_ankle_rises_between_0_57_and_0_83_of_the_heel():
    pitch = np.deg2rad(np.linspace(5, 45, 20))
    ankle = (rotation_matrices(pitched(pitch).foot_rad) @ BODY.ankle_m)[:, 2] - BODY.ankle_m[2]
    share = ankle / (BODY.lever_m * np.sin(pitch))
    assert share.min() > 0.55
    assert share.max() < 0.83


@pytest.mark.parametrize("on_foot", [True, False])
def test_a_leg_at_rest_feels_gravity_alone(on_foot):
    force, rate = felt(BODY, Pose.still(200), on_foot=on_foot, at_m=np.array([-0.1, 0.02, 0.03]))
    np.testing.assert_allclose(force, np.tile([0, 0, g], (200, 1)), atol=1e-9)
    np.testing.assert_allclose(rate, 0, atol=1e-12)


@pytest.mark.parametrize(("seconds", "peak_mg"), [(0.5, 236), (1.0, 59), (2.0, 15), (3.0, 6.5), (5.0, 2.4)])
def test_a_minimum_jerk_rise_of_10_cm_accelerates_as_computed_by_hand(seconds, peak_mg):
    pose = Pose.still(round(seconds * KINEMATIC_RATE_HZ))
    pose.ball_m[:, 2] = 0.10 * minimum_jerk(len(pose))
    force, _ = felt(BODY, pose, on_foot=True, at_m=np.zeros(3))
    assert 1000 * np.abs(force[5:-5, 2] - g).max() / g == pytest.approx(peak_mg, rel=0.03)


def test_the_rotation_felt_is_the_derivative_of_the_attitude():
    t = np.arange(2000) / KINEMATIC_RATE_HZ
    angles = np.column_stack((0.3 * np.sin(3 * t), 0.9 * np.sin(5 * t + 1), 0.5 * np.cos(2 * t)))
    turns = Rotation.from_matrix(rotation_matrices(angles))
    between = (turns[:-1].inv() * turns[1:]).as_rotvec() * KINEMATIC_RATE_HZ
    middle = angular_rate(angles)
    np.testing.assert_allclose(between[5:-5], (middle[5:-6] + middle[6:-5]) / 2, atol=1e-4)


def test_velocity_found_again_from_the_felt_force_is_the_heels():
    rise = np.deg2rad(30) * minimum_jerk(1000)
    heel = np.array([-BODY.lever_m, 0.0, 0.0])
    pose = pitched(rise)
    force, _ = felt(BODY, pose, on_foot=True, at_m=heel)
    world = np.einsum("nij,nj->ni", rotation_matrices(pose.foot_rad), force)
    world[:, 2] -= g
    height = np.cumsum(np.cumsum(world[:, 2])) / KINEMATIC_RATE_HZ**2
    assert height[-1] == pytest.approx(BODY.lever_m * np.sin(rise[-1]), rel=0.01)


def test_skin_under_a_strap_turns_with_its_share_of_the_foot():
    pose = pitched(np.deg2rad(30) * minimum_jerk(1000))
    at = np.array([0.0, 0.0, 0.1])
    _, bone = felt(BODY, pose, on_foot=False, at_m=at)
    _, skin = felt(BODY, pose, on_foot=False, at_m=at, skin_share=0.25)
    assert np.rad2deg((skin - bone)[:, 1].sum() / KINEMATIC_RATE_HZ) == pytest.approx(7.5, abs=0.05)


def test_an_impact_rattles_the_case_and_leaves_no_turn():
    pose = Pose.still(500)
    pose.shock_m_s2[100:200, 2] = 50 * np.sin(np.linspace(0, np.pi, 100)) ** 2
    _, rate = felt(BODY, pose, on_foot=True, at_m=np.zeros(3), shock_turn_rad_s=np.array([0.0, np.deg2rad(2), 0.0]))
    assert np.abs(rate[:, 1]).max() > 0.1
    assert abs(rate[:, 1].sum() / KINEMATIC_RATE_HZ) < 1e-3
