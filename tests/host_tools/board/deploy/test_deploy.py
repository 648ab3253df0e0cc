"""Deploying to a board: what its owner finds there afterwards, and what the board does."""

import ast
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from heeldrive import SettingsError
from heeldrive_lab.board.deploy.contents import contents, known_boards, program
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.forms import as_source
from heeldrive_lab.board.deploy.libraries import pinned_libraries
from heeldrive_lab.board.deploy.manifest import file_entry
from heeldrive_lab.board.deploy.releases import room_of
from heeldrive_lab.board.deploy.shrink.slim import is_for_people, slim
from heeldrive_lab.commands.app import app
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.virtual_board import StorageSpec, VirtualBoard, WearerSpec
from heeldrive_lab.virtual_board.drive import VirtualDrive
from typer.testing import CliRunner

ROOT = Path(__file__).parents[4]
SOURCES = [*(ROOT / "signal").rglob("*.py"), *(ROOT / "firmware").rglob("*.py")]
FOUR_REPS_MS = 19_000


def wears(root, end_ms=FOUR_REPS_MS, board_id=None, drive=None):
    """Wear a board with this drive for the first four reps of the clean set."""
    with SessionReader(ROOT / "recorded_sessions" / "clean_set.csv") as session:
        rows = [row for row in session if row[0] < end_ms]
    settings = (root / "settings.toml").read_text()
    board = VirtualBoard(
        WearerSpec(rows, accel_ug_per_count=244, gyro_udps_per_count=17_500),
        storage=StorageSpec(settings_text=settings, drive=drive),
        board_id=board_id,
    )
    board.run(root)
    return board


def older():
    """An older release, with a file that this one does not have, as source."""
    made = contents(as_source)
    files = {**made.files, "adafruit_lsm6ds/older.py": b"x = 1\n"}
    entries = {name: file_entry(data) for name, data in files.items()}
    return made._replace(files=files, manifest=replace(made.manifest, files=entries))


def test_a_new_board_gets_the_program_and_keeps_what_its_owner_had(owner):
    root = owner.new_drive()
    report = owner.deploys(root, DriveFiles)
    assert report.release == "heeldrive-00001"
    assert "your own code.py is now called code.py.bak" in report.done
    there = owner.sees(root)
    assert there["code.py.bak"] == b'print("Hello World!")\n'
    assert {name: there[name] for name in owner.files} == owner.files


@pytest.mark.parametrize("board_id", ["adafruit_feather_rp2040", "Seeed_XIAO_nRF52840_Sense"])
def test_what_was_deployed_counts_reps_and_records_them(owner, board_id):
    root = owner.new_drive(files={})
    owner.deploys(root)
    board = wears(root, board_id=board_id, drive=VirtualDrive())
    assert board.display.digits == "   4"
    assert sum(line.text.startswith("rep ") for line in board.console) == 4
    assert board.serial_ports == {"console", "data"}  # boot.py ran
    assert "heeldrive.log" in board.drive.names()
    assert not any("heeldrive-00001" in entry for entry in sys.path)  # the board has its own path


def test_what_was_deployed_answers_bad_settings(owner):
    text = b'depth_min_deg = 900\nhold_max_ms = "long"\nlog_when_full = "never"\n'
    root = owner.new_drive(files={"settings.toml": text})
    owner.deploys(root)
    board = wears(root)
    faults = " ".join(line.text for line in board.console if line.text.startswith("fault "))
    assert "depth_min_deg = 900 is out of range: use 20 to 100" in faults
    assert 'hold_max_ms = "long" is not a whole number: use 500 to 30000' in faults
    assert 'log_when_full = "never" is not known: use one of oldest, stop' in faults
    assert board.display.digits == "   4"


@pytest.mark.parametrize(
    "file", ["heeldrive/counter.py", "wearable/app.py", "adafruit_lsm6ds/__init__.py", "run_boot.py"]
)
def test_the_board_runs_the_drives_own_files(owner, file):
    root = owner.new_drive(files={})
    owner.deploys(root, make=lambda: contents(as_source))
    path = root / "heeldrive-00001" / file
    path.write_text("raise RuntimeError('from the drive')\n" + path.read_text())
    with pytest.raises(RuntimeError, match="from the drive"):
        wears(root)


