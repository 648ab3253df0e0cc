"""Raw samples for the link's reader: the last second of them; older ones are dropped."""

from array import array

from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from link.line import Line
except ImportError:
    pass

_ROOM = const(64)
_COMMA = const(44)
_SPACE = const(32)
_EQUALS = const(61)


class RawQueue:
    """Samples that wait, and how many were dropped.

    Attributes:
        waiting: how many wait.
        dropped: how many were dropped and not reported by ``put_dropped`` yet.
        dropped_ever: how many were dropped since the reader came.
    """

    def __init__(self) -> None:
        self._t_ms = array("i", [0] * _ROOM)
        self._counts = array("h", [0] * (6 * _ROOM))
        self._next = 0  # place of the next sample
        self.clear()

    def clear(self) -> None:
        """Clears the queue for a new reader."""
        self.waiting = 0
        self.dropped = 0
        self.dropped_ever = 0

    def add(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Takes a sample: session time in ms and six raw counts."""
        place = self._next
        self._next = (place + 1) % _ROOM
        self._t_ms[place] = t_ms
        counts = self._counts
        place *= 6
        counts[place] = ax
        counts[place + 1] = ay
        counts[place + 2] = az
        counts[place + 3] = gx
        counts[place + 4] = gy
        counts[place + 5] = gz
        if self.waiting < _ROOM:
            self.waiting += 1
        else:
            self.dropped += 1
            self.dropped_ever += 1

    def put_next(self, line: "Line") -> None:
        """Puts the oldest sample into a line: the columns of a session file. Allocates nothing."""
        place = (self._next - self.waiting) % _ROOM
        self.waiting -= 1
        line.put(b"raw")
        line.number(self._t_ms[place], _SPACE)
        counts = self._counts
        place *= 6
        for i in range(place, place + 6):
            line.number(counts[i], _COMMA)

    def put_dropped(self, line: "Line") -> None:
        """Reports how many samples were dropped before the next one."""
        line.put(b"dropped raw")
        line.number(self.dropped, _EQUALS)
        self.dropped = 0
