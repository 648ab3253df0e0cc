"""A thigh on a shank on a planted foot, exact and without noise: it must be found to the millimetre."""

from dataclasses import replace

import numpy as np
import pytest
from heeldrive_lab.knee_travel.beliefs import Beliefs
from heeldrive_lab.knee_travel.fit import fit
from heeldrive_lab.knee_travel.reckoning import reckon
from heeldrive_lab.knee_travel.samples import PhysicalSamples
from heeldrive_lab.knee_travel.windows import windows_of

G = 9.80665
HZ = 104
PAUSE_S, MOVE_S, HOLD_S = 1.0, 1.4, 0.4
SHANK_M, ALONG_M, OFF_M = 0.41, 0.21, 0.07
STAND_THIGH, STAND_SHANK = np.radians(5.0), np.radians(7.0)
STAND_KNEE_M = SHANK_M * np.sin(STAND_SHANK)
# Sensor axes as rows in axes forward, left, up of the thigh: z away from its front, turned on the skin.
TWIST = 0.6
MOUNT = np.array([[0.0, np.cos(TWIST), np.sin(TWIST)], [0.0, -np.sin(TWIST), np.cos(TWIST)], [1.0, 0.0, 0.0]])
# All of it known but for what a rep does.
CERTAIN = replace(
    Beliefs(),
    offset_mps2=1e-6, gain=1e-7, turn_gain=1e-7, tip=1e-7,
    along_m=ALONG_M, along_sd_m=1e-6, off_bone_m=OFF_M, across_sd_m=1e-6,
    standing_thigh_rad=STAND_THIGH, standing_thigh_sd_rad=1e-6,
    shank_m=SHANK_M, shank_sd_m=1e-6, standing_knee_m=STAND_KNEE_M, standing_knee_sd_m=1e-6,
)  # fmt: skip


def step(u):
    u = np.clip(u, 0.0, 1.0)
    return u**3 * (10 - 15 * u + 6 * u**2)


def swing(shanks_deg, offset=(0.0, 0.0, 0.0)):
    """Samples, reps, and the true place of the sensor, of one rep for each lean of the shank."""
    length_s = PAUSE_S + 2 * MOVE_S + HOLD_S
    t = np.arange(0.0, PAUSE_S + length_s * len(shanks_deg), 1 / HZ)

    def path(at):
        thigh, shank = np.full_like(at, STAND_THIGH), np.full_like(at, STAND_SHANK)
        for number, deg in enumerate(shanks_deg):
            start = PAUSE_S + number * length_s
            bent = step((at - start) / MOVE_S) - step((at - start - MOVE_S - HOLD_S) / MOVE_S)
            thigh += bent * (np.radians(88.0) - STAND_THIGH)
            shank += bent * (np.radians(deg) - STAND_SHANK)
        knee = SHANK_M * np.stack([np.sin(shank), np.cos(shank)])
        along = ALONG_M * np.stack([-np.sin(thigh), np.cos(thigh)])
        return thigh, knee + along + OFF_M * np.stack([np.cos(thigh), np.sin(thigh)])

    fine = 1e-3
    (before, there_before), (thigh, place), (after, there_after) = (path(t + d) for d in (-fine, 0.0, fine))
    acceleration = (there_after - 2 * place + there_before) / fine**2
    felt = np.stack([acceleration[0], np.zeros_like(t), acceleration[1] + G], axis=1)
    cosine, sine, zero = np.cos(thigh), np.sin(thigh), np.zeros_like(t)
    axes = np.array([[cosine, zero, sine], [zero, zero + 1, zero], [-sine, zero, cosine]])
    force = np.einsum("ijn,nj->ni", axes, felt) @ MOUNT.T + np.array(offset)
    rate = np.stack([zero, -(after - before) / (2 * fine), zero], axis=1) @ MOUNT.T
    reps = []
    for number in range(len(shanks_deg)):
        start = PAUSE_S + number * length_s
        edges = (0.3, MOVE_S - 0.25, MOVE_S + HOLD_S + 0.25, 2 * MOVE_S + HOLD_S - 0.3)
        keys = ("start_ms", "bottom_ms", "rise_ms", "end_ms")
        reps.append(dict(zip(keys, (round(1000 * (start + edge)) for edge in edges), strict=True)))
    return PhysicalSamples(t, force, rate, np.zeros(0)), reps, place


