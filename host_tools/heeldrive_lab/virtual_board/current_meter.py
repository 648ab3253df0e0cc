"""A current meter: what the virtual board would draw from its battery, by the states of its parts.

Each part has a current in each of its states; the meter integrates it over virtual time. Virtual time
contains bus transfers, clock readings and sleep, but not the program's own computation: that is added per
sample.
"""

from typing import NamedTuple

from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.ht16k33 import COLON_BIT, COLON_BYTE, DIGIT_BYTES, Ht16k33

_COLON_LEDS = 2


class Draws(NamedTuple):
    """What the parts of a board draw, mA.

    Attributes:
        awake: the processor while it runs.
        asleep: the processor while it sleeps, with what always draws: regulator, flash, charger.
        sensor: by ``Lsm6ds.mode``.
        display_standby: the HT16K33 with its oscillator stopped.
        display_driver: the HT16K33 running, without the LEDs.
        segment: one lit segment at full brightness.
        pixel_dark: the NeoPixel while dark; 0 where there is none.
        pixel_colour: one of its three colours at full brightness.
        work_ms_per_sample: how long the processor computes for a sample, ms.
    """

    awake: float
    asleep: float
    sensor: dict[str, float]
    display_standby: float
    display_driver: float
    segment: float
    pixel_dark: float
    pixel_colour: float
    work_ms_per_sample: float


class CurrentMeter:
    """Adds up the charge drawn by each part: "processor", "sensor", "display", "pixel".

    Args:
        draws: what the parts draw.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._clock: VirtualClock | None = None
        self._now_ma = {
            "processor": draws.awake,
            "sensor": draws.sensor["off"],
            "display": draws.display_standby,
            "pixel": draws.pixel_dark,
        }
        self._since_us = dict.fromkeys(self._now_ma, 0)
        self._ma_us = dict.fromkeys(self._now_ma, 0.0)

    def connect(self, clock: VirtualClock) -> None:
        """Starts metering on the board's clock."""
        self._clock = clock
        clock.on_sleep = self.processor

    def processor(self, asleep: bool) -> None:
        """Notes that the processor falls asleep or wakes."""
        self._set_ma("processor", self._draws.asleep if asleep else self._draws.awake)

    def sensor(self, mode: str) -> None:
        """Notes the sensor's mode, ``Lsm6ds.mode``."""
        self._set_ma("sensor", self._draws.sensor[mode])

    def display(self, display: Ht16k33) -> None:
        """Notes what the display shows, and how brightly."""
        draws = self._draws
        if not display.oscillator_on:
            self._set_ma("display", draws.display_standby)
            return
        lit = sum(display.ram[at].bit_count() for at in DIGIT_BYTES) if display.display_on else 0
        if display.display_on and display.ram[COLON_BYTE] & COLON_BIT:
            lit += _COLON_LEDS
        self._set_ma("display", draws.display_driver + lit * draws.segment * display.brightness / 16)

    def pixel(self, colour: tuple[int, int, int]) -> None:
        """Notes the NeoPixel's colour: red, green, blue, each 0..255."""
        self._set_ma("pixel", self._draws.pixel_dark + sum(colour) * self._draws.pixel_colour / 255)

    def sample(self) -> None:
        """Adds the computation for one sample."""
        work_us = 1000 * self._draws.work_ms_per_sample
        self._ma_us["processor"] += (self._draws.awake - self._draws.asleep) * work_us

    def mean_ma(self) -> dict[str, float]:
        """Mean current of each part since the start, mA."""
        for part, now_ma in self._now_ma.items():
            self._set_ma(part, now_ma)
        now_us = self._now_us()
        mean_ma = {part: ma_us / now_us for part, ma_us in self._ma_us.items()}
        # Computation beyond the available time is delayed; it does not draw more.
        mean_ma["processor"] = min(mean_ma["processor"], self._draws.awake)
        return mean_ma

    def _now_us(self) -> int:
        return self._clock.now_us if self._clock else 0

    def _set_ma(self, part: str, ma: float) -> None:
        now_us = self._now_us()
        self._ma_us[part] += self._now_ma[part] * (now_us - self._since_us[part])
        self._since_us[part] = now_us
        self._now_ma[part] = ma
