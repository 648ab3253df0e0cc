"""A tap on the detector: what the firmware hands to ``RepCounter.step`` is recorded on the way."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from heeldrive_lab.virtual_board.made_module import made_module


def tapped_detector(heeldrive: ModuleType, on_sample: Callable[[Any], None]) -> ModuleType:
    """The detector's package with a ``RepCounter`` that reports each sample and decides as before.

    Args:
        heeldrive: the package as the board imports it.
        on_sample: called with the arguments of each ``step``: ``(t_ms, ax, ay, az, gx, gy, gz)``.
    """
    rep_counter: Any = heeldrive.RepCounter

    def step(self: Any, *sample: int) -> Any:
        on_sample(sample)
        return rep_counter.step(self, *sample)

    tapped = type("TappedRepCounter", (rep_counter,), {"step": step})
    return made_module("heeldrive", {**vars(heeldrive), "RepCounter": tapped})
