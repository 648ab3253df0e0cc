"""What a command is told to write never replaces a session or its annotations."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from heeldrive_lab.commands.app import app
from typer.testing import CliRunner

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"


@pytest.fixture
def folder(tmp_path):
    """A folder with a session and its annotations."""
    for name in ("clean_set.csv", "clean_set.truth.csv"):
        shutil.copy(SESSIONS / name, tmp_path)
    return tmp_path


def words(ran):
    return " ".join(ran.output.replace("│", " ").split())


@pytest.mark.parametrize("target", ["clean_set.csv", "clean_set.truth.csv"])
@pytest.mark.parametrize(
    "command",
    [
        "report clean_set.csv -o",
        "report . --format csv -o",
        "export clean_set.csv --to mcap -o",
        "export clean_set.csv --to edge-impulse -o",
        "tune . --trials 1 --out",
        "tune . --trials 1 --also-out",
        "score . --html",
        "real . --html",
        "real . --write",
        "people . --write",
        "exercises . --write",
    ],
)
def test_a_session_or_annotations_named_as_target_are_kept(folder, monkeypatch, command, target):
    monkeypatch.chdir(folder)
    before = (folder / target).read_bytes()
    ran = CliRunner().invoke(app, [*command.split(), target])
    assert ran.exit_code == 2
    assert "is a session or its annotations" in words(ran)
    assert (folder / target).read_bytes() == before
    assert len(list(folder.iterdir())) == 2


def test_annotations_that_excel_has_saved_are_kept(folder):
    target = folder / "clean_set.truth.csv"
    target.write_text(target.read_text(), "utf-8-sig")
    ran = CliRunner().invoke(app, ["report", str(folder / "clean_set.csv"), "-o", str(target)])
    assert "is a session or its annotations" in words(ran)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf# heeldrive-truth: 1")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("clean_set.csv", "clean_set.truth.csv is of another session: give another name"),
        ("clean_set.csv.gz", "clean_set.truth.csv is of another session: give another name"),
        # The second of two recordings, and OUT forgotten.
        ("other.csv", "other.csv is no session and would be lost: give another name"),
    ],
)
def test_an_import_takes_no_annotations_of_another_session_and_replaces_no_recording(
    folder, monkeypatch, target, said
):
    monkeypatch.chdir(folder)
    rows = np.column_stack([np.arange(400) * 10, np.tile([0, 0, 9.81, 0, 0, 0], (400, 1))])
    for name in ("recording.csv", "other.csv"):
        np.savetxt(name, rows, "%g", ",", header="t_ms,ax,ay,az,gx,gy,gz", comments="")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    ran = CliRunner().invoke(app, ["import", "recording.csv", target])
    assert ran.exit_code == 2
    assert said in words(ran)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    for _again in range(2):
        assert CliRunner().invoke(app, ["import", "recording.csv", "free.csv"]).exit_code == 0


def test_other_files_are_replaced_as_ever(folder):
    page = folder / "page.html"
    page.write_text("the page before")
    assert CliRunner().invoke(app, ["report", str(folder / "clean_set.csv"), "-o", str(page)]).exit_code == 0
    assert "the page before" not in page.read_text()
