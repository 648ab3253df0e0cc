"""A folder in place of the board's drive."""

import shutil
from functools import cache, partial

import pytest
from heeldrive_lab.board.deploy.contents import contents
from heeldrive_lab.board.deploy.deploying import deploy
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.forms import as_shrunk_source
from heeldrive_lab.board.deploy.log_file import FEWEST_BYTES

# Made once: the program does not change while it is tested.
shrunk_contents = cache(partial(contents, as_shrunk_source))

BOOT_OUT = (
    "Adafruit CircuitPython 10.0.3 on 2025-10-17; Adafruit Feather RP2040 with rp2040\r\n"
    "Board ID:adafruit_feather_rp2040\r\nUID:DF62345678901234\r\nboot.py output:\r\n"
)
OWNERS = {
    "settings.toml": b'CIRCUITPY_BLE_NAME = "my thigh"\ndepth_min_deg = 60\n',
    "heeldrive.log": bytes(FEWEST_BYTES),
    "music.wav": b"la la",
    "lib/adafruit_motor.py": b"# the owner's\n",
}


class QuickDrive(DriveFiles):
    """A fast drive: writes are not flushed to the disk."""

    def write(self, name, data):
        (self.root / name).write_bytes(data)

    def _sync_folder_of(self, name):
        pass


class Owner:
    """What an owner does with a drive and sees on it."""

    boot_out = BOOT_OUT
    files = OWNERS

    def __init__(self, folder):
        self._folder = folder

    def new_drive(self, name="CIRCUITPY", files=OWNERS, boot_out=BOOT_OUT):
        """A new board, with some files of its owner."""
        root = self._folder / name
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        (root / "boot_out.txt").write_text(boot_out, newline="")
        (root / "code.py").write_text('print("Hello World!")\n')
        for path, data in files.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(data)
        return root

    @staticmethod
    def deploys(root, drive_class=QuickDrive, make=shrunk_contents, **options):
        """Deploy the program in the form that the virtual board can run: what a board gets, not compiled."""
        drive = root if isinstance(root, DriveFiles) else drive_class(root)
        return deploy(drive, make=make, **options)

    @staticmethod
    def sees(root):
        """Every file, by name."""
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
        }


@pytest.fixture
def owner(tmp_path):
    return Owner(tmp_path)


@pytest.fixture
def quick_drive():
    return QuickDrive
