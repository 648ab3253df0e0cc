"""Turns the names in a board's file into the parts the app works with."""

import time

import digitalio

from wearable.boards import pins_of
from wearable.bus import Bus

_POWER_UP_S = 0.035  # LSM6DS3TR-C datasheet, power-on: up to 35 ms from supply to answering


class Parts:
    """What this board has.

    ``board_id``, ``sensor_bus``, ``display_bus`` (the same object where both share the wires),
    ``pixel`` or None, ``battery`` or None, and two pins or None: ``interrupt``, the sensor's, and ``button``.

    Args:
        board: CircuitPython's ``board`` module.
    """

    def __init__(self, board):
        self.board_id = board.board_id
        pins = pins_of(board.board_id)
        power = _pin(board, pins.SENSOR_POWER)
        if power is not None:
            self._sensor_power = digitalio.DigitalInOut(power)
            self._sensor_power.switch_to_output(True)
            time.sleep(_POWER_UP_S)
        self.sensor_bus = _bus(board, pins.SENSOR_BUS)
        self.display_bus = self.sensor_bus
        if pins.DISPLAY_BUS != pins.SENSOR_BUS:
            self.display_bus = _bus(board, pins.DISPLAY_BUS)
        self.interrupt = _pin(board, pins.SENSOR_INTERRUPT)
        self.button = _pin(board, pins.BUTTON)
        self.battery = _battery(board, pins)
        self.pixel = None
        data = _pin(board, pins.NEOPIXEL)
        if data is not None:
            from ui.pixel import Pixel  # not on boards without one, which may lack its modules

            self.pixel = Pixel(data)


def _bus(board, names):
    return Bus(_pin(board, names[0]), _pin(board, names[1]))


def _battery(board, pins):
    """What measures the battery, None unless every pin of it is there: a switch left high would harm it."""
    tap = _pin(board, pins.BATTERY)
    switch = _pin(board, pins.BATTERY_SWITCH)
    if tap is None or (switch is None and pins.BATTERY_SWITCH):
        return None
    from power.battery import Battery  # not on boards without one, which may lack its modules

    return Battery(tap, pins.BATTERY_DIVIDER, switch)


def _pin(board, name):
    """The pin of that name, None if the board has none or its file names none: a feature less."""
    return getattr(board, name, None) if name else None
