"""The detector's state, what it waits for, and its gates, in the wearer's words."""

from heeldrive.window import NEAR_BOTTOM_DEG, START_DEG, Gate, Pending, Snapshot

from heeldrive_lab.detection.cycle import Cycle, closest
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.terminal_tables import clock, how_many

STANDING_WORDS = {
    "unknown": "not known: nobody has stood still yet",
    "taken": "taken from the first still pose; neither walking nor a rep has proved it",
    "proved": "known, and proved by walking or by a rep",
}
WAITS_WORDS = {
    "": "nothing: reps can count",
    "stand_still": "the wearer to stand still for a moment",
    "walk": "some steps and then standing still: the first still pose may have been a seat or a bed",
}
_ROUNDING = {"deg": 1, "ms": 0, "mm": 0, "mg": 0, "mm/s": 0, "deg/s": 0}


def number(value: float, unit: str) -> str:
    """`47.2 deg`, `1.25 s`: times in seconds, because that is what people think in."""
    if unit == "ms":
        return f"{value / 1000:.2f} s"
    return f"{value:.{_ROUNDING[unit]}f} {unit}"


def gate_sentence(gate: Gate) -> str:
    """`depth of the thigh 41.3 deg: at least 48.0 deg, 6.7 deg short`."""
    if not gate.unit:
        return gate.words
    side = "at least" if gate.at_least else "at most"
    verdict = "to spare" if gate.passed else "short" if gate.at_least else "too much"
    limit, margin = number(gate.limit, gate.unit), number(abs(gate.margin), gate.unit)
    return f"{gate.words} {number(gate.value, gate.unit)}: {side} {limit}, {margin} {verdict}"


def deciding_gate(cycle: Cycle) -> Gate | None:
    """The gate that refused the cycle, or the one that a rep passed most narrowly."""
    if cycle.outcome == "rep":
        return closest([gate for gate in cycle.gates if gate.passed])
    return next((gate for gate in cycle.gates if not gate.passed and gate.reason == cycle.reason), None)


def why(cycle: Cycle) -> str:
    """One sentence: what came of the cycle and by which gate."""
    gate = deciding_gate(cycle)
    by = f" ({gate_sentence(gate)})" if gate else ""
    if cycle.outcome == "rep":
        return f"closest gate: {gate_sentence(gate)}" if gate else "counted"
    if cycle.reason == "not_ready" and cycle.waits_for:
        return f"The detector waited for {WAITS_WORDS[cycle.waits_for]}."
    return f"{REASON_WORDS[cycle.reason]}{by}"


def waiting_for(state: Snapshot) -> list[str]:
    """What has to happen next, most urgent first."""
    sentences = []
    if state.waits_for:
        sentences.append(f"It waits for {WAITS_WORDS[state.waits_for]}.")
    if state.phase == "waiting":
        return sentences
    sentences.append(_by_phase(state))
    if not state.ready and not state.waits_for:
        sentences.append(
            "It is not ready: no standing still and no rep shortly before. A cycle would be not_ready"
            " until the leg stands still."
        )
    sentences += [_of_held(waiting) for waiting in state.held]
    if state.fall and state.fall.state != "at the top":
        sentences.append(
            f"The body is {state.fall.state}, {-state.fall.height_mm} mm down as integrated so far:"
            " it waits for the rise to end."
        )
    if state.set_ends_ms is not None:
        sentences.append(
            f"Set {state.set_index} is open with {how_many(state.set_reps, 'rep')};"
            f" without another it ends at {clock(state.set_ends_ms)}."
        )
    return sentences


def _by_phase(state: Snapshot) -> str:
    top = f"{state.top_deg:.1f} deg"
    if state.phase == "standing":
        return f"It waits for a descent: more than {START_DEG:.0f} deg beyond the top at {top}."
    deepest = state.deepest_deg or 0.0
    short = state.enough_deg - deepest
    enough = f"{short:.1f} deg more to be deep enough" if short > 0 else "deep enough for a rep"
    if state.phase == "descent":
        return f"It waits for the bottom: the thigh to stop or turn; {deepest:.1f} deg so far, {enough}."
    if state.phase == "bottom":
        up = f"the thigh to come up {NEAR_BOTTOM_DEG:.0f} deg from {deepest:.1f} deg"
        return f"It waits for the rise: {up} ({enough})."
    bottom = f"the bottom was {deepest:.1f} deg ({enough})"
    return f"It waits for a top: the thigh to stop, turn, or be nearly back at {top}; {bottom}."


def _of_held(waiting: Pending) -> str:
    start, rise_s = clock(waiting.start_ms), waiting.rise_ms / 1000
    if waiting.decided:
        return f"The cycle of {start} is decided and told with the next sample."
    if waiting.reason == "sideways":
        confirm = "another that leans the same way: then the strap has turned"
    else:
        confirm = f"a rep beside it with a rise of about {rise_s:.2f} s, or quick ones like it, three in all"
    end = f"Else it is refused as {waiting.reason} at {clock(waiting.given_up_ms)}."
    return f"The cycle of {start} is held back; what confirms it: {confirm}. {end}"
