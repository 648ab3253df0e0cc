"""Sleeps until motion or the button, where CircuitPython can wake on a pin, and for a second at most.

A second, because the watchdog has to be fed, a computer may have been plugged in, and the nRF port serves USB
only between two light sleeps. Waking for two milliseconds every second takes almost no energy.

On an nRF52840 light sleep draws no less than ``time.sleep`` does (adafruit/circuitpython issue 5318), but a
pin ends it. On an RP2040 it ends at the next whole second at the earliest, and not at all once an analogue
pin was read (issue 7853); its sensor has no interrupt wire either. So that board polls the sensor.
"""

import time

from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from microcontroller import Pin

        from ui.button import Button
except ImportError:
    pass

_SLEEP_S = const(1.0)
_POLL_S = const(0.2)  # so that a rep that wakes the board has only begun; a look at the sensor takes 0.3 ms


class LightSleep:
    """Short sleeps that a pin can end.

    Args:
        interrupt: pin that goes high when the sensor moves; None where it is not wired.
        button: the ``Button``, or None.
    """

    def __init__(self, interrupt: "Pin | None", button: "Button | None") -> None:
        self._interrupt = interrupt
        self._button = button
        self._alarm = None
        if interrupt is not None:
            try:
                import alarm

                self._alarm = alarm
            except ImportError:
                pass  # polling does as well

    def begin(self) -> None:
        """Before the first sleep: stops scanning the button, which would keep the processor awake."""
        if self._alarm is not None and self._button is not None:
            self._button.sleep()

    def end(self) -> None:
        """After the last sleep."""
        if self._button is not None:
            self._button.wake()

    def sleep(self) -> bool:
        """Sleeps for a second at most, or until the sensor's pin or the button. True if it was the button."""
        if self._alarm is not None:
            try:
                return self._sleep_until_alarms()
            except (ValueError, RuntimeError, NotImplementedError):  # this build or this pin cannot
                self._alarm = None
                self.end()
        time.sleep(_POLL_S)
        return self._button is not None and self._button.has_events()

    def _sleep_until_alarms(self) -> bool:
        """As ``sleep``, with the pins as alarms."""
        alarm = self._alarm
        alarms = [
            alarm.time.TimeAlarm(monotonic_time=time.monotonic() + _SLEEP_S),
            alarm.pin.PinAlarm(self._interrupt, value=True, pull=False),
        ]
        press = None
        if self._button is not None:
            press = alarm.pin.PinAlarm(self._button.pin, value=False, pull=True)
            alarms.append(press)
        return alarm.light_sleep_until_alarms(*alarms) is press and press is not None
