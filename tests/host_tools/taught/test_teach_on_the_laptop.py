"""The wearer's lunge is taken from a session and written into their settings."""

import json
from pathlib import Path

import pytest
from heeldrive import Settings
from heeldrive_lab.board.deploy.settings_on_drive import Tuned, merged
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.taught.lunge import NAMES, is_complete, lunge_of, lunge_settings
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
CLEAN = SESSIONS / "clean_set.csv"


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def reps_of(path, **settings):
    return [event for event in replay(path, Settings(settings)) if event["kind"] == "rep"]


def settings_in(path):
    return {name: value for name, value in vars(load_settings(path)).items() if name in NAMES}


@pytest.fixture
def with_marker(tmp_path):
    """The clean set, as pulled from a board on which a lesson began after the third rep."""
    third = reps_of(CLEAN)[2]
    path = tmp_path / "log_0001.csv"
    lines = CLEAN.read_text().splitlines(keepends=True)
    first_later = next(
        number
        for number, line in enumerate(lines)
        if line[0].isdigit() and int(line.split(",")[0]) > third["shown_ms"]
    )
    path.write_text(
        "".join([*lines[:first_later], f"marker,{third['shown_ms']},teach 5\n", *lines[first_later:]])
    )
    return path


def test_the_first_five_reps_are_the_lunge(tmp_path):
    target = tmp_path / "settings.toml"
    target.write_text("# mine\nreps_target = 12\nCIRCUITPY_BLE_NAME = 'thigh'\n")
    result = run("teach", CLEAN, "--write", target)
    assert result.exit_code == 0
    assert "the first 5 reps in a row that are alike" in result.stdout
    reps = reps_of(CLEAN)[:5]
    found = settings_in(target)
    assert found["my_depth_deg"] == pytest.approx(sum(rep["depth_deg"] for rep in reps) / 5, abs=1)
    lengths = [rep["end_ms"] - rep["start_ms"] for rep in reps]
    assert found["my_length_ms"] == pytest.approx(sum(lengths) / 5, abs=5)
    assert target.read_text().startswith("# mine\nreps_target = 12\nCIRCUITPY_BLE_NAME = 'thigh'\n")
    assert list(tmp_path.iterdir()) == [target]


def test_the_lunge_taught_on_the_board_comes_before_the_first_reps(with_marker):
    found = json.loads(run("teach", with_marker, "--json").stdout)
    assert found["source"].startswith("taught on the board at ")
    reps = reps_of(CLEAN)[3:8]
    assert found["lunge"]["depth_deg"] == pytest.approx(sum(rep["depth_deg"] for rep in reps) / 5, abs=0.2)


def test_a_trace_teaches_at_the_same_sample_as_a_replay(with_marker):
    traced = trace(read_recording(with_marker), Settings())
    assert list(traced.events) == [
        event for event in replay(with_marker, Settings()) if event["kind"] != "summary"
    ]
    assert [event["kind"] for event in traced.events].count("taught") == 1


def test_reps_can_be_named_and_a_wrong_number_is_answered():
    named = json.loads(run("teach", CLEAN, "--reps", "2,4-6", "--json").stdout)
    reps = reps_of(CLEAN)
    chosen = [reps[number - 1] for number in (2, 4, 5, 6)]
    assert named["settings"] == lunge_settings(lunge_of(chosen, 4))
    assert "reps 2, 4, 5, 6" in named["source"]
    missing = run("teach", CLEAN, "--reps", "9-12")
    assert missing.exit_code == 2
    assert "there is no rep 11, 12: 10 were counted" in missing.stderr
    for words in ("five", "3-", "4"):
        assert run("teach", CLEAN, "--reps", words).exit_code == 2


def test_a_session_without_reps_teaches_nothing_and_writes_nothing(tmp_path):
    result = run("teach", SESSIONS / "must_not_count" / "stairs.csv", "--write", tmp_path / "settings.toml")
    assert result.exit_code == 2
    assert "no 5 reps in a row are alike" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_file_the_lines_are_printed():
    lines = run("teach", CLEAN).stdout.splitlines()
    assert [line.split(" = ")[0] for line in lines[1:]] == list(NAMES)


def test_a_half_rep_before_the_first_set_is_shallow_once_the_lunge_is_taught(tmp_path):
    half_reps = SESSIONS / "must_not_count" / "half_reps_only.csv"
    target = tmp_path / "settings.toml"
    run("teach", CLEAN, "--write", target)
    taught = list(replay(half_reps, load_settings(target)))
    assert reps_of(half_reps) != []
    assert [event["kind"] for event in taught if event["kind"] == "rep"] == []
    assert {event["reason"] for event in taught if event["kind"] == "refused"} == {"shallow"}


def test_a_rep_that_differs_begins_the_lesson_again():
    reps = reps_of(CLEAN)
    deep = dict(reps[2], depth_deg=reps[2]["depth_deg"] * 0.6)
    lunge = lunge_of([*reps[:2], deep, *reps[3:8]])
    assert lunge == lunge_of(reps[3:8])
    assert lunge_of([*reps[:2], deep, *reps[3:7]]) is None


def test_in_alternating_lunges_the_other_leg_is_passed_over():
    reps = reps_of(CLEAN)
    other = [dict(rep, sensor_leg="back", facts=rep["facts"] | {"fall_mm": 300}) for rep in reps]
    both = [rep for pair in zip(reps, other, strict=True) for rep in pair]
    assert lunge_of(both)["sensor_leg"] == "front"
    assert lunge_of(both, 5)["depth_deg"] == lunge_of(reps, 5)["depth_deg"]
    back = lunge_settings(lunge_of([reps[0], *other]))
    assert (back["my_fall_mm"], back["my_depth_deg"], back["my_lever_mm"]) == (300, 0, 0)


def test_new_settings_on_a_board_keep_the_taught_lunge_unless_they_hold_another():
    old = "my_depth_deg = 80\nmy_length_ms = 3000\ndepth_min_deg = 40\n"

    def text(**values):
        return merged(Tuned("tuned.toml", "", values), old, Path("settings.toml")).text

    assert text(depth_min_deg=30) == old.replace("40", "30")
    assert text(my_depth_deg=70) == old.replace("80", "70")
    assert text(my_depth_deg=0) == old
    assert is_complete({})
    assert not is_complete({"my_depth_deg": 80, "my_length_ms": 3000})