def test_deploying_again_changes_nothing(owner):
    root = owner.new_drive()
    owner.deploys(root)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    report = owner.deploys(root)
    assert report.done[0].startswith("heeldrive-00001 is already installed and intact")
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_an_update_keeps_the_owners_settings_and_removes_the_older_release(owner):
    root = owner.new_drive()
    owner.deploys(root, make=older)
    assert (root / "heeldrive-00001/adafruit_lsm6ds/older.py").exists()
    (root / "settings.toml").write_text("depth_min_deg = 52\nfancy = 3\n")
    report = owner.deploys(root)
    assert (report.previous, report.release) == ("heeldrive-00001", "heeldrive-00002")
    assert (root / "settings.toml").read_text() == "depth_min_deg = 52\nfancy = 3\n"
    assert any("there is no setting fancy" in note for note in report.notes)
    there = owner.sees(root)
    assert not [name for name in there if name.startswith("heeldrive-00001")]
    assert {name: there[name] for name in owner.files if name != "settings.toml"} == {
        name: data for name, data in owner.files.items() if name != "settings.toml"
    }
    (root / "settings.toml").write_text("depth_min_deg = 100\n")
    assert wears(root).display.digits.endswith("0")  # the board uses them


def test_a_file_that_the_owner_changed_is_not_removed(owner):
    root = owner.new_drive()
    owner.deploys(root, make=older)
    (root / "heeldrive-00001/wearable/app.py").write_text("# mine\n")
    (root / "heeldrive-00001/notes.txt").write_text("do not lose")
    report = owner.deploys(root)
    assert (root / "heeldrive-00001/wearable/app.py").read_text() == "# mine\n"
    assert (root / "heeldrive-00001/notes.txt").exists()
    assert any("heeldrive-00001/notes.txt" in note for note in report.notes)
    (root / "settings.toml").write_text("")
    assert wears(root).display.digits == "   4"


def test_a_damaged_release_is_replaced(owner):
    root = owner.new_drive()
    owner.deploys(root)
    (root / "heeldrive-00001/run_code.py").unlink()
    assert owner.deploys(root).release == "heeldrive-00002"
    assert not (root / "heeldrive-00001").exists()


def test_what_is_damaged_in_a_compiled_release_does_not_stay(owner):
    """Source that differs may be an owner's work, but nobody edits what is compiled."""
    root = owner.new_drive()
    owner.deploys(root, make=contents)
    (root / "heeldrive-00001/run_code.mpy").write_bytes(b"C\x06" + bytes(100))
    report = owner.deploys(root, make=contents)
    assert (report.release, report.notes) == ("heeldrive-00002", [])
    assert not (root / "heeldrive-00001").exists()


@pytest.mark.parametrize("name", ["heeldrive-00001", "heeldrive-00009", "heeldrive-00001.part"])
def test_a_file_named_like_a_release_is_told_of_before_anything_is_written(owner, name):
    """The board would start it: its launcher looks at names only."""
    root = owner.new_drive()
    (root / name).write_text("what is this?")
    before = owner.sees(root)
    with pytest.raises(DeployError, match=f"{name}: it is named like a release.*: rename or delete it"):
        owner.deploys(root)
    assert owner.sees(root) == before


def test_of_a_release_with_a_damaged_manifest_the_known_files_are_removed(owner):
    root = owner.new_drive()
    owner.deploys(root)
    (root / "heeldrive-00001/manifest.json").write_text("{")
    (root / "heeldrive-00001/notes.txt").write_text("do not lose")
    owner.deploys(root)
    assert sorted(path.name for path in (root / "heeldrive-00001").iterdir()) == [
        "manifest.json",
        "notes.txt",
    ]


def test_firmware_copied_by_hand_is_replaced_without_a_backup(owner):
    root = owner.new_drive(files={"boot.py": (ROOT / "firmware/boot.py").read_bytes()})
    (root / "code.py").write_bytes((ROOT / "firmware/code.py").read_bytes())
    owner.deploys(root)
    assert not list(root.glob("*.bak"))


def test_tuned_settings_are_written_and_the_old_ones_kept(owner, tmp_path):
    root = owner.new_drive()
    (tmp_path / "tuned.toml").write_text("depth_min_deg = 44  # tuned\n")
    owner.deploys(root, settings=tmp_path / "tuned.toml")
    assert (root / "settings.toml").read_text() == 'CIRCUITPY_BLE_NAME = "my thigh"\ndepth_min_deg = 44\n'
    assert (root / "settings.toml.bak").read_bytes() == owner.files["settings.toml"]
    owner.deploys(root, settings=tmp_path / "tuned.toml")
    assert (root / "settings.toml.bak").read_bytes() == owner.files["settings.toml"]


