"""One log, one count: every command counts a session as the board that recorded it, and says so."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.of_session import settings_of
from heeldrive_lab.workbench.counting import count
from heeldrive_lab.workbench.library import find_entries, open_session
from typer.testing import CliRunner

ALTERNATING = Path(__file__).parents[3] / "recorded_sessions" / "alternating_set.csv"
"""Twelve reps, of which the sensor leg does six: a board in mode both_legs counts twelve."""


def run(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done


def reps(session, *words):
    """What `replay` counts."""
    return json.loads(run("replay", session, "--json", *words).stdout.splitlines()[-1])["reps"]


def write_own(path, text="mode=both_legs", content=None):
    content = ALTERNATING.read_text() if content is None else content
    path.write_text(content.replace("t_ms,ax", f"# settings: {text}\nt_ms,ax", 1))
    return path


@pytest.fixture
def session(tmp_path):
    shutil.copy(ALTERNATING.with_name("alternating_set.truth.csv"), tmp_path)
    return write_own(tmp_path / "alternating_set.csv")


@pytest.fixture
def front_only(tmp_path):
    path = tmp_path / "front.toml"
    path.write_text('mode = "sensor_leg"\n')
    return path


def test_replay_goes_by_the_header_and_says_so(session, front_only):
    assert reps(session) == 12
    assert reps(session, "--settings", front_only) == 6
    assert "counted with the settings in its header, mode both_legs" in run("replay", session).stderr
    told = run("replay", session, "--settings", front_only).stderr
    assert "counted with front.toml, and otherwise the settings in its header, mode sensor_leg" in told
    assert "counted with the default settings, mode sensor_leg" in run("replay", ALTERNATING).stderr


def test_explain_and_facts_go_by_the_header(session):
    facts = run("replay", session, "--facts", "--json").stdout.splitlines()
    assert {json.loads(line)["sensor_leg"] for line in facts} == {"front", "back"}
    assert len(facts) == 12
    sets = [json.loads(line) for line in run("replay", session, "--explain", "--json").stdout.splitlines()]
    assert [entry["reps"] for entry in sets if entry["kind"] == "set"] == [12]


def test_a_file_decides_only_what_it_names(session, tmp_path):
    (tmp_path / "tempo.toml").write_text("rest_min_s = 20\n")
    assert reps(session, "--settings", tmp_path / "tempo.toml") == 12


def test_an_older_session_goes_by_the_file_beside_it(tmp_path):
    old = tmp_path / "log_0007.csv"
    shutil.copy(ALTERNATING, old)
    old.with_suffix(".settings.toml").write_text('mode = "both_legs"\n')
    assert reps(old) == 12
    assert "counted with log_0007.settings.toml, mode both_legs" in run("replay", old).stderr
    packed = tmp_path / "log_0007.csv.gz"
    packed.write_bytes(gzip.compress(old.read_bytes()))
    old.unlink()
    assert reps(packed) == 12


def test_a_setting_of_newer_firmware_is_left_out_and_named(tmp_path):
    newer = write_own(tmp_path / "newer.csv", "mode=both_legs magic_deg=3 depth_min_deg=4")
    with SessionReader(newer) as reader:
        chosen = settings_of(newer, reader.header)
    assert "without magic_deg, depth_min_deg: unknown to this heeldrive" in chosen.source
    assert reps(newer) == 12


def test_a_total_goes_where_the_boards_set_is(session):
    session.with_name("alternating_set.truth.csv").unlink()
    done = run("label", session, "--set", "1", "--total", "11")
    (row,) = [line for line in session.with_name("alternating_set.truth.csv").read_text().splitlines()
              if line.startswith("set,")]  # fmt: skip
    counted = [json.loads(line) for line in run("replay", session, "--json").stdout.splitlines()]
    (board,) = [event for event in counted if event["kind"] == "set"]
    assert row.split(",")[1:3] == [str(board["start_ms"]), str(board["end_ms"])]
    assert board["reps"] == 12
    assert "mode both_legs" in done.stderr


def test_heel_and_teach_go_by_the_header(session):
    assert len(json.loads(run("heel", session, "--json").stdout)["reps"]) == 6
    assert "mode both_legs" in run("heel", session).stderr
    assert json.loads(run("teach", session, "--reps", "2,4,6", "--json").stdout)["settings"]["my_fall_mm"]


def test_export_goes_by_the_header(session, tmp_path):
    pytest.importorskip("mcap")
    from mcap.reader import make_reader

    assert "mode both_legs" in run("export", session, "--to", "mcap", "-o", tmp_path / "a.mcap").stderr
    with (tmp_path / "a.mcap").open("rb") as file:
        events = [json.loads(message.data) for _, channel, message in make_reader(file).iter_messages()
                  if channel.topic == "/events"]  # fmt: skip
    assert sum(event["kind"] == "rep" for event in events) == 12


def test_score_counts_each_session_in_its_own_mode(session, front_only):
    one = run("score", session, "--json")
    assert json.loads(one.stdout)["all"]["counted"] == 12
    assert "mode both_legs" in one.stderr
    assert json.loads(run("score", session, "--settings", front_only, "--json").stdout)["all"]["counted"] == 6
    both = json.loads(run("score", session, ALTERNATING, "--json").stdout)
    assert [score["counted"] for score in both["sessions"]] == [12, 6]
    assert both["all"]["missed"] == 0
    assert "each session's own" in run("score", session, ALTERNATING).stdout


def test_compare_changes_only_what_the_files_name(session, tmp_path):
    for name, degrees in (("a", 36), ("b", 40)):
        (tmp_path / f"{name}.toml").write_text(f"depth_min_deg = {degrees}\n")
    files = tmp_path / "a.toml", tmp_path / "b.toml"
    assert json.loads(run("compare", *files, session, "--json").stdout)["all"]["counted"] == [12, 12]
    assert "1 session with settings of their own" in run("compare", *files, session).stdout


def test_report_goes_by_the_header_and_says_so(session, front_only):
    pytest.importorskip("jinja2")
    told = json.loads(run("report", session, "--format", "json").stdout)
    assert len(told["reps"]) == 12
    assert told["settings"] == "the settings in its header"
    assert (
        "Counted with the settings in its header, mode both_legs."
        in run("report", session, "--format", "md").stdout
    )
    folder = json.loads(run("report", session.parent, "--format", "json", "--settings", front_only).stdout)
    assert len(folder["people"][0]["workouts"][0]["reps"]) == 6


def test_the_workbench_goes_by_the_header_until_something_else_is_set(session):
    (entry,) = find_entries([session])
    opened = open_session(entry)
    assert count(opened, {}).reps == 12
    assert count(opened, {"mode": "sensor_leg"}).reps == 6


# Pipes, which can be read once


def through_a_pipe(tmp_path, content):
    """A named pipe that somebody writes this into, once."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    threading.Thread(target=path.write_bytes, args=(content,), daemon=True).start()
    return path


