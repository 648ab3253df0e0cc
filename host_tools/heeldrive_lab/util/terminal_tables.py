"""What people read in the terminal."""

from collections import Counter
from collections.abc import Iterable, Mapping

from rich.console import Console, Group, RenderableType
from rich.table import Table

from heeldrive_lab.detection.replay import Event

# Wide enough that a table in a pipe or a file is not folded.
PIPE_WIDTH = 140


def console() -> Console:
    """A console on stdout: coloured in a terminal, plain text of a fixed width elsewhere."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, no_color=True, width=PIPE_WIDTH)


def clock(t_ms: int) -> str:
    """Session time as people say it: `4:07.3`, or `1:04:07.3` from an hour on."""
    tenths = round(t_ms / 100)
    hours, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{rest // 10:02}.{rest % 10}"


def plain_table(title: str, left: str, *right: str) -> Table:
    """A table with one column of text and columns of numbers."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column(left, no_wrap=True)
    for name in right:
        table.add_column(name, justify="right")
    return table


def replay_table(events: Iterable[Event], name: str) -> RenderableType:
    """Every rep, refusal and set of a session, and the sum."""
    table = plain_table(name, "", "start", "bottom", "rise", "end", "depth", "leg")
    table.add_column("", no_wrap=True)  # the knee, where it has been followed
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
    """`knee forward, +11 cm` for a rep whose knee the detector has followed; else nothing."""
    word = event.get("knee", "")
    if word in ("", "baseline"):
        return f"knee: {word}" if word else ""
    return f"knee {word.replace('_', ' ')}, {event['knee_travel_mm'] / 10:+.0f} cm"


def split_by_leg(event: Event) -> str:
    """`5 + 5` for a set with reps of both legs, the sensor leg in front first; else nothing."""
    return f"{event['front']} + {event['back']}" if event["back"] else ""


def how_many(number: int, thing: str) -> str:
    """`1 rep`, `2 reps`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def in_brackets(counts: Mapping[str, int]) -> str:
    """` (shallow 3, walking 2)`, the most first; nothing when there is nothing."""
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return f" ({', '.join(f'{name} {number}' for name, number in most_first)})" if counts else ""