def test_the_empty_settings_of_a_new_drive_become_the_commented_ones(owner):
    """CircuitPython makes the empty file; an owner's backup beside it is kept."""
    root = owner.new_drive(files={"settings.toml": b"", "settings.toml.bak": b"depth_min_deg = 44\n"})
    report = owner.deploys(root)
    assert (root / "settings.toml").read_text() == (ROOT / "firmware/settings.toml").read_text()
    assert "settings.toml written, with every setting at its default" in report.done
    assert (root / "settings.toml.bak").read_bytes() == b"depth_min_deg = 44\n"
    assert wears(root).display.digits == "   4"


def test_tuned_settings_replace_empty_ones_without_a_backup_of_nothing(owner, tmp_path):
    root = owner.new_drive(files={"settings.toml": b" \n", "settings.toml.bak": b"depth_min_deg = 44\n"})
    (tmp_path / "tuned.toml").write_text("depth_min_deg = 50\n")
    owner.deploys(root, settings=tmp_path / "tuned.toml")
    assert (root / "settings.toml").read_text() == "depth_min_deg = 50\n"
    assert (root / "settings.toml.bak").read_bytes() == b"depth_min_deg = 44\n"


def test_missing_settings_are_restored_from_the_backup(owner):
    root = owner.new_drive(files={"settings.toml.bak": b"depth_min_deg = 44\n"})
    owner.deploys(root)
    assert (root / "settings.toml").read_bytes() == b"depth_min_deg = 44\n"


def test_tuned_settings_that_are_wrong_stop_it_before_anything_is_written(owner, tmp_path):
    root = owner.new_drive()
    before = owner.sees(root)
    (tmp_path / "tuned.toml").write_text("depth_min_deg = 4\n")
    with pytest.raises(SettingsError, match="depth_min_deg = 4 is out of range"):
        owner.deploys(root, settings=tmp_path / "tuned.toml")
    assert owner.sees(root) == before


@pytest.mark.parametrize(
    ("release", "says"),
    [
        ("9.2.1", "install 10 from https://circuitpython.org/board/adafruit_feather_rp2040"),
        ("11.0.0-beta.1", "update heeldrive, or install CircuitPython 10"),
    ],
)
def test_another_circuitpython_is_rejected_with_a_remedy(owner, release, says):
    root = owner.new_drive(boot_out=owner.boot_out.replace("10.0.3", release))
    before = owner.sees(root)
    with pytest.raises(DeployError, match=says):
        owner.deploys(root)
    assert owner.sees(root) == before


def test_an_unknown_board_gets_the_program_and_a_note(owner):
    root = owner.new_drive(boot_out=owner.boot_out.replace("adafruit_feather_rp2040", "my_own_board"))
    assert any("my_own_board is unknown" in note for note in owner.deploys(root).notes)


def test_the_boards_known_are_those_of_the_firmware():
    assert set(known_boards()) == {
        "adafruit_feather_rp2040",
        "adafruit_feather_rp2350",
        "clue_nrf52840_express",
        "feather_bluefruit_sense",
        "Seeed_XIAO_nRF52840_Sense",
    }


def test_free_space_is_checked_first(owner, quick_drive):
    class Nearly(quick_drive):
        def free_bytes(self):
            return 200 << 10

    root = owner.new_drive()
    before = owner.sees(root)
    with pytest.raises(DeployError, match="200 KB are free: heeldrive pull the logs"):
        owner.deploys(root, Nearly)
    assert owner.sees(root) == before


def test_a_new_drive_that_is_full_is_told_of_neither_an_old_program_nor_a_log(owner, quick_drive):
    class Nearly(quick_drive):
        def free_bytes(self):
            return 200 << 10

    root = owner.new_drive(files={})
    with pytest.raises(DeployError, match=r"needs \d+ KB, but 200 KB are free: delete files of your own$"):
        owner.deploys(root, Nearly)


def test_a_drive_that_the_board_uses_is_reported_and_left_alone(owner, quick_drive):
    class Held(quick_drive):
        def read_only(self):
            return True

    with pytest.raises(DeployError, match=r"read-only.*unchanged: press reset without holding the button"):
        owner.deploys(owner.new_drive(), Held)


