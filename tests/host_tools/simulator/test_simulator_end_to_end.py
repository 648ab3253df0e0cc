"""What the simulator promises its users, from the spec to the session file."""

import numpy as np
import pytest
from heeldrive import EVENT_REP, RepCounter, Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.simulator import (
    Chip,
    Mounting,
    SpecError,
    make_session,
    perform,
    read_spec,
    simulate,
    workout,
)
from heeldrive_lab.simulator.curves import FINE_HZ
from heeldrive_lab.simulator.physics import put_through
from typer.testing import CliRunner

IDEAL = Chip(rate_hz=104, accel_noise_ug=0.0, gyro_noise_mdps=0.0, late_ms=0.0)
MOUNTING = Mounting(around_deg=40.0, twist_deg=160.0, slope_deg=-6.0)
SPEC = """\
seed = 5
rate_hz = 52
do = [
    { activity = "stand", seconds = 4 },
    { activity = "backward_lunge", reps = 3 },
    { activity = "stand", seconds = 4 },
]
"""


@pytest.fixture(scope="module")
def clean():
    """A person's true motion in a clean set, and what an ideal board screwed to the bone reads of it."""
    person, motion = perform("clean_set", 7)
    return person, motion, put_through(motion, MOUNTING, None)


def test_a_leg_that_stands_reads_one_g_straight_up(clean):
    _, motion, reading = clean
    force = reading.force_mps2[: FINE_HZ // 2].mean(axis=0)
    assert np.linalg.norm(force) == pytest.approx(9.81, abs=0.05)
    up = (motion.orientation() @ MOUNTING.axes(motion.leg).T)[: FINE_HZ // 2, 2, :].mean(axis=0)
    assert force / np.linalg.norm(force) == pytest.approx(up, abs=0.01)


def test_the_gyroscope_turns_as_much_as_the_thigh_does(clean):
    """The up direction carried along by the rates alone stays with the true one for the whole set."""
    _, motion, reading = clean
    true = (motion.orientation() @ MOUNTING.axes(motion.leg).T)[:, 2, :]
    up, worst = true[0], 0.0
    for rate, now in zip((reading.rate_rad_s[1:] + reading.rate_rad_s[:-1]) / 2, true[1:], strict=True):
        up = up + np.cross(up, rate) / FINE_HZ
        up /= np.linalg.norm(up)
        worst = max(worst, float(np.degrees(np.arccos(np.clip(up @ now, -1, 1)))))
    assert motion.inclination_deg().max() > 70
    assert worst < 1.0


def test_the_front_foot_stays_where_it_is(clean):
    _, motion, _ = clean
    ankle = motion.pose.ankle_m[:, motion.leg]
    lunging = slice(motion.spans[0].first, motion.spans[-1].last)
    assert motion.planted[lunging, motion.leg].mean() > 0.95
    planted = ankle[lunging][motion.planted[lunging, motion.leg]]
    assert np.ptp(planted[:, 2]) < 0.01


def test_bones_keep_their_length(clean):
    person, motion, _ = clean
    thigh = np.linalg.norm(motion.pose.hip_m - motion.pose.knee_m, axis=-1)
    assert np.ptp(thigh) < 1e-6
    assert 0.23 < thigh.mean() / person.stature_m < 0.27  # Winter: 0.245 of the stature


def test_one_seed_is_one_session_and_another_is_another():
    one, same, other = (make_session("half_reps_in_a_set", seed) for seed in (3, 3, 4))
    assert one.rows == same.rows
    assert one.truth == same.truth
    assert one.rows != other.rows


def test_the_same_reps_can_be_read_at_another_rate_thigh_and_mounting():
    usual = make_session("clean_set", 9, rate_hz=104)
    other = make_session("clean_set", 9, rate_hz=52, thigh="left", mounting=MOUNTING)
    assert len(other.rows) == pytest.approx(len(usual.rows) / 2, rel=0.02)
    assert [rep.bottom_ms for rep in other.truth.reps] == pytest.approx(
        [rep.bottom_ms for rep in usual.truth.reps], abs=30
    )


def test_a_data_rate_that_is_off_shows_in_the_number_of_samples_not_in_their_time():
    usual, fast = (make_session("clean_set", 9, chip=chip) for chip in (IDEAL, Chip(rate_error=0.05)))
    assert len(fast.rows) == pytest.approx(1.05 * len(usual.rows), rel=0.005)
    assert fast.rows[-1][0] == pytest.approx(usual.rows[-1][0], abs=50)


def test_offsets_of_the_chip_are_in_its_counts():
    clean_rows = np.array(make_session("clean_set", 9, mounting=MOUNTING, chip=IDEAL).rows)
    chip = Chip(rate_hz=104, zero_g_mg=(30.0, 0.0, 0.0), zero_rate_dps=(0.0, 4.0, 0.0), late_ms=0.0)
    off = np.array(make_session("clean_set", 9, mounting=MOUNTING, chip=chip).rows)
    assert np.median(off[:, 1] - clean_rows[:, 1]) == pytest.approx(30_000 / 244, abs=4)
    assert np.median(off[:, 5] - clean_rows[:, 5]) == pytest.approx(4_000_000 / 17_500, abs=4)


def test_truth_tells_the_phases_in_order_and_how_far_the_knee_went():
    for rep in workout(11).truth.reps:
        assert rep.start_ms < rep.bottom_ms <= rep.rise_ms < rep.end_ms
        assert 30 < rep.depth_deg < 115
        assert -100 < rep.knee_travel_mm < 300
        assert 0 <= rep.cop_percent <= 100


def test_a_knee_over_the_toes_travels_further_and_loads_them():
    heel, toe = (
        np.mean([(rep.knee_travel_mm, rep.cop_percent) for rep in half], axis=0)
        for half in np.array_split(make_session("heel_driven_then_toe_driven").truth.reps, 2)
    )
    assert toe[0] > heel[0] + 60
    assert toe[1] > heel[1]


def test_the_detector_counts_a_fresh_workout_to_the_rep():
    session = workout(21)
    counter = RepCounter(Settings(), session.header.accel_ug_per_count, session.header.gyro_udps_per_count)
    counted = sum(counter.step(*row) == EVENT_REP for row in session.rows)
    assert counted == len(session.truth.reps) > 10


def test_the_command_writes_a_session_and_its_truth(tmp_path):
    (tmp_path / "spec.toml").write_text(SPEC)
    written = tmp_path / "made.csv"
    result = CliRunner().invoke(app, ["simulate", str(tmp_path / "spec.toml"), "-o", str(written)])
    assert result.exit_code == 0, result.output
    assert "3 true reps" in result.output
    with SessionReader(written) as reader:
        assert reader.header.origin == "simulated"
        assert reader.header.rate_hz == 52
        assert sum(1 for _ in reader) > 500
    assert len(read_annotations(annotations_path(written)).reps) == 3
    assert (
        simulate(read_spec(tmp_path / "spec.toml")).truth.reps
        == read_annotations(annotations_path(written)).reps
    )


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ('{ activity = "handstand" }', "handstand"),
        ('{ activity = "backward_lunge", reps = "many" }', "reps"),
        ('{ activity = "backward_lunge", depth_deg = 300 }', "depth_deg"),
        ('{ activity = "backward_lunge", repetitions = 3 }', "repetitions"),
    ],
)
def test_a_spec_that_cannot_be_is_one_sentence(tmp_path, wrong, named):
    spec = tmp_path / "spec.toml"
    spec.write_text(f"do = [{wrong}]\n")
    with pytest.raises(SpecError, match=named):
        read_spec(spec)
    result = CliRunner().invoke(app, ["simulate", str(spec), "-o", str(tmp_path / "none.csv")])
    assert result.exit_code == 2
    assert named in result.output
    assert not (tmp_path / "none.csv").exists()
