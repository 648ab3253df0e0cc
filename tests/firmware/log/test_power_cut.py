"""A power cut at any moment: two seconds of the log are lost at most. And which log is overwritten."""

import functools
import gzip
import itertools
from pathlib import Path

import pytest
from heeldrive_lab.board import log_reader
from heeldrive_lab.board.log_blocks import blocks_in
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.board.log_records import records_of
from heeldrive_lab.board.pull import is_safe, pull
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.virtual_board import flash
from heeldrive_lab.virtual_board.drive import VirtualDrive
from rounding import long_session

from log import store as log_store
from log.format import AWAY_BLOCKS, BLOCK_BYTES, FIRST, HOME_BLOCKS, ODD, SLOT_BYTES
from log.header import header_record
from log.writer import RING_BYTES, LogWriter

HEADER = header_record(
    ["sensor=LSM6DSOX", "accel_ug_per_count=244", "gyro_udps_per_count=17500", "rate_hz=52"]
)
WRITE_EVERY_MS = 1880
LOSS_MS = 2000
SETTLED_US = 6_000_000  # the board takes the drive after 3 s, and reads it first
SMALL = 740 << 10
KINDS = pytest.mark.parametrize("kind", ["spi", "internal"])


@pytest.fixture(autouse=True)
def _each_block_is_decoded_once(monkeypatch):
    """A test reads many flashes that differ in a block."""
    monkeypatch.setattr(log_reader, "records_of", functools.cache(records_of))


class Os:
    """The part of ``os`` that the store uses."""

    def __init__(self, drive):
        self.statvfs = lambda path: drive.statvfs()
        self.sync = drive.device.sync


@pytest.fixture
def put_in(monkeypatch):
    """Opens the firmware's store on a virtual drive."""

    def put(drive, overwrite=True):
        drive.power_on(None)
        drive.writable = True
        monkeypatch.setattr(log_store, "open", drive.open, raising=False)
        monkeypatch.setattr(log_store, "os", Os(drive))
        return log_store.LogStore(overwrite)

    return put


def record(drive, store, rows, marked=False):
    """Records rows as the firmware does.

    Returns:
        for each write, the flash operations done at its end, and the samples that it saved.
    """
    writer = LogWriter(lambda: HEADER, bytearray(RING_BYTES))
    writer.attach(store)
    safe = []
    written_ms = rows[0][0]
    for number, row in enumerate(rows, 1):
        writer.sample(*row)
        if marked and number == len(rows) // 2:
            writer.mark()
        if row[0] - written_ms >= WRITE_EVERY_MS:
            writer.write()
            written_ms = row[0]
            safe.append((len(drive.chip.operations), number))
    return safe


def images(chip, before):
    """Yield the flash after a cut during each operation: (operations done, memory, operation)."""
    memory = bytearray(before)
    for number, operation in enumerate(chip.operations):
        torn = bytearray(memory)
        flash.begin(torn, operation)
        yield number, torn, operation.address
        flash.complete(memory, operation)


@KINDS
def test_a_cut_in_any_write_to_the_flash_loses_two_seconds_at_most(kind, put_in, recorded):
    drive = VirtualDrive(kind, 608 << 10)
    store = put_in(drive)
    # The file contains an older log, so that slots are overwritten.
    record(drive, store, recorded("upside_down_mount", 8000))
    store = put_in(drive)
    before = bytes(drive.chip.data)
    drive.chip.operations.clear()
    rows = recorded("clean_set", 10_000)
    safe = record(drive, store, rows)
    steps = [rows[after - 1][0] - rows[first - 1][0] for (_, first), (_, after) in itertools.pairwise(safe)]
    assert max(steps) < LOSS_MS - 60  # the duration of the write itself, of the usual flash
    for done, memory, address in images(drive.chip, before):
        assert (
            address >= drive.metadata_bytes
        )  # neither the allocation table nor the directory is ever at risk
        check_what_is_left(drive, memory, done, rows, safe)


