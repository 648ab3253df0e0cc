"""Formats the events of a session as a table for the terminal."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Group, RenderableType

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.util.terminal_tables import clock, how_many, in_brackets, plain_table


def replay_table(events: Iterable[Event], name: str) -> RenderableType:
    """A table of all reps, refusals, slips, taught lunges and sets of a session, with totals."""
    table = plain_table(name, "", "start", "bottom", "rise", "end", "depth", "leg")
    table.add_column("")  # knee travel, if measured
    summary: Event = {}
    refused: Counter[str] = Counter()
    for event in events:
        times = [
            clock(event[key]) if key in event else ""
            for key in ("start_ms", "bottom_ms", "rise_ms", "end_ms")
        ]
        if event["kind"] == "rep":
            table.add_row(
                f"rep {event['index']}",
                *times,
                f"{event['depth_deg']:.0f}\u00b0",
                event["sensor_leg"],
                knee_words(event),
            )
        elif event["kind"] == "refused":
            refused[event["reason"]] += 1
            table.add_row(
                f"  refused: {event['reason']}",
                *times,
                f"{event['depth_deg']:.0f}\u00b0",
                event["sensor_leg"],
                style="dim",
            )
        elif event["kind"] == "slip":
            table.add_row(
                f"the strap slipped by {event['moved_deg']:.0f}\u00b0", clock(event["at_ms"]), style="bold"
            )
        elif event["kind"] == "taught":
            table.add_row(
                "lunge taught", *times, f"{event['depth_deg']:.0f}\u00b0", event["sensor_leg"], style="bold"
            )
        elif event["kind"] == "set":
            table.add_row(
                f"set {event['index']}: {how_many(event['reps'], 'rep')}",
                *times,
                "",
                split_by_leg(event),
                style="bold",
                end_section=True,
            )
        else:
            summary = event
    total = (
        f"{how_many(summary['reps'], 'rep')} in {how_many(summary['sets'], 'set')}, "
        f"{summary['refused']} refused{in_brackets(refused)}; "
        f"{how_many(summary['samples'], 'sample')}, {how_many(summary['gaps'], 'gap')}"
    )
    return Group(table, "", total)


def knee_words(event: Event) -> str:
    """`knee forward, +11 cm` for a rep with measured knee travel; otherwise empty."""
    word = event.get("knee", "")
    if word in ("", "baseline"):
        return f"knee: {word}" if word else ""
    return f"knee {word.replace('_', ' ')}, {event['knee_travel_mm'] / 10:+.0f} cm"


def split_by_leg(event: Event) -> str:
    """`5 + 5` (front + back) for a set with reps of both legs; otherwise empty."""
    return f"{event['front']} + {event['back']}" if event["back"] else ""
