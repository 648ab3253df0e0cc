"""The data of the lower axes: the detector's states, and the values of cycles at the gates of a setting."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from heeldrive import PHASES, WAITS
from heeldrive.window import STANDINGS

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain.words import STANDING_WORDS, WAITS_WORDS, value_and_limit, why
from heeldrive_lab.util.phase_colours import PHASE_COLOURS
from heeldrive_lab.workbench.columns import OTHER, RIGHT, Columns, columns
from heeldrive_lab.workbench.trace import Stretches, Trace

STANDING_COLOURS = ("#c9ced6", "#f2b134", "#5bb974")
PHASE_LANE = ("#e9ecf1", "#d5dae1", *PHASE_COLOURS.values())
# Lanes of the detector's states, from bottom to top.
LANES = ("set", "ready", "waits for", "standing", "phase")


def lane_columns(trace: Trace, start_ms: float, end_ms: float, shortest_ms: float) -> Columns:
    """Bars of the detector's states in a view, one lane each, without those narrower than a pixel."""
    bars = columns("left", "right", "bottom", "top", "colour", "words")
    lanes: dict[str, tuple[Stretches, Any]] = {
        "phase": (trace.phases, lambda value: (PHASE_LANE[value], PHASES[value])),
        "standing": (trace.standings, _standing),
        "waits for": (trace.waits, _waits),
        "ready": (trace.ready, lambda value: ("#5bb974" if value else "", "ready for a rep")),
        "set": (trace.sets, lambda value: ("#4c6ef5" if value else "", f"set {value}")),
    }
    for name, (stretches, style) in lanes.items():
        place = LANES.index(name)
        begins, ends, values = stretches
        seen = (ends >= start_ms) & (begins <= end_ms) & (ends - begins >= shortest_ms)
        for begin, end, value in zip(*(part[seen].tolist() for part in (begins, ends, values)), strict=True):
            colour, words = style(value)
            if not colour:
                continue
            bars["left"].append(begin / 1000)
            bars["right"].append(end / 1000)
            bars["bottom"].append(place + 0.12)
            bars["top"].append(place + 0.88)
            bars["colour"].append(colour)
            bars["words"].append(f"{name}: {words}" if name in ("phase", "standing", "waits for") else words)
    return bars


def _standing(value: int) -> tuple[str, str]:
    return STANDING_COLOURS[value], STANDING_WORDS[STANDINGS[value]]


def _waits(value: int) -> tuple[str, str]:
    waits = ("", "stand_still", "walk")[value]
    return ("#c2255c" if waits else ""), WAITS_WORDS[waits]


def state_words(trace: Trace, t_s: float) -> str:
    """The phase at a time, and what the detector waits for or whether it is ready."""
    waits = WAITS[_at(trace.waits, t_s)]
    ready = "ready" if _at(trace.ready, t_s) else "not ready"
    return f"{PHASES[_at(trace.phases, t_s)]} · " + (f"waits for {WAITS_WORDS[waits]}" if waits else ready)


def _at(stretches: Stretches, t_s: float) -> int:
    begins, _, value = stretches
    return int(value[max(int(np.searchsorted(begins, t_s * 1000, "right")) - 1, 0)])


def measure_columns(cycles: Iterable[Cycle], setting: str, value: float) -> Columns:
    """The values of all cycles at the gates of a setting, and limits that differ from the setting."""
    points = columns("left", "right", "x", "y", "limit", "colour", "title", "why")
    for cycle in cycles:
        gates = [gate for gate in cycle.gates if gate.setting == setting]
        reason = f"{_outcome(cycle)}. {why(cycle)}" if gates else ""
        for gate in gates:
            points["left"].append(cycle.start_ms / 1000)
            points["right"].append(cycle.end_ms / 1000)
            points["x"].append((cycle.start_ms + cycle.end_ms) / 2000)
            points["y"].append(gate.value)
            points["limit"].append(gate.limit if gate.limit != value else float("nan"))
            points["colour"].append(
                RIGHT if cycle.outcome == "rep" else "#9aa5b1" if cycle.outcome == "untold" else OTHER
            )
            measured, limit = value_and_limit(gate)
            points["title"].append(
                f"{gate.words} {measured}, {'at least' if gate.at_least else 'at most'} {limit}"
            )
            points["why"].append(reason)
    return points


def _outcome(cycle: Cycle) -> str:
    if cycle.outcome == "rep":
        return f"Rep {cycle.index}"
    if cycle.outcome == "untold":
        return "Too unlike a rep to be reported"
    if cycle.outcome == "joined":
        return "Part of the next rep"
    return f"Refused: {cycle.reason}"
