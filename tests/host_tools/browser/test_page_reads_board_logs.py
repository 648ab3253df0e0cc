"""The page decodes board logs as the laptop does: samples, events, notes, and what is missing."""

import gzip
from binascii import crc32
from pathlib import Path

import crafted_logs
import pytest
from heeldrive_lab.board.log_reader import BoardLogError, logged_settings, read_logs
from heeldrive_lab.board.pull import pull
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.of_session import own_settings
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from hypothesis import given, settings
from hypothesis import strategies as st
from page_fault import PageFaultError
from worn_board import worn_log

TESTS = Path(__file__).parents[2]
BLOCK = 1024
WRAPPED = 2  # a flag of a block


@pytest.fixture(scope="module")
def recording():
    """The log file of a board worn for two reps and one half rep."""
    with SessionReader(RECORDED_SESSIONS / "half_reps_in_a_set.csv") as session:
        rows = [row for row in session if row[0] < 26_000]
    log, _ = worn_log(rows, 'rest_min_s = 20\nmode = "both_legs"\n', 60)
    return log


def on_the_laptop(data):
    """What `readLogs` answers."""
    return [
        {"id": log.log_id, "newerVersion": log.newer_version}
        if log.newer_version
        else {
            "id": log.log_id,
            "header": log.header or None,
            "rows": [list(row) for row in log.rows],
            "events": [list(vars(event).values())[:-1] for event in log.events],
            "notes": [
                {"t_ms": note.t_ms, "text": note.text, "byWearer": note.by_wearer} for note in log.notes
            ],
            "missing": log.missing_blocks,
            "overwritten": log.overwritten_blocks,
            "damaged": log.damaged_blocks,
            "late_ms": log.late_ms,
            "leftOut": log.left_out,
            "newerVersion": 0,
        }
        for log in read_logs(data)
    ]


def answer_of(read):
    """What a reader returns, or its words when it refuses."""
    try:
        return read()
    except (BoardLogError, PageFaultError) as error:
        return str(error)


@pytest.fixture(scope="module")
def same(in_page):
    """Reads a log file on the page and on the laptop, and returns what both found."""

    def read(data):
        found = answer_of(lambda: in_page("board_log", "readLogs", data))
        assert found == answer_of(lambda: on_the_laptop(data))
        return found if isinstance(found, list) else []

    return read


def sealed(block):
    """A block with a valid CRC."""
    return bytes(block[:-4]) + crc32(block[:-4]).to_bytes(4, "little")


def test_a_log_of_the_present_firmware(same, recording):
    (log,) = same(recording)
    assert len(log["rows"]) > 1000
    assert len(log["events"]) >= 3


@pytest.mark.parametrize("folder", ["written_by_0_1_0", "written_in_format_2"])
def test_a_log_of_older_firmware(same, folder):
    logs = same(gzip.decompress((TESTS / folder / "heeldrive.log.gz").read_bytes()))
    assert logs[0]["events"]


@pytest.mark.parametrize("data", [b"", b"\xff" * 5000, b"HD", b"a,b\n1,2\n"])
def test_a_file_without_a_log(same, in_page, data, tmp_path):
    assert same(data) == []
    (tmp_path / "heeldrive.log").write_bytes(data)
    with pytest.raises(BoardLogError) as refusal:
        list(pull(tmp_path, tmp_path / "sessions"))
    with pytest.raises(PageFaultError) as fault:
        in_page("board_log", "sessionsOf", data)
    assert str(refusal.value).endswith(f"heeldrive.log: {fault.value}")


def test_logs_of_two_boards_in_one_file(same, recording):
    other = gzip.decompress((TESTS / "written_in_format_2" / "heeldrive.log.gz").read_bytes())
    first, second = same(recording + other)
    assert first["rows"] != second["rows"]


def test_newer_firmware_alone_and_beside_a_log_that_is_known(same, recording):
    newer = bytearray(recording[:BLOCK])
    newer[2] = 9
    newer = sealed(newer)
    assert same(newer) == []
    other = bytearray(newer)
    other[4:8] = (7).to_bytes(4, "little")
    assert [log["newerVersion"] for log in same(recording + sealed(other))] == [0, 9]
    assert same(recording + newer)[0]["missing"] == 1


