"""heeldrive pull: board logs become sessions, damaged ones as far as possible, and nothing is lost."""

import errno
import gzip
import json
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from heeldrive import EVENT_REFUSED, EVENT_REP, Settings
from heeldrive_lab.board.log_reader import BoardLogError, check_replay, read_logs
from heeldrive_lab.board.pull import pull
from heeldrive_lab.commands.app import app
from heeldrive_lab.detection.event_fields import FIELDS, FIRST_FIELDS
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.util.paths import FIRMWARE
from heeldrive_lab.virtual_board import SensorSpec, StorageSpec, UsbSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.drive import VirtualDrive
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from worn_board import worn_log

ROOT = Path(__file__).parents[3]
BLOCK = 1024


@pytest.fixture(scope="module")
def recording():
    """The log file of a board worn for two reps and one half rep, and the samples of its detector."""
    with SessionReader(ROOT / "recorded_sessions" / "half_reps_in_a_set.csv") as session:
        rows = [row for row in session if row[0] < 26_000]
    log, board = worn_log(rows, "rest_min_s = 20\n", 60)
    return log, board.delivered


@pytest.fixture
def on_the_drive(tmp_path, recording):
    """A folder in place of the drive."""
    drive = tmp_path / "CIRCUITPY"
    drive.mkdir()
    (drive / "heeldrive.log").write_bytes(recording[0])
    return drive


def run(*arguments):
    return CliRunner().invoke(app, ["pull", *map(str, arguments)])


def test_a_log_in_the_second_format_is_read_to_the_last_bit():
    """Written on a virtual board at commit 1f18065: eight quick reps."""
    packed = (ROOT / "tests" / "written_in_format_2" / "heeldrive.log.gz").read_bytes()
    (log,) = read_logs(gzip.decompress(packed))
    assert (len(log.rows), len(log.events)) == (1296, 8)
    assert log.rows[0] == (990, 1704, 3752, 296, -100, 252, 412)
    assert log.rows[-1] == (25_893, 1784, 3736, 56, -100, 276, 364)
    assert zlib.crc32(repr(log.rows).encode()) == 3_314_063_795
    assert log.missing_blocks == log.damaged_blocks == 0


def test_a_log_becomes_a_session_with_its_settings_and_events(on_the_drive, tmp_path, recording):
    done = run(on_the_drive, tmp_path / "sessions", "--thigh", "left")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("log_0001.csv: 1 ")
    assert "samples, 0 gaps; replay gives the board's own" in done.stdout
    made = tmp_path / "sessions" / "log_0001.csv"
    with SessionReader(made) as session:
        rows = list(session)
    assert rows == recording[1][: len(rows)]
    assert session.header.sensor == "LSM6DSOX"
    assert (session.header.thigh, session.header.origin) == ("left", "recorded")
    in_force = load_settings(made.with_suffix(".settings.toml"))
    assert vars(in_force) == vars(Settings({"rest_min_s": 20}))
    logged = [json.loads(line) for line in made.with_suffix(".events.jsonl").read_text().splitlines()]
    assert len(logged) >= 3
    replayed = list(replay(made, in_force))
    assert replayed[: len(logged)] == logged
    assert replayed[-1]["gaps"] == 0
    assert (on_the_drive / "heeldrive.log").read_bytes() == recording[0]


def test_pulling_again_leaves_what_is_there(on_the_drive, tmp_path):
    run(on_the_drive, tmp_path / "sessions")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "sessions").iterdir()}
    assert "log_0001.csv (already there)" in run(on_the_drive / "heeldrive.log", tmp_path / "sessions").stdout
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "sessions").iterdir()} == before


def test_another_session_of_that_name_is_kept(on_the_drive, tmp_path):
    (tmp_path / "log_0001.csv").write_text("mine")
    (pulled,) = pull(on_the_drive, tmp_path)
    assert pulled.session == tmp_path / "log_0001-2.csv"
    assert (tmp_path / "log_0001.csv").read_text() == "mine"


