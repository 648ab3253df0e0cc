"""Classifies presses of the button: short, long or double.

A long press is recognised while it is still held, a double one as its second press begins: the digits answer
at once. Only a short one has to wait until it is clear that no second press follows.
"""

from micropython import const

NONE = const(0)
SHORT = const(1)
LONG = const(2)
DOUBLE = const(3)

_LONG_MS = const(700)
_GAP_MS = const(350)  # from release to the second press of a double one; most people take under 250 ms


class Gestures:
    """Turns edges into gestures. Before each edge, call ``step`` for gestures that were due by then.

    Attributes:
        begun_ms: when the gesture last returned began, session ms.
    """

    def __init__(self) -> None:
        self.begun_ms = 0
        self._down_ms = -1  # start of a press not classified yet, -1 for none
        self._up_ms = -1  # release of a first short press, -1 for none
        self._double = False

    def edge(self, pressed: bool, t_ms: int) -> None:
        """Takes a debounced edge: whether the button went down, and when, session ms."""
        if not pressed:
            if self._down_ms >= 0:
                self._up_ms = t_ms
                self._down_ms = -1
        elif self._up_ms >= 0:
            self._up_ms = -1
            self._double = True
        else:
            self._down_ms = t_ms
            self.begun_ms = t_ms

    def step(self, t_ms: int) -> int:
        """The gesture recognised by ``t_ms``: NONE, SHORT, LONG or DOUBLE. Each is returned once."""
        if self._double:
            self._double = False
            return DOUBLE
        if self._down_ms >= 0 and t_ms - self._down_ms >= _LONG_MS:
            self._down_ms = -1
            return LONG
        if self._up_ms >= 0 and t_ms - self._up_ms > _GAP_MS:
            self._up_ms = -1
            return SHORT
        return NONE
