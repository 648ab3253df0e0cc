"""Ctrl-C, a full disk, no memory, no UTF-8, files that are bombs: one sentence, nothing half written."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.report import command
from heeldrive_lab.tune import run as tune_run
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
CLEAN = SESSIONS / "clean_set.csv"
FULL = Path("/dev/full")
RECORDING = "recording.csv"


def start(*words, **more):
    """Start the command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    code = "from heeldrive_lab.commands.app import app; app()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        env=environment | more.pop("env", {}),
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
    )


def heeldrive(*words, **more):
    """The command in a process of its own, to its end."""
    process = start(*words, **more)
    out, errors = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, errors)


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


def test_a_missing_module_that_no_extra_brings_is_a_bug_and_stays_one(tmp_path, monkeypatch):
    def broken(*_):
        raise ModuleNotFoundError("No module named 'nowhere'", name="nowhere")

    monkeypatch.setattr(command, "report_text", broken)
    shown = CliRunner().invoke(app, ["report", str(CLEAN), "-o", str(tmp_path / "workout.html")])
    assert isinstance(shown.exception, ModuleNotFoundError)
    assert "numpy" not in shown.stderr


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


WRITERS = [
    ("report", CLEAN, "-o"),
    ("report", CLEAN, "--format", "csv", "-o"),
    ("export", CLEAN, "--to", "fit", "-o"),
    ("export", CLEAN, "--to", "parquet", "-o"),
    ("export", CLEAN, "--to", "mcap", "-o"),
    ("export", CLEAN, "--to", "edge-impulse", "--label-column", "-o"),
    ("score", CLEAN, "--html"),
    ("import", RECORDING),
]


@pytest.mark.parametrize("words", WRITERS, ids=lambda words: " ".join(map(str, words[::2])))
@pytest.mark.parametrize(("inside", "why"), [("none/out", "No such file"), ("clean.csv/out", "Not a dir")])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, words, inside, why):
    shutil.copy(CLEAN, tmp_path / "clean.csv")
    _write_recording(tmp_path / RECORDING)
    words = [tmp_path / word if word == RECORDING else word for word in words]
    before = sorted(tmp_path.iterdir())
    sentence = one_sentence(CliRunner().invoke(app, [*map(str, words), str(tmp_path / inside)]))
    assert why in sentence
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("option", ["--out", "--also-out"])
@pytest.mark.parametrize(("place", "why"), [("none/out", "No such file"), (".", "Is a directory")])
def test_a_search_does_not_begin_if_its_result_cannot_be_written(monkeypatch, tmp_path, option, place, why):
    monkeypatch.setattr(tune_run, "tune_on", lambda *_: pytest.fail("the search began"))
    ran = CliRunner().invoke(app, ["tune", str(SESSIONS), option, str(tmp_path / place)])
    assert why in one_sentence(ran)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("report", CLEAN, "--format", "json", "-o"), b"{"),
        (("export", CLEAN, "--to", "fit", "-o"), b"\x0c"),
        (("export", CLEAN, "--to", "edge-impulse", "--label-column", "-o"), b"timestamp"),
    ],
)
def test_what_goes_into_a_pipe_is_the_output_alone(tmp_path, words, begins):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = start(*words, pipe)
    content = pipe.read_bytes()
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    assert content.startswith(begins)
    assert out == b""
    assert errors.decode().splitlines()[-1].startswith(f"heeldrive: {pipe}: ")
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("to", ["parquet", "mcap", "edge-impulse"])
def test_what_is_more_than_a_stream_does_not_go_into_a_pipe(tmp_path, to):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ran = CliRunner().invoke(app, ["export", str(CLEAN), "--to", to, "-o", str(pipe)])
    assert ran.exit_code == 2
    assert "give a file" in ran.stderr
    assert ran.stdout == ""
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize(
    ("to", "second"), [("parquet", "real.events.parquet"), ("edge-impulse", "info.labels")]
)
def test_the_second_file_stands_beside_the_one_that_a_link_points_to(tmp_path, to, second):
    """As with `-o /dev/stdout > real.parquet`, where nothing must be made in /dev."""
    (tmp_path / "dev").mkdir()
    (tmp_path / "data").mkdir()
    link, real = tmp_path / "dev" / "stdout", tmp_path / "data" / "real.parquet"
    link.symlink_to(real)
    assert CliRunner().invoke(app, ["export", str(CLEAN), "--to", to, "-o", str(link)]).exit_code == 0
    assert list(link.parent.iterdir()) == [link]
    assert sorted(file.name for file in real.parent.iterdir()) == sorted([real.name, second])


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", WRITERS, ids=lambda words: " ".join(map(str, words[::2])))
def test_a_disk_that_is_full_is_one_sentence(tmp_path, words):
    _write_recording(tmp_path / RECORDING)
    words = [tmp_path / word if word == RECORDING else word for word in words]
    sentence = one_sentence(CliRunner().invoke(app, [*map(str, words), str(FULL)]))
    assert "No space left" in sentence
    assert FULL.is_char_device()


