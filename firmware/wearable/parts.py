"""Turns the names in a board's file into the parts the app works with."""

import time

import digitalio

from wearable.boards import pins_of
from wearable.bus import Bus

_POWER_UP_S = 0.035  # LSM6DS3TR-C datasheet, power-on: up to 35 ms from supply to answering


class Parts:
    """What this board has.

    ``sensor_bus``, ``display_bus`` (the same object where both share the wires), and ``pixel`` or None.

    Args:
        board: CircuitPython's ``board`` module.
    """

    def __init__(self, board):
        pins = pins_of(board.board_id)
        if pins.SENSOR_POWER:
            self._sensor_power = digitalio.DigitalInOut(getattr(board, pins.SENSOR_POWER))
            self._sensor_power.switch_to_output(True)
            time.sleep(_POWER_UP_S)
        self.sensor_bus = _bus(board, pins.SENSOR_BUS)
        self.display_bus = self.sensor_bus
        if pins.DISPLAY_BUS != pins.SENSOR_BUS:
            self.display_bus = _bus(board, pins.DISPLAY_BUS)
        self.pixel = None
        if pins.NEOPIXEL and hasattr(board, pins.NEOPIXEL):
            from wearable.pixel import Pixel  # not on boards without one, which may lack its modules

            self.pixel = Pixel(getattr(board, pins.NEOPIXEL))


def _bus(board, names):
    return Bus(getattr(board, names[0]), getattr(board, names[1]))
