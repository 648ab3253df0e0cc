"""How full the battery is, by its voltage."""

import digitalio
from analogio import AnalogIn
from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from microcontroller import Pin
except ImportError:
    pass

# A lithium-polymer cell under a light load: millivolts, percent. Estimated from discharge curves of small
# cells; the curve is flat in the middle, where a percentage is good to about 10.
_CURVE = const(((3300, 0), (3600, 10), (3700, 25), (3750, 40), (3850, 60), (4000, 80), (4150, 100)))


def percent_of(millivolts: int) -> int:
    """Percent of charge left, 0..100, of a cell at this voltage."""
    below_mv, below = _CURVE[0]
    if millivolts <= below_mv:
        return below
    for above_mv, above in _CURVE:
        if millivolts < above_mv:
            return below + (above - below) * (millivolts - below_mv) // (above_mv - below_mv)
        below_mv = above_mv
        below = above
    return below


class Battery:
    """A voltage divider across the battery, with a pin at its tap.

    Args:
        pin: the tap's analogue pin.
        divider: (resistance below the tap, total resistance).
        switch: pin that lets current through the divider while low; None where it always flows.

    Attributes:
        millivolts: of the battery, when it was last read.
        percent: of charge left then, 0..100.
    """

    def __init__(self, pin: "Pin", divider: tuple[int, int], switch: "Pin | None") -> None:
        if switch is not None:
            self._switch = digitalio.DigitalInOut(switch)
            self._switch.switch_to_output(False)
        self._tap = AnalogIn(pin)
        below, total = divider
        self._full_scale_mv = round(self._tap.reference_voltage * 1000) * total // below

        self.read()

    def read(self) -> None:
        """Measures the voltage."""
        # 14 of the 16 bits: the product stays below 2**30.
        self.millivolts = (self._tap.value >> 2) * self._full_scale_mv >> 14
        self.percent = percent_of(self.millivolts)
