"""What the two kinds of FIFO in the LSM6DS family have in common.

Modes with a trigger, compression, time stamps and temperature are not modelled: enabling them raises
``NotModelled``.
"""

from typing import Protocol

from heeldrive_lab.virtual_board import lsm6ds_registers as reg

BYPASS, STOP_WHEN_FULL, CONTINUOUS = 0, 1, 6  # FIFO_MODE[2:0] of both chips


class NotModelled(BaseException):
    """The firmware used what this model lacks. Not an ``Exception``: it is no fault of the board."""


def decimation(sensor_code: int, batch_code: int) -> int:
    """One in this many samples of a sensor is batched; each step of the ODR codes doubles the rate."""
    steps = _octave(sensor_code) - _octave(batch_code)
    return 1 << max(0, steps)


def _octave(code: int) -> int:
    return -2 if code == reg.ODR_1HZ6 else code


class FifoModel(Protocol):
    """A FIFO as its chip uses it."""

    running: bool

    def reset(self) -> None:
        """Power-on state: bypass, empty."""

    def configure(self, registers: bytearray, odr_accel: int, odr_gyro: int) -> None:
        """Applies the control registers and both sensors' ODR codes."""

    def push(self, gyro: bytes | None, accel: bytes | None) -> None:
        """Stores the samples of one instant: six bytes of each sensor that has new data."""

    def slip(self) -> None:
        """Loses its oldest word."""

    def read(self, address: int) -> int | None:
        """Reads the byte at a FIFO register, with its side effects; None for other addresses."""

    def read_words(self, address: int, count: int) -> bytes | None:
        """``count`` bytes of whole words at once; None if the burst does not start and end with a word."""

    def after(self, address: int) -> int:
        """The next address in a burst; the data registers wrap around."""
