"""Begins and cancels a lesson, in which the detector learns the wearer's own lunge. Loaded only for that."""

import gc

from wearable.console_out import write_line

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from ui.display_model import DisplayModel
        from wearable.app import App
except ImportError:
    pass


def begin(app: "App", model: "DisplayModel", reps: int) -> None:
    """Begins a lesson of some reps; 0 cancels it. Without memory for it, says so.

    Its marker has the time of the newest sample: a replay begins the lesson after this sample.
    """
    gc.collect()  # the detector's part is loaded the first time
    try:
        t_ms = app.counter.teach(reps)
    except MemoryError:
        model.show_word("FAIL")
        write_line("teach off: There is not enough memory: reset the board and teach before the first set.")
        return
    app.marker(t_ms, "teach %d" % reps)