@given(sequences=st.sets(st.sampled_from([0, 1, 116, 117, 118, 120, 233, 234, 235, 240, 351]), min_size=1))
@settings(max_examples=30, deadline=None)
def test_a_log_that_has_overwritten_its_beginning(same, sequences):
    blocks = []
    for sequence in sequences:
        block = bytearray(crafted_logs.block(crafted_logs.frame(), sequence=sequence))
        block[3] |= WRAPPED
        blocks.append(sealed(block))
    same(b"".join(blocks))


def test_motion_that_needs_the_largest_codes(same):
    """Counts that jump between their ends stand raw; the codes after them have the most bits there are."""
    bits = ""
    for sample in range(20):
        ends = (0x07FF, 0x1800)[sample % 2], (0x03FF, 0x1C00)[sample % 2]
        bits += "1" + "".join(f"{0:010b}{ends[axis // 3]:013b}" for axis in range(6))
    bits += "1" + f"01{0:013b}" * 3 + f"01{0:012b}" * 3  # back to about 0
    bits += "0" * (-len(bits) % 8)
    samples = bytes([0x80 + 20]) + int(bits, 2).to_bytes(len(bits) // 8, "big")
    (log,) = same(crafted_logs.block(crafted_logs.header() + samples, version=3))
    assert len(log["rows"]) == 21


def test_events_and_notes_that_no_board_writes(same):
    records = crafted_logs.header() + crafted_logs.frame()
    records += (
        crafted_logs.event([1, 0, 0, 2**30]) + crafted_logs.event([9, 1]) + crafted_logs.event([3, 1, 1])
    )
    records += b"\1" + b"\xff" * 9 + b"\1" + bytes(24)  # a first number of 64 bits
    records += crafted_logs.note(5, "teach 5") + crafted_logs.note(2**31, "late")
    records += crafted_logs.note(6, "crash: a \x1b[2J line", by_wearer=False)
    (log,) = same(crafted_logs.block(records))
    assert log["leftOut"] == 3


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_flipped_byte(same, recording, data):
    spoilt = bytearray(recording[: 24 * BLOCK])
    for place in data.draw(st.lists(st.integers(0, len(spoilt) - 1), min_size=1, max_size=4)):
        spoilt[place] ^= data.draw(st.integers(1, 255))
    same(bytes(spoilt))


@given(end=st.integers(0, 24 * BLOCK))
@settings(max_examples=20, deadline=None)
def test_a_truncated_file(same, recording, end):
    same(recording[:end])


@given(
    st.integers(1, 3),
    st.lists(st.binary(max_size=400), min_size=1, max_size=3),
    st.tuples(st.integers(0, 2**32 - 1), *[st.integers(-32768, 32767)] * 6),
)
@settings(max_examples=150, deadline=None)
def test_arbitrary_records_with_a_valid_crc(same, version, parts, base):
    records = crafted_logs.header() + b"".join(b"\x9f" + part for part in parts)
    same(crafted_logs.block(records, version=version, base=base))


@pytest.mark.parametrize("spoilt_copies", [(), (2,), (2, 10)])
def test_the_sessions_are_those_that_the_laptop_pulls(in_page, recording, tmp_path, spoilt_copies):
    old = gzip.decompress((TESTS / "written_by_0_1_0" / "heeldrive.log.gz").read_bytes())
    lost = crafted_logs.block(crafted_logs.frame() + crafted_logs.note(9, "mark"), log=40)
    alone = crafted_logs.block(crafted_logs.header(), log=41)
    spoilt = bytearray(recording)
    for copy in spoilt_copies:
        spoilt[copy * BLOCK + 100] ^= 1
    data = bytes(spoilt) + old + lost + alone
    (tmp_path / "heeldrive.log").write_bytes(data)
    pulled = list(pull(tmp_path, tmp_path / "sessions"))
    found = in_page("board_log", "sessionsOf", data)
    assert len(found["sessions"]) >= 2
    made = [one for one in pulled if one.session]
    for session, one in zip(found["sessions"], made, strict=True):
        with SessionReader(one.session) as reader:
            assert session["rows"] == [number for row in reader for number in row]
            assert [tuple(mark) for mark in session["markers"]] == reader.markers
            for key in ("accel_ug_per_count", "gyro_udps_per_count", "rate_hz", "sensor", "thigh"):
                assert session["header"][key] == getattr(reader.header, key)
            accepted = in_page("settings", "accepted", session["own"])
            assert accepted["values"] == own_settings(one.session, reader.header).values
        assert one.sentence.startswith(f"{one.session.name}: {session['contents']}; ")
        assert set(accepted["values"]) <= set(logged_settings(one.log))
    assert found["faults"] == [one.sentence for one in pulled if not one.session]
