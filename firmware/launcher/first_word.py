"""Writes SOS on the digits with nothing of a release: for when none can be started.

It reads the same upside down. On every known board the digits hang on the usual I2C bus.
"""

import board

try:
    i2c = board.I2C()
    i2c.try_lock()
    for data in (b"\x21", b"\x81", b"\xe3", b"\0\x6d\0\x3f\0\0\0\x6d\0\0\0\0\0\0\0\0\0"):
        i2c.writeto(0x70, data)  # HT16K33: oscillator on, lit, a quarter of the brightness, its RAM
except (OSError, RuntimeError, ValueError):
    pass  # no digits: the console says it
