"""What runs before the app or instead of it: boot.py, safemode.py, the watchdog."""

import shutil

import pytest
from heeldrive_lab.virtual_board.board_system import SafeModeReason, new_nvm
from heeldrive_lab.virtual_board.drive import VirtualDrive

HANGS = """
import time
import supervisor
from wearable.watchdog import Watchdog
from wearable.session_clock import SessionClock

guard = Watchdog()
clock = SessionClock(supervisor.ticks_ms)
print("landings", guard.crash_count)
while clock.read() < RUNS_MS:
    guard.feed(clock.now_ms)
    time.sleep(0.1)
print("hangs")
while True:
    time.sleep(0.1)
"""


@pytest.fixture
def board_with(firmware, tmp_path, board_of):
    """Runs the firmware with another code.py on a board at rest; ``said`` is its output."""

    def run(program, until_ms=100_000, **options):
        folder = tmp_path / "drive"
        shutil.copytree(firmware, folder, dirs_exist_ok=True)
        (folder / "code.py").write_text(program)
        still = [(1000 * n, 0, 0, 4098, 0, 0, 0) for n in range(until_ms // 1000 + 2)]
        board = board_of(still, **options)
        board.run(folder, until_ms)
        board.said = [line.text for line in board.console]
        return board

    return run


@pytest.mark.parametrize(
    "board_id", ["adafruit_feather_rp2040", "feather_bluefruit_sense", "Seeed_XIAO_nRF52840_Sense"]
)
def test_boot_opens_the_second_serial_port_and_leaves_the_drive_to_the_computer(board_with, board_id):
    board = board_with("", board_id=board_id, drive=VirtualDrive())
    assert board.serial_ports == {"console", "data"}
    assert not board.drive.writable


@pytest.mark.parametrize("board_id", ["adafruit_feather_rp2040", "feather_bluefruit_sense"])
def test_boot_gives_the_drive_to_the_board_while_the_button_is_held(board_with, board_id):
    assert board_with("", board_id=board_id, drive=VirtualDrive(), presses_ms=[(0, None)]).drive.writable


def test_a_program_that_hangs_is_started_again_and_knows_of_it(board_with):
    board = board_with(HANGS.replace("RUNS_MS", "5000"), until_ms=20_000)
    assert board.said == ["landings 0", "hangs", "landings 1", "hangs"]


def test_a_program_that_feeds_the_watchdog_is_left_alone(board_with):
    assert board_with(HANGS.replace("RUNS_MS", "50_000"), until_ms=49_000).said == ["landings 0"]


def test_with_a_computer_there_nothing_is_reset(board_with):
    assert board_with(HANGS.replace("RUNS_MS", "5000"), until_ms=90_000, computer_from_ms=900).said[1:] == [
        "hangs"
    ]


def test_after_five_landings_in_a_row_the_board_stays_in_safe_mode(board_with):
    board = board_with(HANGS.replace("RUNS_MS", "5000"), until_ms=99_000)
    assert [said for said in board.said if said != "hangs"] == [f"landings {n}" for n in range(6)]
    assert board.ended == "safe mode"


def test_a_good_minute_ends_the_row(board_with):
    nvm = new_nvm()
    nvm[0] = 4
    board = board_with(HANGS.replace("RUNS_MS", "70_000"), until_ms=90_000, nvm=nvm)
    assert board.said == ["landings 4", "hangs", "landings 1"]


@pytest.mark.parametrize(
    ("reason", "started_again"),
    [("WATCHDOG", True), ("BROWNOUT", True), ("HARD_FAULT", True), ("USER", False), ("PROGRAMMATIC", False)],
)
def test_safe_mode_that_somebody_asked_for_is_kept(board_with, reason, started_again):
    board = board_with("print('up')", safe_mode=SafeModeReason[reason], until_ms=1000)
    assert board.said == (["up"] if started_again else [])


def test_the_wearer_and_the_log_are_told_of_a_crash(wear, clean):
    nvm = new_nvm()
    nvm[0] = 1
    drive = VirtualDrive()
    workout = wear("clean_set", until_ms=clean.after(2), nvm=nvm, drive=drive)
    assert "bAC " in workout.readings(0, 3000)
    assert workout.lines("fault")[0].startswith("fault restarted:")
    assert workout.board.display.digits == "   2"
    drive.power_on(None)
    assert b"landings=1" in drive.read("heeldrive.log")
