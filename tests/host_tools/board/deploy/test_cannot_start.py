"""A drive whose program cannot be started: a word on the digits, a sentence, the doctor's finding."""

import pytest
from heeldrive_lab.board.deploy.boot_out import parse_boot_out
from heeldrive_lab.board.deploy.doctor import examine
from heeldrive_lab.virtual_board import PowerSpec, SensorSpec, VirtualBoard, WearerSpec


def starts(root, chip="LSM6DSOX"):
    """Power a board with this drive for a moment. Return its digits, console and the error it ended with."""
    board = VirtualBoard(
        WearerSpec([(0, 0, 0, 4098, 0, 0, 0)], accel_ug_per_count=244, gyro_udps_per_count=17_500),
        sensor=SensorSpec(chip),
        power=PowerSpec(tail_ms=3000),
    )
    error = None
    try:
        board.run(root)
    except Exception as raised:
        error = raised
    return board.display.digits.strip(), [line.text for line in board.console], error


CANNOT_START = "Heeldrive cannot start: run heeldrive doctor on a computer."


@pytest.mark.parametrize("chip", ["LSM6DSOX", "LSM6DS33"])
def test_a_release_that_cannot_start_says_sos_and_the_doctor_says_why(owner, quick_drive, chip):
    root = owner.new_drive()
    owner.deploys(root)
    (run_code,) = root.glob("heeldrive-00001/run_code.*")
    run_code.unlink()
    digits, console, error = starts(root, chip)
    assert (digits, console) == ("505", [CANNOT_START])
    assert isinstance(error, ImportError)
    boot_out = parse_boot_out((root / "boot_out.txt").read_text())
    (finding,) = examine(quick_drive(root), boot_out).findings
    assert (finding.what, finding.where) == ("program file missing", f"heeldrive-00001/{run_code.name}")


def test_a_release_for_another_circuitpython_says_sos(owner):
    root = owner.new_drive()
    owner.deploys(root)
    (run_code,) = root.glob("heeldrive-00001/run_code.*")
    run_code.unlink()
    # What CircuitPython does with a module that was compiled for another one.
    run_code.with_suffix(".py").write_text('raise ValueError("incompatible .mpy file")\n')
    assert starts(root)[:2] == ("505", [CANNOT_START])


def test_a_drive_without_a_release_says_sos(owner):
    root = owner.new_drive()
    owner.deploys(root)
    (root / "heeldrive-00001").rename(root / "heeldrive-00001.part")
    digits, console, error = starts(root)
    assert (digits, console) == ("505", [CANNOT_START])
    assert "run heeldrive deploy on a computer" in str(error)


def test_without_digits_the_console_still_says_why(owner):
    root = owner.new_drive()
    owner.deploys(root)
    (run_code,) = root.glob("heeldrive-00001/run_code.*")
    run_code.unlink()
    (root / "first_word.py").write_text((root / "first_word.py").read_text().replace("0x70", "0x71"))
    digits, console, error = starts(root)
    assert (digits, console) == ("", [CANNOT_START])
    assert isinstance(error, ImportError)
