"""The problems that the doctor finds on a board's drive, and the remedies it names."""

import json
import zlib
from functools import partial
from importlib import metadata

import pytest
from heeldrive_lab.board.deploy.boot_out import parse_boot_out
from heeldrive_lab.board.deploy.contents import contents
from heeldrive_lab.board.deploy.doctor import examine
from heeldrive_lab.board.deploy.forms import as_source
from heeldrive_lab.board.deploy.log_file import FEWEST_BYTES, FIRST
from heeldrive_lab.board.pull import pull
from heeldrive_lab.board.sensor_check import sensor_faults
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.virtual_board import StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.board_system import new_nvm
from heeldrive_lab.virtual_board.drive import VirtualDrive
from typer.testing import CliRunner

FINDS = {
    "boot_out.txt says 9.2.1": ("boot_out.txt", "CircuitPython 9.2.1 is on the board", "install 10 from"),
    "boot_out.txt names a stranger": ("boot_out.txt", "board my_board is unknown", "check the wiring"),
    "boot.py failed": ("boot_out.txt", "boot.py failed: OSError: 5", "heeldrive deploy"),
    "a module is gone": (
        "heeldrive-00001/run_code.py",
        "program file missing",
        "heeldrive deploy",
    ),
    "a module was edited": (
        "heeldrive-00001/run_boot.py",
        "program file changed",
        "heeldrive deploy",
    ),
    "a driver of another version": (
        "heeldrive-00001",
        "adafruit-circuitpython-lsm6ds is 4.0.0",
        "heeldrive deploy",
    ),
    "the list is damaged": ("heeldrive-00001/manifest.json", "missing or damaged", "heeldrive deploy"),
    "code.py is the owner's": ("code.py", "differs from this Heeldrive's", "kept as code.py.bak"),
    "boot.py is gone": ("boot.py", "missing", "heeldrive deploy"),
    "there is a code.txt": ("code.txt", "runs this instead", "rename or delete"),
    "firmware was copied by hand before": ("wearable", "copy made by hand", "delete it"),
    "half a deploy": ("heeldrive-00002.part", "a deploy was cut off", "heeldrive deploy"),
    "two releases": ("heeldrive-00000", "no longer used", "delete that folder"),
    "a file named like a release": ("heeldrive-00009", "may start it instead", "rename or delete it"),
    "a folder with fewer digits": ("heeldrive-9", "may start it instead", "rename or delete it"),
    "nothing deployed": ("", "no release of Heeldrive", "heeldrive deploy"),
    "a setting misspelt": ("settings.toml", "the nearest is depth_min_deg", "correct"),
    "a setting out of range": (
        "settings.toml",
        "depth_min_deg = 4 is out of range: use 20 to 100",
        "correct",
    ),
    "two settings wrong": ("settings.toml", "rest_min_s = 1 is out of range: use 3 to 600", "correct"),
    "a word in quotes the board does not read": (
        "settings.toml",
        "board cannot parse the line of mode",
        "correct",
    ),
    "settings with an umlaut of Windows": (
        "settings.toml",
        "line 2 is not UTF-8 text (byte 0xFC): save the file as UTF-8",
        "correct",
    ),
    "settings that are no TOML": ("settings.toml", "this is not TOML", "correct"),
    "settings gone": ("settings.toml", "missing", "restores settings.toml.bak"),
    "log of a newer version": ("heeldrive.log", "version 9", "update heeldrive"),
}


