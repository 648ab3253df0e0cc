"""`heeldrive velocity`: the velocity is given where its error is small, and withheld where it is not."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from georgia_tech_files import write_lunges, write_sensors
from heeldrive.window import STANDING_DEG
from heeldrive_lab.commands.app import app
from heeldrive_lab.importers.registry import import_data_set
from heeldrive_lab.sessions.annotations import read_annotations
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.velocity_study.methods import METHODS
from heeldrive_lab.velocity_study.output import BEGIN, END, sheets, study_json, write_page
from heeldrive_lab.velocity_study.reps import JudgedRise, judged_rises, loss_percent
from heeldrive_lab.velocity_study.study import VelocityStudy, loss_accuracy, mean_accuracy, peak_accuracy
from heeldrive_lab.velocity_study.true_heights import (
    CAPTURED,
    JOINTS,
    KINEMATIC,
    MUJOCO,
    HeightSource,
    captured_sources,
    simulated_sources,
)
from planted_thigh import Bend, pose, samples, write_recording
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
THIGH, *_ = METHODS["front"]


def judged(told_mps, true_mps, leg="front", **changes):
    method = next(iter(METHODS[leg]))
    rise = JudgedRise(KINEMATIC, leg, "7", 1, true_mps, true_mps, {method: told_mps}, told_mps, False)
    return replace(rise, **changes)


@pytest.fixture(scope="module")
def workouts():
    """The reps of one workout of each simulator with the sensor leg in front."""
    return {kind: judged_rises(HeightSource(kind, "front", 6)) for kind in (MUJOCO, KINEMATIC)}


@pytest.mark.parametrize("kind", [MUJOCO, KINEMATIC])
def test_in_front_it_is_within_a_tenth_of_what_the_hip_of_a_simulated_person_does(workouts, kind):
    reps = [rep for rep in workouts[kind] if not rep.left_out]
    assert len(reps) > 10
    off = [rep.mean_mps[THIGH] / rep.true_mps - 1 for rep in reps]
    assert abs(np.median(off)) < 0.15, "the length of this person's thigh is not known"
    assert np.median(np.abs(off - np.median(off))) < 0.03
    peaks = [rep.peak_mps / rep.true_peak_mps for rep in reps]
    assert np.median(peaks) == pytest.approx(1, abs=0.15)


def test_errors_beside_the_median_of_the_set_do_not_contain_the_length_of_the_thigh():
    reps = [judged(1.1 * mps, mps) for mps in (0.3, 0.35, 0.4, 0.45)]
    accuracy = mean_accuracy(reps)
    assert (accuracy.reps, accuracy.left_out) == (4, 0)
    assert accuracy.bias_mps == pytest.approx(0.0375)
    assert accuracy.within_percent == pytest.approx(0)
    assert accuracy.change_percent == pytest.approx(100 * np.std([0.3, 0.35, 0.4, 0.45]) / 0.375)
    assert accuracy.holds
    assert peak_accuracy(reps).bias_mps == pytest.approx(0.0375)


def test_where_the_error_is_larger_than_the_change_it_is_withheld():
    told = (0.3, 0.5, 0.2, 0.6, 0.4)
    reps = [judged(mps, 0.4 + 0.01 * number, "back") for number, mps in enumerate(told)]
    assert not mean_accuracy(reps).holds
    accuracies = list(sheets(VelocityStudy((), tuple(reps))))[1]
    assert [row[-1] for row in accuracies.rows] == ["withheld"]


def test_reps_without_velocity_are_counted_and_left_out_of_the_errors():
    reps = [judged(mps, mps) for mps in (0.3, 0.3, 0.4, 0.4)]
    accuracy = mean_accuracy([*reps, judged(0.0, 0.4, left_out=True)])
    assert (accuracy.reps, accuracy.left_out, accuracy.most_mps) == (4, 1, 0)


def test_the_loss_of_a_set_is_compared_in_percentage_points():
    assert loss_percent((0.5, 0.4, 0.4)) == 20
    pairs = ((0.5, 0.5), (0.5, 0.5), (0.4, 0.4), (0.4, 0.45))
    accuracy = loss_accuracy([judged(told, true) for told, true in pairs])
    assert (accuracy.sets, accuracy.bias) == (1, 10)


def test_no_workout_is_judged_twice_or_on_two_legs():
    sources = simulated_sources(MUJOCO, 40, 3)
    assert [(one.leg, one.seed) for one in sources] == [
        *(("front", seed) for seed in (40, 41, 42)),
        *(("back", seed) for seed in (43, 44, 45)),
    ]


def test_captured_angles_of_the_thigh_are_judged_as_a_hip_over_a_planted_knee(tmp_path):
    bends = [Bend(72.0 + 3 * rep, 0.4) for rep in range(5)]
    write_recording(tmp_path / "made", "anna_front.csv", bends, "BulgSq", "front")
    write_recording(tmp_path / "made", "bert_front.csv", bends, "BulgSq", "front")
    t_ms, *_ = samples(bends)
    attitude, _ = pose(t_ms / 1000, bends)
    flexion_deg = np.degrees(np.arccos(attitude[:, 2, 2])) + STANDING_DEG
    lines = [f"{when},{deg:.2f}" for when, deg in zip(t_ms, flexion_deg, strict=True)]
    with gzip.open(tmp_path / "made" / "anna_front.flexion.csv.gz", "wt") as file:
        file.write("\n".join(["t_ms,thigh_flexion_deg", *lines, ""]))
    (source,) = captured_sources(tmp_path)
    assert (source.kind, source.recording.name) == (CAPTURED, "anna_front.csv.gz")
    reps = judged_rises(source)
    assert len(reps) == 5
    for rep in reps:
        assert rep.mean_mps[THIGH] == pytest.approx(rep.true_mps, rel=0.03)
        assert rep.peak_mps == pytest.approx(rep.true_peak_mps, rel=0.06)


def test_captured_joints_are_judged_by_the_velocity_that_the_importer_annotates(tmp_path):
    recorded = read_recording(SESSIONS / "clean_set.csv")
    units = [recorded.header.accel_ug_per_count * 9.80665e-6] * 3
    units += [recorded.header.gyro_udps_per_count * 1e-6] * 3
    t_s = np.arange(recorded.first_ms, recorded.last_ms, 5) / 1000
    columns = (recorded.table[:, 1:] * units).T
    six = np.column_stack([np.interp(t_s, recorded.table[:, 0] / 1000, column) for column in columns])
    reps = read_annotations(SESSIONS / "clean_set.truth.csv").reps
    times = [
        (*(ms / 1000 for ms in (rep.start_ms, rep.bottom_ms, rep.rise_ms, rep.end_ms)), "l", "r")
        for rep in reps
    ]
    trial = tmp_path / "in" / "ProcessedData" / "AB01" / "lunges_1"
    write_sensors(trial, t_s, six, None)
    write_lunges(trial, t_s, times)
    list(import_data_set("georgia-tech", tmp_path / "in", tmp_path / "out"))
    (source,) = captured_sources(tmp_path / "out")
    assert source.kind == JOINTS
    judged_reps = judged_rises(source)
    assert len(judged_reps) == 10
    # The angles of this file are straight lines between the true times, as the simulated thigh's are not.
    off = [rep.mean_mps[THIGH] / rep.true_mps for rep in judged_reps]
    assert np.median(off) == pytest.approx(1, abs=0.15)
    sheet = list(sheets(VelocityStudy((), tuple(judged_reps))))[1]
    assert [row[0] for row in sheet.rows] == ["mean"], "the importer tells no peak"


def test_a_page_keeps_its_words_and_gets_the_figures_and_the_picture(tmp_path, workouts):
    page = tmp_path / "velocity.md"
    page.write_text(f"Before.\n\n{BEGIN}\nold\n{END}\n\nAfter.\n")
    found = VelocityStudy(tuple(workouts[MUJOCO]), tuple(workouts[KINEMATIC]))
    for _ in range(2):
        write_page(page, found, "heeldrive velocity")
    text = page.read_text()
    assert text.startswith(f"Before.\n\n{BEGIN}\n`heeldrive velocity`\n")
    assert text.endswith(f"{END}\n\nAfter.\n")
    assert "old" not in text
    assert f"| mean | front | {KINEMATIC} |" in text
    assert "estimated" in (tmp_path / "pictures" / "velocity.svg").read_text()
    assert study_json(found)[0]["holds"]


def test_a_folder_without_recordings_is_named_before_anything_is_simulated(tmp_path):
    result = CliRunner().invoke(app, ["velocity", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert f"{tmp_path / 'nowhere'}: there is no such folder" in result.stderr


def test_a_page_of_another_kind_is_named_before_anything_is_simulated(tmp_path):
    page = tmp_path / "other.md"
    page.write_text("Mine.\n")
    result = CliRunner().invoke(app, ["velocity", "--write", str(page)])
    assert result.exit_code == 2
    assert f"{page}: the marks" in result.stderr
    assert page.read_text() == "Mine.\n"
