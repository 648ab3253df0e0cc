"""The board's drive: a small FAT on a flash, written in the order in which CircuitPython's FatFs writes.

What matters of FatFs (lib/oofatfs/ff.c) is kept: whole blocks pass the file's buffer by, parts of blocks wait
in it; a flush or close writes the buffer and then, for a file that was written to, its directory entry; a
file that is stretched gets its clusters linked in the table and keeps what lay in them. Names are short and
there are no folders. Where the table, the directory and the data begin is not aligned to the flash's sectors,
as on a real drive.
"""

import errno
import io
import struct
from collections.abc import Mapping
from typing import Literal

from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.flash import BLOCK_BYTES, FlashChip, InternalFlash, SpiFlash

_CLUSTER_BLOCKS = 2  # 1 KB, what f_mkfs chooses for 2 MB
_CLUSTER_BYTES = _CLUSTER_BLOCKS * BLOCK_BYTES
_DIRECTORY_BLOCKS = 4
_ENTRY = struct.Struct("<24sHIH")  # name, first cluster, size, changes
_LAST = 0xFFFF
_FIRST_CLUSTER = 2  # as in every FAT


class VirtualDrive:
    """A drive with its files.

    Args:
        kind: ``spi`` for the flash of an nRF52840 board, ``internal`` for an RP2040's.
        size: bytes of flash.
        files: what lies on it, by name.

    Attributes:
        chip: the flash, to look at what was done to it, or to put another image there.
        writable: whether the board may write; set by ``storage.remount``.
    """

    def __init__(
        self,
        kind: Literal["spi", "internal"] = "spi",
        size: int = 2 << 20,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        self.chip = FlashChip(size)
        self._kind = kind
        blocks = size // BLOCK_BYTES
        self._table_blocks = -(-2 * (blocks // _CLUSTER_BLOCKS) // BLOCK_BYTES)
        self._data_block = 1 + self._table_blocks + _DIRECTORY_BLOCKS
        self._clusters = (blocks - self._data_block) // _CLUSTER_BLOCKS
        self.writable = True
        self.power_on(None)
        for block in range(self._data_block):
            self.device.write(block, bytes(BLOCK_BYTES))
        self.device.sync()
        for name, content in (files or {}).items():
            self._create(name)
            with DriveFile(self, name) as file:
                file.write(content)
        self.writable = False
        self.chip.operations.clear()

    def power_on(self, clock: VirtualClock | None) -> None:
        """Starts anew from what the flash holds: memory is empty, nothing is open."""
        self.chip.clock = clock
        self.device = SpiFlash(self.chip) if self._kind == "spi" else InternalFlash(self.chip)

    @property
    def metadata_bytes(self) -> int:
        """The table and the directory take this much at the beginning of the flash."""
        return self._data_block * BLOCK_BYTES

    def names(self) -> list[str]:
        """The files there are."""
        return [name for name, _, _, _ in self._entries()]

    def read(self, name: str) -> bytes:
        """A file as a computer reads it."""
        _, first, size, _ = self._entry(name)
        clusters = self.chain(first)
        blocks = [c + i for c in map(self._block_of, clusters) for i in range(_CLUSTER_BLOCKS)]
        return b"".join(map(self.device.read, blocks))[:size]

    def damage(self) -> list[str]:
        """What a check of the file system finds; nothing on a whole one."""
        found: list[str] = []
        taken: set[int] = set()
        for name, first, size, _ in self._entries():
            clusters = self.chain(first)
            if len(clusters) * _CLUSTER_BYTES < size:
                found.append(f"{name!r} is shorter than its entry says")
            if taken.intersection(clusters):
                found.append(f"{name!r} shares clusters with another file")
            taken.update(clusters)
        return found

    # What the board's modules call

    def statvfs(self) -> tuple[int, ...]:
        """``os.statvfs``: block size, fragment size, blocks, free blocks..."""
        free = sum(self.link(cluster) == 0 for cluster in self._all())
        return _CLUSTER_BYTES, _CLUSTER_BYTES, self._clusters, free, free, 0, 0, 0, 0, 255

    def open(self, path: str, mode: str = "r") -> "io.StringIO | io.BytesIO | DriveFile":
        """``open``.

        Raises:
            OSError: ENOENT, EROFS, ENOSPC.
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
        return DriveFile(self, name)

    # The table and the directory

    def _all(self) -> range:
        return range(_FIRST_CLUSTER, _FIRST_CLUSTER + self._clusters)

    def _block_of(self, cluster: int) -> int:
        return self._data_block + (cluster - _FIRST_CLUSTER) * _CLUSTER_BLOCKS

    def link(self, cluster: int) -> int:
        """The table's entry of a cluster: 0 free, the next cluster of its file, or the end."""
        block, index = divmod(2 * cluster, BLOCK_BYTES)
        return int.from_bytes(self.device.read(1 + block)[index : index + 2], "little")

    def chain(self, first: int) -> list[int]:
        """The clusters of a file, as far as the table leads."""
        clusters: list[int] = []
        while first in self._all() and first not in clusters[-1:] and len(clusters) <= self._clusters:
            clusters.append(first)
            first = self.link(first)
        return clusters

    def grow(self, clusters: list[int], count: int) -> None:
        """Links free clusters to a chain until it has ``count``: a block of the table after the other."""
        free = (cluster for cluster in self._all() if self.link(cluster) == 0 and cluster not in clusters)
        new = [cluster for cluster, _ in zip(free, range(count - len(clusters)), strict=False)]
        if len(clusters) + len(new) < count:
            raise OSError(errno.ENOSPC, "No space left on device")
        linked = [*clusters[-1:], *new]
        links = dict(zip(linked, [*linked[1:], _LAST], strict=True))
        for number in sorted({2 * cluster // BLOCK_BYTES for cluster in links}):
            block = bytearray(self.device.read(1 + number))
            for cluster, link in links.items():
                if 2 * cluster // BLOCK_BYTES == number:
                    struct.pack_into("<H", block, 2 * cluster % BLOCK_BYTES, link)
            self.device.write(1 + number, bytes(block))
        clusters += new

    def _slots(self) -> "list[tuple[int, int]]":
        """Block and offset of every place for a directory entry."""
        first = 1 + self._table_blocks
        return [
            (block, offset)
            for block in range(first, first + _DIRECTORY_BLOCKS)
            for offset in range(0, BLOCK_BYTES - _ENTRY.size + 1, _ENTRY.size)
        ]

    def _entries(self) -> list[tuple[str, int, int, int]]:
        found = []
        for block, offset in self._slots():
            name, first, size, changes = _ENTRY.unpack_from(self.device.read(block), offset)
            if name[0]:
                found.append((name.rstrip(b"\0").decode("latin-1"), first, size, changes))
        return found

    def _entry(self, name: str) -> tuple[str, int, int, int]:
        for entry in self._entries():
            if entry[0] == name:
                return entry
        raise OSError(errno.ENOENT, f"No such file/directory: {name}")

    def write_entry(self, name: str, first: int, size: int) -> None:
        """Writes a file's directory entry: over its old one, or into the first free place."""
        free = None
        for block, offset in self._slots():
            there, _, _, changes = _ENTRY.unpack_from(self.device.read(block), offset)
            if there.rstrip(b"\0") == name.encode():
                free = block, offset, changes + 1
                break
            if not there[0] and free is None:
                free = block, offset, 0
        if free is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        content = bytearray(self.device.read(free[0]))
        _ENTRY.pack_into(content, free[1], name.encode(), first, size, free[2] & 0xFFFF)
        self.device.write(free[0], bytes(content))

    def _create(self, name: str) -> None:
        if name in self.names():
            raise NotImplementedError("the virtual drive does not cut files to nothing")
        self.write_entry(name, 0, 0)


class DriveFile:
    """A file open for writing, as CircuitPython's ``io.FileIO``."""

    def __init__(self, drive: VirtualDrive, name: str) -> None:
        self._drive = drive
        self._name, first, self._size, _ = drive._entry(name)
        self._clusters = drive.chain(first)
        self._at = 0
        self._buffer: tuple[int, bytearray] | None = None  # a block of which a part was written
        self._modified = False

    def __enter__(self) -> "DriveFile":
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves, and stretches the file when that is beyond its end."""
        self._at = offset + (0, self._at, self._size)[whence]
        if self._at > self._size:
            self._stretch(self._at)
        return self._at

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Writes: whole blocks straight to the flash, parts of blocks into the buffer."""
        data = bytes(data)
        if self._at + len(data) > self._size:
            self._stretch(self._at + len(data))
        self._modified = True
        done = 0
        while done < len(data):
            offset = self._at % BLOCK_BYTES
            block = self._block(self._at)
            if offset == 0 and len(data) - done >= BLOCK_BYTES:
                # As many as lie together in the cluster, in one call.
                room = _CLUSTER_BYTES - self._at % _CLUSTER_BYTES
                count = min(room, len(data) - done) // BLOCK_BYTES * BLOCK_BYTES
                self._drive.device.write(block, data[done : done + count])
            else:
                count = min(BLOCK_BYTES - offset, len(data) - done)
                self._part(block)[offset : offset + count] = data[done : done + count]
            self._at += count
            done += count
        return len(data)

    def readinto(self, into: bytearray) -> int:
        """Reads as much as fits or is there."""
        count = min(len(into), self._size - self._at)
        for i in range(count):
            if i == 0 or (self._at + i) % BLOCK_BYTES == 0:
                block = self._drive.device.read(self._block(self._at + i))
            into[i] = block[(self._at + i) % BLOCK_BYTES]
        self._at += count
        return count

    def flush(self) -> None:
        """Writes the buffer and, after changes, the directory entry (f_sync)."""
        self._write_buffer()
        if self._modified:
            self._drive.write_entry(self._name, self._clusters[0] if self._clusters else 0, self._size)
            self._drive.device.sync()
            self._modified = False

    def close(self) -> None:
        """The same."""
        self.flush()

    def _block(self, at: int) -> int:
        cluster = self._clusters[at // _CLUSTER_BYTES]
        return self._drive._block_of(cluster) + at % _CLUSTER_BYTES // BLOCK_BYTES

    def _stretch(self, size: int) -> None:
        self._drive.grow(self._clusters, -(-size // _CLUSTER_BYTES))
        self._size = size
        self._modified = True

    def _part(self, block: int) -> bytearray:
        if self._buffer is None or self._buffer[0] != block:
            self._write_buffer()
            self._buffer = block, bytearray(self._drive.device.read(block))
        return self._buffer[1]

    def _write_buffer(self) -> None:
        if self._buffer:
            block, content = self._buffer
            self._drive.device.write(block, bytes(content))
            self._buffer = None
