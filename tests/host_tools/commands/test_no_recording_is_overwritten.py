"""What a command is told to write never replaces a session or its annotations."""

import shutil
from pathlib import Path

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
    ],
)
def test_a_session_or_annotations_named_as_target_are_kept(folder, monkeypatch, command, target):
    monkeypatch.chdir(folder)
    before = (folder / target).read_bytes()
    ran = CliRunner().invoke(app, [*command.split(), target])
    assert ran.exit_code == 2
    assert "is a session or its annotations" in " ".join(ran.output.replace("│", " ").split())
    assert (folder / target).read_bytes() == before
    assert len(list(folder.iterdir())) == 2


def test_other_files_are_replaced_as_ever(folder):
    page = folder / "page.html"
    page.write_text("the page before")
    assert CliRunner().invoke(app, ["report", str(folder / "clean_set.csv"), "-o", str(page)]).exit_code == 0
    assert "the page before" not in page.read_text()
