"""The commands, as a user types them."""

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.progress import busy, tracked
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
CLEAN = SESSIONS / "clean_set.csv"


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_version_is_shown():
    assert run("--version").stdout == f"heeldrive {version('heeldrive')}\n"


@pytest.mark.parametrize("command", [(), ("replay",), ("import",), ("import", "csv")])
def test_help_has_a_short_name_everywhere(command):
    short = run(*command, "-h")
    assert short.exit_code == 0
    assert short.stdout == run(*command, "--help").stdout


def test_a_bar_is_drawn_on_a_terminal_only(monkeypatch, capsys):
    assert list(tracked([1, 2, 3], "scoring", 3)) == [1, 2, 3]
    assert capsys.readouterr() == ("", "")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert list(tracked([1, 2, 3], "scoring", 3)) == [1, 2, 3]
    drawn = capsys.readouterr()
    assert drawn.out == ""
    assert "scoring" in drawn.err


def test_one_display_at_a_time(monkeypatch, capsys):
    """A compiler that starts in the middle of other work draws nothing over its bar."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    for _ in tracked([1], "scoring", 1):
        with busy("compiling"):
            pass
    assert "compiling" not in capsys.readouterr().err
    with busy("compiling"):
        pass
    assert "compiling" in capsys.readouterr().err


def test_reading_a_file_moves_the_bar(monkeypatch):
    """A bar that stands still would say nothing."""
    shares = []
    with SessionReader(CLEAN) as reader:
        reader.on_read = shares.append
        list(reader)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.5
    assert shares[-1] == 1


def test_replay_shows_a_table():
    result = run("replay", SESSIONS / "half_reps_in_a_set.csv")
    assert result.exit_code == 0
    assert "refused: shallow" in result.stdout
    assert "set 1: 10 reps" in result.stdout
    assert "10 reps in 1 set, 3 refused (shallow 3)" in result.stdout
    assert "\x1b" not in result.stdout  # no colours where there is no terminal


def test_replay_as_json_prints_an_object_per_line():
    events = [json.loads(line) for line in run("replay", CLEAN, "--json").stdout.splitlines()]
    assert [event["kind"] for event in events] == ["rep"] * 10 + ["set", "summary"]


def test_replay_takes_a_settings_file(tmp_path):
    (tmp_path / "settings.toml").write_text("depth_min_deg = 100\n")
    result = run("replay", CLEAN, "--settings", tmp_path / "settings.toml", "--json")
    assert json.loads(result.stdout.splitlines()[-1])["reps"] == 0


def test_score_compares_with_the_annotations(tmp_path):
    table = run("score", SESSIONS / "must_not_count", CLEAN)
    assert table.exit_code == 0
    assert "backward_lunge (front leg)" in table.stdout
    scores = json.loads(run("score", CLEAN, "--json").stdout)
    assert [session["name"] for session in scores["sessions"]] == ["clean_set.csv"]
    assert (scores["all"]["true"], scores["all"]["matched"], scores["all"]["false"]) == (10, 10, 0)
    shutil.copy(CLEAN, tmp_path)
    assert run("score", tmp_path / CLEAN.name).exit_code == 2


@pytest.fixture
def phone(tmp_path):
    path = tmp_path / "phone.csv"
    rows = (
        f"{n / 50:.2f},0,0,{1.02 if n % 9 else 9},0.5,0,700\n" if n > 99 else f"{n / 50:.2f},0,0,1,0,0,0\n"
        for n in range(200)
    )
    path.write_text("time,x,y,z,wx,wy,wz\n" + "".join(rows))
    return path


def test_import_says_which_full_scales_it_took(phone):
    target = phone.with_name("session.csv.gz")
    columns = ["--time-column", "time", "--accel-columns", "x,y,z", "--gyro-columns", "wx,wy,wz"]
    units = ["--time-unit", "s", "--accel-unit", "g", "--gyro-unit", "deg/s", "--thigh", "left"]
    result = run("import", phone, target, *columns, *units)
    assert result.exit_code == 0
    assert f"{target}: 200 samples, 4.0 s, 50 Hz; +-16 g, +-1000 deg/s." in result.stdout
    assert json.loads(run("replay", target, "--json").stdout.splitlines()[-1])["samples"] == 200


def test_import_notes_go_to_the_error_stream(phone):
    lines = phone.read_text().splitlines()
    phone.write_text("\n".join(lines[:40] + lines[60:]))
    result = run(
        *["import", phone, phone.with_name("out.csv"), "--time-column", "time", "--accel-columns", "x,y,z"],
        *["--gyro-columns", "wx,wy,wz", "--time-unit", "s", "--accel-unit", "g", "--gyro-unit", "deg/s"],
    )
    assert result.exit_code == 0
    assert "heeldrive: note: gaps in time: 1, the longest 420 ms" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["replay", "none.csv"], "none.csv: there is no such file"),
        (["replay", CLEAN, "--settings", "none.toml"], "none.toml: cannot be read"),
        (["import", CLEAN, "out.csv"], "clean_set.csv: this is a session of heeldrive already"),
        (["score", "none.csv"], "none.csv: there is no such file"),
        (["real", "none"], "none: there is no such folder: check the name"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(words, says):
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("heeldrive: ")
    assert says in sentence


def test_a_mistake_in_the_command_is_exit_code_2():
    result = run("import", "in.csv", "out.csv", "--accel-columns", "ax,ay")
    assert result.exit_code == 2
    assert "not three different names" in result.stderr


def test_help_says_what_makes_it_faster():
    assert "'heeldrive[fast]'" in " ".join(run("--help").stdout.split())


def test_help_has_examples_and_loads_nothing_heavy():
    for command in ("replay", "import", "score", "real"):
        assert f"heeldrive {command} " in run(command, "--help").stdout
    code = (
        "import sys, heeldrive_lab.commands.app; "
        "sys.exit('numpy' in sys.modules or 'heeldrive' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
