"""heeldrive pull never harms: what is sound is read, what is not is told, and no file is lost or doubled."""

import gzip
import json
import os
import shutil
import struct
from binascii import crc32
from pathlib import Path

import pytest
from crafted_logs import HEADER, block, event, frame, header, note
from heeldrive import EVENT_REFUSED, REASONS
from heeldrive_lab.board.log_blocks import Block, blocks_in
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.board.pull import is_safe, pull
from heeldrive_lab.commands.app import app
from heeldrive_lab.report.history import gather_history
from heeldrive_lab.sessions.session import SessionReader
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from worn_board import worn_log

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
SOUND = header() + frame() + frame()
ESCAPES = "\x1b]0;mine\x07\x1b[2J\x1b[31mred"


@pytest.fixture(scope="module")
def both_legs():
    """The log of a board that counted both legs in twelve alternating lunges."""
    with SessionReader(SESSIONS / "alternating_set.csv") as session:
        rows = list(session)
    log, _ = worn_log(rows, 'mode = "both_legs"\n', 128)
    return log


@pytest.fixture
def of(tmp_path):
    """Pulls from these bytes: the lines printed."""

    def pull_from(data, *options, folder="sessions", code=0):
        log = tmp_path / "CIRCUITPY" / "heeldrive.log"
        log.parent.mkdir(exist_ok=True)
        log.write_bytes(data)
        done = CliRunner().invoke(app, ["pull", str(log.parent), str(tmp_path / folder), *options])
        assert done.exit_code == code, done.output
        return (done.stderr if code else done.stdout).splitlines()

    return pull_from


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# One log, one count


def test_a_pulled_session_carries_the_boards_settings(of, both_legs, tmp_path):
    (line,) = of(both_legs)
    session = tmp_path / "sessions" / "log_0001.csv"
    with SessionReader(session) as reader:
        assert "mode=both_legs" in reader.header.extra["settings"].split()
    board = [json.loads(text) for text in session.with_suffix(".events.jsonl").read_text().splitlines()]
    session.with_suffix(".settings.toml").unlink()
    done = CliRunner().invoke(app, ["replay", str(session), "--json"])
    replayed = [json.loads(text) for text in done.stdout.splitlines()]
    assert sum(one["kind"] == "rep" for one in replayed) == sum(one["kind"] == "rep" for one in board) == 12
    assert "replay gives the board's own" in line


# Logs that cannot be read do not stop the others


def test_a_reason_of_newer_firmware_is_given_as_its_number_and_the_other_logs_come(of, tmp_path):
    newer = [EVENT_REFUSED, 0, len(REASONS), 1, 0, 0, 100, 200, 300, 400, 500]
    lines = of(block(SOUND + event(newer), log=1) + block(SOUND, log=2))
    assert [line.partition(":")[0] for line in lines] == ["log_0001.csv", "log_0002.csv"]
    (told,) = (tmp_path / "sessions" / "log_0001.events.jsonl").read_text().splitlines()
    assert json.loads(told)["reason"] == f"unknown ({len(REASONS)})"


def test_a_marker_at_an_impossible_time_is_left_out_and_told(of, tmp_path):
    lines = of(block(SOUND + note(1 << 30, "wrong rep") + note(5, "new set")) + block(SOUND, log=2))
    assert (
        "events and markers left out, as no board writes their numbers: 1, 1 marker; replay not compared"
        in lines[0]
    )
    assert lines[1].startswith("log_0002.csv: 32 samples")
    with SessionReader(tmp_path / "sessions" / "log_0001.csv") as session:
        list(session)
    assert session.markers == [(5, "new set")]


def test_an_event_with_numbers_that_no_board_writes_is_left_out_and_told(of, tmp_path):
    long = header(*HEADER, f"firmware={'9' * 600}")
    lines = of(block(long + frame() + event([1, 0, 0, 1 << 40]) + event([1, 0, 0, 2])))
    assert "events and markers left out, as no board writes their numbers: 1; replay not compared" in lines[0]
    (told,) = (tmp_path / "sessions" / "log_0001.events.jsonl").read_text().splitlines()
    assert json.loads(told)["index"] == 2


