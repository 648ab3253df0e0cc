"""Parses the lines that the firmware writes on its serial console (firmware/wearable/console_format.py)."""

from heeldrive import EVENT_SET
from heeldrive.events import KINDS

from heeldrive_lab.detection.event_fields import FIELDS, FIRST_FIELDS, LINE_FIELDS
from heeldrive_lab.detection.replay import Event

# `live --json` has always written words and counts in this order, followed by the times as in the line.
_FIRST = ("kind", "index", "sensor_leg", "knee", "knee_travel_mm", "reason", "reps", "back", "front")


def parse_event(line: str) -> Event | None:
    """Parse an event line into the mapping that `replay` yields; None if the line is not an event.

    Raises:
        KeyError: the line starts like an event but lacks a field.
        ValueError: a field is malformed.
    """
    word, _, rest = line.partition(" ")
    if word not in KINDS[1:]:
        return None
    kind = KINDS.index(word)
    cells = dict(cell.split("=", 1) for cell in rest.split())
    event: Event = {"kind": word}
    for field in LINE_FIELDS:
        key = field.line_key(kind)
        if kind not in field.reported_by or (field.of_knee and "knee" not in cells):
            continue
        if key in cells or field in FIELDS[:FIRST_FIELDS]:
            cell = cells[key]
            event[field.json_key(kind)] = cell if field.words else field.json_value(int(cell))
    if kind == EVENT_SET:
        event["front"] = event["reps"] - event["back"]
    first = {key: event.pop(key) for key in _FIRST if key in event}
    return first | event


def parse_phase(line: str) -> str | None:
    """The phase that a `phase` line names; None for any other line."""
    cells = line.split()
    return cells[1].removeprefix("name=") if len(cells) > 1 and cells[0] == "phase" else None
