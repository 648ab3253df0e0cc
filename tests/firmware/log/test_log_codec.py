"""The laptop unpacks what the board packs, for any samples."""

import pytest
from heeldrive.events import Event
from heeldrive_lab.board import log_blocks
from heeldrive_lab.board.log_blocks import blocks_in
from heeldrive_lab.board.log_reader import FILE_NAME, read_logs
from heeldrive_lab.board.log_records import DamagedBlockError, records_of
from heeldrive_lab.detection.event_fields import FIELDS, KIND_NUMBERS
from hypothesis import given, settings
from hypothesis import strategies as st
from rounding import coarse, long_session, rounded

from log import format as log_format
from log.header import header_record
from log.records import event_record, text_record
from log.writer import RING_BYTES, LogWriter

COUNT = st.one_of(st.integers(-32768, 32767), st.integers(-40, 40), st.sampled_from([-32768, 32767]))
ROUNDING = st.sampled_from([rounded, rounded, rounded, coarse])
SAMPLE = st.builds(lambda how, *counts: how((0, *counts))[1:], ROUNDING, *[COUNT] * 6)
STEP_MS = st.one_of(st.integers(8, 11), st.integers(1, 300), st.sampled_from([250, 4000, 4001, 100_000]))
HEADER = header_record(
    ["sensor=LSM6DSOX", "accel_ug_per_count=244", "gyro_udps_per_count=17500", "rate_hz=52"]
)


def test_the_laptop_knows_the_boards_sizes():
    assert log_blocks.SLOT_BLOCKS == log_format.SLOT_BLOCKS
    assert log_blocks.HOME_BLOCKS == log_format.HOME_BLOCKS
    assert "/" + FILE_NAME == log_format.PATH


