"""A read-only window into the detector: its internal state, and the gates that decide about each cycle.

It is for the laptop: explanations, plots, tuning and tests use it instead of private names of the detector.
It is not deployed to the board, so it may use floats and allocate.

`snapshot` returns the state after a sample; `status` returns the part that is cheap enough for every sample;
`stage_values` returns every integer that each stage keeps.
A `Watch` records the gates: each cycle that ends then comes with every gate that was evaluated for it.

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
    STANDING_DEG,
    STANDINGS,
    START_DEG,
    THIGH_M,
    Fall,
    Pending,
    Snapshot,
    Status,
    pending,
    snapshot,
    status,
)
from heeldrive.window.stages import stage_values

__all__ = [
    "GATE_MEANINGS",
    "INNER",
    "KNEE_FORWARD_MM",
    "KNEE_OVER_MM",
    "NEAR_BOTTOM_DEG",
    "STANDINGS",
    "STANDING_DEG",
    "START_DEG",
    "THIGH_M",
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
    "stage_values",
    "status",
]
