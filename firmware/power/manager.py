"""Saves the battery: sleeps when nobody moves, and stops before the battery is empty.

During sleep the sensor detects motion by itself, the digits are dark and the processor sleeps. The count is
kept; the detector and the log see a gap in time.
"""

from micropython import const

from ui.cue_kinds import BATTERY_LOW
from ui.display_model import LOW_BATTERY
from wearable import drive
from wearable.console_out import write_line
from wearable.module_unload import unload

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from recovery.watchdog import Watchdog
        from sensor.chip_settings import ChipSettings
        from ui.user_interface import UserInterface
        from wearable.peripherals import Peripherals
        from wearable.session_clock import SessionClock
except ImportError:
    pass

_POLL_MS = const(60_000)  # between two readings of the battery
_POLL_AGAIN_MS = const(10_000)  # the same, while it seems empty
_LOW_PERCENT = const(10)
_FOR_SLEEP = ("power.sleeper", "power.light_sleep", "power.motion_wakeup")

# Below 3.35 V a cell has almost no charge left; below 3.0 V it is damaged. The limit is above 3.3 V, because
# the converter measures against the processor's supply, which sinks with an empty cell: it never reads less.
# Three readings, because a flash write or a bright display lowers the voltage for a moment.
_EMPTY_MV = const(3350)
_EMPTY_READINGS = const(3)
_CHARGED_MV = const(3600)  # an empty cell recovers by itself to less than that
# No board runs from less: it is on USB, or its CircuitPython always reads 0 (adafruit/circuitpython pull
# request 11253). Such a reading means nothing.
_NO_CELL_MV = const(2500)


class PowerManager:
    """Battery and sleep.

    Args:
        parts: the board's ``Peripherals``.
        ui: the ``UserInterface``.
        watchdog: the ``Watchdog``.
        sleep_after_min: the setting.

    Attributes:
        empty: whether the battery is: close the log, ``sleep``, and start again.
    """

    def __init__(
        self, parts: "Peripherals", ui: "UserInterface", watchdog: "Watchdog", sleep_after_min: int
    ) -> None:
        self._parts = parts
        self._battery = parts.battery
        self._ui = ui
        self._watchdog = watchdog
        self._sleep_after_ms = sleep_after_min * 60_000
        self._poll_ms = 0
        self._low_readings = 0
        self.empty = False

    def service(self, now_ms: int) -> None:
        """Reads the battery when it is due. Call it several times a second."""
        if self._battery is None or now_ms < self._poll_ms:
            return
        self._battery.read()
        model = self._ui.model
        measured = self._battery.millivolts > _NO_CELL_MV
        was_low = 0 <= model.battery_percent <= _LOW_PERCENT
        model.battery_percent = self._battery.percent if measured else -1
        if 0 <= model.battery_percent <= _LOW_PERCENT:
            model.show_word(LOW_BATTERY)
            if not was_low:
                self._ui.cue(BATTERY_LOW)
        seems_empty = measured and self._battery.millivolts < _EMPTY_MV and not drive.computer_present()
        self._low_readings = self._low_readings + 1 if seems_empty else 0
        self._poll_ms = now_ms + (_POLL_AGAIN_MS if seems_empty else _POLL_MS)
        self.empty = self._low_readings >= _EMPTY_READINGS

    def is_time_to_sleep(self, now_ms: int) -> bool:
        """Whether nothing has moved for long enough, no rest is counted down and no computer is connected."""
        return bool(
            self._sleep_after_ms > 0
            and self._ui.still_ms(now_ms) >= self._sleep_after_ms
            and (self._ui.sets.rest_until_ms < 0 or self._ui.sets.held_ms)
            and not drive.computer_present()
        )

    def sleep(self, chip: "ChipSettings", clock: "SessionClock") -> None:
        """Sleeps until motion, a press or a USB connection; then turns the display on again.

        With an empty battery everything is off until a computer is connected or the battery charged.

        Args:
            chip: the sensor's ``ChipSettings``.
            clock: the ``SessionClock``.
        """
        ui = self._ui
        ui.sleep()
        try:
            from power.sleeper import Sleeper

            sleeper = Sleeper(self._parts, ui.button, self._watchdog, clock)
            if self.empty:
                sleeper.until_charged(chip, self._battery, _CHARGED_MV)
            else:
                sleeper.until_motion(chip)
        except MemoryError:  # it tries again after the next minutes without motion, or with all of the heap
            write_line("sleep off: There is not enough memory for it: the board stays awake.")
        finally:
            unload(*_FOR_SLEEP)
        ui.wake(clock.read())
