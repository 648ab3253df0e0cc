"""The simulated sessions are what physics, the format and their own truth say they are."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.session import SessionReader
from heeldrive_lab.simulate import LIBRARY, MORE, Chip, Mounting, make_session, workout, write_library
from heeldrive_lab.simulate.body import Motion, about
from heeldrive_lab.simulate.chip import sample
from heeldrive_lab.simulate.curves import FINE_HZ
from heeldrive_lab.simulate.gait import WALKING, go
from heeldrive_lab.simulate.phases import cut
from heeldrive_lab.simulate.sessions import perform
from heeldrive_lab.simulate.strap import GRAVITY_MPS2, felt
from heeldrive_lab.truth import read_truth, truth_path

KEPT = Path(__file__).parents[3] / "recorded_sessions"
IDEAL = Chip(accel_noise_ug=0.0, gyro_noise_mdps=0.0, late_ms=0.0)


def units(rows, chip=IDEAL):
    """Seconds, g and deg/s of rows of counts."""
    table = np.array(rows, dtype=float)
    accel_g, gyro_dps = (
        table[:, 1:4] * chip.accel_ug_per_count / 1e6,
        table[:, 4:] * chip.gyro_udps_per_count / 1e6,
    )
    return table[:, 0] / 1e3, accel_g, gyro_dps


def angle_deg(a, b):
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1)))


def test_the_kept_files_are_what_the_generator_makes_to_the_byte(tmp_path):
    written = write_library(tmp_path)
    kept = sorted(path.relative_to(KEPT) for path in KEPT.rglob("*") if path.is_file())
    assert sorted(path.relative_to(tmp_path) for path in written) == kept
    for path in written:
        assert path.read_bytes() == (KEPT / path.relative_to(tmp_path)).read_bytes(), path.name


@pytest.mark.parametrize("name", LIBRARY)
def test_a_kept_session_reads_back_with_its_truth_and_says_it_is_simulated(name):
    with SessionReader(KEPT / f"{name}.csv") as reader:
        last_ms = [row[0] for row in reader][-1]
        assert reader.header.origin == "simulated"
        assert reader.header.extra == {"name": name, "seed": str(LIBRARY[name].seed)}
    truth = read_truth(truth_path(KEPT / f"{name}.csv"))
    assert all(row.end_ms <= last_ms for row in truth.rows)
    assert bool(truth.reps) is not name.startswith("must_not_count/")
    assert (KEPT / f"{name}.csv").stat().st_size < 1_000_000


def test_one_seed_is_one_session_and_another_seed_is_another():
    assert make_session("clean_set", 5) == make_session("clean_set", 5)
    assert make_session("clean_set", 5).rows != make_session("clean_set", 6).rows


def test_the_same_reps_are_read_at_other_rates_and_through_other_mountings():
    usual = workout(3)
    for other in (
        workout(3, rate_hz=26),
        workout(3, rate_hz=208, rate_error=-0.1),
        workout(3, thigh="left", mounting=Mounting(twist_deg=180.0)),
    ):
        assert other.truth == usual.truth
        assert other.rows != usual.rows
        duration_s = (other.rows[-1][0] - other.rows[0][0]) / 1e3
        assert duration_s == pytest.approx(usual.rows[-1][0] / 1e3, abs=0.1)


def test_the_stamps_tell_the_true_time_when_the_data_rate_is_off():
    rows = make_session("slow_reps", rate_hz=104, rate_error=0.05).rows
    assert 1e3 * (len(rows) - 1) / (rows[-1][0] - rows[0][0]) == pytest.approx(104 * 1.05, rel=1e-3)


def test_an_unknown_name_or_two_rates_are_refused():
    with pytest.raises(ValueError, match="no session 'lunges'; there are clean_set"):
        make_session("lunges")
    with pytest.raises(ValueError, match="either chip"):
        make_session("clean_set", chip=IDEAL, rate_hz=52)


@pytest.mark.parametrize("name", [*LIBRARY, *MORE])
def test_truth_is_ordered_and_agrees_with_the_true_motion(name):
    seed = 7
    session = make_session(name, seed)
    inclination = perform(name, seed)[1].inclination_deg()

    def at(ms):
        return float(np.interp(ms / 1e3 * FINE_HZ, np.arange(len(inclination)), inclination))

    reps = session.truth.reps
    for rep in reps:
        assert rep.start_ms < rep.bottom_ms <= rep.rise_ms < rep.end_ms
        span = inclination[round(rep.start_ms * FINE_HZ / 1e3) : round(rep.end_ms * FINE_HZ / 1e3)]
        if rep.sensor_leg == "front":
            assert rep.depth_deg == pytest.approx(span.max(), abs=0.06)
            assert at(rep.bottom_ms) == pytest.approx(rep.depth_deg - 5.0, abs=0.2)
            assert at(rep.rise_ms) == pytest.approx(rep.depth_deg - 5.0, abs=0.2)
    for earlier, later in pairwise(reps):
        assert earlier.end_ms < later.start_ms
    for total in (row for row in session.truth.rows if row.kind == "set"):
        inside = [rep for rep in reps if total.start_ms <= rep.start_ms and rep.end_ms <= total.end_ms]
        assert (total.reps, total.start_ms, total.end_ms) == (
            len(inside),
            inside[0].start_ms,
            inside[-1].end_ms,
        )


def test_half_reps_are_in_the_truth_as_what_must_not_count():
    halves = [row for row in make_session("half_reps_in_a_set").truth.rows if row.activity == "half_lunge"]
    assert len(halves) == 3
    assert all(row.kind == "other" and 27.0 < row.depth_deg < 45.0 for row in halves)


def test_a_cycle_is_cut_at_a_tenth_of_the_way_from_its_own_top_and_five_degrees_above_the_bottom():
    # From a top of 20 to 80 deg in 60 samples, 10 samples of bottom, and back to 40 deg in 40.
    path = np.concatenate(
        [np.full(5, 20.0), np.linspace(20, 80, 61), np.full(9, 80.0), np.linspace(80, 40, 41), [40.0] * 5]
    )
    assert cut(path, 5.0) == pytest.approx((5 + 6, 5 + 55, 75 + 5, 75 + 36))


@pytest.mark.parametrize("thigh", ["left", "right"])
@pytest.mark.parametrize("mounting", [Mounting(), Mounting(70.0, 163.0, -9.0), Mounting(-30.0, -90.0, 4.0)])
def test_gravity_reads_one_g_along_the_axis_that_points_up_and_nothing_turns_at_rest(thigh, mounting):
    still = Motion(*[np.zeros((400, 3))] * 3)
    person = perform("clean_set", 1)[0]
    rows = sample(*felt(still, person, thigh, mounting, None), IDEAL, np.random.default_rng(0))
    _, accel_g, gyro_dps = units(rows)
    up = mounting.axes(thigh) @ [0.0, 0.0, 1.0]
    assert np.abs(accel_g - up).max() < 0.0003
    assert np.abs(gyro_dps).max() == 0.0


@pytest.mark.parametrize("thigh", ["left", "right"])
def test_integrating_the_gyroscope_and_tilting_by_the_accelerometer_at_rest_both_give_the_true_inclination(
    thigh,
):
    mounting = Mounting(50.0, 120.0, -7.0)
    person, motion = perform("half_reps_in_a_set", 4)
    worn = motion if thigh == "right" else motion.mirrored()
    chip = Chip(rate_hz=208, accel_noise_ug=0.0, gyro_noise_mdps=0.0, late_ms=0.0)
    t_s, accel_g, gyro_dps = units(
        sample(*felt(worn, person, thigh, mounting, None), chip, np.random.default_rng(0))
    )
    inclination = motion.inclination_deg()
    true_deg = np.interp(np.arange(len(t_s)) / 208, np.arange(len(inclination)) / FINE_HZ, inclination)

    up = accel_g[:208].mean(axis=0)
    standing = up / np.linalg.norm(up)
    integrated = np.empty((len(t_s), 3))
    u = standing
    for index, rate in enumerate(np.radians(gyro_dps)):
        integrated[index] = u
        u = u - np.cross(rate, u) / 208
        u /= np.linalg.norm(u)
    assert np.abs(angle_deg(integrated, standing) - true_deg).max() < 1.5
    assert true_deg.max() > 75.0

    quiet = np.linalg.norm(gyro_dps, axis=1) < 1.0
    assert quiet.sum() > 500
    assert np.abs(angle_deg(accel_g, standing) - true_deg)[quiet].max() < 1.0


def test_a_lunge_swings_the_sensor_as_measured_on_people():
    _, accel_g, gyro_dps = units(make_session("clean_set").rows)
    # docs/sources.md: under 1.2 g where no foot strikes, 95-120 deg/s; split squats reach 127 deg/s.
    assert 1.1 < np.linalg.norm(accel_g, axis=1).max() < 1.3
    assert 90.0 < np.linalg.norm(gyro_dps, axis=1).max() < 140.0


def test_the_centripetal_pull_of_a_turn_about_the_hip_is_felt():
    person, turns_per_s = perform("clean_set", 1)[0], 0.5
    nothing = np.zeros((FINE_HZ * 2, 3))
    swung = nothing.copy()
    swung[:, 0] = 2 * np.pi * turns_per_s * np.arange(len(swung)) / FINE_HZ
    mounting = Mounting(slope_deg=0.0, off_bone_m=0.0, around_deg=0.0)
    force, rate = felt(Motion(swung, nothing, nothing), person, "right", mounting, None)
    # The sensor's y points to the hip: the pull toward it adds to what gravity gives there.
    pull = (2 * np.pi * turns_per_s) ** 2 * (person.thigh_m - mounting.above_knee_m)
    gravity = GRAVITY_MPS2 * about(1, -swung[:, 0])[:, 2, 2]
    assert np.abs(force[:, 1] - gravity - pull)[2:-2].max() < 0.01
    assert np.abs(np.linalg.norm(rate, axis=1) - 2 * np.pi * turns_per_s).max() < 1e-3


def test_walking_shakes_the_thigh_within_what_recorded_thighs_feel():
    walk = go(np.random.default_rng(1), WALKING, 30.0)
    flexion = np.degrees(walk.thigh_rad[:, 0])
    assert -24.0 < flexion.min() < -13.0
    assert 22.0 < flexion.max() < 33.0
    _, accel_g, _ = units(make_session("must_not_count/walk_only").rows)
    assert 1.5 < np.percentile(np.linalg.norm(accel_g, axis=1), 99) < 2.0
    assert all(span.kind == "other" for span in walk.spans)


def test_a_chip_saturates_at_its_full_scale():
    loud = np.full((FINE_HZ, 3), [200.0, -200.0, 0.0])
    rows = sample(loud, loud, IDEAL, np.random.default_rng(0))
    assert set(rows[10][1:]) == {32767, -32768, 0}
