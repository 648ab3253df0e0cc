"""A wearer for the firmware: recorded motion, a virtual board, its display and its console."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from heeldrive import RepCounter
from heeldrive_lab.sessions.annotations import read_annotations
from heeldrive_lab.sessions.session import SessionReader
from rounding import rounded

ROOT = Path(__file__).parents[2]
FIRMWARE = ROOT / "firmware"
MOTION_START_MS = 1000
DARK = "    "
SHOWN_MS = 600  # by then the rep's number is displayed and the wearer still stands

os.environ.setdefault("BLINKA_OS_AGNOSTIC", "1")  # makes the firmware's pure modules importable on a computer
# At the end of the path: at its beginning, the firmware's code.py would hide the standard library's `code`.
if str(FIRMWARE) not in sys.path:
    sys.path.append(str(FIRMWARE))


class Workout:
    """One run of the unmodified firmware."""

    def __init__(self, board_of, rows, on_level=None, **options):
        self.digits = []  # (ms, text on the display) at each change
        self._on_level = on_level  # called at every change of the display
        self.board = board_of(rows, on_display=self._see, **options)

    def _see(self, display):
        if self._on_level:
            self._on_level(display)
        reading = display.digits
        if reading != (self.digits[-1][1] if self.digits else DARK):
            self.digits.append((self.board.clock.now_us // 1000, reading))

    def readings(self, start_ms=0, end_ms=1 << 30):
        """Return the texts shown on the display between two times, in order."""
        before = [reading for ms, reading in self.digits if ms <= start_ms][-1:]
        return before + [reading for ms, reading in self.digits if start_ms < ms < end_ms]

    def lines(self, *words):
        """Return the console lines that begin with one of these words."""
        return [line.text for line in self.board.console if line.text.split(" ")[0] in words]

    def when(self, beginning, from_ms=0):
        """Return when a line with this beginning was first printed, in virtual ms, not before from_ms."""
        return next(
            line.ms for line in self.board.console if line.ms >= from_ms and line.text.startswith(beginning)
        )

    def reps(self):
        """Return the rep lines as dictionaries of numbers."""
        return [
            {key: int(value) for key, value in (pair.split("=") for pair in line.split()[1:]) if key != "leg"}
            for line in self.lines("rep")
        ]


@pytest.fixture(scope="session")
def as_recorded():
    """Returns the rows of a recorded session, read once."""
    sessions = {}

    def read(name, end_ms=1 << 30):
        if name not in sessions:
            with SessionReader(ROOT / "recorded_sessions" / f"{name}.csv") as session:
                sessions[name] = list(session)
        return [row for row in sessions[name] if row[0] < end_ms]

    return read


@pytest.fixture(scope="session")
def recorded(as_recorded):
    """Returns the rows of a recorded session, rounded as the board rounds them for its detector."""
    return lambda name, end_ms=1 << 30: [rounded(row) for row in as_recorded(name, end_ms)]


class Reps:
    """Times of the clean set in virtual ms, from the session's annotations; reps count from 1."""

    def __init__(self, reps):
        self.start, self.bottom, self.rise, self.end = (
            {number: getattr(rep, name) + MOTION_START_MS for number, rep in enumerate(reps, 1)}
            for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms")
        )

    def after(self, number):
        """The wearer stands, and this rep is displayed."""
        moment = self.end[number] + SHOWN_MS
        assert moment < self.start.get(number + 1, 1 << 30)
        return moment

    def in_descent(self, number):
        """The wearer is on the way down."""
        return (self.start[number] + self.bottom[number]) // 2

    def longest_pauses(self, how_many):
        """Return the reps that are followed by the longest pauses, in order."""
        followed = [number for number in self.end if number + 1 in self.start]
        shortest_first = sorted(followed, key=lambda number: self.start[number + 1] - self.end[number])
        return sorted(shortest_first[-how_many:])


@pytest.fixture(scope="session")
def clean():
    """The times of the clean set."""
    return Reps(read_annotations(ROOT / "recorded_sessions" / "clean_set.truth.csv").reps)


@pytest.fixture
def one_rep(recorded, clean):
    """The first rep of the clean set, and then the wearer stands still for a quarter of a minute."""
    rows = recorded("clean_set", clean.end[1] - 100)
    still, begins_ms = recorded("clean_set", 5000), rows[-1][0] + 20
    return rows + [(begins_ms + 5000 * turn + t_ms, *row) for turn in range(3) for t_ms, *row in still]


@pytest.fixture
def wear(as_recorded, board_of):
    """Runs the board on a recorded session (up to ``end_ms``) or on other rows.

    With ``until_ms`` the power ends at that virtual time, although the session goes on. ``program`` is the
    folder of the firmware, or of a changed copy.
    """

    def run(session="clean_set", end_ms=1 << 30, rows=None, until_ms=None, program=FIRMWARE, **options):
        workout = Workout(board_of, rows or as_recorded(session, end_ms), **options)
        workout.board.run(program, until_ms)
        return workout

    return run


@pytest.fixture
def event_lines():
    """Return the expected console lines for samples, from the detector on this computer."""
    from wearable.console_format import event_line

    def replay(samples, settings):
        counter = RepCounter(settings, 244, 17500)
        return [event_line(counter.event, counter.set_index) for row in samples if counter.step(*row)]

    return replay


@pytest.fixture
def firmware():
    """The folder that is copied to the board's drive."""
    return FIRMWARE


@pytest.fixture
def drive_without_room_for(tmp_path):
    """Makes a copy of the firmware in which there is not enough memory to load one module."""

    def copied(module):
        drive = tmp_path / module
        shutil.copytree(FIRMWARE, drive)
        (drive / module).with_suffix(".py").write_text("raise MemoryError\n")
        return drive

    return copied
