"""Why each cycle counted or not, and which setting to move for another answer."""

from collections.abc import Iterable
from math import ceil, floor
from typing import NamedTuple

from heeldrive import Settings
from heeldrive.settings import find
from heeldrive.window import Gate

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain.words import deciding_gate, why
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.workbench.controls import title_of, unit_of

Key = tuple[int, int, str]


class Reason(NamedTuple):
    """Why a cycle counted or not.

    Attributes:
        words: the reason, with the deciding value and its limit.
        setting: name of the setting behind it; empty if there is none.
        move: the setting to move, and by how much, in words; empty if there is none.
    """

    words: str
    setting: str = ""
    move: str = ""


def reasons_of(cycles: Iterable[Cycle], settings: Settings) -> dict[Key, Reason]:
    """The reason of each cycle, by start, end and leg."""
    return {(cycle.start_ms, cycle.end_ms, cycle.leg): _reason(cycle, settings) for cycle in cycles}


def reason_of(event: Event, reasons: dict[Key, Reason]) -> Reason:
    """The reason of a rep or a refusal; it names the deciding gate once the session is traced."""
    found = reasons.get((event["start_ms"], event["end_ms"], event["sensor_leg"]))
    if found:
        return found
    return Reason(REASON_WORDS[event["reason"]] if event["kind"] == "refused" else "Counted.")


def _reason(cycle: Cycle, settings: Settings) -> Reason:
    words, gate = why(cycle), deciding_gate(cycle)
    words = words[0].upper() + words[1:]
    if gate is None or not gate.setting:
        return Reason(words)
    return Reason(words, gate.setting, _move(gate, vars(settings)[gate.setting]))


def _move(gate: Gate, value: int) -> str:
    """The setting to move to pass a gate; with a value if the limit is the setting itself."""
    title = title_of(gate.setting)
    if gate.passed:
        return f"Closest setting: {title}"
    to = floor(gate.value) if gate.at_least else ceil(gate.value)
    declared = find(gate.setting)
    if gate.limit != value or not declared.smallest <= to <= declared.largest:
        return f"Setting to move: {title}"
    return f"Setting to move: {title}, from {value} to {to} {unit_of(gate.setting)}".rstrip()