@pytest.mark.parametrize(
    "record", [event([1, 0, 0, 1 << 40]), event([17, 0, 0, 2]), note(1 << 30, "wrong rep")]
)
def test_what_is_left_out_of_a_session_keeps_the_drive_from_being_emptied(of, tmp_path, record):
    data = block(SOUND + record)
    assert of(data, "--delete")[-1] == "nothing was deleted: a session is incomplete"
    assert (tmp_path / "CIRCUITPY" / "heeldrive.log").read_bytes() == data


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (block(SOUND, log=1, version=9), "log 1: no session: the blocks have format version 9"),
        (block(frame(), log=1), "the block that names the sensor is lost"),
        (block(b"\x06", log=1), "log 1: no session: 0 samples, 0 gaps, 1 block missing"),
        (block(header("sensor=A", "accel_ug_per_count=9999") + frame(), log=1), "no session: log 1"),
    ],
)
def test_a_log_that_cannot_be_read_is_told_and_keeps_the_drive_from_being_emptied(of, tmp_path, bad, says):
    data = bad + block(SOUND, log=2)
    lines = of(data, "--delete")
    assert says in lines[0]
    assert lines[1].startswith("log_0002.csv: 32 samples")
    assert lines[2] == "nothing was deleted: a session is incomplete"
    assert (tmp_path / "CIRCUITPY" / "heeldrive.log").read_bytes() == data


@pytest.mark.parametrize("version", [1, 2])
@given(records=st.binary(max_size=988), base=st.tuples(*[st.integers(-32768, 32767)] * 6))
@settings(max_examples=60)
def test_any_records_with_a_valid_crc_become_a_session_or_a_sentence(
    tmp_path_factory, records, base, version
):
    folder = tmp_path_factory.mktemp("any")
    records = (header() + records)[:988]
    (folder / "heeldrive.log").write_bytes(
        block(records, version=version, base=(0, *base)) + block(SOUND, log=2)
    )
    first, second = pull(folder, folder / "sessions")
    assert second.session is not None
    assert first.sentence.isprintable()
    if first.session:
        with SessionReader(first.session) as session:
            assert list(session) == first.log.rows


def test_settings_with_control_characters_are_no_settings(of, tmp_path):
    text = header("sensor=A\rB", "accel_ug_per_count=244", "gyro_udps_per_count=17500", "rate_hz=52",
                  "settings.depth_min_deg=a\rb", "settings.rest_min_s=20", "firmware=a\u2028b")  # fmt: skip
    (line,) = of(block(text + frame()))
    assert line.isprintable()
    with SessionReader(tmp_path / "sessions" / "log_0001.csv") as session:
        assert session.header.extra["settings"] == "rest_min_s=20"


# What is sound behind a damaged block


@pytest.mark.parametrize("back", [0, 1, 2, 3, 4])
def test_every_sound_block_behind_a_damaged_one_is_kept(both_legs, tmp_path, back):
    (whole,) = read_logs(both_legs)
    sequences = {}
    for place in range(0, len(both_legs), 1024):
        for found in blocks_in(both_legs[place : place + 1024]):
            assert isinstance(found, Block)
            sequences.setdefault(found.sequence, []).append((place, found))
    damaged = max(sequences) - back
    spoilt = bytearray(both_legs)
    for place, _ in sequences[damaged]:
        spoilt[place + 500] ^= 1
    (log,) = read_logs(bytes(spoilt))
    behind = [row for row in whole.rows if row[0] > sequences[damaged][-1][1].base[0]]
    of_it = len(behind) if not back else next(
        number for number, row in enumerate(behind) if row[0] > sequences[damaged + 1][-1][1].base[0]
    )  # fmt: skip
    assert log.rows == [row for row in whole.rows if row not in behind[:of_it]]
    assert log.missing_blocks == (1 if back else 0)
    (tmp_path / "heeldrive.log").write_bytes(spoilt)
    (pulled,) = pull(tmp_path, tmp_path / "sessions")
    assert is_safe(pulled) == (not back)


# Files


def test_everything_is_on_the_disk_before_anything_is_deleted(of, monkeypatch, tmp_path):
    synced = []
    sync = os.fsync

    def seen(handle):
        synced.append(Path(f"/proc/self/fd/{handle}").resolve().name)
        sync(handle)

    monkeypatch.setattr("os.fsync", seen)
    assert of(block(SOUND), "--delete")[-1] == "the log is empty now"
    assert synced[-1] == "heeldrive.log"
    assert {"log_0001.csv", "log_0001.settings.toml", "log_0001.events.jsonl", "sessions"} <= set(synced[:-1])


@pytest.mark.parametrize(
    "name",
    [
        "log_0001.csv",
        "log_0001.csv.gz",
        "log_0001.settings.toml",
        "log_0001.events.jsonl",
        "log_0001.truth.csv",
        "log_0001.truth.csv.bak",
    ],
)
def test_no_file_is_overwritten_whatever_its_kind(of, tmp_path, name):
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / name).write_text("mine")
    assert of(block(SOUND))[0].startswith("log_0001-2.csv: ")
    there = files(tmp_path / "sessions")
    assert there.pop(name) == b"mine"
    assert set(there) == {"log_0001-2.csv", "log_0001-2.settings.toml", "log_0001-2.events.jsonl"}


def dated(path):
    path.write_text(path.read_text().replace("t_ms,ax", "# started: 2026-11-21\nt_ms,ax"))


