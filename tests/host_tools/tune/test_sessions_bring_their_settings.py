"""A session is tuned on with the settings that it brings along, as every tool counts it."""

import json
from dataclasses import replace

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.settings.of_session import SETTINGS_KEY
from typer.testing import CliRunner

WORKOUTS = ("at_26_samples_a_second", "held_at_the_bottom", "lost_samples", "quick_reps")


def run(*words):
    return CliRunner().invoke(app, ["tune", *map(str, words), "--jobs", "1", "--seed", "4"])


def old_reps(shown):
    """True reps and missed ones of all wearers with the settings before the search."""
    assert shown.exit_code == 0, shown.output
    sides = [json.loads(shown.stdout)[side]["old"] for side in ("unseen", "tuned")]
    return sum(side["done"] for side in sides), sum(side["missed"] for side in sides)


@pytest.fixture
def bring(logs):
    """Writes settings into the header of every workout, or of one."""

    def write(settings, names=WORKOUTS):
        for name in names:
            session = read_recording(logs / f"{name}.csv")
            header = replace(session.header, extra=session.header.extra | {SETTINGS_KEY: settings})
            write_session(session.path, header, session, session.markers)

    return write


def test_the_old_count_is_the_one_that_the_board_showed(logs, bring):
    """The wearers' boards counted nothing that is not very deep; what is searched goes before that."""
    words = [logs, "--trials", 1, "--only", "hold_max_ms", "--json"]
    done, missed = old_reps(run(*words))
    assert missed < 3
    bring("depth_min_deg=100 mode=sensor_leg")
    assert old_reps(run(*words)) == (done, done)
    found = run(logs, "--trials", 1, "--only", "depth_min_deg", "--json")
    assert old_reps(found) == (done, done)
    assert json.loads(found.stdout)["unseen"]["new"]["missed"] == 0
    assert not json.loads(found.stdout)["kept_old"]


def test_a_settings_file_goes_before_them(logs, bring, tmp_path):
    bring("depth_min_deg=100")
    (tmp_path / "mine.toml").write_text("depth_min_deg = 40\n")
    shown = run(logs, "--trials", 1, "--only", "hold_max_ms", "--json", "--settings", tmp_path / "mine.toml")
    assert old_reps(shown)[1] < 3
    assert "counted with mine.toml, and otherwise the settings of each session" in shown.stderr


def test_the_mode_is_the_one_they_were_counted_in(logs, bring):
    bring("mode=both_legs", ["must_not_count/half_reps_only", *WORKOUTS])
    shown = run(logs, "--trials", 1, "--only", "hold_max_ms", "--json")
    assert "or else the defaults; mode both_legs" in shown.stderr
    assert json.loads(shown.stdout)["mode"] == "both_legs"


def test_sessions_of_two_modes_need_a_choice(logs, bring):
    bring("mode=both_legs", ["quick_reps"])
    words = [logs, "--trials", 1, "--only", "hold_max_ms", "--json"]
    shown = run(*words)
    assert shown.exit_code == 2
    (sentence,) = shown.stderr.splitlines()
    assert "different modes" in sentence
    assert "quick_reps.csv in mode both_legs" in sentence
    assert "choose one with --mode" in sentence
    assert run(*words, "--mode", "sensor_leg").exit_code == 0
