"""A workout is recorded as the detector processed it, and the log manages its own space."""

import errno

import pytest
from heeldrive import Settings, declared
from heeldrive_lab.board.log_reader import check_replay, read_logs, settings_of
from heeldrive_lab.detection.replay import as_event
from heeldrive_lab.virtual_board import FaultKind, InjectedFault
from heeldrive_lab.virtual_board.drive import VirtualDrive
from lying import lying

from log.format import SLOT_BYTES

SMALL = 740 << 10  # room for a few slots


def logs_on(drive):
    drive.power_on(None)
    return read_logs(drive.read("heeldrive.log"))


@pytest.fixture
def record(wear):
    """Runs the board on battery with its own drive; returns the workout and its logs."""

    def run(session="clean_set", drive=None, **options):
        drive = drive or VirtualDrive()
        workout = wear(session, drive=drive, **options)
        assert drive.damage() == []
        return workout, logs_on(drive)

    return run


@pytest.mark.parametrize(("kind", "chip"), [("spi", "LSM6DS3TR-C"), ("internal", "LSM6DSOX")])
def test_what_was_recorded_is_what_the_detector_took_and_replays_to_the_same_events(record, kind, chip):
    workout, (log,) = record(drive=VirtualDrive(kind), chip=chip)
    assert log.rows == workout.board.delivered[: len(log.rows)]
    assert workout.board.delivered[-1][0] - log.rows[-1][0] < 2000
    assert check_replay(log) == "replay gives the board's own 10 events"
    assert [as_event(reported)["index"] for reported in log.events] == [
        rep["index"] for rep in workout.reps()
    ]
    assert log.header["sensor"] == chip
    assert workout.lines("log") == ["log id=1"]
    assert workout.lines("fault") == []


def test_settings_in_force_and_versions_are_in_the_log(record):
    _, (log,) = record(end_ms=9000, settings_text="depth_min_deg = 60\nrest_min_s = 20\n")
    assert vars(settings_of(log)) == vars(Settings({"depth_min_deg": 60, "rest_min_s": 20}))
    assert log.header["circuitpython"] == "10.0.3"
    assert log.header["board"] == "adafruit_feather_rp2040"


def test_the_log_names_the_version_of_the_project(record):
    from importlib.metadata import version

    _, (log,) = record(end_ms=6000)
    assert log.header["firmware"] == version("heeldrive")


def test_the_header_fits_a_block_even_with_the_longest_settings(record):
    _, (log,) = record(end_ms=6000)
    assert sum(len(key) + len(value) + 2 for key, value in log.header.items()) < 900


def longest(setting):
    return max(setting.choices or (setting.smallest, setting.largest), key=lambda value: len(str(value)))


def test_the_header_fits_a_block_with_every_setting_at_its_longest_and_a_taught_lunge(firmware):
    import importlib

    settings = Settings({setting.name: longest(setting) for setting in declared()})
    about = ("10.10.10", "adafruit_feather_bluefruit_sense", settings, 0x6A, 244, 17500, 104, 5)
    assert len(importlib.import_module("log.header").header(*about)) < 900


def test_each_start_is_a_log_of_its_own(record):
    drive = VirtualDrive()
    record(drive=drive, end_ms=8000)
    _, logs = record(drive=drive, end_ms=9000)
    assert [log.log_id for log in logs] == [1, 2]
    assert all(check_replay(log).startswith("replay gives") for log in logs)


def test_what_goes_wrong_meanwhile_is_noted_in_the_log(record):
    unplugged = InjectedFault(FaultKind.SENSOR_ABSENT, 12_000, 15_000)
    _, (log,) = record(faults=[unplugged], end_ms=20_000)
    assert [(note.text, note.by_wearer) for note in log.notes] == [
        ("bus_error", False),
        ("bus_error cleared", False),
    ]
    assert log.gaps == 1
    assert check_replay(log).startswith("replay gives")


def test_a_board_switched_off_in_its_sleep_loses_nothing(record, recorded):
    rows = lying(recorded("clean_set", 100)[0][1:], 0, 100_000)
    workout, (log,) = record(rows=rows, chip="LSM6DS3TR-C", settings_text="sleep_after_min = 1\n")
    assert workout.lines("asleep")
    assert log.rows == workout.board.delivered
    assert [note.text for note in log.notes] == ["asleep"]


