"""What people read in the terminal."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

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


def how_many(number: int, thing: str) -> str:
    """`1 rep`, `2 reps`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def in_brackets(counts: Mapping[str, int]) -> str:
    """` (shallow 3, walking 2)`, the most first; nothing when there is nothing."""
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return f" ({', '.join(f'{name} {number}' for name, number in most_first)})" if counts else ""
