"""What a board's drive contains after its first deploy, without a board: the files of a release's zip."""

from pathlib import Path

from heeldrive_lab.board.deploy.boot_out import NEEDED_MAJOR, BootOut
from heeldrive_lab.board.deploy.contents import Contents, known_boards
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.installer import Installer
from heeldrive_lab.board.deploy.report import Report
from heeldrive_lab.virtual_board.drive import VirtualDrive

SMALL_DRIVE_BYTES, LARGE_DRIVE_BYTES = 2 << 20, 7 << 20
"""Flash for the drive: an nRF52840 board's chip for it; what CircuitPython leaves of the 8 MB of an RP2."""

README = """\
Heeldrive {version} for {board} (board_id {board_id})

This is the whole drive. It needs CircuitPython {circuitpython}.x for your board, from circuitpython.org.
1. Plug the board in. The drive CIRCUITPY appears.
2. Copy everything here to it, heeldrive.log too: it is where the board records.
3. Eject the drive, unplug the board, switch it on and stand still: ---- changes to 0.
To update, delete the folder heeldrive-00001 first; keep your settings.toml and heeldrive.log.
With Python, `heeldrive deploy` does all of this, and `heeldrive doctor` finds what is wrong.
heeldrive-00001/manifest.json has size and SHA-256 of every file.
"""


def boards() -> dict[str, str]:
    """The `board_id` of every board that the firmware knows, by the name of the file with its pins."""
    return {name: board_id for board_id, name in known_boards().items()}


class NewDrive(DriveFiles):
    """A folder as the drive of a board that has nothing but CircuitPython.

    Args:
        root: the folder.
        board_id: CircuitPython's name of the board.
    """

    def __init__(self, root: Path, board_id: str) -> None:
        super().__init__(root)
        small = "rp2" not in board_id
        empty = VirtualDrive(
            "spi" if small else "internal", SMALL_DRIVE_BYTES if small else LARGE_DRIVE_BYTES, log=False
        )
        self._cluster_bytes, _, clusters = empty.statvfs()[:3]
        self._total_bytes = clusters * self._cluster_bytes

    def total_bytes(self) -> int:
        """Size of the drive without its tables, bytes."""
        return self._total_bytes

    def cluster_bytes(self) -> int:
        """Cluster size, bytes."""
        return self._cluster_bytes

    def free_bytes(self) -> int:
        """Free space, bytes."""
        sizes = [path.stat().st_size if path.is_file() else 1 for path in self.root.rglob("*")]
        return (
            self._total_bytes - sum(-(-size // self._cluster_bytes) for size in sizes) * self._cluster_bytes
        )


def fill(root: Path, board: str, content: Contents) -> None:
    """Deploy to an empty folder, and add a README.

    Args:
        root: the folder.
        board: a key of ``boards()``.
        content: the program.
    """
    board_id = boards()[board]
    version = content.manifest.heeldrive
    boot_out = BootOut(f"{NEEDED_MAJOR}.0.0", NEEDED_MAJOR, board, board_id, "")
    report = Report(str(root), board, board_id, boot_out.release, version)
    Installer(NewDrive(root, board_id), content, report).run(None, boot_out)
    readme = README.format(version=version, board=board, board_id=board_id, circuitpython=NEEDED_MAJOR)
    (root / "README.txt").write_text(readme, "utf-8")
