"""A cut of the power at any operation of the flash in a whole life of a board costs nothing of the owner's.

One life is played: first start after `heeldrive deploy`, a workout, a visit of a computer, corrections and a
new recording by the button, a sleep, logs that overwrite the oldest, an empty battery. Then the power is cut
within every single operation of the flash that the life made, and after it.
"""

from collections import defaultdict
from typing import NamedTuple

import pytest
from heeldrive_lab.board.log_blocks import BLOCK_BYTES, Block, blocks_in
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.virtual_board import flash
from heeldrive_lab.virtual_board.drive import VirtualDrive

SIZE = 740 << 10  # a log of four slots: a life fills it soon
OWNERS = {
    "code.py": b"print(1)\n" * 50,
    "settings.toml": b"depth_min_deg = 50\n",
    "library.mpy": bytes(range(256)) * 40,
}
AFTER = {"music.wav": bytes(range(255, -1, -1)) * 150}  # the file behind the log
KINDS = pytest.mark.parametrize(("kind", "chip"), [("spi", "LSM6DS3TR-C"), ("internal", "LSM6DSOX")])


class Session(NamedTuple):
    """From one start of the board to the end of its power.

    Attributes:
        operations: what it did to the flash; the power may have gone within the last one.
        console: what it printed.
        after: the flash at its end.
    """

    operations: list
    console: list
    after: bytes

    def play(self, memory):
        """Yields each operation, for the caller to look at, and then carries it out on a flash."""
        for number, operation in enumerate(self.operations, 1):
            yield operation
            size = flash.SECTOR_BYTES if operation.data is None else len(operation.data)
            sector = slice(operation.address, operation.address + size)
            before = memory[sector]
            flash.complete(memory, operation)
            if number == len(self.operations) and memory != self.after:
                memory[sector] = before
                flash.begin(memory, operation)
        assert memory == self.after  # these were all


class Life(NamedTuple):
    """Several sessions with one drive, and its flash before them."""

    drive: VirtualDrive
    before: bytes
    sessions: list


def new_drive(kind):
    """A drive with the owner's files on both sides of the log, which share sectors of the flash with it."""
    drive = VirtualDrive(kind, SIZE, OWNERS)
    drive.power_on(None)
    drive.writable = True
    for name, content in AFTER.items():
        with drive.open(name, "wb") as file:
            file.write(content)
    drive.writable = False
    drive.chip.operations.clear()
    return drive


def pressed(*starts_ms, for_ms=120):
    return [(ms, ms + for_ms) for ms in starts_ms]


def new_recording(at_ms):
    """The presses that end a recording, and then begin another."""
    presses = []
    for ms in (at_ms, at_ms + 5000):
        presses += pressed(ms, for_ms=800)
        presses += pressed(ms + 1000, ms + 1600, ms + 2200)
        presses += pressed(ms + 2800, for_ms=800)
    return presses


@pytest.fixture(scope="module")
def lives():
    return {}


@pytest.fixture
def live(wear, recorded, lives):
    """Plays a life, once for each kind of flash."""

    def play(kind, chip):
        if kind in lives:
            return lives[kind]
        drive = new_drive(kind)
        before = bytes(drive.chip.data)
        board = {"drive": drive, "chip": chip}
        still = [(20 * n, n % 3, 0, 4098, n % 2, 0, 0) for n in range(5500)]
        sessions = []

        def session(name="clean_set", **options):
            workout = wear(name, **board, **options)
            console = [line.text for line in workout.board.console]
            sessions.append(Session(list(drive.chip.operations), console, bytes(drive.chip.data)))
            drive.chip.operations.clear()

        session()
        session(computer_from_ms=15_000, computer_until_ms=25_000, release="10.3.1")
        session(presses_ms=[*pressed(10_000, 10_250), *new_recording(15_000)])
        rows = [*recorded("clean_set", 9000), *((9000 + row[0], *row[1:]) for row in still)]
        session(rows=rows, settings_text="sleep_after_min = 1\n")
        for _ in range(3):
            session(end_ms=12_000)
        session(rows=rows, battery_mv=lambda ms: 3900 if ms < 15_000 else 3100 if ms < 93_000 else 3700)
        drive.power_on(None)
        lives[kind] = Life(drive, before, sessions)
        return lives[kind]

    return play


