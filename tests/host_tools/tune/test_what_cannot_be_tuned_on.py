"""An impossible search ends with one sentence and exit code 2."""

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.util import optional_dependencies
from typer.testing import CliRunner


def run(*words):
    shown = CliRunner().invoke(app, ["tune", *(str(word) for word in words), "--jobs", "1", "--trials", "1"])
    assert shown.stdout == ""
    assert shown.stderr.count("\n") == 1
    assert shown.exit_code == 2
    return shown.stderr


def test_sessions_without_truth(logs):
    for truth in logs.rglob("*.truth.csv"):
        truth.unlink()
    assert "contains no session with a NAME.truth.csv next to it" in run(logs)


def test_one_session_only(logs):
    """There is nothing to hold out: neither a person nor a session."""
    message = run(logs / "quick_reps.csv", logs / "must_not_count")
    assert "all reps are in one session (logs/quick_reps.csv)" in message
    assert "record another one" in message
    assert "'# wearer: NAME'" in message


def test_two_results_for_one_file(logs, tmp_path):
    out = tmp_path / "out.toml"
    shown = CliRunner().invoke(app, ["tune", str(logs), "--out", str(out), "--also-out", str(out)])
    assert shown.exit_code == 2
    assert "give another one" in shown.stderr
    assert not out.exists()


def test_sessions_in_which_nothing_is_a_rep(logs):
    assert "settings that count nothing would be best" in run(logs / "must_not_count")


def test_truth_of_another_session(logs):
    (logs / "quick_reps.truth.csv").write_bytes((logs / "lost_samples.truth.csv").read_bytes())
    assert "it belongs to lost_samples.csv, not to quick_reps.csv" in run(logs)


def test_names_that_are_not_there(logs):
    assert "--unseen anna: there is no such wearer; the wearers are simulated person" in run(
        logs, "--unseen", "anna"
    )
    message = run(logs, "--only", "depth_min_deg,rest_min_s")
    assert "--only rest_min_s: not a threshold of the detector in mode sensor_leg" in message
    assert "the closest name is" in run(logs, "--only", "deph_min_deg")
    assert "fall_min_mm" in run(logs, "--only", "fall_min_mm")


def test_without_optuna_the_message_names_the_command_that_installs_it(logs, monkeypatch):
    monkeypatch.setattr(
        optional_dependencies, "find_spec", lambda name: None if name == "optuna" else object()
    )
    assert "pip install 'heeldrive[tune]'" in run(logs)


@pytest.mark.parametrize("words", [("--trials", "0"), ("--mode", "three_legs"), ("--seed", "-1")])
def test_options_out_of_range(logs, words):
    shown = CliRunner().invoke(app, ["tune", str(logs), *words])
    assert shown.exit_code == 2