def bottoms(samples, reps, place):
    """True knee ahead of the ankle at the bottom of each rep."""
    found = []
    for rep in reps:
        held = slice(samples.index(rep["bottom_ms"] + 250), samples.index(rep["rise_ms"] - 250))
        sensor = place[0, held].mean()
        found.append(sensor + ALONG_M * np.sin(np.radians(88.0)) - OFF_M * np.cos(np.radians(88.0)))
    return np.array(found)


def test_an_exact_sensor_is_reckoned_to_the_millimetre():
    samples, reps, place = swing([4.0, 22.0])
    for window in windows_of(samples, reps):
        path = reckon(samples, window)
        true = place[:, window.first : window.last + 1] - place[:, [window.first]]
        # Where a pause ends the thigh already moves, which tilts the level found in it; one angle undoes it.
        level = path.turns[0] @ MOUNT @ [np.sin(STAND_THIGH), 0.0, np.cos(STAND_THIGH)]
        undone = path.way - path.way_by[0] * np.arctan2(level[0], level[2])
        # What is left, the angle squared, grows with the time squared.
        assert np.abs(undone - true)[:, : window.turn - window.first].max() < 0.001
        assert np.abs(undone - true).max() < 0.003
        assert path.turned[window.turn - window.first] == pytest.approx(-np.radians(83.0), abs=1e-3)


def test_knee_travel_of_an_exact_swing_is_found_to_two_millimetres():
    shanks_deg = [2.0, 5.0, 8.0, 14.0, 22.0, 28.0]
    samples, reps, place = swing(shanks_deg)
    found = fit([reckon(samples, window) for window in windows_of(samples, reps)], CERTAIN)
    true = bottoms(samples, reps, place)
    assert true == pytest.approx(SHANK_M * np.sin(np.radians(shanks_deg)), abs=1e-3)
    # The bottom is where the thigh is within 5 deg of its deepest; the shank has not quite arrived there.
    near = true + 0.06 * (STAND_KNEE_M - true) / 2
    assert found.travel_m == pytest.approx(near, abs=0.004)
    steps, true_steps = np.diff(found.travel_m), np.diff(near)
    assert steps == pytest.approx(true_steps, abs=0.002)


def test_an_offset_is_told_from_knee_travel_by_many_reps_of_both_kinds():
    samples, reps, place = swing([3.0, 6.0, 24.0, 5.0, 20.0, 8.0, 26.0], offset=(0.2, -0.3, 0.25))
    true = bottoms(samples, reps, place)
    found = fit([reckon(samples, window) for window in windows_of(samples, reps)])
    assert found.travel_m - found.travel_m[0] == pytest.approx(true - true[0], abs=0.015)
    assert np.abs(found.travel_m - true).max() < 3 * np.sqrt(found.covariance.diagonal().max())


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_an_offset_leads_reckoning_astray_as_its_derivative_says(axis):
    offset = np.zeros(3)
    offset[axis] = 0.01
    clean, reps, _ = swing([10.0])
    shifted, _, _ = swing([10.0], offset)
    (window,) = windows_of(clean, reps)
    path, other = reckon(clean, window), reckon(shifted, window)
    # The offset tilts the attitude found in the pause too; the tilt it makes is one of the unknowns.
    up, seen = path.turns[0] @ other.turns[0].T, other.way - path.way
    tilt = np.arctan2(up[0, 2], up[2, 2])
    undone = path.way_by[3 + axis] * 0.01 + path.way_by[0] * tilt
    assert np.abs(undone).max() > 0.01
    assert np.abs(seen + undone).max() < 0.05 * np.abs(undone).max()


def test_the_deviation_shrinks_with_reps_and_grows_with_ignorance():
    samples, reps, _ = swing([4.0] * 8)
    paths = [reckon(samples, window) for window in windows_of(samples, reps)]
    one, many = fit(paths[:1]), fit(paths)
    assert many.covariance[0, 0] < one.covariance[0, 0]
    vague = fit(paths, replace(Beliefs(), offset_mps2=1.0))
    assert vague.covariance[0, 0] > many.covariance[0, 0]
