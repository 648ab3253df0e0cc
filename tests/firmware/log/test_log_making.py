"""A drive without heeldrive.log: the board asks for it, and makes it only on USB power."""

import pytest
from heeldrive_lab.board.deploy.log_file import FEWEST_BYTES, SLOT_BYTES
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.flash import ERASE_US, FlashChip

OWNERS = {"settings.toml": b"", "music.wav": bytes(5000)}
HELD = [(0, 300)]
SLOW_ERASE_US = 200_000  # at this, making the whole file takes longer than the watchdog waits


@pytest.mark.parametrize(
    "files", [OWNERS, {**OWNERS, "heeldrive.log": bytes(2048)}], ids=["missing", "short"]
)
@pytest.mark.parametrize("computer_from_ms", [None, 0], ids=["on battery", "unplugged later"])
def test_on_battery_the_board_says_what_would_help_and_counts_on(wear, files, computer_from_ms):
    drive = VirtualDrive(files=files, log=False)
    workout = wear(drive=drive, chip="LSM6DS3TR-C", computer_from_ms=computer_from_ms, computer_until_ms=8000)
    (fault,) = workout.lines("fault")
    assert fault.startswith("fault log_error: heeldrive.log is missing or too short: run heeldrive deploy")
    assert "LoG " in workout.readings()
    assert workout.board.display.digits == "  10"
    assert drive.chip.operations == []
    assert {name: drive.read(name) for name in drive.names()} == files


def slow(chip):
    """Every erase takes as long as those of a worn flash."""

    class SlowChip(FlashChip):
        def erase(self, address):
            super().erase(address)
            if self.clock:
                self.clock.advance(SLOW_ERASE_US - ERASE_US)

    chip.__class__ = SlowChip


@pytest.mark.parametrize(("kind", "chip"), [("spi", "LSM6DS3TR-C"), ("internal", "LSM6DSOX")])
def test_with_the_button_held_the_board_makes_the_file_slot_by_slot_and_records(wear, kind, chip):
    drive = VirtualDrive(kind, files=OWNERS, log=False)
    slow(drive.chip)
    workout = wear(drive=drive, chip=chip, presses_ms=HELD)
    assert (
        workout.lines("fault")[0]
        == "fault log_error: heeldrive.log is missing: the board makes it, leave the USB power on."
    )
    last_ms = [ms for ms, reading in workout.digits if reading == "LoG "][-1]
    assert last_ms > workout.when("log id=1") - 3000  # for as long as it works
    assert workout.lines("fault_cleared")[0].startswith("fault_cleared log_error")
    assert workout.lines("log") == ["log id=1"]
    assert len(workout.lines("sensor")) == 1  # the watchdog did not bite
    assert len(workout.reps()) == 10
    drive.power_on(None)
    assert drive.damage() == []
    by_deploy = len(VirtualDrive(kind, files=OWNERS).read("heeldrive.log"))
    assert len(drive.read("heeldrive.log")) // SLOT_BYTES == by_deploy // SLOT_BYTES
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert log.rows[-1] in workout.board.delivered[-120:]
    assert log.late_ms > 0 or check_replay(log).startswith("replay gives")


def test_a_making_that_was_cut_off_is_gone_on_with(wear):
    drive = VirtualDrive(files=OWNERS, log=False)
    wear(drive=drive, presses_ms=HELD, end_ms=8000, until_ms=4600)
    drive.power_on(None)
    assert len(drive.read("heeldrive.log")) < FEWEST_BYTES
    workout = wear(drive=drive, presses_ms=HELD, end_ms=25_000)
    assert workout.lines("log") == ["log id=1"]
    drive.power_on(None)
    assert len(drive.read("heeldrive.log")) > FEWEST_BYTES


def test_a_drive_without_room_is_answered_and_counting_goes_on(wear, clean):
    drive = VirtualDrive(size=740 << 10, files={"music.wav": bytes(540 << 10)})
    assert drive.names() == ["music.wav"]
    workout = wear("clean_set", drive=drive, presses_ms=HELD, until_ms=clean.after(2))
    assert [line.split(":")[0] for line in workout.lines("fault")] == ["fault log_error", "fault log_full"]
    assert workout.lines("fault")[1].endswith("The drive has no room for a log: delete files on it.")
    assert "FULL" in workout.readings()
    assert workout.board.display.digits == "   2"
    assert drive.read("music.wav") == bytes(540 << 10)
