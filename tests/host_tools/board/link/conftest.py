"""A virtual board at the other end of a real pseudo-terminal."""

import threading
import time
from contextlib import contextmanager
from importlib import import_module
from itertools import count

import pytest
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.paths import FIRMWARE, RECORDED_SESSIONS
from heeldrive_lab.virtual_board.pseudo_terminal import PseudoTerminal
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


class Port(PseudoTerminal):
    """A port that records whether a program has subscribed to events."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._said = b""

    @property
    def listened(self):
        return b"listen" in self._said

    def typed(self, now_ms):
        data = super().typed(now_ms)
        self._said += data
        return data


STILL_PACE = 5
"""How many times as fast as real time somebody stands: the board answers soon, its log stays small."""


def motion_of(rows, port):
    """A wearer who stands until a program listens, then does the set, then stands until the test ends."""
    period_ms = rows[1][0] - rows[0][0]
    times_ms = count(0, period_ms)

    def stand(row, until):
        for t_ms in times_ms:
            yield (t_ms, *row[1:])
            time.sleep(period_ms / 1000 / STILL_PACE)
            if until():
                return

    yield from stand(rows[0], lambda: port.listened)
    late_ms = next(times_ms) - rows[0][0]
    for t_ms, *counts in rows:
        yield (t_ms + late_ms, *counts)
    times_ms = count(rows[-1][0] + late_ms + period_ms, period_ms)
    yield from stand(rows[-1], lambda: False)


class Rig:
    """A board that runs in a thread until the test ends, and its port."""

    def __init__(self, board, terminal):
        self.terminal = terminal
        self.board = board
        self.failed = None
        self._thread = threading.Thread(target=self._run)

    @property
    def port(self):
        return str(self.terminal.path)

    @property
    def reps(self):
        """The numbers of the reps on its console, as `index=1`."""
        return [line.text.split()[1] for line in list(self.board.console) if line.text.startswith("rep ")]

    def _run(self):
        try:
            self.board.run(FIRMWARE)
        except BaseException as error:
            self.failed = error

    def start(self):
        self._thread.start()

    def check(self):
        """Raise the exception that ended the board, if any."""
        if self.failed:
            raise self.failed

    def end(self):
        """Cut the power."""
        self.terminal.end()
        self._thread.join(DEADLINE_S)
        self.terminal.close()
        assert not self._thread.is_alive(), "the board does not end"


@pytest.fixture
def plugged(motion, board_of, tmp_path):
    """Plugs in a board for the duration of a with block."""

    @contextmanager
    def plug(rows=None, patient=True, on_bytes=None, **options):
        terminal = Port(tmp_path / "port", patient, on_bytes)
        rows = motion_of(rows or motion, terminal)
        rig = Rig(board_of(rows, computer_from_ms=0, data_reader=terminal, **options), terminal)
        rig.start()
        try:
            yield rig
        finally:
            rig.end()
        rig.check()

    return plug