class Shelf:
    """A store in memory, large enough for a test."""

    wrapped = False

    def __init__(self, slots=6):
        self.data = bytearray(slots * log_format.SLOT_BYTES)
        self.slots = iter(range(slots))
        self.writes = []

    def new_log_id(self):
        return 7

    def take_slot(self, log_id):
        return next(self.slots, None) * log_format.SLOT_BLOCKS

    def write(self, block, data):
        start = block * log_format.BLOCK_BYTES
        self.data[start : start + len(data)] = data
        self.writes.append((block, len(data) // log_format.BLOCK_BYTES))

    def sync(self):
        pass


def begun():
    """A writer that has begun a log, and the shelf it is on."""
    writer, shelf = LogWriter(lambda: HEADER, bytearray(RING_BYTES)), Shelf()
    writer.attach(shelf)
    return writer, shelf


def shelf_with(rows):
    """A shelf on which all of these are written."""
    writer, shelf = begun()
    for row in rows:
        writer.sample(*row)
    writer.write()
    return shelf


def written(shelf):
    (log,) = read_logs(bytes(shelf.data))
    return log


@given(
    first_ms=st.integers(0, 1 << 20),
    steps=st.lists(st.tuples(STEP_MS, SAMPLE), min_size=1, max_size=400),
    writes=st.sets(st.integers(0, 400), max_size=12),
)
@settings(max_examples=40, deadline=None)
def test_every_sample_comes_back_bit_for_bit(first_ms, steps, writes):
    writer, shelf = begun()
    rows = []
    t_ms = first_ms
    for number, (step_ms, counts) in enumerate(steps):
        t_ms += step_ms
        rows.append((t_ms, *counts))
        writer.sample(t_ms, *counts)
        if number in writes:
            writer.write()
    writer.write()
    log = written(shelf)
    assert log.rows == rows
    assert log.missing_blocks == log.damaged_blocks == 0
    assert log.header["gyro_udps_per_count"] == "17500"


@pytest.mark.parametrize("low", [40, 32767])
def test_a_block_that_ends_before_its_last_frame_is_damaged(low):
    """Of short codes and of the longest; missing bits are not taken for zeros."""
    shelf = shelf_with([rounded((19 * number, *[low * (number % 2)] * 6)) for number in range(30)])
    *_, block = blocks_in(bytes(shelf.data))
    assert len(records_of(block)[0]) > 1
    for left in range(1, 4):
        with pytest.raises(DamagedBlockError, match="in the middle of a record"):
            records_of(block._replace(records=block.records[:-left]))


@pytest.mark.parametrize("low", [-32768, 32767])
@pytest.mark.parametrize("axes", [(0, 1, 2), (3, 4, 5), range(6)])
def test_the_largest_jumps_to_and_fro_come_back_and_small_ones_after_them(low, axes):
    """Numbers of 14 bits take the largest Rice parameter, of which every smaller one has to be left again."""
    ends = [[count if axis in axes else 8 for axis in range(6)] for count in (low, -1 - low)]
    rows = [rounded((19 * number, *ends[number % 2])) for number in range(60)]
    rows += [rounded((19 * number, *ends[0])) for number in range(60, 120)]
    assert written(shelf_with(rows)).rows == rows


def test_a_log_of_several_slots_comes_back_whole_and_names_its_sensor_in_each(recorded):
    rows = long_session(recorded)
    shelf = shelf_with(rows)
    assert written(shelf).rows == rows
    for slot in range(2):
        assert HEADER in shelf.data[slot * log_format.SLOT_BYTES :][: log_format.BLOCK_BYTES]


def test_samples_wait_in_memory_until_there_is_a_place(recorded):
    rows = recorded("clean_set", 4000)
    shelf = Shelf()
    writer = LogWriter(lambda: HEADER, bytearray(RING_BYTES))
    for row in rows:
        writer.sample(*row)
    writer.attach(shelf)
    writer.write()
    assert written(shelf).rows == rows


@given(st.sampled_from(KIND_NUMBERS), st.tuples(*[st.integers(-(1 << 29), 1 << 29) for _ in FIELDS]))
@settings(max_examples=20, deadline=None)
def test_an_event_comes_back_in_every_field(kind, numbers):
    event = Event()
    for field, number in zip(FIELDS, numbers, strict=True):
        if kind in field.carried_by:
            setattr(event, field.name, number)
    event.kind = kind
    writer, shelf = begun()
    writer.sample(10, 1, 2, 3, 4, 5, 6)
    writer.record(event_record(event))
    writer.write()
    (reported,) = written(shelf).events
    assert [getattr(reported, field.name) for field in FIELDS] == list(vars(event).values())


def test_markers_and_notes_come_back_and_the_log_says_it_has_one():
    writer, shelf = begun()
    writer.sample(10, 1, 2, 3, 4, 5, 6)
    writer.record(text_record(log_format.NOTE, 5, "chip_reset"))
    writer.write()
    assert not written(shelf).marked
    writer.mark()
    writer.record(text_record(log_format.MARKER, 100_000, "wrong rep"))
    writer.write()
    log = written(shelf)
    assert log.marked
    assert [(note.t_ms, note.text, note.by_wearer) for note in log.notes] == [
        (5, "chip_reset", False),
        (100_000, "wrong rep", True),
    ]


def test_a_mark_alone_is_worth_a_write():
    writer, shelf = begun()
    writer.sample(10, 1, 2, 3, 4, 5, 6)
    writer.write()
    assert not writer.waiting()
    writer.mark()
    assert writer.waiting()
    writer.write()
    assert written(shelf).marked
    assert not writer.waiting()


def test_a_second_of_motion_is_due_and_a_rest_after_some_seconds_and_a_record_at_once():
    writer, _ = begun()
    for number in range(49):
        writer.sample(20 * number, 1, 2, 3, 4, 5, 6)
    assert not writer.due()
    writer.sample(980, 1, 2, 3, 4, 5, 6)
    assert writer.due()
    writer.write()
    assert not writer.due()
    writer.sample(1000, 1, 2, 3, 4, 5, 6)
    writer.record(text_record(log_format.NOTE, 1001, "chip_reset"))
    assert writer.due()


def test_what_a_full_frame_holds_is_due_with_the_first_sample_of_the_next():
    writer, _ = begun()
    for number in range(log_format.FRAME_SAMPLES + 1):
        writer.sample(20 * number, 1, 2, 3, 4, 5, 6)
    assert writer.frame.count == 1
    assert writer.due()
    writer.write()
    assert not writer.due()


def test_no_block_is_written_where_a_cut_could_reach_the_next_slot(recorded):
    writer, shelf = begun()
    rows = long_session(recorded)
    for number, row in enumerate(rows):
        writer.sample(*row)
        if number % 150 == 0:
            writer.write()
    ends = {(block + count - 1) % log_format.SLOT_BLOCKS for block, count in shelf.writes}
    assert max(ends) == log_format.SLOT_BLOCKS - 4
    assert max(count for _, count in shelf.writes) <= 4


def test_what_an_older_file_left_under_the_same_number_stays_apart():
    shelf = Shelf()
    for sample in (11, 22):
        writer = LogWriter(lambda: HEADER, bytearray(RING_BYTES))
        writer.attach(shelf)
        writer.sample(sample, 1, 2, 3, 4, 5, 6)
        writer.write()
    logs = read_logs(bytes(shelf.data))
    assert sorted(log.rows[0][0] for log in logs) == [11, 22]


def test_a_second_of_equal_samples_costs_fifty_bytes():
    used = []
    for seconds in (1, 2):
        shelf = shelf_with((19 * number, 8, 4104, -8, 16, -16, 16) for number in range(seconds * 52))
        assert len(written(shelf).rows) == seconds * 52
        used.append(int.from_bytes(shelf.data[log_format.USED : log_format.USED + 2], "little"))
    assert used[1] - used[0] <= 50
