"""Each thing that is wrong with a sensor shows in what it reads, and does not when it is switched off."""

from dataclasses import replace

import numpy as np
import pytest
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.simulator import Chip, Faults, Flesh, Mounting, make_session, simulate, workout
from heeldrive_lab.simulator.chip import sample
from heeldrive_lab.simulator.curves import FINE_HZ
from heeldrive_lab.simulator.faults import with_faults
from heeldrive_lab.simulator.model import GRAVITY_MPS2
from heeldrive_lab.simulator.motion import standing
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.physics import sensed
from heeldrive_lab.simulator.sessions import wearing
from heeldrive_lab.simulator.spec import spec_from

IDEAL = Chip(accel_noise_ug=0.0, gyro_noise_mdps=0.0, late_ms=0.0)
REST_S = 20
AT_REST = np.tile([0.0, GRAVITY_MPS2, 0.0], (REST_S * FINE_HZ, 1)), np.zeros((REST_S * FINE_HZ, 3))


def read(chip, signals=AT_REST, seed=0):
    """Seconds, g and deg/s."""
    table = np.array(sample(*signals, chip, np.random.default_rng(seed)), dtype=float)
    return (
        table[:, 0] / 1e3,
        table[:, 1:4] * chip.accel_ug_per_count / 1e6,
        table[:, 4:] * chip.gyro_udps_per_count / 1e6,
    )


def test_an_ideal_chip_reads_gravity_to_half_a_count_and_no_turning():
    t_s, accel_g, gyro_dps = read(IDEAL)
    assert np.abs(accel_g - [0.0, 1.0, 0.0]).max() <= 122e-6
    assert not gyro_dps.any()
    assert len(t_s) == REST_S * 104


def test_noise_has_the_density_asked_for():
    _, accel_g, gyro_dps = read(Chip(accel_noise_ug=400.0, gyro_noise_mdps=50.0))
    assert accel_g.std(axis=0) == pytest.approx([400e-6 * np.sqrt(52)] * 3, rel=0.1)
    assert gyro_dps.std(axis=0) == pytest.approx([50e-3 * np.sqrt(104 / 3)] * 3, rel=0.1)


@pytest.mark.parametrize(
    ("chip", "accel_g", "gyro_dps"),
    [
        ({"zero_g_mg": (20.0, -30.0, 5.0)}, (0.02, 0.97, 0.005), (0, 0, 0)),
        ({"zero_rate_dps": (1.0, -7.0, 3.0)}, (0, 1, 0), (1, -7, 3)),
        ({"accel_gain": (1.0, 1.01, 1.0)}, (0, 1.01, 0), (0, 0, 0)),
        ({"cross_axis": (0.02, 0.0, 0.0)}, (0.02, 1, 0), (0, 0, 0)),
    ],
)
def test_offsets_gains_and_cross_axis_show(chip, accel_g, gyro_dps):
    _, accel, gyro = read(Chip(**chip, accel_noise_ug=0.0, gyro_noise_mdps=0.0))
    assert accel.mean(axis=0) == pytest.approx(accel_g, abs=2e-4)
    assert gyro.mean(axis=0) == pytest.approx(gyro_dps, abs=0.01)


def test_offsets_drift_by_what_they_are_told_in_a_minute():
    chip = Chip(
        accel_noise_ug=0.0,
        gyro_noise_mdps=0.0,
        zero_g_drift_mg=(30.0, 0.0, 0.0),
        zero_rate_drift_dps=(0.0, 3.0, 0.0),
    )
    _, accel_g, gyro_dps = read(chip)
    assert accel_g[-1, 0] - accel_g[0, 0] == pytest.approx(0.030 * REST_S / 60, abs=3e-4)
    assert gyro_dps[-1, 1] - gyro_dps[0, 1] == pytest.approx(3.0 * REST_S / 60, abs=0.03)