def _write_recording(path):
    """Standing still, and a little motion: enough to be imported."""
    swing = [0] * 100 + list(range(100)) + [0] * 100
    lines = [f"{20 * n},0,9.81,0.{n % 3},{turn},0,0" for n, turn in enumerate(swing)]
    path.write_text("\n".join(["time_ms,ax,ay,az,gx,gy,gz", *lines, ""]))


@pytest.mark.parametrize("words", [("replay", "--json"), ("report", "-o"), ("export", "--to", "mcap", "-o")])
def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path, ctrl_c_ends, words):
    """The session comes through a pipe that stays open, and has been read but for what a pipe holds."""
    command, *options = words
    pipe = tmp_path / "session.csv"
    os.mkfifo(pipe)
    (tmp_path / "out").mkdir()
    target = [tmp_path / "out" / "file"] if "-o" in options else []
    process = start(command, pipe, *options, *target)
    with pipe.open("wb") as writer:
        writer.write(CLEAN.read_bytes())
        writer.flush()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130, errors
    assert errors.decode().splitlines()[-1] == "heeldrive: stopped by Ctrl-C; no file was left half written"
    assert list((tmp_path / "out").iterdir()) == []


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


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("clean_set.truth.csv", ("score", "clean_set.csv"), "larger than 20 MB: this is no annotation file"),
        ("spec.toml", ("simulate", "spec.toml", "-o", "out.csv"), "larger than 1000 kB"),
        ("recording.csv", ("import", "recording.csv", "out.csv"), "larger than 128 MB"),
        (
            "info.labels",
            ("export", "clean_set.csv", "--to", "edge-impulse", "-o", "out.csv"),
            "not an info.labels of Edge Impulse",
        ),
    ],
)
def test_other_sparse_files_are_not_read_whole(tmp_path, monkeypatch, name, words, says):
    shutil.copy(CLEAN, tmp_path)
    sparse(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert says in one_sentence(CliRunner().invoke(app, words))
    assert not (tmp_path / "out.csv").exists()


def test_what_comes_from_outside_cannot_command_the_terminal(tmp_path, monkeypatch):
    """Names of files and columns, and texts in them, are shown without their control characters."""
    monkeypatch.chdir(tmp_path)
    _write_recording(tmp_path / RECORDING)
    clear = "\x1b[2J"
    text = (tmp_path / RECORDING).read_text().replace("time_ms", f"time{clear}_ms")
    (tmp_path / f"in{clear}.csv").write_text(text)
    (tmp_path / f"spec{clear}.toml").write_text('seed = 1\ndo = [{activity = "stand", seconds = 3}]\n')
    for words in (
        (
            "import",
            f"in{clear}.csv",
            f"imported{clear}.csv",
            "--time-column",
            f"time{clear}_ms",
            "--time-unit",
            "ms",
        ),
        ("simulate", f"spec{clear}.toml", "-o", f"out{clear}.csv"),
        ("export", f"out{clear}.csv", "--to", "fit", "-o", f"out{clear}.fit"),
        ("report", f"out{clear}.csv", "-o", f"out{clear}.html"),
        ("replay", f"out{clear}.csv"),
        ("replay", f"imported{clear}.csv"),
    ):
        shown = CliRunner().invoke(app, words, color=True)
        assert shown.exit_code == 0, shown.output
        assert "\x1b" not in shown.output
        assert "\ufffd[2J" in shown.output
