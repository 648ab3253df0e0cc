"""The I2C controller that ``busio.I2C`` gives a program.

Every transfer takes as long as its bits: nine per byte (eight and the acknowledge), one each for start,
repeated start and stop. A device sends from the time of its first data byte on and knows the duration of a
byte, so what changes in it during the transfer shows in the later bytes.
"""

import errno
import sys

from heeldrive_lab.virtual_board.bus import BusDevice, Wires

_BITS_PER_BYTE = 9
_MAX_HZ = 1_000_000  # ports/raspberrypi/common-hal/busio/I2C.c refuses a higher frequency


class I2CController:
    """A controller with the methods and errors of CircuitPython's ``busio.I2C``.

    Args:
        wires: the bus.
        frequency: clock, Hz, 1 to 1 000 000.

    Raises:
        ValueError: another controller has claimed the pins, or the frequency is out of range.
        RuntimeError: a line is low at rest: it is held low, or no board with pull-ups is plugged in.
    """

    def __init__(self, wires: Wires, frequency: int = 100_000) -> None:
        if wires.in_use:
            raise ValueError("SCL in use")
        if not 1 <= frequency <= _MAX_HZ:
            raise ValueError(f"frequency must be 1-{_MAX_HZ}, not {frequency}")
        if not wires.pulled_up(wires.clock.now_us):
            raise RuntimeError("No pull up found on SDA or SCL; check your wiring")
        wires.in_use = True
        self._wires = wires
        self._clock = wires.clock
        self._bit_us = 1_000_000 / frequency
        self._byte_us = _BITS_PER_BYTE * self._bit_us
        self._known_durations_us: dict[tuple[int, int], tuple[int, int]] = {}
        self._open = True
        self._locked = False

    def deinit(self) -> None:
        """Releases the pins. A second call does nothing."""
        if self._open:
            self._open = False
            self._locked = False
            self._wires.in_use = False

    def __enter__(self) -> "I2CController":
        return self

    def __exit__(self, *_: object) -> None:
        self.deinit()

    def try_lock(self) -> bool:
        """Takes the lock; False if it is taken already or the controller is closed."""
        if self._locked or not self._open:
            return False
        self._locked = True
        return True

    def unlock(self) -> None:
        """Releases the lock."""
        self._locked = False

    def scan(self) -> list[int]:
        """Probes 0x08..0x77 and returns the addresses that answer (needs the lock)."""
        self._check()
        start_us = self._clock.now_us
        self._clock.advance(round(112 * (self._byte_us + 2 * self._bit_us)))
        return self._wires.addresses(start_us) if self._wires.pulled_up(start_us) else []

    def writeto(
        self, address: int, buffer: bytes | bytearray, *, start: int = 0, end: int = sys.maxsize
    ) -> None:
        """Writes ``buffer[start:end]``; an empty write is a probe (needs the lock).

        Raises:
            OSError: see ``Wires.device_at``.
        """
        self._check()
        device = self._wires.device_at(address, self._byte_us)
        data = bytes(buffer[start:end])
        end_us = self._clock.advance(round(2 * self._bit_us + (1 + len(data)) * self._byte_us))
        if data:
            device.receive(data, end_us)

    def readfrom_into(
        self, address: int, buffer: bytearray, *, start: int = 0, end: int = sys.maxsize
    ) -> None:
        """Fills ``buffer[start:end]`` (needs the lock).

        Raises:
            OSError: see ``Wires.device_at``.
        """
        self._check()
        device = self._wires.device_at(address, self._byte_us)
        end = min(end, len(buffer))
        data_us = self._clock.advance(round(self._bit_us + self._byte_us))
        self._receive(device, buffer, start, end - start, data_us)
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

        Between them is a repeated start, no stop. The two may be the same buffer.

        Raises:
            OSError: see ``Wires.device_at``.
        """
        if not self._locked:
            self._check()
        device = self._wires.device_at(address, self._byte_us)
        data = bytes(out_buffer[out_start:out_end])
        in_end = min(in_end, len(in_buffer))
        count = in_end - in_start
        known_us = self._known_durations_us.get((len(data), count))
        until_data_us, from_data_us = known_us or self._durations_us(len(data), count)
        data_us = self._clock.advance(until_data_us)
        device.receive(data, data_us)
        self._receive(device, in_buffer, in_start, count, data_us)
        self._clock.advance(from_data_us)

    def _receive(self, device: BusDevice, into: bytearray, start: int, count: int, data_us: int) -> None:
        """Copies the device's bytes; those before a fault count as read for the device."""
        whole = self._wires.whole_bytes(count, data_us, self._byte_us)
        into[start : start + whole] = device.send(whole, data_us, self._byte_us) if whole else b""
        if whole < count:
            self._clock.advance(round(self._bit_us + (whole + 1) * self._byte_us))
            raise OSError(errno.EIO, "Input/output error")

    def _durations_us(self, written: int, read: int) -> tuple[int, int]:
        """Duration of a transfer with a repeated start: before its first byte read, and from then on."""
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
