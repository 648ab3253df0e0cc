"""The sensor at rest: it feels for motion by itself, at a fiftieth of its current, and says so when it comes.

Sources: LSM6DSOX datasheet DS12814, LSM6DS3TR-C datasheet DS11889, LSM6DS33 datasheet DocID027423: registers
WAKE_UP_THS (5Bh), WAKE_UP_DUR (5Ch), MD1_CFG (5Eh) and WAKE_UP_SRC (1Bh) are the same in all three. What
latches the interrupt and what enables it is not.
"""

import time

from micropython import const

_CTRL1_XL = const(0x10)
_WAKE_UP_SRC = const(0x1B)
_MOVED = const(0x08)  # WU_IA
# 12.5 Hz and +-2 g. A thigh that turns by 4 degrees within a sample, or is jolted by 63 mg, passes the
# threshold: the chip takes half the difference of two samples. Noise is 1.8 mg (low-power mode).
_FEELING = const(0x10)

_TO_REST = (
    b"\x0a\x00",  # FIFO: bypass
    b"\x11\x00",  # CTRL2_G: the gyroscope off, which draws most
    b"\x10\x00",  # CTRL1_XL: off, for the mode may only change then
    b"\x15\x10",  # CTRL6_C: XL_HM_MODE, low power
    b"\x5b\x01",  # WAKE_UP_THS: 1/64 of 2 g
    b"\x5c\x00",  # WAKE_UP_DUR: one sample beyond is enough
    b"\x10\x10",  # CTRL1_XL: _FEELING
    b"\x5e\x20",  # MD1_CFG: wake-up on INT1
)
# Latched until WAKE_UP_SRC is read, by WHO_AM_I. Bit 7 of TAP_CFG (58h) enables the interrupts of the
# LSM6DS3TR-C and the LSM6DSOX; in the LSM6DS33, where they always are, it would start the time stamps.
_LATCH = {0x69: (b"\x58\x01",), 0x6A: (b"\x58\x81",), 0x6C: (b"\x56\x41", b"\x58\x80")}
_NOTHING_ROUTED = (b"\x5e\x00", b"\x58\x00")
_SETTLE_S = 0.3  # of the first samples at another range and rate one differs from the last before


class WakeUp:
    """Lets a sensor feel for motion.

    Args:
        bus: the ``Bus`` it hangs on.
    """

    def __init__(self, bus):
        self._bus = bus
        self._address = 0
        self._source = bytes((_WAKE_UP_SRC,))
        self._control = bytes((_CTRL1_XL,))
        self._answer = bytearray(1)

    def arm(self, address, who_am_i):
        """Puts the sensor to rest: no more samples, but INT1 goes high when it moves. Takes 0.3 s.

        Raises:
            OSError: no answer.
        """
        self._address = address
        for data in _TO_REST + _LATCH[who_am_i]:
            self._bus.write(address, data)
        time.sleep(_SETTLE_S)
        self.moved()  # lets the interrupt go that settling may have set

    def moved(self):
        """Whether the sensor moved since it was asked last, or lost its settings; lets INT1 go.

        Raises:
            OSError: no answer.
        """
        answer = self._answer
        self._bus.read(self._address, self._control, answer)
        if answer[0] != _FEELING:
            return True  # its power failed for a moment: it would feel nothing more
        self._bus.read(self._address, self._source, answer)
        return bool(answer[0] & _MOVED)

    def disarm(self):
        """Ends that. The sampler sets up the rest.

        Raises:
            OSError: no answer.
        """
        for data in _NOTHING_ROUTED:
            self._bus.write(self._address, data)

    def switch_off(self, address):
        """Stops the sensor altogether, if it answers."""
        try:
            self._bus.write(address, b"\x11\x00")
            self._bus.write(address, b"\x10\x00")
        except OSError:
            pass  # unplugged: it draws nothing
