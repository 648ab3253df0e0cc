"""The I2C bus: wires with chips on them, and the controller that ``busio.I2C`` is.

Every transfer takes the time the bits take: nine a byte (eight and the acknowledge), one each for start,
repeated start and stop. A chip is asked when its first data byte passes and told how long a byte takes: what
changes in it meanwhile shows in the later bytes.
"""

import errno
import sys
from collections.abc import Mapping
from typing import Protocol

from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.faults import Spans

_NO_FAULT = Spans()
_BITS_A_BYTE = 9
_STUCK_TIMEOUT_US = 1_000_000  # ports/raspberrypi/common-hal/busio/I2C.c: BUS_TIMEOUT_US
_MOST_HZ = 1_000_000  # the same file: a higher frequency is refused


class Chip(Protocol):
    """What hangs on the bus."""

    def receive(self, data: bytes, at_us: int) -> None:
        """Takes the bytes of one write."""

    def send(self, count: int, at_us: int, byte_us: float) -> bytes:
        """Gives ``count`` bytes; byte n passes at ``at_us + n * byte_us``."""


class Wires:
    """SCL and SDA with the chips on them.

    Args:
        clock: pays for the transfers.
        chips: by 7-bit address.
        errors: when transfers fail.
        stuck: when the data line is held low.
        absent: when the chip at an address is unplugged.

    Attributes:
        clock: pays for the transfers.
        in_use: whether a controller holds the pins.
        powered: whether the chips have their supply; some boards switch it.
    """

    def __init__(
        self,
        clock: VirtualClock,
        chips: Mapping[int, Chip],
        errors: Spans = _NO_FAULT,
        stuck: Spans = _NO_FAULT,
        absent: Mapping[int, Spans] | None = None,
    ) -> None:
        self.clock = clock
        self.in_use = False
        self.powered = True
        self._chips = dict(chips)
        self._errors = errors
        self._stuck = stuck
        self._absent = {address: spans for address, spans in (absent or {}).items() if spans}
        self._faultless = not (errors or stuck or self._absent)

    def addresses(self, at_us: int) -> list[int]:
        """Who would answer at ``at_us``, lowest first."""
        return sorted(address for address in self._chips if not self._missing(address, at_us))

    def pulled_up(self, at_us: int) -> bool:
        """Whether both lines are high at rest. The pull-up resistors sit on the chips' own boards."""
        return bool(self.addresses(at_us)) and not self._stuck.covers(at_us)

    def chip_at(self, address: int, byte_us: float) -> Chip:
        """The chip that acknowledges ``address`` now.

        Raises:
            OSError: ENODEV nobody does, EIO the transfer fails, ETIMEDOUT the data line stays low; each after
                the time it takes.
        """
        if self._faultless and self.powered:
            chip = self._chips.get(address)
            if chip:
                return chip
        now_us = self.clock.now_us
        if self._stuck.covers(now_us):
            self.clock.advance(_STUCK_TIMEOUT_US)
            raise OSError(errno.ETIMEDOUT, "the data line is held low")
        if self._errors.covers(now_us):
            self.clock.advance(round(byte_us))
            raise OSError(errno.EIO, "Input/output error")
        if self._missing(address, now_us):
            self.clock.advance(round(byte_us))
            raise OSError(errno.ENODEV, f"No such device at 0x{address:02x}")
        return self._chips[address]

    def whole_bytes(self, count: int, from_us: int, byte_us: float) -> int:
        """How many of ``count`` bytes from ``from_us`` on pass before transfers begin to fail."""
        if self._faultless:
            return count
        broken_us = self._errors.first_start_us(from_us, from_us + count * byte_us)
        return count if broken_us is None else int((broken_us - from_us) / byte_us)

    def _missing(self, address: int, at_us: int) -> bool:
        if address not in self._chips or not self.powered:
            return True
        return address in self._absent and self._absent[address].covers(at_us)


