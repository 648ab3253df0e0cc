"""Formats the timeline, and the state at one time, for the terminal."""

from collections import Counter
from collections.abc import Iterable

from heeldrive.window import Gate
from rich.console import Group, RenderableType
from rich.table import Table

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain.run import Change, Entry, Moment, SetEnd, entry_ms
from heeldrive_lab.detection.explain.words import (
    STANDING_WORDS,
    WAITS_WORDS,
    deciding_gate,
    number,
    value_and_limit,
    waiting_for,
    why,
)
from heeldrive_lab.util.terminal_tables import FittingTable, clock, how_many, in_brackets, plain_table


def timeline_table(entries: Iterable[Entry], name: str) -> RenderableType:
    """A table with a line per entry; consecutive cycles that were not reported share one line."""
    table = FittingTable(name)
    table.show_header = False
    table.add_column(justify="right")
    table.add_column()
    table.add_column()
    unreported: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Cycle) and entry.outcome == "untold":
            unreported[entry.reason] += 1
            continue
        if unreported:
            table.add_row("", *_unreported_row(unreported), style="dim")
            unreported.clear()
        table.add_row(clock(entry_ms(entry)), *_row(entry))
    if unreported:
        table.add_row("", *_unreported_row(unreported), style="dim")
    return table


def _unreported_row(unreported: Counter[str]) -> tuple[str, str]:
    count = how_many(unreported.total(), "movement")
    return "", f"{count} too unlike a rep to be reported{in_brackets(unreported)}"


def _row(entry: Entry) -> tuple[str, str]:
    if isinstance(entry, Change):
        return "state", "; ".join(_changed(entry))
    if isinstance(entry, Cycle):
        return _headline(entry), why(entry)
    if isinstance(entry, SetEnd):
        return f"set {entry.index} ended", how_many(entry.reps, "rep")
    return (
        "strap slipped",
        f"by {entry.moved_deg:.0f} deg: the detector learns the standing or forward direction again",
    )


def _headline(cycle: Cycle) -> str:
    leg = ", back leg" if cycle.leg == "back" else ""
    if cycle.outcome == "rep":
        return f"rep {cycle.index}{leg}"
    if cycle.outcome == "joined":
        return f"bounce{leg}"
    if cycle.outcome == "waits":
        return f"doubtful: {cycle.reason}{leg}"
    return f"{cycle.outcome}: {cycle.reason}{leg}"


def _changed(change: Change) -> Iterable[str]:
    state = change.state
    if "standing" in change.what:
        yield f"the standing direction is {STANDING_WORDS[state.standing]}"
    if "waits_for" in change.what:
        yield f"waits for {WAITS_WORDS[state.waits_for]}"
    if "ready" in change.what and state.standing != "unknown":
        yield "ready" if state.ready else "not ready: no recent standing still and no recent rep"


def moment_table(moment: Moment) -> RenderableType:
    """The state, what the detector waits for, and the gates of the cycles around this time."""
    state = moment.state
    properties = plain_table(f"at {clock(state.t_ms)} ({state.t_ms} ms)", "", "")
    properties.show_header = False
    properties.columns[1].justify = "left"
    properties.add_row("mode", "both_legs" if state.fall else "sensor_leg")
    properties.add_row("phase", state.phase)
    properties.add_row(
        "inclination", f"{state.inclination_deg:.1f} deg, measured from a top at {state.top_deg:.1f} deg"
    )
    if state.deepest_deg is not None:
        properties.add_row("deepest so far", f"{state.deepest_deg:.1f} deg")
    properties.add_row("standing direction", STANDING_WORDS[state.standing])
    left_ms = state.ready_left_ms or 0
    left = f", for {number(left_ms, 'ms')} more" if left_ms > 0 else ""
    properties.add_row("ready", f"yes{left}" if state.ready else "no")
    properties.add_row(
        "still",
        f"for {number(state.still_ms, 'ms')}, as still as on a chair for {number(state.seat_ms, 'ms')}",
    )
    set_state = "open" if state.set_open else "ended"
    properties.add_row(
        "set",
        f"{state.set_index}, {set_state}, {how_many(state.set_reps, 'rep')}" if state.set_index else "none",
    )
    if state.fall:
        usual = f", usual drop {state.fall.usual_mm} mm" if state.fall.usual_mm else ""
        properties.add_row("body", f"{state.fall.state}, height {state.fall.height_mm} mm{usual}")
    parts: list[RenderableType] = [properties, ""]
    parts += waiting_for(state)
    for cycle in moment.under_way:
        parts += [
            "",
            f"Outcome of the cycle in progress: {_headline(cycle)}. {why(cycle)}",
            gate_table(cycle),
        ]
    if moment.before:
        cycle = moment.before
        parts += ["", f"The previous cycle ({clock(cycle.start_ms)}): {_headline(cycle)}. {why(cycle)}"]
        parts.append(gate_table(cycle))
    return Group(*parts)


def gate_table(cycle: Cycle) -> Table:
    """A table of all gates of a cycle with value and limit."""
    table = plain_table("", "", "measured", "limit", "refused as", "setting")
    decided = deciding_gate(cycle)
    for gate in cycle.gates:
        style = "bold" if gate is decided else "" if gate.passed else "red"
        table.add_row(*_gate_cells(gate), style=style)
    return table


def _gate_cells(gate: Gate) -> tuple[str, ...]:
    refused_as = f"doubt: {gate.reason}" if gate.doubt else gate.reason
    if not gate.unit:
        return f"✗ {gate.words}", "", "", refused_as, gate.setting
    value, limit = value_and_limit(gate)
    return (
        f"{'' if gate.passed else '✗ '}{gate.words}",
        value,
        f"{'≥' if gate.at_least else '≤'} {limit}",
        refused_as,
        gate.setting,
    )
