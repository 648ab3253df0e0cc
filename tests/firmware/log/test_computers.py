"""Computers come, write and leave: the count goes on, and the log too while nobody else has the drive."""

import pytest
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board.drive import VirtualDrive
from lying import lying

RP2040 = {"chip": "LSM6DSOX"}
NRF52840 = {"chip": "LSM6DS3TR-C"}
HELD = [(0, 300)]  # the button, while the board starts
WORD = "U5b "  # USb, as seven segments draw it


def logs_on(drive):
    drive.power_on(None)
    assert drive.damage() == []
    return read_logs(drive.read("heeldrive.log"))


# A computer that writes


@pytest.mark.parametrize("board", [RP2040, NRF52840], ids=["RP2040", "nRF52840"])
def test_a_computer_that_writes_to_its_drive_does_not_cost_the_count(wear, clean, board):
    written_ms = [clean.after(1), clean.after(3)]
    workout = wear(computer_from_ms=0, computer_writes_ms=written_ms, drive=VirtualDrive(), **board)
    assert len(workout.lines("sensor")) == 1
    assert workout.board.display.digits == "  10"


# A computer that leaves


@pytest.mark.parametrize("away_ms", [2000, 8000, 30_000])
def test_a_log_begins_when_the_computer_leaves(wear, away_ms):
    drive = VirtualDrive()
    workout = wear(drive=drive, computer_from_ms=0, computer_until_ms=away_ms, **NRF52840)
    assert workout.board.display.digits == "  10"
    (log,) = logs_on(drive)
    taken = workout.board.delivered
    first = taken.index(log.rows[0])
    assert log.rows == taken[first : first + len(log.rows)]
    assert taken[-1][0] - log.rows[-1][0] < 2000
    assert log.missing_blocks == 0
    assert log.header["sensor"] == "LSM6DS3TR-C"  # else the units of its counts are unknown
    began_ms = next(line.ms for line in workout.board.console if line.text == "log id=1")
    assert began_ms < max(away_ms, 3000) + 1500
    assert (WORD in workout.readings()) == (away_ms > 3000)
    if away_ms < 3000:  # before anything was lost
        assert (log.late_ms, first) == (0, 0)
        assert check_replay(log) == "replay gives the board's own 10 events"
    else:
        assert workout.lines("log") == [
            "log off: A computer holds the drive: unplug it to record.",
            "log id=1",
        ]
        # From the oldest sample in memory on: over four seconds before the log began.
        assert log.late_ms == taken[first - 1][0] if first else log.late_ms == 0
        assert taken[first][0] < began_ms - 4000
        assert first == 0 or "begun" in check_replay(log)


def test_a_log_that_begins_late_says_from_when_on(wear):
    drive = VirtualDrive()
    wear(drive=drive, computer_from_ms=0, computer_until_ms=30_000, **NRF52840)
    (log,) = logs_on(drive)
    assert log.late_ms > 10_000
    late = next(note for note in log.notes if note.text.startswith("late"))
    assert late.text == f"late: nothing before {log.late_ms} ms is in this log"
    assert log.rows[0][0] > log.late_ms


def test_an_rp2040_does_not_notice_that_it_was_unplugged_until_circuitpython_10_3(wear):
    for release, logs in (("10.2.1", []), ("10.3.1", ["log id=1"])):
        drive = VirtualDrive("internal")
        workout = wear(
            drive=drive,
            computer_from_ms=0,
            computer_until_ms=8000,
            release=release,
            settings_text="",
            **RP2040,
        )
        assert workout.lines("log") == ["log off: A computer holds the drive: unplug it to record.", *logs]
        assert workout.board.display.digits == "  10"
        assert workout.lines("fault") == []  # USB is hidden in 2.5 s, which the FIFO covers
        assert len(logs_on(drive)) == len(logs)


def test_a_hidden_drive_is_given_back_to_the_next_computer(wear, clean):
    drive = VirtualDrive("internal")
    workout = wear(drive=drive, computer_from_ms=25_000, release="10.3.1", **RP2040)
    assert [line.split()[1] for line in workout.lines("log")] == ["id=1", "off:"]
    assert not drive.writable
    assert workout.board.display.digits == "  10"


# A computer that comes


def test_after_a_visit_of_a_computer_another_log_goes_on(wear, clean):
    drive = VirtualDrive()
    comes_ms, leaves_ms = clean.after(3), clean.after(6)
    workout = wear(drive=drive, computer_from_ms=comes_ms, computer_until_ms=leaves_ms, **NRF52840)
    first, second = logs_on(drive)
    assert [line.split()[1] for line in workout.lines("log")] == ["id=1", "off:", "id=2"]
    assert check_replay(first).startswith("replay gives the board's own 3 events")
    assert first.rows[-1][0] < second.rows[-1][0]
    assert second.late_ms > 0
    assert second.rows == [row for row in workout.board.delivered if row in set(second.rows)]
    assert [event.index for event in second.events][-1] == 10
    assert workout.board.display.digits == "  10"


@pytest.mark.parametrize("comes_ms", [42_000, 44_000, 46_000])
def test_a_computer_that_comes_in_a_rest_finds_all_of_it_in_the_log(wear, recorded, comes_ms):
    rows = lying(recorded("clean_set", 100)[0][1:], 0, 50_000)
    drive = VirtualDrive()
    workout = wear(rows=rows, drive=drive, computer_from_ms=comes_ms, **NRF52840)
    assert [line.split()[1] for line in workout.lines("log")] == ["id=1", "off:"]
    (log,) = logs_on(drive)
    assert comes_ms - 200 < log.rows[-1][0]
    assert workout.when("log off") < comes_ms + 2000


def test_the_digits_say_that_nothing_is_recorded_on_a_cable(wear, clean):
    workout = wear(drive=VirtualDrive(), computer_from_ms=0, until_ms=clean.after(2))
    assert workout.readings().count(WORD) == 1
    assert workout.lines("log") == ["log off: A computer holds the drive: unplug it to record."]


def test_they_do_not_where_the_button_lets_the_board_record(wear, clean):
    workout = wear(
        drive=VirtualDrive(), computer_from_ms=0, presses_ms=HELD, until_ms=clean.after(2), **NRF52840
    )
    assert WORD not in workout.readings()
    assert workout.lines("log") == ["log id=1"]


def test_a_new_session_after_a_computer_has_come_leaves_table_and_directory_alone(wear):
    """The log's file is still open; ending the program would close it, and write the directory."""
    drive = VirtualDrive()
    menu = [(20_000, 20_800), (21_000, 21_120), (21_600, 21_720), (22_200, 22_320), (22_800, 23_600)]
    workout = wear(drive=drive, computer_from_ms=10_000, presses_ms=menu, **NRF52840)
    assert len(workout.board.starts) == 2
    assert "log id=1" in workout.lines("log")
    assert all(operation.address >= drive.metadata_bytes for operation in drive.chip.operations)
