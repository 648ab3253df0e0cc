"""Brightness of the digits and colour of the NeoPixel."""

from micropython import const

_LEVELS = (15, 6, 1)  # of 15 on the HT16K33: outdoors, in a gym, at night
_DIMMED = const(0)  # the lowest there is: 1/16
_REST_MS = const(8000)  # without motion; a pause between two reps is shorter
_READ_MS = const(2000)  # who looks down at a change has read it

_STEPS = const(8)  # of depth
# Each third of a hue: 48 of 255 at full depth, because the wearer looks down at it from close by.
_PER_STEP = const(2)
# By phase, in thirds, 0xRRGGBB: waiting and standing are dark; descent, bottom, rise.
_HUES = (0, 0, 0x000103, 0x030200, 0x000300)

REFUSED_COLOUR = const(0x300000)
"""The colour of a rep that does not count."""

TEMPO_COLOUR = const(0x181818)
"""The colour at the end of a phase's time: white, as no phase is."""


def phase_colour(phase: int, inclination_cdeg: int, depth_min_deg: int) -> int:
    """The colour of a phase, 0xRRGGBB: brighter with depth, full where a rep is deep enough.

    Args:
        phase: an index into ``heeldrive.PHASES``; only descent, bottom and rise are not dark.
        inclination_cdeg: of the thigh, 1/100 deg.
        depth_min_deg: the setting.
    """
    step = inclination_cdeg * _STEPS // (100 * depth_min_deg)
    return _HUES[phase] * (_PER_STEP * min(max(step, 1), _STEPS))


class Light:
    """Dims the digits once they have been read: nothing on the board draws more current than they do."""

    def __init__(self) -> None:
        self._chosen = 0
        self._moved_ms = 0
        self._changed_ms = 0

    def moved(self, now_ms: int) -> None:
        """The wearer moves or presses."""
        self._moved_ms = now_ms

    def changed(self, now_ms: int) -> None:
        """The digits show something new, or the wearer presses and looks at them."""
        self._changed_ms = now_ms

    def still_ms(self, now_ms: int) -> int:
        """How long the wearer has neither moved nor pressed, ms."""
        return now_ms - self._moved_ms

    def step(self) -> None:
        """Chooses the next brightness, the brightest after the darkest."""
        self._chosen = (self._chosen + 1) % len(_LEVELS)

    def level(self, now_ms: int) -> int:
        """Brightness of the digits, 0..15 for 1..16 sixteenths: a quarter once they have been read."""
        level = _LEVELS[self._chosen]
        read_ms = now_ms - self._changed_ms
        if read_ms < _READ_MS:
            return level
        if read_ms >= _REST_MS and self.still_ms(now_ms) >= _REST_MS:
            return _DIMMED
        return level >> 2
