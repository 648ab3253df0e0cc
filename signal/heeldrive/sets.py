"""Groups counted reps into sets. A rest longer than `rest_min_s` ends a set."""

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.setting_values import Settings
except ImportError:  # a board has no typing and evaluates no annotation
    pass


class SetGrouping:
    """Counts the reps of each set.

    Attributes:
        index: number of the current or last set, from 1; 0 before the first rep.
        reps: reps in this set, of both legs.
        back: reps in this set with the sensor leg in back.
        start_ms, end_ms: start of its first rep and end of its last.
    """

    def __init__(self, settings: "Settings") -> None:
        self.index = 0
        self.reps = 0
        self.back = 0
        self.start_ms = 0
        self.end_ms = 0
        self._open = 0
        self._settings = settings

    def add(self, start_ms: int, end_ms: int, sensor_leg: int) -> None:
        """Add a counted rep; sensor_leg is an index into LEGS."""
        if not self._open:
            self._open = 1
            self.index += 1
            self.reps = 0
            self.back = 0
            self.start_ms = start_ms
        self.reps += 1
        self.back += sensor_leg
        self.end_ms = end_ms

    def rested(self, t_ms: int) -> int:
        """Whether a set is open and its last rep ended long enough ago; call it only between cycles."""
        return self._open and t_ms - self.end_ms > self._settings.rest_min_s * 1000

    def close(self) -> int:
        """End the set; return whether one was open."""
        was_open = self._open
        self._open = 0
        return was_open