@KINDS
def test_a_cut_while_the_log_goes_on_in_another_slot_loses_no_more(kind, put_in, recorded):
    drive = VirtualDrive(kind, 608 << 10)
    store = put_in(drive)
    before = bytes(drive.chip.data)
    drive.chip.operations.clear()
    rows = long_session(recorded)
    safe = record(drive, store, rows)
    first = min(operation.address for operation in drive.chip.operations)
    other = [operation.address >= first + SLOT_BYTES for operation in drive.chip.operations].index(True)
    checked = 0
    for done, memory, _ in images(drive.chip, before):
        if other - 80 < done < other + 80 and done % 14 == 0:
            checked += 1
            check_what_is_left(drive, memory, done, rows, safe)
    assert checked >= 10


def test_a_slot_that_is_left_holds_each_of_its_last_blocks_twice(put_in, recorded):
    drive = VirtualDrive("internal", 608 << 10)
    rows = long_session(recorded)
    record(drive, put_in(drive), rows)
    first = log_store.LogFile(drive.open("heeldrive.log", "rb")).first
    file = drive.read("heeldrive.log")[first : first + 2 * SLOT_BYTES]
    (whole,) = read_logs(file)
    assert whole.rows == rows[: len(whole.rows)]
    for block in range(HOME_BLOCKS - AWAY_BLOCKS, HOME_BLOCKS + AWAY_BLOCKS):
        spoilt = bytearray(file)
        spoilt[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES] = bytes(BLOCK_BYTES)
        (log,) = read_logs(bytes(spoilt))
        assert log.rows == whole.rows


def check_what_is_left(drive, memory, done, rows, safe):
    """Reads a drive after a power cut following the given number of operations."""
    drive.chip.data = memory
    drive.power_on(None)
    logs = read_logs(drive.read("heeldrive.log"))
    got = logs[-1].rows if logs and logs[-1].rows[:1] == rows[:1] else []
    true = iter(rows)
    assert all(row in true for row in got)  # in order, and none is invented
    whole = next((n for n, (one, row) in enumerate(zip(got, rows, strict=False)) if one != row), len(got))
    assert whole >= max((samples for operations, samples in safe if operations <= done), default=0)
    assert whole == len(got) or logs[-1].missing_blocks  # what was written behind the cut is kept


class TimedChip(flash.FlashChip):
    """Notes when each operation begins, in virtual us; an erase may take longer than is typical."""

    def __init__(self, size, erase_us):
        super().__init__(size)
        self._erase_us = erase_us
        self.starts_us = []

    def _do(self, operation, duration_us):
        if self.clock:
            self.starts_us.append(self.clock.now_us)
        super()._do(operation, self._erase_us if operation.data is None else duration_us)


