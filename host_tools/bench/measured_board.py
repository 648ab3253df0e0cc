"""The part of the heap measurement that runs on a MicroPython for 32 bits; see `small_board.mjs`."""

# What is built into CircuitPython, and here is Python.
import binascii  # noqa: F401
import os
import sys

import adafruit_bus_device.i2c_device  # noqa: F401

from bench.board_on_micropython import app_on_board

_LSM6DS3TRC = 0x6A
_RATE_HZ = 52
_made: dict = {}  # movement, app, bus of the sensor


def read_motion(path):
    """Read the samples that the sensor gives, over and over."""
    _made["motion"] = bytearray(os.stat(path)[6])
    with open(path, "rb") as file:
        file.readinto(_made["motion"])


def start(settings, who_am_i=_LSM6DS3TRC):
    """Start the firmware with these settings, up to its first samples."""
    _made["app"], _, _made["i2c"], _ = app_on_board(_made["motion"], who_am_i, settings)
    _wear_s(1)


def open_link():
    """A computer opens the serial port and listens."""
    port = sys.modules["usb_cdc"].data
    port.connected = True
    for command in (b"hello\n", b"listen events state\n"):
        port.typed = command
        _wear_s(1)


def minute():
    """Wear it for a minute."""
    _wear_s(60)


def told():
    """Print how many reps were counted, and how many bytes the link has written."""
    print(_made["app"].counter.reps, sys.modules["usb_cdc"].data.written)


def _wear_s(seconds):
    app = _made["app"]
    i2c = _made["i2c"]
    until = i2c.samples + seconds * _RATE_HZ
    while i2c.samples < until:
        if app.clock.read() >= app.service_ms:
            app.service()
        app.turn()
