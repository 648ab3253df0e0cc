"""The wearer's own lunge: the mean of some of their reps, made by the detector's own code."""

from collections.abc import Iterable, Sequence

from heeldrive import LEGS, RepCounter, Settings
from heeldrive.events import Event as Cycle
from heeldrive.settings import find

from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.detection.replay import Event

REPS = 5
"""Reps that a lesson takes."""

NAMES = ("my_depth_deg", "my_rise_ms", "my_length_ms", "my_hold_ms", "my_lever_mm", "my_fall_mm")
"""The settings that hold a taught lunge."""

MY = "my_"
"""How their names begin."""

NOT_TAUGHT: dict[str, int | str] = dict.fromkeys(NAMES, 0)
"""The settings without a taught lunge."""


def lunge_of(reps: Iterable[Event], wanted: int = REPS) -> Event | None:
    """The lunge that these reps teach, as an event of kind `taught`; None if too few in a row are alike.

    Args:
        reps: reps, as `replay` yields them, in order.
        wanted: number of reps in a row that have to be alike.
    """
    counter = RepCounter(Settings(), 1, 1)
    counter.teach(wanted)
    teaching = counter.teaching
    assert teaching is not None
    for rep in reps:
        teaching.learn(_cycle_of(rep))
        if teaching.complete:
            reported = Cycle()
            teaching.report(reported, rep["end_ms"])
            return as_event(reported)
    return None


def lunge_settings(lunge: Event) -> dict[str, int | str]:
    """The settings that hold a lunge, each within its range.

    Args:
        lunge: an event of kind `taught`.
    """
    front = lunge["sensor_leg"] == "front"
    values = {
        "my_depth_deg": round(lunge["depth_deg"]) if front else 0,
        "my_rise_ms": lunge["end_ms"] - lunge["rise_ms"],
        "my_length_ms": lunge["end_ms"] - lunge["start_ms"],
        "my_hold_ms": lunge["rise_ms"] - lunge["bottom_ms"],
        "my_lever_mm": lunge["lever_mm"] if front else 0,
        "my_fall_mm": 0 if front else lunge["fall_mm"],
    }
    settings = {name: find(name) for name in NAMES}
    return {
        name: min(max(value, settings[name].smallest), settings[name].largest)
        for name, value in values.items()
    }


def lunge_words(values: dict[str, int | str]) -> str:
    """A taught lunge for people: `87 deg deep, 3.1 s long`; empty if none is in the settings."""
    length_ms, depth_deg, fall_mm = (
        values.get(name, 0) for name in ("my_length_ms", "my_depth_deg", "my_fall_mm")
    )
    if not isinstance(length_ms, int) or not length_ms:
        return ""
    if fall_mm:
        return f"sensor leg in back, {fall_mm} mm down, {length_ms / 1000:.1f} s long"
    return f"{depth_deg} deg deep, {length_ms / 1000:.1f} s long"


def is_complete(values: dict[str, int | str]) -> bool:
    """Whether the settings hold no taught lunge or a whole one: its six lines belong together."""
    parts = [bool(values.get(name, 0)) for name in NAMES]
    depth, rise, length, _, _, fall = parts
    return not any(parts) or (rise and length and (depth or fall))


def _cycle_of(rep: Event) -> Cycle:
    cycle = Cycle()
    cycle.sensor_leg = LEGS.index(rep["sensor_leg"])
    for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms"):
        setattr(cycle, name, rep[name])
    cycle.depth_cdeg = round(100 * rep["depth_deg"])
    cycle.lever_mm = rep["facts"]["lever_mm"]
    cycle.fall_mm = rep["facts"]["fall_mm"]
    return cycle


def reps_named(events: Sequence[Event], numbers: Sequence[int]) -> list[Event]:
    """The reps with these numbers, in order; numbers without a rep are left out."""
    return [event for event in events if event["kind"] == "rep" and event["index"] in numbers]