class I2C:
    """A controller on the wires, called as CircuitPython's ``busio.I2C`` is, with the same errors.

    Args:
        wires: the bus.
        frequency: clock in Hz.

    Raises:
        ValueError: another controller holds the pins, or the frequency is too high.
        RuntimeError: a line is low at rest: held low, or no board with pull-ups is plugged in.
    """

    def __init__(self, wires: Wires, frequency: int = 100_000) -> None:
        if wires.in_use:
            raise ValueError("SCL in use")
        if not 1 <= frequency <= _MOST_HZ:
            raise ValueError(f"frequency must be 1-{_MOST_HZ}, not {frequency}")
        if not wires.pulled_up(wires.clock.now_us):
            raise RuntimeError("No pull up found on SDA or SCL; check your wiring")
        wires.in_use = True
        self._wires = wires
        self._clock = wires.clock
        self._bit_us = 1_000_000 / frequency
        self._byte_us = _BITS_A_BYTE * self._bit_us
        self._known_durations_us: dict[tuple[int, int], tuple[int, int]] = {}
        self._open = True
        self._locked = False

    def deinit(self) -> None:
        """Gives the pins back. A second time does nothing."""
        if self._open:
            self._open = False
            self._locked = False
            self._wires.in_use = False

    def __enter__(self) -> "I2C":
        return self

    def __exit__(self, *_: object) -> None:
        self.deinit()

    def try_lock(self) -> bool:
        """Takes the lock; False when it is taken or the controller is closed."""
        if self._locked or not self._open:
            return False
        self._locked = True
        return True

    def unlock(self) -> None:
        """Gives the lock back."""
        self._locked = False

    def scan(self) -> list[int]:
        """The addresses that answer, after asking 0x08..0x77 each (needs the lock)."""
        self._check()
        start_us = self._clock.now_us
        self._clock.advance(round(112 * (self._byte_us + 2 * self._bit_us)))
        return self._wires.addresses(start_us) if self._wires.pulled_up(start_us) else []

    def writeto(
        self, address: int, buffer: bytes | bytearray, *, start: int = 0, end: int = sys.maxsize
    ) -> None:
        """Writes ``buffer[start:end]``; an empty one asks whether anybody is there (needs the lock).

        Raises:
            OSError: see ``Wires.chip_at``.
        """
        self._check()
        chip = self._wires.chip_at(address, self._byte_us)
        data = bytes(buffer[start:end])
        end_us = self._clock.advance(round(2 * self._bit_us + (1 + len(data)) * self._byte_us))
        if data:
            chip.receive(data, end_us)

    def readfrom_into(
        self, address: int, buffer: bytearray, *, start: int = 0, end: int = sys.maxsize
    ) -> None:
        """Fills ``buffer[start:end]`` (needs the lock).

        Raises:
            OSError: see ``Wires.chip_at``.
        """
        self._check()
        chip = self._wires.chip_at(address, self._byte_us)
        end = min(end, len(buffer))
        data_us = self._clock.advance(round(self._bit_us + self._byte_us))
        self._receive(chip, buffer, start, end - start, data_us)
        self._clock.advance(round(self._bit_us + (end - start) * self._byte_us))

    def writeto_then_readfrom(
        self,
        address: int,
        out_buffer: bytes | bytearray,
        in_buffer: bytearray,
        *,
        out_start: int = 0,
        out_end: int = sys.maxsize,
        in_start: int = 0,
        in_end: int = sys.maxsize,
    ) -> None:
        """Writes ``out_buffer[out_start:out_end]``, fills ``in_buffer[in_start:in_end]`` (needs the lock).

        There is no stop between, only a repeated start. The two may be the same buffer.

        Raises:
            OSError: see ``Wires.chip_at``.
        """
        if not self._locked:
            self._check()
        chip = self._wires.chip_at(address, self._byte_us)
        data = bytes(out_buffer[out_start:out_end])
        in_end = min(in_end, len(in_buffer))
        count = in_end - in_start
        known_us = self._known_durations_us.get((len(data), count))
        until_data_us, from_data_us = known_us or self._durations_us(len(data), count)
        data_us = self._clock.advance(until_data_us)
        chip.receive(data, data_us)
        self._receive(chip, in_buffer, in_start, count, data_us)
        self._clock.advance(from_data_us)

    def _receive(self, chip: Chip, into: bytearray, start: int, count: int, data_us: int) -> None:
        """The chip's bytes; it has given those that passed before a fault, and counts them as read."""
        whole = self._wires.whole_bytes(count, data_us, self._byte_us)
        into[start : start + whole] = chip.send(whole, data_us, self._byte_us) if whole else b""
        if whole < count:
            self._clock.advance(round(self._bit_us + (whole + 1) * self._byte_us))
            raise OSError(errno.EIO, "Input/output error")

    def _durations_us(self, written: int, read: int) -> tuple[int, int]:
        """What a transfer with a repeated start takes until its first byte read, and from then on."""
        until_data_us = round(2 * self._bit_us + (2 + written) * self._byte_us)
        from_data_us = round(self._bit_us + read * self._byte_us)
        self._known_durations_us[written, read] = until_data_us, from_data_us
        return until_data_us, from_data_us

    def _check(self) -> None:
        if self._locked:
            return
        if not self._open:
            raise ValueError("Object has been deinitialized and can no longer be used. Create a new object.")
        raise RuntimeError("Function requires lock")