def happens(trouble, root):
    """Cause the problem."""
    release = root / "heeldrive-00001"
    boot_out, settings = root / "boot_out.txt", root / "settings.toml"
    manifest = release / "manifest.json"
    match trouble:
        case "boot_out.txt says 9.2.1":
            boot_out.write_text(boot_out.read_text().replace("10.0.3", "9.2.1"))
        case "boot_out.txt names a stranger":
            boot_out.write_text(boot_out.read_text().replace("adafruit_feather_rp2040", "my_board"))
        case "boot.py failed":
            boot_out.write_text(boot_out.read_text() + "Traceback (most recent call last):\nOSError: 5\n")
        case "a module is gone":
            (release / "run_code.py").unlink()
        case "a module was edited":
            (release / "run_boot.py").write_text("x = 1\n")
        case "a driver of another version":
            manifest.write_text(manifest.read_text().replace("4.6.3", "4.0.0"))
        case "the list is damaged":
            manifest.write_text(manifest.read_text()[:400])
        case "code.py is the owner's":
            (root / "code.py").write_text("print(1)\n")
        case "boot.py is gone":
            (root / "boot.py").unlink()
        case "there is a code.txt":
            (root / "code.txt").write_text("print(1)\n")
        case "firmware was copied by hand before":
            (root / "wearable").mkdir()
        case "half a deploy":
            (root / "heeldrive-00002.part").mkdir()
        case "two releases":
            (root / "heeldrive-00000").mkdir()
        case "a file named like a release":
            (root / "heeldrive-00009").touch()
        case "a folder with fewer digits":
            (root / "heeldrive-9").mkdir()
        case "nothing deployed":
            release.rename(root / "something else")
        case "a setting misspelt":
            settings.write_text("depth_mni_deg = 50\n")
        case "a setting out of range":
            settings.write_text("depth_min_deg = 4\n")
        case "two settings wrong":
            settings.write_text("depth_min_deg = 4\nrest_min_s = 1\n")
        case "a word in quotes the board does not read":
            settings.write_text("mode = 'both_legs'\n")
        case "settings with an umlaut of Windows":
            settings.write_bytes(b"depth_min_deg = 50\r\n# f\xfcr Anna\r\n")
        case "settings that are no TOML":
            settings.write_text("depth_min_deg 50\n")
        case "settings gone":
            settings.rename(root / "settings.toml.bak")
        case "log of a newer version":
            block = b"HD\x09" + bytes(1017)
            (root / "heeldrive.log").write_bytes(
                (block + zlib.crc32(block).to_bytes(4, "little")).ljust(FEWEST_BYTES, b"\xff")
            )


@pytest.fixture
def board(owner):
    """An intact drive."""
    root = owner.new_drive()
    owner.deploys(root)
    return root


@pytest.fixture
def finds(quick_drive):
    def look(root, drive_class=quick_drive):
        boot_out = parse_boot_out((root / "boot_out.txt").read_text())
        return examine(drive_class(root), boot_out).findings

    return look


def test_an_intact_board_has_no_findings(board, finds):
    assert finds(board) == []
    result = CliRunner().invoke(app, ["doctor", str(board)])
    assert result.exit_code == 0
    assert "All is well." in result.stdout


def test_it_says_whether_the_release_is_compiled_or_source(owner):
    root = owner.new_drive()
    for make, form in ((contents, "compiled"), (partial(contents, as_source), "as source, which the board")):
        owner.deploys(root, make=make)
        result = CliRunner().invoke(app, ["doctor", str(root)])
        assert "All is well." in result.stdout
        assert f": heeldrive {metadata.version('heeldrive')}, {form}" in result.stdout
        told = json.loads(CliRunner().invoke(app, ["doctor", str(root), "--json"]).stdout)
        assert form in told["release"]


def test_source_on_an_nrf52840_is_a_problem(owner, finds):
    boot_out = "Adafruit CircuitPython 10.2.1 on 2026-03-12; Adafruit Feather Bluefruit Sense with nRF52840\n"
    root = owner.new_drive(boot_out=f"{boot_out}Board ID:feather_bluefruit_sense\n")
    owner.deploys(root, make=partial(contents, as_source))
    (finding,) = finds(root)
    assert finding.what.startswith("the program lies there as source")
    assert finding.remedy == "heeldrive deploy, without --source"
    owner.deploys(root, make=contents)
    assert finds(root) == []


@pytest.mark.parametrize("trouble", FINDS)
def test_it_finds(board, finds, owner, trouble):
    happens(trouble, board)
    where, what, remedy = FINDS[trouble]
    before = owner.sees(board)
    found = finds(board)
    assert any(what in f.what and f.where == where and remedy in f.remedy for f in found), found
    assert owner.sees(board) == before
    if trouble not in ("nothing deployed", "two settings wrong"):
        assert len(found) == 1, found


