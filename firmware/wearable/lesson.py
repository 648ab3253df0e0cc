"""Begins and cancels a lesson, in which the detector learns the wearer's own lunge. Loaded only for that."""

import gc

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.app import App
except ImportError:
    pass


def begin(app: "App", reps: int) -> None:
    """Begins a lesson of some reps; 0 cancels it.

    Its marker has the time of the newest sample: a replay begins the lesson after this sample.

    Raises:
        MemoryError: there is no room for the detector's part of it.
    """
    gc.collect()  # that part is loaded the first time
    app.marker(app.counter.teach(reps), "teach %d" % reps)
