"""The sensor's own motion detection: at a fiftieth of its current it waits for motion and signals it.

Sources: LSM6DSOX datasheet DS12814, LSM6DS3TR-C datasheet DS11889, LSM6DS33 datasheet DocID027423: registers
WAKE_UP_THS (5Bh), WAKE_UP_DUR (5Ch), MD1_CFG (5Eh) and WAKE_UP_SRC (1Bh) are the same in all three; the bits
that latch and enable the interrupt differ.
"""

import time

from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.bus import Bus
except ImportError:
    pass

_CTRL1_XL = const(0x10)
_WAKE_UP_SRC = const(0x1B)
_MOVED = const(0x08)  # WU_IA
# 12.5 Hz and +-2 g. A thigh that turns by 4 degrees within a sample, or is jolted by 63 mg, passes the
# threshold: the chip compares half the difference of two samples. Noise is 1.8 mg (low-power mode).
_LOW_POWER = const(0x10)

_TO_REST = const(
    (
        b"\x0a\x00",  # FIFO: bypass
        b"\x11\x00",  # CTRL2_G: gyroscope off, which draws most
        b"\x10\x00",  # CTRL1_XL: off, because the mode may only change then
        b"\x15\x10",  # CTRL6_C: XL_HM_MODE, low power
        b"\x5b\x01",  # WAKE_UP_THS: 1/64 of 2 g
        b"\x5c\x00",  # WAKE_UP_DUR: one sample over the threshold is enough
        b"\x10\x10",  # CTRL1_XL: _LOW_POWER
        b"\x5e\x20",  # MD1_CFG: wake-up on INT1
    )
)
# Latches the interrupt until WAKE_UP_SRC is read. Bit 7 of TAP_CFG (58h) enables the interrupts of the
# LSM6DS3TR-C and the LSM6DSOX; in the LSM6DS33, where they always are, it would start the time stamps.
_LATCH_LSM6DS33 = const((b"\x58\x01",))
_LATCH_LSM6DS3TRC = const((b"\x58\x81",))
_LATCH_LSM6DSOX = const((b"\x56\x41", b"\x58\x80"))
_NOTHING_ROUTED = const((b"\x5e\x00", b"\x58\x00"))
_SETTLE_S = const(0.3)  # the first samples at another range and rate differ from the last one before


class MotionWakeup:
    """Uses the sensor's motion detection to wake the board.

    Args:
        bus: the ``Bus`` it is on.
    """

    def __init__(self, bus: "Bus") -> None:
        self._bus = bus
        self._address = 0
        self._source = bytes((_WAKE_UP_SRC,))
        self._control = bytes((_CTRL1_XL,))
        self._answer = bytearray(1)

    def arm(self, address: int, who_am_i: int) -> None:
        """Stops the samples; INT1 goes high when the sensor moves. Takes 0.3 s.

        Raises:
            OSError: no answer.
        """
        self._address = address
        latch = {0x69: _LATCH_LSM6DS33, 0x6A: _LATCH_LSM6DS3TRC, 0x6C: _LATCH_LSM6DSOX}[who_am_i]
        for data in _TO_REST:
            self._bus.write(address, data)
        for data in latch:
            self._bus.write(address, data)
        time.sleep(_SETTLE_S)
        self.moved()  # clears the interrupt that settling may have set

    def moved(self) -> bool:
        """Whether the sensor moved since the last call, or lost its settings; clears INT1.

        Raises:
            OSError: no answer.
        """
        answer = self._answer
        self._bus.read(self._address, self._control, answer)
        if answer[0] != _LOW_POWER:
            return True  # its power failed for a moment: it would not detect motion any more
        self._bus.read(self._address, self._source, answer)
        return bool(answer[0] & _MOVED)

    def disarm(self) -> None:
        """Ends motion detection. The sampler restores the other registers.

        Raises:
            OSError: no answer.
        """
        for data in _NOTHING_ROUTED:
            self._bus.write(self._address, data)

    def switch_off(self, address: int) -> None:
        """Turns gyroscope and accelerometer off, if the sensor answers."""
        try:
            self._bus.write(address, b"\x11\x00")
            self._bus.write(address, b"\x10\x00")
        except OSError:
            pass  # unplugged: it draws nothing
