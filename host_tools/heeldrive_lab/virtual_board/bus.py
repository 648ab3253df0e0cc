"""The wires of an I2C bus, the devices on them, and the faults they can have."""

import errno
from collections.abc import Mapping
from typing import Protocol

from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.faults import Spans

_NO_FAULT = Spans()
_STUCK_TIMEOUT_US = 1_000_000  # ports/raspberrypi/common-hal/busio/I2C.c: BUS_TIMEOUT_US


class BusDevice(Protocol):
    """A chip on the bus."""

    def receive(self, data: bytes, at_us: int) -> None:
        """Takes the bytes of one write, which ended at virtual time ``at_us``."""

    def send(self, count: int, at_us: int, byte_us: float) -> bytes:
        """Returns ``count`` bytes; byte n is transferred at ``at_us + n * byte_us``."""


class Wires:
    """SCL and SDA with the devices on them.

    Args:
        clock: the board's; failed transfers advance it.
        devices: by 7-bit address.
        errors: when transfers fail.
        stuck: when the data line is held low.
        absent: by address, when that device is unplugged.

    Attributes:
        clock: the board's.
        in_use: whether a controller has claimed the pins.
        powered: whether the devices have their supply; some boards switch it.
    """

    def __init__(
        self,
        clock: VirtualClock,
        devices: Mapping[int, BusDevice],
        errors: Spans = _NO_FAULT,
        stuck: Spans = _NO_FAULT,
        absent: Mapping[int, Spans] | None = None,
    ) -> None:
        self.clock = clock
        self.in_use = False
        self.powered = True
        self._devices = dict(devices)
        self._errors = errors
        self._stuck = stuck
        self._absent = {address: spans for address, spans in (absent or {}).items() if spans}
        self._faultless = not (errors or stuck or self._absent)

    def addresses(self, at_us: int) -> list[int]:
        """The addresses that would answer at ``at_us``, lowest first."""
        return sorted(address for address in self._devices if not self._missing(address, at_us))

    def pulled_up(self, at_us: int) -> bool:
        """Whether both lines are high at rest. The pull-up resistors are on the devices' own boards."""
        return bool(self.addresses(at_us)) and not self._stuck.covers(at_us)

    def device_at(self, address: int, byte_us: float) -> BusDevice:
        """The device that acknowledges ``address`` now.

        Raises:
            OSError: ENODEV no device answers, EIO the transfer fails, ETIMEDOUT the data line stays low; each
                after the time it takes on a board.
        """
        if self._faultless and self.powered:
            device = self._devices.get(address)
            if device:
                return device
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
        return self._devices[address]

    def whole_bytes(self, count: int, from_us: int, byte_us: float) -> int:
        """How many of ``count`` bytes from ``from_us`` on are transferred before transfers begin to fail."""
        if self._faultless:
            return count
        broken_us = self._errors.first_start_us(from_us, from_us + count * byte_us)
        return count if broken_us is None else int((broken_us - from_us) / byte_us)

    def _missing(self, address: int, at_us: int) -> bool:
        if address not in self._devices or not self.powered:
            return True
        return address in self._absent and self._absent[address].covers(at_us)
