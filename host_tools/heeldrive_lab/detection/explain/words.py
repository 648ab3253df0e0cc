"""Describes the detector's state, what it waits for, and its gates, in plain words."""

from decimal import Decimal

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
_CONFIRMED_BY = {
    "sideways": "another one that leans to the same side, which means that the strap has turned",
    "no_return": "it counts when the thigh comes back to standing; another descent before that makes it a"
    " bounce, part of the rep that follows",
    "shallow": "it counts if the next rep is no deeper",
}
DECIMALS = {"deg": 1, "s": 2, "mm": 0, "mg": 0, "mm/s": 0, "deg/s": 0}
ALONE = ", without similar reps"


def number(value: float, unit: str, more_decimals: int = 0) -> str:
    """Format a value with its unit: `47.2 deg`, `1.25 s`. Times are shown in seconds."""
    if unit == "ms":
        value, unit = value / 1000, "s"
    return f"{value:.{DECIMALS[unit] + more_decimals}f} {unit}"


def value_and_limit(gate: Gate) -> tuple[str, str]:
    """Format value and limit with as many decimals as tell them apart; alike if they hardly differ."""
    for more in range(3):
        value, limit = number(gate.value, gate.unit, more), number(gate.limit, gate.unit, more)
        if value != limit:
            return value, limit
    return number(gate.value, gate.unit), number(gate.limit, gate.unit)


def gate_sentence(gate: Gate) -> str:
    """Describe a gate: `depth of the thigh 41.3 deg: at least 48.0 deg, 6.7 deg short`."""
    if not gate.unit:
        return gate.words
    side = "at least" if gate.at_least else "at most"
    verdict = "to spare" if gate.passed else "short" if gate.at_least else "too much"
    value, limit = value_and_limit(gate)
    if value == limit and not gate.passed:
        return f"{gate.words} {value}: {side} {limit}, just {verdict}"
    (measured, unit), allowed = value.split(), limit.split()[0]
    margin = abs(Decimal(measured) - Decimal(allowed))  # of the numbers as shown: what readers will compute
    return f"{gate.words} {value}: {side} {limit}, {margin} {unit} {verdict}"


def deciding_gate(cycle: Cycle) -> Gate | None:
    """The gate that decided.

    For a rep, the one passed by the smallest margin. For a cycle that was doubtful, the doubt. For any other
    cycle, the gate that refused it.
    """
    if cycle.outcome == "rep" and not cycle.doubt:
        return closest([gate for gate in cycle.gates if gate.passed])
    reason = cycle.doubt or cycle.reason
    return next((gate for gate in cycle.gates if not gate.passed and gate.reason == reason), None)


def why(cycle: Cycle) -> str:
    """Say why the cycle counted or not, with the deciding gate."""
    gate = deciding_gate(cycle)
    by = f" ({gate_sentence(gate)})" if gate else ""
    if cycle.doubt:  # what is said of the neighbours follows
        by = by.replace(ALONE, "")
    if cycle.outcome == "joined":
        return (
            "It only went half-way back up before the next descent: a bounce, part of the rep that follows."
        )
    if cycle.outcome == "waits":
        return f"It passed every limit of a rep, but is doubtful{by}. It waits for its neighbours."
    if cycle.outcome == "rep":
        if cycle.doubt:
            return f"Doubtful by itself{by}. {_why_confirmed(cycle)}"
        return f"closest gate: {gate_sentence(gate)}" if gate else "counted"
    if cycle.reason == "not_ready" and cycle.waits_for:
        return f"The detector waited for {WAITS_WORDS[cycle.waits_for]}."
    reason = REASON_WORDS[cycle.reason].removesuffix(".")
    alone = ", and no neighbouring rep is alike" if cycle.doubt and "similar reps" not in reason else ""
    return f"{reason}{by}{alone}."


def _why_confirmed(cycle: Cycle) -> str:
    if cycle.doubt == "sideways":
        return "It counts because another one leaned to the same side: the strap has turned."
    if not cycle.waited:
        return "It counts because reps before it are alike."
    if cycle.doubt in ("shallow", "no_return"):
        return "It counts because a rep is alike, or because nothing after it spoke against it."
    return "It counts because its neighbours are alike."


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
            "Not ready: no recent standing still and no recent rep. Until the leg is still, a cycle counts"
            " only if its neighbours are alike; otherwise it is refused as not_ready."
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
    start, given_up = clock(waiting.start_ms), clock(waiting.given_up_ms)
    if waiting.decided:
        return f"The cycle at {start} is decided and will be reported with the next sample."
    confirm = _CONFIRMED_BY.get(waiting.reason, "a counted rep that is alike, or two more cycles that are")
    end = f"counts at {given_up}" if waiting.counts_alone else f"is refused as {waiting.reason} at {given_up}"
    return f"The cycle at {start} is doubtful and waits for its neighbours: {confirm}. Otherwise it {end}."
