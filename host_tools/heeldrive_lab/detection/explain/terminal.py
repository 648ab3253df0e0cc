"""The time line and the moment as people read them in the terminal."""

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
    waiting_for,
    why,
)
from heeldrive_lab.util.terminal_tables import clock, how_many, in_brackets, plain_table


def time_line_table(entries: Iterable[Entry], name: str) -> RenderableType:
    """One line for each thing that happened; cycles too little like a rep are summed up."""
    table = Table(title=name, title_justify="left", box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column()
    untold: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Cycle) and entry.outcome == "untold":
            untold[entry.reason] += 1
            continue
        if untold:
            table.add_row("", *_untold_row(untold), style="dim")
            untold.clear()
        table.add_row(clock(entry_ms(entry)), *_row(entry))
    if untold:
        table.add_row("", *_untold_row(untold), style="dim")
    return table


def _untold_row(untold: Counter[str]) -> tuple[str, str]:
    count = how_many(untold.total(), "movement")
    return "", f"{count} too little like a rep to be told of{in_brackets(untold)}"


def _row(entry: Entry) -> tuple[str, str]:
    if isinstance(entry, Change):
        return "state", "; ".join(_changed(entry))
    if isinstance(entry, Cycle):
        return _headline(entry), why(entry)
    if isinstance(entry, SetEnd):
        return f"set {entry.index} ended", how_many(entry.reps, "rep")
    return "strap slipped", f"by {entry.moved_deg:.0f} deg: standing or forward is learnt anew"


def _headline(cycle: Cycle) -> str:
    leg = ", back leg" if cycle.leg == "back" else ""
    late = ", held back at first" if cycle.waited else ""
    if cycle.outcome == "rep":
        return f"rep {cycle.index}{leg}{late}"
    return f"{cycle.outcome}: {cycle.reason}{leg}{late}"


def _changed(change: Change) -> Iterable[str]:
    state = change.state
    if "standing" in change.what:
        yield f"standing is {STANDING_WORDS[state.standing]}"
    if "waits_for" in change.what:
        yield f"waits for {WAITS_WORDS[state.waits_for]}"
    if "ready" in change.what and state.standing != "unknown":
        yield "ready" if state.ready else "not ready: no standing still and no rep shortly before"


def moment_table(moment: Moment) -> RenderableType:
    """The state, what it waits for, and the gates of the cycles around the moment."""
    state = moment.state
    facts = plain_table(f"at {clock(state.t_ms)} ({state.t_ms} ms)", "", "")
    facts.show_header = False
    facts.columns[1].justify = "left"
    facts.add_row("mode", "both_legs" if state.fall else "sensor_leg")
    facts.add_row("phase", state.phase)
    facts.add_row(
        "inclination", f"{state.inclination_deg:.1f} deg, measured from a top at {state.top_deg:.1f} deg"
    )
    if state.deepest_deg is not None:
        facts.add_row("deepest so far", f"{state.deepest_deg:.1f} deg")
    facts.add_row("standing", STANDING_WORDS[state.standing])
    left_ms = state.ready_left_ms or 0
    left = f", for another {number(left_ms, 'ms')}" if left_ms > 0 else ""
    facts.add_row("ready", f"yes{left}" if state.ready else "no")
    facts.add_row("still", f"for {number(state.still_ms, 'ms')}, as on a chair {number(state.seat_ms, 'ms')}")
    openness = "open" if state.set_open else "ended"
    facts.add_row(
        "set",
        f"{state.set_index}, {openness}, {how_many(state.set_reps, 'rep')}" if state.set_index else "none",
    )
    if state.fall:
        usual = f", usual fall {state.fall.usual_mm} mm" if state.fall.usual_mm else ""
        facts.add_row("body", f"{state.fall.state}, height {state.fall.height_mm} mm{usual}")
    parts: list[RenderableType] = [facts, ""]
    parts += waiting_for(state)
    for cycle in moment.under_way:
        parts += [
            "",
            f"What came of the cycle under way: {_headline(cycle)}. {why(cycle)}",
            gate_table(cycle),
        ]
    if moment.before:
        cycle = moment.before
        parts += ["", f"The last before it ({clock(cycle.start_ms)}): {_headline(cycle)}. {why(cycle)}"]
        parts.append(gate_table(cycle))
    return Group(*parts)


def gate_table(cycle: Cycle) -> Table:
    """Every gate of a cycle with value, limit and margin."""
    table = plain_table("", "", "measured", "limit", "margin", "refused as", "setting")
    decided = deciding_gate(cycle)
    for gate in cycle.gates:
        style = "bold" if gate is decided else "" if gate.passed else "red"
        table.add_row(*_gate_cells(gate), style=style)
    return table


def _gate_cells(gate: Gate) -> tuple[str, ...]:
    if not gate.unit:
        return f"✗ {gate.words}", "", "", "", gate.reason, gate.setting
    return (
        f"{'' if gate.passed else '✗ '}{gate.words}",
        number(gate.value, gate.unit),
        f"{'≥' if gate.at_least else '≤'} {number(gate.limit, gate.unit)}",
        number(gate.margin, gate.unit),
        gate.reason,
        gate.setting,
    )