def test_json_contains_the_numbers(on_the_drive, tmp_path):
    result = json.loads(run(on_the_drive, tmp_path / "sessions", "--json").stdout)
    assert result["session"] == "log_0001.csv"
    assert (result["gaps"], result["missing_blocks"], result["damaged_blocks"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"", "contains no log"),
        (b"\xff" * 5000, "contains no log"),
    ],
)
def test_a_file_without_a_log_is_reported_in_one_sentence(tmp_path, content, message):
    path = tmp_path / "heeldrive.log"
    if content is not None:
        path.write_bytes(content)
    done = run(tmp_path, tmp_path / "sessions")
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_of_newer_firmware_is_rejected_with_a_remedy(tmp_path, recording):
    from binascii import crc32

    block = bytearray(recording[0][:BLOCK])
    block[2] = 9
    block[-4:] = crc32(block[:-4]).to_bytes(4, "little")
    with pytest.raises(BoardLogError, match=r"version 9.*update heeldrive"):
        read_logs(bytes(block))


def log_with_event(kind, reason, knee):
    """A log of sixteen samples at rest and one event, as firmware with more words would write it."""
    import struct
    from binascii import crc32

    text = b"sensor=LSM6DSOX\naccel_ug_per_count=244\ngyro_udps_per_count=17500\nrate_hz=52"
    values = {"kind": kind, "reason": reason, "knee": knee, "index": 1}
    numbers = [values.get(field.name, 0) for field in FIELDS[:FIRST_FIELDS]]
    event = b"\1" + bytes(2 * number for number in numbers)  # zigzag: below 64, one byte each
    samples = b"\x8f\x0a" + bytes(4)  # all differences 0
    records = b"\4" + struct.pack("<H", len(text)) + text + samples + event
    head = struct.pack("<2sBBIIHHI6h", b"HD", 1, 0, 1, 0, len(records), 5, 0, *bytes(6))
    block = (head + records).ljust(BLOCK - 4, b"\0")
    return block + crc32(block).to_bytes(4, "little")


@pytest.mark.parametrize(
    ("kind", "reason", "knee", "expected"),
    [
        (EVENT_REFUSED, 17, 0, {"kind": "refused", "reason": "unknown (17)"}),
        (EVENT_REP, 0, 9, {"kind": "rep", "knee": "unknown (9)"}),
        (EVENT_REFUSED, 1, 0, {"kind": "refused", "reason": "shallow"}),
    ],
)
def test_a_word_that_only_newer_firmware_knows_is_given_as_its_number(tmp_path, kind, reason, knee, expected):
    (tmp_path / "heeldrive.log").write_bytes(log_with_event(kind, reason, knee))
    done = run(tmp_path, tmp_path / "sessions")
    assert done.exit_code == 0, done.output
    (line,) = (tmp_path / "sessions" / "log_0001.events.jsonl").read_text().splitlines()
    event = json.loads(line)
    assert {key: event.get(key) for key in expected} == expected


@pytest.mark.parametrize("kind", [0, 6, 21])
def test_an_event_of_a_kind_that_only_newer_firmware_knows_is_left_out_and_counted(tmp_path, kind):
    (tmp_path / "heeldrive.log").write_bytes(log_with_event(kind, 0, 0))
    done = run(tmp_path, tmp_path / "sessions")
    assert done.exit_code == 0, done.output
    assert "1 event of an unknown kind left out: update heeldrive" in " ".join(done.output.split())
    assert (tmp_path / "sessions" / "log_0001.events.jsonl").read_text() == ""


def test_settings_of_another_version_leave_the_replay_uncompared(recording):
    (log,) = read_logs(recording[0])
    log.header["settings.depth_minimum"] = "50"
    assert check_replay(log).startswith("replay not compared: the board's settings are from another version")


def test_a_replay_that_differs_is_reported(recording):
    (log,) = read_logs(recording[0])
    log.header["settings.depth_min_deg"] = "98"
    assert check_replay(log).startswith("REPLAY DIFFERS: 0 of the board's ")


def test_a_lost_header_leaves_no_session_and_says_why(tmp_path, recording):
    data = bytearray(recording[0])
    for start in range(0, len(data), BLOCK):
        if data[start + 8 : start + 12] == bytes(4):
            data[start + 100] ^= 1
    (tmp_path / "heeldrive.log").write_bytes(data)
    (pulled,) = pull(tmp_path, tmp_path / "sessions")
    assert pulled.session is None
    assert "the block that names the sensor is lost" in pulled.sentence


# Damage


