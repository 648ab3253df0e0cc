"""Describes the detector's state, what it waits for, and its gates, in plain words."""

from heeldrive.window import NEAR_BOTTOM_DEG, START_DEG, Gate, Pending, Snapshot

from heeldrive_lab.detection.cycle import Cycle, closest
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.terminal_tables import clock, how_many

STANDING_WORDS = {
    "unknown": "unknown: the wearer has not stood still yet",
    "taken": "taken from the first still pose; not yet confirmed by walking or a rep",
    "proved": "confirmed by walking or a rep",
}
WAITS_WORDS = {
    "": "nothing: reps can count",
    "stand_still": "the wearer to stand still for a moment",
    "walk": "a few steps and then standing still: the first still pose may have been sitting or lying",
}
_ROUNDING = {"deg": 1, "ms": 0, "mm": 0, "mg": 0, "mm/s": 0, "deg/s": 0}


def number(value: float, unit: str) -> str:
    """Format a value with its unit: `47.2 deg`, `1.25 s`. Times are shown in seconds."""
    if unit == "ms":
        return f"{value / 1000:.2f} s"
    return f"{value:.{_ROUNDING[unit]}f} {unit}"


def gate_sentence(gate: Gate) -> str:
    """Describe a gate: `depth of the thigh 41.3 deg: at least 48.0 deg, 6.7 deg short`."""
    if not gate.unit:
        return gate.words
    side = "at least" if gate.at_least else "at most"
    verdict = "to spare" if gate.passed else "short" if gate.at_least else "too much"
    limit, margin = number(gate.limit, gate.unit), number(abs(gate.margin), gate.unit)
    return f"{gate.words} {number(gate.value, gate.unit)}: {side} {limit}, {margin} {verdict}"


def deciding_gate(cycle: Cycle) -> Gate | None:
    """The gate that refused the cycle, or the one that a rep passed by the smallest margin."""
    if cycle.outcome == "rep":
        return closest([gate for gate in cycle.gates if gate.passed])
    return next((gate for gate in cycle.gates if not gate.passed and gate.reason == cycle.reason), None)


def why(cycle: Cycle) -> str:
    """One sentence on why the cycle counted or not, with the deciding gate."""
    gate = deciding_gate(cycle)
    by = f" ({gate_sentence(gate)})" if gate else ""
    if cycle.outcome == "rep":
        return f"closest gate: {gate_sentence(gate)}" if gate else "counted"
    if cycle.reason == "not_ready" and cycle.waits_for:
        return f"The detector waited for {WAITS_WORDS[cycle.waits_for]}."
    return f"{REASON_WORDS[cycle.reason]}{by}"


def waiting_for(state: Snapshot) -> list[str]:
    """Sentences on what the detector waits for, the most important first."""
    sentences = []
    if state.waits_for:
        sentences.append(f"Waiting for {WAITS_WORDS[state.waits_for]}.")
    if state.phase == "waiting":
        return sentences
    sentences.append(_by_phase(state))
    if not state.ready and not state.waits_for:
        sentences.append(
            "Not ready: no recent standing still and no recent rep. Cycles are refused as not_ready"
            " until the leg is still."
        )
    sentences += [_about_pending(waiting) for waiting in state.held]
    if state.fall and state.fall.state != "at the top":
        sentences.append(
            f"The body is {state.fall.state}, {-state.fall.height_mm} mm down as integrated so far;"
            " waiting for the rise to end."
        )
    if state.set_ends_ms is not None:
        sentences.append(
            f"Set {state.set_index} is open with {how_many(state.set_reps, 'rep')};"
            f" without another rep it ends at {clock(state.set_ends_ms)}."
        )
    return sentences


def _by_phase(state: Snapshot) -> str:
    top = f"{state.top_deg:.1f} deg"
    if state.phase == "standing":
        return f"Waiting for a descent of more than {START_DEG:.0f} deg from the top at {top}."
    deepest = state.deepest_deg or 0.0
    short = state.enough_deg - deepest
    enough = f"{short:.1f} deg more to be deep enough" if short > 0 else "deep enough for a rep"
    if state.phase == "descent":
        return f"Waiting for the bottom, where the thigh stops or turns; {deepest:.1f} deg so far, {enough}."
    if state.phase == "bottom":
        up = f"the thigh has to come up {NEAR_BOTTOM_DEG:.0f} deg from {deepest:.1f} deg"
        return f"Waiting for the rise: {up} ({enough})."
    bottom = f"the bottom was {deepest:.1f} deg ({enough})"
    return f"Waiting for a top, where the thigh stops, turns, or is nearly back at {top}; {bottom}."


def _about_pending(waiting: Pending) -> str:
    start, rise_s = clock(waiting.start_ms), waiting.rise_ms / 1000
    if waiting.decided:
        return f"The cycle at {start} is decided and will be reported with the next sample."
    if waiting.reason == "sideways":
        confirm = "another one that leans to the same side, which means that the strap has turned"
    else:
        confirm = (
            f"a neighbouring rep with a rise of about {rise_s:.2f} s, or three similar quick cycles in all"
        )
    end = f"Otherwise it is refused as {waiting.reason} at {clock(waiting.given_up_ms)}."
    return f"The cycle at {start} is pending; it is confirmed by {confirm}. {end}"
