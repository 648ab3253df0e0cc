"""Long sessions: what is kept of them does not grow with their length."""

import tracemalloc
from itertools import chain

import pytest
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from typer.testing import CliRunner

CLEAN = RECORDED_SESSIONS / "clean_set.csv"
COPIES = (1, 5)
STEP_MS = 20


def _long(path, copies):
    """A set, and then fidgeting, once or more often: as many reps in each. About 52 Hz."""
    workout = read_recording(CLEAN)
    fidget = read_recording(RECORDED_SESSIONS / "must_not_count" / "fidgeting.csv")
    rows, fidget_rows = workout.table[::2].tolist(), fidget.table.tolist()
    length_ms = fidget.last_ms - fidget.first_ms + STEP_MS
    first_ms = workout.last_ms + STEP_MS - fidget.first_ms
    again = (
        (first_ms + copy * length_ms + t_ms, *counts)
        for copy in range(copies)
        for t_ms, *counts in fidget_rows
    )
    write_session(path, workout.header, chain(rows, again))
    return path


@pytest.fixture(scope="module")
def sessions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    return [_long(folder / f"{copies}.csv", copies) for copies in COPIES]


def _run(words):
    shown = CliRunner().invoke(app, [str(word) for word in words])
    assert shown.exit_code == 0, shown.output


def _peak(words):
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    _run(words)
    return tracemalloc.get_traced_memory()[1] - before


@pytest.mark.parametrize(
    "words",
    [
        ("replay", "--json"),
        ("replay", "--facts", "--json"),
        ("report", "--format", "csv"),
        ("export", "--to", "mcap", "-o"),
        ("export", "--to", "parquet", "-o"),
        ("export", "--to", "edge-impulse", "-o"),
    ],
    ids=" ".join,
)
def test_a_session_three_times_as_long_takes_no_more_memory(sessions, tmp_path, words):
    """What is kept for a whole session would take three times as much."""
    command, *options = words
    out = [tmp_path / "out"] if words[-1] == "-o" else []
    _run([command, CLEAN, *options, *out])  # imports
    tracemalloc.start()
    try:
        short, long = (_peak([command, session, *options, *out]) for session in sessions)
    finally:
        tracemalloc.stop()
    assert long < 2 * short