def test_a_chip_that_warms_on_the_body_moves_its_offsets_with_its_time_constant():
    chip = Chip(
        accel_noise_ug=0.0,
        gyro_noise_mdps=0.0,
        zero_g_warming_mg=(12.0, 0.0, 0.0),
        zero_rate_warming_dps=(0.0, -2.0, 0.0),
        warming_s=5.0,
    )
    t_s, accel_g, gyro_dps = read(chip)
    at_5_s = int(np.searchsorted(t_s, 5.0))
    assert accel_g[[0, at_5_s, -1], 0] == pytest.approx([0.0, 0.0076, 0.0118], abs=3e-4)
    assert gyro_dps[[0, at_5_s, -1], 1] == pytest.approx([0.0, -1.26, -1.96], abs=0.03)


def test_a_spec_that_asks_for_the_errors_of_data_sheets_gets_a_chip_of_any_kind_with_them():
    spec = '{ seed = 1, do = [{ activity = "stand", seconds = 3 }], chip = { errors = "data_sheet" } }'
    chips = [wearing(replace(spec_from(spec), seed=seed)).chip for seed in range(300)]
    rms_mg = {
        name: np.sqrt(np.mean(np.square([chip.zero_g_mg for chip in chips if chip.sensor == name])))
        for name in {chip.sensor for chip in chips}
    }
    assert rms_mg == {
        "LSM6DSOX": pytest.approx(20, rel=0.15),
        "LSM6DS3TR-C": pytest.approx(40, rel=0.15),
        "LSM6DS33": pytest.approx(40, rel=0.15),
    }
    errors = [chip.rate_error for chip in chips]
    assert -0.08 <= min(errors) < -0.075
    assert 0.075 < max(errors) <= 0.08
    assert max(np.abs([chip.zero_g_warming_mg for chip in chips]).max(axis=1)) > 5
    fixed = spec_from(spec.replace('"data_sheet"', '"data_sheet", rate_error = 0.01'))
    assert wearing(fixed).chip.rate_error == 0.01
    assert simulate(fixed).header.sensor == wearing(fixed).chip.sensor


def test_the_errors_of_the_sensor_change_nothing_of_what_the_wearer_does():
    small, large = (workout(3, hard=True, data_sheet_errors=errors) for errors in (False, True))
    assert [row.activity for row in small.truth.rows] == [row.activity for row in large.truth.rows]
    starts_ms = [[rep.start_ms for rep in session.truth.reps] for session in (small, large)]
    assert starts_ms[0] == starts_ms[1]
    assert small.header.sensor == "LSM6DSOX"
    assert small.rows[:50] != large.rows[:50]


def test_the_gain_of_the_gyroscope_shows_in_a_steady_turn_and_full_scales_clip():
    turning = AT_REST[0], np.tile(np.radians([100.0, -900.0, 0.0]), (len(AT_REST[0]), 1))
    _, _, gyro_dps = read(Chip(gyro_gain=(1.01, 1.0, 1.0), gyro_noise_mdps=0.0), turning)
    assert gyro_dps[100:-100].mean(axis=0) == pytest.approx((101, -32768 * 0.0175, 0), abs=0.02)
    loud = np.full((FINE_HZ, 3), [200.0, -200.0, 0.0])
    assert set(sample(loud, loud, IDEAL, np.random.default_rng(0))[50][1:]) == {32767, -32768, 0}


def test_the_chips_low_pass_takes_away_what_is_too_fast_for_its_rate():
    t = np.arange(len(AT_REST[0])) / FINE_HZ
    shaken = AT_REST[0] + np.outer(np.sin(2 * np.pi * 40 * t), [5.0, 0.0, 0.0]), AT_REST[1]
    slow, fast = (read(Chip(rate_hz=hz, accel_noise_ug=0.0), shaken)[1][20:-20, 0].std() for hz in (52, 208))
    assert slow < 0.05 * fast
    assert fast == pytest.approx(5.0 / GRAVITY_MPS2 / np.sqrt(2), rel=0.05)


def test_the_stamps_tell_the_true_time_when_the_data_rate_is_off():
    t_s, _, _ = read(Chip(rate_error=0.05))
    assert (len(t_s) - 1) / (t_s[-1] - t_s[0]) == pytest.approx(104 * 1.05, rel=1e-3)
    assert np.array_equal(read(IDEAL)[0], np.floor(np.arange(REST_S * 104) / 104 * 1e3) / 1e3)


