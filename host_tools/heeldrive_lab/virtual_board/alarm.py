"""CircuitPython's ``alarm`` as the nRF port has it: light sleep until a time or the level of a pin.

An RP2040's, which ends at whole seconds only, is not modelled: without a wired interrupt no board uses it.

Sources: CircuitPython 10, ``shared-bindings/alarm`` and ``ports/nrf/common-hal/alarm``: levels only, two pins
at most, and no pin that is in use.
"""

from functools import partial
from types import ModuleType

from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.made_module import made_module
from heeldrive_lab.virtual_board.pins import Pin

_STEP_US = 5_000  # how often the pins are read
_MAX_PINS = 2  # NRFX_GPIOTE_CONFIG_NUM_OF_LOW_POWER_EVENTS


class TimeAlarm:
    """``alarm.time.TimeAlarm``."""

    def __init__(self, clock: VirtualClock, *, monotonic_time: float) -> None:
        self.due_us = round(monotonic_time * 1_000_000)
        if self.due_us <= clock.now_us:
            raise ValueError("Time is in the past.")


class PinAlarm:
    """``alarm.pin.PinAlarm`` for a level."""

    def __init__(self, pin: Pin, value: bool, edge: bool = False, pull: bool = False) -> None:
        if not isinstance(pin, Pin):
            raise TypeError(f"pin must be of type Pin, not {type(pin).__name__}")
        if edge:
            raise ValueError("Only level alarms are modelled")
        if pin.in_use:
            raise ValueError(f"{pin.name} in use")
        del pull
        self.pin, self.value = pin, value


def alarm_module(clock: VirtualClock) -> ModuleType:
    """``alarm`` with ``alarm.time`` and ``alarm.pin``."""

    def light_sleep_until_alarms(*alarms: TimeAlarm | PinAlarm) -> TimeAlarm | PinAlarm:
        pins = [alarm for alarm in alarms if isinstance(alarm, PinAlarm)]
        times = [alarm for alarm in alarms if isinstance(alarm, TimeAlarm)]
        if len(pins) > _MAX_PINS:
            raise ValueError("Too many pin alarms")
        while True:
            for pin in pins:
                if pin.pin.level_at(clock.now_us) == pin.value:
                    return pin
            for time in times:
                if time.due_us <= clock.now_us:
                    return time
            clock.sleep(_STEP_US)

    return made_module(
        "alarm",
        {
            "time": made_module("alarm.time", {"TimeAlarm": partial(TimeAlarm, clock)}),
            "pin": made_module("alarm.pin", {"PinAlarm": PinAlarm}),
            "light_sleep_until_alarms": light_sleep_until_alarms,
        },
    )
