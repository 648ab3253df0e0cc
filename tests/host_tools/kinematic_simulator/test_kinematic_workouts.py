"""Workouts of the second simulator: their annotations against the true angles, and the commands."""

import ast
from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab import kinematic_simulator
from heeldrive_lab.commands.app import app
from heeldrive_lab.evaluation.fresh_workouts import kinematic_workouts
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.kinematic_simulator import LEGS, perform, workout
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.ground_truth import annotated, inclination_deg
from heeldrive_lab.sessions.annotation_checks import check_annotations
from typer.testing import CliRunner


@pytest.mark.parametrize("leg", LEGS)
@pytest.mark.parametrize("hard", [True, False])
def test_a_workout_fits_its_annotations_and_comes_again_to_the_count(leg, hard):
    session = workout(11, leg, hard)
    check_annotations(session.annotations, int(session.table[0, 0]), int(session.table[-1, 0]))
    assert np.diff(session.table[:, 0]).min() > 0
    again = workout(11, leg, hard)
    assert (again.table == session.table).all()
    assert again.annotations == session.annotations
    assert workout(12, leg, hard).annotations != session.annotations


@pytest.mark.parametrize("leg", LEGS)
def test_annotations_equal_the_true_angles(leg):
    done, session = perform(21, leg), workout(21, leg)
    inclination = inclination_deg(done.path, done.body.standing_deg)
    reps = session.annotations.reps
    assert len(reps) >= 8
    for rep in reps:
        start, bottom, rise, end = (
            round(ms * FINE_HZ / 1000) for ms in (rep.start_ms, rep.bottom_ms, rep.rise_ms, rep.end_ms)
        )
        course = inclination if rep.sensor_leg == "front" else -done.path.up_m
        inside = course[start : end + 1]
        deepest = inside.max()
        margin = 5.0 if rep.sensor_leg == "front" else 0.06 * np.ptp(inside) / 0.9
        assert course[bottom] == pytest.approx(deepest - margin, abs=0.12 * margin)
        assert course[rise] == pytest.approx(deepest - margin, abs=0.12 * margin)
        assert start < bottom <= rise < end
        if rep.sensor_leg == "front":
            assert rep.depth_deg == pytest.approx(deepest, abs=0.06)


def test_legs_of_the_reps_are_those_asked_for_and_sets_tell_their_totals():
    for leg, legs in (("front", {"front"}), ("back", {"back"}), ("alternating", {"front", "back"})):
        annotations = workout(31, leg).annotations
        assert {rep.sensor_leg for rep in annotations.reps} == legs
        totals = [row.reps for row in annotations.rows if row.kind == "set"]
        assert sum(totals) == len(annotations.reps)


def test_half_reps_are_no_reps_and_go_down_half_of_the_way():
    found = 0
    for seed in range(40, 46):
        done = perform(seed)
        rows = annotated(done.script, done.path)
        inclination = inclination_deg(done.path, done.body.standing_deg)
        deepest = np.median([row.depth_deg for row in rows if row.kind == "rep"])
        for row in rows:
            if row.activity == "half_lunge":
                inside = inclination[
                    round(row.start_ms * FINE_HZ / 1000) : round(row.end_ms * FINE_HZ / 1000)
                ]
                assert 0.2 * deepest < inside.max() < 0.65 * deepest
                assert (row.kind, row.reps) == ("other", 1)
                found += 1
    assert found


def test_hard_workouts_contain_all_that_people_do_between_sets():
    done = {row.activity for seed in range(60, 74) for row in perform(seed).script.intervals}
    assert done >= {
        "backward_lunge", "split_squat", "forward_lunge", "half_lunge", "sitting_down", "sitting",
        "standing_up", "walking", "turning", "stairs_up", "stairs_down", "jogging", "marching", "jumping",
        "fidgeting", "tying_shoe", "kneeling", "pick_up", "squat", "sit_to_stand", "knee_drive",
    }  # fmt: skip


def test_an_unknown_leg_is_refused():
    with pytest.raises(ValueError, match="front, back, alternating"):
        workout(1, "sideways")


def test_no_two_workouts_of_a_pool_share_a_seed():
    seeds = [each.seed for each in kinematic_workouts(5, 100)]
    assert sorted(seeds) == list(range(100, 115))


def test_simulate_writes_a_session_that_reads_back_as_it_was(tmp_path):
    path = tmp_path / "mine.csv.gz"
    result = CliRunner().invoke(
        app, ["simulate", "--kinematic", "--seed", "3", "--leg", "back", "-o", str(path)]
    )
    assert result.exit_code == 0, result.output
    loaded, session = SessionFile(path).load(), workout(3, "back")
    assert (loaded.table == session.table).all()
    assert loaded.header == session.header
    assert loaded.annotations.rows == session.annotations.rows
    assert f"{len(session.annotations.reps)} true reps" in result.output


def test_simulate_wants_a_spec_or_the_flag_and_not_both(tmp_path):
    result = CliRunner().invoke(app, ["simulate", "-o", str(tmp_path / "mine.csv")])
    assert result.exit_code != 0
    assert "--kinematic" in result.output
    assert not list(tmp_path.iterdir())


def test_score_takes_fresh_seeds_of_each_leg():
    result = CliRunner(env={"COLUMNS": "200"}).invoke(
        app, ["score", "--hard", "1", "--kinematic", "1", "--first-seed", "500"]
    )
    assert result.exit_code == 0, result.output
    table = result.output[result.output.index("Fresh hard workouts") :]
    for words in (
        ("front", "sensor_leg"),
        ("front", "both_legs"),
        ("back", "both_legs"),
        ("alternating", "both_legs"),
    ):
        for simulator in ("MuJoCo", "kinematic"):
            row = [simulator, *words, "heeldrive"]
            assert any(line.split()[:4] == row for line in table.splitlines()), table


def test_score_without_anything_says_what_to_give():
    result = CliRunner().invoke(app, ["score"])
    assert result.exit_code != 0
    assert "--kinematic" in result.output


def test_the_generator_knows_neither_the_detector_nor_the_other_simulator():
    sources = list(Path(kinematic_simulator.__file__).parent.glob("*.py"))
    assert len(sources) > 10
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                room = name.removeprefix("heeldrive_lab.").split(".")[0]
                assert room not in {"heeldrive", "simulator", "detection", "evaluation", "mujoco"}, source