@pytest.mark.parametrize("erase_us", [flash.ERASE_US, 180_000], ids=["typical", "worn"])
@pytest.mark.parametrize(("kind", "chip"), [("spi", "LSM6DS3TR-C"), ("internal", "LSM6DSOX")])
def test_a_cut_while_the_firmware_records_loses_two_seconds_at_most(wear, kind, chip, erase_us):
    """In a sector's first or last operation. A hole within the two seconds is told, what follows it kept."""
    drive = VirtualDrive(kind, SMALL)
    before = bytes(drive.chip.data)
    drive.chip = TimedChip(SMALL, erase_us)
    drive.chip.data[:] = before
    workout = wear("clean_set", chip=chip, drive=drive, end_ms=30_000)
    taken = workout.board.delivered
    operations, starts_us = drive.chip.operations, drive.chip.starts_us
    holes = set()
    for done, memory, _ in images(drive.chip, before):
        # The session's clock begins with the board's.
        old = [row for row in taken if row[0] <= starts_us[done] // 1000 - LOSS_MS]
        is_edge = any(each.data is None for each in operations[done : done + 2])
        if is_edge and starts_us[done] > SETTLED_US:
            drive.chip.data = memory
            drive.power_on(None)
            (log,) = read_logs(drive.read("heeldrive.log"))
            assert log.rows[: len(old)] == old
            has_hole = log.rows != taken[: len(log.rows)]
            assert (log.missing_blocks > 0) == has_hole
            holes.add(has_hole)
    assert holes == ({False, True} if kind == "spi" else {False})


def test_flash_that_writes_fast_is_written_less_often(wear):
    def longer_ms(erase_us):
        """By how much longer the board waits between the last writes of a minute than between the first."""
        drive = VirtualDrive(size=SMALL)
        drive.chip, before = TimedChip(SMALL, erase_us), drive.chip.data
        drive.chip.data[:] = before
        wear("two_sets_walk_and_sit", drive=drive, chip="LSM6DS3TR-C", end_ms=60_000)
        starts_ms = [us // 1000 for us in drive.chip.starts_us if us > SETTLED_US]
        waits_ms = [after - start for start, after in itertools.pairwise(starts_ms) if after - start > 1000]
        return sum(waits_ms[-5:]) // 5 - sum(waits_ms[:5]) // 5

    assert longer_ms(flash.ERASE_US) > 150
    assert longer_ms(flash.ERASE_US * 9) < 50


@KINDS
def test_the_older_log_survives_every_cut_in_the_newer_one(kind, put_in, recorded):
    drive = VirtualDrive(kind, 608 << 10)
    old = recorded("upside_down_mount", 8000)
    kept = record(drive, put_in(drive), old)[-1][1]
    store = put_in(drive)
    before = bytes(drive.chip.data)
    drive.chip.operations.clear()
    record(drive, store, recorded("clean_set", 6000))
    for done, memory, _ in images(drive.chip, before):
        if done % 10 == 0:
            drive.chip.data = memory
            drive.power_on(None)
            first = read_logs(drive.read("heeldrive.log"))[0]
            assert first.rows[:kept] == old[:kept]
            assert drive.damage() == []


@KINDS
def test_a_log_that_grows_and_is_flushed_risks_the_file_system(kind):
    """Another way to write a log, to show that the test above can fail."""
    drive = VirtualDrive(kind, 256 << 10, {"settings.toml": b"depth_min_deg = 50\n"})
    drive.power_on(None)
    drive.writable = True
    before = bytes(drive.chip.data)
    drive.chip.operations.clear()
    with drive.open("grows.log", "wb") as file:
        for _ in range(8):
            file.write(bytes(1024))
            file.flush()
    damaged = 0
    for _, memory, address in images(drive.chip, before):
        drive.chip.data = memory
        drive.power_on(None)
        damaged += address < drive.metadata_bytes and (
            "settings.toml" not in drive.names() or drive.damage() != []
        )
    assert damaged > 0


@KINDS
def test_after_a_cut_the_next_log_begins_beside_the_one_that_was_cut(kind, put_in, recorded):
    drive = VirtualDrive(kind, 608 << 10)
    for number in (1, 2, 3):
        record(drive, put_in(drive), recorded("clean_set", 4000 + number))
    logs = read_logs(drive.read("heeldrive.log"))
    assert [log.log_id for log in logs] == [1, 2, 3]
    assert all(log.rows and not log.missing_blocks for log in logs)


def test_a_log_that_was_cut_after_its_first_write_keeps_the_slot_it_overwrote(put_in, recorded):
    drive = VirtualDrive("spi", 740 << 10)
    put_in(drive)
    slots = len(drive.read("heeldrive.log")) // SLOT_BYTES
    rows = recorded("clean_set", 4000)
    for _ in range(slots):
        record(drive, put_in(drive), rows)
    writer = LogWriter(lambda: HEADER, bytearray(RING_BYTES))
    writer.attach(put_in(drive))
    writer.sample(*rows[0])
    writer.write()
    cut_id = writer.log_id
    assert cut_id == slots + 1
    # The next start recognises the slot by its first block, so it does not use the same ID again.
    assert put_in(drive).new_log_id() == cut_id + 1


def test_a_log_whose_first_block_is_destroyed_keeps_its_slot(put_in, recorded):
    drive = VirtualDrive("spi", SMALL)
    rows = recorded("clean_set", 8000)
    record(drive, put_in(drive), rows)
    before = read_logs(drive.read("heeldrive.log"))
    start = drive.extent("heeldrive.log").start + log_store.LogFile(drive.open("heeldrive.log", "rb")).first
    drive.chip.data[start : start + BLOCK_BYTES] = bytes(BLOCK_BYTES)
    record(drive, put_in(drive), rows)
    older, newer = read_logs(drive.read("heeldrive.log"))
    assert [older] == before
    assert newer.log_id == 2


def test_a_log_with_a_marker_is_spared_when_room_is_made(put_in, recorded):
    rows = recorded("clean_set", 6000)
    drive = VirtualDrive("spi", 740 << 10)
    put_in(drive)
    slots = len(drive.read("heeldrive.log")) // SLOT_BYTES
    for number in range(slots):
        record(drive, put_in(drive), rows, marked=number in (0, 1, 3))
    for newest, given_up in ((slots + 1, 3), (slots + 2, 5)):
        record(drive, put_in(drive), rows)
        whole = [log.log_id for log in read_logs(drive.read("heeldrive.log")) if not log.missing_blocks]
        assert newest in whole
        assert given_up not in whole
        assert {1, 2, 4} <= set(whole)


def test_the_oldest_other_log_makes_room_though_its_number_is_the_largest_there_is(
    put_in, very_long, monkeypatch
):
    """After the last number comes 1: the log that is being written must not give up its own slots."""
    drive = VirtualDrive("spi", 610 << 10)
    older = put_in(drive)
    monkeypatch.setattr(older, "new_log_id", lambda: 0x1FFFFFFF)
    record(drive, older, very_long[:2000])
    store = put_in(drive)
    record(drive, store, very_long[: len(very_long) * 3 // 4])
    slots = (len(drive.read("heeldrive.log")) - 2 * FIRST) // SLOT_BYTES
    assert slots == 3
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert log.log_id == 1
    assert log.missing_blocks == log.overwritten_blocks == 0
    assert not store.wrapped


def test_when_every_log_has_a_marker_there_is_no_room(put_in, recorded):
    rows = recorded("clean_set", 6000)
    drive = VirtualDrive("spi", 740 << 10)
    put_in(drive)
    slots = len(drive.read("heeldrive.log")) // SLOT_BYTES
    for _ in range(slots):
        record(drive, put_in(drive), rows, marked=True)
    writer = LogWriter(lambda: HEADER, bytearray(RING_BYTES))
    writer.attach(put_in(drive))
    assert writer.full


# One log that fills the file

TWO_SLOTS = 480 << 10


@pytest.fixture
def very_long(recorded):
    """More samples than two slots hold."""
    session = long_session(recorded)
    later_ms = session[-1][0] + 10
    return session + [(later_ms + t_ms, *counts) for t_ms, *counts in session]


def test_one_log_that_fills_the_file_goes_on_over_its_oldest_blocks_and_says_so(put_in, very_long, tmp_path):
    drive = VirtualDrive("spi", TWO_SLOTS)
    record(drive, put_in(drive), very_long)
    assert len(drive.read("heeldrive.log")) == 2 * (SLOT_BYTES + FIRST + ODD)
    (tmp_path / "heeldrive.log").write_bytes(drive.read("heeldrive.log"))
    (pulled,) = pull(tmp_path, tmp_path / "sessions")
    log = pulled.log
    assert log.overwritten_blocks >= HOME_BLOCKS
    assert log.missing_blocks == log.damaged_blocks == 0
    whole = [row for row in very_long if row[0] >= log.rows[-1][0] - 200_000]
    whole = whole[: len(whole) - (len(very_long) - 1 - very_long.index(log.rows[-1]))]
    assert log.rows[-len(whole) :] == whole
    assert very_long[-1][0] - log.rows[-1][0] < WRITE_EVERY_MS
    minute = f"{log.rows[0][0] / 60_000:.1f}"
    words = f"the log filled its file and overwrote its beginning, up to minute {minute}"
    assert words in pulled.sentence
    assert pulled.sentence.endswith("replay not compared: it would have to begin where the log began")
    with SessionReader(pulled.session) as session:
        assert session.header.extra["overwritten"] == words
    assert is_safe(pulled)  # nothing more can be had of it


def test_a_log_that_begins_late_and_fills_the_file_misses_no_block(put_in, very_long):
    drive = VirtualDrive("spi", TWO_SLOTS)
    writer = LogWriter(lambda: HEADER, bytearray(RING_BYTES))
    for row in very_long[:4000]:
        writer.sample(*row)
    late_ms = writer.attach(put_in(drive))
    assert late_ms > 0
    wrapped = set()
    for number, row in enumerate(very_long[4000:]):
        writer.sample(*row)
        if number % 80 == 0:
            writer.write()
        if number % 2000 == 0:
            (log,) = read_logs(drive.read("heeldrive.log"))
            assert log.missing_blocks == log.damaged_blocks == 0
            assert log.late_ms == (0 if log.overwritten_blocks else late_ms)
            there = {block.sequence for block in blocks_in(drive.read("heeldrive.log"))}
            assert log.overwritten_blocks + len(there) == max(there) + 1
            wrapped.add(log.overwritten_blocks > 0)
    assert wrapped == {False, True}


@KINDS
def test_a_cut_while_a_log_goes_on_over_its_oldest_blocks_loses_two_seconds_at_most(kind, put_in, very_long):
    drive = VirtualDrive(kind, TWO_SLOTS)
    store = put_in(drive)
    before = bytes(drive.chip.data)
    drive.chip.operations.clear()
    safe = record(drive, store, very_long)
    operations = drive.chip.operations
    first = min(operation.address for operation in operations)
    back = max(n for n, operation in enumerate(operations) if operation.address >= first + SLOT_BYTES)
    times = [row[0] for row in very_long]
    checked = 0
    for done, memory, _ in images(drive.chip, before):
        if back - 80 < done < back + 160 and done % 5 == 0:
            checked += 1
            drive.chip.data = memory
            drive.power_on(None)
            (log,) = read_logs(drive.read("heeldrive.log"))
            assert log.missing_blocks == 0
            saved = max(samples for ready, samples in safe if ready <= done)
            assert log.rows[-1][0] >= times[saved - 1]
    assert checked >= 10


def test_a_log_that_may_not_overwrite_stops_when_it_has_filled_the_file(put_in, very_long):
    drive = VirtualDrive("spi", TWO_SLOTS)
    writer = LogWriter(lambda: HEADER, bytearray(RING_BYTES))
    writer.attach(put_in(drive, overwrite=False))
    for row in very_long:
        writer.sample(*row)
    assert writer.full
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert log.rows == very_long[: len(log.rows)]
    assert log.overwritten_blocks == log.missing_blocks == 0


def test_a_log_goes_on_over_its_own_blocks_rather_than_over_one_with_a_marker(put_in, recorded, very_long):
    drive = VirtualDrive("spi", 610 << 10)
    record(drive, put_in(drive), recorded("clean_set", 6000), marked=True)
    record(drive, put_in(drive), very_long)
    marked, long = read_logs(drive.read("heeldrive.log"))
    assert marked.marked
    assert (marked.missing_blocks, marked.overwritten_blocks) == (0, 0)
    assert long.overwritten_blocks >= HOME_BLOCKS


def test_the_logs_of_older_firmware_are_not_taken_for_free_room(put_in, recorded):
    old = gzip.decompress((Path(__file__).parents[2] / "written_by_0_1_0" / "heeldrive.log.gz").read_bytes())
    (older,) = read_logs(old)
    file = old.ljust(2 * (SLOT_BYTES + FIRST), b"\0")
    drive = VirtualDrive("spi", 740 << 10, files={"heeldrive.log": file}, log=False)
    record(drive, put_in(drive), recorded("clean_set", 6000))
    kept, newer = read_logs(drive.read("heeldrive.log"))
    assert kept == older
    assert newer.log_id == older.log_id + 1
