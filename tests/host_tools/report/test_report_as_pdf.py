"""A PDF is printed with Chromium; without it, one sentence says what would do."""

from pathlib import Path

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.report import pdf
from heeldrive_lab.util.chromium import chromium
from typer.testing import CliRunner

CLEAN = Path(__file__).parents[3] / "recorded_sessions" / "clean_set.csv"


def report(target):
    return CliRunner().invoke(app, ["report", str(CLEAN), "-o", str(target)])


@pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this computer")
def test_the_ending_asks_for_a_pdf(tmp_path):
    shown = report(tmp_path / "workout.pdf")
    assert shown.exit_code == 0, shown.output
    data = (tmp_path / "workout.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert data.count(b"/Type /Page\n") > 1  # the plots of ten reps do not fit on one


def test_without_chromium_the_message_says_what_would_do(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: None)
    shown = report(tmp_path / "workout.pdf")
    assert shown.exit_code == 2
    (sentence,) = shown.stderr.splitlines()
    assert "needs Chromium" in sentence
    assert "write a .html and print that from a browser" in sentence
    assert list(tmp_path.iterdir()) == []


def test_a_chromium_that_fails_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: "/bin/false")
    shown = report(tmp_path / "workout.pdf")
    assert shown.exit_code == 2
    assert "/bin/false" in shown.stderr
    assert shown.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
