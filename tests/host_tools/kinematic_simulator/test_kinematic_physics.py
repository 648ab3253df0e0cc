"""The second simulator against physics: what an ideal sensor on a moving thigh must read."""

import numpy as np
import pytest
from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ, progress
from heeldrive_lab.kinematic_simulator.inertial_path import (
    G,
    IdealSignals,
    SensorPlacement,
    ideal_signals,
    sensor_path,
)
from heeldrive_lab.kinematic_simulator.leg_geometry import hip_over_ankle, thigh_between
from heeldrive_lab.kinematic_simulator.lunge_sets import backward_lunge, forward_lunge
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming
from heeldrive_lab.kinematic_simulator.strap_wag import StrapWag
from heeldrive_lab.kinematic_simulator.thigh_path import MotionScript, ThighPath
from heeldrive_lab.kinematic_simulator.workouts import perform

BODY = Anthropometry()
PLACEMENT = SensorPlacement(around_deg=70, twist_deg=-40, lean_deg=8)


def drawn_placement(seed, **fixed):
    placement = SensorPlacement.draw(np.random.default_rng(seed), BODY, 10.0, 0.0)
    return SensorPlacement(**(vars(placement) | fixed))


@pytest.fixture(scope="module")
def workout_path():
    """The first minute of a hard workout in which the legs alternate."""
    whole = perform(4, "alternating").path
    return ThighPath(*(each[: 60 * FINE_HZ] for each in whole.curves()))


@pytest.mark.parametrize("seed", range(5))
def test_a_thigh_at_rest_reads_one_g_and_no_rate_in_any_placement_and_pose(seed):
    path = ThighPath.at_rest(500, flexion_deg=20.0 * seed)
    signals = ideal_signals(*sensor_path(path, BODY, drawn_placement(seed)))
    assert np.linalg.norm(signals.force_mps2, axis=1) == pytest.approx(G)
    assert np.abs(signals.rate_rad_s).max() == pytest.approx(0, abs=1e-9)


def test_a_wagging_strap_changes_nothing_at_rest():
    path = ThighPath.at_rest(1500, flexion_deg=30.0)
    ideal = ideal_signals(*sensor_path(path, BODY, PLACEMENT))
    shaken = StrapWag().shaken(ideal)
    assert np.allclose(shaken.force_mps2, ideal.force_mps2, atol=1e-6)
    assert np.allclose(shaken.rate_rad_s, 0, atol=1e-6)


def test_a_strap_rings_at_its_own_frequency_and_dies_away():
    wag = StrapWag(frequency_hz=10.0, damping=0.1)
    force = np.tile([0.0, 0.0, G], (2000, 1))
    force[500:505, 0] = 40.0
    moved = wag.displacement(force)[505:1000, 0]
    crossings = np.flatnonzero(np.diff(np.sign(moved)))
    half_period_s = np.diff(crossings[:6]).mean() / FINE_HZ
    assert 1 / (2 * half_period_s) == pytest.approx(10.0 * np.sqrt(1 - 0.1**2), rel=0.04)
    assert abs(moved[-1]) < 0.02 * np.abs(moved).max()


def test_a_strap_sags_under_gravity_as_a_spring_does():
    wag = StrapWag(frequency_hz=8.0, normal_share=1.0)
    force = np.zeros((3000, 3))
    force[1000:, 1] = G
    assert wag.displacement(force)[-1, 1] == pytest.approx(-G / (2 * np.pi * 8.0) ** 2, rel=1e-3)


def test_the_gyro_integrates_to_the_change_of_the_thigh_s_angle():
    path = backward_lunge(BODY, LungeForm(knee_in_deg=0.0), RepTiming(), "front", np.random.default_rng(1))
    # With the board on the outside and not turned, its z axis is the axis about which the knee bends.
    signals = ideal_signals(*sensor_path(path, BODY, SensorPlacement(around_deg=90.0)))
    turned = -np.degrees(np.cumsum(signals.rate_rad_s[:, 2]) / FINE_HZ)
    assert np.ptp(path.flexion_deg) > 80
    assert turned - turned[0] == pytest.approx(path.flexion_deg - path.flexion_deg[0], abs=0.3)


def test_the_rate_turns_the_orientation_from_each_sample_to_the_next(workout_path):
    position, to_world = sensor_path(workout_path, BODY, PLACEMENT)
    rate = ideal_signals(position, to_world).rate_rad_s
    now, later = to_world[1:-2], to_world[2:-1]
    step = 0.5 * (rate[1:-2] + rate[2:-1]) / FINE_HZ
    # First and second order of the exponential of a small rotation.
    cross = np.zeros((len(step), 3, 3))
    cross[:, 2, 1], cross[:, 0, 2], cross[:, 1, 0] = step.T
    cross -= cross.transpose(0, 2, 1)
    predicted = now @ (np.eye(3) + cross + 0.5 * cross @ cross)
    assert np.abs(predicted - later).max() < 2e-4