@KINDS
def test_the_life_is_a_whole_one(live, kind, chip):
    sessions = live(kind, chip).sessions
    logs = [[line for line in session.console if line.startswith("log ")] for session in sessions]
    assert [len(lines) for lines in logs] == [1, 3, 3, 1, 1, 1, 1, 3 if kind == "spi" else 1]
    assert any(line.startswith("asleep") for line in sessions[3].console)
    if kind == "spi":  # the RP2040 board does not measure its battery
        assert any(line.startswith("fault battery_empty") for line in sessions[7].console)


@KINDS
def test_no_cut_in_a_whole_life_costs_a_file_of_the_owner(live, kind, chip):
    life = live(kind, chip)
    # The sectors with nothing but the log in them: no table, no directory, no end of another file.
    extent = life.drive.extent("heeldrive.log")
    own = range(-(-extent.start // flash.SECTOR_BYTES), extent.stop // flash.SECTOR_BYTES)
    memory = bytearray(life.before)
    cuts = 0
    for session in life.sessions:
        for operation in session.play(memory):
            cuts += 1
            assert operation.address // flash.SECTOR_BYTES in own  # a cut within it harms nothing else
    assert cuts > 2000
    assert life.drive.damage() == []
    assert {name: life.drive.read(name) for name in OWNERS | AFTER} == OWNERS | AFTER


class Copies:
    """Where in the log's part of the flash each block of a log lies, kept up to date."""

    def __init__(self, memory, extent):
        self._memory, self._extent = memory, extent
        self._there = {}  # what lies at a place
        self.places = defaultdict(set)  # where something lies
        self.renew(range(0, len(extent), BLOCK_BYTES))

    def renew(self, places):
        """Reads these places again. Returns what lies nowhere now."""
        gone = []
        for place in places:
            was = self._there.pop(place, None)
            if was:
                self.places[was].discard(place)
                gone += [was] * (not self.places[was])
            start = self._extent.start + place
            for block in blocks_in(bytes(self._memory[start : start + BLOCK_BYTES])):
                if isinstance(block, Block):
                    self._there[place] = block
                    self.places[block].add(place)
        return [block for block in gone if not self.places[block]]

    def within(self, operation):
        """The places that an operation may change."""
        start = operation.address - self._extent.start
        size = flash.SECTOR_BYTES if operation.data is None else len(operation.data)
        first = max(start - start % BLOCK_BYTES, 0)
        return range(first, min(start + size, len(self._extent)), BLOCK_BYTES)

    def only_within(self, places):
        """What lies there and nowhere else."""
        found = {self._there[place] for place in places if place in self._there}
        return [block for block in found if self.places[block] <= set(places)]

    def fullest(self):
        """The block that counts, by log and number: the fullest copy."""
        kept = {}
        for block, places in self.places.items():
            key = block.log, block.sequence
            if places and (key not in kept or len(block.records) >= len(kept[key].records)):
                kept[key] = block
        return set(kept.values())


@KINDS
def test_no_cut_in_a_whole_life_costs_an_older_log(live, kind, chip):
    life = live(kind, chip)
    extent = life.drive.extent("heeldrive.log")
    memory = bytearray(life.before)
    copies = Copies(memory, extent)
    older, gone = set(), set()
    for session in life.sessions:
        lost = set()
        places = ()
        for operation in session.play(memory):
            lost.update(copies.renew(places))  # by the operation before, or a cut after it
            places = copies.within(operation)
            lost.update(copies.only_within(places))  # by a cut within this one
        lost.update(copies.renew(places))
        # Only the oldest logs without a marker are given up, one for each new log.
        ids = sorted({block.log[0] for block in older})
        marked = {block.log[0] for block in older if block.marked}
        given_up = sorted({block.log[0] for block in lost & older})
        assert given_up == [log_id for log_id in ids if log_id not in marked][: len(given_up)]
        assert len(given_up) <= sum(line.startswith("log id=") for line in session.console)
        gone.update(given_up)
        older = {block for block in copies.fullest() if block.log[0] not in gone}
    assert len(gone) >= 4
    assert len(read_logs(life.drive.read("heeldrive.log"))) >= 4
