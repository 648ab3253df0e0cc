"""Lunges cut from joint angles and foot contacts agree with the simulated body's own phase times."""

from functools import cache

import numpy as np
import pytest
from heeldrive_lab.importers.knee_bends import JointAngles, double_knee_bends
from heeldrive_lab.importers.lunge_cycles import lunges
from heeldrive_lab.importers.stepping_foot import FootForces, lunge_direction
from heeldrive_lab.simulator.curves import FINE_HZ
from heeldrive_lab.simulator.phases import true_rows
from heeldrive_lab.simulator.sessions import performed
from heeldrive_lab.simulator.spec import spec_from

STAND = '{activity = "stand", seconds = 3}'


@cache
def body(activity, more="", seed=1):
    """Angles, forces, true rows and the sensor's leg of a body that does one thing, with its motion."""
    _, motion = performed(
        spec_from(f'{{seed = {seed}, do = [{STAND}, {{activity = "{activity}" {more}}}, {STAND}]}}')
    )
    every = slice(0, len(motion), 2)
    pose = motion.pose
    thigh = pose.knee_m[every] - pose.hip_m[every]
    shank = pose.ankle_m[every] - pose.knee_m[every]
    yaw = motion.foot_rad[every, :, 0]
    forward = np.stack((np.cos(yaw), np.sin(yaw), np.zeros_like(yaw)), axis=-1)
    thigh_deg, shank_deg = (
        np.degrees(np.arctan2(sign * np.sum(way * forward, axis=-1), -way[..., 2]))
        for way, sign in ((thigh, 1), (shank, -1))
    )
    foot_deg, pelvis_deg = np.degrees(motion.foot_rad[every, :, 2]), np.degrees(motion.pelvis_rad[every, 2:3])
    t_s = np.arange(len(motion))[every] / FINE_HZ
    angles = JointAngles(t_s, thigh_deg + pelvis_deg, thigh_deg + shank_deg, shank_deg + foot_deg)
    forces = FootForces(t_s, np.where(motion.planted[every], 400.0, 0.0))
    return angles, forces, true_rows(motion), motion.leg


def errors(found, true, name):
    return [abs(getattr(one, name) - getattr(other, name)) for one, other in zip(found, true, strict=True)]


@pytest.mark.parametrize("leg", ["front", "back", "alternating"])
@pytest.mark.parametrize("seed", [1, 2])
def test_backward_lunges(leg, seed):
    angles, forces, rows, worn = body("backward_lunge", f', reps = 6, leg = "{leg}"', seed)
    true = [row for row in rows if row.kind == "rep"]
    found = list(lunges(angles, forces).rows(worn))
    assert [(row.sensor_leg, row.activity) for row in found] == [(r.sensor_leg, r.activity) for r in true]
    assert max(errors(found, true, "bottom_ms") + errors(found, true, "rise_ms")) <= 5
    assert max(errors(found, true, "start_ms") + errors(found, true, "end_ms")) < 60
    in_front = [(one, other) for one, other in zip(found, true, strict=True) if one.sensor_leg == "front"]
    assert all(one.depth_deg == pytest.approx(other.depth_deg, abs=1.5) for one, other in in_front)
    assert all(one.depth_deg is None for one in found if one.sensor_leg == "back")


@pytest.mark.parametrize("leg", ["front", "back"])
def test_forward_lunges(leg):
    angles, forces, rows, worn = body("forward_lunge", f', reps = 6, leg = "{leg}"')
    true = [row for row in rows if row.kind == "rep"]
    found = list(lunges(angles, forces).rows(worn))
    assert [(row.sensor_leg, row.activity) for row in found] == [(leg, "forward_lunge")] * 6
    assert max(errors(found, true, "start_ms")) < (60 if leg == "front" else 700)
    assert all((row.bottom_ms is None) == (leg == "back") for row in found)


def test_squats_are_double_bends_and_no_lunges_and_steps_are_neither():
    angles, forces, _, worn = body("squat", ", reps = 3")
    assert list(lunges(angles, forces).rows(worn)) == []
    bends = list(double_knee_bends(angles))
    assert len(bends) == 3
    angles, forces, _, worn = body("walking", ", seconds = 10")
    assert list(lunges(angles, forces).rows(worn)) == list(double_knee_bends(angles)) == []


def test_a_foot_in_the_air_at_first_returns_from_the_step_before():
    t_s = np.arange(400) / 200
    right = np.full(400, 400.0)
    left = right.copy()
    right[:60] = 0  # still returning
    left[120:200] = 0
    assert lunge_direction(FootForces(t_s, np.column_stack((left, right))), 0, 2, front=1) == "backward"
    only_right = np.column_stack((np.full(400, np.nan), right))
    assert lunge_direction(FootForces(t_s, only_right), 0, 2, front=1) == "backward"
    assert lunge_direction(FootForces(t_s, only_right), 0, 2, front=0) == "forward"
    both = np.column_stack((right, right))
    assert lunge_direction(FootForces(t_s, both), 0, 2, front=0) == ""
