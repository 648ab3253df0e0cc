"""Sway and shiver of a held thigh."""

from dataclasses import replace

import numpy as np
import pytest
from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.everyday import sitting
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming
from heeldrive_lab.kinematic_simulator.thigh_path import MotionScript
from heeldrive_lab.kinematic_simulator.unsteadiness import loaded_sway, settling, shiver, tone

STEADY = LungeForm(tremor_deg=0.0, shiver_dps=0.5, tiring=0.0)


def rate_dps(angle_deg):
    return np.gradient(angle_deg) * FINE_HZ


def rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def test_a_shiver_has_its_rate_and_accelerates_evenly_over_its_band():
    rates, halves = [], []
    for seed in range(60):
        wave = shiver(np.random.default_rng(seed), 20 * FINE_HZ, 2.0, (4.0, 12.0))
        rates.append(rms(rate_dps(wave)))
        power = np.abs(np.fft.rfft(np.gradient(rate_dps(wave)))) ** 2
        hz = np.fft.rfftfreq(len(wave), 1 / FINE_HZ)
        halves.append([power[(hz >= low) & (hz < low + 4)].sum() for low in (4, 8)])
    assert np.median(rates) == pytest.approx(2.0, rel=0.05)
    low, high = np.mean(halves, axis=0)
    assert low == pytest.approx(high, rel=0.25)


def test_a_thigh_that_bears_no_weight_does_not_sway_and_one_half_way_down_sways_by_half():
    n = 10 * FINE_HZ
    none, half, full = (
        loaded_sway(STEADY, np.full(n, depth), np.random.default_rng(3)) for depth in (0.0, 0.5, 1.0)
    )
    for axis in ("flexion_deg", "sideways_deg", "roll_deg"):
        assert not getattr(none, axis).any()
        assert getattr(full, axis) == pytest.approx(2 * getattr(half, axis))
    assert full.flexion_deg[0] == full.flexion_deg[-1] == 0
    assert rms(rate_dps(full.flexion_deg)) < rms(rate_dps(full.sideways_deg)) < rms(rate_dps(full.roll_deg))


def test_a_hold_gets_less_steady_with_time_and_after_other_reps():
    depth = np.ones(12 * FINE_HZ)
    tired = replace(STEADY, tiring=0.6)
    fresh, growing, late = (
        loaded_sway(form, depth, np.random.default_rng(8)).flexion_deg
        for form in (STEADY, tired, replace(tired, loaded_s=100.0))
    )
    inside = slice(FINE_HZ, -FINE_HZ)
    growth = growing[inside] / np.where(fresh[inside] == 0, np.nan, fresh[inside])
    assert growth[0] < 1.04
    assert growth[-1] == pytest.approx(1 + 0.6 * (1 - np.exp(-11 / 20)), rel=0.01)
    assert rms(late) == pytest.approx(1.6 * rms(fresh), rel=0.01)


def test_the_other_axes_take_nothing_from_the_wearer_s_own_generator():
    rng = np.random.default_rng(4)
    loaded_sway(STEADY, np.ones(500), rng)
    other = np.random.default_rng(4)
    other.uniform(size=48)
    assert rng.random() == other.random()


def test_time_under_load_is_the_hold_and_half_of_the_ways():
    assert RepTiming(down_s=2.0, up_s=1.0, hold_s=5.0, stop_down_s=1.0).load_s == pytest.approx(7.0)
    assert RepTiming(down_s=2.0, up_s=2.0, pulses=2, pulse_s=1.0).load_s == pytest.approx(4.0)


def test_a_chair_quietens_a_thigh():
    n = 30 * FINE_HZ
    standing, seated = (
        tone(np.full(n, share), np.zeros(n), np.random.default_rng(2)) for share in (0.0, 1.0)
    )
    share = rms(seated.roll_deg) / rms(standing.roll_deg)
    assert 0.15 <= share <= 0.7
    body = Anthropometry()
    path, down_s, up_s = sitting(body, 10.0, np.random.default_rng(1))
    assert path.supported[0] == pytest.approx(0, abs=1e-3)
    assert path.supported[-1] == pytest.approx(0, abs=1e-3)
    assert path.supported[round((down_s + 5) * FINE_HZ)] == pytest.approx(1, abs=1e-3)
    assert 0 <= path.supported.min() <= path.supported.max() <= 1
    assert up_s > 0


def test_a_thigh_settles_after_a_movement_and_not_in_it():
    t = np.arange(12 * FINE_HZ) / FINE_HZ
    flexion = np.interp(t, [2.0, 4.0], [0.0, 90.0])
    settled = settling(flexion, np.zeros_like(t))
    assert settled[t < 1.3].max() < 0.01
    assert settled[(t > 2.7) & (t < 3.3)].max() < 0.01
    assert np.abs(np.diff(settled)).max() < 1 / (0.3 * FINE_HZ)
    assert settled[t >= 5.5][0] == pytest.approx(np.exp(-1), abs=0.02)
    assert settled[-1] < 0.01
    # A hip that falls is a movement too: the thigh of a leg in back hardly turns.
    assert settling(np.zeros_like(t), flexion / 200)[t >= 5.5][0] == pytest.approx(np.exp(-1), abs=0.02)


def test_a_session_carries_the_support_of_its_parts():
    body = Anthropometry()
    script = MotionScript(body.standing_deg)
    script.stand(2.0)
    script.append(sitting(body, 8.0, np.random.default_rng(1))[0])
    whole = script.whole(np.random.default_rng(5))
    assert len(whole.supported) == len(whole)
    assert whole.supported[FINE_HZ] == 0
    assert whole.supported.max() == pytest.approx(1, abs=1e-3)
