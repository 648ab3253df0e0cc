"""A virtual board at the other end of a real pseudo-terminal."""

from importlib import import_module

import pytest
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from plugged_board import plugged_board
from waiting import DEADLINE_S

# Import what the commands import at run time: the board's thread replaces the host's detector meanwhile.
for name in (
    "board.link.live",
    "board.link.pull_port",
    "board.pull",
    "util.terminal_tables",
    "detection.compiled",
):
    import_module(f"heeldrive_lab.{name}")

HELD_MS = [(0, 300)]
"""The button is held at power-on, so the board can write its drive although a computer is connected."""


@pytest.fixture(scope="session")
def motion():
    """Sixteen seconds of a set: three reps."""
    with SessionReader(RECORDED_SESSIONS / "clean_set.csv") as session:
        return [row for row in session if row[0] < 16_000]


@pytest.fixture(scope="session")
def long_motion():
    """The whole set, which leaves time for a conversation."""
    with SessionReader(RECORDED_SESSIONS / "clean_set.csv") as session:
        return list(session)


@pytest.fixture(autouse=True)
def patient_client(monkeypatch):
    """The board may take as long to answer as the test may take, since the computer may be busy."""
    monkeypatch.setattr("heeldrive_lab.board.link.client.TIMEOUT_S", DEADLINE_S)


@pytest.fixture
def plugged(motion, board_of, tmp_path):
    """Plugs in a board for the duration of a with block."""

    def plug(rows=None, **options):
        return plugged_board(board_of, tmp_path / "port", rows or motion, **options)

    return plug
