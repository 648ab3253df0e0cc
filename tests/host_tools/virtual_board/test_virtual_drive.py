"""The virtual drive does to its flash what FatFs on CircuitPython does."""

import errno

import pytest
from heeldrive_lab.virtual_board.drive import VirtualDrive
from heeldrive_lab.virtual_board.flash import ERASE_US, PAGE_BYTES, PROGRAM_US, SECTOR_BYTES


@pytest.fixture(params=["spi", "internal"])
def drive(request):
    made = VirtualDrive(request.param, 256 << 10, {"settings.toml": b"a = 1\n", "data.bin": bytes(8192)})
    made.writable = True
    return made


def metadata_writes(drive):
    return [op for op in drive.chip.operations if op.address < drive.metadata_bytes]


@pytest.mark.parametrize(
    ("kind", "megabytes", "data_block", "kilobytes"),
    [("spi", 2, 39, 2024), ("internal", 2, 40, 2028), ("internal", 7, 62, 7137)],
    ids=["nRF52840", "2 MB without a spare sector", "RP2040 with 8 MB"],
)
def test_the_drive_is_laid_out_as_by_f_mkfs(kind, megabytes, data_block, kilobytes):
    """By hand: a boot sector, a table of 12 or 16 bits a cluster of 1 KB, 32 blocks of directory."""
    drive = VirtualDrive(kind, megabytes << 20)
    assert drive.metadata_bytes == 512 * data_block
    assert drive.statvfs()[2] == kilobytes


def test_files_come_back_and_survive_power(drive):
    with drive.open("new.bin", "wb") as file:
        file.write(b"x" * 3000)
    drive.power_on(None)
    assert drive.read("new.bin") == b"x" * 3000
    assert drive.open("/settings.toml").read() == "a = 1\n"
    assert drive.names() == ["settings.toml", "data.bin", "new.bin"]
    assert drive.damage() == []


def test_whole_blocks_written_in_place_leave_table_and_directory_alone(drive):
    file = drive.open("data.bin", "r+b")
    file.seek(2048)
    file.write(bytes(range(256)) * 8)
    drive.device.sync()
    assert drive.chip.operations
    assert metadata_writes(drive) == []
    assert drive.read("data.bin")[2048:4096] == bytes(range(256)) * 8


def test_flush_writes_the_directory_entry_of_a_file_that_was_written_to(drive):
    file = drive.open("data.bin", "r+b")
    file.flush()
    assert drive.chip.operations == []
    file.write(bytes(512))
    file.flush()
    assert metadata_writes(drive) != []


def test_part_of_a_block_waits_in_the_file(drive):
    file = drive.open("data.bin", "r+b")
    file.write(b"abc")
    drive.device.sync()
    assert drive.chip.operations == []
    file.close()
    assert drive.read("data.bin")[:3] == b"abc"


def test_a_file_is_stretched_by_seeking_and_keeps_what_lay_there(drive):
    with drive.open("long.bin", "wb") as file:
        file.seek(40_000)
        file.write(b"end")
    assert len(drive.read("long.bin")) == 40_003


def test_a_drive_that_is_full_says_so_and_stays_whole(drive):
    with pytest.raises(OSError, match="No space") as raised:
        drive.open("long.bin", "wb").seek(1 << 20)
    assert raised.value.errno == errno.ENOSPC
    assert drive.damage() == []


def test_what_is_not_there_or_may_not_be_written_is_refused(drive):
    with pytest.raises(OSError, match="No such file"):
        drive.open("none", "rb")
    drive.writable = False
    with pytest.raises(OSError, match="Read-only"):
        drive.open("data.bin", "r+b")


def test_a_damaged_table_is_found(drive):
    drive.chip.data[512 : 512 + 64] = bytes(64)
    drive.power_on(None)
    assert drive.damage() != []


def test_programming_only_clears_bits_and_an_erase_sets_them(drive):
    chip = drive.chip
    chip.erase(SECTOR_BYTES)
    chip.program(SECTOR_BYTES, b"\x0f" * PAGE_BYTES)
    chip.program(SECTOR_BYTES, b"\xf3" * PAGE_BYTES)
    assert chip.data[SECTOR_BYTES] == 0x03
    chip.erase(SECTOR_BYTES)
    assert chip.data[SECTOR_BYTES] == 0xFF


def test_a_block_onto_erased_flash_needs_no_erase_on_a_spi_flash():
    drive = VirtualDrive("spi", 256 << 10)
    block = 200
    drive.device.write(block, b"\x55" * 512)
    assert [op.data is None for op in drive.chip.operations] == [False, False]
    drive.device.write(block, b"\x66" * 512)
    drive.device.sync()
    assert any(op.data is None for op in drive.chip.operations)
    assert drive.device.read(block) == b"\x66" * 512


