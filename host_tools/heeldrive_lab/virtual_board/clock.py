"""The virtual clock: time passes only when something on the board takes time.

Whole microseconds since power-on. Sleeping, bus transfers and each look at the clock add to it; nothing reads
the host's clock.
"""

from collections.abc import Callable

TICKS_PERIOD = 1 << 29
"""``supervisor.ticks_ms()`` counts 0..TICKS_PERIOD - 1 and starts again at 0."""

TICKS_AT_POWER_ON = TICKS_PERIOD - 65_536
"""The tick at power-on: about 65 s before the wrap, so that every program meets it.

Source: CircuitPython pull request 4935.
"""

NEVER_US = 1 << 62
"""A time that does not come."""


class PowerCut(BaseException):
    """The battery is empty: ends the firmware. Not an ``Exception``, which a loop may survive."""


class HostError(BaseException):
    """What the host lent to the board failed: a source of samples, an observer. Its cause tells.

    Not an ``Exception``: the firmware would take it for a fault of its own and go on.
    """


class VirtualClock:
    """Microseconds since power-on, and one alarm.

    Args:
        free_at: gives, for a time, when the processor is free again if it is kept from all else then, and the
            same time if not; time jumps there.

    Attributes:
        now_us: microseconds since power-on; read it, but let ``advance`` change it.
        on_sleep: told when the processor falls asleep (True) and wakes.
    """

    def __init__(self, free_at: Callable[[int], int] | None = None) -> None:
        self.now_us = 0
        self._free_at = free_at
        self._alarm_us = NEVER_US
        self._on_alarm: Callable[[], None] | None = None
        self.on_sleep: Callable[[bool], None] | None = None

    def advance(self, duration_us: int) -> int:
        """Lets ``duration_us`` (0 or more) pass, rings the alarm if it is due, returns the new time."""
        self.now_us += duration_us
        if self._free_at is not None:
            self.now_us = self._free_at(self.now_us)
        if self.now_us >= self._alarm_us and self._on_alarm is not None:
            self._on_alarm()
        return self.now_us

    def sleep(self, duration_us: int) -> int:
        """As ``advance``; the processor sleeps meanwhile."""
        if self.on_sleep is None:
            return self.advance(duration_us)
        self.on_sleep(True)
        try:
            return self.advance(duration_us)
        finally:
            self.on_sleep(False)

    def set_alarm(self, at_us: int, on_alarm: Callable[[], None]) -> None:
        """From ``at_us`` on ``advance`` calls ``on_alarm``: to set the next alarm or raise ``PowerCut``."""
        self._alarm_us = at_us
        self._on_alarm = on_alarm

    def ticks_ms(self) -> int:
        """The board's tick in ms, 0..TICKS_PERIOD - 1: what ``supervisor.ticks_ms()`` gives."""
        return (self.now_us // 1000 + TICKS_AT_POWER_ON) % TICKS_PERIOD
