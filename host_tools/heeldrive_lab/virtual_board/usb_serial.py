"""A serial port over USB as CircuitPython's ``usb_cdc.Serial``, and the computer at its other end.

Source: CircuitPython 10, shared-module/usb_cdc/Serial.c, and TinyUSB's cdc_device.c: bytes wait in a FIFO
that USB empties while the computer reads; without a reader (DTR low) what is written is discarded.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from heeldrive_lab.virtual_board.clock import NEVER_US, VirtualClock

FIFO_BYTES = 256
"""Capacity for bytes that wait for the computer. Builds differ; this is a small one."""

_BYTES_PER_MS = 64  # one packet per millisecond: a slow host on a full-speed bus
_CALL_US = 30  # one method call on an RP2040
_POLL_US = 1000  # period at which a waiting call polls


class Computer(Protocol):
    """The computer at the other end of a port; times are virtual ms."""

    def is_open(self, now_ms: float) -> bool:
        """Whether a program has it open."""

    def take(self, now_ms: float, data: bytes) -> int:
        """Offers bytes from the board. Returns how many it reads now."""

    def typed(self, now_ms: float) -> bytes:
        """What it has sent since the last call."""


class Terminal:
    """A computer that follows a script on the virtual clock.

    Args:
        opens_ms: (from, to) of each time a program has the port open, virtual ms; to is None for no end.
        stalls_ms: (from, to) of each time that program does not read.
        types: (virtual ms, text) of each message it sends, in order.

    Attributes:
        received: (virtual ms, bytes) in order.
    """

    def __init__(
        self,
        opens_ms: Sequence[tuple[float, float | None]] = ((0, None),),
        stalls_ms: Sequence[tuple[float, float | None]] = (),
        types: Sequence[tuple[float, str]] = (),
    ) -> None:
        self._opens_ms = opens_ms
        self._stalls_ms = stalls_ms
        self._types = list(types)
        self.received: list[tuple[float, bytes]] = []

    @property
    def text(self) -> bytes:
        """All it received."""
        return b"".join(data for _, data in self.received)

    def is_open(self, now_ms: float) -> bool:
        """Whether a program has it open."""
        return _within(self._opens_ms, now_ms)

    def take(self, now_ms: float, data: bytes) -> int:
        """Reads all, or nothing while it stalls."""
        if _within(self._stalls_ms, now_ms):
            return 0
        self.received.append((now_ms, data))
        return len(data)

    def typed(self, now_ms: float) -> bytes:
        """What was typed by now."""
        due = [text for ms, text in self._types if ms <= now_ms]
        del self._types[: len(due)]
        return "".join(due).encode("utf-8", "surrogateescape")


class UsbSerial:
    """``usb_cdc.Serial``.

    Args:
        clock: the board's.
        plugged: whether the computer has enumerated the board.
        computer: the other end; None if no program opens the port.
    """

    def __init__(self, clock: VirtualClock, plugged: Callable[[], bool], computer: Computer | None) -> None:
        self._clock = clock
        self._plugged = plugged
        self._computer = computer
        self._out = bytearray()
        self._in = bytearray()
        self._transferred_us = 0
        self._open = False
        self.timeout: float | None = None
        self.write_timeout: float | None = None

    @property
    def connected(self) -> bool:
        """Whether a program on the computer has the port open."""
        self._transfer()
        return self._open

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read."""
        self._transfer()
        return len(self._in)

    @property
    def out_waiting(self) -> int:
        """Bytes the computer has not read."""
        self._transfer()
        return len(self._out)

    def write(self, buf: bytes | bytearray | memoryview | str) -> int:
        """Writes what fits; waits up to ``write_timeout`` seconds for room, without limit if None."""
        if isinstance(buf, str):
            raise TypeError("string not supported; use bytes or bytearray")
        return self._write(bytes(buf), self.write_timeout)

    def write_all(self, data: bytes) -> None:
        """What ``print`` does: waits until all fits into the FIFO or the computer has closed the port."""
        self._write(data, None)

    def _write(self, data: bytes, timeout_s: float | None) -> int:
        self._clock.advance(_CALL_US)
        left = data
        until_us = self._until_us(timeout_s)
        while True:
            self._transfer()
            room = FIFO_BYTES - len(self._out) if self._open else len(left)
            if self._open:
                self._out += left[:room]
            left = left[room:]
            if not left or self._clock.now_us >= until_us:
                return len(data) - len(left)
            self._clock.advance(_POLL_US)

    def readinto(self, buf: bytearray | memoryview) -> int:
        """Reads up to ``len(buf)`` bytes; waits up to ``timeout`` s for them, without limit if None."""
        self._clock.advance(_CALL_US)
        until_us = self._until_us(self.timeout)
        while self.in_waiting < len(buf) and self._clock.now_us < until_us:
            self._clock.advance(_POLL_US)
        count = min(len(buf), len(self._in))
        buf[:count] = self._in[:count]
        del self._in[:count]
        return count

    def reset_input_buffer(self) -> None:
        """Drops what the program has not read."""
        self._transfer()
        self._in.clear()

    def reset_output_buffer(self) -> None:
        """Drops what the computer has not read."""
        self._out.clear()

    def drain(self) -> None:
        """Delivers what waits after the program has ended: USB still runs, and the computer may read."""
        if self._computer is not None and self._open and self._out:
            del self._out[: self._computer.take(self._clock.now_us / 1000, bytes(self._out))]

    def _until_us(self, timeout_s: float | None) -> int:
        return NEVER_US if timeout_s is None else self._clock.now_us + round(timeout_s * 1_000_000)

    def _transfer(self) -> None:
        """Moves what USB transfers in the whole milliseconds since the last call."""
        now_us = self._clock.now_us
        passed_ms = (now_us - self._transferred_us) // 1000
        if self._computer is None or not passed_ms:
            return
        self._transferred_us = now_us
        now_ms = now_us / 1000
        self._open = self._plugged() and self._computer.is_open(now_ms)
        if self._open:
            if len(self._in) < FIFO_BYTES:  # else the computer must wait
                self._in += self._computer.typed(now_ms)
            if self._out:
                most = passed_ms * _BYTES_PER_MS
                del self._out[: self._computer.take(now_ms, bytes(self._out[:most]))]


def _within(spans_ms: Sequence[tuple[float, float | None]], now_ms: float) -> bool:
    return any(start <= now_ms and (end is None or now_ms < end) for start, end in spans_ms)
