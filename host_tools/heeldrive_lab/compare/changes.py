"""Finds the cycles of a session that two sets of settings decide differently."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from heeldrive import Settings
from heeldrive.window import Gate

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain.words import deciding_gate, gate_sentence, why
from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.evaluation.matching import MATCH_SHARE
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.sessions.recording import Recording

# Outcome if the settings do not segment such a cycle.
NO_CYCLE = "no cycle"
REPORTED = ("rep", "refused")


@dataclass(frozen=True)
class Side:
    """A cycle with one set of settings.

    Attributes:
        outcome: `rep`, `refused`, `untold` (too unlike a rep to be reported), or `no cycle`.
        reason: why it did not count; empty for a rep.
        index: number of the rep.
        start_ms, end_ms: start and end; None if there is no cycle.
        words: the deciding gate with value, limit and margin.
        gates: the gates that decided with either set of settings, as evaluated with this one.
    """

    outcome: str
    reason: str
    index: int | None
    start_ms: int | None
    end_ms: int | None
    words: str
    gates: tuple[Gate, ...]

    @property
    def label(self) -> str:
        """`rep 7`, `refused: shallow`, `no cycle`."""
        if self.outcome == "rep":
            return f"rep {self.index}"
        return f"{self.outcome}: {self.reason}" if self.reason else self.outcome


@dataclass(frozen=True)
class CycleChange:
    """A cycle with different outcomes.

    Attributes:
        what: `gained`, `lost` or `moved` (a rep), `refused otherwise`, `refused now` or `no longer told`.
        start_ms: its start with the old settings, or with the new ones if the old ones do not segment it.
        sensor_leg: `front` or `back`.
        true_rep: whether an annotated rep overlaps it; None if reps are not annotated there.
        before, after: the cycle with the old and with the new settings.
    """

    what: str
    start_ms: int
    sensor_leg: str
    true_rep: bool | None
    before: Side
    after: Side

    def as_dict(self) -> dict[str, Any]:
        """The change as a JSON object."""
        return asdict(self) | {
            name: asdict(side) | {"gates": [gate.as_dict() for gate in side.gates]}
            for name, side in (("before", self.before), ("after", self.after))
        }


@dataclass(frozen=True)
class Replayed:
    """The events of a session with both sets of settings, and the cycles that changed."""

    before: tuple[Event, ...]
    after: tuple[Event, ...]
    changes: tuple[CycleChange, ...]


def changes_of(
    recording: Recording, before: Settings, after: Settings, annotations: Annotations | None
) -> Replayed:
    """Count a recording with both sets of settings; cycles and gates are traced only if the events differ."""
    events = [tuple(replay(recording, settings)) for settings in (before, after)]
    if _decided(events[0]) == _decided(events[1]):
        return Replayed(events[0], events[1], ())
    cycles = [trace(recording, settings).cycles for settings in (before, after)]
    changes = [_change(one, other, annotations) for one, other in _pairs(*cycles) if _differ(one, other)]
    return Replayed(events[0], events[1], tuple(sorted(changes, key=lambda change: change.start_ms)))


def _decided(events: Sequence[Event]) -> list[tuple[Any, ...]]:
    return [
        (event["kind"], event["start_ms"], event["end_ms"], event["sensor_leg"], event.get("reason"))
        for event in events
        if event["kind"] in REPORTED
    ]


def _differ(one: Cycle | None, other: Cycle | None) -> bool:
    outcomes = [cycle.outcome if cycle else NO_CYCLE for cycle in (one, other)]
    if not set(outcomes) & set(REPORTED):
        return False
    if one is None or other is None or outcomes[0] != outcomes[1]:
        return True
    if outcomes[0] == "refused":
        return one.reason != other.reason
    return (one.start_ms, one.end_ms) != (other.start_ms, other.end_ms)


def _pairs(before: Sequence[Cycle], after: Sequence[Cycle]) -> list[tuple[Cycle | None, Cycle | None]]:
    """Pair each cycle with the one that overlaps it most with the other settings; None if there is none."""
    free = list(after)
    pairs: list[tuple[Cycle | None, Cycle | None]] = []
    # Reported cycles choose first, so that no unreported movement takes the partner of a rep.
    for one in sorted(before, key=lambda cycle: (cycle.outcome not in REPORTED, cycle.start_ms)):
        other = max(free, key=lambda cycle: _common_ms(one, cycle), default=None)
        if other is not None and _common_ms(one, other) > 0:
            free.remove(other)
            pairs.append((one, other))
        else:
            pairs.append((one, None))
    return pairs + [(None, other) for other in free]


def _common_ms(one: Cycle, other: Cycle) -> int:
    """Overlap of two cycles of one leg, ms; 0 if it is less than half of the shorter one."""
    common_ms = min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
    shorter_ms = min(one.end_ms - one.start_ms, other.end_ms - other.start_ms)
    return common_ms if one.leg == other.leg and common_ms >= max(1, MATCH_SHARE * shorter_ms) else 0


def _change(one: Cycle | None, other: Cycle | None, annotations: Annotations | None) -> CycleChange:
    cycle = one or other
    if cycle is None:
        raise ValueError("a change needs a cycle")
    names = {
        gate.name
        for side in (one, other)
        if side is not None and side.outcome != "rep" and (gate := deciding_gate(side))
    }
    return CycleChange(
        _what(one, other),
        cycle.start_ms,
        cycle.leg,
        _is_true(cycle, annotations),
        _side(one, names),
        _side(other, names),
    )


def _what(one: Cycle | None, other: Cycle | None) -> str:
    before, after = (cycle.outcome if cycle else NO_CYCLE for cycle in (one, other))
    if "rep" in (before, after):
        return "moved" if before == after else "gained" if after == "rep" else "lost"
    if before == after:
        return "refused otherwise"
    return "refused now" if after == "refused" else "no longer told"


def _side(cycle: Cycle | None, names: set[str]) -> Side:
    if cycle is None:
        return Side(NO_CYCLE, "", None, None, None, "", ())
    gates = tuple(gate for gate in cycle.gates if gate.name in names)
    words = "; ".join(map(gate_sentence, gates)) or (why(cycle) if cycle.reason or cycle.gates else "")
    reason = "" if cycle.outcome == "rep" else cycle.reason
    return Side(cycle.outcome, reason, cycle.index, cycle.start_ms, cycle.end_ms, words, gates)


def _is_true(cycle: Cycle, annotations: Annotations | None) -> bool | None:
    """Whether an annotated rep overlaps the cycle; None if only set totals are annotated there."""
    if annotations is None:
        return None
    weak = [row for row in annotations.rows if row.kind == "set" and _weak(row, annotations)]
    if any(_inside(cycle, row) for row in weak):
        return None
    return any(_overlap(cycle, rep) for rep in annotations.reps)


def _weak(row: Annotation, annotations: Annotations) -> bool:
    return not any(row.start_ms <= rep.start_ms < row.end_ms for rep in annotations.reps)


def _inside(cycle: Cycle, row: Annotation) -> bool:
    return row.start_ms <= (cycle.start_ms + cycle.end_ms) // 2 < row.end_ms


def _overlap(cycle: Cycle, rep: Annotation) -> bool:
    common_ms = min(cycle.end_ms, rep.end_ms) - max(cycle.start_ms, rep.start_ms)
    return common_ms >= MATCH_SHARE * min(cycle.end_ms - cycle.start_ms, rep.end_ms - rep.start_ms)
