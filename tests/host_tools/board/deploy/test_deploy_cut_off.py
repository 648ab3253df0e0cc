"""An interrupted deploy: whenever it happens, the board starts a complete program and nothing is lost."""

import errno
import re

import pytest
from heeldrive_lab.board.deploy import root_files as root_files_module
from heeldrive_lab.board.deploy.contents import contents
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.forms import as_source
from heeldrive_lab.board.deploy.manifest import file_entry, read_manifest
from heeldrive_lab.board.deploy.releases import differences
from heeldrive_lab.virtual_board import VirtualBoard, WearerSpec

TUNED = "depth_min_deg = 44\n"
STILL = [(100 * n, 0, 0, 4098, 0, 0, 0) for n in range(40)]


class UnpluggedError(BaseException):
    """The computer is gone: not even an error is handled."""


def release(mark, launcher=None):
    """A small release with a distinctive mark; few files, so that every interruption can be tried."""
    whole = contents(as_source)
    kept = [name for name in whole.files if name.startswith("run_") or name.endswith("boards/unknown.py")]
    files = {**{name: whole.files[name] for name in kept}, f"wearable/{mark}.py": b"x = 1\n"}
    files["run_code.py"] = files["run_boot.py"] = f"print('{mark}')\n".encode()
    root = {**whole.root, **({"code.py": whole.root["code.py"] + launcher} if launcher else {})}
    manifest = whole.manifest.__class__(
        mark,
        {},
        "as_source",
        mark,
        {name: file_entry(data) for name, data in files.items()},
        {name: file_entry(data) for name, data in root.items()},
    )
    return whole.__class__(files, root, manifest)


@pytest.fixture(scope="module")
def releases():
    return {"old": release("old"), "new": release("new", b"# a newer launcher\n")}


@pytest.fixture
def short_drive(quick_drive):
    """A drive that allows a number of changes; the next one fails, half done or not done."""

    class ShortDrive(quick_drive):
        def __init__(self, root, changes, trouble, half=False):
            super().__init__(root)
            self.done = 0
            self._limit, self._trouble, self._half = changes, trouble, half

        def _counts(self):
            self.done += 1
            return self.done <= self._limit

        def write(self, name, data):
            if not self._counts():
                if self._half:
                    (self.root / name).write_bytes(data[: len(data) // 2])
                raise self._trouble
            super().write(name, data)

        def rename(self, old, new):
            if not self._counts():
                if self._half and (self.root / new).is_file():
                    (self.root / new).unlink()  # like systems that replace a file in two steps
                raise self._trouble
            super().rename(old, new)

        def make_folder(self, name):
            if not self._counts():
                raise self._trouble
            super().make_folder(name)

        def remove(self, name):
            self._removes()
            super().remove(name)

        def remove_folder(self, name):
            self._removes()
            super().remove_folder(name)

        def _removes(self):
            # A full drive still allows files to be removed; an absent one does not.
            if getattr(self._trouble, "errno", None) != errno.ENOSPC and not self._counts():
                raise self._trouble

    return ShortDrive


@pytest.fixture
def bring(owner, releases):
    """Deploy one of the two releases."""

    def deploys(drive, mark, **options):
        return owner.deploys(drive, make=lambda: releases[mark], **options)

    return deploys


def starts(root):
    """What the board prints when it starts from this drive; its release must be complete."""
    board = VirtualBoard(WearerSpec(STILL, accel_ug_per_count=244, gyro_udps_per_count=17_500))
    try:
        board.run(root)
    except FileNotFoundError:
        # Without a code.py CircuitPython runs main.py.
        (root / "main.py").rename(root / "code.py")
        return starts(root)
    printed = [line.text for line in board.console]
    for name in root.glob("heeldrive-?????"):
        manifest = read_manifest((name / "manifest.json").read_bytes())
        if manifest.heeldrive == printed[-1]:
            assert not list(differences(DriveFiles(root), name.name, manifest))
            return printed[-1]
    raise AssertionError(printed)


def check_nothing_is_lost(owner, root):
    there = owner.sees(root)
    for name, data in owner.files.items():
        if name != "settings.toml":
            assert there[name] == data, name
    assert owner.files["settings.toml"] in (there.get("settings.toml"), there.get("settings.toml.bak"))


TROUBLES = {
    "full": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "gone": lambda: OSError(errno.ENODEV, "No such device"),
    "unplugged": UnpluggedError,
}


@pytest.mark.parametrize(
    ("trouble", "half"), [("full", False), ("full", True), ("gone", False), ("unplugged", True)]
)
def test_an_update_that_ends_at_any_change_leaves_the_old_or_the_new_program(
    owner, bring, short_drive, tmp_path, trouble, half
):
    (tmp_path / "tuned.toml").write_text(TUNED)
    seen = []
    changes = 0
    while True:
        root = owner.new_drive()
        bring(root, "old")
        drive = short_drive(root, changes, TROUBLES[trouble](), half)
        try:
            bring(drive, "new", settings=tmp_path / "tuned.toml")
        except DeployError as error:
            reported = "new" if "the new program is installed" in str(error) else "old"
        except UnpluggedError:
            reported = None
        else:
            break  # every change has been tried
        check_nothing_is_lost(owner, root)
        started = starts(root)
        assert reported in (started, None)
        seen.append(started)
        assert not (trouble == "full" and list(root.glob("*.part"))), "a full drive gets its room back"
        bring(root, "new", settings=tmp_path / "tuned.toml")
        check_nothing_is_lost(owner, root)
        assert b"newer launcher" in (root / "code.py").read_bytes()
        assert sorted(owner.sees(root)) == sorted(
            {re.sub(r"heeldrive-\d+", "heeldrive-00002", name) for name in owner.sees(root)}
        )
        assert "depth_min_deg = 44" in (root / "settings.toml").read_text()
        changes += 1
    assert changes > 12
    # The old program up to some point, the new one from then on.
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {"old", "new"}


@pytest.mark.parametrize("half", [False, True], ids=["before", "within"])
def test_a_first_deploy_that_ends_at_any_change_leaves_the_owners_program_or_ours(
    owner, bring, short_drive, half
):
    changes = 0
    finished = False
    while not finished:
        root = owner.new_drive()
        try:
            bring(short_drive(root, changes, UnpluggedError(), half), "new")
            finished = True
        except UnpluggedError:
            pass
        check_nothing_is_lost(owner, root)
        there = owner.sees(root)
        first = there["code.py"] if "code.py" in there else there["main.py"]
        assert b"Hello World" in first or starts(root) == "new"
        bring(root, "new")
        assert starts(root) == "new"
        assert b"Hello World" in owner.sees(root)["code.py.bak"]
        assert not (root / "main.py").exists()
        changes += 1


def test_an_owners_main_py_is_left_alone(owner, bring):
    root = owner.new_drive(files={"main.py": b"print('mine')\n"})
    bring(root, "old")
    bring(root, "new")
    assert (root / "main.py").read_bytes() == b"print('mine')\n"
    assert starts(root) == "new"
    assert "main.py" in root_files_module.STANDS_IN_FOR.values()
