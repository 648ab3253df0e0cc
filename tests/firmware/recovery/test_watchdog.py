"""A program that crashes, on boards whose watchdogs differ: who is told, when it stops, how it goes on."""

import shutil

import pytest
from heeldrive_lab.board.log_reader import read_logs
from heeldrive_lab.virtual_board import FaultKind, InjectedFault
from heeldrive_lab.virtual_board.board_system import new_nvm
from heeldrive_lab.virtual_board.drive import VirtualDrive

RP2040 = "adafruit_feather_rp2040"
SENSE = "feather_bluefruit_sense"
XIAO = "Seeed_XIAO_nRF52840_Sense"
PORTS = pytest.mark.parametrize("board_id", [RP2040, SENSE])
POWER = pytest.mark.parametrize("computer_from_ms", [None, 900], ids=["on battery", "with a computer"])

HANGS = "while True: time.sleep(0.1)"
FAILS = "raise ValueError('no lunge')"
CRASHES = pytest.mark.parametrize("crash", [HANGS, FAILS], ids=["hangs", "fails"])
RUNS_MS = 5000  # until it crashes


@pytest.fixture
def drive_with(firmware, tmp_path):
    """Returns a copy of the firmware whose loop does this from a session time on."""

    def change(crash, at_ms=RUNS_MS):
        folder = tmp_path / "drive"
        shutil.copytree(firmware, folder, dirs_exist_ok=True)
        path = folder / "wearable" / "app.py"
        text = path.read_text("utf-8")
        before = "        now_ms = self.clock.now_ms\n        self.service_ms"
        assert text.count(before) == 1
        inserted = f"        if self.clock.now_ms >= {at_ms}:\n            {crash}\n"
        path.write_text(text.replace(before, inserted + before), "utf-8")
        return folder

    return change