def test_of_a_copy_made_by_hand_each_folder_is_named_and_of_an_owners_own_none(board, finds):
    (board / "log").mkdir()
    assert finds(board) == []
    for name in ("wearable", "sensor"):
        (board / name).mkdir()
    assert [finding.where for finding in finds(board)] == ["log", "sensor", "wearable"]


def test_a_deploy_fixes_what_it_finds(board, finds, owner):
    for trouble in ("a module is gone", "boot.py is gone", "half a deploy", "settings gone"):
        happens(trouble, board)
    assert len(finds(board)) == 4
    owner.deploys(board)
    assert finds(board) == []


@pytest.mark.parametrize("name", ["settings.toml", "boot.py"])
def test_a_folder_in_place_of_a_file_is_told_of_and_not_called_a_failed_drive(board, name):
    (board / name).unlink()
    (board / name).mkdir()
    for command in ("doctor", "deploy"):
        output = CliRunner().invoke(app, [command, str(board)]).output
        assert name in output
        assert "a folder" in output
        assert "rename or delete it" in output
        assert "failed" not in output


def test_a_drive_that_is_nearly_full_or_held_by_the_board(board, finds, quick_drive):
    class Poor(quick_drive):
        def free_bytes(self):
            return 100 << 10

        def read_only(self):
            return True

    held, full = finds(board, Poor)
    assert "read-only" in held.what
    assert full.what.startswith("nearly full: 100 KB are free")


def test_a_log_with_a_missing_block_and_a_crash_before_it(board, finds, request):
    root = request.config.rootpath / "recorded_sessions" / "clean_set.csv"
    with SessionReader(root) as session:
        rows = [row for row in session if row[0] < 25_000]
    nvm, drive = new_nvm(), VirtualDrive()
    nvm[0] = 2
    worn = WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500)
    VirtualBoard(worn, storage=StorageSpec(nvm=nvm, drive=drive)).run(board)
    drive.power_on(None)
    log = bytearray(drive.read("heeldrive.log"))
    (board / "heeldrive.log").write_bytes(log)
    (crash,) = finds(board)
    assert crash.what == "the board crashed 2 times in a row before this recording"
    for copy in (2, 10):  # both copies of a block
        log[FIRST + copy * 1024 + 100] ^= 1
    (board / "heeldrive.log").write_bytes(log)
    hole, crash = finds(board)
    assert (hole.what, hole.where) == ("1 block missing, 2 damaged", "heeldrive.log, log 1")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("wearable/app.py:259, 1204 B free: MemoryError: memory allocation failed", "memory was full"),
        ("CircuitPython went to safe mode: supervisor.SafeModeReason.BROWNOUT", "charge the battery"),
        ("CircuitPython went to safe mode: supervisor.SafeModeReason.HARD_FAULT", "a fault of CircuitPython"),
        ("CircuitPython went to safe mode: supervisor.SafeModeReason.WATCHDOG", "for eight seconds"),
        ("The program hung, and the watchdog reset the board.", "for eight seconds"),
        ("wearable/app.py:259, 9000 B free: ValueError: no lunge", "a fault of the program"),
    ],
)
@pytest.mark.parametrize("crashes", [0, 1, 3])
def test_the_last_words_of_a_crash_are_told_with_what_they_mean(board, finds, crashes, words, why):
    nvm = new_nvm()
    nvm[0 : 2 + len(words)] = bytes((crashes, len(words))) + words.encode()
    rows = [(19 * n, n % 3, n % 5, 4098, n % 2, 0, n % 7) for n in range(400)]
    recorded_on(board, rows, nvm)
    (crash,) = finds(board)
    times = " 3 times in a row" if crashes == 3 else ""
    assert crash.what == f"the board crashed{times} before this recording: {words}"
    assert why in crash.remedy
    (pulled,) = pull(board, board)
    assert f"after a crash ({words})" in pulled.sentence


def recorded_on(board, rows, nvm=None):
    """A board that has recorded these rows while standing and counting."""
    drive = VirtualDrive()
    worn = WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500)
    VirtualBoard(worn, storage=StorageSpec(nvm=nvm, drive=drive)).run(board)
    drive.power_on(None)
    (board / "heeldrive.log").write_bytes(drive.read("heeldrive.log"))


