"""A file of the virtual drive that is open for writing.

A file that nobody refers to is closed, as by CircuitPython's next collection.

As in FatFs, whole blocks bypass the file's buffer and parts of blocks wait in it. A flush or close writes the
buffer and then, for a file that was written to, its directory entry. A file that is extended keeps what its
new clusters held before.
"""

from heeldrive_lab.virtual_board.fat import CLUSTER_BYTES, Fat
from heeldrive_lab.virtual_board.flash import BLOCK_BYTES


class DriveFile:
    """A file open for writing, as CircuitPython's ``io.FileIO``.

    Args:
        fat: the table and directory of its drive.
        name: of the file.

    Raises:
        OSError: ENOENT, there is no such file.
    """

    def __init__(self, fat: Fat, name: str) -> None:
        self._fat = fat
        self._name = name
        entry = fat.entry(name)
        self._size = entry.size
        self._clusters = fat.chain(entry.first)
        self._at = 0
        self._buffer: tuple[int, bytearray] | None = None  # a block that was written in part
        self._modified = False
        self._open = True

    def __del__(self) -> None:
        if getattr(self, "_open", False):
            self.close()

    def __enter__(self) -> "DriveFile":
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves to an offset from the start (0), the current place (1) or the end (2).

        A place beyond the end extends the file. Returns the new place.
        """
        self._at = offset + (0, self._at, self._size)[whence]
        if self._at > self._size:
            self._extend(self._at)
        return self._at

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Writes whole blocks straight to the flash, parts of blocks into the buffer. Returns the length."""
        data = bytes(data)
        if self._at + len(data) > self._size:
            self._extend(self._at + len(data))
        self._modified = True
        done = 0
        while done < len(data):
            offset = self._at % BLOCK_BYTES
            block = self._block(self._at)
            if offset == 0 and len(data) - done >= BLOCK_BYTES:
                # One call writes all blocks that are adjacent in the cluster.
                room = CLUSTER_BYTES - self._at % CLUSTER_BYTES
                count = min(room, len(data) - done) // BLOCK_BYTES * BLOCK_BYTES
                self._fat.device.write(block, data[done : done + count])
            else:
                count = min(BLOCK_BYTES - offset, len(data) - done)
                self._buffered(block)[offset : offset + count] = data[done : done + count]
            self._at += count
            done += count
        return len(data)

    def readinto(self, into: bytearray) -> int:
        """Reads until ``into`` is full or the file ends. Returns the number of bytes read."""
        count = min(len(into), self._size - self._at)
        for i in range(count):
            if i == 0 or (self._at + i) % BLOCK_BYTES == 0:
                block = self._fat.device.read(self._block(self._at + i))
            into[i] = block[(self._at + i) % BLOCK_BYTES]
        self._at += count
        return count

    def flush(self) -> None:
        """Writes the buffer and, after changes, the directory entry (f_sync)."""
        self._write_buffer()
        if self._modified:
            self._fat.write_entry(self._name, self._clusters[0] if self._clusters else 0, self._size)
            self._fat.device.sync()
            self._modified = False

    def close(self) -> None:
        """Flushes, once."""
        if self._open:
            self.flush()
            self._open = False

    def forget(self) -> None:
        """The power is gone, or the chip was reset: it is never closed."""
        self._open = False

    def _block(self, at: int) -> int:
        cluster = self._clusters[at // CLUSTER_BYTES]
        return self._fat.block_of(cluster) + at % CLUSTER_BYTES // BLOCK_BYTES

    def _extend(self, size: int) -> None:
        self._fat.grow(self._clusters, -(-size // CLUSTER_BYTES))
        self._size = size
        self._modified = True

    def _buffered(self, block: int) -> bytearray:
        if self._buffer is None or self._buffer[0] != block:
            self._write_buffer()
            self._buffer = block, bytearray(self._fat.device.read(block))
        return self._buffer[1]

    def _write_buffer(self) -> None:
        if self._buffer:
            block, content = self._buffer
            self._fat.device.write(block, bytes(content))
            self._buffer = None
