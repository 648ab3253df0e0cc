"""One wearer alone: whole sessions are held out, and the recorded sessions stand for everybody else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.commands.app import app
from heeldrive_lab.evaluation.sources import SessionFile, find_sessions
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.tune.report import verdict
from heeldrive_lab.tune.run import RECORDED, TuneRequest, tune_on
from heeldrive_lab.tune.sessions import TriedSettings
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
SQUATS = SessionFile(SESSIONS / "must_not_count" / "squats.csv")
CLEAN = SessionFile(SESSIONS / "clean_set.csv")


def run(*words):
    shown = CliRunner().invoke(
        app, ["tune", *(str(word) for word in words), "--only", "depth_min_deg", "--seed", "4", "--jobs", "1"]
    )
    assert shown.exit_code == 0, shown.output
    return shown.stdout


def tune(logs, old, recorded=(CLEAN,), **more):
    request = TuneRequest(
        find_sessions([logs]),
        old,
        **{"trials": 8, "only": ["depth_min_deg"], "seed": 4, "jobs": 1, "recorded": recorded} | more,
    )
    return tune_on(request, lambda *_: None)


@pytest.fixture
def annas(logs, wear):
    """Four sessions of Anna's, and her half reps."""
    for path in logs.rglob("*.csv"):
        if not path.name.endswith(".truth.csv"):
            wear(path, "Anna")
    return logs


@pytest.fixture
def too_deep(tmp_path):
    path = tmp_path / "too_deep.toml"
    path.write_text("depth_min_deg = 88\n")
    return path


def test_whole_sessions_are_held_out_and_the_page_says_how_little_that_proves(annas, too_deep):
    words = " ".join(run(annas, "--settings", too_deep, "--trials", 8).split())
    assert "1 session held out" in words
    assert "4 sessions tuned on" in words
    assert "better for held-out sessions" in words
    assert "All reps are from one wearer (anna), so sessions are held out, not people." in words
    assert "That proves little" in words
    assert "Recorded sessions: the new settings find" in words


def test_no_session_is_on_both_sides_and_none_is_forgotten(annas):
    found = tune(annas, Settings(), trials=1)
    assert found.folds.only_wearer == "anna"
    assert not set(found.folds.tuned) & set(found.folds.held_out)
    names = {f"{file.path.parent.name}/{file.name}" for file in find_sessions([annas])}
    assert {*found.folds.tuned, *found.folds.held_out} == names


def test_a_session_can_be_held_out_by_its_name(annas):
    assert tune(annas, Settings(), trials=1, held_out=["logs/Quick_Reps.csv"]).folds.held_out == (
        "logs/quick_reps.csv",
    )


def test_what_is_good_for_one_and_bad_for_others_is_not_taken_but_can_be_kept(annas, too_deep, tmp_path):
    """Squats are counted again as soon as the depth is set for Anna: others would pay for it."""
    found = tune(annas, load_settings(too_deep), recorded=[SQUATS])
    assert found.new.held_out.cost < found.old.held_out.cost
    assert "count the recorded sessions of others worse" in found.why_old
    assert found.worse_recorded == ["must_not_count/squats.csv"]
    assert found.best is found.old
    also, out = tmp_path / "also.toml", tmp_path / "out.toml"
    good = tmp_path / "good.toml"
    good.write_text("depth_min_deg = 88\n")
    shown = run(annas, "--settings", good, "--trials", 8, "--also-out", also, "--out", out)
    assert load_settings(also).depth_min_deg < 80
    assert f"{also}: the settings that were found." in shown.replace("\n", "")


def test_nothing_else_found_is_not_written(annas, tmp_path):
    also = tmp_path / "also.toml"
    assert f"{also}: not written, as nothing else was found." in run(
        annas, "--trials", 1, "--also-out", also
    ).replace("\n", "")
    assert not also.exists()


def test_what_gets_worse_in_the_recorded_sessions_is_said_for_several_wearers_too(logs, too_deep):
    found = tune(logs, load_settings(too_deep), recorded=[CLEAN, SQUATS])
    assert not found.why_old
    assert found.worse_recorded == ["must_not_count/squats.csv"]
    words = " ".join(run(logs, "--settings", too_deep, "--trials", 8).split())
    assert "must_not_count/squats.csv" in words.partition("Worse in")[2]
    assert "one wearer" not in words
    as_json = json.loads(run(logs, "--settings", too_deep, "--trials", 8, "--json"))
    assert "must_not_count/squats.csv" in as_json["recorded"]["worse"]
    assert as_json["recorded"]["old"]["missed"] > as_json["recorded"]["new"]["missed"]


def test_recorded_sessions_are_counted_only_if_something_was_found(logs):
    steps = []
    request = TuneRequest(find_sessions([logs]), Settings(), 1, ["depth_min_deg"], jobs=1, recorded=[CLEAN])
    found = tune_on(request, lambda what, *_: steps.append(what))
    assert RECORDED not in steps
    assert found.old.recorded is None


def test_a_value_at_the_edge_of_its_range_is_said(logs):
    """Wearers whose lunges reach 24 deg would need a threshold below the range."""
    found = tune(logs, Settings({"depth_min_deg": 88}))
    assert found.at_edge == []
    (depth,) = found.space
    tried = TriedSettings(Settings({"depth_min_deg": depth.low}), frozenset())
    at_the_edge = replace(found, new=replace(found.new, tried=tried))
    assert at_the_edge.at_edge == [depth]
    assert any(
        f"depth_min_deg = {depth.low} is the edge of its search range" in line
        for line in verdict(at_the_edge)
    )


def test_reading_is_reported_session_by_session(logs):
    for jobs in (1, 2):
        steps = []
        request = TuneRequest(find_sessions([logs]), Settings(), 1, ["depth_min_deg"], jobs=jobs)
        tune_on(request, lambda what, done, of, least, steps=steps: steps.append((what, done, of)))
        assert [step for step in steps if step[0] == "reading sessions"] == [
            ("reading sessions", done, 5) for done in range(6)
        ]
