"""A board's file that names a pin which its CircuitPython lacks."""

import shutil

import pytest
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.virtual_board.drive import VirtualDrive


@pytest.fixture
def counts_with(firmware, tmp_path, board_of, recorded):
    """Runs the firmware on a Feather RP2040 whose file is changed; gives the board."""

    def run(old, new, drive=None):
        folder = shutil.copytree(firmware, tmp_path / "firmware")
        path = folder / "wearable/boards/feather_rp2040_sox.py"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new))
        board = board_of(recorded("clean_set"), drive=drive)
        board.run(folder)
        return board

    return run


def lines(board, beginning):
    """Return the console lines with this beginning."""
    return [line.text for line in board.console if line.text.startswith(beginning)]


def test_a_pin_that_the_board_lacks_is_told_and_counting_goes_on(counts_with):
    drive = VirtualDrive()
    board = counts_with('BUTTON = "BUTTON"', 'BUTTON = "BOOTSEL"', drive)
    (fault,) = lines(board, "fault ")
    assert fault.startswith("fault pins_missing: This board's CircuitPython has no pin BOOTSEL: ")
    assert len(lines(board, "rep ")) == 10
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert "pins_missing" in [note.text for note in log.notes]


def test_without_a_pin_of_the_sensors_bus_it_says_so(counts_with):
    board = counts_with('SENSOR_BUS = ("SCL", "SDA")', 'SENSOR_BUS = ("SCL", "SDAA")')
    assert "no pin SDAA" in lines(board, "fault pins_missing")[0]
    assert lines(board, "fault sensor_missing")
    assert board.display.digits == "5En5"


def test_a_board_without_a_file_lacks_nothing(wear):
    workout = wear("clean_set", board_id="somebody_elses_board", chip="LSM6DSOX", end_ms=8000)
    assert workout.lines("fault") == []
