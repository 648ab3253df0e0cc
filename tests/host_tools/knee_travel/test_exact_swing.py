"""An exact, noise-free thigh on a shank on a planted foot is estimated to the millimetre."""

from dataclasses import replace

import numpy as np
import pytest
from heeldrive_lab.knee_travel.dead_reckoning import dead_reckon
from heeldrive_lab.knee_travel.fit import fit
from heeldrive_lab.knee_travel.points import points_of
from heeldrive_lab.knee_travel.priors import Priors
from heeldrive_lab.knee_travel.samples import InertialSamples
from heeldrive_lab.knee_travel.windows import windows_of

G = 9.80665
HZ = 104
PAUSE_S, MOVE_S, HOLD_S = 1.0, 1.4, 0.4
SHANK_M, ALONG_M, OFF_M = 0.41, 0.21, 0.07
STAND_THIGH, STAND_SHANK = np.radians(5.0), np.radians(7.0)
STAND_KNEE_M = SHANK_M * np.sin(STAND_SHANK)
# Sensor axes as rows, in the thigh's axes forward, left, up: z points away from the front, rotated on the
# skin.
TWIST = 0.6
MOUNT = np.array([[0.0, np.cos(TWIST), np.sin(TWIST)], [0.0, -np.sin(TWIST), np.cos(TWIST)], [1.0, 0.0, 0.0]])
# Everything is known except the motion in a rep.
CERTAIN = replace(
    Priors(),
    offset_mps2=1e-6, gain=1e-7, gyro_gain=1e-7, tip=1e-7,
    along_m=ALONG_M, along_sd_m=1e-6, off_bone_m=OFF_M, across_sd_m=1e-6,
    standing_thigh_rad=STAND_THIGH, standing_thigh_sd_rad=1e-6,
    shank_m=SHANK_M, shank_sd_m=1e-6, standing_knee_m=STAND_KNEE_M, standing_knee_sd_m=1e-6,
)  # fmt: skip


def step(u):
    u = np.clip(u, 0.0, 1.0)
    return u**3 * (10 - 15 * u + 6 * u**2)


def swing(shanks_deg, offset=(0.0, 0.0, 0.0)):
    """Samples, reps and the true position of the sensor; one rep for each lean of the shank."""
    length_s = PAUSE_S + 2 * MOVE_S + HOLD_S
    t = np.arange(0.0, PAUSE_S + length_s * len(shanks_deg), 1 / HZ)

    def path(at):
        thigh, shank = np.full_like(at, STAND_THIGH), np.full_like(at, STAND_SHANK)
        for number, deg in enumerate(shanks_deg):
            start = PAUSE_S + number * length_s
            curved = step((at - start) / MOVE_S) - step((at - start - MOVE_S - HOLD_S) / MOVE_S)
            thigh += curved * (np.radians(88.0) - STAND_THIGH)
            shank += curved * (np.radians(deg) - STAND_SHANK)
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
    return InertialSamples(t, force, rate, np.zeros(0)), reps, place


def bottoms(samples, reps, place):
    """True knee ahead of the ankle at the bottom of each rep."""
    found = []
    for rep in reps:
        held = slice(samples.index(rep["bottom_ms"] + 250), samples.index(rep["rise_ms"] - 250))
        sensor = place[0, held].mean()
        found.append(sensor + ALONG_M * np.sin(np.radians(88.0)) - OFF_M * np.cos(np.radians(88.0)))
    return np.array(found)


def reckoned(samples, reps):
    return [points_of(dead_reckon(samples, window), window.rep) for window in windows_of(samples, reps)]


def test_dead_reckoning_of_an_exact_sensor_is_right_to_the_millimetre():
    samples, reps, place = swing([4.0, 22.0])
    for window in windows_of(samples, reps):
        path = dead_reckon(samples, window)
        true = place[:, window.first : window.last + 1] - place[:, [window.first]]
        # At the end of a pause the thigh already moves, which tilts the estimated level; one angle corrects
        # it.
        level = path.attitudes[0] @ MOUNT @ [np.sin(STAND_THIGH), 0.0, np.cos(STAND_THIGH)]
        undone = path.displacement - path.displacement_by[0] * np.arctan2(level[0], level[2])
        # The remaining error, the angle squared, grows with time squared.
        assert np.abs(undone - true)[:, : window.turn - window.first].max() < 0.001
        assert np.abs(undone - true).max() < 0.003
        assert path.pitch_change_rad[window.turn - window.first] == pytest.approx(-np.radians(83.0), abs=1e-3)


def test_knee_travel_of_an_exact_swing_is_found_to_two_millimetres():
    shanks_deg = [2.0, 5.0, 8.0, 14.0, 22.0, 28.0]
    samples, reps, place = swing(shanks_deg)
    found = fit(reckoned(samples, reps), CERTAIN)
    true = bottoms(samples, reps, place)
    assert true == pytest.approx(SHANK_M * np.sin(np.radians(shanks_deg)), abs=1e-3)
    # The bottom is within 5 deg of the largest inclination; the shank has not quite arrived there.
    near = true + 0.06 * (STAND_KNEE_M - true) / 2
    assert found.travel_m == pytest.approx(near, abs=0.004)
    steps, true_steps = np.diff(found.travel_m), np.diff(near)
    assert steps == pytest.approx(true_steps, abs=0.002)


def test_many_reps_of_both_styles_separate_an_offset_from_knee_travel():
    samples, reps, place = swing([3.0, 6.0, 24.0, 5.0, 20.0, 8.0, 26.0], offset=(0.2, -0.3, 0.25))
    true = bottoms(samples, reps, place)
    found = fit(reckoned(samples, reps))
    assert found.travel_m - found.travel_m[0] == pytest.approx(true - true[0], abs=0.015)
    assert np.abs(found.travel_m - true).max() < 3 * found.deviation_m.max()


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_an_offset_changes_dead_reckoning_by_its_derivative(axis):
    offset = np.zeros(3)
    offset[axis] = 0.01
    clean, reps, _ = swing([10.0])
    shifted, _, _ = swing([10.0], offset)
    (window,) = windows_of(clean, reps)
    path, other = dead_reckon(clean, window), dead_reckon(shifted, window)
    # The offset also tilts the attitude in the pause; this tilt is one of the unknowns.
    up, seen = path.attitudes[0] @ other.attitudes[0].T, other.displacement - path.displacement
    tilt = np.arctan2(up[0, 2], up[2, 2])
    undone = path.displacement_by[3 + axis] * 0.01 + path.displacement_by[0] * tilt
    assert np.abs(undone).max() > 0.01
    assert np.abs(seen + undone).max() < 0.05 * np.abs(undone).max()


def test_the_deviation_shrinks_with_reps_and_grows_with_ignorance():
    samples, reps, _ = swing([4.0] * 8)
    paths = reckoned(samples, reps)
    one, many = fit(paths[:1]), fit(paths)
    assert many.deviation_m[0] < one.deviation_m[0]
    vague = fit(paths, replace(Priors(), offset_mps2=1.0))
    assert vague.deviation_m[0] > many.deviation_m[0]
