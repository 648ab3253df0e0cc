"""Ctrl-C, a full disk, no memory, no UTF-8, files that are bombs: one sentence, nothing half written."""

import os
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.report import command
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
CLEAN = SESSIONS / "clean_set.csv"
FULL = Path("/dev/full")


def heeldrive(*words, **more):
    """The command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    code = "from heeldrive_lab.commands.app import app; app()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=environment | more.pop("env", {}),
        stderr=subprocess.PIPE,
        check=False,
        **more,
    )


def one_sentence(shown, code=2):
    assert shown.exit_code == code
    assert shown.stdout == ""
    *notes, sentence = shown.stderr.splitlines()
    assert all("settings" in note for note in notes)  # a command says first which ones it goes by
    assert sentence.startswith("heeldrive: ")
    return sentence


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "words",
    [("replay", CLEAN), ("replay", CLEAN, "--json"), ("settings",), ("report", CLEAN, "--format", "md")],
)
def test_a_full_disk_behind_the_output(words):
    with FULL.open("w") as full:
        shown = heeldrive(*words, stdout=full)
    assert shown.returncode == 2
    sentence = shown.stderr.decode().splitlines()[-1]
    assert sentence.startswith("heeldrive: the output: ")
    assert "free space" in sentence


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_file():
    shown = CliRunner().invoke(app, ["report", str(CLEAN), "-o", str(FULL)])
    assert "/dev/full: cannot be written" in one_sentence(shown)
    assert FULL.is_char_device()


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, "stopped by Ctrl-C"),
        (MemoryError(), 2, "out of memory"),
        (BrokenProcessPool(), 2, "a process was killed"),
        (PermissionError(13, "Permission denied", "log.csv"), 2, "log.csv: Permission denied"),
    ],
)
def test_what_stops_it_from_outside_is_one_sentence_and_leaves_no_file(
    tmp_path, monkeypatch, error, code, says
):
    def stopped(*_):
        raise error

    monkeypatch.setattr(command, "report_text", stopped)
    target = tmp_path / "workout.html"
    target.write_text("of last week")
    assert says in one_sentence(CliRunner().invoke(app, ["report", str(CLEAN), "-o", str(target)]), code)
    assert [file.name for file in tmp_path.iterdir()] == ["workout.html"]
    assert target.read_text() == "of last week"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_utf_8_shows_plain_characters(encoding):
    shown = heeldrive(
        "replay", CLEAN, "--explain", "20", stdout=subprocess.PIPE, env={"PYTHONIOENCODING": encoding}
    )
    assert shown.returncode == 0, shown.stderr
    assert ">= 0.65 s" in shown.stdout.decode(encoding)
    degrees = heeldrive("replay", CLEAN, stdout=subprocess.PIPE, env={"PYTHONIOENCODING": encoding})
    assert ("78 deg" if encoding == "ascii" else "78\u00b0") in degrees.stdout.decode(encoding)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("depth_min_deg = " + "[" * 30_000, "values in brackets within brackets"),
        ("depth_min_deg = " + "9" * 30_000, "a number in it is far too long"),
        ("# " + "x" * 70_000, "larger than 64 kB"),
    ],
)
def test_a_settings_file_that_is_a_bomb(tmp_path, text, says):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    assert says in one_sentence(CliRunner().invoke(app, ["replay", str(CLEAN), "--settings", str(path)]))


def sparse(path, begin=b""):
    """A file that says it has 2 GB, and has none of them."""
    path.write_bytes(begin)
    os.truncate(path, 2 << 30)
    return path


def test_a_sparse_settings_file(tmp_path):
    path = sparse(tmp_path / "settings.toml")
    assert "larger than" in one_sentence(
        CliRunner().invoke(app, ["replay", str(CLEAN), "--settings", str(path)])
    )


@pytest.mark.parametrize(
    ("begin", "says"),
    [
        (b"", "this is not a session file"),
        (b"# heeldrive-session: 1\n", "line 2: this line is longer"),
        (CLEAN.read_bytes(), "this line is longer than 4096 bytes"),
    ],
)
def test_a_sparse_session(tmp_path, begin, says):
    path = sparse(tmp_path / "session.csv", begin)
    shown = CliRunner().invoke(app, ["replay", str(path)])
    assert says in one_sentence(shown)
