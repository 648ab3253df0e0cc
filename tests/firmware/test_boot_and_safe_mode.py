"""What runs before the app or instead of it: boot.py and safemode.py."""

import shutil

import pytest
from heeldrive_lab.virtual_board.board_system import SafeModeReason, new_nvm
from heeldrive_lab.virtual_board.drive import VirtualDrive


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


@pytest.mark.parametrize(
    ("reason", "started_again"),
    [("WATCHDOG", True), ("BROWNOUT", True), ("HARD_FAULT", True), ("USER", False), ("PROGRAMMATIC", False)],
)
def test_safe_mode_that_somebody_asked_for_is_kept(board_with, reason, started_again):
    board = board_with("print('up')", safe_mode=SafeModeReason[reason], until_ms=1000)
    assert board.said == (["up"] if started_again else [])


@pytest.mark.parametrize(("before", "after"), [(255, 1), (77, 1), (0, 1), (4, 5), (5, 6)])
def test_safe_mode_counts_the_crash_and_keeps_its_reason(board_with, before, after):
    nvm = new_nvm()
    nvm[0] = before
    board = board_with("print('up')", safe_mode=SafeModeReason.HARD_FAULT, until_ms=1000, nvm=nvm)
    assert board.said == ["up"]
    assert nvm[0] == after
    assert nvm[2 : 2 + nvm[1]] == b"CircuitPython went to safe mode: SafeModeReason.HARD_FAULT"


def test_if_even_the_stop_crashes_the_board_stays_in_safe_mode(board_with):
    nvm = new_nvm()
    nvm[0] = 6
    board = board_with("print('up')", safe_mode=SafeModeReason.HARD_FAULT, until_ms=1000, nvm=nvm)
    assert (board.said, board.ended) == ([], "safe mode")


def test_safe_mode_after_ctrl_c_is_no_crash(board_with):
    nvm = new_nvm()
    nvm[0] = 254
    board = board_with("print('up')", safe_mode=SafeModeReason.WATCHDOG, until_ms=1000, nvm=nvm)
    assert (board.said, nvm[0]) == (["up"], 254)


def test_without_its_memory_safe_mode_is_left_all_the_same(board_with):
    board = board_with("print('up')", safe_mode=SafeModeReason.HARD_FAULT, until_ms=1000, nvm=bytearray())
    assert board.said == ["up"]


def test_both_files_that_count_crashes_agree(firmware):
    from recovery import crash

    text = (firmware / "safemode.py").read_text("utf-8")
    assert f"_MOST_CRASHES = {crash.MOST_CRASHES}\n" in text
    assert f"_AT_PROMPT = {crash.AT_PROMPT} " in text


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
