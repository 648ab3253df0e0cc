"""Groups counted reps into sets: a rest longer than the setting ends one."""


class SetGrouping:
    """Counts reps in sets.

    Attributes:
        index: number of the current or last set, from 1; 0 before the first rep.
        reps: reps in it, of both legs.
        back: those of them with the sensor leg in back.
        start_ms, end_ms: begin of its first rep and end of its last.
    """

    def __init__(self, settings):
        self.index = 0
        self.reps = 0
        self.back = 0
        self.start_ms = 0
        self.end_ms = 0
        self._open = 0
        self._settings = settings

    def add(self, start_ms, end_ms, sensor_leg):
        """Take a counted rep; sensor_leg is 1 when the sensor leg was in back."""
        if not self._open:
            self._open = 1
            self.index += 1
            self.reps = 0
            self.back = 0
            self.start_ms = start_ms
        self.reps += 1
        self.back += sensor_leg
        self.end_ms = end_ms

    def rested(self, t_ms):
        """Whether a set is open and its last rep long enough ago to end it; ask while nothing has begun."""
        return self._open and t_ms - self.end_ms > self._settings.rest_min_s * 1000

    def close(self):
        """End the set; whether one was open."""
        was_open = self._open
        self._open = 0
        return was_open