def test_a_flash_that_does_not_keep_what_it_is_given_is_found_by_reading_back(owner, quick_drive):
    class Worn(quick_drive):
        def write(self, name, data):
            super().write(name, data[::-1] if name.endswith("run_code.py") else data)

    root = owner.new_drive()
    before = owner.sees(root)
    with pytest.raises(DeployError, match=r"run_code\.py is changed after writing"):
        owner.deploys(root, Worn)
    assert owner.sees(root) == before


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(owner):
    root = owner.new_drive()
    before = owner.sees(root)
    report = owner.deploys(root, dry_run=True)
    assert report.lines()[0].endswith("(dry run: nothing was written)")
    assert report.done[0].startswith("heeldrive-00001 would be written")
    assert owner.sees(root) == before


def test_the_board_leaves_space_for_the_next_release_next_to_its_logs():
    store = (ROOT / "firmware/log/file_making.py").read_text("utf-8")
    leaves = int(re.search(r"^_LEAVE_BYTES = const\((\d+)\)", store, re.MULTILINE)[1])
    manifest = contents().manifest
    assert room_of(1024, manifest) + (8 << 10) <= leaves  # a drive of 2 MB has clusters of 1 KB


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_without_its_comments_is_the_same_program_line_by_line(path):
    class AsOnTheBoard(ast.NodeTransformer):
        def visit_AnnAssign(self, node):
            return ast.Assign([node.target], node.value, lineno=node.lineno)

        def visit_arg(self, node):
            return ast.arg(node.arg)

        def generic_visit(self, node):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                node.body = [statement for statement in node.body if not is_for_people(statement)]
                if not isinstance(node, ast.Module):
                    node.body = node.body or [ast.Pass()]
            if isinstance(node, ast.FunctionDef):
                node.returns = None
            return super().generic_visit(node)

    source = path.read_text("utf-8")
    slimmed = slim(source)
    on_the_board = AsOnTheBoard().visit(ast.parse(source))
    assert ast.dump(ast.parse(slimmed)) == ast.dump(on_the_board)
    now, was = (
        [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Return)]
        for tree in (ast.parse(slimmed), on_the_board)
    )
    assert now == was
    assert "#" not in "".join(line for line in slimmed.splitlines() if line.lstrip().startswith("#"))


def test_what_a_type_checker_reads_stays_behind():
    source = """try:
    from typing import Callable
except ImportError:
    pass
__all__ = ["Empty"]
class Wörter:
    kind: int
    def take(
        self, word: "Ü", *more: str, at: int = 3
    ) -> dict[str, "Wörter"] | None:  # why
        self.seen: list[int] = [1]; self.ü: "ä" = 2
        step: Callable[
            [int], None
        ] = print
        return lambda x: x
class Empty:
    kind: int
"""
    assert slim(source).split("\n") == [
        *("", "", "", "", ""),
        "class Wörter:",
        "",
        "    def take(",
        "        self, word, *more, at = 3",
        "    ):",
        "        self.seen = [1]; self.ü = 2",
        *("        step = print", "", ""),
        "        return lambda x: x",
        "class Empty:",
        "    pass",
        "",
    ]


def test_only_driver_modules_that_the_firmware_imports_go_to_the_board():
    files = pinned_libraries()
    assert "adafruit_lsm6ds/lsm6ds3trc.py" in files
    assert "adafruit_register/i2c_bits.py" in files
    assert "adafruit_register/i2c_bcd_alarm.py" not in files
    assert {name.partition("/")[0] for name in files} == {"adafruit_lsm6ds", "adafruit_register"}


def test_every_file_of_detector_and_firmware_is_deployed():
    names = set(program())
    detector = {f"heeldrive/{path.name}" for path in (ROOT / "signal/heeldrive").glob("*.py")}
    assert detector - names == {"heeldrive/setting_meanings.py"}  # for people who read, not for boards
    firmware = ROOT / "firmware"
    in_rooms = {path.relative_to(firmware).as_posix() for path in firmware.rglob("*/*.py")}
    assert {name for name in in_rooms if not name.startswith("launcher/")} <= names


def test_on_the_command_line(owner):
    root = owner.new_drive()
    made = CliRunner().invoke(app, ["deploy", str(root)])
    assert made.exit_code == 0, made.output
    assert "heeldrive-00001 written and verified" in made.stdout
    again = CliRunner().invoke(app, ["deploy", str(root), "--json"])
    assert json.loads(again.stdout)["release"] == "heeldrive-00001"
    refused = CliRunner().invoke(app, ["deploy", str(root / "lib")])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "this is not a CircuitPython drive" in refused.stderr