def renamed(path):
    path.rename(path.with_name("monday.csv"))


def packed(path):
    path.with_name("log_0001.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()


@pytest.mark.parametrize("change", [dated, renamed, packed])
def test_a_session_is_known_again_by_its_content(of, tmp_path, change):
    of(block(SOUND))
    change(tmp_path / "sessions" / "log_0001.csv")
    before = files(tmp_path / "sessions")
    (line,) = of(block(SOUND), "--thigh", "left")
    assert " (already there): 32 samples" in line
    assert files(tmp_path / "sessions") == before
    assert of(block(SOUND), "--delete")[-1] == "the log is empty now"


def test_two_workouts_stay_two_in_a_report_whatever_their_headers_say(tmp_path):
    for name in ("quick_reps", "slow_reps"):
        shutil.copy(SESSIONS / f"{name}.csv", tmp_path)
        text = (SESSIONS / f"{name}.csv").read_text().replace("thigh: right", "thigh: left")
        (tmp_path / f"{name}-2.csv").write_text(text.replace("t_ms,ax", "# started: 2026-11-21\nt_ms,ax"))
    history = gather_history(tmp_path, None, workers=1)
    # The file that says more about itself is the one that counts.
    assert [workout.name for workout in history.workouts] == ["quick_reps-2", "slow_reps-2"]
    assert history.duplicates == (
        ("quick_reps.csv", "quick_reps-2.csv"),
        ("slow_reps.csv", "slow_reps-2.csv"),
    )


def test_wearer_and_date_go_into_the_header(of, tmp_path):
    of(
        block(SOUND),
        "--wearer",
        "Anna B.",
        "--started",
        "2026-11-21T18:30",
        "--thigh",
        "left",
        "--load-kg",
        "12.5",
        "--rpe",
        "7",
    )
    with SessionReader(tmp_path / "sessions" / "log_0001.csv") as session:
        assert session.header.thigh == "left"
        assert session.header.extra["wearer"] == "Anna B."
        assert session.header.extra["started"] == "2026-11-21T18:30"
        assert (session.header.extra["load_kg"], session.header.extra["rpe"]) == ("12.5", "7")


def test_a_load_that_nobody_carries_is_refused_before_anything_is_written(of, tmp_path):
    (line,) = of(block(SOUND), "--load-kg", "1250", code=2)
    assert "load_kg is 1250; it must be from 0 to 500" in line
    assert not (tmp_path / "sessions").exists()


def test_a_date_that_is_none_is_refused_before_anything_is_written(of, tmp_path):
    (line,) = of(block(SOUND), "--started", "yesterday", code=2)
    assert "started is 'yesterday'; it must be a date such as 2026-11-21" in line
    assert not (tmp_path / "sessions").exists()


# Boards that have not recorded, and what reaches the terminal


def test_a_board_that_has_not_recorded_says_why(of, tmp_path):
    assert "a board records on battery, not while a computer holds its drive" in of(b"\xff" * 4096, code=2)[0]
    drive = tmp_path / "new"
    drive.mkdir()
    (drive / "boot_out.txt").write_text("Adafruit CircuitPython 10.2.1 on 2026-05-01; Feather\n")
    done = CliRunner().invoke(app, ["pull", str(drive), str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "the board records nothing until heeldrive deploy has made it" in done.stderr


def test_no_escape_sequence_reaches_the_terminal(of, tmp_path):
    text = header(f"sensor={ESCAPES}", "accel_ug_per_count=244", "gyro_udps_per_count=17500", "rate_hz=52")
    lines = of(block(text + frame() + note(1, f"crash: {ESCAPES}", by_wearer=False) + note(2, ESCAPES)))
    assert all(line.isprintable() for line in lines)
    session = tmp_path / "sessions" / "log_0001.csv"
    assert "\x1b" not in session.read_text()
    # Nor of a session that somebody else wrote, nor of its name.
    named = session.with_name(f"{ESCAPES}.csv")
    named.write_text(session.read_text().replace("marker,2,", f"marker,2,{ESCAPES}"))
    for words in (["replay", named], ["label", named], ["heel", named], ["replay", f"{ESCAPES}none.csv"]):
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert "\x1b" not in done.output
        assert "\x07" not in done.output


def test_a_block_of_a_version_to_come_keeps_its_log_from_being_deleted(of):
    lines = of(block(SOUND) + block(frame(), sequence=1, version=9), "--delete")
    assert "1 block missing" in lines[0]
    assert lines[-1] == "nothing was deleted: a session is incomplete"


def test_the_crafted_blocks_are_blocks():
    """Otherwise nothing above would be tested."""
    (found,) = blocks_in(block(SOUND))
    assert isinstance(found, Block)
    assert crc32(block(SOUND)[:-4]) == struct.unpack("<I", block(SOUND)[-4:])[0]
