"""Turns the names in a board's file into the parts the app works with."""

import os
import time

import digitalio
from micropython import const

from ui.display import Display
from wearable.boards import pins_of
from wearable.bus import Bus

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from types import ModuleType

        from busdisplay import BusDisplay
        from fourwire import FourWire

        from power.battery import Battery
        from ui.pixel import Pixel
except ImportError:
    pass

_SLEEP_IN = const(0x10)  # ST7789: stops its converter and oscillator
_POWER_UP_S = const(0.035)  # LSM6DS3TR-C datasheet, power-on: up to 35 ms from supply to answering


def _rotation_deg() -> int:
    """How the digits hang, before the settings are checked: 180 deg unless they say 0."""
    rotation = os.getenv("display_rotation_deg")  # noqa: SIM112  # a text from CircuitPython 10.2 on
    return 0 if str(rotation) == "0" else 180


class Peripherals:
    """What this board has.

    Args:
        board: CircuitPython's ``board`` module.

    Attributes:
        board_id: CircuitPython's name of the board.
        sensor_bus, display_bus: the ``Bus`` of each; the same object where both share the wires.
        interrupt: the sensor's interrupt pin, or None.
        button: the button's pin, or None.
        piezo, motor: the pins for cues, or None.
        battery: the ``Battery``, or None.
        pixel: the ``Pixel``, or None.
        display: the ``Display``.
        missing: names of pins in the board's file that its CircuitPython lacks.
    """

    def __init__(self, board: "ModuleType") -> None:
        self.board_id = board.board_id
        pins = pins_of(board.board_id)
        screen: "BusDisplay" = getattr(board, "DISPLAY", None)
        if screen is not None:
            # It shows the console. Its backlight draws more than all else; to draw a line takes up to 0.4 s.
            screen.brightness = 0
            screen.auto_refresh = False
            wires: "FourWire" = screen.bus  # type: ignore[assignment]  # a CLUE's
            wires.send(_SLEEP_IN, b"")
        self.missing: list[str] = []
        power = self._pin(board, pins.SENSOR_POWER)
        if power is not None:
            self._sensor_power = digitalio.DigitalInOut(power)
            self._sensor_power.switch_to_output(True)
            time.sleep(_POWER_UP_S)
        self.sensor_bus = self._bus(board, pins.SENSOR_BUS)
        self.display_bus = self.sensor_bus
        if pins.DISPLAY_BUS != pins.SENSOR_BUS:
            self.display_bus = self._bus(board, pins.DISPLAY_BUS)
        self.display = Display(self.display_bus, _rotation_deg())
        self.interrupt = self._pin(board, pins.SENSOR_INTERRUPT)
        self.button = self._pin(board, pins.BUTTON)
        self.piezo = self._pin(board, pins.PIEZO)
        self.motor = self._pin(board, pins.MOTOR)
        self.battery = self._battery(board, pins)
        self.pixel: "Pixel | None" = None
        data = self._pin(board, pins.NEOPIXEL)
        if data is not None:
            from ui.pixel import Pixel  # not on boards without one, which may lack its modules

            self.pixel = Pixel(data)
        if self.missing and pins is pins_of(""):
            self.missing.clear()  # an unknown board has what it has

    def _bus(self, board: "ModuleType", names: tuple[str, str]) -> Bus:
        return Bus(self._pin(board, names[0]), self._pin(board, names[1]))

    def _battery(self, board: "ModuleType", pins: "ModuleType") -> "Battery | None":
        """What measures the battery; None unless all its pins exist: a switch left high would harm it."""
        tap = self._pin(board, pins.BATTERY)
        switch = self._pin(board, pins.BATTERY_SWITCH)
        if tap is None or (switch is None and pins.BATTERY_SWITCH):
            return None
        from power.battery import Battery  # not on boards without one, which may lack its modules

        return Battery(tap, pins.BATTERY_DIVIDER, switch)

    def _pin(self, board: "ModuleType", name: "str | None") -> "Any":
        """The ``microcontroller.Pin`` of that name; None if the board has none or its file names none."""
        pin = getattr(board, name, None) if name else None
        if name and pin is None:
            self.missing.append(name)
        return pin
