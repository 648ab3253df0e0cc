"""Reads the lines that the firmware writes on its serial console (firmware/wearable/console_format.py)."""

from heeldrive_lab.detection.replay import Event

_KINDS = ("rep", "refused", "set", "slip")


def parse_event(line: str) -> Event | None:
    """An event as `replay` gives it, or None for a line that is no event.

    Raises:
        ValueError: the line begins like an event and does not go on like one.
    """
    kind, _, rest = line.partition(" ")
    if kind not in _KINDS:
        return None
    cells = dict(cell.split("=", 1) for cell in rest.split())
    event: Event = {"kind": kind}
    if "index" in cells:
        event["index"] = int(cells["index"])
    if "leg" in cells:
        event["sensor_leg"] = cells["leg"]
    if kind == "slip":
        event["at_ms"] = int(cells["at_ms"])
        event["moved_deg"] = round(int(cells["moved_cdeg"]) / 100, 1)
    if "knee" in cells:
        event["knee"] = cells["knee"]
        event["knee_travel_mm"] = int(cells["travel_mm"])
    if kind == "refused":
        event["reason"] = cells["reason"]
    if kind == "set":
        event["reps"] = int(cells["reps"])
        event["back"] = int(cells["back"])
        event["front"] = event["reps"] - event["back"]
    for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms", "shown_ms"):
        if name in cells:
            event[name] = int(cells[name])
    if "depth_cdeg" in cells:
        event["depth_deg"] = round(int(cells["depth_cdeg"]) / 100, 1)
    return event


def parse_phase(line: str) -> str | None:
    """The phase that a `phase` line tells of, or None for another line."""
    cells = line.split()
    return cells[1].removeprefix("name=") if len(cells) > 1 and cells[0] == "phase" else None