@pytest.fixture
def powered(board_of):
    """Runs a drive on a board at rest; ``board.seen`` is what the digits showed, in order."""

    def run(folder, until_ms, **options):
        seen = []

        def look(display):
            if not seen or seen[-1] != display.digits:
                seen.append(display.digits)

        rows = [(19 * n, n % 3, n % 5, 4098, n % 2, 0, n % 7) for n in range(until_ms // 19 + 2)]
        options = {"crashes_end_the_run": False, "nvm": new_nvm(), **options}
        board = board_of(rows, on_display=look, **options)
        board.run(folder, until_ms)
        board.seen = seen
        board.said = [line.text for line in board.console]
        return board

    return run


def faults(board):
    return [line for line in board.said if line.startswith("fault ")]


@PORTS
@POWER
def test_a_healthy_program_is_never_reset(powered, firmware, board_id, computer_from_ms):
    board = powered(firmware, 100_000, board_id=board_id, computer_from_ms=computer_from_ms)
    assert (board.starts, faults(board)) == ([0], [])


def test_a_good_minute_after_no_crash_does_not_wear_out_the_memory_of_crashes(powered, firmware):
    nvm = new_nvm()
    powered(firmware, 70_000, nvm=nvm)
    assert nvm == new_nvm()


@PORTS
@POWER
def test_a_program_that_hangs_is_started_again_and_the_wearer_is_told(
    powered, drive_with, board_id, computer_from_ms
):
    folder = drive_with(HANGS)
    board = powered(folder, 18_000, board_id=board_id, computer_from_ms=computer_from_ms)
    first_ms, second_ms = board.starts
    assert 12_000 < second_ms - first_ms < 14_500  # it hung after five seconds, and eight more were given
    (said,) = faults(board)
    assert said.startswith("fault restarted: The board crashed and started again by itself")
    assert "bAC " in board.seen


@pytest.mark.parametrize(("board_id", "kind"), [(RP2040, "internal"), (SENSE, "spi")])
def test_a_crash_on_battery_leaves_the_log_open_because_closing_it_would_write_the_directory(
    powered, drive_with, board_id, kind
):
    drive = VirtualDrive(kind)
    board = powered(drive_with(FAILS), 16_000, board_id=board_id, drive=drive)
    assert len(board.starts) == 3
    assert {"log id=1", "log id=2"} <= set(board.said)
    assert all(operation.address >= drive.metadata_bytes for operation in drive.chip.operations)


@PORTS
@POWER
@CRASHES
def test_after_five_crashes_in_a_row_the_digits_say_so_and_nothing_more_happens(
    powered, drive_with, board_id, computer_from_ms, crash
):
    folder = drive_with(crash)
    board = powered(folder, 150_000, board_id=board_id, computer_from_ms=computer_from_ms)
    assert len([line for line in faults(board) if "restarted" in line]) == 4
    assert "fault stopped: The board crashed five times in a row: press its button" in board.said[-1]
    assert board.seen[-1] == "HELP"
    assert board.clock.now_us // 1000 - board.starts[-1] > 60_000  # and stays: the watchdog is fed


def test_a_stop_that_fails_itself_does_not_begin_the_row_again(powered, drive_with):
    folder = drive_with(FAILS)
    (folder / "recovery" / "crash_stop.py").write_text("raise ValueError('no digits')\n")
    nvm = new_nvm()
    board = powered(folder, 100_000, nvm=nvm)
    assert len([line for line in faults(board) if "restarted" in line]) == 4
    assert nvm[0] == 6


@PORTS
@CRASHES
def test_the_button_starts_it_again(powered, drive_with, board_id, crash):
    board = powered(drive_with(crash), 120_000, board_id=board_id, presses_ms=[(110_000, 110_400)])
    stopped = board.seen.index("HELP")
    assert "----" in board.seen[stopped:]
    assert len([ms for ms in board.starts if ms > 110_000]) <= 3  # the crashes are counted from none again
    assert board.seen[-1] != "HELP"


@pytest.mark.parametrize("board_id", [RP2040, XIAO])
def test_so_does_the_power_switch(powered, drive_with, firmware, board_id):
    nvm = new_nvm()
    board = powered(drive_with(FAILS), 60_000, board_id=board_id, nvm=nvm)
    assert board.seen[-1] == "HELP"
    board = powered(firmware, 10_000, board_id=board_id, nvm=nvm)
    assert "HELP" not in board.seen
    assert faults(board) == []


def test_without_digits_the_console_says_it(powered, drive_with):
    absent = [InjectedFault(FaultKind.DISPLAY_ABSENT, 0, 200_000)]
    board = powered(drive_with(FAILS), 60_000, faults=absent)
    assert board.said[-1].startswith("fault stopped:")


@PORTS
def test_a_good_minute_ends_the_row(powered, drive_with, board_id):
    nvm = new_nvm()
    nvm[0] = 4
    board = powered(drive_with(HANGS, at_ms=62_000), 90_000, board_id=board_id, nvm=nvm)
    assert len(faults(board)) == 2
    assert board.seen[-1] != "HELP"
    assert nvm[0] == 1


@PORTS
@POWER
@pytest.mark.parametrize("ends", ["self.restart()", "import supervisor; supervisor.reload()"])
def test_a_new_session_with_a_running_watchdog_is_no_crash(
    powered, drive_with, board_id, computer_from_ms, ends
):
    folder = drive_with(ends)
    nvm = new_nvm()
    board = powered(folder, 40_000, board_id=board_id, computer_from_ms=computer_from_ms, nvm=nvm)
    assert len(board.starts) >= 6
    assert faults(board) == []
    assert nvm == new_nvm()


def test_nor_is_the_session_after_an_empty_battery_was_charged(powered, firmware):
    def empty_for_a_minute(ms):
        return 3200 if 5000 <= ms < 100_000 else 3700

    board = powered(firmware, 140_000, board_id=SENSE, battery_mv=empty_for_a_minute)
    assert len(board.starts) == 2
    assert [line.split()[1] for line in faults(board)] == ["battery_empty:"]


@PORTS
def test_a_reset_by_software_leaves_no_watchdog_that_nobody_feeds(powered, drive_with, board_id):
    folder = drive_with("import microcontroller; microcontroller.reset()", at_ms=20_000)
    board = powered(folder, 45_000, board_id=board_id)
    assert len(board.starts) == 3  # an nRF52840's watchdog goes on through it
    assert faults(board) == []


@PORTS
def test_a_slow_start_is_not_taken_for_a_hang(powered, drive_with, board_id):
    from wearable.bootstrap import ORDER

    folder = drive_with("self.restart()", at_ms=1000)
    for name in ORDER:
        path = folder / (name.replace(".", "/") + ".py")
        if path.exists():
            with path.open("a") as file:
                file.write("\nimport time\ntime.sleep(0.5)\n")
    board = powered(folder, 60_000, board_id=board_id)
    assert board.starts[1] > 15_000
    assert faults(board) == []


def test_no_write_of_a_computer_ends_the_program_so_that_nobody_feeds(powered, drive_with):
    folder = drive_with("import supervisor; print('auto-reload', supervisor.runtime.autoreload)")
    with (folder / "wearable" / "bootstrap.py").open("a") as file:
        file.write("\nimport supervisor\nprint('auto-reload', supervisor.runtime.autoreload)\n")
    board = powered(folder, 6000, computer_from_ms=0)
    assert {line for line in board.said if line.startswith("auto-reload")} == {"auto-reload False"}
    assert board.said.count("auto-reload False") > 2


def test_ctrl_c_turns_auto_reload_on_again(powered, drive_with):
    folder = drive_with("pass")
    code = folder / "code.py"
    text = code.read_text().replace(
        "    leave()\n", "    leave()\n    print(supervisor.runtime.autoreload)\n"
    )
    code.write_text(text)
    assert powered(folder, 20_000, computer_from_ms=900, ctrl_c_ms=[6000]).said[-1] == "True"


def test_ctrl_c_leaves_an_rp2040_at_the_prompt(powered, firmware):
    board = powered(firmware, 60_000, board_id=RP2040, computer_from_ms=900, ctrl_c_ms=[6000])
    assert board.ended == "prompt"
    assert len(board.starts) == 1


@pytest.mark.parametrize("board_id", [RP2040, SENSE])
@pytest.mark.parametrize("at_ms", [400, 6000], ids=["while it loads", "while it counts"])
def test_after_ctrl_c_the_digits_say_that_nothing_counts(powered, firmware, board_id, at_ms):
    board = powered(firmware, 30_000, board_id=board_id, computer_from_ms=0, ctrl_c_ms=[at_ms])
    assert board.display.digits == "oFF "


@POWER
def test_ctrl_c_on_an_nrf52840_is_followed_by_one_reset_and_then_the_prompt(
    powered, firmware, computer_from_ms
):
    nvm = new_nvm()
    board = powered(
        firmware, 60_000, board_id=SENSE, computer_from_ms=computer_from_ms, ctrl_c_ms=[6000], nvm=nvm
    )
    assert [line for line in board.said if "prompt" in line or "Ctrl" in line] == [
        "The watchdog cannot be stopped: it resets this board in 8 s. Then the prompt stays.",
        "Stopped by Ctrl-C. Ctrl-D starts the counter.",
    ]
    assert len(board.starts) == 2
    assert nvm[0] == 0
    board = powered(firmware, 20_000, board_id=SENSE, nvm=nvm)
    assert "----" in board.seen
    assert faults(board) == []


def test_ctrl_c_at_the_stop_ends_it_too(powered, drive_with):
    board = powered(drive_with(FAILS), 60_000, computer_from_ms=900, ctrl_c_ms=[50_000])
    assert board.ended == "prompt"


class FailingNvm(bytearray):
    """Reads, and raises on a write."""

    def __setitem__(self, place, value):
        raise RuntimeError("NVM write failed")


class NoNvm:
    """As None does where CircuitPython has no such memory."""

    def __getitem__(self, place):
        raise TypeError("'NoneType' object is not subscriptable")

    __setitem__ = __getitem__


@pytest.mark.parametrize(
    "nvm",
    [bytearray(), bytearray(b"\1"), FailingNvm(b"\xff" * 4096), FailingNvm(b"\3" * 4096), NoNvm()],
    ids=["too short", "one byte", "fails", "fails and holds three", "none"],
)
@CRASHES
def test_with_a_broken_memory_the_board_still_starts_again_and_counts(powered, drive_with, nvm, crash):
    board = powered(drive_with(crash, at_ms=12_000), 60_000, nvm=nvm)
    assert len(board.starts) > 2
    assert board.seen.count("   0") >= 2
    assert "HELP" not in board.seen


def test_a_length_that_no_last_words_have_is_not_believed(powered, firmware):
    nvm = bytearray(b"\1\xf0" + b"x" * 300)
    (said,) = faults(powered(firmware, 4000, nvm=nvm))
    assert "xxx" not in said


@PORTS
def test_a_button_that_is_held_as_a_session_ends_is_waited_for_and_fed(powered, firmware, board_id):
    # The menu to its last entry, then a press that is held for 15 s.
    presses = [(5000, 5800), (6000, 6120), (6600, 6720), (7200, 7320), (7800, 23_000)]
    board = powered(firmware, 40_000, board_id=board_id, presses_ms=presses)
    _, again_ms = board.starts
    assert 23_000 < again_ms < 26_000
    assert faults(board) == []


@pytest.mark.parametrize(
    "nvm",
    [bytearray(b"some program's own settings" * 100), bytearray(113), NoNvm()],
    ids=["another program's", "too short", "none"],
)
def test_no_room_to_count_crashes_is_told_and_is_no_crash(powered, firmware, nvm):
    drive = VirtualDrive()
    board = powered(firmware, 9000, nvm=nvm, drive=drive)
    (said,) = faults(board)
    assert said.startswith("fault nvm_taken: The memory for crashes is missing, too small or full of another")
    assert said.endswith("microcontroller.nvm[0:114] = bytes(114)")
    assert "nonU" in board.seen
    assert board.seen[-1] == "   0"
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert [note.text for note in log.notes] == ["nvm_taken"]


def test_a_stop_that_cannot_be_forgotten_does_not_outlast_the_power_switch(powered, firmware):
    board = powered(firmware, 5000, nvm=FailingNvm(b"\5" * 4096))
    assert "   0" in board.seen


@pytest.fixture
def crash_notes(powered, drive_with):
    """Crashes a board, then lets it run healthy for some times; returns the crash notes of each log."""

    def run(crash, *until_ms, crashes_by_ms=9000, **options):
        nvm, drive = new_nvm(), VirtualDrive()
        powered(drive_with(crash), crashes_by_ms, nvm=nvm, **options)
        for end_ms in until_ms:
            powered(drive_with("pass"), end_ms, nvm=nvm, drive=drive)
        drive.power_on(None)
        logs = read_logs(drive.read("heeldrive.log"))
        return [[note.text for note in log.notes if note.text.startswith("crash: ")] for log in logs]

    return run


@PORTS
def test_the_last_words_reach_console_and_log_of_the_next_start(powered, drive_with, crash_notes, board_id):
    (note,) = crash_notes(FAILS, 9000, board_id=board_id)[0]
    place, number, what = note.removeprefix("crash: ").split(":", 2)
    assert (place, what) == ("wearable/app.py", " ValueError: no lunge")
    assert number.endswith(", 24576 B free")
    board = powered(drive_with(FAILS), 9000, board_id=board_id)
    assert [line for line in faults(board) if "send the log. " + note.removeprefix("crash: ") in line]


def test_the_whole_traceback_is_on_the_console_at_once(powered, drive_with):
    board = powered(drive_with(FAILS), 6000)
    start = board.said.index("Traceback (most recent call last):")
    assert board.said[start + 1].startswith('  File "code.py", line ')
    assert board.said[start + 5] == "ValueError: no lunge"


def test_the_last_words_are_in_one_log_only(crash_notes):
    first, second = crash_notes(FAILS, 65_000, 9000)
    assert (len(first), second) == (1, [])


def test_a_sensor_that_starts_again_does_not_log_them_again(powered, drive_with):
    nvm, drive = new_nvm(), VirtualDrive()
    powered(drive_with(FAILS), 6000, nvm=nvm)
    unplugged = [InjectedFault(FaultKind.SENSOR_ABSENT, 6000, 7000)]
    powered(drive_with("pass"), 12_000, nvm=nvm, drive=drive, faults=unplugged)
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert [note.text[:6] for note in log.notes].count("crash:") == 1
    assert len(log.notes) == 3  # the fault, and its end


def test_a_log_too_short_to_be_safe_leaves_them_for_the_next(crash_notes):
    first, second = crash_notes(FAILS, 9000, 9000)
    assert first == second != []


def test_while_a_computer_has_the_drive_the_last_words_wait_for_a_log(powered, drive_with):
    nvm, drive = new_nvm(), VirtualDrive()
    powered(drive_with(FAILS), 6000, nvm=nvm)
    powered(drive_with("pass"), 65_000, nvm=nvm, drive=drive, computer_from_ms=0)
    powered(drive_with("pass"), 9000, nvm=nvm, drive=drive)
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert [note.text[:6] for note in log.notes] == ["crash:"]


def test_a_hang_leaves_words_too(crash_notes):
    assert crash_notes(HANGS, 9000, crashes_by_ms=16_000) == [
        ["crash: The program hung, and the watchdog reset the board."]
    ]


@pytest.mark.parametrize("without", ["memory", "drive"])
def test_a_crash_without_memory_or_drive_is_counted_and_named(powered, drive_with, without):
    folder = drive_with("raise MemoryError('memory allocation failed, allocating 512 bytes')")
    late = folder / "recovery" / "last_words.py"
    if without == "memory":
        late.write_text("raise MemoryError")
    else:
        late.unlink()
    assert faults(powered(folder, 9000))[-1].endswith("24576 B free: MemoryError")


def test_even_without_memory_to_count_the_crash_the_board_starts_again(powered, drive_with):
    folder = drive_with(FAILS)
    with (folder / "recovery" / "crash.py").open("a") as file:
        file.write("\ndef keep(error):\n    raise MemoryError\n")
    assert len(powered(folder, 9000).starts) == 2


def test_a_long_message_is_cut(powered, drive_with):
    nvm = new_nvm()
    board = powered(drive_with("raise ValueError('-' * 500)"), 9000, nvm=nvm)
    assert faults(board)[-1].endswith("-" * 40)
    assert nvm[1] == 112


def test_words_that_are_cut_within_a_letter_are_left_out(powered, firmware):
    nvm = new_nvm()
    nvm[0:3] = bytes((1, 1, "é".encode()[0]))
    assert faults(powered(firmware, 5000, nvm=nvm))[0].endswith("send the log. ")
