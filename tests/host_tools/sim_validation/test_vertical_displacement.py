"""The cycle of a leg in back is found by the fall of the body, from the samples alone."""

import numpy as np
import pytest
from heeldrive_lab.sim_validation.measures import measure
from heeldrive_lab.sim_validation.population import SimulatedWearer, population
from heeldrive_lab.sim_validation.vertical_displacement import (
    GRAVITY_MPS2,
    downward_displacement_m,
    up_directions,
)

RATE_HZ = 52


def test_a_fall_of_twenty_centimetres_is_measured():
    t_s = np.arange(0, 30, 1 / RATE_HZ)
    depth_m = 0.20 * np.exp(-0.5 * ((t_s - 15) / 0.5) ** 2)
    vertical_acc_mps2 = -np.gradient(np.gradient(depth_m, t_s), t_s)
    tilt = np.radians(12.0) * np.exp(-0.5 * ((t_s - 15) / 0.5) ** 2)
    zeros = np.zeros_like(t_s)
    up = np.stack([np.sin(tilt), zeros, np.cos(tilt)], axis=1)
    angular_rate_dps = np.degrees(np.stack([zeros, -np.gradient(tilt, t_s), zeros], axis=1))
    specific_force_mps2 = (GRAVITY_MPS2 + vertical_acc_mps2)[:, None] * up
    found = up_directions(t_s, angular_rate_dps, specific_force_mps2)
    assert np.degrees(np.arccos(np.clip(np.sum(found * up, axis=1), -1, 1))).max() < 1.5
    displacement_m = downward_displacement_m(t_s, specific_force_mps2, found)
    middle = (t_s > 12) & (t_s < 18)
    assert np.ptp(displacement_m[middle]) == pytest.approx(0.20, abs=0.04)
    assert t_s[np.argmax(displacement_m)] == pytest.approx(15, abs=0.1)


def test_a_simulated_back_leg_falls_and_tilts_as_people_do():
    """UTD-MHAD: fall 14-28 cm, tilt 9-18 deg from the start of the fall (docs/simulator.md)."""
    activity = (("activity", "forward_lunge"), ("leg", "back"), ("reps", 3))
    found = measure(SimulatedWearer(4001, activity).load(), "population", recorded=False)[
        "forward lunge, back leg"
    ]
    assert len(found.values["fall, cm"]) == 3
    assert 10 < np.median(found.values["fall, cm"]) < 36
    assert 6 < np.median(found.values["largest tilt from the start, deg"]) < 24
    assert np.argmax(np.median(found.curves["fall, cm"], axis=0)) in range(30, 75)


def test_no_wearer_appears_twice():
    seeds = [person.seed for person in population()]
    assert len(seeds) == len(set(seeds))
