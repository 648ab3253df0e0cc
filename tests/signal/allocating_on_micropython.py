"""The same replay with a detector that allocates once per rep: the locked heap has to detect it."""

import sys

sys.path.insert(0, sys.argv[1])

import on_micropython
from heeldrive import RepCounter


class Hoarder(RepCounter):
    """Allocates once per rep and never in between."""

    def step(self, t_ms, ax, ay, az, gx, gy, gz):
        """Process a sample, and store the time of a rep in a new list."""
        kind = RepCounter.step(self, t_ms, ax, ay, az, gx, gy, gz)
        if kind:
            self.kept = [t_ms]
        return kind


on_micropython.main(Hoarder)
