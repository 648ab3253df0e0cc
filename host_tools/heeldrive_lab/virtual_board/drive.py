"""The board's drive: a small FAT on a flash, written in the order in which CircuitPython's FatFs writes.

Models only the relevant part of FatFs (lib/oofatfs/ff.c): which blocks a call writes and when, see ``Fat``
and ``DriveFile``.
"""

import errno
import io
from collections.abc import Mapping
from typing import Literal
from weakref import WeakSet

from heeldrive_lab.board.deploy.log_file import log_size
from heeldrive_lab.board.log_reader import FILE_NAME as LOG_NAME
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.drive_file import DriveFile
from heeldrive_lab.virtual_board.fat import CLUSTER_BLOCKS, CLUSTER_BYTES, Fat
from heeldrive_lab.virtual_board.flash import (
    BLOCK_BYTES,
    SECTOR_BYTES,
    BlockDevice,
    FlashChip,
    InternalFlash,
    SpiFlash,
)

_NEXT_RELEASE_BYTES = 188_416  # as firmware/log/file_making.py leaves free


class VirtualDrive:
    """A drive with its files.

    Args:
        kind: ``spi`` for the flash of an nRF52840 board, ``internal`` for an RP2040's.
        size: bytes of flash.
        files: the files on it, content by name.
        log: whether it has a ``heeldrive.log`` too, as ``heeldrive deploy`` makes it where there is room.

    Attributes:
        chip: the flash. Tests read what was done to it or put another image on it.
        device: the same as blocks.
        writable: whether the board may write; set by ``storage.remount``.
    """

    def __init__(
        self,
        kind: Literal["spi", "internal"] = "spi",
        size: int = 2 << 20,
        files: Mapping[str, bytes] | None = None,
        log: bool = True,
    ) -> None:
        self.chip = FlashChip(size)
        self._kind = kind
        # An nRF52840 keeps a sector for itself (external_flash.c, supervisor_flash_get_block_count).
        self._fat = Fat(size - SECTOR_BYTES if kind == "spi" else size)
        self._opened: WeakSet[DriveFile] = WeakSet()  # for writing
        self.writable = True
        self.power_on(None)
        self._fat.format()
        for name, content in (files or {}).items():
            self._create(name)
            with DriveFile(self._fat, name) as file:
                file.write(content)
        cluster_bytes, _, _, free = self.statvfs()[:4]
        odd = self._fat.data_block % 2 == 1
        log_bytes = log_size(cluster_bytes * free - _NEXT_RELEASE_BYTES, odd) if log else 0
        if log_bytes:
            self._create(LOG_NAME)
            with DriveFile(self._fat, LOG_NAME) as file:
                file.seek(log_bytes)  # on flash that is erased: the file is all ones, as deploy writes it
        self.writable = False
        self.chip.operations.clear()

    def power_on(self, clock: VirtualClock | None) -> None:
        """Starts from what the flash holds: caches are empty and no file is open.

        Args:
            clock: the board whose time the flash takes; None when a computer holds the drive.
        """
        self.forget_files()
        self.chip.clock = clock
        self.device: BlockDevice = SpiFlash(self.chip) if self._kind == "spi" else InternalFlash(self.chip)
        self._fat.device = self.device

    @property
    def metadata_bytes(self) -> int:
        """Size of the table and the directory, at the beginning of the flash."""
        return self._fat.data_block * BLOCK_BYTES

    def names(self) -> list[str]:
        """Names of the files."""
        return [entry.name for entry in self._fat.entries()]

    def read(self, name: str) -> bytes:
        """A file as a computer reads it.

        Raises:
            OSError: ENOENT, there is no such file.
        """
        entry = self._fat.entry(name)
        first_blocks = map(self._fat.block_of, self._fat.chain(entry.first))
        blocks = [first + i for first in first_blocks for i in range(CLUSTER_BLOCKS)]
        return b"".join(map(self.device.read, blocks))[: entry.size]

    def extent(self, name: str) -> range:
        """The bytes of the flash that a file takes.

        Raises:
            OSError: ENOENT, there is no such file.
            ValueError: it is in pieces.
        """
        clusters = self._fat.chain(self._fat.entry(name).first)
        if clusters != list(range(clusters[0], clusters[0] + len(clusters))):
            raise ValueError(f"{name!r} is in pieces")
        start = self._fat.block_of(clusters[0]) * BLOCK_BYTES
        return range(start, start + len(clusters) * CLUSTER_BYTES)

    def damage(self) -> list[str]:
        """What a file system check finds, one sentence each; empty for an intact drive."""
        found: list[str] = []
        taken: set[int] = set()
        for entry in self._fat.entries():
            clusters = self._fat.chain(entry.first)
            if len(clusters) * CLUSTER_BYTES < entry.size:
                found.append(f"{entry.name!r} is shorter than its entry says")
            if taken.intersection(clusters):
                found.append(f"{entry.name!r} shares clusters with another file")
            taken.update(clusters)
        return found

    # What the board's modules call

    def statvfs(self) -> tuple[int, ...]:
        """``os.statvfs``: block size, fragment size, blocks, free blocks..."""
        free = self._fat.free_count()
        return CLUSTER_BYTES, CLUSTER_BYTES, self._fat.cluster_count, free, free, 0, 0, 0, 0, 255

    def open(self, path: str, mode: str = "r") -> io.StringIO | io.BytesIO | DriveFile:
        """The board's ``open``.

        Raises:
            OSError: ENOENT, EROFS, ENOSPC.
            NotImplementedError: a text mode for writing, or "w" on a file that exists.
        """
        name = path.lstrip("/")
        if not set(mode) & set("wa+"):
            content = self.read(name)
            return io.BytesIO(content) if "b" in mode else io.StringIO(content.decode())
        if not self.writable:
            raise OSError(errno.EROFS, "Read-only filesystem")
        if "b" not in mode:
            raise NotImplementedError("the virtual drive writes in binary modes only")
        if "w" in mode:
            self._create(name)
        file = DriveFile(self._fat, name)
        self._opened.add(file)
        return file

    # What happens to open files

    def close_files(self) -> None:
        """Closes the files that a program left open: it was ended, and the board runs on."""
        for file in list(self._opened):
            file.close()

    def forget_files(self) -> None:
        """Leaves open files as they are: the power went, or the chip was reset."""
        for file in list(self._opened):
            file.forget()

    def _create(self, name: str) -> None:
        if name in self.names():
            raise NotImplementedError(f"the virtual drive cannot truncate {name!r}, which exists already")
        self._fat.write_entry(name, 0, 0)
