"""The files of a board's drive: each call changes one thing, and returns when it is on the drive."""

import errno
import os
import shutil
from pathlib import Path

_USUAL_CLUSTER_BYTES = 4096  # where the system does not tell: the largest CircuitPython's formatter chooses


class DriveFiles:
    """A drive.

    Args:
        root: where it is mounted.

    Names are relative to it, with ``/`` between folders. Every method raises OSError when the drive fails, is
    full or is gone.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    # Looking

    def exists(self, name: str) -> bool:
        """Whether there is a file or folder of this name."""
        return (self.root / name).exists()

    def read(self, name: str) -> bytes:
        """A file's content: the drive's, not what this computer remembers of it, where that can be told."""
        with (self.root / name).open("rb") as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            return file.read()

    def names(self, folder: str = "") -> list[str]:
        """What lies in a folder, sorted."""
        return sorted(path.name for path in (self.root / folder).iterdir())

    def is_folder(self, name: str) -> bool:
        """Whether this is a folder."""
        return (self.root / name).is_dir()

    def free_bytes(self) -> int:
        """Room that is left."""
        return shutil.disk_usage(self.root).free

    def cluster_bytes(self) -> int:
        """A file takes a whole multiple of this."""
        return os.statvfs(self.root).f_frsize if hasattr(os, "statvfs") else _USUAL_CLUSTER_BYTES

    def read_only(self) -> bool:
        """Whether the system knows that nothing can be written; Windows tells only when it is tried."""
        if not hasattr(os, "statvfs"):
            return False
        return bool(os.statvfs(self.root).f_flag & os.ST_RDONLY)

    # Changing

    def make_folder(self, name: str) -> None:
        """Makes a folder in one that is there."""
        (self.root / name).mkdir()
        self._sync_folder_of(name)

    def write(self, name: str, data: bytes) -> None:
        """Writes a new file, or a file anew."""
        with (self.root / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._sync_folder_of(name)

    def rename(self, old: str, new: str) -> None:
        """Gives a file or folder a new name in its folder; a file of that name is replaced."""
        (self.root / old).replace(self.root / new)
        self._sync_folder_of(new)

    def remove(self, name: str) -> None:
        """Removes a file."""
        (self.root / name).unlink()
        self._sync_folder_of(name)

    def remove_folder(self, name: str) -> None:
        """Removes a folder that is empty."""
        (self.root / name).rmdir()
        self._sync_folder_of(name)

    def _sync_folder_of(self, name: str) -> None:
        if os.name != "posix":
            return  # Windows opens no folders; it writes removable drives at once
        handle = os.open((self.root / name).parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems know this of files only
                raise
        finally:
            os.close(handle)
