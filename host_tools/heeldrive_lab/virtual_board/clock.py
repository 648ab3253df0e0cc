"""The virtual clock: time passes only when something on the board takes time.

Whole microseconds since power-on. Sleeps, bus transfers and each reading of the clock advance it; nothing
reads the host's clock.
"""

from collections.abc import Callable

TICKS_PERIOD = 1 << 29
"""``supervisor.ticks_ms()`` counts 0..TICKS_PERIOD - 1 and starts again at 0."""

TICKS_AT_POWER_ON = TICKS_PERIOD - 65_536
"""The tick at power-on: about 65 s before the wrap, so that every workout crosses it.

Source: CircuitPython pull request 4935.
"""

NEVER_US = 1 << 62
"""A time that is never reached."""


class PowerCut(BaseException):
    """The power is gone: ends the firmware. Not an ``Exception``, because its loop survives those."""


class CtrlC(KeyboardInterrupt):
    """A terminal on the board's console sent Ctrl-C; not the host's own, which ends the run."""


class HostError(BaseException):
    """The host's own code failed during a run: a source of samples or an observer. See its ``__cause__``.

    Not an ``Exception``: the firmware would handle it as a fault of its own and continue.
    """


class VirtualClock:
    """Microseconds since power-on, and one alarm.

    Args:
        free_at: maps a time, us, to the end of the stall it falls into, or to itself outside of stalls. Time
            jumps there.

    Attributes:
        now_us: microseconds since power-on; only ``advance`` may change it.
        on_sleep: called with True when the processor falls asleep and with False when it wakes.
    """

    def __init__(self, free_at: Callable[[int], int] | None = None) -> None:
        self.now_us = 0
        self._free_at = free_at
        self._alarm_us = NEVER_US
        self._on_alarm: Callable[[], None] | None = None
        self.on_sleep: Callable[[bool], None] | None = None

    def advance(self, duration_us: int) -> int:
        """Advances by ``duration_us`` (0 or more), calls a due alarm and returns the new time."""
        self.now_us += duration_us
        if self._free_at is not None:
            self.now_us = self._free_at(self.now_us)
        if self.now_us >= self._alarm_us and self._on_alarm is not None:
            self._on_alarm()
        return self.now_us

    def sleep(self, duration_us: int) -> int:
        """As ``advance``, with the processor asleep."""
        if self.on_sleep is None:
            return self.advance(duration_us)
        self.on_sleep(True)
        try:
            return self.advance(duration_us)
        finally:
            self.on_sleep(False)

    def set_alarm(self, at_us: int, on_alarm: Callable[[], None]) -> None:
        """Makes ``advance`` call ``on_alarm`` from ``at_us`` on; that sets the next alarm or ends the run."""
        self._alarm_us = at_us
        self._on_alarm = on_alarm

    def ticks_ms(self) -> int:
        """The board's tick, ms, 0..TICKS_PERIOD - 1: what ``supervisor.ticks_ms()`` returns."""
        return (self.now_us // 1000 + TICKS_AT_POWER_ON) % TICKS_PERIOD
