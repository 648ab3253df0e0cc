"""File access to a board's drive: each call makes one change and returns once it is on the drive."""

import errno
import os
import shutil
from pathlib import Path

_USUAL_CLUSTER_BYTES = 4096  # if the system does not report it: the largest that CircuitPython formats with


def why_failed(error: OSError) -> str:
    """Why a drive failed and what would do, in a few words."""
    if isinstance(error, IsADirectoryError | NotADirectoryError):
        name = Path(str(error.filename2 or error.filename)).name
        return f"{name} is a folder instead of a file, or a file instead of a folder: rename or delete it"
    return f"the drive failed or is gone ({error.strerror or error}): plug the board in again"


class DriveFiles:
    """A drive.

    Names are relative to its root, with ``/`` between folders. Every method raises OSError if the drive
    fails, is full or is gone.

    Args:
        root: the mount point.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    # Reading

    def exists(self, name: str) -> bool:
        """Whether a file or folder with this name exists."""
        return (self.root / name).exists()

    def read(self, name: str) -> bytes:
        """The content of a file, read from the drive rather than the cache if the system allows."""
        with (self.root / name).open("rb") as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            return file.read()

    def size(self, name: str) -> int:
        """Size of a file, bytes."""
        return (self.root / name).stat().st_size

    def names(self, folder: str = "") -> list[str]:
        """The names in a folder, sorted."""
        return sorted(path.name for path in (self.root / folder).iterdir())

    def is_folder(self, name: str) -> bool:
        """Whether this name is a folder."""
        return (self.root / name).is_dir()

    def free_bytes(self) -> int:
        """Free space, bytes."""
        return shutil.disk_usage(self.root).free

    def total_bytes(self) -> int:
        """Size of the drive without its tables, bytes."""
        return shutil.disk_usage(self.root).total

    def cluster_bytes(self) -> int:
        """Cluster size, bytes: files take whole clusters."""
        return os.statvfs(self.root).f_frsize if hasattr(os, "statvfs") else _USUAL_CLUSTER_BYTES

    def read_only(self) -> bool:
        """Whether the system reports the drive as read-only; on Windows only a failed write shows it."""
        if not hasattr(os, "statvfs"):
            return False
        return bool(os.statvfs(self.root).f_flag & os.ST_RDONLY)

    # Changing

    def make_folder(self, name: str) -> None:
        """Create a folder; its parent must exist."""
        (self.root / name).mkdir()
        self._sync_folder_of(name)

    def write(self, name: str, data: bytes) -> None:
        """Write a file, or replace its content."""
        with (self.root / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._sync_folder_of(name)

    def rename(self, old: str, new: str) -> None:
        """Rename a file or folder within its folder; an existing file of that name is replaced."""
        (self.root / old).replace(self.root / new)
        self._sync_folder_of(new)

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self.root / name).unlink()
        self._sync_folder_of(name)

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder."""
        (self.root / name).rmdir()
        self._sync_folder_of(name)

    def _sync_folder_of(self, name: str) -> None:
        if os.name != "posix":
            return  # Windows cannot open folders, but writes removable drives at once
        handle = os.open((self.root / name).parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems sync files only
                raise
        finally:
            os.close(handle)
