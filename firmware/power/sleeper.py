"""Sleeps, and decides when to wake; loaded only for that, because a workout needs the memory."""

from power.light_sleep import LightSleep
from power.motion_wakeup import MotionWakeup
from wearable import drive

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from power.battery import Battery
        from recovery.watchdog import Watchdog
        from sensor.chip_settings import ChipSettings
        from ui.button import Button
        from wearable.peripherals import Peripherals
        from wearable.session_clock import SessionClock
except ImportError:
    pass


class Sleeper:
    """One sleep.

    Args:
        parts: the board's ``Peripherals``.
        button: the ``Button``, or None.
        watchdog: the ``Watchdog``, which is fed meanwhile.
        clock: the ``SessionClock``.
    """

    def __init__(
        self, parts: "Peripherals", button: "Button | None", watchdog: "Watchdog", clock: "SessionClock"
    ) -> None:
        self._wakeup = MotionWakeup(parts.sensor_bus)
        self._light_sleep = LightSleep(parts.interrupt, button)
        self._watchdog = watchdog
        self._clock = clock

    def until_motion(self, chip: "ChipSettings") -> None:
        """Returns at a motion, a press, or when a computer is connected."""
        self._light_sleep.begin()
        try:
            self._wakeup.arm(chip.address, chip.who_am_i)
            while not self._sleep() and not self._wakeup.moved():
                if drive.computer_present():
                    break
            self._wakeup.disarm()
        except OSError:
            pass  # starting the sensor again will report what is wrong with it
        finally:
            self._light_sleep.end()

    def until_charged(self, chip: "ChipSettings", battery: "Battery", charged_mv: int) -> None:
        """Turns the sensor off; returns when a computer is connected or the battery has this voltage."""
        if chip.address:
            self._wakeup.switch_off(chip.address)
        self._light_sleep.begin()
        while not drive.computer_present() and battery.millivolts < charged_mv:
            self._sleep()
            battery.read()
        self._light_sleep.end()

    def _sleep(self) -> bool:
        """Sleeps for a second at most. True if the button was pressed."""
        pressed = self._light_sleep.sleep()
        self._watchdog.feed(self._clock.read())
        return pressed
