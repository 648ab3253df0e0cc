"""Saves the battery: sleeps when nobody moves, and stops before it is empty.

The sensor feels for motion by itself meanwhile, the digits are dark, the processor naps. The count stays, the
detector sees a gap in time, and so does the log.
"""

from micropython import const

from power.light_sleep import Naps
from power.motion_wakeup import WakeUp
from ui.display_model import LOW_BATTERY
from wearable import drive

_LOOK_MS = const(60_000)  # between two looks at the battery
_LOOK_AGAIN_MS = const(10_000)  # the same, while it seems empty
_LOW_PERCENT = const(10)

# Below 3.3 V a cell has next to nothing left and the regulators let the supply sink with it; below 3.0 V it
# takes harm. Three looks, because a write to the flash or a bright screen pulls it down for a moment.
_EMPTY_MV = const(3300)
_EMPTY_LOOKS = const(3)
_CHARGED_MV = const(3600)  # an empty cell recovers by itself to less than that
_NO_CELL_MV = const(2500)  # the board would not run from it: it is on USB, and what is read means nothing


class Power:
    """Battery and sleep.

    Args:
        parts: the board's ``Parts``.
        face: the ``Face``.
        guard: the ``Guard``.
        sleep_after_min: the setting.

    Attributes:
        empty: whether the battery is: close the log and ``hibernate``.
    """

    def __init__(self, parts, face, guard, sleep_after_min):
        self._battery = parts.battery
        self._face = face
        self._guard = guard
        self._sleep_after_ms = sleep_after_min * 60_000
        self._wake_up = WakeUp(parts.sensor_bus)
        self._naps = Naps(parts.interrupt, face.button)
        self._look_ms = 0
        self._low_looks = 0
        self.empty = False

    def care(self, now_ms):
        """Looks after the battery when it is time: call it some times a second."""
        if self._battery is None or now_ms < self._look_ms:
            return
        self._battery.read()
        screens = self._face.screens
        screens.battery_percent = self._battery.percent
        if screens.battery_percent <= _LOW_PERCENT:
            screens.say(LOW_BATTERY)
        seems_empty = _NO_CELL_MV < self._battery.millivolts < _EMPTY_MV and not drive.computer_present()
        self._low_looks = self._low_looks + 1 if seems_empty else 0
        self._look_ms = now_ms + (_LOOK_AGAIN_MS if seems_empty else _LOOK_MS)
        self.empty = self._low_looks >= _EMPTY_LOOKS

    def is_time_to_sleep(self, now_ms):
        """Whether nothing has moved for so long, no rest is counted down, and no computer is there."""
        return (
            self._sleep_after_ms
            and self._face.still_ms(now_ms) >= self._sleep_after_ms
            and not self._face.screens.resting
            and not drive.computer_present()
        )

    def sleep(self, chip, clock):
        """Sleeps until the sensor moves, the button is pressed or a computer comes; then all is lit again.

        Args:
            chip: the sensor's ``ChipSettings``.
            clock: the ``SessionClock``.
        """
        self._face.sleep()
        self._naps.begin()
        try:
            self._wake_up.arm(chip.address, chip.who_am_i)
            while not self._nap(clock) and not self._wake_up.moved():
                if drive.computer_present():
                    break
            self._wake_up.disarm()
        except OSError:
            pass  # who starts it again will be told what is wrong with it
        finally:
            self._naps.end()
            self._face.wake(clock.read())

    def hibernate(self, chip, clock):
        """The battery is empty: everything is dark until a computer is there or it has been charged.

        Args:
            chip: the sensor's ``ChipSettings``.
            clock: the ``SessionClock``.
        """
        self._face.sleep()
        if chip.address:
            self._wake_up.switch_off(chip.address)
        self._naps.begin()
        while not drive.computer_present() and self._battery.millivolts < _CHARGED_MV:
            self._nap(clock)
            self._battery.read()
        self._naps.end()

    def _nap(self, clock):
        """A second of sleep. True if the button was pressed."""
        pressed = self._naps.nap()
        self._guard.feed(clock.read())
        return pressed
