"""The only place that knows the board's tick, which wraps around.

``supervisor.ticks_ms()`` counts 0..2**29-1 and starts about 65 s before its wrap, so every workout crosses
it. The rest of the firmware uses the session time made here: milliseconds since the clock was made, which
never decrease.
"""

from micropython import const

try:
    from typing import Callable
except ImportError:
    pass

_TICK_MASK = const(0x1FFFFFFF)  # the tick is 29 bits wide

LAST_SESSION_MS = const(0x3FFFFFFF)
"""The largest time a detector takes (12.4 days): from 2**30 on a board's integer becomes a heap object."""


class SessionClock:
    """Milliseconds since the session began, below 2**30, without allocating.

    ``read`` must be called at least once in 6.2 days (2**29 ms), or a wrap of the tick goes unnoticed.

    Args:
        ticks_ms: the board's ``supervisor.ticks_ms``.

    Attributes:
        now_ms: session time at the last ``read``.
    """

    def __init__(self, ticks_ms: "Callable[[], int]") -> None:
        self._ticks_ms = ticks_ms
        self._last_tick = ticks_ms()
        self.now_ms = 0

    def read(self) -> int:
        """Session time in ms, 0..LAST_SESSION_MS. It stops at its end; the loop then restarts."""
        tick = self._ticks_ms()
        elapsed_ms = (tick - self._last_tick) & _TICK_MASK
        self._last_tick = tick
        now_ms = self.now_ms
        now_ms = LAST_SESSION_MS if elapsed_ms > LAST_SESSION_MS - now_ms else now_ms + elapsed_ms
        self.now_ms = now_ms
        return now_ms

    def at(self, tick: int) -> int:
        """Session time in ms of a tick that was taken within three days of the last ``read``."""
        before_ms = (self._last_tick - tick) & _TICK_MASK
        if before_ms > _TICK_MASK >> 1:  # taken since the last read
            before_ms -= _TICK_MASK + 1
        return min(max(self.now_ms - before_ms, 0), LAST_SESSION_MS)
