"""Simulated sessions are compared with recordings: measures, differences, and the page."""

import gzip

import numpy as np
import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.annotations import write_annotations
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.sim_validation.compare import distances, kolmogorov_smirnov
from heeldrive_lab.sim_validation.cycles import MovementMeasures
from heeldrive_lab.sim_validation.measures import measure, measured_names
from heeldrive_lab.sim_validation.page import write_page
from simulated_sessions import named_session
from typer.testing import CliRunner


def simulated(name, **options):
    header, rows, truth = named_session(name, **options)
    return Loaded(header, np.array(rows), truth)


@pytest.fixture(scope="module")
def split_squats():
    return measure(simulated("split_squat_set", seed=3), "", recorded=False)["split squat, front leg"]


def test_each_rep_is_measured_from_its_own_top(split_squats):
    assert len(split_squats.values["depth, deg"]) == 8
    assert 15 < np.median(split_squats.values["top, deg"]) < 50
    assert 70 < np.median(split_squats.values["depth, deg"]) < 100
    assert 0.1 < np.median(split_squats.values["hold, s"]) < np.median(split_squats.values["duration, s"]) < 4


def test_curves_begin_and_end_at_the_top(split_squats):
    curve = np.median(split_squats.curves["inclination, deg"], axis=0)
    assert np.argmax(curve) in range(30, 70)
    assert max(curve[0], curve[-1]) < curve.max() / 2 + 20


def test_continuous_activities_are_measured_in_pieces_without_their_ends():
    sitting = measure(simulated("must_not_count/sit_and_stand"), "", recorded=False)["sitting"]
    assert min(sitting.values["inclination 50 %, deg"]) > 60
    walking = measure(simulated("must_not_count/walk_only"), "", recorded=False)["walking"]
    assert len(walking.values["rate 95 %, deg/s"]) > 5
    assert min(walking.values["rate 95 %, deg/s"]) > 100


def test_the_same_sample_has_no_difference_and_another_has(split_squats):
    assert all(
        distance.difference == 0 and not distance.ks_distance
        for distance in distances(split_squats, split_squats)
    )
    deeper = MovementMeasures({"depth, deg": [deg + 30 for deg in split_squats.values["depth, deg"]]})
    (distance,) = distances(split_squats, deeper)
    assert distance.difference == pytest.approx(30)
    assert distance.ks_distance == 1
    assert distance.outside


def test_kolmogorov_smirnov_is_the_largest_distance_of_the_two_distribution_functions():
    assert kolmogorov_smirnov(np.array([1.0, 2, 3, 4]), np.array([3.0, 4, 5, 6])) == pytest.approx(0.5)


def test_a_page_keeps_its_last_section(tmp_path, split_squats):
    page = tmp_path / "simulator.md"
    found = {name: MovementMeasures() for name in measured_names()} | {"split squat, front leg": split_squats}
    write_page(page, found, found)
    page.write_text(page.read_text().replace("Nothing was written yet.", "Knees are stiff."))
    write_page(page, found, found)
    text = page.read_text()
    assert text.count("## Remaining differences") == 1
    assert "Knees are stiff." in text
    assert "| depth, deg |" in text
    assert (tmp_path / "pictures" / "people.png").stat().st_size > 10_000


def as_recording(folder, name, activity, leg):
    """A simulated session in the layout of the recordings."""
    header, rows, truth = named_session(name, seed=5)
    folder.mkdir(parents=True)
    with gzip.open(folder / "one.csv.gz", "wt") as file:
        file.write("t_ms,ax,ay,az,gx,gy,gz\n")
        for t_ms, *counts in rows:
            force = [f"{count * header.accel_ug_per_count * 9.80665e-6:.4f}" for count in counts[:3]]
            rate = [f"{np.radians(count * header.gyro_udps_per_count * 1e-6):.5f}" for count in counts[3:]]
            file.write(",".join([str(t_ms), *force, *rate]) + "\n")
    lines = [f"one.csv,{rep.start_ms},{rep.end_ms},{activity},{leg},1\n" for rep in truth.reps]
    (folder / "labels.csv").write_text("file,start_ms,end_ms,activity,sensor_leg,reps\n" + "".join(lines))


def test_the_command_compares_sessions_with_recordings(tmp_path):
    as_recording(tmp_path / "real" / "cmu_imu_exercise", "split_squat_set", "BulgSq", "front")
    (tmp_path / "made").mkdir()
    header, rows, truth = named_session("split_squat_set", seed=6)
    write_session(tmp_path / "made" / "split_squat_set.csv", header, rows)
    write_annotations(tmp_path / "made" / "split_squat_set.truth.csv", truth)
    result = CliRunner().invoke(app, ["people", str(tmp_path / "real"), "--sessions", str(tmp_path / "made")])
    assert result.exit_code == 0, result.output
    assert "split squat, front leg: 8 recorded, 8 simulated" in result.output
    assert "curve of inclination, deg" in result.output