# Write access to the drive


def test_a_computer_that_is_there_keeps_the_drive_and_counting_goes_on(wear, clean):
    drive = VirtualDrive()
    workout = wear("clean_set", drive=drive, computer_from_ms=900, until_ms=clean.after(2))
    assert workout.lines("log") == ["log off: A computer holds the drive: unplug it to record."]
    assert workout.board.display.digits == "   2"
    assert logs_on(drive) == []


def test_a_computer_that_comes_gets_the_drive_with_the_log_up_to_then(record):
    workout, (log,) = record(computer_from_ms=20_000)
    assert workout.lines("log")[1].startswith("log off: A computer was connected")
    assert 18_500 < log.rows[-1][0] < 22_000
    assert check_replay(log).startswith("replay gives")
    assert not workout.board.drive.writable
    assert workout.board.display.digits == "  10"


def test_with_the_button_held_the_board_records_on_a_cable(record, clean):
    workout, (log,) = record(computer_from_ms=500, presses_ms=[(0, None)], until_ms=clean.after(2) + 2000)
    assert workout.lines("log") == ["log id=1"]
    assert len(log.events) == 2


class WornDrive(VirtualDrive):
    """A drive whose flash fails after the given number of writes."""

    writes_left = 15

    def power_on(self, clock):
        super().power_on(clock)
        if clock:
            self.device.write = self._write

    def _write(self, block, data):
        self.writes_left -= 1
        if self.writes_left < 0:
            raise OSError(errno.EIO, "Input/output error")
        type(self.device).write(self.device, block, data)


def test_a_drive_that_fails_ends_the_log_and_nothing_else(record):
    workout, (log,) = record(drive=WornDrive())
    assert [line.split(":")[0] for line in workout.lines("fault")] == ["fault log_error"]
    assert "LoG " in workout.readings()
    assert 0 < len(log.rows) < 0.5 * len(workout.board.delivered)
    assert check_replay(log).startswith("replay gives")
    assert workout.board.display.digits == "  10"


# Space


def fill(record, drive, times, **options):
    for _ in range(times):
        workout, logs = record(drive=drive, end_ms=8000, **options)
    return workout, logs


def test_a_long_rest_hardly_costs_the_flash_and_what_moves_after_it_is_written_as_ever(wear, recorded):
    """Sat for two minutes, then a set; the power fails in it."""
    moving = recorded("clean_set", 15_000)
    rows = lying(moving[0][1:], 0, 120_000) + [(120_000 + t_ms, *counts) for t_ms, *counts in moving]

    def erases(until_ms):
        drive = VirtualDrive()
        wear(rows=[row for row in rows if row[0] < until_ms], drive=drive)
        return sum(operation.data is None for operation in drive.chip.operations)

    assert erases(120_000) - erases(40_000) < 2 * erases(20_000)
    drive = VirtualDrive()
    workout = wear(rows=rows, drive=drive, until_ms=135_000)
    (log,) = logs_on(drive)
    assert workout.board.delivered[-1][0] - log.rows[-1][0] < 2500


def test_a_full_log_gives_up_the_oldest_workout(record):
    drive = VirtualDrive(size=SMALL)
    fill(record, drive, 1)
    slots = len(drive.read("heeldrive.log")) // SLOT_BYTES
    workout, logs = fill(record, drive, slots)
    assert [log.log_id for log in logs if not log.missing_blocks] == list(range(2, slots + 2))
    assert workout.lines("fault") == []


def test_a_full_log_ends_the_recording_and_says_so_where_that_is_wanted(record):
    drive = VirtualDrive(size=SMALL)
    fill(record, drive, 1)
    slots = len(drive.read("heeldrive.log")) // SLOT_BYTES
    workout, logs = fill(record, drive, slots, settings_text='log_when_full = "stop"\n')
    assert [log.log_id for log in logs] == list(range(1, slots + 1))
    assert workout.lines("fault")[0].startswith("fault log_full: There is no room for another log")
    assert "FULL" in workout.readings()