def test_writing_takes_the_boards_time(run_program):
    drive = VirtualDrive("internal", files={"data.bin": bytes(8192)})
    program = """
import os, storage, supervisor
storage.remount("/", readonly=False)
file = open("/data.bin", "r+b")
start = supervisor.ticks_ms()
file.write(bytes(1024))
os.sync()
print(supervisor.ticks_ms() - start)
"""
    board = run_program(program, drive=drive)
    pages = SECTOR_BYTES // PAGE_BYTES
    assert board.said == [pytest.approx((ERASE_US + pages * PROGRAM_US) / 1000, abs=1)]


def test_a_computer_that_is_there_keeps_the_board_from_taking_the_drive(run_program):
    program = """
import storage
try:
    storage.remount("/", readonly=False)
except RuntimeError as error:
    print(error)
print(storage.getmount("/").readonly)
"""
    board = run_program(program, drive=VirtualDrive(), computer_from_ms=0)
    assert board.said == ["Cannot remount path when visible via USB.", True]


def test_serial_ports_are_settled_before_the_program_runs(run_program):
    program = """
import usb_cdc
try:
    usb_cdc.enable(console=True, data=True)
except RuntimeError as error:
    print(error)
"""
    assert run_program(program).said == ["Cannot change USB devices now"]


# What happens to files that a program leaves open. Closing one that was written to writes the directory.

LEAVES_OPEN = """
import os, storage, supervisor, microcontroller, time
storage.remount("/", readonly=False)
kept = open("/data.bin", "r+b")
kept.write(bytes(1024))
os.sync()
print("written")
"""


RESETS_ONCE = """
if microcontroller.nvm[0] == 255:
    microcontroller.nvm[0] = 0
    microcontroller.reset()
time.sleep(9999)
"""


@pytest.mark.parametrize(
    ("ending", "closed"),
    [
        ("", True),
        ("supervisor.reload()", True),
        ("kept = None", True),
        ("time.sleep(9999)", False),
        (RESETS_ONCE, False),
    ],
    ids=["it returns", "reload", "no longer needed", "power cut", "reset"],
)
def test_a_file_left_open_is_closed_where_the_board_runs_on(run_program, ending, closed):
    # The first file shares a sector of the flash with the directory.
    drive = VirtualDrive(files={"first.bin": bytes(8192), "data.bin": bytes(8192)}, log=False)
    run_program(LEAVES_OPEN + ending, drive=drive)
    assert drive.chip.operations
    assert (metadata_writes(drive) != []) == closed


def test_a_deployed_drive_has_a_log_in_one_piece():
    drive = VirtualDrive(files={"data.bin": bytes(8192)})
    assert drive.names() == ["data.bin", "heeldrive.log"]
    assert set(drive.read("heeldrive.log")) == {0xFF}
    assert len(drive.extent("heeldrive.log")) >= len(drive.read("heeldrive.log"))
    assert drive.extent("data.bin").stop <= drive.extent("heeldrive.log").start
    assert VirtualDrive(size=256 << 10).names() == []  # no room for one


# Computers

TRIES = """
import storage, supervisor, time
for second in range(4):
    try:
        storage.remount("/", readonly=False)
        print("taken")
        break
    except RuntimeError as error:
        print(supervisor.runtime.usb_connected)
    time.sleep(1)
if hasattr(storage, "unsafe_disable_usb_drive"):
    start = supervisor.ticks_ms()
    storage.unsafe_disable_usb_drive()
    print("hidden", storage.getmount("/").readonly, (supervisor.ticks_ms() - start) // 1000)
    storage.enable_usb_drive()
    print("back", storage.getmount("/").readonly)
"""
RP2040, NRF52840 = "adafruit_feather_rp2040", "feather_bluefruit_sense"


@pytest.mark.parametrize(
    ("board_id", "release", "said"),
    [
        (NRF52840, "10.2.1", [True, True, "taken"]),
        (RP2040, "10.2.1", [True, True, False, False]),
        (RP2040, "10.3.1", [True, True, False, False, "hidden False 2", "back True"]),
        (NRF52840, "10.3.1", [True, True, "taken", "hidden False 0", "back True"]),
    ],
)
def test_only_a_port_that_senses_the_plug_frees_the_drive_when_it_is_pulled(
    run_program, board_id, release, said
):
    board = run_program(
        TRIES,
        drive=VirtualDrive(),
        board_id=board_id,
        release=release,
        computer_from_ms=0,
        computer_until_ms=1500,
    )
    assert [line.text for line in board.console] == [str(word) for word in said]


@pytest.mark.parametrize(
    ("autoreload", "computer", "starts"),
    [(True, {"computer_from_ms": 0}, 3), (False, {"computer_from_ms": 0}, 1), (True, {}, 1)],
    ids=["on", "off", "nobody there"],
)
def test_a_computer_that_writes_restarts_the_program_unless_that_is_off(
    run_program, autoreload, computer, starts
):
    program = f"""
import supervisor, time
print("start")
supervisor.runtime.autoreload = {autoreload}
for _ in range(50):
    time.sleep(0.1)
"""
    board = run_program(program, computer_writes_ms=[1000, 1200, 3000], **computer)
    assert [line.text for line in board.console] == ["start"] * starts
    if starts > 1:
        assert [line.ms for line in board.console[1:]] == pytest.approx([2100, 3900], abs=50)
