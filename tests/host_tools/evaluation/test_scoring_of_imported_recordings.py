"""From a download to the table: `heeldrive import`, then `heeldrive real` on the folder that it wrote."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from georgia_tech_files import write_lunges, write_sensors, write_walk
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.evaluation.pressure import PressurePair, agreements, pressure_pairs, withheld_line
from heeldrive_lab.evaluation.real_sources import find_real
from heeldrive_lab.sessions.annotations import read_annotations
from heeldrive_lab.sessions.recording import read_recording
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"


def run(*words):
    result = CliRunner().invoke(app, [*map(str, words)])
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def download(tmp_path_factory):
    """A recorded session of the simulator in the owners' layout, on the left thigh."""
    person = tmp_path_factory.mktemp("georgia tech") / "ProcessedData" / "AB01"
    recorded = read_recording(SESSIONS / "clean_set.csv")
    units = [recorded.header.accel_ug_per_count * 9.80665e-6] * 3
    units += [recorded.header.gyro_udps_per_count * 1e-6] * 3
    t_s = np.arange(recorded.first_ms, recorded.last_ms, 5) / 1000
    six = np.column_stack(
        [np.interp(t_s, recorded.table[:, 0] / 1000, column) for column in (recorded.table[:, 1:] * units).T]
    )
    reps = read_annotations(SESSIONS / "clean_set.truth.csv").reps
    middle = np.median([rep.knee_travel_mm for rep in reps])
    times = [
        (rep.start_ms / 1000, rep.bottom_ms / 1000, rep.rise_ms / 1000, rep.end_ms / 1000, "l", "r")
        for rep in reps
    ]
    write_sensors(person / "lunges_1", t_s, six, None)
    behind = [0.9 if rep.knee_travel_mm < middle else 0.2 for rep in reps]
    write_lunges(person / "lunges_1", t_s, times, behind=behind)
    write_walk(person / "normal_walk_1_1-2")
    return person.parents[1]


@pytest.fixture(scope="module")
def imported(download):
    out = download / "sessions"
    assert "sessions: 3, " in (shown := run("import", "georgia-tech", download, out))
    assert "annotated lunge reps: 10." in shown
    return out


def test_an_imported_folder_is_scored_directly(imported):
    shown = json.loads(run("real", imported, "--json", "--files"))
    folders = {folder["name"]: folder for folder in shown["folders"]}
    assert (folders["lunges"]["true"], folders["lunges"]["matched"], folders["lunges"]["false"]) == (
        10,
        10,
        0,
    )
    assert folders["lunges"]["activities"]["backward_lunge (front leg)"]["true"] == 10
    assert (folders["normal_walk"]["true"], folders["normal_walk"]["false"]) == (0, 0)
    assert folders["lunges"]["phase_error_ms"]["bottom_ms"]["count"] == 10
    assert len(shown["files"]) == 3


def test_knee_travel_is_compared_with_the_centre_of_pressure(imported):
    travel, change = json.loads(run("real", imported, "--json"))["pressure"]
    assert (travel["name"], change["name"]) == ("knee travel", "change from first reps")
    assert travel["reps"] == change["reps"] >= 5
    assert 0 < travel["heel_driven"] < travel["reps"]
    shown = run("real", imported)
    assert "heel drive against pressure" in shown
    assert f"of {travel['reps'] + int(shown.split('withheld: ')[1].split()[0])} reps" in shown


def test_the_page_shows_the_comparison_too(imported, tmp_path):
    run("real", imported, "--html", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "heel drive against pressure" in page
    assert "Knee travel withheld: " in page


def test_forward_lunges_are_not_compared_because_the_front_foot_steps(imported):
    source = next(source for source in find_real(imported) if source.group == "lunges")
    session = source.load()
    assert len(pressure_pairs(session, Settings())) == 10
    forward = replace(
        session.annotations,
        rows=tuple(replace(row, activity="forward_lunge") for row in session.annotations.rows),
    )
    assert pressure_pairs(replace(session, annotations=forward), Settings()) == ()


def test_without_force_plates_one_sentence_says_so(imported, tmp_path):
    walk = imported / "normal_walk"
    (tmp_path / "walks").mkdir()
    for path in walk.iterdir():
        (tmp_path / "walks" / path.name).write_bytes(path.read_bytes())
    shown = run("real", tmp_path)
    assert "no counted rep in front has the centre of pressure" in " ".join(shown.split())
    assert "pressure" not in json.loads(run("real", tmp_path, "--json"))


def test_labelled_folders_and_imported_ones_may_lie_side_by_side(imported, tmp_path):
    (tmp_path / "life").mkdir()
    lines = "t_ms,ax,ay,az,gx,gy,gz\n" + "".join(f"{t},0,0,9.81,0,0,0\n" for t in range(0, 5000, 20))
    (tmp_path / "life" / "still.csv").write_text(lines)
    head = "file,start_ms,end_ms,activity,sensor_leg,reps\n"
    (tmp_path / "life" / "labels.csv").write_text(head + "still.csv,0,4000,standing,,\n")
    (tmp_path / "imported").mkdir()
    for path in (imported / "normal_walk").iterdir():
        (tmp_path / "imported" / path.name).write_bytes(path.read_bytes())
    folders = json.loads(run("real", tmp_path, "--json"))["folders"]
    assert [folder["name"] for folder in folders] == ["life", "imported", "all"]


def test_a_folder_with_neither_is_refused_in_one_sentence(tmp_path):
    for folder, says in ((tmp_path, "no folder in it contains a labels.csv, and no session"),
                         (tmp_path / "none", "there is no such folder")):  # fmt: skip
        result = CliRunner().invoke(app, ["real", str(folder)])
        assert result.exit_code == 2
        assert says in result.stderr
        assert result.stderr.count("\n") == 1


def test_agreement_is_a_correlation_and_how_often_the_order_is_right():
    pairs = [PressurePair(behind, ahead / 100, ahead / 100 - 0.05) for behind, ahead in
             ((90, 4), (80, 5), (60, 9), (40, 8), (10, 15))]  # fmt: skip
    pairs.append(PressurePair(70, None, None, "samples are missing"))
    travel, change = agreements(pairs)
    assert (travel.reps, travel.heel_driven) == (5, 3)
    assert travel.auc == pytest.approx(5 / 6)  # one of the six pairs stands the wrong way round
    assert travel.spearman == pytest.approx(-0.9)
    assert travel.pearson == pytest.approx(np.corrcoef([90, 80, 60, 40, 10], [4, 5, 9, 8, 15])[0, 1])
    assert change.auc == travel.auc
    assert withheld_line(pairs) == "Knee travel withheld: 1 of 6 reps (samples are missing 1)."
    assert agreements(pairs[:2])[0].pearson is None
    assert agreements(pairs[:2])[0].auc is None
