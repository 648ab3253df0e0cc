"""A leg in back hardly tilts: its cycle is found by how far the body falls, from the samples alone."""

import numpy as np
import pytest
from heeldrive_lab.sim_validation.crowd import Passer, crowd
from heeldrive_lab.sim_validation.height import GRAVITY_MPS2, fallen_m, up_directions
from heeldrive_lab.sim_validation.measures import measure

RATE_HZ = 52


def test_a_body_that_sinks_by_twenty_centimetres_is_seen_to():
    t_s = np.arange(0, 30, 1 / RATE_HZ)
    depth_m = 0.20 * np.exp(-0.5 * ((t_s - 15) / 0.5) ** 2)
    rising = -np.gradient(np.gradient(depth_m, t_s), t_s)
    tilt = np.radians(12.0) * np.exp(-0.5 * ((t_s - 15) / 0.5) ** 2)
    zeros = np.zeros_like(t_s)
    up = np.stack([np.sin(tilt), zeros, np.cos(tilt)], axis=1)
    turning = np.degrees(np.stack([zeros, -np.gradient(tilt, t_s), zeros], axis=1))
    pull = (GRAVITY_MPS2 + rising)[:, None] * up
    found = up_directions(t_s, turning, pull)
    assert np.degrees(np.arccos(np.clip(np.sum(found * up, axis=1), -1, 1))).max() < 1.5
    fallen = fallen_m(t_s, pull, found)
    middle = (t_s > 12) & (t_s < 18)
    assert np.ptp(fallen[middle]) == pytest.approx(0.20, abs=0.04)
    assert t_s[np.argmax(fallen)] == pytest.approx(15, abs=0.1)


def test_a_back_leg_of_the_crowd_falls_and_tilts_as_people_do():
    """UTD-MHAD: fall 14-28 cm, tilt 9-18 deg from where the fall begins (docs/simulator.md)."""
    doing = (("activity", "forward_lunge"), ("leg", "back"), ("reps", 3))
    found = measure(Passer(4001, doing).load(), "crowd", recorded=False)["forward lunge, back leg"]
    assert len(found.values["fall, cm"]) == 3
    assert 10 < np.median(found.values["fall, cm"]) < 36
    assert 6 < np.median(found.values["largest tilt from the start, deg"]) < 24
    assert np.argmax(np.median(found.curves["fall, cm"], axis=0)) in range(30, 75)


def test_nobody_in_the_crowd_is_there_twice():
    seeds = [person.seed for person in crowd()]
    assert len(seeds) == len(set(seeds))