def test_gravity_turns_in_the_sensor_as_minus_rate_cross_gravity(workout_path):
    position, to_world = sensor_path(workout_path, BODY, PLACEMENT)
    up = to_world[:, 2, :]
    rate = ideal_signals(position, to_world).rate_rad_s
    turned = np.gradient(up, 1 / FINE_HZ, axis=0)[1:-1]
    assert np.abs(turned).max() > 1.0
    assert np.abs(turned + np.cross(rate, up)[1:-1]).max() < 0.01 * np.abs(turned).max()


def test_the_accelerometer_is_the_second_derivative_of_the_path_plus_gravity(workout_path):
    position, to_world = sensor_path(workout_path, BODY, PLACEMENT)
    force = ideal_signals(position, to_world).force_mps2
    in_world = np.einsum("nij,nj->ni", to_world, force) - [0, 0, G]
    # Twice integrated, the measured acceleration leads back to the path over a second.
    for start in range(0, len(position) - FINE_HZ, 3 * FINE_HZ):
        span = slice(start + 1, start + FINE_HZ)
        speed = (position[start + 1] - position[start]) * FINE_HZ + np.cumsum(in_world[span], 0) / FINE_HZ
        way = position[start + 1] + np.cumsum(speed, 0) / FINE_HZ
        assert np.abs(way - position[start + 2 : start + FINE_HZ + 1]).max() < 1e-6


def test_a_lever_reads_the_centripetal_acceleration_of_a_steady_turn():
    path = ThighPath.at_rest(1000, 0.0)
    path.yaw_deg = np.arange(1000) / FINE_HZ * 180.0
    placement = SensorPlacement(off_axis_m=0.1)
    force = ideal_signals(*sensor_path(path, BODY, placement)).force_mps2[10:-10]
    # The sensor's z axis points out of the skin, away from the axis of the turn.
    assert force[:, 2] == pytest.approx(-0.1 * np.pi**2, rel=1e-3)


def test_a_strap_that_slips_leads_to_the_other_placement():
    path = ThighPath.at_rest(2000, 5.0)
    slipping = SensorPlacement(slip_at_s=1.0, slip_s=0.5, slip_turn_deg=30.0)
    force = ideal_signals(*sensor_path(path, BODY, slipping)).force_mps2
    after = ideal_signals(*sensor_path(path, BODY, SensorPlacement(around_deg=30.0))).force_mps2
    assert force[-2] == pytest.approx(after[-2])
    assert np.abs(force[1] - force[-2]).max() > 0.1


def test_a_planted_ankle_stays_where_it_is_whatever_the_leg_does():
    thigh, shank = np.linspace(20, 100, 50), np.linspace(0, 30, 50)
    forward, up = hip_over_ankle(BODY, thigh, shank)
    assert thigh_between(BODY, -forward, up) == pytest.approx(thigh, abs=0.5)


def test_a_beta_step_is_no_minimum_jerk_curve_unless_its_exponents_are_three():
    t = np.linspace(0, 1, 201)
    minimum_jerk = 10 * t**3 - 15 * t**4 + 6 * t**5
    assert progress(200, 3.0, 3.0) == pytest.approx(minimum_jerk, abs=1e-9)
    assert np.abs(progress(200, 2.4, 3.5) - minimum_jerk).max() > 0.05


def test_without_a_strike_nine_of_ten_lunges_stay_under_1_2_g():
    largest = []
    for seed in range(20):
        path = backward_lunge(BODY, LungeForm(), RepTiming(), "front", np.random.default_rng(seed))
        signals = ideal_signals(*sensor_path(path, BODY, drawn_placement(seed)))
        largest.append(np.linalg.norm(signals.force_mps2, axis=1).max() / G)
    assert np.percentile(largest, 90) < 1.2


def test_the_strike_of_a_forward_lunge_reaches_1_9_to_2_9_g():
    largest = []
    for seed in range(12):
        script = MotionScript(BODY.standing_deg)
        rng = np.random.default_rng(seed)
        script.append(forward_lunge(BODY, LungeForm(), RepTiming(), "front", rng))
        script.stand(1.0)
        signals = ideal_signals(*sensor_path(script.whole(rng), BODY, drawn_placement(seed)))
        assert isinstance(signals, IdealSignals)
        largest.append(np.linalg.norm(signals.force_mps2, axis=1).max() / G)
    assert min(largest) > 1.7
    assert max(largest) < 3.1
    assert 1.9 < np.median(largest) < 2.9


@pytest.mark.parametrize("leg", ["front", "back", "alternating"])
def test_movements_join_without_a_jerk(leg):
    done = perform(7, leg)
    joins = np.cumsum([len(part) for part in done.script.parts])[:-1]
    for values in (done.path.up_m, done.path.forward_m):
        acceleration = np.abs(np.diff(values, 2)) * FINE_HZ**2
        assert max(acceleration[join - 3 : join + 2].max() for join in joins) < G
    rate = np.abs(np.diff(done.path.flexion_deg)) * FINE_HZ
    assert max(rate[join - 2 : join + 2].max() for join in joins) < 20
