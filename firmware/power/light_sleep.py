"""Sleeping: until motion or the button, where CircuitPython can wake for a pin, and a second at most.

A second, because the watchdog wants its meal, a computer may have come, and the nRF port serves USB only
between two light sleeps. Waking for two milliseconds in a second costs next to nothing.

On an nRF52840 light sleep draws no less than ``time.sleep`` does (adafruit/circuitpython issue 5318), but it
ends with the pin. An RP2040's ends no earlier than its next whole second, and not at all once an analogue pin
was read (issue 7853); its sensor has no interrupt wire either. So it looks every second.
"""

import time

_NAP_S = 1.0


class Naps:
    """Naps that a pin can end.

    Args:
        interrupt: pin that goes high when the sensor moves; None where it is not wired.
        button: the ``Button``, or None.
    """

    def __init__(self, interrupt, button):
        self._interrupt = interrupt
        self._button = button
        self._alarm = None
        if interrupt is not None:
            try:
                import alarm

                self._alarm = alarm
            except ImportError:
                pass  # looking every second does as well

    def begin(self):
        """Before the first nap: lets go of the button, whose scanning keeps the processor awake."""
        if self._alarm is not None and self._button is not None:
            self._button.sleep()

    def end(self):
        """After the last nap."""
        if self._button is not None:
            self._button.wake()

    def nap(self):
        """Sleeps for a second, or until the sensor's pin or the button. True if it was the button."""
        if self._alarm is not None:
            try:
                return self._light_sleep()
            except (ValueError, RuntimeError, NotImplementedError):  # this build or this pin cannot
                self._alarm = None
                self.end()
        time.sleep(_NAP_S)
        return self._button is not None and self._button.pressed_meanwhile()

    def _light_sleep(self):
        """As ``nap``, with the pins as alarms."""
        alarm = self._alarm
        ends = [
            alarm.time.TimeAlarm(monotonic_time=time.monotonic() + _NAP_S),
            alarm.pin.PinAlarm(self._interrupt, value=True, pull=False),
        ]
        press = None
        if self._button is not None:
            press = alarm.pin.PinAlarm(self._button.pin, value=False, pull=True)
            ends.append(press)
        return alarm.light_sleep_until_alarms(*ends) is press and press is not None
