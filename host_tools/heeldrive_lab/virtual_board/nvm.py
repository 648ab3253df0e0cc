"""The memory that survives power cycles: ``microcontroller.nvm``."""

from typing import overload

from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.flash import ERASE_US, PAGE_BYTES, PROGRAM_US, SECTOR_BYTES

_WRITE_US = (
    ERASE_US + SECTOR_BYTES // PAGE_BYTES * PROGRAM_US
)  # each assignment erases and writes a whole page


class Nvm:
    """Bytes whose number never changes. Each assignment takes the time of a page of flash.

    Args:
        memory: the bytes; they outlive the run.
        clock: the board's.
    """

    def __init__(self, memory: bytearray, clock: VirtualClock) -> None:
        self._memory = memory
        self._clock = clock

    def __len__(self) -> int:
        return len(self._memory)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> bytearray: ...
    def __getitem__(self, place: int | slice) -> int | bytearray:
        return self._memory[place]

    @overload
    def __setitem__(self, place: int, value: int) -> None: ...
    @overload
    def __setitem__(self, place: slice, value: bytes) -> None: ...
    def __setitem__(self, place: int | slice, value: int | bytes) -> None:
        if isinstance(place, slice):
            assert isinstance(value, bytes)
            if len(self._memory[place]) != len(value):
                raise ValueError("Slice and value different lengths.")
            self._memory[place] = value
        else:
            assert isinstance(value, int)
            self._memory[place] = value
        self._clock.advance(_WRITE_US)