@pytest.mark.skipif(os.name != "posix", reason="Windows has no named pipes")
def test_settings_come_through_a_pipe(tmp_path):
    assert reps(ALTERNATING, "--settings", through_a_pipe(tmp_path, b'mode = "both_legs"\n')) == 12


@pytest.mark.skipif(os.name != "posix", reason="Windows has no named pipes")
@pytest.mark.parametrize(
    ("words", "shown", "times"),
    [
        (["replay", "--json"], '"kind": "rep"', 12),
        (["replay", "--facts", "--json"], '"sensor_leg"', 12),
        (["replay", "--explain", "--json"], '"outcome": "rep"', 12),
        (["heel", "--json"], '"baseline": ', 6),
        (["report", "--format", "json"], '"smooth_down"', 12),
    ],
)
def test_a_compressed_session_comes_through_a_pipe(tmp_path, words, shown, times):
    packed = gzip.compress(write_own(tmp_path / "own.csv").read_bytes())
    command, *options = words
    assert run(command, through_a_pipe(tmp_path, packed), *options).stdout.count(shown) == times


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("depth_min_deg = " + "9" * 5000, "a number in it is far too long"),
        ("x = " + "[" * 5000 + "]" * 5000, "values in brackets within brackets"),
    ],
)
def test_settings_that_nobody_writes_are_answered_in_one_sentence(tmp_path, text, says):
    (tmp_path / "bomb.toml").write_text(text)
    words = [sys.executable, "-c", "from heeldrive_lab.commands.app import app; app()", "replay"]
    words += [str(ALTERNATING), "--settings", str(tmp_path / "bomb.toml")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 250
