"""A wearer for the firmware: recorded motion, a virtual board, and what was seen and said."""

import os
import sys
from pathlib import Path

import pytest
from heeldrive import RepCounter
from heeldrive_lab.sessions.annotations import read_annotations
from heeldrive_lab.sessions.session import SessionReader

ROOT = Path(__file__).parents[2]
FIRMWARE = ROOT / "firmware"
MOTION_START_MS = 1000
DARK = "    "
SHOWN_MS = 600  # after the end of a rep its number stands on the digits, the wearer still stands

os.environ.setdefault("BLINKA_OS_AGNOSTIC", "1")  # lets the firmware's pure modules be imported on a computer
# At the end of the path: in front, the firmware's code.py would hide the standard library's `code`.
if str(FIRMWARE) not in sys.path:
    sys.path.append(str(FIRMWARE))


class Workout:
    """One run of the unmodified firmware."""

    def __init__(self, board_of, rows, on_level=None, **options):
        self.digits = []  # (ms, what the wearer reads), each time it changes
        self._on_level = on_level  # told of the display each time anything about it changes
        self.board = board_of(rows, on_display=self._see, **options)

    def _see(self, display):
        if self._on_level:
            self._on_level(display)
        reading = display.digits
        if reading != (self.digits[-1][1] if self.digits else DARK):
            self.digits.append((self.board.clock.now_us // 1000, reading))

    def readings(self, start_ms=0, end_ms=1 << 30):
        """What stood on the digits at some time between two moments, in order."""
        before = [reading for ms, reading in self.digits if ms <= start_ms][-1:]
        return before + [reading for ms, reading in self.digits if start_ms < ms < end_ms]

    def lines(self, *words):
        """The console lines that begin with one of these words."""
        return [line.text for line in self.board.console if line.text.split(" ")[0] in words]

    def when(self, beginning, from_ms=0):
        """When a console line that begins like this was first printed, in virtual ms, not before from_ms."""
        return next(
            line.ms for line in self.board.console if line.ms >= from_ms and line.text.startswith(beginning)
        )

    def reps(self):
        """The rep lines as dictionaries of numbers."""
        return [
            {key: int(value) for key, value in (pair.split("=") for pair in line.split()[1:]) if key != "leg"}
            for line in self.lines("rep")
        ]


@pytest.fixture(scope="session")
def recorded():
    """Reads a recorded session once: its rows."""
    sessions = {}

    def read(name, end_ms=1 << 30):
        if name not in sessions:
            with SessionReader(ROOT / "recorded_sessions" / f"{name}.csv") as session:
                sessions[name] = list(session)
        return [row for row in sessions[name] if row[0] < end_ms]

    return read


class Reps:
    """When the wearer of the clean set does what, in virtual ms, from the session's truth; reps from 1."""

    def __init__(self, reps):
        self.start, self.bottom, self.rise, self.end = (
            {number: getattr(rep, name) + MOTION_START_MS for number, rep in enumerate(reps, 1)}
            for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms")
        )

    def after(self, number):
        """The wearer stands, and this rep is on the digits."""
        moment = self.end[number] + SHOWN_MS
        assert moment < self.start.get(number + 1, 1 << 30)
        return moment

    def in_descent(self, number):
        """The wearer is on the way down."""
        return (self.start[number] + self.bottom[number]) // 2

    def longest_pauses(self, how_many):
        """The reps that are followed by the longest pauses, in order."""
        followed = [number for number in self.end if number + 1 in self.start]
        shortest_first = sorted(followed, key=lambda number: self.start[number + 1] - self.end[number])
        return sorted(shortest_first[-how_many:])


@pytest.fixture(scope="session")
def clean():
    """When the wearer of the clean set does what."""
    return Reps(read_annotations(ROOT / "recorded_sessions" / "clean_set.truth.csv").reps)


@pytest.fixture
def wear(recorded, board_of):
    """Straps the board on for a recorded session (up to ``end_ms`` of it), or for other rows, and runs it.

    With ``until_ms`` the battery ends then, in virtual time, though the session goes on.
    """

    def run(session="clean_set", end_ms=1 << 30, rows=None, until_ms=None, **options):
        workout = Workout(board_of, rows or recorded(session, end_ms), **options)
        workout.board.run(FIRMWARE, until_ms)
        return workout

    return run


@pytest.fixture
def event_lines():
    """What the console should say of samples, from the detector on this computer."""
    from wearable.console_format import event_line

    def replay(samples, settings):
        counter = RepCounter(settings, 244, 17500)
        return [event_line(counter.event, counter.set_index) for row in samples if counter.step(*row)]

    return replay


@pytest.fixture
def firmware():
    """The folder that is copied to the board's drive."""
    return FIRMWARE
