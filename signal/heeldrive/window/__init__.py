"""A window into the detector, read-only: its inner state, and the gates that decide about each cycle.

For the laptop: explanations, plots, tuning and tests look in here and touch no private name of the detector.
The board never loads it and it is not deployed, so it may use floats and allocate.

`snapshot` tells the state after a sample, `status` the part of it that is cheap enough for every sample.
A `Watch` records the gates: from then on each cycle that ends comes with every gate it was asked.

    counter = RepCounter(Settings(), 244, 17500)
    watch = Watch(counter)
    for row in session:
        counter.step(*row)
        for cycle in watch.judged():
            print(cycle.reason, [gate for gate in cycle.gates if not gate.passed])
"""

from heeldrive.window.gate_meanings import GATE_MEANINGS, GateMeaning
from heeldrive.window.gates import Gate
from heeldrive.window.judged import Judged, Watch
from heeldrive.window.settings_read import settings_read
from heeldrive.window.snapshot import (
    INNER,
    KNEE_FORWARD_MM,
    KNEE_OVER_MM,
    NEAR_BOTTOM_DEG,
    STANDINGS,
    START_DEG,
    Fall,
    Pending,
    Snapshot,
    Status,
    pending,
    snapshot,
    status,
)

__all__ = [
    "GATE_MEANINGS",
    "INNER",
    "KNEE_FORWARD_MM",
    "KNEE_OVER_MM",
    "NEAR_BOTTOM_DEG",
    "STANDINGS",
    "START_DEG",
    "Fall",
    "Gate",
    "GateMeaning",
    "Judged",
    "Pending",
    "Snapshot",
    "Status",
    "Watch",
    "pending",
    "settings_read",
    "snapshot",
    "status",
]
