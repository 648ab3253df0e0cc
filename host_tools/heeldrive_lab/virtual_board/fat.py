"""The allocation table and the directory of the virtual drive, as FatFs keeps them on a flash.

Names are short and there are no folders. The data begins where f_mkfs places it, which need not be at a
sector of the flash: on an nRF52840 with 2 MB it is block 39. Source: CircuitPython, lib/oofatfs/ff.c.
"""

import errno
import struct
from typing import NamedTuple

from heeldrive_lab.virtual_board.flash import BLOCK_BYTES, BlockDevice

CLUSTER_BLOCKS = 2
"""Blocks of a cluster: f_mkfs chooses 1 KB for 2 MB."""
CLUSTER_BYTES = CLUSTER_BLOCKS * BLOCK_BYTES

_METADATA_BLOCKS = 33  # before the data besides the table: the boot sector, and 512 entries of the directory
_DIRECTORY_BLOCKS = 4  # that are used
_FAT12_CLUSTERS = 4085  # with more, the table has 16 bits a cluster
_ENTRY = struct.Struct("<24sHIH")  # name, first cluster, size, changes
_LAST = 0xFFFF
_FIRST_CLUSTER = 2  # as in every FAT


class DirectoryEntry(NamedTuple):
    """One file of the directory.

    Attributes:
        name: without a slash.
        first: number of its first cluster; 0 while it has none.
        size: bytes.
        changes: how often the entry was rewritten, modulo 65 536.
    """

    name: str
    first: int
    size: int
    changes: int


class Fat:
    """The table and the directory.

    Args:
        size: bytes of flash for it.

    Attributes:
        device: the flash they are on; set it before anything else is called.
        cluster_count: clusters for data.
    """

    device: BlockDevice

    def __init__(self, size: int) -> None:
        blocks = size // BLOCK_BYTES
        clusters = blocks // CLUSTER_BLOCKS
        self._table_blocks = -(-2 * clusters // BLOCK_BYTES)  # here: two bytes a cluster, not 12 bits
        table_bytes = (clusters * 3 + 1) // 2 + 3 if clusters <= _FAT12_CLUSTERS else clusters * 2 + 4
        self.data_block = _METADATA_BLOCKS - (-table_bytes // BLOCK_BYTES)
        self.cluster_count = (blocks - self.data_block) // CLUSTER_BLOCKS

    def format(self) -> None:
        """Clears the table and the directory."""
        for block in range(self.data_block):
            self.device.write(block, bytes(BLOCK_BYTES))
        self.device.sync()

    # The table

    def _clusters(self) -> range:
        return range(_FIRST_CLUSTER, _FIRST_CLUSTER + self.cluster_count)

    def block_of(self, cluster: int) -> int:
        """The first block of a cluster."""
        return self.data_block + (cluster - _FIRST_CLUSTER) * CLUSTER_BLOCKS

    def free_count(self) -> int:
        """How many clusters belong to no file."""
        return sum(self._link(cluster) == 0 for cluster in self._clusters())

    def _link(self, cluster: int) -> int:
        """The table's entry of a cluster: 0 free, the next cluster of its file, or the end."""
        block, index = divmod(2 * cluster, BLOCK_BYTES)
        return int.from_bytes(self.device.read(1 + block)[index : index + 2], "little")

    def chain(self, first: int) -> list[int]:
        """The clusters of a file, as far as the table leads."""
        clusters: list[int] = []
        while (
            first in self._clusters() and first not in clusters[-1:] and len(clusters) <= self.cluster_count
        ):
            clusters.append(first)
            first = self._link(first)
        return clusters

    def grow(self, clusters: list[int], count: int) -> None:
        """Appends free clusters to a chain until it has ``count``; writes the table block by block.

        Raises:
            OSError: ENOSPC, the drive is full.
        """
        free = (
            cluster for cluster in self._clusters() if self._link(cluster) == 0 and cluster not in clusters
        )
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

    # The directory

    def _slots(self) -> list[tuple[int, int]]:
        """Block and offset of every place for an entry."""
        first = 1 + self._table_blocks
        return [
            (block, offset)
            for block in range(first, first + _DIRECTORY_BLOCKS)
            for offset in range(0, BLOCK_BYTES - _ENTRY.size + 1, _ENTRY.size)
        ]

    def entries(self) -> list[DirectoryEntry]:
        """All files."""
        found = []
        for block, offset in self._slots():
            name, first, size, changes = _ENTRY.unpack_from(self.device.read(block), offset)
            if name[0]:
                found.append(DirectoryEntry(name.rstrip(b"\0").decode("latin-1"), first, size, changes))
        return found

    def entry(self, name: str) -> DirectoryEntry:
        """The file of this name.

        Raises:
            OSError: ENOENT, there is none.
        """
        for entry in self.entries():
            if entry.name == name:
                return entry
        raise OSError(errno.ENOENT, f"No such file/directory: {name}")

    def write_entry(self, name: str, first: int, size: int) -> None:
        """Writes a file's entry: over its old one, or into the first free place.

        Raises:
            OSError: ENOSPC, the directory is full.
        """
        place = None
        for block, offset in self._slots():
            there, _, _, changes = _ENTRY.unpack_from(self.device.read(block), offset)
            if there.rstrip(b"\0") == name.encode():
                place = block, offset, changes + 1
                break
            if not there[0] and place is None:
                place = block, offset, 0
        if place is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        block, offset, changes = place
        content = bytearray(self.device.read(block))
        _ENTRY.pack_into(content, offset, name.encode(), first, size, changes & 0xFFFF)
        self.device.write(block, bytes(content))
