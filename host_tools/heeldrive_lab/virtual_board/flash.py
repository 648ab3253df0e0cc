"""Flash chips as CircuitPython writes them: erased and programmed, and the power can fail during both.

Two kinds: the flash of an RP2040 (ports/raspberrypi/supervisor/internal_flash.c) and the SPI flash of an
nRF52840 board (supervisor/shared/external_flash/external_flash.c).
"""

from typing import NamedTuple, Protocol

from heeldrive_lab.virtual_board.clock import VirtualClock

BLOCK_BYTES = 512
"""Unit in which a file system reads and writes."""
SECTOR_BYTES = 4096
"""Unit of an erase."""
PAGE_BYTES = 256
"""Unit of programming."""

# Typical times: W25Q64JV and GD25Q16C datasheets. Their longest erase is 400 ms.
ERASE_US = 45_000
PROGRAM_US = 700

_BLOCKS = SECTOR_BYTES // BLOCK_BYTES
_ERASED = 0xFF


class Operation(NamedTuple):
    """One operation of a flash chip: an erase (``data`` is None) or the programming of a page."""

    address: int
    data: bytes | None


class FlashChip:
    """The memory itself. Programming clears bits from 1 to 0; only an erase sets them.

    Args:
        size: bytes, a multiple of a sector.

    Attributes:
        data: its content.
        operations: all operations so far; a test may clear the list.
        clock: the clock that operations advance; None for none.
    """

    def __init__(self, size: int) -> None:
        self.data = bytearray([_ERASED]) * size
        self.operations: list[Operation] = []
        self.clock: VirtualClock | None = None

    def erase(self, address: int) -> None:
        """Erases a sector. A power cut during it leaves neither the old content nor ones."""
        self._do(Operation(address, None), ERASE_US)

    def program(self, address: int, data: bytes) -> None:
        """Programs a page. A power cut during it leaves a part of it."""
        self._do(Operation(address, data), PROGRAM_US)

    def _do(self, operation: Operation, duration_us: int) -> None:
        self.operations.append(operation)
        begin(self.data, operation)
        if self.clock:
            self.clock.advance(duration_us)  # the power may fail here
        complete(self.data, operation)


def begin(memory: bytearray, operation: Operation) -> None:
    """Changes the memory to its state in the middle of an operation."""
    address, data = operation
    if data is None:
        # Cells erase at different speeds: some read as erased already, some as before, some as neither.
        for i in range(address, address + SECTOR_BYTES):
            memory[i] |= (i * 2_654_435_761 >> 7) & 0xFF
    else:
        complete(memory, Operation(address, data[: len(data) // 2]))


def complete(memory: bytearray, operation: Operation) -> None:
    """Changes the memory to its state after an operation."""
    address, data = operation
    if data is None:
        memory[address : address + SECTOR_BYTES] = bytes([_ERASED]) * SECTOR_BYTES
    else:
        place = slice(address, address + len(data))
        left = int.from_bytes(memory[place], "big") & int.from_bytes(data, "big")
        memory[place] = left.to_bytes(len(data), "big")


class BlockDevice(Protocol):
    """A flash as the file system sees it: blocks of 512 bytes."""

    chip: FlashChip

    def read(self, block: int) -> bytes:
        """One block."""

    def write(self, block: int, data: bytes) -> None:
        """One or more blocks from ``block`` on."""

    def sync(self) -> None:
        """Writes what is cached to the chip."""


class InternalFlash:
    """The flash of an RP2040: one sector is cached and written by the next write, read or sync."""

    def __init__(self, chip: FlashChip) -> None:
        self.chip = chip
        self._cache: bytearray | None = None
        self._address = 0

    def read(self, block: int) -> bytes:
        """One block."""
        self.sync()
        return bytes(self.chip.data[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES])

    def write(self, block: int, data: bytes) -> None:
        """One or more blocks; each call first writes the sector that was cached before."""
        for i in range(0, len(data), BLOCK_BYTES):
            address = block * BLOCK_BYTES + i
            sector = address - address % SECTOR_BYTES
            if i == 0 or sector != self._address or self._cache is None:
                self.sync()
                self._cache = self.chip.data[sector : sector + SECTOR_BYTES]
                self._address = sector
            self._cache[address - sector : address - sector + BLOCK_BYTES] = data[i : i + BLOCK_BYTES]

    def sync(self) -> None:
        """Erases and programs the cached sector."""
        if self._cache is not None:
            cache, self._cache = self._cache, None
            self.chip.erase(self._address)
            for i in range(0, SECTOR_BYTES, PAGE_BYTES):
                self.chip.program(self._address + i, bytes(cache[i : i + PAGE_BYTES]))


class SpiFlash:
    """The flash of an nRF52840 board: blocks on erased flash are programmed at once, others cached."""

    def __init__(self, chip: FlashChip) -> None:
        self.chip = chip
        self._address = -1
        self._cached: dict[int, bytes] = {}

    def read(self, block: int) -> bytes:
        """One block."""
        address = block * BLOCK_BYTES
        sector = address - address % SECTOR_BYTES
        if sector == self._address and (address - sector) // BLOCK_BYTES in self._cached:
            return self._cached[(address - sector) // BLOCK_BYTES]
        return bytes(self.chip.data[address : address + BLOCK_BYTES])

    def write(self, block: int, data: bytes) -> None:
        """One or more blocks."""
        for i in range(0, len(data), BLOCK_BYTES):
            self._write(block + i // BLOCK_BYTES, bytes(data[i : i + BLOCK_BYTES]))

    def _write(self, block: int, data: bytes) -> None:
        address = block * BLOCK_BYTES
        sector = address - address % SECTOR_BYTES
        index = (address - sector) // BLOCK_BYTES
        if sector != self._address or index in self._cached:
            if self.chip.data[address : address + BLOCK_BYTES] == bytes([_ERASED]) * BLOCK_BYTES:
                self._program(address, data)
                return
            self.sync()
            self._address = sector
        self._cached[index] = data

    def sync(self) -> None:
        """Erases the cached sector and programs it; blocks that were not written keep their content."""
        if self._cached:
            address, cached = self._address, self._cached
            old = bytes(self.chip.data[address : address + SECTOR_BYTES])
            self.chip.erase(address)
            for index in range(_BLOCKS):
                self._program(
                    address + index * BLOCK_BYTES,
                    cached.get(index, old[index * BLOCK_BYTES : (index + 1) * BLOCK_BYTES]),
                )
        self._address = -1
        self._cached = {}

    def _program(self, address: int, data: bytes) -> None:
        if data != bytes([_ERASED]) * len(data):
            for i in range(0, len(data), PAGE_BYTES):
                self.chip.program(address + i, data[i : i + PAGE_BYTES])
