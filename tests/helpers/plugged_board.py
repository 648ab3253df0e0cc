"""A virtual board in a thread, at the other end of a real pseudo-terminal."""

import threading
import time
from contextlib import contextmanager
from itertools import count

from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board.pseudo_terminal import PseudoTerminal
from waiting import DEADLINE_S


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


@contextmanager
def plugged_board(board_of, path, rows, patient=True, on_bytes=None, **options):
    """A board that is plugged in for the duration of a with block; its port is at `path`."""
    terminal = Port(path, patient, on_bytes)
    rig = Rig(
        board_of(motion_of(rows, terminal), computer_from_ms=0, data_reader=terminal, **options), terminal
    )
    rig.start()
    try:
        yield rig
    finally:
        rig.end()
    rig.check()