def test_a_log_of_a_board_that_lacks_a_pin(owner, finds, request):
    board = owner.new_drive(files={"settings.toml": b""})
    owner.deploys(board, make=partial(contents, as_source))
    path = board / "heeldrive-00001/wearable/boards/feather_rp2040_sox.py"
    path.write_bytes(path.read_bytes().replace(b'"NEOPIXEL"', b'"NEO"'))
    with SessionReader(request.config.rootpath / "recorded_sessions" / "clean_set.csv") as session:
        recorded_on(board, [row for row in session if row[0] < 16_000])
    changed, pins = finds(board)
    assert changed.what == "program file changed"
    assert pins.what.startswith("the board's CircuitPython lacks a pin that its program expects")
    assert pins.where == "heeldrive.log, log 1"


def test_a_log_of_a_board_whose_memory_for_crashes_holds_another_programs_data(board, finds):
    rows = [(19 * n, n % 3, n % 5, 4098, n % 2, 0, n % 7) for n in range(400)]
    recorded_on(board, rows, bytearray(b"another program's" * 20))
    (nvm,) = finds(board)
    assert nvm.what.startswith("the board's memory for crashes (nvm) is missing, too small or full of")
    assert "microcontroller.nvm[0:114] = bytes(114)" in nvm.remedy


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda row: row, []),
        (lambda row: (row[0], *(2 * value for value in row[1:4]), *row[4:]), ["its scale is wrong"]),
        (lambda row: (*row[:2], row[2] + 700, *row[3:]), ["axis ay has an offset of about 173 mg"]),
        (
            lambda row: (*row[:5], 32767, row[6]),
            ["axis gy of the sensor stayed at the end of its range: the board has left it out"],
        ),
    ],
    ids=["as it should be", "double", "an offset", "an axis at its end"],
)
def test_a_log_of_a_bad_sensor_is_told_of(board, finds, request, change, expected):
    with SessionReader(request.config.rootpath / "recorded_sessions" / "clean_set.csv") as session:
        rows = [change(row) for row in session if row[0] < 16_000]
    recorded_on(board, rows)
    found = finds(board)
    assert len(found) == len(expected)
    for finding, words in zip(found, expected, strict=True):
        assert words in finding.what
        assert (finding.where, finding.remedy) == (
            "heeldrive.log, log 1",
            "counting goes on, but try another sensor",
        )


def test_findings_as_json_and_its_exit_code(board):
    happens("a setting out of range", board)
    result = CliRunner().invoke(app, ["doctor", str(board), "--json"])
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)["findings"]
    assert finding == {
        "what": "depth_min_deg = 4 is out of range: use 20 to 100",
        "where": "settings.toml",
        "remedy": "correct that line, or put a # before it",
    }


def test_a_folder_that_is_no_board_cannot_be_checked(tmp_path):
    result = CliRunner().invoke(app, ["doctor", str(tmp_path)])
    assert result.exit_code == 2
    assert "this is not a CircuitPython drive" in result.stderr


def test_a_sensor_that_kicks_to_the_end_of_its_range_now_and_then_is_told_from_a_sound_one():
    def kicks(share):
        return [(10 * n, 0, 4098, 0, 3, 32767 if n % 100 < share else n % 7, 2) for n in range(3000)]

    assert list(sensor_faults(kicks(0), 244, 17500)) == []
    assert list(sensor_faults([], 244, 17500)) == []
    (often,) = sensor_faults(kicks(5), 244, 17500)
    assert often == "axis gy of the sensor is at the end of its range in 5% of the samples"


@pytest.mark.parametrize(("counts", "offset_mg"), [(4798, 171), (-4798, -171), (3398, -171), (-3398, 171)])
def test_an_offset_has_the_sign_that_it_has_on_the_axis(counts, offset_mg):
    rows = [(10 * n, 0, counts, 0, n % 3, 1, 2) for n in range(3000)]
    (finding,) = sensor_faults(rows, 244, 17500)
    assert finding.endswith(f"axis ay has an offset of about {offset_mg} mg")


def test_two_samples_a_second_say_nothing_of_rest():
    assert list(sensor_faults([(500 * n, 0, 8196, 0, 3, 1, 2) for n in range(300)], 244, 17500)) == []