def test_a_strap_that_slips_leaves_the_board_turned_and_lower():
    motion = standing(Person(), 12 * FINE_HZ)
    slipping = Mounting(slip_turn_deg=90.0, slip_slide_m=-0.03, slip_at_s=4.0, slope_deg=-5.0)
    force, rate = sensed(motion, slipping, None)
    before, after = force[FINE_HZ], force[-FINE_HZ]
    turned = sensed(motion, Mounting(around_deg=25.0 + 90.0), None)[0][0]
    assert np.abs(before - sensed(motion, Mounting(), None)[0][0]).max() < 1e-6
    assert np.abs(after - turned).max() < 1e-6
    assert 20 < np.degrees(np.abs(rate).max()) < 80
    assert not np.abs(rate[: 4 * FINE_HZ - 2]).max() > 1e-6


def test_flesh_under_the_strap_rings_after_a_blow_and_bone_does_not():
    motion = standing(Person(), 3 * FINE_HZ)
    motion.impact_mps2[FINE_HZ : FINE_HZ + 6, motion.leg, 2] = 30.0
    after = slice(FINE_HZ + 12, FINE_HZ + 60)
    bone, turned_bone = sensed(motion, Mounting(), None)
    soft, turned = sensed(motion, Mounting(), Flesh())
    assert np.abs(bone[after] - bone[0]).max() < 0.5
    assert np.abs(soft[after] - soft[0]).max() > 2.0
    assert np.degrees(np.abs(turned_bone).max()) < 1e-6
    assert np.degrees(np.abs(turned[after]).max()) > 10


def test_a_foot_that_strikes_is_felt_on_its_own_thigh_more_than_on_the_other():
    front, back = (
        make_session(name, 7, rate_hz=208) for name in ("forward_lunges", "forward_lunges_back_leg")
    )
    largest = [
        np.linalg.norm(np.array(session.rows)[:, 1:4], axis=1).max() * 244e-6 for session in (front, back)
    ]
    assert 1.6 < largest[0] < 3.2
    assert largest[1] < largest[0] - 0.2


ROWS = [(10 * index, 0, 0, 0, 0, 0, 0) for index in range(1000)]
TRUTH = (Annotation("rep", 1000, 9000, 4000, 5000, 80.0, "front"),)


def test_without_faults_nothing_is_lost_and_no_clock_leaps():
    assert with_faults(ROWS, TRUTH, Faults(), np.random.default_rng(0)) == (ROWS, TRUTH)


def test_lost_samples_and_holes_leave_the_others_as_they_were():
    rows, truth = with_faults(ROWS, TRUTH, Faults(lost_share=0.1), np.random.default_rng(0))
    assert set(rows) < set(ROWS)
    assert 0.06 < 1 - len(rows) / len(ROWS) < 0.14
    assert truth == TRUTH
    rows, _ = with_faults(ROWS, TRUTH, Faults(holes=2, hole_s=0.7), np.random.default_rng(1))
    steps = np.diff([row[0] for row in rows])
    assert sorted(steps)[-2:] == [pytest.approx(700, abs=20)] * 2
    assert (steps > 10).sum() == 2


def test_truth_stands_in_the_clock_that_leapt():
    rows, truth = with_faults(ROWS, TRUTH, Faults(jumps=1, jump_s=2.0), np.random.default_rng(3))
    steps = np.diff([row[0] for row in rows])
    assert len(rows) == len(ROWS)
    assert sorted(set(steps)) == [10, 2010]
    leap_ms = rows[int(np.argmax(steps))][0]
    assert truth[0].end_ms == 11000
    assert truth[0].start_ms == (1000 if leap_ms >= 1000 else 3000)


def test_the_faults_of_a_spec_reach_its_session():
    plain = '{ seed = 5, rate_hz = 52, do = [{ activity = "backward_lunge", reps = 2 }] }'
    broken = plain.replace("do =", "faults = { lost_share = 0.05, jumps = 1, jump_s = 1.5 }, do =")
    whole, less = simulate(spec_from(plain)), simulate(spec_from(broken))
    assert 0.9 < len(less.rows) / len(whole.rows) < 0.98
    assert less.rows[-1][0] - whole.rows[-1][0] == pytest.approx(1500, abs=100)
    assert less.truth.reps[-1].end_ms - whole.truth.reps[-1].end_ms in (0, 1500)