def is_sound(data, rows):
    """Whether every sample in the logs was recorded."""
    true = set(rows)
    return all(set(log.rows) <= true for log in read_logs(data))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_flipped_byte_costs_at_most_a_block_and_never_brings_a_wrong_sample(recording, data):
    content, rows = recording
    spoilt = bytearray(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        spoilt[place] ^= data.draw(st.integers(1, 255))
    assert is_sound(bytes(spoilt), rows)


@given(end=st.integers(0, 60 * BLOCK))
@settings(max_examples=40, deadline=None)
def test_a_truncated_file_is_read_up_to_its_end(recording, end):
    content, rows = recording
    logs = read_logs(content[:end])
    assert is_sound(content[:end], rows)
    if end >= 20 * BLOCK:
        assert logs[0].rows[0] == rows[0]


@given(junk=st.binary(max_size=4 * BLOCK))
@settings(max_examples=60, deadline=None)
def test_arbitrary_bytes_are_read_without_an_error(junk):
    assert read_logs(junk) == []


@given(records=st.binary(max_size=988), base=st.tuples(*[st.integers(-32768, 32767)] * 6))
@settings(max_examples=80, deadline=None)
def test_arbitrary_records_with_a_valid_crc_are_read_without_an_error(tmp_path_factory, records, base):
    import struct
    from binascii import crc32

    head = struct.pack("<2sBBIIHHI6h", b"HD", 1, 0, 1, 0, len(records), 5, 0, *base)
    block = (head + records).ljust(BLOCK - 4, b"\0")
    block += crc32(block).to_bytes(4, "little")
    for log in read_logs(block):
        times = [row[0] for row in log.rows]
        assert times == sorted(set(times))
        with suppress(BoardLogError):  # without a header there are no units
            check_replay(log)


# Emptying a drive's log: in place, because the board neither makes nor grows the file.


def delete(*arguments):
    return CliRunner().invoke(app, ["pull", *map(str, arguments), "--delete"])


def test_a_drive_is_emptied_in_place_once_every_session_has_been_read_back(on_the_drive, tmp_path, recording):
    done = delete(on_the_drive, tmp_path / "sessions")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "the log is empty now"
    assert (on_the_drive / "heeldrive.log").read_bytes() == b"\xff" * len(recording[0])
    assert len(list((tmp_path / "sessions").glob("*.csv"))) == 1


def test_a_drive_with_an_incomplete_log_keeps_it(on_the_drive, tmp_path, recording):
    spoilt = bytearray(recording[0])
    for copy in (2, 10):  # both copies of a block
        spoilt[copy * BLOCK + 100] ^= 1
    (on_the_drive / "heeldrive.log").write_bytes(spoilt)
    done = delete(on_the_drive, tmp_path / "sessions")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "nothing was deleted: a session is incomplete"
    assert (on_the_drive / "heeldrive.log").read_bytes() == spoilt


def test_a_drive_that_the_board_holds_is_answered_in_one_sentence(on_the_drive, tmp_path, monkeypatch):
    opened = Path.open

    def read_only(self, mode="r", *rest, **options):
        if "+" in mode:
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(self, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", read_only)
    done = delete(on_the_drive, tmp_path / "sessions")
    assert done.exit_code == 2
    assert "cannot be emptied (Read-only file system): if the board is recording into it" in done.stderr
    assert len(list((tmp_path / "sessions").glob("*.csv"))) == 1


def test_a_log_that_begins_late_is_pulled_and_says_so(tmp_path):
    with SessionReader(ROOT / "recorded_sessions" / "clean_set.csv") as session:
        rows = list(session)
    drive = VirtualDrive()
    VirtualBoard(
        WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500),
        sensor=SensorSpec("LSM6DS3TR-C"),
        storage=StorageSpec(drive=drive),
        usb=UsbSpec(computer_from_ms=0, computer_until_ms=30_000),
    ).run(FIRMWARE)
    drive.power_on(None)
    (tmp_path / "heeldrive.log").write_bytes(drive.read("heeldrive.log"))
    done = delete(tmp_path, tmp_path / "sessions")
    first, last = done.stdout.splitlines()
    assert " s into its session" in first
    assert "missing" not in first
    assert first.endswith("replay not compared: the log begins when the detector had already begun")
    assert last == "the log is empty now"
