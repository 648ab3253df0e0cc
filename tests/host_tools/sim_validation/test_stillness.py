"""How still a thigh is in a pose: the measures, and the second simulator's wearers against people."""

import numpy as np
import pytest
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sim_validation.cycles import MovementMeasures
from heeldrive_lab.sim_validation.measures import measure
from heeldrive_lab.sim_validation.signals import MotionSignals
from heeldrive_lab.sim_validation.still_poses import STILL_POSES
from heeldrive_lab.sim_validation.still_wearers import StillWearer
from heeldrive_lab.sim_validation.stillness import add_stillness, less_parabola, longest_still_s, shiver_rms

HZ = 50
G = 9.80665


def test_a_parabola_has_no_rest_and_white_noise_keeps_its_size():
    place = np.linspace(0, 1, 30)
    assert less_parabola(np.column_stack([place**2, 3 - place, place])) == pytest.approx(0, abs=1e-9)
    noise = np.random.default_rng(1).normal(0, 2.0, (500, 30, 3))
    sizes = [less_parabola(each) for each in noise]
    assert np.sqrt(np.mean(np.square(sizes))) == pytest.approx(2.0 * np.sqrt(3), rel=0.02)


@pytest.mark.parametrize(("hz", "share"), [(10.0, 1.0), (2.0, 0.0), (20.0, 0.0)])
def test_only_the_band_of_shiver_is_shiver(hz, share):
    t = np.arange(30) / HZ
    wave = np.column_stack([np.sin(2 * np.pi * hz * t), np.zeros(30), np.zeros(30)])
    assert shiver_rms(wave, 1 / HZ) == pytest.approx(share * np.sqrt(0.5), abs=0.08)


def test_the_longest_still_time_is_between_two_jolts():
    t = np.arange(10 * HZ) / HZ
    force, rate = np.zeros((len(t), 3)), np.zeros((len(t), 3))
    force[3 * HZ, 0] = 100.0
    rate[7 * HZ, 1] = 50.0
    assert longest_still_s(t, force, rate) == pytest.approx(4.0, abs=0.05)
    rate[:, 2] = 40.0
    assert longest_still_s(t, force, rate) == pytest.approx(4.0, abs=0.05)


def still_signals(seconds, tilt_deg):
    """A sensor that is tilted as said, (n,), and shivers by 10 mg where it is tilted."""
    t = np.arange(seconds * HZ) / HZ
    angle = np.radians(tilt_deg)
    shiver = 0.01 * np.sqrt(2) * G * np.sin(2 * np.pi * 9 * t) * (tilt_deg > 0)
    force = np.column_stack([G * np.sin(angle), shiver, G * np.cos(angle)])
    return MotionSignals(t, np.abs(tilt_deg), np.zeros((len(t), 3)), force)


def test_each_hold_of_a_raised_leg_is_measured_once():
    tilt = np.zeros(60 * HZ)
    for start in (10, 22, 41):
        tilt[start * HZ : (start + 4) * HZ] = 30.0
    tilt[50 * HZ : 51 * HZ] = 30.0  # too short
    measured = MovementMeasures()
    add_stillness(measured, still_signals(60, tilt), Annotation("other", 0, 60_000), "raised")
    assert measured.values["force, mg"] == pytest.approx([10.0] * 3, abs=0.7)


@pytest.mark.parametrize(("part", "found"), [("pieces", 2), ("end", 1), ("middle", 1)])
def test_parts_of_an_interval(part, found):
    measured = MovementMeasures()
    add_stillness(measured, still_signals(25, np.zeros(25 * HZ)), Annotation("other", 0, 25_000), part)
    assert measured.values["force, mg"] == pytest.approx([0.0] * found, abs=1e-6)


@pytest.fixture(scope="module")
def wearers():
    """The measures of twenty wearers by pose."""
    found = {pose.name: MovementMeasures() for pose in STILL_POSES}
    for seed in range(100, 120):
        measured = measure(StillWearer(seed).load(), "", recorded=False)
        for pose in STILL_POSES:
            for name, values in measured[pose.name].values.items():
                found[pose.name].values.setdefault(name, []).extend(values)
    return {name.removeprefix("stillness, ").split(",")[0]: each.values for name, each in found.items()} | {
        "held": {
            name: [
                value for pose, each in found.items() if "held lunge" in pose for value in each.values[name]
            ]
            for name in ("force less a parabola, mg", "rate less a parabola, deg/s", "longest still, s")
        }
    }


def test_every_pose_is_taken_and_a_held_thigh_is_less_still_than_a_standing_and_that_than_a_seated_one(
    wearers,
):
    for name in ("force less a parabola, mg", "rate less a parabola, deg/s"):
        seated, standing, held = (np.median(wearers[pose][name]) for pose in ("seated", "standing", "held"))
        assert 1.5 * seated < standing < held / 1.5
    assert all(wearers.values())


def test_held_lunges_cover_what_lies_between_a_raised_leg_and_a_bottom_that_is_not_held(wearers):
    # The medians of people, docs/simulator.md: 14 mg and 2.0 deg/s of a raised leg, and 39-63 mg and
    # 6.3-9.4 deg/s at the bottoms of lunges that are not held.
    force, rate = (
        wearers["held"][name] for name in ("force less a parabola, mg", "rate less a parabola, deg/s")
    )
    assert 14 < np.median(force) < 63
    assert 2.0 < np.median(rate) < 9.4
    assert min(force) < 20
    assert max(force) > 39
    assert np.median(wearers["held"]["longest still, s"]) < 1.0


def test_standing_and_seated_wearers_are_as_still_as_people(wearers):
    # People's 5th percentile seated, and their 95th standing, with the noise of their recorders.
    assert np.median(wearers["seated"]["force less a parabola, mg"]) < 5.1
    assert 2.6 < np.median(wearers["standing"]["force less a parabola, mg"]) < 15.1
    assert np.median(wearers["standing"]["longest still, s"]) > 4
