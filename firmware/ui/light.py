"""How brightly the digits shine, and in which colour the NeoPixel."""

from heeldrive import PHASES
from micropython import const

from wearable.faults import DARK

_LEVELS = (15, 6, 1)  # of 15 on the HT16K33: outdoors, in a gym, at night
_DIMMED = const(0)  # the least there is: 1/16
_REST_MS = const(8000)  # without a move; a pause between two reps is shorter

_STEPS = const(8)  # of depth
_BRIGHT = const(48)  # of 255: next to the eyes of somebody who looks down
_HUES = {"descent": (0, 1, 3), "bottom": (3, 2, 0), "rise": (0, 3, 0)}  # thirds of _BRIGHT; else dark

REFUSED = (_BRIGHT, 0, 0)
"""The colour of a rep that does not count."""


def _colours(phase):
    """A phase's colours, from dark to as deep as a rep has to be."""
    if phase not in _HUES:
        return (DARK,)
    hue = _HUES[phase]
    return tuple(
        [tuple([part * _BRIGHT * step // (3 * _STEPS) for part in hue]) for step in range(_STEPS + 1)]
    )


# Made once: nothing is allocated while the leg moves.
_COLOURS = tuple([_colours(phase) for phase in PHASES])


def phase_colour(phase, inclination_cdeg, depth_min_deg):
    """The colour of a phase, the brighter the deeper; full where a rep is deep enough.

    Args:
        phase: an index into ``heeldrive.PHASES``; dark but for descent, bottom and rise.
        inclination_cdeg: of the thigh, 1/100 deg.
        depth_min_deg: the setting.
    """
    colours = _COLOURS[phase]
    step = inclination_cdeg * _STEPS // (100 * depth_min_deg)
    return colours[min(max(step, 1), len(colours) - 1)]


class Light:
    """Dims the digits at rest: of all that draws current they draw most."""

    def __init__(self):
        self._chosen = 0
        self._moved_ms = 0

    def moved(self, now_ms):
        """The wearer moves, or does something at the button."""
        self._moved_ms = now_ms

    def still_ms(self, now_ms):
        """For how long they have not."""
        return now_ms - self._moved_ms

    def step(self):
        """The next brightness, the brightest after the darkest."""
        self._chosen = (self._chosen + 1) % len(_LEVELS)

    def level(self, now_ms):
        """Brightness of the digits, 0..15 for 1..16 sixteenths."""
        if self.still_ms(now_ms) >= _REST_MS:
            return _DIMMED
        return _LEVELS[self._chosen]
