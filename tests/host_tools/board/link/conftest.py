"""A virtual board at the other end of a real pseudo-terminal."""

import threading
from contextlib import contextmanager
from importlib import import_module

import pytest
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import FIRMWARE, RECORDED_SESSIONS
from heeldrive_lab.virtual_board.pseudo_terminal import PseudoTerminal

# What the commands load while they run is loaded before: the board's thread puts the host's detector aside.
for name in (
    "board.link.live",
    "board.link.pull_port",
    "board.pull",
    "util.terminal_tables",
    "detection.compiled",
):
    import_module(f"heeldrive_lab.{name}")

HELD_MS = [(0, 300)]
"""The button is held while the board starts: it writes the drive, though a computer is there."""


@pytest.fixture(scope="session")
def motion():
    """Sixteen seconds of a set: three reps."""
    with SessionReader(RECORDED_SESSIONS / "clean_set.csv") as session:
        return [row for row in session if row[0] < 16_000]


@pytest.fixture(scope="session")
def long_motion():
    """The whole set: time for a conversation."""
    with SessionReader(RECORDED_SESSIONS / "clean_set.csv") as session:
        return list(session)


class Rig:
    """A board that runs in a thread, and its port."""

    def __init__(self, board, terminal):
        self.terminal = terminal
        self.board = board
        self.failed = None
        self._thread = threading.Thread(target=self._run)

    @property
    def port(self):
        return str(self.terminal.path)

    @property
    def over(self):
        return not self._thread.is_alive()

    def _run(self):
        try:
            self.board.run(FIRMWARE)
        except BaseException as error:
            self.failed = error

    def start(self):
        self._thread.start()

    def wait(self):
        """Until the board's power goes, with the end of its motion."""
        self._thread.join(30)
        assert not self._thread.is_alive()
        if self.failed:
            raise self.failed

    def end(self):
        self.terminal.end()
        self._thread.join(30)
        self.terminal.close()


@pytest.fixture
def plugged(motion, long_motion, board_of, tmp_path):
    """Plugs a board in, for the length of a with block.

    With a pace, so many times faster than real time, there is time to talk to it: until the set is over.
    """

    @contextmanager
    def plug(rows=None, patient=True, pace=None, on_bytes=None, **options):
        terminal = PseudoTerminal(tmp_path / "port", patient, pace, on_bytes)
        rows = rows or (long_motion if pace else motion)
        rig = Rig(board_of(rows, computer_from_ms=0, data_reader=terminal, **options), terminal)
        rig.start()
        try:
            yield rig
        finally:
            rig.end()
        if rig.failed:
            raise rig.failed

    return plug
